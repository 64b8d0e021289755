import type { VNode } from 'preact'
import { BackLink, Button, EmptyState, InsetText, NotificationBanner, Textarea } from '../../platform/design/index.ts'
import { showInstant } from '../../platform/texts/dates.ts'
import { PostForm, ProblemSummary, type Problems } from '../pages/index.ts'
import { TransferCard } from './concern-views.tsx'
import type { Transfer } from './store.ts'
import { t } from './texts.ts'

/** The queue of the other side: what other agencies ask of ours. */
export function PassedPage({ transfers }: { transfers: readonly Transfer[] }): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('passed.title')}</h1>
      {transfers.length === 0 ? (
        <EmptyState title={t('passed.empty.title')}>
          <p class="govuk-body">{t('passed.empty.text')}</p>
        </EmptyState>
      ) : (
        <ul class="govuk-list">
          {transfers.map((one) => (
            <li>
              <a class="govuk-link" href={`/triage/passed/${one.id}`} data-keys-item>
                {one.reference}
              </a>
              , {t('transfer.from', { agency: one.fromAgency })}. {t(`transfer.state.${one.state}`)}
              {one.state === 'sent' && <>. {t('transfer.answerBy', { when: showInstant(one.answerBy) })}</>}
            </li>
          ))}
        </ul>
      )}
    </>
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
