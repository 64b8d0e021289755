export const findPerson = 1
export type Person = 1
