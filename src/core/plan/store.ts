import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { LocalDate } from '../clocks/index.ts'
import type { Accepted, ActionMove, NewAction, PlanText, ServiceDates } from './schema.ts'

export type Plan = PlanText & Readonly<{ version: number; changedAt: Date; changedBy: string }>

/** Undefined: no plan was written yet, or not for this reader. */
export async function planOf(tx: Tx, caseId: string): Promise<Plan | undefined> {
  return tx.oneOrNone<Plan>(sql`
    select p.worries, p.works_well as "worksWell", p.needs_to_happen as "needsToHappen", p.danger_statement as "dangerStatement",
      p.safety_goal as "safetyGoal", p.safety_plan as "safetyPlan", p.version, p.changed_at as "changedAt", u.full_name as "changedBy"
    from plan p join post o on o.id = p.changed_by join user_account u on u.id = o.user_id where p.case_id = ${caseId}`)
}

/** @returns false when somebody saved another version in the meantime: nothing was changed. `version` 0: there was none. */
export async function savePlan(tx: Tx, caseId: string, version: number, plan: PlanText): Promise<boolean> {
  if (version === 0) {
    const inserted = await tx.run(sql`
      insert into plan (case_id, worries, works_well, needs_to_happen, danger_statement, safety_goal, safety_plan)
      values (${caseId}, ${plan.worries}, ${plan.worksWell}, ${plan.needsToHappen}, ${plan.dangerStatement}, ${plan.safetyGoal}, ${plan.safetyPlan})
      on conflict (case_id) do nothing`)
    return inserted === 1
  }
  const updated = await tx.run(sql`
    update plan set worries = ${plan.worries}, works_well = ${plan.worksWell}, needs_to_happen = ${plan.needsToHappen},
      danger_statement = ${plan.dangerStatement}, safety_goal = ${plan.safetyGoal}, safety_plan = ${plan.safetyPlan},
      version = version + 1, changed_at = current_instant(), changed_by = (select current_post_id())
    where case_id = ${caseId} and version = ${version}`)
  return updated === 1
}

export type Action = Readonly<{
  id: string
  what: string
  ownerPostId: string | null
  ownerName: string
  dueOn: LocalDate
  ownerWords: string
  askedByThem: boolean
  state: 'open' | 'done' | 'dropped'
  endedOn: LocalDate | null
  endedHow: string
  version: number
  /** How it moved before, latest first. */
  moves: readonly ActionMoved[]
}>

/** What it was before it moved, and why it did. */
export type ActionMoved = Readonly<{ ownerName: string; dueOn: LocalDate; because: string; by: string; at: Date }>

/** Open ones first, soonest first; then those that ended, latest first. */
export async function actionsOf(tx: Tx, caseId: string): Promise<Action[]> {
  const actions = await tx.many<Omit<Action, 'moves'>>(sql`
    select a.id, a.what, a.owner_post as "ownerPostId", coalesce(u.full_name, a.owner_words) as "ownerName", a.owner_words as "ownerWords",
      a.due_on as "dueOn", a.asked_by_them as "askedByThem", a.state, a.ended_on as "endedOn", a.ended_how as "endedHow", a.version
    from plan_action a left join post p on p.id = a.owner_post left join user_account u on u.id = p.user_id
    where a.case_id = ${caseId} order by a.state <> 'open', case when a.state = 'open' then a.due_on end, a.ended_on desc, a.id`)
  const moves = await tx.many<ActionMoved & Readonly<{ actionId: string }>>(sql`
    select m.action_id as "actionId", coalesce(u.full_name, m.owner_words_before) as "ownerName", m.due_before as "dueOn", m.because,
      bu.full_name as by, m.changed_at as at
    from plan_action_change m left join post p on p.id = m.owner_post_before left join user_account u on u.id = p.user_id
    join post bp on bp.id = m.changed_by join user_account bu on bu.id = bp.user_id
    where m.case_id = ${caseId} order by m.changed_at desc, m.id`)
  return actions.map((action) => ({ ...action, moves: moves.filter(({ actionId }) => actionId === action.id) }))
}

export async function insertAction(tx: Tx, caseId: string, action: NewAction): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`
    insert into plan_action (case_id, what, owner_post, owner_words, due_on, asked_by_them)
    values (${caseId}, ${action.what}, ${action.ownerPostId}, ${action.ownerWords}, ${action.dueOn}, ${action.askedByThem}) returning id`)
  return id
}

export type ActionEnding = Readonly<{ version: number; state: 'done' | 'dropped'; how: string }>

/** @returns false when somebody saved another version in the meantime: nothing was changed */
export async function endAction(tx: Tx, caseId: string, id: string, { version, state, how }: ActionEnding): Promise<boolean> {
  const ended = await tx.run(sql`
    update plan_action set state = ${state}, ended_on = (select current_local_date()), ended_how = ${how}, version = version + 1
    where id = ${id} and case_id = ${caseId} and version = ${version}`)
  return ended === 1
}

/** What it was goes into its history. @returns false when somebody saved another version in the meantime: nothing was changed */
export async function updateAction(tx: Tx, caseId: string, id: string, version: number, move: ActionMove): Promise<boolean> {
  const kept = await tx.run(sql`
    insert into plan_action_change (case_id, action_id, owner_post_before, owner_words_before, due_before, because)
    select a.case_id, a.id, a.owner_post, a.owner_words, a.due_on, ${move.because}
    from plan_action a where a.id = ${id} and a.case_id = ${caseId} and a.version = ${version} and a.state = 'open' for update`)
  if (kept === 0) return false
  await tx.run(sql`
    update plan_action set owner_post = ${move.ownerPostId}, owner_words = ${move.ownerWords}, due_on = ${move.dueOn}, version = version + 1
    where id = ${id} and case_id = ${caseId}`)
  return true
}

export type Service = ServiceDates & Readonly<{ id: string; service: string; endedBecause: string; version: number }>

export async function servicesOf(tx: Tx, caseId: string): Promise<Service[]> {
  return tx.many<Service>(sql`
    select id, service, asked_on as "askedOn", accepted, accepted_on as "acceptedOn", first_met_on as "firstMetOn", ended_on as "endedOn",
      ended_because as "endedBecause", version
    from support_service where case_id = ${caseId} order by ended_on is not null, asked_on desc, id`)
}

export async function insertService(tx: Tx, caseId: string, service: string, askedOn: LocalDate): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`
    insert into support_service (case_id, service, asked_on) values (${caseId}, ${service}, ${askedOn}) returning id`)
  return id
}

export type ServiceChange = Readonly<{
  accepted: Accepted
  acceptedOn: LocalDate | null
  firstMetOn: LocalDate | null
  endedOn: LocalDate | null
  endedBecause: string
}>

/** @returns false when somebody saved another version in the meantime */
export async function updateService(tx: Tx, caseId: string, id: string, version: number, change: ServiceChange): Promise<boolean> {
  const updated = await tx.run(sql`
    update support_service set accepted = ${change.accepted}, accepted_on = ${change.acceptedOn}, first_met_on = ${change.firstMetOn},
      ended_on = ${change.endedOn}, ended_because = ${change.endedBecause}, version = version + 1
    where id = ${id} and case_id = ${caseId} and version = ${version}`)
  return updated === 1
}

/** Somebody who was asked a service for and whom nobody of it has met. Days since it was asked, on today's London date. */
export type ServiceWait = Readonly<{ caseId: string; knownAs: string; service: string; isAccepted: boolean; days: number }>

/** Who of a team's open cases still waits for which service, longest first, as far as this reader may see them. */
export async function serviceWaits(tx: Tx, teamId: string): Promise<ServiceWait[]> {
  return tx.many<ServiceWait>(sql`
    select f.id as "caseId", f.known_as as "knownAs", s.service, s.accepted = 'yes' as "isAccepted",
      (select current_local_date()) - s.asked_on as days
    from support_service s join case_file f on f.id = s.case_id
    where f.team_id = ${teamId} and f.state <> 'closed' and s.first_met_on is null and s.ended_on is null and s.accepted <> 'no'
    order by s.asked_on, f.known_as collate "en-x-icu", s.id limit 500`)
}

export type Supervision = Readonly<{ id: string; heldOn: LocalDate; withName: string; decided: string; nextOn: LocalDate | null }>

export async function supervisionsOf(tx: Tx, caseId: string): Promise<Supervision[]> {
  return tx.many<Supervision>(sql`
    select s.id, s.held_on as "heldOn", u.full_name as "withName", s.decided, s.next_on as "nextOn"
    from supervision s join post p on p.id = s.with_post join user_account u on u.id = p.user_id
    where s.case_id = ${caseId} order by s.held_on desc, s.recorded_at desc`)
}

export async function insertSupervision(
  tx: Tx,
  caseId: string,
  s: Readonly<{ heldOn: LocalDate; withPostId: string; decided: string; nextOn: LocalDate | null }>,
): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`
    insert into supervision (case_id, held_on, with_post, decided, next_on)
    values (${caseId}, ${s.heldOn}, ${s.withPostId}, ${s.decided}, ${s.nextOn}) returning id`)
  return id
}

export type Colleague = Readonly<{ postId: string; name: string; role: string }>

/** Those who can open the plan of a case: who can owe an action here. */
export async function colleaguesOf(tx: Tx, caseId: string): Promise<Colleague[]> {
  return tx.many<Colleague>(sql`
    select p.id as "postId", u.full_name as name, r.label as role
    from plan_colleagues(${caseId}) c join post p on p.id = c.post_id and p.ended_at is null
    join user_account u on u.id = p.user_id join role r on r.code = p.role_code
    order by u.full_name, r.label, p.id`)
}
