// What every page of a case does first: is it there for this reader, what may they do, what stands in its header.
import type { VNode } from 'preact'
import type { RecordClass } from '../access/roles.ts'
import { londonDateOf } from '../clocks/london-time.ts'
import { idParam, notThere, page, type Reply, type Request } from '../house/request.ts'
import { ageOn, loadPerson, type PersonView, peopleIn } from '../people/index.ts'
import type { CaseParts } from './extension.ts'
import type { CaseId } from './schema.ts'
import { type Case, findCase, type Rights, rightsOn, warningsOf } from './store.ts'
import { t } from './texts.ts'
import { CaseBanner, CaseFrame, type Fact, type Part } from './views.tsx'

export type OpenCase = Readonly<{ c: Case; rights: Rights }>

/** The case in the address, with the audit told which classes of it this page shows. */
export async function caseOf(request: Request, classes: readonly RecordClass[]): Promise<OpenCase> {
  const id = idParam(request)
  const c = (await findCase(request.tx, id)) ?? notThere()
  const rights = await rightsOn(request.tx, c.id)
  const shown: RecordClass[] = ['contact', 'headline', ...classes]
  request.audit.about('case', c.id, {
    caseId: c.id,
    classes: shown.filter((name, i) => rights.reads.has(name) && shown.indexOf(name) === i),
  })
  return { c, rights }
}

/** The parts of a case that this reader is offered, in their order. */
async function partsOf(request: Request, { c, rights }: OpenCase, parts: CaseParts): Promise<readonly Part[]> {
  const base = `/cases/${c.id}`
  const own: readonly (Part & { order: number; offered: boolean })[] = [
    { key: 'overview', order: 0, offered: true, href: base, label: t('part.overview') },
    { key: 'notes', order: 20, offered: rights.reads.has('notes'), href: `${base}/notes`, label: t('part.notes') },
    { key: 'chronology', order: 30, offered: rights.reads.has('headline'), href: `${base}/chronology`, label: t('part.chronology') },
    { key: 'network', order: 50, offered: rights.reads.has('notes'), href: `${base}/network`, label: t('part.network') },
    {
      key: 'tracks',
      order: 70,
      offered: rights.reads.has('plan') || rights.reads.has('stage'),
      href: `${base}/tracks`,
      label: t('part.tracks'),
    },
    { key: 'history', order: 90, offered: rights.reads.has('headline'), href: `${base}/history`, label: t('part.history') },
  ]
  const added = await inTurn(parts.sections ?? [], async ({ key, label, order, offered }) => ({
    key,
    label,
    order,
    href: `${base}/${key}`,
    offered: offered === undefined || (await offered(request, c.id)),
  }))
  return [...own, ...added].filter(({ offered }) => offered).sort((a, b) => a.order - b.order)
}

/** One after the other: a transaction is one connection. */
export async function inTurn<A, B>(items: readonly A[], work: (item: A) => Promise<B>): Promise<B[]> {
  const results: B[] = []
  for (const item of items) results.push(await work(item))
  return results
}

async function factsOf(request: Request, caseId: CaseId, parts: CaseParts): Promise<readonly Fact[]> {
  const age = await ageFact(request, caseId)
  const added = await inTurn(
    [...(parts.facts ?? [])].sort((a, b) => a.order - b.order),
    async ({ label, load }) => {
      const value = await load(request, caseId)
      return value === undefined ? [] : [{ label, value }]
    },
  )
  return [...(age === undefined ? [] : [age]), ...added.flat()]
}

/** The ages of those the case is about, for readers who may know who they are. */
async function ageFact({ tx, now }: Request, caseId: CaseId): Promise<Fact | undefined> {
  const subjects = (await peopleIn(tx, { kind: 'case', id: caseId })).filter(({ relation }) => relation === 'subject')
  const ids = [...new Set(subjects.map(({ personId }) => personId))]
  const people = await inTurn(ids, (id) => loadPerson(tx, id))
  const ages = people.flatMap((person) => (person === undefined ? [] : [ageText(person, londonDateOf(now))]))
  return ages.length === 0 ? undefined : { label: t('case.age'), value: ages.join(', ') }
}

function ageText(person: PersonView, today: string): string {
  const birth = person.births.find(({ withdrawnAt }) => withdrawnAt === null)
  if (birth === undefined) return t('notKnown')
  switch (birth.certainty) {
    case 'full':
      return birth.bornOn > today ? t('notKnown') : String(ageOn(birth.bornOn, today))
    case 'disputed':
      return birth.bornOn > today ? t('notKnown') : t('age.disputed', { years: String(ageOn(birth.bornOn, today)) })
    case 'partial': {
      const years = Number(today.slice(0, 4)) - birth.year
      const isBefore = birth.month !== undefined && Number(today.slice(5, 7)) < birth.month
      return t('age.about', { years: String(isBefore ? years - 1 : years) })
    }
    case 'estimated':
      return t('age.about', { years: String(birth.estimatedAge + ageOn(birth.estimatedOn, today)) })
  }
}

type PageOptions = Readonly<{
  /** The key of the part that is open, and what the title calls the page. */
  current?: string | undefined
  title: string
  status?: number
  problems?: boolean
}>

/** A page of the case: its header, its parts, and this one. Never a name in the title: titles stay in histories. */
export async function casePage(request: Request, open: OpenCase, parts: CaseParts, body: VNode, options: PageOptions): Promise<Reply> {
  const { c } = open
  const warnings = await warningsOf(request.tx, c.id)
  const facts = await factsOf(request, c.id, parts)
  const offered = await partsOf(request, open, parts)
  const title = t('case.title', { reference: c.reference, part: options.title })
  const given = { c, warnings, facts, parts: offered, current: options.current, now: request.now }
  const status = options.status ?? (options.problems === true ? 422 : 200)
  return page(title, <CaseFrame {...given}>{body}</CaseFrame>, { status, problems: options.problems ?? false })
}

/**
 * The header of a case (warnings first, name, reference, whom to phone) for pages that other rooms make about it.
 * Tells the audit nothing: the page that shows it does.
 */
export async function caseBanner(request: Request, caseId: CaseId): Promise<VNode> {
  const c = (await findCase(request.tx, caseId)) ?? notThere()
  return <CaseBanner c={c} warnings={await warningsOf(request.tx, caseId)} facts={await factsOf(request, caseId, {})} now={request.now} />
}
