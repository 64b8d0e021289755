// What cover adds to other pages: the case, "My work", the team and the morning.
import type { VNode } from 'preact'
import { can, mayOnCase } from '../../core/access/index.ts'
import { type CaseSection, findCase, type HeadlineFact } from '../../core/cases/index.ts'
import { addDays, londonDateOf } from '../../core/clocks/index.ts'
import type { Request } from '../../core/house/index.ts'
import type { ShownBlock } from '../../core/work/index.ts'
import { showShortDate } from '../../platform/texts/dates.ts'
import type { CoverPolicy } from './schema.ts'
import { coveringNow, coverOfCases, coversAskedOfMe, gapsUntil, handoverOf, offerOfCase } from './store.ts'
import { t } from './texts.ts'
import { CoveringTable, CoverPart, Gaps } from './views.tsx'

export const coverSection: CaseSection = {
  key: 'cover',
  get label() {
    return t('section.label')
  },
  order: 18,
  offered: ({ tx }, caseId) => mayOnCase(tx, caseId, 'plan', 'read'),
  load: async (request, caseId) => {
    const { tx, audit, now, actor } = request
    if (!(await mayOnCase(tx, caseId, 'plan', 'read'))) return undefined
    audit.about('case', caseId, { caseId, classes: ['contact', 'headline', 'plan', 'notes'] })
    const c = await findCase(tx, caseId)
    const isOpen = c !== undefined && c.state !== 'closed'
    return (
      <CoverPart
        caseId={caseId}
        covers={await coverOfCases(tx, [caseId], londonDateOf(now))}
        lines={await handoverOf(tx, caseId)}
        mayRead={await mayOnCase(tx, caseId, 'notes', 'read')}
        mayWrite={isOpen && (await mayOnCase(tx, caseId, 'notes', 'write'))}
        mayOffer={
          isOpen &&
          c.workerPostId !== null &&
          (c.workerPostId === actor.postId || can(actor, 'case.allocate')) &&
          (await mayOnCase(tx, caseId, 'plan', 'write'))
        }
        offer={await offerOfCase(tx, caseId)}
      />
    )
  },
}

/** Who covers, on every page of the case, for those who may see its plan. */
export const coverFact: HeadlineFact = {
  key: 'cover',
  get label() {
    return t('fact.label')
  },
  order: 5,
  load: async ({ tx, now }, caseId) => {
    const cover = (await coverOfCases(tx, [caseId], londonDateOf(now))).find(({ state }) => state === 'accepted')
    if (cover === undefined) return undefined
    return cover.isNow
      ? t('fact.now', { name: cover.name, until: showShortDate(cover.until) })
      : t('fact.next', { name: cover.name, from: showShortDate(cover.from) })
  },
}

/** "You cover for …", and what is asked and waits for an answer. */
export async function coverBlock(request: Request): Promise<ShownBlock | undefined> {
  const { tx, actor, audit } = request
  if (!can(actor, 'case.work')) return undefined
  const covering = await coveringNow(tx)
  const asked = (await coversAskedOfMe(tx)).filter(({ state }) => state === 'offered')
  if (covering.length === 0 && asked.length === 0) return undefined
  audit.shown(covering.map(({ caseId }) => caseId))
  return {
    view: (
      <section id="cover">
        <h2 class="govuk-heading-m">{t('covering.heading')}</h2>
        {asked.length > 0 && (
          <p class="govuk-body">
            <a class="govuk-link" href="/leave">
              {t('notice.asked')}
            </a>
          </p>
        )}
        <CoveringTable covering={covering} />
      </section>
    ),
  }
}

/** Whoever is away, or soon, with cases that nobody covers. Of one team, or of all that the reader sees. */
export function gapsPart(policy: CoverPolicy): (request: Request, teamId: string | null) => Promise<VNode | undefined> {
  return async (request, teamId) => {
    const today = londonDateOf(request.now)
    const gaps = await gapsUntil(request.tx, today, addDays(today, policy.gapShownDaysAhead), teamId)
    request.audit.shown(gaps.flatMap(({ cases }) => cases.map(({ caseId }) => caseId)))
    return Gaps({ gaps })
  }
}
