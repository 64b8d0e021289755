import type { VNode } from 'preact'
import {
  Button,
  DateInput,
  EmptyState,
  FileUpload,
  Input,
  InsetText,
  Radios,
  Select,
  Table,
  Textarea,
} from '../../platform/design/index.ts'
import { FileRules, FileShown, fileLine, type ShownFile, scanShown } from '../../platform/files/index.ts'
import type { DraftFile, Kept } from '../../platform/forms/index.ts'
import { showDate, showDay } from '../../platform/texts/dates.ts'
import type { RecordClass } from '../access/index.ts'
import { KeptPostForm, PostForm, ProblemSummary, type Problems } from '../pages/index.ts'
import type { DocumentClass, DocumentKind } from './schema.ts'
import type { CaseDocument } from './store.ts'
import { t } from './texts.ts'

/** Files that came with one concern. */
export type WithConcern = Readonly<{
  concernId: string
  reference: string
  receivedAt: Date
  files: readonly (ShownFile & Readonly<{ id: string }>)[]
}>

type PartProps = Readonly<{
  caseId: string
  documents: readonly CaseDocument[]
  withConcerns: readonly WithConcern[]
  writes: ReadonlySet<RecordClass>
  isManager: boolean
}>

export function DocumentsPart({ caseId, documents, withConcerns, writes, isManager }: PartProps): VNode {
  const base = `/cases/${caseId}/documents`
  const held = documents.filter(({ removed }) => removed === null)
  const removed = documents.filter((one) => one.removed !== null)
  const mayAdd = (['notes', 'plan', 'risk', 'health', 'nrm', 'investigation'] as const).some((name) => writes.has(name))
  return (
    <>
      <h1 class="govuk-heading-l">{t('heading')}</h1>
      <p class="govuk-body">{t('lead')}</p>
      {mayAdd && (
        <Button href={`${base}/new`} classes="lw-no-print">
          {t('add')}
        </Button>
      )}
      {held.length === 0 ? (
        <EmptyState title={t('none')}>
          <p class="govuk-body">{t(mayAdd ? 'none.write' : 'none.read')}</p>
        </EmptyState>
      ) : (
        <Table
          classes="lw-dense lw-stack"
          caption={t('caption')}
          captionClasses="govuk-visually-hidden"
          firstCellIsHeader
          head={[t('head.title'), t('head.kind'), t('head.dated'), t('head.from'), t('head.readers'), t('head.added'), t('head.act')]}
          rows={held.map((d) => [
            { text: <Title d={d} /> },
            { text: d.kindLabel, attributes: { 'data-label': t('head.kind') } },
            { text: d.datedOn === null ? t('undated') : showDate(d.datedOn), attributes: { 'data-label': t('head.dated') } },
            { text: <span class="lw-as-typed">{d.from}</span>, attributes: { 'data-label': t('head.from') } },
            { text: t(`class.${d.class}`), attributes: { 'data-label': t('head.readers') } },
            { text: t('added', { name: d.addedBy, date: showDay(d.addedAt) }), attributes: { 'data-label': t('head.added') } },
            {
              text: writes.has(d.class) ? (
                <a class="govuk-link lw-no-print" href={`${base}/${d.id}/remove`}>
                  {t('remove')}
                  <span class="govuk-visually-hidden">{t('ofDocument', { title: d.title })}</span>
                </a>
              ) : (
                ''
              ),
            },
          ])}
        />
      )}
      {withConcerns.length > 0 && <SentWithConcerns concerns={withConcerns} />}
      {removed.length > 0 && (
        <>
          <h2 class="govuk-heading-m">{t('removed.heading')}</h2>
          {removed.map((d) => (
            <Removed base={base} d={d} mayBringBack={isManager && writes.has(d.class) && d.destroyedAt === null} />
          ))}
        </>
      )}
    </>
  )
}

function Title({ d }: { d: CaseDocument }): VNode {
  return (
    <>
      <span class="lw-as-typed">{d.title}</span>
      <br />
      {d.scan !== null && (
        <span class="govuk-!-font-weight-regular">
          <FileShown
            file={{ name: d.name, bytes: d.bytes, stripped: d.stripped, scan: d.scan }}
            href={`/cases/${d.caseId}/documents/${d.id}/file`}
          />
        </span>
      )}
    </>
  )
}

function SentWithConcerns({ concerns }: { concerns: readonly WithConcern[] }): VNode {
  return (
    <section>
      <h2 class="govuk-heading-m">{t('concerns.heading')}</h2>
      <p class="govuk-body">{t('concerns.lead')}</p>
      {concerns.map(({ concernId, reference, receivedAt, files }) => (
        <>
          <h3 class="govuk-heading-s govuk-!-margin-bottom-1">{t('concerns.of', { reference, date: showDay(receivedAt) })}</h3>
          <ul class="govuk-list">
            {files.map((file) => (
              <li>
                <FileShown file={file} href={`/concerns/${concernId}/files/${file.id}`} />
              </li>
            ))}
          </ul>
        </>
      ))}
    </section>
  )
}

function Removed({ base, d, mayBringBack }: { base: string; d: CaseDocument; mayBringBack: boolean }): VNode | null {
  if (d.removed === null) return null
  const line = { name: d.removed.by, date: showDay(d.removed.at), because: d.removed.because }
  return (
    <section class="lw-note">
      {d.destroyedAt === null && <h3 class="govuk-heading-s lw-as-typed">{d.title}</h3>}
      <p class="govuk-body lw-as-typed">{t(d.destroyedAt === null ? 'removed.line' : 'destroyed.line', line)}</p>
      {mayBringBack && (
        <PostForm action={`${base}/${d.id}/bring-back`} classes="lw-no-print">
          <div class="govuk-button-group">
            <Button classes="govuk-button--secondary">
              {t('bringBack')}
              <span class="govuk-visually-hidden">{t('ofDocument', { title: d.title })}</span>
            </Button>
            <a class="govuk-link" href={`${base}/${d.id}/remove`}>
              {t('remove.destroy')}
              <span class="govuk-visually-hidden">{t('ofDocument', { title: d.title })}</span>
            </a>
          </div>
        </PostForm>
      )}
    </section>
  )
}

// ── the forms ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** What stands in the boxes, right or wrong. */
export type TypedDocument = Readonly<Record<string, string>>

type FormProps = Readonly<{
  kept: Kept
  kinds: readonly DocumentKind[]
  classes: readonly DocumentClass[]
  /** Taken already, while the rest of the form waits to be mended. */
  file: DraftFile | undefined
  typed: TypedDocument
  problems: Problems
  cancel: string
}>

export function DocumentForm({ kept, kinds, classes, file, typed, problems, cancel }: FormProps): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{t('add')}</h1>
        <p class="govuk-body">{t('form.lead')}</p>
        <KeptPostForm kept={kept} multipart>
          <FileRules />
          {file !== undefined && (
            <InsetText>
              <p class="govuk-body lw-as-typed">{t('form.fileKept', { file: fileLine(file) })}</p>
              {scanShown(file.scan) !== '' && <p class="govuk-hint">{scanShown(file.scan)}</p>}
            </InsetText>
          )}
          <FileUpload
            name="file"
            label={{ text: t(file === undefined ? 'form.file' : 'form.fileOther'), classes: 'govuk-label--s' }}
            errorMessage={problems['file']}
          />
          <Input
            name="title"
            label={{ text: t('form.title'), classes: 'govuk-label--s' }}
            hint={t('form.titleHint')}
            value={typed['title']}
            errorMessage={problems['title']}
            autocomplete="off"
            attributes={{ 'data-words': '/words.json' }}
          />
          <Select
            name="kind"
            label={{ text: t('form.kind'), classes: 'govuk-label--s' }}
            value={typed['kind']}
            errorMessage={problems['kind']}
            items={[{ value: '', text: t('form.kindChoose') }, ...kinds.map(({ code, label }) => ({ value: code, text: label }))]}
          />
          <Input
            name="from"
            label={{ text: t('form.from'), classes: 'govuk-label--s' }}
            hint={t('form.fromHint')}
            value={typed['from']}
            errorMessage={problems['from']}
            autocomplete="off"
          />
          <DateInput
            id="dated"
            namePrefix="dated"
            fieldset={{ legend: { text: t('form.date'), classes: 'govuk-fieldset__legend--s' } }}
            hint={t('form.dateHint')}
            values={typed}
            errorMessage={problems['dated']}
          />
          <Radios
            name="class"
            fieldset={{ legend: { text: t('form.class'), classes: 'govuk-fieldset__legend--s' } }}
            value={typed['class']}
            errorMessage={problems['class']}
            items={classes.map((name) => ({ value: name, text: t(`class.${name}`), hint: t(`class.${name}.hint`) }))}
          />
          <div class="govuk-button-group">
            <Button preventDoubleClick>{t('form.save')}</Button>
            <a class="govuk-link" href={cancel}>
              {t('cancel')}
            </a>
          </div>
        </KeptPostForm>
      </div>
    </div>
  )
}

type RemoveProps = Readonly<{ d: CaseDocument; isManager: boolean; typed: TypedDocument; problems: Problems; cancel: string }>

export function RemoveForm({ d, isManager, typed, problems, cancel }: RemoveProps): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{t('remove.title')}</h1>
        <p class="govuk-body">{t('remove.what', { title: d.title })}</p>
        <PostForm action={`/cases/${d.caseId}/documents/${d.id}/remove`}>
          {isManager && (
            <Radios
              name="how"
              fieldset={{ legend: { text: t('remove.how'), classes: 'govuk-fieldset__legend--s' } }}
              value={typed['how']}
              errorMessage={problems['how']}
              items={[
                ...(d.removed === null ? [{ value: 'remove', text: t('remove.keep'), hint: t('remove.keepHint') }] : []),
                { value: 'destroy', text: t('remove.destroy'), hint: t('remove.destroyHint') },
              ]}
            />
          )}
          {!isManager && <p class="govuk-body">{t('remove.keepHint')}</p>}
          <Textarea
            name="because"
            label={{ text: t('remove.because'), classes: 'govuk-label--s' }}
            hint={t('remove.becauseHint')}
            rows={2}
            value={typed['because']}
            errorMessage={problems['because']}
          />
          <div class="govuk-button-group">
            <Button preventDoubleClick classes="govuk-button--warning">
              {t('remove.do')}
            </Button>
            <a class="govuk-link" href={cancel}>
              {t('cancel')}
            </a>
          </div>
        </PostForm>
      </div>
    </div>
  )
}
