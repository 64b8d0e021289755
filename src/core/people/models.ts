// Which model two people are weighed with: the active one that was learned here, else the default of the reference.
import { z } from 'zod'
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import {
  type Bands,
  bandsFor,
  keptModel,
  learnFrom,
  type MatchFacts,
  type Purpose,
  presetScorer,
  type Scorer,
  scorerOf,
  usualShares,
} from '../matching/index.ts'
import { nameVariants } from './reference.ts'

/** Of more records a sample is enough; all of them would not fit into memory at once. */
const mostRecords = 50_000

/** The bands that hold for a purpose: the newest that somebody set, else those of the reference. */
export async function bandsOf(tx: Tx, purpose: Purpose): Promise<Bands> {
  const set = await tx.oneOrNone<{ possibly: number; veryLikely: number }>(sql`
    select possibly, very_likely as "veryLikely" from match_threshold where purpose = ${purpose} order by id desc limit 1`)
  return set === undefined ? bandsFor(purpose) : { possibly: set.possibly, very_likely: set.veryLikely }
}

const kept = z.object({ model: keptModel, names: z.record(z.string(), z.number()), dates: z.array(z.string()), records: z.number() })

/** What people are compared with now. Its name goes along with everything that is suggested by it. */
export async function activeScorer(tx: Tx, purpose: Purpose): Promise<Scorer> {
  const bands = await bandsOf(tx, purpose)
  const row = await tx.oneOrNone<{ version: number }>(
    sql`select version, model, names, dates, records from match_model where state = 'active'`,
  )
  if (row === undefined) return { ...presetScorer(nameVariants, purpose), bands }
  const { model, names, dates, records } = kept.parse(row)
  return scorerOf({ name: `own-${row.version}`, model, howUsual: usualShares(names, records), bands, dates }, nameVariants)
}

/**
 * Learns the model that an administrator asked for, if one did. As the jobs role: records go into the estimate and shares
 * come out; nothing of it passes a page.
 */
export async function learnModel(tx: Tx): Promise<void> {
  const { version } = await tx.one<{ version: number | null }>(sql`select match_model_asked_as_system() as version`)
  if (version === null) return
  const records = (await tx.many<{ facts: MatchFacts }>(sql`select facts from match_sample_as_system(${mostRecords})`)).map(
    ({ facts }) => facts,
  )
  const learned = learnFrom(records, presetScorer(nameVariants, 'list').model, nameVariants)
  const json = (value: unknown) => (learned === undefined ? null : JSON.stringify(value))
  await tx.run(sql`
    select match_model_keep_as_system(${version}, ${records.length}, ${learned?.pairs ?? 0}, ${json(learned?.model)}::jsonb, ${json(learned?.names)}::jsonb,
      ${json(learned?.dates)}::jsonb)`)
}

export type KeptModel = Readonly<{
  version: number
  state: 'asked' | 'too_few' | 'learned' | 'active' | 'retired'
  askedAt: Date
  askedBy: string
  learnedAt: Date | null
  records: number | null
  pairs: number | null
  defaultDays: number
  activatedAt: Date | null
  activatedBy: string | null
  because: string | null
}>

/** All versions, the newest first. */
export async function modelsKept(tx: Tx): Promise<KeptModel[]> {
  return tx.many(sql`
    select m.version, m.state, m.asked_at as "askedAt", u.full_name as "askedBy", m.learned_at as "learnedAt", m.records, m.pairs::int as pairs,
      coalesce(jsonb_array_length(m.dates), 0) as "defaultDays", m.activated_at as "activatedAt", v.full_name as "activatedBy", m.because
    from match_model m join post p on p.id = m.asked_by join user_account u on u.id = p.user_id
    left join post q on q.id = m.activated_by left join user_account v on v.id = q.user_id
    order by m.version desc`)
}

/** False: one is asked for already. */
export async function askForModel(tx: Tx): Promise<boolean> {
  const { asked } = await tx.one<{ asked: boolean }>(sql`select exists (select from match_model where state = 'asked') as asked`)
  if (asked) return false
  await tx.run(sql`insert into match_model (asked_by) values (current_post_id())`)
  return true
}

/** `version` null: back to the default of the reference. False: there is no such version that can be used. */
export async function activateModel(tx: Tx, version: number | null, because: string): Promise<boolean> {
  return (await tx.one<{ done: boolean }>(sql`select match_model_activate(${version}, ${because}) as done`)).done
}

export type ThresholdSet = Readonly<{ purpose: Purpose; possibly: number; veryLikely: number; because: string; setAt: Date; setBy: string }>

/** What was set, the newest first. */
export async function thresholdsSet(tx: Tx): Promise<ThresholdSet[]> {
  return tx.many(sql`
    select h.purpose, h.possibly, h.very_likely as "veryLikely", h.because, h.set_at as "setAt", u.full_name as "setBy"
    from match_threshold h join post p on p.id = h.set_by join user_account u on u.id = p.user_id order by h.id desc limit 50`)
}

/** From now on; what was suggested stays as it is until the two are compared again. */
export async function setThreshold(tx: Tx, purpose: Purpose, { possibly, very_likely }: Bands, because: string): Promise<void> {
  await tx.run(sql`
    insert into match_threshold (purpose, possibly, very_likely, because) values (${purpose}, ${possibly}, ${very_likely}, ${because})`)
}
