import type { VNode } from 'preact'
import { Alert, Button, Checkboxes, DateInput, EmptyState, Input, InsetText, Textarea, WarningText } from '../../platform/design/index.ts'
import type { Kept } from '../../platform/forms/index.ts'
import { isoInstant, showDate, showDays, showInstant } from '../../platform/texts/dates.ts'
import { unquoted } from '../../platform/texts/quote.ts'
import { daysBetween } from '../clocks/local-date.ts'
import { londonDateOf } from '../clocks/london-time.ts'
import { KeptPostForm, PostForm, ProblemSummary, type Problems } from '../pages/index.ts'
import type { Finding } from '../words/index.ts'
import type { NotePart } from './rules.ts'
import type { NoteText } from './schema.ts'
import type { Disagreement, Note, NoteVersion } from './store.ts'
import { t } from './texts.ts'
import { PlainText } from './views.tsx'

export type NoteRights = Readonly<{ write: boolean; redact: boolean }>

export function NotesPart({ caseId, notes, rights }: { caseId: string; notes: readonly Note[]; rights: NoteRights }): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('note.heading')}</h1>
      {rights.write && (
        <Button href={`/cases/${caseId}/notes/new`} classes="lw-no-print">
          {t('note.add')}
        </Button>
      )}
      {notes.length === 0 && (
        <EmptyState title={t('note.none')}>
          <p class="govuk-body">{t('note.none.what')}</p>
        </EmptyState>
      )}
      {notes.map((note) => (
        <NoteArticle note={note} rights={rights} headingLevel={2} />
      ))}
    </>
  )
}

export function whenItHappened(note: Pick<Note, 'happenedOn' | 'happenedTime'>): string {
  return note.happenedTime === null
    ? showDate(note.happenedOn)
    : t('note.happenedAt', { date: showDate(note.happenedOn), time: note.happenedTime })
}

/** Their own words first, marked as theirs; then what was seen, what we make of it, what follows. */
function NoteArticle({ note, rights, headingLevel }: { note: Note; rights: NoteRights; headingLevel: 1 | 2 }): VNode {
  const Heading = `h${headingLevel}` as const
  const late = daysBetween(note.happenedOn, londonDateOf(note.writtenAt))
  const base = `/cases/${note.caseId}/notes/${note.id}`
  return (
    <article class="lw-note" aria-labelledby={`note-${note.id}`}>
      <Heading class={headingLevel === 1 ? 'govuk-heading-l' : 'govuk-heading-m'} id={`note-${note.id}`}>
        {whenItHappened(note)}
      </Heading>
      <NoteBody note={note} />
      <Disagreements of={note.disagreements} />
      <p class="govuk-hint">
        <time dateTime={isoInstant(note.writtenAt)}>{t('note.written', { name: note.writtenBy, when: showInstant(note.writtenAt) })}</time>
        {late > 2 && <>. {t('note.late', { days: showDays(late) })}</>}
        {note.correctedAt !== null && (
          <>
            <br />
            {t('note.corrected', {
              name: note.correctedBy ?? t('notKnown'),
              when: showInstant(note.correctedAt),
              because: note.correctedBecause ?? '',
            })}
          </>
        )}
        {note.wordsKeptBecause !== null && (
          <>
            <br />
            {t('note.wordsKept', { because: note.wordsKeptBecause })}
          </>
        )}
        {note.redactions.map(({ at, by, because }) => (
          <>
            <br />
            {t('note.redacted', { name: by, when: showInstant(new Date(at)), because })}
          </>
        ))}
      </p>
      <p class="govuk-body lw-no-print lw-links">
        {headingLevel === 2 && (
          <a class="govuk-link" href={base}>
            {t('note.open')}
            <Which note={note} />
          </a>
        )}
        {rights.write && (
          <a class="govuk-link" href={`${base}/also`}>
            {t('note.also')}
            <Which note={note} />
          </a>
        )}
        {rights.write && (
          <a class="govuk-link" href={`${base}/correct`}>
            {t('note.correct')}
            <Which note={note} />
          </a>
        )}
        {rights.redact && (
          <a class="govuk-link" href={`${base}/redact`}>
            {t('note.redact')}
            <Which note={note} />
          </a>
        )}
      </p>
    </article>
  )
}

/** What the person it is about does not agree with: beside the note from then on. */
export function Disagreements({ of }: { of: readonly Disagreement[] }): VNode {
  return (
    <>
      {of.map(({ said, on, by }) => (
        <div class="govuk-inset-text">
          <p class="govuk-body govuk-!-font-weight-bold govuk-!-margin-bottom-1">{t('note.disagrees')}</p>
          <blockquote class="lw-own-words lw-as-typed">{said}</blockquote>
          <p class="govuk-hint">{t('note.disagreed', { date: showDate(on), name: by })}</p>
        </div>
      ))}
    </>
  )
}

function Which({ note }: { note: Note }): VNode {
  return <span class="govuk-visually-hidden"> ({whenItHappened(note)})</span>
}

function NoteBody({ note }: { note: NoteText }): VNode {
  return (
    <>
      {note.ownWords !== '' && (
        <blockquote class="lw-own-words">
          <p class="govuk-visually-hidden">{t('note.ownWords')}</p>
          <PlainText text={t('note.quoted', { words: unquoted(note.ownWords) })} />
        </blockquote>
      )}
      {(['seen', 'analysis', 'next'] as const).map(
        (part) =>
          note[part] !== '' && (
            <>
              <p class="govuk-body govuk-!-font-weight-bold govuk-!-margin-bottom-1">{t(`note.${part}`)}</p>
              <PlainText text={note[part]} />
            </>
          ),
      )}
    </>
  )
}

export function NotePage({ note, versions, rights }: { note: Note; versions: readonly NoteVersion[]; rights: NoteRights }): VNode {
  return (
    <>
      <NoteArticle note={note} rights={rights} headingLevel={1} />
      {versions.length > 0 && (
        <>
          <h2 class="govuk-heading-m">{t('note.versions')}</h2>
          {versions.map((version) => (
            <section class="lw-note">
              <h3 class="govuk-heading-s">
                {t('note.versionUntil', { when: showInstant(version.until), name: version.changedBy ?? t('notKnown') })}
              </h3>
              <NoteBody note={version} />
              {version.changedBecause !== null && <p class="govuk-hint">{t('note.versionBecause', { because: version.changedBecause })}</p>}
            </section>
          ))}
        </>
      )}
    </>
  )
}

/** What stands in the boxes, right or wrong. */
export type TypedNote = NoteText & Readonly<{ date: Readonly<Record<string, string>>; time: string; because: string; wordsKept: string }>
export type NoteFormProps = Readonly<{
  kind: 'new' | 'correct' | 'redact'
  action: string
  cancel: string
  typed: TypedNote
  problems: Problems
  /** The version that was read; sent back to tell two writers apart. */
  version: number
  /** Accounts of an alleged act that were found and must be taken out or denied. */
  accounts: Readonly<Partial<Record<NotePart, readonly string[]>>>
  words: readonly Finding[]
  /** Somebody saved meanwhile: what the record says now. */
  conflict?: Note | undefined
  /** For a form that is saved as it is typed. */
  kept?: Kept | undefined
}>

const rows: Readonly<Record<NotePart, number>> = { ownWords: 4, seen: 6, analysis: 4, next: 3 }

export function NoteForm({ kind, action, cancel, typed, problems, version, accounts, words, conflict, kept }: NoteFormProps): VNode {
  const hasAccounts = Object.keys(accounts).length > 0
  const fields = (
    <>
      <input type="hidden" name="version" value={String(version)} />
      {kind !== 'redact' && (
        <>
          <DateInput
            id="happened"
            namePrefix="happened"
            fieldset={{ legend: { text: t('note.happenedOn'), classes: 'govuk-fieldset__legend--s' } }}
            values={typed.date}
            errorMessage={problems['happened']}
          />
          <Input
            name="time"
            label={t('note.happenedTime')}
            hint={t('note.happenedTimeHint')}
            classes="govuk-input--width-5"
            value={typed.time}
            errorMessage={problems['time']}
            autocomplete="off"
          />
        </>
      )}
      {(['ownWords', 'seen', 'analysis', 'next'] as const).map((part) => (
        <Textarea
          name={part}
          label={{ text: t(`note.${part}`), classes: 'govuk-label--s' }}
          hint={t(`note.${part}Hint`)}
          rows={rows[part]}
          value={typed[part]}
          errorMessage={problems[part]}
          // what is theirs is never corrected
          spellcheck={part !== 'ownWords'}
        />
      ))}
      {words.length > 0 && <WordsToMind words={words} reason={typed.wordsKept} problem={problems['wordsKept']} />}
      {hasAccounts && (
        <Checkboxes
          name="notAccount"
          fieldset={{ legend: { text: t('note.notAccountLegend'), classes: 'govuk-fieldset__legend--s' } }}
          items={[{ value: 'yes', text: t('note.notAccount') }]}
        />
      )}
      {kind !== 'new' && (
        <Textarea
          name="because"
          label={{ text: t(kind === 'correct' ? 'note.becauseCorrect' : 'note.becauseRedact'), classes: 'govuk-label--s' }}
          hint={t(kind === 'correct' ? 'note.becauseCorrectHint' : 'note.becauseRedactHint')}
          rows={2}
          value={typed.because}
          errorMessage={problems['because']}
        />
      )}
      <div class="govuk-button-group">
        <Button preventDoubleClick classes={kind === 'redact' ? 'govuk-button--warning' : undefined}>
          {t(conflict === undefined ? (kind === 'redact' ? 'note.redact' : 'save') : 'conflict.saveMine')}
        </Button>
        <a class="govuk-link" href={cancel}>
          {t('cancel')}
        </a>
      </div>
    </>
  )
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{t(conflict === undefined ? `part.${kind === 'new' ? 'newNote' : kind}` : 'conflict.title')}</h1>
        {conflict === undefined ? (
          <InsetText>
            <p class="govuk-body govuk-!-font-weight-bold">{t('note.hint')}</p>
            <p class="govuk-body">{t('note.never')}</p>
          </InsetText>
        ) : (
          <>
            <p class="govuk-body">{t('conflict.text')}</p>
            <section class="lw-note lw-note--theirs">
              <h2 class="govuk-heading-m">{t('conflict.theirs')}</h2>
              <NoteBody note={conflict} />
              {conflict.correctedAt !== null && (
                <p class="govuk-hint">
                  {t('note.corrected', {
                    name: conflict.correctedBy ?? t('notKnown'),
                    when: showInstant(conflict.correctedAt),
                    because: conflict.correctedBecause ?? '',
                  })}
                </p>
              )}
              <a class="govuk-link" href={cancel}>
                {t('conflict.keepTheirs')}
              </a>
            </section>
            <h2 class="govuk-heading-m">{t('conflict.yours')}</h2>
          </>
        )}
        {kind === 'redact' && <WarningText>{t('note.redactWhat')}</WarningText>}
        {kept === undefined ? (
          <PostForm action={action}>{fields}</PostForm>
        ) : (
          <KeptPostForm kept={kept} action={action} begunWith={{ version: String(version) }}>
            {fields}
          </KeptPostForm>
        )}
      </div>
    </div>
  )
}

/** Warnings of the word linter: change the words, or say why they stay. */
function WordsToMind({ words, reason, problem }: { words: readonly Finding[]; reason: string; problem: string | undefined }): VNode {
  return (
    <Alert tone="caution" title={t('note.wordsFound')}>
      <ul class="govuk-list govuk-list--bullet">
        {words.map(({ found, why, sayInstead }) => (
          <li>{t('note.wordFound', { found, why, instead: sayInstead.join('; ') })}</li>
        ))}
      </ul>
      <Input name="wordsKept" label={t('note.wordsKeep')} hint={t('note.wordsKeepHint')} value={reason} errorMessage={problem} />
    </Alert>
  )
}
