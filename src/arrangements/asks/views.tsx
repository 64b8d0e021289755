import type { VNode } from 'preact'
import { daysBetween, londonDateOf } from '../../core/clocks/index.ts'
import { markText } from '../../core/handbook/index.ts'
import { type FormBody, typed } from '../../core/house/index.ts'
import { KeptPostForm, PostForm, ProblemSummary, type Problems } from '../../core/pages/index.ts'
import {
  Alert,
  type Attributes,
  Button,
  Checkboxes,
  DateInput,
  Details,
  EmptyState,
  Input,
  Radios,
  Select,
  SummaryList,
  Table,
  Textarea,
} from '../../platform/design/index.ts'
import { allOf, firstOf, type Kept, type Typed } from '../../platform/forms/index.ts'
import { showDate, showDays, showInstant } from '../../platform/texts/dates.ts'
import { type AskTimes, askStanding, isOpen } from './rules.ts'
import { type AsksPolicy, agreements, type Readers, standings } from './schema.ts'
import type { Answer, Answerer, AnswerItem, Ask, OwnAsk } from './store.ts'
import type { Tellable } from './tellings.ts'
import { t } from './texts.ts'

export function standingWords(times: AskTimes, now: Date): string {
  const standing = askStanding(times, now)
  switch (standing.kind) {
    case 'waiting':
      return t('standing.waiting', { when: showInstant(standing.until) })
    case 'overdue':
      return t('standing.overdue', { when: showInstant(standing.since) })
    case 'checking':
      return t(standing.isLate ? 'standing.checkingLate' : 'standing.checking', { date: showDate(standing.by) })
    case 'answered':
      return t('standing.answered', { when: showInstant(standing.at) })
    case 'withdrawn':
      return t('standing.withdrawn', { when: showInstant(standing.at) })
  }
}

function StandingShown({ times, now }: { times: AskTimes; now: Date }): VNode {
  const standing = askStanding(times, now)
  const isLate = standing.kind === 'overdue' || (standing.kind === 'checking' && standing.isLate)
  return <span class={isLate ? 'lw-late' : undefined}>{standingWords(times, now)}</span>
}

// ── the side that asks ──────────────────────────────────────────────────────────────────────────────────────────────

export type AsksPartProps = Readonly<{ base: string; asks: readonly OwnAsk[]; mayAsk: boolean; now: Date; headingLevel: 1 | 2 }>

/** What was asked about a case or a concern, and the way to ask more. */
export function AsksPart({ base, asks, mayAsk, now, headingLevel }: AsksPartProps): VNode {
  const Heading = `h${headingLevel}` as const
  return (
    <section aria-labelledby="asks">
      <Heading class={headingLevel === 1 ? 'govuk-heading-l' : 'govuk-heading-m'} id="asks">
        {t('part')}
      </Heading>
      <p class="govuk-body">{t('list.lead')}</p>
      {asks.length === 0 ? (
        <EmptyState title={t('list.none')} headingLevel={headingLevel === 1 ? 2 : 3}>
          <p class="govuk-body">{t('list.noneWhat')}</p>
        </EmptyState>
      ) : (
        <Table
          caption={t('list.caption')}
          captionClasses="govuk-visually-hidden"
          classes="lw-stack"
          head={[t('list.agency'), t('list.asked'), t('list.standing')]}
          rows={asks.map((ask) => [
            {
              text: (
                <>
                  <a class="govuk-link" href={`/asks/${ask.id}`}>
                    {ask.agencyName}
                  </a>{' '}
                  <span class="lw-reference">{ask.reference}</span>
                </>
              ),
            },
            { text: t('list.askedBy', { when: showInstant(ask.askedAt), name: ask.askedBy }) },
            { text: <StandingShown times={ask} now={now} /> },
          ])}
        />
      )}
      <div class="govuk-button-group lw-no-print">
        {mayAsk && (
          <Button href={`${base}/new`} classes="govuk-button--secondary">
            {t('list.ask')}
          </Button>
        )}
        {asks.length > 0 && (
          <a class="govuk-link" href={`${base}/said`}>
            {t('list.said')}
          </a>
        )}
      </div>
    </section>
  )
}

export type AskFormProps = Readonly<{
  kept: Kept
  typed: Typed
  problems: Problems
  policy: AsksPolicy
  answerers: readonly Answerer[]
  tellables: readonly Tellable[]
  readers: readonly Readers[]
  before: readonly OwnAsk[]
  /** What those that are asked again have answered; shown when that must be read first. */
  again: readonly Readonly<{ ask: OwnAsk; answers: readonly Answer[] }>[]
  now: Date
}>

const legend = (text: string) => ({ legend: { text, classes: 'govuk-fieldset__legend--m' } })
const words = { 'data-words': '/words.json' }

export function AskForm(props: AskFormProps): VNode {
  const { kept, typed: given, problems, policy, answerers, tellables, readers, before, again, now } = props
  if (answerers.length === 0) return <p class="govuk-body">{t('ask.nobody')}</p>
  const agencies = [...new Map(answerers.map((one) => [one.agencyId, one.agencyName]))]
  return (
    <>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{t('ask.title')}</h1>
      <p class="govuk-body">{t('ask.lead')}</p>
      <KeptPostForm kept={kept}>
        {again.length > 0 && (
          <Alert tone="info" title={t('ask.again.title')}>
            <p class="govuk-body">{t('ask.again.text')}</p>
            {again.map(({ ask, answers }) => (
              <>
                <h3 class="govuk-heading-s">{ask.agencyName}</h3>
                <Answers ask={ask} answers={answers} now={now} />
              </>
            ))}
            <Checkboxes
              name="again"
              values={allOf(given, 'again')}
              items={[{ value: 'yes', text: t('ask.again') }]}
              fieldset={{ legend: { text: t('ask.again.label'), classes: 'govuk-visually-hidden' } }}
            />
          </Alert>
        )}
        <Checkboxes
          name="agency"
          values={allOf(given, 'agency')}
          errorMessage={problems['agency']}
          fieldset={legend(t('ask.agencies'))}
          items={agencies.map(([id, name]) => {
            const earlier = before.find((ask) => ask.agencyName === name)
            const who = answerers.filter(({ agencyId }) => agencyId === id).map(({ roleLabel }) => roleLabel)
            return {
              value: id,
              text: name,
              hint:
                earlier === undefined
                  ? t('ask.agenciesHint', { names: [...new Set(who)].join(', ') })
                  : t('ask.before', { when: showInstant(earlier.askedAt), standing: standingWords(earlier, now) }),
            }
          })}
        />
        <Select
          name="toPost"
          label={t('ask.toPost')}
          hint={t('ask.toPostHint', { hours: policy.coverAfterHours })}
          value={firstOf(given, 'toPost')}
          errorMessage={problems['toPost']}
          items={[
            { value: '', text: t('ask.anybody') },
            ...answerers.map((one) => ({
              value: one.postId,
              text: t('ask.person', { name: one.fullName, role: one.roleLabel, agency: one.agencyName }),
            })),
          ]}
        />
        <Input
          name="address"
          type="email"
          label={t('ask.address')}
          hint={t('ask.addressHint')}
          value={firstOf(given, 'address')}
          errorMessage={problems['address']}
        />
        <Checkboxes
          name="question"
          values={allOf(given, 'question')}
          errorMessage={problems['question']}
          fieldset={legend(t('ask.questions'))}
          items={policy.questions.map(({ code, text }) => ({ value: code, text }))}
        />
        <Textarea
          name="own"
          label={t('ask.own')}
          hint={t('ask.ownHint')}
          rows={3}
          value={firstOf(given, 'own')}
          errorMessage={problems['own']}
          attributes={words}
        />
        <Checkboxes
          name="tell"
          values={allOf(given, 'tell')}
          errorMessage={problems['tell']}
          hint={t('ask.tellHint')}
          fieldset={legend(t('ask.tell'))}
          items={tellables.map(({ key, what, value }) => ({ value: key, text: t('ask.tellOne', { what: t(`tell.${what}`), value }) }))}
        />
        <Radios
          name="purpose"
          value={firstOf(given, 'purpose')}
          errorMessage={problems['purpose']}
          fieldset={legend(t('ask.purpose'))}
          items={policy.purposes.map(({ code, text }) => ({ value: code, text }))}
        />
        <Input name="why" label={t('ask.why')} value={firstOf(given, 'why')} errorMessage={problems['why']} attributes={words} />
        <Radios
          name="basis"
          value={firstOf(given, 'basis')}
          errorMessage={problems['basis']}
          hint={t('ask.basisHint')}
          fieldset={legend(t('ask.basis'))}
          items={policy.bases.map(({ code, text, mark }) => ({ value: code, text, hint: markText(mark) }))}
        />
        <Radios
          name="agreement"
          value={firstOf(given, 'agreement')}
          errorMessage={problems['agreement']}
          fieldset={legend(t('ask.agreement'))}
          items={agreements.map((one) => ({ value: one, text: t(`agreement.${one}`) }))}
        />
        <Input
          name="agreementBecause"
          label={t('ask.because')}
          value={firstOf(given, 'agreementBecause')}
          errorMessage={problems['agreementBecause']}
          attributes={words}
        />
        <DateInput id="due" namePrefix="due" fieldset={legend(t('ask.due'))} values={valuesOf(given)} errorMessage={problems['due']} />
        <Input
          name="due-time"
          label={t('ask.time')}
          hint={t('ask.timeHint')}
          classes="govuk-input--width-5"
          value={firstOf(given, 'due-time')}
          errorMessage={problems['due-time']}
        />
        <Radios
          name="readers"
          value={firstOf(given, 'readers')}
          errorMessage={problems['readers']}
          fieldset={legend(t('ask.readers'))}
          items={readers.map((one) => ({ value: one, text: t(`readers.${one}`) }))}
        />
        <Button>{t('ask.send')}</Button>
      </KeptPostForm>
    </>
  )
}

function valuesOf(given: Typed): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(given).map((name) => [name, firstOf(given, name)]))
}

const toldRows = (ask: Ask) => ask.told.map(({ what, value }) => ({ key: t(`tell.${what}`), value }))

export type OwnAskProps = Readonly<{
  ask: OwnAsk
  answers: readonly Answer[]
  now: Date
  everyHours: number
  isTooSoon: boolean
  back: string
}>

export function OwnAskPage({ ask, answers, now, everyHours, isTooSoon, back }: OwnAskProps): VNode {
  const isOwed = isOpen(ask)
  const leftOut = ask.leftOut.flatMap((what) => (isTelling(what) ? [t(`tell.${what}`)] : []))
  return (
    <>
      <a class="govuk-back-link" href={back}>
        {t('ask.back')}
      </a>
      <h1 class="govuk-heading-l">
        <span class="govuk-caption-l">{ask.reference}</span>
        {t('own.title', { agency: ask.agencyName })}
      </h1>
      {isTooSoon && (
        <Alert tone="caution" title={t('own.chaseNot', { hours: everyHours, phone: ask.askedByPhone ?? t('own.noPhone') })}>
          {null}
        </Alert>
      )}
      <p class="govuk-body">
        <StandingShown times={ask} now={now} />
      </p>
      <Answers ask={ask} answers={answers} now={now} />
      <h2 class="govuk-heading-m">{t('own.told')}</h2>
      <SummaryList
        rows={[
          ...toldRows(ask),
          { key: t('own.leftOut'), value: leftOut.length === 0 ? t('own.leftOutNone') : leftOut.join(', ') },
          { key: t('own.for'), value: [ask.purpose, ask.why].filter((part) => part !== '').join('. ') },
          { key: t('own.basis'), value: t('own.basis.marked', { basis: ask.basis, mark: markText(ask.basisMark) }) },
          {
            key: t('own.agreement'),
            value: [t(`agreement.${ask.agreement}`), ask.agreementBecause].filter((part) => part !== '').join('. '),
          },
          { key: t('own.asked'), value: t('list.askedBy', { when: showInstant(ask.askedAt), name: ask.askedBy }) },
          ask.toName !== null && {
            key: t('own.to'),
            value: ask.coveredAt === null ? ask.toName : t('own.toCovered', { name: ask.toName, when: showInstant(ask.coveredAt) }),
          },
          ask.chasedAt !== null && { key: t('own.chased'), value: showInstant(ask.chasedAt) },
        ]}
      />
      {isOwed && ask.mayChange && (
        <div class="govuk-button-group lw-no-print">
          <PostForm action={`/asks/${ask.id}/chase`}>
            <Button classes="govuk-button--secondary">{t('own.chase')}</Button>
          </PostForm>
          <a class="govuk-link" href={`/asks/${ask.id}/withdraw`}>
            {t('own.withdraw')}
          </a>
        </div>
      )}
    </>
  )
}

function isTelling(what: string): what is Tellable['what'] {
  return ['name', 'called', 'born', 'age', 'school', 'address'].includes(what)
}

export function WithdrawForm({ ask, body, problems }: { ask: OwnAsk; body: FormBody; problems: Problems }): VNode {
  return (
    <>
      <a class="govuk-back-link" href={`/asks/${ask.id}`}>
        {t('ask.back')}
      </a>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{t('own.withdraw.title')}</h1>
      <p class="govuk-body">{t('own.withdraw.text')}</p>
      <PostForm action={`/asks/${ask.id}/withdraw`}>
        <Input
          name="because"
          label={t('own.withdraw.because')}
          value={typed(body, 'because')}
          errorMessage={problems['because']}
          attributes={words}
        />
        <Button>{t('own.withdraw.send')}</Button>
      </PostForm>
    </>
  )
}

/** How old an answer is, in days of London: a "nothing known" of last month is not one of today. */
function ageOf(at: Date, now: Date): string {
  const days = daysBetween(londonDateOf(at), londonDateOf(now))
  return days === 0 ? t('answer.today') : t('answer.age', { days: showDays(days) })
}

/** Every version of what was answered to one ask, latest first, each with who, when and how old. */
export function Answers({ ask, answers, now }: { ask: Ask; answers: readonly Answer[]; now: Date }): VNode {
  const [latest, ...earlier] = answers
  if (latest === undefined) return <p class="govuk-body">{t('own.none')}</p>
  return (
    <>
      <OneAnswer ask={ask} answer={latest} now={now} />
      {earlier.length > 0 && (
        <Details summaryText={t('answer.earlier')}>
          {earlier.map((answer) => (
            <OneAnswer ask={ask} answer={answer} now={now} />
          ))}
        </Details>
      )}
    </>
  )
}

function OneAnswer({ ask, answer, now }: { ask: Ask; answer: Answer; now: Date }): VNode {
  return (
    <div class="lw-card">
      <p class="govuk-body-s">
        <strong>{answer.job === '' ? answer.name : t('answer.by', { name: answer.name, job: answer.job })}</strong>
        {'. '}
        {t('answer.when', { when: showInstant(answer.answeredAt) })}, {ageOf(answer.answeredAt, now)}
        {answer.teamOnly && <>. {t('answer.teamOnly')}</>}
      </p>
      <SummaryList
        rows={answer.items.map((item) => ({ key: ask.questions[item.place] ?? '', value: { text: <ItemShown item={item} /> } }))}
      />
    </div>
  )
}

function ItemShown({ item }: { item: AnswerItem }): VNode {
  return (
    <>
      <strong>{t(`answer.${item.standing}`)}</strong>
      {item.words !== '' && (
        <>
          <br />
          <span class="lw-as-typed">{item.words}</span>
        </>
      )}
      {item.checkedByOn !== null && (
        <>
          <br />
          {t('answer.checkedBy', { date: showDate(item.checkedByOn) })}
        </>
      )}
    </>
  )
}

export type SaidProps = Readonly<{ asks: readonly OwnAsk[]; answers: readonly Answer[]; now: Date; printedBy: string; back: string }>

/** For a strategy discussion: every answer side by side with who gave it and how old it is; those still waited for too. */
export function SaidPage({ asks, answers, now, printedBy, back }: SaidProps): VNode {
  const standing = asks.filter((ask) => ask.withdrawnAt === null || answers.some(({ askId }) => askId === ask.id))
  return (
    <>
      <a class="govuk-back-link" href={back}>
        {t('ask.back')}
      </a>
      <h1 class="govuk-heading-l">{t('said.title')}</h1>
      <p class="govuk-body lw-no-print">{t('said.lead')}</p>
      <p class="govuk-body lw-print-only">{t('said.print', { names: printedBy, when: showInstant(now) })}</p>
      {standing.length === 0 && (
        <EmptyState title={t('said.none')}>
          <p class="govuk-body">{t('said.noneWhat')}</p>
        </EmptyState>
      )}
      {standing.map((ask) => {
        const own = answers.filter(({ askId }) => askId === ask.id)
        return (
          <section>
            <h2 class="govuk-heading-m">{ask.agencyName}</h2>
            <p class="govuk-body-s">
              {t('list.askedBy', { when: showInstant(ask.askedAt), name: ask.askedBy })}. <StandingShown times={ask} now={now} />
            </p>
            {own.length === 0 ? <p class="govuk-body">{t('own.none')}</p> : <Answers ask={ask} answers={own} now={now} />}
          </section>
        )
      })}
    </>
  )
}

// ── the side that is asked ──────────────────────────────────────────────────────────────────────────────────────────

export type AskedListProps = Readonly<{ asks: readonly Ask[]; postId: string; only: 'open' | 'all'; now: Date }>

export function AskedList({ asks, postId, only, now }: AskedListProps): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('asked.title')}</h1>
      <p class="govuk-body">{t('asked.lead')}</p>
      {asks.length === 0 ? (
        <EmptyState title={t('asked.none')}>
          <p class="govuk-body">{t('asked.noneWhat')}</p>
        </EmptyState>
      ) : (
        <Table
          caption={t('asked.caption')}
          captionClasses="govuk-visually-hidden"
          classes="lw-stack"
          head={[t('asked.reference'), t('asked.from'), t('asked.standing')]}
          rows={asks.map((ask) => [
            {
              text: (
                <a class="govuk-link" href={`/asked/${ask.id}`}>
                  {ask.reference}
                </a>
              ),
            },
            {
              text: (
                <>
                  {t('asked.fromWho', { agency: ask.fromAgency, name: ask.askedBy })}
                  {ask.toPostId === postId && <strong> ({t('asked.toYou')})</strong>}
                </>
              ),
            },
            { text: <StandingShown times={ask} now={now} /> },
          ])}
        />
      )}
      <p class="govuk-body">
        <a class="govuk-link" href={only === 'open' ? '/asked?show=all' : '/asked'}>
          {t(only === 'open' ? 'asked.all' : 'asked.onlyOpen')}
        </a>
      </p>
    </>
  )
}

/** On "My work": what waits for an answer of one's own agency. No name stands there: it is on the page behind the link. */
export function AskedBlock({ asks }: { asks: readonly Ask[] }): VNode {
  return (
    <section>
      <h2 class="govuk-heading-m">{t('block.title')}</h2>
      <ul class="govuk-list">
        {asks.slice(0, 5).map((ask) => (
          <li>
            <a class="govuk-link" href={`/asked/${ask.id}`}>
              {t('block.line', { agency: ask.fromAgency, when: showInstant(ask.dueAt) })}
            </a>{' '}
            <span class="lw-reference">{ask.reference}</span>
          </li>
        ))}
      </ul>
      {asks.length > 5 && (
        <p class="govuk-body">
          <a class="govuk-link" href="/asked">
            {t('block.more')}
          </a>
        </p>
      )}
    </section>
  )
}

export type AskedProps = Readonly<{
  ask: Ask
  answers: readonly Answer[]
  typed: Typed
  problems: Problems
  now: Date
  /** Another answer came while this one was written. */
  isLate: boolean
  /** Of the boxes for words: what looks at them while they are typed, for those who may load the list. */
  attributes?: Attributes
  /** The form around the fields: saved as typed for somebody signed in, plain for a link. */
  form: (children: VNode) => VNode
  after: VNode | null
}>

/** The ask, as the asked agency sees it, and the form to answer it: two minutes on a phone. */
export function AskedPage({ ask, answers, typed: given, problems, now, isLate, attributes = words, form, after }: AskedProps): VNode {
  const phone = ask.askedByPhone
  return (
    <>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">
        <span class="govuk-caption-l">{ask.reference}</span>
        {t('asked.heading', { agency: ask.fromAgency })}
      </h1>
      <SummaryList rows={toldRows(ask)} />
      <p class="govuk-body">{[ask.purpose, ask.why].filter((part) => part !== '').join('. ')}</p>
      <p class="govuk-body">
        {phone === null ? t('asked.noRing', { name: ask.askedBy }) : t('asked.ring', { name: ask.askedBy, phone })}{' '}
        <StandingShown times={ask} now={now} />
      </p>
      <p class="govuk-body">{t('asked.careful')}</p>
      {isLate && (
        <Alert tone="caution" title={t('asked.other')} live>
          <p class="govuk-body">{t('asked.otherText')}</p>
        </Alert>
      )}
      {answers.length > 0 && (
        <>
          <h2 class="govuk-heading-m">{t('asked.answers')}</h2>
          <Answers ask={ask} answers={answers} now={now} />
        </>
      )}
      {ask.withdrawnAt === null && (
        <>
          <h2 class="govuk-heading-m">{t('asked.answer')}</h2>
          {form(
            <>
              <input type="hidden" name="seen" value={String(answers.length)} />
              {ask.questions.map((question, place) => (
                <Question question={question} place={place} typed={given} problems={problems} attributes={attributes} />
              ))}
              <Checkboxes
                name="teamOnly"
                values={allOf(given, 'teamOnly')}
                fieldset={{ legend: { text: t('asked.teamOnly'), classes: 'govuk-fieldset__legend--s' } }}
                items={[{ value: 'yes', text: t('asked.teamOnlyYes') }]}
              />
              <Button>{t(isLate ? 'asked.sendToo' : 'asked.send')}</Button>
            </>,
          )}
          {after}
        </>
      )}
    </>
  )
}

type QuestionProps = Readonly<{ question: string; place: number; typed: Typed; problems: Problems; attributes: Attributes }>

function Question({ question, place, typed: given, problems, attributes }: QuestionProps): VNode {
  const name = `q${place}`
  const by = (
    <DateInput
      id={`${name}-by`}
      namePrefix={`${name}-by`}
      fieldset={{ legend: { text: t('asked.checkedBy'), classes: 'govuk-fieldset__legend--s' } }}
      values={valuesOf(given)}
      errorMessage={problems[`${name}-by`]}
    />
  )
  return (
    <>
      <Radios
        name={name}
        value={firstOf(given, name)}
        errorMessage={problems[name]}
        fieldset={legend(question)}
        items={standings.map((one) => ({ value: one, text: t(`asked.${one}`), ...(one === 'not_checked' ? { conditional: by } : {}) }))}
      />
      <Textarea
        name={`${name}-words`}
        label={{ text: t('asked.words') }}
        rows={2}
        value={firstOf(given, `${name}-words`)}
        errorMessage={problems[`${name}-words`]}
        attributes={attributes}
      />
    </>
  )
}

/** Who answers through a link, which knows an address and no name. */
export function WhoAnswers({ typed: given, problems }: Readonly<{ typed: Typed; problems: Problems }>): VNode {
  return (
    <>
      <Input name="name" label={t('asked.name')} autocomplete="name" value={firstOf(given, 'name')} errorMessage={problems['name']} />
      <Input name="job" label={t('asked.job')} autocomplete="organization-title" value={firstOf(given, 'job')} />
    </>
  )
}

/** What was withdrawn while it was answered: nothing is sent, nothing that was typed is lost. */
export function GonePage({ ask, typed: given, back }: { ask: Ask; typed: Typed; back: VNode | null }): VNode {
  return (
    <>
      {back}
      <h1 class="govuk-heading-l">{t('asked.gone')}</h1>
      <p class="govuk-body">{t('asked.goneText', { because: ask.withdrawnBecause ?? '' })}</p>
      <SummaryList
        rows={ask.questions.map((question, place) => ({
          key: question,
          value: { text: <span class="lw-as-typed">{firstOf(given, `q${place}-words`)}</span> },
        }))}
      />
    </>
  )
}

export function BackToAsked(): VNode {
  return (
    <a class="govuk-back-link" href="/asked">
      {t('asked.back')}
    </a>
  )
}

export type AfterAskedProps = Readonly<{
  ask: Ask
  colleagues: readonly Readonly<{ postId: string; fullName: string }>[]
  body: FormBody
  problems: Problems
}>

/** For whoever should not, or cannot, answer: a colleague, or stepping back. */
export function AfterAsked({ ask, colleagues, body, problems }: AfterAskedProps): VNode {
  return (
    <>
      {colleagues.length > 0 && (
        <Details summaryText={t('asked.hand')} open={problems['post'] !== undefined}>
          <PostForm action={`/asked/${ask.id}/hand-on`}>
            <Select
              name="post"
              label={t('asked.handTo')}
              value={typed(body, 'post')}
              errorMessage={problems['post']}
              items={[{ value: '', text: '' }, ...colleagues.map(({ postId, fullName }) => ({ value: postId, text: fullName }))]}
            />
            <Button classes="govuk-button--secondary">{t('asked.handSend')}</Button>
          </PostForm>
        </Details>
      )}
      <Details summaryText={t('asked.close')} open={problems['because'] !== undefined}>
        <p class="govuk-body">{t('asked.closeText')}</p>
        <PostForm action={`/asked/${ask.id}/step-back`}>
          <Input name="because" label={t('asked.closeBecause')} value={typed(body, 'because')} errorMessage={problems['because']} />
          <Button classes="govuk-button--secondary">{t('asked.closeSend')}</Button>
        </PostForm>
      </Details>
    </>
  )
}
