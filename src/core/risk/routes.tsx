import type { VNode } from 'preact'
import { forgetKept, keptForm, overlaid } from '../../platform/forms/index.ts'
import { showDate, showDay } from '../../platform/texts/dates.ts'
import { can } from '../access/identity.ts'
import { mayOnCase } from '../access/may.ts'
import { belowCase, type Case, caseFor } from '../cases/index.ts'
import { CalendarEndsError, londonDateOf } from '../clocks/index.ts'
import { idParam, notThere, type Reply, type Request, type Routes, seeOther, typed } from '../house/request.ts'
import { dateTyped, type Problems, savesAsTyped, type TypedIn, typedElsewhere } from '../pages/index.ts'
import { adultRoutes } from './adults.tsx'
import { countersign, decide, hasPncPrompt, needsCountersign, recordAdvice, suggestionFor } from './assess.ts'
import { answerQuestions, beginQuestions, forgetQuestionsDraft, goOnAt, questionsDraft } from './questions.tsx'
import { isRecheckAllowed, pncRecheckDeadline, REASON_MIN_CHARACTERS } from './rules.ts'
import { countersignForm, decisionForm, isReasonLongEnough, judgementForm, pncForm, strengthForm } from './schema.ts'
import { mayCountersign } from './section.tsx'
import * as store from './store.ts'
import { t } from './texts.ts'
import { AssessmentPage, BeginQuestions, DecideForm, JudgeForm, PncForm, type Typed } from './views.tsx'

export function riskRoutes(route: Routes): void {
  adultRoutes(route)
  const assessing = { capability: 'risk.assess' }
  route.get('/cases/:id/risk/new', 'risk.judge.open', judgePage, assessing)
  route.post('/cases/:id/risk/new', 'risk.judge', judge, assessing)
  savesAsTyped(route, '/cases/:id/risk/new', 'risk.draft_saved', assessing)
  savesAsTyped(route, '/cases/:id/risk/:assessment/decide', 'risk.draft_saved', assessing)
  route.get('/cases/:id/risk/pnc', 'risk.pnc.open', pncPage, assessing)
  route.post('/cases/:id/risk/pnc', 'risk.pnc.record', recordPnc, assessing)
  route.post('/cases/:id/risk/pnc/:advice/remove', 'risk.pnc.remove', removePnc, assessing)
  route.post('/cases/:id/risk/strengths', 'risk.strength.add', addStrength, assessing)
  route.post('/cases/:id/risk/strengths/:strength/end', 'risk.strength.end', endStrength, assessing)
  route.get('/cases/:id/risk/:assessment', 'risk.assessment.read', readPage)
  const questions = '/cases/:id/risk/:assessment/questions'
  route.get(questions, 'risk.questions.open', questionsPage, assessing)
  route.post(questions, 'risk.questions.begin', begin, assessing)
  route.get(`${questions}/:draft/check`, 'risk.questions.open', inQuestions('check'), assessing)
  route.post(`${questions}/:draft/check`, 'risk.questions.answer', inQuestions('send'), assessing)
  route.get(`${questions}/:draft/:page`, 'risk.questions.open', inQuestions('show'), assessing)
  route.post(`${questions}/:draft/:page`, 'risk.questions.draft_saved', inQuestions('post'), assessing)
  route.post(`${questions}/:draft/:page/save`, 'risk.questions.draft_saved', inQuestions('autosave'), assessing)
  route.get('/cases/:id/risk/:assessment/decide', 'risk.decide.open', decidePage, assessing)
  route.post('/cases/:id/risk/:assessment/decide', 'risk.decide', decideLevel, assessing)
  route.post('/cases/:id/risk/:assessment/abandon', 'risk.abandon', abandon, assessing)
  route.post('/cases/:id/risk/:assessment/countersign', 'risk.countersign', sign, { capability: 'risk.countersign' })
}

const partUrl = (caseId: string) => `/cases/${caseId}/risk`

/** The case, with its risk named to the audit. */
async function riskCase(request: Request, how: 'read' | 'write'): Promise<Case> {
  const c = await caseFor(request, idParam(request))
  if (!(await mayOnCase(request.tx, c.id, 'risk', how))) return notThere()
  if (how === 'write' && (c.state === 'closed' || c.kind === 'adult')) return notThere()
  request.audit.about('case', c.id, { caseId: c.id, classes: ['risk'] })
  return c
}

async function assessmentIn(request: Request, c: Case): Promise<store.Assessment> {
  const found = await store.findAssessment(request.tx, idParam(request, 'assessment'))
  return found === undefined || found.caseId !== c.id ? notThere() : found
}

function typedIn(request: Request): Typed {
  return Object.fromEntries(Object.keys(request.body).map((name) => [name, typed(request.body, name)]))
}

function sheet(request: Request, c: Case, title: string, problems: Problems, body: VNode): Promise<Reply> {
  const status = Object.keys(problems).length === 0 ? 200 : 422
  return belowCase(request, c, { title, back: { href: partUrl(c.id), text: t('back') }, status, body })
}

type Issues = Readonly<{ issues: readonly { path: readonly PropertyKey[] }[] }>
function messagesFor(error: Issues, messages: Problems): Problems {
  return Object.fromEntries(error.issues.map(({ path }) => [String(path[0]), messages[String(path[0])] ?? t('problem.tooLong')]))
}

/** The confirmed assessment before this one, with its answers: what "last time" means. */
async function lastTime(
  request: Request,
  a: store.Assessment | undefined,
  caseId: string,
): Promise<{ date: string; answers: store.Answers } | undefined> {
  const confirmed = (await store.assessmentsOf(request.tx, caseId)).filter(
    (one) => one.confirmedAt !== null && one.id !== a?.id && (a?.confirmedAt == null || one.confirmedAt < a.confirmedAt),
  )
  const [latest] = confirmed
  if (latest === undefined || latest.confirmedAt === null) return undefined
  return { date: showDay(latest.confirmedAt), answers: await store.answersOf(request.tx, latest.id) }
}

// ── judge first ─────────────────────────────────────────────────────────────────────────────────────────────────────

async function judgePage(request: Request): Promise<Reply> {
  const c = await riskCase(request, 'write')
  const open = (await store.assessmentsOf(request.tx, c.id)).find((one) => one.state === 'draft' || one.state === 'waiting_for_countersign')
  if (open !== undefined) return seeOther(partUrl(c.id))
  const kept = await keptForm(request.tx, judgeForm(c.id).address)
  return judgeSheet(request, c, overlaid({}, kept), {})
}

/** The words of both forms, for when two windows typed different things. */
const labels = () => ({ level: t('decide.level'), because: t('judge.because'), changed: t('decide.changed') })
const judgeForm = (caseId: string): TypedIn => ({ address: `${partUrl(caseId)}/new`, title: t('judge.title'), labels: labels() })
const decideForm = (a: store.Assessment): TypedIn => ({
  address: `${partUrl(a.caseId)}/${a.id}/decide`,
  title: t('decide.title'),
  labels: labels(),
})

async function judgeSheet(request: Request, c: Case, fields: Typed, problems: Problems): Promise<Reply> {
  const { tx, now } = request
  return sheet(
    request,
    c,
    t('judge.title'),
    problems,
    <JudgeForm
      caseId={c.id}
      kept={await keptForm(tx, judgeForm(c.id).address, request.body)}
      typed={fields}
      problems={problems}
      strengths={await store.strengthsOf(tx, c.id)}
      canCarry={(await lastTime(request, undefined, c.id)) !== undefined}
      pncPrompts={await hasPncPrompt(tx, c.id, now)}
    />,
  )
}

async function judge(request: Request): Promise<Reply> {
  const { tx, house } = request
  const c = await riskCase(request, 'write')
  const other = await typedElsewhere(request, judgeForm(c.id))
  if (other !== undefined) return other
  const fields = typedIn(request)
  const form = judgementForm.safeParse({ level: fields['level'], because: fields['because'] ?? '' })
  if (!form.success)
    return judgeSheet(request, c, fields, messagesFor(form.error, { level: t('problem.level'), because: t('problem.because') }))
  const begun = await store.beginAssessment(tx, { caseId: c.id, policyVersion: house.reference.risk.version, ...form.data })
  if (begun.kind === 'refused') return judgeSheet(request, c, fields, { level: t(`problem.${begun.because}`) })
  await forgetKept(tx, judgeForm(c.id).address)
  const a = (await store.findAssessment(tx, begun.value)) ?? notThere()
  const last = fields['carry'] === 'yes' ? await lastTime(request, a, c.id) : undefined
  return seeOther(await beginQuestions(tx, a, last?.answers))
}

// ── the questions ───────────────────────────────────────────────────────────────────────────────────────────────────

/** A draft that is still to be answered or decided; anything else is shown as it stands. */
async function draftIn(request: Request): Promise<{ c: Case; a: store.Assessment } | { elsewhere: Reply }> {
  const c = await riskCase(request, 'write')
  const a = await assessmentIn(request, c)
  return a.state === 'draft' ? { c, a } : { elsewhere: seeOther(`${partUrl(c.id)}/${a.id}`) }
}

async function questionsPage(request: Request): Promise<Reply> {
  const draft = await draftIn(request)
  if ('elsewhere' in draft) return draft.elsewhere
  const { c, a } = draft
  const begun = await questionsDraft(request.tx, a)
  if (begun !== undefined) return seeOther(goOnAt(a, begun.id))
  const policy = await store.riskPolicyOf(request.tx, a.policyVersion)
  const canCarry = a.answeredAt === null && (await lastTime(request, a, c.id)) !== undefined
  const body = <BeginQuestions assessment={a} steps={Object.keys(policy.domains).length} canCarry={canCarry} />
  return sheet(request, c, t('questions.title'), {}, body)
}

async function begin(request: Request): Promise<Reply> {
  const draft = await draftIn(request)
  if ('elsewhere' in draft) return draft.elsewhere
  const { c, a } = draft
  const begun = await questionsDraft(request.tx, a)
  if (begun !== undefined) return seeOther(goOnAt(a, begun.id))
  const last = typed(request.body, 'carry') === 'yes' ? await lastTime(request, a, c.id) : undefined
  return seeOther(await beginQuestions(request.tx, a, last?.answers))
}

/** A step of the questions, for an assessment that is still to be answered. */
function inQuestions(which: Parameters<typeof answerQuestions>[2]) {
  return async (request: Request): Promise<Reply> => {
    const draft = await draftIn(request)
    if ('elsewhere' in draft) return draft.elsewhere
    const last = await lastTime(request, draft.a, draft.c.id)
    return answerQuestions(request, { ...draft, last: last?.answers }, which)
  }
}

// ── the decision ────────────────────────────────────────────────────────────────────────────────────────────────────

async function decidePage(request: Request): Promise<Reply> {
  const draft = await draftIn(request)
  if ('elsewhere' in draft) return draft.elsewhere
  const { c, a } = draft
  if (a.answeredAt === null) return seeOther(`${partUrl(c.id)}/${a.id}/questions`)
  const kept = await keptForm(request.tx, decideForm(a).address)
  const begin = { level: a.decidedLevel ?? a.judgedLevel, because: a.decidedBecause ?? a.judgedBecause, changed: a.changedSince }
  return decideSheet(request, c, a, overlaid(begin, kept), {}, false)
}

async function decideSheet(
  request: Request,
  c: Case,
  a: store.Assessment,
  fields: Typed,
  problems: Problems,
  isConflict: boolean,
): Promise<Reply> {
  const { policy, answers, suggestion } = await suggestionFor(request.tx, a)
  return belowCase(request, c, {
    title: t('decide.title'),
    back: { href: partUrl(c.id), text: t('back') },
    status: isConflict ? 409 : Object.keys(problems).length === 0 ? 200 : 422,
    body: (
      <DecideForm
        caseId={c.id}
        kept={await keptForm(request.tx, decideForm(a).address, request.body)}
        assessment={a}
        policy={policy}
        answers={answers}
        suggestion={suggestion}
        last={await lastTime(request, a, c.id)}
        pncPrompts={await hasPncPrompt(request.tx, c.id, request.now)}
        typed={fields}
        problems={problems}
        isConflict={isConflict}
      />
    ),
  })
}

async function decideLevel(request: Request): Promise<Reply> {
  const { tx, house } = request
  const draft = await draftIn(request)
  if ('elsewhere' in draft) return draft.elsewhere
  const { c, a } = draft
  const other = await typedElsewhere(request, decideForm(a))
  if (other !== undefined) return other
  const fields = typedIn(request)
  const form = decisionForm.safeParse({ level: fields['level'], because: fields['because'] ?? '', changed: fields['changed'] ?? '' })
  if (!form.success)
    return decideSheet(request, c, a, fields, messagesFor(form.error, { level: t('problem.level'), because: t('problem.because') }), false)
  const { suggestion } = await suggestionFor(tx, a)
  if (needsCountersign(suggestion.suggestion, form.data.level) && !isReasonLongEnough(form.data.because))
    return decideSheet(request, c, a, fields, { because: t('problem.shortReason', { count: REASON_MIN_CHARACTERS }) }, false)
  const done = await decide(tx, house, a, Number(fields['version']) || 0, form.data)
  if (done.kind === 'refused') return decideSheet(request, c, a, fields, { level: t(`problem.${done.because}`) }, false)
  if (!done.value) return decideSheet(request, c, a, fields, {}, true)
  await forgetKept(tx, decideForm(a).address)
  return seeOther(partUrl(c.id))
}

async function abandon(request: Request): Promise<Reply> {
  const draft = await draftIn(request)
  if ('elsewhere' in draft) return draft.elsewhere
  await store.abandonAssessment(request.tx, draft.a.id)
  await forgetQuestionsDraft(request.tx, draft.a)
  return seeOther(partUrl(draft.c.id))
}

// ── reading and signing ─────────────────────────────────────────────────────────────────────────────────────────────

async function readPage(request: Request): Promise<Reply> {
  const c = await riskCase(request, 'read')
  return readSheet(request, c, await assessmentIn(request, c), {}, {})
}

async function readSheet(request: Request, c: Case, a: store.Assessment, fields: Typed, problems: Problems): Promise<Reply> {
  const { tx, actor } = request
  const isOwn = a.state === 'waiting_for_countersign' && can(actor, 'risk.countersign') && !mayCountersign(actor, a)
  return sheet(
    request,
    c,
    t('read.title', { date: showDay(a.decidedAt ?? a.begunAt) }),
    problems,
    <AssessmentPage
      caseId={c.id}
      assessment={a}
      policy={await store.riskPolicyOf(tx, a.policyVersion)}
      answers={await store.answersOf(tx, a.id)}
      last={await lastTime(request, a, c.id)}
      sign={mayCountersign(actor, a) ? 'may' : isOwn ? 'own' : 'no'}
      typed={fields}
      problems={problems}
    />,
  )
}

async function sign(request: Request): Promise<Reply> {
  const c = await riskCase(request, 'read')
  const a = await assessmentIn(request, c)
  const fields = typedIn(request)
  const form = countersignForm.safeParse({ outcome: fields['outcome'], note: fields['note'] ?? '' })
  if (!form.success)
    return readSheet(request, c, a, fields, messagesFor(form.error, { outcome: t('problem.choose'), note: t('problem.because') }))
  const done = await countersign(request.tx, request.house, a, form.data.outcome, form.data.note)
  return done.kind === 'refused' ? readSheet(request, c, a, fields, { outcome: t(`problem.${done.because}`) }) : seeOther(partUrl(c.id))
}

// ── strengths, and what the police advised ──────────────────────────────────────────────────────────────────────────

async function addStrength(request: Request): Promise<Reply> {
  const c = await riskCase(request, 'write')
  const form = strengthForm.safeParse({ kind: typed(request.body, 'kind'), said: typed(request.body, 'said') })
  // one line without a text: back to the page, nothing added
  if (form.success) await store.addStrength(request.tx, c.id, form.data.kind, form.data.said)
  return seeOther(partUrl(c.id))
}

async function endStrength(request: Request): Promise<Reply> {
  const c = await riskCase(request, 'write')
  const because = typed(request.body, 'because').trim()
  if (because !== '') await store.endStrength(request.tx, idParam(request, 'strength'), because)
  return seeOther(partUrl(c.id))
}

async function pncPage(request: Request): Promise<Reply> {
  const c = await riskCase(request, 'write')
  return sheet(request, c, t('pnc.title'), {}, <PncForm caseId={c.id} typed={{}} problems={{}} />)
}

async function recordPnc(request: Request): Promise<Reply> {
  const c = await riskCase(request, 'write')
  const fields = typedIn(request)
  const again = (problems: Problems) =>
    sheet(request, c, t('pnc.title'), problems, <PncForm caseId={c.id} typed={fields} problems={problems} />)
  const on = dateTyped(request.body, 'on')
  const reviewBy = dateTyped(request.body, 'review')
  const form = pncForm.safeParse({
    advised: fields['advised'],
    name: fields['name'] ?? '',
    role: fields['role'] ?? '',
    on: on.kind === 'ok' ? on.date : '',
    reviewBy: reviewBy.kind === 'ok' ? reviewBy.date : '',
  })
  if (!form.success) {
    const messages = {
      advised: t('problem.choose'),
      name: t('problem.name'),
      role: t('problem.role'),
      on: t('problem.date'),
      reviewBy: t('problem.date'),
    }
    const { on: onProblem, reviewBy: reviewProblem, ...others } = messagesFor(form.error, messages)
    return again({
      ...others,
      ...(onProblem === undefined ? {} : { 'on-day': onProblem }),
      ...(reviewProblem === undefined ? {} : { 'review-day': reviewProblem }),
    })
  }
  if (form.data.on > londonDateOf(request.now)) return again({ 'on-day': t('problem.future') })
  const problem = reviewProblemOf(request, form.data)
  if (problem !== undefined) return again({ 'review-day': problem })
  await recordAdvice(request.tx, request.house, c.id, form.data)
  return seeOther(partUrl(c.id))
}

/** The day to ask again lies between the advice and six months after it (law R69). */
function reviewProblemOf({ house }: Request, { on, reviewBy }: Readonly<{ on: string; reviewBy: string }>): string | undefined {
  const { clocks, calendar } = house.reference
  try {
    if (isRecheckAllowed(reviewBy, on, clocks, calendar)) return undefined
    return t('problem.reviewBy', { date: showDate(pncRecheckDeadline(on, clocks, calendar).dueOn) })
  } catch (error) {
    if (error instanceof CalendarEndsError) return t('problem.noCalendar')
    throw error
  }
}

async function removePnc(request: Request): Promise<Reply> {
  const c = await riskCase(request, 'write')
  const because = typed(request.body, 'because').trim()
  if (because !== '') await store.removePncAdvice(request.tx, idParam(request, 'advice'), because)
  return seeOther(partUrl(c.id))
}
