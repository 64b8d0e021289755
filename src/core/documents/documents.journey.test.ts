import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse } from '../../../tests/support/database.ts'
import { at, look } from '../../../tests/support/looking.ts'
import { startTestServer, type TestServer } from '../../../tests/support/server.ts'
import { sql } from '../../platform/db/sql.ts'
import { launchBrowser } from '../../platform/testing/browser.ts'

const t = await openTestHouse()
let server: TestServer
let browser: Browser
before(async () => {
  server = await startTestServer(t)
  browser = await launchBrowser()
})
after(async () => {
  await browser?.close()
  await server?.close()
  await t.close()
})
const team = await casework(t)
const photo = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#396' } })
  .withExif({ IFD0: { Copyright: 'Sam’s phone' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } })
  .jpeg()
  .toBuffer()

test('a worker adds a drawing; a program is refused and nothing typed is lost; an invited school sees none of it', async () => {
  const id = await team.aCase()
  await team.invite(id, team.school)
  await at(server, browser, team.worker, async (page) => {
    await page.goto(`/cases/${id}`)
    await page.getByRole('link', { name: 'Documents' }).click()
    await page.getByText('There are no documents here that you can see').waitFor()
    await look(page, 'documents-none')
    await page.getByRole('button', { name: 'Add a document' }).click()
    await page.getByLabel('What is it?').fill('A drawing of his aunt’s garden')
    await page.getByText(/^Saved at \d\d:\d\d$/).waitFor()
    await page.reload()
    await page.getByText('This was saved as you typed').waitFor()
    assert.equal(await page.getByLabel('What is it?').inputValue(), 'A drawing of his aunt’s garden')
    await page.getByLabel('Kind of document').selectOption('Made or written by them')
    await page.getByLabel('Who is it from?').fill('made by him')
    await page
      .getByLabel('Choose the file')
      .setInputFiles({ name: 'garden.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ\u0090\u0000program') })
    await page.getByRole('button', { name: 'Add the document' }).click()
    await page.getByText('There is a problem').waitFor()
    assert.equal(await page.getByLabel('What is it?').inputValue(), 'A drawing of his aunt’s garden')
    assert.equal(await page.getByLabel('Who is it from?').inputValue(), 'made by him')
    await look(page, 'documents-refused')
    await page.getByLabel('Choose the file').setInputFiles({ name: 'garden.jpg', mimeType: 'image/jpeg', buffer: photo })
    await page.getByLabel('Day', { exact: true }).fill('31')
    await page.getByLabel('Month', { exact: true }).fill('2')
    await page.getByLabel('Year', { exact: true }).fill('2026')
    await page.getByRole('button', { name: 'Add the document' }).click()
    await page.getByText('This file is kept with the form: garden.jpg').waitFor()
    await look(page, 'documents-kept-file')
    await page.getByLabel('Month', { exact: true }).fill('10')
    await page.getByRole('button', { name: 'Add the document' }).click()
    await page.getByText('Taken out: where the photo was taken').waitFor()
    await look(page, 'documents-list')
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Open garden.jpg' }).click()])
    assert.equal(download.suggestedFilename(), 'garden.jpg')
    await page.goto(`/cases/${id}/chronology`)
    await page.getByRole('link', { name: 'Document: A drawing of his aunt’s garden' }).waitFor()
  })
  const { documentId } = await t.owner.transaction((tx) =>
    tx.one<{ documentId: string }>(sql`select id as "documentId" from case_document`),
  )
  const path = `/cases/${id}/documents/${documentId}/file`
  const given = await server.fetchAs(team.worker, path)
  assert.equal(given.headers.get('content-security-policy'), "default-src 'none'; sandbox")
  assert.match(given.headers.get('content-disposition') ?? '', /^attachment/)
  const bytes = Buffer.from(await given.arrayBuffer())
  assert.equal((await sharp(bytes).metadata()).exif, undefined)
  const looks = await t.owner.transaction((tx) =>
    tx.many<{ event: string }>(sql`select event from audit_entry where event = 'document.file_read' and case_id = ${id}`),
  )
  assert.ok(looks.length >= 2, 'each opening is in the audit')
  for (const address of [path, `/cases/${id}/documents`, `/cases/${id}/documents/new`])
    assert.equal((await server.fetchAs(team.school, address)).status, 404, address)

  await at(server, browser, team.worker, async (page) => {
    await page.goto(`/cases/${id}/documents`)
    await page.getByRole('link', { name: 'Remove A drawing' }).click()
    await page.getByRole('button', { name: 'Remove it' }).click()
    await page.getByText('There is a problem').waitFor()
    await page.getByLabel('Why?').fill('It belongs to his sister')
    await look(page, 'documents-remove')
    await page.getByRole('button', { name: 'Remove it' }).click()
    await page.getByText('It belongs to his sister').waitFor()
    await look(page, 'documents-removed')
  })
  assert.equal((await server.fetchAs(team.worker, path)).status, 404, 'nobody opens what was removed')
  await at(server, browser, team.manager, async (page) => {
    await page.goto(`/cases/${id}/documents`)
    await page.getByRole('link', { name: 'Destroy its content for good' }).click()
    await page.getByLabel('Destroy its content for good').check()
    await page.getByLabel('Why?').fill('Another child’s paper')
    await page.getByRole('button', { name: 'Remove it' }).click()
    await page.getByText('Content destroyed by Mara Okafor').waitFor()
    await look(page, 'documents-destroyed')
  })
})
