import { can } from '../../core/access/index.ts'
import type { Room } from '../../core/house/index.ts'
import { apiAdminRoutes } from './routes.tsx'
import { t } from './texts.ts'

export { endpoints } from './endpoints.ts'
export { apiGuidePage, systemAtDesk } from './routes.tsx'

/** What other systems may send and ask, and the keys they do it with. */
export const apiKeysRoom: Room = {
  name: 'api keys',
  routes: apiAdminRoutes,
  navigation: [
    {
      get label() {
        return t('nav')
      },
      href: '/admin/api',
      order: 94,
      get hint() {
        return t('nav.hint')
      },
      when: (actor) => can(actor, 'accounts.administer'),
    },
  ],
}
