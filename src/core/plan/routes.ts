import { problemsOf } from '../../platform/forms/index.ts'
import { mayOnCase } from '../access/may.ts'
import { belowCase, type Case, caseFor } from '../cases/index.ts'
import { type LocalDate, londonDateOf } from '../clocks/index.ts'
import { type FormBody, idParam, notThere, type Reply, type Request, type Routes, seeOther, typed, typedAll } from '../house/request.ts'
import { type DateTyped, dateTyped, type Problems } from '../pages/index.ts'
import { addAction, finishAction, moveAction, recordSupervision } from './owed.ts'
import { serviceProblem } from './rules.ts'
import { type Accepted, type ActionMove, actionEnd, actionForm, actionMove, type PlanText, planForm, planHeadings } from './schema.ts'
import { type Action, actionsOf, colleaguesOf, insertService, planOf, type Service, savePlan, servicesOf, updateService } from './store.ts'
import { t } from './texts.ts'
import {
  ActionEndForm,
  ActionForm,
  ActionMoveForm,
  actionAsTyped,
  PlanForm,
  ServiceForm,
  SupervisionForm,
  serviceAsTyped,
} from './views.tsx'

type Shown = Readonly<{ body: FormBody; problems: Problems }>
const blank: Shown = { body: {}, problems: {} }

export function planRoutes(route: Routes): void {
  route.get('/cases/:id/plan/edit', 'plan.read', async (request) => {
    const c = await writable(request)
    const plan = await planOf(request.tx, c.id)
    return below(
      request,
      c,
      PlanForm({ base: baseOf(c), problems: {}, body: planAsTyped(plan), version: plan?.version ?? 0, theirs: undefined }),
    )
  })
  route.post('/cases/:id/plan/edit', 'plan.changed', changePlan)
  route.get('/cases/:id/plan/actions/new', 'plan.read', (request) => actionPage(request, blank))
  route.post('/cases/:id/plan/actions/new', 'plan.action_added', receiveAction)
  route.get('/cases/:id/plan/actions/:action', 'plan.read', async (request) => {
    const c = await writable(request)
    const action = await actionOf(request, c)
    return action.state === 'open' ? below(request, c, ActionEndForm({ base: baseOf(c), ...blank, action })) : seeOther(baseOf(c))
  })
  route.post('/cases/:id/plan/actions/:action', 'plan.action_ended', endOfAction)
  route.get('/cases/:id/plan/actions/:action/move', 'plan.read', async (request) => {
    const c = await writable(request)
    const action = await actionOf(request, c)
    return action.state === 'open' ? movePage(request, c, action, { body: actionAsTyped(action), problems: {} }) : seeOther(baseOf(c))
  })
  route.post('/cases/:id/plan/actions/:action/move', 'plan.action_moved', receiveMove)
  route.get('/cases/:id/plan/services/new', 'plan.read', async (request) => {
    const c = await writable(request)
    return below(request, c, ServiceForm({ base: baseOf(c), ...blank, service: undefined }))
  })
  route.post('/cases/:id/plan/services/new', 'plan.service_asked', addService)
  route.get('/cases/:id/plan/services/:service', 'plan.read', async (request) => {
    const c = await writable(request)
    const service = await serviceOf(request, c)
    return below(request, c, ServiceForm({ base: baseOf(c), body: serviceAsTyped(service), problems: {}, service }))
  })
  route.post('/cases/:id/plan/services/:service', 'plan.service_changed', changeService)
  route.get('/cases/:id/plan/supervision/new', 'plan.read', (request) => supervisionPage(request, blank))
  route.post('/cases/:id/plan/supervision/new', 'plan.supervision_recorded', addSupervision)
}

function planAsTyped(plan: PlanText | undefined): FormBody {
  return Object.fromEntries(planHeadings.map((name) => [name, plan?.[name] ?? '']))
}

const baseOf = (c: Case) => `/cases/${c.id}/plan`

/** The case, while it is open, for somebody who may write its plan. The database refuses the others too; this spares them an empty form. */
async function writable(request: Request): Promise<Case> {
  const c = await caseFor(request, idParam(request))
  return c.state !== 'closed' && (await mayOnCase(request.tx, c.id, 'plan', 'write')) ? c : notThere()
}

function below(request: Request, c: Case, body: ReturnType<typeof PlanForm>, status?: number): Promise<Reply> {
  return belowCase(request, c, {
    title: t('heading'),
    back: { href: baseOf(c), text: t('back') },
    body,
    ...(status === undefined ? {} : { status }),
  })
}

async function changePlan(request: Request): Promise<Reply> {
  const { tx, body } = request
  const c = await writable(request)
  const version = Number(typed(body, 'version')) || 0
  const form = planForm.safeParse(Object.fromEntries(planHeadings.map((name) => [name, typed(body, name)])))
  if (!form.success)
    return below(request, c, PlanForm({ base: baseOf(c), body, problems: problemsOf(form.error), version, theirs: undefined }), 422)
  if (await savePlan(tx, c.id, version, form.data)) return seeOther(baseOf(c))
  const theirs = (await planOf(tx, c.id)) ?? notThere()
  return below(request, c, PlanForm({ base: baseOf(c), body, problems: {}, version: theirs.version, theirs }), 409)
}

async function actionPage(request: Request, shown: Shown, status?: number): Promise<Reply> {
  const c = await writable(request)
  return below(request, c, ActionForm({ base: baseOf(c), ...shown, colleagues: await colleaguesOf(request.tx, c.id) }), status)
}

async function receiveAction(request: Request): Promise<Reply> {
  const { tx, body } = request
  const c = await writable(request)
  const due = dateTyped(body, 'dueOn')
  const form = actionForm.safeParse({
    what: typed(body, 'what'),
    ...ownerTyped(body),
    dueOn: due.kind === 'ok' ? due.date : '0001-01-01',
    askedByThem: typedAll(body, 'askedByThem').includes('yes'),
  })
  const problems: Record<string, string> = {
    ...(form.success ? {} : problemsOf(form.error)),
    ...(due.kind === 'ok' ? {} : { dueOn: t('problem.due') }),
    ...ownerProblem(body),
  }
  if (!form.success || Object.keys(problems).length > 0) return actionPage(request, { body, problems }, 422)
  await addAction(tx, c.id, form.data)
  return seeOther(baseOf(c))
}

type Moving = Shown & Readonly<{ isLate?: boolean }>

async function movePage(request: Request, c: Case, action: Action, shown: Moving, status?: number): Promise<Reply> {
  const colleagues = await colleaguesOf(request.tx, c.id)
  return below(request, c, ActionMoveForm({ base: baseOf(c), ...shown, action, colleagues }), status)
}

async function receiveMove(request: Request): Promise<Reply> {
  const { tx, body, actor } = request
  const c = await writable(request)
  const action = await actionOf(request, c)
  if (action.state !== 'open') return movePage(request, c, action, { body, problems: {}, isLate: true }, 409)
  const due = dateTyped(body, 'dueOn')
  const form = actionMove.safeParse({
    ...ownerTyped(body),
    dueOn: due.kind === 'ok' ? due.date : '0001-01-01',
    because: typed(body, 'because'),
  })
  const problems: Record<string, string> = {
    ...(form.success ? {} : problemsOf(form.error)),
    ...(due.kind === 'ok' ? {} : { dueOn: t('problem.due') }),
    ...ownerProblem(body),
  }
  if (form.success && isSame(action, form.data)) problems.dueOn ??= t('problem.moveNothing')
  if (!form.success || Object.keys(problems).length > 0) return movePage(request, c, action, { body, problems }, 422)
  const move = { ...form.data, version: Number(typed(body, 'version')) }
  if (await moveAction(tx, c.id, action, move, actor.postId)) return seeOther(baseOf(c))
  return movePage(request, c, action, { body, problems: {}, isLate: true }, 409)
}

function isSame(action: Action, move: ActionMove): boolean {
  return move.ownerPostId === action.ownerPostId && move.ownerWords === action.ownerWords && move.dueOn === action.dueOn
}

/** A colleague, or somebody else in words. */
function ownerTyped(body: FormBody): Readonly<{ ownerPostId: string | null; ownerWords: string }> {
  const owner = typed(body, 'ownerPostId')
  return { ownerPostId: owner === '' || owner === 'else' ? null : owner, ownerWords: owner === 'else' ? typed(body, 'ownerWords') : '' }
}

function ownerProblem(body: FormBody): Problems {
  return typed(body, 'ownerPostId') === 'else' && typed(body, 'ownerWords').trim() === '' ? { ownerWords: t('problem.owner') } : {}
}

async function actionOf({ tx, params }: Request, c: Case): Promise<Action> {
  return (await actionsOf(tx, c.id)).find((action) => action.id === params.action) ?? notThere()
}

async function endOfAction(request: Request): Promise<Reply> {
  const { tx, body, now } = request
  const c = await writable(request)
  const action = await actionOf(request, c)
  const form = actionEnd.safeParse({ state: typed(body, 'state'), how: typed(body, 'how') })
  if (!form.success) {
    const problems = { ...problemsOf(form.error), ...(typed(body, 'state') === '' ? { state: t('problem.state') } : {}) }
    return below(request, c, ActionEndForm({ base: baseOf(c), body, problems, action }), 422)
  }
  if (!(await finishAction(tx, c.id, action.id, { ...form.data, version: Number(typed(body, 'version')) }, now)))
    return below(request, c, ActionEndForm({ base: baseOf(c), body, problems: {}, action, isLate: true }), 409)
  return seeOther(baseOf(c))
}

async function addService(request: Request): Promise<Reply> {
  const { tx, body } = request
  const c = await writable(request)
  const today = londonDateOf(request.now)
  const asked = dateTyped(body, 'askedOn')
  const name = typed(body, 'service').trim()
  const problems: Record<string, string> = {}
  if (name === '') problems.service = t('problem.service')
  if (asked.kind !== 'ok') problems.askedOn = t('problem.day')
  else if (asked.date > today) problems.askedOn = t('problem.future')
  if (asked.kind !== 'ok' || Object.keys(problems).length > 0) {
    return below(request, c, ServiceForm({ base: baseOf(c), body, problems, service: undefined }), 422)
  }
  await insertService(tx, c.id, name, asked.date)
  return seeOther(baseOf(c))
}

async function serviceOf({ tx, params }: Request, c: Case): Promise<Service> {
  return (await servicesOf(tx, c.id)).find((service) => service.id === params.service) ?? notThere()
}

async function changeService(request: Request): Promise<Reply> {
  const { tx, body, now } = request
  const c = await writable(request)
  const service = await serviceOf(request, c)
  const days = { acceptedOn: dateTyped(body, 'acceptedOn'), firstMetOn: dateTyped(body, 'firstMetOn'), endedOn: dateTyped(body, 'endedOn') }
  const accepted = acceptedOf(typed(body, 'accepted'))
  const change = {
    accepted,
    acceptedOn: dayOf(days.acceptedOn),
    firstMetOn: dayOf(days.firstMetOn),
    endedOn: dayOf(days.endedOn),
    endedBecause: typed(body, 'endedBecause').trim(),
  }
  const problems: Record<string, string> = {}
  const wrong = serviceProblem({ askedOn: service.askedOn, ...change }, londonDateOf(now))
  if (wrong !== undefined) problems[wrong.field] = t(`problem.${wrong.because}`)
  for (const [name, day] of Object.entries(days)) if (day.kind === 'wrong') problems[name] = t('problem.day')
  if (change.endedOn !== null && change.endedBecause === '') problems.endedBecause = t('problem.endedBecause')
  if (Object.keys(problems).length > 0) return below(request, c, ServiceForm({ base: baseOf(c), body, problems, service }), 422)
  if (await updateService(tx, c.id, service.id, Number(typed(body, 'version')), change)) return seeOther(baseOf(c))
  return below(request, c, ServiceForm({ base: baseOf(c), body, problems: {}, service, isLate: true }), 409)
}

function acceptedOf(text: string): Accepted {
  return text === 'yes' || text === 'no' ? text : 'unknown'
}

function dayOf(day: DateTyped): LocalDate | null {
  return day.kind === 'ok' ? day.date : null
}

async function supervisionPage(request: Request, shown: Shown, status?: number): Promise<Reply> {
  const c = await writable(request)
  return below(request, c, SupervisionForm({ base: baseOf(c), ...shown, colleagues: await colleaguesOf(request.tx, c.id) }), status)
}

async function addSupervision(request: Request): Promise<Reply> {
  const { tx, body, now } = request
  const c = await writable(request)
  const held = dateTyped(body, 'heldOn')
  const next = dateTyped(body, 'nextOn')
  const decided = typed(body, 'decided').trim()
  const colleagues = await colleaguesOf(tx, c.id)
  const withPost = colleagues.find(({ postId }) => postId === typed(body, 'withPostId'))
  const problems: Record<string, string> = {}
  if (held.kind !== 'ok') problems.heldOn = t('problem.day')
  else if (held.date > londonDateOf(now)) problems.heldOn = t('problem.future')
  if (withPost === undefined) problems.withPostId = t('problem.with')
  if (decided === '') problems.decided = t('problem.decided')
  if (next.kind === 'wrong') problems.nextOn = t('problem.day')
  if (next.kind === 'ok' && held.kind === 'ok' && next.date <= held.date) problems.nextOn = t('problem.nextLater')
  if (held.kind !== 'ok' || withPost === undefined || Object.keys(problems).length > 0)
    return supervisionPage(request, { body, problems }, 422)

  await recordSupervision(
    tx,
    { caseId: c.id, workerPostId: c.workerPostId },
    { heldOn: held.date, withPostId: withPost.postId, decided, nextOn: dayOf(next) },
    now,
  )
  return seeOther(baseOf(c))
}
