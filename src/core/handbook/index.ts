import type { Room } from '../house/room.ts'
import { handbookRoutes } from './routes.ts'
import type { Rulebook } from './rule.ts'

/** Rules registered by the rooms, to be listed, shown and tried: on the command line and as pages. */
export function handbookRoom(book: Rulebook): Room {
  return { name: 'handbook', routes: handbookRoutes(book) }
}

export { handbookCommands } from './commands.ts'
export { instant, localTime, wallClock } from './formats.ts'
export {
  findRule,
  fromHandbook,
  type HandbookRule,
  type Rulebook,
  type RuleOutput,
  type RuleProvenance,
  rulebookOf,
  type ShownRule,
  shownRule,
  type Tried,
  tryRule,
  type ValueRule,
  valueRule,
} from './rule.ts'
export { markText, rulePath, WhyThisDate } from './why.tsx'
