import { londonDateOf } from '../clocks/index.ts'
import { idParam, notThere, page, type Reply, type Request, type Routes, seeOther, typed } from '../house/request.ts'
import { splitName } from '../matching/index.ts'
import type { Problems } from '../pages/index.ts'
import { can } from './identity.ts'
import { breakGlass } from './rules.ts'
import { isRecordKind, readBirthDay, readLastDay, recordPath } from './schema.ts'
import {
  circleMembers,
  circleTeams,
  declareConflict,
  emergencyUses,
  endMember,
  excludeUser,
  exclusions,
  findColleagues,
  findEmergencyUse,
  findInvitable,
  invite,
  liftExclusion,
  mayOnRecord,
  openByName,
  openByReference,
  reviewEmergency,
} from './store.ts'
import { t } from './texts.ts'
import { type Circle, CirclePage, ConflictDonePage, EmergencyPage, EndMemberPage, ReviewPage, ReviewsPage } from './views.tsx'

/** Circles, exclusions, declared conflicts, emergency access and its reviews. */
export function accessRoutes(route: Routes): void {
  route.get('/records/:kind/:id/circle', 'circle.read', async (request) => showCircle(request))
  route.post('/records/:kind/:id/circle/invite', 'circle.invited', inviteColleague)
  route.get('/records/:kind/:id/circle/:member/end', 'circle.end_form', askEnd)
  route.post('/records/:kind/:id/circle/:member/end', 'circle.ended', end)
  route.post('/records/:kind/:id/circle/conflict', 'circle.conflict_declared', declare)
  route.post('/records/:kind/:id/circle/exclude', 'circle.user_excluded', exclude, { capability: 'access.exclude', stepUp: true })
  route.post('/records/:kind/:id/circle/exclusions/:exclusion/lift', 'circle.exclusion_lifted', lift, {
    capability: 'access.exclude',
    stepUp: true,
  })
  route.get('/break-glass', 'break_glass.form', async (request) => showEmergency(request), { capability: 'access.break_glass' })
  route.post('/break-glass', 'break_glass.opened', openInEmergency, { capability: 'access.break_glass' })
  route.post('/break-glass/person', 'break_glass.opened', openPersonInEmergency, { capability: 'access.break_glass' })
  // no capability: whoever was told reviews, and who that is the database knows
  route.get('/break-glass/reviews', 'break_glass.reviews_read', showReviews)
  route.get('/break-glass/reviews/:id', 'break_glass.review_form', showReview)
  route.post('/break-glass/reviews/:id', 'break_glass.reviewed', review)
}

function recordOf(request: Request) {
  const kind = request.params['kind'] ?? ''
  if (!isRecordKind(kind)) return notThere()
  const id = idParam(request)
  request.audit.about(kind, id, { ...(kind === 'case' ? { caseId: id } : {}), classes: ['contact'] })
  return { kind, id }
}

/**
 * The circle of a record and what this actor may do about it, for `CircleSection`.
 * Undefined when there is no such record, or this actor may not see it.
 */
export async function loadCircle(
  { tx, actor }: Pick<Request, 'tx' | 'actor'>,
  kind: Parameters<typeof circleMembers>[1],
  id: string,
): Promise<Circle | undefined> {
  if (!(await mayOnRecord(tx, kind, id, 'read'))) return undefined
  const mayInvite = await mayOnRecord(tx, kind, id, 'write')
  const mayExclude = can(actor, 'access.exclude')
  return {
    members: await circleMembers(tx, kind, id),
    teams: await circleTeams(tx, kind, id),
    exclusions: mayExclude ? await exclusions(tx, kind, id) : [],
    mayInvite,
    mayExclude,
    maySeeLooks: can(actor, 'audit.read') || (can(actor, 'access.review') && mayInvite),
  }
}

async function showCircle(request: Request, problems: Problems = {}): Promise<Reply> {
  const { tx, body, query } = request
  const { kind, id } = recordOf(request)
  const circle = (await loadCircle(request, kind, id)) ?? notThere()
  const find = (typed(body, 'find') || (query['find'] ?? '')).trim()
  const keep = (typed(body, 'keep') || (query['keep'] ?? '')).trim()
  return page(
    t('circle.title'),
    CirclePage({
      kind,
      id,
      circle,
      find: find === '' || !circle.mayInvite ? undefined : { name: find, found: await findInvitable(tx, find) },
      keepOut: keep === '' || !circle.mayExclude ? undefined : { name: keep, found: await findColleagues(tx, keep) },
      form: body,
      problems,
    }),
    { problems: Object.keys(problems).length > 0 },
  )
}

const circleUrl = (kind: string, id: string) => `/records/${kind}/${id}/circle`

async function inviteColleague(request: Request): Promise<Reply> {
  const { tx, body, now, audit } = request
  const { kind, id } = recordOf(request)
  const postId = typed(body, 'post')
  const because = typed(body, 'because').trim()
  const lastDay = readLastDay({ day: typed(body, 'until-day'), month: typed(body, 'until-month'), year: typed(body, 'until-year') }, now)
  // a post that nobody offered is "not chosen": the list is searched again
  const isOffered = (await findInvitable(tx, typed(body, 'find').trim())).some((one) => one.postId === postId)
  const problems: Problems = {
    ...(isOffered ? {} : { post: t('invite.postMissing') }),
    ...(because === '' ? { because: t('invite.reasonMissing') } : {}),
    ...(lastDay.ok ? {} : { until: t(`invite.${lastDay.problem}`) }),
  }
  if (!lastDay.ok || Object.keys(problems).length > 0) return showCircle(request, problems)
  audit.purpose(because)
  await invite(tx, { kind, id, postId, because, until: lastDay.until })
  return seeOther(circleUrl(kind, id))
}

async function memberOf(request: Request) {
  const { kind, id } = recordOf(request)
  const memberId = idParam(request, 'member')
  if (!(await mayOnRecord(request.tx, kind, id, 'write'))) return notThere()
  const member = (await circleMembers(request.tx, kind, id)).find((one) => one.id === memberId && one.endedAt === null)
  return { kind, id, member: member ?? notThere() }
}

async function askEnd(request: Request): Promise<Reply> {
  const { kind, id, member } = await memberOf(request)
  return page(t('end.go'), EndMemberPage({ kind, id, member }))
}

async function end(request: Request): Promise<Reply> {
  const { kind, id, member } = await memberOf(request)
  const because = typed(request.body, 'because').trim()
  if (because === '') {
    return page(t('end.go'), EndMemberPage({ kind, id, member, problems: { because: t('reason.missing') } }), { status: 422 })
  }
  await endMember(request.tx, member.id, because)
  return seeOther(circleUrl(kind, id))
}

async function declare(request: Request): Promise<Reply> {
  const { kind, id } = recordOf(request)
  const because = typed(request.body, 'conflict').trim()
  if (because === '') return showCircle(request, { conflict: t('reason.missing') })
  await declareConflict(request.tx, kind, id, because)
  // not back to the record: it is out of sight from now on
  return page(t('conflict.done.title'), ConflictDonePage())
}

async function exclude(request: Request): Promise<Reply> {
  const { tx, body } = request
  const { kind, id } = recordOf(request)
  const userId = typed(body, 'user')
  const because = typed(body, 'keepOutBecause').trim()
  const isOffered = (await findColleagues(tx, typed(body, 'keep').trim())).some((one) => one.userId === userId)
  const problems: Problems = {
    ...(isOffered ? {} : { user: t('exclude.missing') }),
    ...(because === '' ? { keepOutBecause: t('reason.missing') } : {}),
  }
  if (Object.keys(problems).length > 0) return showCircle(request, problems)
  await excludeUser(tx, kind, id, userId, because)
  return seeOther(circleUrl(kind, id))
}

async function lift(request: Request): Promise<Reply> {
  const { kind, id } = recordOf(request)
  await liftExclusion(request.tx, idParam(request, 'exclusion'))
  return seeOther(circleUrl(kind, id))
}

async function showEmergency(request: Request, problems: Problems = {}): Promise<Reply> {
  const { tx, actor, body } = request
  const uses = (await emergencyUses(tx)).filter((use) => use.postId === actor.postId)
  return page(t('emergency.title'), EmergencyPage({ uses, mayReview: can(actor, 'access.review'), form: body, problems }), {
    problems: Object.keys(problems).length > 0,
  })
}

async function openInEmergency(request: Request): Promise<Reply> {
  const { tx, body, now, house, audit } = request
  const reference = typed(body, 'reference').trim()
  const reason = typed(body, 'reason').trim()
  const problems: Problems = {
    ...(reference === '' ? { reference: t('emergency.referenceMissing') } : {}),
    ...([...reason].length < 20 ? { reason: t('emergency.reasonShort') } : {}),
  }
  if (Object.keys(problems).length > 0) return showEmergency(request, problems)
  const record = await openByReference(tx, { reference, reason, ...clocksOfEmergency(now, house) })
  if (record === undefined) return showEmergency(request, { reference: t('emergency.nothing') })
  audit.about(record.kind, record.id)
  audit.purpose(reason)
  return seeOther(recordPath(record.kind, record.id))
}

function clocksOfEmergency(now: Date, house: Request['house']) {
  const { ends, review } = breakGlass(now, house.reference.clocks, house.reference.calendar)
  const { rule, basis, mark, version, source, verified } = review.why
  return {
    endsAt: ends.dueAt,
    reviewBy: review.dueOn,
    reviewDueAt: review.dueAt,
    clock: { rule, basis, mark, version, source, verified },
  }
}

async function openPersonInEmergency(request: Request): Promise<Reply> {
  const { tx, body, now, house, audit } = request
  const name = typed(body, 'name').trim()
  const { given, family } = splitName(name)
  const bornOn = readBirthDay({ day: typed(body, 'born-day'), month: typed(body, 'born-month'), year: typed(body, 'born-year') }, now)
  const reason = typed(body, 'personReason').trim()
  const isReasonGiven = [...reason].length >= 20
  const problems: Problems = {
    ...(given === '' || family === '' ? { name: t('emergency.nameMissing') } : {}),
    ...(bornOn === undefined ? { 'born-day': t('emergency.bornMissing') } : {}),
    ...(isReasonGiven ? {} : { personReason: t('emergency.reasonShort') }),
  }
  if (bornOn === undefined || Object.keys(problems).length > 0) return showEmergency(request, problems)
  const records = await openByName(tx, { name, bornOn, reason, ...clocksOfEmergency(now, house) })
  const [record] = records
  if (record === undefined) return showEmergency(request, { name: t('emergency.nobody') })
  audit.about(record.kind, record.id)
  audit.shown(records.map(({ id }) => id))
  audit.purpose(reason)
  // more than one: they are listed below the form
  return seeOther(records.length === 1 ? recordPath(record.kind, record.id) : '/break-glass#opened')
}

async function showReviews({ tx, actor, now }: Request): Promise<Reply> {
  const uses = (await emergencyUses(tx)).filter(({ isForReview }) => isForReview)
  if (uses.length === 0 && !can(actor, 'access.review')) return notThere()
  return page(t('emergency.reviews'), ReviewsPage({ uses, today: londonDateOf(now) }))
}

async function useOf(request: Request) {
  const use = await findEmergencyUse(request.tx, idParam(request))
  if (use === undefined || use.outcome !== null || !use.isForReview) return notThere()
  request.audit.about(use.kind, use.recordId)
  return use
}

async function showReview(request: Request): Promise<Reply> {
  return page(t('review.title'), ReviewPage({ use: await useOf(request) }))
}

async function review(request: Request): Promise<Reply> {
  const { tx, body } = request
  const use = await useOf(request)
  const outcome = typed(body, 'outcome')
  const note = typed(body, 'note').trim()
  const problems: Problems = {
    ...(outcome === 'justified' || outcome === 'not_justified' ? {} : { outcome: t('review.outcomeMissing') }),
    ...(note === '' ? { note: t('reason.missing') } : {}),
  }
  if (Object.keys(problems).length > 0) return page(t('review.title'), ReviewPage({ use, form: body, problems }), { status: 422 })
  await reviewEmergency(tx, use.id, outcome, note)
  return seeOther('/break-glass/reviews')
}
