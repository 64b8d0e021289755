// Days that matter as iCalendar (RFC 5545), with nothing in them but that something is due. Written here and not by a
// library: the one tried (ical-generator 11.1) writes the machine's time of day under the name of another zone, and a stamp
// that is not in UTC.
import { addDays, type LocalDate, utcMinute } from '../../core/clocks/index.ts'
import { t } from './texts.ts'

/** `key`: whatever tells this date from others; only its hash stands in the file. `time`: London's wall clock; null: a whole day. */
export type CalendarEntry = Readonly<{ key: string; on: LocalDate; time: string | null }>

// The rule of the zone since 1996: the last Sundays of March and October, at one o'clock in UTC.
const london = [
  'BEGIN:VTIMEZONE',
  'TZID:Europe/London',
  'BEGIN:DAYLIGHT',
  'TZOFFSETFROM:+0000',
  'TZOFFSETTO:+0100',
  'TZNAME:BST',
  'DTSTART:19960331T010000',
  'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
  'END:DAYLIGHT',
  'BEGIN:STANDARD',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0000',
  'TZNAME:GMT',
  'DTSTART:19961027T020000',
  'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
  'END:STANDARD',
  'END:VTIMEZONE',
]

const digits = (text: string) => text.replaceAll(/[-:]/g, '')

/** Text of a property: what would end or break it is escaped. */
const escaped = (text: string) => text.replaceAll(/[\\;,]/g, (mark) => `\\${mark}`).replaceAll('\n', '\\n')

/** A line of more than 75 bytes goes on in the next, which begins with a space. */
function folded(line: string): string {
  const parts: string[] = []
  let part = ''
  for (const letter of line) {
    if (Buffer.byteLength(part + letter) > (parts.length === 0 ? 75 : 74)) {
      parts.push(part)
      part = ''
    }
    part += letter
  }
  return [...parts, part].join('\r\n ')
}

/**
 * The file for a calendar program. `link`: the page to sign in to. A whole day ends at the next; a time lasts an hour, which
 * nobody should read anything into. `uidOf` makes of a key something that leads nowhere and stays the same.
 */
export function calendarFile(entries: readonly CalendarEntry[], link: string, now: Date, uidOf: (key: string) => string): string {
  const stamp = `${digits(utcMinute(now).slice(0, 16))}00Z`
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Lapwing//Dates//EN',
    'METHOD:PUBLISH',
    'CALSCALE:GREGORIAN',
    'X-WR-CALNAME:Lapwing',
    ...london,
  ]
  for (const { key, on, time } of entries) {
    lines.push('BEGIN:VEVENT', `UID:${uidOf(key)}@lapwing`, `DTSTAMP:${stamp}`)
    if (time === null) lines.push(`DTSTART;VALUE=DATE:${digits(on)}`, `DTEND;VALUE=DATE:${digits(addDays(on, 1))}`)
    else lines.push(`DTSTART;TZID=Europe/London:${digits(on)}T${digits(time)}00`, 'DURATION:PT1H')
    lines.push(`SUMMARY:${escaped(t('feed.event'))}`, `URL:${link}`, 'CLASS:PRIVATE', 'TRANSP:TRANSPARENT', 'END:VEVENT')
  }
  lines.push('END:VCALENDAR')
  return `${lines.map(folded).join('\r\n')}\r\n`
}
