import { can } from '../../core/access/index.ts'
import type { Room } from '../../core/house/index.ts'
import { fairnessRoutes } from './routes.tsx'
import { t } from './texts.ts'

export { releaseQuarter } from './release.ts'
export { endedQuarters } from './rules.ts'

/** Is help given fairly, and who was never asked: a report for a quarter, of released numbers only. */
export const fairness: Room = {
  name: 'fairness',
  migrations: new URL('./migrations/', import.meta.url),
  routes: fairnessRoutes,
  navigation: [
    {
      get label() {
        return t('nav')
      },
      href: '/fairness',
      order: 70,
      get hint() {
        return t('nav.hint')
      },
      when: (actor) => can(actor, 'report.read'),
    },
  ],
}
