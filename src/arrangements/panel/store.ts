// What is kept of the panel. Reading goes through row security; writing through functions that check first.
import type { LocalDate, WhyThisDate } from '../../core/clocks/index.ts'
import { type Tx, unlessRefused } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { MeetingDates } from './rules.ts'
import type { DecisionForm, MeetingForm, PanelPolicy } from './schema.ts'

export type Meeting = Readonly<{
  id: string
  meetsOn: LocalDate
  meetsAt: string
  place: string
  chairPost: string
  chairName: string
  papersDueAt: Date | null
  papersClock: WhyThisDate | null
  expiresAt: Date
  state: 'planned' | 'published' | 'cancelled'
  changedBecause: string
  version: number
}>

const meetingColumns = sql`
  m.id, m.meets_on as "meetsOn", m.meets_at as "meetsAt", m.place, m.chair_post as "chairPost", cu.full_name as "chairName",
  m.papers_due_at as "papersDueAt", m.papers_clock as "papersClock", m.expires_at as "expiresAt", m.state,
  m.changed_because as "changedBecause", m.version`
const meetingJoins = sql`join post cp on cp.id = m.chair_post join user_account cu on cu.id = cp.user_id`

/** Those to come first, soonest first; then those that were, latest first. */
export async function meetings(tx: Tx, today: LocalDate): Promise<Meeting[]> {
  return tx.many<Meeting>(sql`
    select ${meetingColumns} from panel_meeting m ${meetingJoins}
    order by m.meets_on < ${today}, abs(m.meets_on - ${today}::date), m.meets_at, m.id limit 60`)
}

/** To come, of which the one who asks is a member. */
export async function ownMeetings(tx: Tx, postId: string, today: LocalDate): Promise<Meeting[]> {
  return tx.many<Meeting>(sql`
    select ${meetingColumns} from panel_meeting m ${meetingJoins}
    join panel_member x on x.meeting_id = m.id and x.post_id = ${postId} and x.ended_at is null
    where m.meets_on >= ${today}::date - 1 and m.state <> 'cancelled' order by m.meets_on, m.meets_at limit 20`)
}

export async function findMeeting(tx: Tx, id: string): Promise<Meeting | undefined> {
  return tx.oneOrNone<Meeting>(sql`select ${meetingColumns} from panel_meeting m ${meetingJoins} where m.id = ${id}`)
}

const clockOf = (dates: MeetingDates) => (dates.due === undefined ? null : JSON.stringify(dates.due.why))

export async function planMeeting(tx: Tx, m: MeetingForm, dates: MeetingDates): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`
    select panel_plan(${m.meetsOn}, ${m.meetsAt}, ${m.place}, ${m.chairPost}, ${dates.due?.at ?? null}, ${clockOf(dates)}::jsonb, ${dates.expiresAt}) as id`)
  return id
}

const isDone = async (tx: Tx, query: ReturnType<typeof sql>): Promise<boolean> => (await tx.one<{ done: boolean }>(query)).done

/** @returns false when somebody changed it since `version` */
export function changeMeeting(tx: Tx, id: string, version: number, m: MeetingForm, dates: MeetingDates): Promise<boolean> {
  return isDone(
    tx,
    sql`select panel_change(${id}, ${version}, ${m.meetsOn}, ${m.meetsAt}, ${m.place}, ${m.chairPost}, ${dates.due?.at ?? null},
      ${clockOf(dates)}::jsonb, ${dates.expiresAt}, ${m.because}) as done`,
  )
}

/** @returns false when somebody changed it since `version` */
export function cancelMeeting(tx: Tx, id: string, version: number, because: string): Promise<boolean> {
  return isDone(tx, sql`select panel_cancel(${id}, ${version}, ${because}) as done`)
}

/** @returns false when it was published, cancelled or changed since `version` */
export function publishMeeting(tx: Tx, id: string, version: number): Promise<boolean> {
  return isDone(tx, sql`select panel_publish(${id}, ${version}) as done`)
}

export type Seat = Readonly<{ id: string; postId: string; fullName: string; roleLabel: string; agencyName: string; addedAt: Date }>

/** By organisation and name, those who are members now. */
export async function membersOf(tx: Tx, meetingId: string): Promise<Seat[]> {
  return tx.many<Seat>(sql`
    select m.id, m.post_id as "postId", u.full_name as "fullName", r.label as "roleLabel", a.name as "agencyName", m.added_at as "addedAt"
    from panel_member m join post p on p.id = m.post_id join user_account u on u.id = p.user_id join role r on r.code = p.role_code
      join agency a on a.id = p.agency_id
    where m.meeting_id = ${meetingId} and m.ended_at is null order by a.name, u.full_name`)
}

export type Invitable = Omit<Seat, 'id' | 'addedAt'>

/** Colleagues by name who could sit at the panel: their role reads something in a case that it is invited to. */
export async function possibleMembers(tx: Tx, meetingId: string, name: string): Promise<Invitable[]> {
  return tx.many<Invitable>(sql`
    select p.id as "postId", u.full_name as "fullName", r.label as "roleLabel", a.name as "agencyName"
    from user_account u join post p on p.user_id = u.id and post_is_active(p) join role r on r.code = p.role_code join agency a on a.id = p.agency_id
      join role_mask m on m.role_code = p.role_code and m.capacity = 'invited' and m.reads <> 0
    where u.state = 'active' and position(lower(${name}) in lower(u.full_name)) > 0
      and not exists (select from panel_member x where x.meeting_id = ${meetingId} and x.post_id = p.id and x.ended_at is null)
    order by u.full_name, r.label limit 20`)
}

/** Who may take the chair. */
export async function possibleChairs(tx: Tx): Promise<Readonly<{ postId: string; fullName: string }>[]> {
  return tx.many(sql`
    select p.id as "postId", u.full_name as "fullName" from post p join user_account u on u.id = p.user_id
      join role_capability c on c.role_code = p.role_code and c.capability = 'panel.coordinate'
    where post_is_active(p) and u.state = 'active' order by u.full_name`)
}

export async function addMember(tx: Tx, meetingId: string, postId: string): Promise<void> {
  await tx.run(sql`select panel_add_member(${meetingId}, ${postId})`)
}

export async function endMember(tx: Tx, memberId: string): Promise<void> {
  await tx.run(sql`select panel_end_member(${memberId})`)
}

// ── the agenda ──────────────────────────────────────────────────────────────────────────────────────────────────────

export type AgendaItem = Readonly<{
  itemId: string
  caseId: string
  knownAs: string
  reference: string
  caseState: 'open' | 'closing' | 'closed'
  workerName: string | null
  /** Null: not for this reader, because a reason can tell the level. */
  reasons: readonly string[] | null
  askedBecause: string | null
  askedBy: string | null
  state: 'proposed' | 'on' | 'not_on'
  decidedBecause: string | null
  version: number
  paperVersion: number | null
  sentVersion: number | null
  sentAt: Date | null
  decisions: number
  /** The reader sees the case itself, not only through the panel. */
  seesCase: boolean
}>

/** As far as this reader may see it. */
export async function agendaOf(tx: Tx, meetingId: string): Promise<AgendaItem[]> {
  return tx.many<AgendaItem>(sql`
    select item_id as "itemId", case_id as "caseId", known_as as "knownAs", reference, case_state as "caseState", worker_name as "workerName",
      reasons, asked_because as "askedBecause", asked_by as "askedBy", state, decided_because as "decidedBecause", version,
      paper_version as "paperVersion", sent_version as "sentVersion", sent_at as "sentAt", decisions, sees_case as "seesCase"
    from panel_agenda(${meetingId})`)
}

export type Candidate = Readonly<{
  caseId: string
  knownAs: string
  reference: string
  workerName: string | null
  reasons: readonly string[]
}>
type Bringing = PanelPolicy['agenda']

/** @throws P0002 for anybody but a coordinator */
export async function candidatesFor(tx: Tx, meetingId: string, rules: Bringing, newlySince: Date): Promise<Candidate[]> {
  return tx.many<Candidate>(sql`
    select case_id as "caseId", known_as as "knownAs", reference, worker_name as "workerName", reasons
    from panel_candidates(${meetingId}, ${rules.kinds}::text[], ${rules.levels}::text[], ${newlySince}, ${rules.missing})`)
}

/** @returns undefined when it is on already: somebody was quicker */
export async function putOn(tx: Tx, meetingId: string, caseId: string, rules: Bringing, newlySince: Date): Promise<string | undefined> {
  const { id } = await tx.one<{ id: string | null }>(sql`
    select panel_put_on(${meetingId}, ${caseId}, ${rules.kinds}::text[], ${rules.levels}::text[], ${newlySince}, ${rules.missing}) as id`)
  return id ?? undefined
}

/** @returns false when it is on that agenda, or was asked for, already */
export function propose(tx: Tx, meetingId: string, caseId: string, because: string): Promise<boolean> {
  return isDone(tx, sql`select panel_propose(${meetingId}, ${caseId}, ${because}) as done`)
}

/** On the agenda or not. @returns what became of it: `late`, somebody answered since `version` */
export async function decideItem(
  tx: Tx,
  itemId: string,
  version: number,
  isOn: boolean,
  because: string,
): Promise<'done' | 'late' | 'closed'> {
  return unlessClosed(tx, sql`select panel_decide_item(${itemId}, ${version}, ${isOn}, ${because}) as done`)
}

async function unlessClosed(tx: Tx, query: ReturnType<typeof sql>): Promise<'done' | 'late' | 'closed'> {
  const answered = await unlessRefused(tx, 'LW003', () => isDone(tx, query))
  if (answered === undefined) return 'closed'
  return answered.value ? 'done' : 'late'
}

export type CaseItem = Readonly<{
  itemId: string
  meetingId: string
  meetsOn: LocalDate
  meetsAt: string
  meetingState: Meeting['state']
  papersDueAt: Date | null
  expiresAt: Date
  state: AgendaItem['state']
  decidedBecause: string
  paperVersion: number | null
  sentVersion: number | null
  sentAt: Date | null
}>

/** Where a case stands at the panel, the latest meeting first, for those who see its plan. */
export async function itemsOfCase(tx: Tx, caseId: string): Promise<CaseItem[]> {
  return tx.many<CaseItem>(sql`
    select i.id as "itemId", m.id as "meetingId", m.meets_on as "meetsOn", m.meets_at as "meetsAt", m.state as "meetingState",
      m.papers_due_at as "papersDueAt", m.expires_at as "expiresAt", i.state, i.decided_because as "decidedBecause",
      p.version as "paperVersion", p.sent_version as "sentVersion", p.sent_at as "sentAt"
    from panel_item i join panel_meeting m on m.id = i.meeting_id left join panel_paper p on p.item_id = i.id
    where i.case_id = ${caseId} order by m.meets_on desc`)
}

// ── papers ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export type Paper = Readonly<{ version: number; savedAt: Date; savedBy: string; sentVersion: number | null; namesBecause: string }>

export async function paperOf(tx: Tx, itemId: string): Promise<Paper | undefined> {
  return tx.oneOrNone<Paper>(sql`
    select p.version, p.saved_at as "savedAt", u.full_name as "savedBy", p.sent_version as "sentVersion", p.names_because as "namesBecause"
    from panel_paper p join post o on o.id = p.saved_by join user_account u on u.id = o.user_id where p.item_id = ${itemId}`)
}

/** What stands under each heading of one version, as far as this reader may read it. */
export async function partsOf(tx: Tx, itemId: string, version: number): Promise<Readonly<Record<string, string>>> {
  const rows = await tx.many<{ part: string; said: string }>(sql`
    select part, said from panel_paper_part where item_id = ${itemId} and version = ${version}`)
  return Object.fromEntries(rows.map(({ part, said }) => [part, said]))
}

export type PartText = Readonly<{ part: string; class: string; said: string }>

/** Keeps a new version. `late`: somebody saved since `version`. */
export function savePaper(tx: Tx, itemId: string, version: number, parts: readonly PartText[]): Promise<'done' | 'late' | 'closed'> {
  return unlessClosed(tx, sql`select panel_save_paper(${itemId}, ${version}, ${JSON.stringify(parts)}::jsonb) as done`)
}

/** This version leaves for the panel: only after it was checked. @returns false when somebody saved another since */
export function sendPaper(tx: Tx, itemId: string, version: number, namesBecause: string): Promise<boolean> {
  return isDone(tx, sql`select panel_send_paper(${itemId}, ${version}, ${namesBecause}) as done`)
}

// ── what was decided ────────────────────────────────────────────────────────────────────────────────────────────────

export type Decision = Readonly<{
  id: string
  itemId: string
  decided: string
  because: string
  presentPosts: readonly string[]
  /** Names, by organisation. */
  present: readonly string[]
  presentWords: string
  recordedAt: Date
  recordedBy: string
}>

const decisionColumns = sql`
  d.id, d.item_id as "itemId", d.decided, d.because, d.present_posts as "presentPosts",
  array(select u.full_name || ', ' || a.name from post p join user_account u on u.id = p.user_id join agency a on a.id = p.agency_id
    where p.id = any (d.present_posts) order by a.name, u.full_name) as present,
  d.present_words as "presentWords", d.recorded_at as "recordedAt", ru.full_name as "recordedBy"`
const decisionJoins = sql`join post rp on rp.id = d.recorded_by join user_account ru on ru.id = rp.user_id`

/** Latest first: of each item the first one holds. */
export async function decisionsOf(tx: Tx, meetingId: string): Promise<Decision[]> {
  return tx.many<Decision>(sql`
    select ${decisionColumns} from panel_decision d ${decisionJoins} join panel_item i on i.id = d.item_id
    where i.meeting_id = ${meetingId} order by d.recorded_at desc`)
}

export async function decisionsOfCase(tx: Tx, caseId: string): Promise<Decision[]> {
  return tx.many<Decision>(sql`
    select ${decisionColumns} from panel_decision d ${decisionJoins} where d.case_id = ${caseId} order by d.recorded_at desc`)
}

/** @returns false when somebody recorded it since `version` */
export function recordDecision(tx: Tx, itemId: string, version: number, d: DecisionForm): Promise<boolean> {
  return isDone(
    tx,
    sql`select panel_decide(${itemId}, ${version}, ${d.decided}, ${d.because}, ${[...d.present]}::uuid[], ${d.presentWords}) as done`,
  )
}

export type PanelActionLine = Readonly<{
  itemId: string
  what: string
  owner: string
  dueOn: LocalDate
  state: 'open' | 'done' | 'dropped'
  endedHow: string
}>

export async function panelActions(tx: Tx, meetingId: string): Promise<PanelActionLine[]> {
  return tx.many<PanelActionLine>(sql`
    select item_id as "itemId", what, owner, due_on as "dueOn", state, ended_how as "endedHow" from panel_actions(${meetingId})`)
}

export type NewPanelAction = Readonly<{ what: string; owner: string | null; ownerWords: string; dueOn: LocalDate }>

export async function addPanelAction(tx: Tx, itemId: string, a: NewPanelAction, dueAt: Date): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`
    select panel_add_action(${itemId}, ${a.what}, ${a.owner}, ${a.owner === null ? a.ownerWords : ''}, ${a.dueOn}, ${dueAt}) as id`)
  return id
}

export type OwnAction = Readonly<{
  caseId: string
  knownAs: string
  reference: string
  what: string
  dueOn: LocalDate
  state: 'open' | 'done' | 'dropped'
  endedHow: string
  version: number
  meetsOn: LocalDate
}>

/** An action that the one who asks owes; of the case no more than its name. */
export async function findOwnAction(tx: Tx, actionId: string): Promise<OwnAction | undefined> {
  return tx.oneOrNone<OwnAction>(sql`
    select case_id as "caseId", known_as as "knownAs", reference, what, due_on as "dueOn", state, ended_how as "endedHow", version, meets_on as "meetsOn"
    from panel_own_action(${actionId})`)
}

/** @returns false when it had ended, or was changed since `version` */
export function finishOwnAction(
  tx: Tx,
  actionId: string,
  version: number,
  end: Readonly<{ state: 'done' | 'dropped'; how: string }>,
): Promise<boolean> {
  return isDone(tx, sql`select panel_finish_action(${actionId}, ${version}, ${end.state}, ${end.how}) as done`)
}
