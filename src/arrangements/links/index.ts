import { can } from '../../core/access/index.ts'
import type { Room } from '../../core/house/index.ts'
import { linksAdminRoutes } from './routes.tsx'
import { t } from './texts.ts'

export { referByLink } from './refer.tsx'
export { askForLinkPages, linkAtDesk } from './routes.tsx'

/** A professional without an account refers by a link to a known work e-mail, follows it there, and names a deputy. */
export const referralLinks: Room = {
  name: 'referral links',
  routes: linksAdminRoutes,
  navigation: [
    {
      get label() {
        return t('admin.nav')
      },
      href: '/admin/links',
      order: 92,
      get hint() {
        return t('admin.hint')
      },
      when: (actor) => can(actor, 'accounts.administer'),
    },
  ],
}
