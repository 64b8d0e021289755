// The forms of a person's page, over HTTP: what is typed there is what the page shows, with who said it.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { openTestHouse } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { sql } from '../../platform/db/sql.ts'
import { editForms } from './edit-forms.ts'
import type { PersonFacts } from './facts.ts'
import { asItWas } from './history.ts'
import { ethnicGroups } from './reference.ts'
import { loadPerson, type PersonId, recordPerson } from './store.ts'

const t = await openTestHouse()
const server = await startTestServer(t)
after(async () => {
  await server.close()
  await t.close()
})

const worker = await t.somebody({ role: 'exploitationWorker', team: 'exploitation', name: 'Priya Nair' })
const second = await t.somebody({ role: 'exploitationWorker', team: 'exploitation', name: 'Bea Okoro' })

/** A person on a case of both workers. */
async function person(facts: PersonFacts = {}): Promise<PersonId> {
  const caseId = randomUUID()
  await t.owner.transaction(async (tx) => {
    for (const who of [worker, second]) {
      await tx.run(sql`select circle_add_as_system('case', ${caseId}, ${who.postId}, 'allocated', 'their worker')`)
    }
  })
  const named = { names: [{ kind: 'legal', fullText: "Thomas O'Brien" } as const], ...facts }
  return t.as(worker, async (tx) => {
    const { personId } = await recordPerson(
      tx,
      { namedIn: { kind: 'case', id: caseId }, relation: 'subject', facts: named },
      { origin: 'case' },
    )
    return personId
  })
}
const seenBy = (id: PersonId, who = worker) =>
  t.as(who, async (tx) => (await loadPerson(tx, id)) ?? assert.fail('the worker sees the person'))

async function text(response: Response): Promise<string> {
  return (await response.text()).replaceAll('&#39;', "'").replaceAll('&quot;', '"')
}
const open = async (path: string, who = worker) => text(await server.fetchAs(who, path))
const seenIn = (html: string) => /name="seen" value="([^"]*)"/.exec(html)?.[1] ?? ''

/** Opens a form, fills it in and saves it. */
async function fill(path: string, typed: Readonly<Record<string, string>>, who = worker) {
  const seen = seenIn(await open(path, who))
  const answer = await server.fetchAs(who, path, { seen, because: 'he told me', ...typed })
  return { status: answer.status, html: await text(answer) }
}

const dates = (name: string, day: string, month: string, year: string) => ({
  [`${name}-day`]: day,
  [`${name}-month`]: month,
  [`${name}-year`]: year,
})

test('every form of the page saves what was typed, and correcting it begins with what stands there', async () => {
  const id = await person()
  const samples: Readonly<Record<string, readonly [Readonly<Record<string, string>>, string]>> = {
    name: [{ fullText: 'María García López', family: 'García López', kind: 'known_as' }, 'María García López'],
    birth: [{ ...dates('birth', '', '3', '2010'), basis: 'stated' }, 'Mar 2010'],
    address: [
      { line: '12 Teal Road', postcode: 'LP8 7WZ', kind: 'staying', ...dates('fromOn', '1', '9', '2026') },
      'Staying there: 12 Teal Road',
    ],
    phone: [{ number: '07700 900123', whose: 'his own' }, '07700 900123, his own'],
    identifier: [{ kind: 'agency_reference', system: 'POL', value: 'N-4711' }, 'Police (Niche): N-4711'],
    relationship: [{ relatedName: 'Karen', kind: 'mother', parentalResponsibility: 'yes', safeToTell: 'no' }, 'Karen (mother)'],
    gp: [{ practice: 'Harbour Surgery' }, 'Harbour Surgery'],
    'safe-contact': [{ method: 'text his own phone', avoidWords: 'police' }, 'Do not say or write: police'],
    ethnicity: [
      { value: 'Irish Traveller', groupedAs: 'gypsy-or-irish-traveller' },
      'Irish Traveller. Counted, by their choice, under: Gypsy or',
    ],
    school: [{ value: 'Northgate', ...dates('fromOn', '1', '9', '2025') }, 'Northgate, since 1 Sep'],
  }
  for (const what of editForms().keys()) {
    if (what === 'moved' || what.startsWith('changed-')) continue
    const [typed, shown] = samples[what] ?? [{ value: `this is their ${what}` }, `this is their ${what}`]
    const { status } = await fill(`/people/${id}/edit/${what}`, typed)
    assert.equal(status, 303, what)
    const page = await open(`/people/${id}`)
    assert.ok(page.replaceAll(/<\/?bdi>/g, '').includes(shown), `${what}: ${shown}`)
    const link = new RegExp(`/people/${id}/edit/${what}\\?replaces=[0-9a-f-]+`).exec(page)?.[0]
    assert.ok(link !== undefined, `${what} can be corrected`)
    const form = await open(link)
    for (const value of Object.values(typed)) {
      const stands = form.includes(`value="${value}"`) || form.includes(`>${value}</textarea>`)
      assert.ok(value === '' || stands, `${what} begins with ${value}`)
    }
  }
  // double names are compared by the part that was said to be the family name
  const norm = await t.owner.transaction((tx) =>
    tx.one<{ family: string }>(sql`select family_norm as family from person_name where person_id = ${id} and family is not null`),
  )
  assert.equal(norm.family, 'garcia lopez')
})

test('a group is chosen or not: asked and would rather not say is kept apart from not asked, and nobody has to', async () => {
  const id = await person()
  const stored = () =>
    t.owner.transaction((tx) =>
      tx.many<{ kind: string; value: string | null; groupedAs: string | null }>(
        sql`select kind, value, grouped_as as "groupedAs" from person_self_description where person_id = ${id} order by said_in_order`,
      ),
    )
  const nothing = await fill(`/people/${id}/edit/ethnicity`, { value: ' ', groupedAs: '' })
  assert.equal(nothing.status, 422)
  assert.match(nothing.html, /If nobody has asked them, there is nothing to save/)
  assert.deepEqual(await stored(), [])
  const made = await fill(`/people/${id}/edit/ethnicity`, { value: '', groupedAs: 'martian' })
  assert.equal(made.status, 422, 'only what the list offers')
  assert.equal((await fill(`/people/${id}/edit/ethnicity`, { value: '', groupedAs: 'prefers-not-to-say' })).status, 303)
  assert.match(await open(`/people/${id}`), /Asked for a group, and would rather not say/)
  assert.equal((await fill(`/people/${id}/edit/ethnicity`, { value: 'Brummie Pakistani', groupedAs: '' })).status, 303)
  assert.equal((await fill(`/people/${id}/edit/disability`, { value: 'dyslexic', groupedAs: 'indian' })).status, 303)
  assert.deepEqual(await stored(), [
    { kind: 'ethnicity', value: null, groupedAs: 'prefers-not-to-say' },
    { kind: 'ethnicity', value: 'Brummie Pakistani', groupedAs: null },
    { kind: 'disability', value: 'dyslexic', groupedAs: null },
  ])
  assert.equal(ethnicGroups.filter(({ broader }) => broader !== null).length, 19, 'census 2021')
})

test('moved house is one step: the old address ends, the new one begins, and the day before shows as it was', async () => {
  const id = await person({ addresses: [{ line: '12 Teal Road', postcode: 'LP8 7WZ', fromOn: '2024-01-01' }] })
  const old = (await seenBy(id)).addresses[0]?.id ?? ''
  t.clock.set('2026-11-24T10:00:00Z')
  const moved = { from: old, line: '3 Quay Street', postcode: 'LP2 1AA', kind: 'home' }
  const early = await fill(`/people/${id}/edit/moved`, { ...moved, ...dates('changedOn', '1', '1', '2020') })
  assert.equal(early.status, 422)
  assert.match(early.html, /before the old one began/)
  assert.match(early.html, /value="3 Quay Street"/)
  assert.equal((await fill(`/people/${id}/edit/moved`, { ...moved, ...dates('changedOn', '20', '11', '2026') })).status, 303)
  const now = await seenBy(id)
  assert.deepEqual(
    now.addresses.map(({ line, fromOn, untilOn, withdrawnAt }) => [line, fromOn, untilOn, withdrawnAt]),
    [
      ['3 Quay Street', '2026-11-20', null, null],
      ['12 Teal Road', '2024-01-01', '2026-11-20', null],
    ],
  )
  const then = await t.as(worker, (tx) => asItWas(tx, now, new Date('2026-11-24T00:00:00Z')))
  assert.deepEqual(
    then.addresses.map(({ line, untilOn }) => [line, untilOn]),
    [['12 Teal Road', null]],
  )
  // gone, and nobody knows where
  const gone = { from: now.addresses[0]?.id ?? '', line: '', postcode: '', kind: 'home', ...dates('changedOn', '24', '11', '2026') }
  assert.equal((await fill(`/people/${id}/edit/moved`, gone)).status, 303)
  assert.equal((await seenBy(id)).addresses.filter(({ untilOn }) => untilOn === null).length, 0)
})

test('the page as it was on a day has the name, the facts and nothing of later', async () => {
  t.clock.set('2026-11-20T09:00:00Z')
  const id = await person({ details: [{ kind: 'school', value: 'Northgate' }] })
  t.clock.set('2026-11-22T09:00:00Z')
  await fill(`/people/${id}/edit/called`, { value: 'Tommy' })
  const school = (await seenBy(id)).details.find(({ kind }) => kind === 'school')?.id
  await fill(`/people/${id}/edit/school?replaces=${school}`, { value: 'Southgate' })
  const on = (day: string) => open(`/people/${id}?on-day=${day}&on-month=11&on-year=2026`)
  const before = await on('21')
  assert.match(before, /<h1[^>]*>Thomas O'Brien<\/h1>/)
  assert.ok(before.includes('Northgate') && !before.includes('Southgate') && !before.includes('/edit/'))
  assert.match(await on('22'), /<h1[^>]*>Tommy O'Brien<\/h1>/)
  assert.match(await on('19'), /Nothing was recorded of them by then/)
  assert.match(await on('31'), /Enter a real day/)
})

test('two people write about the same thing: the second sees both side by side and chooses', async () => {
  const id = await person({ phones: [{ number: '07700 900001', whose: 'his own' }] })
  const [old] = (await seenBy(id)).phones
  const path = `/people/${id}/edit/phone?replaces=${old?.id}`
  const seen = seenIn(await open(path, second))
  assert.equal((await fill(path, { number: '07700 900002' })).status, 303)
  const late = await server.fetchAs(second, path, { seen, number: '07700 900003', because: 'his brother says' })
  const html = await text(late)
  assert.equal(late.status, 409)
  for (const both of [
    /Priya Nair/,
    /07700 900002<\/td>/,
    /07700 900003<\/td>/,
    /Taken off: 07700 900001/,
    /value="his brother says"|>his brother says</,
  ])
    assert.match(html, both)
  const again = { seen: seenIn(html), choosing: seen, number: '07700 900003', because: 'his brother says' }
  const unsure = await server.fetchAs(second, path, again)
  assert.equal(unsure.status, 422)
  assert.match(await text(unsure), /Choose what to do with yours/)
  assert.equal((await server.fetchAs(second, path, { ...again, instead: 'beside' })).status, 303)
  const standing = (await seenBy(id)).phones.filter(({ withdrawnAt }) => withdrawnAt === null)
  assert.deepEqual(standing.map(({ number }) => number).sort(), ['07700 900002', '07700 900003'])
})

test('what others write about something else meanwhile is no conflict', async () => {
  const id = await person()
  const path = `/people/${id}/edit/gp`
  const seen = seenIn(await open(path))
  await fill(`/people/${id}/edit/called`, { value: 'Tommy' }, second)
  const saved = await server.fetchAs(worker, path, { seen, practice: 'Harbour Surgery', because: 'his mother told me' })
  assert.equal(saved.status, 303)
})

test('a number that is wrong is taken off with a reason, though nobody knows the right one', async () => {
  const id = await person({ phones: [{ number: '07700 900001' }] })
  const [phone] = (await seenBy(id)).phones
  const path = `/people/${id}/edit/phone?replaces=${phone?.id}`
  assert.equal((await fill(path, { do: 'withdraw', because: '' })).status, 422)
  assert.equal((await fill(path, { do: 'withdraw', number: '', because: 'a stranger answers' })).status, 303)
  const page = await open(`/people/${id}`)
  assert.match(page, /07700 900001\. Withdrawn: a stranger answers/)
})

test('any name is taken as it is written; impossible dates are refused beside the field and nothing typed is lost', async () => {
  const id = await person()
  for (const name of ['X', 'ن'.repeat(200), "Siân D'Arcy-O'Neill", '<b>Bold</b> & "quoted"']) {
    assert.equal((await fill(`/people/${id}/edit/name`, { fullText: name, kind: 'alias' })).status, 303, name)
  }
  assert.ok((await seenBy(id)).names.some(({ fullText }) => fullText === '<b>Bold</b> & "quoted"'))
  assert.ok(!(await open(`/people/${id}`)).includes('<b>Bold'))
  const long = await fill(`/people/${id}/edit/name`, { fullText: 'a'.repeat(201), kind: 'alias' })
  assert.equal(long.status, 422)
  for (const [day, month, year] of [
    ['31', '2', '2011'],
    ['25', '11', '2031'],
  ] as const) {
    const { status, html } = await fill(`/people/${id}/edit/birth`, { ...dates('birth', day, month, year), basis: 'stated' })
    assert.equal(status, 422)
    assert.match(html, new RegExp(`value="${year}"`))
  }
})

test('the three ages of one person, for the days that are asked (law R02)', async () => {
  const id = await person({ births: [{ certainty: 'full', bornOn: '2007-05-12', basis: 'document' }] })
  const asked = new URLSearchParams({ ...dates('act', '2', '3', '2025'), ...dates('began', '1', '9', '2022') })
  const page = await open(`/people/${id}?${asked}`)
  for (const words of ['19 years old', '17 years old: section 45(4)', '15 years old']) assert.ok(page.includes(words), words)
  const before = new URLSearchParams(dates('act', '1', '1', '2000'))
  assert.match(await open(`/people/${id}?${before}`), /Enter a real day after they were born/)
})
