import { z } from 'zod'
import { provenance } from '../reference/provenance.ts'

export const questionType = z.enum(['text', 'long_text', 'one', 'several', 'date', 'yes_no'])
export type QuestionType = z.infer<typeof questionType>

/**
 * may_be_left: empty is fine, also for later. answer: something, and "not known" is an answer. must_be_known: the partnership
 * says that "not known" will not do; never for yes or no, where unknown would turn into a no.
 */
export const answerRule = z.enum(['may_be_left', 'answer', 'must_be_known'])
export type AnswerRule = z.infer<typeof answerRule>

/** The capability of those who add and change questions. It opens no answer. */
export const manages = 'questions.manage'

/** Where something can be asked: 'concern.KIND' or 'visit.child' and 'visit.adult'. */
export type AskedAt = string

/** What is asked, in one version. */
export type Wording = Readonly<{
  questionId: string
  /** From 1. */
  version: number
  wording: string
  hint: string
  type: QuestionType
  /** Of the two types with choices; what is chosen is kept in these words. */
  choices: readonly string[]
  rule: AnswerRule
  /** Codes of the roles that read the answers; empty: whoever may read what they belong to. */
  roles: readonly string[]
  /** The same, as people call them. */
  roleNames: readonly string[]
}>

/** What stands in a form, and what is compared when two people change one question. */
export type QuestionContent = Omit<Wording, 'questionId' | 'version' | 'roleNames'> & Readonly<{ purpose: string; because: string }>

/** An answer as it is kept. `said`: the text, a day (2026-11-24), yes or no, or what was chosen. */
export type Answer = Readonly<{ questionId: string; version: number; state: 'answered' | 'not_known'; said: readonly string[] }>

/** An answer with the words it was given to. `isAsked`: in these words still. */
export type GivenAnswer = Answer & Readonly<{ wording: string; type: QuestionType; isAsked: boolean }>

/** The form of reference/questions.yaml. */
export const questionsPolicy = provenance.extend({
  askedAtMost: z.int().positive(),
  choicesAtMost: z.int().positive(),
  asListFrom: z.int().positive(),
  wordingAtMost: z.int().positive(),
  hintAtMost: z.int().positive(),
  choiceAtMost: z.int().positive(),
  reasonAtMost: z.int().positive(),
  textAtMost: z.int().positive(),
  longTextAtMost: z.int().positive(),
})
export type QuestionsPolicy = Readonly<z.infer<typeof questionsPolicy>>
