// What happens when somebody is missing, comes back, and is asked how they are: who hears, and the clock of the interview.
import type { Tx } from '../../platform/db/pool.ts'
import type { House } from '../house/request.ts'
import { completeTask, endTask, notify, putTask } from '../work/index.ts'
import { type InterviewOutcome, interviewCounts, interviewDeadline, isRepeatMissing } from './rules.ts'
import * as store from './store.ts'

const caseRef = (id: string) => ({ kind: 'case', id }) as const
const interviewTask = (caseId: string, episodeId: string) => ({ record: caseRef(caseId), kind: 'missing.interview', subjectId: episodeId })

/** Missing from now on, as far as this house knows: the worker and the team's managers hear of it. */
export async function reportMissing(tx: Tx, house: House, episode: store.NewEpisode): Promise<store.MissingDone> {
  const done = await store.insertEpisode(tx, episode)
  if (done.kind === 'refused') return done
  const repeat = isRepeat(await store.episodesOf(tx, episode.caseId), house)
  for (const post of await store.whoHears(tx, episode.caseId)) {
    await notify(tx, post, 'missing.started', caseRef(episode.caseId), done.id)
    if (repeat) await notify(tx, post, 'missing.repeat', caseRef(episode.caseId), done.id)
  }
  return done
}

/** Whether times missing repeat often enough for a prompt (law R37). What was taken back does not count. */
export function isRepeat(episodes: readonly store.Episode[], house: Pick<House, 'reference'>): boolean {
  const starts = episodes.filter((one) => one.withdrawnBecause === null).map((one) => one.startedOn)
  return isRepeatMissing(starts, house.reference.missing)
}

/** Back: the interview is owed within 72 hours, from the earliest possible return where nobody knows the time (law R33, R38). */
export async function recordReturn(tx: Tx, house: House, episodeId: string, back: store.NewReturn): Promise<store.MissingDone> {
  const done = await store.insertReturn(tx, episodeId, back)
  if (done.kind === 'refused') return done
  const { dueAt, why } = interviewDeadline({ kind: back.kind, at: back.at }, house.reference.clocks, house.reference.calendar)
  const { workerPostId, teamId } = await store.ownerOf(tx, done.id)
  await putTask(tx, { ...interviewTask(done.id, episodeId), ownerPostId: workerPostId ?? undefined, teamId, dueAt, clock: why })
  return done
}

/** Held ends the clock in its time; declined ends it as offered; anything else leaves it running (law R36). */
export async function recordInterview(
  tx: Tx,
  house: House,
  episode: Pick<store.Episode, 'id' | 'caseId'>,
  interview: store.NewInterview,
): Promise<store.MissingDone> {
  const done = await store.insertInterview(tx, episode.id, interview)
  if (done.kind === 'refused') return done
  const which = interviewTask(episode.caseId, episode.id)
  if (interviewCounts(interview.outcome).held) await completeTask(tx, which, interview.at ?? house.clock.now())
  else if (interview.outcome === 'declined_by_child') await endTask(tx, which, 'offered, and the child said no')
  return done
}

/** Taken back because it was not so: nothing is owed for it. */
export async function withdrawMissing(tx: Tx, episode: Pick<store.Episode, 'id' | 'caseId'>, because: string): Promise<store.MissingDone> {
  const done = await store.withdrawEpisode(tx, episode.id, because)
  if (done.kind === 'done') await endTask(tx, interviewTask(episode.caseId, episode.id), 'the report was taken back')
  return done
}

export type InterviewStanding = Readonly<{ offered: boolean; held: boolean; declined: boolean }>

/** Offered and held are two facts, each true when any of the recorded outcomes makes it so. */
export function interviewStanding(outcomes: readonly InterviewOutcome[]): InterviewStanding {
  const counts = outcomes.map(interviewCounts)
  return {
    offered: counts.some(({ offered }) => offered),
    held: counts.some(({ held }) => held),
    declined: outcomes.includes('declined_by_child'),
  }
}
