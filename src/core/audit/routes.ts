import { can } from '../access/identity.ts'
import { isRecordKind } from '../access/schema.ts'
import { idParam, notThere, page, type Reply, type Request, type Routes } from '../house/request.ts'
import { looksAt, mayAskWhoLooked } from './store.ts'
import { t } from './texts.ts'
import { LooksPage } from './views.tsx'

export function auditRoutes(route: Routes): void {
  route.get('/records/:kind/:id/looks', 'audit.looks_read', showLooks)
}

/** For those who read the audit, and for those who keep the record's circle; to others it is not there. */
async function showLooks(request: Request): Promise<Reply> {
  const { tx, actor, audit } = request
  const kind = request.params['kind'] ?? ''
  const id = idParam(request)
  if (!isRecordKind(kind)) return notThere()
  if (!can(actor, 'audit.read') && !(can(actor, 'access.review') && (await mayAskWhoLooked(tx, kind, id)))) return notThere()
  audit.about(kind, id)
  return page(t('looks.title'), LooksPage({ looks: await looksAt(tx, id), back: `/records/${kind}/${id}/circle` }))
}
