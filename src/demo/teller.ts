// How a story acts: at its own moment, in the name of somebody who works here, through the same functions as a page.
import { addDays, instantOf, isWorkingDay, type LocalDate, londonDateOf } from '../core/clocks/index.ts'
import { type ActNote, act, type House } from '../core/house/index.ts'
import type { Tx } from '../platform/db/pool.ts'
import { type Chance, chance } from './random.ts'
import type { Member, Staff } from './staff.ts'
import type { Timeline } from './timeline.ts'

export type Borough = Readonly<{
  house: House
  staff: Staff
  timeline: Timeline
  /** The present, and its date in London. */
  now: Date
  today: LocalDate
}>

/** What is at hand while somebody does something: the transaction, the house at that moment, who they are. */
export type Doing = Readonly<{ tx: Tx; house: House; me: Member; now: Date; on: LocalDate }>

export class Teller {
  readonly borough: Borough
  readonly luck: Chance
  #now: Date

  /** @param name seeds what happens by chance in this story */
  constructor(borough: Borough, name: string) {
    this.borough = borough
    this.luck = chance(name)
    this.#now = new Date(0)
  }

  get now(): Date {
    return this.#now
  }

  /** The date in London in the story. */
  get on(): LocalDate {
    return londonDateOf(this.#now)
  }

  member(key: string): Member {
    return this.borough.staff.member(key)
  }

  /** Goes on at that moment; at once when it has passed, never when it is still to come. */
  async until(moment: Date): Promise<void> {
    const at = moment > this.#now ? moment : new Date(this.#now.getTime() + 60_000)
    await this.borough.timeline.at(at)
    this.#now = at
  }

  londonTime(on: LocalDate, time: string): Date {
    return instantOf(`${on}T${time}`)
  }

  /** So many days before the present, at a London time. */
  daysAgo(days: number, time: string): Promise<void> {
    return this.until(instantOf(`${addDays(this.borough.today, -days)}T${time}`))
  }

  /** After so many days of the story, on a working day. */
  workday(daysLater: number, time: string): Promise<void> {
    return this.until(instantOf(`${this.workingDate(daysLater)}T${time}`))
  }

  /** After so many days, whatever the day. */
  later(daysLater: number, time: string): Promise<void> {
    return this.until(instantOf(`${addDays(this.on, daysLater)}T${time}`))
  }

  workingDate(daysLater: number): LocalDate {
    const { calendar } = this.borough.house.reference
    let date = addDays(this.on, daysLater)
    while (!isWorkingDay(date, calendar)) date = addDays(date, 1)
    return date
  }

  /** A time of day between two whole hours. */
  between(from: number, to: number): string {
    return `${String(this.luck.between(from, to - 1)).padStart(2, '0')}:${String(this.luck.between(0, 59)).padStart(2, '0')}`
  }

  /** One act of somebody, audited: what a request does, without a page. */
  async as<T>(key: string, event: string, work: (doing: Doing) => Promise<T>, note: ActNote = {}): Promise<T> {
    const me = this.member(key)
    const now = this.#now
    const house: House = { ...this.borough.house, clock: { now: () => now } }
    return act(house, me.tokenHash, event, async (tx) => ({ result: await work({ tx, house, me, now, on: londonDateOf(now) }), note }))
  }
}
