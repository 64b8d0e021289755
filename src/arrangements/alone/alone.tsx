// Before somebody goes alone: by when they are back. One tap when they are; whoever answers for them is told when they are not.
import type { VNode } from 'preact'
import { z } from 'zod'
import { can } from '../../core/access/index.ts'
import { myCases } from '../../core/cases/index.ts'
import { addDays, londonDateOf, readLocalTime, timeOfDay } from '../../core/clocks/index.ts'
import { idParam, isId, page, type Reply, type Request, type Routes, seeOther, typed } from '../../core/house/index.ts'
import { PostForm, ProblemSummary, type Problems } from '../../core/pages/index.ts'
import { provenance } from '../../core/reference/index.ts'
import type { ShownBlock } from '../../core/work/index.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { Alert, Button, Input, Select } from '../../platform/design/index.ts'
import { showDayOrInstant, showTime } from '../../platform/texts/dates.ts'
import { t } from './texts.ts'

/** The form of reference/alone.yaml. */
export const alonePolicy = provenance.extend({
  nextAfterMinutes: z.int().min(0),
  longestHours: z.int().positive(),
  afterMidnightUntil: timeOfDay,
})
export type AlonePolicy = Readonly<z.infer<typeof alonePolicy>>

export type LoneVisit = Readonly<{
  id: string
  name: string
  phone: string | null
  isOwn: boolean
  teamId: string | null
  backBy: Date
  told: readonly string[]
}>

/** Who is out and not back yet, of those whom this reader answers for or was told of; their own too. Latest time first to run out. */
export async function outNow(tx: Tx): Promise<LoneVisit[]> {
  return tx.many<LoneVisit>(sql`
    select v.id, u.full_name as name, u.phone, v.post_id = (select current_post_id()) as "isOwn", p.team_id as "teamId", v.back_by as "backBy",
      array(select tu.full_name from lone_visit_told w join post tp on tp.id = w.post_id join user_account tu on tu.id = tp.user_id
        where w.visit_id = v.id order by w.told_at, tu.full_name) as told
    from lone_visit v join post p on p.id = v.post_id join user_account u on u.id = p.user_id where v.back_at is null order by v.back_by limit 100`)
}

/** Takes the place of the one before. Throws LW002 for a time that has passed. @returns its id */
export async function goAlone(tx: Tx, caseId: string | null, backBy: Date): Promise<string> {
  return (await tx.one<{ id: string }>(sql`select go_alone(${caseId}, ${backBy}) as id`)).id
}

/** The job `alone.overdue`: tells each who has to know, once. As the jobs role. */
export async function tellOfLoneVisits(tx: Tx, policy: AlonePolicy): Promise<void> {
  await tx.run(sql`select tell_of_lone_visits(${policy.nextAfterMinutes})`)
}

export function aloneRoutes(policy: AlonePolicy): (route: Routes) => void {
  return (route) => {
    route.get('/alone', 'alone.read', (request) => show(request, policy, {}))
    route.post('/alone', 'alone.went', (request) => go(request, policy), { capability: 'case.work' })
    route.post('/alone/:id/back', 'alone.back', back)
  }
}

async function show(request: Request, policy: AlonePolicy, problems: Problems): Promise<Reply> {
  const { tx, actor, body, now, audit } = request
  const out = await outNow(tx)
  const cases = can(actor, 'case.work') ? await myCases(tx) : []
  audit.shown(cases.map(({ id }) => id))
  const own = out.find(({ isOwn }) => isOwn)
  const view = (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{t('heading')}</h1>
        <p class="govuk-body">{t('lead', { minutes: policy.nextAfterMinutes })}</p>
        {own !== undefined && <Own own={own} now={now} />}
        {can(actor, 'case.work') && (
          <PostForm action="/alone">
            {own !== undefined && <p class="govuk-hint">{t('out.again')}</p>}
            <Input
              name="by"
              label={t('form.by')}
              hint={t('form.byHint')}
              classes="govuk-input--width-5"
              inputmode="text"
              value={typed(body, 'by')}
              errorMessage={problems['by']}
            />
            <Select
              name="case"
              label={t('form.case')}
              items={[
                { value: '', text: t('form.noCase') },
                ...cases.map(({ id, knownAs, reference }) => ({ value: id, text: `${knownAs} ${reference}` })),
              ]}
              value={typed(body, 'case')}
            />
            <Button>{t('form.save')}</Button>
          </PostForm>
        )}
        <Out out={out.filter(({ isOwn }) => !isOwn)} now={now} />
      </div>
    </div>
  )
  return page(t('heading'), view, { problems: Object.keys(problems).length > 0 })
}

/**
 * The time of today that was typed, or of tomorrow when it has passed and lies in the night that is coming. Of the hour that
 * October has twice, the first that is ahead: somebody is missed an hour early rather than late. Undefined: no time that there is.
 */
function backByOf(text: string, now: Date, policy: AlonePolicy): Date | undefined {
  const padded = text.trim().replace('.', ':').padStart(5, '0')
  if (!timeOfDay.safeParse(padded).success) return undefined
  const today = londonDateOf(now)
  const days = padded <= policy.afterMidnightUntil ? [today, addDays(today, 1)] : [today]
  const times = days.flatMap((day) => {
    const read = readLocalTime(`${day}T${padded}`)
    if (read.kind === 'nonexistent') return []
    return read.kind === 'ok' ? [read.at] : [read.first, read.second]
  })
  return times.find((at) => at > now)
}

async function go(request: Request, policy: AlonePolicy): Promise<Reply> {
  const { tx, body, now, actor } = request
  const backBy = backByOf(typed(body, 'by'), now, policy)
  if (backBy === undefined || backBy <= now || backBy.getTime() - now.getTime() > policy.longestHours * 3_600_000)
    return show(request, policy, { by: t('problem.by', { hours: policy.longestHours }) })
  const caseId = typed(body, 'case')
  if (isId(caseId)) request.audit.about('case', caseId, { caseId })
  else request.audit.about('user', actor.userId)
  await goAlone(tx, isId(caseId) ? caseId : null, backBy)
  return seeOther('/')
}

async function back(request: Request): Promise<Reply> {
  const id = idParam(request)
  request.audit.about('other', id)
  await request.tx.run(sql`select back_safe(${id})`)
  return seeOther('/alone')
}

function Own({ own, now }: { own: LoneVisit; now: Date }): VNode {
  const isLate = own.backBy <= now
  return (
    <Alert
      tone={isLate ? 'bad' : 'info'}
      title={isLate ? t('out.late', { time: showTime(own.backBy) }) : t('out.title', { time: showDayOrInstant(own.backBy) })}
    >
      <PostForm action={`/alone/${own.id}/back`}>
        <Button>{t('out.back')}</Button>
      </PostForm>
    </Alert>
  )
}

function Out({ out, now }: { out: readonly LoneVisit[]; now: Date }): VNode | null {
  if (out.length === 0) return null
  const late = out.filter(({ backBy }) => backBy <= now)
  const others = out.filter(({ backBy }) => backBy > now)
  return (
    <section aria-labelledby="out-alone">
      <h2 class="govuk-heading-m" id="out-alone">
        {t('over.heading')}
      </h2>
      {late.length > 0 && <Late late={late} />}
      <ul class="govuk-list govuk-list--bullet">
        {others.map((one) => (
          <li>
            {one.name}: {t('over.out', { time: showTime(one.backBy) })}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Late({ late }: { late: readonly LoneVisit[] }): VNode {
  return (
    <Alert tone="bad" title={t('over.title')} id="not-back">
      <p>{t('over.lead')}</p>
      {late.map((one) => (
        <div>
          <p>
            <strong>{t('over.line', { name: one.name, phone: one.phone ?? t('over.noPhone'), time: showDayOrInstant(one.backBy) })}</strong>
            <br />
            {t('over.told', { names: one.told.length === 0 ? t('over.nobody') : one.told.join(', ') })}
          </p>
          <PostForm action={`/alone/${one.id}/back`}>
            <Button classes="govuk-button--secondary">{t('over.reached')}</Button>
          </PostForm>
        </div>
      ))}
    </Alert>
  )
}

/** One tap, on the first page of the day, for whoever is out. */
export async function aloneBlock({ tx, now }: Request): Promise<ShownBlock | undefined> {
  const own = (await outNow(tx)).find(({ isOwn }) => isOwn)
  if (own === undefined) return undefined
  return { view: <Own own={own} now={now} />, instead: { count: own.backBy <= now ? 1 : 0, holds: () => false } }
}

/** Who of a team is not back in time, for its page. */
export async function notBack({ tx, now }: Request, teamId: string): Promise<VNode | undefined> {
  const late = (await outNow(tx)).filter((one) => one.teamId === teamId && one.backBy <= now && !one.isOwn)
  return late.length === 0 ? undefined : <Late late={late} />
}
