import type { VNode } from 'preact'
import { Alert, Button, EmptyState, Radios, SummaryList, Table, Tag, Textarea } from '../../platform/design/index.ts'
import { showDate, showInstant, showShortInstant } from '../../platform/texts/dates.ts'
import { type FormBody, typed } from '../house/request.ts'
import { guardWords, type MatchBand, partWords, type SaidPart, signed } from '../matching/index.ts'
import { PostForm, ProblemSummary, type Problems } from '../pages/index.ts'
import { birthWords, Comparison, type PersonSummary } from '../people/index.ts'
import { type Strength, strengthOf } from './rules.ts'
import type { DuplicatesPolicy, Harm } from './schema.ts'
import type { Joining, LaterRecord, ListedPair, OneOfPair, Pair, PastDecision } from './store.ts'
import { t } from './texts.ts'

function BandTag({ band }: { band: MatchBand }): VNode {
  return <Tag classes={band === 'very_likely' ? 'govuk-tag--purple' : 'govuk-tag--grey'}>{t(`band.${band}`)}</Tag>
}

function nameOf(one: OneOfPair): string {
  return one?.name ?? t('unknown.name')
}

function Why({ harm, policy }: { harm: readonly Harm[]; policy: DuplicatesPolicy }): VNode {
  const words = policy.harm.filter(({ key }) => harm.includes(key)).map((row) => row.words)
  if (words.length === 0) return <>{t('list.nothing')}</>
  return (
    <ul class="govuk-list govuk-!-margin-bottom-0">
      {words.map((one) => (
        <li>{one}</li>
      ))}
    </ul>
  )
}

/** More than anybody works off in a day. @source local */
const mostListed = 100

export function PairList({ pairs, policy }: Readonly<{ pairs: readonly ListedPair[]; policy: DuplicatesPolicy }>): VNode {
  const mine = pairs.filter(({ knownTo }) => knownTo === null)
  const outside = outsideLines(pairs)
  return (
    <>
      <h1 class="govuk-heading-xl">{t('heading')}</h1>
      <p class="govuk-body">{t('lead')}</p>
      <p class="govuk-body">
        <a class="govuk-link" href="/duplicates/joined">
          {t('joined')}
        </a>
      </p>
      {mine.length === 0 ? (
        <EmptyState title={t('none.title')}>
          <p class="govuk-body">{t('none')}</p>
        </EmptyState>
      ) : (
        <Table
          caption={t('list.caption', { count: mine.length })}
          captionClasses="govuk-table__caption--m"
          classes="lw-stack"
          head={[t('list.pair'), t('list.band'), t('list.why')]}
          rows={mine.slice(0, mostListed).map((pair) => [
            {
              text: (
                <>
                  <a class="govuk-link" href={`/duplicates/${pair.id}`}>
                    {nameOf(pair.one)} {t('list.and')} {nameOf(pair.other)}
                  </a>
                  {pair.saidBefore !== null && pair.state !== 'asked' && (
                    <p class="govuk-body-s govuk-!-margin-bottom-0">{t('list.before', { decision: t(`decision.${pair.saidBefore}`) })}</p>
                  )}
                  {pair.state === 'asked' && <p class="govuk-body-s govuk-!-margin-bottom-0">{t('list.asked')}</p>}
                </>
              ),
            },
            { text: <BandTag band={pair.band} /> },
            { text: <Why harm={pair.harm} policy={policy} /> },
          ])}
        />
      )}
      {mine.length > mostListed && <p class="govuk-body">{t('list.first', { count: mostListed })}</p>}
      {outside.length > 0 && (
        <section aria-labelledby="outside">
          <h2 class="govuk-heading-m" id="outside">
            {t('outside.title')}
          </h2>
          <p class="govuk-body">{t('outside.lead')}</p>
          <ul class="govuk-list govuk-list--bullet">
            {outside.map((line) => (
              <li>{line}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

/** One line for each of ours and each who knows somebody like them: never how many, nor who. */
function outsideLines(pairs: readonly ListedPair[]): string[] {
  const lines = pairs.flatMap(({ one, other, knownTo }) =>
    (knownTo ?? []).map((who) => t('outside.line', { name: nameOf(one ?? other), who })),
  )
  return [...new Set(lines)].sort((a, b) => a.localeCompare(b, 'en'))
}

function Back(): VNode {
  return (
    <a class="govuk-back-link" href="/duplicates">
      {t('back')}
    </a>
  )
}

const barHalf = 60
/** So many hundredths of a bit fill the bar. @source local */
const barFull = 1500

/** A bar to the right for one person, to the left for two. The words beside it say the same. */
export function WeightBar({ hundredths }: { hundredths: number }): VNode {
  const strength = strengthOf(hundredths)
  const length = Math.min(1, Math.abs(hundredths) / barFull) * barHalf
  const label =
    strength === 'nothing' ? t('bar.nothing') : t(hundredths > 0 ? 'bar.for' : 'bar.against', { strength: t(`strength.${strength}`) })
  return (
    <svg role="img" aria-label={label} width={2 * barHalf + 2} height="16" viewBox={`0 0 ${2 * barHalf + 2} 16`} focusable="false">
      <line x1={barHalf + 1} x2={barHalf + 1} y1="0" y2="16" stroke="currentColor" stroke-width="1" />
      <rect
        x={hundredths < 0 ? barHalf + 1 - length : barHalf + 1}
        y="3"
        width={length}
        height="10"
        fill={hundredths < 0 ? 'none' : 'currentColor'}
        stroke="currentColor"
        stroke-width="1.5"
      />
    </svg>
  )
}

type SaysProps = Pick<Pair, 'parts' | 'hidden' | 'model' | 'foundAt'>

/** What each part says, in words, as a bar and as a number; the numbers sum to the last line. */
export function HowMuch({ parts, hidden, model, foundAt }: SaysProps): VNode {
  const isHidden = hidden.address || hidden.phone
  const wordsFor = (part: SaidPart) => (part.field === 'place' && isHidden ? t('pair.protected') : partWords(part))
  const row = (what: string, hundredths: number, strength: Strength | null) => [
    { text: what, attributes: { 'data-label': t('pair.what') } },
    { text: strength === null ? '' : t(`strength.${strength}`), attributes: { 'data-label': t('pair.strength') } },
    { text: <WeightBar hundredths={hundredths} />, attributes: { 'data-label': t('pair.picture') } },
    { text: signed(hundredths), format: 'numeric' as const, attributes: { 'data-label': t('pair.number') } },
  ]
  const sum = parts.reduce((total, { hundredths }) => total + hundredths, 0)
  return (
    <section aria-labelledby="says">
      <h2 class="govuk-heading-m" id="says">
        {t('pair.says')}
      </h2>
      <p class="govuk-body">{t('pair.saysHow')}</p>
      <Table
        caption={t('pair.says')}
        captionClasses="govuk-visually-hidden"
        classes="lw-dense lw-stack"
        head={[t('pair.what'), t('pair.strength'), t('pair.picture'), { text: t('pair.number'), format: 'numeric' }]}
        rows={[...parts.map((part) => row(wordsFor(part), part.hundredths, strengthOf(part.hundredths))), row(t('pair.sum'), sum, null)]}
      />
      <p class="govuk-body-s">{t('pair.model', { model, when: showShortInstant(foundAt) })}</p>
    </section>
  )
}

export type PairPageProps = Readonly<{
  pair: Pair
  decisions: readonly PastDecision[]
  policy: DuplicatesPolicy
  mayDecide: boolean
  /** A colleague decided while this was open. */
  taken: boolean
  body: FormBody
  problems: Problems
}>

export function PairPage({ pair, decisions, policy, mayDecide, taken, body, problems }: PairPageProps): VNode {
  const isOpen = pair.state === 'open' || pair.state === 'unsure'
  return (
    <>
      <Back />
      <ProblemSummary problems={problems} />
      {taken && (
        <Alert tone="caution" title={t('taken.title')} live>
          {t('taken')}
        </Alert>
      )}
      <h1 class="govuk-heading-l">{t('pair.title')}</h1>
      <SummaryList
        rows={[
          { key: t('pair.band'), value: { text: <BandTag band={pair.band} /> } },
          pair.guard !== null && { key: t('pair.guard'), value: guardWords(pair.guard) },
          { key: t('pair.matters'), value: { text: <Why harm={pair.harm} policy={policy} /> } },
        ]}
      />
      <StateLine pair={pair} />
      <h2 class="govuk-heading-m">{t('pair.sides')}</h2>
      <Comparison
        caption={t('pair.sides')}
        evidence={pair.evidence}
        here={pair.oneSaid}
        there={pair.otherSaid}
        heads={{ here: t('pair.here', { name: nameOf(pair.one) }), there: t('pair.there', { name: nameOf(pair.other) }) }}
      />
      <HowMuch {...pair} />
      {mayDecide && isOpen && <Deciding pair={pair} policy={policy} body={body} problems={problems} />}
      <h2 class="govuk-heading-m">{t('history.title')}</h2>
      {decisions.length === 0 ? (
        <p class="govuk-body">{t('history.none')}</p>
      ) : (
        <ul class="govuk-list govuk-list--bullet">
          {decisions.map(({ decision, because, decidedAt, decidedBy }) => (
            <li>{t('history.line', { who: decidedBy, when: showInstant(decidedAt), decision: t(`decision.${decision}`), because })}</li>
          ))}
        </ul>
      )}
    </>
  )
}

function StateLine({ pair: { state, comeBackOn } }: { pair: Pair }): VNode | null {
  if (state === 'open') return null
  const words = state === 'unsure' ? t('state.unsure', { date: comeBackOn === null ? '' : showDate(comeBackOn) }) : t(`state.${state}`)
  return <p class="govuk-inset-text">{words}</p>
}

function Deciding({ pair, policy, body, problems }: Pick<PairPageProps, 'pair' | 'policy' | 'body' | 'problems'>): VNode {
  return (
    <section aria-labelledby="decide">
      <h2 class="govuk-heading-m" id="decide">
        {t('decide.title')}
      </h2>
      <p class="govuk-body">{t('decide.lead')}</p>
      <h3 class="govuk-heading-s">{t('join.title')}</h3>
      <p class="govuk-body">{t('join.lead')}</p>
      {pair.widens && <p class="govuk-inset-text">{t('join.widens')}</p>}
      <PostForm action={`/duplicates/${pair.id}/join`}>
        <Textarea name="same" label={t('join.because')} rows={2} value={typed(body, 'same')} errorMessage={problems['same']} />
        <Button preventDoubleClick>{t(pair.widens ? 'join.ask' : 'join.button')}</Button>
      </PostForm>
      <h3 class="govuk-heading-s">{t('other.title')}</h3>
      <PostForm action={`/duplicates/${pair.id}/decide`}>
        <Radios
          name="decision"
          idPrefix="decision"
          fieldset={{ legend: { text: t('other.legend'), classes: 'govuk-fieldset__legend--s' } }}
          items={[
            { value: 'not_same', text: t('other.not_same'), hint: t('other.not_sameHint') },
            { value: 'unsure', text: t('other.unsure'), hint: t('other.unsureHint', { days: policy.comeBackAfterDays }) },
          ]}
          value={typed(body, 'decision')}
          errorMessage={problems['decision']}
        />
        <Textarea name="because" label={t('other.because')} rows={2} value={typed(body, 'because')} errorMessage={problems['because']} />
        <Button classes="govuk-button--secondary" preventDoubleClick>
          {t('other.button')}
        </Button>
      </PostForm>
    </section>
  )
}

// ── joined ──

const personLabel = ({ keptName }: Joining) => keptName ?? t('unknown.name')

export function JoiningList({ list }: { list: readonly Joining[] }): VNode {
  return (
    <>
      <Back />
      <h1 class="govuk-heading-l">{t('joined.title')}</h1>
      <p class="govuk-body">{t('joined.lead')}</p>
      {list.length === 0 ? (
        <EmptyState title={t('joined.none')}>
          <p class="govuk-body">{t('joined.noneText')}</p>
        </EmptyState>
      ) : (
        <Table
          caption={t('joined.caption')}
          captionClasses="govuk-visually-hidden"
          classes="lw-stack"
          head={[t('joined.person'), t('joined.state'), t('joined.asked'), t('joined.when')]}
          rows={list.map((joining) => [
            {
              text: (
                <a class="govuk-link" href={`/duplicates/joined/${joining.id}`}>
                  {personLabel(joining)}
                </a>
              ),
            },
            { text: t(`joinedState.${joining.state}`) },
            { text: joining.askedBy },
            { text: showShortInstant(joining.askedAt) },
          ])}
        />
      )}
    </>
  )
}

export type JoiningPageProps = Readonly<{
  joining: Joining
  later: readonly LaterRecord[]
  mayAnswer: boolean
  mayUndo: boolean
  body: FormBody
  problems: Problems
}>

export function JoiningPage({ joining, later, mayAnswer, mayUndo, body, problems }: JoiningPageProps): VNode {
  const { state } = joining
  return (
    <>
      <a class="govuk-back-link" href="/duplicates/joined">
        {t('joined.title')}
      </a>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{t('joining.title')}</h1>
      <p class="govuk-body">
        <strong>{personLabel(joining)}</strong> <Tag>{t(`joinedState.${state}`)}</Tag>
      </p>
      <ul class="govuk-list">
        <li>{t('joining.askedBy', { who: joining.askedBy, when: showInstant(joining.askedAt) })}</li>
        <li>{t('joining.because', { because: joining.because })}</li>
        {joining.agreedAt !== null && (
          <li>
            {t(state === 'refused' ? 'joining.refusedBy' : 'joining.agreedBy', {
              who: joining.agreedBy ?? '',
              when: showInstant(joining.agreedAt),
              because: joining.agreedBecause ?? '',
            })}
          </li>
        )}
        {joining.undoneAt !== null && (
          <li>
            {t('joining.undoneBy', {
              who: joining.undoneBy ?? '',
              when: showInstant(joining.undoneAt),
              because: joining.undoneBecause ?? '',
            })}
          </li>
        )}
      </ul>
      <p class="govuk-body">
        {state === 'done' ? (
          <a class="govuk-link" href={`/people/${joining.keptPerson}`}>
            {t('joining.person')}
          </a>
        ) : (
          <a class="govuk-link" href={`/duplicates/${joining.pairId}`}>
            {t('joining.pair')}
          </a>
        )}
      </p>
      {state === 'waiting' &&
        mayAnswer &&
        (joining.isOwn ? <p class="govuk-inset-text">{t('answer.own')}</p> : <Answering id={joining.id} body={body} problems={problems} />)}
      {state === 'done' && mayUndo && <Undoing id={joining.id} later={later} body={body} problems={problems} />}
    </>
  )
}

type FormProps = Readonly<{ id: string; body: FormBody; problems: Problems }>

function Answering({ id, body, problems }: FormProps): VNode {
  return (
    <PostForm action={`/duplicates/joined/${id}/answer`}>
      <h2 class="govuk-heading-m">{t('answer.title')}</h2>
      <p class="govuk-body">{t('answer.lead')}</p>
      <Radios
        name="answer"
        idPrefix="answer"
        fieldset={{ legend: { text: t('answer.legend'), classes: 'govuk-fieldset__legend--s' } }}
        items={(['yes', 'no'] as const).map((value) => ({ value, text: t(`answer.${value}`) }))}
        value={typed(body, 'answer')}
        errorMessage={problems['answer']}
      />
      <Textarea name="because" label={t('answer.because')} rows={2} value={typed(body, 'because')} errorMessage={problems['because']} />
      <Button preventDoubleClick>{t('answer.button')}</Button>
    </PostForm>
  )
}

function saidWords({ names, births, addresses, phones, numbers, schools, sexes }: PersonSummary): string {
  const words = [...names, ...births.map(birthWords), ...addresses, ...phones, ...numbers, ...schools, ...sexes]
  return words.length === 0 ? t('since.nothing') : words.join('; ')
}

function Undoing({ id, later, body, problems }: FormProps & Readonly<{ later: readonly LaterRecord[] }>): VNode {
  return (
    <PostForm action={`/duplicates/joined/${id}/undo`}>
      <h2 class="govuk-heading-m">{t('undo.title')}</h2>
      <p class="govuk-body">{t('undo.lead')}</p>
      {later.length > 0 && (
        <>
          <h3 class="govuk-heading-s">{t('undo.later')}</h3>
          <p class="govuk-body">{t('undo.laterLead')}</p>
          {later.map((record) => (
            <Radios
              name={`place-${record.id}`}
              idPrefix={`place-${record.id}`}
              fieldset={{
                legend: {
                  text: t('undo.which', {
                    when: showInstant(record.recordedAt),
                    what: [saidWords(record.said), record.because].filter((part) => part !== null).join(' · '),
                  }),
                },
              }}
              items={(['kept', 'gone'] as const).map((value) => ({ value, text: t(`undo.${value}`) }))}
              value={typed(body, `place-${record.id}`)}
              errorMessage={problems[`place-${record.id}`]}
            />
          ))}
        </>
      )}
      <Textarea name="because" label={t('undo.because')} rows={2} value={typed(body, 'because')} errorMessage={problems['because']} />
      <Button classes="govuk-button--warning" preventDoubleClick>
        {t('undo.button')}
      </Button>
    </PostForm>
  )
}

/** On the first page of the day of whoever can agree. */
export function WaitingBlock({ count }: { count: number }): VNode {
  return (
    <section aria-labelledby="joinings-waiting">
      <h2 class="govuk-heading-m" id="joinings-waiting">
        {t('block.title', { count })}
      </h2>
      <p class="govuk-body">
        {t('block.lead')}{' '}
        <a class="govuk-link" href="/duplicates/joined">
          {t('block.link')}
        </a>
      </p>
    </section>
  )
}
