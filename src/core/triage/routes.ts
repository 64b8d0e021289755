import type { VNode } from 'preact'
import type { z } from 'zod'
import { can } from '../access/index.ts'
import { whoLooked } from '../audit/index.ts'
import { casesOfConcern } from '../cases/index.ts'
import {
  activeWards,
  attachmentsOf,
  concernKinds,
  leftOutOf,
  messagesToReferrer,
  placesOf,
  setWardOf,
  subjectsOf,
  submissionsOf,
} from '../concerns/index.ts'
import { type FormBody, idParam, notThere, page, type Reply, type Request, type Routes, seeOther, typed, typedAll } from '../house/index.ts'
import type { Problems } from '../pages/index.ts'
import { type CandidateView, candidatesFor, keptCandidates, peopleIn } from '../people/index.ts'
import { ConcernPage, ConflictPage, DecidePage, LatePage, RisenPage } from './concern-views.tsx'
import {
  answerPassedOn,
  answerReferrer,
  askForMore,
  type By,
  decideJoinCase,
  decideNoFurtherAction,
  decideOpenCase,
  mergeInto,
  passOn,
  recall,
  reopen,
  type Taken,
  unmerge,
} from './decide.ts'
import { InboxPage } from './inbox-views.tsx'
import { keepOutRoutes } from './keep-out.tsx'
import type { TriageParts } from './parts.ts'
import { type Step, steps } from './rules.ts'
import {
  addressOf,
  answerForm,
  askForMoreForm,
  inboxQuery,
  joinCaseForm,
  mergeForm,
  noFurtherActionForm,
  openCaseForm,
  passOnForm,
  reasonOnly,
  refusalForm,
  savedViewForm,
} from './schema.ts'
import {
  agenciesInInbox,
  answerOffer,
  caseTeams,
  claimsOf,
  colleaguesFor,
  concernsBeside,
  decisionsOf,
  deleteView,
  findRisen,
  findTransfer,
  findTriage,
  inboxOf,
  isMarkerAdvised,
  offerClaim,
  possibleLeaders,
  receiversFor,
  releaseClaim,
  risesOf,
  savedViews,
  saveView,
  type TriageConcern,
  takeClaim,
  takeOverClaim,
  transfersFromUs,
  transfersOf,
  transfersToUs,
} from './store.ts'
import { problemTexts, t } from './texts.ts'
import { PassedPage, PassedRecordPage } from './transfer-views.tsx'

const desk = { capability: 'concern.triage' } as const

export function triageRoutes(parts: TriageParts): (route: Routes) => void {
  return (route) => {
    route.get('/triage', 'triage.inbox', (request) => inboxPage(request, {}, ''), desk)
    route.post('/triage/views', 'triage.view_saved', keepView, desk)
    route.post('/triage/views/:id/delete', 'triage.view_deleted', dropView, desk)
    route.get('/triage/passed', 'triage.passed_list', passedPage)
    route.get('/triage/passed/:id', 'triage.passed_read', (request) => passedRecord(request, {}))
    route.post('/triage/passed/:id/:answer', 'triage.passed_answered', answerPassed)
    keepOutRoutes(route)
    route.post('/triage/:id/wards', 'triage.wards_set', setWards, desk)
    route.get('/triage/:id', 'triage.read', (request) => concernPage(request, parts, {}))
    route.post('/triage/:id/claim', 'triage.claimed', claim, desk)
    route.post('/triage/:id/release', 'triage.released', release, desk)
    route.post('/triage/:id/offer', 'triage.offered', (request) => offer(request, parts), desk)
    route.post('/triage/:id/offer/answer', 'triage.offer_answered', answerOffered, desk)
    route.post('/triage/:id/take-over', 'triage.taken_over', (request) => takeOver(request, parts), desk)
    route.get('/triage/:id/decide/:step', 'triage.decide_shown', (request) => decidePage(request, parts, {}), desk)
    route.post('/triage/:id/decide/:step', 'triage.decided', (request) => decide(request, parts), desk)
  }
}

// ── the inbox ───────────────────────────────────────────────────────────────────────────────────────────────────────

async function inboxPage(request: Request, problems: Problems, typedName: string): Promise<Reply> {
  const { tx, actor, now, audit } = request
  const query = inboxQuery.parse(request.query)
  const inbox = await inboxOf(tx, query)
  audit.shown(inbox.concerns.map(({ id }) => id))
  const [kinds, agencies, views] = [await concernKinds(tx), await agenciesInInbox(tx), await savedViews(tx)]
  const wards = await activeWards(tx)
  const saved = request.query['saved'] === 'yes'
  const body = InboxPage({ inbox, query, kinds, agencies, wards, views, now, postId: actor.postId, saved, problems, typedName })
  return page(t('inbox.title'), body, { wide: true, problems: Object.keys(problems).length > 0 })
}

async function keepView(request: Request): Promise<Reply> {
  const form = savedViewForm.safeParse({ name: typed(request.body, 'name') })
  if (!form.success) return inboxPage(request, problemsOf(form.error), typed(request.body, 'name'))
  const address = addressOf(inboxQuery.parse(request.query), { page: 1 })
  await saveView(request.tx, form.data.name, address.replace(/^\/triage\??/, ''))
  return seeOther(`${address}${address.includes('?') ? '&' : '?'}saved=yes`)
}

async function dropView(request: Request): Promise<Reply> {
  await deleteView(request.tx, idParam(request))
  return seeOther('/triage')
}

// ── a concern ───────────────────────────────────────────────────────────────────────────────────────────────────────

async function concernPage(request: Request, parts: TriageParts, problems: Problems): Promise<Reply> {
  const { tx, actor, now, audit, house } = request
  const id = idParam(request)
  audit.about('concern', id)
  const concern = can(actor, 'concern.triage') ? await findTriage(tx, id) : undefined
  if (concern === undefined) {
    const risen = (await findRisen(tx, id, actor.postId)) ?? notThere()
    return page(t('risen.title', { reference: risen.reference }), RisenPage({ concern: risen, now }))
  }
  audit.about('concern', id, { classes: ['contact', 'headline', 'identity', 'address', 'submission', 'triage'] })
  const candidates: { about: string; found: readonly CandidateView[] }[] = []
  for (const { sourceRecordId, relation, shownName } of await peopleIn(tx, { kind: 'concern', id })) {
    if (relation !== 'subject') continue
    const asked = { concernId: id, sourceRecordId }
    const found = concern.state === 'decided' ? await keptCandidates(tx, asked) : await candidatesFor(tx, asked)
    candidates.push({ about: shownName, found })
  }
  const cases = onlyOnce(await casesOfConcern(tx, id))
  const beside = await concernsBeside(tx, id)
  audit.shown([
    ...cases.map(({ caseId }) => caseId),
    ...beside.map((one) => one.id),
    ...candidates.flatMap(({ found }) => found.map(({ personId }) => personId)),
  ])
  const sections: VNode[] = []
  for (const section of [...(parts.sections ?? [])].sort((a, b) => a.order - b.order)) {
    const shown = await section.load(request, id)
    if (shown !== undefined) sections.push(shown)
  }
  const body = ConcernPage({
    concern,
    submissions: await submissionsOf(tx, id),
    subjects: await subjectsOf(tx, id),
    places: await placesOf(tx, id),
    wards: await activeWards(tx),
    attachments: await attachmentsOf(tx, id),
    candidates,
    cases,
    beside,
    decisions: await decisionsOf(tx, id),
    claims: await claimsOf(tx, id),
    colleagues: concern.holderPostId === actor.postId ? await colleaguesFor(tx, id) : [],
    transfers: await transfersOf(tx, id),
    messages: await messagesToReferrer(tx, id),
    rises: await risesOf(tx, id),
    looks: await whoLooked(tx, { record: { kind: 'concern', id } }, 30),
    sections,
    leftOut: await leftOutOf(tx, id),
    isMarkerAdvised: await isMarkerAdvised(tx, id),
    now: house.clock.now(),
    postId: actor.postId,
    mayKeepOut: concern.isAboutStaff && can(actor, 'concern.staff'),
    mayTakeOver: can(actor, 'team.oversee') || can(actor, 'concern.staff'),
    done: request.query['done'] ?? '',
    problems,
  })
  return page(t('concern.title', { reference: concern.reference }), body, { problems: Object.keys(problems).length > 0 })
}

/** A case of two people in one concern comes twice. */
function onlyOnce<One extends Readonly<{ caseId: string }>>(cases: readonly One[]): One[] {
  return [...new Map(cases.map((one) => [one.caseId, one])).values()]
}

// ── who has it in hand ──────────────────────────────────────────────────────────────────────────────────────────────

async function claim(request: Request): Promise<Reply> {
  const id = begin(request)
  return (await takeClaim(request.tx, id)) ? backTo(id, 'claimed') : late(request, id)
}

async function release(request: Request): Promise<Reply> {
  const id = begin(request)
  return (await releaseClaim(request.tx, id, '')) ? backTo(id, 'released') : late(request, id)
}

async function offer(request: Request, parts: TriageParts): Promise<Reply> {
  const id = begin(request)
  const withdraws = typed(request.body, 'withdraw') === 'yes'
  const colleague = (await colleaguesFor(request.tx, id)).find(({ postId }) => postId === typed(request.body, 'colleague'))
  if (!withdraws && colleague === undefined) return concernPage(request, parts, { colleague: problemTexts('problem.colleague') })
  const isDone = await offerClaim(request.tx, id, colleague?.postId ?? null)
  return isDone ? backTo(id, withdraws ? 'withdrawn' : 'offered') : late(request, id)
}

async function answerOffered(request: Request): Promise<Reply> {
  const id = begin(request)
  const accepts = typed(request.body, 'answer') === 'yes'
  return (await answerOffer(request.tx, id, accepts)) ? backTo(id, accepts ? 'accepted' : 'declined') : late(request, id)
}

async function takeOver(request: Request, parts: TriageParts): Promise<Reply> {
  const id = begin(request)
  const form = reasonOnly.safeParse({ reason: typed(request.body, 'reason') })
  if (!form.success) return concernPage(request, parts, problemsOf(form.error))
  return (await takeOverClaim(request.tx, id, form.data.reason)) ? backTo(id, 'taken_over') : late(request, id)
}

/** Where the places are, as the desk knows it; a place that was not asked about stays as it is. */
async function setWards(request: Request): Promise<Reply> {
  const { tx, body } = request
  const id = begin(request)
  if ((await findTriage(tx, id)) === undefined) return notThere()
  const listed = new Set((await activeWards(tx)).map(({ code }) => code))
  for (const place of await placesOf(tx, id)) {
    const chosen = body[`ward-${place.id}`]
    if (typeof chosen === 'string' && (chosen === '' || listed.has(chosen))) await setWardOf(tx, place.id, chosen === '' ? null : chosen)
  }
  return backTo(id, 'wards')
}

function begin(request: Request): string {
  const id = idParam(request)
  request.audit.about('concern', id)
  return id
}

const backTo = (id: string, done: string): Reply => seeOther(`/triage/${id}?done=${done}`)

/** Somebody else was first: says who. */
async function late({ tx }: Request, id: string): Promise<Reply> {
  const concern = (await findTriage(tx, id)) ?? notThere()
  return page(t('concern.title', { reference: concern.reference }), LatePage({ concern }), { status: 409 })
}

// ── deciding ────────────────────────────────────────────────────────────────────────────────────────────────────────

function stepParam({ params }: Request): Step {
  return steps.find((step) => step === params['step']) ?? notThere()
}

async function decidePage(request: Request, parts: TriageParts, problems: Problems): Promise<Reply> {
  const { tx, actor, audit } = request
  const id = idParam(request)
  const step = stepParam(request)
  audit.about('concern', id, { classes: ['identity', 'triage'] })
  const concern = (await findTriage(tx, id)) ?? notThere()
  const people = step === 'open_case' ? await peopleIn(tx, { kind: 'concern', id }) : []
  let hasUndecidedCandidates = false
  for (const { sourceRecordId } of people) {
    const kept = await keptCandidates(tx, { concernId: id, sourceRecordId })
    hasUndecidedCandidates ||= kept.some(({ decision }) => decision === null)
  }
  const cases = step === 'join_case' ? onlyOnce(await casesOfConcern(tx, id)).filter(({ state }) => state !== 'closed') : []
  audit.shown(cases.map(({ caseId }) => caseId))
  const teams = step === 'open_case' ? await caseTeams(tx) : []
  const mayNameWorker = can(actor, 'case.allocate')
  const workers = teams.flatMap((team) => team.workers.map(({ postId }) => postId))
  const isFirst = Object.keys(request.body).length === 0
  const body = DecidePage({
    concern,
    step,
    body: isFirst ? await firstAnswers(request, concern, step) : request.body,
    problems,
    people: people.map(({ personId, shownName }) => ({ personId, name: shownName })),
    hasUndecidedCandidates,
    teams,
    mayNameWorker,
    loads: (mayNameWorker ? await parts.allocation?.notes(request, workers) : undefined) ?? new Map(),
    cases,
    receivers: step === 'pass_on' ? await receiversFor(tx, id) : [],
    leaders: step === 'merge' ? await possibleLeaders(tx, id) : [],
  })
  return page(t(`decide.${step}`), body, { problems: Object.keys(problems).length > 0 })
}

/** What is likely is filled in; it can be changed. An age that nobody knows is a child's. */
async function firstAnswers({ tx }: Request, concern: TriageConcern, step: Step): Promise<FormBody> {
  if (step !== 'open_case') return {}
  const atRisk = (await subjectsOf(tx, concern.id)).filter(({ relation }) => relation === 'at_risk')
  const people = (await peopleIn(tx, { kind: 'concern', id: concern.id })).filter(({ relation }) => relation === 'subject')
  return {
    people: people.map(({ personId }) => personId),
    knownAs: atRisk[0]?.knownAs || atRisk[0]?.fullName || '',
    kind: concern.kind === 'adult_at_risk' ? 'adult' : 'child',
  }
}

async function decide(request: Request, parts: TriageParts): Promise<Reply> {
  const { body, tx, house, actor } = request
  const id = begin(request)
  const step = stepParam(request)
  const by: By = { postId: actor.postId, now: request.now, reference: house.reference, seenDecisionId: typed(body, 'seen') }
  const fields = fieldsOf(body)
  const take = async <Form>(shape: z.ZodType<Form>, work: (form: Form) => Promise<Taken<unknown>>): Promise<Reply> => {
    const form = shape.safeParse(fields)
    if (!form.success) return decidePage(request, parts, problemsOf(form.error))
    return answered(request, parts, id, step, await work(form.data))
  }
  switch (step) {
    case 'no_further_action':
      return take(noFurtherActionForm, (form) => decideNoFurtherAction(tx, id, { reason: form.reason, telling: tellingOf(form) }, by))
    case 'open_case':
      return take(openCaseForm, (form) =>
        decideOpenCase(
          tx,
          id,
          { ...form, workerPostId: form.workerPostId === '' ? null : form.workerPostId, telling: tellingOf(form) },
          by,
          async (caseId, postId) => parts.allocation?.refusal(request, caseId, postId, form.reason),
        ),
      )
    case 'join_case':
      return take(joinCaseForm, (form) =>
        decideJoinCase(tx, id, { caseId: form.caseId, reason: form.reason, telling: tellingOf(form) }, by),
      )
    case 'ask_for_more':
      return take(askForMoreForm, (form) => askForMore(tx, id, form, by))
    case 'pass_on':
      return take(passOnForm, ({ to, ...form }) => {
        const [toAgencyId = '', toPostId = null] = to.split(':')
        return passOn(tx, id, { ...form, toAgencyId, toPostId }, by)
      })
    case 'merge':
      return take(mergeForm, (form) => mergeInto(tx, id, form, by))
    case 'unmerge':
      return take(reasonOnly, ({ reason }) => unmerge(tx, id, reason, by))
    case 'recall':
      return take(reasonOnly, ({ reason }) => recall(tx, id, reason, by))
    case 'reopen':
      return take(reasonOnly, ({ reason }) => reopen(tx, id, reason, by))
    case 'answer':
      return take(answerForm, async (form) => {
        await answerReferrer(tx, id, { code: form.toldCode, text: form.toldText }, request.now)
        return { kind: 'done', value: undefined }
      })
  }
}

/** One value for each field, but for the boxes that are ticked. */
function fieldsOf(body: FormBody): Record<string, unknown> {
  const one = Object.fromEntries(Object.keys(body).map((name) => [name, typed(body, name)]))
  return { ...one, people: typedAll(body, 'people') }
}

function tellingOf(form: Readonly<{ toldCode: string; toldText: string; when: 'now' | 'later' }>) {
  return { code: form.toldCode, text: form.toldText, when: form.when }
}

/** Where in the form a refusal of another room belongs. */
const placeOf = {
  cannot_be_given: 'workerPostId',
  not_right: 'people',
  track_open: 'people',
  same_person: 'people',
  wrong_state: 'caseId',
  nobody_receives: 'to',
  calendar_ended: 'to',
} as const

async function answered(request: Request, parts: TriageParts, id: string, step: Step, taken: Taken<unknown>): Promise<Reply> {
  switch (taken.kind) {
    case 'done':
      return backTo(id, step)
    case 'not_possible':
      return decidePage(request, parts, { [placeOf[taken.because]]: problemTexts(`problem.notPossible.${taken.because}`) })
    case 'no_room':
      // the case that was weighed is undone with this answer
      return decidePage(request, parts, { workerPostId: taken.says })
    case 'refused': {
      const { concern, because, lastDecision } = taken
      const body = ConflictPage({ because, concern, standing: concern.standing, lastDecision, body: request.body })
      return page(t('concern.title', { reference: concern.reference }), body, { status: 409 })
    }
  }
}

function problemsOf(error: z.ZodError): Problems {
  return Object.fromEntries([...error.issues].reverse().map((issue) => [String(issue.path[0] ?? ''), issue.message]))
}

// ── passed to us ────────────────────────────────────────────────────────────────────────────────────────────────────

async function passedPage({ tx, actor, audit }: Request): Promise<Reply> {
  const transfers = await transfersToUs(tx, actor.agencyId)
  const fromUs = await transfersFromUs(tx, actor.agencyId)
  audit.shown([...transfers, ...fromUs].map(({ concernId }) => concernId))
  return page(t('passed.title'), PassedPage({ transfers, fromUs: can(actor, 'concern.triage') ? fromUs : undefined }))
}

async function passedRecord(request: Request, problems: Problems, isLate = false): Promise<Reply> {
  const transfer = (await findTransfer(request.tx, idParam(request))) ?? notThere()
  request.audit.about('other', transfer.id)
  const body = PassedRecordPage({ transfer, problems, done: request.query['done'] ?? '', isLate })
  return page(
    t('passed.heading', { reference: transfer.reference }),
    body,
    isLate ? { status: 409 } : { problems: Object.keys(problems).length > 0 },
  )
}

async function answerPassed(request: Request): Promise<Reply> {
  const id = idParam(request)
  request.audit.about('other', id)
  const accepts = request.params['answer'] === 'accept'
  if (!accepts && request.params['answer'] !== 'refuse') return notThere()
  const note = typed(request.body, 'note').trim()
  const form = refusalForm.safeParse({ note })
  if (!accepts && !form.success) return passedRecord(request, problemsOf(form.error))
  const isDone = await answerPassedOn(request.tx, id, { accepts, note }, { now: request.now, reference: request.house.reference })
  return isDone ? seeOther(`/triage/passed/${id}?done=${accepts ? 'accepted' : 'refused'}`) : passedRecord(request, {}, true)
}
