import { addDays, londonDateOf } from '../../core/clocks/index.ts'
import { idParam, notThere, page, type Reply, type Request, type Routes, seeOther, typed } from '../../core/house/index.ts'
import { dateTyped, type Problems } from '../../core/pages/index.ts'
import { releaseTogether, tellsApart } from '../../core/release/index.ts'
import {
  type Carried,
  carriedBy,
  countedLevel,
  loadWords,
  type Team,
  teamsSeen,
  waitingCases,
  workersByPost,
  workersOf,
} from '../../core/team/index.ts'
import { seenInTimeCounts } from '../../core/visits/index.ts'
import { problemsOf } from '../../platform/forms/index.ts'
import { aboutPercent, type More, mondayOf, pointsOf, spread, together, withMore } from './rules.ts'
import { hoursForm, moreForm, moreLevels, type PaperContent } from './schema.ts'
import { keepPaper, outsideHours, ownHours, ownWeeks, papersOf, takeBackHours, weeksOf, writeHours } from './store.ts'
import { t } from './texts.ts'
import { HoursPage, OwnWeeksPage, PaperPage, WhatIfPage } from './views.tsx'

/** The question that is asked most: what if three more need us? */
const usual: More = { significant: 3, moderate: 0, emerging: 0 }
const weeksShown = 13
const outsideDays = 28

export function loadRoutes(route: Routes): void {
  const overseeing = { capability: 'team.oversee' }
  route.get('/load', 'load.read', whatIf, overseeing)
  route.get('/load/resources', 'load.paper_read', (request) => resources(request), overseeing)
  route.post('/load/resources', 'load.paper_made', makePaper, { capability: 'report.release' })
  route.get('/load/mine', 'load.own_read', mine, { capability: 'case.work' })
  route.get('/load/hours', 'load.hours_read', (request) => hours(request), { capability: 'case.work' })
  route.post('/load/hours', 'load.hours_written', saveHours, { capability: 'case.work' })
  route.post('/load/hours/:id/take-back', 'load.hours_taken_back', removeHours, { capability: 'case.work' })
}

/** The team that the address names, or the reader's own, or the first they see. */
async function teamAsked({ tx, actor, query, body }: Request): Promise<Readonly<{ team: Team | undefined; others: readonly Team[] }>> {
  const teams = await teamsSeen(tx, actor.teamId)
  const asked = query['team'] ?? typed(body, 'team')
  const team = asked === '' ? teams[0] : (teams.find(({ id }) => id === asked) ?? notThere())
  return { team, others: teams.filter((one) => one !== team) }
}

async function carriedIn(request: Request, team: Team): Promise<Carried[]> {
  const carried = await carriedBy(request, await workersOf(request.tx, team.id))
  request.audit.shown(carried.flatMap(({ cases }) => cases).map(({ caseId }) => caseId))
  return carried
}

async function whatIf(request: Request): Promise<Reply> {
  const { tx, now, query, house } = request
  const policy = house.reference.workload
  const { team, others } = await teamAsked(request)
  if (team === undefined) return page(t('heading'), <WhatIfPage kind="none" />)
  const asks = moreLevels.some((level) => query[level] !== undefined)
  const read = moreForm.safeParse(Object.fromEntries(moreLevels.map((level) => [level, query[level] ?? ''])))
  const more = !asks ? usual : read.success ? read.data : undefined
  const problems: Problems = asks && !read.success ? problemsOf(read.error) : {}
  const carried = await carriedIn(request, team)
  const loads = carried.map(({ load }) => load)
  const all = together(loads, policy)
  const today = londonDateOf(now)
  const outside = await outsideHours(
    tx,
    carried.map(({ worker }) => worker.postId),
    addDays(today, -outsideDays),
  )
  return page(
    t('heading'),
    <WhatIfPage
      kind="team"
      team={team}
      others={others}
      typed={Object.fromEntries(moreLevels.map((level) => [level, asks ? (query[level] ?? '') : String(usual[level])]))}
      problems={problems}
      carried={carried}
      now={all}
      after={more === undefined ? undefined : withMore(all, pointsOf(more, policy), policy)}
      spread={more === undefined ? undefined : spread(loads, more, policy)}
      weeks={await weeksOf(tx, team.id, addDays(mondayOf(today), -7 * weeksShown))}
      outside={outside}
      policy={policy}
    />,
    { wide: true, problems: Object.keys(problems).length > 0 },
  )
}

// ── the page for the board ──

async function resources(request: Request, problem?: string): Promise<Reply> {
  const { team, others } = await teamAsked(request)
  if (team === undefined) return notThere()
  const [latest] = await papersOf(request.tx, team.id)
  return page(
    t('paper.heading'),
    <PaperPage
      team={team}
      others={others}
      paper={latest}
      mayMake={request.actor.capabilities.includes('report.release')}
      policy={request.house.reference.release}
      problem={problem}
    />,
    { problems: problem !== undefined },
  )
}

async function makePaper(request: Request): Promise<Reply> {
  const { tx, now, house } = request
  const { team } = await teamAsked(request)
  if (team === undefined) return notThere()
  const carried = await carriedIn(request, team)
  const waiting = await waitingCases(tx, team.id)
  const today = londonDateOf(now)
  const seen = await seenInTimeCounts(tx, team.id, addDays(today, -outsideDays), addDays(today, -1))
  const count = (cases: readonly Parameters<typeof countedLevel>[0][]) =>
    moreLevels.map((level) => cases.filter((one) => countedLevel(one) === level).length)
  const worked = count(carried.flatMap(({ cases }) => cases))
  const waits = count(waiting)
  const tables = releaseTogether(
    [
      {
        of: 'children with an open case',
        rows: { by: 'level', labels: moreLevels.map((level) => t(`level.${level}`)) },
        columns: { by: 'worker', labels: [t('paper.hasWorker'), t('paper.waits')] },
        counts: moreLevels.map((_, i) => [worked[i] ?? 0, waits[i] ?? 0]),
      },
      {
        of: 'visits due',
        rows: { by: 'all', labels: [t('paper.visits')] },
        columns: { by: 'time', labels: [t('paper.inTime'), t('paper.late')] },
        counts: [[seen.inTime, seen.due - seen.inTime]],
      },
    ],
    'partner',
    house.reference.release,
  )
  const [children, visits] = tables
  if (children === undefined || visits === undefined) throw new Error('two tables in, two out')
  for (const { content } of await papersOf(tx, team.id)) {
    if (tellsApart([content.children, content.visits], tables, house.reference.release)) return resources(request, t('problem.tellsApart'))
  }
  const outside = await outsideHours(
    tx,
    carried.map(({ worker }) => worker.postId),
    addDays(today, -outsideDays),
  )
  const policy = house.reference.workload
  const all = together(
    carried.map(({ load }) => load),
    policy,
  )
  const visitsOutside = outside.reduce((sum, one) => sum + one.visits, 0)
  const content: PaperContent = {
    children,
    visits,
    now: aboutPercent(all),
    more: usual,
    after: aboutPercent(withMore(all, pointsOf(usual, policy), policy)),
    outside: {
      visits: visitsOutside > 0 && visitsOutside < children.threshold ? 'c' : visitsOutside,
      hours: Math.round(outside.reduce((sum, { minutes }) => sum + minutes, 0) / 60),
    },
  }
  await keepPaper(tx, team.id, content, house.reference.release.version)
  return seeOther(`/load/resources?team=${team.id}`)
}

// ── one's own weeks and hours ──

async function mine(request: Request): Promise<Reply> {
  const { tx, actor, now, house, audit } = request
  const today = londonDateOf(now)
  const [own] = await carriedBy(request, await workersByPost(tx, [actor.postId]))
  audit.shown((own?.cases ?? []).map(({ caseId }) => caseId))
  const [outside = { visits: 0, minutes: 0 }] = await outsideHours(tx, [actor.postId], addDays(today, -outsideDays))
  return page(
    t('mine.heading'),
    <OwnWeeksPage
      weeks={await ownWeeks(tx, actor.postId, addDays(mondayOf(today), -7 * weeksShown))}
      now={own === undefined ? undefined : loadWords(own.load)}
      policy={house.reference.workload}
      outside={outside}
    />,
  )
}

async function hours(request: Request, problems: Problems = {}): Promise<Reply> {
  const { tx, actor, now, body } = request
  const today = londonDateOf(now)
  const entries = await ownHours(tx, actor.postId, addDays(today, -7 * weeksShown))
  return page(t('hours.heading'), <HoursPage entries={entries} body={body} problems={problems} today={today} />, {
    problems: Object.keys(problems).length > 0,
  })
}

async function saveHours(request: Request): Promise<Reply> {
  const { tx, body, now, audit } = request
  const today = londonDateOf(now)
  const day = dateTyped(body, 'on')
  const read = hoursForm.safeParse({ minutes: typed(body, 'minutes'), what: typed(body, 'what') })
  const on = day.kind === 'ok' ? day.date : undefined
  const dayProblem =
    on === undefined ? t('problem.day') : on > today ? t('problem.ahead') : on < addDays(today, -92) ? t('problem.old') : undefined
  const problems: Problems = { ...(dayProblem === undefined ? {} : { on: dayProblem }), ...(read.success ? {} : problemsOf(read.error)) }
  if (on === undefined || dayProblem !== undefined || !read.success) return hours(request, problems)
  audit.fields(['workedOn', 'minutes', ...(read.data.what === '' ? [] : ['what'])])
  await writeHours(tx, { on, ...read.data })
  return seeOther('/load/hours')
}

async function removeHours(request: Request): Promise<Reply> {
  if (!(await takeBackHours(request.tx, idParam(request)))) return notThere()
  return seeOther('/load/hours')
}
