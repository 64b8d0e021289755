/** What every page stands in, and the parts that forms share. */
export { type DateTyped, dateBoxes, dateTyped, type MomentTyped, momentTyped } from './date-typed.ts'
export { HiddenFields, PostForm, ProblemSummary, type Problems } from './forms.tsx'
export { type FrameOptions, frameOf, type PlainPage } from './frame.tsx'
export { languageRoutes } from './language.ts'
export { KeptPostForm, savesAsTyped, type TypedIn, typedElsewhere } from './saved-as-typed.tsx'
export { asksForPass, type Fields, fieldsOf, MomentFields, momentProblems, NotAnAccount, ToldText } from './told.tsx'
