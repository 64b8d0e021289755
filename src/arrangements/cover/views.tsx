import type { VNode } from 'preact'
import { londonDateOf } from '../../core/clocks/index.ts'
import { type FormBody, typed } from '../../core/house/index.ts'
import { dateBoxes, KeptPostForm, PostForm, ProblemSummary, type Problems } from '../../core/pages/index.ts'
import {
  Alert,
  BackLink,
  Button,
  Checkboxes,
  Conflict,
  DateInput,
  EmptyState,
  Input,
  Radios,
  Select,
  SummaryList,
  Table,
  Textarea,
} from '../../platform/design/index.ts'
import type { Kept } from '../../platform/forms/index.ts'
import { showDate, showInstant, showRange, showShortDate } from '../../platform/texts/dates.ts'
import { type HandoverText, handoverLines } from './schema.ts'
import type { CaseOffered, Colleague, CoverAsked, CoveredCase, Covering, CoverOfCase, Gap, Handover, Leave, OfferOfCase } from './store.ts'
import { t } from './texts.ts'

const daysOf = ({ from, until }: Readonly<{ from: string; until: string }>) => showRange(from, until)

// ── the list ────────────────────────────────────────────────────────────────────────────────────────────────────────

export type LeaveListProps = Readonly<{
  asked: readonly CoverAsked[]
  offered: readonly (CaseOffered & Readonly<{ levelWords: string }>)[]
  covering: readonly Covering[]
  mine: readonly Leave[]
  others: readonly Leave[]
  mayGive: boolean
  /** The request that was answered wrongly, with what was typed. */
  answered: Readonly<{ id: string; body: FormBody; problems: Problems }> | undefined
}>

export function LeaveList({ asked, offered, covering, mine, others, mayGive, answered }: LeaveListProps): VNode {
  const open = asked.filter(({ state }) => state === 'offered')
  const promised = asked.filter(({ state }) => state === 'accepted')
  return (
    <>
      {answered !== undefined && <ProblemSummary problems={answered.problems} />}
      <h1 class="govuk-heading-l">{t('heading')}</h1>
      <p class="govuk-body">{t('lead')}</p>
      {(open.length > 0 || offered.length > 0) && (
        <section aria-labelledby="asked">
          <h2 class="govuk-heading-m" id="asked">
            {t('asked.heading')}
          </h2>
          {open.map((one) => (
            <div class="lw-card">
              <h3 class="govuk-heading-s">{t('asked.cover', { name: one.fromName, count: one.cases, days: daysOf(one) })}</h3>
              <p class="govuk-body">{t('asked.coverWhat')}</p>
              <Answer action={`/leave/${one.leaveId}/answer`} id={one.leaveId} answered={answered} />
            </div>
          ))}
          {offered.map((one) => (
            <div class="lw-card">
              <h3 class="govuk-heading-s">{t('asked.case', { name: one.fromName })}</h3>
              <p class="govuk-body">
                {t('asked.caseWhat', { kind: t(one.isChild ? 'asked.child' : 'asked.adult'), level: one.levelWords, because: one.because })}
              </p>
              <p class="govuk-body">{t('asked.caseStays', { name: one.fromName })}</p>
              <Answer action={`/leave/offers/${one.offerId}/answer`} id={one.offerId} answered={answered} />
            </div>
          ))}
        </section>
      )}
      {(covering.length > 0 || promised.length > 0) && (
        <section aria-labelledby="covering">
          <h2 class="govuk-heading-m" id="covering">
            {t('covering.heading')}
          </h2>
          <ul class="govuk-list govuk-list--bullet">
            {promised.map((one) => (
              <li>{t('covering.line', { name: one.fromName, days: daysOf(one), cases: t('cases', { count: one.cases }) })}</li>
            ))}
          </ul>
          <CoveringTable covering={covering} />
        </section>
      )}
      <section aria-labelledby="mine">
        <h2 class="govuk-heading-m" id="mine">
          {t('mine.heading')}
        </h2>
        {mine.length === 0 ? (
          <EmptyState title={t('mine.none')} headingLevel={3}>
            <p class="govuk-body">{t('mine.noneWhat')}</p>
          </EmptyState>
        ) : (
          <LeaveTable leaves={mine} caption={t('mine.heading')} />
        )}
        <Button href="/leave/new">{t('add')}</Button>
      </section>
      {(others.length > 0 || mayGive) && (
        <section aria-labelledby="others">
          <h2 class="govuk-heading-m" id="others">
            {t('team.heading')}
          </h2>
          {others.length > 0 && <LeaveTable leaves={others} caption={t('team.heading')} />}
          {mayGive && (
            <p class="govuk-body">
              <a class="govuk-link" href="/leaving">
                {t('leavers')}
              </a>
            </p>
          )}
        </section>
      )}
    </>
  )
}

function Answer({ action, id, answered }: Readonly<{ action: string; id: string; answered: LeaveListProps['answered'] }>): VNode {
  const own = answered?.id === id ? answered : undefined
  const said = own?.body['because']
  return (
    <PostForm action={action}>
      <Radios
        name="answer"
        idPrefix={own === undefined ? `answer-${id}` : 'answer'}
        classes="govuk-radios--inline govuk-radios--small"
        fieldset={{ legend: { text: t('asked.answer'), classes: 'govuk-fieldset__legend--s' } }}
        value={typeof own?.body['answer'] === 'string' ? own.body['answer'] : ''}
        errorMessage={own?.problems['answer']}
        items={[
          { text: t('asked.yes'), value: 'yes' },
          { text: t('asked.no'), value: 'no' },
        ]}
      />
      <Input
        name="because"
        id={own === undefined ? `because-${id}` : 'because'}
        label={t('asked.because')}
        hint={t('asked.becauseHint')}
        value={typeof said === 'string' ? said : ''}
        errorMessage={own?.problems['because']}
      />
      <Button>{t('asked.send')}</Button>
    </PostForm>
  )
}

function LeaveTable({ leaves, caption }: { leaves: readonly Leave[]; caption: string }): VNode {
  return (
    <Table
      caption={caption}
      captionClasses="govuk-visually-hidden"
      classes="lw-stack"
      head={[t('list.who'), t('list.days'), t('list.cover')]}
      rows={leaves.map((leave) => [
        {
          text: (
            <a class="govuk-link" href={`/leave/${leave.id}`}>
              {leave.name}
              <span class="govuk-visually-hidden">: {daysOf(leave)}</span>
            </a>
          ),
          attributes: { 'data-label': t('list.who') },
        },
        { text: daysOf(leave), attributes: { 'data-label': t('list.days') } },
        { text: coverWords(leave), attributes: { 'data-label': t('list.cover') } },
      ])}
    />
  )
}

function coverWords({ endedAt, cases, covered }: Leave): string {
  if (endedAt !== null) return t('list.ended', { date: showShortDate(londonDateOf(endedAt)) })
  return cases === 0 ? t('list.noCases') : t('list.state', { covered, cases })
}

export function CoveringTable({ covering }: { covering: readonly Covering[] }): VNode {
  const names = [...new Set(covering.map(({ workerName }) => workerName))]
  return (
    <>
      {names.map((name) => {
        const of = covering.filter(({ workerName }) => workerName === name)
        const until = of[0]?.until ?? null
        return (
          <>
            <h3 class="govuk-heading-s">
              {until === null
                ? t('covering.nowOpen', { name })
                : t('covering.now', { name, until: showDate(londonDateOf(new Date(until.getTime() - 1))) })}
            </h3>
            <ul class="govuk-list govuk-list--bullet">
              {of.map((one) => (
                <li>
                  <a class="govuk-link" href={`/cases/${one.caseId}`}>
                    {one.knownAs}
                  </a>{' '}
                  <span class="lw-reference">{one.reference}</span>{' '}
                  {one.hasLines ? (
                    <a class="govuk-link" href={`/cases/${one.caseId}/cover`}>
                      {t('covering.lines')}
                      <span class="govuk-visually-hidden">: {one.knownAs}</span>
                    </a>
                  ) : (
                    <span class="lw-quiet">{t('covering.noLines')}</span>
                  )}
                </li>
              ))}
            </ul>
          </>
        )
      })}
    </>
  )
}

// ── entering leave ──────────────────────────────────────────────────────────────────────────────────────────────────

export function LeaveForm({ body, who, problems }: { body: FormBody; who: readonly Colleague[]; problems: Problems }): VNode {
  const chosen = body['post']
  const boxes = (name: string) =>
    Object.fromEntries(
      Object.entries(body).filter((entry): entry is [string, string] => entry[0].startsWith(name) && typeof entry[1] === 'string'),
    )
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <BackLink href="/leave">{t('back')}</BackLink>
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{t('new.heading')}</h1>
        <p class="govuk-body">{t('new.why')}</p>
        <PostForm action="/leave/new">
          {who.length > 1 ? (
            <Select
              name="post"
              label={t('new.who')}
              items={who.map(({ postId, name }) => ({ value: postId, text: name }))}
              value={typeof chosen === 'string' ? chosen : (who[0]?.postId ?? '')}
              errorMessage={problems['post']}
            />
          ) : (
            <input type="hidden" name="post" value={who[0]?.postId ?? ''} />
          )}
          <Days name="from" legend={t('new.from')} values={boxes('from-')} problem={problems['from']} />
          <Days name="until" legend={t('new.until')} values={boxes('until-')} problem={problems['until']} />
          <Button>{t('new.save')}</Button>
        </PostForm>
      </div>
    </div>
  )
}

type DaysProps = Readonly<{ name: string; legend: string; values: Readonly<Record<string, string>>; problem: string | undefined }>
function Days({ name, legend, values, problem }: DaysProps): VNode {
  return (
    <DateInput
      id={name}
      namePrefix={name}
      fieldset={{ legend: { text: legend, classes: 'govuk-fieldset__legend--s' } }}
      hint={t('new.dayHint')}
      values={values}
      errorMessage={problem}
    />
  )
}

// ── one leave ───────────────────────────────────────────────────────────────────────────────────────────────────────

export type LeavePageProps = Readonly<{
  leave: Leave
  isOver: boolean
  covers: readonly CoveredCase[]
  colleagues: readonly Colleague[]
  answerers: readonly Colleague[]
  body: FormBody
  problems: Problems
  /** Cases that somebody else covers already, when another was asked. */
  taken: readonly CoveredCase[]
  hasBegun: boolean
}>

export function LeavePage({ leave, isOver, covers, colleagues, answerers, body, problems, taken, hasBegun }: LeavePageProps): VNode {
  const open = leave.endedAt === null && !isOver
  const chosen = new Set(typeof body['cases'] === 'string' ? [body['cases']] : (body['cases'] ?? []))
  const to = body['to']
  return (
    <>
      <BackLink href="/leave">{t('back')}</BackLink>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">
        <span class="govuk-caption-l">{daysOf(leave)}</span>
        {t('leave.heading', { name: leave.name })}
      </h1>
      {leave.endedAt !== null && <p class="govuk-body">{coverWords(leave)}</p>}
      {hasBegun && (
        <p class="govuk-body">
          <a class="govuk-link" href={`/leave/${leave.id}/meanwhile`}>
            {t('leave.meanwhile')}
          </a>
        </p>
      )}
      {covers.length === 0 ? (
        // whoever answers partners may work no cases at all: nothing is missing there
        !leave.answers && (
          <EmptyState title={t('leave.none')}>
            <p class="govuk-body">{t('leave.noneWhat')}</p>
          </EmptyState>
        )
      ) : (
        <Table
          caption={t('leave.heading', { name: leave.name })}
          captionClasses="govuk-visually-hidden"
          classes="lw-stack"
          head={[t('leave.case'), t('leave.cover'), t('leave.lines')]}
          rows={covers.map((one) => [
            { text: <CaseName {...one} />, attributes: { 'data-label': t('leave.case') } },
            { text: <CoverState one={one} open={open} />, attributes: { 'data-label': t('leave.cover') } },
            {
              text: (
                <a class="govuk-link" href={`/cases/${one.caseId}/cover${one.hasLines ? '' : '/lines'}`}>
                  {t(one.hasLines ? 'leave.readLines' : 'leave.noLines')}
                  <span class="govuk-visually-hidden">: {one.knownAs}</span>
                </a>
              ),
              attributes: { 'data-label': t('leave.lines') },
            },
          ])}
        />
      )}
      {open && covers.length > 0 && (
        <section aria-labelledby="ask">
          <h2 class="govuk-heading-m" id="ask">
            {t('leave.ask')}
          </h2>
          {colleagues.length === 0 ? (
            <p class="govuk-body">{t('leave.noColleagues')}</p>
          ) : (
            <PostForm action={`/leave/${leave.id}/cover`}>
              <Select
                name="to"
                label={t('leave.whom')}
                items={[{ value: '', text: t('leave.choose') }, ...colleagues.map(({ postId, name }) => ({ value: postId, text: name }))]}
                value={typeof to === 'string' ? to : ''}
                errorMessage={problems['to']}
              />
              <Checkboxes
                name="cases"
                fieldset={{ legend: { text: t('leave.which'), classes: 'govuk-fieldset__legend--s' } }}
                errorMessage={problems['cases']}
                values={
                  chosen.size > 0
                    ? [...chosen]
                    : covers.filter(({ state }) => state !== 'offered' && state !== 'accepted').map(({ caseId }) => caseId)
                }
                items={covers.map((one) => ({ value: one.caseId, text: `${one.knownAs} ${one.reference}` }))}
              />
              {taken.length > 0 && (
                <Alert tone="caution" title={t('leave.replaceTitle')} headingLevel={3}>
                  <p class="govuk-body">{t('leave.replaceWhat')}</p>
                  <ul class="govuk-list govuk-list--bullet">
                    {taken.map((one) => (
                      <li>
                        {t('leave.replaceLine', {
                          case: one.knownAs,
                          name: one.coverName ?? '',
                          state: t(one.state === 'accepted' ? 'leave.state.accepted' : 'leave.state.offered'),
                        })}
                      </li>
                    ))}
                  </ul>
                  <Checkboxes name="instead" values={[]} items={[{ value: 'yes', text: t('leave.replaceYes') }]} />
                </Alert>
              )}
              <Button>{t('leave.send')}</Button>
            </PostForm>
          )}
        </section>
      )}
      {leave.answers && (
        <section aria-labelledby="answers">
          <h2 class="govuk-heading-m" id="answers">
            {t('answers.heading')}
          </h2>
          <p class="govuk-body">{leave.answersName === null ? t('answers.nobody') : t('answers.who', { name: leave.answersName })}</p>
          {open && answerers.length > 0 && (
            <PostForm action={`/leave/${leave.id}/answers`}>
              <Select
                name="answerer"
                label={t('answers.whom')}
                hint={t('answers.hint')}
                items={[
                  { value: '', text: t('answers.everybody') },
                  ...answerers.map(({ postId, name }) => ({ value: postId, text: name })),
                ]}
                value={typed(body, 'answerer') || (leave.answersPostId ?? '')}
                errorMessage={problems['answerer']}
              />
              <Button classes="govuk-button--secondary">{t('answers.save')}</Button>
            </PostForm>
          )}
        </section>
      )}
      {open && (
        <PostForm action={`/leave/${leave.id}/end`}>
          <p class="govuk-hint">{t('leave.endWhat')}</p>
          <Button classes="govuk-button--secondary">{t('leave.end')}</Button>
        </PostForm>
      )}
    </>
  )
}

function CaseName({ caseId, knownAs, reference }: Readonly<{ caseId: string; knownAs: string; reference: string }>): VNode {
  return (
    <>
      <a class="govuk-link" href={`/cases/${caseId}`}>
        {knownAs}
      </a>{' '}
      <span class="lw-reference">{reference}</span>
    </>
  )
}

function CoverState({ one, open }: { one: CoveredCase; open: boolean }): VNode {
  if (one.state === null) return <strong class="lw-late">{t('leave.nobody')}</strong>
  const words = t(`leave.${one.state}`, { name: one.coverName ?? '', because: one.because ?? '' })
  const isLive = one.state === 'offered' || one.state === 'accepted'
  return (
    <>
      {isLive ? words : <strong class="lw-late">{words}</strong>}
      {isLive && open && (
        <PostForm action={`/leave/offers/${one.offerId}/withdraw`}>
          <button type="submit" class="lw-link-button">
            {t('leave.stop')}
            <span class="govuk-visually-hidden">: {one.knownAs}</span>
          </button>
        </PostForm>
      )}
    </>
  )
}

export type MeanwhileProps = Readonly<{
  leave: Leave
  cases: readonly Readonly<{ caseId: string; knownAs: string; reference: string; what: string; when: Date }>[]
}>
export function Meanwhile({ leave, cases }: MeanwhileProps): VNode {
  return (
    <>
      <BackLink href={`/leave/${leave.id}`}>{t('leave.heading', { name: leave.name })}</BackLink>
      <h1 class="govuk-heading-l">{t('meanwhile.heading', { name: leave.name })}</h1>
      <p class="govuk-body">{t('meanwhile.lead', { days: daysOf(leave) })}</p>
      {cases.length === 0 ? (
        <EmptyState title={t('meanwhile.none')}>
          <p class="govuk-body">{t('meanwhile.noneWhat')}</p>
        </EmptyState>
      ) : (
        <Table
          caption={t('meanwhile.heading', { name: leave.name })}
          captionClasses="govuk-visually-hidden"
          classes="lw-stack"
          head={[t('leave.case'), t('leave.meanwhile'), '']}
          rows={cases.map((one) => [
            { text: <CaseName {...one} />, attributes: { 'data-label': t('leave.case') } },
            { text: `${one.what} (${showInstant(one.when)})`, attributes: { 'data-label': t('leave.meanwhile') } },
            {
              text: (
                <a class="govuk-link" href={`/cases/${one.caseId}/chronology?${new URLSearchParams(dateBoxes('from', leave.from))}`}>
                  {t('meanwhile.read')}
                  <span class="govuk-visually-hidden">: {one.knownAs}</span>
                </a>
              ),
            },
          ])}
        />
      )}
    </>
  )
}

// ── on the case ─────────────────────────────────────────────────────────────────────────────────────────────────────

export type CoverPartProps = Readonly<{
  caseId: string
  covers: readonly CoverOfCase[]
  lines: Handover | undefined
  mayRead: boolean
  mayWrite: boolean
  mayOffer: boolean
  offer: OfferOfCase | undefined
}>

export function CoverPart({ caseId, covers, lines, mayRead, mayWrite, mayOffer, offer }: CoverPartProps): VNode {
  const base = `/cases/${caseId}/cover`
  return (
    <>
      <h1 class="govuk-heading-l">{t('section.label')}</h1>
      <p class="govuk-body">{t('section.lead')}</p>
      {covers.length === 0 ? (
        <p class="govuk-body">{t('section.nobody')}</p>
      ) : (
        <ul class="govuk-list">
          {covers.map((one) => (
            <li>
              <strong>
                {t(one.state === 'accepted' ? 'section.covers' : 'section.asked', {
                  name: one.name,
                  away: one.awayName,
                  days: daysOf(one),
                })}
              </strong>
            </li>
          ))}
        </ul>
      )}
      {mayRead && (
        <>
          <h2 class="govuk-heading-m">{t('section.lines')}</h2>
          {lines === undefined ? (
            <EmptyState title={t('section.none')} headingLevel={3}>
              <p class="govuk-body">{t('section.noneWhat')}</p>
            </EmptyState>
          ) : (
            <>
              <SummaryList
                rows={handoverLines.map((name) => ({
                  key: t(`line.${name}`),
                  value: { text: <p class="govuk-body lw-as-typed">{lines[name] === '' ? t('notWritten') : lines[name]}</p> },
                }))}
              />
              <p class="govuk-body-s lw-quiet">{t('section.written', { name: lines.writtenBy, when: showInstant(lines.writtenAt) })}</p>
            </>
          )}
          {mayWrite && <Button href={`${base}/lines`}>{t(lines === undefined ? 'section.write' : 'section.change')}</Button>}
        </>
      )}
      {mayOffer && (
        <section aria-labelledby="hand-over">
          <h2 class="govuk-heading-m" id="hand-over">
            {t('section.offer')}
          </h2>
          {offer?.state === 'offered' ? (
            <>
              <p class="govuk-body">{t('section.offered', { name: offer.toName, when: showInstant(offer.offeredAt) })}</p>
              <PostForm action={`/leave/offers/${offer.id}/withdraw`}>
                <Button classes="govuk-button--secondary">{t('section.takeBack')}</Button>
              </PostForm>
            </>
          ) : (
            <>
              {offer?.state === 'refused' && (
                <p class="govuk-body">{t('section.refused', { name: offer.toName, because: offer.answerBecause })}</p>
              )}
              <Button href={`${base}/offer`} classes="govuk-button--secondary">
                {t('section.offer')}
              </Button>
            </>
          )}
        </section>
      )}
    </>
  )
}

export type LinesFormProps = Readonly<{
  kept: Kept
  back: string
  typed: HandoverText
  version: number
  problems: Problems
  theirs: Handover | undefined
}>

export function LinesForm({ kept, back, typed, version, problems, theirs }: LinesFormProps): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        {theirs !== undefined && (
          <Conflict
            by={t('lines.conflict', { name: theirs.writtenBy, when: showInstant(theirs.writtenAt) })}
            keepUrl={back}
            rows={handoverLines.map((name) => ({ label: t(`line.${name}`), saved: theirs[name], typed: typed[name] }))}
          />
        )}
        <h1 class="govuk-heading-l">{t('lines.title')}</h1>
        <KeptPostForm kept={kept} begunWith={{ version: String(version) }}>
          <input type="hidden" name="version" value={version} />
          {handoverLines.map((name) => (
            <Textarea
              name={name}
              label={{ text: t(`line.${name}`), classes: 'govuk-label--m' }}
              hint={t(`hint.${name}`)}
              value={typed[name]}
              rows={2}
              errorMessage={problems[name]}
              attributes={{ 'data-words': '/words.json' }}
            />
          ))}
          <Button>{t('lines.save')}</Button>
        </KeptPostForm>
      </div>
    </div>
  )
}

export type OfferFormProps = Readonly<{
  action: string
  workerName: string
  colleagues: readonly Colleague[]
  hasLines: boolean
  body: FormBody
  problems: Problems
}>

export function OfferForm({ action, workerName, colleagues, hasLines, body, problems }: OfferFormProps): VNode {
  const [to, because] = [body['to'], body['because']]
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{t('offer.title')}</h1>
        <p class="govuk-body">{t('offer.lead', { name: workerName })}</p>
        {!hasLines && <p class="govuk-body">{t('offer.noLines')}</p>}
        <PostForm action={action}>
          <Select
            name="to"
            label={t('offer.to')}
            items={[{ value: '', text: t('leave.choose') }, ...colleagues.map(({ postId, name }) => ({ value: postId, text: name }))]}
            value={typeof to === 'string' ? to : ''}
            errorMessage={problems['to']}
          />
          <Input
            name="because"
            label={t('offer.because')}
            hint={t('offer.becauseHint')}
            value={typeof because === 'string' ? because : ''}
            errorMessage={problems['because']}
          />
          <Button>{t('offer.send')}</Button>
        </PostForm>
      </div>
    </div>
  )
}

// ── for managers ────────────────────────────────────────────────────────────────────────────────────────────────────

/** Away with no cover: on the team's page and in the morning. Undefined where there is nothing to say. */
export function Gaps({ gaps }: { gaps: readonly Gap[] }): VNode | undefined {
  if (gaps.length === 0) return undefined
  return (
    <section id="no-cover" aria-labelledby="no-cover-title">
      <h2 class="govuk-heading-m" id="no-cover-title">
        {t('gap.title')}
      </h2>
      <p class="govuk-body">{t('gap.lead')}</p>
      <ul class="govuk-list govuk-list--bullet">
        {gaps.map((gap) => (
          <li>
            <strong>{gap.name}</strong>,{' '}
            {gap.isNow ? t('gap.now', { until: showShortDate(gap.until) }) : t('gap.soon', { days: daysOf(gap) })}:{' '}
            {gap.cases.map(({ caseId, knownAs }, i) => (
              <>
                {i > 0 && ', '}
                <a class="govuk-link" href={`/cases/${caseId}/cover`}>
                  {knownAs}
                </a>
              </>
            ))}
            {gap.mayArrange && (
              <span class="lw-no-print">
                {' '}
                <a class="govuk-link" href={`/leave/${gap.leaveId}`}>
                  {t('gap.arrange')}
                  <span class="govuk-visually-hidden">: {gap.name}</span>
                </a>
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
