/** How long records are kept: dates only, to be tried in the handbook. */
export { retentionRules } from './handbook.ts'
