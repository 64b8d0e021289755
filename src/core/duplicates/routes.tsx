import { can } from '../access/index.ts'
import { addDays } from '../clocks/local-date.ts'
import { londonDateOf } from '../clocks/london-time.ts'
import { idParam, notThere, page, type Reply, type Request, type Routes, seeOther, typed } from '../house/request.ts'
import type { Problems } from '../pages/index.ts'
import type { ShownBlock } from '../work/parts.ts'
import { inOrderOfHarm } from './rules.ts'
import type { DuplicatesPolicy } from './schema.ts'
import * as store from './store.ts'
import { t } from './texts.ts'
import { JoiningList, JoiningPage, PairList, PairPage, WaitingBlock } from './views.tsx'

const works = { capability: 'people.join' } as const

export function duplicateRoutes(policy: DuplicatesPolicy): (route: Routes) => void {
  return (route) => {
    route.get('/duplicates', 'duplicates.list', (request) => list(request, policy), works)
    route.get('/duplicates/joined', 'joinings.list', listJoined)
    route.get('/duplicates/joined/:id', 'joining.read', (request) => joiningPage(request))
    route.post('/duplicates/joined/:id/answer', 'joining.answered', answer, { capability: 'access.exclude', stepUp: true })
    route.post('/duplicates/joined/:id/undo', 'joining.undone', undo, { ...works, stepUp: true })
    route.get('/duplicates/:id', 'duplicate.read', (request) => pairPage(request, policy))
    route.post('/duplicates/:id/decide', 'duplicate.decided', (request) => decide(request, policy), works)
    route.post('/duplicates/:id/join', 'duplicate.joined', (request) => join(request, policy), { ...works, stepUp: true })
  }
}

async function list({ tx, audit }: Request, policy: DuplicatesPolicy): Promise<Reply> {
  const pairs = await store.pairsToDo(tx)
  audit.shown(pairs.flatMap(({ one, other }) => [one, other].flatMap((side) => (side === null ? [] : [side.id]))))
  return page(t('heading'), <PairList pairs={inOrderOfHarm(pairs, policy)} policy={policy} />, { wide: true })
}

type Shown = Readonly<{ problems?: Problems; taken?: boolean }>

async function pairPage(request: Request, policy: DuplicatesPolicy, { problems = {}, taken = false }: Shown = {}): Promise<Reply> {
  const { tx, actor, audit, body } = request
  const pair = await store.loadPair(tx, idParam(request))
  audit.about('person', pair.one.id, { classes: ['identity', 'address'] })
  audit.shown([pair.one.id, pair.other.id])
  const decisions = await store.decisionsOf(tx, pair.id)
  const mayDecide = can(actor, 'people.join')
  return page(t('pair.title'), <PairPage {...{ pair, decisions, policy, mayDecide, taken, body, problems }} />, {
    wide: true,
    ...(taken ? { status: 409 } : {}),
    problems: taken || Object.keys(problems).length > 0,
  })
}

async function decide(request: Request, policy: DuplicatesPolicy): Promise<Reply> {
  const { tx, body, now } = request
  const id = idParam(request)
  const decision = (['not_same', 'unsure'] as const).find((one) => one === typed(body, 'decision'))
  const because = typed(body, 'because').trim()
  const problems = {
    ...(decision === undefined ? { decision: t('problem.decision') } : {}),
    ...(because === '' ? { because: t('problem.because') } : {}),
  }
  if (decision === undefined || because === '') return pairPage(request, policy, { problems })
  const pair = await store.loadPair(tx, id)
  request.audit.about('person', pair.one.id)
  request.audit.shown([pair.one.id, pair.other.id])
  const comeBackOn = decision === 'unsure' ? addDays(londonDateOf(now), policy.comeBackAfterDays) : null
  const outcome = await store.decidePair(tx, { id, decision, because, comeBackOn })
  return outcome === 'decided' ? pairPage(request, policy, { taken: true }) : seeOther('/duplicates')
}

async function join(request: Request, policy: DuplicatesPolicy): Promise<Reply> {
  const { tx, body, audit } = request
  const id = idParam(request)
  const because = typed(body, 'same').trim()
  if (because === '') return pairPage(request, policy, { problems: { same: t('problem.because') } })
  const pair = await store.loadPair(tx, id)
  audit.about('person', pair.one.id)
  audit.shown([pair.one.id, pair.other.id])
  const { mergeId, outcome } = await store.joinPair(tx, id, because)
  return mergeId === null || outcome === 'decided' ? pairPage(request, policy, { taken: true }) : seeOther(`/duplicates/joined/${mergeId}`)
}

/** For those who join, and for those who agree to it. */
function requireJoiner({ actor }: Request): void {
  if (!can(actor, 'people.join') && !can(actor, 'access.exclude')) notThere()
}

async function listJoined(request: Request): Promise<Reply> {
  requireJoiner(request)
  const found = await store.joinings(request.tx)
  request.audit.shown(found.map(({ keptPerson }) => keptPerson))
  return page(t('joined.title'), <JoiningList list={found} />)
}

async function joiningPage(request: Request, problems: Problems = {}): Promise<Reply> {
  requireJoiner(request)
  const { tx, actor, audit, body } = request
  const [joining] = await store.joinings(tx, idParam(request))
  if (joining === undefined) return notThere()
  audit.about('person', joining.keptPerson, { classes: ['identity'] })
  const mayUndo = can(actor, 'people.join')
  const later = mayUndo && joining.state === 'done' ? await store.recordedSince(tx, joining.id) : []
  const mayAnswer = can(actor, 'access.exclude')
  return page(t('joining.title'), <JoiningPage {...{ joining, later, mayAnswer, mayUndo, body, problems }} />, {
    problems: Object.keys(problems).length > 0,
  })
}

async function answer(request: Request): Promise<Reply> {
  const { tx, body } = request
  const mergeId = idParam(request)
  const answered = (['yes', 'no'] as const).find((one) => one === typed(body, 'answer'))
  const because = typed(body, 'because').trim()
  const problems = {
    ...(answered === undefined ? { answer: t('problem.answer') } : {}),
    ...(because === '' ? { because: t('problem.because') } : {}),
  }
  if (answered === undefined || because === '') return joiningPage(request, problems)
  await nameJoined(request, mergeId)
  const outcome = await store.answerJoining(tx, { mergeId, agrees: answered === 'yes', because })
  if (outcome === 'own') return joiningPage(request, { answer: t('answer.own') })
  return seeOther(`/duplicates/joined/${mergeId}`)
}

async function undo(request: Request): Promise<Reply> {
  const { tx, body } = request
  const mergeId = idParam(request)
  await nameJoined(request, mergeId)
  const because = typed(body, 'because').trim()
  const problems: Record<string, string> = {}
  const placed: Record<string, store.Side> = {}
  for (const { id } of await store.recordedSince(tx, mergeId)) {
    const side = (['kept', 'gone'] as const).find((one) => one === typed(body, `place-${id}`))
    if (side === undefined) problems[`place-${id}`] = t('problem.place')
    else placed[id] = side
  }
  if (because === '') problems['because'] = t('problem.because')
  if (Object.keys(problems).length > 0) return joiningPage(request, problems)
  const outcome = await store.takeApart(tx, { mergeId, because, placed })
  if (outcome === 'since') return joiningPage(request, { because: t('undo.since') })
  // something came in the moment between: it is on the page now, to be placed too
  if (outcome === 'place') return joiningPage(request, { because: t('problem.place') })
  return seeOther(`/duplicates/joined/${mergeId}`)
}

async function nameJoined({ tx, audit }: Request, mergeId: string): Promise<void> {
  const [joining] = await store.joinings(tx, mergeId)
  if (joining === undefined) return notThere()
  audit.about('person', joining.keptPerson)
}

/** What waits for whoever can agree, except what they asked for themselves. */
export async function waitingBlock({ tx, actor }: Request): Promise<ShownBlock | undefined> {
  if (!can(actor, 'access.exclude')) return undefined
  const waiting = (await store.joinings(tx)).filter(({ state, isOwn }) => state === 'waiting' && !isOwn)
  return waiting.length === 0 ? undefined : { view: <WaitingBlock count={waiting.length} /> }
}
