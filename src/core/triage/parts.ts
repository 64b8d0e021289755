import type { VNode } from 'preact'
import type { AllocationCheck } from '../cases/index.ts'
import type { Request } from '../house/index.ts'

/** What other rooms show on a concern's triage page, such as its circle: app.ts hands them to makeTriage({ … }). */
export type TriageSection = Readonly<{
  key: string
  order: number
  /** Undefined: nothing here for this reader. Reads its own tables, so it shows what this reader may see. */
  load: (request: Request, concernId: string) => Promise<VNode | undefined>
}>

export type TriageParts = Readonly<{
  sections?: readonly TriageSection[]
  /** Asked before a worker is named while a case is opened: the same that is asked on a case's own page. */
  allocation?: AllocationCheck
}>
