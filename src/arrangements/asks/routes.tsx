import { belowCase, type CaseSection, caseFor, findCase, rightsOn } from '../../core/cases/index.ts'
import { londonDateOf, unlessCalendarEnds } from '../../core/clocks/index.ts'
import {
  type FormBody,
  idParam,
  isId,
  notThere,
  page,
  type Reply,
  type Request,
  type Routes,
  seeOther,
  typed,
  typedAll,
} from '../../core/house/index.ts'
import { addressOf, linksPolicy } from '../../core/links/index.ts'
import { dateBoxes, KeptPostForm, momentTyped, type Problems, savesAsTyped, typedElsewhere } from '../../core/pages/index.ts'
import { findTriage, type TriageSection } from '../../core/triage/index.ts'
import { BackLink } from '../../platform/design/index.ts'
import { forgetKept, keptForm, problemsOf, type Typed } from '../../platform/forms/index.ts'
import { showTime } from '../../platform/texts/dates.ts'
import { answerFrom } from './answer.ts'
import { usualDue } from './rules.ts'
import { type AsksPolicy, askForm, caseReaders, deskReaders, type Readers, type RecordKind, withdrawForm } from './schema.ts'
import {
  type Ask,
  agencyOfAddress,
  answerersFor,
  answersTo,
  asksAbout,
  asksOfUs,
  chase,
  colleaguesFor,
  findAskOfUs,
  findOwnAsk,
  handOn,
  mayAskAbout,
  type NewAsk,
  type OwnAsk,
  sendAnswer,
  sendAsk,
  stepBack,
  withdraw,
} from './store.ts'
import { type Tellable, tellablesOf } from './tellings.ts'
import { t } from './texts.ts'
import { AfterAsked, AskedList, AskedPage, AskForm, AsksPart, BackToAsked, GonePage, OwnAskPage, SaidPage, WithdrawForm } from './views.tsx'

const answers = { capability: 'ask.answer' } as const
const mostQuestions = 12

export function asksRoutes(policy: AsksPolicy): (route: Routes) => void {
  return (route) => {
    for (const kind of ['case', 'concern'] as const) {
      const base = `${pathOf(kind, ':id')}/asks`
      route.get(`${base}/new`, 'ask.form', (request) => newPage(request, kind, policy))
      savesAsTyped(route, `${base}/new`, 'ask.draft_saved')
      route.post(`${base}/new`, 'ask.sent', (request) => send(request, kind, policy))
      route.get(`${base}/said`, 'ask.said_read', (request) => said(request, kind))
    }
    route.get('/asks/:id', 'ask.read', (request) => ownPage(request, policy))
    route.post('/asks/:id/chase', 'ask.chased', (request) => chaseAsk(request, policy))
    route.get('/asks/:id/withdraw', 'ask.read', (request) => withdrawPage(request, {}))
    route.post('/asks/:id/withdraw', 'ask.withdrawn', withdrawAsk)
    route.get('/asked', 'ask.asked_list', askedList, answers)
    route.get('/asked/:id', 'ask.asked_read', (request) => askedPage(request), answers)
    savesAsTyped(route, '/asked/:id', 'ask.draft_saved', answers)
    route.post('/asked/:id', 'ask.answered', receiveAnswer, answers)
    route.post('/asked/:id/hand-on', 'ask.handed_on', handOnAsk, answers)
    route.post('/asked/:id/step-back', 'ask.stepped_back', stepBackFrom, answers)
  }
}

const pathOf = (kind: RecordKind, id: string) => (kind === 'case' ? `/cases/${id}` : `/triage/${id}`)
/** Where what was asked about a record stands. */
const listOf = (kind: RecordKind, id: string) => (kind === 'case' ? `/cases/${id}/asks` : `/triage/${id}#asks`)

// ── on a case and at the desk ───────────────────────────────────────────────────────────────────────────────────────

export const asksSection: CaseSection = {
  key: 'asks',
  get label() {
    return t('part')
  },
  order: 28,
  offered: async ({ tx }, caseId) => (await mayAskAbout(tx, 'case', caseId)) || (await asksAbout(tx, 'case', caseId)).length > 0,
  load: async ({ tx, now, audit }, caseId) => {
    const asks = await asksAbout(tx, 'case', caseId)
    const mayAsk = await mayAskAbout(tx, 'case', caseId)
    if (!mayAsk && asks.length === 0) return undefined
    audit.about('case', caseId, { caseId, classes: ['contact', 'headline'] })
    return <AsksPart base={`/cases/${caseId}/asks`} asks={asks} mayAsk={mayAsk} now={now} headingLevel={1} />
  },
}

export const asksAtDesk: TriageSection = {
  key: 'asks',
  order: 30,
  load: async ({ tx, now }, concernId) => {
    const asks = await asksAbout(tx, 'concern', concernId)
    const mayAsk = await mayAskAbout(tx, 'concern', concernId)
    if (!mayAsk && asks.length === 0) return undefined
    return <AsksPart base={`/triage/${concernId}/asks`} asks={asks} mayAsk={mayAsk} now={now} headingLevel={2} />
  },
}

/** The record that is asked about, told to the audit; not there for whoever may not ask. */
async function askable(request: Request, kind: RecordKind): Promise<string> {
  const id = idParam(request)
  if (!(await mayAskAbout(request.tx, kind, id))) notThere()
  request.audit.about(kind, id, { classes: ['identity'], ...(kind === 'case' ? { caseId: id } : {}) })
  return id
}

/** A case's page stands under its banner; a concern's under the way back to it. */
async function under(
  request: Request,
  kind: RecordKind,
  id: string,
  title: string,
  body: ReturnType<typeof AskForm>,
  status: number,
): Promise<Reply> {
  if (kind === 'case')
    return belowCase(request, await caseFor(request, id), { title, back: { href: listOf(kind, id), text: t('ask.back') }, body, status })
  return page(
    title,
    <>
      <BackLink href={listOf(kind, id)}>{t('ask.back')}</BackLink>
      {body}
    </>,
    { status },
  )
}

async function readersFor({ tx }: Request, kind: RecordKind, id: string): Promise<readonly Readers[]> {
  if (kind === 'concern') return deskReaders
  const { reads } = await rightsOn(tx, id)
  return caseReaders.filter((name) => reads.has(name))
}

async function newPage(request: Request, kind: RecordKind, policy: AsksPolicy): Promise<Reply> {
  const id = await askable(request, kind)
  const { tx, now, house } = request
  const kept = await keptForm(tx, `${pathOf(kind, id)}/asks/new`)
  const due = unlessCalendarEnds(() => usualDue(now, policy, house.reference.calendar))
  const tellables = await tellablesOf(request, kind, id)
  const begin: Typed = {
    tell: tellables.filter(({ isUsual }) => isUsual).map(({ key }) => key),
    question: policy.questions.slice(0, 2).map(({ code }) => code),
    readers: (await readersFor(request, kind, id))[kind === 'concern' ? 1 : 0] ?? '',
    ...(due === undefined ? {} : { ...dateBoxes('due', due.dueOn), 'due-time': showTime(due.dueAt) }),
  }
  return formPage(request, kind, id, policy, { ...begin, ...kept.typed }, {}, [], 200)
}

async function formPage(
  request: Request,
  kind: RecordKind,
  id: string,
  policy: AsksPolicy,
  given: Typed,
  problems: Problems,
  again: readonly OwnAsk[],
  status: number,
): Promise<Reply> {
  const { tx, now, body } = request
  const kept = await keptForm(tx, `${pathOf(kind, id)}/asks/new`, body)
  const before = await asksAbout(tx, kind, id)
  const said = await answersTo(
    tx,
    again.map((ask) => ask.id),
  )
  const form = (
    <AskForm
      kept={kept}
      typed={given}
      problems={problems}
      policy={policy}
      answerers={await answerersFor(tx, kind, id)}
      tellables={await tellablesOf(request, kind, id)}
      readers={await readersFor(request, kind, id)}
      before={before}
      again={again.map((ask) => ({ ask, answers: said.filter(({ askId }) => askId === ask.id) }))}
      now={now}
    />
  )
  return under(request, kind, id, t('ask.title'), form, status)
}

const labels = () => ({
  own: t('ask.own'),
  why: t('ask.why'),
  agreementBecause: t('ask.because'),
  'due-time': t('ask.time'),
})

type Read = Readonly<{ ask: Omit<NewAsk, 'agencyId' | 'toPostId'>; agencies: readonly string[]; address: Addressee | undefined }>

type Addressee = Readonly<{ agencyId: string; agencyName: string; email: string }>

/** Somebody without an account, at a known address of another agency. */
async function addressee({ tx }: Request, kind: RecordKind, id: string, text: string): Promise<Addressee | undefined> {
  const email = addressOf(text)
  const agency = email === undefined ? undefined : await agencyOfAddress(tx, kind, id, email)
  return email === undefined || agency === undefined ? undefined : { ...agency, email }
}

/** The whole form, or what is wrong with it. */
async function readAsk(
  request: Request,
  kind: RecordKind,
  id: string,
  policy: AsksPolicy,
  tellables: readonly Tellable[],
): Promise<Read | Readonly<{ problems: Problems }>> {
  const { body, now, house } = request
  const read = askForm.safeParse(
    Object.fromEntries(['own', 'purpose', 'why', 'basis', 'agreement', 'agreementBecause'].map((name) => [name, typed(body, name)])),
  )
  const problems: Record<string, string> = read.success ? {} : { ...problemsOf(read.error) }
  const agencies = typedAll(body, 'agency').filter(isId)
  const typedAddress = typed(body, 'address').trim()
  const address = typedAddress === '' ? undefined : await addressee(request, kind, id, typedAddress)
  if (typedAddress !== '' && address === undefined) problems['address'] = t('problem.address')
  if (agencies.length === 0 && typedAddress === '') problems['agency'] = t('problem.agency')
  const own = typed(body, 'own')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const questions = [...policy.questions.filter(({ code }) => typedAll(body, 'question').includes(code)).map(({ text }) => text), ...own]
  if (questions.length === 0) problems['question'] = t('problem.question')
  if (questions.length > mostQuestions) problems['question'] = t('problem.manyQuestions')
  const chosen = tellables.filter(({ key }) => typedAll(body, 'tell').includes(key))
  if (chosen.length === 0) problems['tell'] = t('problem.tell')
  const purpose = policy.purposes.find(({ code }) => code === typed(body, 'purpose'))
  if (purpose === undefined) problems['purpose'] ??= t('problem.purpose')
  const basis = policy.bases.find(({ code }) => code === typed(body, 'basis'))
  if (basis === undefined) problems['basis'] ??= t('problem.basis')
  const readers = (await readersFor(request, kind, id)).find((one) => one === typed(body, 'readers'))
  if (readers === undefined) problems['readers'] = t('problem.readers')
  const due = dueFrom(request, policy)
  if ('problems' in due) Object.assign(problems, due.problems)
  if (
    !read.success ||
    purpose === undefined ||
    basis === undefined ||
    readers === undefined ||
    'problems' in due ||
    Object.keys(problems).length > 0
  )
    return { problems }
  const usual = unlessCalendarEnds(() => usualDue(now, policy, house.reference.calendar))
  return {
    agencies,
    address,
    ask: {
      told: chosen.map(({ what, value }) => ({ what, value })),
      leftOut: [...new Set(tellables.filter((one) => !chosen.includes(one)).map(({ what }) => what))],
      questions,
      purpose: purpose.text,
      why: read.data.why,
      basis: basis.text,
      basisMark: basis.mark,
      policyVersion: policy.version,
      agreement: read.data.agreement,
      agreementBecause: read.data.agreementBecause,
      ...classesOf(readers),
      dueAt: due.at,
      clock: usual !== undefined && usual.dueAt.getTime() === due.at.getTime() ? usual.why : null,
    },
  }
}

function classesOf(readers: Readers): Pick<NewAsk, 'class' | 'caseClass'> {
  switch (readers) {
    case 'desk':
      return { class: 'triage', caseClass: null }
    case 'desk_notes':
      return { class: 'triage', caseClass: 'notes' }
    case 'desk_plan':
      return { class: 'triage', caseClass: 'plan' }
    case 'notes':
    case 'plan':
    case 'risk':
    case 'health':
      return { class: readers, caseClass: null }
  }
}

function dueFrom({ body, now }: Request, policy: AsksPolicy): Readonly<{ at: Date }> | Readonly<{ problems: Problems }> {
  const moment = momentTyped(typed(body, 'due-time').trim() === '' ? { ...body, 'due-time': policy.dueLocalTime } : body, 'due')
  // the hour that comes twice is in the night: nobody is asked to answer by then, so the later one is as good
  const read = moment.kind === 'ambiguous' ? momentTyped({ ...body, 'due-pass': 'second' }, 'due') : moment
  if (read.kind !== 'ok' || read.at === null)
    return { problems: read.kind === 'problem' && read.field === 'time' ? { 'due-time': t('problem.time') } : { due: t('problem.due') } }
  return read.at <= now ? { problems: { due: t('problem.past') } } : { at: read.at }
}

async function send(request: Request, kind: RecordKind, policy: AsksPolicy): Promise<Reply> {
  const id = await askable(request, kind)
  const { tx, body, audit } = request
  const address = `${pathOf(kind, id)}/asks/new`
  const other = await typedElsewhere(request, { address, title: t('ask.title'), labels: labels() })
  if (other !== undefined) return other
  const read = await readAsk(request, kind, id, policy, await tellablesOf(request, kind, id))
  if ('problems' in read) return formPage(request, kind, id, policy, body, read.problems, [], 422)
  const answerers = await answerersFor(tx, kind, id)
  const toPost = answerers.find(({ postId }) => postId === typed(body, 'toPost'))
  if (typed(body, 'toPost') !== '' && (toPost === undefined || !read.agencies.includes(toPost.agencyId)))
    return formPage(request, kind, id, policy, body, { toPost: t('problem.toPost') }, [], 422)
  // what they said before comes first: it may be enough
  const names = new Set(answerers.filter(({ agencyId }) => read.agencies.includes(agencyId)).map(({ agencyName }) => agencyName))
  if (read.address !== undefined) names.add(read.address.agencyName)
  const before = (await asksAbout(tx, kind, id)).filter((ask) => ask.answeredAt !== null && names.has(ask.agencyName))
  if (before.length > 0 && typed(body, 'again') !== 'yes')
    return formPage(request, kind, id, policy, body, { again: t('problem.again') }, before, 422)
  for (const agencyId of read.agencies) {
    const sent = await sendAsk(tx, kind, id, { ...read.ask, agencyId, toPostId: toPost?.agencyId === agencyId ? toPost.postId : null })
    if (sent === undefined) return formPage(request, kind, id, policy, body, { agency: t('problem.gone') }, [], 422)
    audit.shown([sent])
  }
  if (read.address !== undefined) {
    const { agencyId, email } = read.address
    const sent = await sendAsk(tx, kind, id, {
      ...read.ask,
      agencyId,
      toPostId: null,
      toAddress: email,
      linkDays: linksPolicy.answerWithinDays,
    })
    if (sent === undefined) return formPage(request, kind, id, policy, body, { address: t('problem.address') }, [], 422)
    audit.shown([sent])
  }
  audit.fields(read.ask.told.map(({ what }) => what))
  audit.purpose(read.ask.purpose)
  await forgetKept(tx, address)
  return seeOther(listOf(kind, id))
}

async function said(request: Request, kind: RecordKind): Promise<Reply> {
  const { tx, now, actor, audit } = request
  const id = idParam(request)
  const found = kind === 'case' ? await findCase(tx, id) : await findTriage(tx, id)
  if (found === undefined) return notThere()
  const asks = await asksAbout(tx, kind, id)
  if (asks.length === 0 && !(await mayAskAbout(tx, kind, id))) return notThere()
  audit.about(kind, id, kind === 'case' ? { caseId: id } : {})
  audit.shown(asks.map((ask) => ask.id))
  const all = await answersTo(
    tx,
    asks.map((ask) => ask.id),
  )
  return page(t('said.title'), <SaidPage asks={asks} answers={all} now={now} printedBy={actor.fullName} back={listOf(kind, id)} />)
}

async function ownAsk(request: Request): Promise<OwnAsk> {
  const ask = (await findOwnAsk(request.tx, idParam(request))) ?? notThere()
  request.audit.about(ask.recordKind, ask.recordId, ask.recordKind === 'case' ? { caseId: ask.recordId } : {})
  request.audit.shown([ask.id])
  return ask
}

async function ownPage(request: Request, policy: AsksPolicy): Promise<Reply> {
  const { tx, now, query } = request
  const ask = await ownAsk(request)
  const props = { ask, answers: await answersTo(tx, [ask.id]), now, everyHours: policy.chaseByHandEveryHours }
  return page(
    t('own.title.page'),
    <OwnAskPage {...props} isTooSoon={query['soon'] !== undefined} back={listOf(ask.recordKind, ask.recordId)} />,
  )
}

async function chaseAsk(request: Request, policy: AsksPolicy): Promise<Reply> {
  const ask = await ownAsk(request)
  return seeOther((await chase(request.tx, ask.id, policy.chaseByHandEveryHours)) ? `/asks/${ask.id}` : `/asks/${ask.id}?soon`)
}

async function withdrawPage(request: Request, problems: Problems): Promise<Reply> {
  const ask = await ownAsk(request)
  if (!ask.mayChange || ask.withdrawnAt !== null) return notThere()
  return page(t('own.withdraw.title'), <WithdrawForm ask={ask} body={request.body} problems={problems} />, {
    problems: Object.keys(problems).length > 0,
  })
}

async function withdrawAsk(request: Request): Promise<Reply> {
  const read = withdrawForm.safeParse({ because: typed(request.body, 'because') })
  if (!read.success) return withdrawPage(request, problemsOf(read.error))
  const ask = await ownAsk(request)
  await withdraw(request.tx, ask.id, read.data.because)
  return seeOther(`/asks/${ask.id}`)
}

// ── asked of us ─────────────────────────────────────────────────────────────────────────────────────────────────────

async function askedList({ tx, actor, now, query, audit }: Request): Promise<Reply> {
  const only = query['show'] === 'all' ? 'all' : 'open'
  const asks = await asksOfUs(tx, actor.agencyId, actor.postId, only)
  audit.shown(asks.map(({ id }) => id))
  return page(t('asked.title'), <AskedList asks={asks} postId={actor.postId} only={only} now={now} />)
}

async function askOfUs(request: Request): Promise<Ask> {
  const ask = (await findAskOfUs(request.tx, idParam(request))) ?? notThere()
  request.audit.about('other', ask.id)
  return ask
}

type Shown = Readonly<{ given?: Typed; problems?: Problems; after?: Problems; isLate?: boolean; status?: number }>

async function askedPage(request: Request, { given, problems = {}, after = {}, isLate = false, status = 200 }: Shown = {}): Promise<Reply> {
  const { tx, now, body } = request
  const ask = await askOfUs(request)
  const kept = await keptForm(tx, `/asked/${ask.id}`, body)
  const shown = (
    <>
      <BackToAsked />
      <AskedPage
        ask={ask}
        answers={await answersTo(tx, [ask.id])}
        typed={given ?? kept.typed ?? {}}
        problems={problems}
        now={now}
        isLate={isLate}
        form={(children) => <KeptPostForm kept={kept}>{children}</KeptPostForm>}
        after={<AfterAsked ask={ask} colleagues={await colleaguesFor(tx, ask.id)} body={body} problems={after} />}
      />
    </>
  )
  return page(t('asked.title'), shown, { status })
}

async function receiveAnswer(request: Request): Promise<Reply> {
  const { tx, body, now, actor } = request
  const ask = await askOfUs(request)
  const address = `/asked/${ask.id}`
  const fields = Object.fromEntries(ask.questions.map((question, place) => [`q${place}-words`, question]))
  const other = await typedElsewhere(request, { address, title: t('asked.title'), labels: fields })
  if (other !== undefined) return other
  const read = answerFrom(body, ask.questions, londonDateOf(now))
  if ('problems' in read) return askedPage(request, { given: body, problems: read.problems, status: 422 })
  const answer = { name: actor.fullName, job: `${actor.roleLabel}, ${actor.agencyName}`, teamOnly: isTeamOnly(body), items: read.items }
  const kept = await sendAnswer(tx, ask.id, Number(typed(body, 'seen')) || 0, answer)
  if (kept === 'withdrawn') return page(t('asked.gone'), <GonePage ask={ask} typed={body} back={<BackToAsked />} />, { status: 409 })
  if (kept === 'other') return askedPage(request, { given: body, isLate: true, status: 409 })
  await forgetKept(tx, address)
  return seeOther(address)
}

export function isTeamOnly(body: FormBody): boolean {
  return typedAll(body, 'teamOnly').includes('yes')
}

async function handOnAsk(request: Request): Promise<Reply> {
  const ask = await askOfUs(request)
  const to = (await colleaguesFor(request.tx, ask.id)).find(({ postId }) => postId === typed(request.body, 'post'))
  if (to === undefined) return askedPage(request, { after: { post: t('problem.hand') }, status: 422 })
  await handOn(request.tx, ask.id, to.postId)
  return seeOther('/asked')
}

async function stepBackFrom(request: Request): Promise<Reply> {
  const because = typed(request.body, 'because').trim().slice(0, 500)
  const ask = await askOfUs(request)
  if (because === '') return askedPage(request, { after: { because: t('problem.close') }, status: 422 })
  await stepBack(request.tx, ask.id, because)
  return seeOther('/asked')
}
