import { addDays, londonDateOf } from '../../core/clocks/index.ts'
import {
  file,
  idParam,
  isId,
  notThere,
  page,
  type Reply,
  type Request,
  type Routes,
  seeOther,
  typed,
  typedAll,
} from '../../core/house/index.ts'
import { dateTyped, type Problems } from '../../core/pages/index.ts'
import { sourceSystems } from '../../core/people/index.ts'
import { csvText } from '../../platform/csv.ts'
import { openFile, storeFile } from '../../platform/files/index.ts'
import { problemsOf } from '../../platform/forms/index.ts'
import { rowMatches } from './alike.ts'
import type { Sheet } from './cells.ts'
import { guessHeader, guessRoles, ordersSeen, type PersonRow, plainHeading, type Roles, readPeople } from './rules.ts'
import { bringForm, type ChosenColumns, dateOrders, type ImportPolicy, type ImportRole, importRole } from './schema.ts'
import { type Refusal, readSheets } from './sheets.ts'
import * as store from './store.ts'
import { t } from './texts.ts'
import { CheckPage, ColumnsPage, ImportPage, ImportsPage, UndoForm, UnusedPage } from './views.tsx'

const imports = { capability: 'people.import' } as const
const urlOf = (id: string) => `/imports/${id}`
/** Problems and rows on one page; the files hold all. */
const mostShown = 200
const mostMatched = 2000

export function importRoutes(policy: ImportPolicy): (route: Routes) => void {
  return (route) => {
    route.get('/imports', 'imports.list', (request) => list(request, policy, {}), imports)
    route.post('/imports', 'imports.brought', (request) => bring(request, policy), { ...imports, multipart: true })
    route.get('/imports/unused', 'imports.unused', (request) => unused(request, policy, {}), imports)
    route.post('/imports/unused', 'imports.unused_decided', (request) => decideUnused(request, policy), { ...imports, stepUp: true })
    route.get('/imports/:id', 'imports.read', (request) => show(request, policy), imports)
    route.get('/imports/:id/columns', 'imports.columns_open', (request) => columnsPage(request, policy, {}), imports)
    route.post('/imports/:id/columns', 'imports.columns_chosen', (request) => choose(request, policy), imports)
    route.get('/imports/:id/check', 'imports.checked', (request) => check(request, policy, {}), imports)
    route.get('/imports/:id/problems', 'imports.problems_taken', (request) => problemsFile(request, policy), imports)
    route.post('/imports/:id/start', 'imports.started', (request) => start(request, policy), imports)
    route.post('/imports/:id/drop', 'imports.dropped', drop, imports)
    route.get('/imports/:id/undo', 'imports.undo_open', (request) => undoPage(request, {}), imports)
    route.post('/imports/:id/undo', 'imports.undo_asked', undo, { ...imports, stepUp: true })
    route.post('/imports/:id/keep', 'imports.worked_on_kept', keep, imports)
    route.get('/imports/:id/result', 'imports.result_taken', resultFile, imports)
  }
}

const isBad = (problems: Problems) => ({ problems: Object.keys(problems).length > 0 })

// ── bringing a file ─────────────────────────────────────────────────────────────────────────────────────────────────

async function list({ tx, actor, body, audit }: Request, policy: ImportPolicy, problems: Problems): Promise<Reply> {
  const runs = await store.importRuns(tx)
  audit.shown(runs.map(({ id }) => id))
  return page(
    t('heading'),
    <ImportsPage runs={runs} agency={actor.agencyName} systems={sourceSystems} policy={policy} body={body} problems={problems} />,
    isBad(problems),
  )
}

async function bring(request: Request, policy: ImportPolicy): Promise<Reply> {
  const { tx, body, files, house, now, audit } = request
  const read = bringForm(policy, sourceSystems).safeParse({
    system: typed(body, 'system'),
    purpose: typed(body, 'purpose'),
    basis: typed(body, 'basis'),
  })
  const review = dateTyped(body, 'review')
  const problems: Record<string, string> = read.success ? {} : { ...problemsOf(read.error) }
  if (review.kind !== 'ok' || review.date <= londonDateOf(now)) problems['review'] = t('problem.review')
  const [upload] = files
  const name = (upload?.name ?? '').split(/[\\/]/).at(-1) ?? ''
  if (upload === undefined) problems['file'] = t('problem.file')
  else if (files.length > 1) problems['file'] = t('problem.files')
  // a file that was too large is told so by what keeps it
  const table = upload?.bytes == null ? undefined : readSheets(upload.bytes, policy.maxRows)
  if (table?.kind === 'refused') problems['file'] = refusalText(name, table.because, policy)
  if (upload === undefined || !read.success || review.kind !== 'ok' || Object.keys(problems).length > 0)
    return list(request, policy, problems)
  const kept = await storeFile(tx, house, { ...upload, bytes: table?.kind === 'read' ? table.bytes : null }, now)
  if (kept.kind === 'refused' || table?.kind !== 'read')
    return list(request, policy, { file: kept.kind === 'refused' ? kept.message : t('problem.file') })
  audit.purpose(read.data.purpose)
  const id = await store.openImport(tx, {
    ...{ fileId: kept.fileId, fileName: name.slice(0, 200), fileKind: table.fileKind, encoding: table.encoding },
    ...{ system: read.data.system, purpose: read.data.purpose, basis: read.data.basis, reviewOn: review.date },
  })
  return seeOther(`${urlOf(id)}/columns`)
}

function refusalText(name: string, because: Refusal, { maxRows }: ImportPolicy): string {
  if (typeof because === 'object') return t('refused.brokenAt', { name, row: String(because.brokenAt) })
  return because === 'tooManyRows' ? t('refused.tooManyRows', { name, rows: maxRows }) : t(`refused.${because}`, { name })
}

// ── looking at it ───────────────────────────────────────────────────────────────────────────────────────────────────

async function runOf(request: Request): Promise<store.ImportRun> {
  const run = (await store.findImport(request.tx, idParam(request))) ?? notThere()
  request.audit.shown([run.id])
  request.audit.purpose(run.purpose)
  return run
}

type Opened = Readonly<{ run: store.ImportRun; sheets: readonly Sheet[] }>

/** An import of one's own that is not started, with its file read. */
async function opened(request: Request, { maxRows }: ImportPolicy): Promise<Opened> {
  const run = await runOf(request)
  if (!run.isOwn || run.state !== 'open' || run.fileId === null) return notThere()
  const kept = await openFile(request.tx, request.house, run.fileId)
  const read = kept.kind === 'open' ? readSheets(kept.bytes, maxRows) : notThere()
  return read.kind === 'read' ? { run, sheets: read.sheets } : notThere()
}

/** The sheet and row that are asked for, or were chosen, or are guessed. */
async function looked({ query, tx }: Request, { run, sheets }: Opened) {
  const remembered = await store.rememberedHeadings(tx)
  const wanted = query['sheet'] ?? run.columns?.sheet
  const fullest = sheets.reduce((best, one) => (one.rows.length > best.rows.length ? one : best))
  const sheet = sheets.find(({ name }) => name === wanted) ?? fullest
  const asked = Number(query['row'] ?? (sheet.name === run.columns?.sheet ? run.columns.headerRow : Number.NaN))
  const guessed = guessHeader(sheet, remembered)
  const header = sheet.rows.find(({ row }) => row === asked) ?? sheet.rows.find(({ row }) => row === guessed) ?? sheet.rows[0] ?? notThere()
  const chosen = run.columns !== null && run.columns.sheet === sheet.name && run.columns.headerRow === header.row ? run.columns : undefined
  const roles: Roles =
    chosen === undefined
      ? guessRoles(header.cells, remembered)
      : new Map(Object.entries(chosen.roles).map(([place, role]) => [Number(place), role]))
  return { sheet, header, roles, isGuessed: guessed !== undefined, dateOrder: chosen?.dateOrder }
}

async function columnsPage(request: Request, policy: ImportPolicy, problems: Problems, typedRoles?: Roles): Promise<Reply> {
  const found = await opened(request, policy)
  const { sheet, header, roles, isGuessed, dateOrder } = await looked(request, found)
  const body = sheet.rows.filter(({ row }) => row > header.row)
  const birthPlace = [...roles].find(([, role]) => role === 'birth')?.[0]
  const seen = ordersSeen(birthPlace === undefined ? [] : body.map(({ cells }) => cells[birthPlace] ?? ''))
  return page(
    t('columns.heading', { file: found.run.fileName }),
    <ColumnsPage
      {...{ run: found.run, sheets: found.sheets, sheet, header, seen, problems, isGuessed }}
      roles={typedRoles ?? roles}
      examples={body.slice(0, 3)}
      agency={request.actor.agencyName}
      dateOrder={
        dateOrders.find((order) => order === typed(request.body, 'dateOrder')) ?? dateOrder ?? (seen.mdy && !seen.dmy ? 'mdy' : 'dmy')
      }
    />,
    isBad(problems),
  )
}

async function choose(request: Request, policy: ImportPolicy): Promise<Reply> {
  const { tx, body } = request
  const found = await opened(request, policy)
  const sheet = found.sheets.find(({ name }) => name === typed(body, 'sheet')) ?? notThere()
  const header = sheet.rows.find(({ row }) => row === Number(typed(body, 'headerRow'))) ?? notThere()
  const roles = new Map<number, ImportRole>()
  const headings: Record<string, string> = {}
  header.cells.forEach((heading, place) => {
    const role = importRole.safeParse(typed(body, `column-${place}`)).data
    if (role !== undefined) roles.set(place, role)
    if (plainHeading(heading) !== '') headings[plainHeading(heading)] ??= role ?? ''
  })
  const chosen = [...roles.values()]
  const problems: Record<string, string> = {}
  for (const [place, role] of roles) {
    const isTwice = role !== 'address' && chosen.filter((one) => one === role).length > 1
    if (isTwice) problems[`column-${place}`] = t('columns.problem.twice', { role: t(`role.${role}`) })
  }
  if (!chosen.some((role) => role === 'name' || role === 'given' || role === 'family')) problems['column-0'] = t('columns.problem.name')
  const dateOrder = dateOrders.find((order) => order === typed(body, 'dateOrder'))
  if (dateOrder === undefined) problems['dateOrder'] = t('columns.problem.order')
  const again = { ...request, query: { sheet: sheet.name, row: String(header.row) } }
  if (dateOrder === undefined || Object.keys(problems).length > 0) return columnsPage(again, policy, problems, roles)
  const columns: ChosenColumns = {
    sheet: sheet.name,
    headerRow: header.row,
    roles: Object.fromEntries([...roles].map(([place, role]) => [String(place), role])),
    dateOrder,
  }
  await store.chooseColumns(tx, found.run.id, columns, headings)
  return seeOther(`${urlOf(found.run.id)}/check`)
}

type Checked = Readonly<{ run: store.ImportRun; rows: readonly PersonRow[] }>

/** Every row as it would come in; undefined: nobody has said yet what the columns hold. */
async function checked(request: Request, policy: ImportPolicy): Promise<Checked | undefined> {
  const { run, sheets } = await opened(request, policy)
  const sheet = sheets.find(({ name }) => name === run.columns?.sheet)
  if (run.columns === null || sheet === undefined) return undefined
  const today = londonDateOf(request.now)
  return { run, rows: readPeople(sheet, { chosen: run.columns, system: run.systemCode, today, policy, importId: run.id }) }
}

async function check(request: Request, policy: ImportPolicy, problems: Problems): Promise<Reply> {
  const found = await checked(request, policy)
  if (found === undefined) return seeOther(`${urlOf(idParam(request))}/columns`)
  const matches = rowMatches(found.rows, await store.alikeRows(request.tx, found.rows, mostMatched))
  request.audit.shown([...new Set(matches.flatMap(({ people }) => people.map(({ personId }) => personId)))])
  return page(
    t('check.heading', { file: found.run.fileName }),
    <CheckPage
      run={found.run}
      rows={found.rows}
      matches={matches.slice(0, mostShown)}
      most={mostShown}
      body={request.body}
      problems={problems}
    />,
    isBad(problems),
  )
}

const csvFile = (name: string, rows: readonly (readonly (string | number | null)[])[]): Reply =>
  file(name, 'text/csv; charset=utf-8', Buffer.from(csvText(rows)))
const resultHead = () => [t('result.row'), t('result.reference'), t('result.outcome'), t('result.cell'), t('result.message')]

/** Numbers of rows and what is wrong; never the cells' own words, so that the list can be sent to who mends it. */
async function problemsFile(request: Request, policy: ImportPolicy): Promise<Reply> {
  const found = (await checked(request, policy)) ?? notThere()
  const rows = found.rows.flatMap(({ line, reference, row, problems }) =>
    problems.map(({ cell, message }) => [line, reference, t(row === undefined ? 'check.stays' : 'check.comes'), cell, message]),
  )
  return csvFile('problems.csv', [resultHead(), ...rows])
}

async function start(request: Request, policy: ImportPolicy): Promise<Reply> {
  const how = typed(request.body, 'how')
  if (how !== 'valid' && how !== 'all') return check(request, policy, { how: t('check.how.problem') })
  const found = (await checked(request, policy)) ?? notThere()
  if (how === 'all' && found.rows.some(({ row }) => row === undefined)) return check(request, policy, { how: t('check.how.problem.all') })
  if (found.rows.every(({ row }) => row === undefined)) return check(request, policy, { how: t('check.nothing') })
  await store.startImport(request.tx, found.run.id, found.rows)
  return seeOther(urlOf(found.run.id))
}

async function drop(request: Request): Promise<Reply> {
  const run = await runOf(request)
  return (await store.dropImport(request.tx, run.id)) ? seeOther('/imports') : seeOther(`${urlOf(run.id)}?moved=1`)
}

// ── on its way, and after ───────────────────────────────────────────────────────────────────────────────────────────

async function show(request: Request, { fileDays, bases }: ImportPolicy): Promise<Reply> {
  const { tx, query } = request
  const run = await runOf(request)
  if (run.state === 'open' && run.isOwn) return seeOther(`${urlOf(run.id)}/${run.columns === null ? 'columns' : 'check'}`)
  const counts = await store.rowCounts(tx, run.id)
  const workedOn = await store.rowsOf(tx, run.id, ['worked_on'], mostShown)
  const view = (
    <ImportPage
      {...{ run, counts, workedOn, fileDays }}
      system={sourceSystems.get(run.systemCode) ?? run.systemCode}
      basis={bases.find(({ code }) => code === run.basis)?.label ?? run.basis}
      hasMoved={query['moved'] === '1'}
    />
  )
  return page(run.fileName, view)
}

async function undoPage(request: Request, problems: Problems): Promise<Reply> {
  const run = await runOf(request)
  if (run.state === 'open' || run.state === 'dropped') return notThere()
  return page(t('undo.heading'), <UndoForm run={run} body={request.body} problems={problems} />, isBad(problems))
}

async function undo(request: Request): Promise<Reply> {
  const because = typed(request.body, 'because').trim()
  if (because === '' || because.length > 300) return undoPage(request, { because: t(because === '' ? 'undo.why.problem' : 'problem.long') })
  const run = await runOf(request)
  return seeOther((await store.undoImport(request.tx, run.id, because)) ? urlOf(run.id) : `${urlOf(run.id)}?moved=1`)
}

async function keep(request: Request): Promise<Reply> {
  const run = await runOf(request)
  return seeOther((await store.keepWorkedOn(request.tx, run.id)) ? urlOf(run.id) : `${urlOf(run.id)}?moved=1`)
}

/** What became of each row. The numbers of the other system and what was wrong: no names, no dates, no addresses. */
async function resultFile(request: Request): Promise<Reply> {
  const run = await runOf(request)
  if (!run.isOwn) return notThere()
  const rows = (await store.rowsOf(request.tx, run.id, [], 100_000)).flatMap(({ line, reference, state, problems }) =>
    problems.length === 0
      ? [[line, reference, t(`result.state.${state}`), null, null]]
      : problems.map(({ cell, message }) => [line, reference, t(`result.state.${state}`), cell, message]),
  )
  return csvFile('result.csv', [resultHead(), ...rows])
}

// ── people nobody has needed ────────────────────────────────────────────────────────────────────────────────────────

async function unused({ tx, audit }: Request, policy: ImportPolicy, problems: Problems): Promise<Reply> {
  const found = await store.unusedPeople(tx, policy.unusedDays)
  audit.shown([...new Set(found.map(({ importId }) => importId))])
  return page(
    t('unused.heading'),
    <UnusedPage people={found} systems={sourceSystems} policy={policy} problems={problems} />,
    isBad(problems),
  )
}

async function decideUnused(request: Request, policy: ImportPolicy): Promise<Reply> {
  const { tx, body, now } = request
  const ticked = new Map<string, number[]>()
  for (const value of typedAll(body, 'person')) {
    const [id = '', line = ''] = value.split(':')
    if (isId(id) && /^\d{1,7}$/.test(line)) ticked.set(id, [...(ticked.get(id) ?? []), Number(line)])
  }
  if (ticked.size === 0) return unused(request, policy, { person: t('unused.problem') })
  for (const [id, lines] of ticked) {
    if (typed(body, 'what') === 'delete') await store.removeUnused(tx, id, lines, policy.unusedDays)
    else await store.keepUnused(tx, id, lines, addDays(londonDateOf(now), policy.keepDays))
  }
  return seeOther('/imports/unused')
}
