import { forgetKept, type Kept, keptForm, overlaid } from '../../platform/forms/index.ts'
import { can } from '../access/identity.ts'
import { londonDateOf } from '../clocks/london-time.ts'
import { idParam, notThere, type Reply, type Request, type Routes, seeOther, typed } from '../house/request.ts'
import { fieldsOf as formFields, type Problems, savesAsTyped, type TypedIn, typedElsewhere } from '../pages/index.ts'
import { readReferenceFile } from '../reference/index.ts'
import { type Finding, type Matcher, wordList, wordMatcher } from '../words/index.ts'
import type { CaseParts } from './extension.ts'
import { caseOf, casePage, type OpenCase } from './frame.tsx'
import { NoteForm, type NoteFormProps, NotePage, NotesPart, type TypedNote, whenItHappened } from './note-views.tsx'
import { accountsInNote, noteParts, readDateParts, readTime } from './rules.ts'
import { noteText } from './schema.ts'
import { readTogether, recordSiblings, type Together, togetherPage } from './siblings.tsx'
import * as store from './store.ts'
import { t } from './texts.ts'

/** Adding, correcting and taking text out of notes. */
export function noteRoutes(route: Routes, parts: CaseParts): void {
  const words = wordMatcher(readReferenceFile('words.yaml', wordList))
  route.get('/cases/:id/notes', 'case.notes.read', (request) => notesPage(request, parts))
  route.get('/cases/:id/notes/new', 'case.note.open', (request) => newNotePage(request, parts))
  savesAsTyped(route, '/cases/:id/notes/new', 'case.note.draft_saved')
  savesAsTyped(route, '/cases/:id/notes/:item/correct', 'case.note.draft_saved')
  route.post('/cases/:id/notes', 'case.note.add', (request) => addNote(request, parts, words))
  route.get('/cases/:id/notes/:item', 'case.note.read', (request) => notePage(request, parts))
  route.get('/cases/:id/notes/:item/also', 'case.note.also_open', async (request) => togetherPage(request, await together(request)))
  route.post('/cases/:id/notes/:item/also', 'case.note.also', addForOthers)
  for (const kind of ['correct', 'redact'] as const) {
    route.get(`/cases/:id/notes/:item/${kind}`, `case.note.${kind}.open`, (request) => changePage(request, parts, kind))
    route.post(`/cases/:id/notes/:item/${kind}`, `case.note.${kind}`, (request) => changeNote(request, parts, words, kind))
  }
}

type Change = 'correct' | 'redact'

function rightsOf(request: Request, { rights }: OpenCase) {
  const write = rights.writes.has('notes')
  return { write, redact: write && can(request.actor, 'risk.countersign') }
}

async function openNotes(request: Request): Promise<OpenCase> {
  const open = await caseOf(request, ['notes'])
  return open.rights.reads.has('notes') ? open : notThere()
}

/** The note in the address, of the case in the address. */
async function noteIn(request: Request, { c }: OpenCase): Promise<store.Note> {
  const note = await store.findNote(request.tx, idParam(request, 'item'))
  return note !== undefined && note.caseId === c.id ? note : notThere()
}

async function notesPage(request: Request, parts: CaseParts): Promise<Reply> {
  const open = await openNotes(request)
  const notes = await store.notesOf(request.tx, open.c.id)
  const body = <NotesPart caseId={open.c.id} notes={notes} rights={rightsOf(request, open)} />
  return casePage(request, open, parts, body, { current: 'notes', title: t('part.notes') })
}

async function notePage(request: Request, parts: CaseParts): Promise<Reply> {
  const open = await openNotes(request)
  const note = await noteIn(request, open)
  const versions = await store.earlierVersionsOf(request.tx, note)
  const body = <NotePage note={note} versions={versions} rights={rightsOf(request, open)} />
  return casePage(request, open, parts, body, { title: t('part.note') })
}

const dateParts = (on: string): Readonly<Record<string, string>> => {
  const [year = '', month = '', day = ''] = on.split('-')
  return { 'happened-day': day, 'happened-month': month, 'happened-year': year }
}

const noFindings = { problems: {}, accounts: {}, words: [] }

/** The fields of the form by their names, as a draft keeps them. */
const fieldsOf = ({ date, ...others }: TypedNote): Readonly<Record<string, string>> => ({ ...others, ...date })

function typedNote(field: (name: string) => string): TypedNote {
  return {
    ownWords: field('ownWords'),
    seen: field('seen'),
    analysis: field('analysis'),
    next: field('next'),
    date: { 'happened-day': field('happened-day'), 'happened-month': field('happened-month'), 'happened-year': field('happened-year') },
    time: field('time'),
    because: field('because'),
    wordsKept: field('wordsKept').trim(),
  }
}

/** A note as it begins, with what was typed into its form before. */
function goneOn(begin: TypedNote, kept: Kept): TypedNote {
  const fields = overlaid(fieldsOf(begin), kept)
  return typedNote((name) => fields[name] ?? '')
}

const fieldLabels = () => ({
  'happened-day': t('note.happenedDay'),
  'happened-month': t('note.happenedMonth'),
  'happened-year': t('note.happenedYear'),
  time: t('note.happenedTime'),
  ...Object.fromEntries(noteParts.map((part) => [part, t(`note.${part}`)])),
  because: t('note.becauseCorrect'),
  wordsKept: t('note.wordsKeep'),
})

async function newNotePage(request: Request, parts: CaseParts): Promise<Reply> {
  const open = await openNotes(request)
  if (!rightsOf(request, open).write) notThere()
  const kept = await keptForm(request.tx, `/cases/${open.c.id}/notes/new`)
  const begin: TypedNote = { ...typedNote(() => ''), date: dateParts(londonDateOf(request.now)) }
  return newNoteReply(request, open, parts, kept, goneOn(begin, kept), noFindings)
}

function newNoteReply(
  request: Request,
  open: OpenCase,
  parts: CaseParts,
  kept: Kept,
  given: TypedNote,
  findings: Pick<NoteFormProps, 'problems' | 'accounts' | 'words'>,
): Promise<Reply> {
  const base = `/cases/${open.c.id}/notes`
  const body = <NoteForm kind="new" action={base} cancel={base} version={0} typed={given} kept={kept} {...findings} />
  const problems = Object.keys(findings.problems).length > 0
  return casePage(request, open, parts, body, { title: t('part.newNote'), problems })
}

/** What was typed, and all that stands in the way of keeping it. Nothing of it is ever changed. */
function readNote(request: Request, matcher: Matcher, kind: 'new' | Change) {
  const field = (name: string) => typed(request.body, name)
  const given = typedNote(field)
  const problems: Record<string, string> = {}
  const on = readDateParts(field('happened-day'), field('happened-month'), field('happened-year'))
  const time = readTime(given.time)
  if (kind !== 'redact') {
    if (on.kind === 'none') problems['happened'] = t('problem.dateMissing')
    if (on.kind === 'unreadable') problems['happened'] = t('problem.date')
    if (on.kind === 'date' && on.date > londonDateOf(request.now)) problems['happened'] = t('problem.future')
    if (time === undefined) problems['time'] = t('problem.time')
  }
  const note = noteText.safeParse(given)
  if (!note.success) {
    const isEmpty = noteParts.every((part) => given[part].trim() === '')
    for (const { path } of note.error.issues) problems[String(path[0])] = t(isEmpty ? 'problem.noteEmpty' : 'problem.tooLong')
  }
  const accounts = kind === 'redact' ? {} : accountsInNote(given)
  if (field('notAccount') !== 'yes') {
    for (const part of noteParts) {
      const found = accounts[part]
      if (found !== undefined)
        problems[part] ??= t('note.accountFound', { found: found.map((one) => t('note.quoted', { words: one })).join(', ') })
    }
  }
  // their own words are theirs: nothing in them is warned of
  const words: Finding[] =
    kind === 'redact'
      ? []
      : (['seen', 'analysis', 'next'] as const).flatMap((part) => matcher(given[part], { context: 'case_note' }).findings)
  if (words.length > 0 && given.wordsKept === '') problems['wordsKept'] = t('problem.words')
  if (kind !== 'new' && given.because.trim() === '') problems['because'] = t('problem.reason')
  return {
    given,
    findings: { problems, accounts, words },
    happened: on.kind === 'date' && time !== undefined ? { on: on.date, time } : undefined,
    note: note.success ? note.data : undefined,
    isFine: Object.keys(problems).length === 0,
  }
}

async function addNote(request: Request, parts: CaseParts, matcher: Matcher): Promise<Reply> {
  const open = await openNotes(request)
  const base = `/cases/${open.c.id}/notes`
  const form: TypedIn = { address: `${base}/new`, action: base, title: t('part.newNote'), labels: fieldLabels() }
  const other = await typedElsewhere(request, form)
  if (other !== undefined) return other
  const { given, findings, happened, note, isFine } = readNote(request, matcher, 'new')
  if (!isFine || happened === undefined || note === undefined)
    return newNoteReply(request, open, parts, await keptForm(request.tx, form.address, request.body), given, findings)
  await store.addNote(request.tx, open.c.id, happened, note, given.wordsKept)
  await forgetKept(request.tx, form.address)
  return seeOther(base)
}

/** A meeting at which brothers or sisters were spoken of or were there: each has a note of their own of the same day and time. */
async function together(request: Request): Promise<Together & Readonly<{ note: store.Note }>> {
  const open = await openNotes(request)
  if (!rightsOf(request, open).write) notThere()
  const note = await noteIn(request, open)
  return {
    note,
    caseId: open.c.id,
    address: `/cases/${open.c.id}/notes/${note.id}/also`,
    title: t('note.alsoTitle'),
    lead: t('note.alsoLead', { when: whenItHappened(note) }),
    back: { href: `/cases/${open.c.id}/notes`, text: t('part.notes') },
    answers: [{ value: 'there', text: t('note.alsoThere') }],
    words: [
      { name: 'ownWords', label: (name) => t('note.alsoOwnWords', { name }) },
      { name: 'seen', label: (name) => t('note.alsoSeen', { name }) },
      { name: 'next', label: (name) => t('note.alsoNext', { name }) },
    ],
    save: t('note.alsoSave'),
    written: t('note.alsoWritten'),
    isWritten: (tx, caseIds) => store.casesWithNoteOf(tx, caseIds, { on: note.happenedOn, time: note.happenedTime }, request.actor.postId),
  }
}

async function addForOthers(request: Request): Promise<Reply> {
  const { tx, audit } = request
  const what = await together(request)
  const there = await readTogether(request, what)
  if ('kind' in there) return there
  const empty = there.filter(({ words }) => Object.values(words).every((text) => text === ''))
  if (empty.length > 0) {
    const problems = Object.fromEntries(empty.map((one) => [`${one.caseId}-seen`, t('note.alsoEmpty', { name: one.knownAs })]))
    return togetherPage(request, what, formFields(request.body), problems, 422)
  }
  const happened = { on: what.note.happenedOn, time: what.note.happenedTime }
  for (const { caseId, words } of there)
    await store.addNote(tx, caseId, happened, {
      ownWords: words['ownWords'] ?? '',
      seen: words['seen'] ?? '',
      analysis: '',
      next: words['next'] ?? '',
    })
  await recordSiblings(request, what.caseId, there)
  audit.shown(there.map((one) => one.caseId))
  audit.fields(noteParts.map(String))
  return seeOther(`/cases/${what.caseId}/notes`)
}

async function changePage(request: Request, parts: CaseParts, kind: Change): Promise<Reply> {
  const open = await openNotes(request)
  const rights = rightsOf(request, open)
  if (!(kind === 'redact' ? rights.redact : rights.write)) notThere()
  const note = await noteIn(request, open)
  const { ownWords, seen, analysis, next } = note
  const begin: TypedNote = {
    ...{ ownWords, seen, analysis, next },
    date: dateParts(note.happenedOn),
    time: note.happenedTime ?? '',
    because: '',
    wordsKept: note.wordsKeptBecause ?? '',
  }
  const form = formOf(open, note, kind)
  const kept = await keptChange(request, form.action, kind)
  const given = kept === undefined ? begin : goneOn(begin, kept)
  // a correction that was begun from an older version says so when it is saved, and both are shown
  const version = Number(kept?.typed?.['version'] ?? note.version)
  const body = <NoteForm {...form} version={version} typed={given} kept={kept} {...noFindings} />
  return casePage(request, open, parts, body, { title: t(`part.${kind}`) })
}

/** What is taken out of a note must not be kept in a draft of it: only a correction is saved as it is typed. */
async function keptChange({ tx, body }: Request, address: string, kind: Change): Promise<Kept | undefined> {
  return kind === 'correct' ? keptForm(tx, address, body) : undefined
}

function formOf({ c }: OpenCase, note: store.Note, kind: Change): Pick<NoteFormProps, 'kind' | 'action' | 'cancel' | 'version'> {
  const base = `/cases/${c.id}/notes/${note.id}`
  return { kind, action: `${base}/${kind}`, cancel: base, version: note.version }
}

async function changeNote(request: Request, parts: CaseParts, matcher: Matcher, kind: Change): Promise<Reply> {
  const open = await openNotes(request)
  const current = await noteIn(request, open)
  request.audit.fields(noteParts.map(String))
  const sent = Number(typed(request.body, 'version'))
  const form = formOf(open, current, kind)
  const other = await typedElsewhere(request, { address: form.action, title: t(`part.${kind}`), labels: fieldLabels() })
  if (other !== undefined) return other
  const kept = await keptChange(request, form.action, kind)
  const { given, findings, happened, note, isFine } = readNote(request, matcher, kind)
  const again = (more: Partial<NoteFormProps>, options: { title: string; status?: number; problems?: boolean }) => {
    const body = <NoteForm {...form} version={sent} typed={given} kept={kept} {...findings} {...more} />
    return casePage(request, open, parts, body, options)
  }
  if (!Number.isInteger(sent)) notThere()
  if (!isFine || note === undefined || (kind === 'correct' && happened === undefined))
    return again({}, { title: t(`part.${kind}`), problems: true })
  const because = given.because.trim()
  const isSaved =
    kind === 'redact'
      ? await store.redactNote(request.tx, current.id, sent, note, because)
      : happened !== undefined && (await store.correctNote(request.tx, current.id, sent, happened, note, because, given.wordsKept))
  if (isSaved) {
    await forgetKept(request.tx, form.action)
    return seeOther(`/cases/${open.c.id}/notes/${current.id}`)
  }
  const now = (await store.findNote(request.tx, current.id)) ?? notThere()
  const noProblems: Problems = {}
  return again({ conflict: now, version: now.version, problems: noProblems }, { title: t('conflict.title'), status: 409 })
}
