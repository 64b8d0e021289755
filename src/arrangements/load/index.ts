import { can } from '../../core/access/index.ts'
import type { Room } from '../../core/house/index.ts'
import { countWeek } from './jobs.ts'
import { loadRoutes } from './routes.tsx'
import { t } from './texts.ts'

/** What if more young people need us: by worker and team, with history, and a page for those who decide about money. */
export const load: Room = {
  name: 'load',
  migrations: new URL('./migrations/', import.meta.url),
  routes: loadRoutes,
  navigation: [
    {
      get label() {
        return t('nav')
      },
      href: '/load',
      order: 52,
      get hint() {
        return t('nav.hint')
      },
      when: (actor) => can(actor, 'team.oversee'),
    },
    {
      get label() {
        return t('nav.mine')
      },
      href: '/load/mine',
      order: 53,
      get hint() {
        return t('nav.mineHint')
      },
      when: (actor) => can(actor, 'case.work') && !can(actor, 'team.oversee'),
    },
  ],
  jobs: [{ name: 'load.week', when: { crontab: '40 4 * * *' }, run: countWeek }],
}
