import { can } from '../access/identity.ts'
import type { Room } from '../house/room.ts'
import { type ConcernKinds, questionRoutes } from './routes.tsx'
import { manages } from './schema.ts'
import { t } from './texts.ts'

export { AskQuestions, answerLines, answerRow, boxShown, labelOf, labelsOf, problemsSaid, withWords } from './fields.tsx'
export { limits } from './policy.ts'
export { asksAnything, namedIn, readAnswers, type Sheet, writtenFields } from './rules.ts'
export type { Answer, GivenAnswer, QuestionContent, Wording } from './schema.ts'
export {
  addQuestion,
  answeredOn,
  answersOf,
  answersOfVisits,
  answerWithSubmission,
  answerWithVisit,
  setAsked,
  sheetFor,
  wordsNamed,
} from './store.ts'

/** What a partnership asks besides, with a concern or a visit, without anybody writing code. */
export function makeQuestions(kinds: ConcernKinds): Room {
  return {
    name: 'questions',
    migrations: new URL('./migrations/', import.meta.url),
    routes: questionRoutes(kinds),
    navigation: [
      {
        get label() {
          return t('nav')
        },
        href: '/questions',
        order: 92,
        get hint() {
          return t('nav.hint')
        },
        when: (actor) => can(actor, manages),
      },
    ],
  }
}
