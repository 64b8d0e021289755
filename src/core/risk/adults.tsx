// An adult's case (law 5.4): their words instead of indicators. The part of the case, and its two forms.
import type { VNode } from 'preact'
import { Button, DateInput, Details, EmptyState, Input, Radios, SummaryList, Table, Textarea } from '../../platform/design/index.ts'
import { showDate } from '../../platform/texts/dates.ts'
import { mayOnCase } from '../access/may.ts'
import { belowCase, type Case, caseFor } from '../cases/index.ts'
import { addDays, instantOf, type LocalDate, londonDateOf } from '../clocks/index.ts'
import { idParam, notThere, type Reply, type Request, type Routes, seeOther, typed } from '../house/request.ts'
import { dateBoxes, dateTyped, PostForm, ProblemSummary, type Problems } from '../pages/index.ts'
import { ageOn, loadPerson, peopleIn } from '../people/index.ts'
import { completeTask, putTask } from '../work/index.ts'
import {
  type AdultKind,
  adultAnswers,
  adultForm,
  adultKinds,
  capacityForm,
  exploitedBases,
  exploitedBasis,
  rhythmForm,
} from './adult-schema.ts'
import {
  type AdultRhythm,
  type AdultStatement,
  addCapacity,
  addStatement,
  adultLastSeen,
  type Capacity,
  capacitiesOf,
  chooseAdultRhythm,
  type ExploitedFrom,
  exploitedFromOf,
  type OtherCase,
  otherCasesOf,
  rhythmOfAdult,
  sayExploitedFrom,
  statementsOf,
} from './adult-store.ts'
import { t as riskTexts, adultTexts as t } from './texts.ts'

type Typed = Readonly<Record<string, string>>

export function adultRoutes(route: Routes): void {
  route.get('/cases/:id/adult/new', 'adult.statement.open', statementPage)
  route.post('/cases/:id/adult/new', 'adult.statement.add', recordStatement)
  route.get('/cases/:id/adult/capacity', 'adult.capacity.open', capacityPage)
  route.post('/cases/:id/adult/capacity', 'adult.capacity.add', recordCapacity)
  route.get('/cases/:id/adult/rhythm', 'adult.rhythm.open', rhythmPage)
  route.post('/cases/:id/adult/rhythm', 'adult.rhythm', recordRhythm)
  route.get('/cases/:id/adult/from', 'adult.from.open', fromPage)
  route.post('/cases/:id/adult/from', 'adult.from', recordFrom)
}

const partUrl = (caseId: string) => `/cases/${caseId}/risk`

// ── the part of the case ────────────────────────────────────────────────────────────────────────────────────────────

export async function adultPart({ tx, now }: Request, c: Case): Promise<VNode> {
  return (
    <AdultPart
      caseId={c.id}
      statements={await statementsOf(tx, c.id)}
      capacities={await capacitiesOf(tx, c.id)}
      seen={{ rhythm: await rhythmOfAdult(tx, c.id), lastSeenOn: await adultLastSeen(tx, c.id), today: londonDateOf(now) }}
      ages={await agesOf(tx, c, londonDateOf(now))}
      others={await otherCasesOf(tx, c.id)}
      mayWrite={c.state !== 'closed' && (await mayOnCase(tx, c.id, 'risk', 'write'))}
    />
  )
}

/** Whole years; null: not known. @source handbook/law.md section 1, R02 */
type Ages = Readonly<{ today: number | null; whenExploited: number | null; from: ExploitedFrom | undefined }>

/** Two of the three ages; the third belongs to an act, and so to the investigation. Of several people: none, never the first. */
async function agesOf(tx: Request['tx'], c: Case, today: LocalDate): Promise<Ages> {
  const subjects = [
    ...new Set((await peopleIn(tx, { kind: 'case', id: c.id })).flatMap((one) => (one.relation === 'subject' ? [one.personId] : []))),
  ]
  const from = await exploitedFromOf(tx, c.id)
  const [only] = subjects
  const person = only === undefined || subjects.length > 1 ? undefined : await loadPerson(tx, only)
  const birth = person?.births.find(({ withdrawnAt }) => withdrawnAt === null)
  const bornOn = birth?.certainty === 'full' ? birth.bornOn : undefined
  const ageAt = (on: string | null | undefined) =>
    bornOn === undefined || on === null || on === undefined || on < bornOn ? null : ageOn(bornOn, on)
  return { today: ageAt(today), whenExploited: ageAt(from?.from), from }
}

type Seen = Readonly<{ rhythm: AdultRhythm | undefined; lastSeenOn: string | undefined; today: LocalDate }>
type AdultPartProps = {
  caseId: string
  statements: readonly AdultStatement[]
  capacities: readonly Capacity[]
  seen: Seen
  ages: Ages
  others: readonly OtherCase[]
  mayWrite: boolean
}
function AdultPart({ caseId, statements, capacities, seen, ages, others, mayWrite }: AdultPartProps): VNode {
  const latest = new Map<AdultKind, AdultStatement>()
  for (const statement of statements) if (!latest.has(statement.kind)) latest.set(statement.kind, statement)
  const earlier = statements.filter((statement) => latest.get(statement.kind) !== statement)
  return (
    <>
      <h1 class="govuk-heading-l">{t('heading')}</h1>
      <p class="govuk-body">{t('lead')}</p>
      <SummaryList
        rows={adultKinds.map((kind) => {
          const one = latest.get(kind)
          return { key: t(`kind.${kind}`), value: one === undefined ? t('none') : { text: <Said statement={one} /> } }
        })}
      />
      {mayWrite && (
        <p class="lw-no-print">
          <Button href={`/cases/${caseId}/adult/new`}>{t('add.do')}</Button>
        </p>
      )}
      {earlier.length > 0 && (
        <Details summaryText={t('earlier')}>
          {earlier.map((statement) => (
            <section>
              <h2 class="govuk-heading-s govuk-!-margin-bottom-1">{t(`kind.${statement.kind}`)}</h2>
              <Said statement={statement} />
            </section>
          ))}
        </Details>
      )}
      <SeenPart caseId={caseId} seen={seen} mayWrite={mayWrite} />
      <AgesPart caseId={caseId} ages={ages} others={others} mayWrite={mayWrite} />
      <h2 class="govuk-heading-m">{t('capacity.heading')}</h2>
      <p class="govuk-body">{t('capacity.lead')}</p>
      {capacities.length === 0 ? (
        <EmptyState title={t('capacity.none')} headingLevel={3}>
          {null}
        </EmptyState>
      ) : (
        <Table
          caption={t('capacity.heading')}
          captionClasses="govuk-visually-hidden"
          classes="lw-stack"
          head={[t('capacity.decision'), t('capacity.found'), t('capacity.basis'), t('capacity.by'), t('add.on')]}
          firstCellIsHeader
          rows={capacities.map((one) => [one.decision, t(`capacity.${one.finding}`), one.basis, one.assessedBy, showDate(one.on)])}
        />
      )}
      {mayWrite && (
        <p class="govuk-body lw-no-print">
          <a class="govuk-link" href={`/cases/${caseId}/adult/capacity`}>
            {t('capacity.do')}
          </a>
        </p>
      )}
    </>
  )
}

/** How often, since when and until when: the same day as the reminder in the worker's work. */
function SeenPart({ caseId, seen: { rhythm, lastSeenOn, today }, mayWrite }: { caseId: string; seen: Seen; mayWrite: boolean }): VNode {
  const decidedOn = rhythm === undefined ? undefined : londonDateOf(rhythm.decidedAt)
  const from = decidedOn !== undefined && (lastSeenOn === undefined || lastSeenOn < decidedOn) ? decidedOn : lastSeenOn
  const by = rhythm === undefined || from === undefined ? undefined : addDays(from, rhythm.everyDays)
  return (
    <>
      <h2 class="govuk-heading-m">{t('seen.heading')}</h2>
      {rhythm === undefined || by === undefined ? (
        <p class="govuk-body">{t('seen.none')}</p>
      ) : (
        <>
          <p class="govuk-body">
            {lastSeenOn === undefined
              ? t('seen.never', { by: showDate(by) })
              : t('seen.last', { date: showDate(lastSeenOn), by: showDate(by) })}{' '}
            {by < today && <strong class="lw-late">{t('seen.late')}</strong>}
          </p>
          <p class="govuk-hint lw-as-typed">
            {t('seen.rhythm', {
              count: rhythm.everyDays,
              name: rhythm.decidedBy,
              date: showDate(londonDateOf(rhythm.decidedAt)),
              because: rhythm.because,
            })}
          </p>
        </>
      )}
      {mayWrite && (
        <p class="govuk-body lw-no-print">
          <a class="govuk-link" href={`/cases/${caseId}/adult/rhythm`}>
            {t('seen.do')}
          </a>
        </p>
      )}
    </>
  )
}

type AgesPartProps = { caseId: string; ages: Ages; others: readonly OtherCase[]; mayWrite: boolean }

function AgesPart({ caseId, ages: { today, whenExploited: then, from }, others, mayWrite }: AgesPartProps): VNode {
  const basis = from === undefined ? '' : t(`basis.${from.basis}`)
  return (
    <>
      <h2 class="govuk-heading-m">{t('ages.heading')}</h2>
      <SummaryList
        rows={[
          { key: t('ages.today'), value: today === null ? t('ages.notKnown') : String(today) },
          { key: t('ages.then'), value: then === null ? t('ages.notKnown') : t('ages.years', { years: String(then), basis }) },
          { key: t('ages.act'), value: t('ages.actWhere') },
        ]}
      />
      {then !== null && then < 18 && <p class="govuk-body govuk-!-font-weight-bold">{t('ages.asChild')}</p>}
      {then !== null && then < 18 && <p class="govuk-body">{t('ages.lead')}</p>}
      {others.length > 0 && <h3 class="govuk-heading-s">{t('others.heading')}</h3>}
      <ul class="govuk-list">
        {others.map((other) => (
          <li>
            <a class="govuk-link lw-reference" href={`/cases/${other.caseId}`}>
              {other.reference}
            </a>{' '}
            {other.closedAt === null
              ? t('others.line', { kind: t(`others.${other.kind}`), opened: showDate(londonDateOf(other.openedAt)) })
              : t('others.closed', {
                  kind: t(`others.${other.kind}`),
                  opened: showDate(londonDateOf(other.openedAt)),
                  closed: showDate(londonDateOf(other.closedAt)),
                })}
          </li>
        ))}
      </ul>
      {mayWrite && (
        <p class="govuk-body lw-no-print">
          <a class="govuk-link" href={`/cases/${caseId}/adult/from`}>
            {t('ages.do')}
          </a>
        </p>
      )}
    </>
  )
}

function Said({ statement }: { statement: AdultStatement }): VNode {
  const label = answerLabels[statement.kind].find(({ value }) => value === statement.answer)?.text ?? statement.answer
  const isTheirs = statement.kind === 'wants' || statement.kind === 'enough'
  return (
    <>
      {statement.said !== '' &&
        (isTheirs ? (
          <blockquote class="lw-own-words lw-as-typed">{statement.said}</blockquote>
        ) : (
          <p class="govuk-body lw-as-typed">{statement.said}</p>
        ))}
      <p class="govuk-hint">{t('line', { answer: label, date: showDate(statement.on), name: statement.recordedBy })}</p>
    </>
  )
}

/** Every answer with its words, by what it is about. */
const answerLabels: Readonly<Record<AdultKind, readonly Readonly<{ value: string; text: string }>[]>> = {
  wants: adultAnswers.wants.map((value) => ({ value, text: t(`answer.wants.${value}`) })),
  agreement: adultAnswers.agreement.map((value) => ({ value, text: t(`answer.agreement.${value}`) })),
  section42: adultAnswers.section42.map((value) => ({ value, text: t(`answer.section42.${value}`) })),
  advocate: adultAnswers.advocate.map((value) => ({ value, text: t(`answer.advocate.${value}`) })),
  enough: adultAnswers.enough.map((value) => ({ value, text: t(`answer.enough.${value}`) })),
}

// ── the forms ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** The case of an adult that this reader may write, while it is open. */
async function writable(request: Request): Promise<Case> {
  const c = await caseFor(request, idParam(request))
  if (c.kind !== 'adult' || c.state === 'closed' || !(await mayOnCase(request.tx, c.id, 'risk', 'write'))) return notThere()
  request.audit.about('case', c.id, { caseId: c.id, classes: ['risk'] })
  return c
}

function typedIn(request: Request): Typed {
  return Object.fromEntries(Object.keys(request.body).map((name) => [name, typed(request.body, name)]))
}

/** A day that has been, or undefined. */
function dayIn(request: Request): string | undefined {
  const on = dateTyped(request.body, 'on')
  return on.kind === 'ok' && on.date <= londonDateOf(request.now) ? on.date : undefined
}

type SheetProps = {
  title: string
  action: string
  caseId: string
  typed: Typed
  problems: Problems
  children: VNode | VNode[]
  /** Asks no day. */
  hasNoDay?: boolean
}
function Sheet({ title, action, caseId, typed, problems, children, hasNoDay = false }: SheetProps): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{title}</h1>
        <PostForm action={action}>
          {children}
          {!hasNoDay && (
            <DateInput
              id="on"
              namePrefix="on"
              fieldset={{ legend: { text: t('add.on'), classes: 'govuk-fieldset__legend--m' } }}
              values={typed}
              errorMessage={problems['on-day']}
            />
          )}
          <div class="govuk-button-group">
            <Button preventDoubleClick>{t('add.save')}</Button>
            <a class="govuk-link" href={partUrl(caseId)}>
              {riskTexts('cancel')}
            </a>
          </div>
        </PostForm>
      </div>
    </div>
  )
}

function sheet(request: Request, c: Case, title: string, problems: Problems, body: VNode): Promise<Reply> {
  const status = Object.keys(problems).length === 0 ? 200 : 422
  return belowCase(request, c, { title, back: { href: partUrl(c.id), text: riskTexts('back') }, status, body })
}

function statementSheet(request: Request, c: Case, fields: Typed, problems: Problems): Promise<Reply> {
  return sheet(
    request,
    c,
    t('add.title'),
    problems,
    <Sheet title={t('add.title')} action={`/cases/${c.id}/adult/new`} caseId={c.id} typed={fields} problems={problems}>
      <Radios
        name="kind"
        fieldset={{ legend: { text: t('add.kind'), classes: 'govuk-fieldset__legend--m' } }}
        items={adultKinds.map((kind) => ({
          value: kind,
          text: t(`kind.${kind}`),
          conditional:
            kind === 'wants' ? undefined : (
              <>
                <Radios
                  name={`answer-${kind}`}
                  fieldset={{ legend: { text: t('add.answer'), classes: 'govuk-fieldset__legend--s' } }}
                  items={[...answerLabels[kind]]}
                  value={fields[`answer-${kind}`]}
                  errorMessage={problems[`answer-${kind}`]}
                />
                {kind === 'enough' && (
                  <DateInput
                    id="again"
                    namePrefix="again"
                    fieldset={{ legend: { text: t('add.again'), classes: 'govuk-fieldset__legend--s' } }}
                    hint={t('add.againHint')}
                    values={fields}
                    errorMessage={problems['again']}
                  />
                )}
              </>
            ),
        }))}
        value={fields['kind']}
        errorMessage={problems['kind']}
      />
      <Textarea
        name="said"
        label={{ text: t('add.said'), classes: 'govuk-label--m' }}
        hint={t('add.saidHint')}
        rows={4}
        value={fields['said']}
        errorMessage={problems['said']}
        attributes={{ 'data-words': '/words.json' }}
      />
    </Sheet>,
  )
}

async function statementPage(request: Request): Promise<Reply> {
  return statementSheet(request, await writable(request), dateBoxes('on', londonDateOf(request.now)), {})
}

async function recordStatement(request: Request): Promise<Reply> {
  const c = await writable(request)
  const fields = typedIn(request)
  const kind = adultKinds.find((one) => one === fields['kind'])
  const on = dayIn(request)
  if (kind === undefined) return statementSheet(request, c, fields, { kind: t('problem.choose') })
  const answer = kind === 'wants' ? 'said' : fields[`answer-${kind}`]
  const form = adultForm.safeParse({ kind, answer, said: fields['said'] ?? '', on: on ?? '' })
  const again = dateTyped(request.body, 'again')
  const comesBack = again.kind === 'ok' && again.date >= londonDateOf(request.now) ? again.date : undefined
  // what is not enough is not left at that: somebody comes back to it, on a day
  const lacksDay = kind === 'enough' && comesBack === undefined && (again.kind !== 'empty' || answer !== 'yes')
  if (!form.success || on === undefined || lacksDay) {
    const wrong = new Set(form.success ? [] : form.error.issues.map(({ path }) => path[0]))
    return statementSheet(request, c, fields, {
      ...(lacksDay ? { again: t('problem.again') } : {}),
      ...(wrong.has('answer') ? { [`answer-${kind}`]: t('problem.choose') } : {}),
      ...(wrong.has('said') ? { said: t((fields['said'] ?? '').length > 10_000 ? 'problem.tooLong' : 'problem.said') } : {}),
      ...(on === undefined ? { 'on-day': t('problem.date') } : {}),
    })
  }
  await addStatement(request.tx, c.id, form.data)
  if (kind === 'enough') await comeBack(request, c, comesBack)
  return seeOther(partUrl(c.id))
}

/** Whoever works the case asks again on that day; the last asking is done. */
async function comeBack({ tx, now, actor }: Request, c: Case, on: LocalDate | undefined): Promise<void> {
  const which = { record: { kind: 'case', id: c.id }, kind: 'adult.enough' } as const
  await completeTask(tx, which, now)
  if (on === undefined) return
  const ownerPostId = c.workerPostId ?? actor.postId
  await putTask(tx, { ...which, ownerPostId, teamId: c.teamId, dueAt: instantOf(`${on}T23:59`), clock: undefined })
}

// ── how often, and from when ────────────────────────────────────────────────────────────────────────────────────────

function rhythmSheet(request: Request, c: Case, fields: Typed, problems: Problems): Promise<Reply> {
  const action = `/cases/${c.id}/adult/rhythm`
  return sheet(
    request,
    c,
    t('seen.do'),
    problems,
    <Sheet title={t('seen.do')} action={action} caseId={c.id} typed={fields} problems={problems} hasNoDay>
      <Input
        name="everyDays"
        label={{ text: t('seen.days'), classes: 'govuk-label--m' }}
        hint={t('seen.daysHint')}
        classes="govuk-input--width-3"
        inputmode="numeric"
        value={fields['everyDays']}
        errorMessage={problems['everyDays']}
      />
      <Textarea
        name="because"
        label={{ text: t('seen.because'), classes: 'govuk-label--m' }}
        rows={3}
        value={fields['because']}
        errorMessage={problems['because']}
        attributes={{ 'data-words': '/words.json' }}
      />
    </Sheet>,
  )
}

async function rhythmPage(request: Request): Promise<Reply> {
  const c = await writable(request)
  const now = await rhythmOfAdult(request.tx, c.id)
  return rhythmSheet(request, c, { everyDays: now === undefined ? '' : String(now.everyDays) }, {})
}

async function recordRhythm(request: Request): Promise<Reply> {
  const c = await writable(request)
  const fields = typedIn(request)
  const form = rhythmForm.safeParse({ everyDays: fields['everyDays'] ?? '', because: fields['because'] ?? '' })
  if (!form.success) {
    const wrong = new Set(form.error.issues.map(({ path }) => path[0]))
    return rhythmSheet(request, c, fields, {
      ...(wrong.has('everyDays') ? { everyDays: t('problem.days') } : {}),
      ...(wrong.has('because') ? { because: t((fields['because'] ?? '').length > 1000 ? 'problem.tooLong' : 'problem.said') } : {}),
    })
  }
  await chooseAdultRhythm(request.tx, c.id, form.data.everyDays, form.data.because)
  return seeOther(partUrl(c.id))
}

function fromSheet(request: Request, c: Case, fields: Typed, problems: Problems): Promise<Reply> {
  return sheet(
    request,
    c,
    t('ages.do'),
    problems,
    <Sheet title={t('ages.do')} action={`/cases/${c.id}/adult/from`} caseId={c.id} typed={fields} problems={problems} hasNoDay>
      <DateInput
        id="on"
        namePrefix="on"
        fieldset={{ legend: { text: t('ages.from'), classes: 'govuk-fieldset__legend--m' } }}
        hint={t('ages.fromHint')}
        values={fields}
        errorMessage={problems['on-day']}
      />
      <Radios
        name="basis"
        fieldset={{ legend: { text: t('ages.basis'), classes: 'govuk-fieldset__legend--m' } }}
        items={exploitedBases.map((value) => ({ value, text: t(`basis.${value}`) }))}
        value={fields['basis']}
        errorMessage={problems['basis']}
      />
    </Sheet>,
  )
}

async function fromPage(request: Request): Promise<Reply> {
  const c = await writable(request)
  const known = await exploitedFromOf(request.tx, c.id)
  return fromSheet(request, c, { ...dateBoxes('on', known?.from ?? null), basis: known?.basis ?? '' }, {})
}

/** Not known stays not known: today's age is never copied into it. */
async function recordFrom(request: Request): Promise<Reply> {
  const c = await writable(request)
  const fields = typedIn(request)
  const basis = exploitedBasis.safeParse(fields['basis'])
  const from = basis.data === 'unknown' ? null : dayIn(request)
  if (!basis.success || from === undefined)
    return fromSheet(request, c, fields, {
      ...(basis.success ? {} : { basis: t('problem.choose') }),
      ...(from === undefined ? { 'on-day': t('problem.date') } : {}),
    })
  await sayExploitedFrom(request.tx, c.id, { from, basis: basis.data })
  return seeOther(partUrl(c.id))
}

function capacitySheet(request: Request, c: Case, fields: Typed, problems: Problems): Promise<Reply> {
  return sheet(
    request,
    c,
    t('capacity.title'),
    problems,
    <Sheet title={t('capacity.title')} action={`/cases/${c.id}/adult/capacity`} caseId={c.id} typed={fields} problems={problems}>
      <Input
        name="decision"
        label={{ text: t('capacity.decision'), classes: 'govuk-label--m' }}
        hint={t('capacity.decisionHint')}
        value={fields['decision']}
        errorMessage={problems['decision']}
      />
      <Radios
        name="finding"
        fieldset={{ legend: { text: t('capacity.finding'), classes: 'govuk-fieldset__legend--m' } }}
        items={(['has', 'lacks', 'unknown'] as const).map((value) => ({ value, text: t(`capacity.${value}`) }))}
        value={fields['finding']}
        errorMessage={problems['finding']}
      />
      <Textarea
        name="basis"
        label={{ text: t('capacity.basis'), classes: 'govuk-label--m' }}
        rows={4}
        value={fields['basis']}
        errorMessage={problems['basis']}
        attributes={{ 'data-words': '/words.json' }}
      />
      <Input name="by" label={{ text: t('capacity.by'), classes: 'govuk-label--m' }} value={fields['by']} errorMessage={problems['by']} />
    </Sheet>,
  )
}

async function capacityPage(request: Request): Promise<Reply> {
  return capacitySheet(request, await writable(request), dateBoxes('on', londonDateOf(request.now)), {})
}

async function recordCapacity(request: Request): Promise<Reply> {
  const c = await writable(request)
  const fields = typedIn(request)
  const on = dayIn(request)
  const given = { decision: fields['decision'] ?? '', finding: fields['finding'], basis: fields['basis'] ?? '', by: fields['by'] ?? '' }
  const form = capacityForm.safeParse({ ...given, on: on ?? '' })
  if (!form.success || on === undefined) {
    const messages = { decision: t('problem.decision'), finding: t('problem.choose'), basis: t('problem.said'), by: t('problem.by') }
    const wrong = new Set(form.success ? [] : form.error.issues.map(({ path }) => path[0]))
    return capacitySheet(request, c, fields, {
      ...Object.fromEntries(Object.entries(messages).filter(([field]) => wrong.has(field))),
      ...(on === undefined ? { 'on-day': t('problem.date') } : {}),
    })
  }
  await addCapacity(request.tx, c.id, form.data)
  return seeOther(partUrl(c.id))
}
