// What the two short forms (one minute, and more of it) send, whoever fills them in: somebody with an account, or a link.

import type { z } from 'zod'
import { ownFields, type Typed } from '../../platform/forms/index.ts'
import type { minuteSchema, moreSchema } from './answers.ts'
import type { Attachment, Sending, Submission } from './schema.ts'

/** Who writes, as they are called. */
export type From = Pick<Submission, 'referrerName' | 'referrerJob' | 'referrerAgency'>

const nothingSaid = {
  reach: '',
  whatSeen: '',
  ownWords: '',
  seenOn: null,
  seenAt: null,
  seenWhenWords: '',
  dangerNow: null,
  alreadyDone: '',
  agreement: null,
  agreementBecause: '',
  told: '',
  wordsKept: [],
} as const

const nobody = {
  relation: 'at_risk',
  knownAs: '',
  bornOn: null,
  aboutAge: null,
  schoolOrWork: '',
  address: '',
  phone: '',
  language: '',
  more: '',
} as const

/** Three boxes: whether there is danger now was not asked, and so is not known. */
export function minuteSending({ who, what, reach }: z.output<typeof minuteSchema>, from: From, typed: Typed): Sending {
  return {
    submission: {
      ...nothingSaid,
      ...from,
      form: 'minute',
      reach,
      whatSeen: what,
      dangerNow: 'unknown',
      answers: { minute: ownFields(typed) },
    },
    subjects: who === '' ? [] : [{ ...nobody, fullName: who, facts: { names: [{ kind: 'legal', fullText: who }] } }],
    places: [],
    attachments: [],
  }
}

export function moreSending(
  { whatSeen, danger, done, agreement, because, told }: z.output<typeof moreSchema>,
  from: From,
  typed: Typed,
  attachments: readonly Attachment[],
): Sending {
  return {
    submission: {
      ...nothingSaid,
      ...from,
      form: 'more',
      whatSeen,
      dangerNow: danger,
      alreadyDone: done,
      agreement,
      agreementBecause: because,
      told,
      answers: { more: ownFields(typed) },
    },
    subjects: [],
    places: [],
    attachments,
  }
}
