// One way for all pages of all journeys. Every POST ends in a redirect, also one with mistakes in it: what was typed is
// in the draft by then, so a reload, another device or a sign-in in between loses nothing.
import type { VNode } from 'preact'
import { newToken } from '../crypto/tokens.ts'
import type { Tx } from '../db/pool.ts'
import { Button, ErrorSummary, Form, SummaryList } from '../design/index.ts'
import { type Draft, discardDraft, findDraft, saveDraft } from './drafts.ts'
import { type Page, type Problems, type Progress, progressOf } from './journey.ts'
import { TwoVersions } from './kept.tsx'
import { t } from './texts.ts'
import { firstOf, isChangedElsewhere, ownFields, pick, sameTyped, type Typed } from './typed.ts'

/** What a journey needs of a request; the house's own has all of it. */
export type JourneyRequest = Readonly<{
  params: Readonly<Record<string, string>>
  query: Readonly<Record<string, string>>
  body: Typed
  tx: Tx
  now: Date
}>

/** What a journey answers; the house takes it as it is. */
export type JourneyReply =
  | Readonly<{ kind: 'page'; status: number; title: string; body: VNode; hasProblems: boolean; wide: boolean }>
  | Readonly<{ kind: 'redirect'; to: string }>
  | Readonly<{ kind: 'json'; status: number; value: unknown }>

export type Journey<Answers extends object, Context, Given extends JourneyRequest> = Readonly<{
  /** In the rows of drafts: never changed once used. */
  name: string
  /** The address before the draft's id, without a slash at its end. */
  base: string
  pages: readonly Page<Answers, Context, Given>[]
  context: (given: Given, draft: Draft) => Promise<Context>
  /** Above every page: who may be in danger, what to do now. */
  banner?: (answers: Partial<Answers>, context: Context) => VNode | null
  /** On the check page, between what was answered and the button. Its fields come with the sending. */
  beforeSending?: (answers: Partial<Answers>, context: Context) => VNode | null
  /** Sends what is on the route. `problems` come back onto the check page, and nothing was sent. */
  send: (
    given: Given,
    sending: Readonly<{ draft: Draft; answers: Partial<Answers>; accepted: Draft['accepted']; context: Context }>,
  ) => Promise<Readonly<{ to: string }> | Readonly<{ problems: Problems }>>
  /** What the check page is called, and its button; for what is not sent to anybody. */
  words?: Readonly<{ check: string; send: string }>
  /** Where a draft that was thrown away leads. */
  after: string
  /** The time of day, and the date, as people read them. */
  clockTime: (at: Date) => string
  /** What is not there, or not theirs. */
  notThere: () => never
}>

type Handler<Given> = (given: Given) => Promise<JourneyReply>
export type JourneyHandlers<Given> = Readonly<
  Record<'show' | 'post' | 'autosave' | 'check' | 'send' | 'askDiscard' | 'discard', Handler<Given>>
>

const problemPrefix = '_problem-'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * The handlers of a journey, for a room to put on its routes:
 *
 *   GET  BASE/:draft/check     check        POST BASE/:draft/check    send
 *   GET  BASE/:draft/discard   askDiscard   POST BASE/:draft/discard  discard
 *   GET  BASE/:draft/:page     show         POST BASE/:draft/:page    post     POST BASE/:draft/:page/save  autosave
 */
export function journeyHandlers<Answers extends object, Context, Given extends JourneyRequest>(
  journey: Journey<Answers, Context, Given>,
): JourneyHandlers<Given> {
  const addressOf = (draft: Draft, end: string) => `${journey.base}/${draft.id}/${end}`

  type Open = Progress<Answers, Context, Given> & Readonly<{ draft: Draft; context: Context }>

  async function draftOf(given: Given, { forChange = false } = {}): Promise<Draft> {
    const id = given.params['draft'] ?? ''
    const draft = UUID.test(id) ? await findDraft(given.tx, journey.name, id, { forChange }) : undefined
    return draft ?? journey.notThere()
  }

  async function open(given: Given, { forChange = false } = {}): Promise<Open> {
    const draft = await draftOf(given, { forChange })
    // not awaited: an awaited type parameter is another type to the compiler
    return journey.context(given, draft).then((context) => ({ draft, context, ...progressOf(journey.pages, draft, context) }))
  }

  function pageNamed(given: Given) {
    const page = journey.pages.find(({ path }) => path === given.params['page'])
    return page ?? journey.notThere()
  }

  /** The page after this one on the route, or the check page. */
  function after(path: string, { route }: { route: readonly Page<Answers, Context, Given>[] }): string {
    const at = route.findIndex((page) => page.path === path)
    return route[at + 1]?.path ?? 'check'
  }

  const show: Handler<Given> = async (given) => {
    const page = pageNamed(given)
    const { draft, context, route, answers, next } = await open(given)
    const at = route.findIndex(({ path }) => path === page.path)
    // a page that is not asked, or comes after one that is not done yet: to where they are
    const done = route.slice(0, Math.max(at, 0)).every(({ path }) => path !== next?.path)
    if (at < 0 || !done) return redirect(addressOf(draft, next?.path ?? 'check'))
    const all = draft.typed[page.path] ?? {}
    const typed = ownFields(all)
    const problems = given.query['mend'] === undefined ? {} : { ...page.problems(typed, context), ...problemsSaid(all) }
    const before = at === 0 ? journey.after : addressOf(draft, route[at - 1]?.path ?? '')
    return pageReply(page.title(answers), hasAny(problems), () => (
      <>
        <a class="govuk-back-link" href={before}>
          {t('back')}
        </a>
        <Summary problems={problems} />
        {journey.banner?.(answers, context)}
        <span class="govuk-caption-l">{t('step.of', { at: at + 1, all: route.length })}</span>
        <PageForm address={addressOf(draft, page.path)} draft={draft} multipart={page.multipart}>
          {page.view({ typed, problems, answers, context })}
          <div class="govuk-button-group">
            <Button>{t('continue')}</Button>
          </div>
        </PageForm>
      </>
    ))
  }

  const post: Handler<Given> = async (given) => {
    const page = pageNamed(given)
    const { draft, context, ...progress } = await open(given, { forChange: true })
    let typed = ownFields(given.body)
    if (isConflict(draft, page.path, given.body, typed)) {
      return conflictPage(journey, page, { draft, context, answers: progress.answers }, addressOf(draft, page.path), typed)
    }
    const window = firstOf(given.body, '_window')
    const act = firstOf(given.body, '_act')
    const outcome = (await page.act?.(given, draft, typed, act)) ?? {}
    typed = outcome.typed ?? typed
    const said = outcome.problems ?? {}
    const passes = act === '' && !hasAny(said) && !hasAny(page.problems(typed, context))
    const accepted = passes ? typed : undefined
    await saveDraft(given.tx, draft, { page: page.path, window, typed: { ...typed, ...saying(said) }, accepted })
    if (act !== '' && !hasAny(said)) return redirect(`${addressOf(draft, page.path)}#${outcome.at ?? ''}`)
    if (!passes) return redirect(`${addressOf(draft, page.path)}?mend`)
    const { route } = progressOf(journey.pages, { accepted: { ...draft.accepted, [page.path]: typed } }, context)
    return redirect(addressOf(draft, after(page.path, { route })))
  }

  const autosave: Handler<Given> = async (given) => {
    const page = pageNamed(given)
    const draft = await draftOf(given, { forChange: true })
    const changed = ownFields(given.body)
    const before = draft.typed[page.path] ?? {}
    const window = given.query['window'] ?? ''
    if (isChangedElsewhere(draft, page.path, given.body, window) && !sameTyped(changed, pick(before, Object.keys(changed)))) {
      return { kind: 'json', status: 409, value: { version: draft.version } }
    }
    const version = await saveDraft(given.tx, draft, { page: page.path, window, typed: { ...ownFields(before), ...changed } })
    return { kind: 'json', status: 200, value: { savedAt: journey.clockTime(given.now), version } }
  }

  const check: Handler<Given> = async (given) => {
    const state = await open(given)
    if (state.next !== undefined) return redirect(addressOf(state.draft, state.next.path))
    return checkPage(state, {})
  }

  function checkPage({ draft, context, route, answers }: Open, problems: Problems): JourneyReply {
    return pageReply(journey.words?.check ?? t('check.title'), hasAny(problems), () => (
      <>
        <a class="govuk-back-link" href={addressOf(draft, route.at(-1)?.path ?? '')}>
          {t('back')}
        </a>
        <Summary problems={problems} />
        {journey.banner?.(answers, context)}
        <h1 class="govuk-heading-l">{journey.words?.check ?? t('check.title')}</h1>
        {route.map((page) => (
          <SummaryList
            card={{
              title: { text: page.title(answers) },
              actions: { items: [{ href: addressOf(draft, page.path), text: t('change') }] },
            }}
            rows={page.lines(answers, context).map(({ label, value }) => ({
              key: label,
              value: { text: <span class="lw-as-typed">{value === '' ? t('nothing') : value}</span> },
            }))}
          />
        ))}
        <Form action={addressOf(draft, 'check')} once={newToken()}>
          {journey.beforeSending?.(answers, context)}
          <Button>{journey.words?.send ?? t('send')}</Button>
        </Form>
      </>
    ))
  }

  const send: Handler<Given> = async (given) => {
    const state = await open(given, { forChange: true })
    const { draft, context, route, answers, next } = state
    if (next !== undefined) return redirect(addressOf(draft, next.path))
    const accepted = pick(
      draft.accepted,
      route.map(({ path }) => path),
    )
    const outcome = await journey.send(given, { draft, answers, accepted, context })
    // the answer undoes this transaction: nothing was sent, and the draft stays as it was
    if ('problems' in outcome) return { ...checkPage(state, outcome.problems), status: 422 }
    await discardDraft(given.tx, draft.id)
    return redirect(outcome.to)
  }

  const askDiscard: Handler<Given> = async (given) => {
    const { draft } = await open(given)
    return pageReply(t('discard.title'), false, () => (
      <>
        <a class="govuk-back-link" href={journey.after}>
          {t('back')}
        </a>
        <h1 class="govuk-heading-l">{t('discard.title')}</h1>
        <Form action={addressOf(draft, 'discard')} once={newToken()}>
          <Button classes="govuk-button--warning">{t('discard.button')}</Button>
        </Form>
      </>
    ))
  }

  const discard: Handler<Given> = async (given) => {
    const { draft } = await open(given, { forChange: true })
    await discardDraft(given.tx, draft.id)
    return redirect(journey.after)
  }

  return { show, post, autosave, check, send, askDiscard, discard }
}

/** The form around a page. Its window has a name, so that its own autosave is not taken for somebody else's. */
function PageForm({
  address,
  draft,
  multipart,
  children,
}: {
  address: string
  draft: Draft
  multipart: boolean
  children: (VNode | null)[]
}): VNode {
  const window = newToken().slice(0, 12)
  return (
    <Form action={address} once={newToken()} multipart={multipart} autosave={`${address}/save?window=${window}`}>
      <input type="hidden" name="_version" value={String(draft.version)} />
      <input type="hidden" name="_window" value={window} />
      {/* Enter in a field presses the first button: it must be "continue", not "remove this person" */}
      <button type="submit" class="govuk-visually-hidden" tabIndex={-1} aria-hidden="true">
        {t('continue')}
      </button>
      {children}
    </Form>
  )
}

function Summary({ problems }: { problems: Problems }): VNode | null {
  const list = Object.entries(problems).map(([field, text]) => ({ text, href: `#${field}` }))
  return list.length === 0 ? null : <ErrorSummary titleText={t('problems')} errorList={list} />
}

/** Both versions of a page, and the choice. */
function conflictPage<Answers extends object, Context, Given extends JourneyRequest>(
  journey: Journey<Answers, Context, Given>,
  page: Page<Answers, Context, Given>,
  { draft, context, answers }: Readonly<{ draft: Draft; context: Context; answers: Partial<Answers> }>,
  address: string,
  mine: Typed,
): JourneyReply {
  const theirs = ownFields(draft.typed[page.path] ?? {})
  const linesOf = (typed: Typed) => {
    const taken = page.take(typed, context, answers)
    return taken === undefined ? undefined : page.lines(taken, context)
  }
  const [mineShown, theirsShown] = [linesOf(mine), linesOf(theirs)]
  const shown = mineShown === undefined || theirsShown === undefined ? undefined : { mine: mineShown, theirs: theirsShown }
  const versions = { version: draft.version, savedAt: journey.clockTime(draft.savedAt), mine, theirs, shown }
  const { label, valueShown } = page
  const labelled = Object.keys({ ...theirs, ...mine }).flatMap((name) => {
    const words = label?.(name, context)
    return words === undefined ? [] : [[name, words] as const]
  })
  const words = {
    ...(label === undefined ? {} : { labels: Object.fromEntries(labelled) }),
    ...(valueShown === undefined ? {} : { valueShown: (name: string, value: string) => valueShown(name, value, context) }),
  }
  const title = page.title(answers)
  const body = () => <TwoVersions address={address} action={address} title={title} hadFiles={page.multipart} {...versions} {...words} />
  return { ...pageReply(t('conflict.title'), false, body), status: 409 }
}

function pageReply(title: string, hasProblems: boolean, body: () => VNode): Extract<JourneyReply, { kind: 'page' }> {
  return { kind: 'page', status: 200, title, body: body(), hasProblems, wide: false }
}

function redirect(to: string): JourneyReply {
  return { kind: 'redirect', to }
}

function hasAny(problems: Problems): boolean {
  return Object.keys(problems).length > 0
}

function saying(problems: Problems): Typed {
  return Object.fromEntries(Object.entries(problems).map(([field, text]) => [`${problemPrefix}${field}`, text]))
}

function problemsSaid(typed: Typed): Problems {
  const said = Object.keys(typed).filter((name) => name.startsWith(problemPrefix))
  return Object.fromEntries(said.map((name) => [name.slice(problemPrefix.length), firstOf(typed, name)]))
}

function isConflict(draft: Draft, page: string, body: Typed, typed: Typed): boolean {
  return isChangedElsewhere(draft, page, body, firstOf(body, '_window')) && !sameTyped(typed, ownFields(draft.typed[page] ?? {}))
}
