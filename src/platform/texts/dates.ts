/**
 * Dates, times and lengths of time as people read them, in their language and British time.
 * Every function is given its values: none of them knows what time it is now.
 *
 * An instant is a moment everywhere (Date, or anything with epochMilliseconds). A plain date is a day on a calendar,
 * without a zone: '2026-11-24', or anything with year, month (1 to 12) and day. They are never turned into each other
 * silently, because a birth date shown an hour off is a different day.
 */
import { catalogue } from './catalogue.ts'
import { currentLanguage } from './language.ts'

export type Instant = Date | Readonly<{ epochMilliseconds: number }>
export type PlainDate = string | Readonly<{ year: number; month: number; day: number }>
/** `zone: true` adds GMT or BST: where a time is evidence, or falls in the hour that happens twice. */
type Showing = Readonly<{ timeZone?: string; zone?: boolean }>

const t = catalogue({
  dateTime: '{date} at {time}',
  dueIn: 'due in {time}',
  dueNow: 'due now',
  overdueBy: 'overdue by {time}',
  range: '{from} to {to}',
  'unit.day': { one: '{count} day', other: '{count} days' },
  'unit.hour': { one: '{count} hour', other: '{count} hours' },
  'unit.minute': { one: '{count} minute', other: '{count} minutes' },
  'unit.none': 'less than a minute',
  'unit.two': '{large} {small}',
})

const home = 'Europe/London'
const long: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' }
const short: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', year: 'numeric' }

/** "Tue 24 November 2026". @throws RangeError for a date that does not exist. */
export function showDate(date: PlainDate): string {
  return joined(utcOf(date), long, 'UTC')
}

/** "24 Nov 2026", for tables. @throws RangeError for a date that does not exist. */
export function showShortDate(date: PlainDate): string {
  return joined(utcOf(date), short, 'UTC')
}

/** "November 2026", of any of its days. */
export function showMonth(date: PlainDate): string {
  return joined(utcOf(date), { month: 'long', year: 'numeric' }, 'UTC')
}

/** The local day an instant falls on: 23:30 UTC on 30 June is "Wed 1 July 2026" in London. */
export function showDay(instant: Instant, { timeZone = home }: Showing = {}): string {
  return joined(dateOf(instant), long, timeZone)
}

/** "14:02", or "14:02 GMT" with `zone`. */
export function showTime(instant: Instant, { timeZone = home, zone = false }: Showing = {}): string {
  const options: Intl.DateTimeFormatOptions = {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(zone ? { timeZoneName: 'short' } : {}),
  }
  return formatter(options, timeZone).format(dateOf(instant))
}

/** "Tue 24 November 2026 at 14:02". */
export function showInstant(instant: Instant, showing: Showing = {}): string {
  return t('dateTime', { date: showDay(instant, showing), time: showTime(instant, showing) })
}

/**
 * When something is due, or from when something counts: "Tue 24 November 2026 at 14:02". The first and the last minute of
 * a day stand for the day, so for them it is "Tue 24 November 2026" and nobody thinks that midnight matters.
 */
export function showDayOrInstant(instant: Instant): string {
  return ['00:00', '23:59'].includes(showTime(instant)) ? showDay(instant) : showInstant(instant)
}

/** "24 Nov 2026 at 14:02", for tables. */
export function showShortInstant(instant: Instant, showing: Showing = {}): string {
  return t('dateTime', { date: joined(dateOf(instant), short, showing.timeZone ?? home), time: showTime(instant, showing) })
}

/** What goes into the datetime attribute of a time element, and into files: ISO 8601 in UTC. */
export function isoInstant(instant: Instant): string {
  return dateOf(instant).toISOString()
}

/**
 * "2 hours 5 minutes", "3 days 4 hours", "1 day". The two largest units that matter, cut off and never rounded up, so
 * that a wait is never said to be longer than it was. From 48 hours on in days of 24 hours; from a week on in whole days.
 * @param minutes a length, at least 0. @throws RangeError below 0 or when not a number.
 */
export function showMinutes(minutes: number): string {
  if (!(minutes >= 0)) throw new RangeError(`A length of time is at least 0 minutes, not ${minutes}`)
  const whole = Math.floor(minutes)
  if (whole < 60) return whole === 0 ? t('unit.none') : t('unit.minute', { count: whole })
  if (whole < 48 * 60) return showHours(whole)
  const hours = Math.floor(whole / 60)
  const days = Math.floor(hours / 24)
  return twoUnits(t('unit.day', { count: days }), hours % 24 === 0 || days >= 7 ? '' : t('unit.hour', { count: hours % 24 }))
}

/** A length of work in hours and minutes, however long: "1 hour 30 minutes", "52 hours", "0 hours". Two working weeks are no 3 days. */
export function showHours(minutes: number): string {
  const whole = Math.floor(minutes)
  const rest = whole % 60 === 0 ? '' : t('unit.minute', { count: whole % 60 })
  return whole > 0 && whole < 60 ? rest : twoUnits(t('unit.hour', { count: Math.floor(whole / 60) }), rest)
}

/** "due in 2 hours 5 minutes", "due now", "overdue by 3 days". `minutesLeft` below 0 is late; -0.5 is already late. */
export function showDue(minutesLeft: number): string {
  if (minutesLeft === 0) return t('dueNow')
  return minutesLeft > 0 ? t('dueIn', { time: showMinutes(minutesLeft) }) : t('overdueBy', { time: showMinutes(-minutesLeft) })
}

/** "overdue by 3 days", for clocks that count whole days. `days` at least 1. */
export function showDaysOverdue(days: number): string {
  return t('overdueBy', { time: showDays(days) })
}

/** "3 days". */
export function showDays(days: number): string {
  return t('unit.day', { count: days })
}

/** "1 Nov 2026 to 24 Nov 2026". */
export function showRange(from: PlainDate, to: PlainDate): string {
  return t('range', { from: showShortDate(from), to: showShortDate(to) })
}

function twoUnits(large: string, small: string): string {
  return small === '' ? large : t('unit.two', { large, small })
}

function dateOf(instant: Instant): Date {
  return instant instanceof Date ? instant : new Date(instant.epochMilliseconds)
}

/** Midnight UTC of a plain date, only ever formatted in UTC again. */
function utcOf(date: PlainDate): Date {
  const { year, month, day } = typeof date === 'string' ? partsOf(date) : date
  const utc = new Date(0)
  utc.setUTCFullYear(year, month - 1, day)
  if (utc.getUTCMonth() !== month - 1 || utc.getUTCDate() !== day) throw new RangeError(`There is no day ${year}-${month}-${day}`)
  return utc
}

function partsOf(date: string): { year: number; month: number; day: number } {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date)
  if (!match) throw new RangeError(`Not a date: "${date}"`)
  return { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) }
}

/** Intl puts a comma after the weekday in some versions and none in others: join the parts ourselves. */
function joined(date: Date, options: Intl.DateTimeFormatOptions, timeZone: string): string {
  const { translated } = currentLanguage()
  return formatter(options, timeZone)
    .formatToParts(date)
    .filter((part) => part.type !== 'literal')
    .map((part) => (part.value === 'Sept' ? 'Sep' : part.value)) // all months the same width in a table
    .map((part) => {
      const word = translated(part)
      return typeof word === 'string' ? word : word.other
    })
    .join(' ')
}

// A formatter costs more to make than a page to render.
const formatters = new Map<string, Intl.DateTimeFormat>()
function formatter(options: Intl.DateTimeFormatOptions, timeZone: string): Intl.DateTimeFormat {
  const { locale } = currentLanguage()
  const key = JSON.stringify([options, timeZone, locale])
  const made = formatters.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone })
  formatters.set(key, made)
  return made
}
