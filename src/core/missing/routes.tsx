import type { VNode } from 'preact'
import { forgetKept, type Kept, keptForm, overlaid } from '../../platform/forms/index.ts'
import { mayOnCase } from '../access/may.ts'
import { belowCase, type Case, caseFor } from '../cases/index.ts'
import { accountsIn } from '../cases/rules.ts'
import { londonDateOf, londonTimeOf } from '../clocks/index.ts'
import { idParam, notThere, page, type Reply, type Request, type Routes, seeOther, typed } from '../house/request.ts'
import {
  asksForPass,
  dateBoxes,
  type Fields,
  fieldsOf,
  type MomentTyped,
  momentProblems,
  momentTyped,
  type Problems,
  savesAsTyped,
  type TypedIn,
  typedElsewhere,
} from '../pages/index.ts'
import { recordInterview, recordReturn, reportMissing, withdrawMissing } from './episodes.ts'
import { interviewOutcome } from './rules.ts'
import { episodeForm, interviewForm, returnForm } from './schema.ts'
import * as store from './store.ts'
import { t } from './texts.ts'
import { InterviewForm, MissingNowPage, ReportForm, ReturnForm } from './views.tsx'

export function missingRoutes(route: Routes): void {
  route.get('/missing', 'missing.list', listPage)
  route.get('/cases/:id/missing/new', 'missing.open', reportPage)
  route.post('/cases/:id/missing/new', 'missing.report', report)
  route.get('/cases/:id/missing/:episode/return', 'missing.return.open', returnPage)
  route.post('/cases/:id/missing/:episode/return', 'missing.return', recordBack)
  route.get('/cases/:id/missing/:episode/interview', 'missing.interview.open', interviewPage)
  savesAsTyped(route, '/cases/:id/missing/:episode/interview', 'missing.interview.draft_saved')
  route.post('/cases/:id/missing/:episode/interview', 'missing.interview', interview)
  route.post('/cases/:id/missing/:episode/withdraw', 'missing.withdraw', withdraw)
}

async function listPage({ tx, audit }: Request): Promise<Reply> {
  const missing = await store.missingNow(tx)
  audit.shown(missing.map(({ caseId }) => caseId))
  return page(t('now.title'), <MissingNowPage missing={missing} />, { wide: true })
}

const partUrl = (caseId: string) => `/cases/${caseId}/missing`

/** The case, for somebody who may write its plan and while it is open. */
async function writable(request: Request): Promise<Case> {
  const c = await caseFor(request, idParam(request))
  return c.state === 'closed' || !(await mayOnCase(request.tx, c.id, 'plan', 'write')) ? notThere() : c
}

async function episodeOf(request: Request, c: Case): Promise<store.Episode> {
  const episode = await store.findEpisode(request.tx, idParam(request, 'episode'))
  return episode === undefined || episode.caseId !== c.id || episode.withdrawnBecause !== null ? notThere() : episode
}

function sheet(request: Request, c: Case, title: string, problems: Problems, body: VNode): Promise<Reply> {
  const status = Object.keys(problems).length === 0 ? 200 : 422
  return belowCase(request, c, { title, back: { href: partUrl(c.id), text: t('back') }, status, body })
}

/** `needsTime`: a day alone is not enough here. */
function problemsWith(moment: MomentTyped, needsTime: boolean): Problems {
  if (moment.kind === 'ok' && moment.at === null && needsTime) return { 'on-time': t('problem.time.empty') }
  return momentProblems(moment, { day: t('problem.date.wrong'), noDay: t('problem.date.empty'), time: t('problem.time.wrong') })
}

const refusal = (because: store.MissingRefused): Problems => ({ 'on-day': t(`problem.${because}`) })

async function reportPage(request: Request): Promise<Reply> {
  const c = await writable(request)
  const fields = dateBoxes('on', londonDateOf(request.now))
  return sheet(request, c, t('report.title'), {}, <ReportForm caseId={c.id} typed={fields} problems={{}} asksForPass={false} />)
}

async function report(request: Request): Promise<Reply> {
  const c = await writable(request)
  const fields = fieldsOf(request.body)
  const moment = momentTyped(request.body, 'on')
  const form = episodeForm.safeParse({ policeTold: fields['policeTold'], policeReference: fields['policeReference'] ?? '' })
  const again = (problems: Problems) =>
    sheet(
      request,
      c,
      t('report.title'),
      problems,
      <ReportForm caseId={c.id} typed={fields} problems={problems} asksForPass={asksForPass(moment, fields)} />,
    )
  const messages = { policeTold: t('problem.choose'), policeReference: t('problem.reference') }
  const problems = { ...problemsWith(moment, false), ...(form.success ? {} : messagesFor(form.error, messages)) }
  if (moment.kind !== 'ok' || !form.success || Object.keys(problems).length > 0) return again(problems)
  const done = await reportMissing(request.tx, request.house, { caseId: c.id, on: moment.on, at: moment.at, ...form.data })
  return done.kind === 'refused' ? again(refusal(done.because)) : seeOther(partUrl(c.id))
}

/** One of our own messages beside each field that the shape refuses. */
function messagesFor(error: Readonly<{ issues: readonly { path: readonly PropertyKey[] }[] }>, messages: Problems): Problems {
  return Object.fromEntries(error.issues.map(({ path }) => [String(path[0]), messages[String(path[0])] ?? t('problem.tooLong')]))
}

async function returnPage(request: Request): Promise<Reply> {
  const c = await writable(request)
  const episode = await episodeOf(request, c)
  if (episode.returnedAt !== null) return seeOther(partUrl(c.id))
  const fields = { ...dateBoxes('on', londonDateOf(request.now)), 'on-time': londonTimeOf(request.now).slice(11) }
  const body = <ReturnForm caseId={c.id} episodeId={episode.id} typed={fields} problems={{}} asksForPass={false} />
  return sheet(request, c, t('return.title'), {}, body)
}

async function recordBack(request: Request): Promise<Reply> {
  const c = await writable(request)
  const episode = await episodeOf(request, c)
  const fields = fieldsOf(request.body)
  const moment = momentTyped(request.body, 'on')
  const form = returnForm.safeParse({ kind: fields['kind'], how: fields['how'] })
  const again = (problems: Problems) =>
    sheet(
      request,
      c,
      t('return.title'),
      problems,
      <ReturnForm caseId={c.id} episodeId={episode.id} typed={fields} problems={problems} asksForPass={asksForPass(moment, fields)} />,
    )
  const problems = {
    ...problemsWith(moment, true),
    ...(form.success ? {} : messagesFor(form.error, { kind: t('problem.choose'), how: t('problem.choose') })),
  }
  if (moment.kind !== 'ok' || moment.at === null || !form.success || Object.keys(problems).length > 0) return again(problems)
  const done = await recordReturn(request.tx, request.house, episode.id, { ...form.data, at: moment.at })
  return done.kind === 'refused' ? again(refusal(done.because)) : seeOther(partUrl(c.id))
}

const interviewWords = ['ownWords', 'learned', 'next'] as const

/** The form of one interview, for two versions of it. */
const interviewTyped = (c: Case, episode: store.Episode): TypedIn => ({
  address: `${partUrl(c.id)}/${episode.id}/interview`,
  title: t('interview.title'),
  labels: {
    outcome: t('interview.outcome'),
    'on-day': t('interview.onDay'),
    'on-month': t('interview.onMonth'),
    'on-year': t('interview.onYear'),
    'on-time': t('report.time'),
    askedBy: t('interview.askedBy'),
    ownWords: t('interview.ownWords'),
    learned: t('interview.learned'),
    next: t('interview.next'),
  },
  valueShown: (name, value) => {
    const outcome = name === 'outcome' ? interviewOutcome.safeParse(value) : undefined
    return outcome?.success === true ? t(`outcome.${outcome.data}`) : value
  },
})

type InterviewShown = Readonly<{ kept: Kept; fields: Fields; problems: Problems; accounts: readonly string[] }>

function interviewSheet(request: Request, c: Case, episode: store.Episode, { kept, fields, problems, accounts }: InterviewShown) {
  const shown = { caseId: c.id, episodeId: episode.id, kept, typed: fields, problems, accounts }
  const pass = asksForPass(momentTyped(fields, 'on'), fields)
  return sheet(request, c, t('interview.title'), problems, <InterviewForm {...shown} asksForPass={pass} />)
}

async function interviewPage(request: Request): Promise<Reply> {
  const c = await writable(request)
  const episode = await episodeOf(request, c)
  const kept = await keptForm(request.tx, interviewTyped(c, episode).address)
  const fields = overlaid<Fields>(dateBoxes('on', londonDateOf(request.now)), kept)
  return interviewSheet(request, c, episode, { kept, fields, problems: {}, accounts: [] })
}

async function interview(request: Request): Promise<Reply> {
  const c = await writable(request)
  const episode = await episodeOf(request, c)
  const typedIn = interviewTyped(c, episode)
  const other = await typedElsewhere(request, typedIn)
  if (other !== undefined) return other
  const fields = fieldsOf(request.body)
  const moment = momentTyped(request.body, 'on')
  const form = interviewForm.safeParse({
    outcome: fields['outcome'],
    askedBy: fields['askedBy'] ?? '',
    ownWords: fields['ownWords'] ?? '',
    learned: fields['learned'] ?? '',
    next: fields['next'] ?? '',
  })
  const accounts = interviewWords.flatMap((name) => accountsIn(fields[name] ?? '').map((found) => [name, found] as const))
  const kept = await keptForm(request.tx, typedIn.address, request.body)
  const again = (problems: Problems) =>
    interviewSheet(request, c, episode, { kept, fields, problems, accounts: accounts.map(([, found]) => found) })
  const accountProblems =
    fields['notAnAccount'] === 'yes' ? {} : Object.fromEntries(accounts.map(([name, found]) => [name, t('interview.accounts', { found })]))
  const problems = {
    ...problemsWith(moment, false),
    ...(form.success ? {} : messagesFor(form.error, { outcome: t('problem.choose'), askedBy: t('problem.askedBy') })),
    ...accountProblems,
  }
  if (moment.kind !== 'ok' || !form.success || Object.keys(problems).length > 0) return again(problems)
  const done = await recordInterview(request.tx, request.house, episode, { ...form.data, on: moment.on, at: moment.at })
  if (done.kind === 'refused') return again(refusal(done.because))
  await forgetKept(request.tx, typedIn.address)
  return seeOther(partUrl(c.id))
}

async function withdraw(request: Request): Promise<Reply> {
  const c = await writable(request)
  const episode = await episodeOf(request, c)
  const because = typed(request.body, 'because').trim()
  if (because !== '') await withdrawMissing(request.tx, episode, because)
  return seeOther(`${partUrl(c.id)}#missing-${episode.id}`)
}
