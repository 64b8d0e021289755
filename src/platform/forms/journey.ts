// A journey is data: ordered pages, each with a schema for what is typed, a view, and when it is asked. This file is what
// follows from that without a database or a request: the route, the answers, the problems.
//
//   typed    what stands in the boxes, saved as they type, right or wrong
//   accepted what passed when they went on            ── schema ──►  answers, of the pages on the route only
//
// "Under 18? then the school" is asked of the answers, never of what is typed: half a word must not move the road.
import type { VNode } from 'preact'
import type { z } from 'zod'
import type { Draft } from './drafts.ts'
import type { Typed } from './typed.ts'

/** What is wrong, by the name (and id) of the field. The first thing wrong with a field wins. */
export type Problems = Readonly<Record<string, string>>

export type ViewGiven<Answers, Context> = Readonly<{
  typed: Typed
  problems: Problems
  answers: Partial<Answers>
  context: Context
}>

/** One line of the check page. Empty text is shown as "nothing entered". */
export type SummaryLine = Readonly<{ label: string; value: string }>

/** A page as a room writes it down. */
export type PageToMake<Answers, Key extends keyof Answers & string, Context, Given> = Readonly<{
  /** The end of its address, and the name of its answers. */
  path: Key
  /** Never with a person's name in it: titles stay in histories and on shared screens. */
  title: (answers: Partial<Answers>) => string
  /** From raw strings to the answer. The context brings what a schema may not fetch: the day, the kinds there are. */
  schema: (context: Context) => z.ZodType<Answers[Key], Typed>
  /** Asked only when this holds for the answers of earlier pages, or what the context brings; always, when not given. */
  when?: (answers: Partial<Answers>, context: Context) => boolean
  view: (given: ViewGiven<Answers, Context>) => VNode
  summary: (answer: Answers[Key], context: Context) => readonly SummaryLine[]
  /**
   * What a field asks, by its name, for two versions that cannot be read as answers yet; undefined for a field that says
   * nothing by itself. Not given: what was typed is shown without a label.
   */
  label?: (name: string, context: Context) => string | undefined
  /** What was chosen from a list, as people read it. */
  valueShown?: (name: string, value: string, context: Context) => string
  /** Takes files: the form is sent as multipart, and `act` sees what came. */
  multipart?: boolean
  /**
   * What a button named `_act` does instead of going on ("add another person"), and what is done with files. Gives what
   * is typed from then on, where that changes; `act` is '' when the page was sent to go on.
   */
  act?: (given: Given, draft: Draft, typed: Typed, act: string) => Promise<ActOutcome>
}>

/** `problems` are said once, on the page that comes back. `at`: the id of the part of the page to come back to. */
export type ActOutcome = Readonly<{ typed?: Typed; problems?: Problems; at?: string }>

/** A page in a journey: the types of its own answer are inside. */
export type Page<Answers, Context, Given> = Readonly<{
  path: string
  title: (answers: Partial<Answers>) => string
  isAsked: (answers: Partial<Answers>, context: Context) => boolean
  view: (given: ViewGiven<Answers, Context>) => VNode
  multipart: boolean
  act: PageToMake<Answers, keyof Answers & string, Context, Given>['act']
  /** The answers with this page's own added; undefined when what was typed does not pass. */
  take: (typed: Typed, context: Context, answers: Partial<Answers>) => Partial<Answers> | undefined
  problems: (typed: Typed, context: Context) => Problems
  lines: (answers: Partial<Answers>, context: Context) => readonly SummaryLine[]
  label: PageToMake<Answers, keyof Answers & string, Context, Given>['label']
  valueShown: PageToMake<Answers, keyof Answers & string, Context, Given>['valueShown']
}>

/** `const page = pageMaker<Answers, Context, Request>()`, then `page({ path: 'who', … })` for each. */
export function pageMaker<Answers extends object, Context, Given>() {
  return <Key extends keyof Answers & string>(page: PageToMake<Answers, Key, Context, Given>): Page<Answers, Context, Given> => ({
    path: page.path,
    title: page.title,
    isAsked: page.when ?? (() => true),
    view: page.view,
    multipart: page.multipart ?? false,
    act: page.act,
    label: page.label,
    valueShown: page.valueShown,
    take: (typed, context, answers) => {
      const parsed = page.schema(context).safeParse(typed)
      return parsed.success ? { ...answers, [page.path]: parsed.data } : undefined
    },
    problems: (typed, context) => {
      const parsed = page.schema(context).safeParse(typed)
      return parsed.success ? {} : problemsOf(parsed.error)
    },
    lines: (answers, context) => {
      const answer = answers[page.path]
      return answer === undefined ? [] : page.summary(answer, context)
    },
  })
}

/** Where a draft stands: the pages on its route so far, their answers, and the first page that still has to be done. */
export type Progress<Answers, Context, Given> = Readonly<{
  route: readonly Page<Answers, Context, Given>[]
  answers: Partial<Answers>
  next: Page<Answers, Context, Given> | undefined
}>

/**
 * Walks the pages in order. A page off the route gives no answer, however much was typed there before: an age changed
 * from 15 to 42 leaves the school in the draft and out of what is sent.
 */
export function progressOf<Answers, Context, Given>(
  pages: readonly Page<Answers, Context, Given>[],
  draft: Pick<Draft, 'accepted'>,
  context: Context,
): Progress<Answers, Context, Given> {
  let answers: Partial<Answers> = {}
  const route: Page<Answers, Context, Given>[] = []
  let next: Page<Answers, Context, Given> | undefined
  for (const page of pages) {
    if (!page.isAsked(answers, context)) continue
    route.push(page)
    const accepted = draft.accepted[page.path]
    const more = accepted === undefined ? undefined : page.take(accepted, context, answers)
    if (more === undefined) next ??= page
    else answers = more
  }
  return { route, answers, next }
}

/** From zod's issues to a message for each field; a nested path is joined by hyphens, as the fields' names are. */
export function problemsOf(error: z.ZodError): Problems {
  const problems: Record<string, string> = {}
  for (const { path, message } of error.issues) problems[path.map(String).join('-')] ??= message
  return problems
}
