import type { VNode } from 'preact'
import { addDays, daysBetween, instantOf, londonDateOf } from '../clocks/index.ts'
import { idParam, notThere, page, type Reply, type Request, type Routes, seeOther, typed } from '../house/request.ts'
import { serviceWaits } from '../plan/index.ts'
import { seenInTimeCounts, unseenInTime, withoutRhythm } from '../visits/index.ts'
import { type DeskParts, namesOf } from '../work/index.ts'
import { carriedBy } from './allocation.ts'
import { ageOf, shareOf } from './rules.ts'
import { clocksRunningOut, setFarAway, teamsSeen, waitingCases, workersByPost, workersOf } from './store.ts'
import { t } from './texts.ts'
import { TeamView, WorkerView } from './views.tsx'

/** Visits of the four weeks up to yesterday: today's may still be met. */
const seenDays = 28
const soonDays = 3

/** What a room on a higher floor has to say to whoever answers for a team. */
export type TeamBlocks = Readonly<{
  /** Who is away while nobody sees to their children. Undefined: there is nothing to say. */
  away?: (request: Request, teamId: string) => Promise<VNode | undefined>
  /** Who works alone and has not checked in. */
  notBack?: (request: Request, teamId: string) => Promise<VNode | undefined>
}>

/** For those who answer for a team. What they see of it is the database's business. */
export function teamRoutes(parts: readonly DeskParts[], blocks: TeamBlocks): (route: Routes) => void {
  return (route) => {
    const overseeing = { capability: 'team.oversee' }
    route.get('/team', 'team.read', (request) => showTeam(request, parts, blocks), overseeing)
    route.get('/team/workers/:id', 'team.worker_read', showWorker, overseeing)
    route.post('/team/cases/:id/far-away', 'case.far_away_said', sayFarAway, overseeing)
  }
}

async function showTeam(request: Request, parts: readonly DeskParts[], blocks: TeamBlocks): Promise<Reply> {
  const { tx, actor, now, query, audit } = request
  const teams = await teamsSeen(tx, actor.teamId)
  const team = teams.find(({ id }) => id === query['team']) ?? teams[0]
  if (team === undefined) return page(t('team.title'), TeamView({ kind: 'none' }))
  const today = londonDateOf(now)
  const window = { from: addDays(today, -seenDays), to: addDays(today, -1) }
  const seen = await seenInTimeCounts(tx, team.id, window.from, window.to)
  const unseen = await unseenInTime(tx, team.id, today)
  const waiting = await waitingCases(tx, team.id)
  const clocks = await clocksRunningOut(tx, team.id, now, instantOf(`${addDays(today, soonDays + 1)}T00:00`))
  const waits = await serviceWaits(tx, team.id)
  const undecided = await withoutRhythm(tx, team.id)
  const carried = await carriedBy(request, await workersOf(tx, team.id))
  const nameOf = await namesOf(
    request,
    parts.flatMap((part) => part.names ?? []),
    clocks.map(({ recordKind, recordId }) => ({ kind: recordKind, id: recordId })),
  )
  audit.shown([...unseen, ...waiting, ...undecided, ...waits, ...carried.flatMap(({ cases }) => cases)].map(({ caseId }) => caseId))
  return page(
    t('team.title'),
    TeamView({
      kind: 'team',
      team,
      others: teams.filter(({ id }) => id !== team.id),
      today,
      window,
      seen: { ...seen, share: shareOf(seen.inTime, seen.due) },
      unseen: unseen.map((one) => {
        const daysOverdue = Math.max(1, daysBetween(one.overdueFrom, today))
        return { ...one, daysOverdue, age: ageOf(daysOverdue) }
      }),
      waiting: waiting.map((one) => ({
        ...one,
        days: one.waitingSince === null ? 0 : Math.max(0, daysBetween(londonDateOf(one.waitingSince), today)),
      })),
      late: clocks.filter(({ dueAt }) => dueAt < now),
      soon: clocks.filter(({ dueAt }) => dueAt >= now),
      waits,
      undecided,
      words: new Map(parts.flatMap((part) => part.tasks ?? []).map((one) => [one.kind, one])),
      nameOf,
      carried,
      away: await blocks.away?.(request, team.id),
      notBack: await blocks.notBack?.(request, team.id),
      mayAllocate: actor.capabilities.includes('case.allocate'),
    }),
  )
}

async function showWorker(request: Request): Promise<Reply> {
  const [worker] = await workersByPost(request.tx, [idParam(request)])
  const [carried] = worker === undefined ? [] : await carriedBy(request, [worker])
  // somebody without a case that this reader sees is nobody they answer for
  if (carried === undefined || carried.cases.length === 0) return notThere()
  request.audit.shown(carried.cases.map(({ caseId }) => caseId))
  return page(t('worker.title'), WorkerView({ carried, now: request.now, policy: request.house.reference.workload }))
}

async function sayFarAway(request: Request): Promise<Reply> {
  const caseId = idParam(request)
  const farAway = ['yes', 'no', 'unknown'].find((one) => one === typed(request.body, 'farAway')) ?? notThere()
  request.audit.about('case', caseId, { classes: ['plan'] })
  request.audit.fields(['farAway'])
  await setFarAway(request.tx, caseId, farAway)
  const back = typed(request.body, 'worker')
  return seeOther(/^[0-9a-f-]{36}$/.test(back) ? `/team/workers/${back}` : '/team')
}
