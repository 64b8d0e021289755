import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { look } from '../../../tests/support/looking.ts'
import { workingDay } from '../../../tests/support/working-day.ts'
import { readReferenceFile } from '../../core/reference/index.ts'
import { openTasksOf } from '../../core/work/index.ts'
import { sql } from '../../platform/db/sql.ts'
import { askForHolidays } from './jobs.ts'
import { schoolAge, schoolHolidays } from './schema.ts'
import { answerHoliday, changeDate, datesOf, datesUntil, insertDate } from './store.ts'

const { t, team, at } = await workingDay()
const policy = readReferenceFile('school-holidays.yaml', schoolHolidays)
const age = readReferenceFile('school-age.yaml', schoolAge)

async function fillDay(page: Page, day: string, month: string, year: string) {
  await page.getByLabel('Day', { exact: true }).fill(day)
  await page.getByLabel('Month', { exact: true }).fill(month)
  await page.getByLabel('Year', { exact: true }).fill(year)
}

test('a court date is recorded, stands on the fortnight, is moved, and somebody says how it went', async () => {
  const id = await team.aCase({ knownAs: 'Kit' })
  await at(team.worker, async (page) => {
    await page.goto(`/cases/${id}/dates`)
    await page.getByText('No date is recorded yet').waitFor()
    await look(page, 'dates-none')
    await page.getByRole('button', { name: 'Record a date' }).click()
    await fillDay(page, '31', '2', '2027')
    await page.getByLabel('At what time? (if you know)').fill('25:00')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Choose what it is').first().waitFor()
    await page.getByText('Enter a day that exists').first().waitFor()
    await page.getByText('Write the time like 14:30').first().waitFor()
    await look(page, 'dates-form')
    await page.getByLabel('Court').check()
    await fillDay(page, '20', '11', '2026')
    await page.getByLabel('At what time? (if you know)').fill('9.30')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('This day has passed').first().waitFor()
    await fillDay(page, '1', '12', '2026')
    await page.getByLabel('What should people know?').fill('His solicitor goes with him')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Tue 1 December 2026 at 09:30').waitFor()
    await page.goto('/dates')
    await page.getByText('Court: His solicitor goes with him').waitFor()
    await look(page, 'dates-fortnight')

    await page.getByRole('link', { name: 'Kit' }).click()
    await page.getByRole('link', { name: /^Change/ }).click()
    const [date] = await t.as(team.worker, (tx) => datesOf(tx, id))
    await t.as(team.manager, (tx) =>
      changeDate(tx, id, date?.id ?? '', date?.version ?? 0, {
        kind: 'court',
        on: '2026-12-03',
        time: '10:00',
        what: 'Moved by the court',
      }),
    )
    await page.getByLabel('What should people know?').fill('His gran comes too')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Somebody changed this date while you were writing').waitFor()
    await page.getByText('Moved by the court').first().waitFor()
    await look(page, 'dates-conflict')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('cell', { name: 'Court: His gran comes too', exact: true }).waitFor()
    await page.getByRole('link', { name: /^Say how it went/ }).click()
    await page.getByLabel('It was called off', { exact: true }).check()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Say why it was called off').first().waitFor()
    await look(page, 'dates-end')
    await page.getByLabel('It took place').check()
    await page.getByLabel('What came of it?').fill('Adjourned for a month')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('It took place: Adjourned for a month').waitFor()
  })
})

test('two weeks before Christmas each child’s worker is asked who will see them, and answers', async () => {
  const id = await team.aCase({ knownAs: 'Robin' })
  const owed = async () =>
    (await t.as(team.worker, (tx) => openTasksOf(tx, { kind: 'case', id }))).filter(({ kind }) => kind === 'dates.holiday')
  await team.asJobs((tx) => askForHolidays(tx, t.house, policy, age))
  assert.equal((await owed()).length, 0, 'too early')
  t.clock.set('2026-12-07T06:00:00Z')
  try {
    await team.asJobs((tx) => askForHolidays(tx, t.house, policy, age))
    await team.asJobs((tx) => askForHolidays(tx, t.house, policy, age))
    assert.deepEqual(
      (await owed()).map(({ dueAt }) => dueAt?.toISOString()),
      ['2026-12-10T23:59:00.000Z'],
    )
    await at(team.worker, async (page) => {
      await page.goto(`/cases/${id}/dates`)
      await page.getByText('Who will see them in the Christmas holiday?').waitFor()
      await look(page, 'dates-holiday')
      await page.getByRole('link', { name: 'Answer' }).click()
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Say who will see them').first().waitFor()
      await page.getByLabel('Who will see them, and on which days?').fill('Wim on the 22nd and the 29th')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Wim on the 22nd and the 29th').waitFor()
      await look(page, 'dates-holiday-answered')
    })
    assert.deepEqual(await owed(), [])
    assert.equal(
      await t.as(team.manager, (tx) => answerHoliday(tx, id, 'christmas-2026', 0, 'somebody else')),
      false,
      'nobody writes over an answer they have not seen',
    )
  } finally {
    t.clock.set('2026-11-23T09:00:00Z')
  }
})

test('nobody outside the circle sees a date, and a school in it sees none of the plan', async () => {
  const id = await team.aCase({ knownAs: 'Wren' })
  await t.as(team.worker, (tx) => insertDate(tx, id, { kind: 'bail', on: '2026-11-30', time: null, what: 'signs on' }))
  await team.invite(id, team.school)
  for (const who of [team.stranger, team.school, team.triage]) {
    assert.deepEqual(await t.as(who, (tx) => datesOf(tx, id)), [], who.fullName)
    assert.deepEqual(await t.as(who, (tx) => datesUntil(tx, '2026-12-31', 'all')), [], who.fullName)
  }
  assert.equal((await t.as(team.manager, (tx) => datesUntil(tx, '2026-12-31', 'all'))).filter(({ caseId }) => caseId === id).length, 1)
})

test('before a holiday it is asked for whom school sees: not for a toddler or somebody past the sixth form, but wherever no birth date is known', async () => {
  const born = async (caseId: string, on: string | null, certainty: 'full' | 'estimated') => {
    await t.owner.transaction((tx) =>
      tx.run(sql`
        insert into person_birth (source_record_id, person_id, certainty, born_on, estimated_age, estimated_on, basis, because)
        select s.id, s.person_id, ${certainty}, ${on}::date, ${certainty === 'full' ? null : 19}::int, ${certainty === 'full' ? null : '2026-11-01'}::date,
          ${certainty === 'full' ? 'stated' : 'estimated'}, ${certainty === 'full' ? null : 'a guess at the door'}
        from record_person rp join source_record s on s.person_id = rp.person_id where rp.record_kind = 'case' and rp.record_id = ${caseId}`),
    )
    return caseId
  }
  const pupil = await born(await team.aCase(), '2012-05-05', 'full')
  const toddler = await born(await team.aCase(), '2024-05-05', 'full')
  const older = await born(await team.aCase(), '2008-08-31', 'full')
  const guessed = await born(await team.aCase(), null, 'estimated')
  const unknown = await team.aCase()
  t.clock.set('2026-12-07T06:00:00Z')
  try {
    await team.asJobs((tx) => askForHolidays(tx, t.house, policy, age))
    const isAsked = async (id: string) =>
      (await t.as(team.worker, (tx) => openTasksOf(tx, { kind: 'case', id }))).some(({ kind }) => kind === 'dates.holiday')
    const asked = await Promise.all([pupil, toddler, older, guessed, unknown].map(isAsked))
    assert.deepEqual(asked, [true, false, false, true, true])
  } finally {
    t.clock.set('2026-11-23T09:00:00Z')
  }
})
