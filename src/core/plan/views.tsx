import type { VNode } from 'preact'
import {
  Alert,
  Button,
  Checkboxes,
  Conflict,
  type ConflictRow,
  DateInput,
  EmptyState,
  Input,
  Radios,
  Select,
  SummaryList,
  Table,
  Tag,
  Textarea,
  Timeline,
} from '../../platform/design/index.ts'
import { showDate, showDay, showInstant } from '../../platform/texts/dates.ts'
import type { LocalDate } from '../clocks/index.ts'
import { type FormBody, typed, typedAll } from '../house/request.ts'
import { dateBoxes, PostForm, ProblemSummary, type Problems } from '../pages/index.ts'
import { actionStanding, type ServiceStanding, serviceStanding } from './rules.ts'
import { type PlanText, planHeadings } from './schema.ts'
import type { Action, Colleague, Plan, Service, Supervision } from './store.ts'
import { t } from './texts.ts'

type SectionProps = Readonly<{
  base: string
  today: LocalDate
  mayWrite: boolean
  plan: Plan | undefined
  actions: readonly Action[]
  services: readonly Service[]
  supervisions: readonly Supervision[]
}>

/** The plan of a case: what we worry about, what is to be done, which services have begun, what supervision decided. */
export function PlanSection(props: SectionProps): VNode {
  const { base, plan, mayWrite } = props
  return (
    <>
      <h1 class="govuk-heading-l">{t('heading')}</h1>
      {plan === undefined ? (
        <EmptyState title={t('plan.none')}>
          <p class="govuk-body">{t('plan.noneWhat')}</p>
        </EmptyState>
      ) : (
        <>
          <PlanWords plan={plan} />
          <p class="govuk-body-s">{t('plan.changed', { name: plan.changedBy, when: showInstant(plan.changedAt) })}</p>
        </>
      )}
      {mayWrite && (
        <Button href={`${base}/edit`} classes="govuk-button--secondary">
          {t(plan === undefined ? 'plan.begin' : 'plan.edit')}
        </Button>
      )}
      <Actions {...props} />
      <Services {...props} />
      <Supervisions {...props} />
    </>
  )
}

function PlanWords({ plan }: { plan: PlanText }): VNode {
  // the last three belong to one practice model: shown when somebody uses them
  const shown = planHeadings.filter((name, i) => i < 3 || plan[name] !== '')
  return (
    <SummaryList
      rows={shown.map((name) => ({
        key: t(`heading.${name}`),
        value: { text: <span class="lw-as-typed">{plan[name] === '' ? t('plan.empty') : plan[name]}</span> },
      }))}
    />
  )
}

function Actions({ base, today, mayWrite, actions }: SectionProps): VNode {
  return (
    <section aria-labelledby="plan-actions">
      <h2 class="govuk-heading-m" id="plan-actions">
        {t('actions.heading')}
      </h2>
      {actions.length === 0 ? (
        <EmptyState title={t('actions.none')} headingLevel={3}>
          <p class="govuk-body">{t('actions.noneWhat')}</p>
        </EmptyState>
      ) : (
        <Table
          classes="lw-stack"
          caption={t('actions.caption')}
          captionClasses="govuk-visually-hidden"
          head={[
            t('actions.what'),
            t('actions.who'),
            t('actions.by'),
            t('actions.state'),
            ...(mayWrite ? [{ text: t('actions.do'), classes: 'lw-no-print' }] : []),
          ]}
          rows={actions.map((action) => [
            {
              text: (
                <>
                  {action.what} {action.askedByThem && <Tag classes="govuk-tag--purple">{t('actions.askedByThem')}</Tag>}
                  {action.moves.map((move) => (
                    <div class="govuk-hint govuk-!-font-size-16 govuk-!-margin-bottom-0">
                      {t('action.movedBefore', { name: move.ownerName, date: showDate(move.dueOn) })}{' '}
                      {t('action.movedWhy', { name: move.by, date: showDay(move.at), because: move.because })}
                    </div>
                  ))}
                </>
              ),
              attributes: { 'data-label': t('actions.what') },
            },
            { text: action.ownerName, attributes: { 'data-label': t('actions.who') } },
            { text: showDate(action.dueOn), attributes: { 'data-label': t('actions.by') } },
            { text: <ActionState action={action} today={today} />, attributes: { 'data-label': t('actions.state') } },
            ...(mayWrite ? [{ text: action.state === 'open' ? <EndLink base={base} action={action} /> : '', classes: 'lw-no-print' }] : []),
          ])}
        />
      )}
      {mayWrite && (
        <Button href={`${base}/actions/new`} classes="govuk-button--secondary">
          {t('actions.add')}
        </Button>
      )}
    </section>
  )
}

function EndLink({ base, action }: { base: string; action: Action }): VNode {
  return (
    <>
      <a class="govuk-link" href={`${base}/actions/${action.id}`}>
        {t('actions.end')}
        <span class="govuk-visually-hidden">{t('actions.endHidden', { what: action.what })}</span>
      </a>
      <br />
      <a class="govuk-link" href={`${base}/actions/${action.id}/move`}>
        {t('action.move')}
        <span class="govuk-visually-hidden">{t('actions.endHidden', { what: action.what })}</span>
      </a>
    </>
  )
}

function ActionState({ action, today }: { action: Action; today: LocalDate }): VNode {
  if (action.state !== 'open') {
    const key = action.state === 'done' ? 'actions.done' : 'actions.dropped'
    return (
      <>
        {t(key, { date: action.endedOn === null ? '' : showDate(action.endedOn) })}. {action.endedHow}
      </>
    )
  }
  const standing = actionStanding(action.dueOn, today)
  if (standing.kind === 'overdue') return <strong class="lw-late">{t('actions.overdue', { count: standing.days })}</strong>
  return <>{standing.daysLeft === 0 ? t('actions.today') : t('actions.left', { count: standing.daysLeft })}</>
}

/** Words first; a tag only says in colour what the words say. */
export function standingWords(standing: ServiceStanding): string {
  switch (standing.kind) {
    case 'asked':
    case 'accepted':
    case 'in_place':
      return t(`standing.${standing.kind}`, { count: standing.waitedDays })
    case 'not_accepted':
    case 'ended':
      return t(`standing.${standing.kind}`)
  }
}

function Services({ base, today, mayWrite, services }: SectionProps): VNode {
  return (
    <section aria-labelledby="plan-services">
      <h2 class="govuk-heading-m" id="plan-services">
        {t('services.heading')}
      </h2>
      {services.length === 0 ? (
        <EmptyState title={t('services.none')} headingLevel={3}>
          <p class="govuk-body">{t('services.noneWhat')}</p>
        </EmptyState>
      ) : (
        <Table
          classes="lw-stack"
          caption={t('services.caption')}
          captionClasses="govuk-visually-hidden"
          head={[
            t('services.service'),
            t('services.asked'),
            t('services.standing'),
            ...(mayWrite ? [{ text: t('actions.do'), classes: 'lw-no-print' }] : []),
          ]}
          rows={services.map((service) => [
            { text: service.service, attributes: { 'data-label': t('services.service') } },
            { text: showDate(service.askedOn), attributes: { 'data-label': t('services.asked') } },
            { text: standingWords(serviceStanding(service, today)), attributes: { 'data-label': t('services.standing') } },
            ...(mayWrite
              ? [
                  {
                    text: (
                      <a class="govuk-link" href={`${base}/services/${service.id}`}>
                        {t('services.change')}
                        <span class="govuk-visually-hidden">{t('actions.endHidden', { what: service.service })}</span>
                      </a>
                    ),
                    classes: 'lw-no-print',
                  },
                ]
              : []),
          ])}
        />
      )}
      {mayWrite && (
        <Button href={`${base}/services/new`} classes="govuk-button--secondary">
          {t('services.add')}
        </Button>
      )}
    </section>
  )
}

function Supervisions({ base, mayWrite, supervisions }: SectionProps): VNode {
  return (
    <section aria-labelledby="plan-supervision">
      <h2 class="govuk-heading-m" id="plan-supervision">
        {t('supervision.heading')}
      </h2>
      {supervisions.length === 0 ? (
        <EmptyState title={t('supervision.none')} headingLevel={3}>
          <p class="govuk-body">{t('supervision.noneWhat')}</p>
        </EmptyState>
      ) : (
        <Timeline
          items={supervisions.map((held) => ({
            title: t('supervision.line', { name: held.withName }),
            datetime: held.heldOn,
            when: showDate(held.heldOn),
            children: (
              <>
                <p class="govuk-body lw-as-typed">{held.decided}</p>
                {held.nextOn !== null && <p class="govuk-body-s">{t('supervision.next', { date: showDate(held.nextOn) })}</p>}
              </>
            ),
          }))}
        />
      )}
      {mayWrite && (
        <Button href={`${base}/supervision/new`} classes="govuk-button--secondary">
          {t('supervision.add')}
        </Button>
      )}
    </section>
  )
}

type FormProps = Readonly<{ base: string; body: FormBody; problems: Problems }>

/** `theirs`: another version was saved while this was written; both are shown. */
export function PlanForm({
  base,
  body,
  problems,
  version,
  theirs,
}: FormProps & Readonly<{ version: number; theirs: Plan | undefined }>): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{t('heading')}</h1>
        {theirs !== undefined && (
          <>
            <Alert tone="caution" title={t('plan.conflict')} live>
              <p>{t('plan.conflictWhat', { name: theirs.changedBy, when: showInstant(theirs.changedAt) })}</p>
            </Alert>
            <h2 class="govuk-heading-m">{t('plan.theirs', { name: theirs.changedBy })}</h2>
            <PlanWords plan={theirs} />
          </>
        )}
        <PostForm action={`${base}/edit`}>
          <input type="hidden" name="version" value={version} />
          {planHeadings.map((name) => (
            <Textarea
              name={name}
              label={{ text: t(`heading.${name}`), classes: 'govuk-label--s' }}
              hint={t(`hint.${name}`)}
              value={typed(body, name)}
              rows={name === 'worries' ? 6 : 4}
              errorMessage={problems[name]}
            />
          ))}
          <Button>{t('save')}</Button>
        </PostForm>
      </div>
    </div>
  )
}

const dateOf = (body: FormBody, name: string) =>
  Object.fromEntries(['day', 'month', 'year'].map((part) => [`${name}-${part}`, typed(body, `${name}-${part}`)]))

function DateField({
  name,
  label,
  hint,
  body,
  problems,
}: Readonly<{ name: string; label: string; hint?: string; body: FormBody; problems: Problems }>): VNode {
  return (
    <DateInput
      id={name}
      namePrefix={name}
      values={dateOf(body, name)}
      fieldset={{ legend: { text: label, classes: 'govuk-fieldset__legend--s' } }}
      hint={hint}
      errorMessage={problems[name]}
    />
  )
}

export function ActionForm({ base, body, problems, colleagues }: FormProps & Readonly<{ colleagues: readonly Colleague[] }>): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{t('action.title')}</h1>
        <PostForm action={`${base}/actions/new`}>
          <Textarea name="what" label={t('action.what')} value={typed(body, 'what')} rows={2} errorMessage={problems.what} />
          <OwnerFields body={body} problems={problems} colleagues={colleagues} />
          <DateField name="dueOn" label={t('action.due')} hint={t('action.dueHint')} body={body} problems={problems} />
          <Checkboxes
            name="askedByThem"
            fieldset={{ legend: { text: t('action.asked'), classes: 'govuk-fieldset__legend--s' } }}
            values={typedAll(body, 'askedByThem')}
            items={[{ text: t('action.askedYes'), value: 'yes' }]}
          />
          <Button>{t('save')}</Button>
        </PostForm>
      </div>
    </div>
  )
}

/** Who does it: a colleague, or somebody else in words. */
function OwnerFields({ body, problems, colleagues }: Omit<FormProps, 'base'> & Readonly<{ colleagues: readonly Colleague[] }>): VNode {
  return (
    <>
      <Select
        name="ownerPostId"
        label={t('action.owner')}
        hint={t('action.ownerHint')}
        value={typed(body, 'ownerPostId')}
        errorMessage={problems.ownerPostId}
        items={[
          { text: t('choose'), value: '' },
          ...colleagues.map(({ postId, name, role }) => ({ text: `${name}, ${role}`, value: postId })),
          { text: t('action.somebodyElse'), value: 'else' },
        ]}
      />
      <Input name="ownerWords" label={t('action.ownerWords')} value={typed(body, 'ownerWords')} errorMessage={problems.ownerWords} />
    </>
  )
}

/** What is kept of who does an action and by when, as it would have been typed. */
export function actionAsTyped(action: Action): FormBody {
  return { ownerPostId: action.ownerPostId ?? 'else', ownerWords: action.ownerWords, ...dateBoxes('dueOn', action.dueOn) }
}

type ActionMoveProps = FormProps & Readonly<{ action: Action; colleagues: readonly Colleague[]; isLate?: boolean }>

/** `isLate`: somebody else changed or ended it while this was written, and both are shown. */
export function ActionMoveForm({ base, body, problems, action, colleagues, isLate = false }: ActionMoveProps): VNode {
  const nameOf = (owner: string) => colleagues.find(({ postId }) => postId === owner)?.name ?? typed(body, 'ownerWords')
  const day = ['day', 'month', 'year'].map((part) => typed(body, `dueOn-${part}`)).join(' ')
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">
          <span class="govuk-caption-l">{action.what}</span>
          {t('action.moveTitle')}
        </h1>
        {isLate && (
          <Conflict
            keepUrl={base}
            rows={[
              { label: t('actions.who'), saved: action.ownerName, typed: nameOf(typed(body, 'ownerPostId')) },
              { label: t('actions.by'), saved: showDate(action.dueOn), typed: day },
              { label: t('actionEnd.state'), saved: endingWords(action.state), typed: '' },
            ]}
          />
        )}
        {action.state === 'open' && (
          <PostForm action={`${base}/actions/${action.id}/move`}>
            <input type="hidden" name="version" value={action.version} />
            <OwnerFields body={body} problems={problems} colleagues={colleagues} />
            <DateField name="dueOn" label={t('action.due')} hint={t('action.dueHint')} body={body} problems={problems} />
            <Textarea
              name="because"
              label={t('action.moveBecause')}
              hint={t('action.moveHint')}
              value={typed(body, 'because')}
              rows={2}
              errorMessage={problems.because}
            />
            <p class="govuk-body">{t('action.moveTold')}</p>
            <Button preventDoubleClick>{t('save')}</Button>
          </PostForm>
        )}
      </div>
    </div>
  )
}

/** `isLate`: somebody else saved while this was written, and both are shown; `action` is what is kept now. */
export function ActionEndForm({
  base,
  body,
  problems,
  action,
  isLate = false,
}: FormProps & Readonly<{ action: Action; isLate?: boolean }>): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">
          <span class="govuk-caption-l">{action.what}</span>
          {t('actionEnd.title')}
        </h1>
        {isLate && (
          <Conflict
            keepUrl={base}
            rows={[
              { label: t('actionEnd.state'), saved: endingWords(action.state), typed: endingWords(typed(body, 'state')) },
              { label: t('actionEnd.how'), saved: action.endedHow, typed: typed(body, 'how').trim() },
            ]}
          />
        )}
        <PostForm action={`${base}/actions/${action.id}`}>
          <input type="hidden" name="version" value={action.version} />
          <Radios
            name="state"
            idPrefix="state"
            fieldset={{ legend: { text: t('actionEnd.state'), classes: 'govuk-fieldset__legend--s' } }}
            value={typed(body, 'state')}
            errorMessage={problems.state}
            items={[
              { text: t('actionEnd.done'), value: 'done' },
              { text: t('actionEnd.dropped'), value: 'dropped' },
            ]}
          />
          <Textarea name="how" label={t('actionEnd.how')} value={typed(body, 'how')} rows={3} errorMessage={problems.how} />
          <Button>{t('save')}</Button>
        </PostForm>
      </div>
    </div>
  )
}

function endingWords(state: string): string {
  return state === 'done' || state === 'dropped' ? t(`actionEnd.${state}`) : ''
}

/** `isLate`: somebody else saved while this was written, and both are shown; `service` is what is kept now. */
export function ServiceForm({
  base,
  body,
  problems,
  service,
  isLate = false,
}: FormProps & Readonly<{ service: Service | undefined; isLate?: boolean }>): VNode {
  const action = service === undefined ? `${base}/services/new` : `${base}/services/${service.id}`
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">
          {service !== undefined && <span class="govuk-caption-l">{service.service}</span>}
          {t(service === undefined ? 'service.title' : 'service.change')}
        </h1>
        {service !== undefined && isLate && <Conflict keepUrl={base} rows={serviceRows(service, body)} />}
        <PostForm action={action}>
          {service === undefined ? (
            <>
              <Input
                name="service"
                label={t('service.name')}
                hint={t('service.nameHint')}
                value={typed(body, 'service')}
                errorMessage={problems.service}
              />
              <DateField name="askedOn" label={t('service.askedOn')} body={body} problems={problems} />
            </>
          ) : (
            <>
              <input type="hidden" name="version" value={service.version} />
              <Radios
                name="accepted"
                idPrefix="accepted"
                fieldset={{ legend: { text: t('service.accepted'), classes: 'govuk-fieldset__legend--s' } }}
                value={typed(body, 'accepted')}
                errorMessage={problems.accepted}
                items={[
                  { text: t('service.acceptedYes'), value: 'yes' },
                  { text: t('service.acceptedNo'), value: 'no' },
                  { text: t('service.acceptedUnknown'), value: 'unknown' },
                ]}
              />
              <DateField name="acceptedOn" label={t('service.acceptedOn')} body={body} problems={problems} />
              <DateField
                name="firstMetOn"
                label={t('service.firstMetOn')}
                hint={t('service.firstMetHint')}
                body={body}
                problems={problems}
              />
              <DateField name="endedOn" label={t('service.endedOn')} hint={t('service.endedHint')} body={body} problems={problems} />
              <Textarea
                name="endedBecause"
                label={t('service.endedBecause')}
                value={typed(body, 'endedBecause')}
                rows={2}
                errorMessage={problems.endedBecause}
              />
            </>
          )}
          <Button>{t('save')}</Button>
        </PostForm>
      </div>
    </div>
  )
}

function serviceRows(service: Service, body: FormBody): readonly ConflictRow[] {
  const kept = serviceAsTyped(service)
  const dayIn = (from: FormBody, name: string) =>
    ['day', 'month', 'year']
      .map((part) => typed(from, `${name}-${part}`).trim())
      .filter((part) => part !== '')
      .join(' ')
  const answers: Readonly<Record<string, string>> = {
    yes: t('service.acceptedYes'),
    no: t('service.acceptedNo'),
    unknown: t('service.acceptedUnknown'),
  }
  const day = (name: 'acceptedOn' | 'firstMetOn' | 'endedOn') => ({
    label: t(`service.${name}`),
    saved: dayIn(kept, name),
    typed: dayIn(body, name),
  })
  return [
    { label: t('service.accepted'), saved: answers[service.accepted] ?? '', typed: answers[typed(body, 'accepted')] ?? '' },
    day('acceptedOn'),
    day('firstMetOn'),
    day('endedOn'),
    { label: t('service.endedBecause'), saved: service.endedBecause, typed: typed(body, 'endedBecause').trim() },
  ]
}

/** What is kept of a service, as it would have been typed. */
export function serviceAsTyped(service: Service): FormBody {
  return {
    accepted: service.accepted,
    ...dateBoxes('acceptedOn', service.acceptedOn),
    ...dateBoxes('firstMetOn', service.firstMetOn),
    ...dateBoxes('endedOn', service.endedOn),
    endedBecause: service.endedBecause,
  }
}

export function SupervisionForm({ base, body, problems, colleagues }: FormProps & Readonly<{ colleagues: readonly Colleague[] }>): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{t('supervision.title')}</h1>
        <PostForm action={`${base}/supervision/new`}>
          <DateField name="heldOn" label={t('supervision.on')} body={body} problems={problems} />
          <Select
            name="withPostId"
            label={t('supervision.with')}
            value={typed(body, 'withPostId')}
            errorMessage={problems.withPostId}
            items={[
              { text: t('choose'), value: '' },
              ...colleagues.map(({ postId, name, role }) => ({ text: `${name}, ${role}`, value: postId })),
            ]}
          />
          <Textarea
            name="decided"
            label={t('supervision.decided')}
            value={typed(body, 'decided')}
            rows={5}
            errorMessage={problems.decided}
          />
          <DateField name="nextOn" label={t('supervision.nextOn')} hint={t('supervision.nextHint')} body={body} problems={problems} />
          <Button>{t('save')}</Button>
        </PostForm>
      </div>
    </div>
  )
}
