import type { DocumentKind } from './schema.ts'
import { kindTexts as t } from './texts.ts'

/** What sorts of document there are. Rooms add theirs with loadDocumentKinds. */
export const firstKinds = (): readonly DocumentKind[] => [
  { code: 'report', label: t('report'), place: 10 },
  { code: 'letter', label: t('letter'), place: 20 },
  { code: 'minutes', label: t('minutes'), place: 30 },
  { code: 'school', label: t('school'), place: 40 },
  { code: 'health', label: t('health'), place: 50 },
  { code: 'police', label: t('police'), place: 60 },
  { code: 'court', label: t('court'), place: 70 },
  { code: 'consent', label: t('consent'), place: 80 },
  { code: 'their_own', label: t('their_own'), place: 90 },
  { code: 'photo', label: t('photo'), place: 100 },
  { code: 'other', label: t('other'), place: 900 },
]
