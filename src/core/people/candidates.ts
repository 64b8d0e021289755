// People already known who may be the one a concern is about: found in the database, compared here, kept with the
// reasons, decided by a human.
import { isDatabaseError, type Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { Hidden, MatchBand, MatchFacts, Scorer } from '../matching/index.ts'
import type { BirthFact } from './facts.ts'
import { type Candidate, compare, type Evidence, rank } from './matching.ts'
import { activeScorer } from './models.ts'
import { type BirthRow, birthOf, type PersonId, type SourceRecordId } from './store.ts'
import { t } from './texts.ts'

export type CandidateDecision = 'same' | 'not_same' | 'unsure'

/** What somebody who compares two people reads of one of them. Empty lists are "not known". */
export type PersonSummary = Readonly<{
  names: readonly string[]
  births: readonly BirthFact[]
  sexes: readonly string[]
  addresses: readonly string[]
  phones: readonly string[]
  numbers: readonly string[]
  schools: readonly string[]
  /** Which systems and agencies know them. */
  keptBy: readonly string[]
}>

export type CandidateView = Readonly<{
  id: string
  personId: PersonId
  shownName: string
  band: MatchBand
  evidence: readonly Evidence[]
  /** What the concern says, and what is known of the other. Protected addresses and phones are in neither. */
  here: PersonSummary
  there: PersonSummary
  decision: CandidateDecision | null
  decidedBy: string | null
  decidedAt: Date | null
  because: string | null
  /** What somebody decided about these two people in another concern. */
  saidBefore: CandidateDecision | null
}>

const mostShown = 8
const mostCompared = 300
const lookAlikesMilliseconds = 500

type Found = Readonly<{
  personId: PersonId
  facts: MatchFacts
  hidden: Hidden | null
  saidBefore: CandidateDecision | null
  isAsked: boolean
}>

/**
 * Looks for people who may be the one in a concern, keeps what was found with its reasons, and gives it for showing,
 * likeliest first; decided ones stay. Safe to call again: what was decided is never touched.
 *
 * Opens who the shown people are to the triage desk until `releaseCandidates`. Somebody kept out of a person finds
 * nothing of them and no count.
 * @throws P0002 for everybody who does not triage this concern
 */
export async function candidatesFor(
  tx: Tx,
  { concernId, sourceRecordId }: Readonly<{ concernId: string; sourceRecordId: SourceRecordId }>,
): Promise<CandidateView[]> {
  const found = await tx.many<Found>(sql`
    select person_id as "personId", facts, hidden, said_before as "saidBefore", is_asked as "isAsked"
    from match_blocks(${concernId}, ${sourceRecordId}, ${mostCompared})`)
  const scorer = await activeScorer(tx, 'desk')
  let candidates = ranked(found, scorer)
  if (candidates.length < 3 && !candidates.some(({ match }) => match.band === 'very_likely')) {
    const alike = await lookAlikes(tx, concernId, sourceRecordId)
    candidates = ranked([...found, ...alike.filter(({ personId }) => !found.some((known) => known.personId === personId))], scorer)
    found.push(...alike)
  }
  const shown = candidates.map(({ personId, match }, place) => ({
    personId,
    band: match.band,
    place,
    evidence: match.evidence,
    model: scorer.name,
  }))
  await tx.run(sql`select candidates_keep(${concernId}, ${sourceRecordId}, ${JSON.stringify(shown)}::jsonb)`)
  const saidBefore = new Map(found.map((one) => [one.personId, one.saidBefore]))
  return (await keptCandidates(tx, { concernId, sourceRecordId })).map((one) => ({
    ...one,
    saidBefore: one.decision === null ? (saidBefore.get(one.personId) ?? null) : null,
  }))
}

function ranked(found: readonly Found[], scorer: Scorer): Candidate<PersonId>[] {
  const asked = found.find(({ isAsked }) => isAsked)
  if (asked === undefined) return []
  const matches = found
    .filter(({ isAsked }) => !isAsked)
    .map(({ personId, facts, hidden }) => ({
      personId,
      match: compare(asked.facts, facts, hidden ?? { address: false, phone: false }, scorer),
    }))
  return rank(matches, mostShown)
}

/** Nothing when it takes too long: what was found by keys is shown, and nobody waits. */
async function lookAlikes(tx: Tx, concernId: string, sourceRecordId: SourceRecordId): Promise<Found[]> {
  try {
    return await tx.savepoint(async () => {
      await tx.run(sql`select set_config('statement_timeout', ${String(lookAlikesMilliseconds)}, true)`)
      const found = await tx.many<Found>(sql`
        select person_id as "personId", facts, hidden, said_before as "saidBefore", is_asked as "isAsked"
        from match_look_alikes(${concernId}, ${sourceRecordId}, 50)`)
      await tx.run(sql`select set_config('statement_timeout', '0', true)`)
      return found.filter(({ isAsked }) => !isAsked)
    })
  } catch (error) {
    // the savepoint took the setting back too
    if (isDatabaseError(error, '57014')) return []
    throw error
  }
}

/** What was found and decided, without looking again. */
export async function keptCandidates(
  tx: Tx,
  { concernId, sourceRecordId }: Readonly<{ concernId: string; sourceRecordId: SourceRecordId }>,
): Promise<CandidateView[]> {
  const kept = await tx.many<Omit<CandidateView, 'shownName' | 'here' | 'there' | 'saidBefore'> & { shownName: string | null }>(sql`
    select c.id, c.person_id as "personId", h.shown_name as "shownName", c.band, c.evidence, c.decision, u.full_name as "decidedBy",
      c.decided_at as "decidedAt", c.because
    from concern_candidate c left join person_headline h on h.person_id = c.person_id
    left join post p on p.id = c.decided_by left join user_account u on u.id = p.user_id
    where c.concern_id = ${concernId} and c.source_record_id = ${sourceRecordId}
    order by c.place, c.id`)
  if (kept.length === 0) return []
  const facts = await summaryRows(
    tx,
    sourceRecordId,
    kept.map(({ personId }) => personId),
  )
  const here = summaryOf(facts.filter((row) => row.sourceRecordId === sourceRecordId))
  return kept.map((one) => ({
    ...one,
    shownName: one.shownName ?? t('name.unknown'),
    here,
    there: summaryOf(facts.filter((row) => row.personId === one.personId && row.sourceRecordId !== sourceRecordId)),
    saidBefore: null,
  }))
}

/** One value of one person, as a row says it. */
export type SaidRow = Readonly<{
  part: Exclude<keyof PersonSummary, 'births'> | 'births'
  value: string | null
  birth: BirthRow | null
}>
type SummaryRow = SaidRow & Readonly<{ personId: PersonId; sourceRecordId: SourceRecordId }>

/** One statement for all: each part still goes through its own table's policy. */
async function summaryRows(tx: Tx, sourceRecordId: SourceRecordId, people: readonly PersonId[]): Promise<SummaryRow[]> {
  return tx.many<SummaryRow>(sql`
    with wanted as (select s.id, s.person_id, coalesce(y.label, a.name) as kept_by from source_record s
      left join source_system y on y.code = s.system_code left join agency a on a.id = s.agency_id
      where s.id = ${sourceRecordId} or s.person_id = any (${people}::uuid[]))
    select w.person_id as "personId", w.id as "sourceRecordId", x.part, x.value, x.birth from wanted w cross join lateral (
      select 'names' as part, coalesce(n.full_text, concat_ws(' ', n.given, n.middle, n.family)) as value, null::jsonb as birth
        from person_name n where n.source_record_id = w.id and n.withdrawn_at is null
      union all select 'births', null, jsonb_build_object('certainty', b.certainty, 'bornOn', b.born_on, 'year', b.year, 'month', b.month,
          'estimatedAge', b.estimated_age, 'estimatedOn', b.estimated_on, 'basis', b.basis, 'because', b.because)
        from person_birth b where b.source_record_id = w.id and b.withdrawn_at is null
      union all select case d.kind when 'sex' then 'sexes' when 'school' then 'schools' else 'names' end, d.value, null
        from person_detail d where d.source_record_id = w.id and d.withdrawn_at is null and d.kind in ('sex', 'school', 'called')
      union all select 'addresses', concat_ws(', ', a.line, a.postcode), null
        from person_address a where a.source_record_id = w.id and a.withdrawn_at is null and not a.protected
      union all select 'phones', h.number, null from person_phone h where h.source_record_id = w.id and h.withdrawn_at is null and not h.protected
      union all select 'numbers', i.value, null from person_identifier i where i.source_record_id = w.id and i.withdrawn_at is null
      union all select 'keptBy', w.kept_by, null where w.kept_by is not null) x
    order by w.id`)
}

export function summaryOf(rows: readonly SaidRow[]): PersonSummary {
  const values = (wanted: SaidRow['part']) => [
    ...new Set(rows.flatMap(({ part, value }) => (part === wanted && value !== null ? [value] : []))),
  ]
  return {
    names: values('names'),
    births: rows.flatMap(({ birth }) => (birth === null ? [] : [birthOf(birth)])),
    sexes: values('sexes'),
    addresses: values('addresses'),
    phones: values('phones'),
    numbers: values('numbers'),
    schools: values('schools'),
    keptBy: values('keptBy'),
  }
}

/**
 * A human's answer about one candidate. `same` joins the two; another answer afterwards takes that back, exactly.
 * @throws P0002 for everybody who does not triage the concern
 */
export async function decideCandidate(
  tx: Tx,
  { candidateId, decision, because }: Readonly<{ candidateId: string; decision: CandidateDecision; because: string }>,
): Promise<void> {
  await tx.run(sql`select candidate_decide(${candidateId}, ${decision}, ${because})`)
}

/** The concern is decided: the desk no longer sees who else it might have been. What was decided stays. */
export async function releaseCandidates(tx: Tx, concernId: string): Promise<void> {
  await tx.run(sql`select candidates_release(${concernId})`)
}
