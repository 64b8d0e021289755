import type { VNode } from 'preact'
import { BackLink, Button, Details, EmptyState, InsetText, NotificationBanner, Table, Textarea } from '../../platform/design/index.ts'
import { showInstant, showMonth, showShortDate } from '../../platform/texts/dates.ts'
import { londonDateOf } from '../clocks/index.ts'
import { PostForm, ProblemSummary, type Problems } from '../pages/index.ts'
import { TransferCard } from './concern-views.tsx'
import type { Transfer } from './store.ts'
import { t } from './texts.ts'

/** What other agencies ask of ours, and (for the desk) what ours asked of others: each side sees where it stands. */
export function PassedPage({ transfers, fromUs }: { transfers: readonly Transfer[]; fromUs: readonly Transfer[] | undefined }): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('passed.title')}</h1>
      {transfers.length === 0 ? (
        <EmptyState title={t('passed.empty.title')}>
          <p class="govuk-body">{t('passed.empty.text')}</p>
        </EmptyState>
      ) : (
        <TransferList
          transfers={transfers}
          href={({ id }) => `/triage/passed/${id}`}
          other={({ fromAgency }) => t('transfer.from', { agency: fromAgency })}
        />
      )}
      {fromUs !== undefined && (
        <>
          <h2 class="govuk-heading-m">{t('passed.fromUs')}</h2>
          {fromUs.length === 0 ? (
            <p class="govuk-body">{t('passed.fromUs.none')}</p>
          ) : (
            <TransferList
              transfers={fromUs}
              href={({ concernId }) => `/triage/${concernId}`}
              other={({ toName, toAgency }) =>
                toName === null ? t('transfer.to', { agency: toAgency }) : t('transfer.toName', { name: toName, agency: toAgency })
              }
            />
          )}
        </>
      )}
    </>
  )
}

type ListProps = Readonly<{ transfers: readonly Transfer[]; href: (one: Transfer) => string; other: (one: Transfer) => string }>

/** Those that wait for an answer first; what is answered by the month in which it was sent, the latest open. */
function TransferList(props: ListProps): VNode {
  const { transfers } = props
  const waiting = transfers.filter(({ state }) => state === 'sent')
  const answered = transfers.filter(({ state }) => state !== 'sent')
  const months = [...new Set(answered.map(({ sentAt }) => londonDateOf(sentAt).slice(0, 7)))]
  return (
    <>
      <h3 class="govuk-heading-s">{t('passed.waiting', { count: waiting.length })}</h3>
      {waiting.length === 0 ? <p class="govuk-body">{t('passed.waiting.none')}</p> : <TransferTable {...props} transfers={waiting} />}
      {answered.length > 0 && <h3 class="govuk-heading-s">{t('passed.answered')}</h3>}
      {months.map((month, i) => {
        const ofMonth = answered.filter(({ sentAt }) => londonDateOf(sentAt).startsWith(month))
        return (
          <Details summaryText={t('passed.month', { month: showMonth(`${month}-01`), count: ofMonth.length })} open={i === 0}>
            <TransferTable {...props} transfers={ofMonth} />
          </Details>
        )
      })}
    </>
  )
}

function TransferTable({ transfers, href, other }: ListProps): VNode {
  return (
    <Table
      classes="lw-dense lw-stack"
      caption={t('passed.title')}
      captionClasses="govuk-visually-hidden"
      firstCellIsHeader
      head={[t('passed.reference'), t('passed.sent'), t('passed.who'), t('passed.standing')]}
      rows={transfers.map((one) => [
        {
          text: (
            <a class="govuk-link" href={href(one)} data-keys-item>
              {one.reference}
            </a>
          ),
        },
        { text: showShortDate(londonDateOf(one.sentAt)), attributes: { 'data-label': t('passed.sent') } },
        { text: other(one), attributes: { 'data-label': t('passed.who') } },
        {
          text: (
            <>
              {t(`transfer.state.${one.state}`)}
              {one.state === 'sent' && <>. {t('transfer.answerBy', { when: showInstant(one.answerBy) })}</>}
            </>
          ),
          attributes: { 'data-label': t('passed.standing') },
        },
      ])}
    />
  )
}

type PassedRecordProps = Readonly<{ transfer: Transfer; problems: Problems; done: string; isLate: boolean }>

export function PassedRecordPage({ transfer, problems, done, isLate }: PassedRecordProps): VNode {
  const at = `/triage/passed/${transfer.id}`
  return (
    <>
      <BackLink href="/triage/passed">{t('passed.title')}</BackLink>
      <ProblemSummary problems={problems} />
      {done === 'accepted' && <NotificationBanner type="success">{t('done.transferAccepted')}</NotificationBanner>}
      {done === 'refused' && <NotificationBanner type="success">{t('done.transferRefused')}</NotificationBanner>}
      <h1 class="govuk-heading-l">{t('passed.heading', { reference: transfer.reference })}</h1>
      {isLate && <InsetText>{t('transfer.late')}</InsetText>}
      <TransferCard transfer={transfer} isOurs={false} />
      {transfer.state === 'sent' && (
        <>
          <p class="govuk-body">{t('transfer.stays')}</p>
          <PostForm action={`${at}/accept`}>
            <Textarea name="note" id="accept-note" label={t('form.note')} rows={3} />
            <Button>{t('transfer.accept')}</Button>
          </PostForm>
          <PostForm action={`${at}/refuse`}>
            <Textarea
              name="note"
              label={t('form.note.refuse')}
              rows={3}
              {...(problems['note'] === undefined ? {} : { errorMessage: problems['note'] })}
            />
            <Button classes="govuk-button--secondary">{t('transfer.refuse')}</Button>
          </PostForm>
        </>
      )}
    </>
  )
}
