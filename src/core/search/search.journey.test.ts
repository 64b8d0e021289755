import assert from 'node:assert/strict'
import { test } from 'node:test'
import { look } from '../../../tests/support/looking.ts'
import { workingDay } from '../../../tests/support/working-day.ts'
import { recordPerson } from '../people/index.ts'

const { t, team, at } = await workingDay()

test('from anywhere by keyboard to a child, pinned, narrowed down, and found again the next time', async () => {
  const caseId = await team.aCase({ knownAs: 'Mo' })
  const names = [
    ['Mohammed', 'Al-Rashid'],
    ['Maximiliane-Alexandrina', 'Oyelaran-Featherstonehaugh-Brzezińska'],
  ] as const
  for (const [given, family] of names) {
    await t.as(team.worker, (tx) =>
      recordPerson(
        tx,
        {
          namedIn: { kind: 'case', id: caseId },
          relation: 'subject',
          facts: {
            names: [{ kind: 'legal', given, family }],
            births: [{ certainty: 'full', bornOn: '2010-03-07', basis: 'document' }],
            phones: [{ number: '07700 900456' }],
          },
        },
        { origin: 'case' },
      ),
    )
  }
  await at(team.worker, async (page) => {
    await page.goto(`/cases/${caseId}`)
    await page.keyboard.press('/')
    await page.keyboard.type('rashid muhammad')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Search results' }).waitFor()
    assert.match(page.url(), /\/search\/[0-9a-f-]{36}$/, 'no name stands in the address')
    assert.match((await page.locator('.lw-found__why').first().textContent()) ?? '', /another order/)
    await look(page, 'search-found')

    await page.getByRole('button', { name: /^Pin Mohammed/ }).click()
    await page.getByRole('button', { name: /^Unpin Mohammed/ }).waitFor()
    await page.getByText('Narrow down').click()
    await page.getByLabel('What').selectOption('cases')
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.waitForURL(/kind=cases/)
    assert.equal(await page.getByRole('heading', { name: 'People' }).count(), 0)

    await page.keyboard.press('Control+k')
    await page.keyboard.type('07700 900456')
    await page.keyboard.press('Enter')
    await page.getByText('the phone ends with 456').first().waitFor()
    await look(page, 'search-phone')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('nobody ofthatname')
    await page.keyboard.press('Enter')
    await page.getByText('Nothing found that you can see').waitFor()
    await look(page, 'search-nothing')

    await page.goto('/search')
    await page.getByRole('heading', { name: 'Pinned' }).waitFor()
    await page.getByRole('heading', { name: 'Opened last' }).waitFor()
    await look(page, 'search-home')
  })
})
