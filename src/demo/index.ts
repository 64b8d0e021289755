// The demo borough. It is told, not inserted: sixty people do their work over eighteen months, at a clock of their own,
// through the same functions and under the same rights as everybody who uses Lapwing.
import { load } from '../arrangements/load/index.ts'
import { asNobody } from '../core/access/index.ts'
import { sealAudit } from '../core/audit/index.ts'
import { addDays, londonDateOf } from '../core/clocks/index.ts'
import { loadWards } from '../core/concerns/index.ts'
import type { House, Job } from '../core/house/index.ts'
import { makeTriage } from '../core/triage/index.ts'
import { visits } from '../core/visits/index.ts'
import type { OwnerDatabase, Server } from '../platform/db/create.ts'
import type { Database } from '../platform/db/pool.ts'
import { identifier, sql } from '../platform/db/sql.ts'
import { people, wardCode, wards } from './borough.ts'
import { planEveryday, tellEveryday } from './everyday.ts'
import { endSessions, enterStaff } from './staff.ts'
import { crowds, stories } from './stories.ts'
import type { Borough } from './teller.ts'
import { t } from './texts.ts'
import { Timeline } from './timeline.ts'

/** A database that was made as a demo and holds nothing yet. */
export type NewDemo = Readonly<{ house: House; server: Server; database: string; owner: OwnerDatabase; jobs: Database }>

export type DemoOptions = Readonly<{
  /** 1 is the whole borough; tests tell a small part of it. */
  scale?: number
  seed?: string
}>

const monthsTold = 18
/** More than this side by side only wait for one another on a small machine. */
const storiesAtOnce = 4

/** Lines that say where to choose a person, and with whom to begin. */
export function whoToBe(baseUrl: string): readonly string[] {
  const name = (key: string) => people.find((one) => one.key === key)?.name ?? ''
  return [
    t('start.personas', { url: `${baseUrl}/demo` }),
    t('start.first', { worker: name('north1'), manager: name('north'), desk: name('triage1') }),
  ]
}

/**
 * Fills the demo. The same seed tells the same stories, ids apart, ending at the clock's present.
 */
export async function fillDemo(
  { house, database, owner, jobs }: NewDemo,
  { scale = 1, seed = 'quillmere' }: DemoOptions = {},
): Promise<void> {
  // A crash leaves nothing behind anyway: the database is made aside, and the copy that people use is written in full.
  await owner.transaction((tx) => tx.run(sql`alter database ${identifier(database)} set synchronous_commit = off`))
  const now = house.clock.now()
  const today = londonDateOf(now)
  const begun = new Date(Date.parse(addDays(today, -31 * monthsTold)))
  await owner.transaction((tx) =>
    loadWards(
      tx,
      wards.map((name) => ({ code: wardCode(name) ?? '', name })),
    ),
  )
  const staff = await enterStaff(
    { ...house, clock: { now: () => begun } },
    owner,
    (daysAgo) => addDays(today, -daysAgo),
    addDays(today, -365 * 6),
  )
  const timeline = new Timeline(now, storiesAtOnce)
  const borough: Borough = { house, staff, timeline, now, today }
  for (const plan of planEveryday(seed, scale)) timeline.tell(() => tellEveryday(borough, seed, plan))

  const ofEachDay: readonly Job[] = [visits, makeTriage(), load].flatMap((room) => room.jobs ?? [])
  for (const story of stories) timeline.tell(() => story.tell(borough))
  for (const tell of crowds) timeline.tell(() => tell(borough))
  // The server learns by itself how much there is in a table, but minutes later: until then it searches as if all were empty.
  const analyze = () => owner.transaction((tx) => tx.run(sql`analyze`))
  await analyze()
  let month = ''
  let monthsDone = 0
  await timeline.run(async (at) => {
    const clock = { now: () => at }
    await asNobody(jobs, clock, async (tx) => {
      for (const job of ofEachDay) await job.run(tx, { ...house, clock })
    })
    if (month === at.toISOString().slice(0, 7)) return
    month = at.toISOString().slice(0, 7)
    await jobs.transaction(sealAudit)
    if ([1, 3, 9].includes(monthsDone++)) await analyze()
  })
  await analyze()
  await jobs.transaction(sealAudit)
  await endSessions(owner, now)
}
