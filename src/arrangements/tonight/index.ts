import { can } from '../../core/access/index.ts'
import type { Room } from '../../core/house/index.ts'
import { readReferenceFile } from '../../core/reference/index.ts'
import type { DeskParts } from '../../core/work/index.ts'
import { askForTonight } from './jobs.ts'
import { tonightSection as sectionFor, tonightRoutes } from './routes.tsx'
import { tonightPolicy } from './schema.ts'
import { tonightList } from './store.ts'
import { t } from './texts.ts'
import { FindTonight } from './views.tsx'

export { saveTonight } from './store.ts'

const policy = readReferenceFile('tonight.yaml', tonightPolicy)

/** One page for whoever finds a young person at night: whom to ring, where is safe, what helps, what frightens; and when it was last true. */
export const tonight: Room = {
  name: 'tonight',
  migrations: new URL('./migrations/', import.meta.url),
  routes: tonightRoutes(policy),
  navigation: [
    {
      get label() {
        return t('nav')
      },
      href: '/tonight',
      order: 15,
      get hint() {
        return t('nav.hint')
      },
      when: (actor) => can(actor, 'tonight.find'),
    },
  ],
  jobs: [{ name: 'tonight.review', when: { crontab: '20 4 * * *' }, run: (tx, house) => askForTonight(tx, house, policy) }],
}

export const tonightSection = sectionFor(policy)

/** Those who are missing come first in the list; more at once than this have another page. */
const mostShown = 20

export const tonightDesk: DeskParts = {
  tasks: [{ kind: 'tonight.review', label: () => t('task'), href: ({ recordId }) => `/cases/${recordId}/tonight` }],
  blocks: [
    {
      key: 'tonight',
      order: 0,
      load: async ({ tx, actor, audit }) => {
        if (!can(actor, 'tonight.find')) return undefined
        const missing = (await tonightList(tx, '', mostShown)).filter(({ missingOn }) => missingOn !== null)
        audit.shown(missing.map(({ caseId }) => caseId))
        return { view: FindTonight({ missing }), leads: true }
      },
    },
  ],
  changes: [{ table: 'tonight_page', label: (count) => t('change.page', { count }) }],
}
