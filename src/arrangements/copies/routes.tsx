import { z } from 'zod'
import { belowCase, type CaseSection, type ChronologySource, caseFor, chronologyOf } from '../../core/cases/index.ts'
import { addDays, isLocalDate, londonDateOf } from '../../core/clocks/index.ts'
import { file, idParam, notThere, page, type Reply, type Request, type Routes, seeOther, typed } from '../../core/house/index.ts'
import type { Problems } from '../../core/pages/index.ts'
import { csvText } from '../../platform/csv.ts'
import { problemsOf } from '../../platform/forms/index.ts'
import { pdfOf } from '../../platform/pdf/pdf.ts'
import { showDate, showInstant } from '../../platform/texts/dates.ts'
import { currentLanguage } from '../../platform/texts/language.ts'
import { receiversInMyName } from './receiver-store.ts'
import { contentOf, copyables } from './records.ts'
import { printOrders, printParts } from './rules.ts'
import { type Copyable, entryId, type OwnSystems } from './schema.ts'
import { enter, enteredOf, lastSystem, type RecordKind, writtenBy } from './store.ts'
import { t } from './texts.ts'
import { CaseCopies, CopiesPage, CopyPage, PrintForm } from './views.tsx'

/** How far back the list of what is not yet entered goes. */
const daysBack = 30
const template = new URL('./case.typ', import.meta.url)

export function copyRoutes(systems: OwnSystems, sources: readonly ChronologySource[]): (route: Routes) => void {
  return (route) => {
    route.get('/copies', 'copies.read', (request) => list(request, {}))
    route.get('/copies/file', 'copies.file', (request) => dayFile(request, sources), { stepUp: true })
    route.get('/copies/print/:id', 'copies.print_open', (request) => printPage(request, {}))
    route.post('/copies/print/:id', 'copies.printed', (request) => printCase(request, sources), { stepUp: true })
    route.get('/copies/:kind/:id/:entry', 'copies.copied', (request) => copy(request, systems, sources, {}))
    route.post('/copies/:kind/:id/:entry', 'copies.entered', (request) => markEntered(request, systems, sources))
  }
}

/** What can be copied of a case, as a page of it. */
export function copySection(sources: readonly ChronologySource[]): CaseSection {
  return {
    key: 'copies',
    get label() {
      return t('section')
    },
    order: 85,
    load: async ({ tx }, caseId) => {
      const found = await copyables(tx, 'case', caseId, sources)
      return found && <CaseCopies caseId={caseId} entries={found.entries} entered={await enteredOf(tx, 'case', caseId)} />
    },
  }
}

async function list(request: Request, problems: Problems): Promise<Reply> {
  const { tx, actor, now, audit } = request
  const today = londonDateOf(now)
  const written = await writtenBy(tx, { post: actor.postId }, addDays(today, -daysBack), today, true)
  audit.shown([...new Set(written.map(({ recordId }) => recordId))])
  return page(
    t('list.heading'),
    <CopiesPage
      written={written}
      agency={actor.agencyName}
      days={daysBack}
      today={today}
      problems={problems}
      receivers={await receiversInMyName(tx)}
    />,
    { problems: Object.keys(problems).length > 0 },
  )
}

type Opened = Readonly<{ kind: RecordKind; recordId: string; record: Copyable }>

async function opened(request: Request, sources: readonly ChronologySource[]): Promise<Opened> {
  const kind = z.enum(['case', 'concern']).safeParse(request.params['kind']).data ?? notThere()
  const entry = entryId.safeParse(request.params['entry']).data ?? notThere()
  const recordId = idParam(request)
  const found = (await copyables(request.tx, kind, recordId, sources)) ?? notThere()
  request.audit.about(kind, recordId, kind === 'case' ? { caseId: recordId } : {})
  return { kind, recordId, record: found.entries.find((one) => one.entry === entry) ?? notThere() }
}

async function copy(request: Request, systems: OwnSystems, sources: readonly ChronologySource[], problems: Problems): Promise<Reply> {
  const { tx, query, body } = request
  const { kind, recordId, record } = await opened(request, sources)
  const wanted = query['system'] ?? (typed(body, 'system') || (await lastSystem(tx)))
  const system = systems.systems.find(({ code }) => code === wanted) ?? systems.systems[0] ?? notThere()
  const entered = (await enteredOf(tx, kind, recordId)).find(({ entry }) => entry === record.entry)
  return page(
    t('copy.heading'),
    <CopyPage
      kind={kind}
      recordId={recordId}
      record={record}
      systems={systems}
      system={system}
      entered={entered}
      body={body}
      problems={problems}
    />,
    { problems: Object.keys(problems).length > 0 },
  )
}

async function markEntered(request: Request, systems: OwnSystems, sources: readonly ChronologySource[]): Promise<Reply> {
  const { tx, body } = request
  const reference = typed(body, 'reference').trim()
  if (reference.length > 80) return copy(request, systems, sources, { reference: t('enter.problem') })
  const { kind, recordId, record } = await opened(request, sources)
  const system = systems.systems.find(({ code }) => code === typed(body, 'system')) ?? notThere()
  await enter(tx, { kind, recordId, entry: record.entry, system: system.code, reference })
  return seeOther('/copies')
}

/** All that this person's agency wrote on a day, as far as this person may see it. */
async function dayFile(request: Request, sources: readonly ChronologySource[]): Promise<Reply> {
  const { tx, actor, query, audit } = request
  const day = query['day'] ?? ''
  if (!isLocalDate(day)) return list(request, { day: t('file.problem') })
  const written = await writtenBy(tx, { agency: actor.agencyId }, day, day, false)
  audit.shown([...new Set(written.map(({ recordId }) => recordId))])
  audit.purpose(day)
  const rows = await contentOf(tx, written, sources)
  const asJson = query['form'] === 'json'
  const content = asJson
    ? JSON.stringify({ agency: actor.agencyName, day, takenBy: actor.fullName, takenAt: request.now.toISOString(), records: rows }, null, 2)
    : csvText([[...columns], ...rows.map((row) => columns.map((column) => row[column]))])
  const kind = asJson ? 'json' : 'csv'
  return file(`lapwing-${day}.${kind}`, asJson ? 'application/json' : 'text/csv; charset=utf-8', Buffer.from(content))
}

const columns = ['entry', 'reference', 'name', 'on', 'time', 'kind', 'title', 'by', 'text'] as const

const printForm = z.object({
  order: z.enum(printOrders, { error: () => t('print.problem.order') }),
  why: z
    .string()
    .trim()
    .min(1, { error: () => t('print.problem.why') })
    .max(200, { error: () => t('print.problem.long') }),
})

async function printPage(request: Request, problems: Problems): Promise<Reply> {
  const found = await caseFor(request, idParam(request))
  const back = { href: `/cases/${found.id}/copies`, text: t('section') }
  const sheet = { title: t('print.heading'), back, body: <PrintForm caseId={found.id} body={request.body} problems={problems} /> }
  return belowCase(request, found, Object.keys(problems).length > 0 ? { ...sheet, status: 422 } : sheet)
}

async function printCase(request: Request, sources: readonly ChronologySource[]): Promise<Reply> {
  const { tx, body, actor, now, audit, house } = request
  const read = printForm.safeParse({ order: typed(body, 'order'), why: typed(body, 'why') })
  if (!read.success) return printPage(request, problemsOf(read.error))
  const found = await caseFor(request, idParam(request))
  audit.purpose(read.data.why)
  const { entries } = await chronologyOf(tx, found.id, sources)
  const when = showInstant(now, { zone: true })
  const data = {
    title: t('print.title', { reference: found.reference }),
    lang: new Intl.Locale(currentLanguage().tag).language,
    reference: found.reference,
    mark: house.mode === 'demo' ? t('print.demo') : `${actor.fullName}, ${showDate(londonDateOf(now))}`,
    printed: t('print.by', { name: actor.fullName, role: actor.roleLabel, agency: actor.agencyName, when }),
    why: t('print.because', { why: read.data.why }),
    warning: t('print.warning'),
    parts: printParts(entries, read.data.order, t('print.all')).map(({ heading, entries: within }) => ({
      heading,
      entries: within.map((entry) => {
        const at = entry.time === null ? showDate(entry.on) : `${showDate(entry.on)} ${entry.time}`
        return {
          title: entry.title,
          when: entry.by === null ? at : t('print.whoWhen', { when: at, who: entry.by }),
          lines: entry.text.split('\n').filter((line) => line.trim() !== ''),
        }
      }),
    })),
  }
  return file(`case-${found.reference}.pdf`, 'application/pdf', await pdfOf(template, data, now))
}
