// What risk adds to the pages of a case: its own part, and confirmed levels in the chronology.
import { can } from '../access/identity.ts'
import { mayOnCase } from '../access/may.ts'
import { type CaseSection, type ChronologySource, findCase } from '../cases/index.ts'
import { londonDateOf, londonTimeOf } from '../clocks/index.ts'
import { adultPart } from './adults.tsx'
import { hasPncPrompt } from './assess.ts'
import * as store from './store.ts'
import { t } from './texts.ts'
import { levelLabel, RiskPart } from './views.tsx'

export const riskSection: CaseSection = {
  key: 'risk',
  get label() {
    return t('heading')
  },
  order: 10,
  offered: ({ tx }, caseId) => mayOnCase(tx, caseId, 'risk', 'read'),
  load: async (request, caseId) => {
    const { tx, now, actor, audit } = request
    if (!(await mayOnCase(tx, caseId, 'risk', 'read'))) return undefined
    audit.about('case', caseId, { caseId, classes: ['risk'] })
    const c = await findCase(tx, caseId)
    if (c?.kind === 'adult') return adultPart(request, c)
    const all = await store.assessmentsOf(tx, caseId)
    const confirmed = all.filter((one) => one.state === 'decision')
    const open = all.find((one) => one.state === 'draft' || one.state === 'waiting_for_countersign')
    return (
      <RiskPart
        caseId={caseId}
        now={now}
        today={londonDateOf(now)}
        current={confirmed[0]}
        open={open}
        earlier={confirmed}
        strengths={await store.strengthsOf(tx, caseId)}
        pnc={await store.pncAdviceOf(tx, caseId)}
        pncPrompts={await hasPncPrompt(tx, caseId, now)}
        review={await store.reviewOf(tx, caseId)}
        mayWrite={c?.state !== 'closed' && can(actor, 'risk.assess') && (await mayOnCase(tx, caseId, 'risk', 'write'))}
        maySign={open !== undefined && mayCountersign(actor, open)}
      />
    )
  },
}

type Signer = Readonly<{ userId: string }> & Parameters<typeof can>[0]

/** A manager, and another human than those who began and decided it. The database decides again. */
export function mayCountersign(actor: Signer, a: store.Assessment): boolean {
  const isOwn = a.begunByUserId === actor.userId || a.decidedByUserId === actor.userId
  return a.state === 'waiting_for_countersign' && can(actor, 'risk.countersign') && !isOwn
}

/** Levels as they were confirmed; never what the answers came to. */
export const riskChronology: ChronologySource = async (tx, caseId) => {
  const all = await store.assessmentsOf(tx, caseId)
  return all.flatMap(({ id, confirmedAt, decidedLevel, decidedBecause, decidedBy }) =>
    confirmedAt === null || decidedLevel === null
      ? []
      : [
          {
            id: `risk:${id}`,
            kind: 'risk',
            kindLabel: t('chronology.kind'),
            on: londonDateOf(confirmedAt),
            time: londonTimeOf(confirmedAt).slice(11),
            title: t('chronology.level', { level: levelLabel(decidedLevel) }),
            text: decidedBecause ?? '',
            by: decidedBy,
            href: `/cases/${caseId}/risk/${id}`,
          },
        ],
  )
}
