import { mayOnCase } from '../../core/access/index.ts'
import { belowCase, type Case, type CaseSection, caseFor, findCase } from '../../core/cases/index.ts'
import { type Deadline, daysBetween, londonDateOf, unlessCalendarEnds } from '../../core/clocks/index.ts'
import { idParam, notThere, page, type Reply, type Request, type Routes, seeOther, typed } from '../../core/house/index.ts'
import { savesAsTyped, typedElsewhere } from '../../core/pages/index.ts'
import { completeTask, putTask } from '../../core/work/index.ts'
import { forgetKept, keptForm, overlaid, problemsOf } from '../../platform/forms/index.ts'
import { nextReview } from './rules.ts'
import { type TonightPolicy, type TonightText, tonightForm, tonightParts } from './schema.ts'
import { missingOf, saveTonight, sayStillTrue, type TonightPage, tonightList, tonightOf } from './store.ts'
import { t } from './texts.ts'
import { type Age, TonightForm, TonightList, TonightPart } from './views.tsx'

const listLimit = 100
const baseOf = (caseId: string) => `/cases/${caseId}/tonight`
const editUrl = (caseId: string) => `${baseOf(caseId)}/edit`

export function tonightRoutes(policy: TonightPolicy): (route: Routes) => void {
  return (route) => {
    route.get('/tonight', 'tonight.list', (request) => listPage(request, policy), { capability: 'tonight.find' })
    route.get('/cases/:id/tonight/edit', 'tonight.open', editPage)
    route.post('/cases/:id/tonight/edit', 'tonight.changed', (request) => change(request, policy))
    savesAsTyped(route, '/cases/:id/tonight/edit', 'tonight.draft_saved')
    route.post('/cases/:id/tonight/true', 'tonight.still_true', (request) => stillTrue(request, policy))
  }
}

/** Undefined where the calendar ends too soon: no date is better than a wrong one. */
function reviewAfter({ house }: Request, trueAt: Date, policy: TonightPolicy): Deadline | undefined {
  return unlessCalendarEnds(() => nextReview(londonDateOf(trueAt), policy, house.reference.calendar))
}

/** A page whose next look cannot be dated is not called late, and not called fine: its age in days is always said. */
function ageOf(request: Request, trueAt: Date, policy: TonightPolicy): Age {
  const review = reviewAfter(request, trueAt, policy)
  return { days: daysBetween(londonDateOf(trueAt), londonDateOf(request.now)), isLate: review !== undefined && request.now > review.dueAt }
}

async function listPage(request: Request, policy: TonightPolicy): Promise<Reply> {
  const { tx, query, audit } = request
  const search = (query['q'] ?? '').trim().slice(0, 200)
  const found = await tonightList(tx, search, listLimit + 1)
  const lines = found.slice(0, listLimit)
  audit.shown(lines.map(({ caseId }) => caseId))
  if (search !== '') audit.purpose(t('list.search'))
  return page(
    t('heading'),
    <TonightList
      lines={lines.map((line) => ({ ...line, age: line.trueAt === null ? undefined : ageOf(request, line.trueAt, policy) }))}
      search={search}
      cappedAt={found.length > listLimit ? listLimit : undefined}
    />,
  )
}

/** The page as a part of the case: the emergency duty team reads it there, its worker keeps it there. */
export function tonightSection(policy: TonightPolicy): CaseSection {
  return {
    key: 'tonight',
    get label() {
      return t('nav')
    },
    order: 16,
    offered: ({ tx }, caseId) => mayOnCase(tx, caseId, 'tonight', 'read'),
    load: async (request, caseId) => {
      const { tx, audit } = request
      if (!(await mayOnCase(tx, caseId, 'tonight', 'read'))) return undefined
      audit.about('case', caseId, { caseId, classes: ['contact', 'headline', 'tonight'] })
      const written = await tonightOf(tx, caseId)
      const c = await findCase(tx, caseId)
      return (
        <TonightPart
          base={baseOf(caseId)}
          page={written}
          age={written === undefined ? undefined : ageOf(request, written.trueAt, policy)}
          review={written === undefined ? null : (reviewAfter(request, written.trueAt, policy) ?? null)}
          missing={await missingOf(tx, caseId)}
          mayWrite={c?.state !== 'closed' && (await mayOnCase(tx, caseId, 'tonight', 'write'))}
        />
      )
    },
  }
}

/** The case, for somebody who may write its page and while it is open. */
async function writable(request: Request): Promise<Case> {
  const c = await caseFor(request, idParam(request))
  return c.state === 'closed' || !(await mayOnCase(request.tx, c.id, 'tonight', 'write')) ? notThere() : c
}

type Shown = Readonly<{ typed: TonightText; version: number; problems?: Readonly<Record<string, string>>; theirs?: TonightPage }>

async function form(request: Request, c: Case, shown: Shown, status: number): Promise<Reply> {
  const body = (
    <TonightForm
      kept={await keptForm(request.tx, editUrl(c.id), request.body)}
      base={baseOf(c.id)}
      typed={shown.typed}
      version={shown.version}
      problems={shown.problems ?? {}}
      theirs={shown.theirs}
    />
  )
  return belowCase(request, c, { title: t('heading'), back: { href: baseOf(c.id), text: t('back') }, body, status })
}

function textFrom(value: (name: keyof TonightText) => string): TonightText {
  return {
    whomToRing: value('whomToRing'),
    whereSafe: value('whereSafe'),
    whatHelps: value('whatHelps'),
    whatFrightens: value('whatFrightens'),
  }
}

async function editPage(request: Request): Promise<Reply> {
  const c = await writable(request)
  const written = await tonightOf(request.tx, c.id)
  const begin = { ...textFrom((name) => written?.[name] ?? ''), version: String(written?.version ?? 0) }
  const fields = overlaid(begin, await keptForm(request.tx, editUrl(c.id)))
  return form(request, c, { typed: textFrom((name) => fields[name] ?? ''), version: Number(fields.version) || 0 }, 200)
}

async function change(request: Request, policy: TonightPolicy): Promise<Reply> {
  const { tx, body } = request
  const c = await writable(request)
  const labels = Object.fromEntries(tonightParts.map((name) => [name, t(`part.${name}`)]))
  const other = await typedElsewhere(request, { address: editUrl(c.id), title: t('heading'), labels })
  if (other !== undefined) return other
  const version = Number(typed(body, 'version')) || 0
  const asTyped = textFrom((name) => typed(body, name))
  const read = tonightForm.safeParse(asTyped)
  if (!read.success) return form(request, c, { typed: asTyped, version, problems: problemsOf(read.error) }, 422)
  if (!(await saveTonight(tx, c.id, version, read.data))) {
    const theirs = (await tonightOf(tx, c.id)) ?? notThere()
    return form(request, c, { typed: asTyped, version: theirs.version, theirs }, 409)
  }
  await forgetKept(tx, editUrl(c.id))
  request.audit.fields(tonightParts)
  return lookedAt(request, c, policy)
}

async function stillTrue(request: Request, policy: TonightPolicy): Promise<Reply> {
  const c = await writable(request)
  // Changed since they looked: what they said was true is not what stands there now, so they are shown it again.
  const said = await sayStillTrue(request.tx, c.id, Number(typed(request.body, 'version')) || 0)
  return said ? lookedAt(request, c, policy) : seeOther(baseOf(c.id))
}

/** The weekly look is done; the next one is owed by whoever works the case. */
async function lookedAt(request: Request, c: Case, policy: TonightPolicy): Promise<Reply> {
  const { tx, now } = request
  const record = { kind: 'case', id: c.id } as const
  await completeTask(tx, { record, kind: 'tonight.review' }, now)
  const review = reviewAfter(request, now, policy)
  if (c.workerPostId !== null)
    await putTask(tx, {
      record,
      kind: 'tonight.review',
      ownerPostId: c.workerPostId,
      teamId: c.teamId,
      dueAt: review?.dueAt,
      clock: review?.why,
    })
  return seeOther(baseOf(c.id))
}
