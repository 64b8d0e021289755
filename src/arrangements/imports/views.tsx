import type { ComponentChildren, VNode } from 'preact'
import type { FormBody } from '../../core/house/index.ts'
import { typed } from '../../core/house/index.ts'
import { PostForm, ProblemSummary, type Problems } from '../../core/pages/index.ts'
import {
  Alert,
  BackLink,
  Button,
  Checkboxes,
  DateInput,
  EmptyState,
  FileUpload,
  Input,
  InsetText,
  Radios,
  Select,
  SummaryList,
  Table,
  Textarea,
} from '../../platform/design/index.ts'
import { showDate, showInstant } from '../../platform/texts/dates.ts'
import type { RowMatch } from './alike.ts'
import { columnLetters, type Sheet, type SheetRow } from './cells.ts'
import type { OrderSeen, PersonRow, Roles } from './rules.ts'
import { type DateOrder, dateOrders, type ImportPolicy, importRoles } from './schema.ts'
import type { ImportRowLine, ImportRun, RowState, Unused } from './store.ts'
import { t } from './texts.ts'

const urlOf = ({ id }: Pick<ImportRun, 'id'>) => `/imports/${id}`
const small = 'govuk-label--s'
const smallLegend = 'govuk-fieldset__legend--s'

/** One column of text, as wide as one reads. */
function Reading({ children }: { children: ComponentChildren }): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">{children}</div>
    </div>
  )
}

type ImportsProps = Readonly<{
  runs: readonly ImportRun[]
  agency: string
  systems: ReadonlyMap<string, string>
  policy: ImportPolicy
  body: FormBody
  problems: Problems
}>

export function ImportsPage({ runs, agency, systems, policy, body, problems }: ImportsProps): VNode {
  return (
    <>
      <Reading>
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-xl">{t('heading')}</h1>
        <p class="govuk-body-l">{t('lead')}</p>
        <p class="govuk-body">{t('lead.nobody')}</p>
      </Reading>
      <h2 class="govuk-heading-m">{t('list.heading', { agency })}</h2>
      {runs.length === 0 ? (
        <EmptyState title={t('list.empty')} headingLevel={3}>
          <p class="govuk-body">{t('list.empty.what')}</p>
        </EmptyState>
      ) : (
        <Table
          classes="lw-stack"
          caption={t('list.heading', { agency })}
          captionClasses="govuk-visually-hidden"
          head={[t('list.file'), t('list.brought'), t('list.purpose'), t('list.state')]}
          rows={runs.map((run) => [
            {
              text: (
                <a class="govuk-link lw-as-typed" href={urlOf(run)}>
                  {run.fileName}
                </a>
              ),
            },
            t('run.brought.by', { name: run.broughtBy, when: showInstant(run.broughtAt) }),
            { text: <span class="lw-as-typed">{run.purpose}</span> },
            t(`state.${run.state}`),
          ])}
        />
      )}
      <p class="govuk-body">
        <a class="govuk-link" href="/imports/unused">
          {t('list.unused')}
        </a>
      </p>
      <Reading>
        <h2 class="govuk-heading-m">{t('new.heading')}</h2>
        <PostForm action="/imports" multipart>
          <FileUpload
            name="file"
            label={{ text: t('new.file'), classes: small }}
            hint={t('new.file.hint', { days: policy.fileDays })}
            errorMessage={problems['file']}
          />
          <Select
            name="system"
            label={{ text: t('new.system'), classes: small }}
            value={typed(body, 'system')}
            errorMessage={problems['system']}
            items={[{ value: '', text: t('new.choose') }, ...[...systems].map(([value, text]) => ({ value, text }))]}
          />
          <Input
            name="purpose"
            label={{ text: t('new.purpose'), classes: small }}
            hint={t('new.purpose.hint')}
            value={typed(body, 'purpose')}
            errorMessage={problems['purpose']}
            autocomplete="off"
          />
          <Radios
            name="basis"
            fieldset={{ legend: { text: t('new.basis'), classes: smallLegend } }}
            {...(policy.verified ? {} : { hint: t('new.basis.unverified') })}
            value={typed(body, 'basis')}
            errorMessage={problems['basis']}
            items={policy.bases.map(({ code, label }) => ({ value: code, text: label }))}
          />
          <DateInput
            id="review"
            namePrefix="review"
            fieldset={{ legend: { text: t('new.review'), classes: smallLegend } }}
            values={Object.fromEntries(['day', 'month', 'year'].map((part) => [`review-${part}`, typed(body, `review-${part}`)]))}
            errorMessage={problems['review']}
          />
          <Button preventDoubleClick>{t('new.go')}</Button>
        </PostForm>
      </Reading>
    </>
  )
}

// ── the columns ─────────────────────────────────────────────────────────────────────────────────────────────────────

type ColumnsProps = Readonly<{
  run: ImportRun
  sheets: readonly Sheet[]
  sheet: Sheet
  header: SheetRow
  roles: Roles
  examples: readonly SheetRow[]
  seen: OrderSeen
  dateOrder: DateOrder
  isGuessed: boolean
  agency: string
  problems: Problems
}>

/** Rows from which the one with the headings is chosen. */
const rowsOffered = 30

export function ColumnsPage({
  run,
  sheets,
  sheet,
  header,
  roles,
  examples,
  seen,
  dateOrder,
  isGuessed,
  agency,
  problems,
}: ColumnsProps): VNode {
  const places = Math.max(header.cells.length, ...examples.map(({ cells }) => cells.length))
  const order = seen.dmy && seen.mdy ? 'both' : seen.dmy ? 'dmy' : seen.mdy ? 'mdy' : undefined
  const offered = sheet.rows.slice(0, rowsOffered)
  return (
    <>
      <BackLink href="/imports">{t('heading')}</BackLink>
      <Reading>
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l lw-as-typed">{t('columns.heading', { file: run.fileName })}</h1>
        {run.encoding === 'windows1252' && <InsetText>{t('encoding.windows1252')}</InsetText>}
        {!isGuessed && <InsetText>{t('columns.noHeader')}</InsetText>}
        <form method="get" action={`${urlOf(run)}/columns`}>
          {sheets.length > 1 && (
            <Select
              id="chosen-sheet"
              name="sheet"
              label={{ text: t('columns.sheet'), classes: small }}
              value={sheet.name}
              items={sheets.map(({ name }) => ({ value: name, text: name === '' ? t('columns.sheet.unnamed') : name }))}
            />
          )}
          <Select
            id="row"
            name="row"
            label={{ text: t('columns.header'), classes: small }}
            value={String(header.row)}
            items={(offered.includes(header) ? offered : [header, ...offered]).map(({ row, cells }) => ({
              value: String(row),
              text: t('columns.header.row', { row: String(row), start: start(cells) }),
            }))}
          />
          <Button classes="govuk-button--secondary">{t('columns.again')}</Button>
        </form>
        <h2 class="govuk-heading-m">{t('columns.what')}</h2>
        <p class="govuk-body">{t('columns.remembered', { agency })}</p>
        {![...roles.values()].includes('record') && <InsetText>{t('columns.noRecord')}</InsetText>}
        <PostForm action={`${urlOf(run)}/columns`}>
          <input type="hidden" name="sheet" value={sheet.name} />
          <input type="hidden" name="headerRow" value={String(header.row)} />
          {Array.from({ length: places }, (_, place) => {
            const letters = columnLetters(place)
            const heading = header.cells[place] ?? ''
            const values = examples.flatMap(({ cells }) =>
              cells[place] === undefined || cells[place] === '' ? [] : [shortened(cells[place])],
            )
            return (
              <Select
                name={`column-${place}`}
                label={{
                  text:
                    heading === ''
                      ? t('columns.column.unnamed', { letters })
                      : t('columns.column', { letters, heading: shortened(heading) }),
                  classes: 'govuk-label--s lw-as-typed',
                }}
                hint={values.length === 0 ? t('columns.noExample') : t('columns.example', { values: values.join(' · ') })}
                value={roles.get(place) ?? ''}
                errorMessage={problems[`column-${place}`]}
                items={[{ value: '', text: t('columns.skip') }, ...importRoles.map((role) => ({ value: role, text: t(`role.${role}`) }))]}
              />
            )
          })}
          <Radios
            name="dateOrder"
            fieldset={{ legend: { text: t('columns.order'), classes: smallLegend } }}
            {...(order === undefined ? {} : { hint: t(`columns.order.seen.${order}`) })}
            value={dateOrder}
            errorMessage={problems['dateOrder']}
            items={dateOrders.map((value) => ({ value, text: t(`columns.order.${value}`) }))}
          />
          <Button preventDoubleClick>{t('columns.go')}</Button>
        </PostForm>
        <DropForm run={run} />
      </Reading>
    </>
  )
}

const shortened = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text)
const start = (cells: readonly string[]) =>
  shortened(
    cells
      .filter((cell) => cell !== '')
      .slice(0, 4)
      .join(', '),
  )

function DropForm({ run }: { run: ImportRun }): VNode {
  return (
    <PostForm action={`${urlOf(run)}/drop`}>
      <Button classes="govuk-button--warning" preventDoubleClick>
        {t('drop')}
      </Button>
    </PostForm>
  )
}

// ── the check ───────────────────────────────────────────────────────────────────────────────────────────────────────

type CheckProps = Readonly<{
  run: ImportRun
  rows: readonly PersonRow[]
  matches: readonly RowMatch[]
  most: number
  body: FormBody
  problems: Problems
}>

export function CheckPage({ run, rows, matches, most, body, problems }: CheckProps): VNode {
  const good = rows.filter(({ row }) => row !== undefined).length
  const wrong = rows.flatMap(({ line, reference, row, problems: found }) =>
    found.map((problem) => ({ line, reference, isIn: row !== undefined, ...problem })),
  )
  const partly = wrong.filter(({ isIn }) => isIn).length
  return (
    <>
      <BackLink href={`${urlOf(run)}/columns`}>{t('check.change')}</BackLink>
      <Reading>
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l lw-as-typed">{t('check.heading', { file: run.fileName })}</h1>
        <p class="govuk-body-l">{t('check.good', { count: good })}</p>
        {good < rows.length && <p class="govuk-body">{t('check.bad', { count: rows.length - good })}</p>}
        {partly > 0 && <p class="govuk-body">{t('check.partly', { count: partly })}</p>}
      </Reading>
      <h2 class="govuk-heading-m">{t('check.problems')}</h2>
      {wrong.length === 0 ? (
        <p class="govuk-body">{t('check.none')}</p>
      ) : (
        <>
          {wrong.length > most && <p class="govuk-body">{t('check.problems.first', { count: most })}</p>}
          <Table
            classes="lw-stack"
            caption={t('check.problems')}
            captionClasses="govuk-visually-hidden"
            head={[t('check.cell'), t('check.reference'), t('check.what'), t('check.becomes')]}
            rows={wrong
              .slice(0, most)
              .map(({ line, reference, cell, message, isIn }) => [
                cell ?? t('check.row', { row: String(line) }),
                { text: <span class="lw-as-typed">{reference}</span> },
                { text: <span class="lw-as-typed">{message}</span> },
                t(isIn ? 'check.comes' : 'check.stays'),
              ])}
          />
          <p class="govuk-body">
            <a class="govuk-link" href={`${urlOf(run)}/problems`}>
              {t('check.problems.file')}
            </a>
          </p>
        </>
      )}
      <h2 class="govuk-heading-m">{t('check.matches')}</h2>
      <p class="govuk-body">{t('check.matches.what')}</p>
      {matches.length === 0 ? (
        <p class="govuk-body">{t('check.matches.none')}</p>
      ) : (
        <Table
          classes="lw-stack"
          caption={t('check.matches')}
          captionClasses="govuk-visually-hidden"
          head={[t('check.cell'), t('check.reference'), t('check.match')]}
          rows={matches.map(({ line, reference, people, more }) => [
            t('check.row', { row: String(line) }),
            { text: <span class="lw-as-typed">{reference}</span> },
            { text: <MatchList people={people} more={more} /> },
          ])}
        />
      )}
      <Reading>
        {good === 0 ? (
          <InsetText>{t('check.nothing')}</InsetText>
        ) : (
          <PostForm action={`${urlOf(run)}/start`}>
            <Radios
              name="how"
              fieldset={{ legend: { text: t('check.how'), classes: smallLegend } }}
              value={typed(body, 'how')}
              errorMessage={problems['how']}
              items={[
                { value: 'valid', text: t('check.how.valid') },
                { value: 'all', text: t('check.how.all') },
              ]}
            />
            <Button preventDoubleClick>{t('check.go')}</Button>
          </PostForm>
        )}
        <DropForm run={run} />
      </Reading>
    </>
  )
}

function MatchList({ people, more }: Pick<RowMatch, 'people' | 'more'>): VNode {
  return (
    <ul class="govuk-list">
      {people.map(({ personId, name, band }) => (
        <li>
          <a class="govuk-link" href={`/people/${personId}`}>
            {t(`check.band.${band}`, { name })}
          </a>
        </li>
      ))}
      {more > 0 && <li>{t('check.match.more', { count: more })}</li>}
    </ul>
  )
}

// ── one import ──────────────────────────────────────────────────────────────────────────────────────────────────────

type ImportProps = Readonly<{
  run: ImportRun
  counts: Readonly<Partial<Record<RowState, number>>>
  workedOn: readonly ImportRowLine[]
  system: string
  basis: string
  fileDays: number
  hasMoved: boolean
}>

export function ImportPage({ run, counts, workedOn, system, basis, fileDays, hasMoved }: ImportProps): VNode {
  const left = counts.worked_on ?? 0
  return (
    <>
      <BackLink href="/imports">{t('heading')}</BackLink>
      <Reading>
        {hasMoved && <Alert tone="info" title={t('run.moved')} />}
        <h1 class="govuk-heading-l lw-as-typed">{run.fileName}</h1>
        <Standing run={run} counts={counts} />
        {run.state === 'undone' && left > 0 && (
          <>
            <h2 class="govuk-heading-m">{t('run.worked')}</h2>
            <p class="govuk-body">{t('run.worked.what', { count: left })}</p>
            <Table
              caption={t('run.worked')}
              captionClasses="govuk-visually-hidden"
              head={[t('check.cell'), t('check.reference')]}
              rows={workedOn.map(({ line, reference }) => [
                t('check.row', { row: String(line) }),
                { text: <span class="lw-as-typed">{reference}</span> },
              ])}
            />
            <div class="govuk-button-group">
              <PostForm action={`${urlOf(run)}/keep`}>
                <Button preventDoubleClick>{t('run.worked.keep')}</Button>
              </PostForm>
              <a class="govuk-link" href={`${urlOf(run)}/undo`}>
                {t('run.worked.again')}
              </a>
            </div>
          </>
        )}
        {(counts.kept ?? 0) > 0 && <p class="govuk-body">{t('run.kept', { count: counts.kept ?? 0 })}</p>}
        {run.state !== 'dropped' &&
          (run.isOwn ? (
            <p class="govuk-body">
              <a class="govuk-link" href={`${urlOf(run)}/result`}>
                {t('run.result')}
              </a>
            </p>
          ) : (
            <p class="govuk-body">{t('run.others', { name: run.broughtBy })}</p>
          ))}
        {(run.state === 'queued' || run.state === 'done') && (
          <p class="govuk-body">
            <a class="govuk-link" href={`${urlOf(run)}/undo`}>
              {t('run.undo')}
            </a>
          </p>
        )}
        <h2 class="govuk-heading-m">{t('run.about')}</h2>
        <SummaryList
          rows={[
            { key: t('run.brought'), value: t('run.brought.by', { name: run.broughtBy, when: showInstant(run.broughtAt) }) },
            { key: t('run.system'), value: system },
            { key: t('run.purpose'), value: { text: <span class="lw-as-typed">{run.purpose}</span> } },
            { key: t('run.basis'), value: basis },
            { key: t('run.review'), value: showDate(run.reviewOn) },
            { key: t('run.file'), value: run.fileId === null ? t('run.file.gone') : t('run.file.kept', { days: fileDays }) },
          ]}
        />
      </Reading>
    </>
  )
}

function Standing({ run, counts }: Pick<ImportProps, 'run' | 'counts'>): VNode {
  switch (run.state) {
    case 'open':
    case 'dropped':
      return <p class="govuk-body-l">{t(`state.${run.state}`)}</p>
    case 'queued':
      return (
        <>
          <p class="govuk-body-l">
            {run.isOwn ? t('run.progress', { count: run.rowsTotal, done: (counts.in ?? 0) + (counts.undone ?? 0) }) : t('state.queued')}
          </p>
          <p class="govuk-body">{t('run.progress.what')}</p>
          <p class="govuk-body">
            <a class="govuk-link" href={urlOf(run)}>
              {t('run.again')}
            </a>
          </p>
        </>
      )
    case 'done':
      return (
        <>
          <p class="govuk-body-l">{t('run.in', { count: run.rowsTotal })}</p>
          {run.rowsLeftOut > 0 && <p class="govuk-body">{t('run.left', { count: run.rowsLeftOut })}</p>}
        </>
      )
    case 'undoing':
      return (
        <>
          <p class="govuk-body-l">{t('run.undoing')}</p>
          <p class="govuk-body">
            <a class="govuk-link" href={urlOf(run)}>
              {t('run.again')}
            </a>
          </p>
        </>
      )
    case 'undone':
      return (
        <>
          {(counts.worked_on ?? 0) + (counts.kept ?? 0) === 0 && <p class="govuk-body-l">{t('run.undone')}</p>}
          {run.undoneByItself && <p class="govuk-body">{t('run.undone.itself', { name: run.broughtBy })}</p>}
          {run.undoBecause !== null && <p class="govuk-body lw-as-typed">{t('run.undone.because', { because: run.undoBecause })}</p>}
        </>
      )
  }
}

export function UndoForm({ run, body, problems }: Readonly<{ run: ImportRun; body: FormBody; problems: Problems }>): VNode {
  return (
    <Reading>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{t('undo.heading')}</h1>
      <p class="govuk-body-l lw-as-typed">{run.fileName}</p>
      <p class="govuk-body">{t('undo.lead')}</p>
      <PostForm action={`${urlOf(run)}/undo`}>
        <Textarea
          name="because"
          rows={3}
          label={{ text: t('undo.why'), classes: small }}
          value={typed(body, 'because')}
          errorMessage={problems['because']}
        />
        <div class="govuk-button-group">
          <Button classes="govuk-button--warning" preventDoubleClick>
            {t('undo.go')}
          </Button>
          <a class="govuk-link" href={urlOf(run)}>
            {t('cancel')}
          </a>
        </div>
      </PostForm>
    </Reading>
  )
}

type UnusedProps = Readonly<{ people: readonly Unused[]; systems: ReadonlyMap<string, string>; policy: ImportPolicy; problems: Problems }>

export function UnusedPage({ people, systems, policy, problems }: UnusedProps): VNode {
  const imports = [...new Set(people.map(({ importId }) => importId))].map((id) => people.filter(({ importId }) => importId === id))
  return (
    <>
      <BackLink href="/imports">{t('heading')}</BackLink>
      <Reading>
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{t('unused.heading')}</h1>
        <p class="govuk-body">{t('unused.lead', { days: policy.unusedDays })}</p>
        {people.length === 0 ? (
          <EmptyState title={t('unused.none')}>
            <p class="govuk-body">{t('unused.none.what')}</p>
          </EmptyState>
        ) : (
          <PostForm action="/imports/unused">
            {imports.map((within, at) => (
              <Checkboxes
                name="person"
                idPrefix={at === 0 ? 'person' : `person-${at}`}
                classes="govuk-checkboxes--small"
                fieldset={{
                  legend: {
                    text: t('unused.legend', {
                      file: within[0]?.fileName ?? '',
                      purpose: within[0]?.purpose ?? '',
                      date: within[0] === undefined ? '' : showInstant(within[0].endedAt),
                    }),
                    classes: `${smallLegend} lw-as-typed`,
                  },
                }}
                hint={t('unused.reference', { system: systems.get(within[0]?.systemCode ?? '') ?? '' })}
                errorMessage={at === 0 ? problems['person'] : undefined}
                items={within.map(({ importId, line, reference }) => ({ value: `${importId}:${line}`, text: reference }))}
              />
            ))}
            <div class="govuk-button-group">
              <Button classes="govuk-button--warning" name="what" value="delete" preventDoubleClick>
                {t('unused.delete')}
              </Button>
              <Button classes="govuk-button--secondary" name="what" value="keep" preventDoubleClick>
                {t('unused.keep', { days: policy.keepDays })}
              </Button>
            </div>
          </PostForm>
        )}
      </Reading>
    </>
  )
}
