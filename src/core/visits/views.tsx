import type { VNode } from 'preact'
import {
  Alert,
  Button,
  Details,
  EmptyState,
  Input,
  Radios,
  Select,
  SummaryList,
  Textarea,
  Timeline,
  type TimelineItem,
} from '../../platform/design/index.ts'
import type { Kept } from '../../platform/forms/index.ts'
import { isoInstant, showDate, showInstant, showShortInstant } from '../../platform/texts/dates.ts'
import { Disagreements } from '../cases/index.ts'
import { londonDateOf } from '../clocks/index.ts'
import { WhyThisDate } from '../handbook/index.ts'
import { type Fields, KeptPostForm, MomentFields, NotAnAccount, PostForm, ProblemSummary, type Problems, ToldText } from '../pages/index.ts'
import { AskQuestions, answerRow, asksAnything, type GivenAnswer, type Sheet } from '../questions/index.ts'
import { type RiskLevel, riskLevel } from '../risk/rules.ts'
import { type VisitOutcome, visitOutcome } from './rules.ts'
import { placeKind, rivalChoice } from './schema.ts'
import type { Rhythm, Told, Visit, VisitClock } from './store.ts'
import { t } from './texts.ts'

export type Colleague = Readonly<{ postId: string; name: string }>

/** Where the visits stand today, worked out for showing. */
export type Standing = Readonly<{
  clock: VisitClock
  daysOverdue: number
  isToday: boolean
  intervalDays: number
  /** By whom and why, where a manager said how often. */
  chosen: Rhythm | undefined
  /** Nobody has said how often, and the reader may. */
  mayChoose: boolean
  /** The due day when people are not at work: the holiday's name, or a weekend. Null for a working day. */
  dayOff: Readonly<{ kind: 'holiday'; name: string }> | Readonly<{ kind: 'weekend' }> | null
  missingSince: string | null
}>

export type StandingOrNot = Readonly<{ kind: 'standing'; standing: Standing }> | Readonly<{ kind: 'none' | 'adult' | 'closed' }>

/** Whether they have been seen in time, said so that nobody has to count. */
function StandingAlert({ caseId, of, told }: { caseId: string; of: StandingOrNot; told: readonly Told[] }): VNode {
  if (of.kind !== 'standing') return <p class="govuk-body">{t(`standing.${of.kind}`)}</p>
  const { standing } = of
  const { clock, daysOverdue } = standing
  return (
    <>
      {standing.missingSince !== null && (
        <Alert tone="bad" title={t('standing.missing', { when: standing.missingSince })}>
          <a class="govuk-link" href={`/cases/${caseId}/missing`}>
            {t('standing.missingLink')}
          </a>
        </Alert>
      )}
      <Alert tone={daysOverdue > 0 || clock.dueOn === null ? 'bad' : standing.isToday ? 'caution' : 'info'} title={standingTitle(standing)}>
        {daysOverdue > 0 && clock.overdueFrom !== null && <p>{t('standing.wasDue', { date: showDate(clock.overdueFrom) })}</p>}
        <p>
          {clock.lastSeenOn === null
            ? t('standing.neverSeen', { date: showDate(clock.openedOn) })
            : t('standing.lastSeen', { date: showDate(clock.lastSeenOn) })}{' '}
          {clock.attemptsSince > 0 && t('standing.attempts', { count: clock.attemptsSince })}
        </p>
        <p>{rhythmWords(standing)}</p>
        {clock.why !== null && <WhyThisDate why={clock.why} />}
      </Alert>
      {standing.dayOff !== null && (
        <Alert
          tone="caution"
          title={standing.dayOff.kind === 'weekend' ? t('standing.weekend') : t('standing.dayOff', { name: standing.dayOff.name })}
        >
          <a class="govuk-link" href={`/records/case/${caseId}/circle`}>
            {t('standing.cover')}
          </a>
        </Alert>
      )}
      {clock.rhythmFrom === 'nobody' && (
        <Alert tone="caution" title={t('rhythm.nobody')}>
          <p>{t('rhythm.nobodyWhat')}</p>
          {standing.mayChoose && (
            <a class="govuk-link" href={`/cases/${caseId}/visits/rhythm`}>
              {t('rhythm.do')}
            </a>
          )}
        </Alert>
      )}
      {clock.notAlonePrompt && <Alert tone="caution" title={t('standing.notAlone')} />}
      {told.length > 0 && <ToldList told={told} />}
    </>
  )
}

function standingTitle({ clock, daysOverdue, isToday }: Standing): string {
  if (clock.dueOn === null) return t('standing.noCalendar')
  if (daysOverdue > 0) return t('standing.overdue', { count: daysOverdue })
  return isToday ? t('standing.dueToday') : t('standing.due', { date: showDate(clock.dueOn) })
}

function ToldList({ told }: { told: readonly Told[] }): VNode {
  return (
    <>
      <h2 class="govuk-heading-s">{t('standing.told')}</h2>
      <ul class="govuk-list govuk-list--bullet">
        {told.map(({ step, name, toldAt }) => (
          <li>
            {name === null
              ? t('standing.toldNobody', { role: t(`role.${step}`) })
              : t('standing.toldLine', { name, role: t(`role.${step}`), when: showShortInstant(toldAt) })}
          </li>
        ))}
      </ul>
    </>
  )
}

function rhythmWords({ clock, intervalDays, chosen }: Standing): string {
  const count = intervalDays
  switch (clock.rhythmFrom) {
    case 'opening':
      return t('standing.unconfirmed', { count })
    case 'level':
      return t('standing.rhythm', { count, level: levelWord(clock.level) })
    case 'manager':
      return chosen === undefined
        ? t('rhythm.every', { count })
        : t('rhythm.chosen', { count, name: chosen.decidedBy, when: showDate(londonDateOf(chosen.decidedAt)), because: chosen.because })
    case 'nobody':
      return t('rhythm.asBefore', { count })
  }
}

function levelWord(level: RiskLevel): string {
  return t(`level.${level}`)
}

type VisitsOverviewProps = Readonly<{
  caseId: string
  of: StandingOrNot
  seenOn: string | null
  /** The one that comes next. */
  planned: Visit | undefined
  latest: Visit | undefined
  mayWrite: boolean
}>

/** The same in short, for the first page of the case: when next, what happened last, and the way to write it down. */
export function VisitsOverview({ caseId, of, seenOn, planned, latest, mayWrite }: VisitsOverviewProps): VNode {
  return (
    <section aria-labelledby="overview-visits">
      <h2 class="govuk-heading-m" id="overview-visits">
        {t('overview.heading')}
      </h2>
      {of.kind === 'standing' ? (
        <p class="govuk-body">
          <strong class={of.standing.daysOverdue > 0 ? 'lw-late' : undefined}>{standingTitle(of.standing)}</strong>
        </p>
      ) : (
        <p class="govuk-body">{t(`standing.${of.kind}`)}</p>
      )}
      <div class="govuk-button-group lw-no-print">
        {mayWrite && (
          <Button href={`/cases/${caseId}/visits/${planned === undefined ? 'new' : `${planned.id}/record`}`}>{t('record.do')}</Button>
        )}
        <a class="govuk-link" href={`/cases/${caseId}/visits`}>
          {t('overview.all')}
        </a>
      </div>
      <SummaryList
        classes="lw-dense"
        rows={[
          { key: t('fact.lastSeen'), value: seenOn === null ? t('fact.never') : showDate(seenOn) },
          ...(latest === undefined
            ? []
            : [
                {
                  key: t('overview.latest'),
                  value: {
                    text: (
                      <>
                        {latest.outcome === null ? '' : outcomeLabel(latest.outcome)}, {whenWas(latest)}
                        {latest.note !== null && latest.note.ownWords !== '' && (
                          <blockquote class="lw-own-words lw-as-typed">{latest.note.ownWords}</blockquote>
                        )}
                      </>
                    ),
                  },
                },
              ]),
          ...(of.kind === 'closed'
            ? []
            : [{ key: t('overview.next'), value: planned === undefined ? t('overview.nothingPlanned') : plannedLine(planned) }]),
        ]}
      />
    </section>
  )
}

type VisitsPartProps = { caseId: string; of: StandingOrNot; told: readonly Told[]; visits: readonly Visit[]; mayWrite: boolean }

/** The visits of a case: where they stand, what is planned, what happened. */
export function VisitsPart({ caseId, of, told, visits, mayWrite }: VisitsPartProps): VNode {
  const planned = visits.filter((visit) => visit.state === 'planned')
  const happened = visits.filter((visit) => visit.on !== null)
  return (
    <>
      <h1 class="govuk-heading-l">{t('heading')}</h1>
      <StandingAlert caseId={caseId} of={of} told={told} />
      {mayWrite && (
        <div class="govuk-button-group lw-no-print">
          <Button href={`/cases/${caseId}/visits/new`}>{t('record.do')}</Button>
          <Button href={`/cases/${caseId}/visits/plan`} classes="govuk-button--secondary">
            {t('plan.do')}
          </Button>
        </div>
      )}
      {planned.length > 0 && (
        <>
          <h2 class="govuk-heading-m">{t('planned.heading')}</h2>
          <ul class="govuk-list">
            {planned.map((visit) => (
              <li>
                {plannedLine(visit)}{' '}
                {mayWrite && (
                  <a class="govuk-link" href={`/cases/${caseId}/visits/${visit.id}/record`}>
                    {t('planned.recordDo')}
                    <span class="govuk-visually-hidden"> {t('planned.recordHidden', { when: whenPlanned(visit) })}</span>
                  </a>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <h2 class="govuk-heading-m">{t('list.heading')}</h2>
      {happened.length === 0 ? (
        <EmptyState title={t('list.none')} headingLevel={3}>
          <p class="govuk-body">{t('list.noneWhat')}</p>
        </EmptyState>
      ) : (
        <Timeline items={happened.map((visit) => visitItem(visit, mayWrite))} headingLevel={3} />
      )}
    </>
  )
}

const whenPlanned = ({ plannedFor }: Visit) => (plannedFor === null ? '' : showInstant(plannedFor))

function plannedLine(visit: Visit): string {
  return t('planned.line', { when: whenPlanned(visit), place: t(`place.${visit.place}`), name: visit.visitorName })
}

export function outcomeLabel(outcome: VisitOutcome): string {
  return t(`outcome.${outcome}`)
}

function visitItem(visit: Visit, mayWrite: boolean): TimelineItem {
  const { at, on, outcome, note } = visit
  // written on a later day than it happened: both are said
  const isLate =
    at === null ? on !== null && isoInstant(visit.recordedAt).slice(0, 10) > on : visit.recordedAt.getTime() - at.getTime() > 86_400_000
  return {
    id: `visit-${visit.id}`,
    title: outcome === null ? '' : outcomeLabel(outcome),
    datetime: at === null ? (on ?? '') : isoInstant(at),
    when: whenWas(visit),
    by: t('list.by', { name: visit.visitorName, place: t(`place.${visit.place}`) }),
    children: (
      <>
        {visit.withdrawnBecause !== null && <p class="govuk-body">{t('list.withdrawn', { because: visit.withdrawnBecause })}</p>}
        {note !== null && (
          <>
            <ToldText label={t('note.ownWords')} text={note.ownWords} headingLevel={4} isQuote />
            <ToldText label={t('note.seen')} text={note.seen} headingLevel={4} />
            <ToldText label={t('note.next')} text={note.next} headingLevel={4} />
          </>
        )}
        <OwnAnswers of={visit.ownAnswers} headingLevel={4} />
        <Disagreements of={visit.disagreements} />
        <p class="govuk-hint">
          {isLate && t('list.late', { when: showInstant(visit.recordedAt), name: visit.recordedBy })}{' '}
          {visit.overtime === 'yes' && t('list.overtime')}
        </p>
        {mayWrite && visit.state === 'recorded' && (outcome === 'seen' || outcome === 'seen_not_alone') && (
          <p class="govuk-body lw-no-print">
            <a class="govuk-link" href={`/cases/${visit.caseId}/visits/${visit.id}/also`}>
              {t('also.do')}
              <span class="govuk-visually-hidden">, {whenWas(visit)}</span>
            </a>
          </p>
        )}
        {mayWrite && visit.state === 'recorded' && (
          <Details summaryText={t('withdraw.do')} classes="lw-no-print">
            <PostForm action={`/cases/${visit.caseId}/visits/${visit.id}/withdraw`}>
              <Input name="because" id={`because-${visit.id}`} label={t('withdraw.because')} />
              <Button classes="govuk-button--secondary">{t('withdraw.save')}</Button>
            </PostForm>
          </Details>
        )}
      </>
    ),
  }
}

/** What was answered to the partnership's own questions, each in the words it was asked in. */
function OwnAnswers({ of, headingLevel }: { of: readonly GivenAnswer[]; headingLevel: 3 | 4 }): VNode {
  return (
    <>
      {of.map(answerRow).map(([question, answer]) => (
        <ToldText label={question} text={answer} headingLevel={headingLevel} />
      ))}
    </>
  )
}

type FormProps = {
  caseId: string
  colleagues: readonly Colleague[]
  typed: Fields
  problems: Problems
  asksForPass: boolean
}

/** `openedAt`: when this form was shown, as an instant; what is recorded after it is compared with it. */
type VisitFormProps = FormProps & {
  kept: Kept
  questions: Sheet
  accounts: readonly string[]
  rivals: readonly Visit[]
  openedAt: string
} & Readonly<{
    /** Whose form it is, and what encrypts it on the device it is typed on. */
    device: Readonly<{ owner: string; key: string }>
    /** The answer to what was sent from it: with something to mend. */
    isAnswer: boolean
  }>

export function VisitForm(props: VisitFormProps): VNode {
  const { caseId, kept, colleagues, typed, problems, asksForPass, accounts, rivals, openedAt, questions, device, isAnswer } = props
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{t('new.title')}</h1>
        <KeptPostForm
          kept={kept}
          begunWith={{ opened: openedAt }}
          attributes={{
            'data-device-key': device.key,
            'data-owner': device.owner,
            'data-answered': isAnswer ? 'yes' : 'no',
            // {count} is filled in by the browser
            'data-kept': t('device.kept'),
            'data-waiting': t.forms('device.waiting').other,
            'data-sign-out': t('device.signOut'),
          }}
        >
          <input type="hidden" name="opened" value={openedAt} />
          {rivals.length > 0 && <Rivals rivals={rivals} typed={typed} problems={problems} />}
          <Radios
            name="outcome"
            fieldset={{ legend: { text: t('new.outcome'), classes: 'govuk-fieldset__legend--m' } }}
            items={visitOutcome.options.map((outcome) => ({ value: outcome, text: outcomeLabel(outcome), ...hintOf(outcome) }))}
            value={typed['outcome']}
            errorMessage={problems['outcome']}
          />
          <MomentFields
            day={t('new.on')}
            dayHint={t('new.onHint')}
            time={t('new.time')}
            timeHint={t('new.timeHint')}
            typed={typed}
            problems={problems}
            asksForPass={asksForPass}
          />
          <PlaceAndVisitor colleagues={colleagues} typed={typed} who={t('new.who')} problems={problems} />
          <WordsField name="ownWords" label={t('new.ownWords')} hint={t('new.ownWordsHint')} rows={4} typed={typed} problems={problems} />
          <WordsField name="seen" label={t('new.seen')} hint={t('new.seenHint')} rows={4} typed={typed} problems={problems} />
          <WordsField name="next" label={t('new.next')} hint={t('new.nextHint')} rows={2} typed={typed} problems={problems} />
          {asksAnything(questions, typed) && (
            <>
              <h2 class="govuk-heading-m">{t('questions.heading')}</h2>
              <p class="govuk-body">{t('questions.lead')}</p>
              <AskQuestions sheet={questions} fields={typed} problems={problems} />
            </>
          )}
          {accounts.length > 0 && <NotAnAccount />}
          <Save caseId={caseId} text={t('new.save')} />
        </KeptPostForm>
      </div>
    </div>
  )
}

/** Two people wrote down what may be one visit: the second sees both and chooses. Nothing is thrown away unasked. */
function Rivals({ rivals, typed, problems }: { rivals: readonly Visit[]; typed: Fields; problems: Problems }): VNode {
  return (
    <>
      <input type="hidden" name="compared" value={rivals.map(({ id }) => id).join(' ')} />
      <Alert tone="caution" title={t('rivals.title')} live>
        <p>{t('rivals.what')}</p>
      </Alert>
      {rivals.map((visit) => (
        <div class="govuk-inset-text">
          <p class="govuk-body">
            <strong>{visit.outcome === null ? '' : outcomeLabel(visit.outcome)}</strong>, {whenWas(visit)}
            <br />
            {t('list.by', { name: visit.visitorName, place: t(`place.${visit.place}`) })}.{' '}
            {t('list.late', { when: showInstant(visit.recordedAt), name: visit.recordedBy })}
          </p>
          {visit.note !== null && (
            <>
              <ToldText label={t('note.ownWords')} text={visit.note.ownWords} headingLevel={3} isQuote />
              <ToldText label={t('note.seen')} text={visit.note.seen} headingLevel={3} />
              <ToldText label={t('note.next')} text={visit.note.next} headingLevel={3} />
            </>
          )}
          <OwnAnswers of={visit.ownAnswers} headingLevel={3} />
        </div>
      ))}
      <Radios
        name="choice"
        fieldset={{ legend: { text: t('rivals.choice'), classes: 'govuk-fieldset__legend--m' } }}
        items={rivalChoice.options.map((choice) => ({ value: choice, text: t(`rivals.${choice}`), hint: t(`rivals.hint.${choice}`) }))}
        value={typed['choice']}
        errorMessage={problems['choice']}
      />
    </>
  )
}

export const whenWas = ({ at, on }: Visit) => (at === null ? showDate(on ?? '') : showInstant(at))

function hintOf(outcome: VisitOutcome): { hint?: string } {
  switch (outcome) {
    case 'seen':
    case 'seen_not_alone':
    case 'phone_or_video':
    case 'carer_only':
    case 'cancelled_by_us':
      return { hint: t(`outcome.hint.${outcome}`) }
    case 'not_home':
    case 'refused_at_door':
      return {}
  }
}

function PlaceAndVisitor({
  colleagues,
  typed,
  who,
  problems,
}: {
  colleagues: readonly Colleague[]
  typed: Fields
  who: string
  problems: Problems
}): VNode {
  return (
    <>
      <Select
        name="place"
        label={{ text: t('new.where'), classes: 'govuk-label--m' }}
        hint={t('new.whereHint')}
        items={placeKind.options.map((place) => ({ value: place, text: t(`place.${place}`) }))}
        value={typed['place']}
      />
      <Select
        name="visitor"
        label={{ text: who, classes: 'govuk-label--m' }}
        items={colleagues.map(({ postId, name }) => ({ value: postId, text: name }))}
        value={typed['visitor']}
        errorMessage={problems['visitor']}
      />
    </>
  )
}

type WordsFieldProps = { name: string; label: string; hint: string; rows: number; typed: Fields; problems: Problems }
/** Kinder words are suggested while typing; what was typed is never changed. */
function WordsField({ name, label, hint, rows, typed, problems }: WordsFieldProps): VNode {
  return (
    <Textarea
      name={name}
      label={{ text: label, classes: 'govuk-label--m' }}
      hint={hint}
      rows={rows}
      value={typed[name]}
      errorMessage={problems[name]}
      spellcheck
      attributes={{ 'data-words': '/words.json' }}
    />
  )
}

function Save({ caseId, text }: { caseId: string; text: string }): VNode {
  return (
    <div class="govuk-button-group">
      <Button preventDoubleClick>{text}</Button>
      <a class="govuk-link" href={`/cases/${caseId}/visits`}>
        {t('cancel')}
      </a>
    </div>
  )
}

export function PlanForm({ caseId, colleagues, typed, problems, asksForPass }: FormProps): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{t('plan.title')}</h1>
        <PostForm action={`/cases/${caseId}/visits/plan`}>
          <MomentFields day={t('plan.on')} time={t('plan.time')} typed={typed} problems={problems} asksForPass={asksForPass} />
          <PlaceAndVisitor colleagues={colleagues} typed={typed} who={t('plan.who')} problems={problems} />
          <Save caseId={caseId} text={t('plan.save')} />
        </PostForm>
      </div>
    </div>
  )
}

type RhythmFormProps = Pick<FormProps, 'caseId' | 'typed' | 'problems'> & { intervalDays: Readonly<Record<RiskLevel, number>> }

/** A manager says how often, where the level names no rhythm. */
export function RhythmForm({ caseId, typed, problems, intervalDays }: RhythmFormProps): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{t('rhythm.do')}</h1>
        <p class="govuk-body">{t('rhythm.nobodyWhat')}</p>
        <PostForm action={`/cases/${caseId}/visits/rhythm`}>
          <Radios
            name="level"
            fieldset={{ legend: { text: t('rhythm.howOften'), classes: 'govuk-fieldset__legend--m' } }}
            hint={t('rhythm.less')}
            items={riskLevel.options.map((level) => ({
              value: level,
              text: t('rhythm.every', { count: intervalDays[level] }),
              hint: t('rhythm.asLevel', { level: levelWord(level) }),
            }))}
            value={typed['level']}
            errorMessage={problems['level']}
          />
          <WordsField
            name="because"
            label={t('rhythm.because')}
            hint={t('rhythm.becauseHint')}
            rows={3}
            typed={typed}
            problems={problems}
          />
          <Save caseId={caseId} text={t('rhythm.save')} />
        </PostForm>
      </div>
    </div>
  )
}

/** A closed case takes no visits: says so, and what to do. */
export function ClosedPage(): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('new.title')}</h1>
      <p class="govuk-body">{t('new.closed')}</p>
    </>
  )
}
