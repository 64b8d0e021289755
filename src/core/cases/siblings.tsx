// What was once seen or said with brothers and sisters together, recorded in one go: each on their own case and in its own
// circle. What goes along (day, time, place) is the caller's; nothing that was written of one child does, and no level.
// A case that is kept from the writer is not among those offered, and its absence looks like any other.
import type { VNode } from 'preact'
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { Button, Checkboxes, Details, EmptyState, Radios, Select, Textarea } from '../../platform/design/index.ts'
import { isId, type Reply, type Request } from '../house/request.ts'
import { type Fields, fieldsOf, NotAnAccount, PostForm, ProblemSummary, type Problems } from '../pages/index.ts'
import { editPerson, loadPerson, peopleIn } from '../people/index.ts'
import { belowCase, caseFor } from './below.tsx'
import { accountsIn } from './rules.ts'
import { t } from './texts.ts'

export type Sibling = Readonly<{ caseId: string; knownAs: string; isRecorded: boolean }>

/** What is recorded for several at once: a visit, or a note of a meeting. */
export type Together = Readonly<{
  caseId: string
  /** Where the form is, and where it is sent. */
  address: string
  title: string
  lead: string
  back: Readonly<{ href: string; text: string }>
  /** How somebody was there; "was not there" stands below them by itself. */
  answers: readonly Readonly<{ value: string; text: string }>[]
  /** What is written of each: name of the field, and its question for somebody called so. */
  words: readonly Readonly<{ name: string; label: (name: string) => string }>[]
  save: string
  written: string
  /** Those of these cases on which it is written down already. */
  isWritten: (tx: Tx, caseIds: readonly string[]) => Promise<ReadonlySet<string>>
  /** What else is asked of each, in fields of their own; and what is wrong with what was typed there. */
  besides?: Readonly<{
    show: (tx: Tx, one: Sibling, typed: Fields, problems: Problems) => Promise<VNode | null>
    problems: (tx: Tx, one: AlsoThere, typed: Fields) => Promise<Problems>
  }>
}>

/** Somebody who was there, with what was written of them. */
export type AlsoThere = Sibling & Readonly<{ answer: string; words: Readonly<Record<string, string>> }>

const mayWrite = sql`f.state = 'open' and may('case', f.id, 'plan', 'write') and may('case', f.id, 'notes', 'write')`

/** Open cases of recorded brothers and sisters that the reader may write visits and notes on. */
async function siblingCases(tx: Tx, caseId: string): Promise<Sibling[]> {
  return tx.many<Sibling>(sql`
    select distinct f.id as "caseId", f.known_as as "knownAs", true as "isRecorded"
    from record_person mine
    join person_relationship r on r.kind = 'sibling' and r.withdrawn_at is null and mine.person_id in (r.person_id, r.related_person_id)
    join record_person theirs on theirs.record_kind = 'case' and theirs.relation = 'subject' and theirs.person_id <> mine.person_id
      and theirs.person_id in (r.person_id, r.related_person_id)
    join case_file f on f.id = theirs.record_id and f.id <> ${caseId}
    where mine.record_kind = 'case' and mine.record_id = ${caseId} and mine.relation = 'subject' and ${mayWrite}
    order by f.known_as, f.id`)
}

/** Every other open case that the reader may write on: among these they may say who is a brother or sister. */
async function otherCases(tx: Tx, caseId: string): Promise<(Sibling & Readonly<{ reference: string }>)[]> {
  return tx.many(sql`
    select f.id as "caseId", f.known_as as "knownAs", f.reference, false as "isRecorded" from case_file f
    where f.id <> ${caseId} and ${mayWrite} order by f.known_as collate "en-x-icu", f.reference limit 200`)
}

type Offered = Readonly<{ siblings: readonly Sibling[]; others: readonly (Sibling & Readonly<{ reference: string }>)[] }>

/** The recorded ones, and whoever was added by hand: `with` in the address or the form. */
async function offered({ tx }: Request, caseId: string, added: string): Promise<Offered> {
  const recorded = await siblingCases(tx, caseId)
  const others = (await otherCases(tx, caseId)).filter((one) => !recorded.some((sibling) => sibling.caseId === one.caseId))
  const one = isId(added) ? others.find((other) => other.caseId === added) : undefined
  return one === undefined
    ? { siblings: recorded, others }
    : { siblings: [...recorded, one], others: others.filter((other) => other.caseId !== one.caseId) }
}

export async function togetherPage(
  request: Request,
  what: Together,
  typed: Fields = {},
  problems: Problems = {},
  status = 200,
  asks = false,
): Promise<Reply> {
  const c = await caseFor(request, what.caseId)
  const added = typed['with'] ?? request.query['with'] ?? ''
  const { siblings, others } = await offered(request, what.caseId, added)
  const written = await what.isWritten(
    request.tx,
    siblings.map((one) => one.caseId),
  )
  request.audit.shown([...siblings, ...others].map((one) => one.caseId))
  const besides = new Map<string, VNode | null>()
  for (const one of siblings) besides.set(one.caseId, (await what.besides?.show(request.tx, one, typed, problems)) ?? null)
  return belowCase(request, c, {
    title: what.title,
    back: what.back,
    status,
    body: <TogetherForm {...{ what, siblings, others, written, besides, added, typed, problems, asks }} />,
  })
}

/** Who was there as it was typed, or the page again with what stands in the way. */
export async function readTogether(request: Request, what: Together): Promise<readonly AlsoThere[] | Reply> {
  const fields = fieldsOf(request.body)
  const { siblings } = await offered(request, what.caseId, fields['with'] ?? '')
  const written = await what.isWritten(
    request.tx,
    siblings.map((one) => one.caseId),
  )
  const there = siblings.flatMap((one): AlsoThere[] => {
    const answer = what.answers.find(({ value }) => value === fields[`${one.caseId}-there`])?.value
    const words = Object.fromEntries(what.words.map(({ name }) => [name, (fields[`${one.caseId}-${name}`] ?? '').trim()]))
    return written.has(one.caseId) || answer === undefined ? [] : [{ ...one, answer, words }]
  })
  const accounts = there.flatMap((one) =>
    what.words.flatMap(({ name }) => {
      const [found] = accountsIn(one.words[name] ?? '')
      return found === undefined ? [] : [[`${one.caseId}-${name}`, t('together.account', { found })] as const]
    }),
  )
  const tooLong = there.flatMap((one) =>
    what.words.flatMap(({ name }) =>
      (one.words[name] ?? '').length > longest ? [[`${one.caseId}-${name}`, t('problem.tooLong')] as const] : [],
    ),
  )
  let besides: Problems = {}
  for (const one of there) besides = { ...besides, ...(await what.besides?.problems(request.tx, one, fields)) }
  const problems: Problems = {
    ...besides,
    ...(there.length === 0 ? { also: t('together.nobody') } : {}),
    ...(fields['notAnAccount'] === 'yes' ? {} : Object.fromEntries(accounts)),
    ...Object.fromEntries(tooLong),
  }
  if (Object.keys(problems).length > 0) return togetherPage(request, what, fields, problems, 422, accounts.length > 0)
  return there
}

const longest = 10_000

/**
 * Records that somebody added by hand is a brother or sister, where the writer said so: on this side only, as everywhere.
 * Not where a case is about several people: then nobody knows between whom.
 */
export async function recordSiblings(request: Request, caseId: string, there: readonly AlsoThere[]): Promise<void> {
  const { tx, body } = request
  for (const one of there.filter(({ isRecorded }) => !isRecorded)) {
    if (fieldsOf(body)[`${one.caseId}-sibling`] !== 'yes') continue
    const [mine, ...more] = await subjectsOf(tx, caseId)
    const [theirs, ...others] = await subjectsOf(tx, one.caseId)
    const person = mine === undefined ? undefined : await loadPerson(tx, mine.personId)
    if (person === undefined || theirs === undefined || more.length + others.length > 0) continue
    const facts = { relationships: [{ kind: 'sibling', relatedSourceRecordId: theirs.sourceRecordId }] } as const
    await editPerson(tx, { personId: person.id, version: person.version, because: t('together.because'), facts })
  }
}

async function subjectsOf(tx: Tx, caseId: string) {
  const subjects = (await peopleIn(tx, { kind: 'case', id: caseId })).filter(({ relation }) => relation === 'subject')
  return [...new Map(subjects.map((one) => [one.personId, one])).values()]
}

type FormProps = Offered &
  Readonly<{
    what: Together
    written: ReadonlySet<string>
    besides: ReadonlyMap<string, VNode | null>
    added: string
    typed: Fields
    problems: Problems
    asks: boolean
  }>

function TogetherForm({ what, siblings, others, written, besides, added, typed, problems, asks }: FormProps): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{what.title}</h1>
        {siblings.length === 0 ? (
          <EmptyState title={t('together.none')}>
            <p class="govuk-body">{t('together.noneWhat')}</p>
          </EmptyState>
        ) : (
          <PostForm action={what.address}>
            <p class="govuk-body" id="also">
              {what.lead}
            </p>
            <input type="hidden" name="with" value={added} />
            {siblings.map((one) => (
              <SiblingFields one={one} isWritten={written.has(one.caseId)} what={what} typed={typed} problems={problems}>
                {besides.get(one.caseId) ?? null}
              </SiblingFields>
            ))}
            {asks && <NotAnAccount />}
            <Button>{what.save}</Button>
          </PostForm>
        )}
        {others.length > 0 && (
          <Details summaryText={t('together.other')} open={siblings.length === 0}>
            <p class="govuk-body">{t('together.otherWhat')}</p>
            <form action={what.address} method="get">
              <Select
                name="with"
                label={t('together.who')}
                items={[
                  { value: '', text: t('together.choose') },
                  ...others.map((one) => ({ value: one.caseId, text: `${one.knownAs} ${one.reference}` })),
                ]}
              />
              <Button classes="govuk-button--secondary">{t('together.add')}</Button>
            </form>
          </Details>
        )}
      </div>
    </div>
  )
}

type FieldsProps = Readonly<{
  one: Sibling
  isWritten: boolean
  what: Together
  typed: Fields
  problems: Problems
  children: VNode | null
}>

function SiblingFields({ one, isWritten, what, typed, problems, children }: FieldsProps): VNode {
  const { caseId, knownAs, isRecorded } = one
  if (isWritten) {
    return (
      <>
        <h2 class="govuk-heading-m">{knownAs}</h2>
        <p class="govuk-body">{what.written}</p>
      </>
    )
  }
  return (
    <>
      <Radios
        name={`${caseId}-there`}
        fieldset={{ legend: { text: t('together.was', { name: knownAs }), classes: 'govuk-fieldset__legend--m' } }}
        items={[...what.answers, { value: 'not_there', text: t('together.not') }]}
        value={typed[`${caseId}-there`]}
      />
      {!isRecorded && (
        <Checkboxes
          name={`${caseId}-sibling`}
          values={[typed[`${caseId}-sibling`] ?? '']}
          hint={t('together.recordWhat')}
          fieldset={{ legend: { text: t('together.recordLegend'), classes: 'govuk-fieldset__legend--s' } }}
          items={[{ value: 'yes', text: t('together.record', { name: knownAs }) }]}
        />
      )}
      {what.words.map(({ name, label }) => (
        <Textarea
          name={`${caseId}-${name}`}
          label={label(knownAs)}
          rows={3}
          value={typed[`${caseId}-${name}`] ?? ''}
          errorMessage={problems[`${caseId}-${name}`]}
          attributes={{ 'data-words': '/words.json' }}
        />
      ))}
      {children}
    </>
  )
}
