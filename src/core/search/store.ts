// What is found, and what is kept of looking. The database applies the grants twice: search_find() gives only ids that the
// one who asks may see, and what is shown of them comes through row security.
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { RecordKind } from '../audit/index.ts'
import { type BirthRow, birthOf, birthWords } from '../people/index.ts'
import { isOtherOrder, type Sought } from './rules.ts'
import type { Agreement } from './schema.ts'

/** How many records one search brings at most, of all kinds together. */
export const mostFound = 200

export type Hit = Readonly<{ kind: RecordKind; id: string; rank: number; agreements: readonly Agreement[] }>

/** Records that agree with what was sought, best first; only those that the one who asks may see. */
export async function findWords(tx: Tx, { terms }: Sought): Promise<Hit[]> {
  if (terms.length === 0) return []
  const asked = terms.map(({ words, like, otherScript }, term) => ({ term, options: words, like, bones: otherScript }))
  const rows = await tx.many<Hit>(sql`
    select record_kind as kind, record_id as id, rank, matched as agreements from search_find(${JSON.stringify(asked)}::jsonb, ${mostFound})`)
  return rows.map((row) => (isOtherOrder(row.agreements) ? { ...row, rank: row.rank + 1 } : row))
}

/** By the reference that is printed on them. */
export async function findReferences(tx: Tx, references: readonly string[]): Promise<Readonly<{ kind: RecordKind; id: string }>[]> {
  return references.length === 0
    ? []
    : tx.many(sql`select record_kind as kind, record_id as id from record_reference where reference = any (${[...references]}::text[])`)
}

/** Cases and concerns about these people, as far as the one who asks may see both. */
export async function recordsAbout(
  tx: Tx,
  people: readonly string[],
): Promise<Readonly<{ kind: 'case' | 'concern'; id: string; personId: string }>[]> {
  return people.length === 0
    ? []
    : tx.many(sql`
        select record_kind as kind, record_id as id, person_id as "personId" from search_about(${[...people]}::uuid[])`)
}

export type FoundPerson = Readonly<{ id: string; name: string | null; born: string | null }>

/** Those of them that the one who asks may see. */
export async function peopleBy(tx: Tx, ids: readonly string[]): Promise<FoundPerson[]> {
  if (ids.length === 0) return []
  const rows = await tx.many<{ id: string; name: string | null; birth: BirthRow | null }>(sql`
    select p.id, h.shown_name as name, b.birth
    from person p left join person_headline h on h.person_id = p.id
    left join lateral (
      select jsonb_build_object('certainty', x.certainty, 'bornOn', x.born_on, 'year', x.year, 'month', x.month, 'estimatedAge', x.estimated_age,
        'estimatedOn', x.estimated_on, 'basis', x.basis, 'because', x.because) as birth
      from person_birth x where x.person_id = p.id and x.withdrawn_at is null
      order by array_position(array['document', 'stated', 'assessed', 'estimated', 'presumed'], x.basis), x.recorded_at desc, x.id limit 1) b on true
    where p.id = any (${[...ids]}::uuid[]) and may('person', p.id, 'identity')`)
  return rows.map(({ id, name, birth }) => ({ id, name, born: birth === null ? null : birthWords(birthOf(birth)) }))
}

export type FoundCase = Readonly<{
  id: string
  reference: string
  knownAs: string
  state: 'open' | 'closing' | 'closed'
  teamId: string
  teamName: string
  workerName: string | null
}>

export async function casesBy(tx: Tx, ids: readonly string[]): Promise<FoundCase[]> {
  if (ids.length === 0) return []
  return tx.many<FoundCase>(sql`
    select f.id, f.reference, f.known_as as "knownAs", f.state, f.team_id as "teamId", t.name as "teamName", u.full_name as "workerName"
    from case_file f join team t on t.id = f.team_id left join post p on p.id = f.allocated_post_id left join user_account u on u.id = p.user_id
    where f.id = any (${[...ids]}::uuid[])`)
}

export type FoundConcern = Readonly<{
  id: string
  reference: string
  kindLabel: string
  state: 'received' | 'more_wanted' | 'decided'
  receivedAt: Date
  teamId: string | null
  teamName: string | null
  /** As the referrer wrote them; null where that is not for this reader. */
  names: string | null
  places: string | null
}>

export async function concernsBy(tx: Tx, ids: readonly string[]): Promise<FoundConcern[]> {
  if (ids.length === 0) return []
  return tx.many<FoundConcern>(sql`
    select c.id, c.reference, k.label as "kindLabel", c.state, c.received_at as "receivedAt", c.contact_team as "teamId", t.name as "teamName",
      (select string_agg(distinct coalesce(nullif(s.full_name, ''), s.known_as), ', ') from concern_subject s where s.concern_id = c.id
        and s.full_name || s.known_as <> '') as names,
      (select string_agg(distinct concat_ws(', ', p.description, nullif(p.postcode, '')), '; ') from concern_place p where p.concern_id = c.id) as places
    from concern c join concern_kind k on k.code = c.kind left join team t on t.id = c.contact_team
    where c.id = any (${[...ids]}::uuid[])`)
}

// ── what somebody looked for, opened last, wants at hand ────────────────────────────────────────────────────────────

export async function keepAsked(tx: Tx, words: string): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`insert into search_asked (words) values (${words}) returning id`)
  return id
}

/** Undefined when it was somebody else's, or some hours ago. */
export async function findAsked(tx: Tx, id: string): Promise<string | undefined> {
  const row = await tx.oneOrNone<{ words: string }>(sql`select words from search_asked where id = ${id}`)
  return row?.words
}

export type Kept = Readonly<{ kind: RecordKind; id: string }>

/** What the one who asks opened in the last thirty days and may still see, latest first. */
export async function recentOf(tx: Tx): Promise<Kept[]> {
  return tx.many<Kept>(sql`select record_kind as kind, record_id as id from search_recent(12)`)
}

/** Also of what they may not see any more: whoever shows it looks it up as any other record. */
export async function pinsOf(tx: Tx): Promise<Kept[]> {
  return tx.many<Kept>(sql`select record_kind as kind, record_id as id from search_pin order by pinned_at desc limit 50`)
}

export async function setPin(tx: Tx, { kind, id }: Kept, pin: 'on' | 'off'): Promise<void> {
  await tx.run(
    pin === 'on'
      ? sql`insert into search_pin (record_kind, record_id) values (${kind}, ${id}) on conflict do nothing`
      : sql`delete from search_pin where record_kind = ${kind} and record_id = ${id} and user_id = (select current_user_id())`,
  )
}

/** Each night: what was typed, and pins on what their owner no longer may see. */
export async function clearSearches(tx: Tx): Promise<void> {
  await tx.run(sql`select search_clear()`)
}
