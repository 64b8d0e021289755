import { can } from '../access/identity.ts'
import { londonDateOf } from '../clocks/london-time.ts'
import { idParam, notThere, type Reply, type Request, type Routes, seeOther, typed } from '../house/request.ts'
import type { Problems } from '../pages/index.ts'
import { readReferenceFile } from '../reference/index.ts'
import { type Finding, type Matcher, wordList, wordMatcher } from '../words/index.ts'
import type { CaseParts } from './extension.ts'
import { caseOf, casePage, type OpenCase } from './frame.tsx'
import { NoteForm, type NoteFormProps, NotePage, NotesPart, type TypedNote } from './note-views.tsx'
import { accountsInNote, noteParts, readDateParts, readTime } from './rules.ts'
import { noteText } from './schema.ts'
import * as store from './store.ts'
import { t } from './texts.ts'

/** Adding, correcting and taking text out of notes. */
export function noteRoutes(route: Routes, parts: CaseParts): void {
  const words = wordMatcher(readReferenceFile('words.yaml', wordList))
  route.get('/cases/:id/notes', 'case.notes.read', (request) => notesPage(request, parts))
  route.get('/cases/:id/notes/new', 'case.note.open', (request) => newNotePage(request, parts))
  route.post('/cases/:id/notes', 'case.note.add', (request) => addNote(request, parts, words))
  route.get('/cases/:id/notes/:item', 'case.note.read', (request) => notePage(request, parts))
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

async function newNotePage(request: Request, parts: CaseParts): Promise<Reply> {
  const open = await openNotes(request)
  if (!rightsOf(request, open).write) notThere()
  const base = `/cases/${open.c.id}/notes`
  const empty: TypedNote = {
    ownWords: '',
    seen: '',
    analysis: '',
    next: '',
    date: dateParts(londonDateOf(request.now)),
    time: '',
    because: '',
    wordsKept: '',
  }
  const body = <NoteForm kind="new" action={base} cancel={base} version={0} typed={empty} {...noFindings} />
  return casePage(request, open, parts, body, { title: t('part.newNote') })
}

/** What was typed, and all that stands in the way of keeping it. Nothing of it is ever changed. */
function readNote(request: Request, matcher: Matcher, kind: 'new' | Change) {
  const field = (name: string) => typed(request.body, name)
  const date = { 'happened-day': field('happened-day'), 'happened-month': field('happened-month'), 'happened-year': field('happened-year') }
  const given: TypedNote = {
    ownWords: field('ownWords'),
    seen: field('seen'),
    analysis: field('analysis'),
    next: field('next'),
    date,
    time: field('time'),
    because: field('because'),
    wordsKept: field('wordsKept').trim(),
  }
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
  const { given, findings, happened, note, isFine } = readNote(request, matcher, 'new')
  if (!isFine || happened === undefined || note === undefined) {
    const body = <NoteForm kind="new" action={base} cancel={base} version={0} typed={given} {...findings} />
    return casePage(request, open, parts, body, { title: t('part.newNote'), problems: true })
  }
  await store.addNote(request.tx, open.c.id, happened, note, given.wordsKept)
  return seeOther(base)
}

async function changePage(request: Request, parts: CaseParts, kind: Change): Promise<Reply> {
  const open = await openNotes(request)
  const rights = rightsOf(request, open)
  if (!(kind === 'redact' ? rights.redact : rights.write)) notThere()
  const note = await noteIn(request, open)
  const given: TypedNote = {
    ...note,
    date: dateParts(note.happenedOn),
    time: note.happenedTime ?? '',
    because: '',
    wordsKept: note.wordsKeptBecause ?? '',
  }
  const body = <NoteForm {...formOf(open, note, kind)} typed={given} {...noFindings} />
  return casePage(request, open, parts, body, { title: t(`part.${kind}`) })
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
  const { given, findings, happened, note, isFine } = readNote(request, matcher, kind)
  const again = (more: Partial<NoteFormProps>, options: { title: string; status?: number; problems?: boolean }) => {
    const body = <NoteForm {...formOf(open, current, kind)} version={sent} typed={given} {...findings} {...more} />
    return casePage(request, open, parts, body, options)
  }
  if (!Number.isInteger(sent)) notThere()
  if (!isFine || note === undefined || (kind === 'correct' && happened === undefined))
    return again({}, { title: t(`part.${kind}`), problems: true })
  const because = given.because.trim()
  const isSaved =
    kind === 'redact'
      ? await store.redactNote(request.tx, current.id, sent, note, because)
      : happened !== undefined && (await store.correctNote(request.tx, current.id, sent, happened, note, because))
  if (isSaved) return seeOther(`/cases/${open.c.id}/notes/${current.id}`)
  const now = (await store.findNote(request.tx, current.id)) ?? notThere()
  const noProblems: Problems = {}
  return again({ conflict: now, version: now.version, problems: noProblems }, { title: t('conflict.title'), status: 409 })
}
