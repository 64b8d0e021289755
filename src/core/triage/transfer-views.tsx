import type { VNode } from 'preact'
import { BackLink, Button, EmptyState, InsetText, NotificationBanner, Textarea } from '../../platform/design/index.ts'
import { showInstant } from '../../platform/texts/dates.ts'
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

function TransferList({ transfers, href, other }: ListProps): VNode {
  return (
    <ul class="govuk-list">
      {transfers.map((one) => (
        <li>
          <a class="govuk-link" href={href(one)} data-keys-item>
            {one.reference}
          </a>
          , {other(one)}. {t(`transfer.state.${one.state}`)}
          {one.state === 'sent' && <>. {t('transfer.answerBy', { when: showInstant(one.answerBy) })}</>}
        </li>
      ))}
    </ul>
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
