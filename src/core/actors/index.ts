import { newToken, tokenHash } from '../../platform/crypto/tokens.ts'
import type { OwnerDatabase } from '../../platform/db/create.ts'
import { can } from '../access/identity.ts'
import type { House } from '../house/request.ts'
import type { Room } from '../house/room.ts'
import { accountRoutes } from './routes.ts'
import { invitationDays } from './rules.ts'
import { staffRoutes } from './staff-routes.ts'
import { t as staff } from './staff-texts.ts'
import { inviteFirstAdministrator } from './store.ts'
import { t } from './texts.ts'

export { userCommands } from './commands.ts'
export { signInParts, signInRoutes } from './open-routes.ts'

/**
 * The one-time link for the first administrator of an empty start; each call makes a new one and the older ones stop
 * working. Undefined when there is an administrator who can sign in.
 */
export async function firstAdministratorLink(owner: OwnerDatabase, house: Pick<House, 'baseUrl'>): Promise<string | undefined> {
  const token = newToken()
  const isMade = await owner.transaction((tx) => inviteFirstAdministrator(tx, tokenHash(token), t('firstAgency'), invitationDays))
  return isMade ? `${house.baseUrl}/invitation/${token}` : undefined
}

/** Who works here: agencies, teams, accounts, posts, and how people sign in. */
export const actors: Room = {
  name: 'actors',
  migrations: new URL('./migrations/', import.meta.url),
  routes: (route) => {
    accountRoutes(route)
    staffRoutes(route)
  },
  navigation: [
    {
      get label() {
        return staff('menu.admin')
      },
      href: '/admin',
      order: 90,
      when: (actor) => can(actor, 'accounts.administer'),
    },
  ],
}
