// Many stories told at once, in the order in which things happened. A story is a function that waits for its next
// moment; whoever is earliest goes on. A day ends only when everybody has come to the end of it, and then what runs by
// itself runs: so a missed visit rises on the evening it would have.

type Waiting = Readonly<{ at: number; place: number; go: () => void }>

const dayLength = 86_400_000

export class Timeline {
  readonly #until: number
  readonly #atOnce: number
  readonly #waiting: Waiting[] = []
  #places = 0
  #running = 0
  #wake: (() => void) | undefined
  #failure: { error: unknown } | undefined

  /** @param until the present: a story that waits for a later moment is never woken. @param atOnce how many go on side by side */
  constructor(until: Date, atOnce: number) {
    this.#until = until.getTime()
    this.#atOnce = atOnce
  }

  /** Begins when `run` does, with the moment that the story waits for first. */
  tell(story: () => Promise<void>): void {
    this.#running++
    story().then(
      () => this.#rest(),
      (error: unknown) => {
        this.#failure ??= { error }
        this.#rest()
      },
    )
  }

  /** Resolves when the story's moment has come; never, when that is after the present. */
  at(moment: Date): Promise<void> {
    return new Promise((go) => {
      this.#insert({ at: moment.getTime(), place: this.#places++, go })
      this.#rest()
    })
  }

  /** @param endOfDay called with the last moment of each day (UTC) from the first on which something happened, and with the present */
  async run(endOfDay: (at: Date) => Promise<void>): Promise<void> {
    await this.#settled(() => this.#running === 0)
    let day = Math.floor((this.#waiting[0]?.at ?? this.#until) / dayLength)
    for (; day * dayLength <= this.#until; day++) {
      const dayEnds = Math.min(day * dayLength + dayLength - 1000, this.#until)
      for (;;) {
        await this.#settled(() => this.#running === 0 || (this.#running < this.#atOnce && this.#isDue(dayEnds)))
        if (!this.#isDue(dayEnds)) break
        const next = this.#waiting.shift()
        this.#running++
        next?.go()
      }
      await endOfDay(new Date(dayEnds))
    }
  }

  #isDue(by: number): boolean {
    return (this.#waiting[0]?.at ?? Number.POSITIVE_INFINITY) <= by
  }

  #insert(one: Waiting): void {
    let low = 0
    let high = this.#waiting.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = this.#waiting[middle]
      if (other !== undefined && (other.at < one.at || (other.at === one.at && other.place < one.place))) low = middle + 1
      else high = middle
    }
    this.#waiting.splice(low, 0, one)
  }

  #rest(): void {
    this.#running--
    this.#wake?.()
  }

  async #settled(holds: () => boolean): Promise<void> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure.error
      if (holds()) return
      await new Promise<void>((wake) => {
        this.#wake = wake
      })
    }
  }
}
