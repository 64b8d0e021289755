import { can } from '../access/identity.ts'
import { isRecordKind } from '../access/schema.ts'
import { addDays } from '../clocks/local-date.ts'
import { instantOf } from '../clocks/london-time.ts'
import { idParam, notThere, page, type Reply, type Request, type Routes } from '../house/request.ts'
import { dateTyped } from '../pages/date-typed.ts'
import type { LooksSought } from './schema.ts'
import { mayAskWhoLooked, recordCalled, usersNamed, whoLooked } from './store.ts'
import { t } from './texts.ts'
import { LooksPage, SearchPage } from './views.tsx'

export function auditRoutes(route: Routes): void {
  route.get('/records/:kind/:id/looks', 'audit.looks_read', showLooks)
  route.get('/looks', 'audit.searched', search)
}

/** For those who read the audit, and for those who keep the record's circle; to others it is not there. */
async function showLooks(request: Request): Promise<Reply> {
  const { tx, audit } = request
  const kind = request.params['kind'] ?? ''
  const id = idParam(request)
  if (!isRecordKind(kind)) return notThere()
  audit.about(kind, id)
  if (!(await mayAskWhoLooked(tx, kind, id))) return notThere()
  const back = kind === 'person' ? `/people/${id}` : `/records/${kind}/${id}/circle`
  return page(t('looks.title'), LooksPage({ looks: await whoLooked(tx, { record: { kind, id } }), back }))
}

/** By record, by colleague and by time, from the address: so a search can be kept and sent. */
async function search(request: Request): Promise<Reply> {
  const { tx, actor, query, audit } = request
  if (!can(actor, 'audit.read') && !can(actor, 'access.review')) return notThere()
  const recordName = (query['record'] ?? '').trim()
  const userName = (query['who'] ?? '').trim()
  if (recordName === '' && userName === '') return page(t('search.title'), SearchPage({ typed: query, problems: {}, looks: undefined }))
  const from = dateTyped(query, 'from')
  const to = dateTyped(query, 'to')
  const record = recordName === '' ? undefined : await recordCalled(tx, recordName)
  const mayAsk = record !== undefined && (await mayAskWhoLooked(tx, record.kind, record.id))
  const userIds = userName === '' ? undefined : await usersNamed(tx, userName)
  const problems = {
    // the same for a record that is not there and for one that is not for the one who asks
    ...(recordName !== '' && !mayAsk ? { record: t('search.noRecord') } : {}),
    ...(userIds?.length === 0 ? { who: t('search.nobody') } : {}),
    ...(from.kind === 'wrong' ? { from: t('search.day') } : {}),
    ...(to.kind === 'wrong' ? { to: t('search.day') } : {}),
  }
  if (record !== undefined) audit.about(record.kind, record.id)
  if (Object.keys(problems).length > 0) {
    return page(t('search.title'), SearchPage({ typed: query, problems, looks: undefined }), { status: 422 })
  }
  if (userIds?.length === 1) audit.purpose(`about ${userIds[0]}`)
  const sought: LooksSought = {
    record,
    userIds,
    from: from.kind === 'ok' ? instantOf(`${from.date}T00:00`) : undefined,
    until: to.kind === 'ok' ? instantOf(`${addDays(to.date, 1)}T00:00`) : undefined,
  }
  const looks = await whoLooked(tx, sought)
  audit.shown([...new Set(looks.flatMap(({ recordId }) => (recordId === null ? [] : [recordId])))])
  return page(t('search.title'), SearchPage({ typed: query, problems: {}, looks }), { wide: true })
}
