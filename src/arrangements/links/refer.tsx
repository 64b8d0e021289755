// What a link for referring shows: the one-minute form, and from then on what was sent, as far as its holder wrote it.
import {
  type Concern,
  type From,
  findConcern,
  minuteSchema,
  minuteSending,
  moreSchema,
  moreSending,
  sendConcern,
  sendMore,
  subjectsOf,
  submissionsOf,
  unsortedKind,
  whyOf,
} from '../../core/concerns/index.ts'
import { isId, notThere, page, type Reply, seeOther, typed } from '../../core/house/index.ts'
import {
  addressOf,
  deputiesOf,
  endDeputy,
  endOwnLink,
  followByLink,
  type LinkPurpose,
  type LinkRequest,
  linksPolicy,
  messagesForLink,
  nameDeputy,
  phonesForLink,
} from '../../core/links/index.ts'
import type { Problems } from '../../core/pages/index.ts'
import { problemsOf } from '../../platform/forms/index.ts'
import { t } from './texts.ts'
import { EndedPage, EndPage, FollowPage, MinuteByLink, MoreByLink } from './views.tsx'

export const referByLink: LinkPurpose = {
  purpose: 'refer',
  get: {
    '': ['link.read', first],
    more: ['link.read', (request) => morePage(request, {})],
    end: ['link.read', async ({ base }) => page(t('end.title'), <EndPage base={base} />)],
  },
  post: {
    '': ['concern.sent', sendMinute],
    more: ['concern.added_to', addMore],
    deputy: ['link.deputy_named', deputy],
    'deputy-end': ['link.deputy_ended', deputyEnd],
    end: ['link.ended', end],
  },
}

function first(request: LinkRequest): Promise<Reply> {
  return request.link.concernId === null ? minutePage(request, {}) : followPage(request)
}

async function minutePage({ link, base, body, tx }: LinkRequest, problems: Problems): Promise<Reply> {
  const shown = <MinuteByLink link={link} base={base} typed={body} problems={problems} phones={await phonesForLink(tx)} />
  return page(t('minute.title'), shown, { problems: Object.keys(problems).length > 0 })
}

/** As it is called by the one who writes; the agency is the one whose address the link was sent to, whatever is typed. */
function fromOf({ link, body }: LinkRequest): From {
  return {
    referrerName: typed(body, 'name').trim().slice(0, 200),
    referrerJob: typed(body, 'job').trim().slice(0, 200),
    referrerAgency: link.agencyName,
  }
}

async function sendMinute(request: LinkRequest): Promise<Reply> {
  const { tx, link, base, body, now, house } = request
  if (link.concernId !== null) return seeOther(base)
  const form = minuteSchema.safeParse(body)
  const from = fromOf(request)
  const problems = { ...(from.referrerName === '' ? { name: t('problem.name') } : {}), ...(form.success ? {} : problemsOf(form.error)) }
  if (!form.success || Object.keys(problems).length > 0) return minutePage(request, problems)
  const reach = `${form.data.reach}\n${link.email}`
  const sent = await sendConcern(tx, unsortedKind, minuteSending({ ...form.data, reach }, from, body), now, house.reference)
  if (sent.kind === 'nobody_there') return minutePage(request, { what: t('problem.nobody') })
  await followByLink(tx, linksPolicy.followDays)
  request.about('concern', sent.id)
  return seeOther(base)
}

async function concernOf({ tx, link, about }: LinkRequest): Promise<Concern> {
  const concern = link.concernId === null ? undefined : await findConcern(tx, link.concernId)
  if (concern === undefined) return notThere()
  about('concern', concern.id)
  const phone = (await phonesForLink(tx)).find(({ isFor }) => isFor === 'concern')
  return { ...concern, contactName: phone?.name ?? concern.contactName, contactPhone: phone?.phone ?? null }
}

async function followPage(request: LinkRequest, problems: Problems = {}): Promise<Reply> {
  const { tx, link, base, body } = request
  const concern = await concernOf(request)
  const parts = {
    concern,
    why: whyOf(concern),
    isOwn: true,
    submissions: await submissionsOf(tx, concern.id),
    subjects: await subjectsOf(tx, concern.id),
    places: [],
    attachments: [],
    messages: link.isDeputy ? undefined : await messagesForLink(tx),
    leftOut: [],
    moreHref: `${base}/more`,
  }
  const shown = <FollowPage link={link} base={base} parts={parts} deputies={await deputiesOf(tx)} body={body} problems={problems} />
  return page(t('follow.title'), shown, { problems: Object.keys(problems).length > 0 })
}

async function morePage(request: LinkRequest, problems: Problems): Promise<Reply> {
  const { tx, link, base, body } = request
  const concern = await concernOf(request)
  const shown = <MoreByLink link={link} base={base} concern={concern} typed={body} problems={problems} phones={await phonesForLink(tx)} />
  return page(t('more.title'), shown, { problems: Object.keys(problems).length > 0 })
}

async function addMore(request: LinkRequest): Promise<Reply> {
  const { tx, base, body } = request
  const concern = await concernOf(request)
  const form = moreSchema.safeParse(body)
  const from = fromOf(request)
  const problems = { ...(from.referrerName === '' ? { name: t('problem.name') } : {}), ...(form.success ? {} : problemsOf(form.error)) }
  if (!form.success || Object.keys(problems).length > 0) return morePage(request, problems)
  await sendMore(tx, concern.id, moreSending(form.data, from, body, []))
  return seeOther(base)
}

async function deputy(request: LinkRequest): Promise<Reply> {
  const { tx, base, body } = request
  const email = addressOf(typed(body, 'deputy'))
  if (email === undefined) return followPage(request, { deputy: t('problem.email') })
  const named = await nameDeputy(tx, email, linksPolicy.deputiesAtMost)
  return named === 'named' ? seeOther(base) : followPage(request, { deputy: t(`deputy.problem.${named}`) })
}

async function deputyEnd({ tx, base, body }: LinkRequest): Promise<Reply> {
  const id = typed(body, 'id')
  if (isId(id)) await endDeputy(tx, id)
  return seeOther(base)
}

async function end({ tx }: LinkRequest): Promise<Reply> {
  await endOwnLink(tx)
  return page(t('end.done'), <EndedPage />)
}
