import { can } from '../access/identity.ts'
import { addDays } from '../clocks/local-date.ts'
import { instantOf, londonDateOf } from '../clocks/london-time.ts'
import { type Handler, idParam, notThere, page, type Reply, type Request, type Routes, seeOther, typed } from '../house/request.ts'
import type { Problems } from '../pages/index.ts'
import { peopleIn } from '../people/index.ts'
import { type ChronologyFilter, chronologyOf } from './chronology.ts'
import type { CaseParts, CaseSection } from './extension.ts'
import { AllocateForm, ClosingPart, MoveForm, NextStepForm, type StageSent, TracksPart, type Typed, WarningsPart } from './form-views.tsx'
import { caseOf, casePage, inTurn, type OpenCase } from './frame.tsx'
import { NetworkPart } from './network-views.tsx'
import { noteRoutes } from './note-routes.tsx'
import { type DateReading, isLinkCurrent, pictureOf, readDateParts } from './rules.ts'
import { caseStates, closingForm, investigationForm, linkForm, reasonForm, warningForm } from './schema.ts'
import * as store from './store.ts'
import { t } from './texts.ts'
import { type Act, type AsItWas, CaseList, ChronologyForPrinting, ChronologyPart, HistoryPart, levels, Overview } from './views.tsx'

export function caseRoutes(parts: CaseParts): (route: Routes) => void {
  return (route) => {
    route.get('/cases', 'case.list', (request) => listPage(request, parts))
    route.get('/cases/:id', 'case.read', (request) => overviewPage(request, parts))
    for (const section of parts.sections ?? []) {
      route.get(`/cases/:id/${section.key}`, `case.${section.key}.read`, (request) => sectionPage(request, parts, section))
    }
    noteRoutes(route, parts)
    route.get('/cases/:id/chronology', 'case.chronology.read', (request) => chronologyPage(request, parts))
    route.get('/cases/:id/chronology/print', 'case.chronology.print', (request) => chronologyPrint(request, parts))
    route.get('/cases/:id/history', 'case.history.read', (request) => historyPage(request, parts))

    route.get('/cases/:id/next-step', 'case.nextStep.open', (request) => nextStepPage(request, parts))
    route.post('/cases/:id/next-step', 'case.nextStep.change', (request) => changeNextStep(request, parts))
    route.get('/cases/:id/warnings', 'case.warnings.read', (request) => warningsPage(request, parts))
    route.post('/cases/:id/warnings', 'case.warning.add', (request) => addWarning(request, parts))
    route.post('/cases/:id/warnings/:item/end', 'case.warning.end', (request) => endWarning(request, parts))

    route.get('/cases/:id/network', 'case.network.read', (request) => networkPage(request, parts))
    route.post('/cases/:id/network', 'case.link.add', (request) => addLink(request, parts))
    route.post('/cases/:id/network/:item/confirm', 'case.link.confirm', (request) => confirmLink(request, parts))
    route.post('/cases/:id/network/:item/end', 'case.link.end', (request) => endLink(request, parts))

    route.get('/cases/:id/tracks', 'case.tracks.read', (request) => tracksPage(request, parts))
    route.post('/cases/:id/tracks', 'case.track.open', openTrack(parts))
    route.post('/cases/:id/tracks/:item/close', 'case.track.close', closeTrack(parts))
    route.post('/cases/:id/investigation', 'case.investigation.open', openInvestigation(parts))
    route.post('/cases/:id/investigation/:item', 'case.investigation.change', changeInvestigation(parts))
    route.post('/cases/:id/investigation/:item/close', 'case.investigation.close', closeInvestigation(parts))
    route.post('/cases/:id/investigation/:item/notes', 'case.investigation.note', addInvestigationNote(parts))

    const allocating = { capability: 'case.allocate' }
    route.get('/cases/:id/allocate', 'case.allocate.open', (request) => allocatePage(request, parts), allocating)
    route.post('/cases/:id/allocate', 'case.allocate', (request) => allocate(request, parts), allocating)
    route.get('/cases/:id/move', 'case.move.open', (request) => movePage(request, parts), allocating)
    route.post('/cases/:id/move', 'case.move', (request) => move(request, parts), allocating)
    route.get('/cases/:id/closing', 'case.closing.read', (request) => closingPage(request, parts))
    route.post('/cases/:id/closing', 'case.closing.ask', (request) => askToClose(request, parts))
    route.post('/cases/:id/closing/:item/decide', 'case.closing.decide', (request) => decideClosing(request, parts), {
      capability: 'case.close',
    })
    route.post('/cases/:id/closing/reopen', 'case.reopen', (request) => reopen(request, parts))
  }
}

// ── what is read from forms and addresses ───────────────────────────────────────────────────────────────────────────

/** Every field as one text: what goes back onto the page. */
export function typedOf(request: Request): Typed {
  return Object.fromEntries(Object.keys(request.body).map((name) => [name, typed(request.body, name)]))
}

export function dateIn(fields: Typed, prefix: string): DateReading {
  const part = (name: string) => fields[`${prefix}-${name}`] ?? ''
  return readDateParts(part('day'), part('month'), part('year'))
}

export function versionIn(request: Request): number {
  const version = typed(request.body, 'version')
  return /^\d{1,9}$/.test(version) ? Number(version) : notThere()
}

/** One of our own messages beside each field that a form's shape refuses. */
function problemsIn(fields: readonly PropertyKey[], messages: Readonly<Record<string, string>>): Problems {
  return Object.fromEntries(fields.map((field) => [String(field), messages[String(field)] ?? t('problem.tooLong')]))
}

const firstFields = (error: { issues: readonly { path: readonly PropertyKey[] }[] }) => error.issues.map(({ path }) => path[0] ?? 'because')

// ── lists ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const listLimit = 500

async function listPage(request: Request, parts: CaseParts): Promise<Reply> {
  const { query, actor, tx } = request
  const isWhose = (value: string | undefined): value is store.CaseFilter['whose'] => value === 'mine' || value === 'team' || value === 'all'
  const usual = can(actor, 'team.oversee') ? (actor.teamId === null ? 'all' : 'team') : can(actor, 'case.work') ? 'mine' : 'all'
  const whose = isWhose(query['whose']) ? query['whose'] : usual
  const state = query['state'] === 'any' ? undefined : query['state'] === 'closed' ? 'closed' : 'open'
  const filter: store.CaseFilter = {
    whose,
    state,
    level: levels.find((level) => level === query['level']),
    words: query['q']?.trim() || undefined,
    waiting: query['waiting'] === '1',
  }
  const byName = await store.listCases(tx, filter)
  request.audit.shown(byName.map(({ id }) => id))
  const facts = [...(parts.listFacts ?? [])].sort((a, b) => a.order - b.order)
  const ids = byName.map(({ id }) => id)
  const first = facts.find((fact) => fact.first !== undefined)?.first
  const sort = first === undefined || filter.waiting === true ? undefined : query['sort'] === 'name' ? 'name' : 'first'
  const cases = first === undefined || sort !== 'first' ? byName : earliestFirst(byName, await first(request, ids))
  const columns = await inTurn(facts, async ({ label, load }) => ({ label, values: await load(request, ids) }))
  const tab = (value: 'mine' | 'team' | 'all') => ({
    text: t(`list.${value}`),
    href: `/cases?whose=${value}`,
    current: whose === value && filter.waiting !== true,
  })
  const tabs = [
    ...(can(actor, 'case.work') ? [tab('mine')] : []),
    ...(actor.teamId === null ? [] : [tab('team')]),
    tab('all'),
    ...(can(actor, 'case.allocate')
      ? [{ text: t('list.waiting'), href: '/cases?whose=all&waiting=1', current: filter.waiting === true }]
      : []),
  ]
  const body = <CaseList cases={cases} filter={filter} tabs={tabs} columns={columns} sort={sort} now={request.now} limit={listLimit} />
  return page(t('list.title'), body, { wide: true })
}

/** By the day of each; the same day, and those without one at the end, by name as they came. */
function earliestFirst(cases: readonly store.Case[], days: ReadonlyMap<string, string>): readonly store.Case[] {
  const day = ({ id }: store.Case) => days.get(id) ?? '9999'
  return cases.toSorted((a, b) => (day(a) < day(b) ? -1 : day(a) > day(b) ? 1 : 0))
}

// ── the case ────────────────────────────────────────────────────────────────────────────────────────────────────────

async function overviewPage(request: Request, parts: CaseParts): Promise<Reply> {
  const open = await caseOf(request, [])
  const { c, rights } = open
  const base = `/cases/${c.id}`
  const mayDecide = can(request.actor, 'case.close') && rights.reads.has('plan')
  const mayAllocate =
    can(request.actor, 'case.allocate') && (rights.writes.has('contact') || rights.reads.has('plan')) && c.state !== 'closed'
  const offers: readonly (Act | false)[] = [
    c.state === 'closing' && mayDecide && { text: t('act.decideClosing'), href: `${base}/closing`, first: true },
    mayAllocate && c.waitingSince !== null && { text: t('act.allocate'), href: `${base}/allocate`, first: true },
    rights.writes.has('notes') && { text: t('act.addNote'), href: `${base}/notes/new` },
    rights.writes.has('headline') && { text: t('act.nextStep'), href: `${base}/next-step` },
    rights.writes.has('headline') && { text: t('act.warnings'), href: `${base}/warnings` },
    mayAllocate && c.waitingSince === null && { text: t('act.reallocate'), href: `${base}/allocate` },
    mayAllocate && { text: t('act.move'), href: `${base}/move` },
    c.state === 'open' && rights.writes.has('plan') && { text: t('act.close'), href: `${base}/closing` },
    c.state === 'closing' && !mayDecide && rights.reads.has('plan') && { text: t('act.closing'), href: `${base}/closing` },
    c.state === 'closed' && rights.reads.has('plan') && { text: mayDecide ? t('act.reopen') : t('act.closing'), href: `${base}/closing` },
  ]
  const added = await inTurn(
    [...(parts.overview ?? [])].sort((a, b) => a.order - b.order),
    ({ load }) => load(request, c.id),
  )
  const body = (
    <Overview
      c={c}
      acts={offers.filter((offer): offer is Act => offer !== false)}
      parts={added.flatMap((part) => (part === undefined ? [] : [part]))}
    />
  )
  return casePage(request, open, parts, body, { current: 'overview', title: t('part.overview') })
}

async function sectionPage(request: Request, parts: CaseParts, section: CaseSection): Promise<Reply> {
  const open = await caseOf(request, [])
  const body = (await section.load(request, open.c.id)) ?? notThere()
  return casePage(request, open, parts, body, { current: section.key, title: section.label })
}

// ── chronology and history ──────────────────────────────────────────────────────────────────────────────────────────

const chronologyClasses = ['plan', 'stage', 'notes', 'submission'] as const

/** The filter as the address has it; a date that cannot be read filters nothing and is said. */
function chronologyFilter(request: Request): { filter: ChronologyFilter; problems: { from?: string; to?: string } } {
  const from = dateIn(request.query, 'from')
  const to = dateIn(request.query, 'to')
  const kinds = Object.entries(request.query).flatMap(([name, value]) => (name.startsWith('k-') && value === '1' ? [name.slice(2)] : []))
  return {
    filter: {
      kinds: kinds.length === 0 ? undefined : kinds,
      from: from.kind === 'date' ? from.date : undefined,
      to: to.kind === 'date' ? to.date : undefined,
    },
    problems: {
      ...(from.kind === 'unreadable' ? { from: t('problem.date') } : {}),
      ...(to.kind === 'unreadable' ? { to: t('problem.date') } : {}),
    },
  }
}

async function chronologyPage(request: Request, parts: CaseParts): Promise<Reply> {
  const open = await caseOf(request, chronologyClasses)
  if (!open.rights.reads.has('headline')) notThere()
  const { filter, problems } = chronologyFilter(request)
  const chronology = await chronologyOf(request.tx, open.c.id, parts.chronology ?? [], filter)
  const search = request.url.split('?')[1]
  const printUrl = `/cases/${open.c.id}/chronology/print${search === undefined ? '' : `?${search}`}`
  const body = (
    <ChronologyPart
      c={open.c}
      chronology={chronology}
      filter={filter}
      printUrl={printUrl}
      dateProblems={{ values: request.query, ...problems }}
    />
  )
  return casePage(request, open, parts, body, { current: 'chronology', title: t('part.chronology') })
}

async function chronologyPrint(request: Request, parts: CaseParts): Promise<Reply> {
  const { c, rights } = await caseOf(request, chronologyClasses)
  if (!rights.reads.has('headline')) notThere()
  const { filter } = chronologyFilter(request)
  const chronology = await chronologyOf(request.tx, c.id, parts.chronology ?? [], filter)
  const warnings = await store.warningsOf(request.tx, c.id)
  const title = t('case.title', { reference: c.reference, part: t('part.chronology') })
  const given = { c, chronology, filter, actor: request.actor, now: request.now, warnings }
  return page(title, <ChronologyForPrinting {...given} />)
}

async function historyPage(request: Request, parts: CaseParts): Promise<Reply> {
  const open = await caseOf(request, chronologyClasses)
  if (!open.rights.reads.has('headline')) notThere()
  const read = dateIn(request.query, 'on')
  const today = londonDateOf(request.now)
  const problem =
    read.kind === 'unreadable' ? t('problem.date') : read.kind === 'date' && read.date > today ? t('problem.future') : undefined
  const shown = read.kind === 'date' && problem === undefined ? await asItWas(request, open, read.date) : undefined
  const body = <HistoryPart c={open.c} values={request.query} problem={problem} shown={shown} />
  return casePage(request, open, parts, body, { current: 'history', title: t('part.history') })
}

/** The case at the end of a local day. What the reader may not see today is left out, whenever it was. */
async function asItWas({ tx }: Request, { c, rights }: OpenCase, on: string): Promise<AsItWas | 'not_yet'> {
  const at = new Date(instantOf(`${addDays(on, 1)}T00:00`).getTime() - 1)
  const rows = (table: store.TableWithHistory) => store.rowsAsOf(tx, table, c.id, at)
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  const [file] = await rows('case_file')
  const state = caseStates.find((one) => one === file?.['state'])
  if (file === undefined || state === undefined) return 'not_yet'
  const worker = text(file['allocated_post_id'])
  const names = await store.namesOfPosts(tx, worker === '' ? [] : [worker])
  const [headline] = await rows('case_headline')
  const kinds = new Map((await store.trackKinds(tx)).map(({ code, label }) => [code, label]))
  const tracks = rights.reads.has('plan')
    ? (await rows('case_track')).filter((row) => row['closed_at'] === null).map((row) => kinds.get(text(row['kind'])) ?? text(row['kind']))
    : undefined
  const warnings = (await rows('case_warning'))
    .filter((row) => row['ended_at'] === null && (row['until_on'] === null || text(row['until_on']) >= on) && text(row['from_on']) <= on)
    .map((row) => text(row['said']))
  const notes = rights.reads.has('notes')
    ? (await rows('case_note'))
        .map((row) => ({
          on: text(row['happened_on']),
          text: [
            row['own_words'] === '' ? '' : t('note.quoted', { words: text(row['own_words']) }),
            row['seen'],
            row['analysis'],
            row['next'],
          ]
            .map(text)
            .filter((part) => part !== '')
            .join('\n\n'),
        }))
        .sort((a, b) => (a.on < b.on ? 1 : -1))
    : undefined
  return {
    on,
    state,
    worker: names.get(worker) ?? null,
    level: headline === undefined ? undefined : text(headline['level']),
    nextStep: headline === undefined ? undefined : text(headline['next_step']),
    tracks,
    warnings,
    notes,
  }
}

// ── next step ───────────────────────────────────────────────────────────────────────────────────────────────────────

function mayWriteHeadline({ c, rights }: OpenCase): NonNullable<store.Case['headline']> {
  return c.headline !== null && rights.writes.has('headline') ? c.headline : notThere()
}

async function nextStepPage(request: Request, parts: CaseParts): Promise<Reply> {
  const open = await caseOf(request, [])
  const { version, nextStep } = mayWriteHeadline(open)
  const body = <NextStepForm caseId={open.c.id} version={version} typed={{ nextStep }} problems={{}} />
  return casePage(request, open, parts, body, { title: t('part.nextStep') })
}

async function changeNextStep(request: Request, parts: CaseParts): Promise<Reply> {
  const open = await caseOf(request, [])
  const headline = mayWriteHeadline(open)
  const nextStep = typed(request.body, 'nextStep').trim()
  request.audit.fields(['nextStep'])
  const form = (more: Partial<Parameters<typeof NextStepForm>[0]>) => (
    <NextStepForm caseId={open.c.id} version={versionIn(request)} typed={{ nextStep }} problems={{}} {...more} />
  )
  if (nextStep.length > 500) {
    const body = form({ problems: { nextStep: t('problem.nextStep') } })
    return casePage(request, open, parts, body, { title: t('part.nextStep'), problems: true })
  }
  if (await store.setNextStep(request.tx, open.c.id, nextStep, versionIn(request))) return seeOther(`/cases/${open.c.id}`)
  const body = form({ version: headline.version, conflict: headline })
  return casePage(request, open, parts, body, { title: t('conflict.title'), status: 409 })
}

// ── warnings ────────────────────────────────────────────────────────────────────────────────────────────────────────

async function warningsPage(request: Request, parts: CaseParts, problems: Problems = {}): Promise<Reply> {
  const open = await caseOf(request, [])
  const { c, rights } = open
  if (!rights.reads.has('headline')) notThere()
  const body = (
    <WarningsPart
      caseId={c.id}
      warnings={await store.allWarningsOf(request.tx, c.id)}
      mayWrite={rights.writes.has('headline')}
      today={londonDateOf(request.now)}
      typed={typedOf(request)}
      problems={problems}
    />
  )
  return casePage(request, open, parts, body, { title: t('part.warnings'), problems: Object.keys(problems).length > 0 })
}

async function addWarning(request: Request, parts: CaseParts): Promise<Reply> {
  const fields = typedOf(request)
  const form = warningForm.safeParse(fields)
  const until = dateIn(fields, 'until')
  const today = londonDateOf(request.now)
  const problems: Problems = {
    ...(form.success
      ? {}
      : problemsIn(firstFields(form.error), { kind: t('problem.choose'), said: t('problem.text'), saidBy: t('problem.who') })),
    ...(until.kind === 'unreadable' ? { until: t('problem.date') } : {}),
    ...(until.kind === 'date' && until.date < today ? { until: t('problem.order') } : {}),
  }
  if (!form.success || Object.keys(problems).length > 0) return warningsPage(request, parts, problems)
  const { c } = await caseOf(request, [])
  await store.addWarning(request.tx, c.id, { ...form.data, fromOn: today, untilOn: until.kind === 'date' ? until.date : null })
  return seeOther(`/cases/${c.id}/warnings`)
}

async function endWarning(request: Request, parts: CaseParts): Promise<Reply> {
  const item = idParam(request, 'item')
  const form = reasonForm.safeParse(request.body)
  if (!form.success) return warningsPage(request, parts, { [`because-${item}`]: t('problem.reason') })
  const { c } = await caseOf(request, [])
  await store.endWarning(request.tx, item, form.data.because)
  return seeOther(`/cases/${c.id}/warnings`)
}

// ── people and places ───────────────────────────────────────────────────────────────────────────────────────────────

/** The people on the case; the one it is about as they like to be called, several each by their own name. */
async function namedOn({ tx }: Request, c: store.Case) {
  const named = await peopleIn(tx, { kind: 'case', id: c.id })
  const subjects = new Set<string>(named.filter(({ relation }) => relation === 'subject').map(({ personId }) => personId))
  const people = new Map<string, { personId: string; label: string }>()
  for (const { personId, shownName } of named)
    people.set(personId, { personId, label: subjects.size === 1 && subjects.has(personId) ? c.knownAs : shownName })
  return { people: [...people.values()], subjects }
}

async function networkPage(request: Request, parts: CaseParts, problems: Problems = {}): Promise<Reply> {
  const open = await caseOf(request, ['identity', 'notes'])
  const { c, rights } = open
  if (!rights.reads.has('notes')) notThere()
  const today = londonDateOf(request.now)
  const links = (await store.linksOf(request.tx, c.id)).filter(({ confirmedOn }) => isLinkCurrent(confirmedOn, today))
  const { people, subjects } = await namedOn(request, c)
  const centre = people.filter(({ personId }) => subjects.has(personId))
  request.audit.shown(links.flatMap(({ fromPerson, toPerson }) => [fromPerson, toPerson].filter((id) => id !== null)))
  const body = (
    <NetworkPart
      caseId={c.id}
      knownAs={c.knownAs}
      links={links}
      picture={pictureOf(links, centre)}
      people={people}
      mayWrite={rights.writes.has('notes')}
      typed={typedOf(request)}
      problems={problems}
    />
  )
  return casePage(request, open, parts, body, { current: 'network', title: t('part.network'), problems: Object.keys(problems).length > 0 })
}

async function addLink(request: Request, parts: CaseParts): Promise<Reply> {
  const fields = typedOf(request)
  const form = linkForm.safeParse(fields)
  const saidOn = dateIn(fields, 'saidOn')
  const today = londonDateOf(request.now)
  const { c } = await caseOf(request, ['identity', 'notes'])
  const { people } = await namedOn(request, c)
  const named = new Map(people.map(({ personId, label }) => [personId, label]))
  const from = named.get(fields['from'] ?? '')
  const toPerson = fields['toPerson'] ?? ''
  const toName = toPerson === '' ? (fields['toLabel'] ?? '').trim() : named.get(toPerson)
  const problems: Problems = {
    ...(form.success
      ? {}
      : problemsIn(firstFields(form.error), { relation: t('problem.choose'), saidBy: t('problem.who'), toKind: t('problem.choose') })),
    ...(from === undefined ? { from: t('problem.from') } : {}),
    ...(toName === undefined || toName === '' || toPerson === fields['from'] ? { toLabel: t('problem.to') } : {}),
    ...(saidOn.kind === 'date' && saidOn.date > today ? { saidOn: t('problem.future') } : {}),
    ...(saidOn.kind === 'date' ? {} : { saidOn: t('problem.date') }),
  }
  if (!form.success || from === undefined || toName === undefined || saidOn.kind !== 'date' || Object.keys(problems).length > 0)
    return networkPage(request, parts, problems)
  const { relation, saidBy, toKind } = form.data
  await store.addLink(request.tx, c.id, {
    from: { personId: form.data.from, label: from },
    to: { personId: toPerson === '' ? null : toPerson, label: toName, kind: toPerson === '' ? toKind : 'person' },
    relation,
    saidBy,
    saidOn: saidOn.date,
  })
  return seeOther(`/cases/${c.id}/network`)
}

async function confirmLink(request: Request, parts: CaseParts): Promise<Reply> {
  const item = idParam(request, 'item')
  const saidBy = typed(request.body, 'saidBy').trim()
  if (saidBy === '') return networkPage(request, parts, { [`confirm-${item}`]: t('problem.who') })
  const { c } = await caseOf(request, ['notes'])
  await store.confirmLink(request.tx, item, saidBy)
  return seeOther(`/cases/${c.id}/network`)
}

async function endLink(request: Request, parts: CaseParts): Promise<Reply> {
  const item = idParam(request, 'item')
  const form = reasonForm.safeParse(request.body)
  if (!form.success) return networkPage(request, parts, { [`end-${item}`]: t('problem.reason') })
  const { c } = await caseOf(request, ['notes'])
  await store.endLink(request.tx, item, form.data.because)
  return seeOther(`/cases/${c.id}/network`)
}

// ── tracks ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `stage`: the investigation whose form was sent and comes back. */
async function tracksPage(request: Request, parts: CaseParts, problems: Problems = {}, stage?: StageSent): Promise<Reply> {
  const open = await caseOf(request, ['plan', 'stage', 'investigation'])
  const { c, rights } = open
  const seesTracks = rights.reads.has('plan')
  const seesStage = rights.reads.has('stage')
  if (!seesTracks && !seesStage) notThere()
  const isOpen = c.state !== 'closed'
  const body = (
    <TracksPart
      caseId={c.id}
      tracks={seesTracks ? await store.tracksOf(request.tx, c.id) : undefined}
      kinds={await store.trackKinds(request.tx)}
      investigations={seesStage ? await store.investigationsOf(request.tx, c.id) : undefined}
      investigationNotes={rights.reads.has('investigation') ? await store.investigationNotesOf(request.tx, c.id) : undefined}
      may={{
        tracks: isOpen && rights.writes.has('plan'),
        openInvestigation: rights.writes.has('stage') || (seesStage && rights.writes.has('plan')),
        stage: rights.writes.has('stage'),
        investigation: rights.writes.has('investigation'),
      }}
      typed={typedOf(request)}
      problems={problems}
      stage={stage}
    />
  )
  const status = stage?.isLost === true ? { status: 409 } : {}
  return casePage(request, open, parts, body, {
    current: 'tracks',
    title: t('part.tracks'),
    problems: Object.keys(problems).length > 0,
    ...status,
  })
}

/** A form on the tracks page that needs a reason: without one the page comes back and says so beside `field`. */
function withReason(
  parts: CaseParts,
  field: (request: Request) => string,
  act: (request: Request, because: string) => Promise<store.Outcome<unknown> | undefined>,
): Handler {
  return async (request) => {
    const { c } = await caseOf(request, ['plan', 'stage'])
    const form = reasonForm.safeParse(request.body)
    if (!form.success) return tracksPage(request, parts, { [field(request)]: t('problem.reason') })
    const outcome = await act(request, form.data.because)
    if (outcome?.kind === 'refused') return tracksPage(request, parts, { [field(request)]: t('already') })
    return seeOther(`/cases/${c.id}/tracks`)
  }
}

const itemField = (name: string) => (request: Request) => `${name}-${idParam(request, 'item')}`

const openTrack = (parts: CaseParts) =>
  withReason(
    parts,
    () => 'because',
    async (request, because) => {
      const kind = (await store.trackKinds(request.tx)).find(({ code }) => code === typed(request.body, 'kind')) ?? notThere()
      return store.openTrack(request.tx, idParam(request), kind.code, because)
    },
  )

const closeTrack = (parts: CaseParts) =>
  withReason(parts, itemField('because'), (request, because) => store.closeTrack(request.tx, idParam(request, 'item'), because))

const openInvestigation = (parts: CaseParts) =>
  withReason(
    parts,
    () => 'investigation-because',
    async ({ tx, body, params }, because) => {
      await store.openInvestigation(tx, idParam({ params }), because, {
        name: typed(body, 'officerName').trim(),
        phone: typed(body, 'officerPhone').trim(),
      })
      return undefined
    },
  )

const closeInvestigation = (parts: CaseParts) =>
  withReason(parts, itemField('because'), (request, because) => store.closeInvestigation(request.tx, idParam(request, 'item'), because))

function changeInvestigation(parts: CaseParts): Handler {
  return async (request) => {
    const { c } = await caseOf(request, ['stage'])
    const item = idParam(request, 'item')
    const fields = typedOf(request)
    const form = investigationForm.safeParse(fields)
    const nextOn = dateIn(fields, 'nextOn')
    const again = (problems: Problems, isLost = false) => tracksPage(request, parts, problems, { id: item, isLost })
    if (!form.success) return again({ [`stage-${item}`]: t('problem.choose') })
    if (nextOn.kind === 'unreadable') return again({ [`nextOn-${item}`]: t('problem.date') })
    const change = { ...form.data, nextOn: nextOn.kind === 'date' ? nextOn.date : null }
    const isSaved = await store.setInvestigationStage(request.tx, item, versionIn(request), change)
    return isSaved ? seeOther(`/cases/${c.id}/tracks`) : again({ [`stage-${item}`]: t('conflict.stage') }, true)
  }
}

function addInvestigationNote(parts: CaseParts): Handler {
  return async (request) => {
    const { c } = await caseOf(request, ['investigation'])
    const item = idParam(request, 'item')
    const said = typed(request.body, 'said').trim()
    if (said === '') return tracksPage(request, parts, { [`said-${item}`]: t('problem.noteEmpty') })
    await store.addInvestigationNote(request.tx, item, said)
    return seeOther(`/cases/${c.id}/tracks`)
  }
}

// ── worker ──────────────────────────────────────────────────────────────────────────────────────────────────────────

async function allocatePage(request: Request, parts: CaseParts, problems: Problems = {}): Promise<Reply> {
  const open = await caseOf(request, [])
  const workers = await store.possibleWorkers(request.tx, open.c.teamId)
  const notes = await parts.allocation?.notes(
    request,
    workers.map(({ postId }) => postId),
  )
  const body = <AllocateForm c={open.c} workers={workers} notes={notes ?? new Map()} typed={typedOf(request)} problems={problems} />
  return casePage(request, open, parts, body, { title: t('part.allocate'), problems: Object.keys(problems).length > 0 })
}

async function movePage(request: Request, parts: CaseParts, problems: Problems = {}): Promise<Reply> {
  const open = await caseOf(request, ['plan'])
  if (open.c.state === 'closed' || !(open.rights.writes.has('contact') || open.rights.reads.has('plan'))) notThere()
  const teams = await store.otherTeams(request.tx, open.c.teamId)
  const body = <MoveForm c={open.c} teams={teams} typed={typedOf(request)} problems={problems} />
  return casePage(request, open, parts, body, { title: t('part.move'), problems: Object.keys(problems).length > 0 })
}

/** Afterwards the one who moved it may not see it any more: so back to the list, not to the case. */
async function move(request: Request, parts: CaseParts): Promise<Reply> {
  const { c } = await caseOf(request, ['plan'])
  const teams = await store.otherTeams(request.tx, c.teamId)
  const team = teams.find(({ id }) => id === typed(request.body, 'teamId'))
  const form = reasonForm.safeParse(request.body)
  if (team === undefined || !form.success)
    return movePage(request, parts, {
      ...(team === undefined ? { teamId: t('move.problem.team') } : {}),
      ...(form.success ? {} : { because: t('problem.reason') }),
    })
  const outcome = await store.moveCase(request.tx, c.id, team.id, form.data.because)
  return outcome.kind === 'done' ? seeOther('/cases?whose=team') : movePage(request, parts, { teamId: t('already') })
}

async function allocate(request: Request, parts: CaseParts): Promise<Reply> {
  const { c } = await caseOf(request, [])
  const form = reasonForm.safeParse(request.body)
  const workers = await store.possibleWorkers(request.tx, c.teamId)
  const chosen = workers.find(({ postId }) => postId === typed(request.body, 'postId'))
  if (!form.success || chosen === undefined) {
    return allocatePage(request, parts, {
      ...(chosen === undefined ? { postId: t('problem.choose') } : {}),
      ...(form.success ? {} : { because: t('problem.reason') }),
    })
  }
  const refusal = await parts.allocation?.refusal(request, c.id, chosen.postId, form.data.because)
  if (refusal !== undefined) return allocatePage(request, parts, { postId: refusal })
  const outcome = await store.allocateCase(request.tx, c.id, chosen.postId, form.data.because)
  if (outcome.kind === 'refused')
    return allocatePage(request, parts, { postId: t(outcome.because === 'wrong_state' ? 'already' : 'allocate.cannot') })
  return seeOther(`/cases/${c.id}`)
}

// ── closing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

async function closingPage(request: Request, parts: CaseParts, problems: Problems = {}): Promise<Reply> {
  const open = await caseOf(request, ['plan'])
  const { c, rights } = open
  if (!rights.reads.has('plan')) notThere()
  const closings = await store.closingsOf(request.tx, c.id)
  const tracks = await store.tracksOf(request.tx, c.id)
  const body = (
    <ClosingPart
      c={c}
      closings={closings}
      openTracks={tracks.filter(({ closedAt }) => closedAt === null)}
      may={{
        ask: rights.writes.has('plan'),
        decide: can(request.actor, 'case.close'),
        reopen: can(request.actor, 'case.close') || can(request.actor, 'case.allocate'),
        isOwnRequest: closings[0]?.requestedByUserId === request.actor.userId,
      }}
      typed={typedOf(request)}
      problems={problems}
    />
  )
  return casePage(request, open, parts, body, { title: t('part.closing'), problems: Object.keys(problems).length > 0 })
}

async function askToClose(request: Request, parts: CaseParts): Promise<Reply> {
  const { c } = await caseOf(request, ['plan'])
  const form = closingForm.safeParse({ reason: '', because: '', ownView: '', wouldReopen: '', ...typedOf(request) })
  if (!form.success) {
    const messages = { reason: t('problem.choose'), because: t('problem.because'), wouldReopen: t('problem.wouldReopen') }
    return closingPage(request, parts, problemsIn(firstFields(form.error), messages))
  }
  const outcome = await store.requestClosing(request.tx, c.id, form.data)
  return outcome.kind === 'done' ? seeOther(`/cases/${c.id}/closing`) : closingPage(request, parts, { reason: t('already') })
}

async function decideClosing(request: Request, parts: CaseParts): Promise<Reply> {
  const { c } = await caseOf(request, ['plan'])
  const outcome = typed(request.body, 'outcome')
  const note = typed(request.body, 'note').trim()
  if (outcome !== 'agreed' && outcome !== 'not_agreed') return closingPage(request, parts, { outcome: t('problem.choose') })
  if (outcome === 'not_agreed' && note === '') return closingPage(request, parts, { note: t('problem.decisionNote') })
  const done = await store.decideClosing(request.tx, idParam(request, 'item'), outcome, note)
  if (done.kind === 'done') return seeOther(`/cases/${c.id}`)
  return closingPage(request, parts, { outcome: t(done.because === 'same_person' ? 'closing.yourOwn' : 'already') })
}

async function reopen(request: Request, parts: CaseParts): Promise<Reply> {
  const { c } = await caseOf(request, ['plan'])
  const form = reasonForm.safeParse(request.body)
  if (!form.success) return closingPage(request, parts, { because: t('problem.reason') })
  const outcome = await store.reopenCase(request.tx, c.id, form.data.because)
  return outcome.kind === 'done' ? seeOther(`/cases/${c.id}`) : closingPage(request, parts, { because: t('already') })
}
