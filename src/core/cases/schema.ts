import { z } from 'zod'

export type CaseId = string & { readonly brand?: 'CaseId' }

export const caseKinds = ['child', 'adult'] as const
export const caseStates = ['open', 'closing', 'closed'] as const
export const warningKinds = ['safe_contact', 'not_alone', 'do_not_write', 'home_unsafe', 'other'] as const
export const linkRelations = [
  'family',
  'friend',
  'lives_with',
  'seen_with',
  'harmed_by',
  'supported_by',
  'goes_to',
  'lives_at',
  'harmed_at',
  'other',
] as const
export const closingReasons = [
  'safer',
  'moved_area',
  'other_service',
  'adult_now',
  'asked_to_stop',
  'died',
  'opened_in_error',
  'other',
] as const
export const investigationStages = [
  'opened',
  'voluntary_interview',
  'released_under_investigation',
  'pre_charge_bail',
  'charged',
  'court',
  'out_of_court',
  'no_further_action',
] as const

export type CaseKind = (typeof caseKinds)[number]
export type CaseState = (typeof caseStates)[number]
export type WarningKind = (typeof warningKinds)[number]
export type LinkRelation = (typeof linkRelations)[number]
export type ClosingReason = (typeof closingReasons)[number]
export type InvestigationStage = (typeof investigationStages)[number]

const words = z
  .string()
  .transform((text) => text.trim())
  .pipe(z.string().max(20_000))
const reason = z
  .string()
  .transform((text) => text.trim())
  .pipe(z.string().min(1).max(4_000))

/** What a note says, in the order it is asked: at least one of the four. */
export const noteText = z
  .object({ ownWords: words, seen: words, analysis: words, next: words })
  .refine((note) => Object.values(note).some((part) => part !== ''), { path: ['ownWords'] })
export type NoteText = z.infer<typeof noteText>

export const warningForm = z.object({
  kind: z.enum(warningKinds),
  said: reason.pipe(z.string().max(500)),
  saidBy: reason.pipe(z.string().max(200)),
})

export const linkForm = z.object({
  from: z.string().min(1),
  toPerson: z.string(),
  toLabel: z
    .string()
    .transform((text) => text.trim())
    .pipe(z.string().max(120)),
  toKind: z.enum(['person', 'place']),
  relation: z.enum(linkRelations),
  saidBy: reason.pipe(z.string().max(200)),
})

export const closingForm = z.object({
  reason: z.enum(closingReasons),
  because: reason,
  ownView: words,
  wouldReopen: reason,
})

export const investigationForm = z.object({
  stage: z.enum(investigationStages),
  nextWhat: words,
  officerName: words,
  officerPhone: words,
  conditions: words,
})

export const reasonForm = z.object({ because: reason })
