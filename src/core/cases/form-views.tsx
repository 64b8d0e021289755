import type { VNode } from 'preact'
import {
  Alert,
  Button,
  Conflict,
  DateInput,
  Details,
  Input,
  Radios,
  Select,
  SummaryList,
  Tag,
  Textarea,
} from '../../platform/design/index.ts'
import { showDate, showInstant, showShortDate } from '../../platform/texts/dates.ts'
import { unquoted } from '../../platform/texts/quote.ts'
import { PostForm, ProblemSummary, type Problems } from '../pages/index.ts'
import { closingReasons, investigationStages, warningKinds } from './schema.ts'
import type { Case, Closing, Investigation, InvestigationNote, PossibleWorker, Track, Warning } from './store.ts'
import { t } from './texts.ts'
import { PlainText } from './views.tsx'

export type Typed = Readonly<Record<string, string>>
type FormState = Readonly<{ typed: Typed; problems: Problems }>

function Save({ text, cancel }: { text: string; cancel: string }): VNode {
  return (
    <div class="govuk-button-group">
      <Button preventDoubleClick>{text}</Button>
      <a class="govuk-link" href={cancel}>
        {t('cancel')}
      </a>
    </div>
  )
}

// ── warnings ────────────────────────────────────────────────────────────────────────────────────────────────────────

type WarningsProps = FormState & Readonly<{ caseId: string; warnings: readonly Warning[]; mayWrite: boolean; today: string }>

function standing(w: Warning, today: string): string {
  if (w.endedAt !== null) return t('warnings.ended', { because: w.endedBecause ?? '' })
  if (w.fromOn > today) return t('warnings.notYet')
  return w.untilOn !== null && w.untilOn < today ? t('warnings.over') : t('warnings.inForce')
}

export function WarningsPart({ caseId, warnings, mayWrite, today, typed, problems }: WarningsProps): VNode {
  return (
    <>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{t('warnings.heading')}</h1>
      <p class="govuk-body">{t('warnings.what')}</p>
      {warnings.length === 0 && <p class="govuk-body">{t('warnings.none')}</p>}
      {warnings.map((w) => (
        <section class="lw-note">
          <h2 class="govuk-heading-s">{t(`warning.${w.kind}`)}</h2>
          <PlainText text={w.said} />
          <p class="govuk-hint">
            {standing(w, today)}. {t('network.saidOn', { who: w.saidBy, when: showShortDate(w.fromOn) })}
            {w.untilOn !== null && <>, {t('warning.until', { date: showShortDate(w.untilOn) })}</>}.{' '}
            {t('note.written', { name: w.recordedBy, when: showInstant(w.recordedAt) })}
          </p>
          {mayWrite && w.endedAt === null && (
            <Details summaryText={t('warnings.end')}>
              <PostForm action={`/cases/${caseId}/warnings/${w.id}/end`}>
                <Input name="because" id={`because-${w.id}`} label={t('warnings.endBecause')} />
                <Button classes="govuk-button--secondary">{t('warnings.end')}</Button>
              </PostForm>
            </Details>
          )}
        </section>
      ))}
      {mayWrite && (
        <>
          <h2 class="govuk-heading-m">{t('warnings.add')}</h2>
          <PostForm action={`/cases/${caseId}/warnings`}>
            <Select
              name="kind"
              label={t('warnings.kind')}
              items={warningKinds.map((kind) => ({ value: kind, text: t(`warning.${kind}`) }))}
              value={typed['kind']}
            />
            <Textarea
              name="said"
              label={t('warnings.text')}
              hint={t('warnings.textHint')}
              rows={2}
              value={typed['said']}
              errorMessage={problems['said']}
            />
            <Input
              name="saidBy"
              label={t('warnings.who')}
              hint={t('warnings.whoHint')}
              value={typed['saidBy']}
              errorMessage={problems['saidBy']}
            />
            <DateInput
              id="until"
              namePrefix="until"
              fieldset={{ legend: { text: t('warnings.until'), classes: 'govuk-fieldset__legend--s' } }}
              hint={t('warnings.untilHint')}
              values={typed}
              errorMessage={problems['until']}
            />
            <Button>{t('warnings.add')}</Button>
          </PostForm>
        </>
      )}
    </>
  )
}

// ── next step ───────────────────────────────────────────────────────────────────────────────────────────────────────

type NextStepProps = FormState & Readonly<{ caseId: string; version: number; conflict?: NonNullable<Case['headline']> | undefined }>

export function NextStepForm({ caseId, version, typed, problems, conflict }: NextStepProps): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{t(conflict === undefined ? 'nextStep.heading' : 'conflict.title')}</h1>
        {conflict !== undefined && (
          <>
            <p class="govuk-body">{t('conflict.text')}</p>
            <section class="lw-note lw-note--theirs">
              <h2 class="govuk-heading-m">{t('conflict.theirs')}</h2>
              <PlainText text={conflict.nextStep} />
              {conflict.nextStepAt !== null && (
                <p class="govuk-hint">
                  {t('case.nextStepBy', { name: conflict.nextStepBy ?? t('notKnown'), when: showInstant(conflict.nextStepAt) })}
                </p>
              )}
              <a class="govuk-link" href={`/cases/${caseId}`}>
                {t('conflict.keepTheirs')}
              </a>
            </section>
          </>
        )}
        <PostForm action={`/cases/${caseId}/next-step`}>
          <input type="hidden" name="version" value={String(version)} />
          <Textarea
            name="nextStep"
            label={{ text: t('nextStep.label'), classes: 'govuk-label--s' }}
            hint={t('nextStep.hint')}
            rows={3}
            value={typed['nextStep']}
            errorMessage={problems['nextStep']}
          />
          <Save text={t(conflict === undefined ? 'save' : 'conflict.saveMine')} cancel={`/cases/${caseId}`} />
        </PostForm>
      </div>
    </div>
  )
}

// ── worker ──────────────────────────────────────────────────────────────────────────────────────────────────────────

type AllocateProps = FormState & Readonly<{ c: Case; workers: readonly PossibleWorker[]; notes: ReadonlyMap<string, string> }>

export function AllocateForm({ c, workers, notes, typed, problems }: AllocateProps): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{t('allocate.heading', { name: c.knownAs })}</h1>
        <p class="govuk-body">{t('allocate.now', { worker: c.workerName ?? t('allocate.nobody') })}</p>
        {workers.length === 0 ? (
          <p class="govuk-body">{t('allocate.none')}</p>
        ) : (
          <PostForm action={`/cases/${c.id}/allocate`}>
            <Radios
              name="postId"
              fieldset={{ legend: { text: t('allocate.who'), classes: 'govuk-fieldset__legend--s' } }}
              value={typed['postId']}
              errorMessage={problems['postId']}
              items={workers.map(({ postId, fullName, roleLabel }) => ({
                value: postId,
                text: fullName,
                hint: [roleLabel, notes.get(postId)].filter((part) => part !== undefined).join('. '),
              }))}
            />
            <Input
              name="because"
              label={{ text: t('allocate.why'), classes: 'govuk-label--s' }}
              hint={t('allocate.whyHint')}
              value={typed['because']}
              errorMessage={problems['because']}
            />
            <Save text={t('allocate.save')} cancel={`/cases/${c.id}`} />
          </PostForm>
        )}
      </div>
    </div>
  )
}

type MoveProps = FormState & Readonly<{ c: Case; teams: readonly Readonly<{ id: string; name: string; agencyName: string }>[] }>

export function MoveForm({ c, teams, typed, problems }: MoveProps): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{t('move.heading', { name: c.knownAs })}</h1>
        {teams.length === 0 ? (
          <p class="govuk-body">{t('move.none')}</p>
        ) : (
          <PostForm action={`/cases/${c.id}/move`}>
            <p class="govuk-body">{t('move.what', { worker: c.workerName ?? t('move.nobody'), team: c.teamName })}</p>
            <Radios
              name="teamId"
              fieldset={{ legend: { text: t('move.team'), classes: 'govuk-fieldset__legend--s' } }}
              value={typed['teamId']}
              errorMessage={problems['teamId']}
              items={teams.map(({ id, name, agencyName }) => ({ value: id, text: name, hint: agencyName }))}
            />
            <Textarea
              name="because"
              label={{ text: t('move.because'), classes: 'govuk-label--s' }}
              hint={t('move.becauseHint')}
              rows={3}
              value={typed['because']}
              errorMessage={problems['because']}
            />
            <Save text={t('move.save')} cancel={`/cases/${c.id}`} />
          </PostForm>
        )}
      </div>
    </div>
  )
}

// ── tracks ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A form about the stage that was sent and comes back. `isLost`: somebody else saved first. */
export type StageSent = Readonly<{ id: string; isLost: boolean }>

export type TracksProps = FormState &
  Readonly<{
    stage: StageSent | undefined
    caseId: string
    /** Undefined: not for this reader. */
    tracks: readonly Track[] | undefined
    kinds: readonly Readonly<{ code: string; label: string }>[]
    investigations: readonly Investigation[] | undefined
    investigationNotes: readonly InvestigationNote[] | undefined
    may: Readonly<{ tracks: boolean; openInvestigation: boolean; stage: boolean; investigation: boolean }>
  }>

export function TracksPart(props: TracksProps): VNode {
  const { caseId, tracks, kinds, may, problems, typed } = props
  const open = new Set(tracks?.filter(({ closedAt }) => closedAt === null).map(({ kind }) => kind))
  const canOpen = kinds.filter(({ code }) => !open.has(code))
  return (
    <>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{t('tracks.heading')}</h1>
      <p class="govuk-body">{t('tracks.what')}</p>
      {tracks?.map((track) => (
        <section class="lw-note">
          <h2 class="govuk-heading-m">
            {track.label}{' '}
            <Tag classes={track.closedAt === null ? 'govuk-tag--green' : 'govuk-tag--grey'}>
              {t(track.closedAt === null ? 'tracks.open' : 'tracks.closed')}
            </Tag>
          </h2>
          <PlainText text={track.openedBecause} />
          <p class="govuk-hint">{t('tracks.opened', { when: showInstant(track.openedAt), name: track.openedBy })}</p>
          {track.closedAt !== null && (
            <>
              <PlainText text={track.closedBecause ?? ''} />
              <p class="govuk-hint">{t('tracks.closedBy', { when: showInstant(track.closedAt), name: track.closedBy ?? '' })}</p>
            </>
          )}
          {may.tracks && track.closedAt === null && (
            <Details summaryText={t('tracks.close')}>
              <PostForm action={`/cases/${caseId}/tracks/${track.id}/close`}>
                <Textarea name="because" id={`because-${track.id}`} label={t('tracks.closeBecause')} rows={2} />
                <Button classes="govuk-button--secondary">{t('tracks.close')}</Button>
              </PostForm>
            </Details>
          )}
        </section>
      ))}
      {tracks?.length === 0 && <p class="govuk-body">{t('tracks.none')}</p>}
      {may.tracks && canOpen.length > 0 && (
        <Details summaryText={t('tracks.add')} open={problems['because'] !== undefined}>
          <PostForm action={`/cases/${caseId}/tracks`}>
            <Select
              name="kind"
              label={t('tracks.kind')}
              items={canOpen.map(({ code, label }) => ({ value: code, text: label }))}
              value={typed['kind']}
            />
            <Textarea name="because" label={t('tracks.addBecause')} rows={2} value={typed['because']} errorMessage={problems['because']} />
            <Button classes="govuk-button--secondary">{t('tracks.add')}</Button>
          </PostForm>
        </Details>
      )}
      {props.investigations !== undefined && <Investigations {...props} investigations={props.investigations} />}
    </>
  )
}

function Investigations({
  caseId,
  investigations,
  investigationNotes,
  may,
  stage,
  typed,
  problems,
}: TracksProps & { investigations: readonly Investigation[] }): VNode {
  return (
    <>
      <h2 class="govuk-heading-m">{t('investigation.heading')}</h2>
      {investigations.length === 0 && <p class="govuk-body">{t('investigation.none')}</p>}
      {investigations.map((i) => {
        const base = `/cases/${caseId}/investigation/${i.id}`
        const notes = investigationNotes?.filter(({ investigationId }) => investigationId === i.id)
        return (
          <section class="lw-note">
            <SummaryList
              classes="lw-dense"
              rows={[
                { key: t('investigation.stage'), value: i.closedAt === null ? t(`stage.${i.stage}`) : t('tracks.closed') },
                {
                  key: t('investigation.next'),
                  value: i.nextOn === null ? t('notKnown') : [showDate(i.nextOn), i.nextWhat].filter((part) => part !== '').join(': '),
                },
                {
                  key: t('investigation.officer'),
                  value:
                    i.officerName === '' ? t('notKnown') : t('case.phone', { name: i.officerName, phone: i.officerPhone || t('noPhone') }),
                },
                { key: t('investigation.conditions'), value: i.conditions === '' ? t('history.none') : i.conditions },
              ]}
            />
            <p class="govuk-hint">{t('tracks.opened', { when: showInstant(i.openedAt), name: i.openedBy })}</p>
            {i.closedAt !== null && (
              <>
                <PlainText text={i.closedBecause ?? ''} />
                <p class="govuk-hint">{t('tracks.closedBy', { when: showInstant(i.closedAt), name: i.closedBy ?? '' })}</p>
              </>
            )}
            {may.stage && i.closedAt === null && (
              <StageForms
                base={base}
                i={i}
                sent={stage?.id === i.id ? { typed, problems, isLost: stage.isLost } : undefined}
                back={`/cases/${caseId}/tracks`}
              />
            )}
            {notes !== undefined && (
              <>
                <h3 class="govuk-heading-s">{t('investigation.notes')}</h3>
                <p class="govuk-hint">{t('investigation.notesWhat')}</p>
                {notes.map((note) => (
                  <>
                    <PlainText text={note.said} />
                    <p class="govuk-hint">{t('note.written', { name: note.writtenBy, when: showInstant(note.writtenAt) })}</p>
                  </>
                ))}
                {may.investigation && (
                  <PostForm action={`${base}/notes`}>
                    <Textarea name="said" id={`said-${i.id}`} label={t('investigation.note')} hint={t('note.hint')} rows={3} />
                    <Button classes="govuk-button--secondary">{t('investigation.noteAdd')}</Button>
                  </PostForm>
                )}
              </>
            )}
          </section>
        )
      })}
      {may.openInvestigation && (
        <Details summaryText={t('investigation.add')}>
          <PostForm action={`/cases/${caseId}/investigation`}>
            <Textarea name="because" id="investigation-because" label={t('investigation.addBecause')} hint={t('note.hint')} rows={2} />
            <Input name="officerName" id="new-officerName" label={t('investigation.officerName')} />
            <Input name="officerPhone" id="new-officerPhone" label={t('investigation.officerPhone')} type="tel" />
            <Button classes="govuk-button--secondary">{t('investigation.add')}</Button>
          </PostForm>
        </Details>
      )}
    </>
  )
}

type StageProps = Readonly<{ base: string; back: string; i: Investigation; sent: (FormState & Readonly<{ isLost: boolean }>) | undefined }>

/** What stands in the form: as it is saved, or as it was typed when it comes back. */
function StageForms({ base, back, i, sent }: StageProps): VNode {
  const [year = '', month = '', day = ''] = i.nextOn?.split('-') ?? []
  const id = (name: string) => `${name}-${i.id}`
  const saved: Typed = {
    stage: i.stage,
    ...{ 'nextOn-day': day, 'nextOn-month': month, 'nextOn-year': year },
    nextWhat: i.nextWhat,
    officerName: i.officerName,
    officerPhone: i.officerPhone,
    conditions: i.conditions,
  }
  const shown = { ...saved, ...sent?.typed }
  const stageWords = (code: string | undefined) => {
    const known = investigationStages.find((stage) => stage === code)
    return known === undefined ? '' : t(`stage.${known}`)
  }
  const dateOf = (fields: Typed) =>
    ['day', 'month', 'year']
      .map((part) => fields[`nextOn-${part}`] ?? '')
      .join(' ')
      .trim()
  const rows = [
    { label: t('investigation.stage'), saved: stageWords(saved['stage']), typed: stageWords(shown['stage']) },
    { label: t('investigation.next'), saved: dateOf(saved), typed: dateOf(shown) },
    ...(['nextWhat', 'officerName', 'officerPhone', 'conditions'] as const).map((name) => ({
      label: t(`investigation.${name}`),
      saved: saved[name] ?? '',
      typed: shown[name] ?? '',
    })),
  ]
  return (
    <>
      {sent?.isLost === true && <Conflict rows={rows} keepUrl={back} by={t('conflict.stage')} />}
      <Details summaryText={t('investigation.change')} open={sent !== undefined}>
        <PostForm action={base}>
          <input type="hidden" name="version" value={String(i.version)} />
          <Select
            name="stage"
            id={id('stage')}
            label={t('investigation.stage')}
            value={shown['stage']}
            errorMessage={sent?.problems[id('stage')]}
            items={investigationStages.map((stage) => ({ value: stage, text: t(`stage.${stage}`) }))}
          />
          <DateInput
            id={id('nextOn')}
            namePrefix="nextOn"
            fieldset={{ legend: { text: t('investigation.next'), classes: 'govuk-fieldset__legend--s' } }}
            values={shown}
            errorMessage={sent?.problems[id('nextOn')]}
          />
          <Input name="nextWhat" id={id('nextWhat')} label={t('investigation.nextWhat')} value={shown['nextWhat']} />
          <Input name="officerName" id={id('officerName')} label={t('investigation.officerName')} value={shown['officerName']} />
          <Input
            name="officerPhone"
            id={id('officerPhone')}
            label={t('investigation.officerPhone')}
            value={shown['officerPhone']}
            type="tel"
          />
          <Textarea
            name="conditions"
            id={id('conditions')}
            label={t('investigation.conditions')}
            hint={t('investigation.conditionsHint')}
            rows={3}
            value={shown['conditions']}
          />
          <Button>{t('investigation.save')}</Button>
        </PostForm>
      </Details>
      <Details summaryText={t('investigation.close')}>
        <PostForm action={`${base}/close`}>
          <Textarea name="because" id={id('because')} label={t('investigation.closeBecause')} rows={2} />
          <Button classes="govuk-button--secondary">{t('investigation.close')}</Button>
        </PostForm>
      </Details>
    </>
  )
}

// ── closing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export type ClosingProps = FormState &
  Readonly<{
    c: Case
    closings: readonly Closing[]
    openTracks: readonly Track[]
    may: Readonly<{ ask: boolean; decide: boolean; reopen: boolean; isOwnRequest: boolean }>
  }>

export function ClosingPart({ c, closings, openTracks, may, typed, problems }: ClosingProps): VNode {
  const [latest, ...earlier] = closings
  const waiting = c.state === 'closing' ? latest : undefined
  const agreed = c.state === 'closed' ? latest : undefined
  const past = waiting === undefined && agreed === undefined ? closings : earlier
  return (
    <>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{t('closing.heading')}</h1>
      {c.state === 'open' && may.ask && (
        <>
          <p class="govuk-body">{t('closing.what')}</p>
          {openTracks.length > 0 ? (
            <Alert tone="caution" title={t('closing.openTracks', { tracks: openTracks.map(({ label }) => label).join(', ') })}>
              <p class="govuk-body">
                <a class="govuk-link" href={`/cases/${c.id}/tracks`}>
                  {t('closing.toTracks')}
                </a>
              </p>
            </Alert>
          ) : (
            <AskForm caseId={c.id} typed={typed} problems={problems} />
          )}
        </>
      )}
      {waiting !== undefined && (
        <>
          <ClosingSummary closing={waiting} />
          {may.decide && !may.isOwnRequest ? (
            <DecideForm caseId={c.id} closingId={waiting.id} typed={typed} problems={problems} />
          ) : (
            <p class="govuk-body">{t(may.decide ? 'closing.yourOwn' : 'closing.waits')}</p>
          )}
        </>
      )}
      {agreed !== undefined && (
        <>
          <ClosingSummary closing={agreed} />
          {may.reopen && (
            <>
              <h2 class="govuk-heading-m">{t('reopen.heading')}</h2>
              <PostForm action={`/cases/${c.id}/closing/reopen`}>
                <Textarea name="because" label={t('reopen.because')} rows={3} value={typed['because']} errorMessage={problems['because']} />
                <Button>{t('reopen.save')}</Button>
              </PostForm>
            </>
          )}
        </>
      )}
      {past.length > 0 && (
        <>
          <h2 class="govuk-heading-m">{t('closing.before')}</h2>
          {past.map((closing) => (
            <ClosingSummary closing={closing} />
          ))}
        </>
      )}
    </>
  )
}

function AskForm({ caseId, typed, problems }: FormState & { caseId: string }): VNode {
  return (
    <PostForm action={`/cases/${caseId}/closing`}>
      <Radios
        name="reason"
        fieldset={{ legend: { text: t('closing.reason'), classes: 'govuk-fieldset__legend--s' } }}
        value={typed['reason']}
        errorMessage={problems['reason']}
        items={closingReasons.map((reason) => ({ value: reason, text: t(`closing.reason.${reason}`) }))}
      />
      <Textarea
        name="because"
        label={{ text: t('closing.because'), classes: 'govuk-label--s' }}
        rows={4}
        value={typed['because']}
        errorMessage={problems['because']}
      />
      <Textarea
        name="ownView"
        label={{ text: t('closing.ownView'), classes: 'govuk-label--s' }}
        hint={t('closing.ownViewHint')}
        rows={3}
        value={typed['ownView']}
        errorMessage={problems['ownView']}
      />
      <Textarea
        name="wouldReopen"
        label={{ text: t('closing.wouldReopen'), classes: 'govuk-label--s' }}
        hint={t('closing.wouldReopenHint')}
        rows={3}
        value={typed['wouldReopen']}
        errorMessage={problems['wouldReopen']}
      />
      <Save text={t('closing.ask')} cancel={`/cases/${caseId}`} />
    </PostForm>
  )
}

function DecideForm({ caseId, closingId, typed, problems }: FormState & { caseId: string; closingId: string }): VNode {
  return (
    <PostForm action={`/cases/${caseId}/closing/${closingId}/decide`}>
      <Radios
        name="outcome"
        fieldset={{ legend: { text: t('closing.decision'), classes: 'govuk-fieldset__legend--m' } }}
        value={typed['outcome']}
        errorMessage={problems['outcome']}
        items={[
          { value: 'agreed', text: t('closing.agree') },
          { value: 'not_agreed', text: t('closing.notAgree') },
        ]}
      />
      <Textarea
        name="note"
        label={t('closing.note')}
        hint={t('closing.noteHint')}
        rows={3}
        value={typed['note']}
        errorMessage={problems['note']}
      />
      <Button preventDoubleClick>{t('closing.decide')}</Button>
    </PostForm>
  )
}

function ClosingSummary({ closing }: { closing: Closing }): VNode {
  return (
    <section class="lw-note">
      <SummaryList
        classes="lw-dense"
        rows={[
          { key: t('closing.reason'), value: t(`closing.reason.${closing.reason}`) },
          { key: t('closing.because'), value: closing.because },
          closing.ownView !== '' && { key: t('closing.ownView'), value: t('note.quoted', { words: unquoted(closing.ownView) }) },
          { key: t('closing.wouldReopen'), value: closing.wouldReopen },
        ]}
      />
      <p class="govuk-hint">{t('closing.asked', { name: closing.requestedBy, when: showInstant(closing.requestedAt) })}</p>
      {closing.outcome !== null && closing.decidedAt !== null && (
        <>
          <p class="govuk-hint">
            {t(closing.outcome === 'agreed' ? 'closing.agreed' : 'closing.notAgreed', {
              name: closing.decidedBy ?? '',
              when: showInstant(closing.decidedAt),
            })}
          </p>
          {closing.decisionNote !== null && closing.decisionNote !== '' && <PlainText text={closing.decisionNote} />}
        </>
      )}
      {closing.reopenedAt !== null && (
        <p class="govuk-hint">
          {t('closing.reopenedBy', {
            name: closing.reopenedBy ?? '',
            when: showInstant(closing.reopenedAt),
            because: closing.reopenedBecause ?? '',
          })}
        </p>
      )}
    </section>
  )
}
