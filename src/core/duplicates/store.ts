import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { LocalDate } from '../clocks/index.ts'
import type { Guard, Hidden, MatchBand, SaidPart } from '../matching/index.ts'
import { type Evidence, type PersonId, type PersonSummary, type SaidRow, type SourceRecordId, summaryOf } from '../people/index.ts'
import { type Harm, isHarm } from './schema.ts'

export type PairState = 'open' | 'unsure' | 'not_same' | 'asked' | 'joined' | 'gone'
export type Decision = 'same' | 'not_same' | 'unsure'

/** One of a pair, for somebody who may see who that is; null for somebody outside the circle. */
export type OneOfPair = Readonly<{ id: PersonId; name: string | null }> | null

export type ListedPair = Readonly<{
  id: string
  one: OneOfPair
  other: OneOfPair
  band: MatchBand
  weight: number
  probability: number
  harm: readonly Harm[]
  state: PairState
  /** What was decided last; the pair is here again because something changed since, or its day came. */
  saidBefore: Decision | null
  /** Who knows the one that this reader may not see. Null: they see both. */
  knownTo: readonly string[] | null
}>

type PairRow = Readonly<{
  onePerson: PersonId | null
  oneName: string | null
  otherPerson: PersonId | null
  otherName: string | null
  harm: string[]
}>
const oneOf = (id: PersonId | null, name: string | null): OneOfPair => (id === null ? null : { id, name })

/** The pairs that this reader may work off, and those of which somebody outside their circle is one; the most likely 500. */
export async function pairsToDo(tx: Tx): Promise<ListedPair[]> {
  const rows = await tx.many<Omit<ListedPair, 'one' | 'other' | 'harm'> & PairRow>(sql`
    select pair_id as id, one_person as "onePerson", one_name as "oneName", other_person as "otherPerson", other_name as "otherName", band, weight,
      probability, harm, state, said_before as "saidBefore", known_to as "knownTo"
    from duplicates_to_do()`)
  return rows.map(({ onePerson, oneName, otherPerson, otherName, harm, ...row }) => ({
    ...row,
    one: oneOf(onePerson, oneName),
    other: oneOf(otherPerson, otherName),
    harm: harm.filter(isHarm),
  }))
}

export type Pair = Readonly<{
  id: string
  one: Exclude<OneOfPair, null>
  other: Exclude<OneOfPair, null>
  band: MatchBand
  weight: number
  parts: readonly SaidPart[]
  evidence: readonly Evidence[]
  hidden: Hidden
  guard: Guard | null
  model: string
  foundAt: Date
  state: PairState
  comeBackOn: LocalDate | null
  harm: readonly Harm[]
  /** Somebody would see more, or see less, than today: a second person has to agree. */
  widens: boolean
  oneSaid: PersonSummary
  otherSaid: PersonSummary
}>

/** @throws P0002 for whoever may not see both */
export async function loadPair(tx: Tx, id: string): Promise<Pair> {
  const row = await tx.one<
    Omit<Pair, 'one' | 'other' | 'harm' | 'oneSaid' | 'otherSaid'> & PairRow & { onePerson: PersonId; otherPerson: PersonId }
  >(sql`
    select pair_id as id, one_person as "onePerson", one_name as "oneName", other_person as "otherPerson", other_name as "otherName", band, weight, parts,
      evidence, hidden, guard, model, found_at as "foundAt", state, come_back_on as "comeBackOn", harm, widens
    from duplicate_pair_read(${id})`)
  const said = await tx.many<SaidRow & { personId: PersonId }>(sql`
    select person_id as "personId", part, value, birth from duplicate_facts(${id})`)
  const { onePerson, oneName, otherPerson, otherName, harm, ...pair } = row
  return {
    ...pair,
    one: { id: onePerson, name: oneName },
    other: { id: otherPerson, name: otherName },
    harm: harm.filter(isHarm),
    oneSaid: summaryOf(said.filter(({ personId }) => personId === onePerson)),
    otherSaid: summaryOf(said.filter(({ personId }) => personId === otherPerson)),
  }
}

export type PastDecision = Readonly<{
  decision: Decision
  because: string
  comeBackOn: LocalDate | null
  decidedAt: Date
  decidedBy: string
}>

/** What was decided of a pair, the latest first. */
export async function decisionsOf(tx: Tx, id: string): Promise<PastDecision[]> {
  return tx.many(sql`
    select decision, because, come_back_on as "comeBackOn", decided_at as "decidedAt", decided_by as "decidedBy" from duplicate_decisions(${id})`)
}

/** `decided`: a colleague was quicker, and nothing was done. */
export async function decidePair(
  tx: Tx,
  {
    id,
    decision,
    because,
    comeBackOn,
  }: Readonly<{ id: string; decision: 'not_same' | 'unsure'; because: string; comeBackOn: LocalDate | null }>,
): Promise<'kept' | 'decided'> {
  const { outcome } = await tx.one<{ outcome: 'decided' | null }>(sql`
    select duplicate_decide(${id}, ${decision}, ${because}, ${comeBackOn}) as outcome`)
  return outcome ?? 'kept'
}

/** `waiting`: somebody would see more, and a second person has to agree first. */
export async function joinPair(
  tx: Tx,
  id: string,
  because: string,
): Promise<Readonly<{ mergeId: string | null; outcome: 'done' | 'waiting' | 'decided' }>> {
  return tx.one(sql`select merge_id as "mergeId", outcome from merge_ask(${id}, ${because})`)
}

/** `own`: the one who asked cannot agree. `changed`: one of the two was joined to somebody else meanwhile. */
export async function answerJoining(
  tx: Tx,
  { mergeId, agrees, because }: Readonly<{ mergeId: string; agrees: boolean; because: string }>,
): Promise<'kept' | 'own' | 'decided' | 'changed'> {
  const { outcome } = await tx.one<{ outcome: 'own' | 'decided' | 'changed' | null }>(sql`
    select merge_answer(${mergeId}, ${agrees}, ${because}) as outcome`)
  return outcome ?? 'kept'
}

export type Joining = Readonly<{
  id: string
  pairId: string
  keptPerson: PersonId
  keptName: string | null
  because: string
  state: 'waiting' | 'done' | 'refused' | 'undone'
  askedAt: Date
  askedBy: string
  isOwn: boolean
  agreedBy: string | null
  agreedAt: Date | null
  agreedBecause: string | null
  doneAt: Date | null
  undoneBy: string | null
  undoneAt: Date | null
  undoneBecause: string | null
}>

/** The joinings of people whom this reader may see, waiting ones first. */
export async function joinings(tx: Tx, only: string | null = null): Promise<Joining[]> {
  return tx.many(sql`
    select merge_id as id, pair_id as "pairId", kept_person as "keptPerson", kept_name as "keptName", because, state, asked_at as "askedAt", asked_by as "askedBy",
      is_own as "isOwn", agreed_by as "agreedBy", agreed_at as "agreedAt", agreed_because as "agreedBecause", done_at as "doneAt", undone_by as "undoneBy",
      undone_at as "undoneAt", undone_because as "undoneBecause"
    from merges_seen(${only})`)
}

/** Something that was recorded of the joined person since. */
export type LaterRecord = Readonly<{ id: SourceRecordId; origin: string; because: string | null; recordedAt: Date; said: PersonSummary }>

export async function recordedSince(tx: Tx, mergeId: string): Promise<LaterRecord[]> {
  const rows = await tx.many<Omit<LaterRecord, 'said'> & Omit<SaidRow, 'part'> & { part: SaidRow['part'] | null }>(sql`
    select source_id as id, origin, because, recorded_at as "recordedAt", part, value, birth from merge_later(${mergeId})`)
  const byRecord = Map.groupBy(rows, ({ id }) => id)
  return [...byRecord.values()].flatMap((parts) => {
    const [first] = parts
    if (first === undefined) return []
    const { id, origin, because, recordedAt } = first
    const said = summaryOf(parts.flatMap(({ part, value, birth }) => (part === null ? [] : [{ part, value, birth }])))
    return [{ id, origin, because, recordedAt, said }]
  })
}

export type Side = 'kept' | 'gone'

/**
 * Takes a joining back, exactly. `since`: its records have moved again since, and that has to be taken back first.
 * `place`: something recorded since was not placed.
 */
export async function takeApart(
  tx: Tx,
  { mergeId, because, placed }: Readonly<{ mergeId: string; because: string; placed: Readonly<Record<string, Side>> }>,
): Promise<'kept' | 'decided' | 'since' | 'place'> {
  const { outcome } = await tx.one<{ outcome: 'decided' | 'since' | 'place' | null }>(sql`
    select merge_undo(${mergeId}, ${because}, ${JSON.stringify(placed)}::jsonb) as outcome`)
  return outcome ?? 'kept'
}
