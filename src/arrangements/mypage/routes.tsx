import type { VNode } from 'preact'
import { mayOnCase } from '../../core/access/index.ts'
import {
  accountsIn,
  belowCase,
  type Case,
  type CaseSection,
  caseFor,
  disagree,
  findCase,
  namesIn,
  othersKnown,
  ownFacts,
  protectedIn,
} from '../../core/cases/index.ts'
import { addWorkingDays, instantOf, londonDateOf, unlessCalendarEnds } from '../../core/clocks/index.ts'
import { idParam, isId, notThere, page, type Reply, type Request, type Routes, seeOther, typed } from '../../core/house/index.ts'
import { dateBoxes, dateTyped, type Problems } from '../../core/pages/index.ts'
import { colleaguesOf } from '../../core/plan/index.ts'
import { withoutQuoted, wordMatcher } from '../../core/words/index.ts'
import { completeTask, putTask } from '../../core/work/index.ts'
import { problemsOf } from '../../platform/forms/index.ts'
import { answerForm, askForm, becauseForm, disagreeForm, lineForm, lineKind, type MyPagePolicy } from './schema.ts'
import * as store from './store.ts'
import { t } from './texts.ts'
import {
  AnswerForm,
  AskForm,
  ChooseWords,
  DisagreeForm,
  Hidden,
  LineForm,
  MyPage,
  type MyPageProps,
  Preparing,
  ReasonForm,
  WaitingList,
} from './views.tsx'

const baseOf = (caseId: string) => `/cases/${caseId}/mine`

export function myPageRoutes(policy: MyPagePolicy): (route: Routes) => void {
  return (route) => {
    route.get('/mine/waiting', 'mine.waiting_list', waitingPage)
    route.get('/mine/hidden', 'mine.hidden', async () => page(t('hidden.title'), <Hidden />))
    route.get('/cases/:id/mine/words', 'mine.form', wordsPage)
    route.get('/cases/:id/mine/line', 'mine.form', linePage)
    route.post('/cases/:id/mine/line', 'mine.line_added', addLine)
    route.post('/cases/:id/mine/line/:line/remove', 'mine.line_removed', removeLine)
    route.get('/cases/:id/mine/ask', 'mine.form', (request) => askPage(request, policy))
    route.post('/cases/:id/mine/ask', 'mine.asked', (request) => addAsk(request, policy))
    route.get('/cases/:id/mine/ask/:ask', 'mine.form', (request) => answerPage(request))
    route.post('/cases/:id/mine/ask/:ask', 'mine.answered', answer)
    route.get('/cases/:id/mine/who/:post', 'mine.form', (request) => leaveOutPage(request))
    route.post('/cases/:id/mine/who/:post', 'mine.left_out', leaveOut)
    route.post('/cases/:id/mine/who/:post/again', 'mine.named_again', nameAgain)
    route.post('/cases/:id/mine/show', 'mine.shown', recordShown)
    route.get('/cases/:id/mine/show', 'mine.read', (request) => showPage(request, policy))
    route.get('/cases/:id/mine/not-safe', 'mine.form', (request) => reasonPage(request, 'not_safe'))
    route.post('/cases/:id/mine/not-safe', 'mine.not_safe', (request) => reason(request, 'not_safe', policy))
    route.get('/cases/:id/mine/print', 'mine.form', (request) => reasonPage(request, 'printed'))
    route.post('/cases/:id/mine/print', 'mine.printed', (request) => reason(request, 'printed', policy))
    route.get('/cases/:id/mine/disagree', 'mine.form', (request) => disagreePage(request))
    route.post('/cases/:id/mine/disagree', 'mine.disagreed', keepDisagreement)
  }
}

// ── for whoever prepares it ─────────────────────────────────────────────────────────────────────────────────────────

export function myPageSection(policy: MyPagePolicy): CaseSection {
  return {
    key: 'mine',
    get label() {
      return t('nav')
    },
    order: 19,
    offered: ({ tx }, caseId) => mayOnCase(tx, caseId, 'notes', 'read'),
    load: async ({ tx, audit, now }, caseId) => {
      if (!(await mayOnCase(tx, caseId, 'notes', 'read'))) return undefined
      audit.about('case', caseId, { caseId, classes: ['contact', 'headline', 'plan', 'notes'] })
      const c = await findCase(tx, caseId)
      return (
        <Preparing
          base={baseOf(caseId)}
          lines={await store.linesOf(tx, caseId)}
          asks={await store.asksOf(tx, caseId)}
          knowers={await store.knowersOf(tx, caseId)}
          neverNamed={policy.neverNamed}
          shown={await store.shownOf(tx, caseId)}
          today={londonDateOf(now)}
          mayWrite={c?.state !== 'closed' && (await mayOnCase(tx, caseId, 'notes', 'write'))}
        />
      )
    },
  }
}

/** The case, for whoever keeps its notes and while it is open. */
async function writable(request: Request): Promise<Case> {
  const c = await caseFor(request, idParam(request))
  if (c.state === 'closed' || !(await mayOnCase(request.tx, c.id, 'notes', 'write'))) return notThere()
  request.audit.about('case', c.id, { caseId: c.id, classes: ['contact', 'plan', 'notes'] })
  return c
}

function sheet(request: Request, c: Case, body: VNode, problems: Problems = {}, status?: number): Promise<Reply> {
  const back = { href: baseOf(c.id), text: t('back') }
  return belowCase(request, c, { title: t('heading'), back, body, status: status ?? (Object.keys(problems).length > 0 ? 422 : 200) })
}

/** What must not stand on a page that somebody may look at over a shoulder: others, protected places, what they are accused of. */
async function unsafe({ tx }: Request, c: Case, text: string): Promise<string | undefined> {
  const { names: own, protectedContacts } = await ownFacts(tx, c.id)
  const names = namesIn(text, await othersKnown(tx, c.id), own)
  if (names.length > 0) return t('problem.name', { names: names.join(', ') })
  if (protectedIn(text, protectedContacts)) return t('problem.address')
  const [account] = accountsIn(text)
  return account === undefined ? undefined : t('problem.account', { found: account })
}

/** Our own words to them are held to what is held of a letter. */
function blaming({ house }: Request, text: string): string | undefined {
  const [found] = wordMatcher(house.reference.words)(withoutQuoted(text), { context: 'public' }).findings
  return found === undefined ? undefined : t('problem.blames', { found: found.found, why: found.why, instead: found.sayInstead.join('; ') })
}

async function wordsPage(request: Request): Promise<Reply> {
  const c = await writable(request)
  const written = (await store.writtenAbout(request.tx, c.id)).filter(({ words }) => words !== '')
  return sheet(request, c, <ChooseWords base={baseOf(c.id)} written={written} />)
}

async function linePage(request: Request): Promise<Reply> {
  const c = await writable(request)
  const kind = lineKind.safeParse(request.query['kind'])
  if (!kind.success) return notThere()
  const from = request.query['from']
  const source = from === undefined ? undefined : (await store.writtenAbout(request.tx, c.id)).find(({ id }) => id === from)
  const on = source?.on ?? londonDateOf(request.now)
  return sheet(
    request,
    c,
    <LineForm base={baseOf(c.id)} kind={kind.data} body={{ words: source?.words ?? '', saidOn: on }} problems={{}} />,
  )
}

async function addLine(request: Request): Promise<Reply> {
  const { tx, body, now } = request
  const c = await writable(request)
  const read = lineForm.safeParse({ kind: typed(body, 'kind'), words: typed(body, 'words'), saidOn: typed(body, 'saidOn') })
  const kind = lineKind.safeParse(typed(body, 'kind'))
  if (!kind.success) return notThere()
  const problems: Record<string, string> = read.success ? {} : { ...problemsOf(read.error) }
  const wrong =
    (await unsafe(request, c, typed(body, 'words'))) ?? (kind.data === 'well' ? blaming(request, typed(body, 'words')) : undefined)
  if (wrong !== undefined) problems['words'] = wrong
  if (!read.success || Object.keys(problems).length > 0 || read.data.saidOn > londonDateOf(now))
    return sheet(request, c, <LineForm base={baseOf(c.id)} kind={kind.data} body={body} problems={problems} />, problems)
  await store.insertLine(tx, c.id, read.data)
  return seeOther(baseOf(c.id))
}

async function removeLine(request: Request): Promise<Reply> {
  const c = await writable(request)
  await store.removeLine(request.tx, c.id, idParam(request, 'line'))
  return seeOther(baseOf(c.id))
}

// ── what they asked for ─────────────────────────────────────────────────────────────────────────────────────────────

async function askPage(request: Request, policy: MyPagePolicy, problems: Problems = {}): Promise<Reply> {
  const { tx, now, house, actor, body } = request
  const c = await writable(request)
  const day = unlessCalendarEnds(() => addWorkingDays(londonDateOf(now), policy.answerWithinWorkingDays, house.reference.calendar))
  const begun = { promisedBy: c.workerPostId ?? actor.postId, ...dateBoxes('by', day ?? null) }
  const fields = Object.keys(body).length === 0 ? begun : body
  return sheet(
    request,
    c,
    <AskForm base={baseOf(c.id)} colleagues={await colleaguesOf(tx, c.id)} body={fields} problems={problems} />,
    problems,
  )
}

async function addAsk(request: Request, policy: MyPagePolicy): Promise<Reply> {
  const { tx, body, now } = request
  const c = await writable(request)
  const today = londonDateOf(now)
  const by = dateTyped(body, 'by')
  const promisedFor = by.kind === 'ok' && by.date >= today ? by.date : undefined
  const read = askForm.safeParse({ asked: typed(body, 'asked'), promisedBy: typed(body, 'promisedBy'), promisedFor: promisedFor ?? today })
  const problems: Record<string, string> = read.success ? {} : { ...problemsOf(read.error) }
  if (promisedFor === undefined) problems['by'] = t('problem.by')
  const wrong = await unsafe(request, c, typed(body, 'asked'))
  if (wrong !== undefined) problems['asked'] = wrong
  if (read.success && !(await colleaguesOf(tx, c.id)).some(({ postId }) => postId === read.data.promisedBy))
    problems['promisedBy'] = t('problem.who')
  if (!read.success || Object.keys(problems).length > 0) return askPage(request, policy, problems)
  const id = await store.insertAsk(tx, c.id, { ...read.data, askedOn: today })
  await putTask(tx, {
    record: { kind: 'case', id: c.id },
    kind: 'mine.ask',
    subjectId: id,
    ownerPostId: read.data.promisedBy,
    teamId: c.teamId,
    dueAt: instantOf(`${read.data.promisedFor}T23:59`),
    clock: undefined,
  })
  return seeOther(baseOf(c.id))
}

type Again = Readonly<{ problems: Problems; isLate: boolean }>

async function answerPage(request: Request, { problems, isLate }: Again = { problems: {}, isLate: false }): Promise<Reply> {
  const c = await writable(request)
  const ask = (await store.asksOf(request.tx, c.id)).find(({ id }) => id === request.params['ask']) ?? notThere()
  const form = <AnswerForm base={baseOf(c.id)} ask={ask} body={request.body} problems={problems} isLate={isLate} />
  return sheet(request, c, form, problems, isLate ? 409 : undefined)
}

async function answer(request: Request): Promise<Reply> {
  const { tx, body, now } = request
  const c = await writable(request)
  const id = idParam(request, 'ask')
  const read = answerForm.safeParse({ answer: typed(body, 'answer') })
  const problems: Record<string, string> = read.success ? {} : { ...problemsOf(read.error) }
  const wrong = (await unsafe(request, c, typed(body, 'answer'))) ?? blaming(request, typed(body, 'answer'))
  if (wrong !== undefined) problems['answer'] = wrong
  if (!read.success || wrong !== undefined) return answerPage(request, { problems, isLate: false })
  if (!(await store.answerAsk(tx, c.id, id, Number(typed(body, 'version')) || 0, read.data.answer)))
    return answerPage(request, { problems: {}, isLate: true })
  await completeTask(tx, { record: { kind: 'case', id: c.id }, kind: 'mine.ask', subjectId: id }, now)
  return seeOther(baseOf(c.id))
}

async function waitingPage({ tx, query, audit }: Request): Promise<Reply> {
  const whose = query['whose'] === 'all' ? 'all' : 'mine'
  const asks = await store.waitingAsks(tx, whose)
  audit.shown([...new Set(asks.map(({ caseId }) => caseId))])
  return page(t('list.heading'), <WaitingList asks={asks} whose={whose} />, { wide: true })
}

// ── who is named ────────────────────────────────────────────────────────────────────────────────────────────────────

async function knowerOf(request: Request, c: Case): Promise<store.Knower> {
  return (await store.knowersOf(request.tx, c.id)).find(({ postId }) => postId === request.params['post']) ?? notThere()
}

async function leaveOutPage(request: Request, problems: Problems = {}): Promise<Reply> {
  const c = await writable(request)
  const { postId, fullName } = await knowerOf(request, c)
  const texts = { heading: t('who.because', { name: fullName }), hint: t('safe.hint'), action: `${baseOf(c.id)}/who/${postId}` }
  return sheet(request, c, <ReasonForm {...texts} body={request.body} problems={problems} />, problems)
}

async function leaveOut(request: Request): Promise<Reply> {
  const c = await writable(request)
  const { postId } = await knowerOf(request, c)
  const read = becauseForm.safeParse({ because: typed(request.body, 'because') })
  if (!read.success) return leaveOutPage(request, problemsOf(read.error))
  await store.leaveOut(request.tx, c.id, postId, read.data.because)
  return seeOther(baseOf(c.id))
}

async function nameAgain(request: Request): Promise<Reply> {
  const c = await writable(request)
  await store.nameAgain(request.tx, c.id, idParam(request, 'post'))
  return seeOther(baseOf(c.id))
}

// ── read together ───────────────────────────────────────────────────────────────────────────────────────────────────

async function recordShown(request: Request): Promise<Reply> {
  const c = await writable(request)
  await store.recordShown(request.tx, c.id, 'shown', '')
  return seeOther(`${baseOf(c.id)}/show`)
}

/** Nothing of others, of intelligence, of an investigation or of the NRM is read for it: it cannot slip onto it. */
async function pageOf({ tx, now }: Request, c: Case, policy: MyPagePolicy): Promise<MyPageProps> {
  return {
    base: baseOf(c.id),
    knownAs: c.knownAs,
    lines: await store.linesOf(tx, c.id),
    asks: await store.asksOf(tx, c.id),
    knowers: (await store.knowersOf(tx, c.id)).filter(({ leftOut, roleCode }) => leftOut === null && !policy.neverNamed.includes(roleCode)),
    next: await store.nextVisitOf(tx, c.id, now),
    complain: policy.complain,
    today: londonDateOf(now),
    isForPaper: false,
  }
}

/** Only after it was recorded, by the same person on the same day, that it is shown: the address alone shows nothing. */
async function showPage(request: Request, policy: MyPagePolicy): Promise<Reply> {
  const { tx, now, actor } = request
  const c = await writable(request)
  const today = londonDateOf(now)
  const isRecorded = (await store.shownOf(tx, c.id)).some(
    ({ outcome, at, byPost }) => outcome === 'shown' && byPost === actor.postId && londonDateOf(at) === today,
  )
  return isRecorded ? page(t('heading'), <MyPage {...(await pageOf(request, c, policy))} />) : seeOther(baseOf(c.id))
}

async function reasonPage(request: Request, outcome: 'not_safe' | 'printed', problems: Problems = {}): Promise<Reply> {
  const c = await writable(request)
  const texts =
    outcome === 'not_safe'
      ? { heading: t('safe.heading'), hint: t('safe.hint'), action: `${baseOf(c.id)}/not-safe` }
      : { heading: t('print.heading'), hint: t('print.hint'), action: `${baseOf(c.id)}/print` }
  return sheet(request, c, <ReasonForm {...texts} body={request.body} problems={problems} />, problems)
}

/** On paper the page comes as the answer itself: its address gives it to nobody a second time. */
async function reason(request: Request, outcome: 'not_safe' | 'printed', policy: MyPagePolicy): Promise<Reply> {
  const c = await writable(request)
  const read = becauseForm.safeParse({ because: typed(request.body, 'because') })
  if (!read.success) return reasonPage(request, outcome, problemsOf(read.error))
  await store.recordShown(request.tx, c.id, outcome, read.data.because)
  if (outcome === 'not_safe') return seeOther(baseOf(c.id))
  return page(t('heading'), <MyPage {...(await pageOf(request, c, policy))} isForPaper />)
}

async function disagreePage(request: Request, problems: Problems = {}): Promise<Reply> {
  const c = await writable(request)
  const written = await store.writtenAbout(request.tx, c.id)
  return page(t('disagree.heading'), <DisagreeForm base={baseOf(c.id)} written={written} body={request.body} problems={problems} />, {
    problems: Object.keys(problems).length > 0,
  })
}

async function keepDisagreement(request: Request): Promise<Reply> {
  const { tx, body } = request
  const c = await writable(request)
  const [kind = '', id = ''] = typed(body, 'about').split(':')
  const read = disagreeForm.safeParse({ said: typed(body, 'said') })
  const isChosen = (kind === 'note' || kind === 'visit') && isId(id)
  const problems = { ...(read.success ? {} : problemsOf(read.error)), ...(isChosen ? {} : { about: t('problem.which') }) }
  if (!read.success || !isChosen) return disagreePage(request, problems)
  await disagree(tx, c.id, { kind, id }, read.data.said)
  return seeOther(`${baseOf(c.id)}/show`)
}
