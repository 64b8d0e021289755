import assert from 'node:assert/strict'
import { test } from 'node:test'
import { look } from '../../../tests/support/looking.ts'
import { workingDay } from '../../../tests/support/working-day.ts'
import { openInvestigation } from '../../core/cases/index.ts'
import { refreshStaleClocks } from '../../core/visits/index.ts'
import { openTasksOf } from '../../core/work/index.ts'
import { insertLine, morningCases, morningLines } from './store.ts'

const { t, team, at } = await workingDay()

test('in the meeting a line gets an owner and a time; it is owed by them, and it comes first the next morning', async () => {
  const sam = await team.aCase({ knownAs: 'Sam' })
  const jo = await team.aCase({ knownAs: 'Jo' })
  await t.as(team.worker, (tx) => openInvestigation(tx, jo, 'arrested at the station', { name: 'PC Bell', phone: '01632 960200' }))
  await team.asJobs((tx) => refreshStaleClocks(tx, t.house))
  t.clock.set('2026-11-26T09:10:00Z') // both should have been seen by the day before
  try {
    await at(team.manager, async (page) => {
      await page.goto('/morning')
      await page.getByText('New since Wed 25 November 2026 at 09:15').waitFor()
      await page.getByText('should have been seen by Wed 25 November 2026').first().waitFor()
      await look(page, 'morning')
      await page.getByRole('link', { name: /^Give it an owner\W+Sam, Not seen in time/ }).click()
      await page.getByLabel('By what time today?').fill('8:30')
      await page.getByRole('button', { name: 'Save this line' }).click()
      await page.getByText('That time has passed').first().waitFor()
      await page.getByText('Say who does it').first().waitFor()
      await look(page, 'morning-line')
      await page.getByLabel('By what time today?').fill('14:30')
      await page.getByLabel('Who does it?').selectOption({ label: 'Wim Janssen' })
      await page.getByLabel('What?').fill('Go round again after school')
      await page.getByRole('button', { name: 'Save this line' }).click()
      await page.getByText('Wim Janssen by 14:30').waitFor()
    })
    const owed = await t.as(team.worker, (tx) => openTasksOf(tx, { kind: 'case', id: sam }))
    assert.equal(owed.find(({ kind }) => kind === 'morning.line')?.dueAt?.toISOString(), '2026-11-26T14:30:00.000Z')

    t.clock.set('2026-11-27T09:10:00Z')
    await at(team.manager, async (page) => {
      await page.goto('/morning')
      await page.getByText('Go round again after school').waitFor()
      assert.equal(await page.getByRole('link', { name: /^Give it an owner\W+Sam, Not seen in time/ }).count(), 0, 'not asked twice')
      await look(page, 'morning-next-day')
      await page.getByRole('link', { name: /^Say how it ended\W+Sam, Not seen in time/ }).click()
      await page.getByLabel('Not needed any more', { exact: true }).check()
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Say why it is not needed any more').first().waitFor()
      await look(page, 'morning-end')
      await page.getByLabel('Not done: take it over into today').check()
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Nothing is left over from the last meeting.').waitFor()
      await page.getByText('Wim Janssen by 17:00').waitFor()
    })
    const again = await t.as(team.worker, (tx) => openTasksOf(tx, { kind: 'case', id: sam }))
    assert.deepEqual(
      again.filter(({ kind }) => kind === 'morning.line').map(({ dueAt }) => dueAt?.toISOString()),
      ['2026-11-27T17:00:00.000Z'],
    )
  } finally {
    t.clock.set('2026-11-23T09:00:00Z')
  }
})

test('an arrest since the last meeting stands on the page; a manager elsewhere and a school in the circle see nothing of it', async () => {
  const id = await team.aCase({ knownAs: 'Dev' })
  await t.as(team.worker, (tx) => openInvestigation(tx, id, 'interviewed', { name: 'PC Bell', phone: '' }))
  await team.invite(id, team.school)
  const since = new Date('2026-11-20T09:15:00Z')
  const kinds = async (who: typeof team.manager) =>
    (await t.as(who, (tx) => morningCases(tx, since, '2026-11-23'))).filter(({ caseId }) => caseId === id).map(({ kind }) => kind)
  assert.deepEqual(await kinds(team.manager), ['arrested'])
  assert.deepEqual(await kinds(team.stranger), [])
  assert.deepEqual(await kinds(team.school), [])
  await t.as(team.manager, (tx) =>
    insertLine(tx, '2026-11-23', {
      caseId: id,
      kind: 'arrested',
      what: 'ring the solicitor',
      ownerPostId: null,
      ownerWords: 'the duty solicitor',
      dueAt: new Date('2026-11-23T17:00:00Z'),
    }),
  )
  const lines = (who: typeof team.manager) => t.as(who, (tx) => morningLines(tx, since, '2026-11-23'))
  assert.equal((await lines(team.manager)).filter(({ caseId }) => caseId === id).length, 1)
  assert.deepEqual(await lines(team.stranger), [])
  assert.deepEqual(await lines(team.school), [])
})

test('two give the same line an owner at once: one does, the other is told', async () => {
  const id = await team.aCase({ knownAs: 'Lee' })
  const line = {
    caseId: id,
    kind: 'waiting',
    what: '',
    ownerPostId: null,
    ownerWords: 'front desk',
    dueAt: new Date('2026-11-23T17:00:00Z'),
  } as const
  const both = await Promise.all([1, 2].map(() => t.as(team.manager, (tx) => insertLine(tx, '2026-11-23', line))))
  assert.equal(both.filter((one) => one !== undefined).length, 1)
})
