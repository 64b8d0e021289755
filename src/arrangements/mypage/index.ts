import { can } from '../../core/access/index.ts'
import type { Room } from '../../core/house/index.ts'
import { readReferenceFile } from '../../core/reference/index.ts'
import type { DeskParts } from '../../core/work/index.ts'
import { myPageRoutes, myPageSection as sectionFor } from './routes.tsx'
import { myPagePolicy } from './schema.ts'
import { waitingAsks } from './store.ts'
import { t } from './texts.ts'
import { WaitingBlock } from './views.tsx'

export { answerAsk, insertAsk, insertLine, leaveOut, recordShown } from './store.ts'

const policy = readReferenceFile('mypage.yaml', myPagePolicy)

/** The young person's own page, read together and never sent; and what they asked for that waits for an answer. */
export const myPage: Room = { name: 'mypage', migrations: new URL('./migrations/', import.meta.url), routes: myPageRoutes(policy) }

export const myPageSection = sectionFor(policy)

export const myPageDesk: DeskParts = {
  tasks: [{ kind: 'mine.ask', label: () => t('task'), href: ({ recordId }) => `/cases/${recordId}/mine` }],
  changes: [
    { table: 'my_page_line', label: (count) => t('change.line', { count }) },
    { table: 'my_page_ask', label: (count) => t('change.ask', { count }) },
    { table: 'my_page_shown', label: (count) => t('change.shown', { count }) },
    { table: 'my_page_left_out', label: (count) => t('change.leftOut', { count }) },
  ],
  blocks: [
    {
      key: 'own-asks',
      order: 30,
      load: async ({ tx, actor, audit }) => {
        const asks = await waitingAsks(tx, can(actor, 'case.allocate') ? 'all' : 'mine')
        if (asks.length === 0) return undefined
        audit.shown(asks.map(({ caseId }) => caseId))
        return { view: WaitingBlock({ asks: asks.slice(0, 10) }) }
      },
    },
  ],
}
