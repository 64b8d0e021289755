// What documents add to the pages of a case: its own part, and their days in the chronology.
import { can } from '../access/identity.ts'
import { type CaseSection, type ChronologySource, caseConcerns, rightsOn } from '../cases/index.ts'
import { londonDateOf, londonTimeOf } from '../clocks/index.ts'
import { attachmentsOf, findConcern } from '../concerns/index.ts'
import type { Request } from '../house/request.ts'
import { documentClasses } from './schema.ts'
import { documentsOf } from './store.ts'
import { t } from './texts.ts'
import { DocumentsPart, type WithConcern } from './views.tsx'

export const documentsSection: CaseSection = {
  key: 'documents',
  get label() {
    return t('heading')
  },
  order: 40,
  offered: async ({ tx }, caseId) => {
    const { reads } = await rightsOn(tx, caseId)
    return documentClasses.some((name) => reads.has(name)) || reads.has('submission')
  },
  load: async (request, caseId) => {
    const { tx, actor, audit } = request
    const { reads, writes } = await rightsOn(tx, caseId)
    const shown = documentClasses.filter((name) => reads.has(name))
    if (shown.length === 0 && !reads.has('submission')) return undefined
    audit.about('case', caseId, { caseId, classes: reads.has('submission') ? [...shown, 'submission'] : shown })
    return (
      <DocumentsPart
        caseId={caseId}
        documents={await documentsOf(tx, caseId)}
        withConcerns={await sentWithConcerns(request, caseId)}
        writes={writes}
        isManager={can(actor, 'risk.countersign')}
      />
    )
  },
}

/** What referrers attached to the concerns behind a case, as far as this reader may see what came in. */
async function sentWithConcerns({ tx }: Request, caseId: string): Promise<WithConcern[]> {
  const found: WithConcern[] = []
  for (const { concernId } of await caseConcerns(tx, caseId)) {
    const concern = await findConcern(tx, concernId)
    const files = await attachmentsOf(tx, concernId)
    if (concern !== undefined && files.length > 0)
      found.push({ concernId, reference: concern.reference, receivedAt: concern.receivedAt, files })
  }
  return found
}

export const documentChronology: ChronologySource = async (tx, caseId) => {
  const plain = { kind: 'document', kindLabel: t('chronology.kind'), href: `/cases/${caseId}/documents` }
  return (await documentsOf(tx, caseId)).flatMap((d) => {
    const added = {
      ...plain,
      id: `document:${d.id}`,
      on: d.datedOn ?? londonDateOf(d.addedAt),
      time: d.datedOn === null ? londonTimeOf(d.addedAt).slice(11, 16) : null,
      title: t('chronology.added', { title: d.title }),
      text: t('chronology.text', { kind: d.kindLabel, from: d.from }),
      by: d.addedBy,
    }
    if (d.removed === null) return [added]
    const removed = {
      ...plain,
      id: `document:${d.id}:removed`,
      on: londonDateOf(d.removed.at),
      time: londonTimeOf(d.removed.at).slice(11, 16),
      title: d.destroyedAt === null ? t('chronology.removed', { title: d.title }) : t('chronology.destroyed'),
      text: d.removed.because,
      by: d.removed.by,
    }
    return d.destroyedAt === null ? [added, removed] : [removed]
  })
}
