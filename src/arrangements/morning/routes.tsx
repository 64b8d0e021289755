import type { VNode } from 'preact'
import { instantOf, type LocalDate, londonDateOf, unlessCalendarEnds } from '../../core/clocks/index.ts'
import { idParam, notThere, page, type Reply, type Request, type Routes, seeOther, typed } from '../../core/house/index.ts'
import type { Problems } from '../../core/pages/index.ts'
import { completeTask, endTask } from '../../core/work/index.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { problemsOf } from '../../platform/forms/index.ts'
import { giveLine } from './give.ts'
import { lastMeeting } from './rules.ts'
import { endForm, lineForm, type MorningPolicy, morningKind } from './schema.ts'
import { endLine, findLine, type MorningCase, type MorningLine, morningCases, morningLines, possibleOwners } from './store.ts'
import { t } from './texts.ts'
import { EndForm, LineForm, MorningPage, type WaitsAtDesk } from './views.tsx'

const manages = { capability: 'team.oversee' } as const

/** What other rooms bring to the meeting: app.ts hands it over. Only what this reader may see. */
export type MorningParts = Readonly<{
  unanswered?: (tx: Tx, now: Date) => Promise<readonly Omit<MorningCase, 'kind'>[]>
  /** What the desk asked and nobody has answered, where no case stands for it yet: the desk owes it, so it gets no owner here. */
  unansweredAtDesk?: (tx: Tx, now: Date) => Promise<readonly WaitsAtDesk[]>
  /** Who is away, or will be soon, while nobody sees to their children. Undefined: there is nothing to say. */
  away?: (request: Request, teamId: string | null) => Promise<VNode | undefined>
}>

export function morningRoutes(policy: MorningPolicy, parts: MorningParts): (route: Routes) => void {
  return (route) => {
    route.get('/morning', 'morning.read', (request) => meeting(request, policy, parts), manages)
    route.get('/morning/new', 'morning.line_open', (request) => linePage(request, policy, parts), manages)
    route.post('/morning/new', 'morning.line_given', (request) => receiveLine(request, policy, parts), manages)
    route.get('/morning/:id', 'morning.line_open', (request) => endPage(request, policy), manages)
    route.post('/morning/:id', 'morning.line_ended', (request) => finishLine(request, policy), manages)
  }
}

type Morning = Readonly<{ today: LocalDate; since: Date | undefined; cases: readonly MorningCase[]; lines: readonly MorningLine[] }>

/** Without a calendar nothing is called new, and everything that needs no calendar is still there. */
async function morningOf({ tx, now, house }: Request, policy: MorningPolicy, parts: MorningParts): Promise<Morning> {
  const today = londonDateOf(now)
  const since = unlessCalendarEnds(() => lastMeeting(today, policy, house.reference.calendar))
  const from = since ?? now
  const unanswered = ((await parts.unanswered?.(tx, now)) ?? []).map((one) => ({ ...one, kind: 'unanswered' as const }))
  return { today, since, cases: [...(await morningCases(tx, from, today)), ...unanswered], lines: await morningLines(tx, from, today) }
}

async function meeting(request: Request, policy: MorningPolicy, parts: MorningParts): Promise<Reply> {
  const morning = await morningOf(request, policy, parts)
  const atDesk = (await parts.unansweredAtDesk?.(request.tx, request.now)) ?? []
  request.audit.shown([
    ...new Set([...morning.cases, ...morning.lines].map(({ caseId }) => caseId)),
    ...atDesk.map(({ concernId }) => concernId),
  ])
  return page(t('heading'), <MorningPage {...morning} atDesk={atDesk} away={await parts.away?.(request, null)} />, { wide: true })
}

/** One of those on the page now. Who is not there, or no longer, has no line to give. */
async function aboutOf(request: Request, caseId: string, kind: string, policy: MorningPolicy, parts: MorningParts): Promise<MorningCase> {
  const { cases } = await morningOf(request, policy, parts)
  const about = cases.find((one) => one.caseId === caseId && one.kind === kind) ?? notThere()
  request.audit.about('case', about.caseId, { caseId: about.caseId, classes: ['contact', 'headline', 'plan'] })
  return about
}

async function linePage(request: Request, policy: MorningPolicy, parts: MorningParts): Promise<Reply> {
  const about = await aboutOf(request, request.query['case'] ?? '', request.query['kind'] ?? '', policy, parts)
  return lineSheet(request, about, {}, policy)
}

async function lineSheet(request: Request, about: MorningCase, problems: Problems, policy: MorningPolicy): Promise<Reply> {
  const owners = await possibleOwners(request.tx, [about.caseId])
  return page(t('heading'), <LineForm about={about} owners={owners} body={request.body} problems={problems} policy={policy} />, {
    problems: Object.keys(problems).length > 0,
  })
}

async function receiveLine(request: Request, policy: MorningPolicy, parts: MorningParts): Promise<Reply> {
  const { tx, body, now } = request
  const about = await aboutOf(request, typed(body, 'caseId'), typed(body, 'kind'), policy, parts)
  const today = londonDateOf(now)
  const owner = typed(body, 'owner')
  const by = byOf(typed(body, 'by'), today, now, policy)
  const read = lineForm.safeParse({
    caseId: about.caseId,
    kind: about.kind,
    what: typed(body, 'what'),
    ownerPostId: owner === '' || owner === 'else' ? null : owner,
    ownerWords: owner === 'else' ? typed(body, 'ownerWords') : '',
  })
  const problems = { ...(read.success ? {} : problemsOf(read.error)), ...('problem' in by ? { by: by.problem } : {}) }
  if (!read.success || 'problem' in by) return lineSheet(request, about, problems, policy)
  const owners = await possibleOwners(tx, [about.caseId])
  if (read.data.ownerPostId !== null && !owners.some(({ postId }) => postId === read.data.ownerPostId))
    return lineSheet(request, about, { owner: t('problem.owner') }, policy)
  const given = await giveLine(tx, today, { ...read.data, dueAt: by.at })
  return given ? seeOther('/morning') : lineSheet(request, about, { owner: t('problem.quicker') }, policy)
}

type By = Readonly<{ at: Date } | { problem: string }>

/** A time of today, in London. Left empty: the usual one, or the end of the day once that has passed. */
function byOf(text: string, today: LocalDate, now: Date, { usualBy }: MorningPolicy): By {
  if (text.trim() === '') {
    const usual = instantOf(`${today}T${usualBy}`)
    return { at: usual > now ? usual : instantOf(`${today}T23:59`) }
  }
  const [, hour = '', minute = ''] = /^([01]?\d|2[0-3])[:.]?([0-5]\d)$/.exec(text.trim()) ?? []
  if (hour === '') return { problem: t('problem.by') }
  const at = instantOf(`${today}T${hour.padStart(2, '0')}:${minute}`)
  return at > now ? { at } : { problem: t('problem.byGone') }
}

async function lineOf(request: Request): Promise<MorningLine> {
  const line = (await findLine(request.tx, idParam(request))) ?? notThere()
  request.audit.about('case', line.caseId, { caseId: line.caseId, classes: ['contact', 'headline', 'plan'] })
  return line.state === 'open' ? line : notThere()
}

async function endPage(request: Request, policy: MorningPolicy): Promise<Reply> {
  const line = await lineOf(request)
  return page(t('line.endTitle'), <EndForm line={line} body={request.body} problems={{}} policy={policy} />)
}

async function finishLine(request: Request, policy: MorningPolicy): Promise<Reply> {
  const { tx, body, now } = request
  const line = await lineOf(request)
  const read = endForm.safeParse({ state: typed(body, 'state'), how: typed(body, 'how') })
  if (!read.success)
    return page(t('line.endTitle'), <EndForm line={line} body={body} problems={problemsOf(read.error)} policy={policy} />, {
      problems: true,
    })
  if (await endLine(tx, line.id, read.data.state, read.data.how)) {
    const which = { record: { kind: 'case', id: line.caseId }, kind: 'morning.line', subjectId: line.id } as const
    if (read.data.state === 'done') await completeTask(tx, which, now)
    else await endTask(tx, which, read.data.state === 'carried' ? 'taken over into the next meeting' : 'not needed any more')
    const today = londonDateOf(now)
    const kind = morningKind.parse(line.kind)
    const by = byOf('', today, now, policy)
    if (read.data.state === 'carried' && 'at' in by)
      await giveLine(tx, today, {
        caseId: line.caseId,
        kind,
        what: line.what,
        ownerPostId: line.ownerPostId,
        ownerWords: line.ownerPostId === null ? line.ownerName : '',
        dueAt: by.at,
      })
  }
  return seeOther('/morning')
}
