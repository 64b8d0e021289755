import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { sql } from '../../platform/db/sql.ts'
import { calendarFile } from './calendar-file.ts'
import { insertDate } from './store.ts'

const t = await openTestHouse()
const server = await startTestServer(t)
after(async () => {
  await server.close()
  await t.close()
})
const team = await casework(t)

/** Makes an address on the page, and gives its path. */
async function addressOf(who: Somebody): Promise<string> {
  const html = await (await server.fetchAs(who, '/dates/calendar', {})).text()
  return /\/calendar\/[A-Za-z0-9_-]{43}\.ics/.exec(html)?.[0] ?? assert.fail('no address is shown')
}
const fetched = async (path: string) => {
  const answer = await server.fetchAs(undefined, path)
  return { status: answer.status, text: await answer.text(), type: answer.headers.get('content-type') }
}

test('a calendar holds days and times of one’s own cases and nothing else: no name, place, kind, reason or address of a case', async () => {
  const id = await team.aCase({ knownAs: 'Kestrel' })
  await t.as(team.worker, (tx) =>
    insertDate(tx, id, { kind: 'court', on: '2026-12-03', time: '10:30', what: 'Quillmere youth court, with his gran' }),
  )
  await t.as(team.worker, (tx) => insertDate(tx, id, { kind: 'review', on: '2027-06-10', time: null, what: '' }))
  const { status, text, type } = await fetched(await addressOf(team.worker))
  assert.equal(status, 200)
  assert.equal(type, 'text/calendar; charset=utf-8')
  assert.match(text, /DTSTART;TZID=Europe\/London:20261203T103000/)
  assert.doesNotMatch(text, /20270610/, 'more than half a year ahead')
  assert.match(text, /SUMMARY:Lapwing: something is due/)
  for (const word of ['Kestrel', 'court', 'Quillmere', 'gran', 'review', id, 'cases/', 'Wim', team.worker.postId])
    assert.ok(!text.toLowerCase().includes(word.toLowerCase()), word)
  // the same day keeps its identity, so that a calendar does not show it twice
  const again = await fetched(await addressOf(team.worker))
  const uid = (file: string) => /UID:(\S+)/.exec(file)?.[1]
  assert.equal(uid(again.text), uid(text))
})

test('each post reads its own days only, under row security, and every reading is in the audit', async () => {
  const id = await team.aCase({ knownAs: 'Wren' })
  await t.as(team.worker, (tx) => insertDate(tx, id, { kind: 'bail', on: '2026-12-08', time: '09:15', what: '' }))
  assert.match((await fetched(await addressOf(team.worker))).text, /20261208T091500/)
  const other = await fetched(await addressOf(team.otherWorker))
  assert.equal(other.status, 200)
  assert.doesNotMatch(other.text, /BEGIN:VEVENT/)
  await t.as(team.manager, (tx) => tx.run(sql`select exclude_user('case', ${id}, ${team.worker.userId}, 'his uncle')`))
  assert.doesNotMatch((await fetched(await addressOf(team.worker))).text, /20261208T091500/)
  const [entry] = await t.owner.transaction((tx) =>
    tx.many<{ post_id: string; shown: string[] }>(sql`
      select post_id, shown from audit_entry where event = 'calendar.fetched' and post_id = ${team.worker.postId} order by id`),
  )
  assert.ok(entry !== undefined && entry.shown.length > 0)
})

test('an address that was taken back, replaced, or whose owner has left answers like one that never was', async () => {
  const never = await fetched(`/calendar/${'a'.repeat(43)}.ics`)
  assert.equal(never.status, 404)
  const first = await addressOf(team.otherWorker)
  const second = await addressOf(team.otherWorker)
  assert.deepEqual(await fetched(first), never)
  assert.equal((await fetched(second)).status, 200)
  assert.equal((await server.fetchAs(team.otherWorker, '/dates/calendar/end', {})).status, 303)
  assert.deepEqual(await fetched(second), never)
  const leaver = await t.somebody({ role: 'exploitationWorker', team: 'exploitation', reportsTo: team.manager })
  const theirs = await addressOf(leaver)
  assert.equal((await fetched(theirs)).status, 200)
  await t.owner.transaction((tx) => tx.run(sql`update user_account set state = 'disabled' where id = ${leaver.userId}`))
  assert.deepEqual(await fetched(theirs), never)
  assert.deepEqual(await fetched('/calendar/x.ics'), never)
})

test('of the address only a hash is kept, the page shows it once and says when it was last fetched, and asking has a limit', async () => {
  const path = await addressOf(team.worker)
  const token = /calendar\/(.*)\.ics/.exec(path)?.[1] ?? ''
  const page = await (await server.fetchAs(team.worker, '/dates/calendar')).text()
  assert.ok(!page.includes(token))
  assert.match(page, /Nobody has fetched it yet/)
  const kept = await t.owner.transaction((tx) => tx.many(sql`select to_jsonb(f)::text as row from calendar_feed f`))
  assert.ok(!JSON.stringify(kept).includes(token))
  await fetched(path)
  assert.match(await (await server.fetchAs(team.worker, '/dates/calendar')).text(), /Last fetched on Mon 23 November 2026/)
  for (let n = 1; n < 30; n++) await fetched(path)
  assert.equal((await fetched(path)).status, 429)
  t.clock.advance({ hours: 1 })
  assert.equal((await fetched(path)).status, 200)
  t.clock.set('2026-11-23T09:00:00Z')
  assert.equal((await server.fetchAs(team.school, '/dates/calendar')).status, 404)
})

test('the file is iCalendar: lines of at most 75 bytes ended by CRLF, a stamp in UTC, whole days, London’s clock with both its offsets', () => {
  const entries = [
    { key: 'a', on: '2026-12-31', time: null },
    { key: 'b', on: '2027-03-28', time: '01:30' },
  ]
  const file = calendarFile(entries, `https://lapwing.example/${'x'.repeat(90)}`, new Date('2026-11-23T09:00:00Z'), (key) => key)
  assert.ok(file.endsWith('END:VCALENDAR\r\n'))
  for (const line of file.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75 && !line.includes('\n'), line)
  assert.match(file, /DTSTAMP:20261123T090000Z/)
  assert.match(file, /DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101/)
  assert.match(file, /TZOFFSETTO:\+0100[\s\S]*TZOFFSETTO:\+0000/)
})

test('while a colleague covers, the absent one’s days stand in their calendar: those of the cover’s days, from its first to its last', async () => {
  const id = await team.aCase({ knownAs: 'Kite' })
  for (const [on, time] of [
    ['2026-11-26', '11:11'],
    ['2026-11-28', '12:12'],
  ] as const)
    await t.as(team.worker, (tx) => insertDate(tx, id, { kind: 'court', on, time, what: 'Quillmere' }))
  const covers = async (who: Somebody) =>
    t.owner.transaction((tx) =>
      tx.run(sql`
        insert into circle_member (record_kind, record_id, post_id, capacity, because, from_at, until_at, added_by)
        values ('case', ${id}, ${who.postId}, 'cover', 'for the test', '2026-11-25T00:00:00Z', '2026-11-28T00:00:00Z', ${team.worker.postId})`),
    )
  await covers(team.otherWorker)
  const seenAt = async (now: string) => {
    t.clock.set(now)
    const { text } = await fetched(await addressOf(team.otherWorker))
    for (const word of ['Kite', 'court', 'Quillmere', id]) assert.ok(!text.includes(word), word)
    return [text.includes('20261126T111100'), text.includes('20261128T121200')]
  }
  try {
    assert.deepEqual(await seenAt('2026-11-24T09:00:00Z'), [false, false])
    assert.deepEqual(await seenAt('2026-11-25T09:00:00Z'), [true, false])
    assert.deepEqual(await seenAt('2026-11-28T00:00:00Z'), [false, false])
  } finally {
    t.clock.set('2026-11-23T09:00:00Z')
  }
})
