import { can, mayOnCase } from '../../core/access/index.ts'
import { belowCase, type Case, caseFor, levelLabel } from '../../core/cases/index.ts'
import { addDays, instantOf, londonDateOf } from '../../core/clocks/index.ts'
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
import { dateTyped, type Problems, savesAsTyped, typedElsewhere } from '../../core/pages/index.ts'
import { carriedBy, loadWords, workersByPost } from '../../core/team/index.ts'
import { changesSince, type DeskParts } from '../../core/work/index.ts'
import { forgetKept, keptForm, overlaid, problemsOf } from '../../platform/forms/index.ts'
import { leavingRoutes } from './leaving.tsx'
import { answerForm, type HandoverText, handoverForm, handoverLines } from './schema.ts'
import * as store from './store.ts'
import { t } from './texts.ts'
import { LeaveForm, LeaveList, LeavePage, LinesForm, Meanwhile, OfferForm } from './views.tsx'

const works = { capability: 'case.work' } as const
/** Leave that is over is shown for so long, for the list of what happened meanwhile. */
const shownAfterDays = 60

export function coverRoutes(parts: () => readonly DeskParts[]): (route: Routes) => void {
  return (route) => {
    route.get(
      '/leave',
      'leave.list',
      entersLeave((request) => list(request, undefined)),
    )
    route.get(
      '/leave/new',
      'leave.form',
      entersLeave((request) => leaveForm(request, {})),
    )
    route.post('/leave/new', 'leave.entered', entersLeave(enter))
    route.get(
      '/leave/:id',
      'leave.read',
      entersLeave((request) => leavePage(request, {}, [])),
    )
    route.post('/leave/:id/answers', 'leave.answerer_named', entersLeave(nameWhoAnswers))
    route.post('/leave/:id/cover', 'cover.asked', ask, works)
    route.post('/leave/:id/end', 'leave.ended', entersLeave(end))
    route.post('/leave/:id/answer', 'cover.answered', answerCover, works)
    route.get('/leave/:id/meanwhile', 'leave.meanwhile', (request) => meanwhile(request, parts()), works)
    route.post('/leave/offers/:id/answer', 'case.offer_answered', answerOffer, works)
    route.post('/leave/offers/:id/withdraw', 'cover.withdrawn', withdraw, works)
    route.get('/cases/:id/cover/lines', 'handover.open', linesPage)
    route.post('/cases/:id/cover/lines', 'handover.saved', saveLines)
    savesAsTyped(route, '/cases/:id/cover/lines', 'handover.draft_saved')
    route.get('/cases/:id/cover/offer', 'case.offer_form', (request) => offerPage(request, {}), works)
    route.post('/cases/:id/cover/offer', 'case.offered', offer, works)
    leavingRoutes(route, parts)
  }
}

/** Whoever works cases, and whoever answers what partners ask: others hold nothing that somebody would have to see to. */
export function mayEnterLeave(actor: Request['actor']): boolean {
  return can(actor, 'case.work') || can(actor, 'ask.answer')
}

function entersLeave(handler: (request: Request) => Promise<Reply>): (request: Request) => Promise<Reply> {
  return (request) => (mayEnterLeave(request.actor) ? handler(request) : notThere())
}

const coverUrl = (caseId: string) => `/cases/${caseId}/cover`

// ── the list, and what one is asked ─────────────────────────────────────────────────────────────────────────────────

async function list(request: Request, answered: Parameters<typeof LeaveList>[0]['answered']): Promise<Reply> {
  const { tx, actor, now, audit } = request
  const leaves = await store.leaveSince(tx, addDays(londonDateOf(now), -shownAfterDays))
  const covering = await store.coveringNow(tx)
  audit.shown(covering.map(({ caseId }) => caseId))
  const offered = await store.casesOfferedToMe(tx)
  return page(
    t('heading'),
    <LeaveList
      asked={await store.coversAskedOfMe(tx)}
      offered={offered.map((one) => ({ ...one, levelWords: levelLabel(one.level) }))}
      covering={covering}
      mine={leaves.filter(({ postId }) => postId === actor.postId)}
      others={leaves.filter(({ postId }) => postId !== actor.postId)}
      mayGive={can(actor, 'case.allocate')}
      answered={answered}
    />,
    { status: answered === undefined ? 200 : 422 },
  )
}

function answerIn(body: FormBody) {
  return answerForm.safeParse({ answer: typed(body, 'answer'), because: typed(body, 'because') })
}

async function answerCover(request: Request): Promise<Reply> {
  const id = idParam(request)
  const read = answerIn(request.body)
  if (!read.success) return list(request, { id, body: request.body, problems: problemsOf(read.error) })
  const outcome = await store.answerCover(request.tx, id, read.data.answer === 'yes', read.data.because)
  if (outcome.kind === 'refused') return list(request, { id, body: request.body, problems: { answer: t('problem.youAway') } })
  return seeOther('/leave')
}

/** A yes that would take somebody over a full week is the manager's to give (law R75 to R78): then nothing has changed. */
async function answerOffer(request: Request): Promise<Reply> {
  const { tx, actor, body, audit } = request
  const id = idParam(request)
  const read = answerIn(body)
  if (!read.success) return list(request, { id, body, problems: problemsOf(read.error) })
  const yes = read.data.answer === 'yes'
  const outcome = await store.answerCaseOffer(tx, id, yes, read.data.because)
  if (outcome.kind === 'refused') return list(request, { id, body, problems: { because: t('problem.because') } })
  if (!yes) return seeOther('/leave')
  audit.about('case', outcome.value, { caseId: outcome.value })
  const [carried] = await carriedBy(request, await workersByPost(tx, [actor.postId]))
  if (carried !== undefined && (carried.load.band === 'over' || carried.load.band === 'stop' || carried.load.band === 'no_capacity'))
    return page(t('heading'), <OverFull load={loadWords(carried.load)} />, { status: 422 })
  return seeOther(coverUrl(outcome.value))
}

/** A page of its own: what was read to make the list would show the case that is not theirs yet. */
function OverFull({ load }: { load: string }) {
  return (
    <>
      <h1 class="govuk-heading-l">{t('problem.load', { load })}</h1>
      <p class="govuk-body">
        <a class="govuk-link" href="/leave">
          {t('back')}
        </a>
      </p>
    </>
  )
}

async function withdraw(request: Request): Promise<Reply> {
  const caseId = await store.withdrawOffer(request.tx, idParam(request))
  request.audit.about('case', caseId, { caseId })
  return seeOther(coverUrl(caseId))
}

// ── being away ──────────────────────────────────────────────────────────────────────────────────────────────────────

async function leaveForm(request: Request, problems: Problems): Promise<Reply> {
  const who = await store.whoseLeave(request.tx)
  return page(t('new.heading'), <LeaveForm body={request.body} who={who} problems={problems} />, {
    problems: Object.keys(problems).length > 0,
  })
}

async function enter(request: Request): Promise<Reply> {
  const { tx, body, audit } = request
  const [from, until] = [dateTyped(body, 'from'), dateTyped(body, 'until')]
  const who = (await store.whoseLeave(tx)).find(({ postId }) => postId === typed(body, 'post'))
  if (from.kind !== 'ok' || until.kind !== 'ok' || who === undefined)
    return leaveForm(request, {
      ...(who === undefined ? { post: t('problem.who') } : {}),
      ...(from.kind === 'ok' ? {} : { from: t('problem.from') }),
      ...(until.kind === 'ok' ? {} : { until: t('problem.until') }),
    })
  const outcome = await store.enterLeave(tx, who.postId, from.date, until.date)
  if (outcome.kind === 'done') {
    audit.about('other', outcome.value)
    return seeOther(`/leave/${outcome.value}`)
  }
  switch (outcome.because) {
    case 'backwards':
      return leaveForm(request, { until: t('problem.backwards') })
    case 'over':
      return leaveForm(request, { until: t('problem.over') })
    default:
      return leaveForm(request, { from: t('problem.overlaps') })
  }
}

async function leaveOf(request: Request): Promise<store.Leave> {
  const leave = (await store.findLeave(request.tx, idParam(request))) ?? notThere()
  request.audit.about('other', leave.id)
  return leave
}

async function leavePage(request: Request, problems: Problems, taken: readonly store.CoveredCase[]): Promise<Reply> {
  const { tx, body, now, audit } = request
  const leave = await leaveOf(request)
  const today = londonDateOf(now)
  const covers = await store.coversOf(tx, leave)
  audit.shown(covers.map(({ caseId }) => caseId))
  return page(
    t('leave.ask'),
    <LeavePage
      leave={leave}
      isOver={leave.until < today}
      hasBegun={leave.from <= today}
      covers={covers}
      colleagues={await store.colleaguesOf(tx, leave.postId)}
      answerers={leave.answers ? await store.answerersBeside(tx, leave.postId) : []}
      body={body}
      problems={problems}
      taken={taken}
    />,
    { status: Object.keys(problems).length > 0 ? 422 : taken.length > 0 ? 409 : 200 },
  )
}

async function ask(request: Request): Promise<Reply> {
  const { tx, body } = request
  const leave = await leaveOf(request)
  const colleague = (await store.colleaguesOf(tx, leave.postId)).find(({ postId }) => postId === typed(body, 'to'))
  const chosen = typedAll(body, 'cases').filter(isId)
  if (colleague === undefined || chosen.length === 0)
    return leavePage(
      request,
      {
        ...(colleague === undefined ? { to: t('problem.whom') } : {}),
        ...(chosen.length === 0 ? { cases: t('problem.which') } : {}),
      },
      [],
    )
  const covers = await store.coversOf(tx, leave)
  const taken: store.CoveredCase[] = []
  for (const caseId of chosen) {
    const one = covers.find((cover) => cover.caseId === caseId) ?? notThere()
    const outcome = await store.offerCover(tx, leave.id, caseId, colleague.postId, typed(body, 'instead') === 'yes')
    if (outcome.kind === 'done') continue
    if (outcome.because === 'covered') taken.push(one)
    else if (outcome.because === 'away') return leavePage(request, { to: t('problem.away', { name: colleague.name }) }, [])
    else if (outcome.because === 'oneself') return leavePage(request, { to: t('problem.oneself') }, [])
    else return leavePage(request, { to: t('problem.cannot', { name: colleague.name }) }, [])
  }
  return taken.length > 0 ? leavePage(request, {}, taken) : seeOther(`/leave/${leave.id}`)
}

async function nameWhoAnswers(request: Request): Promise<Reply> {
  const { tx, body } = request
  const leave = await leaveOf(request)
  const chosen = typed(body, 'answerer')
  const colleague = (await store.answerersBeside(tx, leave.postId)).find(({ postId }) => postId === chosen)
  if (!leave.answers || (chosen !== '' && colleague === undefined)) return leavePage(request, { answerer: t('problem.whom') }, [])
  const outcome = await store.nameAnswerer(tx, leave.id, colleague?.postId ?? null)
  if (outcome.kind === 'done') return seeOther(`/leave/${leave.id}`)
  const words = outcome.because === 'away' ? 'problem.away' : 'problem.cannotAnswer'
  return leavePage(request, { answerer: t(words, { name: colleague?.name ?? '' }) }, [])
}

async function end(request: Request): Promise<Reply> {
  const leave = await leaveOf(request)
  await store.endLeave(request.tx, leave.id)
  const hasBegun = leave.from <= londonDateOf(request.now)
  return seeOther(hasBegun ? `/leave/${leave.id}/meanwhile` : '/leave')
}

/** What others recorded on their cases while they were away: how much of what and when, as on the first page of the day. */
async function meanwhile(request: Request, parts: readonly DeskParts[]): Promise<Reply> {
  const { tx, now, audit } = request
  const leave = await leaveOf(request)
  const since = instantOf(`${leave.from}T00:00`)
  if (since > now) return notThere()
  const quiet = parts.flatMap((part) => part.quietTables ?? [])
  const words = new Map(parts.flatMap((part) => part.changes ?? []).map((one) => [one.table, one]))
  const covers = await store.coversOf(tx, leave)
  const changes = await changesSince(tx, since, quiet)
  const cases = covers.flatMap(({ caseId, knownAs, reference }) => {
    const of = changes.filter(({ recordKind, recordId }) => recordKind === 'case' && recordId === caseId)
    if (of.length === 0) return []
    const known = of.flatMap(({ table, count }) => words.get(table)?.label(count) ?? [])
    const others = of.filter(({ table }) => !words.has(table)).reduce((sum, { count }) => sum + count, 0)
    const what = [...new Set(known), ...(others > 0 ? [t('meanwhile.other', { count: others })] : [])].join(', ')
    return [{ caseId, knownAs, reference, what, when: new Date(Math.max(...of.map(({ lastAt }) => lastAt.getTime()))) }]
  })
  audit.shown(cases.map(({ caseId }) => caseId))
  return page(t('leave.meanwhile'), <Meanwhile leave={leave} cases={cases.sort((a, b) => b.when.getTime() - a.when.getTime())} />)
}

// ── five lines, and handing over ────────────────────────────────────────────────────────────────────────────────────

async function writable(request: Request, recordClass: 'notes' | 'plan'): Promise<Case> {
  const c = await caseFor(request, idParam(request))
  return c.state === 'closed' || !(await mayOnCase(request.tx, c.id, recordClass, 'write')) ? notThere() : c
}

const emptyLines: HandoverText = { mattersNow: '', nextVisit: '', safeToRing: '', notToDo: '', promised: '' }
const linesUrl = (caseId: string) => `${coverUrl(caseId)}/lines`

type LinesShown = Readonly<{ text: HandoverText; version: number; problems?: Problems; theirs?: store.Handover }>

async function linesForm(request: Request, c: Case, shown: LinesShown, status: number): Promise<Reply> {
  const body = (
    <LinesForm
      kept={await keptForm(request.tx, linesUrl(c.id), request.body)}
      back={coverUrl(c.id)}
      typed={shown.text}
      version={shown.version}
      problems={shown.problems ?? {}}
      theirs={shown.theirs}
    />
  )
  return belowCase(request, c, { title: t('lines.title'), back: { href: coverUrl(c.id), text: t('lines.back') }, body, status })
}

async function linesPage(request: Request): Promise<Reply> {
  const c = await writable(request, 'notes')
  const written = await store.handoverOf(request.tx, c.id)
  const begin = { ...emptyLines, ...linesOf(written), version: String(written?.version ?? 0) }
  const fields = overlaid(begin, await keptForm(request.tx, linesUrl(c.id)))
  return linesForm(request, c, { text: linesOf(fields), version: Number(fields.version) || 0 }, 200)
}

function linesOf(from: Partial<Record<keyof HandoverText, string>> | undefined): HandoverText {
  const text = { ...emptyLines }
  for (const name of handoverLines) text[name] = from?.[name] ?? ''
  return text
}

async function saveLines(request: Request): Promise<Reply> {
  const { tx, body } = request
  const c = await writable(request, 'notes')
  const labels = Object.fromEntries(handoverLines.map((name) => [name, t(`line.${name}`)]))
  const other = await typedElsewhere(request, { address: linesUrl(c.id), title: t('lines.title'), labels })
  if (other !== undefined) return other
  const text = linesOf(Object.fromEntries(handoverLines.map((name) => [name, typed(body, name)])))
  const version = Number(typed(body, 'version')) || 0
  const read = handoverForm.safeParse(text)
  if (!read.success) return linesForm(request, c, { text, version, problems: problemsOf(read.error) }, 422)
  if (!(await store.saveHandover(tx, c.id, version, read.data))) {
    const theirs = (await store.handoverOf(tx, c.id)) ?? notThere()
    return linesForm(request, c, { text, version: theirs.version, theirs }, 409)
  }
  await forgetKept(tx, linesUrl(c.id))
  request.audit.fields(handoverLines)
  return seeOther(coverUrl(c.id))
}

/** The case, for its worker or whoever gives cases. */
async function offerable(request: Request): Promise<Case & Readonly<{ workerPostId: string }>> {
  const c = await writable(request, 'plan')
  const { workerPostId } = c
  if (workerPostId === null || !(workerPostId === request.actor.postId || can(request.actor, 'case.allocate'))) return notThere()
  return { ...c, workerPostId }
}

async function offerPage(request: Request, problems: Problems): Promise<Reply> {
  const c = await offerable(request)
  const body = (
    <OfferForm
      action={`${coverUrl(c.id)}/offer`}
      workerName={c.workerName ?? ''}
      colleagues={await store.colleaguesOf(request.tx, c.workerPostId)}
      hasLines={(await store.handoverOf(request.tx, c.id)) !== undefined}
      body={request.body}
      problems={problems}
    />
  )
  return belowCase(request, c, {
    title: t('offer.title'),
    back: { href: coverUrl(c.id), text: t('lines.back') },
    body,
    status: Object.keys(problems).length > 0 ? 422 : 200,
  })
}

async function offer(request: Request): Promise<Reply> {
  const { tx, body } = request
  const c = await offerable(request)
  const colleague = (await store.colleaguesOf(tx, c.workerPostId)).find(({ postId }) => postId === typed(body, 'to'))
  const because = typed(body, 'because').trim().slice(0, 1_000)
  if (colleague === undefined || because === '')
    return offerPage(request, {
      ...(colleague === undefined ? { to: t('problem.whom') } : {}),
      ...(because === '' ? { because: t('problem.why') } : {}),
    })
  const outcome = await store.offerCase(tx, c.id, colleague.postId, because)
  if (outcome.kind === 'done') return seeOther(coverUrl(c.id))
  return offerPage(request, { to: outcome.because === 'covered' ? t('problem.offered') : t('problem.cannot', { name: colleague.name }) })
}
