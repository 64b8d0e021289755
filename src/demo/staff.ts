// The people who work in the borough, entered by its administrator; and a session for each post while its story is told.
import { randomUUID } from 'node:crypto'
import type { House } from '../core/house/index.ts'
import { act } from '../core/house/index.ts'
import { newToken, tokenHash } from '../platform/crypto/tokens.ts'
import type { OwnerDatabase } from '../platform/db/create.ts'
import type { Tx } from '../platform/db/pool.ts'
import { sql } from '../platform/db/sql.ts'
import { agencies, type Person, type Post, people, teams } from './borough.ts'

/** Somebody in one of their posts, signed in. */
export type Member = Readonly<{
  userId: string
  postId: string
  agencyId: string
  teamId: string | null
  fullName: string
  title: string
  agencyName: string
  phone: string
  tokenHash: string
}>

export type Staff = Readonly<{
  /** By key; a second post is `key:roleCode`. @throws when nobody is called that */
  member: (key: string) => Member
  agencyId: (code: string) => string
  teamId: (code: string) => string
}>

function emailOf({ name, posts }: Person): string {
  const plain = name.normalize('NFD').replaceAll(/[^A-Za-z -]/g, '')
  return `${plain.toLowerCase().replaceAll(' ', '.')}@${agencyOf(posts[0])}.quillmere.example`
}

function agencyOf({ at }: Post): string {
  return teams.find(({ code }) => code === at)?.agency ?? at
}

type Row = Readonly<{ id: string }>

/**
 * Enters agencies, teams, accounts and posts. The first account is the owner's to make, as on every first start; all others
 * are entered by it, with the rights that an administrator has and no more.
 * @param today the local date in London
 */
export async function enterStaff(
  house: House,
  owner: OwnerDatabase,
  startsOn: (daysAgo: number) => string,
  longAgo: string,
): Promise<Staff> {
  const ids = new Map<string, string>()
  const id = (key: string) => ids.get(key) ?? missing(key)
  const members = new Map<string, Member>()
  const phones = new Map(people.map(({ key }, place) => [key, `07700 900${String(100 + place)}`]))

  const enterAgency = async (tx: Tx, code: string) => {
    const one = agencies.find((agency) => agency.code === code) ?? missing(code)
    const { id: made } = await tx.one<Row>(sql`
      insert into agency (code, name, kind, is_first_responder_organisation, phone)
      values (${code}, ${one.name}, ${one.kind}, ${one.firstResponder}, ${one.phone}) returning id`)
    ids.set(code, made)
  }
  const enterPerson = async (tx: Tx, person: Person) => {
    const email = emailOf(person)
    const user = await tx.one<Row>(sql`
      insert into user_account (full_name, email, phone, job_title, state)
      values (${person.name}, ${email}, ${phones.get(person.key) ?? null}, ${person.posts[0].title}, 'active') returning id`)
    for (const [place, post] of person.posts.entries()) {
      const team = teams.find(({ code }) => code === post.at)
      const from = person.beganDaysAgo === undefined ? longAgo : startsOn(person.beganDaysAgo)
      const { id: made } = await tx.one<Row>(sql`
        insert into post (user_id, agency_id, team_id, role_code, reports_to, title, fte_hundredths, first_year_until, from_on)
        values (${user.id}, ${id(agencyOf(post))}, ${team === undefined ? null : id(team.code)}, ${post.role},
          ${post.reportsTo === undefined ? null : (members.get(post.reportsTo)?.postId ?? null)}, ${post.title}, ${post.fte ?? 100},
          ${person.beganDaysAgo === undefined ? null : startsOn(person.beganDaysAgo - 365)}, ${from}) returning id`)
      const agency = agencies.find(({ code }) => code === agencyOf(post)) ?? missing(post.at)
      members.set(place === 0 ? person.key : `${person.key}:${post.role}`, {
        userId: user.id,
        postId: made,
        agencyId: id(agency.code),
        teamId: team === undefined ? null : id(team.code),
        fullName: person.name,
        title: post.title,
        agencyName: agency.name,
        phone: phones.get(person.key) ?? '',
        tokenHash: tokenHash(newToken()),
      })
    }
  }
  const [administrator, ...others] = people
  if (administrator === undefined) return missing('administrator')
  await owner.transaction(async (tx) => {
    await enterAgency(tx, agencyOf(administrator.posts[0]))
    await enterPerson(tx, administrator)
    await openSessions(tx, [...members.values()])
  })
  await act(house, (members.get(administrator.key) ?? missing(administrator.key)).tokenHash, 'accounts.entered', async (tx) => {
    for (const { code } of agencies) if (!ids.has(code)) await enterAgency(tx, code)
    for (const { code, name, agency, kind, phone } of teams) {
      const made = await tx.one<Row>(sql`
        insert into team (agency_id, code, name, kind, phone) values (${id(agency)}, ${code}, ${name}, ${kind}, ${phone}) returning id`)
      ids.set(code, made.id)
    }
    for (const person of others) await enterPerson(tx, person)
    return { result: undefined, note: { fields: ['agency', 'team', 'user_account', 'post'] } }
  })
  await owner.transaction((tx) => openSessions(tx, [...members.values()].slice(administrator.posts.length)))
  return { member: (key) => members.get(key) ?? missing(key), agencyId: id, teamId: id }
}

/** Far ahead in time, so that no story is signed out in the middle of a sentence; `endSessions` ends them. */
async function openSessions(tx: Tx, members: readonly Member[]): Promise<void> {
  for (const { tokenHash, userId, postId } of members) {
    await tx.run(sql`
      insert into session (id, token_hash, user_id, post_id, kind, started_at, seen_at, step_up_at)
      values (${randomUUID()}, ${tokenHash}, ${userId}, ${postId}, 'command', '2100-01-01', '2100-01-01', '2100-01-01')`)
  }
}

/** When the stories are told nobody is signed in. */
export async function endSessions(owner: OwnerDatabase, now: Date): Promise<void> {
  await owner.transaction((tx) =>
    tx.run(sql`
      update session set started_at = ${now}, seen_at = ${now}, step_up_at = null, ended_at = ${now}, ended_because = 'the demo was made'
      where ended_at is null`),
  )
}

function missing(key: string): never {
  throw new Error(`The borough has nothing called "${key}"`)
}
