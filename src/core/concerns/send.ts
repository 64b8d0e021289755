// Sending a concern: the one way in, for the journey, the one-minute form, the demo and whatever later rooms bring.
import type { Tx } from '../../platform/db/pool.ts'
import { isDatabaseError } from '../../platform/db/pool.ts'
import { CalendarEndsError } from '../clocks/index.ts'
import { recordPerson } from '../people/index.ts'
import type { Reference } from '../reference/index.ts'
import { triageDeadline } from './rules.ts'
import type { GoesTo, Sending, Subject } from './schema.ts'
import { findConcern, insertSending, type LeftOut, moreCame, nobodyLeftOut, openConcern, type SubjectToKeep } from './store.ts'

/** When it must be decided, and why; no date past the end of the calendar, never a guess (law R17). */
export function decisionDue(receivedAt: Date, { clocks, calendar }: Pick<Reference, 'clocks' | 'calendar'>) {
  try {
    const { dueAt, why } = triageDeadline(receivedAt, clocks, calendar)
    return { dueAt, why }
  } catch (error) {
    if (!(error instanceof CalendarEndsError)) throw error
    return { dueAt: null, why: { rule: 'law R20', calendarNotLoaded: error.date } }
  }
}

export type Sent =
  | Readonly<{ kind: 'sent'; id: string; reference: string }>
  /** Nobody is there to receive it; nothing was kept. Say so, and whom to phone. */
  | Readonly<{ kind: 'nobody_there'; goesTo: GoesTo }>

/**
 * Opens a concern in the name of whoever asks, with what they sent. The one-minute form leaves it waiting for more.
 * @param leftOut whom it must never reach; when nobody who receives such a concern is left, nobody is there
 */
export async function sendConcern(
  tx: Tx,
  kind: string,
  sending: Sending,
  now: Date,
  reference: Reference,
  leftOut: LeftOut = nobodyLeftOut,
): Promise<Sent> {
  const { dueAt, why } = decisionDue(now, reference)
  const state = sending.submission.form === 'minute' ? 'more_wanted' : 'received'
  try {
    const concern = await tx.savepoint(() => openConcern(tx, { kind, state, dueAt, why, leftOut }))
    await keep(tx, concern.id, sending)
    return { kind: 'sent', ...concern }
  } catch (error) {
    if (isDatabaseError(error, 'P0001') && error.constraint === 'no_triage_team') return { kind: 'nobody_there', goesTo: 'triage' }
    if (isDatabaseError(error, 'P0001') && error.constraint === 'no_named_officer') return { kind: 'nobody_there', goesTo: 'named_officer' }
    throw error
  }
}

/** Adds to a concern one has sent. Nothing that was sent before is changed. */
export async function sendMore(tx: Tx, concernId: string, sending: Sending): Promise<void> {
  await keep(tx, concernId, sending)
  await moreCame(tx, concernId)
}

async function keep(tx: Tx, concernId: string, sending: Sending): Promise<void> {
  const concern = await findConcern(tx, concernId)
  // A source record can be found by whoever looks for a known person; so a concern about staff makes none: that somebody
  // worries about a colleague stays with the named officer.
  const record = concern?.goesTo === 'triage'
  const subjects: SubjectToKeep[] = []
  for (const subject of sending.subjects) {
    subjects.push({ ...subject, sourceRecordId: record ? await sourceRecordOf(tx, concernId, subject) : null })
  }
  await insertSending(tx, concernId, { ...sending, subjects })
}

async function sourceRecordOf(tx: Tx, concernId: string, { relation, facts }: Subject): Promise<string | null> {
  if (facts === undefined) return null
  const { sourceRecordId } = await recordPerson(
    tx,
    { namedIn: { kind: 'concern', id: concernId }, relation: relation === 'at_risk' ? 'subject' : 'other', facts },
    { origin: 'referral' },
  )
  return sourceRecordId
}
