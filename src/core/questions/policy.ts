import { readReferenceFile } from '../reference/reference.ts'
import { questionsPolicy } from './schema.ts'

/** How many and how long, from reference/questions.yaml. */
export const policy = readReferenceFile('questions.yaml', questionsPolicy)

/** How long an answer may be. */
export const limits = { textAtMost: policy.textAtMost, longTextAtMost: policy.longTextAtMost } as const
