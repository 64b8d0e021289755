import type { VNode } from 'preact'
import {
  type Attributes,
  Button,
  Checkboxes,
  Details,
  EmptyState,
  Input,
  Panel,
  SummaryList,
  Table,
  Textarea,
} from '../../platform/design/index.ts'
import { FileShown, fileLine, scanShown } from '../../platform/files/index.ts'
import { type Draft, type DraftFile, draftsKeptDays, firstOf, type Kept, type Problems, type Typed } from '../../platform/forms/index.ts'
import { showInstant, showShortInstant } from '../../platform/texts/dates.ts'
import { type RuleProvenance, WhyThisDate } from '../handbook/index.ts'
import { KeptPostForm, PostForm, ProblemSummary } from '../pages/index.ts'
import { AskQuestions, answerRow, asksAnything, type Sheet } from '../questions/index.ts'
import { flat } from './answers.ts'
import type { Concern, KeptAttachment, KeptPlace, KeptSubject, KeptSubmission, LeftOutName, Phone, ReferrerMessage } from './store.ts'
import { t } from './texts.ts'
import { AgreementQuestion, DangerBanner, DangerQuestion, FilesField, whenShown } from './views.tsx'

export type Why = (RuleProvenance & Readonly<{ rule: string }>) | undefined

export function StartPage({ drafts }: { drafts: readonly Draft[] }): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('start.title')}</h1>
      <p class="govuk-body-l">{t('start.lead')}</p>
      <PostForm action="/concerns/new">
        <Button isStartButton>{t('start.full')}</Button>
      </PostForm>
      <p class="govuk-body">{t('start.fullTime')}</p>
      <p class="govuk-body">
        <a class="govuk-link" href="/concerns/minute">
          {t('start.minute')}
        </a>{' '}
        {t('start.minuteText')}
      </p>
      <p class="govuk-body">{t('start.staff')}</p>
      {drafts.length > 0 && (
        <>
          <h2 class="govuk-heading-m">{t('start.drafts')}</h2>
          <SummaryList
            rows={drafts.map(({ id, startedAt, savedAt }) => {
              const draft = t('start.draft', { started: showInstant(startedAt), saved: showInstant(savedAt) })
              return {
                key: draft,
                value: '',
                actions: {
                  items: [
                    { href: `/concerns/new/${id}/check`, text: t('start.goOn'), visuallyHiddenText: draft },
                    { href: `/concerns/new/${id}/discard`, text: t('start.discard'), visuallyHiddenText: draft },
                  ],
                },
              }
            })}
          />
          <p class="govuk-hint">{t('start.keptDays', { days: draftsKeptDays })}</p>
        </>
      )}
    </>
  )
}

function Ring({ concern }: { concern: Concern }): VNode {
  const { contactName: name, contactPhone: phone } = concern
  return <p class="govuk-body">{phone === null ? t('sent.noPhone', { name }) : t('sent.phone', { name, phone })}</p>
}

function Due({ concern, why }: { concern: Concern; why: Why }): VNode {
  return (
    <>
      <p class="govuk-body">
        {concern.decisionDueAt === null ? t('sent.noDue') : t('sent.due', { when: showInstant(concern.decisionDueAt, { zone: true }) })}
      </p>
      {why !== undefined && <WhyThisDate why={why} />}
    </>
  )
}

export function SentPage({
  concern,
  why,
  danger,
  onCall,
}: {
  concern: Concern
  why: Why
  danger: boolean
  onCall: readonly Phone[]
}): VNode {
  return (
    <>
      <Panel titleText={t('sent.title')}>{t('sent.reference', { reference: concern.reference })}</Panel>
      {danger && <DangerBanner onCall={onCall} isSent />}
      {concern.state === 'more_wanted' && <p class="govuk-body">{t('sent.moreWanted')}</p>}
      <h2 class="govuk-heading-m">{t('sent.next')}</h2>
      <Due concern={concern} why={why} />
      <p class="govuk-body">{t('sent.answer')}</p>
      <Ring concern={concern} />
      <ul class="govuk-list">
        <li>
          <a class="govuk-link" href={`/concerns/${concern.id}/more`}>
            {t('sent.more')}
          </a>
        </li>
        <li>
          <a class="govuk-link" href={`/concerns/${concern.id}`}>
            {t('sent.record')}
          </a>
        </li>
      </ul>
    </>
  )
}

type Sent = Concern & { subjectNames: readonly string[] }

/** So many that were decided stand on the page; the ones before them are folded. */
const decidedShown = 10

export function MinePage({ concerns }: { concerns: readonly Sent[] }): VNode {
  const older = new Set(concerns.filter(({ state }) => state === 'decided').slice(decidedShown))
  return (
    <>
      <h1 class="govuk-heading-l">{t('mine.title')}</h1>
      <Button href="/concerns/new">{t('mine.new')}</Button>
      {concerns.length === 0 ? (
        <EmptyState title={t('mine.empty')}>
          <p class="govuk-body">{t('mine.emptyText')}</p>
        </EmptyState>
      ) : (
        <SentTable concerns={concerns.filter((one) => !older.has(one))} />
      )}
      {older.size > 0 && (
        <Details summaryText={t('mine.older', { count: older.size })}>
          <SentTable concerns={[...older]} />
        </Details>
      )}
    </>
  )
}

function SentTable({ concerns }: { concerns: readonly Sent[] }): VNode {
  return (
    <Table
      classes="lw-stack"
      caption={t('mine.caption')}
      captionClasses="govuk-visually-hidden"
      head={[t('mine.reference'), t('mine.kind'), t('mine.when'), t('mine.state'), t('mine.phone')]}
      rows={concerns.map((concern) => [
        {
          text: (
            <a class="govuk-link" href={`/concerns/${concern.id}`}>
              {concern.reference}
            </a>
          ),
        },
        labelled('mine.kind', [...new Set(concern.subjectNames)].filter((name) => name !== '').join(', ') || concern.kindLabel),
        labelled('mine.when', showShortInstant(concern.receivedAt)),
        labelled('mine.state', t(`state.${concern.state}`)),
        labelled('mine.phone', [concern.contactName, concern.contactPhone ?? ''].filter((part) => part !== '').join(', ')),
      ])}
    />
  )
}

type RecordParts = Readonly<{
  concern: Concern
  why: Why
  isOwn: boolean
  submissions: readonly KeptSubmission[]
  subjects: readonly KeptSubject[]
  places: readonly KeptPlace[]
  attachments: readonly KeptAttachment[]
  /** Undefined: not for this reader. */
  messages: readonly ReferrerMessage[] | undefined
  leftOut: readonly LeftOutName[]
  /** Where its referrer adds to it. */
  moreHref: string
  /** Where the reader copies a sending into their own system. Left out: they cannot. */
  copyHref?: (submissionId: string) => string
}>

function leftOutShown(leftOut: readonly LeftOutName[]): string {
  return leftOut.map(({ fullName, isAbout }) => (isAbout ? t('record.leftOutAbout', { name: fullName }) : fullName)).join(', ')
}

/** Everything that was sent, as it was sent; made to be printed too. */
export function RecordPage(parts: RecordParts): VNode {
  const { concern, isOwn, messages } = parts
  return (
    <>
      <h1 class="govuk-heading-l">{t(isOwn ? 'record.title' : 'record.titleOther', { reference: concern.reference })}</h1>
      <SummaryList
        rows={[
          { key: t('mine.kind'), value: concern.kindLabel },
          { key: t('record.state'), value: t(`state.${concern.state}`) },
          parts.leftOut.length > 0 && { key: t('record.leftOut'), value: leftOutShown(parts.leftOut) },
        ]}
      />
      <Due concern={concern} why={parts.why} />
      <Ring concern={concern} />
      {isOwn && (
        <>
          <Button href={parts.moreHref} classes="govuk-button--secondary">
            {t('sent.more')}
          </Button>
          {messages !== undefined && <h2 class="govuk-heading-m">{t('record.messages')}</h2>}
          {messages?.length === 0 && <p class="govuk-body">{t('record.noMessages')}</p>}
          {messages?.map(({ says, sentByName, sentAt }) => (
            <blockquote class="govuk-inset-text">
              <p class="lw-as-typed">{says}</p>
              <p>{t('record.messageFrom', { name: sentByName, when: showInstant(sentAt) })}</p>
            </blockquote>
          ))}
        </>
      )}
      {parts.submissions.map((submission) => (
        <Sending submission={submission} parts={parts} />
      ))}
      <p class="govuk-hint">{t('record.print')}</p>
    </>
  )
}

function Sending({ submission: s, parts }: { submission: KeptSubmission; parts: RecordParts }): VNode {
  const own = <Row extends { submissionId: string }>(rows: readonly Row[]) => rows.filter(({ submissionId }) => submissionId === s.id)
  const rows: [string, string][] = [
    [t('record.from'), [s.referrerName, s.referrerJob, s.referrerAgency].filter((text) => text !== '').join(', ')],
    [t('record.reach'), s.reach],
    ...own(parts.subjects).map((person): [string, string] => [
      t('record.people'),
      [
        person.fullName || t('about.unnamed'),
        t(`about.relation.${person.relation}`),
        ...[person.knownAs, whenShown(person.bornOn, null), person.aboutAge === null ? '' : String(person.aboutAge)],
        ...[person.schoolOrWork, person.address, person.phone, person.language, person.more],
      ]
        .filter((text) => text !== '')
        .join('\n'),
    ]),
    [t('record.seen'), s.whatSeen],
    [t('record.words'), s.ownWords],
    [t('record.when'), [whenShown(s.seenOn, s.seenAt), s.seenWhenWords].filter((text) => text !== '').join('\n')],
    ...own(parts.places).map((place): [string, string] => [
      t('record.place'),
      [...new Set([place.description, place.postcode, place.wardName ?? '', place.whatHappens])].filter((text) => text !== '').join('\n'),
    ]),
    [t('record.danger'), s.dangerNow === null ? '' : t(`dangerPage.${s.dangerNow}`)],
    [t('record.done'), s.alreadyDone],
    [
      t('record.agreement'),
      s.agreement === null ? '' : [t(`agreement.${s.agreement}`), s.agreementBecause].filter((text) => text !== '').join('\n'),
    ],
    [t('record.told'), s.told],
    ...s.ownAnswers.map((answer): [string, string] => [...answerRow(answer)]),
    [
      t('record.keptWords'),
      s.wordsKept
        .filter(({ because }) => because !== '')
        .map(({ found, because }) => t('words.kept', { found, because }))
        .join('\n'),
    ],
  ]
  const files = own(parts.attachments)
  return (
    <section>
      <h2 class="govuk-heading-m">{t(`record.form.${s.form}`)}</h2>
      <p class="govuk-body">{t('record.sent', { when: showInstant(s.submittedAt) })}</p>
      {parts.copyHref !== undefined && (
        <p class="govuk-body lw-no-print">
          <a class="govuk-link" href={parts.copyHref(s.id)}>
            {t('record.copy')}
          </a>
        </p>
      )}
      <SummaryList
        rows={[
          ...rows
            .filter(([, value]) => value !== '')
            .map(([key, value]) => ({ key, value: { text: <span class="lw-as-typed">{value}</span> } })),
          files.length > 0 && {
            key: t('record.files'),
            value: {
              text: files.map((file) => (
                <p class="govuk-body">
                  <FileShown file={file} href={`/concerns/${parts.concern.id}/files/${file.id}`} />
                </p>
              )),
            },
          },
        ]}
      />
    </section>
  )
}

type FormGiven = Readonly<{ kept: Kept; typed: Typed; problems: Problems; onCall: readonly Phone[] }>

export function MinutePage({ kept, typed, problems, onCall }: FormGiven): VNode {
  return (
    <>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{t('minute.title')}</h1>
      <p class="govuk-body">{t('minute.lead')}</p>
      <DangerBanner onCall={onCall} />
      <KeptPostForm kept={kept}>
        <MinuteFields typed={typed} problems={problems} attributes={words} />
      </KeptPostForm>
    </>
  )
}

/** Fields whose words are looked at while they are typed: for people with an account, who may load the list of words. */
const words = { 'data-words': '/words.json' }
type FieldsGiven = Readonly<{ typed: Typed; problems: Problems; attributes: Attributes }>

/** The three boxes of the one-minute form, and the button. */
export function MinuteFields({ typed, problems, attributes }: FieldsGiven): VNode {
  return (
    <>
      <Input name="who" label={t('minute.who')} hint={t('minute.whoHint')} value={firstOf(typed, 'who')} errorMessage={problems['who']} />
      <Textarea
        name="what"
        label={t('minute.what')}
        value={firstOf(typed, 'what')}
        errorMessage={problems['what']}
        attributes={attributes}
      />
      <Input name="reach" label={t('minute.reach')} value={firstOf(typed, 'reach')} errorMessage={problems['reach']} />
      <Button>{t('minute.send')}</Button>
    </>
  )
}

/** `files`: those that were good when something else was refused. */
export function MorePage({
  kept,
  typed,
  problems,
  onCall,
  concern,
  files,
  questions,
}: FormGiven & { concern: Concern; files: readonly DraftFile[]; questions: Sheet }): VNode {
  const fields = flat(typed)
  return (
    <>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{t('more.title')}</h1>
      <p class="govuk-body">{t('sent.reference', { reference: concern.reference })}</p>
      <p class="govuk-body">{t('more.lead')}</p>
      <KeptPostForm kept={kept} multipart>
        <MoreWhat typed={typed} problems={problems} onCall={onCall} attributes={words} />
        {files.length > 0 && (
          <Checkboxes
            name="keepFile"
            values={files.map(({ id }) => id)}
            fieldset={{ legend: { text: t('more.kept'), classes: 'govuk-fieldset__legend--s' } }}
            hint={t('more.keptHint')}
            items={files.map((file) => ({ value: file.id, text: fileLine(file), hint: scanShown(file.scan) }))}
          />
        )}
        <FilesField problems={problems} />
        <MoreBesides typed={typed} problems={problems} attributes={words} isOpen={concern.state === 'more_wanted'} />
        {asksAnything(questions, fields) && (
          <>
            <h2 class="govuk-heading-m">{t('more.questions')}</h2>
            <p class="govuk-body">{t('more.questionsLead')}</p>
            <AskQuestions sheet={questions} fields={fields} problems={problems} />
          </>
        )}
        <Button>{t('more.send')}</Button>
      </KeptPostForm>
    </>
  )
}

function Box({ name, label, typed, problems, attributes }: FieldsGiven & Readonly<{ name: string; label: string }>): VNode {
  return <Textarea name={name} label={label} value={firstOf(typed, name)} errorMessage={problems[name]} attributes={attributes} />
}

/** What is added to a concern: the words, and whether there is danger now. */
export function MoreWhat({ onCall, ...given }: FieldsGiven & Readonly<{ onCall: readonly Phone[] }>): VNode {
  return (
    <>
      <Box name="whatSeen" label={t('more.what')} {...given} />
      <DangerQuestion typed={given.typed} problems={given.problems} onCall={onCall} ask={t('more.danger')} />
    </>
  )
}

/** What else may be said: what was done, agreement, what they were told. */
export function MoreBesides({ isOpen, ...given }: FieldsGiven & Readonly<{ isOpen: boolean }>): VNode {
  return (
    <Details
      summaryText={t('more.optional')}
      open={isOpen || ['done', 'agreement', 'told'].some((name) => firstOf(given.typed, name) !== '')}
    >
      <Box name="done" label={t('dangerPage.done')} {...given} />
      <AgreementQuestion typed={given.typed} problems={given.problems} />
      <Box name="told" label={t('agreement.told')} {...given} />
    </Details>
  )
}

/** A cell that says on a phone, where the head of the table is gone, what stands in it. */
function labelled(label: 'mine.kind' | 'mine.when' | 'mine.state' | 'mine.phone', text: string) {
  return { text, attributes: { 'data-label': t(label) } }
}
