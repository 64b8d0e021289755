import { mayOnCase } from '../../core/access/index.ts'
import { belowCase, type Case, type CaseSection, caseFor, findCase } from '../../core/cases/index.ts'
import { addDays, type LocalDate, londonDateOf, readLocalTime, timeOfDay, unlessCalendarEnds } from '../../core/clocks/index.ts'
import { type FormBody, idParam, notThere, page, type Reply, type Request, type Routes, seeOther, typed } from '../../core/house/index.ts'
import { dateBoxes, dateTyped, type Problems } from '../../core/pages/index.ts'
import { completeTask } from '../../core/work/index.ts'
import { problemsOf } from '../../platform/forms/index.ts'
import { calendarRoutes } from './calendar.tsx'
import { answerBy, holidayAskedAbout, turningEighteen } from './rules.ts'
import { answerForm, dateEnd, dateForm, type Holiday, type SchoolHolidays } from './schema.ts'
import {
  answerHoliday,
  bornBetween,
  type CaseDate,
  changeDate,
  datesOf,
  datesUntil,
  endDate,
  type FortnightLine,
  holidayAnswerOf,
  insertDate,
  type NewDate,
} from './store.ts'
import { t } from './texts.ts'
import { type Asked, DateForm, DatesPart, EndForm, Fortnight, HolidayForm } from './views.tsx'

const daysAhead = 14
const baseOf = (caseId: string) => `/cases/${caseId}/dates`

export function dateRoutes(policy: SchoolHolidays): (route: Routes) => void {
  return (route) => {
    route.get('/dates', 'dates.list', (request) => fortnightPage(request, policy), { capability: 'case.work' })
    calendarRoutes(route)
    route.get('/cases/:id/dates/new', 'dates.open', (request) => newDate(request))
    route.post('/cases/:id/dates/new', 'dates.added', addDate)
    route.get('/cases/:id/dates/holiday', 'dates.open', (request) => holidayPage(request, policy))
    route.post('/cases/:id/dates/holiday', 'dates.holiday_answered', (request) => answer(request, policy))
    route.get('/cases/:id/dates/:date', 'dates.open', editDate)
    route.post('/cases/:id/dates/:date', 'dates.changed', saveDate)
    route.get('/cases/:id/dates/:date/end', 'dates.open', endPage)
    route.post('/cases/:id/dates/:date/end', 'dates.ended', finishDate)
  }
}

const askedNow = ({ now, house }: Request, policy: SchoolHolidays): Holiday | undefined =>
  unlessCalendarEnds(() => holidayAskedAbout(londonDateOf(now), policy, house.reference.calendar))

// ── the fortnight ───────────────────────────────────────────────────────────────────────────────────────────────────

async function fortnightPage(request: Request, policy: SchoolHolidays): Promise<Reply> {
  const { tx, query, now, audit } = request
  const whose = query['whose'] === 'all' ? 'all' : 'mine'
  const today = londonDateOf(now)
  const to = addDays(today, daysAhead)
  // wider than 17½ and 18 years to the day: the rule decides, this only fetches few
  const born = await bornBetween(tx, addDays(today, -366 * 18 - 7), addDays(to, -365 * 17 - 150), whose)
  const turning = born.flatMap(({ bornOn, ...of }): FortnightLine[] =>
    turningEighteen(bornOn, today, to).map((line) => ({ ...of, ...line, time: null, what: '', id: null })),
  )
  const lines = [...(await datesUntil(tx, to, whose)), ...turning].sort((a, b) =>
    `${a.on} ${a.time ?? ''}`.localeCompare(`${b.on} ${b.time ?? ''}`),
  )
  audit.shown([...new Set(lines.map(({ caseId }) => caseId))])
  const holidays = policy.holidays.filter((holiday) => holiday.from <= to && holiday.to >= today)
  return page(t('heading'), <Fortnight lines={lines} holidays={holidays} today={today} to={to} whose={whose} />, { wide: true })
}

// ── the dates of a case ─────────────────────────────────────────────────────────────────────────────────────────────

export function datesSection(policy: SchoolHolidays): CaseSection {
  return {
    key: 'dates',
    get label() {
      return t('nav')
    },
    order: 17,
    offered: ({ tx }, caseId) => mayOnCase(tx, caseId, 'plan', 'read'),
    load: async (request, caseId) => {
      const { tx, audit, now } = request
      if (!(await mayOnCase(tx, caseId, 'plan', 'read'))) return undefined
      audit.about('case', caseId, { caseId, classes: ['contact', 'headline', 'plan'] })
      const c = await findCase(tx, caseId)
      return (
        <DatesPart
          base={baseOf(caseId)}
          today={londonDateOf(now)}
          dates={await datesOf(tx, caseId)}
          asked={c === undefined ? undefined : await askedOf(request, c, policy)}
          mayWrite={c?.state !== 'closed' && (await mayOnCase(tx, caseId, 'plan', 'write'))}
        />
      )
    },
  }
}

/** The question before a school holiday, for a child's open case; whatever the level, so that it can always be answered. */
async function askedOf(request: Request, c: Case, policy: SchoolHolidays): Promise<Asked | undefined> {
  const holiday = c.kind === 'child' && c.state !== 'closed' ? askedNow(request, policy) : undefined
  if (holiday === undefined) return undefined
  const by = unlessCalendarEnds(() => answerBy(holiday, policy, request.house.reference.calendar))
  return { holiday, by, answer: await holidayAnswerOf(request.tx, c.id, holiday.id) }
}

/** The case, for somebody who may write its plan and while it is open. */
async function writable(request: Request): Promise<Case> {
  const c = await caseFor(request, idParam(request))
  return c.state === 'closed' || !(await mayOnCase(request.tx, c.id, 'plan', 'write')) ? notThere() : c
}

function sheet(request: Request, c: Case, body: ReturnType<typeof DateForm>, status = 200): Promise<Reply> {
  return belowCase(request, c, { title: t('heading'), back: { href: baseOf(c.id), text: t('back') }, body, status })
}

async function newDate(request: Request, problems: Problems = {}): Promise<Reply> {
  const c = await writable(request)
  const action = `${baseOf(c.id)}/new`
  const form = <DateForm action={action} body={request.body} problems={problems} version={0} theirs={undefined} keepUrl={baseOf(c.id)} />
  return sheet(request, c, form, Object.keys(problems).length > 0 ? 422 : 200)
}

/** What was typed as a date from today on, or what is wrong with it, by field. */
function dateFrom(body: FormBody, today: LocalDate): Readonly<{ date: NewDate }> | Readonly<{ problems: Problems }> {
  const on = dateTyped(body, 'on')
  const time = typed(body, 'time').trim().replace('.', ':')
  const padded = time === '' ? null : time.padStart(5, '0')
  const read = dateForm.safeParse({ kind: typed(body, 'kind'), what: typed(body, 'what') })
  const problems: Record<string, string> = read.success ? {} : { ...problemsOf(read.error) }
  if (on.kind !== 'ok') problems['on'] = t('problem.on')
  else if (on.date < today) problems['on'] = t('problem.past')
  else if (padded !== null && timeOfDay.safeParse(padded).success && readLocalTime(`${on.date}T${padded}`).kind === 'nonexistent')
    problems['time'] = t('problem.nonexistent')
  if (padded !== null && !timeOfDay.safeParse(padded).success) problems['time'] = t('problem.time')
  if (!read.success || on.kind !== 'ok' || Object.keys(problems).length > 0) return { problems }
  return { date: { ...read.data, on: on.date, time: padded } }
}

async function addDate(request: Request): Promise<Reply> {
  const c = await writable(request)
  const read = dateFrom(request.body, londonDateOf(request.now))
  if ('problems' in read) return newDate(request, read.problems)
  await insertDate(request.tx, c.id, read.date)
  return seeOther(baseOf(c.id))
}

async function dateOf({ tx, params }: Request, c: Case): Promise<CaseDate> {
  return (await datesOf(tx, c.id)).find(({ id, state }) => id === params['date'] && state === 'ahead') ?? notThere()
}

type Editing = Readonly<{ body: FormBody; problems?: Problems; version: number; theirs?: CaseDate }>

function editSheet(
  request: Request,
  c: Case,
  date: CaseDate,
  { body, problems = {}, version, theirs }: Editing,
  status: number,
): Promise<Reply> {
  const action = `${baseOf(c.id)}/${date.id}`
  return sheet(
    request,
    c,
    <DateForm action={action} body={body} problems={problems} version={version} theirs={theirs} keepUrl={baseOf(c.id)} />,
    status,
  )
}

async function editDate(request: Request): Promise<Reply> {
  const c = await writable(request)
  const date = await dateOf(request, c)
  const body = { kind: date.kind, what: date.what, time: date.time ?? '', ...dateBoxes('on', date.on) }
  return editSheet(request, c, date, { body, version: date.version }, 200)
}

async function saveDate(request: Request): Promise<Reply> {
  const { tx, body, now } = request
  const c = await writable(request)
  const date = await dateOf(request, c)
  const version = Number(typed(body, 'version')) || 0
  const read = dateFrom(body, londonDateOf(now))
  if ('problems' in read) return editSheet(request, c, date, { body, problems: read.problems, version }, 422)
  if (await changeDate(tx, c.id, date.id, version, read.date)) return seeOther(baseOf(c.id))
  return editSheet(request, c, date, { body, version: date.version, theirs: date }, 409)
}

async function endPage(request: Request): Promise<Reply> {
  const c = await writable(request)
  const date = await dateOf(request, c)
  return sheet(request, c, <EndForm action={`${baseOf(c.id)}/${date.id}/end`} date={date} body={{}} problems={{}} />)
}

async function finishDate(request: Request): Promise<Reply> {
  const { tx, body } = request
  const c = await writable(request)
  const date = await dateOf(request, c)
  const read = dateEnd.safeParse({ state: typed(body, 'state'), how: typed(body, 'how') })
  if (!read.success) {
    const form = <EndForm action={`${baseOf(c.id)}/${date.id}/end`} date={date} body={body} problems={problemsOf(read.error)} />
    return sheet(request, c, form, 422)
  }
  await endDate(tx, c.id, date.id, read.data.state, read.data.how)
  return seeOther(baseOf(c.id))
}

// ── before a school holiday ─────────────────────────────────────────────────────────────────────────────────────────

async function askedHere(request: Request, policy: SchoolHolidays): Promise<Readonly<{ c: Case; asked: Asked }>> {
  const c = await writable(request)
  return { c, asked: (await askedOf(request, c, policy)) ?? notThere() }
}

async function holidayPage(request: Request, policy: SchoolHolidays): Promise<Reply> {
  const { c, asked } = await askedHere(request, policy)
  const { holiday, answer: said } = asked
  return sheet(
    request,
    c,
    <HolidayForm
      action={`${baseOf(c.id)}/holiday`}
      holiday={holiday}
      who={said?.who ?? ''}
      version={said?.version ?? 0}
      problems={{}}
      theirs={undefined}
    />,
  )
}

async function answer(request: Request, policy: SchoolHolidays): Promise<Reply> {
  const { tx, body, now } = request
  const { c, asked } = await askedHere(request, policy)
  const { holiday, answer: said } = asked
  const version = Number(typed(body, 'version')) || 0
  const read = answerForm.safeParse({ who: typed(body, 'who') })
  const form = (problems: Problems, theirs: typeof said, of: number) => (
    <HolidayForm
      action={`${baseOf(c.id)}/holiday`}
      holiday={holiday}
      who={typed(body, 'who')}
      version={of}
      problems={problems}
      theirs={theirs}
    />
  )
  if (!read.success) return sheet(request, c, form(problemsOf(read.error), undefined, version), 422)
  if (!(await answerHoliday(tx, c.id, holiday.id, version, read.data.who)))
    return sheet(request, c, form({}, said, said?.version ?? 0), 409)
  await completeTask(tx, { record: { kind: 'case', id: c.id }, kind: 'dates.holiday' }, now)
  return seeOther(baseOf(c.id))
}
