import type { Room } from '../../core/house/index.ts'
import { readReferenceFile } from '../../core/reference/index.ts'
import type { DeskParts } from '../../core/work/index.ts'
import { coverBlock, gapsPart } from './blocks.tsx'
import { lookAfterLeavers } from './jobs.ts'
import { coverRoutes, mayEnterLeave } from './routes.tsx'
import { coverPolicy } from './schema.ts'
import { t } from './texts.ts'

export { coverFact, coverSection } from './blocks.tsx'
export { answerCover, enterLeave, offerCover, saveHandover } from './store.ts'

/** Away with no cover, for the team's page and the morning. */
export const coverGaps = gapsPart(readReferenceFile('cover.yaml', coverPolicy))

/**
 * Who sees to a child while their worker is away or when they leave: leave, cover, five lines of handover, cases that change
 * hands with a yes. `parts`: the words of all rooms for what is owed and what changed; asked for when a page is made.
 */
export function makeCover(parts: () => readonly DeskParts[]): Room {
  return {
    name: 'cover',
    migrations: new URL('./migrations/', import.meta.url),
    routes: coverRoutes(parts),
    navigation: [
      {
        get label() {
          return t('nav')
        },
        href: '/leave',
        order: 27,
        get hint() {
          return t('nav.hint')
        },
        when: mayEnterLeave,
      },
    ],
    jobs: [{ name: 'cover.leavers', when: { crontab: '50 0 * * *' }, run: lookAfterLeavers }],
  }
}

const notice = (kind: string, label: () => string, href = '/leave') => ({ kind, label, href: () => href })

export const coverDesk: DeskParts = {
  notices: [
    notice('cover.answers', () => t('notice.answers')),
    notice('cover.asked', () => t('notice.asked')),
    notice('cover.accepted', () => t('notice.accepted')),
    notice('cover.refused', () => t('notice.refused')),
    notice('cover.lost', () => t('notice.lost')),
    notice('cover.withdrawn', () => t('notice.withdrawn')),
    notice('case.offered', () => t('notice.offered')),
    notice('case.offer_accepted', () => t('notice.offerAccepted')),
    notice('case.offer_refused', () => t('notice.offerRefused')),
    {
      kind: 'leaving.left',
      label: () => t('notice.left'),
      href: ({ subjectId }) => (subjectId === null ? '/leaving' : `/leaving/${subjectId}`),
    },
    { kind: 'leaving.ownerless', label: ({ amount }) => t('notice.ownerless', { count: amount ?? 0 }) },
  ],
  changes: [
    { table: 'case_handover', label: (count) => t('change.handover', { count }) },
    { table: 'case_offer', label: (count) => t('change.offer', { count }) },
  ],
  quietTables: ['case_left'],
  blocks: [{ key: 'cover', order: 5, load: coverBlock }],
}
