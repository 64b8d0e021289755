import type { VNode } from 'preact'
import { classBits, classesText } from '../../core/access/index.ts'
import { type FormBody, typed } from '../../core/house/index.ts'
import { KeptPostForm, PostForm, ProblemSummary, type Problems } from '../../core/pages/index.ts'
import { Alert, Button, Conflict, EmptyState, Radios, Textarea } from '../../platform/design/index.ts'
import type { Kept } from '../../platform/forms/index.ts'
import { showDate, showInstant } from '../../platform/texts/dates.ts'
import type { PaperPart, PartKey } from './schema.ts'
import type { CaseItem, Decision, Meeting } from './store.ts'
import { t } from './texts.ts'
import { DecisionLines } from './views.tsx'

type CasePanelProps = Readonly<{ base: string; items: readonly CaseItem[]; decisions: readonly Decision[]; now: Date; mayWrite: boolean }>

export function CasePanel({ base, items, decisions, now, mayWrite }: CasePanelProps): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('case.heading')}</h1>
      <p class="govuk-body lw-no-print">{t('case.lead')}</p>
      {items.length === 0 && (
        <EmptyState title={t('case.none')}>
          <p class="govuk-body">{t('case.noneWhat')}</p>
        </EmptyState>
      )}
      {items.map((item) => (
        <CaseItemLine base={base} item={item} now={now} mayWrite={mayWrite} />
      ))}
      {mayWrite && (
        <Button href={`${base}/ask`} classes="lw-no-print govuk-button--secondary">
          {t('case.ask')}
        </Button>
      )}
      {decisions.length > 0 && <DecisionLines decisions={decisions} headingLevel={2} />}
    </>
  )
}

function CaseItemLine({ base, item, now, mayWrite }: Readonly<{ base: string; item: CaseItem; now: Date; mayWrite: boolean }>): VNode {
  const isLive = item.meetingState !== 'cancelled' && item.expiresAt > now && item.state === 'on'
  const sent =
    item.sentAt === null
      ? t('paper.none')
      : t(item.paperVersion === item.sentVersion ? 'paper.sent' : 'paper.changed', { when: showInstant(item.sentAt) })
  return (
    <section class="lw-note">
      <h2 class="govuk-heading-m">
        <a class="govuk-link" href={`/panel/${item.meetingId}`}>
          {t('title', { date: showDate(item.meetsOn) })}
        </a>
      </h2>
      <p class="govuk-body">
        {item.meetingState === 'cancelled'
          ? t('state.cancelled')
          : item.state === 'not_on'
            ? t('case.item.not_on', { because: item.decidedBecause })
            : t(`case.item.${item.state}`)}
        {'. '}
        {isLive && sent}
        {isLive && item.sentAt === null && item.papersDueAt !== null && <>. {t('case.due', { when: showInstant(item.papersDueAt) })}</>}
      </p>
      {isLive && mayWrite && (
        <Button href={`${base}/${item.itemId}/paper`} classes="lw-no-print">
          {t('case.write')}
        </Button>
      )}
    </section>
  )
}

type AskProps = Readonly<{ action: string; meetings: readonly Meeting[]; body: FormBody; problems: Problems }>

export function AskForm({ action, meetings, body, problems }: AskProps): VNode {
  if (meetings.length === 0) return <p class="govuk-body">{t('case.noPanel')}</p>
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{t('case.ask')}</h1>
        <PostForm action={action}>
          <Radios
            idPrefix="meeting"
            name="meeting"
            value={typed(body, 'meeting')}
            fieldset={{ legend: { text: t('ask.which'), classes: 'govuk-fieldset__legend--s' } }}
            items={meetings.map(({ id, meetsOn, meetsAt }) => ({ value: id, text: t('when', { date: showDate(meetsOn), time: meetsAt }) }))}
            errorMessage={problems['meeting']}
          />
          <Textarea
            name="because"
            label={{ text: t('ask.because'), classes: 'govuk-label--s' }}
            hint={t('ask.becauseHint')}
            rows={3}
            value={typed(body, 'because')}
            errorMessage={problems['because']}
            attributes={{ 'data-words': '/words.json' }}
          />
          <Button preventDoubleClick>{t('case.ask')}</Button>
        </PostForm>
      </div>
    </div>
  )
}

/** Another version, as somebody saved it while this was written. */
export type TheirPaper = Readonly<{ version: number; by: string; said: Readonly<Partial<Record<PartKey, string>>> }>

type PaperFormProps = Readonly<{
  open: Readonly<{ item: CaseItem; address: string; parts: readonly PaperPart[] }>
  kept: Kept
  fields: Readonly<Record<string, string>>
  version: number
  /** Names of others that stand in it. */
  names: readonly string[]
  state: 'open' | 'saved' | 'sent'
  problems: Problems
  theirs: TheirPaper | undefined
}>

export function PaperForm({ open, kept, fields, version, names, state, problems, theirs }: PaperFormProps): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        {theirs !== undefined && (
          <Conflict
            by={t('paper.conflict', { name: theirs.by })}
            keepUrl={open.address}
            rows={open.parts.map(({ key }) => ({ label: t(`part.${key}`), saved: theirs.said[key] ?? '', typed: fields[key] ?? '' }))}
          />
        )}
        <h1 class="govuk-heading-l">
          <span class="govuk-caption-l">{t('title', { date: showDate(open.item.meetsOn) })}</span>
          {t('paper.heading')}
        </h1>
        {state === 'saved' && (
          <Alert tone="good" title={t('paper.saved')}>
            {null}
          </Alert>
        )}
        {state === 'sent' && <p class="govuk-inset-text">{t('paper.isSent')}</p>}
        <p class="govuk-body">{t('paper.lead')}</p>
        <p class="govuk-body">{t('item.protected')}</p>
        <KeptPostForm kept={kept} begunWith={{ version: String(version) }}>
          <input type="hidden" name="version" value={version} />
          {open.parts.map(({ key, class: recordClass, ownWords }) => (
            <Textarea
              name={key}
              label={{ text: t(`part.${key}`), classes: 'govuk-label--m' }}
              hint={`${t(`part.${key}.hint`)} ${t('paper.readBy', { class: classesText(classBits([recordClass])) })}`}
              rows={ownWords ? 3 : 5}
              value={fields[key]}
              errorMessage={problems[key]}
              // what is theirs is never corrected
              spellcheck={!ownWords}
              attributes={ownWords ? {} : { 'data-words': '/words.json' }}
            />
          ))}
          {names.length > 0 && (
            <Alert tone="caution" title={t('paper.namesFound', { names: names.join(', ') })}>
              <p class="govuk-body">{t('paper.namesWhat')}</p>
              <Textarea
                name="namesBecause"
                label={t('paper.namesBecause')}
                hint={t('paper.namesBecauseHint')}
                rows={2}
                value={fields['namesBecause']}
                errorMessage={problems['namesBecause']}
              />
            </Alert>
          )}
          <div class="govuk-button-group">
            <Button classes="govuk-button--secondary" preventDoubleClick>
              {t('paper.save')}
            </Button>
            <Button name="do" value="send" preventDoubleClick>
              {t('paper.send')}
            </Button>
          </div>
        </KeptPostForm>
      </div>
    </div>
  )
}
