/**
 * Reference data: law, guidance, lists, weights and periods as files under reference/, each with its source, version
 * and marks. Read once at the start and handed to the rules that need it; a file that is missing or wrong stops the
 * start, because a deadline without its rule would be worse than no start.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { bankHolidays, bothCalendars, type Clocks, clock, type WorkingCalendar, workingCalendar } from '../clocks/index.ts'
import { type RepeatMissing, repeatMissing } from '../missing/rules.ts'
import { type NewOffences, newOffences, type Section45Table, section45Table } from '../offences/schema.ts'
import { type Procedures, procedure } from '../procedures/schema.ts'
import { type ReleasePolicy, releasePolicy } from '../release/schema.ts'
import { type RetentionPolicy, retentionPolicy } from '../retention/rules.ts'
import { type RiskPolicy, riskPolicy } from '../risk/rules.ts'
import { type VisitPolicy, visitPolicy } from '../visits/rules.ts'
import { wordList } from '../words/schema.ts'
import { type WorkloadPolicy, workloadPolicy } from '../workload/rules.ts'

export type Reference = Readonly<{
  calendar: WorkingCalendar
  /** Without the bank holidays of any part of the United Kingdom: for freedom of information only. */
  calendarOfTheUk: WorkingCalendar
  clocks: Clocks
  missing: RepeatMissing
  newOffences: NewOffences
  procedures: Procedures
  release: ReleasePolicy
  retention: RetentionPolicy
  risk: RiskPolicy
  section45: Section45Table
  visits: VisitPolicy
  workload: WorkloadPolicy
  words: z.infer<typeof wordList>
}>

/** The files as they come with the program. */
export const referenceFolder = new URL('../../../reference/', import.meta.url)

/** A file that can't be used, with its name and what to change. */
export class ReferenceFileError extends Error {
  constructor(file: string, because: string) {
    super(`reference/${file} can't be used: ${because}`)
    this.name = 'ReferenceFileError'
  }
}

/**
 * One file, parsed. For rooms that keep lists of their own.
 * @throws ReferenceFileError
 */
export function readReferenceFile<Shape>(file: string, shape: z.ZodType<Shape>, folder: URL = referenceFolder): Shape {
  const parsed = shape.safeParse(yamlOf(file, folder))
  if (!parsed.success) throw new ReferenceFileError(file, z.prettifyError(parsed.error))
  return parsed.data
}

function yamlOf(file: string, folder: URL): unknown {
  try {
    return parse(readFileSync(new URL(file, folder), 'utf8'))
  } catch (error) {
    throw new ReferenceFileError(file, error instanceof Error ? error.message : 'it could not be read')
  }
}

/**
 * Everything that the rules of the core need.
 * @throws ReferenceFileError naming the first file that is missing or wrong
 */
export function loadReference(folder: URL = referenceFolder): Reference {
  const calendar = workingCalendar(readReferenceFile('bank-holidays.yaml', bankHolidays, folder))
  return {
    calendar,
    calendarOfTheUk: bothCalendars(calendar, workingCalendar(readReferenceFile('bank-holidays-uk.yaml', bankHolidays, folder))),
    clocks: readClocks(folder),
    missing: readReferenceFile('missing.yaml', repeatMissing, folder),
    newOffences: readReferenceFile('new-offences.yaml', newOffences, folder),
    procedures: readProcedures(folder),
    release: readReferenceFile('release.yaml', releasePolicy, folder),
    retention: readReferenceFile('retention.yaml', retentionPolicy, folder),
    risk: readReferenceFile('risk.yaml', riskPolicy, folder),
    section45: readReferenceFile('section45.yaml', section45Table, folder),
    visits: readReferenceFile('visits.yaml', visitPolicy, folder),
    workload: readReferenceFile('workload.yaml', workloadPolicy, folder),
    words: readReferenceFile('words.yaml', wordList, folder),
  }
}

/** Rows of clocks.yaml take what they don't say themselves (source, version, basis, mark) from the head of the file. */
function readClocks(folder: URL): Clocks {
  const file = readReferenceFile('clocks.yaml', z.looseObject({ clocks: z.array(z.looseObject({ id: z.string() })) }), folder)
  const { clocks, ...head } = file
  const rows = clocks.map((row) => {
    const parsed = clock.safeParse({ ...head, ...row })
    if (!parsed.success) throw new ReferenceFileError('clocks.yaml', `${row.id}: ${z.prettifyError(parsed.error)}`)
    return parsed.data
  })
  const byId = new Map(rows.map((row) => [row.id, row]))
  if (byId.size !== rows.length) throw new ReferenceFileError('clocks.yaml', 'an id stands there twice')
  return byId
}

/** Every file of reference/procedures is one procedure, under the name that it has inside. */
function readProcedures(folder: URL): Procedures {
  const inside = new URL('procedures/', folder)
  const read = readdirSync(inside)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => readReferenceFile(`procedures/${file}`, procedure, folder))
  const byId = new Map(read.map((one) => [one.id, one]))
  if (byId.size !== read.length) throw new ReferenceFileError('procedures', 'two files have one id')
  return byId
}
