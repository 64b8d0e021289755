import type { Tx } from '../../platform/db/pool.ts'
import { identifier, join, type Sql, sql } from '../../platform/db/sql.ts'
import type { LocalDate } from '../clocks/local-date.ts'
import type { Answer, BirthBasis, BirthFact, DetailKind, NameKind, PersonFacts } from './facts.ts'
import { withComparisons } from './facts.ts'
import { inOrderOfNames, inOrderOfTrust, latestFirst } from './rules.ts'
import { t } from './texts.ts'

export type PersonId = string & { readonly brand?: 'PersonId' }
export type SourceRecordId = string & { readonly brand?: 'SourceRecordId' }

/** The concern or case in which somebody is named. */
export type NamedIn = Readonly<{ kind: 'concern' | 'case'; id: string }>
export type Relation = 'subject' | 'other'

/** Where what is said comes from. The agency is the writer's own unless said. */
export type Origin = Readonly<{
  origin: 'referral' | 'case' | 'phone' | 'public'
  agencyId?: string
  systemCode?: string
  ownReference?: string
  /** False for what must never turn up as somebody another concern may be about: a member of staff, a sealed record. */
  findable?: boolean
}>

/**
 * Somebody named in a concern or case that this actor may write: a person of their own, with one source record. Whether
 * they are somebody known is for a human to say, later (`joinCluster`).
 * @throws P0002 ("not there") where the actor may not write
 */
export async function recordPerson(
  tx: Tx,
  { namedIn, relation, facts }: Readonly<{ namedIn: NamedIn; relation: Relation; facts: PersonFacts }>,
  origin: Origin,
): Promise<{ personId: PersonId; sourceRecordId: SourceRecordId }> {
  return tx.one(sql`
    select person_id as "personId", source_record_id as "sourceRecordId"
    from person_create(${namedIn.kind}, ${namedIn.id}, ${relation}, ${JSON.stringify(origin)}::jsonb, ${payload(facts)}::jsonb)`)
}

/** More about somebody, said in the same concern or case. */
export async function addFacts(tx: Tx, sourceRecordId: SourceRecordId, facts: PersonFacts): Promise<void> {
  await tx.run(sql`select person_add_facts(${sourceRecordId}, ${payload(facts)}::jsonb)`)
}

/** A person who has a record already, named in another concern or case too. Needs both: to write there, and to see them. */
export async function linkPerson(tx: Tx, namedIn: NamedIn, sourceRecordId: SourceRecordId, relation: Relation): Promise<void> {
  await tx.run(sql`select person_link(${namedIn.kind}, ${namedIn.id}, ${sourceRecordId}, ${relation})`)
}

export type FactTable =
  | 'person_name'
  | 'person_birth'
  | 'person_identifier'
  | 'person_detail'
  | 'person_relationship'
  | 'person_address'
  | 'person_phone'
  | 'person_safe_contact'
  | 'person_gp'
  | 'person_self_description'

export type Edit = Readonly<{
  personId: PersonId
  /** As the writer saw it. */
  version: number
  because: string
  facts: PersonFacts
  /** What is no longer held to be right. It stays, marked so. */
  withdraw?: readonly Readonly<{ fact: FactTable; id: string }>[]
  /** What was right and holds no longer. */
  ends?: readonly FactEnd[]
}>

/** `untilOn`: the first day on which it does not hold any more. */
export type FactEnd = Readonly<{ fact: 'person_address' | 'person_detail'; id: string; untilOn: LocalDate }>

/** Saves a change from the person's page. `conflict`: somebody saved first, and nothing of this was written. */
export async function editPerson(tx: Tx, edit: Edit): Promise<'saved' | 'conflict'> {
  const { id } = await tx.one<{ id: string | null }>(sql`
    select person_edit(${edit.personId}, ${edit.version}, ${edit.because}, ${payload(edit.facts)}::jsonb,
      ${JSON.stringify(edit.withdraw ?? [])}::jsonb, ${JSON.stringify(edit.ends ?? [])}::jsonb) as id`)
  return id === null ? 'conflict' : 'saved'
}

function payload(facts: PersonFacts): string {
  return JSON.stringify(withComparisons(facts))
}

/** "The same person": the source record moves to that person's cluster. @returns the move, for taking it back */
export async function joinCluster(
  tx: Tx,
  { sourceRecordId, intoPersonId, because }: Readonly<{ sourceRecordId: SourceRecordId; intoPersonId: PersonId; because: string }>,
): Promise<{ moveId: string }> {
  return tx.one(sql`select person_join(${sourceRecordId}, ${intoPersonId}, ${because}) as "moveId"`)
}

/** Takes a move back, exactly. @throws P0002 when it was taken back already, or the record has moved on since */
export async function splitCluster(
  tx: Tx,
  { moveId, because }: Readonly<{ moveId: string; because: string }>,
): Promise<{ moveId: string }> {
  return tx.one(sql`select person_split(${moveId}, ${because}) as "moveId"`)
}

/** The name for a heading; "Name not known" when there is none, or when it is not for this actor. */
export async function personName(tx: Tx, personId: PersonId): Promise<string> {
  return (await personNames(tx, [personId])).get(personId) ?? t('name.unknown')
}

/** Names for a list, by id; who may not be seen is not in it. */
export async function personNames(tx: Tx, personIds: readonly PersonId[]): Promise<Map<PersonId, string>> {
  const rows = await tx.many<{ personId: PersonId; shownName: string | null }>(sql`
    select person_id as "personId", shown_name as "shownName" from person_headline where person_id = any (${personIds}::uuid[])`)
  return new Map(rows.map(({ personId, shownName }) => [personId, shownName ?? t('name.unknown')]))
}

export type PersonNamed = Readonly<{ personId: PersonId; sourceRecordId: SourceRecordId; relation: Relation; shownName: string }>

/** The people a concern or case names, subjects first: for those who may see who they are. */
export async function peopleIn(tx: Tx, namedIn: NamedIn): Promise<PersonNamed[]> {
  const rows = await tx.many<Omit<PersonNamed, 'shownName'> & { shownName: string | null }>(sql`
    select s.person_id as "personId", s.id as "sourceRecordId", rs.relation, h.shown_name as "shownName"
    from record_source rs join source_record s on s.id = rs.source_record_id left join person_headline h on h.person_id = s.person_id
    where rs.record_kind = ${namedIn.kind} and rs.record_id = ${namedIn.id}
    order by rs.relation desc, rs.linked_at, s.id`)
  return rows.map((row) => ({ ...row, shownName: row.shownName ?? t('name.unknown') }))
}

/** Who said it, when, and how it came to us. */
export type Source = Readonly<{
  id: SourceRecordId
  origin: string
  agencyName: string | null
  systemLabel: string | null
  ownReference: string | null
  recordedAt: Date
  /** From 1; grows when the system that keeps it says something new. */
  version: number
  changedAt: Date | null
  enteredBy: string | null
  because: string | null
}>

export type Said<Fact> = Fact &
  Readonly<{ id: string; sourceRecordId: SourceRecordId; recordedAt: Date; withdrawnAt: Date | null; withdrawnBecause: string | null }>

export type NameRow = Readonly<{
  kind: NameKind
  fullText: string | null
  given: string | null
  middle: string | null
  family: string | null
  script: string
}>
export type BirthRow = Readonly<{
  certainty: BirthFact['certainty']
  bornOn: LocalDate | null
  year: number | null
  month: number | null
  estimatedAge: number | null
  estimatedOn: LocalDate | null
  basis: BirthBasis
  because: string | null
}>
export type DetailRow = Readonly<{
  kind: DetailKind
  value: string
  note: string | null
  fromOn: LocalDate | null
  untilOn: LocalDate | null
}>
export type AddressRow = Readonly<{
  kind: string
  line: string | null
  postcode: string | null
  uprn: string | null
  fromOn: LocalDate | null
  untilOn: LocalDate | null
  protected: boolean
}>
export type RelationshipRow = Readonly<{
  kind: string
  relatedPersonId: PersonId | null
  relatedSourceRecordId: SourceRecordId | null
  /** The name to show, and the name that was said beside it, if any. */
  relatedName: string
  saidName: string | null
  parentalResponsibility: Answer
  safeToTell: Answer
  note: string | null
}>

/**
 * All that this actor may see of a person, most trusted first, withdrawn facts last; an empty list is "not known" (or
 * not for them). `null` lists: this actor may not see that kind of fact at all.
 */
export type PersonView = Readonly<{
  id: PersonId
  version: number
  shownName: string
  sources: readonly Source[]
  names: readonly Said<NameRow>[]
  births: readonly Said<BirthFact>[]
  identifiers: readonly Said<Readonly<{ kind: string; label: string | null; value: string }>>[]
  details: readonly Said<DetailRow>[]
  relationships: readonly Said<RelationshipRow>[]
  addresses: readonly Said<AddressRow>[]
  phones: readonly Said<Readonly<{ number: string; whose: string | null; protected: boolean }>>[]
  safeContacts: readonly Said<Readonly<{ method: string | null; times: string | null; avoidWords: string | null; note: string | null }>>[]
  gps: readonly Said<Readonly<{ practice: string; note: string | null }>>[]
  selfDescriptions: readonly Said<Readonly<{ kind: 'ethnicity' | 'disability'; value: string | null; groupedAs: string | null }>>[]
  moves: readonly Move[]
  may: Readonly<Record<'readIdentity' | 'readAddress' | 'readHealth' | 'writeIdentity' | 'writeAddress' | 'writeHealth', boolean>>
}>

export type Move = Readonly<{
  id: string
  sourceRecordId: SourceRecordId
  because: string
  movedAt: Date
  movedBy: string | null
  takesBack: string | null
  canBeTakenBack: boolean
}>

/** Undefined when there is no such person *or* this actor may not know of them. */
export async function loadPerson(tx: Tx, id: PersonId): Promise<PersonView | undefined> {
  const person = await tx.oneOrNone<Pick<PersonView, 'id' | 'version' | 'may'> & { shownName: string | null }>(sql`
    select p.id, p.version, h.shown_name as "shownName", jsonb_build_object(
      'readIdentity', may('person', p.id, 'identity'), 'readAddress', may('person', p.id, 'address'), 'readHealth', may('person', p.id, 'health'),
      'writeIdentity', may('person', p.id, 'identity', 'write'), 'writeAddress', may('person', p.id, 'address', 'write'),
      'writeHealth', may('person', p.id, 'health', 'write')) as may
    from person p left join person_headline h on h.person_id = p.id
    where p.id = ${id}`)
  if (person === undefined) return undefined
  const births = await factsOf<BirthRow>(
    tx,
    id,
    'person_birth',
    sql`f.certainty, f.born_on as "bornOn", f.year, f.month, f.estimated_age as "estimatedAge", f.estimated_on as "estimatedOn", f.basis, f.because`,
  )
  return {
    ...person,
    shownName: person.shownName ?? t('name.unknown'),
    sources: await tx.many<Source>(sql`
      select s.id, s.origin, a.name as "agencyName", y.label as "systemLabel", s.own_reference as "ownReference",
        s.recorded_at as "recordedAt", s.version, s.changed_at as "changedAt", u.full_name as "enteredBy", s.because
      from source_record s left join agency a on a.id = s.agency_id left join source_system y on y.code = s.system_code
      left join post p on p.id = s.entered_by left join user_account u on u.id = p.user_id
      where s.person_id = ${id} order by s.recorded_at, s.id`),
    names: inOrderOfNames(
      await factsOf<NameRow>(tx, id, 'person_name', sql`f.kind, f.full_text as "fullText", f.given, f.middle, f.family, f.script`),
    ),
    births: inOrderOfTrust(
      births.map(({ id, sourceRecordId, recordedAt, withdrawnAt, withdrawnBecause, ...row }) => ({
        ...birthOf(row),
        id,
        sourceRecordId,
        recordedAt,
        withdrawnAt,
        withdrawnBecause,
      })),
    ),
    identifiers: latestFirst(await factsOf(tx, id, 'person_identifier', sql`f.kind, f.label, f.value`)),
    details: latestFirst(
      await factsOf<DetailRow>(tx, id, 'person_detail', sql`f.kind, f.value, f.note, f.from_on as "fromOn", f.until_on as "untilOn"`),
    ),
    relationships: latestFirst(await relationshipsOf(tx, id)),
    addresses: latestFirst(
      await factsOf<AddressRow>(
        tx,
        id,
        'person_address',
        sql`f.kind, f.line, f.postcode, f.uprn, f.from_on as "fromOn", f.until_on as "untilOn", f.protected`,
      ),
    ),
    phones: latestFirst(await factsOf(tx, id, 'person_phone', sql`f.number, f.whose, f.protected`)),
    safeContacts: latestFirst(await factsOf(tx, id, 'person_safe_contact', sql`f.method, f.times, f.avoid_words as "avoidWords", f.note`)),
    gps: latestFirst(await factsOf(tx, id, 'person_gp', sql`f.practice, f.note`)),
    selfDescriptions: latestFirst(await factsOf(tx, id, 'person_self_description', sql`f.kind, f.value, f.grouped_as as "groupedAs"`)),
    moves: await tx.many<Move>(sql`
      select m.id, m.source_record_id as "sourceRecordId", m.because, m.moved_at as "movedAt", u.full_name as "movedBy", m.takes_back as "takesBack",
        (m.takes_back is null and s.person_id = m.person_id and not exists (select from cluster_move b where b.takes_back = m.id)) as "canBeTakenBack"
      from cluster_move m join source_record s on s.id = m.source_record_id
      left join post p on p.id = m.moved_by left join user_account u on u.id = p.user_id
      where m.person_id = ${id} order by m.moved_at, m.id`),
  }
}

async function factsOf<Row>(tx: Tx, id: PersonId, table: FactTable, columns: Sql): Promise<Said<Row>[]> {
  const common = sql`f.id, f.source_record_id as "sourceRecordId", f.recorded_at as "recordedAt", f.withdrawn_at as "withdrawnAt",
    f.withdrawn_because as "withdrawnBecause"`
  return tx.many(
    sql`select ${join([common, columns], ', ')} from ${identifier(table)} f where f.person_id = ${id} order by f.said_in_order desc`,
  )
}

/** A related person whom this actor may not see, and who was not named in words either, leaves no row and no gap. */
async function relationshipsOf(tx: Tx, id: PersonId): Promise<Said<RelationshipRow>[]> {
  return tx.many(sql`
    select f.id, f.source_record_id as "sourceRecordId", f.recorded_at as "recordedAt", f.withdrawn_at as "withdrawnAt",
      f.withdrawn_because as "withdrawnBecause", f.kind, h.person_id as "relatedPersonId", coalesce(h.shown_name, f.related_name) as "relatedName",
      case when h.person_id is not null then f.related_source_record_id end as "relatedSourceRecordId", f.related_name as "saidName",
      f.parental_responsibility as "parentalResponsibility", f.safe_to_tell as "safeToTell", f.note
    from person_relationship f left join person_headline h on h.person_id = f.related_person_id
    where f.person_id = ${id} and coalesce(h.shown_name, f.related_name) is not null
    order by f.said_in_order desc`)
}

/** Others named in a concern or case that names this person, for those who may see them: whom a relationship can point to. */
export async function peopleNear(tx: Tx, id: PersonId): Promise<{ sourceRecordId: SourceRecordId; shownName: string }[]> {
  return tx.many(sql`
    select distinct on (h.shown_name, o.person_id) o.id as "sourceRecordId", h.shown_name as "shownName"
    from source_record s join record_source a on a.source_record_id = s.id
    join record_source b on b.record_kind = a.record_kind and b.record_id = a.record_id
    join source_record o on o.id = b.source_record_id and o.person_id <> s.person_id
    join person_headline h on h.person_id = o.person_id and h.shown_name is not null
    where s.person_id = ${id}
    order by h.shown_name, o.person_id, o.id`)
}

/** The checks of the table hold for each certainty what is read here. */
export function birthOf({ certainty, bornOn, year, month, estimatedAge, estimatedOn, basis, because }: BirthRow): BirthFact {
  const said = { basis, ...(because === null ? {} : { because }) }
  if ((certainty === 'full' || certainty === 'disputed') && bornOn !== null) return { certainty, bornOn, ...said }
  if (certainty === 'estimated' && estimatedAge !== null && estimatedOn !== null) return { certainty, estimatedAge, estimatedOn, ...said }
  if (certainty === 'partial' && year !== null) return { certainty, year, ...(month === null ? {} : { month }), ...said }
  throw new Error(`a birth fact of certainty ${certainty} without what belongs to it`)
}
