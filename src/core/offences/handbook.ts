import { z } from 'zod'
import { localDate } from '../clocks/index.ts'
import { fromHandbook, type HandbookRule, type RuleOutput, valueRule } from '../handbook/index.ts'
import type { Reference } from '../reference/index.ts'
import { provenanceOf } from '../reference/provenance.ts'
import { lookUpOffence, type OffenceAnswer, stepsWhatever, verdictsIn, wordsAlone } from './rules.ts'
import { conditionAnswer, listedValues, offenceForm } from './schema.ts'

const table = ({ section45 }: Reference) => provenanceOf(section45)

const offence = z.strictObject({
  law: z.string().min(1),
  section: z.string().min(1),
  condition: conditionAnswer.optional(),
  form: offenceForm.optional(),
  actOn: localDate.optional(),
})
const words = z.strictObject({ offenceText: z.string().min(1), actOn: localDate.optional() })
const output = ['value', 'verdictTextAllowed', 'question', 'because', 'mark']

/** No answer allows a text that says what a court would decide. */
const shown = ({ value, question, because, mark }: OffenceAnswer): RuleOutput => ({
  value,
  verdictTextAllowed: false,
  question: question ?? null,
  because: because ?? null,
  mark,
})

function listRule(id: string, title: string): HandbookRule {
  return valueRule({
    id,
    title,
    provenance: table,
    input: z.union([offence, words]),
    output,
    run: (input, { section45 }) => shown('offenceText' in input ? wordsAlone(section45) : lookUpOffence(input, section45)),
  })
}

export const section45Rules: readonly HandbookRule[] = [
  listRule('law R46', 'Is the offence on the list of Schedule 4? Four answers, never a verdict'),
  listRule('law R47', 'On the list if: the condition is a question, and unknown keeps it one'),
  listRule('law R48', 'Attempt, conspiracy, encouraging and aiding of a listed offence; subsections on their own'),
  listRule('law R49', 'Words alone, acts before the section and Acts that were not compared: not known'),
  valueRule({
    id: 'law R50',
    title: 'No answer creates or hides the decision to refer or the public-interest stage',
    provenance: fromHandbook('section 3, four stages', { basis: 'guidance', mark: 'V2' }),
    input: z.strictObject({ value: z.enum(listedValues) }),
    output: ['steps'],
    run: () => ({ steps: stepsWhatever }),
  }),
  valueRule({
    id: 'law R51',
    title: 'What no text that Lapwing makes may say',
    provenance: table,
    input: z.strictObject({ generatedText: z.string() }),
    output: ['allowed', 'found'],
    run: ({ generatedText }, { section45 }) => {
      const found = verdictsIn(generatedText, section45)
      return { allowed: found.length === 0, found }
    },
  }),
]
