export const personRules = 1
