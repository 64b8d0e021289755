// What is kept of dates that matter. Everything goes through row security: both tables are of the class `plan`.
import type { LocalDate } from '../../core/clocks/index.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { DateKind } from './schema.ts'

export type CaseDate = Readonly<{
  id: string
  caseId: string
  kind: DateKind
  on: LocalDate
  time: string | null
  what: string
  state: 'ahead' | 'happened' | 'called_off'
  endedHow: string
  version: number
}>

const columns = sql`
  d.id, d.case_id as "caseId", d.kind, d.on_date as "on", d.at_time as "time", d.what, d.state, d.ended_how as "endedHow", d.version`

/** Those ahead first, soonest first; then those that ended, latest first. */
export async function datesOf(tx: Tx, caseId: string): Promise<CaseDate[]> {
  return tx.many<CaseDate>(sql`
    select ${columns} from case_date d where d.case_id = ${caseId}
    order by d.state <> 'ahead', case when d.state = 'ahead' then d.on_date end, d.on_date desc, d.at_time nulls last, d.id`)
}

export type NewDate = Readonly<{ kind: DateKind; on: LocalDate; time: string | null; what: string }>

export async function insertDate(tx: Tx, caseId: string, date: NewDate): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`
    insert into case_date (case_id, kind, on_date, at_time, what) values (${caseId}, ${date.kind}, ${date.on}, ${date.time}, ${date.what}) returning id`)
  return id
}

/** @returns false when somebody saved another version in the meantime, or it is no longer ahead */
export async function changeDate(tx: Tx, caseId: string, id: string, version: number, date: NewDate): Promise<boolean> {
  const changed = await tx.run(sql`
    update case_date set kind = ${date.kind}, on_date = ${date.on}, at_time = ${date.time}, what = ${date.what}, version = version + 1
    where id = ${id} and case_id = ${caseId} and version = ${version} and state = 'ahead'`)
  return changed === 1
}

/** @returns false when it is no longer ahead: somebody was quicker */
export async function endDate(tx: Tx, caseId: string, id: string, state: 'happened' | 'called_off', how: string): Promise<boolean> {
  const ended = await tx.run(sql`
    update case_date set state = ${state}, ended_how = ${how}, version = version + 1 where id = ${id} and case_id = ${caseId} and state = 'ahead'`)
  return ended === 1
}

export type HolidayAnswer = Readonly<{ who: string; saidAt: Date; saidBy: string; version: number }>

export async function holidayAnswerOf(tx: Tx, caseId: string, holiday: string): Promise<HolidayAnswer | undefined> {
  return tx.oneOrNone<HolidayAnswer>(sql`
    select a.who, a.said_at as "saidAt", u.full_name as "saidBy", a.version
    from holiday_answer a join post p on p.id = a.said_by join user_account u on u.id = p.user_id where a.case_id = ${caseId} and a.holiday = ${holiday}`)
}

/** @param version what the writer had in hand; 0: nothing was answered. @returns false when somebody answered in the meantime */
export async function answerHoliday(tx: Tx, caseId: string, holiday: string, version: number, who: string): Promise<boolean> {
  const done =
    version === 0
      ? await tx.run(sql`
          insert into holiday_answer (case_id, holiday, who) values (${caseId}, ${holiday}, ${who}) on conflict on constraint once_a_holiday do nothing`)
      : await tx.run(sql`
          update holiday_answer set who = ${who}, said_at = current_instant(), said_by = (select current_post_id()), version = version + 1
          where case_id = ${caseId} and holiday = ${holiday} and version = ${version}`)
  return done === 1
}

/** `birthday`: the day they turn 18; `plan_for_18`: half a year before, when the plan for it opens (law R06). */
export type FortnightLine = OpenCase &
  Readonly<{
    kind: DateKind | 'birthday' | 'plan_for_18'
    on: LocalDate
    time: string | null
    what: string
    /** The date's own id; null for what follows from a birthday. */
    id: string | null
  }>

type OpenCase = Readonly<{ caseId: string; knownAs: string; reference: string; workerName: string | null }>
/** `covered`: those whose worker is away now and that the one who asks covers. */
export type Whose = 'mine' | 'covered' | 'all'

const openCases = (whose: Whose) => sql`
  open as (select f.id as "caseId", f.known_as as "knownAs", f.reference, u.full_name as "workerName"
    from case_file f left join post p on p.id = f.allocated_post_id left join user_account u on u.id = p.user_id
    where f.state <> 'closed' and (${whose} = 'all' or (${whose} = 'mine' and f.allocated_post_id = (select current_post_id()))
        or (${whose} = 'covered' and f.id in (select case_id from covered_now()))))`

/** The last moment of each case that the one who asks covers now. Null: no end is set. */
export async function coveredUntil(tx: Tx): Promise<ReadonlyMap<string, Date | null>> {
  const rows = await tx.many<{ caseId: string; until: Date | null }>(sql`select case_id as "caseId", until_at as until from covered_now()`)
  return new Map(rows.map(({ caseId, until }) => [caseId, until]))
}

/** Dates up to a day on open cases that this reader may see, soonest first: also those behind us of which nobody has said how they went. */
export async function datesUntil(tx: Tx, to: LocalDate, whose: Whose): Promise<FortnightLine[]> {
  return tx.many<FortnightLine>(sql`
    with ${openCases(whose)}
    select o.*, d.kind, d.on_date as "on", d.at_time as "time", d.what, d.id from case_date d join open o on o."caseId" = d.case_id
    where d.state = 'ahead' and d.on_date <= ${to} order by d.on_date, d.at_time nulls first, o."knownAs" limit 500`)
}

/** The subjects of open cases with a whole birth date between two days, as far as this reader may know who they are. */
export async function bornBetween(
  tx: Tx,
  from: LocalDate,
  to: LocalDate,
  whose: Whose,
): Promise<(OpenCase & Readonly<{ bornOn: LocalDate }>)[]> {
  return tx.many(sql`
    with ${openCases(whose)}
    select distinct o.*, b.born_on as "bornOn" from open o
    join record_person r on r.record_kind = 'case' and r.record_id = o."caseId" and r.relation = 'subject'
    join person_birth b on b.person_id = r.person_id and b.certainty = 'full' and b.withdrawn_at is null and b.born_on between ${from} and ${to}
    limit 500`)
}

/** The calendar address of a post: when it was made, and when a calendar last asked. */
export type Feed = Readonly<{ madeAt: Date; lastFetchedAt: Date | null }>
