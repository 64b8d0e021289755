/** The time, handed in everywhere, so that a test or a story can hold it still. */
export type Clock = Readonly<{ now: () => Date }>

export const systemClock: Clock = { now: () => new Date() }

/** A clock that stands still until it is moved. */
export class SetClock implements Clock {
  #instant: Date

  constructor(instant: Date | string) {
    this.#instant = new Date(instant)
  }

  now = (): Date => new Date(this.#instant)

  set(instant: Date | string): void {
    this.#instant = new Date(instant)
  }

  advance({ minutes = 0, hours = 0, days = 0 }: { minutes?: number; hours?: number; days?: number }): void {
    this.#instant = new Date(this.#instant.getTime() + minutes * 60_000 + hours * 3_600_000 + days * 86_400_000)
  }
}
