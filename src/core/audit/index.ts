import { can } from '../access/identity.ts'
import type { Room } from '../house/room.ts'
import { auditRoutes } from './routes.ts'
import { sealAudit } from './store.ts'
import { t } from './texts.ts'

export { auditCommands, type WithHouse } from './commands.ts'
export type { AuditEvent, AuditFault, AuditState, Look, RecordKind } from './schema.ts'
export { auditState, firstAuditFault, mayAskWhoLooked, recordCalled, recordEvent, sealAudit, whoLooked } from './store.ts'

/** Who did what to which record: append-only, sealed into a chain each second. */
export const audit: Room = {
  name: 'audit',
  migrations: new URL('./migrations/', import.meta.url),
  routes: auditRoutes,
  navigation: [
    {
      get label() {
        return t('search.title')
      },
      href: '/looks',
      order: 85,
      when: (actor) => can(actor, 'audit.read') || can(actor, 'access.review'),
      get hint() {
        return t('search.hint')
      },
    },
  ],
  jobs: [{ name: 'audit.seal', when: { everySeconds: 1 }, run: async (tx) => void (await sealAudit(tx)) }],
}
