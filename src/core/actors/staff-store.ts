import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { AgencyForm, PostChangeForm, PostForm, TeamForm, UserForm } from './schema.ts'

// Agencies, teams, accounts and posts. Row security lets everybody who is signed in read them, and only administrators
// write. `version` in a change: zero rows touched means that somebody else saved first.

export type Agency = Readonly<{ id: string; name: string; kind: string; firstResponder: string; phone: string | null; version: number }>
export type Team = Readonly<{
  id: string
  name: string
  agencyId: string
  agencyName: string
  kind: string
  phone: string | null
  version: number
}>
export type Account = Readonly<{
  id: string
  fullName: string
  email: string
  phone: string | null
  jobTitle: string | null
  state: 'invited' | 'active' | 'disabled'
  version: number
  posts: string | null
}>
export type StaffPost = Readonly<{
  id: string
  roleLabel: string
  agencyName: string
  agencyId: string
  teamId: string | null
  teamName: string | null
  reportsToId: string | null
  reportsTo: string | null
  /** Percent of a full-time week. */
  hours: number
  firstYearUntil: string | null
  fromOn: string
  untilOn: string | null
  endedAt: Date | null
  version: number
}>
/** How a post was before somebody changed it. */
export type PostBefore = Readonly<{
  at: Date
  by: string | null
  teamName: string | null
  reportsTo: string | null
  hours: number
  firstYearUntil: string | null
  untilOn: string | null
}>

const agencyColumns = sql`a.id, a.name, a.kind, a.is_first_responder_organisation as "firstResponder", a.phone, a.version`

export async function agencies(tx: Tx): Promise<Agency[]> {
  return tx.many<Agency>(sql`select ${agencyColumns} from agency a where a.active order by a.name`)
}

export async function findAgency(tx: Tx, id: string): Promise<Agency | undefined> {
  return tx.oneOrNone<Agency>(sql`select ${agencyColumns} from agency a where a.id = ${id}`)
}

export async function insertAgency(tx: Tx, code: string, form: AgencyForm): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`
    insert into agency (code, name, kind, is_first_responder_organisation, phone)
    values (${code}, ${form.name}, ${form.kind}, ${form.firstResponder}, ${form.phone}) returning id`)
  return id
}

export async function updateAgency(tx: Tx, id: string, version: number, form: AgencyForm): Promise<boolean> {
  const touched = await tx.run(sql`
    update agency set name = ${form.name}, kind = ${form.kind}, is_first_responder_organisation = ${form.firstResponder},
      phone = ${form.phone}, version = version + 1 where id = ${id} and version = ${version}`)
  return touched === 1
}

const teamColumns = sql`t.id, t.name, t.agency_id as "agencyId", a.name as "agencyName", t.kind, t.phone, t.version`

export async function teams(tx: Tx): Promise<Team[]> {
  return tx.many<Team>(sql`select ${teamColumns} from team t join agency a on a.id = t.agency_id where t.active order by a.name, t.name`)
}

export async function findTeam(tx: Tx, id: string): Promise<Team | undefined> {
  return tx.oneOrNone<Team>(sql`select ${teamColumns} from team t join agency a on a.id = t.agency_id where t.id = ${id}`)
}

export async function insertTeam(tx: Tx, code: string, form: TeamForm): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`
    insert into team (code, name, agency_id, kind, phone) values (${code}, ${form.name}, ${form.agency}, ${form.kind}, ${form.phone}) returning id`)
  return id
}

export async function updateTeam(tx: Tx, id: string, version: number, form: TeamForm): Promise<boolean> {
  const touched = await tx.run(sql`
    update team set name = ${form.name}, agency_id = ${form.agency}, kind = ${form.kind}, phone = ${form.phone}, version = version + 1
    where id = ${id} and version = ${version}`)
  return touched === 1
}

const accountColumns = sql`
  u.id, u.full_name as "fullName", u.email, u.phone, u.job_title as "jobTitle", u.state, u.version,
  (select string_agg(r.label || ', ' || a.name, '; ' order by p.from_on) from post p join role r on r.code = p.role_code
    join agency a on a.id = p.agency_id where p.user_id = u.id and post_is_active(p)) as posts`

// accounts of other systems (core/api) are nobody's: they are kept with their keys
const isPerson = sql`u.email not like '%@service.invalid'`

/** By a part of the name or address; everybody for ''. */
export async function accounts(tx: Tx, named: string): Promise<Account[]> {
  return tx.many<Account>(sql`
    select ${accountColumns} from user_account u
    where ${isPerson} and (${named} = '' or position(lower(${named}) in lower(u.full_name || ' ' || u.email)) > 0)
    order by u.state = 'disabled', u.full_name limit 500`)
}

export async function findAccount(tx: Tx, id: string): Promise<Account | undefined> {
  return tx.oneOrNone<Account>(sql`select ${accountColumns} from user_account u where u.id = ${id} and ${isPerson}`)
}

export async function findAccountByEmail(tx: Tx, email: string): Promise<Account | undefined> {
  return tx.oneOrNone<Account>(sql`select ${accountColumns} from user_account u where u.email = lower(${email})`)
}

export async function insertAccount(tx: Tx, form: UserForm): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`
    insert into user_account (full_name, email, phone, job_title) values (${form.fullName}, ${form.email}, ${form.phone}, ${form.jobTitle}) returning id`)
  return id
}

export async function updateAccount(tx: Tx, id: string, version: number, form: UserForm): Promise<boolean> {
  const touched = await tx.run(sql`
    update user_account set full_name = ${form.fullName}, email = ${form.email}, phone = ${form.phone}, job_title = ${form.jobTitle},
      version = version + 1 where id = ${id} and version = ${version}`)
  return touched === 1
}

/** What each post of an account still holds, in numbers only, and who answers for it when it ends; null: a team alone. */
export type Held = Readonly<{ cases: number; owed: number; managerName: string | null }>

export async function heldBy(tx: Tx, userId: string): Promise<Held[]> {
  return tx.many<Held>(sql`select cases, owed, manager_name as "managerName" from what_account_holds(${userId})`)
}

/** Leaving: the account, every post, and with them every session, invitation and grant, at once (law section 10). */
export async function disableAccount(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`update post set ended_at = current_instant(), version = version + 1 where user_id = ${id} and ended_at is null`)
  await tx.run(sql`update user_account set state = 'disabled', version = version + 1 where id = ${id} and state <> 'disabled'`)
}

/** Back again: without a post and without a way to sign in until there is a new invitation. */
export async function enableAccount(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`update user_account set state = 'invited', version = version + 1 where id = ${id} and state = 'disabled'`)
}

export async function postsOf(tx: Tx, userId: string): Promise<StaffPost[]> {
  return tx.many<StaffPost>(sql`
    select p.id, r.label as "roleLabel", a.id as "agencyId", a.name as "agencyName", t.id as "teamId", t.name as "teamName",
      p.reports_to as "reportsToId", mu.full_name as "reportsTo", p.fte_hundredths as hours, p.first_year_until as "firstYearUntil",
      p.from_on as "fromOn", p.until_on as "untilOn", p.ended_at as "endedAt", p.version
    from post p join role r on r.code = p.role_code join agency a on a.id = p.agency_id left join team t on t.id = p.team_id
      left join post m on m.id = p.reports_to left join user_account mu on mu.id = m.user_id
    where p.user_id = ${userId} order by p.ended_at is not null, p.from_on`)
}

export async function insertPost(tx: Tx, userId: string, form: PostForm): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`
    insert into post (user_id, agency_id, team_id, role_code, reports_to, fte_hundredths, first_year_until, from_on, until_on)
    values (${userId}, ${form.agency}, ${form.team}, ${form.role}, ${form.reportsTo}, ${form.hours}, ${form.firstYearUntil},
      current_local_date(), ${form.untilOn}) returning id`)
  return id
}

export async function updatePost(tx: Tx, id: string, version: number, form: PostChangeForm): Promise<boolean> {
  const touched = await tx.run(sql`
    update post set team_id = ${form.team}, reports_to = ${form.reportsTo}, fte_hundredths = ${form.hours},
      first_year_until = ${form.firstYearUntil}, until_on = ${form.untilOn}, version = version + 1
    where id = ${id} and version = ${version} and ended_at is null`)
  return touched === 1
}

/** Latest change first. */
export async function earlierOf(tx: Tx, postId: string): Promise<PostBefore[]> {
  return tx.many<PostBefore>(sql`
    select c.at, u.full_name as by, t.name as "teamName", mu.full_name as "reportsTo", c.was_fte_hundredths as hours,
      c.was_first_year_until as "firstYearUntil", c.was_until_on as "untilOn"
    from post_change c left join user_account u on u.id = c.by_user left join team t on t.id = c.was_team
      left join post m on m.id = c.was_reports_to left join user_account mu on mu.id = m.user_id
    where c.post_id = ${postId} order by c.at desc, c.id`)
}

export async function endPost(tx: Tx, userId: string, postId: string): Promise<boolean> {
  const touched = await tx.run(sql`
    update post set ended_at = current_instant(), version = version + 1 where id = ${postId} and user_id = ${userId} and ended_at is null`)
  return touched === 1
}

/** Posts that somebody may report to. */
export async function managingPosts(tx: Tx): Promise<{ id: string; text: string }[]> {
  return tx.many(sql`
    select p.id, u.full_name || ', ' || r.label as text from post p join user_account u on u.id = p.user_id join role r on r.code = p.role_code
    where post_is_active(p) and u.state <> 'disabled'
      and exists (select from role_capability c where c.role_code = p.role_code and c.capability in ('team.oversee', 'access.review'))
    order by u.full_name`)
}

export type RoleLine = Readonly<{
  code: string
  label: string
  source: string
  version: string
  verified: boolean
  capabilities: readonly string[]
  masks: readonly Readonly<{ capacity: string; reads: number; writes: number }>[]
}>

export async function roles(tx: Tx): Promise<RoleLine[]> {
  return tx.many<RoleLine>(sql`
    select r.code, r.label, r.source, r.version, r.verified,
      coalesce((select array_agg(c.capability order by c.capability) from role_capability c where c.role_code = r.code), '{}') as capabilities,
      coalesce((select jsonb_agg(jsonb_build_object('capacity', m.capacity, 'reads', m.reads, 'writes', m.writes) order by m.capacity)
        from role_mask m where m.role_code = r.code), '[]') as masks
    from role r order by r.label`)
}

/** Until when the newest invitation works, and whether it was used. */
export async function invitationOf(tx: Tx, userId: string): Promise<{ expiresAt: Date; usedAt: Date | null } | undefined> {
  return tx.oneOrNone(sql`select expires_at as "expiresAt", used_at as "usedAt" from invitation_state(${userId})`)
}
