// Who knows about a case, as a page of it; and, while somebody is here by breaking the glass, until when.
import { CircleSection, EmergencyBanner, emergencyUntil, loadCircle } from '../access/index.ts'
import type { CaseSection, OverviewPart } from './extension.ts'
import { t } from './texts.ts'

export const circleSection: CaseSection = {
  key: 'circle',
  get label() {
    return t('part.circle')
  },
  order: 60,
  load: async (request, caseId) => {
    const circle = await loadCircle(request, 'case', caseId)
    return circle === undefined ? undefined : <CircleSection kind="case" id={caseId} circle={circle} headingLevel={1} />
  },
}

export const emergencyPart: OverviewPart = {
  key: 'emergency',
  order: 0,
  load: async ({ tx }, caseId) => {
    const until = await emergencyUntil(tx, 'case', caseId)
    return until === undefined ? undefined : <EmergencyBanner until={until} />
  },
}
