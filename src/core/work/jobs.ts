// What runs by itself for the desk: e-mail, and the nightly look at what must stay true. As the jobs role.
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { addMonths, londonDateOf, runsOutSoon } from '../clocks/index.ts'
import type { House } from '../house/request.ts'
import type { Job } from '../house/room.ts'
import { t } from './texts.ts'

/**
 * Writes to everybody who has something to read: once for each notification, one message for all that waits, nothing of what
 * it is. What the mail server does not take stays and is tried again; `doctor` tells of it. Should the database go away
 * between sending and keeping that it was sent, somebody gets the same message twice: better than never.
 */
export async function mailNotices(tx: Tx, { mail, baseUrl }: Pick<House, 'mail' | 'baseUrl'>): Promise<void> {
  if (mail === undefined) return
  const due = await tx.many<{ email: string; notices: string[] }>(sql`select email, notices from mail_due()`)
  for (const { email, notices } of due) {
    const isTaken = await mail
      .send({ to: email, subject: t('mail.subject'), text: t('mail.text', { link: `${baseUrl}/sign-in` }) })
      .then(() => true)
      // whatever the reason, the answer is the same: keep it, try again, let doctor say so
      .catch(() => false)
    await tx.run(sql`select mail_tried(${notices}::uuid[], ${isTaken})`)
  }
}

/** Lets go of grants that are over, rebuilds all others from their sources, and tells administrators when any differed. */
export async function checkAccess(tx: Tx): Promise<void> {
  await tx.run(sql`select access_forget_expired()`)
  const { drift } = await tx.one<{ drift: number }>(sql`select rebuild_all_access() as drift`)
  if (drift > 0) await tx.run(sql`select tell_administrators('access.drift', ${drift})`)
}

/** Six months before the list of holidays ends there is time to load the next. */
export async function checkCalendar(tx: Tx, { clock, reference }: Pick<House, 'clock' | 'reference'>): Promise<void> {
  if (runsOutSoon(reference.calendar, londonDateOf(clock.now()))) await tx.run(sql`select tell_administrators('calendar.ends', null)`)
}

const monthsAhead = 12

/** Makes the audit's tables of the coming year, where they are not there yet. */
export async function ensureAuditMonths(tx: Tx, { clock }: Pick<House, 'clock'>): Promise<void> {
  const today = londonDateOf(clock.now())
  for (let months = 0; months <= monthsAhead; months++) await tx.run(sql`select audit_ensure_month(${addMonths(today, months)}::date)`)
}

export const workJobs: readonly Job[] = [
  { name: 'work.mail', when: { crontab: '* * * * *' }, run: mailNotices },
  { name: 'access.check', when: { crontab: '41 2 * * *' }, run: checkAccess },
  { name: 'calendar.check', when: { crontab: '12 6 * * *' }, run: checkCalendar },
  { name: 'audit.months', when: { crontab: '3 1 * * *' }, run: ensureAuditMonths },
]
