import type { VNode } from 'preact'
import {
  Alert,
  BackLink,
  Button,
  Checkboxes,
  CopyButton,
  Details,
  Input,
  InsetText,
  NotificationBanner,
  Radios,
  Select,
  SummaryList,
  Textarea,
  Timeline,
} from '../../platform/design/index.ts'
import { FileShown } from '../../platform/files/index.ts'
import { isoInstant, showDate, showInstant, showMinutes, showShortInstant } from '../../platform/texts/dates.ts'
import { unquoted } from '../../platform/texts/quote.ts'
import type { Look } from '../audit/index.ts'
import type { CaseOfConcern } from '../cases/index.ts'
import { minutesLeft } from '../clocks/index.ts'
import type { KeptAttachment, KeptPlace, KeptSubject, KeptSubmission, LeftOutName, ReferrerMessage, Ward } from '../concerns/index.ts'
import { WhyThisDate } from '../handbook/index.ts'
import { type FormBody, typed, typedAll } from '../house/index.ts'
import { PostForm, ProblemSummary, type Problems } from '../pages/index.ts'
import { CandidateList, type CandidateView } from '../people/index.ts'
import { answerRow } from '../questions/index.ts'
import { answerClockWords, clockWords, DangerTag, StandingTag } from './inbox-views.tsx'
import { type Standing, type Step, steps, type ToldCode, toldFor, transitions } from './rules.ts'
import { agreements, bases, keptWhy } from './schema.ts'
import type { CaseTeam, Claim, Colleague, ConcernBeside, Decision, Receiver, Rise, RisenConcern, Transfer, TriageConcern } from './store.ts'
import { t, toldText } from './texts.ts'

export type ConcernPageProps = Readonly<{
  concern: TriageConcern
  submissions: readonly KeptSubmission[]
  subjects: readonly KeptSubject[]
  places: readonly KeptPlace[]
  wards: readonly Ward[]
  attachments: readonly KeptAttachment[]
  /** For each person the concern is about: who is known already and may be them. */
  candidates: readonly Readonly<{ about: string; found: readonly CandidateView[] }>[]
  cases: readonly CaseOfConcern[]
  beside: readonly ConcernBeside[]
  decisions: readonly Decision[]
  claims: readonly Claim[]
  colleagues: readonly Colleague[]
  transfers: readonly Transfer[]
  messages: readonly ReferrerMessage[]
  rises: readonly Rise[]
  looks: readonly Look[]
  sections: readonly VNode[]
  leftOut: readonly LeftOutName[]
  isMarkerAdvised: boolean
  now: Date
  postId: string
  mayKeepOut: boolean
  mayTakeOver: boolean
  done: string
  problems: Problems
}>

const doneKeys = [
  ...(['kept_out', 'wards'] as const),
  ...(['claimed', 'released', 'offered', 'withdrawn', 'accepted', 'declined', 'taken_over'] as const),
  ...([
    'open_case',
    'join_case',
    'ask_for_more',
    'pass_on',
    'recall',
    'no_further_action',
    'merge',
    'unmerge',
    'reopen',
    'answer',
  ] as const),
] as const

export function ConcernPage(props: ConcernPageProps): VNode {
  const { concern, now } = props
  const doneKey = doneKeys.find((key) => key === props.done)
  return (
    <>
      <BackLink href="/triage">{t('concern.back')}</BackLink>
      <ProblemSummary problems={props.problems} />
      {doneKey !== undefined && <NotificationBanner type="success">{t(`done.${doneKey}`)}</NotificationBanner>}
      <span class="govuk-caption-l">{concern.kindLabel}</span>
      <h1 class="govuk-heading-l">
        {t('concern.title', { reference: concern.reference })} <CopyButton value={concern.reference} label={t('concern.copy')} />
      </h1>
      <p class="govuk-body">
        <DangerTag danger={concern.danger} /> <StandingTag concern={concern} />
      </p>
      {concern.danger !== 'no' && concern.state !== 'decided' && (
        <Alert tone={concern.danger === 'yes' ? 'bad' : 'caution'} title={t(`concern.danger.${concern.danger}.title`)}>
          <p class="govuk-body">{t('concern.danger.text')}</p>
        </Alert>
      )}
      {props.isMarkerAdvised && (
        <Alert tone="caution" title={t('concern.marker.title')}>
          <p class="govuk-body">{t('concern.marker.text')}</p>
        </Alert>
      )}
      <Facts {...props} />
      <Holding {...props} />
      <Choices concern={concern} postId={props.postId} />
      <Written {...props} />
      <People {...props} />
      <Around cases={props.cases} beside={props.beside} />
      {props.sections}
      <Passed transfers={props.transfers} />
      <Told messages={props.messages} />
      <History decisions={props.decisions} claims={props.claims} />
      <Looks looks={props.looks} />
      <p class="govuk-body-s">{showInstant(now, { zone: true })}</p>
    </>
  )
}

/** Only where the date came with its whole reason; a calendar that ran out has none. */
function Why({ why }: { why: unknown }): VNode | null {
  const kept = keptWhy.safeParse(why)
  return kept.success ? <WhyThisDate why={kept.data} /> : null
}

function Facts({ concern, submissions, leftOut, mayKeepOut, rises, now }: ConcernPageProps): VNode {
  const first = submissions[0]
  const isOwed = concern.answerOwedBy !== null || concern.answerDueAt !== null
  return (
    <SummaryList
      classes="lw-dense"
      rows={[
        concern.state !== 'decided' && {
          key: t('concern.clock'),
          value: {
            text: (
              <>
                <strong>{clockWords(concern.dueAt, now)}</strong>
                {concern.dueAt !== null && <>, {t('clock.by', { when: showInstant(concern.dueAt) })}</>}
                <Why why={concern.dueWhy} />
              </>
            ),
          },
        },
        isOwed && {
          key: t('concern.answer'),
          value: {
            text: (
              <>
                {answerClockWords(concern.answerDueAt, now)}
                {concern.answerOwedBy !== null && <>. {t('concern.answer.owed', { name: concern.answerOwedBy })}</>}
                <Why why={concern.answerWhy} />
              </>
            ),
          },
        },
        { key: t('concern.received'), value: showInstant(concern.receivedAt) },
        {
          key: t('concern.from'),
          value:
            first === undefined
              ? (concern.agencyName ?? t('inbox.noAgency'))
              : [first.referrerName, first.referrerJob, first.referrerAgency || concern.agencyName].filter(Boolean).join(', '),
        },
        (leftOut.length > 0 || mayKeepOut) && {
          key: t('concern.leftOut'),
          ...(mayKeepOut
            ? {
                actions: {
                  items: [{ href: `/triage/${concern.id}/keep-out`, text: t('keepOut.link'), visuallyHiddenText: t('keepOut.linkHidden') }],
                },
              }
            : {}),
          value:
            leftOut.length === 0
              ? t('concern.leftOut.nobody')
              : leftOut.map(({ fullName, isAbout }) => (isAbout ? t('concern.leftOut.about', { name: fullName }) : fullName)).join(', '),
        },
        first !== undefined && first.reach !== '' && { key: t('concern.reach'), value: first.reach },
        rises.length > 0 && {
          key: t('concern.rises'),
          value: {
            text: rises.map(({ step, fullName, risenAt }) => (
              <div>{t(`concern.rise.${step}`, { name: fullName, when: showShortInstant(risenAt) })}</div>
            )),
          },
        },
      ]}
    />
  )
}

function Holding({ concern, colleagues, postId, mayTakeOver, problems }: ConcernPageProps): VNode | null {
  if (concern.standing === 'decided' || concern.standing === 'with_leader') return null
  const at = `/triage/${concern.id}`
  if (concern.holderPostId === null) {
    return (
      <PostForm action={`${at}/claim`}>
        <Button>{t('claim.take')}</Button>
      </PostForm>
    )
  }
  const since = concern.claimedAt === null ? '' : showShortInstant(concern.claimedAt)
  if (concern.holderPostId !== postId) {
    return (
      <InsetText>
        <p>
          {t('concern.holder.other', { name: concern.holderName ?? '', when: since })}
          {concern.holderPhone !== null && <>. {t('concern.holder.phone', { phone: concern.holderPhone })}</>}
        </p>
        {concern.offeredTo === postId && (
          <PostForm action={`${at}/offer/answer`}>
            <p>{t('claim.offeredYou', { name: concern.holderName ?? '' })}</p>
            <div class="govuk-button-group">
              <Button name="answer" value="yes">
                {t('claim.accept')}
              </Button>
              <Button name="answer" value="no" classes="govuk-button--secondary">
                {t('claim.decline')}
              </Button>
            </div>
          </PostForm>
        )}
        {mayTakeOver && (
          <PostForm action={`${at}/take-over`}>
            <Input name="reason" label={t('claim.takeOver.because')} hint={t('claim.takeOver.hint')} {...errorOf(problems, 'reason')} />
            <Button classes="govuk-button--secondary">{t('claim.takeOver')}</Button>
          </PostForm>
        )}
      </InsetText>
    )
  }
  return (
    <InsetText>
      <p>{t('concern.holder.you', { when: since })}</p>
      {concern.offeredTo !== null && <p>{t('claim.offered', { name: concern.offeredToName ?? '' })}</p>}
      <div class="govuk-button-group">
        <PostForm action={`${at}/release`}>
          <Button classes="govuk-button--secondary">{t('claim.release')}</Button>
        </PostForm>
        {concern.offeredTo !== null && (
          <PostForm action={`${at}/offer`}>
            <input type="hidden" name="withdraw" value="yes" />
            <Button classes="govuk-button--secondary">{t('claim.offer.withdraw')}</Button>
          </PostForm>
        )}
      </div>
      {concern.offeredTo === null &&
        (colleagues.length === 0 ? (
          <p>{t('claim.offer.none')}</p>
        ) : (
          <PostForm action={`${at}/offer`}>
            <Select
              name="colleague"
              label={t('claim.offer.to')}
              hint={t('claim.offer.hint')}
              items={[
                { value: '', text: t('claim.offer.choose') },
                ...colleagues.map((one) => ({ value: one.postId, text: `${one.fullName}, ${one.roleLabel}` })),
              ]}
              {...errorOf(problems, 'colleague')}
            />
            <Button classes="govuk-button--secondary">{t('claim.offer')}</Button>
          </PostForm>
        ))}
    </InsetText>
  )
}

/** The steps that fit where it stands, in the order they are thought of. */
function Choices({ concern, postId }: { concern: TriageConcern; postId: string }): VNode {
  const possible = steps.filter((step) => transitions[concern.standing][step] !== undefined)
  const heldByOther = concern.holderPostId !== null && concern.holderPostId !== postId
  return (
    <div class="lw-no-print">
      <h2 class="govuk-heading-m">{t('decide.title')}</h2>
      {heldByOther ? (
        <p class="govuk-body">{t('decide.heldByOther', { name: concern.holderName ?? '' })}</p>
      ) : (
        <ul class="govuk-list">
          {possible.map((step) => (
            <li>
              <a class="govuk-link govuk-!-font-weight-bold" href={`/triage/${concern.id}/decide/${step}`}>
                {t(`decide.${step}`)}
              </a>{' '}
              {t(`decide.${step}.hint`)}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** For the desk: in which ward each place is. */
function WardsForm({ concern, places, wards }: Pick<ConcernPageProps, 'concern' | 'places' | 'wards'>): VNode {
  return (
    <Details summaryText={t('wards.set')} classes="lw-no-print">
      <PostForm action={`/triage/${concern.id}/wards`}>
        <p class="govuk-body">{t('wards.why')}</p>
        {places.map(({ id, description, ward }) => (
          <Select
            name={`ward-${id}`}
            label={t('wards.of', { place: description })}
            value={ward ?? ''}
            items={[{ value: '', text: t('wards.unknown') }, ...wards.map(({ code, name }) => ({ value: code, text: name }))]}
          />
        ))}
        <Button classes="govuk-button--secondary" preventDoubleClick>
          {t('wards.save')}
        </Button>
      </PostForm>
    </Details>
  )
}

function Written({ submissions, places, wards, attachments, concern }: ConcernPageProps): VNode {
  return (
    <>
      <h2 class="govuk-heading-m">{t('written.title')}</h2>
      {submissions.map((one) => (
        <>
          <h3 class="govuk-heading-s">
            {t(`written.sent.${one.form}`, { when: showShortInstant(one.submittedAt), name: one.referrerName || t('inbox.noAgency') })}
          </h3>
          <SummaryList
            classes="lw-dense"
            rows={[
              one.ownWords !== '' && { key: t('written.ownWords'), value: `“${unquoted(one.ownWords)}”` },
              { key: t('written.whatSeen'), value: { text: lines(one.whatSeen) } },
              (one.seenAt !== null || one.seenOn !== null || one.seenWhenWords !== '') && {
                key: t('written.when'),
                value: [one.seenAt === null ? partialDate(one.seenOn ?? '') : showInstant(one.seenAt), one.seenWhenWords]
                  .filter(Boolean)
                  .join(', '),
              },
              one.dangerNow !== null && { key: t('written.danger'), value: t(`answer.${one.dangerNow}`) },
              one.alreadyDone !== '' && { key: t('written.alreadyDone'), value: { text: lines(one.alreadyDone) } },
              one.agreement !== null && {
                key: t('written.agreement'),
                value: [t(`agreement.${one.agreement}`), one.agreementBecause].filter(Boolean).join(': '),
              },
              one.told !== '' && { key: t('written.told'), value: one.told },
              ...one.ownAnswers.map(answerRow).map(([question, answer]) => ({ key: question, value: { text: lines(answer) } })),
            ]}
          />
        </>
      ))}
      {places.length > 0 && (
        <>
          <h3 class="govuk-heading-s">{t('written.places')}</h3>
          <ul class="govuk-list govuk-list--bullet">
            {places.map(({ description, postcode, wardName, whatHappens }) => (
              <li>{[...new Set([description, postcode, wardName, whatHappens])].filter(Boolean).join(', ')}</li>
            ))}
          </ul>
          {wards.length > 0 && <WardsForm concern={concern} places={places} wards={wards} />}
        </>
      )}
      {attachments.length > 0 && (
        <>
          <h3 class="govuk-heading-s">{t('written.attachments')}</h3>
          <ul class="govuk-list">
            {attachments.map((file) => (
              <li>
                <FileShown file={file} href={`/concerns/${concern.id}/files/${file.id}`} />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

/** A whole date as people read it; a month or year alone as it was given. */
function partialDate(date: string): string {
  return date.length === 10 ? showDate(date) : date
}

function lines(text: string): VNode {
  return (
    <>
      {text.split('\n').map((line) => (
        <div>{line}</div>
      ))}
    </>
  )
}

function People({ subjects, candidates, concern }: ConcernPageProps): VNode {
  return (
    <>
      <h2 class="govuk-heading-m">{t('people.title')}</h2>
      <ul class="govuk-list">
        {subjects.map((who) => (
          <li>
            <strong>{who.fullName || t('inbox.noName')}</strong>, {t(`people.relation.${who.relation}`)}
            <br />
            {[
              who.knownAs !== '' && t('people.knownAs', { name: who.knownAs }),
              who.bornOn !== null && t('people.born', { when: partialDate(who.bornOn) }),
              who.aboutAge !== null && t('people.age', { age: String(who.aboutAge) }),
              who.schoolOrWork !== '' && t('people.school', { school: who.schoolOrWork }),
              who.address !== '' && t('people.address', { address: who.address }),
              who.phone !== '' && t('people.phone', { phone: who.phone }),
              who.language !== '' && t('people.language', { language: who.language }),
            ]
              .filter((part) => part !== false)
              .join('. ')}
          </li>
        ))}
      </ul>
      {candidates.map(({ about, found }, i) => (
        <CandidateList
          candidates={found}
          about={candidates.length > 1 ? about : undefined}
          place={i + 1}
          back={`/triage/${concern.id}`}
          canDecide={concern.state !== 'decided'}
        />
      ))}
    </>
  )
}

function Around({ cases, beside }: Pick<ConcernPageProps, 'cases' | 'beside'>): VNode {
  return (
    <>
      <h2 class="govuk-heading-m">{t('around.title')}</h2>
      {cases.length === 0 ? (
        <p class="govuk-body">{t('around.none')}</p>
      ) : (
        <ul class="govuk-list">
          {cases.map((one) => (
            <li>
              <strong>{t('around.case', { reference: one.reference, name: one.knownAs })}</strong>{' '}
              {one.workerName === null
                ? t('around.case.waiting', { team: one.teamName })
                : t('around.case.worker', { team: one.teamName, worker: one.workerName })}
              . {t(`around.case.state.${one.state}`)}
            </li>
          ))}
        </ul>
      )}
      <h2 class="govuk-heading-m">{t('beside.title')}</h2>
      {beside.length === 0 ? (
        <p class="govuk-body">{t('beside.none')}</p>
      ) : (
        <ul class="govuk-list">
          {beside.map((one) => (
            <li>
              <a class="govuk-link govuk-!-font-weight-bold" href={`/triage/${one.id}`}>
                {one.reference}
              </a>
              , {one.kindLabel}, {t('inbox.received', { when: showShortInstant(one.receivedAt) })}. {t(`beside.state.${one.state}`)}.{' '}
              {t(one.isSame ? 'beside.same' : 'beside.maybe')}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function Passed({ transfers }: { transfers: readonly Transfer[] }): VNode | null {
  if (transfers.length === 0) return null
  return (
    <>
      <h2 class="govuk-heading-m">{t('transfer.title')}</h2>
      {transfers.map((one) => (
        <TransferCard transfer={one} isOurs />
      ))}
    </>
  )
}

export function TransferCard({ transfer: one, isOurs }: { transfer: Transfer; isOurs: boolean }): VNode {
  const to =
    one.toName === null ? t('transfer.to', { agency: one.toAgency }) : t('transfer.toName', { name: one.toName, agency: one.toAgency })
  return (
    <SummaryList
      card={{ title: { text: `${one.reference}: ${isOurs ? to : t('transfer.from', { agency: one.fromAgency })}`, headingLevel: 3 } }}
      rows={[
        { key: t('inbox.status'), value: t(`transfer.state.${one.state}`) },
        { key: t('transfer.about'), value: { text: lines(one.about) } },
        { key: t('transfer.needed'), value: { text: lines(one.needed) } },
        { key: t('transfer.basis'), value: t(`form.basis.${one.basis}`) },
        { key: t('transfer.agreement'), value: t(`agreement.${one.agreement}`) },
        {
          key: t('inbox.from'),
          value: {
            text: (
              <>
                {t('transfer.sent', { when: showShortInstant(one.sentAt), name: one.sentByName })}
                {!isOurs && one.sentByPhone !== null && <>. {t('transfer.ring', { name: one.sentByName, phone: one.sentByPhone })}</>}
              </>
            ),
          },
        },
        one.state === 'sent' && {
          key: t('inbox.decideBy'),
          value: {
            text: (
              <>
                {t('transfer.answerBy', { when: showInstant(one.answerBy) })}
                <Why why={one.why} />
              </>
            ),
          },
        },
        one.answerNote !== '' && { key: t('transfer.note'), value: one.answerNote },
      ]}
    />
  )
}

function Told({ messages }: Pick<ConcernPageProps, 'messages'>): VNode {
  return (
    <>
      <h2 class="govuk-heading-m">{t('told.title')}</h2>
      {messages.length === 0 ? (
        <p class="govuk-body">{t('told.none')}</p>
      ) : (
        <Timeline
          items={messages.map((one) => ({
            title: one.sentByName,
            datetime: isoInstant(one.sentAt),
            when: showShortInstant(one.sentAt),
            children: lines(one.says),
          }))}
        />
      )}
    </>
  )
}

function lateBy(decision: Decision): number {
  return decision.dueAt === null ? 0 : Math.max(0, -minutesLeft(decision.dueAt, decision.decidedAt))
}

function History({ decisions, claims }: Pick<ConcernPageProps, 'decisions' | 'claims'>): VNode {
  return (
    <>
      <h2 class="govuk-heading-m">{t('history.title')}</h2>
      {decisions.length === 0 ? <p class="govuk-body">{t('history.none')}</p> : <DecisionList decisions={decisions} />}
      {claims.length > 0 && (
        <>
          <h3 class="govuk-heading-s">{t('history.claims')}</h3>
          <ul class="govuk-list">
            {claims.map((one) => (
              <li>
                {one.endedAt === null || one.endedHow === null
                  ? t('history.claim.now', { name: one.holderName, from: showShortInstant(one.claimedAt) })
                  : `${t('history.claim', { name: one.holderName, from: showShortInstant(one.claimedAt), to: showShortInstant(one.endedAt) })}, ${t(`history.ended.${one.endedHow}`)}`}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

function DecisionList({ decisions }: { decisions: readonly Decision[] }): VNode {
  return (
    <Timeline
      items={decisions.map((one) => ({
        title: t(`outcome.${one.outcome}`),
        datetime: isoInstant(one.decidedAt),
        when: showShortInstant(one.decidedAt),
        by: one.decidedByName,
        children: (
          <>
            {lines(one.reason)}
            {one.toldText !== '' && <p class="govuk-body-s">{t('history.told', { text: one.toldText })}</p>}
            {one.leftOut !== '' && <p class="govuk-body-s">{t('history.leftOut', { text: one.leftOut })}</p>}
            {one.otherReference !== null && <p class="govuk-body-s">{t('history.other', { reference: one.otherReference })}</p>}
            {lateBy(one) > 0 && <p class="govuk-body-s">{t('history.late', { time: showMinutes(lateBy(one)) })}</p>}
          </>
        ),
      }))}
    />
  )
}

function Looks({ looks }: { looks: readonly Look[] }): VNode | null {
  if (looks.length === 0) return null
  return (
    <>
      <h2 class="govuk-heading-m">{t('looks.title')}</h2>
      <ul class="govuk-list">
        {looks.map((one) => (
          <li>
            {showShortInstant(one.at)}: {t('looks.line', { name: one.fullName ?? '', agency: one.agencyName ?? '' })}
          </li>
        ))}
      </ul>
    </>
  )
}

// ── deciding ────────────────────────────────────────────────────────────────────────────────────────────────────────

export type DecidePageProps = Readonly<{
  concern: TriageConcern
  step: Step
  body: FormBody
  problems: Problems
  /** What the form offers to choose from; empty where it does not ask. */
  people: readonly Readonly<{ personId: string; name: string }>[]
  hasUndecidedCandidates: boolean
  teams: readonly CaseTeam[]
  mayNameWorker: boolean
  /** What each worker who can be named carries, by post, in words. */
  loads: ReadonlyMap<string, string>
  cases: readonly CaseOfConcern[]
  receivers: readonly Receiver[]
  leaders: readonly TriageConcern[]
}>

const errorOf = (problems: Problems, name: string) => (problems[name] === undefined ? {} : { errorMessage: problems[name] })

export function DecidePage(props: DecidePageProps): VNode {
  const { concern, step, problems } = props
  const at = `/triage/${concern.id}`
  return (
    <>
      <BackLink href={at}>{t('concern.title', { reference: concern.reference })}</BackLink>
      <ProblemSummary problems={problems} />
      <span class="govuk-caption-l">{t('concern.title', { reference: concern.reference })}</span>
      <h1 class="govuk-heading-l">{t(`decide.${step}`)}</h1>
      <p class="govuk-body">{t(`decide.${step}.hint`)}</p>
      <PostForm action={`${at}/decide/${step}`}>
        <input type="hidden" name="seen" value={concern.lastDecisionId ?? ''} />
        <Fields {...props} />
        <div class="govuk-button-group">
          <Button preventDoubleClick>{t(`form.submit.${step}`)}</Button>
          <a class="govuk-link" href={at}>
            {t('decide.cancel')}
          </a>
        </div>
      </PostForm>
    </>
  )
}

function Fields(props: DecidePageProps): VNode {
  switch (props.step) {
    case 'open_case':
      return (
        <>
          <OpenCaseFields {...props} />
          <Reason {...props} />
          <Telling {...props} codes={toldFor.open_case} />
        </>
      )
    case 'join_case':
      return (
        <>
          {props.cases.length === 0 ? (
            <p class="govuk-body">{t('form.case.none')}</p>
          ) : (
            <Radios
              name="caseId"
              fieldset={{ legend: t('form.case') }}
              value={typed(props.body, 'caseId')}
              items={props.cases.map((one) => ({
                value: one.caseId,
                text: t('around.case', { reference: one.reference, name: one.knownAs }),
                hint:
                  one.workerName === null
                    ? t('around.case.waiting', { team: one.teamName })
                    : t('around.case.worker', { team: one.teamName, worker: one.workerName }),
              }))}
              {...errorOf(props.problems, 'caseId')}
            />
          )}
          <Reason {...props} />
          <Telling {...props} codes={toldFor.join_case} />
        </>
      )
    case 'no_further_action':
      return (
        <>
          <Reason {...props} />
          <Telling {...props} codes={toldFor.no_further_action} />
        </>
      )
    case 'ask_for_more':
      return (
        <>
          <Words {...props} name="question" label={t('form.question')} hint={t('form.question.hint')} />
          <Reason {...props} />
          <TipsNobodyOff {...props} />
        </>
      )
    case 'pass_on':
      return (
        <>
          <Select
            name="to"
            label={t('form.to')}
            value={typed(props.body, 'to')}
            items={[
              { value: '', text: t('form.to.choose') },
              ...props.receivers.flatMap((one) => [
                ...(one.hasDesk ? [{ value: one.agencyId, text: t('form.to.desk', { agency: one.agencyName }) }] : []),
                ...one.people.map((who) => ({
                  value: `${one.agencyId}:${who.postId}`,
                  text: t('form.to.person', { agency: one.agencyName, name: who.fullName, role: who.roleLabel }),
                })),
              ]),
            ]}
            {...errorOf(props.problems, 'to')}
          />
          <Words {...props} name="about" label={t('form.about')} hint={t('form.about.hint')} />
          <Words {...props} name="needed" label={t('form.needed')} />
          <Choice
            {...props}
            name="basis"
            legend={t('form.basis')}
            items={bases.map((value) => ({ value, text: t(`form.basis.${value}`) }))}
          />
          <Choice
            {...props}
            name="agreement"
            legend={t('form.agreement')}
            items={agreements.map((value) => ({ value, text: t(`agreement.${value}`) }))}
          />
          <Words {...props} name="leftOut" label={t('form.leftOut')} />
          <Reason {...props} />
        </>
      )
    case 'merge':
      return (
        <>
          {props.leaders.length === 0 ? (
            <p class="govuk-body">{t('form.leader.none')}</p>
          ) : (
            <Choice
              {...props}
              name="leadsId"
              legend={t('form.leader')}
              items={props.leaders.map((one) => ({
                value: one.id,
                text: t('form.leader.option', {
                  reference: one.reference,
                  kind: one.kindLabel,
                  when: showShortInstant(one.receivedAt),
                  about: one.subjects.join(', ') || t('inbox.noName'),
                }),
              }))}
            />
          )}
          <Reason {...props} />
        </>
      )
    case 'answer':
      return (
        <>
          <ToldChoice {...props} codes={['acting', 'read_and_decided', 'will_ring', 'passed_on', 'no_action_now']} />
          <TipsNobodyOff {...props} />
        </>
      )
    case 'unmerge':
    case 'recall':
    case 'reopen':
      return <Reason {...props} />
  }
}

type FieldProps = Pick<DecidePageProps, 'body' | 'problems'>

function Words({ body, problems, name, label, hint }: FieldProps & { name: string; label: string; hint?: string }): VNode {
  return (
    <Textarea
      name={name}
      label={label}
      rows={4}
      value={typed(body, name)}
      {...(hint === undefined ? {} : { hint })}
      {...errorOf(problems, name)}
    />
  )
}

function Reason(props: FieldProps): VNode {
  return <Words {...props} name="reason" label={t('form.reason')} hint={t('form.reason.hint')} />
}

type Option = Readonly<{ value: string; text: string }>
function Choice({ body, problems, name, legend, items }: FieldProps & { name: string; legend: string; items: readonly Option[] }): VNode {
  return <Radios name={name} fieldset={{ legend }} value={typed(body, name)} items={[...items]} {...errorOf(problems, name)} />
}

function ToldChoice(props: FieldProps & { codes: readonly ToldCode[] }): VNode {
  const { body, problems, codes } = props
  return (
    <>
      <Radios
        name="toldCode"
        fieldset={{ legend: t('form.told') }}
        hint={t('form.told.hint')}
        value={typed(body, 'toldCode')}
        items={codes.map((value) => ({ value, text: toldText(value) }))}
        {...errorOf(problems, 'toldCode')}
      />
      <Words {...props} name="toldText" label={t('form.toldText')} hint={t('form.toldText.hint')} />
    </>
  )
}

function Telling(props: FieldProps & { codes: readonly ToldCode[] }): VNode {
  return (
    <>
      <ToldChoice {...props} />
      <Choice
        {...props}
        name="when"
        legend={t('form.when')}
        items={[
          { value: 'now', text: t('form.when.now') },
          { value: 'later', text: t('form.when.later') },
        ]}
      />
      <TipsNobodyOff {...props} />
    </>
  )
}

function TipsNobodyOff({ body, problems }: FieldProps): VNode {
  return (
    <Checkboxes
      name="tipsNobodyOff"
      values={typedAll(body, 'tipsNobodyOff')}
      items={[{ value: 'yes', text: t('form.tipsNobodyOff') }]}
      {...errorOf(problems, 'tipsNobodyOff')}
    />
  )
}

function OpenCaseFields(props: DecidePageProps): VNode {
  const { body, problems, people, teams, mayNameWorker, loads, concern, hasUndecidedCandidates } = props
  return (
    <>
      {hasUndecidedCandidates && (
        <Alert tone="caution" title={t('form.undecided')}>
          <p class="govuk-body">
            {t('form.undecided.text')}{' '}
            <a class="govuk-link" href={`/triage/${concern.id}#candidates`}>
              {t('form.undecided.link')}
            </a>
          </p>
        </Alert>
      )}
      <Checkboxes
        name="people"
        fieldset={{ legend: t('form.people') }}
        values={typedAll(body, 'people')}
        items={people.map(({ personId, name }) => ({ value: personId, text: name }))}
        {...errorOf(problems, 'people')}
      />
      <Input
        name="knownAs"
        label={t('form.knownAs')}
        hint={t('form.knownAs.hint')}
        value={typed(body, 'knownAs')}
        {...errorOf(problems, 'knownAs')}
      />
      <Choice
        {...props}
        name="kind"
        legend={t('form.kind')}
        items={[
          { value: 'child', text: t('form.kind.child') },
          { value: 'adult', text: t('form.kind.adult') },
        ]}
      />
      <Select
        name="teamId"
        label={t('form.team')}
        value={typed(body, 'teamId')}
        items={[{ value: '', text: t('form.team.choose') }, ...teams.map(({ id, name }) => ({ value: id, text: name }))]}
        {...errorOf(problems, 'teamId')}
      />
      {mayNameWorker ? (
        <Select
          name="workerPostId"
          label={t('form.worker')}
          value={typed(body, 'workerPostId')}
          items={[
            { value: '', text: t('form.worker.none') },
            ...teams.flatMap((team) =>
              team.workers.map(({ postId, fullName: name }) => {
                const load = loads.get(postId)
                const text =
                  load === undefined
                    ? t('form.worker.option', { name, team: team.name })
                    : t('form.worker.loaded', { name, team: team.name, load })
                return { value: postId, text }
              }),
            ),
          ]}
          {...errorOf(problems, 'workerPostId')}
        />
      ) : (
        <InsetText>{t('form.worker.later')}</InsetText>
      )}
    </>
  )
}

// ── what met what, and the other pages ──────────────────────────────────────────────────────────────────────────────

export type ConflictPageProps = Readonly<{
  because: 'decided_meanwhile' | 'wrong_step' | 'held_by_other' | 'leads_others' | 'leader_not_open'
  concern: TriageConcern
  standing: Standing
  lastDecision: Decision | undefined
  body: FormBody
}>

/** Both are shown, and nothing of what was typed is lost. */
export function ConflictPage({ because, concern, lastDecision, body }: ConflictPageProps): VNode {
  const name = concern.holderName ?? ''
  const text = {
    decided_meanwhile: () =>
      t('conflict.decided_meanwhile.text', {
        name: lastDecision?.decidedByName ?? '',
        when: lastDecision === undefined ? '' : showShortInstant(lastDecision.decidedAt),
        outcome: lastDecision === undefined ? '' : t(`outcome.${lastDecision.outcome}`),
      }),
    wrong_step: () =>
      t('conflict.wrong_step.text', {
        standing:
          concern.standing === 'with_leader'
            ? t('standing.with_leader', { reference: concern.leaderReference ?? '' })
            : t(`standing.${concern.standing}`),
      }),
    held_by_other: () => t('conflict.held_by_other.text'),
    leads_others: () => t('conflict.leads_others.text'),
    leader_not_open: () => t('conflict.leader_not_open.text'),
  }[because]()
  const yours = ['reason', 'question', 'about', 'needed', 'toldText', 'leftOut']
    .map((field) => typed(body, field))
    .filter((words) => words !== '')
  return (
    <>
      <BackLink href="/triage">{t('concern.back')}</BackLink>
      <h1 class="govuk-heading-l">
        {because === 'held_by_other' ? t('conflict.held_by_other.title', { name }) : t(`conflict.${because}.title`)}
      </h1>
      <p class="govuk-body">{text}</p>
      {lastDecision !== undefined && (
        <>
          <h2 class="govuk-heading-m">{t('conflict.theirs')}</h2>
          <DecisionList decisions={[lastDecision]} />
        </>
      )}
      {yours.length > 0 && (
        <>
          <h2 class="govuk-heading-m">{t('conflict.yours')}</h2>
          <InsetText>{yours.map(lines)}</InsetText>
        </>
      )}
      <div class="govuk-button-group">
        <Button href={`/triage/${concern.id}`}>{t('conflict.keep')}</Button>
        {concern.state === 'decided' && (
          <a class="govuk-link" href={`/triage/${concern.id}/decide/reopen`}>
            {t('conflict.reopen')}
          </a>
        )}
      </div>
    </>
  )
}

export function LatePage({ concern }: { concern: TriageConcern }): VNode {
  const since = concern.claimedAt === null ? '' : showShortInstant(concern.claimedAt)
  return (
    <>
      <h1 class="govuk-heading-l">
        {concern.holderName === null ? t('claim.late.gone') : t('claim.late.title', { name: concern.holderName })}
      </h1>
      {concern.holderName !== null && <p class="govuk-body">{t('claim.late.text', { name: concern.holderName, when: since })}</p>}
      <Button href={`/triage/${concern.id}`}>{t('claim.late.back')}</Button>
    </>
  )
}

export function RisenPage({ concern, now }: { concern: RisenConcern; now: Date }): VNode {
  const ring = [
    [concern.holderName, concern.holderPhone],
    [concern.contactName, concern.contactPhone],
  ].filter(([name]) => name !== null)
  return (
    <>
      <h1 class="govuk-heading-l">{t('risen.title', { reference: concern.reference })}</h1>
      <p class="govuk-body">{t('risen.text')}</p>
      <SummaryList
        rows={[
          { key: t('concern.kind'), value: concern.kindLabel },
          { key: t('concern.received'), value: showInstant(concern.receivedAt) },
          { key: t('concern.clock'), value: concern.state === 'decided' ? t('standing.decided') : clockWords(concern.dueAt, now) },
          { key: t('concern.holder'), value: concern.holderName ?? t('inbox.nobody') },
          { key: t('risen.ring'), value: { text: ring.map((parts) => <div>{parts.filter(Boolean).join(', ')}</div>) } },
        ]}
      />
    </>
  )
}
