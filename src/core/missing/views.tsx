import type { VNode } from 'preact'
import {
  Alert,
  Button,
  Details,
  EmptyState,
  Input,
  Radios,
  Table,
  Textarea,
  Timeline,
  type TimelineItem,
  type Words,
} from '../../platform/design/index.ts'
import type { Kept } from '../../platform/forms/index.ts'
import { isoInstant, showDate, showInstant } from '../../platform/texts/dates.ts'
import type { WhyThisDate as WhyThisDateOf } from '../clocks/index.ts'
import { WhyThisDate } from '../handbook/index.ts'
import { type Fields, KeptPostForm, MomentFields, NotAnAccount, PostForm, ProblemSummary, type Problems, ToldText } from '../pages/index.ts'
import type { InterviewStanding } from './episodes.ts'
import { interviewOutcome } from './rules.ts'
import { returnedHow } from './schema.ts'
import type { Episode, Interview, MissingNow } from './store.ts'
import { t } from './texts.ts'

const gone = (startedOn: string, startedAt: Date | null) => (startedAt === null ? showDate(startedOn) : showInstant(startedAt))

/** The interview after one return: what was done of it, and by when it is owed while it is. */
export type InterviewClock = Readonly<{
  standing: InterviewStanding
  dueAt: Date
  isLate: boolean
  atTheLatest: boolean
  why: WhyThisDateOf
}>

type MissingPartProps = {
  caseId: string
  episodes: readonly Episode[]
  /** By episode; those who are not back have none. */
  clocks: ReadonlyMap<string, InterviewClock>
  repeat: Readonly<{ count: number; days: number }> | null
  mayWrite: boolean
}

export function MissingPart({ caseId, episodes, clocks, repeat, mayWrite }: MissingPartProps): VNode {
  const now = episodes.find(isOpen)
  return (
    <>
      <h1 class="govuk-heading-l">{t('heading')}</h1>
      {now !== undefined && (
        <Alert tone="bad" title={t('since', { when: gone(now.startedOn, now.startedAt) })}>
          <p>
            {now.policeTold === 'no' && `${t('since.policeNo')} `}
            {t('since.what')}
          </p>
        </Alert>
      )}
      {repeat !== null && (
        <Alert tone="caution" title={t('repeat.title', repeat)}>
          <p>{t('repeat.what')}</p>
        </Alert>
      )}
      {mayWrite && (
        <p class="lw-no-print">
          {now === undefined ? (
            <Button href={`/cases/${caseId}/missing/new`} classes="govuk-button--warning">
              {t('report.do')}
            </Button>
          ) : (
            <Button href={`/cases/${caseId}/missing/${now.id}/return`}>{t('return.do')}</Button>
          )}
        </p>
      )}
      {episodes.length === 0 ? (
        <EmptyState title={t('none')}>
          <p class="govuk-body">{t('noneWhat')}</p>
        </EmptyState>
      ) : (
        <Timeline items={episodes.map((episode) => episodeItem(caseId, episode, clocks.get(episode.id), mayWrite))} headingLevel={2} />
      )}
    </>
  )
}

const isOpen = (episode: Episode) => episode.returnedAt === null && episode.withdrawnBecause === null

function episodeItem(caseId: string, e: Episode, clock: InterviewClock | undefined, mayWrite: boolean): TimelineItem {
  const from = gone(e.startedOn, e.startedAt)
  const isCounted = e.withdrawnBecause === null
  return {
    id: `missing-${e.id}`,
    title: e.returnedAt === null ? t('episode.open', { from }) : t('episode.title', { from, to: showInstant(e.returnedAt) }),
    datetime: e.startedAt === null ? e.startedOn : isoInstant(e.startedAt),
    when: from,
    children: (
      <>
        {e.withdrawnBecause !== null && <p class="govuk-body">{t('episode.withdrawn', { because: e.withdrawnBecause })}</p>}
        <p class="govuk-body">
          {backText(e)} {t('episode.police', { told: t(`yesno.${e.policeTold}`) })}{' '}
          {e.policeReference !== '' && t('episode.reference', { reference: e.policeReference })}
        </p>
        {isCounted && clock !== undefined && <InterviewBlock clock={clock} />}
        {e.interviews.map((interview) => (
          <InterviewRead interview={interview} />
        ))}
        <p class="govuk-hint">{t('episode.recorded', { when: showInstant(e.reportedAt), name: e.reportedBy })}</p>
        {mayWrite && isCounted && e.returnedAt !== null && !clock?.standing.held && (
          <p class="govuk-body lw-no-print">
            <a class="govuk-link" href={`/cases/${caseId}/missing/${e.id}/interview`}>
              {t('interview.do')}
              <span class="govuk-visually-hidden"> {from}</span>
            </a>
          </p>
        )}
        {mayWrite && isCounted && (
          <Details summaryText={t('withdraw.do')} classes="lw-no-print">
            <PostForm action={`/cases/${caseId}/missing/${e.id}/withdraw`}>
              <Input name="because" id={`because-${e.id}`} label={t('withdraw.because')} />
              <Button classes="govuk-button--secondary">{t('withdraw.save')}</Button>
            </PostForm>
          </Details>
        )}
      </>
    ),
  }
}

function backText(e: Episode): string {
  if (e.returnedAt === null) return ''
  const params = { when: showInstant(e.returnedAt), how: t(`how.${e.returnedHow ?? 'unknown'}`) }
  return e.returnedKind === 'known' ? t('episode.back', params) : t('episode.notBefore', params)
}

function InterviewBlock({ clock: { standing, dueAt, isLate, atTheLatest, why } }: { clock: InterviewClock }): VNode {
  if (standing.held) return <p class="govuk-body">{t('clock.held')}</p>
  if (standing.declined) return <p class="govuk-body">{t('clock.declined')}</p>
  const when = showInstant(dueAt, { zone: true })
  return (
    <Alert
      tone={isLate ? 'bad' : 'info'}
      title={isLate ? t('clock.late', { when }) : t(atTheLatest ? 'clock.dueLatest' : 'clock.due', { when })}
      headingLevel={3}
    >
      <p>{t('clock.offered', { yes: t(standing.offered ? 'yesno.yes' : 'yesno.no'), held: t('yesno.no') })}</p>
      <WhyThisDate why={why} />
    </Alert>
  )
}

function InterviewRead({ interview: { outcome, on, askedBy, note } }: { interview: Interview }): VNode {
  return (
    <>
      <p class="govuk-body">{t('interview.line', { outcome: t(`outcome.${outcome}`), when: showDate(on), name: askedBy })}</p>
      {note !== null && (
        <>
          <ToldText label={t('note.ownWords')} text={note.ownWords} headingLevel={3} isQuote />
          <ToldText label={t('note.learned')} text={note.learned} headingLevel={3} />
          <ToldText label={t('note.next')} text={note.next} headingLevel={3} />
        </>
      )}
    </>
  )
}

// ── forms ───────────────────────────────────────────────────────────────────────────────────────────────────────────

type FormProps = { caseId: string; typed: Fields; problems: Problems; asksForPass: boolean }

function Sheet({
  title,
  action,
  caseId,
  save,
  problems,
  kept,
  children,
}: {
  title: string
  action: string
  caseId: string
  save: string
  problems: Problems
  /** Of a form that is saved as it is typed. */
  kept?: Kept
  children: Words
}): VNode {
  const inside = (
    <>
      {children}
      <div class="govuk-button-group">
        <Button preventDoubleClick>{save}</Button>
        <a class="govuk-link" href={`/cases/${caseId}/missing`}>
          {t('cancel')}
        </a>
      </div>
    </>
  )
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{title}</h1>
        {kept === undefined ? <PostForm action={action}>{inside}</PostForm> : <KeptPostForm kept={kept}>{inside}</KeptPostForm>}
      </div>
    </div>
  )
}

export function ReportForm({ caseId, ...form }: FormProps): VNode {
  const { typed, problems } = form
  return (
    <Sheet title={t('report.title')} action={`/cases/${caseId}/missing/new`} caseId={caseId} save={t('report.save')} problems={problems}>
      <MomentFields {...form} day={t('report.on')} dayHint={t('report.onHint')} time={t('report.time')} timeHint={t('report.timeHint')} />
      <Radios
        name="policeTold"
        classes="govuk-radios--inline"
        fieldset={{ legend: { text: t('report.police'), classes: 'govuk-fieldset__legend--m' } }}
        items={(['yes', 'no', 'unknown'] as const).map((value) => ({ value, text: t(`yesno.${value}`) }))}
        value={typed['policeTold']}
        errorMessage={problems['policeTold']}
      />
      <Input
        name="policeReference"
        label={t('report.reference')}
        hint={t('report.referenceHint')}
        classes="govuk-input--width-20"
        value={typed['policeReference']}
        errorMessage={problems['policeReference']}
      />
    </Sheet>
  )
}

export function ReturnForm({ caseId, episodeId, ...form }: FormProps & { episodeId: string }): VNode {
  const { typed, problems } = form
  return (
    <Sheet
      title={t('return.title')}
      action={`/cases/${caseId}/missing/${episodeId}/return`}
      caseId={caseId}
      save={t('return.save')}
      problems={problems}
    >
      <Radios
        name="kind"
        fieldset={{ legend: { text: t('return.kind'), classes: 'govuk-fieldset__legend--m' } }}
        items={[
          { value: 'known', text: t('return.known') },
          { value: 'not_before', text: t('return.notBefore'), hint: t('return.notBeforeHint') },
        ]}
        value={typed['kind']}
        errorMessage={problems['kind']}
      />
      <MomentFields {...form} day={t('return.on')} time={t('return.time')} timeHint={t('return.timeHint')} />
      <Radios
        name="how"
        fieldset={{ legend: { text: t('return.how'), classes: 'govuk-fieldset__legend--m' } }}
        items={returnedHow.options.map((value) => ({ value, text: t(`how.${value}`) }))}
        value={typed['how']}
        errorMessage={problems['how']}
      />
    </Sheet>
  )
}

const wordsAttributes = { 'data-words': '/words.json' }

export function InterviewForm({
  caseId,
  episodeId,
  kept,
  accounts,
  ...form
}: FormProps & { episodeId: string; kept: Kept; accounts: readonly string[] }): VNode {
  const { typed, problems } = form
  const words = (name: 'ownWords' | 'learned' | 'next', hint?: string) => (
    <Textarea
      name={name}
      label={{ text: t(`interview.${name}`), classes: 'govuk-label--m' }}
      hint={hint}
      rows={4}
      value={typed[name]}
      errorMessage={problems[name]}
      spellcheck
      attributes={wordsAttributes}
    />
  )
  return (
    <Sheet
      title={t('interview.title')}
      action={`/cases/${caseId}/missing/${episodeId}/interview`}
      caseId={caseId}
      save={t('interview.save')}
      problems={problems}
      kept={kept}
    >
      <Radios
        name="outcome"
        fieldset={{ legend: { text: t('interview.outcome'), classes: 'govuk-fieldset__legend--m' } }}
        items={interviewOutcome.options.map((value) => ({
          value,
          text: t(`outcome.${value}`),
          ...(value === 'police_prevention_check' || value === 'declined_by_child' ? { hint: t(`outcome.hint.${value}`) } : {}),
        }))}
        value={typed['outcome']}
        errorMessage={problems['outcome']}
      />
      <MomentFields {...form} day={t('interview.on')} time={t('report.time')} timeHint={t('report.timeHint')} />
      <Input
        name="askedBy"
        label={{ text: t('interview.askedBy'), classes: 'govuk-label--m' }}
        hint={t('interview.askedByHint')}
        value={typed['askedBy']}
        errorMessage={problems['askedBy']}
      />
      {words('ownWords', t('interview.ownWordsHint'))}
      {words('learned', t('interview.learnedHint'))}
      {words('next')}
      {accounts.length > 0 && <NotAnAccount />}
    </Sheet>
  )
}

/** Everybody who is missing now, as far as the reader may know. */
export function MissingNowPage({ missing }: { missing: readonly MissingNow[] }): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('now.title')}</h1>
      {missing.length === 0 ? (
        <EmptyState title={t('now.none')}>
          <p class="govuk-body">{t('now.noneWhat')}</p>
        </EmptyState>
      ) : (
        <Table
          caption={t('now.caption')}
          captionClasses="govuk-visually-hidden"
          classes="lw-stack"
          head={[t('now.name'), t('now.since'), t('now.police'), t('now.worker')]}
          firstCellIsHeader
          rows={missing.map((one) => [
            {
              text: (
                <>
                  <a class="govuk-link" href={`/cases/${one.caseId}/missing`}>
                    {one.knownAs}
                  </a>{' '}
                  <span class="lw-reference">{one.reference}</span>
                </>
              ),
            },
            gone(one.startedOn, one.startedAt),
            t(`yesno.${one.policeTold}`),
            one.workerName ?? t('now.noWorker'),
          ])}
        />
      )}
    </>
  )
}
