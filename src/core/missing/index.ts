/** Missing episodes and the return home interview. */
export * from './rules.ts'
