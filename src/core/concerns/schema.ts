import { z } from 'zod'
import type { PersonFacts } from '../people/facts.ts'
import type { Answer } from '../questions/index.ts'

/** As much of a date as somebody knows: '2011', '2011-03' or '2011-03-02'. */
export type PartialDate = string

export type GoesTo = 'triage' | 'named_officer'

/** A kind of concern. Rooms add theirs when reference data is loaded (loadConcernKinds); the words are theirs too. */
export type ConcernKind = Readonly<{
  /** Small letters and underlines; never changed once used. */
  code: string
  label: string
  hint: string
  /** A concern about staff never meets the inbox. */
  goesTo: GoesTo
  /** Where it stands among the others; small numbers first. */
  place: number
}>

/** What the referrer sees of where it stands. Nothing finer: finer would tell who is known. */
export type ConcernState = 'received' | 'more_wanted' | 'decided'

export type Danger = 'yes' | 'no' | 'unknown'
export type Agreement = 'agreed' | 'not_asked' | 'did_not_agree'
export type SubjectRelation = 'at_risk' | 'may_harm' | 'other'

/** A word that the linter asked about and the writer kept. */
export const keptWord = z.object({ field: z.string(), found: z.string(), because: z.string() })
export type KeptWord = z.infer<typeof keptWord>

/** One sending, as it is kept. Empty text where nothing was said. */
export type Submission = Readonly<{
  form: 'full' | 'minute' | 'more'
  referrerName: string
  referrerJob: string
  referrerAgency: string
  /** How to reach the referrer: numbers, times. */
  reach: string
  whatSeen: string
  ownWords: string
  seenOn: PartialDate | null
  seenAt: Date | null
  /** When, in words, where a date does not say it ("most evenings"). */
  seenWhenWords: string
  dangerNow: Danger | null
  alreadyDone: string
  agreement: Agreement | null
  agreementBecause: string
  told: string
  wordsKept: readonly KeptWord[]
  /** Everything as typed and accepted, page by page. */
  answers: unknown
}>

/** Somebody a referrer wrote about, as they wrote it. */
export type Subject = Readonly<{
  relation: SubjectRelation
  /** Empty when they do not know it. */
  fullName: string
  knownAs: string
  bornOn: PartialDate | null
  aboutAge: number | null
  schoolOrWork: string
  address: string
  phone: string
  language: string
  more: string
  /** What the people room keeps of them as a source record; nothing for somebody only described. */
  facts?: PersonFacts
}>

/** `ward`: the code of one of the borough's; left out or null when nobody knows. */
export type Place = Readonly<{ description: string; postcode: string; whatHappens: string; ward?: string | null }>

/** A file already stored (platform/files), to be kept with a submission. `stripped`: codes of what was taken out of it. */
export type Attachment = Readonly<{
  fileId: string
  name: string
  mediaType: string
  bytes: number
  stripped: readonly string[]
}>

export type Sending = Readonly<{
  submission: Submission
  subjects: readonly Subject[]
  places: readonly Place[]
  attachments: readonly Attachment[]
  /** To the partnership's own questions. */
  ownAnswers?: readonly Answer[]
}>
