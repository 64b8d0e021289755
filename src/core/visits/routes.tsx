import { keyedHash } from '../../platform/crypto/tokens.ts'
import { forgetKept, type Kept, keptForm, overlaid } from '../../platform/forms/index.ts'
import { mayOnCase } from '../access/may.ts'
import { belowCase, caseFor } from '../cases/index.ts'
import { accountsIn } from '../cases/rules.ts'
import { londonDateOf, londonTimeOf } from '../clocks/index.ts'
import { idParam, notThere, type Reply, type Request, type Routes, seeOther, typed } from '../house/request.ts'
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
  typedElsewhere,
} from '../pages/index.ts'
import { type Answer, boxShown, labelsOf, limits, problemsSaid, readAnswers, type Sheet } from '../questions/index.ts'
import { riskLevel } from '../risk/rules.ts'
import { refreshVisitClock } from './clock.ts'
import { isOvertime, visitOutcome } from './rules.ts'
import { placeKind, rhythmChooser, rivalChoice } from './schema.ts'
import * as store from './store.ts'
import { t } from './texts.ts'
import { ClosedPage, type Colleague, outcomeLabel, PlanForm, RhythmForm, VisitForm } from './views.tsx'

export function visitRoutes(route: Routes): void {
  for (const path of ['/cases/:id/visits/new', '/cases/:id/visits/:visit/record']) {
    route.get(path, 'visit.open', newVisitPage)
    route.post(path, 'visit.record', recordVisit)
    savesAsTyped(route, path, 'visit.draft_saved')
  }
  route.get('/cases/:id/visits/plan', 'visit.plan.open', planPage)
  route.post('/cases/:id/visits/plan', 'visit.plan', planVisit)
  route.get('/cases/:id/visits/rhythm', 'visit.rhythm.open', rhythmPage, { capability: rhythmChooser })
  route.post('/cases/:id/visits/rhythm', 'visit.rhythm', chooseRhythm, { capability: rhythmChooser })
  route.post('/cases/:id/visits/:visit/withdraw', 'visit.withdraw', withdrawVisit)
}

const visitsUrl = (caseId: string) => `/cases/${caseId}/visits`
const backToVisits = (caseId: string) => ({ href: visitsUrl(caseId), text: t('back') })
const wordFields = ['ownWords', 'seen', 'next'] as const

/** Each planned visit has a form of its own, so that what was typed about one is never shown as if it were of another. */
function formAddress({ params }: Request, caseId: string): string {
  const { visit } = params
  return visit === undefined ? `${visitsUrl(caseId)}/new` : `${visitsUrl(caseId)}/${visit}/record`
}

async function newVisitPage(request: Request): Promise<Reply> {
  const { tx, params, now, actor } = request
  const caseId = idParam(request)
  const c = await caseFor(request, caseId)
  if (!(await mayOnCase(tx, caseId, 'plan', 'write'))) return notThere()
  if (c.state === 'closed') return belowCase(request, c, { title: t('new.title'), back: backToVisits(caseId), body: <ClosedPage /> })
  const planned = params['visit'] === undefined ? undefined : ((await visitOf(request, caseId, params['visit'])) ?? notThere())
  const when = planned?.plannedFor ?? now
  const kept = await keptForm(tx, formAddress(request, caseId))
  const begin: Fields = {
    opened: now.toISOString(),
    ...dateBoxes('on', londonDateOf(when)),
    'on-time': planned?.plannedFor ? londonTimeOf(when).slice(11) : '',
    place: planned?.place ?? 'home',
    visitor: planned?.visitorPostId ?? actor.postId,
  }
  const fields = overlaid(begin, kept)
  return visitForm(request, c, { kept, fields, problems: {}, asksForPass: asksForPass(momentTyped(fields, 'on'), fields) })
}

/** A visit of this case; anything else in the address or the form is as if nothing stood there. */
export async function visitOf({ tx }: Request, caseId: string, id: string): Promise<store.Visit | undefined> {
  const visit = /^[0-9a-f-]{36}$/.test(id) ? await store.findVisit(tx, id) : undefined
  return visit?.caseId === caseId ? visit : undefined
}

/**
 * What encrypts a visit on the device it is typed on: worked out for each post from the house's own key, given to whoever is
 * signed in, and never written down there. So signed out, nothing on the device opens it; signed in again, nothing is lost.
 */
export function deviceKey({ house, actor }: Pick<Request, 'house' | 'actor'>): Readonly<{ owner: string; key: string }> {
  return { owner: actor.postId, key: keyedHash(house.masterKey, `visits on a device ${actor.postId}`) }
}

type Shown = Readonly<{
  kept: Kept
  fields: Fields
  problems: Problems
  asksForPass?: boolean
  accounts?: readonly string[]
  /** What somebody else recorded for that day while this was being written. */
  rivals?: readonly store.Visit[]
  status?: number
}>

async function visitForm(request: Request, c: Awaited<ReturnType<typeof caseFor>>, shown: Shown): Promise<Reply> {
  return belowCase(request, c, {
    title: t('new.title'),
    back: backToVisits(c.id),
    status: shown.status ?? (Object.keys(shown.problems).length === 0 ? 200 : 422),
    body: (
      <VisitForm
        caseId={c.id}
        kept={shown.kept}
        colleagues={await store.visitorsFor(request.tx, c.id)}
        typed={shown.fields}
        problems={shown.problems}
        asksForPass={shown.asksForPass ?? false}
        accounts={shown.accounts ?? []}
        rivals={shown.rivals ?? []}
        openedAt={shown.fields['opened'] || request.now.toISOString()}
        questions={await store.questionsFor(request.tx, c, shown.fields)}
        device={deviceKey(request)}
        isAnswer={Object.keys(request.body).length > 0}
      />
    ),
  })
}

const labels = (): Readonly<Record<string, string>> => ({
  outcome: t('new.outcome'),
  'on-day': t('new.day'),
  'on-month': t('new.month'),
  'on-year': t('new.year'),
  'on-time': t('new.time'),
  place: t('new.where'),
  visitor: t('new.who'),
  ownWords: t('new.ownWords'),
  seen: t('new.seen'),
  next: t('new.next'),
})

/** What was chosen from a list of this form, in words. */
const valueShown = (colleagues: readonly Colleague[]) => (name: string, value: string) => {
  const [outcome, place] = [visitOutcome.safeParse(value), placeKind.safeParse(value)]
  if (name.startsWith('q-')) return boxShown(value)
  if (name === 'outcome' && outcome.success) return outcomeLabel(outcome.data)
  if (name === 'place' && place.success) return t(`place.${place.data}`)
  return name === 'visitor' ? (colleagues.find(({ postId }) => postId === value)?.name ?? value) : value
}

async function recordVisit(request: Request): Promise<Reply> {
  const { tx, body, house, audit } = request
  const caseId = idParam(request)
  const c = await caseFor(request, caseId)
  if (c.state === 'closed')
    return belowCase(request, c, { title: t('new.title'), back: backToVisits(caseId), body: <ClosedPage />, status: 422 })
  const colleagues = await store.visitorsFor(tx, caseId)
  const address = formAddress(request, caseId)
  const fields = fieldsOf(body)
  const questions = await store.questionsFor(tx, c, fields)
  const words = { labels: { ...labels(), ...labelsOf(questions, fields) }, valueShown: valueShown(colleagues) }
  const other = await typedElsewhere(request, { address, title: t('new.title'), ...words })
  if (other !== undefined) return other
  const moment = momentTyped(body, 'on')
  const read = readVisit(fields, moment, request.now)
  await store.oneAtATime(tx, caseId)
  const shown = await shownRivals(request, caseId, fields)
  const planned = await visitOf(request, caseId, request.params['visit'] ?? '')
  const plannedId = planned?.state === 'planned' ? planned.id : null
  const accounts = wordFields.flatMap((name) => accountsIn(fields[name] ?? ''))
  const own = readQuestions(questions, fields)
  const problems: Problems = { ...read.problems, ...own.problems, ...(fields['notAnAccount'] === 'yes' ? {} : accountProblems(fields)) }
  const kept = await keptForm(tx, address, body)
  const back = { kept, fields, asksForPass: asksForPass(moment, fields), accounts, rivals: shown }
  if (Object.keys(problems).length > 0 || read.kind === 'not_right') return visitForm(request, c, { ...back, problems })

  if (!colleagues.some(({ postId }) => postId === read.visitor))
    return visitForm(request, c, { ...back, problems: { visitor: t('problem.who') } })
  const choice = shown.length === 0 ? 'both' : rivalChoice.safeParse(fields['choice']).data
  if (choice === undefined) return visitForm(request, c, { ...back, problems: { choice: t('problem.choice') } })
  if (choice === 'theirs') {
    await forgetKept(tx, address)
    return seeOther(visitsUrl(caseId))
  }
  const rivals = await newRivals(request, caseId, fields, read.on, planned, shown)
  if (rivals.length > 0) return visitForm(request, c, { ...back, problems: {}, rivals: [...shown, ...rivals], status: 409 })

  if (choice === 'mine') for (const { id } of shown) await store.withdrawVisit(tx, id, t('rivals.replaced'))
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
    ownAnswers: own.answers,
  })
  if (saved.kind === 'refused') return visitForm(request, c, { ...back, problems: { 'on-day': refusalText(saved.because) } })
  await forgetKept(tx, address)
  await refreshVisitClock(tx, house.reference, caseId, 'a visit was recorded')
  audit.fields(['visit'])
  return seeOther(visitsUrl(caseId))
}

/** Nothing must be answered at a door that stayed closed: only where they were seen. */
export function readQuestions(
  sheet: Sheet,
  fields: Fields,
  { prefix = '', wasAway = false, outcome = fields['outcome'] ?? '' } = {},
): Readonly<{ answers: readonly Answer[]; problems: Problems }> {
  const isRequired = outcome === 'seen' || outcome === 'seen_not_alone'
  const { answers, problems } = readAnswers(sheet, fields, { limits, prefix, wasAway, isRequired })
  return { answers, problems: problemsSaid(sheet, problems, { prefix, isVisit: true }) }
}

/** What this form has been compared with already, and still stands. */
async function shownRivals(request: Request, caseId: string, fields: Fields): Promise<store.Visit[]> {
  const visits: store.Visit[] = []
  for (const id of (fields['compared'] ?? '').split(' ').slice(0, 20)) {
    const visit = await visitOf(request, caseId, id)
    if (visit?.state === 'recorded') visits.push(visit)
  }
  return visits
}

/** What somebody recorded for this day since the form was opened, the planned visit itself among it; without what was shown. */
export async function newRivals(
  { tx, now }: Request,
  caseId: string,
  fields: Fields,
  on: string,
  planned: store.Visit | undefined,
  shown: readonly store.Visit[],
): Promise<store.Visit[]> {
  const opened = new Date(fields['opened'] ?? '')
  const meanwhile = await store.recordedMeanwhile(tx, caseId, on, Number.isNaN(opened.getTime()) ? now : opened)
  const all = planned?.state === 'recorded' && !meanwhile.some(({ id }) => id === planned.id) ? [planned, ...meanwhile] : meanwhile
  return all.filter(({ id }) => !shown.some((one) => one.id === id))
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

export function readVisit(fields: Fields, moment: MomentTyped, now: Date): ReadVisit {
  const outcome = visitOutcome.safeParse(fields['outcome'])
  const place = placeKind.safeParse(fields['place'])
  const problems: Problems = {
    ...(outcome.success ? {} : { outcome: t('problem.outcome') }),
    ...problemsWith(moment, 'past', now),
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
function problemsWith(moment: MomentTyped, when: 'past' | 'future', now: Date): Problems {
  const time = when === 'past' ? t('problem.time') : t('problem.planTime')
  if (moment.kind !== 'ok') return momentProblems(moment, { day: t('problem.on'), time })
  const today = londonDateOf(now)
  if (moment.on < '1900-01-01') return { 'on-day': t('problem.before1900') }
  if (when === 'past') return moment.on > today || (moment.at !== null && moment.at > now) ? { 'on-day': t('problem.future') } : {}
  if (moment.at === null) return { 'on-time': time }
  return moment.on < today ? { 'on-day': t('problem.planPast') } : {}
}

export function accountProblems(fields: Fields): Problems {
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
  if (c.state === 'closed' || !(await mayOnCase(request.tx, caseId, 'plan', 'write'))) return notThere()
  return planForm(request, c, { place: 'home', visitor: request.actor.postId }, {})
}

async function planForm(
  request: Request,
  c: Awaited<ReturnType<typeof caseFor>>,
  fields: Fields,
  problems: Problems,
  pass = false,
): Promise<Reply> {
  return belowCase(request, c, {
    title: t('plan.title'),
    back: backToVisits(c.id),
    status: Object.keys(problems).length === 0 ? 200 : 422,
    body: (
      <PlanForm
        caseId={c.id}
        colleagues={await store.visitorsFor(request.tx, c.id)}
        typed={fields}
        problems={problems}
        asksForPass={pass}
      />
    ),
  })
}

async function planVisit(request: Request): Promise<Reply> {
  const { tx, body, now } = request
  const caseId = idParam(request)
  const c = await caseFor(request, caseId)
  const fields = fieldsOf(body)
  const moment = momentTyped(body, 'on')
  const problems = problemsWith(moment, 'future', now)
  const visitor = fields['visitor'] ?? ''
  const isColleague = (await store.visitorsFor(tx, caseId)).some(({ postId }) => postId === visitor)
  if (moment.kind !== 'ok' || moment.at === null || Object.keys(problems).length > 0 || !isColleague)
    return planForm(request, c, fields, isColleague ? problems : { ...problems, visitor: t('problem.who') }, asksForPass(moment, fields))
  const place = placeKind.safeParse(fields['place'])
  const saved = await store.planVisit(tx, { caseId, at: moment.at, place: place.success ? place.data : 'unknown', visitorPostId: visitor })
  if (saved.kind === 'refused') return planForm(request, c, fields, { 'on-day': refusalText(saved.because) })
  return seeOther(visitsUrl(caseId))
}

/** The case, while nobody has said how often and its level does not either. */
async function withoutRhythm(request: Request): Promise<Awaited<ReturnType<typeof caseFor>>> {
  const c = await caseFor(request, idParam(request))
  const clock = await store.visitClockOf(request.tx, c.id)
  return clock?.rhythmFrom === 'nobody' && (await mayOnCase(request.tx, c.id, 'plan', 'write')) ? c : notThere()
}

async function rhythmPage(request: Request): Promise<Reply> {
  return rhythmForm(request, await withoutRhythm(request), {}, {})
}

function rhythmForm(request: Request, c: Awaited<ReturnType<typeof caseFor>>, fields: Fields, problems: Problems): Promise<Reply> {
  return belowCase(request, c, {
    title: t('rhythm.do'),
    back: backToVisits(c.id),
    status: Object.keys(problems).length === 0 ? 200 : 422,
    body: <RhythmForm caseId={c.id} typed={fields} problems={problems} intervalDays={request.house.reference.visits.intervalDays} />,
  })
}

async function chooseRhythm(request: Request): Promise<Reply> {
  const { tx, body, house } = request
  const c = await withoutRhythm(request)
  const fields = fieldsOf(body)
  const level = riskLevel.safeParse(fields['level'])
  const because = (fields['because'] ?? '').trim()
  const problems: Problems = {
    ...(level.success ? {} : { level: t('problem.rhythm') }),
    ...(because === '' ? { because: t('problem.because') } : {}),
  }
  if (!level.success || because === '') return rhythmForm(request, c, fields, problems)
  await store.chooseRhythm(tx, c.id, level.data, because)
  await refreshVisitClock(tx, house.reference, c.id, 'a manager said how often')
  return seeOther(visitsUrl(c.id))
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
