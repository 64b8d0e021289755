import { can, mayOnCase } from '../../core/access/index.ts'
import type { CaseSection } from '../../core/cases/index.ts'
import { type LocalDate, londonDateOf } from '../../core/clocks/index.ts'
import { idParam, isId, notThere, page, type Reply, type Request, type Routes, seeOther, typed } from '../../core/house/index.ts'
import { dateBoxes, dateTyped, type Problems } from '../../core/pages/index.ts'
import { releaseTable } from '../../core/release/index.ts'
import { isInForce, placeProblem, policeReference } from './rules.ts'
import { against, type DisruptionPolicy, outcome, outcomes } from './schema.ts'
import * as store from './store.ts'
import { t } from './texts.ts'
import { ActionPage, Actions, ActionTable, Counts, NewAction } from './views.tsx'

const records = { capability: 'disruption.record' } as const

export function disruptionRoutes(policy: DisruptionPolicy): (route: Routes) => void {
  return (route) => {
    route.get('/disruption', 'disruption.list', (request) => list(request, policy), records)
    route.get('/disruption/counts', 'disruption.counted', (request) => counts(request, policy), { capability: 'disruption.count' })
    route.get('/disruption/new', 'disruption.form', (request) => newPage(request, policy), records)
    route.post('/disruption/new', 'disruption.recorded', (request) => record(request, policy), records)
    route.get('/disruption/:id', 'disruption.read', (request) => actionPage(request, policy), records)
    route.post('/disruption/:id', 'disruption.changed', (request) => change(request, policy), records)
    route.post('/disruption/:id/cases', 'disruption.linked', (request) => link(request, policy), records)
  }
}

/** For those of a case's circle who may read its intelligence: the police's exploitation team. */
export function disruptionSection(policy: DisruptionPolicy): CaseSection {
  return {
    key: 'disruption',
    get label() {
      return t('nav')
    },
    order: 75,
    offered: ({ tx }, caseId) => mayOnCase(tx, caseId, 'intelligence', 'read'),
    load: async ({ tx, audit }, caseId) => {
      if (!(await mayOnCase(tx, caseId, 'intelligence', 'read'))) return undefined
      audit.about('case', caseId, { caseId, classes: ['contact', 'intelligence'] })
      return <ActionTable actions={await store.protecting(tx, caseId)} policy={policy} />
    },
  }
}

async function list({ tx, actor }: Request, policy: DisruptionPolicy): Promise<Reply> {
  const view = <Actions actions={await store.actions(tx)} policy={policy} mayCount={can(actor, 'disruption.count')} />
  return page(t('heading'), view, { wide: true })
}

async function counts({ tx, house }: Request, policy: DisruptionPolicy): Promise<Reply> {
  const found = await store.countsOf(tx)
  const table = {
    of: 'disruption actions',
    rows: { by: 'kind', labels: policy.kinds.map(({ label }) => label) },
    columns: { by: 'outcome', labels: outcomes.map((one) => t(`outcome.${one}`)) },
    counts: policy.kinds.map(({ key }) => outcomes.map((one) => found.find((row) => row.kind === key && row.outcome === one)?.count ?? 0)),
  }
  const { release } = house.reference
  return page(t('counts'), <Counts table={releaseTable(table, 'partner', release)} policy={release} />, { wide: true })
}

async function newPage({ body, now }: Request, policy: DisruptionPolicy, problems: Problems = {}): Promise<Reply> {
  const fields = Object.keys(body).length === 0 ? dateBoxes('on', londonDateOf(now)) : body
  return page(t('add'), <NewAction policy={policy} today={londonDateOf(now)} body={fields} problems={problems} />, {
    problems: Object.keys(problems).length > 0,
  })
}

/** The last day as typed: null when it is left empty, undefined when it cannot be. */
function endTyped({ body }: Request, from: LocalDate): LocalDate | null | undefined {
  const ends = dateTyped(body, 'ends')
  if (ends.kind === 'empty') return null
  return ends.kind === 'ok' && ends.date >= from ? ends.date : undefined
}

async function record(request: Request, policy: DisruptionPolicy): Promise<Reply> {
  const { tx, body, now } = request
  const problems: Record<string, string> = {}
  const kind = policy.kinds.find(({ key }) => key === typed(body, 'kind'))
  const whom = against.safeParse(typed(body, 'against'))
  const on = dateTyped(body, 'on')
  const takenOn = on.kind === 'ok' && on.date <= londonDateOf(now) ? on.date : undefined
  if (kind === undefined) problems['kind'] = t('problem.kind')
  else if (takenOn !== undefined && !isInForce(kind, takenOn)) problems['kind'] = t('problem.notYet')
  if (!whom.success || (kind !== undefined && !kind.against.includes(whom.data))) problems['against'] = t('problem.against')
  if (takenOn === undefined) problems['on'] = t('problem.on')
  const endsOn = endTyped(request, takenOn ?? '0001-01-01')
  if (endsOn === undefined) problems['ends'] = t('problem.ends')
  const isPerson = whom.success && whom.data === 'person'
  const reference = policeReference(typed(body, 'reference'))
  if (reference === undefined && (isPerson || typed(body, 'reference').trim() !== '')) problems['reference'] = t('problem.reference')
  const wrongPlace = isPerson || !whom.success ? undefined : placeProblem(typed(body, 'place'), policy)
  if (wrongPlace !== undefined) problems['place'] = t(`problem.place.${wrongPlace}`)
  if (kind === undefined || !whom.success || takenOn === undefined || endsOn === undefined || Object.keys(problems).length > 0)
    return newPage(request, policy, problems)
  const place = isPerson ? null : typed(body, 'place').trim()
  const id = await store.recordAction(tx, {
    kind: kind.key,
    against: whom.data,
    policeReference: reference ?? null,
    place,
    takenOn,
    endsOn,
  })
  return seeOther(`/disruption/${id}`)
}

async function actionPage(request: Request, policy: DisruptionPolicy, problems: Problems = {}, isLate = false): Promise<Reply> {
  const { tx, body, audit } = request
  const action = (await store.findAction(tx, idParam(request))) ?? notThere()
  const cases = await store.protectedBy(tx, action.id)
  audit.shown(cases.map(({ caseId }) => caseId))
  const linkable = (await store.linkableCases(tx)).filter(({ caseId }) => !cases.some((one) => one.caseId === caseId))
  const fields = Object.keys(body).length === 0 ? { outcome: action.outcome, ...dateBoxes('ends', action.endsOn) } : body
  const status = isLate ? 409 : Object.keys(problems).length > 0 ? 422 : 200
  return page(t('heading'), <ActionPage {...{ action, cases, linkable, policy, problems, isLate }} body={fields} />, { status })
}

async function change(request: Request, policy: DisruptionPolicy): Promise<Reply> {
  const { tx, body } = request
  const action = (await store.findAction(tx, idParam(request))) ?? notThere()
  const read = outcome.safeParse(typed(body, 'outcome'))
  const endsOn = endTyped(request, action.takenOn)
  if (!read.success || endsOn === undefined) {
    const problems = {
      ...(read.success ? {} : { outcome: t('problem.outcome') }),
      ...(endsOn === undefined ? { ends: t('problem.ends') } : {}),
    }
    return actionPage(request, policy, problems)
  }
  const done = await store.changeAction(tx, action.id, Number(typed(body, 'version')) || 0, read.data, endsOn)
  return done ? seeOther(`/disruption/${action.id}`) : actionPage(request, policy, {}, true)
}

async function link(request: Request, policy: DisruptionPolicy): Promise<Reply> {
  const { tx, body, audit } = request
  const action = (await store.findAction(tx, idParam(request))) ?? notThere()
  const caseId = typed(body, 'case')
  if (!isId(caseId)) return actionPage(request, policy, { case: t('problem.case') })
  audit.about('case', caseId, { caseId, classes: ['intelligence'] })
  await store.linkAction(tx, action.id, caseId)
  return seeOther(`/disruption/${action.id}`)
}
