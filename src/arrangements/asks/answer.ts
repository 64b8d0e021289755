// From what is typed at an ask to an answer: pure. Each problem is on the field it belongs to.
import type { LocalDate } from '../../core/clocks/index.ts'
import { type FormBody, typed } from '../../core/house/index.ts'
import { dateTyped, type Problems } from '../../core/pages/index.ts'
import { standings } from './schema.ts'
import type { AnswerItem } from './store.ts'
import { t } from './texts.ts'

const longest = 4_000

export type AnswerRead = Readonly<{ items: readonly Omit<AnswerItem, 'place'>[] }> | Readonly<{ problems: Problems }>

/**
 * One standing for each question: known needs words; not checked needs why, and by which day from `today` on; nothing known
 * needs nothing. A day beside another standing is dropped: it would say that something is still owed.
 */
export function answerFrom(body: FormBody, questions: readonly string[], today: LocalDate): AnswerRead {
  const problems: Record<string, string> = {}
  const items = questions.map((_, place): Omit<AnswerItem, 'place'> => {
    const name = `q${place}`
    const standing = standings.find((one) => one === typed(body, name))
    const words = typed(body, `${name}-words`).trim()
    const by = dateTyped(body, `${name}-by`)
    if (standing === undefined) problems[name] = t('problem.standing')
    if (words.length > longest) problems[`${name}-words`] = t('problem.tooLong')
    if (standing === 'known' && words === '') problems[`${name}-words`] = t('problem.words')
    if (standing === 'not_checked') {
      if (words === '') problems[`${name}-words`] = t('problem.why')
      if (by.kind !== 'ok') problems[`${name}-by`] = t('problem.checkedBy')
      else if (by.date < today) problems[`${name}-by`] = t('problem.checkedPast')
    }
    const checkedByOn = standing === 'not_checked' && by.kind === 'ok' ? by.date : null
    return { standing: standing ?? 'not_checked', words, checkedByOn }
  })
  return Object.keys(problems).length > 0 ? { problems } : { items }
}
