import { type Actor, can } from '../../core/access/index.ts'
import { addDays, earlier, instantOf, type LocalDate, londonDateOf, readLocalTime, timeOfDay } from '../../core/clocks/index.ts'
import { idParam, isId, notThere, page, type Reply, type Request, type Routes, seeOther, typed, typedAll } from '../../core/house/index.ts'
import { dateBoxes, dateTyped, type Problems } from '../../core/pages/index.ts'
import { colleaguesOf } from '../../core/plan/index.ts'
import { problemsOf } from '../../platform/forms/index.ts'
import { paperRoutes } from './paper-routes.tsx'
import { datesOfMeeting } from './rules.ts'
import { actionForm, becauseForm, decisionForm, endForm, type MeetingForm, meetingForm, type PanelPolicy } from './schema.ts'
import * as store from './store.ts'
import { t } from './texts.ts'
import {
  ActionForm,
  Agenda,
  CancelForm,
  Choose,
  type Chosen,
  DecideForm,
  DecisionForm,
  ItemPage,
  MeetingFormView,
  MembersForm,
  OwnActionForm,
  PanelList,
  Papers,
  titleOf,
} from './views.tsx'

const coordinates = { capability: 'panel.coordinate' } as const
const isCoordinator = (actor: Actor) => can(actor, coordinates.capability)

export function panelRoutes(policy: PanelPolicy): (route: Routes) => void {
  return (route) => {
    route.get('/panel', 'panel.list', list)
    route.get('/panel/new', 'panel.form', (request) => meetingSheet(request, undefined, {}, request.body), coordinates)
    route.post('/panel/new', 'panel.planned', (request) => plan(request, policy), coordinates)
    route.get('/panel/actions/:action', 'panel.action_open', (request) => ownAction(request))
    route.post('/panel/actions/:action', 'panel.action_ended', finishAction)
    route.get('/panel/:id', 'panel.read', agenda)
    route.get('/panel/:id/print', 'panel.printed', (request) => papers(request, policy))
    route.get('/panel/:id/change', 'panel.form', changePage, coordinates)
    route.post('/panel/:id/change', 'panel.changed', (request) => change(request, policy), coordinates)
    route.get('/panel/:id/cancel', 'panel.form', (request) => cancelPage(request), coordinates)
    route.post('/panel/:id/cancel', 'panel.cancelled', cancel, coordinates)
    route.post('/panel/:id/publish', 'panel.published', publish, coordinates)
    route.get('/panel/:id/members', 'panel.members_open', membersPage, coordinates)
    route.post('/panel/:id/members', 'panel.member_added', addMember, coordinates)
    route.post('/panel/:id/members/:member/end', 'panel.member_ended', endMember, coordinates)
    route.get('/panel/:id/agenda', 'panel.candidates', (request) => choosePage(request, policy), coordinates)
    route.post('/panel/:id/agenda', 'panel.put_on', (request) => choose(request, policy), coordinates)
    route.get('/panel/:id/items/:item', 'panel.item_read', (request) => itemPage(request, policy))
    route.get('/panel/:id/items/:item/answer', 'panel.item_read', (request) => answerPage(request), coordinates)
    route.post('/panel/:id/items/:item/answer', 'panel.item_answered', answer, coordinates)
    route.get('/panel/:id/items/:item/decision', 'panel.item_read', (request) => decisionPage(request), coordinates)
    route.post('/panel/:id/items/:item/decision', 'panel.decided', decide, coordinates)
    route.get('/panel/:id/items/:item/action', 'panel.item_read', (request) => actionPage(request), coordinates)
    route.post('/panel/:id/items/:item/action', 'panel.action_added', addAction, coordinates)
    paperRoutes(route, policy)
  }
}

const urlOf = (meetingId: string) => `/panel/${meetingId}`
const versionIn = (request: Request) => Number(typed(request.body, 'version')) || 0

// ── the panels ──────────────────────────────────────────────────────────────────────────────────────────────────────

async function list({ tx, now, actor }: Request): Promise<Reply> {
  const today = londonDateOf(now)
  const found = await store.meetings(tx, today)
  return page(t('heading'), <PanelList meetings={found} today={today} now={now} mayPlan={isCoordinator(actor)} />)
}

async function meetingOf(request: Request): Promise<store.Meeting> {
  return (await store.findMeeting(request.tx, idParam(request))) ?? notThere()
}

/** One that can still be changed. */
async function liveMeeting(request: Request): Promise<store.Meeting> {
  const meeting = await meetingOf(request)
  return meeting.state === 'cancelled' ? notThere() : meeting
}

async function meetingSheet(
  request: Request,
  meeting: store.Meeting | undefined,
  problems: Problems,
  body: Request['body'],
  theirs?: store.Meeting,
): Promise<Reply> {
  const chairs = await store.possibleChairs(request.tx)
  const form = <MeetingFormView meeting={meeting} chairs={chairs} body={body} problems={problems} theirs={theirs} />
  return page(t(meeting === undefined ? 'plan' : 'form.change'), form, {
    status: theirs !== undefined ? 409 : Object.keys(problems).length > 0 ? 422 : 200,
  })
}

/** What was typed about a panel from `from` on, or what is wrong with it. */
function meetingFrom({ body }: Request, from: LocalDate): Readonly<{ form: MeetingForm }> | Readonly<{ problems: Problems }> {
  const on = dateTyped(body, 'on')
  const time = typed(body, 'at').trim().replace('.', ':').padStart(5, '0')
  const read = meetingForm.safeParse({
    meetsOn: on.kind === 'ok' ? on.date : '',
    meetsAt: time,
    place: typed(body, 'place'),
    chairPost: typed(body, 'chairPost'),
    because: typed(body, 'because'),
  })
  const problems: Record<string, string> = {}
  if (!read.success) for (const { path, message } of read.error.issues) problems[String(path[0])] = message
  delete problems['meetsOn']
  delete problems['meetsAt']
  if (on.kind !== 'ok') problems['on'] = t('problem.on')
  else if (on.date < from) problems['on'] = t('problem.past')
  if (!timeOfDay.safeParse(time).success || (on.kind === 'ok' && readLocalTime(`${on.date}T${time}`).kind === 'nonexistent'))
    problems['at'] = t('problem.at')
  return read.success && Object.keys(problems).length === 0 ? { form: read.data } : { problems }
}

async function plan(request: Request, policy: PanelPolicy): Promise<Reply> {
  const { tx, house, now, body } = request
  const read = meetingFrom(request, londonDateOf(now))
  if ('problems' in read) return meetingSheet(request, undefined, read.problems, body)
  return seeOther(urlOf(await store.planMeeting(tx, read.form, datesOfMeeting(read.form.meetsOn, policy, house.reference.calendar))))
}

async function changePage(request: Request): Promise<Reply> {
  const m = await liveMeeting(request)
  return meetingSheet(request, m, {}, { ...dateBoxes('on', m.meetsOn), at: m.meetsAt, place: m.place, chairPost: m.chairPost })
}

async function change(request: Request, policy: PanelPolicy): Promise<Reply> {
  const { tx, house, body, now } = request
  const meeting = await liveMeeting(request)
  const today = londonDateOf(now)
  const read = meetingFrom(request, earlier(meeting.meetsOn, today))
  if ('problems' in read) return meetingSheet(request, { ...meeting, version: versionIn(request) }, read.problems, body)
  const isMoved = read.form.meetsOn !== meeting.meetsOn || read.form.meetsAt !== meeting.meetsAt
  if (isMoved && read.form.because === '')
    return meetingSheet(request, { ...meeting, version: versionIn(request) }, { because: t('problem.because') }, body)
  const dates = datesOfMeeting(read.form.meetsOn, policy, house.reference.calendar)
  if (await store.changeMeeting(tx, meeting.id, versionIn(request), read.form, dates)) return seeOther(urlOf(meeting.id))
  return meetingSheet(request, meeting, {}, body, meeting)
}

async function cancelPage(request: Request, problems: Problems = {}): Promise<Reply> {
  const meeting = await liveMeeting(request)
  return page(t('cancelPanel'), <CancelForm meeting={meeting} body={request.body} problems={problems} />, {
    problems: Object.keys(problems).length > 0,
  })
}

async function cancel(request: Request): Promise<Reply> {
  const meeting = await liveMeeting(request)
  const read = becauseForm.safeParse({ because: typed(request.body, 'because') })
  if (!read.success) return cancelPage(request, problemsOf(read.error))
  if (!(await store.cancelMeeting(request.tx, meeting.id, versionIn(request), read.data.because)))
    return cancelPage(request, { because: t('form.conflict') })
  return seeOther(urlOf(meeting.id))
}

/** Somebody else published it a moment ago: then it is, and the page says so. */
async function publish(request: Request): Promise<Reply> {
  const meeting = await liveMeeting(request)
  await store.publishMeeting(request.tx, meeting.id, versionIn(request))
  return seeOther(urlOf(meeting.id))
}

// ── members ─────────────────────────────────────────────────────────────────────────────────────────────────────────

async function membersPage(request: Request): Promise<Reply> {
  const { tx, query } = request
  const meeting = await liveMeeting(request)
  const search = (query['q'] ?? '').trim().slice(0, 200)
  const found = search === '' ? [] : await store.possibleMembers(tx, meeting.id, search)
  return page(
    t('members.heading'),
    <MembersForm meeting={meeting} members={await store.membersOf(tx, meeting.id)} search={search} found={found} />,
  )
}

async function addMember(request: Request): Promise<Reply> {
  const meeting = await liveMeeting(request)
  const post = typed(request.body, 'post')
  if (!isId(post)) return notThere()
  await store.addMember(request.tx, meeting.id, post)
  return seeOther(`${urlOf(meeting.id)}/members`)
}

async function endMember(request: Request): Promise<Reply> {
  const meeting = await liveMeeting(request)
  await store.endMember(request.tx, idParam(request, 'member'))
  return seeOther(`${urlOf(meeting.id)}/members`)
}

// ── the agenda ──────────────────────────────────────────────────────────────────────────────────────────────────────

async function agenda(request: Request): Promise<Reply> {
  const { tx, actor, now, audit } = request
  const meeting = await meetingOf(request)
  const items = await store.agendaOf(tx, meeting.id)
  audit.shown(items.map(({ caseId }) => caseId))
  const members = await store.membersOf(tx, meeting.id)
  const view = <Agenda meeting={meeting} items={items} members={members} now={now} mayCoordinate={isCoordinator(actor)} />
  return page(titleOf(meeting), view, { wide: true })
}

const newlySince = ({ now }: Request, { agenda: rules }: PanelPolicy) =>
  instantOf(`${addDays(londonDateOf(now), -rules.newlyWithinDays)}T00:00`)

async function choosePage(request: Request, policy: PanelPolicy, problems: Problems = {}): Promise<Reply> {
  const { tx, audit } = request
  const meeting = await liveMeeting(request)
  const candidates = await store.candidatesFor(tx, meeting.id, policy.agenda, newlySince(request, policy))
  audit.shown(candidates.map(({ caseId }) => caseId))
  return page(t('agenda.choose'), <Choose meeting={meeting} candidates={candidates} problems={problems} />, {
    wide: true,
    problems: Object.keys(problems).length > 0,
  })
}

async function choose(request: Request, policy: PanelPolicy): Promise<Reply> {
  const { tx, body, audit } = request
  const meeting = await liveMeeting(request)
  const cases = typedAll(body, 'case').filter(isId)
  if (cases.length === 0) return choosePage(request, policy, { case: t('problem.chooseSomebody') })
  for (const caseId of cases) await store.putOn(tx, meeting.id, caseId, policy.agenda, newlySince(request, policy))
  audit.shown(cases)
  return seeOther(urlOf(meeting.id))
}

/** An item as this reader may see it; the audit is told whose it is. */
async function itemOf(request: Request, meeting: store.Meeting): Promise<store.AgendaItem> {
  const item = (await store.agendaOf(request.tx, meeting.id)).find(({ itemId }) => itemId === request.params['item']) ?? notThere()
  request.audit.about('case', item.caseId, { caseId: item.caseId, classes: ['contact', 'headline'] })
  return item
}

async function answerPage(request: Request, problems: Problems = {}): Promise<Reply> {
  const meeting = await liveMeeting(request)
  const item = await itemOf(request, meeting)
  return page(t('agenda.answer'), <DecideForm meeting={meeting} item={item} body={request.body} problems={problems} />, {
    problems: Object.keys(problems).length > 0,
  })
}

async function answer(request: Request): Promise<Reply> {
  const { tx, body } = request
  const meeting = await liveMeeting(request)
  const item = await itemOf(request, meeting)
  const chosen = typed(body, 'answer')
  const because = typed(body, 'because').trim()
  if (chosen !== 'on' && chosen !== 'off') return answerPage(request, { answer: t('problem.answer') })
  if (chosen === 'off' && because === '') return answerPage(request, { because: t('problem.because') })
  if (because.length > 1000) return answerPage(request, { because: t('problem.tooLong') })
  const done = await store.decideItem(tx, item.itemId, versionIn(request), chosen === 'on', because)
  if (done === 'done') return seeOther(urlOf(meeting.id))
  const states = { proposed: t('case.item.proposed'), on: t('case.item.on'), not_on: t('agenda.notOn') }
  return answerPage(request, { answer: done === 'closed' ? t('decide.closed') : t('decide.late', { state: states[item.state] }) })
}

// ── one young person ────────────────────────────────────────────────────────────────────────────────────────────────

/** The paper as the panel reads it: the version that was sent, and of it the parts this reader may read. */
async function sentPaper(request: Request, item: store.AgendaItem, { parts }: PanelPolicy): Promise<Chosen> {
  const said = item.sentVersion === null ? {} : await store.partsOf(request.tx, item.itemId, item.sentVersion)
  return { item, parts: parts.flatMap((part) => (said[part.key] === undefined ? [] : [{ ...part, said: said[part.key] ?? '' }])) }
}

async function itemPage(request: Request, policy: PanelPolicy): Promise<Reply> {
  const { tx, actor, now, audit } = request
  const meeting = await meetingOf(request)
  const item = await itemOf(request, meeting)
  const paper = await sentPaper(request, item, policy)
  audit.about('case', item.caseId, { caseId: item.caseId, classes: ['contact', ...new Set(paper.parts.map((part) => part.class))] })
  const isOurs = <Of extends Readonly<{ itemId: string }>>(one: Of) => one.itemId === item.itemId
  return page(
    titleOf(meeting),
    <ItemPage
      meeting={meeting}
      paper={paper}
      decisions={(await store.decisionsOf(tx, meeting.id)).filter(isOurs)}
      actions={(await store.panelActions(tx, meeting.id)).filter(isOurs)}
      mayDecide={isCoordinator(actor) && meeting.state !== 'cancelled' && item.state === 'on' && meeting.meetsOn <= londonDateOf(now)}
    />,
  )
}

/** Agenda and papers on paper, with the reader's name on every young person's sheet. */
async function papers(request: Request, policy: PanelPolicy): Promise<Reply> {
  const { tx, actor, now, audit } = request
  const meeting = await meetingOf(request)
  const items = (await store.agendaOf(tx, meeting.id)).filter(({ state }) => state === 'on')
  audit.shown(items.map(({ caseId }) => caseId))
  const chosen: Chosen[] = []
  for (const item of items) chosen.push(await sentPaper(request, item, policy))
  const decisions = await store.decisionsOf(tx, meeting.id)
  return page(titleOf(meeting), <Papers meeting={meeting} papers={chosen} decisions={decisions} actor={actor} now={now} />)
}

/** Who could have been in the room: members, the chair, and the worker. */
async function couldBePresent({ tx, actor }: Request, meeting: store.Meeting, item: store.AgendaItem) {
  const seats = await store.membersOf(tx, meeting.id)
  const colleagues = await colleaguesOf(tx, item.caseId)
  const all = [
    { postId: meeting.chairPost, name: meeting.chairName },
    { postId: actor.postId, name: actor.fullName },
    ...seats.map(({ postId, fullName, agencyName }) => ({ postId, name: `${fullName}, ${agencyName}` })),
    ...colleagues.filter(({ name }) => name === item.workerName).map(({ postId, name }) => ({ postId, name })),
  ]
  return all.filter(({ postId }, i) => all.findIndex((one) => one.postId === postId) === i)
}

/** An item that the panel decides about: on the agenda, on its day or later. */
async function decidable(request: Request): Promise<Readonly<{ meeting: store.Meeting; item: store.AgendaItem }>> {
  const meeting = await liveMeeting(request)
  const item = await itemOf(request, meeting)
  return item.state === 'on' && meeting.meetsOn <= londonDateOf(request.now) ? { meeting, item } : notThere()
}

async function decisionPage(request: Request, problems: Problems = {}, isLate = false): Promise<Reply> {
  const { meeting, item } = await decidable(request)
  const decisions = await store.decisionsOf(request.tx, meeting.id)
  // the people of the item before are mostly still in the room
  const present = typedAll(request.body, 'present').length > 0 ? typedAll(request.body, 'present') : (decisions[0]?.presentPosts ?? [])
  const form = (
    <DecisionForm
      meeting={meeting}
      item={item}
      people={await couldBePresent(request, meeting, item)}
      present={present}
      body={request.body}
      problems={problems}
      theirs={isLate ? decisions.find(({ itemId }) => itemId === item.itemId) : undefined}
    />
  )
  return page(t('item.decide'), form, { status: isLate ? 409 : Object.keys(problems).length > 0 ? 422 : 200 })
}

async function decide(request: Request): Promise<Reply> {
  const { tx, body } = request
  const { meeting, item } = await decidable(request)
  const read = decisionForm.safeParse({
    decided: typed(body, 'decided'),
    because: typed(body, 'because'),
    present: typedAll(body, 'present'),
    presentWords: typed(body, 'presentWords'),
  })
  if (!read.success) return decisionPage(request, problemsOf(read.error))
  if (!(await store.recordDecision(tx, item.itemId, versionIn(request), read.data))) return decisionPage(request, {}, true)
  return seeOther(`${urlOf(meeting.id)}/items/${item.itemId}`)
}

async function actionPage(request: Request, problems: Problems = {}): Promise<Reply> {
  const { meeting, item } = await decidable(request)
  return page(
    t('item.action'),
    <ActionForm meeting={meeting} item={item} owners={await ownersOf(request, meeting, item)} body={request.body} problems={problems} />,
    {
      problems: Object.keys(problems).length > 0,
    },
  )
}

async function ownersOf({ tx }: Request, meeting: store.Meeting, item: store.AgendaItem) {
  const seats = await store.membersOf(tx, meeting.id)
  const all = [
    ...(await colleaguesOf(tx, item.caseId)).map(({ postId, name, role }) => ({ postId, name: `${name}, ${role}` })),
    ...seats.map(({ postId, fullName, agencyName }) => ({ postId, name: `${fullName}, ${agencyName}` })),
  ]
  return all.filter(({ postId }, i) => all.findIndex((one) => one.postId === postId) === i)
}

async function addAction(request: Request): Promise<Reply> {
  const { tx, body, now } = request
  const { meeting, item } = await decidable(request)
  const due = dateTyped(body, 'due')
  const owner = typed(body, 'owner')
  const read = actionForm.safeParse({
    what: typed(body, 'what'),
    owner: owner === '' || owner === 'else' ? null : owner,
    ownerWords: owner === 'else' ? typed(body, 'ownerWords') : '',
    dueOn: due.kind === 'ok' ? due.date : '0001-01-01',
  })
  const isPast = due.kind !== 'ok' || due.date < londonDateOf(now)
  const problems = { ...(read.success ? {} : problemsOf(read.error)), ...(isPast ? { due: t('problem.due') } : {}) }
  if (!read.success || isPast) return actionPage(request, problems)
  await store.addPanelAction(tx, item.itemId, read.data, instantOf(`${read.data.dueOn}T23:59`))
  return seeOther(`${urlOf(meeting.id)}/items/${item.itemId}`)
}

// ── what somebody owes ──────────────────────────────────────────────────────────────────────────────────────────────

async function ownAction(request: Request, problems: Problems = {}, isLate = false): Promise<Reply> {
  const id = idParam(request, 'action')
  const action = (await store.findOwnAction(request.tx, id)) ?? notThere()
  request.audit.about('case', action.caseId, { caseId: action.caseId, classes: ['contact'] })
  const form = <OwnActionForm id={id} action={action} body={request.body} problems={problems} isLate={isLate} />
  return page(t('own.heading'), form, { status: isLate ? 409 : Object.keys(problems).length > 0 ? 422 : 200 })
}

async function finishAction(request: Request): Promise<Reply> {
  const { tx, body } = request
  const id = idParam(request, 'action')
  const action = (await store.findOwnAction(tx, id)) ?? notThere()
  request.audit.about('case', action.caseId, { caseId: action.caseId, classes: ['contact', 'plan'] })
  const read = endForm.safeParse({ state: typed(body, 'state'), how: typed(body, 'how') })
  if (!read.success) return ownAction(request, problemsOf(read.error))
  return (await store.finishOwnAction(tx, id, versionIn(request), read.data)) ? seeOther('/') : ownAction(request, {}, true)
}
