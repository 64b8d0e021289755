// What is kept of the page for tonight. Everything goes through row security: its class is `tonight`.
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { TonightText } from './schema.ts'

export type TonightPage = TonightText & Readonly<{ trueAt: Date; trueBy: string; version: number }>

/** Undefined: nothing is written yet, or not for this reader. */
export async function tonightOf(tx: Tx, caseId: string): Promise<TonightPage | undefined> {
  return tx.oneOrNone<TonightPage>(sql`
    select p.whom_to_ring as "whomToRing", p.where_safe as "whereSafe", p.what_helps as "whatHelps", p.what_frightens as "whatFrightens",
      p.true_at as "trueAt", u.full_name as "trueBy", p.version
    from tonight_page p join post o on o.id = p.true_by join user_account u on u.id = o.user_id where p.case_id = ${caseId}`)
}

/** @param version what the writer had in hand; 0: there was none. @returns false when somebody saved another in the meantime */
export async function saveTonight(tx: Tx, caseId: string, version: number, page: TonightText): Promise<boolean> {
  if (version === 0) {
    const inserted = await tx.run(sql`
      insert into tonight_page (case_id, whom_to_ring, where_safe, what_helps, what_frightens)
      values (${caseId}, ${page.whomToRing}, ${page.whereSafe}, ${page.whatHelps}, ${page.whatFrightens}) on conflict (case_id) do nothing`)
    return inserted === 1
  }
  const updated = await tx.run(sql`
    update tonight_page set whom_to_ring = ${page.whomToRing}, where_safe = ${page.whereSafe}, what_helps = ${page.whatHelps},
      what_frightens = ${page.whatFrightens}, true_at = current_instant(), true_by = (select current_post_id()), version = version + 1
    where case_id = ${caseId} and version = ${version}`)
  return updated === 1
}

/** Somebody has looked and it is all still true. @returns false when it was changed since they looked */
export async function sayStillTrue(tx: Tx, caseId: string, version: number): Promise<boolean> {
  const updated = await tx.run(sql`
    update tonight_page set true_at = current_instant(), true_by = (select current_post_id()), version = version + 1
    where case_id = ${caseId} and version = ${version}`)
  return updated === 1
}

export type TonightLine = Readonly<{
  caseId: string
  knownAs: string
  reference: string
  workerName: string | null
  trueAt: Date | null
  /** Since when they are missing; null when they are not. The time of day may not be known. */
  missingOn: string | null
  missingAt: Date | null
}>

/** Since when the person of this case is missing; both null when they are not, or the case is closed. */
export async function missingOf(tx: Tx, caseId: string): Promise<Pick<TonightLine, 'missingOn' | 'missingAt'>> {
  const row = await tx.oneOrNone<Pick<TonightLine, 'missingOn' | 'missingAt'>>(sql`
    select m.started_on as "missingOn", m.started_at as "missingAt"
    from missing_tonight() m join case_file f on f.id = m.case_id where m.case_id = ${caseId} and f.state <> 'closed'`)
  return row ?? { missingOn: null, missingAt: null }
}

/** Open cases whose page this reader may see, the missing first, then by name. `like` finds part of a name or reference. */
export async function tonightList(tx: Tx, like: string, limit: number): Promise<TonightLine[]> {
  const pattern = `%${like.replaceAll(/[\\%_]/g, '\\$&')}%`
  return tx.many<TonightLine>(sql`
    select f.id as "caseId", f.known_as as "knownAs", f.reference, u.full_name as "workerName", p.true_at as "trueAt",
      m.started_on as "missingOn", m.started_at as "missingAt"
    from case_file f
    left join tonight_page p on p.case_id = f.id
    left join missing_tonight() m on m.case_id = f.id
    left join post o on o.id = f.allocated_post_id left join user_account u on u.id = o.user_id
    where f.state <> 'closed' and (f.known_as ilike ${pattern} or f.reference ilike ${pattern})
      and exists (select from case_access a where a.case_id = f.id and a.post_id = (select current_post_id())
        and a.reads & (select bit from access_class where code = 'tonight') <> 0
        and a.from_at <= (select current_instant()) and (a.until_at is null or a.until_at > (select current_instant())))
    order by m.case_id is null, coalesce(m.started_at, m.started_on::timestamptz), f.known_as, f.id limit ${limit}`)
}

/** Whom a job asks to look at which page. As the jobs role. */
export type ToReview = Readonly<{ caseId: string; workerPostId: string; teamId: string; trueAt: Date | null; openedAt: Date }>

export async function tonightToReview(tx: Tx): Promise<ToReview[]> {
  return tx.many<ToReview>(sql`
    select case_id as "caseId", worker_post as "workerPostId", team_id as "teamId", true_at as "trueAt", opened_at as "openedAt"
    from tonight_to_review_as_system()`)
}
