import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { asJobs, casework } from '../../../tests/support/casework.ts'
import { openTestHouse } from '../../../tests/support/database.ts'
import { startTestServer, type TestServer } from '../../../tests/support/server.ts'
import { addDomain, inLink, linksPolicy, mailLinks, takeRequests } from '../../core/links/index.ts'
import { tokenHash } from '../../platform/crypto/tokens.ts'
import { identifier, sql } from '../../platform/db/sql.ts'
import { agencyOfAddress, answersTo, type NewAsk, sendAsk, withdraw } from './store.ts'

const t = await openTestHouse()
let server: TestServer
before(async () => {
  server = await startTestServer(t)
})
after(async () => {
  await server.close()
  await t.close()
})
const team = await casework(t)
const admin = await t.somebody({ role: 'systemAdministrator' })
const surgery = await t.owner.transaction((tx) =>
  tx.one<{ id: string }>(sql`insert into agency (code, name, kind) values ('surgery', 'Mill Lane Surgery', 'health') returning id`),
)
await t.as(admin, (tx) => addDomain(tx, 'surgery.example', surgery.id))

const ask: Omit<NewAsk, 'toAddress'> = {
  agencyId: surgery.id,
  toPostId: null,
  linkDays: 7,
  told: [{ what: 'name', value: 'Sam Rook' }],
  leftOut: ['address'],
  questions: ['Do you know him?'],
  purpose: 'To decide how to keep a child safe',
  why: '',
  basis: 'Children Act 1989 section 47',
  basisMark: 'U',
  policyVersion: 'asks-2026-11',
  agreement: 'agreed',
  agreementBecause: '',
  class: 'notes',
  caseClass: null,
  dueAt: new Date('2026-11-24T12:00:00Z'),
  clock: null,
}

/** Asks a GP about a case; what came by e-mail, and a way to the page behind the link on one device. */
async function askedGp(email: string) {
  const caseId = await team.aCase({ knownAs: 'Kit' })
  const id = await t.as(team.worker, async (tx) => (await sendAsk(tx, 'case', caseId, { ...ask, toAddress: email })) ?? assert.fail())
  const sent: string[] = []
  const mail = { send: async ({ text }: Readonly<{ text: string }>) => void sent.push(text), close: () => undefined }
  await asJobs(t, async (tx) => {
    await takeRequests(tx, linksPolicy)
    await mailLinks(tx, { mail, baseUrl: 'https://lapwing.example' })
  })
  const token = /\/link\/([\w-]{43})/.exec(sent.at(-1) ?? '')?.[1] ?? assert.fail('no link came')
  let cookie = ''
  const go = async (part: string, form?: Readonly<Record<string, string>>) => {
    const answer = await fetch(`${server.baseUrl}/link/${token}${part}`, {
      redirect: 'manual',
      headers: { cookie, origin: server.baseUrl },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    })
    const set = /lapwing_device=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1]
    if (set !== undefined) cookie = `lapwing_device=${set}`
    return { status: answer.status, text: await answer.text() }
  }
  await go('/open', {})
  return {
    caseId,
    id,
    go,
    mail: sent.at(-1) ?? '',
    hashes: () => ({ token: tokenHash(token), device: tokenHash(cookie.replace('lapwing_device=', '')) }),
  }
}

test('a GP without an account answers what was asked through a link, and its session reaches that ask and nothing else', async () => {
  const gp = await askedGp('dr.elwood@surgery.example')
  assert.doesNotMatch(gp.mail, /Rook|Kit|Surgery|ask/)
  const page = await gp.go('')
  assert.match(page.text, /Sam Rook/)
  assert.doesNotMatch(page.text, /Kit\b/)
  const refused = await gp.go('', { q0: 'known' })
  assert.equal(refused.status, 422)
  assert.match(refused.text, /Enter your name/)
  const answer = { name: 'Dr Samir Elwood', job: 'GP', q0: 'known', 'q0-words': 'Registered here since March' }
  assert.equal((await gp.go('', answer)).status, 303)
  assert.match((await gp.go('')).text, /Registered here since March/)
  const [read] = await t.as(team.worker, (tx) => answersTo(tx, [gp.id]))
  assert.deepEqual([read?.name, read?.job], ['Dr Samir Elwood', 'GP, Mill Lane Surgery, dr.elwood@surgery.example'])
  const other = await askedGp('dr.coyle@surgery.example')
  const begun = await inLink(t.house.db, t.clock, gp.hashes(), async (tx) => {
    const seen: Record<string, number> = {}
    const tables = [
      'partner_ask',
      'partner_answer',
      'partner_answer_item',
      'partner_ask_record',
      'case_file',
      'concern',
      'person',
      'user_account',
      'task',
    ]
    for (const name of tables) seen[name] = (await tx.one<{ n: number }>(sql`select count(*) as n from ${identifier(name)}`)).n
    return { seen, theirs: await tx.many(sql`select 1 from partner_ask where id = ${other.id}`) }
  })
  assert.ok(begun.state === 'open')
  const { partner_ask, partner_answer, partner_answer_item, ...others } = begun.result.seen
  assert.deepEqual([partner_ask, partner_answer, partner_answer_item], [1, 1, 1])
  assert.ok(
    Object.values(others).every((n) => n === 0),
    JSON.stringify(others),
  )
  assert.deepEqual(begun.result.theirs, [])
})

test('taken back while the GP writes: nothing is sent, and what was written comes back', async () => {
  const gp = await askedGp('dr.late@surgery.example')
  await t.as(team.worker, (tx) => withdraw(tx, gp.id, 'He came home'))
  const answer = await gp.go('', { name: 'Dr Late', q0: 'known', 'q0-words': 'Seen on Friday' })
  assert.equal(answer.status, 409)
  assert.match(answer.text, /He came home/)
  assert.match(answer.text, /Seen on Friday/)
  assert.deepEqual(await t.as(team.worker, (tx) => answersTo(tx, [gp.id])), [])
})

test('only an address of an agency that is known is asked, and only those who may ask learn whose it is', async () => {
  const caseId = await team.aCase()
  const whose = (email: string, who = team.worker) => t.as(who, (tx) => agencyOfAddress(tx, 'case', caseId, email))
  assert.equal((await whose('x@surgery.example'))?.agencyName, 'Mill Lane Surgery')
  assert.equal(await whose('x@elsewhere.example'), undefined)
  assert.equal(await whose('x@surgery.example', team.stranger), undefined)
  assert.equal(await t.as(team.worker, (tx) => sendAsk(tx, 'case', caseId, { ...ask, toAddress: 'x@elsewhere.example' })), undefined)
})
