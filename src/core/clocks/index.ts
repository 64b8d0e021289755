/** The one place where time is counted: working days, hours, days, months, London's wall clock, and every due date. */
export * from './calendar.ts'
export * from './deadline.ts'
export * from './local-date.ts'
export * from './london-time.ts'
export * from './schema.ts'
