/** Seeing the child, in time. */
export * from './rules.ts'
