import { belowCase, caseFor } from '../cases/index.ts'
import { accountsIn } from '../cases/rules.ts'
import { londonDateOf, londonTimeOf } from '../clocks/index.ts'
import { type FormBody, idParam, notThere, type Reply, type Request, type Routes, seeOther, typed } from '../house/request.ts'
import { dateBoxes, type MomentTyped, momentTyped, type Problems } from '../pages/index.ts'
import { refreshVisitClock } from './clock.ts'
import { isOvertime, visitOutcome } from './rules.ts'
import { placeKind } from './schema.ts'
import * as store from './store.ts'
import { t } from './texts.ts'
import { ClosedPage, PlanForm, type Typed, VisitForm } from './views.tsx'

export function visitRoutes(route: Routes): void {
  route.get('/cases/:id/visits/new', 'visit.open', newVisitPage)
  route.post('/cases/:id/visits/new', 'visit.record', recordVisit)
  route.get('/cases/:id/visits/plan', 'visit.plan.open', planPage)
  route.post('/cases/:id/visits/plan', 'visit.plan', planVisit)
  route.post('/cases/:id/visits/:visit/withdraw', 'visit.withdraw', withdrawVisit)
}

const visitsUrl = (caseId: string) => `/cases/${caseId}/visits`
const backToVisits = (caseId: string) => ({ href: visitsUrl(caseId), text: t('back') })
const wordFields = ['ownWords', 'seen', 'next'] as const

/** Everything that was typed, as it goes back onto the page. */
function typedIn(body: FormBody): Typed {
  return Object.fromEntries(Object.keys(body).map((name) => [name, typed(body, name)]))
}

async function newVisitPage(request: Request): Promise<Reply> {
  const { tx, query, now, actor } = request
  const caseId = idParam(request)
  const c = await caseFor(request, caseId)
  if (!(await store.mayOnCase(tx, caseId, 'plan', 'write'))) return notThere()
  if (c.state === 'closed') return belowCase(request, c, { title: t('new.title'), back: backToVisits(caseId), body: <ClosedPage /> })
  const planned = query['planned'] === undefined ? undefined : await plannedOf(request, caseId, query['planned'])
  const when = planned?.plannedFor ?? now
  const fields: Typed = {
    ...dateBoxes('on', londonDateOf(when)),
    'on-time': planned === undefined ? '' : londonTimeOf(when).slice(11),
    place: planned?.place ?? 'home',
    visitor: planned?.visitorPostId ?? actor.postId,
  }
  return visitForm(request, c, { fields, plannedId: planned?.id ?? null, problems: {} })
}

/** A planned visit of this case that has no outcome yet; anything else in the address is as if nothing stood there. */
async function plannedOf({ tx }: Request, caseId: string, id: string): Promise<store.Visit | undefined> {
  const visit = /^[0-9a-f-]{36}$/.test(id) ? await store.findVisit(tx, id) : undefined
  return visit?.caseId === caseId && visit.state === 'planned' ? visit : undefined
}

type Shown = Readonly<{ fields: Typed; plannedId: string | null; problems: Problems; asksForPass?: boolean; accounts?: readonly string[] }>

async function visitForm(request: Request, c: Awaited<ReturnType<typeof caseFor>>, shown: Shown): Promise<Reply> {
  return belowCase(request, c, {
    title: t('new.title'),
    back: backToVisits(c.id),
    status: Object.keys(shown.problems).length === 0 ? 200 : 422,
    body: (
      <VisitForm
        caseId={c.id}
        plannedId={shown.plannedId}
        colleagues={await store.visitorsFor(request.tx, c.id)}
        typed={shown.fields}
        problems={shown.problems}
        asksForPass={shown.asksForPass ?? false}
        accounts={shown.accounts ?? []}
      />
    ),
  })
}

async function recordVisit(request: Request): Promise<Reply> {
  const { tx, body, house, audit } = request
  const caseId = idParam(request)
  const c = await caseFor(request, caseId)
  if (c.state === 'closed')
    return belowCase(request, c, { title: t('new.title'), back: backToVisits(caseId), body: <ClosedPage />, status: 422 })
  const moment = momentTyped(body, 'on')
  const fields = typedIn(body)
  const read = readVisit(fields, moment, request.now)
  const plannedId = (await plannedOf(request, caseId, fields['planned'] ?? ''))?.id ?? null
  const accounts = wordFields.flatMap((name) => accountsIn(fields[name] ?? ''))
  const problems: Problems = { ...read.problems, ...(fields['notAnAccount'] === 'yes' ? {} : accountProblems(fields)) }
  const back = { fields, plannedId, asksForPass: moment.kind === 'ambiguous' || (fields['on-pass'] ?? '') !== '', accounts }
  if (Object.keys(problems).length > 0 || read.kind === 'not_right') return visitForm(request, c, { ...back, problems })

  const colleagues = await store.visitorsFor(tx, caseId)
  if (!colleagues.some(({ postId }) => postId === read.visitor))
    return visitForm(request, c, { ...back, problems: { visitor: t('problem.who') } })
  const saved = await store.insertVisit(tx, {
    caseId,
    plannedId,
    outcome: read.outcome,
    on: read.on,
    at: read.at,
    place: read.place,
    visitorPostId: read.visitor,
    overtime: read.at === null ? 'unknown' : isOvertime(read.at, house.reference.visits, house.reference.calendar) ? 'yes' : 'no',
    ownWords: (fields['ownWords'] ?? '').trim(),
    seen: (fields['seen'] ?? '').trim(),
    next: (fields['next'] ?? '').trim(),
  })
  if (saved.kind === 'refused') return visitForm(request, c, { ...back, problems: { 'on-day': refusalText(saved.because) } })
  await refreshVisitClock(tx, house.reference, caseId, 'a visit was recorded')
  audit.fields(['visit'])
  return seeOther(visitsUrl(caseId))
}

type ReadVisit =
  | Readonly<{
      kind: 'ok'
      problems: Problems
      outcome: (typeof visitOutcome.options)[number]
      on: string
      at: Date | null
      place: (typeof placeKind.options)[number]
      visitor: string
    }>
  | Readonly<{ kind: 'not_right'; problems: Problems }>

function readVisit(fields: Typed, moment: MomentTyped, now: Date): ReadVisit {
  const outcome = visitOutcome.safeParse(fields['outcome'])
  const place = placeKind.safeParse(fields['place'])
  const problems: Problems = {
    ...(outcome.success ? {} : { outcome: t('problem.outcome') }),
    ...momentProblems(moment, 'past', now),
  }
  if (!outcome.success || moment.kind !== 'ok' || Object.keys(problems).length > 0) return { kind: 'not_right', problems }
  return {
    kind: 'ok',
    problems,
    outcome: outcome.data,
    on: moment.on,
    at: moment.at,
    place: place.success ? place.data : 'unknown',
    visitor: fields['visitor'] ?? '',
  }
}

/** `past`: it has been; `future`: it is still to come. */
function momentProblems(moment: MomentTyped, when: 'past' | 'future', now: Date): Problems {
  switch (moment.kind) {
    case 'ambiguous':
      return { 'on-pass': t('problem.ambiguous') }
    case 'problem':
      if (moment.field === 'date') return { 'on-day': t('problem.on') }
      if (moment.because === 'nonexistent') return { 'on-time': t('problem.nonexistent') }
      return { 'on-time': when === 'past' ? t('problem.time') : t('problem.planTime') }
    case 'ok': {
      const today = londonDateOf(now)
      if (moment.on < '1900-01-01') return { 'on-day': t('problem.before1900') }
      if (when === 'past') return moment.on > today || (moment.at !== null && moment.at > now) ? { 'on-day': t('problem.future') } : {}
      if (moment.at === null) return { 'on-time': t('problem.planTime') }
      return moment.on < today ? { 'on-day': t('problem.planPast') } : {}
    }
  }
}

function accountProblems(fields: Typed): Problems {
  return Object.fromEntries(
    wordFields.flatMap((name) => {
      const [found] = accountsIn(fields[name] ?? '')
      return found === undefined ? [] : [[name, t('new.accounts', { found })]]
    }),
  )
}

function refusalText(because: store.VisitRefused): string {
  switch (because) {
    case 'in_the_future':
      return t('problem.future')
    case 'case_closed':
      return t('problem.case_closed')
    case 'has_outcome':
      return t('problem.has_outcome')
  }
}

async function planPage(request: Request): Promise<Reply> {
  const caseId = idParam(request)
  const c = await caseFor(request, caseId)
  if (c.state === 'closed' || !(await store.mayOnCase(request.tx, caseId, 'plan', 'write'))) return notThere()
  return planForm(request, c, { place: 'home', visitor: request.actor.postId }, {})
}

async function planForm(request: Request, c: Awaited<ReturnType<typeof caseFor>>, fields: Typed, problems: Problems): Promise<Reply> {
  return belowCase(request, c, {
    title: t('plan.title'),
    back: backToVisits(c.id),
    status: Object.keys(problems).length === 0 ? 200 : 422,
    body: <PlanForm caseId={c.id} colleagues={await store.visitorsFor(request.tx, c.id)} typed={fields} problems={problems} />,
  })
}

async function planVisit(request: Request): Promise<Reply> {
  const { tx, body, now } = request
  const caseId = idParam(request)
  const c = await caseFor(request, caseId)
  const fields = typedIn(body)
  const moment = momentTyped(body, 'on')
  const problems = momentProblems(moment, 'future', now)
  const visitor = fields['visitor'] ?? ''
  const isColleague = (await store.visitorsFor(tx, caseId)).some(({ postId }) => postId === visitor)
  if (moment.kind !== 'ok' || moment.at === null || Object.keys(problems).length > 0 || !isColleague)
    return planForm(request, c, fields, isColleague ? problems : { ...problems, visitor: t('problem.who') })
  const place = placeKind.safeParse(fields['place'])
  const saved = await store.planVisit(tx, { caseId, at: moment.at, place: place.success ? place.data : 'unknown', visitorPostId: visitor })
  if (saved.kind === 'refused') return planForm(request, c, fields, { 'on-day': refusalText(saved.because) })
  return seeOther(visitsUrl(caseId))
}

async function withdrawVisit(request: Request): Promise<Reply> {
  const { tx, body, house } = request
  const caseId = idParam(request)
  const c = await caseFor(request, caseId)
  const visit = await store.findVisit(tx, idParam(request, 'visit'))
  if (visit?.caseId !== caseId) return notThere()
  const because = typed(body, 'because').trim()
  // a single box without a reason: back to the list, nothing changed
  if (because === '') return seeOther(`${visitsUrl(c.id)}#visit-${visit.id}`)
  await store.withdrawVisit(tx, visit.id, because)
  await refreshVisitClock(tx, house.reference, caseId, 'a visit was taken back')
  return seeOther(visitsUrl(caseId))
}
