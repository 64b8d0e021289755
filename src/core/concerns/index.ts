import { can } from '../access/identity.ts'
import type { Room } from '../house/room.ts'
import { readReferenceFile } from '../reference/index.ts'
import { firstKinds } from './kinds.ts'
import { concernRoutes } from './routes.tsx'
import { loadConcernKinds } from './store.ts'
import { t } from './texts.ts'
import { loadWards, wardsFile } from './wards.ts'

export { minuteSchema, moreSchema } from './answers.ts'
export { unsortedKind } from './kinds.ts'
export { MinuteFields, MoreBesides, MoreWhat, RecordPage } from './record-views.tsx'
export { whyOf } from './routes.tsx'
export * from './rules.ts'
export type {
  Agreement,
  Attachment,
  ConcernKind,
  ConcernState,
  Danger,
  GoesTo,
  KeptWord,
  PartialDate,
  Place,
  Sending,
  Subject,
  SubjectRelation,
  Submission,
} from './schema.ts'
export { decisionDue, type Sent, sendConcern, sendMore } from './send.ts'
export { type From, minuteSending, moreSending } from './short-forms.ts'
export {
  attachmentsOf,
  type Colleague,
  type Concern,
  colleaguesNamed,
  concernKinds,
  concernsSentBy,
  findAttachment,
  findConcern,
  type KeptAttachment,
  type KeptPlace,
  type KeptSubject,
  type KeptSubmission,
  keepOutOf,
  type LeftOutName,
  leftOutOf,
  loadConcernKinds,
  messagesToReferrer,
  namedOfficers,
  type Phone,
  placesOf,
  type ReferrerMessage,
  setConcernState,
  setWardOf,
  subjectsOf,
  submissionsOf,
  tellReferrer,
} from './store.ts'
export { DangerBanner } from './views.tsx'
export { activeWards, loadWards, type Ward } from './wards.ts'

/** The front door: what comes in, from whom, about whom, and what its referrer may know of it. */
export const concerns: Room = {
  name: 'concerns',
  migrations: new URL('./migrations/', import.meta.url),
  loadReference: async (tx) => {
    await loadConcernKinds(tx, firstKinds())
    await loadWards(tx, readReferenceFile('wards.yaml', wardsFile).wards)
  },
  routes: concernRoutes,
  navigation: [
    {
      get label() {
        return t('nav.send')
      },
      href: '/concerns/new',
      order: 40,
      when: (actor) => can(actor, 'concern.refer'),
      get hint() {
        return t('nav.sendHint')
      },
    },
    {
      get label() {
        return t('nav.mine')
      },
      href: '/concerns/mine',
      order: 30,
      when: (actor) => can(actor, 'concern.refer'),
    },
  ],
}
