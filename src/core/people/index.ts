/** The people a case is about. */
export * from './ages.ts'
