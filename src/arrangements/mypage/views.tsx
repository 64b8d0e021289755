import type { VNode } from 'preact'
import type { LocalDate } from '../../core/clocks/index.ts'
import { type FormBody, typed } from '../../core/house/index.ts'
import { PostForm, ProblemSummary, type Problems } from '../../core/pages/index.ts'
import {
  Alert,
  Button,
  DateInput,
  Details,
  EmptyState,
  ExitThisPage,
  Radios,
  Select,
  Table,
  Textarea,
} from '../../platform/design/index.ts'
import { showDate, showInstant } from '../../platform/texts/dates.ts'
import type { LineKind } from './schema.ts'
import type { Ask, Knower, Line, NextVisit, OwnWords, Shown, WaitingAsk } from './store.ts'
import { t } from './texts.ts'

/** Young people know people by their first names. */
const firstName = (fullName: string): string => fullName.split(' ')[0] ?? fullName

function shownWords({ outcome, at, by, because }: Shown): string {
  return t(`latest.${outcome}`, { when: showInstant(at), name: by, because })
}

// ── for whoever prepares it ─────────────────────────────────────────────────────────────────────────────────────────

export type PreparingProps = Readonly<{
  base: string
  lines: readonly Line[]
  asks: readonly Ask[]
  knowers: readonly Knower[]
  neverNamed: readonly string[]
  shown: readonly Shown[]
  today: LocalDate
  mayWrite: boolean
}>

export function Preparing({ base, lines, asks, knowers, neverNamed, shown, today, mayWrite }: PreparingProps): VNode {
  const [latest, ...earlier] = shown
  return (
    <>
      <h1 class="govuk-heading-l">{t('heading')}</h1>
      <p class="govuk-body">{t('lead')}</p>
      {latest?.outcome === 'not_safe' ? (
        <Alert tone="caution" title={shownWords(latest)}>
          {null}
        </Alert>
      ) : (
        <p class="govuk-body govuk-!-font-weight-bold">{latest === undefined ? t('latest.none') : shownWords(latest)}</p>
      )}
      {mayWrite && (
        <PostForm action={`${base}/show`}>
          <p class="govuk-hint govuk-!-margin-bottom-1">{t('showWhat')}</p>
          <div class="govuk-button-group lw-no-print">
            <Button preventDoubleClick>{t('show')}</Button>
            <a class="govuk-link" href={`${base}/not-safe`}>
              {t('notSafe')}
            </a>
            <a class="govuk-link" href={`${base}/print`}>
              {t('print')}
            </a>
          </div>
        </PostForm>
      )}
      {earlier.length > 0 && (
        <Details summaryText={t('earlier')}>
          <ul class="govuk-list">
            {earlier.map((one) => (
              <li>{shownWords(one)}</li>
            ))}
          </ul>
        </Details>
      )}
      <Asks base={base} asks={asks} today={today} mayWrite={mayWrite} />
      <Lines base={base} kind="said" lines={lines} mayWrite={mayWrite} />
      <Lines base={base} kind="well" lines={lines} mayWrite={mayWrite} />
      <h2 class="govuk-heading-m">{t('who.heading')}</h2>
      <ul class="govuk-list">
        {knowers.map((one) => (
          <KnowerLine base={base} knower={one} isNever={neverNamed.includes(one.roleCode)} mayWrite={mayWrite} />
        ))}
      </ul>
    </>
  )
}

function Asks({
  base,
  asks,
  today,
  mayWrite,
}: Readonly<{ base: string; asks: readonly Ask[]; today: LocalDate; mayWrite: boolean }>): VNode {
  return (
    <>
      <h2 class="govuk-heading-m">{t('ask.heading')}</h2>
      {asks.length === 0 && <p class="govuk-body">{t('ask.none')}</p>}
      {asks.map((ask) => (
        <div class="lw-note">
          <blockquote class="lw-own-words lw-as-typed">{ask.asked}</blockquote>
          {ask.answeredOn === null ? (
            <p class="govuk-body">
              {t('ask.waiting', { date: showDate(ask.askedOn), name: ask.promisedName, by: showDate(ask.promisedFor) })}{' '}
              {ask.promisedFor < today && <strong class="lw-late">{t('ask.late')}</strong>}{' '}
              {mayWrite && (
                <a class="govuk-link" href={`${base}/ask/${ask.id}`}>
                  {t('ask.answer')}
                  <span class="govuk-visually-hidden">{t('line.hidden', { words: ask.asked })}</span>
                </a>
              )}
            </p>
          ) : (
            <p class="govuk-body lw-as-typed">
              {t('ask.answered', { date: showDate(ask.answeredOn) })}: {ask.answer}
            </p>
          )}
        </div>
      ))}
      {mayWrite && (
        <Button href={`${base}/ask`} classes="govuk-button--secondary lw-no-print">
          {t('ask.add')}
        </Button>
      )}
    </>
  )
}

type LinesProps = Readonly<{ base: string; kind: LineKind; lines: readonly Line[]; mayWrite: boolean }>

function Lines({ base, kind, lines, mayWrite }: LinesProps): VNode {
  const of = lines.filter((line) => line.kind === kind)
  return (
    <>
      <h2 class="govuk-heading-m">{t(`${kind}.heading`)}</h2>
      {of.length === 0 && <p class="govuk-body">{t(`${kind}.none`)}</p>}
      {of.map((line) => (
        <PostForm action={`${base}/line/${line.id}/remove`}>
          <blockquote class="lw-own-words lw-as-typed">{line.words}</blockquote>
          <p class="govuk-hint">
            {showDate(line.saidOn)}{' '}
            {mayWrite && (
              <button type="submit" class="lw-link-button lw-no-print">
                {t('line.remove')}
                <span class="govuk-visually-hidden">{t('line.hidden', { words: line.words })}</span>
              </button>
            )}
          </p>
        </PostForm>
      ))}
      {mayWrite && (
        <Button href={kind === 'said' ? `${base}/words` : `${base}/line?kind=well`} classes="govuk-button--secondary lw-no-print">
          {t(`${kind}.add`)}
        </Button>
      )}
    </>
  )
}

type KnowerProps = Readonly<{ base: string; knower: Knower; isNever: boolean; mayWrite: boolean }>

function KnowerLine({ base, knower, isNever, mayWrite }: KnowerProps): VNode {
  const hidden = <span class="govuk-visually-hidden">{t('who.hidden', { name: knower.fullName })}</span>
  return (
    <li>
      {t('who.line', { first: knower.fullName, role: knower.roleLabel, agency: knower.agencyName })}.{' '}
      {isNever ? t('who.never') : knower.leftOut === null ? t('who.named') : t('who.leftOut', { because: knower.leftOut })}.{' '}
      {mayWrite && !isNever && knower.leftOut === null && (
        <a class="govuk-link lw-no-print" href={`${base}/who/${knower.postId}`}>
          {t('who.leave')}
          {hidden}
        </a>
      )}
      {mayWrite && !isNever && knower.leftOut !== null && (
        <PostForm action={`${base}/who/${knower.postId}/again`}>
          <button type="submit" class="lw-link-button lw-no-print">
            {t('who.again')}
            {hidden}
          </button>
        </PostForm>
      )}
    </li>
  )
}

export function ChooseWords({ base, written }: Readonly<{ base: string; written: readonly OwnWords[] }>): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('said.choose')}</h1>
      {written.length === 0 && <p class="govuk-body">{t('said.chooseNone')}</p>}
      {written.map(({ id, on, words }) => (
        <div class="lw-note">
          <blockquote class="lw-own-words lw-as-typed">{words}</blockquote>
          <p class="govuk-body">
            {showDate(on)}{' '}
            <a class="govuk-link" href={`${base}/line?kind=said&from=${id}`}>
              {t('said.take')}
              <span class="govuk-visually-hidden">{t('said.hidden', { date: showDate(on) })}</span>
            </a>
          </p>
        </div>
      ))}
    </>
  )
}

type FormProps = Readonly<{ base: string; body: FormBody; problems: Problems }>

export function LineForm({ base, kind, body, problems }: FormProps & Readonly<{ kind: LineKind }>): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{t(`${kind}.add`)}</h1>
        <PostForm action={`${base}/line`}>
          <input type="hidden" name="kind" value={kind} />
          <input type="hidden" name="saidOn" value={typed(body, 'saidOn')} />
          <Textarea
            name="words"
            label={{ text: t(kind === 'said' ? 'line.words' : 'well.words'), classes: 'govuk-label--m' }}
            hint={t(kind === 'said' ? 'said.chooseWhat' : 'well.hint')}
            rows={4}
            value={typed(body, 'words')}
            errorMessage={problems['words']}
            spellcheck={kind === 'well'}
            attributes={kind === 'well' ? { 'data-words': '/words.json' } : {}}
          />
          <Button preventDoubleClick>{t('save')}</Button>
        </PostForm>
      </div>
    </div>
  )
}

type AskFormProps = FormProps & Readonly<{ colleagues: readonly Readonly<{ postId: string; name: string; role: string }>[] }>

export function AskForm({ base, colleagues, body, problems }: AskFormProps): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{t('ask.add')}</h1>
        <PostForm action={`${base}/ask`}>
          <Textarea
            name="asked"
            label={{ text: t('ask.asked'), classes: 'govuk-label--m' }}
            hint={t('ask.askedHint')}
            rows={3}
            value={typed(body, 'asked')}
            errorMessage={problems['asked']}
            spellcheck={false}
          />
          <Select
            name="promisedBy"
            label={t('ask.who')}
            value={typed(body, 'promisedBy')}
            items={colleagues.map(({ postId, name, role }) => ({ value: postId, text: `${name}, ${role}` }))}
            errorMessage={problems['promisedBy']}
          />
          <DateInput
            id="by"
            namePrefix="by"
            values={Object.fromEntries(['day', 'month', 'year'].map((part) => [`by-${part}`, typed(body, `by-${part}`)]))}
            fieldset={{ legend: { text: t('ask.by'), classes: 'govuk-fieldset__legend--s' } }}
            hint={t('ask.byHint')}
            errorMessage={problems['by']}
          />
          <Button preventDoubleClick>{t('save')}</Button>
        </PostForm>
      </div>
    </div>
  )
}

export function AnswerForm({ base, ask, body, problems, isLate }: FormProps & Readonly<{ ask: Ask; isLate: boolean }>): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        {isLate && (
          <Alert tone="caution" live title={t('ask.conflict', { answer: ask.answer })}>
            {null}
          </Alert>
        )}
        <h1 class="govuk-heading-l">{t('ask.answer')}</h1>
        <blockquote class="lw-own-words lw-as-typed">{ask.asked}</blockquote>
        <PostForm action={`${base}/ask/${ask.id}`}>
          <input type="hidden" name="version" value={ask.version} />
          <Textarea
            name="answer"
            label={{ text: t('ask.answerWhat'), classes: 'govuk-label--m' }}
            hint={t('ask.answerHint')}
            rows={3}
            value={typed(body, 'answer')}
            errorMessage={problems['answer']}
            attributes={{ 'data-words': '/words.json' }}
          />
          <Button preventDoubleClick>{t('save')}</Button>
        </PostForm>
      </div>
    </div>
  )
}

type ReasonProps = Readonly<{ heading: string; hint: string; action: string; body: FormBody; problems: Problems }>

export function ReasonForm({ heading, hint, action, body, problems }: ReasonProps): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <PostForm action={action}>
          <Textarea
            name="because"
            label={{ text: heading, classes: 'govuk-label--l', isPageHeading: true }}
            hint={hint}
            rows={3}
            value={typed(body, 'because')}
            errorMessage={problems['because']}
          />
          <Button preventDoubleClick>{t('save')}</Button>
        </PostForm>
      </div>
    </div>
  )
}

// ── read together ───────────────────────────────────────────────────────────────────────────────────────────────────

export type MyPageProps = Readonly<{
  base: string
  knownAs: string
  lines: readonly Line[]
  asks: readonly Ask[]
  knowers: readonly Knower[]
  next: NextVisit | undefined
  complain: readonly string[]
  today: LocalDate
  isForPaper: boolean
}>

/** Short sentences, large, one column: read on a phone held by two. */
export function MyPage({ base, knownAs, lines, asks, knowers, next, complain, today, isForPaper }: MyPageProps): VNode {
  const said = lines.filter(({ kind }) => kind === 'said')
  const well = lines.filter(({ kind }) => kind === 'well')
  return (
    <>
      {!isForPaper && <p class="lw-print-only">{t('print.only')}</p>}
      <div class={isForPaper ? 'lw-mine lw-mine--paper' : 'lw-mine'}>
        {!isForPaper && <ExitThisPage redirectUrl="/mine/hidden">{t('mine.hide')}</ExitThisPage>}
        {isForPaper && <p class="lw-no-print">{t('print.now')}</p>}
        <h1>{t('mine.hello', { name: knownAs })}</h1>
        <p>{t('mine.about')}</p>
        <h2>{t('mine.said')}</h2>
        {said.length === 0 && <p>{t('mine.saidNone')}</p>}
        {said.map(({ words }) => (
          <blockquote class="lw-own-words lw-as-typed">{words}</blockquote>
        ))}
        <h2>{t('mine.asked')}</h2>
        {asks.length === 0 && <p>{t('mine.askedNone')}</p>}
        {asks.map((ask) => (
          <>
            <blockquote class="lw-own-words lw-as-typed">{ask.asked}</blockquote>
            <p class="lw-as-typed">{answerWords(ask, today)}</p>
          </>
        ))}
        <h2>{t('mine.next')}</h2>
        <p>{next === undefined ? t('mine.nextNone') : t('mine.nextLine', { name: firstName(next.visitor), when: showInstant(next.at) })}</p>
        <h2>{t('mine.who')}</h2>
        <p>{t('mine.whoWhat')}</p>
        <ul>
          {knowers.map((one) => (
            <li>{t('mine.whoLine', { first: firstName(one.fullName), agency: one.agencyName })}</li>
          ))}
        </ul>
        <h2>{t('mine.well')}</h2>
        {well.length === 0 && <p>{t('mine.wellNone')}</p>}
        {well.map(({ words }) => (
          <p class="lw-as-typed">{words}</p>
        ))}
        {!isForPaper && (
          <>
            <h2>{t('mine.disagree')}</h2>
            <p>{t('mine.disagreeWhat')}</p>
            <Button href={`${base}/disagree`} classes="govuk-button--secondary">
              {t('mine.disagreeDo')}
            </Button>
          </>
        )}
        <h2>{t('mine.complain')}</h2>
        <ul>
          {complain.map((line) => (
            <li>{line}</li>
          ))}
        </ul>
        <Button href={base} classes="lw-no-print">
          {t('mine.done')}
        </Button>
      </div>
    </>
  )
}

function answerWords({ answeredOn, answer, promisedName, promisedFor }: Ask, today: LocalDate): string {
  if (answeredOn !== null) return t('mine.answer', { answer })
  return t(promisedFor < today ? 'mine.late' : 'mine.notYet', { name: firstName(promisedName), by: showDate(promisedFor) })
}

export function DisagreeForm({ base, written, body, problems }: FormProps & Readonly<{ written: readonly OwnWords[] }>): VNode {
  return (
    <div class="lw-mine">
      <ExitThisPage redirectUrl="/mine/hidden">{t('mine.hide')}</ExitThisPage>
      <ProblemSummary problems={problems} />
      <h1>{t('disagree.heading')}</h1>
      <PostForm action={`${base}/disagree`}>
        <Textarea
          name="said"
          label={{ text: t('disagree.said'), classes: 'govuk-label--m' }}
          hint={t('disagree.saidHint')}
          rows={4}
          value={typed(body, 'said')}
          errorMessage={problems['said']}
          spellcheck={false}
        />
        <Radios
          idPrefix="about"
          name="about"
          value={typed(body, 'about')}
          fieldset={{ legend: { text: t('disagree.which'), classes: 'govuk-fieldset__legend--m' } }}
          items={written.map(({ kind, id, on, by }) => ({
            value: `${kind}:${id}`,
            text: t('disagree.line', { date: showDate(on), name: firstName(by) }),
          }))}
          errorMessage={problems['about']}
        />
        <Button preventDoubleClick>{t('disagree.save')}</Button>
      </PostForm>
    </div>
  )
}

/** What is left on the screen after "hide this". */
export function Hidden(): VNode {
  return (
    <div class="lw-mine">
      <h1>{t('hidden.title')}</h1>
      <p>{t('hidden.text')}</p>
      <p>
        <a class="govuk-link" href="/">
          {t('hidden.back')}
        </a>
      </p>
    </div>
  )
}

// ── what waits for an answer ────────────────────────────────────────────────────────────────────────────────────────

export function WaitingList({ asks, whose }: Readonly<{ asks: readonly WaitingAsk[]; whose: 'mine' | 'all' }>): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('list.heading')}</h1>
      <p class="govuk-body">{t('list.lead')}</p>
      <nav class="lw-no-print" aria-label={t('list.whose')}>
        <p class="govuk-body">
          {(['mine', 'all'] as const).map((one, i) => (
            <>
              {i > 0 && ' · '}
              {one === whose ? (
                <strong aria-current="page">{t(`list.${one}`)}</strong>
              ) : (
                <a class="govuk-link" href={`/mine/waiting?whose=${one}`}>
                  {t(`list.${one}`)}
                </a>
              )}
            </>
          ))}
        </p>
      </nav>
      {asks.length === 0 ? (
        <EmptyState title={t('list.none')}>
          <p class="govuk-body">{t('list.noneWhat')}</p>
        </EmptyState>
      ) : (
        <AskTable asks={asks} />
      )}
    </>
  )
}

function AskTable({ asks }: { asks: readonly WaitingAsk[] }): VNode {
  return (
    <Table
      caption={t('list.heading')}
      captionClasses="govuk-visually-hidden"
      classes="lw-stack"
      head={[t('list.who'), t('list.what'), t('list.promised'), t('list.worker')]}
      rows={asks.map((ask) => [
        {
          text: (
            <>
              <a class="govuk-link" href={`/cases/${ask.caseId}/mine`}>
                {ask.knownAs}
              </a>{' '}
              <span class="lw-reference">{ask.reference}</span>
            </>
          ),
          attributes: { 'data-label': t('list.who') },
        },
        { text: ask.asked, attributes: { 'data-label': t('list.what') } },
        {
          text: t('list.by', { name: ask.promisedName, by: showDate(ask.promisedFor) }),
          attributes: { 'data-label': t('list.promised') },
        },
        { text: ask.workerName ?? t('list.noWorker'), attributes: { 'data-label': t('list.worker') } },
      ])}
    />
  )
}

/** On "My work": those that are mine, and the way to the whole list. */
export function WaitingBlock({ asks }: { asks: readonly WaitingAsk[] }): VNode {
  return (
    <section id="own-asks">
      <h2 class="govuk-heading-m">{t('list.heading')}</h2>
      <AskTable asks={asks} />
      <p class="govuk-body">
        <a class="govuk-link" href="/mine/waiting?whose=all">
          {t('block.all')}
        </a>
      </p>
    </section>
  )
}
