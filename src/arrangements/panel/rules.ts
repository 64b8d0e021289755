/** When papers are due and expire, and what must not leave with one. */
import {
  addDays,
  instantOf,
  type LocalDate,
  subtractWorkingDays,
  unlessCalendarEnds,
  type WhyThisDate,
  type WorkingCalendar,
} from '../../core/clocks/index.ts'
import { normalName } from '../../core/matching/index.ts'
import type { PanelPolicy } from './schema.ts'

/**
 * When the papers of a panel are due: the n-th working day before it, whatever day it is.
 * @throws CalendarEndsError
 * @source handbook/law.md V4, R91
 */
export function papersDueOn(meetsOn: LocalDate, policy: PanelPolicy, calendar: WorkingCalendar): LocalDate {
  return subtractWorkingDays(meetsOn, policy.paperWorkingDaysBefore, calendar)
}

export type MeetingDates = Readonly<{ due: Readonly<{ at: Date; why: WhyThisDate }> | undefined; expiresAt: Date }>

/** What hangs on the day of a panel. `due` undefined: the calendar ends before, and no date is better than a wrong one. */
export function datesOfMeeting(meetsOn: LocalDate, policy: PanelPolicy, calendar: WorkingCalendar): MeetingDates {
  const dueOn = unlessCalendarEnds(() => papersDueOn(meetsOn, policy, calendar))
  const { basis, mark, verified, source, version } = policy
  const why: WhyThisDate = {
    ...{ rule: 'law R91', clock: 'V4', basis, mark, verified, source, version },
    calendarVersion: calendar.version,
    startedFrom: meetsOn,
  }
  return {
    due: dueOn === undefined ? undefined : { at: instantOf(`${dueOn}T${policy.paperDueLocalTime}`), why },
    // the last day is a whole one
    expiresAt: instantOf(`${addDays(meetsOn, policy.papersExpireDays + 1)}T00:00`),
  }
}

/** Somebody whom the writer knows of: as lists call them (`short`, one name is enough to tell them) or by a full name. */
export type KnownName = Readonly<{ name: string; isShort: boolean }>

/**
 * Names of other people that stand in a text, as the writer knows them, each once, in the order of the list. A short name
 * counts only with a capital letter ("Will will come" is one name); a full name needs two of its words side by side. It may
 * take one for another: it asks, it does not decide.
 */
export function namesIn(text: string, known: readonly KnownName[], own: readonly string[], notNames: readonly string[]): readonly string[] {
  const words = [...text.matchAll(/[\p{L}][\p{L}'’-]*/gu)].map(([word]) => ({
    plain: normalName(word.replace(/['’]s$/u, '')),
    isCapital: /^\p{Lu}/u.test(word),
  }))
  const line = ` ${words.map(({ plain }) => plain).join(' ')} `
  const capitals = new Set(words.filter(({ isCapital }) => isCapital).map(({ plain }) => plain))
  const mine = new Set(own.flatMap((name) => [normalName(name), ...normalName(name).split(' ')]))
  const none = new Set(notNames.map(normalName))
  const found = known.filter(({ name, isShort }) => {
    const plain = normalName(name)
    if (plain.length < 3 || mine.has(plain) || none.has(plain)) return false
    if (plain.includes(' ')) return line.includes(` ${plain} `)
    return isShort && capitals.has(plain)
  })
  return [...new Set(found.map(({ name }) => name))]
}

/** A protected address or number that stands in the text: letters and digits are compared, spaces and capitals do not matter. */
export function protectedIn(text: string, contacts: readonly string[]): boolean {
  const plain = (what: string) => what.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
  const within = plain(text)
  return contacts.map(plain).some((contact) => contact.length >= 5 && within.includes(contact))
}
