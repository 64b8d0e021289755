// What must not leave a case in a text that others read: the name of somebody else, and an address that is protected.
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { normalName } from '../matching/index.ts'
import { notNames } from '../people/index.ts'

/** Somebody whom the writer knows of: as lists call them (`short`, one name is enough to tell them) or by a full name. */
export type KnownName = Readonly<{ name: string; isShort: boolean }>

/**
 * Names of other people that stand in a text, as the writer knows them, each once, in the order of the list. A short name
 * counts only with a capital letter ("Will will come" is one name); a full name needs two of its words side by side. It may
 * take one for another: it asks, it does not decide.
 */
export function namesIn(text: string, known: readonly KnownName[], own: readonly string[]): readonly string[] {
  const words = [...text.matchAll(/[\p{L}][\p{L}'’-]*/gu)].map(([word]) => ({
    plain: normalName(word.replace(/['’]s$/u, '')),
    isCapital: /^\p{Lu}/u.test(word),
  }))
  const line = ` ${words.map(({ plain }) => plain).join(' ')} `
  const capitals = new Set(words.filter(({ isCapital }) => isCapital).map(({ plain }) => plain))
  const mine = new Set(own.flatMap((name) => [normalName(name), ...normalName(name).split(' ')]))
  const none = new Set(notNames.map(normalName))
  const found = known.filter(({ name, isShort }) => {
    const plain = normalName(name)
    if (plain.length < 3 || mine.has(plain) || none.has(plain)) return false
    if (plain.includes(' ')) return line.includes(` ${plain} `)
    return isShort && capitals.has(plain)
  })
  return [...new Set(found.map(({ name }) => name))]
}

/** A protected address or number that stands in the text: letters and digits are compared, spaces and capitals do not matter. */
export function protectedIn(text: string, contacts: readonly string[]): boolean {
  const plain = (what: string) => what.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
  const within = plain(text)
  return contacts.map(plain).some((contact) => contact.length >= 5 && within.includes(contact))
}

/**
 * Names of everybody but those the case is about, whom the writer knows of: people of their other cases, and those who
 * stand in the picture of this one. All of it through row security, so that nobody hidden is ever found out by trying.
 */
export async function othersKnown(tx: Tx, caseId: string): Promise<KnownName[]> {
  return tx.many(sql`
    with mine as materialized (
      select distinct a.case_id from case_access a where a.post_id = (select current_post_id()) and a.from_at <= (select current_instant())
        and (a.until_at is null or a.until_at > (select current_instant()))),
    subjects as (select r.person_id from record_person r where r.record_kind = 'case' and r.record_id = ${caseId} and r.relation = 'subject'),
    others as (
      select r.person_id from mine join record_person r on r.record_kind = 'case' and r.record_id = mine.case_id
      union select x from case_link l cross join lateral unnest(array[l.from_person, l.to_person]) x where l.case_id = ${caseId} and x is not null)
    select f.known_as as name, true as "isShort" from mine join case_file f on f.id = mine.case_id where f.id <> ${caseId}
    union
    select x, true from case_link l cross join lateral unnest(array[case when l.from_person is not null or l.relation in ('friend', 'seen_with', 'harms', 'other') then l.from_label end,
        case when l.to_kind = 'person' then l.to_label end]) x
      where l.case_id = ${caseId} and l.ended_at is null and x is not null
    union
    select coalesce(n.full_text, concat_ws(' ', n.given, n.family)), false from others o join person_name n on n.person_id = o.person_id and n.withdrawn_at is null
      where o.person_id not in (select person_id from subjects)`)
}

/** What those are called whom the case is about, and their protected addresses and numbers, as far as the writer sees them. */
export async function ownFacts(
  tx: Tx,
  caseId: string,
): Promise<Readonly<{ names: readonly string[]; protectedContacts: readonly string[] }>> {
  return tx.one(sql`
    with subjects as (select r.person_id from record_person r where r.record_kind = 'case' and r.record_id = ${caseId} and r.relation = 'subject'),
    around as (select r.person_id from record_person r where r.record_kind = 'case' and r.record_id = ${caseId})
    select array(select f.known_as from case_file f where f.id = ${caseId}
        union select coalesce(n.full_text, concat_ws(' ', n.given, n.family)) from person_name n join subjects s on s.person_id = n.person_id) as names,
      array(select x from person_address a join around s on s.person_id = a.person_id cross join lateral unnest(array[a.line, a.postcode]) x
          where a.protected and a.withdrawn_at is null and x is not null
        union select p.number from person_phone p join around s on s.person_id = p.person_id where p.protected and p.withdrawn_at is null) as "protectedContacts"`)
}
