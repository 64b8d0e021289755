import type { VNode } from 'preact'
import { BarChart, LevelChart } from '../../platform/charts/charts.tsx'
import { Alert, Button, Checkboxes, DateInput, Details, Input, Radios, Select, Table, Tag, Textarea } from '../../platform/design/index.ts'
import type { Kept } from '../../platform/forms/index.ts'
import { showDate, showDay, showShortDate } from '../../platform/texts/dates.ts'
import type { WhyThisDate as Why } from '../clocks/index.ts'
import { WhyThisDate } from '../handbook/index.ts'
import { KeptPostForm, PostForm, ProblemSummary, type Problems } from '../pages/index.ts'
import { type IndicatorAnswer, indicatorAnswer, REASON_MIN_CHARACTERS, type RiskPolicy, type RiskSuggestion } from './rules.ts'
import { type ChosenLevel, chosenLevel, strengthKinds } from './schema.ts'
import type { Answers, Assessment, PncAdvice, Strength } from './store.ts'
import { t } from './texts.ts'

export type Typed = Readonly<Record<string, string>>

const levelColours: Readonly<Record<ChosenLevel, string>> = {
  not_identified: 'govuk-tag--grey',
  emerging: 'govuk-tag--yellow',
  moderate: 'govuk-tag--orange',
  significant: 'govuk-tag--red',
}

export function levelLabel(level: ChosenLevel | 'none'): string {
  return t(`level.${level}`)
}

/** For the picture, whose margin is narrow. */
function shortLabel(level: ChosenLevel): string {
  return level === 'not_identified' ? t('level.short.not_identified') : levelLabel(level)
}

function LevelMark({ level }: { level: ChosenLevel }): VNode {
  return <Tag classes={levelColours[level]}>{levelLabel(level)}</Tag>
}

/** A sentence begins with a capital letter, which the handbook's list does not. */
export function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

// ── the part of the case ────────────────────────────────────────────────────────────────────────────────────────────

export type RiskPartProps = Readonly<{
  caseId: string
  now: Date
  today: string
  current: Assessment | undefined
  open: Assessment | undefined
  earlier: readonly Assessment[]
  strengths: readonly Strength[]
  pnc: readonly PncAdvice[]
  pncPrompts: boolean
  review: Readonly<{ dueOn: string | null; why: Why | null }> | undefined
  mayWrite: boolean
  maySign: boolean
}>

/** What is going well first, then where things stand and how they came there. Levels only, never points. */
export function RiskPart(props: RiskPartProps): VNode {
  const { caseId, current, open, earlier, mayWrite } = props
  return (
    <>
      <h1 class="govuk-heading-l">{t('heading')}</h1>
      <Strengths caseId={caseId} strengths={props.strengths} mayWrite={mayWrite} />
      {open !== undefined && (
        <OpenAssessment caseId={caseId} open={open} hasLevel={current !== undefined} mayWrite={mayWrite} maySign={props.maySign} />
      )}
      {props.pncPrompts && <PncPrompt />}
      {current === undefined ? <p class="govuk-body">{t('now.none')}</p> : <CurrentLevel {...props} current={current} />}
      {mayWrite && open === undefined && (
        <Button href={`/cases/${caseId}/risk/new`} classes="lw-no-print">
          {t(current === undefined ? 'assess.do' : 'assess.again')}
        </Button>
      )}
      {current !== undefined && <LevelsOverTime earlier={earlier} now={props.now} current={current} />}
      {earlier.length > 0 && <EarlierAssessments caseId={caseId} earlier={earlier} />}
      <PncBlock caseId={caseId} pnc={props.pnc} today={props.today} mayWrite={mayWrite} />
    </>
  )
}

function CurrentLevel({ current, review, today }: RiskPartProps & { current: Assessment }): VNode {
  const level = current.decidedLevel ?? 'not_identified'
  const isLate = review !== undefined && review.dueOn !== null && review.dueOn < today
  return (
    <section>
      <h2 class="govuk-heading-m">{t('now.heading')}</h2>
      <p class="govuk-body">
        <LevelMark level={level} />
      </p>
      <p class="govuk-body">
        {current.confirmedAt !== null && t('now.since', { date: showDay(current.confirmedAt), name: current.decidedBy ?? '' })}{' '}
        {current.countersignedAt !== null &&
          t('now.countersigned', {
            name: current.countersignedBy ?? '',
            date: showDay(current.countersignedAt),
            note: current.countersignNote ?? '',
          })}
      </p>
      <h3 class="govuk-heading-s govuk-!-margin-bottom-1">{t('now.because')}</h3>
      <p class="govuk-body lw-as-typed">{current.decidedBecause}</p>
      {review !== undefined && (
        <Alert
          tone={isLate ? 'bad' : 'info'}
          title={
            review.dueOn === null ? t('now.reviewOwed') : t(isLate ? 'now.reviewLate' : 'now.review', { date: showDate(review.dueOn) })
          }
          headingLevel={3}
        >
          {review.why !== null && <WhyThisDate why={review.why} />}
        </Alert>
      )}
    </section>
  )
}

type OpenProps = { caseId: string; open: Assessment; hasLevel: boolean; mayWrite: boolean; maySign: boolean }
function OpenAssessment({ caseId, open, hasLevel, mayWrite, maySign }: OpenProps): VNode {
  const url = `/cases/${caseId}/risk/${open.id}`
  if (open.state === 'waiting_for_countersign' && open.decidedAt !== null)
    return (
      <Alert tone="caution" title={t('waiting.title', { level: levelLabel(open.decidedLevel ?? 'none') })}>
        <p>
          {t('waiting.text', { name: open.decidedBy ?? '', date: showDay(open.decidedAt) })} {!hasLevel && t('waiting.unconfirmed')}
        </p>
        <a class="govuk-link" href={url}>
          {t(maySign ? 'waiting.do' : 'waiting.see')}
        </a>
      </Alert>
    )
  return (
    <Alert tone="info" title={t('draft.title', { name: open.begunBy, date: showDay(open.begunAt) })}>
      {open.returnedBecause !== null && open.returnedAt !== null && (
        <p>{t('read.returned', { name: open.returnedBy ?? '', date: showDay(open.returnedAt), because: open.returnedBecause })}</p>
      )}
      <p>{t('draft.text')}</p>
      {mayWrite && (
        <a class="govuk-link" href={`${url}/${open.answeredAt === null ? 'questions' : 'decide'}`}>
          {t('draft.go')}
        </a>
      )}
    </Alert>
  )
}

function Strengths({ caseId, strengths, mayWrite }: { caseId: string; strengths: readonly Strength[]; mayWrite: boolean }): VNode {
  const held = strengths.filter((strength) => strength.endedBecause === null)
  return (
    <section>
      <h2 class="govuk-heading-m">{t('strengths.heading')}</h2>
      <StrengthList strengths={held}>
        {(strength) =>
          mayWrite && (
            <Details summaryText={t('strengths.end')} classes="lw-no-print govuk-!-margin-bottom-2">
              <PostForm action={`/cases/${caseId}/risk/strengths/${strength.id}/end`}>
                <Input name="because" id={`because-${strength.id}`} label={t('strengths.endBecause')} />
                <Button classes="govuk-button--secondary">{t('strengths.end')}</Button>
              </PostForm>
            </Details>
          )
        }
      </StrengthList>
      {mayWrite && (
        <Details summaryText={t('strengths.add')} classes="lw-no-print">
          <PostForm action={`/cases/${caseId}/risk/strengths`}>
            <Select
              name="kind"
              label={t('strengths.kind')}
              items={strengthKinds.map((kind) => ({ value: kind, text: t(`strength.${kind}`) }))}
            />
            <Input name="said" label={t('strengths.said')} hint={t('strengths.saidHint')} attributes={{ 'data-words': '/words.json' }} />
            <Button classes="govuk-button--secondary">{t('strengths.save')}</Button>
          </PostForm>
        </Details>
      )}
    </section>
  )
}

function StrengthList({ strengths, children }: { strengths: readonly Strength[]; children?: (one: Strength) => VNode | false }): VNode {
  if (strengths.length === 0) return <p class="govuk-body">{t('strengths.none')}</p>
  return (
    <ul class="govuk-list">
      {strengths.map((strength) => (
        <li>
          <strong>{t(`strength.${strength.kind}`)}</strong>: <span class="lw-as-typed">{strength.said}</span>{' '}
          <span class="govuk-hint lw-inline">{t('strengths.by', { name: strength.recordedBy, date: showDay(strength.recordedAt) })}</span>
          {children?.(strength)}
        </li>
      ))}
    </ul>
  )
}

function LevelsOverTime({ earlier, current, now }: { earlier: readonly Assessment[]; current: Assessment; now: Date }): VNode {
  const points = [...earlier]
    .reverse()
    .flatMap(({ confirmedAt, decidedLevel }) =>
      confirmedAt === null || decidedLevel === null ? [] : [{ at: confirmedAt, level: shortLabel(decidedLevel) }],
    )
  return (
    <LevelChart
      id="levels"
      title={t('history.heading')}
      description={t('history.description', { count: points.length, level: levelLabel(current.decidedLevel ?? 'none') })}
      levels={chosenLevel.options.map(shortLabel)}
      points={points}
      until={now}
    />
  )
}

function EarlierAssessments({ caseId, earlier }: { caseId: string; earlier: readonly Assessment[] }): VNode {
  return (
    <>
      <h2 class="govuk-heading-m">{t('history.list')}</h2>
      <Table
        caption={t('history.list')}
        captionClasses="govuk-visually-hidden"
        classes="lw-stack"
        head={[t('history.when'), t('history.level'), t('history.by'), t('history.countersigned'), t('history.read')]}
        rows={earlier.map((a) => [
          a.confirmedAt === null ? '' : showDay(a.confirmedAt),
          { text: a.decidedLevel === null ? '' : <LevelMark level={a.decidedLevel} /> },
          a.decidedBy ?? '',
          a.countersignedBy ?? t('history.none'),
          {
            text: (
              <a class="govuk-link" href={`/cases/${caseId}/risk/${a.id}`}>
                {t('history.read')}
                <span class="govuk-visually-hidden">
                  {t('history.readHidden', { date: a.confirmedAt === null ? '' : showDay(a.confirmedAt) })}
                </span>
              </a>
            ),
          },
        ])}
      />
    </>
  )
}

// ── the police's advice ─────────────────────────────────────────────────────────────────────────────────────────────

/** Asks to consider the top level, and says why a marker alone is not enough. */
function PncPrompt(): VNode {
  return (
    <Alert tone="caution" title={t('pnc.prompt', { level: levelLabel('significant') })}>
      <p>{t('pnc.promptText')}</p>
    </Alert>
  )
}

function PncBlock({
  caseId,
  pnc,
  today,
  mayWrite,
}: {
  caseId: string
  pnc: readonly PncAdvice[]
  today: string
  mayWrite: boolean
}): VNode {
  const held = pnc.find((advice) => advice.removedOn === null)
  return (
    <section>
      <h2 class="govuk-heading-m">{t('pnc.heading')}</h2>
      {held === undefined ? (
        <p class="govuk-body">{t('pnc.notAsked')}</p>
      ) : (
        <p class="govuk-body">
          {t(held.advised === 'yes' ? 'pnc.yes' : 'pnc.no', { date: showShortDate(held.advisedOn), name: held.byName, role: held.byRole })}{' '}
          {held.reviewBy < today
            ? t('pnc.stale', { date: showShortDate(held.advisedOn) })
            : t('pnc.review', { date: showDate(held.reviewBy) })}
        </p>
      )}
      {mayWrite && (
        <p class="govuk-body lw-no-print">
          <a class="govuk-link" href={`/cases/${caseId}/risk/pnc`}>
            {t('pnc.do')}
          </a>
        </p>
      )}
      {mayWrite && held !== undefined && (
        <Details summaryText={t('pnc.removeDo')} classes="lw-no-print">
          <PostForm action={`/cases/${caseId}/risk/pnc/${held.id}/remove`}>
            <Input name="because" id={`because-${held.id}`} label={t('pnc.removeBecause')} />
            <Button classes="govuk-button--secondary">{t('pnc.removeDo')}</Button>
          </PostForm>
        </Details>
      )}
    </section>
  )
}

type FormState = Readonly<{ caseId: string; typed: Typed; problems: Problems }>

function SheetTop({ title, problems }: { title: string; problems: Problems }): VNode {
  return (
    <>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{title}</h1>
    </>
  )
}

function Save({ caseId, text }: { caseId: string; text: string }): VNode {
  return (
    <div class="govuk-button-group">
      <Button preventDoubleClick>{text}</Button>
      <a class="govuk-link" href={`/cases/${caseId}/risk`}>
        {t('cancel')}
      </a>
    </div>
  )
}

export function PncForm({ caseId, typed, problems }: FormState): VNode {
  return (
    <>
      <SheetTop title={t('pnc.title')} problems={problems} />
      <p class="govuk-body">{t('pnc.doHint')}</p>
      <PostForm action={`/cases/${caseId}/risk/pnc`}>
        <Radios
          name="advised"
          fieldset={{ legend: { text: t('pnc.advised'), classes: 'govuk-fieldset__legend--m' } }}
          items={[
            { value: 'yes', text: t('pnc.advisedYes') },
            { value: 'no', text: t('pnc.advisedNo') },
          ]}
          value={typed['advised']}
          errorMessage={problems['advised']}
        />
        <Input name="name" label={t('pnc.name')} classes="govuk-input--width-20" value={typed['name']} errorMessage={problems['name']} />
        <Input name="role" label={t('pnc.role')} classes="govuk-input--width-20" value={typed['role']} errorMessage={problems['role']} />
        <DateInput
          id="on"
          namePrefix="on"
          fieldset={{ legend: { text: t('pnc.on'), classes: 'govuk-fieldset__legend--s' } }}
          values={typed}
          errorMessage={problems['on-day']}
        />
        <DateInput
          id="review"
          namePrefix="review"
          fieldset={{ legend: { text: t('pnc.reviewBy'), classes: 'govuk-fieldset__legend--s' } }}
          hint={t('pnc.reviewByHintLong')}
          values={typed}
          errorMessage={problems['review-day']}
        />
        <Save caseId={caseId} text={t('pnc.save')} />
      </PostForm>
    </>
  )
}

// ── judge, answer, decide ───────────────────────────────────────────────────────────────────────────────────────────

function LevelRadios({ legend, typed, problem }: { legend: string; typed: Typed; problem: string | undefined }): VNode {
  return (
    <Radios
      name="level"
      fieldset={{ legend: { text: legend, classes: 'govuk-fieldset__legend--m' } }}
      items={chosenLevel.options.map((level) => ({ value: level, text: levelLabel(level), hint: t(`level.hint.${level}`) }))}
      value={typed['level']}
      errorMessage={problem}
    />
  )
}

type JudgeProps = FormState & Readonly<{ kept: Kept; strengths: readonly Strength[]; canCarry: boolean; pncPrompts: boolean }>

/** The worker's own judgement: no suggestion stands on this page, and none has been worked out. */
export function JudgeForm({ caseId, kept, typed, problems, strengths, canCarry, pncPrompts }: JudgeProps): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <SheetTop title={t('judge.title')} problems={problems} />
        <p class="govuk-body-l">{t('judge.lead')}</p>
        <h2 class="govuk-heading-m">{t('strengths.heading')}</h2>
        <StrengthList strengths={strengths.filter((one) => one.endedBecause === null)} />
        {pncPrompts && <PncPrompt />}
        <KeptPostForm kept={kept}>
          <LevelRadios legend={t('judge.level')} typed={typed} problem={problems['level']} />
          <Textarea
            name="because"
            label={{ text: t('judge.because'), classes: 'govuk-label--m' }}
            hint={t('judge.becauseHint')}
            rows={5}
            value={typed['because']}
            errorMessage={problems['because']}
            attributes={{ 'data-words': '/words.json' }}
          />
          {canCarry && <CarryBox isChosen={typed['carry'] === 'yes'} />}
          <Save caseId={caseId} text={t('judge.save')} />
        </KeptPostForm>
      </div>
    </div>
  )
}

/** The domains in their order, each with the questions that belong to it. */
export function domainsOf(policy: RiskPolicy): readonly Readonly<{ code: string; name: string; indicators: RiskPolicy['indicators'] }>[] {
  return Object.entries(policy.domains).map(([code, name]) => ({
    code,
    name,
    indicators: policy.indicators.filter(({ id }) => id.replace(/\d+$/, '') === code),
  }))
}

type BeginProps = Readonly<{ assessment: Assessment; steps: number; canCarry: boolean }>

/** Before the first question: how they go, and whether to begin from last time's answers. */
export function BeginQuestions({ assessment: a, steps, canCarry }: BeginProps): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('questions.title')}</h1>
      <p class="govuk-body-l">{t('questions.lead')}</p>
      <p class="govuk-body">{t('questions.steps', { steps })}</p>
      <PostForm action={`/cases/${a.caseId}/risk/${a.id}/questions`}>
        {canCarry && <CarryBox isChosen={false} />}
        <Save caseId={a.caseId} text={t(a.answeredAt === null ? 'questions.begin' : 'decide.changeAnswers')} />
      </PostForm>
    </>
  )
}

function CarryBox({ isChosen }: { isChosen: boolean }): VNode {
  return (
    <Checkboxes
      name="carry"
      fieldset={{ legend: { text: t('judge.carry'), classes: 'govuk-fieldset__legend--s' } }}
      items={[{ value: 'yes', text: t('judge.carryText') }]}
      values={isChosen ? ['yes'] : []}
    />
  )
}

type DomainProps = Readonly<{
  name: string
  indicators: RiskPolicy['indicators']
  answers: Answers
  /** Of the assessment before; undefined when there was none. */
  last: Answers | undefined
  isCarried: boolean
}>

/** The questions of one domain. */
export function DomainQuestions({ name, indicators, answers, last, isCarried }: DomainProps): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{name}</h1>
      <p class="govuk-body">{t('questions.lead')}</p>
      {isCarried && <Alert tone="info" title={t('questions.carried')} />}
      {indicators.map(({ id, words }) => (
        <Radios
          name={`i-${id}`}
          classes="govuk-radios--inline govuk-radios--small"
          fieldset={{ legend: { text: sentence(words), classes: 'govuk-fieldset__legend--s' } }}
          hint={last === undefined ? undefined : t('questions.last', { answer: t(`answer.${last[id] ?? 'unknown'}`) })}
          items={indicatorAnswer.options.map((answer) => ({ value: answer, text: t(`answer.${answer}`) }))}
          value={answers[id] ?? 'unknown'}
        />
      ))}
    </>
  )
}

type SavedBesideProps = Readonly<{ policy: RiskPolicy; version: number; saved: Answers | undefined; mine: Answers }>

/** On the check page: where what is saved differs from what is about to be. `saved` undefined: nothing is yet. */
export function SavedBeside({ policy, version, saved, mine }: SavedBesideProps): VNode {
  const rows = policy.indicators
    .filter(({ id }) => saved !== undefined && (saved[id] ?? 'unknown') !== (mine[id] ?? 'unknown'))
    .map(({ id, words }) => [sentence(words), t(`answer.${saved?.[id] ?? 'unknown'}`), t(`answer.${mine[id] ?? 'unknown'}`)])
  return (
    <div id="version">
      <input type="hidden" name="version" value={String(version)} />
      {rows.length > 0 && (
        <Table
          classes="lw-dense lw-stack"
          caption={t('questions.beside')}
          firstCellIsHeader
          head={[t('questions.question'), t('questions.savedNow'), t('questions.yours')]}
          rows={rows}
        />
      )}
    </div>
  )
}

type SuggestionProps = Readonly<{ suggestion: RiskSuggestion; policy: RiskPolicy; answers: Answers }>

/** What the answers suggest, in words; how it was worked out stands folded below, and nowhere else. */
function SuggestionBlock({ suggestion, policy, answers }: SuggestionProps): VNode {
  const { floor, couldBeUpTo, unknown } = suggestion
  const floorWords = policy.indicators.filter(({ id }) => suggestion.floorFrom.includes(id)).map(({ words }) => words)
  const title =
    suggestion.suggestion === null
      ? t('decide.tooLittle')
      : suggestion.suggestion === 'none'
        ? t('decide.suggestedNone')
        : t('decide.suggestedLevel', { level: levelLabel(suggestion.suggestion) })
  return (
    <Alert tone="info" title={title} headingLevel={3}>
      {suggestion.pointsBand === 'too_little_known' && <p>{t('decide.tooLittleText')}</p>}
      {floor !== null && suggestion.suggestion === floor && <p>{t('decide.floor', { what: floorWords.join('; ') })}</p>}
      {couldBeUpTo !== null && <p>{t('decide.couldBe', { level: levelLabel(couldBeUpTo), count: unknown })}</p>}
      <p>{t('decide.unvalidated')}</p>
      <Details summaryText={t('decide.how')} classes="lw-no-print lw-points">
        <p>
          {t('decide.howText', { min: suggestion.min, max: suggestion.max, ...policy.cuts })}{' '}
          {t('decide.howUnknown', { unknown, questions: suggestion.questions })}
        </p>
        <p>
          {t('decide.version', {
            version: policy.version,
            mark: policy.mark,
            verified: t(policy.verified ? 'decide.verifiedYes' : 'decide.verifiedNo'),
            source: policy.source,
          })}
        </p>
      </Details>
      <AnswerChart policy={policy} answers={answers} />
    </Alert>
  )
}

/** "Not known" has a bar of its own: a page of unanswered questions must not look like a page of no. */
function AnswerChart({ policy, answers }: { policy: RiskPolicy; answers: Answers }): VNode {
  const given = policy.indicators.map(({ id }) => answers[id] ?? 'unknown')
  const count = (answer: IndicatorAnswer) => given.filter((one) => one === answer).length
  const yes = count('yes_recent') + count('yes_past')
  return (
    <BarChart
      id="answers"
      title={t('chart.title')}
      description={t('chart.description', { yes, no: count('no'), unknown: count('unknown') })}
      valueHead={t('chart.head')}
      bars={indicatorAnswer.options.map((answer) => ({
        label: t(`answer.${answer}`),
        value: count(answer),
        shown: String(count(answer)),
        ...(answer === 'unknown' ? { tone: 'caution' as const } : {}),
      }))}
    />
  )
}

type CompareProps = Readonly<{ policy: RiskPolicy; then: Answers; now: Answers; date: string }>

/** The answers that differ from last time, in words. */
function Comparison({ policy, then, now, date }: CompareProps): VNode {
  const changed = policy.indicators.filter(({ id }) => (then[id] ?? 'unknown') !== (now[id] ?? 'unknown'))
  return (
    <section>
      <h2 class="govuk-heading-m">{t('compare.heading')}</h2>
      {changed.length === 0 ? (
        <p class="govuk-body">{t('compare.none')}</p>
      ) : (
        <Table
          caption={t('compare.caption', { date })}
          captionClasses="govuk-visually-hidden"
          classes="lw-stack"
          head={[t('questions.question'), t('compare.then'), t('compare.now')]}
          firstCellIsHeader
          rows={changed.map(({ id, words }) => [
            sentence(words),
            t(`answer.${then[id] ?? 'unknown'}`),
            t(`answer.${now[id] ?? 'unknown'}`),
          ])}
        />
      )}
    </section>
  )
}

type DecideProps = FormState &
  SuggestionProps &
  Readonly<{
    kept: Kept
    assessment: Assessment
    last: Readonly<{ date: string; answers: Answers }> | undefined
    pncPrompts: boolean
    isConflict: boolean
  }>

export function DecideForm(props: DecideProps): VNode {
  const { caseId, assessment: a, typed, problems, suggestion, policy, answers, last } = props
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <SheetTop title={t('decide.title')} problems={problems} />
        {props.isConflict && <Alert tone="caution" title={t('decide.conflict')} />}
        {a.returnedAt !== null && a.returnedBecause !== null && (
          <Alert
            tone="caution"
            title={t('read.returned', { name: a.returnedBy ?? '', date: showDay(a.returnedAt), because: a.returnedBecause })}
          />
        )}
        <h2 class="govuk-heading-m">{t('decide.yours')}</h2>
        <p class="govuk-body">
          <LevelMark level={a.judgedLevel} />
        </p>
        <p class="govuk-body lw-as-typed">{a.judgedBecause}</p>
        <h2 class="govuk-heading-m">{t('decide.suggested')}</h2>
        <SuggestionBlock suggestion={suggestion} policy={policy} answers={answers} />
        {props.pncPrompts && <PncPrompt />}
        <p class="govuk-body">
          <a class="govuk-link" href={`/cases/${caseId}/risk/${a.id}/questions`}>
            {t('decide.changeAnswers')}
          </a>
        </p>
        {last !== undefined && <Comparison policy={policy} then={last.answers} now={answers} date={last.date} />}
        <KeptPostForm kept={props.kept}>
          <input type="hidden" name="version" value={a.version} />
          <LevelRadios legend={t('decide.level')} typed={typed} problem={problems['level']} />
          <Textarea
            name="because"
            label={{ text: t('decide.because'), classes: 'govuk-label--m' }}
            hint={t('decide.becauseHint', { count: REASON_MIN_CHARACTERS })}
            rows={5}
            value={typed['because']}
            errorMessage={problems['because']}
            attributes={{ 'data-words': '/words.json' }}
          />
          {last !== undefined && (
            <Textarea
              name="changed"
              label={{ text: t('decide.changed'), classes: 'govuk-label--m' }}
              rows={3}
              value={typed['changed']}
              errorMessage={problems['changed']}
              attributes={{ 'data-words': '/words.json' }}
            />
          )}
          <Save caseId={caseId} text={t('decide.save')} />
        </KeptPostForm>
        <PostForm action={`/cases/${caseId}/risk/${a.id}/abandon`}>
          <Button classes="govuk-button--secondary">{t('decide.abandon')}</Button>
        </PostForm>
      </div>
    </div>
  )
}

// ── reading one, and signing it ─────────────────────────────────────────────────────────────────────────────────────

type ReadProps = FormState &
  Readonly<{
    assessment: Assessment
    policy: RiskPolicy
    answers: Answers
    last: Readonly<{ date: string; answers: Answers }> | undefined
    sign: 'may' | 'own' | 'no'
  }>

export function AssessmentPage({ caseId, assessment: a, policy, answers, last, sign, typed, problems }: ReadProps): VNode {
  const { suggestion } = a
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <SheetTop title={t('read.title', { date: showDay(a.decidedAt ?? a.begunAt) })} problems={problems} />
        <p class="govuk-body">
          <Tag classes={a.state === 'waiting_for_countersign' ? 'govuk-tag--orange' : 'govuk-tag--grey'}>{t(`read.state.${a.state}`)}</Tag>
        </p>
        {a.decidedLevel !== null && a.decidedAt !== null && (
          <>
            <h2 class="govuk-heading-m">{t('read.decided', { level: levelLabel(a.decidedLevel) })}</h2>
            <p class="govuk-body lw-as-typed">{a.decidedBecause}</p>
            <p class="govuk-hint">{t('read.decidedBy', { name: a.decidedBy ?? '', date: showDay(a.decidedAt) })}</p>
          </>
        )}
        {a.countersignedAt !== null && (
          <p class="govuk-body">
            {t('now.countersigned', { name: a.countersignedBy ?? '', date: showDay(a.countersignedAt), note: a.countersignNote ?? '' })}
          </p>
        )}
        {a.returnedAt !== null && a.returnedBecause !== null && (
          <p class="govuk-body">
            {t('read.returned', { name: a.returnedBy ?? '', date: showDay(a.returnedAt), because: a.returnedBecause })}
          </p>
        )}
        <h2 class="govuk-heading-m">{t('read.judged', { level: levelLabel(a.judgedLevel) })}</h2>
        <p class="govuk-body lw-as-typed">{a.judgedBecause}</p>
        {suggestion !== null && (
          <>
            <h2 class="govuk-heading-m">{t('decide.suggested')}</h2>
            <SuggestionBlock suggestion={suggestion} policy={policy} answers={answers} />
          </>
        )}
        {a.pncPrompted && <p class="govuk-body">{t('read.pnc')}</p>}
        {a.changedSince !== '' && (
          <>
            <h2 class="govuk-heading-m">{t('read.changed')}</h2>
            <p class="govuk-body lw-as-typed">{a.changedSince}</p>
          </>
        )}
        {last !== undefined && <Comparison policy={policy} then={last.answers} now={answers} date={last.date} />}
        {sign === 'own' && <p class="govuk-body">{t('sign.own')}</p>}
        {sign === 'may' && <SignForm caseId={caseId} assessment={a} typed={typed} problems={problems} />}
        <h2 class="govuk-heading-m">{t('read.answers')}</h2>
        {domainsOf(policy).map(({ name, indicators }) => (
          <Table
            caption={name}
            captionClasses="govuk-table__caption--s"
            classes="lw-dense"
            rows={indicators.map(({ id, words }) => [sentence(words), t(`answer.${answers[id] ?? 'unknown'}`)])}
          />
        ))}
      </div>
    </div>
  )
}

function SignForm({ caseId, assessment: a, typed, problems }: FormState & { assessment: Assessment }): VNode {
  return (
    <section class="lw-no-print">
      <h2 class="govuk-heading-m">{t('sign.heading')}</h2>
      <p class="govuk-body">{t('sign.lead')}</p>
      <PostForm action={`/cases/${caseId}/risk/${a.id}/countersign`}>
        <Radios
          name="outcome"
          fieldset={{ legend: { text: t('sign.outcome'), classes: 'govuk-fieldset__legend--s' } }}
          items={[
            { value: 'agreed', text: t('sign.agreed') },
            { value: 'not_agreed', text: t('sign.not_agreed', { name: a.decidedBy ?? '' }) },
          ]}
          value={typed['outcome']}
          errorMessage={problems['outcome']}
        />
        <Textarea name="note" label={t('sign.note')} rows={3} value={typed['note']} errorMessage={problems['note']} />
        <Button preventDoubleClick>{t('sign.save')}</Button>
      </PostForm>
    </section>
  )
}
