import { instantOf, NonexistentLocalTimeError } from '../clocks/index.ts'
import { wallClock } from '../handbook/formats.ts'
import { notThere, page, type Reply, type Request, type Routes } from '../house/request.ts'
import { standings } from './rules.ts'
import type { Procedure } from './schema.ts'
import { t } from './texts.ts'
import { ProcedurePage, upper } from './views.tsx'

/** A list as its file has it, and its dates for times that somebody enters. Asked in the address; nothing is kept. */
export function procedureRoutes(route: Routes): void {
  route.get('/handbook/procedures/:procedure', 'procedure.read', show)
}

async function show({ house, query, params, now }: Request): Promise<Reply> {
  const procedure = house.reference.procedures.get(params['procedure'] ?? '') ?? notThere()
  const { events, wrong } = eventsTyped(procedure, query)
  const facts = Object.fromEntries(Object.keys(procedure.facts).map((fact) => [fact, query[fact]]))
  const { start } = events
  // without a beginning nothing has a date: any instant serves to say which steps apply
  const run = { events: { ...events, start: start ?? now }, facts, ends: new Map() }
  const steps = standings(procedure, run, house.reference.calendar, start ?? now)
  const problems = wrong.map((event) => ({ field: event, text: t('problem.time', { event: upper(procedure.events[event] ?? event) }) }))
  return page(
    procedure.name,
    <ProcedurePage procedure={procedure} steps={steps} typed={query} hasStart={start !== undefined} problems={problems} />,
    { wide: true, problems: problems.length > 0 },
  )
}

/** The times that were typed, by event; in October's repeated hour the first. `wrong`: no such time. */
function eventsTyped(
  { events }: Procedure,
  query: Request['query'],
): Readonly<{ events: Readonly<Record<string, Date | undefined>>; wrong: readonly string[] }> {
  const wrong: string[] = []
  const known: Record<string, Date | undefined> = {}
  for (const event of Object.keys(events)) {
    const typed = (query[`at-${event}`] ?? '').trim().replace(' ', 'T')
    if (typed === '') continue
    const time = wallClock.safeParse(typed).data
    const at = time === undefined ? undefined : existing(time)
    if (at === undefined) wrong.push(event)
    else known[event] = at
  }
  return { events: known, wrong }
}

function existing(time: string): Date | undefined {
  try {
    return instantOf(time)
  } catch (error) {
    if (error instanceof NonexistentLocalTimeError) return undefined
    throw error
  }
}
