import type { Tx } from '../../platform/db/pool.ts'
import type { Actor } from '../access/identity.ts'
import type { House, Routes } from './request.ts'

export type NavigationItem = Readonly<{
  label: string
  href: string
  /** Where it stands among the others; small numbers first. */
  order: number
  when: (actor: Actor) => boolean
  /** What one does there, for the first page of the day: "See what came in, oldest risk first". */
  hint?: string
}>

/**
 * Work that runs by itself, as the jobs role: on a crontab pattern in UTC ('* * * * *' is each minute), or each
 * `everySeconds`. Must be safe to run twice. Ids only, never personal data, in anything it leaves behind in a queue.
 */
export type Job = Readonly<{
  name: string
  when: Readonly<{ crontab: string } | { everySeconds: number }>
  run: (tx: Tx, house: House) => Promise<void>
}>

/** One room of the house. What app.ts plugs in is all that others know of it. */
export type Room = Readonly<{
  name: string
  migrations?: URL
  /** Brings the room's reference tables to what its files in reference/ say; runs as the owner after migrating, each start. */
  loadReference?: (tx: Tx) => Promise<void>
  routes?: (route: Routes) => void
  navigation?: readonly NavigationItem[]
  jobs?: readonly Job[]
  /** Browser scripts of the room: name to file, as `{ words: new URL('./client.ts', import.meta.url) }` for `words.js`. */
  scripts?: Readonly<Record<string, URL>>
}>
