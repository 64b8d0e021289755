// A link is an identity of its own: what it may do, and everything else that somebody would try with it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { asJobs, casework } from '../../../tests/support/casework.ts'
import { openTestHouse } from '../../../tests/support/database.ts'
import { startTestServer, type TestServer } from '../../../tests/support/server.ts'
import { asNobody } from '../../core/access/index.ts'
import { findConcern, setConcernState, tellReferrer } from '../../core/concerns/index.ts'
import {
  addDomain,
  addressOf,
  administeredLinks,
  domainOf,
  endHolder,
  inLink,
  linksPolicy,
  mailLinks,
  requestLink,
  revokeLink,
  takeRequests,
} from '../../core/links/index.ts'
import { newToken, tokenHash } from '../../platform/crypto/tokens.ts'
import { isDatabaseError, type Tx } from '../../platform/db/pool.ts'
import { identifier, sql } from '../../platform/db/sql.ts'

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
const school = await t.owner.transaction((tx) =>
  tx.one<{ id: string }>(sql`insert into agency (code, name, kind) values ('hillside', 'Hillside School', 'school') returning id`),
)
await t.as(admin, (tx) => addDomain(tx, 'hillside.example', school.id))

const box: { to: string; text: string }[] = []
const mail = { send: async ({ to, text }: Readonly<{ to: string; text: string }>) => void box.push({ to, text }), close: () => undefined }
const ask = (email: string) => asNobody(t.house.db, t.clock, (tx) => requestLink(tx, addressOf(email) ?? assert.fail(email), 'place', 1000))
const post = () =>
  asJobs(t, async (tx) => {
    await takeRequests(tx, linksPolicy)
    await mailLinks(tx, { mail, baseUrl: 'https://lapwing.example' })
  })
/** What came by e-mail since the box was last emptied. */
const taken = () => box.splice(0)
const tokenIn = (text: string) => /\/link\/([\w-]{43})/.exec(text)?.[1] ?? assert.fail(`no link in ${text}`)

async function linkFor(email: string): Promise<string> {
  await ask(email)
  await post()
  return tokenIn(taken().at(-1)?.text ?? assert.fail('nothing came'))
}

/** Somebody at a device of their own, with a link: no session, the cookie of the device once it is set. */
function device() {
  let cookie = ''
  const go = async (path: string, form?: Readonly<Record<string, string>>) => {
    const answer = await fetch(`${server.baseUrl}${path}`, {
      redirect: 'manual',
      headers: { cookie, origin: server.baseUrl },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    })
    const set = /lapwing_device=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1]
    if (set !== undefined) cookie = `lapwing_device=${set}`
    return { status: answer.status, text: await answer.text(), location: answer.headers.get('location') }
  }
  const open = async (token: string) => {
    await go(`/link/${token}/open`, {})
    return go(`/link/${token}`)
  }
  return { go, open, hash: () => tokenHash(cookie.replace('lapwing_device=', '')) }
}
const worry = {
  name: 'Asha Patel',
  job: 'Teacher',
  who: 'Sam Rook',
  what: 'New phone, and he is afraid',
  reach: '01632 960100, before nine',
}

async function sent(email: string) {
  const token = await linkFor(email)
  const at = device()
  await at.open(token)
  assert.equal((await at.go(`/link/${token}`, worry)).status, 303)
  const concernId = await t.owner.transaction((tx) =>
    tx.one<{ id: string }>(sql`select concern_id as id from one_time_link where token_hash = ${tokenHash(token)}`).then(({ id }) => id),
  )
  return { token, at, concernId }
}
const asLink = <T>({ token, at }: { token: string; at: ReturnType<typeof device> }, work: (tx: Tx) => Promise<T>) =>
  inLink(t.house.db, t.clock, { token: tokenHash(token), device: at.hash() }, work).then((begun) =>
    begun.state === 'open' ? begun.result : assert.fail(begun.state),
  )

test('an address is the same in capitals, keeps its plus, and no look-alike of a domain passes for it', () => {
  assert.equal(addressOf(' DSL@Hillside.Example '), 'dsl@hillside.example')
  assert.equal(addressOf('dsl+lapwing@hillside.example'), 'dsl+lapwing@hillside.example')
  for (const wrong of [
    '',
    'dsl',
    'dsl@',
    '@hillside.example',
    'a b@hillside.example',
    'dsl@hillside',
    'x@evil.example@',
    'a,b@hillside.example',
  ])
    assert.equal(addressOf(wrong), undefined, wrong)
  assert.notEqual(domainOf('hïllside.example'), 'hillside.example')
  assert.equal(addressOf('dsl@evil.example@hillside.example'), undefined)
})

test('known or not, in words, status and work the page is the same; only a known address gets an e-mail, which names nobody', async () => {
  const pages: string[] = []
  for (const email of [
    'DSL@hillside.example',
    'stranger@elsewhere.example',
    'dsl@sub.hillside.example',
    'dsl@hillside.example.evil.example',
  ]) {
    const answer = await device().go('/link', { email })
    pages.push(`${answer.status} ${answer.text.replaceAll(/value="[\w-]{43}"/g, '')}`)
  }
  assert.equal(new Set(pages).size, 1)
  assert.equal((await t.owner.transaction((tx) => tx.many(sql`select 1 from link_request`))).length, 4, 'the same row for each')
  await post()
  const mails = taken()
  assert.deepEqual(
    mails.map(({ to }) => to),
    ['dsl@hillside.example'],
  )
  for (const word of ['Hillside', 'child', 'Rook', 'refer', 'concern']) assert.doesNotMatch(mails[0]?.text ?? '', new RegExp(word, 'i'))
  assert.equal(
    (await t.owner.transaction((tx) => tx.many(sql`select 1 from link_request`))).length,
    0,
    'nothing is left of who is not known',
  )
  const kept = await t.owner.transaction((tx) => tx.many<{ hash: string }>(sql`select token_hash as hash from one_time_link`))
  assert.equal(JSON.stringify(kept).includes(tokenIn(mails[0]?.text ?? '')), false, 'only the hash is kept')
})

test('three links a day for one person, whatever stands after a plus; too many askings from one place are slowed', async () => {
  for (const email of [
    'nurse@hillside.example',
    'nurse+1@hillside.example',
    'nurse+2@hillside.example',
    'NURSE+3@hillside.example',
    'nurse+4@hillside.example',
  ])
    await ask(email)
  await post()
  assert.equal(taken().length, 5 - 2)
  const put = () => asNobody(t.house.db, t.clock, (tx) => requestLink(tx, 'x@elsewhere.example', 'one-place', 2))
  assert.deepEqual([await put(), await put(), await put()], [true, true, false])
})

test('a link opens on the first device; on another, or forwarded, it shows nothing but a way to a new one', async () => {
  const token = await linkFor('head@hillside.example')
  const [mine, theirs] = [device(), device()]
  const before = await mine.go(`/link/${token}`)
  assert.match(before.text, /Open it on this device/)
  assert.doesNotMatch(before.text, /hillside/i)
  assert.match((await mine.open(token)).text, /Tell us about a worry/)
  for (const answer of [await theirs.go(`/link/${token}`), await theirs.open(token), await theirs.go(`/link/${token}`, worry)]) {
    assert.match(answer.text, /opened on another device/)
    assert.doesNotMatch(answer.text, /Hillside|head@/)
  }
  t.clock.advance({ minutes: 10 })
  await theirs.go(`/link/${token}/again`, {})
  assert.match((await mine.go(`/link/${token}`)).text, /Tell us about a worry/, 'the old one holds until the new one is sent')
  await post()
  const [again] = taken()
  assert.equal(again?.to, 'head@hillside.example', 'to the same address, whoever asks')
  const next = tokenIn(again?.text ?? '')
  assert.match((await theirs.open(next)).text, /Tell us about a worry/)
  assert.equal((await mine.go(`/link/${token}`)).status, 404)
  t.clock.set('2026-11-23T09:00:00Z')
})

test('a referral by link is a concern like any other: due, with its agency, at the desk, and audited as the link’s', async () => {
  const { token, at, concernId } = await sent('first@hillside.example')
  const page = await at.go(`/link/${token}`)
  assert.match(page.text, /New phone, and he is afraid/)
  const concern = await t.as(team.triage, (tx) => findConcern(tx, concernId))
  assert.equal(concern?.agencyId, school.id)
  assert.equal(concern?.submittedBy, null)
  assert.ok(concern?.decisionDueAt !== null)
  const desk = await server.fetchAs(team.triage, `/triage/${concernId}`).then((answer) => answer.text())
  assert.match(desk, /By a one-time link, without an account/)
  assert.match(desk, /first@hillside\.example/)
  const entry = await t.owner.transaction((tx) =>
    tx.one<{ role: string; agency: string; user: string | null; session: string }>(sql`
      select role_code as role, agency_id as agency, user_id as user, session_id as session from audit_entry where event = 'concern.sent' and record_id = ${concernId}`),
  )
  const link = await t.owner.transaction((tx) => tx.one<{ id: string }>(sql`select id from one_time_link where concern_id = ${concernId}`))
  assert.deepEqual(entry, { role: 'oneTimeLink', agency: school.id, user: null, session: link.id })
  const source = await t.owner.transaction((tx) =>
    tx.one<{ agency: string }>(sql`select agency_id as agency from source_record where through_id = ${concernId}`),
  )
  assert.equal(source.agency, school.id)
})

test('a double click sends one referral, and a form that is sent again after its concern is there sends none', async () => {
  const token = await linkFor('twice@hillside.example')
  const at = device()
  await at.open(token)
  const form = { ...worry, _once: newToken() }
  const both = await Promise.all([at.go(`/link/${token}`, form), at.go(`/link/${token}`, form)])
  assert.deepEqual(
    both.map(({ status }) => status),
    [303, 303],
  )
  assert.equal((await at.go(`/link/${token}`, { ...worry, _once: newToken() })).status, 303)
  const { count } = await t.owner.transaction((tx) =>
    tx.one<{ count: number }>(
      sql`select count(*) as count from concern c join concern_submission s on s.concern_id = c.id where s.referrer_name = 'Asha Patel' and s.reach like '%twice@hillside.example'`,
    ),
  )
  assert.equal(count, 1)
})

test('the same link follows it: received, decided, whom to phone, what a named person chose to say; told by an e-mail without words', async () => {
  const { token, at, concernId } = await sent('follow@hillside.example')
  taken()
  await t.as(team.triage, async (tx) => {
    await tellReferrer(tx, concernId, 'Thank you. Please ring us about the phone.')
    const concern = (await findConcern(tx, concernId)) ?? assert.fail()
    await setConcernState(tx, concernId, 'decided', concern.version)
  })
  const page = await at.go(`/link/${token}`)
  assert.ok(/Please ring us about the phone/.test(page.text), 'the message')
  assert.ok(/Decided/.test(page.text) && /Team front-door/.test(page.text))
  for (const word of ['case', 'candidate'])
    assert.doesNotMatch(
      page.text.replace(/<[^>]+>/g, ' ').replace(/known as|If that address is known/g, ''),
      new RegExp(`\\b${word}\\b`),
      word,
    )
  await post()
  const [news] = taken()
  assert.match(news?.text ?? '', /There is something to read/)
  assert.doesNotMatch(news?.text ?? '', /phone|decided|\/link\/\w/)
  assert.equal((await at.go(`/link/${token}`)).status, 200, 'news ends no link')
  await at.go(`/link/${token}/more`, { name: 'Asha Patel', whatSeen: 'He was not in today' })
  assert.match((await at.go(`/link/${token}`)).text, /He was not in today/)
})

test('a link’s own database session sees its own rows and not one of any other table, person or link', async () => {
  const [mine, other] = [await sent('mine@hillside.example'), await sent('other@hillside.example')]
  await team.aCase({ knownAs: 'Kit' })
  const tables = await t.owner.transaction((tx) =>
    tx.many<{ name: string }>(sql`
      select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and c.relforcerowsecurity and has_any_column_privilege('lapwing_app', c.oid, 'select')`),
  )
  const seen = await asLink(mine, async (tx) => {
    const counts: Record<string, number> = {}
    for (const { name } of tables) {
      const { n } = await tx.one<{ n: number }>(sql`select count(*) as n from ${identifier(name)}`)
      if (n > 0) counts[name] = n
    }
    return counts
  })
  assert.deepEqual(seen, { concern: 1, concern_subject: 1, concern_submission: 1 })
  assert.equal(await asLink(mine, (tx) => findConcern(tx, other.concernId)), undefined)
  const tries: readonly ((tx: Tx) => Promise<unknown>)[] = [
    (tx) =>
      tx.run(
        sql`insert into concern_submission (concern_id, form, submitted_at, what_seen, link_id) values (${other.concernId}, 'more', now(), 'x', current_link_id())`,
      ),
    (tx) =>
      tx.run(
        sql`insert into concern_submission (concern_id, form, submitted_at, what_seen) values (${mine.concernId}, 'more', now(), 'x')`,
      ),
    (tx) =>
      tx
        .run(sql`update concern set state = 'decided', decided_at = now() where id = ${mine.concernId}`)
        .then((n) => assert.equal(n, 0))
        .then(() => Promise.reject(new Refused())),
    (tx) => tx.run(sql`insert into referrer_message (concern_id, says, tips_nobody_off) values (${mine.concernId}, 'x', true)`),
    (tx) => tx.run(sql`select concern_more_came(${other.concernId})`),
    (tx) => tx.run(sql`select concern_open('child_exploitation', 'received', null, '{}', '{}', '{}')`),
    (tx) => tx.run(sql`select * from concern_left_out(${other.concernId})`),
    (tx) => tx.run(sql`select circle_invite('concern', ${mine.concernId}, ${team.stranger.postId}, 'invited', 'x', null)`),
    (tx) => tx.run(sql`select notify_post(${team.worker.postId}, 'x', null, null, null)`),
    (tx) => tx.run(sql`select link_revoke(current_link_id())`),
    (tx) => tx.run(sql`select one_time_link.id from one_time_link`),
    (tx) => tx.run(sql`insert into agency_domain (domain, agency_id) values ('evil.example', ${school.id})`),
    (tx) => tx.run(sql`insert into draft (journey) values ('x')`),
    (tx) => tx.run(sql`insert into task (record_kind, record_id, kind) values ('concern', ${mine.concernId}, 'x')`),
  ]
  for (const [at, attempt] of tries.entries())
    await assert.rejects(
      asLink(mine, attempt),
      (error) => error instanceof Refused || (isDatabaseError(error) && /^(42501|P0002)$/.test(error.code)),
      `try ${at}`,
    )
  for (const call of [
    sql`select full_name from named_officers()`,
    sql`select post_id from partner_answerers('concern', ${mine.concernId})`,
    sql`select email from concern_links(${mine.concernId})`,
    sql`select id from links_administered(9)`,
  ])
    assert.deepEqual(await asLink(mine, (tx) => tx.many(call)), [])
  const forged = await t.house.db.transaction(async (tx) => {
    await tx.run(sql`select set_config('lapwing.link', ${`${mine.token}:forged`}, true)`)
    return tx.one<{ id: string | null }>(sql`select current_link_id() as id`)
  })
  assert.equal(forged.id, null)
})

class Refused extends Error {}

test('a deputy gets a link of their own: where it stands and whom to ring, nothing that somebody else wrote', async () => {
  const { token, at, concernId } = await sent('away@hillside.example')
  const named = async (deputy: string) => (await at.go(`/link/${token}/deputy`, { deputy })).text
  assert.match(await named('away@hillside.example'), /your own address/)
  assert.match(await named('somebody@elsewhere.example'), /address of your own organisation/)
  await named('DEPUTY@hillside.example')
  await named('deputy@hillside.example')
  await post()
  const mails = taken().filter(({ to }) => to === 'deputy@hillside.example')
  assert.equal(mails.length, 1)
  const theirs = tokenIn(mails[0]?.text ?? '')
  const deputy = device()
  const page = await deputy.open(theirs)
  assert.match(page.text, /you stand in for a colleague/)
  assert.doesNotMatch(page.text, /Sam Rook|New phone|Asha Patel|away@/)
  await t.as(team.triage, (tx) => tellReferrer(tx, concernId, 'Only for Asha'))
  assert.doesNotMatch((await deputy.go(`/link/${theirs}`)).text, /Only for Asha/)
  await deputy.go(`/link/${theirs}/more`, { name: 'Dee Deputy', whatSeen: 'He came back at noon' })
  assert.match((await deputy.go(`/link/${theirs}`)).text, /He came back at noon/)
  assert.doesNotMatch((await at.go(`/link/${token}`)).text, /He came back at noon/, 'nor does the first see what the deputy wrote')
  const [holder] = (await t.as(admin, (tx) => administeredLinks(tx))).filter(({ email }) => email === 'deputy@hillside.example')
  await t.as(admin, (tx) => endHolder(tx, holder?.holderId ?? assert.fail(), true))
  assert.equal((await deputy.go(`/link/${theirs}`)).status, 404, 'a deputy who has left')
  assert.match(await named('deputy@hillside.example'), /This address is closed/)
})

test('revoked, ended by its holder, past its time, or its agency gone: a link opens nothing, and all read the same', async () => {
  const [revoked, ended, late, left] = [
    await sent('a@hillside.example'),
    await sent('b@hillside.example'),
    await sent('c@hillside.example'),
    await linkFor('d@hillside.example'),
  ]
  const id = (await t.as(admin, (tx) => administeredLinks(tx))).find(({ email }) => email === 'a@hillside.example')?.id ?? assert.fail()
  await assert.rejects(
    t.as(team.manager, (tx) => revokeLink(tx, id)),
    (error) => isDatabaseError(error, 'P0002'),
  )
  await t.as(admin, (tx) => revokeLink(tx, id))
  const gone = await revoked.at.go(`/link/${revoked.token}`)
  assert.equal(gone.status, 404)
  await ended.at.go(`/link/${ended.token}/end`, {})
  t.clock.set('2027-02-23T09:00:00Z')
  const answers = [
    await ended.at.go(`/link/${ended.token}`),
    await late.at.go(`/link/${late.token}`),
    await late.at.go(`/link/${late.token}/more`, { name: 'A', whatSeen: 'replayed' }),
    await device().go(`/link/${newToken()}`),
  ]
  t.clock.set('2026-11-23T09:00:00Z')
  for (const answer of answers) assert.deepEqual([answer.status, answer.text], [404, gone.text])
  await t.owner.transaction((tx) => tx.run(sql`update agency set active = false where id = ${school.id}`))
  assert.equal((await device().open(left)).status, 404)
  await ask('e@hillside.example')
  await post()
  assert.deepEqual(taken(), [])
})
