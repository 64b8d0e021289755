/** Custody: check values for the police's own times, to be tried in the handbook. */
export { arrestRules } from './handbook.ts'
