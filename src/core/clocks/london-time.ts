/**
 * Between the clock on the wall in London and the instant we store.
 *
 * Twice a year the two disagree. In March an hour of wall clock does not exist (01:00 to 01:59); in October it
 * happens twice, first in summer time (BST, +01:00), then in winter time (GMT, +00:00). Nobody may guess for the
 * person who types: a time that does not exist is refused, one that happens twice is asked about (law R19).
 */
import { Temporal } from 'temporal-polyfill'
import type { LocalDate } from './local-date.ts'

const LONDON = 'Europe/London'

/** Wall clock in London, 'YYYY-MM-DDTHH:MM'. */
export type LocalDateTime = string

/** Which of two: only October's repeated hour has a second one. */
export type Pass = 'first' | 'second'

export type LocalTimeReading =
  | Readonly<{ kind: 'ok'; at: Date }>
  | Readonly<{ kind: 'nonexistent'; because: 'clocks went forward' }>
  | Readonly<{ kind: 'ambiguous'; first: Date; second: Date }>

/** The wall clock was put forward over this time: it never was. */
export class NonexistentLocalTimeError extends Error {
  constructor(local: LocalDateTime) {
    super(`${local} does not exist in London: the clocks went forward`)
    this.name = 'NonexistentLocalTimeError'
  }
}

/**
 * What a wall-clock time in London can mean.
 * @throws RangeError for text that is no time of any day (31 February, 24:30).
 * @source handbook/law.md R19, section 6.1
 */
export function readLocalTime(local: LocalDateTime): LocalTimeReading {
  const wall = Temporal.PlainDateTime.from(local, { overflow: 'reject' })
  const first = wall.toZonedDateTime(LONDON, { disambiguation: 'earlier' })
  const second = wall.toZonedDateTime(LONDON, { disambiguation: 'later' })
  if (first.epochMilliseconds === second.epochMilliseconds) return { kind: 'ok', at: new Date(first.epochMilliseconds) }
  // In the gap both readings are pushed to another wall clock; in the repeated hour both keep it.
  if (!first.toPlainDateTime().equals(wall)) return { kind: 'nonexistent', because: 'clocks went forward' }
  return { kind: 'ambiguous', first: new Date(first.epochMilliseconds), second: new Date(second.epochMilliseconds) }
}

/**
 * The instant of a London wall-clock time; in October's repeated hour the pass asked for (the first, unless told).
 * @throws NonexistentLocalTimeError for the hour that March leaves out.
 */
export function instantOf(local: LocalDateTime, pass: Pass = 'first'): Date {
  const reading = readLocalTime(local)
  switch (reading.kind) {
    case 'ok':
      return reading.at
    case 'nonexistent':
      throw new NonexistentLocalTimeError(local)
    case 'ambiguous':
      return pass === 'first' ? reading.first : reading.second
  }
}

/** The London day of an instant: 23:30 UTC on 1 July is already 2 July. */
export function londonDateOf(at: Date): LocalDate {
  return zoned(at).toPlainDate().toString()
}

/** The London wall clock of an instant, 'YYYY-MM-DDTHH:MM' (seconds dropped). */
export function londonTimeOf(at: Date): LocalDateTime {
  return zoned(at).toPlainDateTime().toString({ smallestUnit: 'minute' })
}

/** London wall clock with its offset, 'YYYY-MM-DDTHH:MM+01:00': +01:00 is BST, +00:00 is GMT (seconds dropped). */
export function withOffset(at: Date): string {
  return zoned(at).toString({ smallestUnit: 'minute', timeZoneName: 'never' })
}

/** 'BST' or 'GMT', for showing beside a time. */
export function zoneNameOf(at: Date): 'BST' | 'GMT' {
  return zoned(at).offsetNanoseconds === 0 ? 'GMT' : 'BST'
}

/** UTC to the minute, 'YYYY-MM-DDTHH:MMZ'. */
export function utcMinute(at: Date): string {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toString({ smallestUnit: 'minute' })
}

/** `hours` later on a stopwatch: clock changes, weekends and holidays neither stretch nor pause it. */
export function addElapsedHours(at: Date, hours: number): Date {
  return new Date(at.getTime() + hours * 3_600_000)
}

function zoned(at: Date): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(LONDON)
}
