/** The front door: everything that comes in, and what is owed to whoever told us. */
export * from './rules.ts'
