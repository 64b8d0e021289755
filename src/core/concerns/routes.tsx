import { z } from 'zod'
import { type StoredFile, storeFile } from '../../platform/files/index.ts'
import {
  allOf,
  draftFilesOf,
  draftsOf,
  firstOf,
  forgetKept,
  insertDraftFile,
  journeyHandlers,
  type Kept,
  keepSent,
  keptForm,
  overlaid,
  ownFields,
  type Problems,
  problemsOf,
  removeDraftFile,
  startDraft,
  type Typed,
} from '../../platform/forms/index.ts'
import { idParam, notThere, page, type Reply, type Request, type Routes, seeOther, sendStoredFile } from '../house/index.ts'
import { savesAsTyped, typedElsewhere } from '../pages/index.ts'
import { answeredOn, labelsOf, namedIn, type Sheet, sheetFor } from '../questions/index.ts'
import { basis, mark } from '../reference/provenance.ts'
import { flat, minuteSchema, moreSchema, questionsSchema } from './answers.ts'
import { valueShown } from './field-words.ts'
import { concernJourney } from './journey.tsx'
import { unsortedKind } from './kinds.ts'
import { MinePage, MinutePage, MorePage, RecordPage, SentPage, StartPage, type Why } from './record-views.tsx'
import { dangerPrompt } from './rules.ts'
import { sendConcern, sendMore } from './send.ts'
import { minuteSending, moreSending } from './short-forms.ts'
import {
  attachmentsOf,
  type Concern,
  concernsSentBy,
  findAttachment,
  findConcern,
  leftOutOf,
  messagesToReferrer,
  ownContact,
  placesOf,
  subjectsOf,
  submissionsOf,
  whoIsOnCall,
} from './store.ts'
import { t } from './texts.ts'

const minuteAddress = '/concerns/minute'
const refer = { capability: 'concern.refer' } as const

export function concernRoutes(route: Routes): void {
  const journey = journeyHandlers(concernJourney)
  route.get('/concerns/new', 'concern.start_shown', startPage, refer)
  route.post('/concerns/new', 'concern.draft_started', startJourney, refer)
  route.get('/concerns/new/:draft/check', 'concern.draft_read', journey.check, refer)
  route.post('/concerns/new/:draft/check', 'concern.sent', journey.send, refer)
  route.get('/concerns/new/:draft/discard', 'concern.draft_read', journey.askDiscard, refer)
  route.post('/concerns/new/:draft/discard', 'concern.draft_discarded', journey.discard, refer)
  route.get('/concerns/new/:draft/:page', 'concern.draft_read', journey.show, refer)
  route.post('/concerns/new/:draft/:page', 'concern.draft_saved', journey.post, refer)
  route.post('/concerns/new/:draft/:page/save', 'concern.draft_saved', journey.autosave, refer)
  route.get('/concerns/minute', 'concern.minute_shown', minutePage, refer)
  savesAsTyped(route, minuteAddress, 'concern.draft_saved', refer)
  route.post('/concerns/minute', 'concern.sent', sendMinute, refer)
  route.get('/concerns/mine', 'concern.own_list', minePage, refer)
  route.get('/concerns/:id', 'concern.submission_read', recordPage)
  route.get('/concerns/:id/sent', 'concern.submission_read', sentPage, refer)
  route.get('/concerns/:id/more', 'concern.submission_read', morePage, refer)
  savesAsTyped(route, '/concerns/:id/more', 'concern.draft_saved', refer)
  route.post('/concerns/:id/more', 'concern.added_to', addMore, refer)
  route.get('/concerns/:id/files/:file', 'concern.file_read', sendFile)
}

async function startPage({ tx }: Request): Promise<Reply> {
  return page(t('start.title'), <StartPage drafts={await draftsOf(tx, concernJourney.name)} />)
}

/** What the account already knows is filled in; the writer may be writing for a colleague. */
async function startJourney({ tx, actor }: Request): Promise<Reply> {
  const who = { name: actor.fullName, job: actor.roleLabel, agency: actor.agencyName, reach: await reachOf({ tx, actor }) }
  return seeOther(`/concerns/new/${await startDraft(tx, concernJourney.name, { who })}/who`)
}

async function reachOf({ tx, actor }: Pick<Request, 'tx' | 'actor'>): Promise<string> {
  const own = await ownContact(tx, actor.userId)
  return own?.phone ?? own?.email ?? ''
}

async function minutePage(request: Request): Promise<Reply> {
  const kept = await keptForm(request.tx, minuteAddress)
  return minuteReply(request, kept, overlaid({ reach: await reachOf(request) }, kept), {})
}

async function minuteReply({ tx }: Request, kept: Kept, typed: Typed, problems: Problems): Promise<Reply> {
  const body = <MinutePage kept={kept} typed={typed} problems={problems} onCall={await whoIsOnCall(tx)} />
  return page(t('minute.title'), body, { problems: Object.keys(problems).length > 0 })
}

async function sendMinute(request: Request): Promise<Reply> {
  const { tx, body, now, house } = request
  const labels = { who: t('minute.who'), what: t('minute.what'), reach: t('minute.reach') }
  const other = await typedElsewhere(request, { address: minuteAddress, title: t('minute.title'), labels })
  if (other !== undefined) return other
  const kept = await keptForm(tx, minuteAddress, body)
  const form = minuteSchema.safeParse(body)
  if (!form.success) return minuteReply(request, kept, body, problemsOf(form.error))
  const sending = minuteSending(form.data, fromOf(request), body)
  const sent = await sendConcern(tx, unsortedKind, sending, now, house.reference)
  if (sent.kind === 'nobody_there') return minuteReply(request, kept, body, { what: t('problem.noTriage') })
  await forgetKept(tx, minuteAddress)
  request.audit.about('concern', sent.id)
  return seeOther(`/concerns/${sent.id}/sent`)
}

const fromOf = ({ actor }: Request) => ({
  referrerName: actor.fullName,
  referrerJob: actor.roleLabel,
  referrerAgency: actor.agencyName,
})

async function minePage({ tx, actor, audit }: Request): Promise<Reply> {
  const concerns = await concernsSentBy(tx, actor.postId)
  audit.shown(concerns.map(({ id }) => id))
  return page(t('mine.title'), <MinePage concerns={concerns} />, { wide: true })
}

async function concernOf(request: Request): Promise<Concern> {
  const id = idParam(request)
  request.audit.about('concern', id, { classes: ['contact', 'submission'] })
  return (await findConcern(request.tx, id)) ?? notThere()
}

const stored = z.object({ rule: z.string(), basis, mark, version: z.string(), source: z.string(), verified: z.boolean() })

/** Why this date, as it was kept with it; undefined where no date could be said. */
export function whyOf({ dueWhy }: Concern): Why {
  const why = stored.safeParse(dueWhy)
  return why.success ? why.data : undefined
}

async function recordPage(request: Request): Promise<Reply> {
  const { tx, actor } = request
  const concern = await concernOf(request)
  const submissions = await submissionsOf(tx, concern.id)
  // somebody in touch with a concern who may not read what was sent
  if (submissions.length === 0) return notThere()
  const isOwn = concern.submittedBy === actor.postId
  const parts = {
    concern,
    why: whyOf(concern),
    isOwn,
    submissions,
    subjects: await subjectsOf(tx, concern.id),
    places: await placesOf(tx, concern.id),
    attachments: await attachmentsOf(tx, concern.id),
    messages: await messagesToReferrer(tx, concern.id),
    leftOut: await leftOutOf(tx, concern.id),
    moreHref: `/concerns/${concern.id}/more`,
    copyHref: (submissionId: string) => `/copies/concern/${concern.id}/sent:${submissionId}`,
  }
  return page(t(isOwn ? 'record.title' : 'record.titleOther', { reference: concern.reference }), <RecordPage {...parts} />)
}

async function ownConcern(request: Request): Promise<Concern> {
  const concern = await concernOf(request)
  return concern.submittedBy === request.actor.postId ? concern : notThere()
}

async function sentPage(request: Request): Promise<Reply> {
  const { tx } = request
  const concern = await ownConcern(request)
  const danger = (await submissionsOf(tx, concern.id)).some(({ dangerNow }) => dangerNow !== null && dangerPrompt(dangerNow).prompt)
  const body = <SentPage concern={concern} why={whyOf(concern)} danger={danger} onCall={await whoIsOnCall(tx)} />
  return page(t('sent.title'), body)
}

const moreAddress = ({ id }: Concern) => `/concerns/${id}/more`

/** What of the partnership's own questions for its kind nobody has answered yet, and what of them was typed here before. */
async function questionsLeft({ tx }: Request, concern: Concern, typed: Typed): Promise<Sheet> {
  const fields = flat(typed)
  const { asked, before } = await sheetFor(tx, `concern.${concern.kind}`, fields)
  const [answered, begun] = [await answeredOn(tx, concern.id), namedIn(fields).map(({ questionId }) => questionId)]
  return { asked: asked.filter(({ questionId }) => !answered.has(questionId) || begun.includes(questionId)), before }
}

/** `mend`: the form was refused; what was typed and the files that were good are in its draft. */
async function morePage(request: Request): Promise<Reply> {
  const { tx, query } = request
  const concern = await ownConcern(request)
  const kept = await keptForm(tx, moreAddress(concern))
  const all = kept.typed ?? {}
  const typed = ownFields(all)
  const questions = await questionsLeft(request, concern, typed)
  const problems = kept.draftId !== undefined && query['mend'] !== undefined ? moreProblems(typed, questions, firstOf(all, '_refused')) : {}
  const files = kept.draftId === undefined ? [] : await draftFilesOf(tx, kept.draftId)
  const body = <MorePage {...{ concern, kept, typed, problems, files, questions }} onCall={await whoIsOnCall(tx)} />
  return page(t('more.title'), body, { problems: Object.keys(problems).length > 0 })
}

const moreLabels = (): Readonly<Record<string, string>> => ({
  whatSeen: t('more.what'),
  danger: t('more.danger'),
  done: t('dangerPage.done'),
  agreement: t('agreement.ask'),
  'because-not_asked': t('agreement.because.not_asked'),
  'because-did_not_agree': t('agreement.because.did_not_agree'),
  told: t('agreement.told'),
})

/** What is added must never wait: no question of the partnership is required here. */
const ownQuestions = (sheet: Sheet) => questionsSchema(sheet, { isRequired: false })

function moreProblems(typed: Typed, sheet: Sheet, refused: string): Problems {
  const form = moreSchema.safeParse(typed)
  const own = ownQuestions(sheet).safeParse(typed)
  return {
    ...(form.success ? {} : problemsOf(form.error)),
    ...(own.success ? {} : problemsOf(own.error)),
    ...(refused === '' ? {} : { files: refused }),
  }
}

/** A file that is refused holds up the sending and nothing else: the other files and the words stay, for the next try. */
async function addMore(request: Request): Promise<Reply> {
  const { tx, body, files, house, now } = request
  const concern = await ownConcern(request)
  const address = moreAddress(concern)
  const questions = await questionsLeft(request, concern, body)
  const twice = {
    address,
    title: t('more.title'),
    labels: { ...moreLabels(), ...labelsOf(questions, flat(body)) },
    valueShown: (name: string, value: string) => valueShown(name, value),
  }
  const other = await typedElsewhere(request, twice)
  if (other !== undefined) return other
  const { draftId } = await keptForm(tx, address, body)
  const before = draftId === undefined ? [] : await draftFilesOf(tx, draftId)
  const wanted = before.filter(({ id }) => allOf(body, 'keepFile').includes(id))
  const stored: StoredFile[] = []
  const refused: string[] = []
  for (const upload of files) {
    const kept = await storeFile(tx, house, upload, now)
    if (kept.kind === 'stored') stored.push(kept)
    else refused.push(kept.message)
  }
  const form = moreSchema.safeParse(body)
  const own = ownQuestions(questions).safeParse(body)
  if (!form.success || !own.success || refused.length > 0) {
    const id = await keepSent(tx, address, body, { _refused: refused.join(' ') })
    for (const one of before) if (!wanted.includes(one)) await removeDraftFile(tx, id, one.id)
    for (const one of stored) await insertDraftFile(tx, id, one)
    return seeOther(`${address}?mend`)
  }
  const { danger } = form.data
  const sending = moreSending(form.data, fromOf(request), body, [...wanted, ...stored])
  await sendMore(tx, concern.id, { ...sending, ownAnswers: own.data })
  await forgetKept(tx, address)
  return seeOther(danger !== null && dangerPrompt(danger).prompt ? `/concerns/${concern.id}/sent` : `/concerns/${concern.id}`)
}

async function sendFile(request: Request): Promise<Reply> {
  const concern = await concernOf(request)
  const attachment = (await findAttachment(request.tx, concern.id, idParam(request, 'file'))) ?? notThere()
  return sendStoredFile(request, attachment)
}
