import assert from 'node:assert/strict'
import { test } from 'node:test'
import { look } from '../../../tests/support/looking.ts'
import { workingDay } from '../../../tests/support/working-day.ts'
import { readReferenceFile } from '../../core/reference/index.ts'
import { isDatabaseError } from '../../platform/db/pool.ts'
import { isInForce, placeProblem, policeReference } from './rules.ts'
import { disruptionPolicy } from './schema.ts'
import * as store from './store.ts'

const { t, team, at, server } = await workingDay()
const police = await t.somebody({ role: 'policeExploitation', agency: 'police', agencyKind: 'police', name: 'Ruth Detective' })
const asb = await t.somebody({ role: 'asbOfficer', name: 'Carol Asb' })
const housing = await t.somebody({ role: 'housingOfficer', agency: 'homes', agencyKind: 'housing', name: 'Hugh Homes' })
const policy = readReferenceFile('disruption.yaml', disruptionPolicy)
const refused = (code: string) => (error: unknown) => isDatabaseError(error, code)
const aClosure = {
  kind: 'closure',
  against: 'place',
  policeReference: null,
  place: '12 High Street',
  takenOn: '2026-11-20',
  endsOn: null,
} as const

test('no name fits where the police reference and the place stand, on the page or past it', async () => {
  for (const [typed, kept] of [
    ['qm/1234/26', 'QM/1234/26'],
    [' QM 1234 26 ', 'QM123426'],
    ['Dean Miller', undefined],
    ['DEANMILLER123', undefined],
    ['Dean-1-2-3', undefined],
    ['12', undefined],
    ['', undefined],
  ] as const)
    assert.equal(policeReference(typed), kept, typed)
  for (const [typed, problem] of [
    ['12 High Street', undefined],
    ['Arches at Mill Lane', undefined],
    ['Café in Mill Lane', undefined],
    ['Dean Miller', 'noPlace'],
    ['flat where Mr Miller lives', 'person'],
    ['12 High Street, known as Deano', 'person'],
    ['Suspect at 12 High Street', 'person'],
    ['', 'empty'],
  ] as const)
    assert.equal(placeProblem(typed, policy), problem, typed)
  // the page is not what keeps a name out
  const named = { ...aClosure, against: 'person', policeReference: 'DEANMILLER123', place: null, kind: 'stpo' } as const
  await assert.rejects(
    t.as(police, (tx) => store.recordAction(tx, named)),
    refused('23514'),
  )
  await assert.rejects(
    t.as(police, (tx) => store.recordAction(tx, { ...named, policeReference: 'QM/1/23', place: 'Dean Miller' })),
    refused('23514'),
  )
  const order = policy.kinds.find(({ key }) => key === 'cce_order')
  assert.equal(order !== undefined && isInForce(order, '2026-11-23'), false, 'in law, start not confirmed')
})

test('the police record it and say whom it protects; others see what their own organisation did, and the case’s worker nothing', async () => {
  const caseId = await team.aCase({ knownAs: 'Kit' })
  await team.invite(caseId, police)
  const own = await t.as(asb, (tx) => store.recordAction(tx, aClosure))
  assert.deepEqual(await t.as(housing, (tx) => store.actions(tx)), [])
  for (const who of [team.worker, team.manager, team.school]) assert.deepEqual(await t.as(who, (tx) => store.actions(tx)), [], who.fullName)
  await assert.rejects(
    t.as(team.worker, (tx) => store.recordAction(tx, aClosure)),
    refused('P0002'),
  )
  await assert.rejects(
    t.as(asb, (tx) => store.linkAction(tx, own, caseId)),
    refused('P0002'),
  )
  await at(police, async (page) => {
    await page.goto('/disruption/new')
    await page.getByLabel('Slavery and trafficking risk order').check()
    await page.getByLabel('A person').check()
    await page.getByLabel('The police’s own reference').fill('Dean Miller')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('This is not a police reference').first().waitFor()
    await page.getByText('Child criminal exploitation prevention order: in law, start date not confirmed').waitFor()
    await look(page, 'disruption-new')
    await page.getByLabel('The police’s own reference').fill('qm/1234/26')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('a person, police reference QM/1234/26').waitFor()
    await page.getByLabel('It also protects').selectOption({ index: 1 })
    await page.getByRole('button', { name: 'Add' }).click()
    await page.getByRole('link', { name: 'Kit' }).waitFor()
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    await page.getByLabel('In force, or done').check()
    await t.as(police, (tx) => store.changeAction(tx, id, 1, 'refused', null))
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Somebody changed this while you were writing. It now says: Refused').waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await look(page, 'disruption-action')
    await page.goto(`/cases/${caseId}/disruption`)
    await page.getByText('Slavery and trafficking risk order').waitFor()
    await page.goto('/disruption')
    await page.getByText('12 High Street').waitFor()
    await look(page, 'disruption-list')
  })
  for (const who of [team.worker, team.manager, team.school]) {
    assert.deepEqual(await t.as(who, (tx) => store.protecting(tx, caseId)), [], who.fullName)
    assert.equal((await server().fetchAs(who, `/cases/${caseId}/disruption`)).status, 404, who.fullName)
    assert.equal((await server().fetchAs(who, `/disruption/${own}`)).status, 404, who.fullName)
  }
})

test('whoever oversees sees counts, small ones hidden, and nothing of whom or where', async () => {
  for (const street of ['1', '2', '3', '4', '5', '6'])
    await t.as(asb, (tx) => store.recordAction(tx, { ...aClosure, place: `${street} Quay Road` }))
  const answer = await server().fetchAs(team.manager, '/disruption/counts')
  const text = await answer.text()
  assert.equal(answer.status, 200)
  assert.ok(!text.includes('Quay Road') && !text.includes('QM/'))
  assert.match(text, /hidden/)
  assert.equal((await server().fetchAs(team.school, '/disruption/counts')).status, 404)
  await assert.rejects(
    t.as(team.school, (tx) => store.countsOf(tx)),
    refused('P0002'),
  )
})
