import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { generateSync } from 'otplib'
import type { Page } from 'playwright-core'
import { openTestHouse } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { newToken, tokenHash } from '../../platform/crypto/tokens.ts'
import { sql } from '../../platform/db/sql.ts'
import { axeCheck, launchBrowser, noSidewaysOverflow, screenshot, visit, widths } from '../../platform/testing/browser.ts'

const t = await openTestHouse()
const server = await startTestServer(t)
const browser = await launchBrowser()
after(async () => {
  await browser.close()
  await server.close()
  await t.close()
})

/** Looked at by machine on both widths, and kept as a picture for people. */
async function look(page: Page, name: string): Promise<void> {
  await axeCheck(page)
  await noSidewaysOverflow(page)
  await screenshot(page, `signing-in-${name}`)
  await page.setViewportSize({ width: widths.phone, height: 800 })
  await screenshot(page, `signing-in-${name}-phone`)
  await page.setViewportSize({ width: widths.laptop, height: 800 })
}

const password = 'copper lantern meadow tide'

test('somebody invited sets password and app, signs in, changes post, loses nothing when the session ends, and signs out everywhere', async () => {
  const who = await t.somebody({ role: 'systemAdministrator', name: 'Siân O’Neill' })
  const token = newToken()
  await t.owner.transaction(async (tx) => {
    await tx.run(
      sql`insert into post (user_id, agency_id, role_code, from_on) values (${who.userId}, ${who.agencyId}, 'triageWorker', '2026-01-01')`,
    )
    await tx.run(sql`update user_account set state = 'invited' where id = ${who.userId}`)
    await tx.run(sql`select invitation_make_as_system(${who.userId}, ${tokenHash(token)}, false, 7)`)
  })
  await visit(browser, { baseURL: server.baseUrl, expected: [/404/, /status of 401: .*\/who\/save/] }, async (page) => {
    await page.goto(`/invitation/${token}`)
    await look(page, 'invitation')
    await page.getByLabel('Password', { exact: true }).fill('short')
    await page.getByRole('button', { name: 'Continue' }).click()
    await look(page, 'invitation-too-short')
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Continue' }).click()
    await look(page, 'app')
    const secret = ((await page.locator('.lw-key').textContent()) ?? '').replaceAll(' ', '').toUpperCase()
    const code = () => generateSync({ secret, epoch: Math.floor(t.clock.now().getTime() / 1000) })
    await page.getByLabel('The six-digit code').fill(code())
    await page.getByRole('button', { name: 'Connect' }).click()
    assert.equal(await page.locator('code').count(), 10)
    await look(page, 'recovery-codes')
    await page.getByRole('button', { name: 'I have kept them' }).click()

    const signIn = async (word = password) => {
      t.clock.advance({ minutes: 1 })
      await page.getByLabel('E-mail address').fill(who.email)
      await page.getByLabel('Password', { exact: true }).fill(word)
      await page.getByRole('button', { name: 'Continue' }).click()
    }
    await look(page, 'sign-in')
    await signIn('not the right one at all')
    await look(page, 'wrong')
    await signIn()
    await look(page, 'code')
    await page.getByLabel('Six-digit code').fill(code())
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(/account\/post/)
    await look(page, 'choose-post')
    await page.getByLabel('Triage worker').check()
    await page.getByRole('button', { name: 'Work in this post' }).click()
    await page.goto('/account')
    assert.match((await page.locator('main').textContent()) ?? '', /Triage worker/)
    await look(page, 'account')
    await page.getByRole('link', { name: 'Change post' }).click()
    await page.getByLabel('Administrator').check()
    await page.getByRole('button', { name: 'Work in this post' }).click()

    // typing, and the session ends meanwhile
    await page.goto('/admin/agencies/new')
    await look(page, 'admin-agency')
    await page.getByLabel('Name').fill('Saint Mary’s School')
    await page.getByLabel('Kind').selectOption('school')
    await page.getByLabel('No', { exact: true }).check()
    t.clock.advance({ minutes: 45 })
    await page.getByRole('button', { name: 'Save' }).click()
    assert.match((await page.locator('main').textContent()) ?? '', /What you typed is kept/)
    await look(page, 'ended')
    await signIn()
    await page.getByLabel('Six-digit code').fill(code())
    await page.getByRole('button', { name: 'Sign in' }).click()
    assert.match((await page.locator('main').textContent()) ?? '', /Saint Mary’s School/)
    await look(page, 'send-it-now')
    await page.getByRole('button', { name: 'Send it now' }).click()
    await page.waitForURL(/\/admin\/agencies$/)
    assert.match((await page.locator('main').textContent()) ?? '', /Saint Mary’s School/)
    await look(page, 'admin-agencies')

    // the same on a page that is saved as it is typed: the last words were not saved any more
    await page.goto('/account')
    await page.getByRole('link', { name: 'Change post' }).click()
    await page.getByLabel('Triage worker').check()
    await page.getByRole('button', { name: 'Work in this post' }).click()
    await page.goto('/concerns/new')
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByLabel('How to reach you').fill('01632 960')
    await page.getByText(/Saved at/).waitFor()
    t.clock.advance({ minutes: 45 })
    await page.getByLabel('How to reach you').pressSequentially(' 123, until four')
    await page.getByText('you have been signed out').waitFor()
    await look(page, 'ended-while-typing')
    await page.getByRole('button', { name: 'Continue' }).last().click()
    await signIn()
    await page.getByLabel('Six-digit code').fill(code())
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: 'Send it now' }).click()
    await page.getByRole('heading', { name: 'There is a problem' }).waitFor() // the kind was not chosen yet
    assert.equal(await page.getByLabel('How to reach you').inputValue(), '01632 960 123, until four')
    await page.goto('/account')
    await page.getByRole('link', { name: 'Change post' }).click()
    await page.getByLabel('Administrator').check()
    await page.getByRole('button', { name: 'Work in this post' }).click()

    for (const [path, name] of [
      ['/admin', 'admin'],
      ['/admin/users', 'admin-users'],
      ['/admin/users/new', 'admin-user-new'],
      ['/admin/roles', 'admin-roles'],
    ] as const) {
      await page.goto(path)
      await look(page, name)
    }
    const other = await t.somebody({ role: 'socialWorker', name: 'Sam Ade' })
    await page.goto(`/admin/users/${other.userId}`)
    await look(page, 'admin-user')
    t.clock.advance({ minutes: 11 })
    await page.getByRole('button', { name: 'Make a new link' }).click()
    await look(page, 'confirm')
    await page.getByLabel('Your password').fill(password)
    await page.getByRole('button', { name: 'Confirm' }).click()
    assert.match((await page.locator('main').textContent()) ?? '', /The link for Sam Ade/)
    await look(page, 'admin-invitation')
    await page.goto(`/admin/users/${other.userId}/posts/new`)
    await look(page, 'admin-post')

    await page.goto('/account')
    await page.getByRole('button', { name: 'Sign out everywhere' }).click()
    assert.match((await page.locator('main').textContent()) ?? '', /signed out on every device/)
    await page.goto('/account')
    assert.match((await page.locator('main').textContent()) ?? '', /Sign in to go on/)
  })
})

test('the pages of a circle and of emergency access, looked at on both widths', async () => {
  const manager = await t.somebody({ role: 'exploitationManager', team: 'exploitation', name: 'Robin Hale' })
  const worker = await t.somebody({ role: 'exploitationWorker', team: 'exploitation', name: 'Priya Shah' })
  const night = await t.somebody({ role: 'emergencyDuty', agency: 'edt', name: 'Kit Moran' })
  const id = '6f0d7f0e-6a54-4d38-9d0e-7b8f5d5a3c11'
  await t.owner.transaction(async (tx) => {
    await tx.run(sql`insert into record_reference values ('K1A-001', 'case', ${id})`)
    await tx.run(sql`select circle_add_as_system('case', ${id}, ${worker.postId}, 'allocated', 'her worker')`)
    await tx.run(sql`insert into record_team values ('case', ${id}, ${manager.teamId})`)
    await tx.run(sql`update session set step_up_at = ${t.clock.now()} where user_id = ${manager.userId}`)
  })
  const reason = 'He is missing and his mother is on the phone'
  await server.fetchAs(night, '/break-glass', { reference: 'k1a001', reason })
  const pages = [
    [manager, `/records/case/${id}/circle?find=priya&keep=kit`, 'circle'],
    [manager, `/records/case/${id}/looks`, 'looks'],
    [manager, '/break-glass/reviews', 'reviews'],
    [night, '/break-glass', 'emergency'],
  ] as const
  for (const [who, path, name] of pages) {
    await visit(browser, { baseURL: server.baseUrl }, async (page) => {
      await page.context().addCookies([{ name: 'lapwing_session', value: who.token, url: server.baseUrl }])
      await page.goto(path)
      assert.equal(await page.locator('h1').count(), 1, path)
      await look(page, name)
      if (name === 'reviews') {
        await page.getByRole('link', { name: /^Review/ }).click()
        await look(page, 'review')
      }
    })
  }
})
