import { z } from 'zod'
import { provenance } from '../reference/provenance.ts'

export const wordContext = z.enum(['case_note', 'panel_paper', 'public'])

const result = z.enum(['none', 'warned', 'blocked', 'kept_as_quoted'])
const phrases = z.array(z.string().min(1))
const subjects = z.array(z.enum(['child', 'adult', 'professional']))

const phraseRule = z.strictObject({
  phrase: z.string().min(1),
  after: phrases.optional(),
  before: phrases.optional(),
  sentence: phrases.optional(),
  notAfter: phrases.optional(),
  notBefore: phrases.optional(),
  notSentence: phrases.optional(),
  subject: subjects.optional(),
  notSubject: subjects.optional(),
  alone: z.boolean().optional(),
})

/** The form of reference/words.yaml; the language of its phrases is explained there. */
export const wordList = provenance.extend({
  contexts: z.record(wordContext, z.strictObject({ found: result, quoted: result })),
  sets: z.record(z.string(), phrases),
  exempt: phrases,
  terms: z.array(
    z.strictObject({
      id: z.string().min(1),
      term: z.string().min(1),
      why: z.string().min(1),
      sayInstead: z.array(z.string().min(1)).min(1),
      phrases: z.array(z.union([z.string().min(1), phraseRule])).min(1),
    }),
  ),
})
