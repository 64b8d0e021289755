import type { z } from 'zod'
import { storeFile } from '../../platform/files/index.ts'
import {
  type DraftFile,
  draftFilesOf,
  firstOf,
  forgetKept,
  insertDraftFile,
  keepSent,
  keptForm,
  overlaid,
  removeDraftFile,
  type Typed,
} from '../../platform/forms/index.ts'
import { can } from '../access/identity.ts'
import { belowCase, type Case, caseFor, rightsOn } from '../cases/index.ts'
import { londonDateOf } from '../clocks/index.ts'
import { idParam, notThere, type Reply, type Request, type Routes, seeOther, sendStoredFile, typed } from '../house/index.ts'
import { dateTyped, type Problems, savesAsTyped, typedElsewhere } from '../pages/index.ts'
import { type DocumentClass, documentClasses, documentForm, removalForm } from './schema.ts'
import { addDocument, bringBackDocument, type CaseDocument, documentKinds, findDocument, removeDocument } from './store.ts'
import { t } from './texts.ts'
import { DocumentForm, RemoveForm, type TypedDocument } from './views.tsx'

export function documentRoutes(route: Routes): void {
  route.get('/cases/:id/documents/new', 'document.open', newPage)
  savesAsTyped(route, '/cases/:id/documents/new', 'document.draft_saved')
  route.post('/cases/:id/documents/new', 'document.add', add)
  route.get('/cases/:id/documents/:document/file', 'document.file_read', sendFile)
  route.get('/cases/:id/documents/:document/remove', 'document.remove.open', removePage)
  route.post('/cases/:id/documents/:document/remove', 'document.remove', remove)
  route.post('/cases/:id/documents/:document/bring-back', 'document.bring_back', bringBack)
}

const partUrl = (caseId: string) => `/cases/${caseId}/documents`
const back = (c: Case) => ({ href: partUrl(c.id), text: t('back') })
const fields = ['title', 'kind', 'from', 'class', 'dated-day', 'dated-month', 'dated-year'] as const
const labels = () => ({
  title: t('form.title'),
  kind: t('form.kind'),
  from: t('form.from'),
  class: t('form.class'),
  'dated-day': t('form.day'),
  'dated-month': t('form.month'),
  'dated-year': t('form.year'),
})

function typedIn(field: (name: string) => string): TypedDocument {
  return Object.fromEntries(fields.map((name) => [name, field(name)]))
}

// ── adding ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The case, and the classes of it that this writer may add a document to. */
async function writable(request: Request): Promise<{ c: Case; classes: readonly DocumentClass[] }> {
  const c = await caseFor(request, idParam(request))
  const { writes } = await rightsOn(request.tx, c.id)
  const classes = documentClasses.filter((name) => writes.has(name))
  return classes.length === 0 ? notThere() : { c, classes }
}

/** `mend`: the form came back with something to mend; what was typed and a file that was good are in its draft. */
async function newPage(request: Request): Promise<Reply> {
  const { tx, query } = request
  const { c, classes } = await writable(request)
  const kept = await keptForm(tx, addressOf(c))
  const given = overlaid({ ...typedIn(() => ''), class: classes[0] ?? '' }, kept)
  const file = await keptFile(tx, kept.draftId)
  const isSent = kept.typed !== undefined && query['mend'] !== undefined
  const { problems } = isSent
    ? await readForm(request, classes, kept.typed, file !== undefined, firstOf(kept.typed, '_refused'))
    : { problems: {} }
  const kinds = await documentKinds(tx)
  const body = <DocumentForm {...{ kept, kinds, classes, file, problems }} typed={given} cancel={partUrl(c.id)} />
  return belowCase(request, c, { title: t('add'), back: back(c), body, status: Object.keys(problems).length === 0 ? 200 : 422 })
}

const addressOf = (c: Case) => `${partUrl(c.id)}/new`

/** The file that was taken and waits in the draft for the rest of its form. */
async function keptFile(tx: Request['tx'], draftId: string | undefined): Promise<DraftFile | undefined> {
  return draftId === undefined ? undefined : (await draftFilesOf(tx, draftId)).at(-1)
}

const problemsOfFields = (): Readonly<Record<string, string>> => ({
  title: t('problem.title'),
  kind: t('problem.kind'),
  from: t('problem.from'),
  class: t('problem.class'),
})

type ReadForm = Readonly<{ read: DocumentRead | undefined; problems: Problems }>
type DocumentRead = z.infer<typeof documentForm> & Readonly<{ datedOn: string | null }>

/** What was typed, checked. `refused`: what is wrong with the file that was chosen. */
async function readForm(
  { tx, now }: Request,
  classes: readonly DocumentClass[],
  all: Typed,
  hasFile: boolean,
  refused: string,
): Promise<ReadForm> {
  const form = documentForm.safeParse(typedIn((name) => typed(all, name)))
  const dated = dateTyped(all, 'dated')
  const problems: Record<string, string> = {}
  if (!form.success) for (const { path } of form.error.issues) problems[String(path[0])] = problemsOfFields()[String(path[0])] ?? ''
  if (form.success && !classes.includes(form.data.class)) problems['class'] = t('problem.class')
  if (form.success && !(await documentKinds(tx)).some(({ code }) => code === form.data.kind)) problems['kind'] = t('problem.kind')
  if (dated.kind === 'wrong') problems['dated'] = t('problem.date')
  if (dated.kind === 'ok' && dated.date > londonDateOf(now)) problems['dated'] = t('problem.future')
  if (refused !== '') problems['file'] = refused
  else if (!hasFile) problems['file'] = t('problem.file')
  const isRight = form.success && Object.keys(problems).length === 0
  return { read: isRight ? { ...form.data, datedOn: dated.kind === 'ok' ? dated.date : null } : undefined, problems }
}

/** A file that is refused costs no words, and words that are wrong cost no file: both wait in the draft. */
async function add(request: Request): Promise<Reply> {
  const { tx, body, files, house, now, audit } = request
  const { c, classes } = await writable(request)
  const address = addressOf(c)
  const other = await typedElsewhere(request, { address, title: t('add'), labels: labels() })
  if (other !== undefined) return other
  const { draftId } = await keptForm(tx, address, body)
  const before = await keptFile(tx, draftId)
  const [upload] = files
  const taken = upload === undefined || files.length > 1 ? undefined : await storeFile(tx, house, upload, now)
  const refused = files.length > 1 ? t('problem.oneFile') : taken?.kind === 'refused' ? taken.message : ''
  const file = taken?.kind === 'stored' ? taken : before
  const { read } = await readForm(request, classes, body, file !== undefined, refused)
  if (read === undefined || file === undefined) {
    const id = await keepSent(tx, address, body, { _refused: refused })
    if (taken?.kind === 'stored') {
      if (before !== undefined) await removeDraftFile(tx, id, before.id)
      await insertDraftFile(tx, id, taken)
    }
    return seeOther(`${address}?mend`)
  }
  await addDocument(tx, c.id, { ...read, file })
  audit.about('case', c.id, { caseId: c.id, classes: [read.class] })
  await forgetKept(tx, address)
  return seeOther(partUrl(c.id))
}

// ── opening and removing ────────────────────────────────────────────────────────────────────────────────────────────

/** The document in the address, of the case in the address, as far as this reader may see it. */
async function documentIn(request: Request): Promise<{ c: Case; d: CaseDocument }> {
  const c = await caseFor(request, idParam(request))
  const d = await findDocument(request.tx, idParam(request, 'document'))
  if (d === undefined || d.caseId !== c.id) return notThere()
  request.audit.about('case', c.id, { caseId: c.id, classes: [d.class] })
  request.audit.shown([d.id])
  return { c, d }
}

async function sendFile(request: Request): Promise<Reply> {
  const { d } = await documentIn(request)
  return d.removed !== null || d.fileId === null ? notThere() : sendStoredFile(request, { fileId: d.fileId, name: d.name })
}

async function removable(request: Request): Promise<{ c: Case; d: CaseDocument; isManager: boolean }> {
  const { c, d } = await documentIn(request)
  const { writes } = await rightsOn(request.tx, c.id)
  const isManager = can(request.actor, 'risk.countersign')
  // a manager may still destroy what was only removed
  if (!writes.has(d.class) || d.destroyedAt !== null || (d.removed !== null && !isManager)) return notThere()
  return { c, d, isManager }
}

async function removePage(request: Request): Promise<Reply> {
  return removeSheet(request, { how: 'remove' }, {})
}

async function removeSheet(request: Request, given: TypedDocument, problems: Problems): Promise<Reply> {
  const { c, d, isManager } = await removable(request)
  const body = <RemoveForm d={d} isManager={isManager} typed={given} problems={problems} cancel={partUrl(c.id)} />
  const status = Object.keys(problems).length === 0 ? 200 : 422
  return belowCase(request, c, { title: t('remove.title'), back: back(c), body, status })
}

async function remove(request: Request): Promise<Reply> {
  const { c, d, isManager } = await removable(request)
  const given = { because: typed(request.body, 'because'), how: isManager ? typed(request.body, 'how') : 'remove' }
  const read = removalForm.safeParse(given)
  if (!read.success) {
    const texts: Problems = { because: t('problem.because'), how: t('problem.how') }
    return removeSheet(
      request,
      given,
      Object.fromEntries(read.error.issues.map(({ path }) => [String(path[0]), texts[String(path[0])] ?? ''])),
    )
  }
  const isDone = await removeDocument(request.tx, d.id, read.data.how, read.data.because)
  return isDone ? seeOther(partUrl(c.id)) : removeSheet(request, given, { because: t('problem.wrongState') })
}

async function bringBack(request: Request): Promise<Reply> {
  const { c, d } = await documentIn(request)
  await bringBackDocument(request.tx, d.id)
  return seeOther(partUrl(c.id))
}
