// An adult's case (law 5.4): their words instead of indicators. The part of the case, and its two forms.
import type { VNode } from 'preact'
import { Button, DateInput, Details, EmptyState, Input, Radios, SummaryList, Table, Textarea } from '../../platform/design/index.ts'
import { showDate } from '../../platform/texts/dates.ts'
import { mayOnCase } from '../access/may.ts'
import { belowCase, type Case, caseFor } from '../cases/index.ts'
import { londonDateOf } from '../clocks/index.ts'
import { idParam, notThere, type Reply, type Request, type Routes, seeOther, typed } from '../house/request.ts'
import { dateBoxes, dateTyped, PostForm, ProblemSummary, type Problems } from '../pages/index.ts'
import { type AdultKind, adultAnswers, adultForm, adultKinds, capacityForm } from './adult-schema.ts'
import { type AdultStatement, addCapacity, addStatement, type Capacity, capacitiesOf, statementsOf } from './adult-store.ts'
import { t as riskTexts, adultTexts as t } from './texts.ts'

type Typed = Readonly<Record<string, string>>

export function adultRoutes(route: Routes): void {
  route.get('/cases/:id/adult/new', 'adult.statement.open', statementPage)
  route.post('/cases/:id/adult/new', 'adult.statement.add', recordStatement)
  route.get('/cases/:id/adult/capacity', 'adult.capacity.open', capacityPage)
  route.post('/cases/:id/adult/capacity', 'adult.capacity.add', recordCapacity)
}

const partUrl = (caseId: string) => `/cases/${caseId}/risk`

// ── the part of the case ────────────────────────────────────────────────────────────────────────────────────────────

export async function adultPart({ tx }: Request, c: Case): Promise<VNode> {
  const mayWrite = c.state !== 'closed' && (await mayOnCase(tx, c.id, 'risk', 'write'))
  return <AdultPart caseId={c.id} statements={await statementsOf(tx, c.id)} capacities={await capacitiesOf(tx, c.id)} mayWrite={mayWrite} />
}

type AdultPartProps = { caseId: string; statements: readonly AdultStatement[]; capacities: readonly Capacity[]; mayWrite: boolean }
function AdultPart({ caseId, statements, capacities, mayWrite }: AdultPartProps): VNode {
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

type SheetProps = { title: string; action: string; caseId: string; typed: Typed; problems: Problems; children: VNode | VNode[] }
function Sheet({ title, action, caseId, typed, problems, children }: SheetProps): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{title}</h1>
        <PostForm action={action}>
          {children}
          <DateInput
            id="on"
            namePrefix="on"
            fieldset={{ legend: { text: t('add.on'), classes: 'govuk-fieldset__legend--m' } }}
            values={typed}
            errorMessage={problems['on-day']}
          />
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
              <Radios
                name={`answer-${kind}`}
                fieldset={{ legend: { text: t(`kind.${kind}`), classes: 'govuk-visually-hidden' } }}
                items={[...answerLabels[kind]]}
                value={fields[`answer-${kind}`]}
                errorMessage={problems[`answer-${kind}`]}
              />
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
  if (!form.success || on === undefined) {
    const wrong = new Set(form.success ? [] : form.error.issues.map(({ path }) => path[0]))
    return statementSheet(request, c, fields, {
      ...(wrong.has('answer') ? { [`answer-${kind}`]: t('problem.choose') } : {}),
      ...(wrong.has('said') ? { said: t((fields['said'] ?? '').length > 10_000 ? 'problem.tooLong' : 'problem.said') } : {}),
      ...(on === undefined ? { 'on-day': t('problem.date') } : {}),
    })
  }
  await addStatement(request.tx, c.id, form.data)
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
