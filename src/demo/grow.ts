// Many more people, cases and audit entries than anybody would tell stories of: for measuring at the size of a nation's
// largest partnership. Laid into a demo as its owner, in SQL, in the same tables and with the same keys, grants, histories and
// chain as everything else: the database's own functions compute them, once for many rows.
import { z } from 'zod'
import { sealAudit } from '../core/audit/index.ts'
import { normalName } from '../core/matching/index.ts'
import { readReferenceFile } from '../core/reference/index.ts'
import type { OwnerDatabase } from '../platform/db/create.ts'
import type { Tx } from '../platform/db/pool.ts'
import { identifier, type Sql, sql } from '../platform/db/sql.ts'
import { chance } from './random.ts'

/** How many there shall be in all; what is there already is counted. */
export type Size = Readonly<{ people: number; cases: number; audit: number }>

/** Ten people to a case, fifty looks to a case. */
export function sizeFor(people: number, given: Partial<Size> = {}): Size {
  const cases = given.cases ?? Math.round(people / 10)
  return { people, cases, audit: given.audit ?? cases * 50 }
}

/** Made-up people are never put among real ones. */
export class NotADemoError extends Error {
  constructor() {
    super('This database is not a demo. Made-up people are never put among real ones.')
  }
}

const peopleAtOnce = 10_000
const casesAtOnce = 5_000
const auditAtOnce = 100_000
/** Of a hundred cases so many are open; the others are of the years before. */
const openInHundred = 8
const workersInTeam = 8
const casesOfWorker = 15
const seed = 'quillmere'

const named = readReferenceFile('people.yaml', z.object({ variants: z.array(z.array(z.string())) }))
const beginnings =
  'Ash Ald Bex Black Bram Bright Brock Cald Carl Chal Clay Col Cran Dal Dun Eck Ed Elm Fair Farn Fen Gar Gil Glen Grim Had Hal Har Haw Hol Ing Kel Kirk Lang Lind Lock Long Mar Mel Mid Mor Nor Oak Pen Rad Rav Rush Sand Sel Shel Stan Staple Sut Thorn Thur Wal War Wes Whit Win Wood Wool'
const endings =
  'bourne brook bury by combe cote croft dale den don field ford gate grave ham hurst ington land ley low mere more ridge shaw stead stone thorpe thwaite ton well wick wood worth'

/** Of a name the usual ones come first: the larger half of the people bears a tenth of them. */
function namePool(): Readonly<{ given: string[]; family: string[] }> {
  const luck = chance(`${seed} names`)
  const shuffled = (words: string[]) =>
    words
      .map((word) => ({ word, at: luck.next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ word }) => word)
  const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1)
  return {
    given: shuffled([...new Set(named.variants.flat())].sort().map(capital)),
    family: shuffled(beginnings.split(' ').flatMap((begin) => endings.split(' ').map((end) => begin + end))),
  }
}

/** The same number for the same question, at least 0 and less than 1. */
const drawn = (what: string): Sql =>
  sql`(((hashtextextended(${`${seed} ${what} `} || n, 0) % 1000003 + 1000003) % 1000003)::float8 / 1000003)`
/** An id that is the same whenever the same is made again. */
const idOf = (what: string): Sql => sql`overlay(overlay(md5(${`${seed} ${what} `} || n) placing '4' from 13) placing '8' from 17)::uuid`

/**
 * Grows a demo to this size: the same people, cases and dates each time, references and times of writing aside. What was grown before is gone on from.
 * @throws NotADemoError where the database is no demo
 */
export async function growDemo(owner: OwnerDatabase, size: Size, tell: (line: string) => void): Promise<void> {
  await owner.transaction(async (tx) => {
    const { isDemo } = await tx.one<{ isDemo: boolean }>(sql`select exists (select from database_mark where mark = 'demo') as "isDemo"`)
    if (!isDemo) throw new NotADemoError()
  })
  const began = performance.now()
  const done = (what: string, count: number) => tell(`${what}: ${count} (${((performance.now() - began) / 1000).toFixed(0)} s)`)
  const { given, family } = namePool()
  const norms = { given: given.map(normalName), family: family.map(normalName) }

  const before = await counted(owner)
  for (let from = before.people; from < size.people; from += peopleAtOnce) {
    const until = Math.min(size.people, from + peopleAtOnce)
    await owner.transaction((tx) => layPeople(tx, from, until, { given, family, norms }))
    done('people', until)
    if (from === before.people)
      await analyze(owner, ['person', 'source_record', 'person_name', 'person_birth', 'person_address', 'person_phone', 'match_key'])
  }
  if (before.cases < size.cases) await owner.transaction((tx) => layStaff(tx, size.cases))
  for (let from = before.cases; from < size.cases; from += casesAtOnce) {
    const until = Math.min(size.cases, from + casesAtOnce)
    await owner.transaction((tx) => layCases(tx, from, until, size.people))
    done('cases', until)
  }
  for (let from = before.audit; from < size.audit; from += auditAtOnce) {
    const until = Math.min(size.audit, from + auditAtOnce)
    await owner.transaction((tx) => layAudit(tx, from, until, Math.max(before.cases, size.cases)))
    await owner.transaction(sealAudit)
    done('audit entries', until)
  }
  await owner.transaction((tx) => tx.run(sql`analyze`))
  done('all', size.people)
}

/** What was grown before, by the numbers that are given out here. */
async function counted(owner: OwnerDatabase): Promise<Size> {
  return owner.transaction((tx) =>
    tx.one<Size>(sql`
      select (select count(*) from source_record where own_reference like 'GROWN-%') as people,
        (select count(*) from case_track where opened_because = 'Grown for measuring') as cases,
        (select count(*) from audit_entry where event = 'grown.read') as audit`),
  )
}

async function analyze(owner: OwnerDatabase, tables: readonly string[]): Promise<void> {
  for (const table of tables) await owner.transaction((tx) => tx.run(sql`analyze ${identifier(table)}`))
}

type Names = Readonly<{ given: string[]; family: string[]; norms: Readonly<{ given: string[]; family: string[] }> }>

async function layPeople(tx: Tx, from: number, until: number, { given, family, norms }: Names): Promise<void> {
  await tx.run(sql`
    create temporary table grown on commit drop as
    with numbered as (
      select n, 1 + floor(power(${drawn('given')}, 2) * ${given.length})::int as g, 1 + floor(power(${drawn('family')}, 2) * ${family.length})::int as f
      from generate_series(${from + 1}::int, ${until}::int) n)
    select n, ${idOf('person')} as person_id, ${idOf('source')} as source_id, (${given}::text[])[g] as given, (${family}::text[])[f] as family,
      (${norms.given}::text[])[g] as given_norm, (${norms.family}::text[])[f] as family_norm,
      date '1990-01-01' + floor(${drawn('born')} * 11300)::int as born_on,
      (1 + floor(${drawn('house')} * 180))::int || ' ' || (${family}::text[])[1 + floor(${drawn('street')} * ${family.length})::int] || ' Road' as line,
      'LP' || (1 + floor(${drawn('district')} * 30))::int || ' ' || (floor(${drawn('sector')} * 10))::int
        || chr(65 + floor(${drawn('first')} * 26)::int) || chr(65 + floor(${drawn('second')} * 26)::int) as postcode,
      '07700 9' || lpad(floor(${drawn('phone')} * 100000)::int::text, 5, '0') as phone, ${drawn('has phone')} < 0.6 as has_phone,
      '9' || lpad(floor(${drawn('nhs')} * 1000000)::int::text, 6, '0') || lpad((n % 1000)::text, 3, '0') as nhs, ${drawn('has nhs')} < 0.7 as has_nhs,
      (array['SCH', 'CSC', 'POL', 'HSG', 'NHS'])[1 + n % 5] as system_code
    from numbered`)
  await tx.run(sql`insert into person (id, created_at) select person_id, current_instant() from grown`)
  await tx.run(sql`
    insert into source_record (id, person_id, system_code, own_reference, origin)
    select source_id, person_id, system_code, 'GROWN-' || n, 'import' from grown`)
  await tx.run(sql`
    insert into person_name (source_record_id, person_id, kind, given, family, given_norm, family_norm)
    select source_id, person_id, 'legal', given, family, given_norm, family_norm from grown`)
  await tx.run(sql`
    insert into person_birth (source_record_id, person_id, certainty, born_on, basis) select source_id, person_id, 'full', born_on, 'stated' from grown`)
  await tx.run(sql`
    insert into person_address (source_record_id, person_id, line, postcode, line_norm, postcode_norm)
    select source_id, person_id, line, postcode, lower(line), replace(postcode, ' ', '') from grown`)
  await tx.run(sql`
    insert into person_phone (source_record_id, person_id, number, number_norm)
    select source_id, person_id, phone, replace(phone, ' ', '') from grown where has_phone`)
  await tx.run(sql`
    insert into person_identifier (source_record_id, person_id, kind, value, value_norm)
    select source_id, person_id, 'nhs', nhs, nhs from grown where has_nhs`)
  await tx.run(sql`select match_rekey_as_system(array(select source_id from grown))`)
  await tx.run(sql`select person_refresh_headline_as_system(array(select person_id from grown))`)
}

/** A council of its own, so that the borough's people see what they saw: teams of eight and a manager, one who sees all of it. */
async function layStaff(tx: Tx, cases: number): Promise<void> {
  const teams = Math.max(1, Math.ceil((cases * openInHundred) / 100 / (workersInTeam * casesOfWorker)))
  await tx.run(
    sql`insert into agency (code, name, kind) values ('grown', 'Quillmere East Council', 'council') on conflict (code) do nothing`,
  )
  await tx.run(sql`
    insert into team (agency_id, code, name, kind) select a.id, 'grown-' || n, 'East team ' || n, 'casework'
    from agency a, generate_series(1, ${teams}::int) n where a.code = 'grown' on conflict (code) do nothing`)
  await tx.run(sql`
    create temporary table grown_staff on commit drop as
    select t.id as team_id, t.agency_id, t.code, k as place from team t cross join generate_series(0, ${workersInTeam}::int) k
    where t.code like 'grown-%' and not exists (select from post p where p.team_id = t.id)
    union all select null, a.id, 'grown-all', 0 from agency a where a.code = 'grown' and not exists (
      select from post p where p.agency_id = a.id and p.role_code = 'serviceManager')`)
  await tx.run(sql`
    insert into user_account (full_name, email, state)
    select 'East ' || code || ' ' || place, code || '-' || place || '@east.example', 'active' from grown_staff`)
  await tx.run(sql`
    insert into post (user_id, agency_id, team_id, role_code, from_on)
    select u.id, s.agency_id, s.team_id,
      case when s.team_id is null then 'serviceManager' when s.place = 0 then 'exploitationManager' else 'exploitationWorker' end, '2020-01-01'
    from grown_staff s join user_account u on u.email = s.code || '-' || s.place || '@east.example'`)
}

const ownTriggers = [
  ['record_team', 'rebuild_inserted'],
  ['circle_member', 'rebuild_inserted'],
  ['record_person', 'rebuild_inserted'],
  ['record_source', 'linked'],
] as const

/** Grants are computed once for each case, when all they follow from is there: the triggers would do it three times. */
async function layCases(tx: Tx, from: number, until: number, people: number): Promise<void> {
  for (const [table, trigger] of ownTriggers) await tx.run(sql`alter table ${identifier(table)} disable trigger ${identifier(trigger)}`)
  await tx.run(sql`
    create temporary table grown on commit drop as
    with staff as (
      select array_agg(p.id order by t.code, p.id) as posts, array_agg(p.team_id order by t.code, p.id) as teams
      from post p join team t on t.id = p.team_id where t.code like 'grown-%' and p.role_code = 'exploitationWorker' and p.ended_at is null
    ), numbered as (
      select n, ${drawn('open')} * 100 < ${openInHundred} as is_open, 1 + floor(${drawn('worker')} * cardinality(s.posts))::int as w, s.posts, s.teams,
        floor(${drawn('opened')} * 2000)::int as days, 1 + floor(${drawn('subject')} * ${people})::int as person_n
      from generate_series(${from + 1}::int, ${until}::int) n cross join staff s)
    select n.n, ${idOf('case')} as case_id, n.is_open, n.posts[n.w] as post_id, n.teams[n.w] as team_id, s.id as source_id, s.person_id, x.given,
      current_instant() - make_interval(days => case when n.is_open then n.days % 300 else 365 + n.days end) as opened_at
    from numbered n join source_record s on s.own_reference = 'GROWN-' || n.person_n and s.system_code = (array['SCH', 'CSC', 'POL', 'HSG', 'NHS'])[1 + n.person_n % 5]
    join person_name x on x.source_record_id = s.id`)
  await tx.run(sql`
    insert into case_file (id, known_as, kind, state, team_id, opened_at, opened_by, allocated_post_id, allocated_at, closed_at)
    select case_id, given, 'child', case when is_open then 'open' else 'closed' end, team_id, opened_at, post_id,
      case when is_open then post_id end, case when is_open then opened_at end, case when not is_open then opened_at + interval '200 days' end from grown`)
  await tx.run(sql`insert into case_headline (case_id) select case_id from grown`)
  await tx.run(sql`
    insert into case_track (case_id, kind, opened_at, opened_by, opened_because, closed_at, closed_by, closed_because)
    select case_id, 'safeguarding', opened_at, post_id, 'Grown for measuring', case when not is_open then opened_at + interval '200 days' end,
      case when not is_open then post_id end, case when not is_open then 'Safer' end from grown`)
  await tx.run(sql`
    insert into case_closing (case_id, reason, because, would_reopen, requested_at, requested_by, outcome, decided_at, decided_by)
    select case_id, 'safer', 'Safer', 'Going missing again', opened_at + interval '199 days', post_id, 'agreed', opened_at + interval '200 days', post_id
    from grown where not is_open`)
  await tx.run(sql`insert into record_team (record_kind, record_id, team_id) select 'case', case_id, team_id from grown`)
  await tx.run(sql`
    insert into circle_member (record_kind, record_id, post_id, capacity, because, from_at)
    select 'case', case_id, post_id, 'allocated', 'Grown for measuring', opened_at from grown where is_open`)
  await tx.run(sql`
    insert into record_source (record_kind, record_id, source_record_id, relation, linked_at) select 'case', case_id, source_id, 'subject', opened_at from grown`)
  await tx.run(
    sql`insert into record_person (record_kind, record_id, person_id, relation) select 'case', case_id, person_id, 'subject' from grown on conflict do nothing`,
  )
  await tx.run(sql`select rebuild_access('case', case_id) from grown order by n`)
  for (const [table, trigger] of ownTriggers) await tx.run(sql`alter table ${identifier(table)} enable trigger ${identifier(trigger)}`)
}

/** Looks at the grown cases by their workers over the last year and a half, each with its leaf as a request would write it. */
async function layAudit(tx: Tx, from: number, until: number, cases: number): Promise<void> {
  await tx.run(sql`
    insert into audit_entry (id, at, user_id, post_id, role_code, agency_id, event, outcome, record_kind, record_id, case_id, classes, xid, leaf)
    overriding system value
    select e.id, e.at, e.user_id, e.post_id, e.role_code, e.agency_id, e.event, e.outcome, e.record_kind, e.record_id, e.case_id, e.classes, e.xid, audit_leaf(e)
    from generate_series(${from + 1}::int, ${until}::int) m (n)
    cross join lateral (select overlay(overlay(md5(${`${seed} case `} || (1 + n % ${cases})) placing '4' from 13) placing '8' from 17)::uuid as case_id) c
    join case_file f on f.id = c.case_id join post p on p.id = f.opened_by
    cross join lateral jsonb_populate_record(null::audit_entry, jsonb_build_object('id', nextval(pg_get_serial_sequence('audit_entry', 'id')),
      'at', current_instant() - make_interval(secs => 46000000 * (1 - n / ${until + 1}::float8)), 'user_id', p.user_id, 'post_id', p.id, 'role_code', p.role_code,
      'agency_id', p.agency_id, 'event', 'grown.read', 'outcome', 'done', 'record_kind', 'case', 'record_id', c.case_id, 'case_id', c.case_id, 'classes', 1,
      'shown', '[]'::jsonb, 'fields', '[]'::jsonb, 'xid', pg_current_xact_id()::text)) e`)
}
