import { can } from '../../core/access/index.ts'
import type { Room } from '../../core/house/index.ts'
import { readReferenceFile } from '../../core/reference/index.ts'
import type { DeskParts } from '../../core/work/index.ts'
import { sql } from '../../platform/db/sql.ts'
import { askedBlock } from './block.tsx'
import { asksRoutes } from './routes.tsx'
import { asksPolicy } from './schema.ts'
import { t } from './texts.ts'

export { answerByLink } from './by-link.tsx'
export { asksAtDesk, asksSection } from './routes.tsx'
export { asksOfUs, findAskOfUs, sendAnswer, sendAsk, unansweredAtDesk, unansweredCases } from './store.ts'

const policy = readReferenceFile('asks.yaml', asksPolicy)

/** Asking partners what they know before a decision: each sees only what was chosen to be told, each answer has its own circle. */
export const asks: Room = {
  name: 'asks',
  migrations: new URL('./migrations/', import.meta.url),
  routes: asksRoutes(policy),
  navigation: [
    {
      get label() {
        return t('nav.asked')
      },
      href: '/asked',
      order: 12,
      get hint() {
        return t('nav.askedHint')
      },
      when: (actor) => can(actor, 'ask.answer'),
    },
  ],
  jobs: [
    {
      name: 'asks.chase',
      when: { crontab: '*/10 * * * *' },
      run: async (tx) =>
        void (await tx.run(
          sql`select partner_asks_chase_as_system(${policy.chaseAgainAfterHours}, ${policy.chaseAtMost}, ${policy.coverAfterHours})`,
        )),
    },
  ],
}

const toAnswer = ({ subjectId }: Readonly<{ subjectId: string | null }>) => (subjectId === null ? '/asked' : `/asked/${subjectId}`)
const toAsk = ({ subjectId }: Readonly<{ subjectId: string | null }>) => (subjectId === null ? undefined : `/asks/${subjectId}`)

export const asksDesk: DeskParts = {
  tasks: [{ kind: 'ask.answer', label: () => t('task.answer'), href: ({ subjectId }) => `/asks/${subjectId ?? ''}` }],
  notices: [
    { kind: 'ask.received', label: () => t('notice.received'), href: toAnswer },
    { kind: 'ask.chased', label: () => t('notice.chased'), href: toAnswer },
    { kind: 'ask.withdrawn', label: () => t('notice.withdrawn'), href: toAnswer },
    { kind: 'ask.answered', label: () => t('notice.answered'), href: toAsk },
    { kind: 'ask.overdue', label: () => t('notice.overdue'), href: toAsk },
    { kind: 'ask.stepped_back', label: () => t('notice.stepped_back'), href: toAsk },
    { kind: 'ask.agency_left', label: () => t('notice.agency_left'), href: toAsk },
  ],
  blocks: [{ key: 'asked', order: 5, load: askedBlock }],
}
