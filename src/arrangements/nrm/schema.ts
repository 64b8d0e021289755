import { z } from 'zod'
import { provenance } from '../../core/reference/index.ts'

export const consents = ['agree', 'agree_no_support', 'refuse', 'refuse_but_may_be_named', 'not_now'] as const
export const consent = z.enum(consents)
export type Consent = z.infer<typeof consent>

/** Every state of a referral or notice. @source handbook/law.md section 2.3 */
export const referralStatuses = [
  'draft',
  'consent_pending',
  'ready',
  'submitted',
  'rg_positive',
  'rg_negative',
  'cg_positive',
  'cg_negative',
  'reconsideration_requested',
  'consent_refused',
  'dtn_required',
  'dtn_submitted',
  'not_referred',
  'withdrawn',
  'suspended',
  'disqualified',
  'closed',
] as const
export const referralStatus = z.enum(referralStatuses)
export type ReferralStatus = z.infer<typeof referralStatus>

/** Who decides a child's case. `local_pilot`: the safeguarding partners of a pilot area. */
export const decisionMaker = z.enum(['home_office', 'local_pilot'])
export type DecisionMaker = z.infer<typeof decisionMaker>

/** The form of reference/nrm.yaml. */
export const nrmPolicy = provenance.extend({
  localDecisionMoreThanDaysBefore18: z.int().nonnegative(),
  identifyingFields: z.array(z.int().positive()).min(1),
  fieldCount: z.int().positive(),
  letterSeenLateAfterDays: z.int().nonnegative(),
  statusesOfAdultsOnly: z.array(referralStatus).min(1),
})
export type NrmPolicy = Readonly<z.infer<typeof nrmPolicy>>
