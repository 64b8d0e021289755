/** Risk: a person judges, the tool suggests, both are kept. */
export * from './rules.ts'
