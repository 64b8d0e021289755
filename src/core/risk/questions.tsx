// The questions, one step for each domain, as a journey: saved as they are answered, resumable on another device. Only when
// they are all checked are they saved with the assessment, and only then is a suggestion worked out.
import { z } from 'zod'
import type { Tx } from '../../platform/db/pool.ts'
import {
  type Draft,
  discardDraft,
  draftsOf,
  firstOf,
  type Journey,
  type JourneyHandlers,
  journeyHandlers,
  pageMaker,
  startDraft,
  type Typed,
} from '../../platform/forms/index.ts'
import { showTime } from '../../platform/texts/dates.ts'
import { type Case, caseBanner } from '../cases/index.ts'
import { notThere, type Reply, type Request } from '../house/index.ts'
import { type IndicatorAnswer, indicatorAnswer, type RiskPolicy } from './rules.ts'
import * as store from './store.ts'
import { t } from './texts.ts'
import { DomainQuestions, domainsOf, SavedBeside, sentence } from './views.tsx'

/** By domain: the answers to its questions. */
type DomainAnswers = Readonly<Record<string, store.Answers>>
type Context = Readonly<{ saved: store.Answers | undefined; last: store.Answers | undefined; isCarried: boolean }>

const nameOf = (a: store.Assessment) => `risk:${a.id}`
const baseOf = (a: store.Assessment) => `/cases/${a.caseId}/risk/${a.id}/questions`
const pathOf = (domain: string) => domain.toLowerCase()
const field = (indicator: string) => `i-${indicator}`
/** Not a page: says that the draft began with the answers of last time. */
const carriedMark = 'carried'

const typedFields = z.record(z.string(), z.union([z.string(), z.array(z.string()).readonly()]))

/** Whatever is left, or is no answer, is not known: that is never read as "no". */
function answerIn(typed: Typed, id: string): IndicatorAnswer {
  const given = indicatorAnswer.safeParse(firstOf(typed, field(id)))
  return given.success ? given.data : 'unknown'
}

function answersIn(typed: Typed, indicators: RiskPolicy['indicators']): store.Answers {
  return Object.fromEntries(indicators.map(({ id }) => [id, answerIn(typed, id)]))
}

/** Answers as the pages of a draft hold them. */
function typedOf(answers: store.Answers, policy: RiskPolicy): Draft['typed'] {
  return Object.fromEntries(
    domainsOf(policy).map(({ code, indicators }) => [
      pathOf(code),
      Object.fromEntries(indicators.map(({ id }) => [field(id), answers[id] ?? 'unknown'])),
    ]),
  )
}

/** The writer's own draft of the questions of this assessment. */
export async function questionsDraft(tx: Tx, a: store.Assessment): Promise<Draft | undefined> {
  const [latest] = await draftsOf(tx, nameOf(a))
  return latest
}

export async function forgetQuestionsDraft(tx: Tx, a: store.Assessment): Promise<void> {
  for (const { id } of await draftsOf(tx, nameOf(a))) await discardDraft(tx, id)
}

/** Where the questions go on: the first step not done, or the check page. */
export const goOnAt = (a: store.Assessment, draftId: string): string => `${baseOf(a)}/${draftId}/check`

/**
 * Begins the questions: from what is saved, when they were answered before; from last time's answers, each to be looked
 * at again; or from nothing. @returns where they begin
 */
export async function beginQuestions(tx: Tx, a: store.Assessment, last: store.Answers | undefined): Promise<string> {
  const policy = await store.riskPolicyOf(tx, a.policyVersion)
  if (a.answeredAt !== null) {
    const typed = typedOf(await store.answersOf(tx, a.id), policy)
    return goOnAt(a, await startDraft(tx, nameOf(a), typed, typed))
  }
  const typed = last === undefined ? {} : { ...typedOf(last, policy), [carriedMark]: { yes: 'yes' } }
  return goOnAt(a, await startDraft(tx, nameOf(a), typed))
}

type Asked = Readonly<{ c: Case; a: store.Assessment; last: store.Answers | undefined }>

/** One of the journey's answers. The steps follow the version of the questions that the assessment began with. */
export async function answerQuestions(request: Request, { c, a, last }: Asked, which: keyof JourneyHandlers<Request>): Promise<Reply> {
  const policy = await store.riskPolicyOf(request.tx, a.policyVersion)
  const saved = a.answeredAt === null ? undefined : await store.answersOf(request.tx, a.id)
  const banner = await caseBanner(request, c.id)
  const allOf = (answers: DomainAnswers): store.Answers => Object.assign({}, ...Object.values(answers))
  const page = pageMaker<DomainAnswers, Context, Request>()
  const journey: Journey<DomainAnswers, Context, Request> = {
    name: nameOf(a),
    base: baseOf(a),
    after: `/cases/${c.id}/risk`,
    words: { check: t('questions.check'), send: t('questions.save') },
    pages: domainsOf(policy).map(({ code, name, indicators }) =>
      page({
        path: pathOf(code),
        title: () => name,
        schema: () => typedFields.transform((typed) => answersIn(typed, indicators)),
        view: ({ typed, context }) => (
          <DomainQuestions
            name={name}
            indicators={indicators}
            answers={answersIn(typed, indicators)}
            last={context.last}
            isCarried={context.isCarried}
          />
        ),
        summary: (answers) =>
          indicators.map(({ id, words }) => ({ label: sentence(words), value: t(`answer.${answers[id] ?? 'unknown'}`) })),
      }),
    ),
    context: async (_, draft) => ({ saved, last, isCarried: draft.typed[carriedMark] !== undefined }),
    clockTime: (at) => showTime(at),
    notThere,
    banner: () => banner,
    beforeSending: (answers) => <SavedBeside policy={policy} version={a.version} saved={saved} mine={allOf(complete(answers))} />,
    send: async ({ tx, body }, { answers }) => {
      if (Number(firstOf(body, 'version')) !== a.version) return { problems: { version: t('questions.conflict') } }
      const done = await store.saveAnswers(tx, a.id, a.version, allOf(complete(answers)))
      if (done.kind === 'refused') return { problems: { version: t(`problem.${done.because}`) } }
      return done.value ? { to: `/cases/${c.id}/risk/${a.id}/decide` } : { problems: { version: t('questions.conflict') } }
    },
  }
  return journeyHandlers(journey)[which](request)
}

function complete(answers: Partial<DomainAnswers>): DomainAnswers {
  return Object.fromEntries(Object.entries(answers).flatMap(([domain, given]) => (given === undefined ? [] : [[domain, given]])))
}
