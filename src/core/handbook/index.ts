/** Rules registered by the rooms, to be listed, shown and tried. */
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
