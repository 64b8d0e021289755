/** How much a worker carries. */
export * from './rules.ts'
