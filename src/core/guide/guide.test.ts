import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTestHouse } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { rooms } from '../../app.ts'
import { sql } from '../../platform/db/sql.ts'
import { aboutPage } from './index.ts'
import { pageTexts } from './pages/texts.ts'
import { halvesOf, linesOf } from './rules.ts'
import { glossaryTexts, guideTexts } from './texts.ts'

const t = await openTestHouse()
const server = await startTestServer(t)
after(async () => {
  await server.close()
  await t.close()
})

test('every role has a page that says what it is for, what to do first, and whom to ring', async () => {
  const school = await t.somebody({ role: 'designatedSafeguardingLead', agency: 'school', agencyKind: 'school' })
  const index = await (await server.fetchAs(school, '/guide')).text()
  assert.match(index, /Your page: School safeguarding lead/)
  const roles = await t.owner.transaction((tx) => tx.many<{ code: string }>(sql`select code from role`))
  for (const { code } of roles) {
    const answer = await server.fetchAs(school, `/guide/${code}`)
    assert.equal(answer.status, 200, code)
    const text = await answer.text()
    for (const heading of ['What this is for', 'What you do first', 'Whom to ring']) assert.match(text, new RegExp(heading), code)
  }
  assert.equal((await server.fetchAs(school, '/guide/nobody')).status, 404)
  assert.match(await (await server.fetchAs(school, '/guide/words')).text(), /county lines/)
})

test('every "when" has its "then", and every word its meaning', () => {
  const whens = Object.entries(guideTexts.texts).flatMap(([key, text]) => (key.endsWith('.when') ? linesOf(text) : []))
  for (const line of [...whens, ...Object.values(glossaryTexts.texts)]) {
    const [first, second] = halvesOf(line)
    assert.ok(first !== '' && second !== '' && first.length < 90, line)
  }
})

test('every page of every room says what it is for and what to do next, in two sentences', () => {
  const routes: string[] = []
  for (const room of rooms) room.routes?.({ get: (path) => void routes.push(path), post: () => undefined })
  const pages = [...new Set(routes)].filter((path) => !path.endsWith('.json'))
  assert.deepEqual(
    pages.filter((path) => aboutPage(path) === undefined),
    [],
    'write its line in src/core/guide/pages/texts.ts',
  )
  assert.deepEqual(
    Object.keys(pageTexts.texts).filter((path) => !pages.includes(path)),
    [],
    'pages that are no more',
  )
  for (const [path, text] of Object.entries(pageTexts.texts)) assert.ok(text.length < 220 && /[.;:] /.test(text), path)
})
