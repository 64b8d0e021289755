// A visit that was kept on a device until there was a connection. Received once, whatever happens after it: recorded where
// it can be, else kept for its writer and a manager with what to do. docs/decisions/visits-on-a-phone.md says why so.
import type { VNode } from 'preact'
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { Alert, Button, EmptyState, Input } from '../../platform/design/index.ts'
import { forgetKept, keepSent } from '../../platform/forms/index.ts'
import { showInstant } from '../../platform/texts/dates.ts'
import { mayOnCase } from '../access/may.ts'
import { findCase } from '../cases/index.ts'
import { idParam, isId, json, notThere, page, type Reply, type Request, type Routes, seeOther, typed } from '../house/request.ts'
import { type Fields, fieldsOf, momentTyped, PostForm, ProblemSummary, ToldText } from '../pages/index.ts'
import { answerRow, type GivenAnswer, withWords, wordsNamed } from '../questions/index.ts'
import { refreshVisitClock } from './clock.ts'
import { accountProblems, deviceKey, newRivals, readQuestions, readVisit, visitOf } from './routes.tsx'
import { isOvertime } from './rules.ts'
import * as store from './store.ts'
import { t } from './texts.ts'

type Because = 'no_access' | 'case_closed' | 'in_the_future' | 'not_right' | 'rival' | 'has_outcome'
type Kept = Readonly<{
  id: string
  caseId: string
  form: string
  isOwn: boolean
  writer: string
  /** Null where the reader does not see the case. */
  knownAs: string | null
  state: 'recorded' | 'waiting' | 'settled'
  because: Because | null
  typed: Readonly<Record<string, string>> | null
  deviceAt: Date | null
  receivedAt: Date
}>

export function keptRoutes(route: Routes): void {
  route.get('/visits/kept/key.json', 'visit.kept_key', async (request) => json(deviceKey(request)))
  route.get('/visits/kept', 'visit.kept_list', (request) => list(request, {}))
  route.post('/visits/kept', 'visit.kept_received', receive)
  route.post('/visits/kept/:id', 'visit.kept_settled', settle)
}

async function receive(request: Request): Promise<Reply> {
  const { tx, body, now, actor } = request
  // another colleague is signed in on this device: it is not theirs to send, and it stays there
  if (typed(body, '_owner') !== actor.postId) return json({ kind: 'other' }, 409)
  const [, caseId = '', visit] = /^\/cases\/([0-9a-f-]{36})\/visits\/(?:new|([0-9a-f-]{36})\/record)$/.exec(typed(body, '_form')) ?? []
  if (!isId(caseId)) return json({ kind: 'not_right' }, 422)
  const form = typed(body, '_form')
  const fields = fieldsOf(Object.fromEntries(Object.entries(body).filter(([name]) => !name.startsWith('_'))))
  const device = new Date(typed(body, '_device'))
  const deviceAt = Number.isNaN(device.getTime()) ? null : device
  request.audit.fields(['visit'])
  const tried = await tryToRecord(request, caseId, visit, fields)
  if (tried.kind === 'recorded') {
    await tx.run(sql`
      insert into kept_visit (case_id, form, device_at, received_at, state, visit_id)
      values (${caseId}, ${form}, ${deviceAt}, ${now}, 'recorded', ${tried.id})`)
    await forgetKept(tx, form)
    request.audit.about('case', caseId, { caseId, classes: ['plan', 'notes'] })
    return json({ kind: 'recorded' })
  }
  const { id } = await tx.one<{ id: string }>(sql`
    insert into kept_visit (case_id, form, typed, device_at, received_at, state, because)
    values (${caseId}, ${form}, ${JSON.stringify(fields)}::jsonb, ${deviceAt}, ${now}, 'waiting', ${tried.because}) returning id`)
  // the form opens with what was typed
  if (tried.because !== 'no_access' && tried.because !== 'case_closed') await keepSent(tx, form, fields)
  await tx.run(sql`select tell_of_kept_visit(${id})`)
  return json({ kind: 'waiting' })
}

type Tried = Readonly<{ kind: 'recorded'; id: string }> | Readonly<{ kind: 'waiting'; because: Because }>
const waits = (because: Because): Tried => ({ kind: 'waiting', because })

/** The same checks as the form's own; whatever the form would ask about waits for an answer. */
async function tryToRecord(request: Request, caseId: string, visit: string | undefined, fields: Fields): Promise<Tried> {
  const { tx, now, house } = request
  const c = await findCase(tx, caseId)
  if (c === undefined || !(await mayOnCase(tx, caseId, 'plan', 'read'))) return waits('no_access')
  if (c.state === 'closed') return waits('case_closed')
  if (!(await mayOnCase(tx, caseId, 'plan', 'write'))) return waits('no_access')
  const moment = momentTyped(fields, 'on')
  const read = readVisit(fields, moment, now)
  if (read.kind === 'not_right')
    return waits(moment.kind === 'ok' && read.problems['on-day'] === t('problem.future') ? 'in_the_future' : 'not_right')
  const isColleague = (await store.visitorsFor(tx, caseId)).some(({ postId }) => postId === read.visitor)
  if (!isColleague || Object.keys(accountProblems(fields)).length > 0) return waits('not_right')
  const own = readQuestions(await store.questionsFor(tx, c, fields), fields, { wasAway: true })
  if (Object.keys(own.problems).length > 0) return waits('not_right')
  await store.oneAtATime(tx, caseId)
  const planned = visit === undefined ? undefined : await visitOf(request, caseId, visit)
  if ((await newRivals(request, caseId, fields, read.on, planned, [])).length > 0) return waits('rival')
  const saved = await store.insertVisit(tx, {
    caseId,
    plannedId: planned?.state === 'planned' ? planned.id : null,
    outcome: read.outcome,
    on: read.on,
    at: read.at,
    place: read.place,
    visitorPostId: read.visitor,
    overtime: read.at === null ? 'unknown' : isOvertime(read.at, house.reference.visits, house.reference.calendar) ? 'yes' : 'no',
    ownWords: (fields['ownWords'] ?? '').trim(),
    seen: (fields['seen'] ?? '').trim(),
    next: (fields['next'] ?? '').trim(),
    ownAnswers: own.answers,
  })
  if (saved.kind === 'refused') return waits(saved.because)
  await refreshVisitClock(tx, house.reference, caseId, 'a visit was recorded')
  return { kind: 'recorded', id: saved.id }
}

async function waitingFor(tx: Tx): Promise<Kept[]> {
  return tx.many<Kept>(sql`
    select k.id, k.case_id as "caseId", k.form, k.post_id = (select current_post_id()) as "isOwn", u.full_name as writer, f.known_as as "knownAs",
      k.state, k.because, k.typed, k.device_at as "deviceAt", k.received_at as "receivedAt"
    from kept_visit k join post p on p.id = k.post_id join user_account u on u.id = p.user_id left join case_file f on f.id = k.case_id
    where k.state = 'waiting' order by k.received_at limit 100`)
}

type KeptShown = Kept & Readonly<{ ownAnswers: readonly GivenAnswer[] }>

/** What was answered to the partnership's own questions, in the words it was asked in. */
async function ownAnswersIn(tx: Tx, fields: Fields): Promise<readonly GivenAnswer[]> {
  const sheet = await wordsNamed(tx, fields)
  return withWords(sheet, readQuestions(sheet, fields, { wasAway: true }).answers)
}

async function list(request: Request, problems: Readonly<Record<string, string>>): Promise<Reply> {
  const waiting = await waitingFor(request.tx)
  request.audit.shown(waiting.map(({ caseId }) => caseId))
  const shown: KeptShown[] = []
  for (const one of waiting) shown.push({ ...one, ownAnswers: await ownAnswersIn(request.tx, one.typed ?? {}) })
  return page(t('kept.title'), <KeptPage waiting={shown} problems={problems} />, { problems: Object.keys(problems).length > 0 })
}

async function settle(request: Request): Promise<Reply> {
  const { tx, body, now, actor } = request
  const id = idParam(request)
  const one = (await waitingFor(tx)).find((kept) => kept.id === id) ?? notThere()
  request.audit.about('case', one.caseId, { caseId: one.caseId })
  const how = typed(body, 'how').trim().slice(0, 1_000)
  if (how === '') return list(request, { [`how-${id}`]: t('kept.howMissing') })
  await tx.run(sql`
    update kept_visit set state = 'settled', settled_at = ${now}, settled_by = ${actor.postId}, settled_how = ${how} where id = ${id} and state = 'waiting'`)
  return seeOther('/visits/kept')
}

function KeptPage({ waiting, problems }: { waiting: readonly KeptShown[]; problems: Readonly<Record<string, string>> }): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{t('kept.title')}</h1>
        <p class="govuk-body">{t('kept.lead')}</p>
        {waiting.length === 0 ? (
          <EmptyState title={t('kept.none')}>
            <p class="govuk-body">{t('kept.noneWhat')}</p>
          </EmptyState>
        ) : (
          waiting.map((one) => <KeptCard one={one} problem={problems[`how-${one.id}`]} />)
        )}
      </div>
    </div>
  )
}

function KeptCard({ one, problem }: { one: KeptShown; problem: string | undefined }): VNode {
  const because = one.because ?? 'not_right'
  const opens = because !== 'no_access' && because !== 'case_closed'
  const said = one.typed ?? {}
  return (
    <section class="lw-card">
      <h2 class="govuk-heading-m">{t('kept.of', { name: one.knownAs ?? t('kept.hidden'), writer: one.writer })}</h2>
      <Alert tone="caution" title={t(`kept.because.${because}`)} headingLevel={3}>
        <p>{t(`kept.do.${because}`)}</p>
      </Alert>
      <p class="govuk-body-s lw-quiet">
        {t('kept.times', {
          device: one.deviceAt === null ? t('kept.noDevice') : showInstant(one.deviceAt),
          received: showInstant(one.receivedAt),
        })}
        {one.deviceAt !== null && one.deviceAt > one.receivedAt && <> {t('kept.clockAhead')}</>}
      </p>
      <ToldText
        label={t('new.on')}
        text={[[said['on-day'], said['on-month'], said['on-year']].filter(Boolean).join(' '), said['on-time']].filter(Boolean).join(', ')}
        headingLevel={3}
      />
      <ToldText label={t('note.ownWords')} text={said['ownWords'] ?? ''} headingLevel={3} isQuote />
      <ToldText label={t('note.seen')} text={said['seen'] ?? ''} headingLevel={3} />
      <ToldText label={t('note.next')} text={said['next'] ?? ''} headingLevel={3} />
      {one.ownAnswers.map(answerRow).map(([question, answer]) => (
        <ToldText label={question} text={answer} headingLevel={3} />
      ))}
      {opens && one.isOwn && (
        <p class="govuk-body">
          <a class="govuk-link" href={one.form}>
            {t('kept.open')}
          </a>
        </p>
      )}
      <PostForm action={`/visits/kept/${one.id}`}>
        <Input name="how" id={`how-${one.id}`} label={t('kept.how')} hint={t('kept.howHint')} errorMessage={problem} />
        <Button classes="govuk-button--secondary">{t('kept.settle')}</Button>
      </PostForm>
    </section>
  )
}
