import assert from 'node:assert/strict'
import { test } from 'node:test'
import { look } from '../../../tests/support/looking.ts'
import { workingDay } from '../../../tests/support/working-day.ts'
import { type PersonFacts, recordPerson } from '../../core/people/index.ts'
import { sql } from '../../platform/db/sql.ts'
import { asksAbout, sendAnswer, withdraw } from './store.ts'

const { t, team, at, server } = await workingDay()
const police = await t.somebody({ role: 'policeExploitation', agency: 'police', agencyKind: 'police', name: 'Ruth Calloway' })
const sergeant = await t.somebody({ role: 'policeExploitation', agency: 'police', agencyKind: 'police', name: 'Imran Tolland' })
await t.somebody({ role: 'healthPractitioner', agency: 'health', agencyKind: 'health', name: 'Beatriz Coyle' })

test('a worker asks the police and health, the police answer on a phone, and the discussion has it on one page', async () => {
  const caseId = await team.aCase({ knownAs: 'Kit' })
  await t.as(team.worker, async (tx) => {
    const facts: PersonFacts = {
      names: [{ kind: 'legal', fullText: 'Christopher Lane' }],
      births: [{ certainty: 'full', bornOn: '2011-03-02', basis: 'stated' }],
      addresses: [{ kind: 'home', line: '14 Heron Walk', postcode: 'QM3 4DE', protected: false }],
    }
    await recordPerson(tx, { namedIn: { kind: 'case', id: caseId }, relation: 'subject', facts }, { origin: 'case' })
  })
  await at(team.worker, async (page) => {
    await page.goto(`/cases/${caseId}/asks`)
    await page.getByText('No partner was asked yet').waitFor()
    await look(page, 'asks-none')
    await page.getByRole('button', { name: 'Ask partners' }).click()
    assert.equal(await page.getByLabel('Name: Christopher Lane').isChecked(), true)
    assert.equal(await page.getByLabel('Address: 14 Heron Walk, QM3 4DE').isChecked(), false, 'where he lives is not told by itself')
    await page.getByRole('button', { name: 'Ask them' }).click()
    await page.getByText('Choose at least one agency').first().waitFor()
    await look(page, 'asks-form')
    await page.getByLabel('Agency police').check()
    await page.getByLabel('Agency health').check()
    await page.getByLabel('Your own questions').fill('Has he been stopped outside the borough?')
    await page.getByLabel('To decide how to keep a child safe').check()
    await page.getByLabel('Children Act 1989').check()
    await page.getByLabel('Not asked yet').check()
    await page.getByLabel('If not: why').fill('He is missing and nobody has reached his mother')
    await page.getByRole('button', { name: 'Ask them' }).click()
    await page.getByText('Waiting for an answer until').first().waitFor()
    await look(page, 'asks-list')
  })
  await at(police, async (page) => {
    await page.goto('/')
    await page.getByRole('heading', { name: 'Asked of us' }).waitFor()
    await look(page, 'asks-my-work')
    await page.goto('/asked')
    await look(page, 'asked-list')
    await page.getByRole('link', { name: /^Q/ }).click()
    await page.getByText('Christopher Lane').waitFor()
    assert.equal(await page.getByText('Heron Walk').count(), 0)
    assert.equal(await page.getByText('Kit', { exact: true }).count(), 0, 'what he is called on the case was not told')
    await page.getByRole('button', { name: 'Send the answer' }).click()
    await page.getByText('Choose one answer for each question').first().waitFor()
    await look(page, 'asked-page')
    await page.locator('#q0').check()
    await page.locator('[name="q0-words"]').fill('Stopped in June with two older men; no further action.')
    await page.locator('#q1-2').check()
    await page.locator('input[name="q2"][value="not_checked"]').check()
    await page.locator('[name="q2-words"]').fill('The other force answers tomorrow')
    for (const [part, value] of [
      ['day', '25'],
      ['month', '11'],
      ['year', '2026'],
    ] as const)
      await page.locator(`[name="q2-by-${part}"]`).fill(value)
    await page.getByRole('button', { name: 'Send the answer' }).click()
    await page.getByText('What your agency has answered').waitFor()
    await look(page, 'asked-answered')
  })
  await at(team.worker, async (page) => {
    await page.goto('/notifications')
    await page.getByRole('link', { name: 'A partner has answered' }).click()
    await page.getByText('Stopped in June').waitFor()
    await look(page, 'asks-one')
    await page.goto(`/cases/${caseId}/asks/said`)
    await page.getByText('Nothing known').first().waitFor()
    await page.getByText('They will have checked by').waitFor()
    await look(page, 'asks-said')
    // asking the same agency again shows what it said before
    await page.goto(`/cases/${caseId}/asks/new`)
    await page.getByLabel('Agency police').check()
    await page.getByLabel('For a strategy discussion').check()
    await page.getByLabel('Children Act 1989').check()
    await page.getByLabel('Yes', { exact: true }).check()
    await page.getByRole('button', { name: 'Ask them' }).click()
    await page.getByText('They have answered before').waitFor()
    await page.getByText('Stopped in June').waitFor()
    await look(page, 'asks-again')
    await page.getByLabel('Ask them again all the same').check()
    await page.getByRole('button', { name: 'Ask them' }).click()
    await page.getByText('Waiting for an answer until').first().waitFor()
  })
  const reads = await t.owner.transaction((tx) =>
    tx.one<{ count: number }>(sql`select count(*) as count from audit_entry where event = 'ask.said_read' and record_id = ${caseId}`),
  )
  assert.ok(reads.count > 0)
})

test('somebody answers first, or it is taken back: what was written is never lost, and nothing goes out unasked', async () => {
  const caseId = await team.aCase({ knownAs: 'Robin' })
  const policeOnly = {
    agency: police.agencyId,
    question: 'known',
    tell: '0-name',
    purpose: 'missing',
    basis: 'child',
    agreement: 'agreed',
    readers: 'notes',
  }
  await t.as(team.worker, async (tx) => {
    await recordPerson(
      tx,
      { namedIn: { kind: 'case', id: caseId }, relation: 'subject', facts: { names: [{ kind: 'legal', fullText: 'Robin Hale' }] } },
      { origin: 'case' },
    )
  })
  const sent = await server().fetchAs(team.worker, `/cases/${caseId}/asks/new`, {
    ...policeOnly,
    'due-day': '24',
    'due-month': '11',
    'due-year': '2026',
  })
  assert.equal(sent.status, 303)
  const [ask] = await t.as(team.worker, (tx) => asksAbout(tx, 'case', caseId))
  const id = ask?.id ?? assert.fail('nothing was asked')
  await at(police, async (page) => {
    await page.goto(`/asked/${id}`)
    await page.locator('#q0').check()
    await page.locator('[name="q0-words"]').fill('Known since March')
    const theirs = {
      name: 'Imran Tolland',
      job: 'Police',
      teamOnly: false,
      items: [{ standing: 'nothing_known', words: '', checkedByOn: null }],
    } as const
    await t.as(sergeant, (tx) => sendAnswer(tx, id, 0, theirs))
    await page.getByRole('button', { name: 'Send the answer' }).click()
    await page.getByText('Somebody else has answered while you were writing').waitFor()
    assert.equal(await page.locator('[name="q0-words"]').inputValue(), 'Known since March')
    await look(page, 'asked-both')
    await t.as(team.worker, (tx) => withdraw(tx, id, 'He came home'))
    await page.getByRole('button', { name: 'Send mine as well' }).click()
    await page.getByText('This was taken back').first().waitFor()
    await page.getByText('Known since March').waitFor()
    await look(page, 'asked-gone')
  })
})

test('an answer that is late stands in the daily meeting', async () => {
  const caseId = await team.aCase({ knownAs: 'Wren' })
  await t.owner.transaction((tx) =>
    tx.run(
      sql`select task_put_as_system('case', ${caseId}, 'ask.answer', null, ${team.worker.postId}, null, '2026-11-23T08:00:00Z', null, 'test')`,
    ),
  )
  await at(team.manager, async (page) => {
    await page.goto('/morning')
    await page.getByRole('heading', { name: 'A partner has not answered' }).waitFor()
    await look(page, 'asks-morning')
  })
})
