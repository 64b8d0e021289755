import type { ConcernKind } from './schema.ts'
import { kindTexts as t } from './texts.ts'

/** What the one-minute form sends: nobody chooses it from a list. */
export const unsortedKind = 'unsorted'

/** What can be told at the front door from the first day. Rooms add theirs with loadConcernKinds. */
export const firstKinds = (): readonly ConcernKind[] => [
  { code: unsortedKind, label: t('unsorted.label'), hint: t('unsorted.hint'), goesTo: 'triage', place: 5 },
  { code: 'child_exploitation', label: t('child.label'), hint: t('child.hint'), goesTo: 'triage', place: 10 },
  { code: 'adult_at_risk', label: t('adult.label'), hint: t('adult.hint'), goesTo: 'triage', place: 20 },
  { code: 'staff', label: t('staff.label'), hint: t('staff.hint'), goesTo: 'named_officer', place: 80 },
  { code: 'other', label: t('other.label'), hint: t('other.hint'), goesTo: 'triage', place: 90 },
]
