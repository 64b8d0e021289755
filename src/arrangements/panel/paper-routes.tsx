// A case at the panel, seen from the case: asking for it, and the paper that its worker writes.
import { mayOnCase } from '../../core/access/index.ts'
import {
  accountsIn,
  belowCase,
  type Case,
  type CaseSection,
  caseFor,
  findCase,
  namesIn,
  othersKnown,
  ownFacts,
  protectedIn,
} from '../../core/cases/index.ts'
import { londonDateOf } from '../../core/clocks/index.ts'
import { idParam, notThere, type Reply, type Request, type Routes, seeOther, typed } from '../../core/house/index.ts'
import { type Problems, savesAsTyped, typedElsewhere } from '../../core/pages/index.ts'
import { withoutQuoted, wordMatcher } from '../../core/words/index.ts'
import { forgetKept, keptForm, overlaid, problemsOf } from '../../platform/forms/index.ts'
import { AskForm, CasePanel, PaperForm, type TheirPaper } from './paper-views.tsx'
import { askForm, type PanelPolicy, type PaperPart, type PartKey, paperText } from './schema.ts'
import * as store from './store.ts'
import { t } from './texts.ts'

const baseOf = (caseId: string) => `/cases/${caseId}/panel`
const paperPath = '/cases/:id/panel/:item/paper'

export function paperRoutes(route: Routes, policy: PanelPolicy): void {
  route.get('/cases/:id/panel/ask', 'panel.ask_open', (request) => askPage(request))
  route.post('/cases/:id/panel/ask', 'panel.asked', ask)
  route.get(paperPath, 'panel.paper_open', (request) => paperPage(request, policy))
  route.post(paperPath, 'panel.paper_saved', (request) => keepPaper(request, policy))
  savesAsTyped(route, paperPath, 'panel.paper_typed')
}

export const panelSection: CaseSection = {
  key: 'panel',
  get label() {
    return t('nav')
  },
  order: 18,
  offered: ({ tx }, caseId) => mayOnCase(tx, caseId, 'plan', 'read'),
  load: async ({ tx, audit, now }, caseId) => {
    if (!(await mayOnCase(tx, caseId, 'plan', 'read'))) return undefined
    audit.about('case', caseId, { caseId, classes: ['contact', 'headline', 'plan'] })
    const c = await findCase(tx, caseId)
    const mayWrite = c?.state !== 'closed' && (await mayOnCase(tx, caseId, 'notes', 'write'))
    return (
      <CasePanel
        base={baseOf(caseId)}
        items={await store.itemsOfCase(tx, caseId)}
        decisions={await store.decisionsOfCase(tx, caseId)}
        now={now}
        mayWrite={mayWrite}
      />
    )
  },
}

/** The case, for whoever keeps its notes and while it is open. */
async function writable(request: Request): Promise<Case> {
  const c = await caseFor(request, idParam(request))
  return c.state === 'closed' || !(await mayOnCase(request.tx, c.id, 'notes', 'write')) ? notThere() : c
}

const back = (c: Case) => ({ href: baseOf(c.id), text: t('backToCase') })

// ── asking ──────────────────────────────────────────────────────────────────────────────────────────────────────────

async function askPage(request: Request, problems: Problems = {}): Promise<Reply> {
  const c = await writable(request)
  const today = londonDateOf(request.now)
  const coming = (await store.meetings(request.tx, today)).filter(({ state, meetsOn }) => state !== 'cancelled' && meetsOn >= today)
  const body = <AskForm action={`${baseOf(c.id)}/ask`} meetings={coming} body={request.body} problems={problems} />
  return belowCase(request, c, { title: t('heading'), back: back(c), body, status: Object.keys(problems).length > 0 ? 422 : 200 })
}

async function ask(request: Request): Promise<Reply> {
  const { tx, body } = request
  const c = await writable(request)
  const read = askForm.safeParse({ because: typed(body, 'because'), meeting: typed(body, 'meeting') })
  if (!read.success) return askPage(request, problemsOf(read.error))
  if (!(await store.propose(tx, read.data.meeting, c.id, read.data.because))) return askPage(request, { meeting: t('ask.already') })
  return seeOther(baseOf(c.id))
}

// ── the paper ───────────────────────────────────────────────────────────────────────────────────────────────────────

type Opened = Readonly<{ c: Case; item: store.CaseItem; address: string; parts: readonly PaperPart[] }>

/** The parts that this writer may read in the case: nobody writes about what they do not see. */
async function opened(request: Request, policy: PanelPolicy): Promise<Opened> {
  const { tx, audit } = request
  const c = await writable(request)
  const item =
    (await store.itemsOfCase(tx, c.id)).find(({ itemId, state }) => itemId === request.params['item'] && state === 'on') ?? notThere()
  const parts: PaperPart[] = []
  for (const part of policy.parts) if (await mayOnCase(tx, c.id, part.class, 'read')) parts.push(part)
  audit.about('case', c.id, { caseId: c.id, classes: ['contact', ...new Set(parts.map((part) => part.class))] })
  return { c, item, address: `${baseOf(c.id)}/${item.itemId}/paper`, parts }
}

const partLabels = (parts: readonly PaperPart[]) => Object.fromEntries(parts.map(({ key }) => [key, t(`part.${key}`)]))

/** What may not leave, by the part it stands in; and names of others, which somebody must decide about. */
async function found(request: Request, { c, parts }: Opened, said: Readonly<Record<string, string>>) {
  const { tx, house } = request
  const match = wordMatcher(house.reference.words)
  const { names: own, protectedContacts } = await ownFacts(tx, c.id)
  const problems: Record<string, string> = {}
  for (const { key, ownWords } of parts) {
    const text = said[key] ?? ''
    const [account] = accountsIn(text)
    // what is theirs to say is theirs
    const [word] = ownWords ? [] : match(withoutQuoted(text), { context: 'panel_paper' }).findings
    if (word !== undefined) problems[key] = t('paper.word', { found: word.found, why: word.why, instead: word.sayInstead.join('; ') })
    if (account !== undefined) problems[key] = t('paper.account', { found: account })
    if (protectedIn(text, protectedContacts)) problems[key] = t('paper.address')
  }
  const whole = parts.map(({ key }) => said[key] ?? '').join('\n')
  return { problems, names: namesIn(whole, await othersKnown(tx, c.id), own) }
}

async function paperPage(request: Request, policy: PanelPolicy): Promise<Reply> {
  const { tx, query } = request
  const open = await opened(request, policy)
  const paper = await store.paperOf(tx, open.item.itemId)
  const kept = await keptForm(tx, open.address)
  const saved = paper === undefined ? {} : await store.partsOf(tx, open.item.itemId, paper.version)
  const begun = Object.fromEntries(open.parts.map(({ key }) => [key, saved[key] ?? '']))
  const fields = overlaid({ ...begun, namesBecause: paper?.namesBecause ?? '' }, kept)
  // typed from an older version: it says so when it is saved, and both are shown
  const version = Number(kept.typed?.['version'] ?? paper?.version ?? 0)
  const { names } = await found(request, open, fields)
  const state = query['saved'] !== undefined ? 'saved' : paper !== undefined && paper.sentVersion === paper.version ? 'sent' : 'open'
  const body = <PaperForm {...{ open, kept, fields, version, names, state }} problems={{}} theirs={undefined} />
  return belowCase(request, open.c, { title: t('paper.heading'), back: back(open.c), body })
}

async function keepPaper(request: Request, policy: PanelPolicy): Promise<Reply> {
  const { tx, body } = request
  const open = await opened(request, policy)
  const { c, item, address, parts } = open
  const elsewhere = await typedElsewhere(request, { address, title: t('paper.heading'), labels: partLabels(parts) })
  if (elsewhere !== undefined) return elsewhere
  const version = Number(typed(body, 'version')) || 0
  const isSending = typed(body, 'do') === 'send'
  const fields: Record<string, string> = { namesBecause: typed(body, 'namesBecause') }
  const problems: Record<string, string> = {}
  for (const { key } of parts) {
    fields[key] = typed(body, key)
    const read = paperText.safeParse(fields[key])
    if (!read.success) problems[key] = t('problem.tooLong')
  }
  const toCheck = isSending ? await found(request, open, fields) : { problems: {}, names: [] }
  if (isSending && fields['headline']?.trim() === '') problems['headline'] = t('problem.empty')
  Object.assign(problems, toCheck.problems)
  if (toCheck.names.length > 0 && fields['namesBecause']?.trim() === '')
    problems['namesBecause'] = t('paper.namesFound', { names: toCheck.names.join(', ') })
  const again = async (more: Readonly<{ problems: Problems; theirs?: TheirPaper }>, version_: number, status: number) => {
    const kept = await keptForm(tx, address, body)
    const shown = { open, kept, fields, version: version_, names: toCheck.names, problems: more.problems, theirs: more.theirs }
    return belowCase(request, c, { title: t('paper.heading'), back: back(c), body: <PaperForm {...shown} state="open" />, status })
  }
  if (Object.keys(problems).length > 0) return again({ problems }, version, 422)
  const kept: store.PartText[] = parts.flatMap((part) => {
    const said = fields[part.key]?.trim() ?? ''
    return said === '' ? [] : [{ part: part.key, class: part.class, said }]
  })
  const saved = await store.savePaper(tx, item.itemId, version, kept)
  if (saved === 'closed') return again({ problems: { headline: t('paper.closed') } }, version, 422)
  if (saved === 'late') {
    const theirs = await theirVersion(tx, item.itemId, parts)
    return again({ problems: {}, theirs }, theirs.version, 409)
  }
  if (isSending) await store.sendPaper(tx, item.itemId, version + 1, toCheck.names.length > 0 ? (fields['namesBecause'] ?? '').trim() : '')
  await forgetKept(tx, address)
  return seeOther(isSending ? baseOf(c.id) : `${address}?saved`)
}

async function theirVersion(tx: Request['tx'], itemId: string, parts: readonly PaperPart[]): Promise<TheirPaper> {
  const paper = (await store.paperOf(tx, itemId)) ?? notThere()
  const said = await store.partsOf(tx, itemId, paper.version)
  return {
    version: paper.version,
    by: paper.savedBy,
    said: Object.fromEntries(parts.map(({ key }): [PartKey, string] => [key, said[key] ?? ''])),
  }
}
