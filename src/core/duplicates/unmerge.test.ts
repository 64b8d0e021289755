// Joining and taking apart again is the identity: for random histories of a handful of people, on a real database, with
// whatever was written down in between.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { openTestHouse } from '../../../tests/support/database.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { type PersonId, recordPerson } from '../people/index.ts'
import { editPerson } from '../people/store.ts'
import { joinPair, type Side, takeApart } from './store.ts'

const t = await openTestHouse()
after(() => t.close())
const triage = await t.somebody({ role: 'triageWorker', team: 'mash', teamKind: 'triage' })

const poolSize = 6
type Member = Readonly<{ personId: PersonId; sourceRecordId: string }>
const pool: Member[] = []
const concerns = await t.owner.transaction(async (tx) => {
  const ids = [randomUUID(), randomUUID(), randomUUID()]
  for (const id of ids) await tx.run(sql`insert into record_team values ('concern', ${id}, ${triage.teamId})`)
  return ids
})
await t.as(triage, async (tx) => {
  for (let i = 0; i < poolSize; i++) {
    const related = pool.at(-1)
    pool.push(
      await recordPerson(
        tx,
        {
          // some share a concern: what the two have in common must be there again, too
          namedIn: { kind: 'concern', id: concerns[i % concerns.length] ?? '' },
          relation: i % 2 === 0 ? 'subject' : 'other',
          facts: {
            names: [{ kind: 'legal', given: 'Ada', family: `Number${i}` }],
            births: [{ certainty: 'full', bornOn: '2010-05-13', basis: 'stated' }],
            addresses: [{ line: `${i} Mill Lane`, postcode: 'LP7 1AA', protected: i === 2 }],
            phones: [{ number: '07700 900123' }],
            relationships: related === undefined ? [] : [{ kind: 'sibling', relatedSourceRecordId: related.sourceRecordId }],
          },
        },
        { origin: 'referral' },
      ),
    )
  }
})
await t.owner.transaction(async (tx) => {
  const [first, last] = [pool[0], pool.at(-1)]
  // one link that no source record stands for, and one who is kept out
  await tx.run(
    sql`insert into record_person (record_kind, record_id, person_id, relation) values ('concern', ${concerns[1] ?? ''}, ${first?.personId}, 'subject')`,
  )
  const out = await tx.one<{ id: string }>(
    sql`insert into user_account (full_name, email, state) values ('Kept Out', 'out@example.test', 'active') returning id`,
  )
  await tx.run(sql`insert into exclusion (kind, user_id, record_kind, record_id, because, made_by, made_at)
    values ('excluded', ${out.id}, 'person', ${last?.personId}, 'her brother', ${triage.postId}, ${t.clock.now()})`)
  // behind the policies: what a state is, and a question that may be asked again
  await tx.run(sql`
    create function test_state(sources_in uuid[], with_names boolean) returns jsonb language plpgsql security definer set search_path = public as $$
    declare state jsonb; part jsonb; x text;
    begin
      select jsonb_build_object(
        'sources', (select jsonb_object_agg(s.id, s.person_id) from source_record s where s.id = any (sources_in)),
        'links', (select jsonb_agg(jsonb_build_array(rp.record_kind, rp.record_id, rp.person_id, rp.relation) order by rp.record_id, rp.person_id, rp.relation) from record_person rp),
        'grants', (select jsonb_agg(jsonb_build_array(a.person_id, a.post_id, a.because, a.reads, a.writes, a.record_id) order by a.person_id, a.post_id, a.record_id, a.because) from person_access a),
        'related', (select jsonb_object_agg(r.id, r.related_person_id) from person_relationship r where r.source_record_id = any (sources_in)),
        'out', (select jsonb_agg(jsonb_build_array(e.user_id, e.record_id) order by e.record_id, e.user_id) from exclusion e where e.lifted_at is null),
        'keys', (select jsonb_agg(k.key order by k.source_record_id, k.key) from match_key k where k.source_record_id = any (sources_in)),
        'names', case when with_names then (select jsonb_object_agg(h.person_id, coalesce(h.shown_name, '')) from person_headline h) end) into state;
      foreach x in array array['person_name', 'person_birth', 'person_address', 'person_phone', 'person_relationship'] loop
        execute format('select jsonb_object_agg(f.id, jsonb_build_array(f.person_id, f.withdrawn_at)) from %I f where f.source_record_id = any ($1)', x) into part using sources_in;
        state := state || jsonb_build_object(x, part);
      end loop;
      return state;
    end $$`)
  await tx.run(sql`
    create function test_pair(one uuid, other uuid) returns uuid language sql security definer set search_path = public as $$
    insert into duplicate_pair (one_source, other_source, band, weight, probability, parts, evidence, hidden, model)
      select least(a.id, b.id), greatest(a.id, b.id), 'possibly', 1, 0.6, '[]', '[]', '{}', 'test'
      from (select id from source_record where person_id = one order by id limit 1) a, (select id from source_record where person_id = other order by id limit 1) b
      on conflict on constraint once do update set state = 'open' returning id $$`)
  await tx.run(sql`
    create function test_sources() returns table (id uuid, person_id uuid) language sql security definer set search_path = public as $$ select s.id, s.person_id from source_record s $$`)
  await tx.run(sql`grant execute on function test_state, test_pair, test_sources to lapwing_app`)
})

const people = fc.nat({ max: poolSize - 1 })
/** Joins two of the pool, writes something down about one, or takes the latest joining apart. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constant('join' as const), a: people, b: people }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('edit' as const), a: people, name: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constant('undo' as const), places: fc.infiniteStream(fc.constantFrom<Side>('kept', 'gone')) }),
  },
)

type State = Readonly<{ sources: readonly string[]; whole: Parts; without: Parts }>
type Parts = Readonly<Record<string, unknown>>
type Standing = Readonly<{ mergeId: string; before: State; edits: number }>

async function stateOf(tx: Tx, only?: readonly string[]): Promise<State> {
  const sources = only ?? (await sourcesNow(tx)).map(({ id }) => id)
  const read = async (names: boolean) =>
    (await tx.one<{ state: Parts }>(sql`select test_state(${sources}::uuid[], ${names}) as state`)).state
  return { sources, whole: await read(true), without: await read(false) }
}
const sourcesNow = (tx: Tx) => tx.many<{ id: string; personId: PersonId }>(sql`select id, person_id as "personId" from test_sources()`)

class Undone extends Error {}

test('whatever was joined, and whatever was written down since: taking apart gives back exactly what was', async (context) => {
  let histories = 0
  await t.as(triage, async (tx) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14 }), async (steps) => {
        const standing: Standing[] = []
        let edits = 0
        const personOf = async (member: number) =>
          (await sourcesNow(tx)).find(({ id }) => id === pool[member]?.sourceRecordId)?.personId ?? ''
        const undo = async (places: Iterator<Side>) => {
          const last = standing.pop()
          if (last === undefined) return
          const { before } = last
          const now = await sourcesNow(tx)
          const since = now.filter(({ id }) => !before.sources.includes(id))
          const placed = Object.fromEntries(since.map(({ id }) => [id, places.next().value ?? 'kept']))
          assert.equal(await takeApart(tx, { mergeId: last.mergeId, because: 'two people', placed }), 'kept')
          const after = await stateOf(tx, before.sources)
          const [there, here] = last.edits === edits ? [before.whole, after.whole] : [before.without, after.without]
          for (const part of Object.keys(there)) assert.deepEqual(here[part], there[part], part)
          // and what was written down since is where the user placed it, or with somebody the two are not
          for (const { id } of since) assert.ok((await sourcesNow(tx)).some((source) => source.id === id))
          histories++
        }
        try {
          await tx.savepoint(async () => {
            for (const one of steps) {
              if (one.what === 'join') {
                const [a, b] = [await personOf(one.a), await personOf(one.b)]
                if (a === b) continue
                const before = await stateOf(tx)
                const { pair } = await tx.one<{ pair: string }>(sql`select test_pair(${a}, ${b}) as pair`)
                const { mergeId, outcome } = await joinPair(tx, pair, 'one and the same')
                assert.equal(outcome, 'done')
                standing.push({ mergeId: mergeId ?? '', before, edits })
              } else if (one.what === 'edit') {
                const personId = await personOf(one.a)
                const { version } = await tx.one<{ version: number }>(sql`select version from person where id = ${personId}`)
                const facts = one.name
                  ? { names: [{ kind: 'known_as' as const, given: 'Later', family: `Name${edits}` }] }
                  : { phones: [{ number: '07700 900999' }] }
                assert.equal(await editPerson(tx, { personId, version, because: 'said so', facts }), 'saved')
                edits++
              } else await undo(one.places)
            }
            while (standing.length > 0) await undo(['kept', 'gone', 'kept'][Symbol.iterator]() as Iterator<Side>)
            throw new Undone()
          })
        } catch (error) {
          if (!(error instanceof Undone)) throw error
        }
      }),
      { numRuns: 12 },
    )
  })
  context.diagnostic(`${histories} joinings taken apart`)
  assert.ok(histories > 10)
})
