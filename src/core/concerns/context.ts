import type { DraftFile } from '../../platform/forms/index.ts'
import type { Sheet } from '../questions/index.ts'
import type { ConcernKind } from './schema.ts'
import type { Colleague, NearMatch, Phone } from './store.ts'
import type { Ward } from './wards.ts'

/** What the pages of the journey are given beside what was typed. `receiver`: who would get such a concern now, in words. */
export type JourneyContext = Readonly<{
  today: string
  now: Date
  kinds: readonly (ConcernKind & { receiver: string | undefined })[]
  onCall: readonly Phone[]
  files: readonly DraftFile[]
  nearMatches: readonly NearMatch[]
  words: readonly WordToLookAt[]
  wards: readonly Ward[]
  /** Of a concern about staff: who would receive it, and colleagues with a name like the one it is about. */
  officers: readonly Colleague[]
  colleagues: readonly Colleague[]
  /** The partnership's own questions for this kind, and what of them was answered in this draft. */
  questions: Sheet
  asksQuestions: boolean
}>

/** A word that the linter asks about: where it stands, and what it says. */
export type WordToLookAt = Readonly<{ field: string; page: string; found: string; why: string; instead: string }>
