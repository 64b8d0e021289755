/** Forms in several steps, saved as people type. A journey is data; one way serves them all. */
export { type DraftFile, draftFilesOf, insertDraftFile, removeDraftFile } from './draft-files.ts'
export { type Draft, discardDraft, draftsKeptDays, draftsOf, findDraft, forgetDrafts, saveDraft, startDraft } from './drafts.ts'
export {
  type ActOutcome,
  type Page,
  type PageToMake,
  type Problems,
  pageMaker,
  problemsOf,
  progressOf,
  type SummaryLine,
  type ViewGiven,
} from './journey.ts'
export {
  forgetKept,
  type Kept,
  KeptForm,
  keepSent,
  keptElsewhere,
  keptForm,
  overlaid,
  saveKept,
  TwoVersions,
} from './kept.tsx'
export { type Journey, type JourneyHandlers, type JourneyReply, type JourneyRequest, journeyHandlers } from './routes.tsx'
export { allOf, firstOf, ownFields, type Typed } from './typed.ts'
