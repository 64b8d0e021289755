import { z } from 'zod'
import { basis, mark } from '../reference/provenance.ts'
import { problemTexts as t } from './texts.ts'

// What may be typed at the desk. Nothing typed is lost: what is refused comes back with a message beside its field.

/** Messages are made when they are needed, in the language of whoever typed. */
type Message = () => string
const words = (limit: number) =>
  z
    .string()
    .trim()
    .max(limit, { error: () => t('problem.long', { limit }) })
const needed = (message: Message, limit = 4_000) => words(limit).min(1, { error: message })
const id = z.uuid()
/** A choice; anything else that comes (an old page, a changed form) is as if nothing had been chosen. */
const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values, message: Message) => z.enum(values, { error: message })

export const reason = needed(() => t('problem.reason'))

/** What the referrer is told by this decision, now or later. Telling now needs the word that it tips nobody off. */
const told = {
  toldCode: z.string().trim().default(''),
  toldText: words(2_000).default(''),
  when: oneOf(['now', 'later'], () => t('problem.when')),
  tipsNobodyOff: z.literal('yes').optional(),
}
type Told = Readonly<{ toldCode: string; when: 'now' | 'later'; tipsNobodyOff?: 'yes' | undefined }>

function toldIsWhole<Shape extends Told>(form: Shape, context: z.core.$RefinementCtx<Shape>): void {
  if (form.when === 'later') return
  if (form.toldCode === '') context.addIssue({ code: 'custom', path: ['toldCode'], message: t('problem.told'), input: form.toldCode })
  if (form.tipsNobodyOff === undefined)
    context.addIssue({ code: 'custom', path: ['tipsNobodyOff'], message: t('problem.tipsNobodyOff'), input: undefined })
}

export const noFurtherActionForm = z.object({ reason, ...told }).superRefine(toldIsWhole)

export const openCaseForm = z
  .object({
    people: z.array(id).min(1, { error: () => t('problem.people') }),
    knownAs: needed(() => t('problem.knownAs'), 200),
    kind: oneOf(['child', 'adult'], () => t('problem.kind')),
    teamId: z.uuid({ error: () => t('problem.team') }),
    workerPostId: z.union([z.literal(''), id]).default(''),
    reason,
    ...told,
  })
  .superRefine(toldIsWhole)

export const joinCaseForm = z.object({ caseId: z.uuid({ error: () => t('problem.case') }), reason, ...told }).superRefine(toldIsWhole)

export const askForMoreForm = z
  .object({ question: needed(() => t('problem.question'), 2_000), reason, tipsNobodyOff: z.literal('yes').optional() })
  .superRefine((form, context) => {
    if (form.tipsNobodyOff === undefined)
      context.addIssue({ code: 'custom', path: ['tipsNobodyOff'], message: t('problem.tipsNobodyOff'), input: undefined })
  })

export const bases = ['child', 'adult_at_risk', 'crime', 'emergency', 'other'] as const
export const agreements = ['agreed', 'not_asked', 'did_not_agree'] as const

export const passOnForm = z.object({
  /** An agency, or one person in it: `AGENCY` or `AGENCY:POST`. */
  to: z.string().regex(/^[0-9a-f-]{36}(:[0-9a-f-]{36})?$/, { error: () => t('problem.to') }),
  about: needed(() => t('problem.about')),
  needed: needed(() => t('problem.needed')),
  basis: oneOf(bases, () => t('problem.basis')),
  agreement: oneOf(agreements, () => t('problem.agreement')),
  leftOut: words(2_000).default(''),
  reason,
})

export const mergeForm = z.object({ leadsId: z.uuid({ error: () => t('problem.leader') }), reason })
export const answerForm = z
  .object({
    toldCode: needed(() => t('problem.told'), 100),
    toldText: words(2_000).default(''),
    tipsNobodyOff: z.literal('yes').optional(),
  })
  .superRefine((form, context) => {
    if (form.tipsNobodyOff === undefined)
      context.addIssue({ code: 'custom', path: ['tipsNobodyOff'], message: t('problem.tipsNobodyOff'), input: undefined })
  })
export const reasonOnly = z.object({ reason })
export const refusalForm = z.object({ note: needed(() => t('problem.note')) })

export const stateFilters = ['undecided', 'new', 'held', 'more_wanted', 'passed_on', 'answer_owed', 'decided'] as const
export const whoFilters = ['everybody', 'mine', 'unclaimed'] as const

export const unknownWard = 'unknown'

/** The inbox's filters as they stand in the address; what makes no sense there is as if it were not there. */
export const inboxQuery = z.object({
  state: z.enum(stateFilters).catch('undecided'),
  who: z.enum(whoFilters).catch('everybody'),
  kind: z.string().max(60).catch(''),
  agency: z.union([id, z.literal('')]).catch(''),
  /** A code; `unknown`: no place of it has a ward. */
  ward: z.string().max(60).catch(''),
  overdue: z.literal('yes').optional().catch(undefined),
  q: z.string().trim().max(100).catch(''),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
})
export type InboxQuery = Readonly<z.infer<typeof inboxQuery>>

/** Back into an address, without what is as usual. */
export function addressOf(query: InboxQuery, change: Partial<InboxQuery> = {}): string {
  const q = { ...query, ...change }
  const parts = new URLSearchParams()
  if (q.state !== 'undecided') parts.set('state', q.state)
  if (q.who !== 'everybody') parts.set('who', q.who)
  if (q.kind !== '') parts.set('kind', q.kind)
  if (q.agency !== '') parts.set('agency', q.agency)
  if (q.ward !== '') parts.set('ward', q.ward)
  if (q.overdue === 'yes') parts.set('overdue', 'yes')
  if (q.q !== '') parts.set('q', q.q)
  if (q.page !== 1) parts.set('page', String(q.page))
  const text = parts.toString()
  return text === '' ? '/triage' : `/triage?${text}`
}

/** "Why this date?" as it is kept with a date. */
export const keptWhy = z.looseObject({
  rule: z.string(),
  basis,
  mark,
  version: z.string(),
  source: z.string(),
  verified: z.boolean(),
})

export const savedViewForm = z.object({ name: needed(() => t('problem.viewName'), 60) })
