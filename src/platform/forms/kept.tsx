// One form of a room, saved while it is typed: what a journey does for its pages, for a form of a single page. The draft
// is known by the address of the form (its path, with the ids in it), so there is one for each form, record and writer,
// on whichever device they sign in. Without a script nothing is ever kept here, and the form works as any other.
import type { VNode } from 'preact'
import { newToken } from '../crypto/tokens.ts'
import type { Tx } from '../db/pool.ts'
import { sql } from '../db/sql.ts'
import { Button, Form } from '../design/index.ts'
import { type Draft, draftsOf, findDraft, saveDraft, startDraft } from './drafts.ts'
import type { SummaryLine } from './journey.ts'
import { t } from './texts.ts'
import { allOf, firstOf, isChangedElsewhere, ownFields, pick, sameTyped, type Typed } from './typed.ts'

/** What the page of such a form is made with. */
export type Kept = Readonly<{
  /** The path of the form. */
  address: string
  /** The draft, for what hangs on it (files); undefined when there is none. */
  draftId: string | undefined
  /** The draft's; 0 when there is none. */
  version: number
  /** A name for this window, so that its own saving is not taken for somebody else's. */
  window: string
  /** What was typed before, by the fields that were touched; undefined when there is no draft. */
  typed: Typed | undefined
  savedAt: Date | undefined
}>

/** The one page of such a draft. */
const page = 'form'
const nameOf = (address: string) => `form:${address}`

async function draftAt(tx: Tx, address: string, { forChange = false } = {}): Promise<Draft | undefined> {
  // two windows that begin at once must not begin two drafts
  if (forChange) await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${nameOf(address)} || current_user_id(), 0))`)
  const [latest] = await draftsOf(tx, nameOf(address))
  return latest === undefined || !forChange ? latest : findDraft(tx, latest.journey, latest.id, { forChange })
}

/**
 * The form as its writer left it. `body` is given when a form that was sent comes back with something to mend: it is the
 * same window still, and what its page was saving at that moment may arrive only now.
 */
export async function keptForm(tx: Tx, address: string, body: Typed = {}): Promise<Kept> {
  const draft = await draftAt(tx, address)
  const window = firstOf(body, '_window') || newToken().slice(0, 12)
  return { address, draftId: draft?.id, version: draft?.version ?? 0, window, typed: draft?.typed[page], savedAt: draft?.savedAt }
}

/** The typed fields of a form: what it began with, and over it what was typed before. */
export function overlaid<Fields extends Readonly<Record<string, string>>>(begin: Fields, kept: Kept): Fields {
  const typed = kept.typed ?? {}
  const own = Object.keys(typed).map((name) => [name, firstOf(typed, name)] as const)
  return { ...begin, ...Object.fromEntries(own) }
}

/** `stale`: it was saved, thrown away or changed elsewhere since this window was opened. */
export type KeptSaved = Readonly<{ kind: 'saved' | 'stale'; version: number }>

/**
 * Keeps what a browser sends while somebody types: the fields that changed. `window` is the one of the page; `begunWith`
 * stays as it was when the draft began.
 */
export async function saveKept(tx: Tx, address: string, body: Typed, window: string, begunWith: Typed = {}): Promise<KeptSaved> {
  const found = await draftAt(tx, address, { forChange: true })
  if (found === undefined && Number(firstOf(body, '_version')) > 0) return { kind: 'stale', version: 0 }
  const draft = found ?? (await newDraft(tx, address))
  const before = draft.typed[page] ?? {}
  const changed = ownFields(body)
  if (isChangedElsewhere(draft, page, body, window) && !sameTyped(changed, pick(before, Object.keys(changed))))
    return { kind: 'stale', version: draft.version }
  return { kind: 'saved', version: await saveDraft(tx, draft, { page, window, typed: { ...begunWith, ...before, ...changed } }) }
}

async function newDraft(tx: Tx, address: string): Promise<Draft> {
  const id = await startDraft(tx, nameOf(address))
  const draft = await findDraft(tx, nameOf(address), id)
  if (draft === undefined) throw new Error('A draft that was begun is there in the same transaction')
  return draft
}

/**
 * Keeps a whole form that was sent and came back with something to mend, so that the answer may be a redirect and files may
 * hang on its draft. `said`: what its next page must say and cannot work out again from what was typed, by names that begin
 * with an underscore. Another window's version is overwritten: ask `keptElsewhere` before.
 * @returns the draft's id
 */
export async function keepSent(tx: Tx, address: string, body: Typed, said: Typed = {}): Promise<string> {
  const draft = (await draftAt(tx, address, { forChange: true })) ?? (await newDraft(tx, address))
  await saveDraft(tx, draft, { page, window: firstOf(body, '_window'), typed: { ...ownFields(body), ...said } })
  return draft.id
}

/** What another window kept of this form, where it differs from what is being sent. Asked before a form is saved. */
export async function keptElsewhere(
  tx: Tx,
  address: string,
  body: Typed,
): Promise<Readonly<{ version: number; theirs: Typed; savedAt: Date }> | undefined> {
  const draft = await draftAt(tx, address, { forChange: true })
  const theirs = draft?.typed[page]
  if (draft === undefined || theirs === undefined || !isChangedElsewhere(draft, page, body, firstOf(body, '_window'))) return undefined
  return sameTyped(pick(ownFields(body), Object.keys(theirs)), theirs)
    ? undefined
    : { version: draft.version, theirs, savedAt: draft.savedAt }
}

/** The form was saved, or what was typed is thrown away: the draft goes. */
export async function forgetKept(tx: Tx, address: string): Promise<void> {
  await tx.run(sql`delete from draft where journey = ${nameOf(address)}`)
}

type KeptFormProps = Omit<Parameters<typeof Form>[0], 'once' | 'autosave' | 'action'> &
  Readonly<{
    kept: Kept
    /** Where the form is sent; its own address when not given. */
    action?: string
    /** What the draft rests on and does not change with typing: `version` of the record that is being changed. */
    begunWith?: Readonly<Record<string, string>>
    /** The instant as people read it. */
    showInstant: (at: Date) => string
  }>

/** The form around the fields. Says what it found from before, and offers to throw it away. */
export function KeptForm({ kept, action, begunWith = {}, showInstant, children, ...rest }: KeptFormProps): VNode {
  const save = `${kept.address}/save?${new URLSearchParams({ ...begunWith, window: kept.window })}`
  return (
    <Form {...rest} action={action ?? kept.address} once={newToken()} autosave={save}>
      {kept.savedAt !== undefined && (
        <div class="govuk-inset-text">
          <p class="govuk-body">{t('kept.found', { when: showInstant(kept.savedAt) })}</p>
        </div>
      )}
      <input type="hidden" name="_version" value={String(kept.version)} />
      <input type="hidden" name="_window" value={kept.window} />
      {/* Enter in a field presses the first button: it must be the one that saves */}
      <button type="submit" class="govuk-visually-hidden" tabIndex={-1} aria-hidden="true">
        {t('continue')}
      </button>
      {children}
      {kept.savedAt !== undefined && (
        <Button classes="govuk-button--secondary" attributes={{ formaction: `${save}&throw=away` }}>
          {t('kept.discard')}
        </Button>
      )}
    </Form>
  )
}

export type TwoVersionsProps = Readonly<{
  address: string
  /** Where the form is sent. */
  action: string
  /** What the page is called. */
  title: string
  version: number
  savedAt: string
  mine: Typed
  theirs: Typed
  hadFiles: boolean
  /** Words for the fields, by name. Given, only these are shown; not given, all are, each by what stands in it. */
  labels?: Readonly<Record<string, string>>
  /** A value of a field as people read it, where that is not what stands in the box: what was chosen from a list. */
  valueShown?: ((name: string, value: string) => string) | undefined
  /** Both versions as a reader would say them; where they cannot be read yet, what stands in the boxes is shown. */
  shown?: Readonly<{ mine: readonly SummaryLine[]; theirs: readonly SummaryLine[] }> | undefined
}>

/** Both versions, side by side, and the choice. Nothing is saved until they choose. */
export function TwoVersions(props: TwoVersionsProps): VNode {
  const { address, action, title, version, savedAt, mine, theirs, hadFiles, labels } = props
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])].filter((name) => labels === undefined || name in labels)
  const words = props.valueShown ?? ((_name, value) => value)
  const linesOf = (typed: Typed) =>
    names.map((name) => ({
      label: labels?.[name] ?? '',
      value: allOf(typed, name)
        .map((value) => words(name, value))
        .join(', '),
    }))
  const { mine: mineLines, theirs: theirLines } = props.shown ?? { mine: linesOf(mine), theirs: linesOf(theirs) }
  const shown = (lines: readonly SummaryLine[], others: readonly SummaryLine[]) =>
    lines
      .filter(({ label, value }, i) => others[i]?.label !== label || others[i]?.value !== value)
      .map(({ label, value }) => (
        <>
          {label !== '' && <h3 class="govuk-heading-s govuk-!-margin-bottom-1">{label}</h3>}
          <p class="govuk-body lw-as-typed">{value || t('conflict.nothing')}</p>
        </>
      ))
  return (
    <>
      <h1 class="govuk-heading-l">{t('conflict.title')}</h1>
      <p class="govuk-body">{t('conflict.text', { time: savedAt })}</p>
      <p class="govuk-body">{title}</p>
      {hadFiles && <p class="govuk-body">{t('conflict.filesAgain')}</p>}
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-one-half">
          <h2 class="govuk-heading-m">{t('conflict.mine')}</h2>
          {shown(mineLines, theirLines)}
          <Form action={action} once={newToken()}>
            <input type="hidden" name="_version" value={String(version)} />
            {Object.keys(mine).flatMap((name) => allOf(mine, name).map((value) => <input type="hidden" name={name} value={value} />))}
            <Button>{t('conflict.keepMine')}</Button>
          </Form>
        </div>
        <div class="govuk-grid-column-one-half">
          <h2 class="govuk-heading-m">{t('conflict.theirs')}</h2>
          {shown(theirLines, mineLines)}
          <Button href={address} classes="govuk-button--secondary">
            {t('conflict.keepTheirs')}
          </Button>
        </div>
      </div>
    </>
  )
}
