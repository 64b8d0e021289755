import type { VNode } from 'preact'
import { type LocalDate, londonDateOf } from '../../core/clocks/index.ts'
import { type FormBody, typed } from '../../core/house/index.ts'
import { PostForm, ProblemSummary, type Problems } from '../../core/pages/index.ts'
import { Alert, Button, EmptyState, Input, Radios, Select, Table } from '../../platform/design/index.ts'
import { showDate, showInstant, showTime } from '../../platform/texts/dates.ts'
import type { MorningPolicy } from './schema.ts'
import { type MorningKind, morningKinds } from './schema.ts'
import type { MorningCase, MorningLine, PossibleOwner } from './store.ts'
import { t } from './texts.ts'

/** An ask of the desk that is overdue. */
export type WaitsAtDesk = Readonly<{ askId: string; concernId: string; reference: string; agencyName: string; dueAt: Date }>

export type MorningProps = Readonly<{
  today: LocalDate
  /** Undefined: the calendar ends before. */
  since: Date | undefined
  cases: readonly MorningCase[]
  lines: readonly MorningLine[]
  atDesk: readonly WaitsAtDesk[]
  /** Whose children nobody sees to while they are away. */
  away: VNode | undefined
}>

export function MorningPage({ today, since, cases, lines, atDesk, away }: MorningProps): VNode {
  const before = lines.filter((line) => line.metOn < today)
  const open = before.filter((line) => line.state === 'open')
  const leftOver = new Set(open.map(keyOf))
  const agreed = new Map(lines.filter((line) => line.metOn === today).map((line) => [keyOf(line), line]))
  return (
    <>
      <h1 class="govuk-heading-l">{t('heading')}</h1>
      {since === undefined ? (
        <Alert tone="caution" title={t('noCalendar')}>
          {null}
        </Alert>
      ) : (
        <p class="govuk-body lw-no-print">{t('lead', { when: showInstant(since) })}</p>
      )}
      <p class="govuk-body lw-print-only">{t('print.note', { date: showDate(today) })}</p>
      <Before open={open} ended={before.filter((line) => line.state !== 'open')} />
      {away}
      {cases.length === 0 && atDesk.length === 0 ? (
        <EmptyState title={t('empty')}>
          <p class="govuk-body">{t('empty.what')}</p>
        </EmptyState>
      ) : (
        morningKinds.map((kind) => (
          <Group kind={kind} cases={cases.filter((one) => one.kind === kind && !leftOver.has(keyOf(one)))} agreed={agreed} />
        ))
      )}
      {atDesk.length > 0 && (
        <section aria-labelledby="at-desk">
          <h2 class="govuk-heading-m" id="at-desk">
            {t('atDesk.heading')}
          </h2>
          <p class="govuk-body lw-no-print">{t('atDesk.lead')}</p>
          <ul class="govuk-list govuk-list--bullet">
            {atDesk.map((one) => (
              <li>
                <a class="govuk-link" href={`/triage/${one.concernId}#asks`}>
                  {one.reference}
                </a>
                : {t('atDesk.line', { agency: one.agencyName, when: showInstant(one.dueAt) })}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

const keyOf = ({ caseId, kind }: Readonly<{ caseId: string; kind: MorningKind }>) => `${kind}:${caseId}`

function Who({ knownAs, reference, caseId }: Readonly<{ knownAs: string; reference: string; caseId: string }>): VNode {
  return (
    <>
      <a class="govuk-link" href={`/cases/${caseId}`}>
        {knownAs}
      </a>{' '}
      <span class="lw-reference">{reference}</span>
    </>
  )
}

function Agreed({ line }: { line: MorningLine }): VNode {
  return (
    <>
      {t('line.agreed', {
        owner: line.ownerName,
        when: londonDateOf(line.dueAt) === line.metOn ? showTime(line.dueAt) : showInstant(line.dueAt),
      })}
      {line.what !== '' && (
        <>
          <br />
          {line.what}
        </>
      )}
    </>
  )
}

function Before({ open, ended }: { open: readonly MorningLine[]; ended: readonly MorningLine[] }): VNode {
  return (
    <section aria-labelledby="before">
      <h2 class="govuk-heading-m" id="before">
        {t('before.heading')}
      </h2>
      {open.length === 0 ? (
        <p class="govuk-body">{t('before.none')}</p>
      ) : (
        <>
          <p class="govuk-body lw-no-print">{t('before.what')}</p>
          <Table
            caption={t('before.heading')}
            captionClasses="govuk-visually-hidden"
            classes="lw-stack"
            head={[t('head.who'), t('head.kind'), t('head.agreed'), t('line.endTitle')]}
            rows={open.map((line) => [
              { text: <Who {...line} />, attributes: { 'data-label': t('head.who') } },
              { text: t(`kind.${line.kind}`), attributes: { 'data-label': t('head.kind') } },
              { text: <Agreed line={line} />, attributes: { 'data-label': t('head.agreed') } },
              {
                text: (
                  <a class="govuk-link lw-no-print" href={`/morning/${line.id}`}>
                    {t('line.end')}
                    <span class="govuk-visually-hidden">{t('line.endHidden', { name: line.knownAs, kind: t(`kind.${line.kind}`) })}</span>
                  </a>
                ),
                attributes: { 'data-label': t('line.endTitle') },
              },
            ])}
          />
        </>
      )}
      {ended.length > 0 && (
        <>
          <h3 class="govuk-heading-s">{t('before.done')}</h3>
          <ul class="govuk-list govuk-list--bullet">
            {ended.map((line) => (
              <li>
                {line.knownAs}, {t(`kind.${line.kind}`)}: {t(line.state === 'done' ? 'line.wasDone' : 'line.wasDropped')}
                {line.endedHow === '' ? '' : `. ${line.endedHow}`}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function Group({
  kind,
  cases,
  agreed,
}: Readonly<{ kind: MorningKind; cases: readonly MorningCase[]; agreed: ReadonlyMap<string, MorningLine> }>): VNode | null {
  if (cases.length === 0) return null
  return (
    <section aria-labelledby={`kind-${kind}`}>
      <h2 class="govuk-heading-m" id={`kind-${kind}`}>
        {t(`kind.${kind}`)}
      </h2>
      <Table
        caption={t(`kind.${kind}`)}
        captionClasses="govuk-visually-hidden"
        classes="lw-stack"
        head={[t('head.who'), t('head.why'), t('head.worker'), t('head.owner')]}
        rows={cases.map((one) => {
          const line = agreed.get(keyOf(one))
          const when = one.at !== null ? showInstant(one.at) : one.on !== null ? showDate(one.on) : ''
          return [
            { text: <Who {...one} />, attributes: { 'data-label': t('head.who') } },
            { text: t(`since.${kind}`, { when }), attributes: { 'data-label': t('head.why') } },
            { text: one.workerName ?? t('noWorker'), attributes: { 'data-label': t('head.worker') } },
            {
              text:
                line === undefined ? (
                  <a class="govuk-link lw-no-print" href={`/morning/new?case=${one.caseId}&kind=${kind}`}>
                    {t('line.give')}
                    <span class="govuk-visually-hidden">{t('line.giveHidden', { name: one.knownAs, kind: t(`kind.${kind}`) })}</span>
                  </a>
                ) : (
                  <Agreed line={line} />
                ),
              attributes: { 'data-label': t('head.owner') },
            },
          ]
        })}
      />
    </section>
  )
}

function BackToMorning(): VNode {
  return (
    <a class="govuk-back-link" href="/morning">
      {t('back')}
    </a>
  )
}

export type LineFormProps = Readonly<{
  about: MorningCase
  owners: readonly PossibleOwner[]
  body: FormBody
  problems: Problems
  policy: MorningPolicy
}>

export function LineForm({ about, owners, body, problems, policy }: LineFormProps): VNode {
  return (
    <>
      <BackToMorning />
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <ProblemSummary problems={problems} />
          <h1 class="govuk-heading-l">
            <span class="govuk-caption-l">{t(`kind.${about.kind}`)}</span>
            {about.knownAs} <span class="lw-reference">{about.reference}</span>
          </h1>
          <PostForm action="/morning/new">
            <input type="hidden" name="caseId" value={about.caseId} />
            <input type="hidden" name="kind" value={about.kind} />
            <Select
              name="owner"
              label={t('line.owner')}
              value={typed(body, 'owner')}
              items={[
                { value: '', text: t('line.choose') },
                ...owners.map(({ postId, fullName }) => ({ value: postId, text: fullName })),
                { value: 'else', text: t('line.else') },
              ]}
              errorMessage={problems['owner']}
            />
            <Input name="ownerWords" label={t('line.ownerWords')} value={typed(body, 'ownerWords')} errorMessage={problems['ownerWords']} />
            <Input
              name="what"
              label={t('line.what')}
              value={typed(body, 'what')}
              errorMessage={problems['what']}
              attributes={{ 'data-words': '/words.json' }}
            />
            <Input
              name="by"
              label={t('line.by')}
              hint={t('line.byHint', { time: policy.usualBy })}
              classes="govuk-input--width-5"
              value={typed(body, 'by')}
              errorMessage={problems['by']}
            />
            <Button>{t('line.save')}</Button>
          </PostForm>
        </div>
      </div>
    </>
  )
}

export type EndFormProps = Readonly<{ line: MorningLine; body: FormBody; problems: Problems; policy: MorningPolicy }>

export function EndForm({ line, body, problems, policy }: EndFormProps): VNode {
  return (
    <>
      <BackToMorning />
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <ProblemSummary problems={problems} />
          <h1 class="govuk-heading-l">
            <span class="govuk-caption-l">
              {line.knownAs}, {t(`kind.${line.kind}`)}
            </span>
            {t('line.endTitle')}
          </h1>
          <p class="govuk-body">
            <Agreed line={line} />
          </p>
          <PostForm action={`/morning/${line.id}`}>
            <Radios
              idPrefix="state"
              name="state"
              value={typed(body, 'state')}
              fieldset={{ legend: { text: t('line.state'), classes: 'govuk-fieldset__legend--s' } }}
              items={[
                { value: 'done', text: t('line.done') },
                { value: 'carried', text: t('line.carried'), hint: t('line.carriedHint', { time: policy.usualBy }) },
                { value: 'dropped', text: t('line.dropped') },
              ]}
              errorMessage={problems['state']}
            />
            <Input
              name="how"
              label={t('line.how')}
              value={typed(body, 'how')}
              errorMessage={problems['how']}
              attributes={{ 'data-words': '/words.json' }}
            />
            <Button>{t('save')}</Button>
          </PostForm>
        </div>
      </div>
    </>
  )
}
