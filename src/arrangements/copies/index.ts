import { can } from '../../core/access/index.ts'
import type { CaseSection, ChronologySource } from '../../core/cases/index.ts'
import type { Room } from '../../core/house/index.ts'
import { readReferenceFile } from '../../core/reference/index.ts'
import type { DeskParts } from '../../core/work/index.ts'
import { lookForRecords, sendDue } from './receiver-jobs.ts'
import { receiverRoutes } from './receiver-routes.tsx'
import { receiverPolicy } from './receiver-rules.ts'
import { t as receiver } from './receiver-texts.ts'
import { copyRoutes, copySection } from './routes.tsx'
import { ownSystems } from './schema.ts'
import { t } from './texts.ts'

const systems = readReferenceFile('own-systems.yaml', ownSystems)
const receiverNotices = ['asked', 'answered', 'off', 'stopped'] as const
const policy = readReferenceFile('receivers.yaml', receiverPolicy)

/** Nothing typed twice: copies in the shape of a partner's own system, a day's file, a whole case on paper. */
export function makeCopies(sources: readonly ChronologySource[]): Room {
  return {
    name: 'copies',
    migrations: new URL('./migrations/', import.meta.url),
    routes: (route) => {
      copyRoutes(systems, sources)(route)
      receiverRoutes(policy)(route)
    },
    navigation: [
      {
        get label() {
          return t('nav')
        },
        href: '/copies',
        order: 60,
        get hint() {
          return t('nav.hint')
        },
        when: (actor) => can(actor, 'concern.refer'),
      },
      {
        get label() {
          return receiver('nav')
        },
        href: '/admin/receivers',
        order: 93,
        get hint() {
          return receiver('nav.hint')
        },
        when: (actor) => can(actor, 'accounts.administer'),
      },
    ],
    jobs: [
      { name: 'receivers.look', when: { everySeconds: 60 }, run: (tx, house) => lookForRecords(tx, house, policy) },
      { name: 'receivers.send', when: { everySeconds: 15 }, run: (tx, house) => sendDue(tx, house, policy, sources) },
    ],
  }
}

/** What those who answer for a receiver are told. */
export const copiesDesk: DeskParts = {
  notices: receiverNotices.map((kind) => ({
    kind: `receiver.${kind}`,
    label: () => receiver(`notice.${kind}`),
    href: ({ subjectId }) => (subjectId === null ? undefined : `/receivers/${subjectId}`),
  })),
}

export const copiesSection = (sources: readonly ChronologySource[]): CaseSection => copySection(sources)
