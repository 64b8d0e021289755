import { can } from '../access/index.ts'
import type { Room } from '../house/room.ts'
import { readReferenceFile } from '../reference/index.ts'
import type { DeskParts } from '../work/parts.ts'
import { findDuplicates } from './jobs.ts'
import { modelRoutes } from './model-routes.tsx'
import { duplicateRoutes, waitingBlock } from './routes.tsx'
import { duplicatesPolicy, matchingFigures } from './schema.ts'
import { t } from './texts.ts'

export { findDuplicates } from './jobs.ts'

const policy = readReferenceFile('duplicates.yaml', duplicatesPolicy)
const figures = readReferenceFile('matching-figures.yaml', matchingFigures)

/** Who may be recorded twice: found by night, decided by a human, joined and taken apart again exactly. */
export const duplicates: Room = {
  name: 'duplicates',
  migrations: new URL('./migrations/', import.meta.url),
  routes: (route) => {
    duplicateRoutes(policy)(route)
    modelRoutes(figures)(route)
  },
  navigation: [
    {
      get label() {
        return t('nav')
      },
      href: '/duplicates',
      order: 28,
      get hint() {
        return t('nav.hint')
      },
      when: (actor) => can(actor, 'people.join'),
    },
    {
      get label() {
        return t('models.nav')
      },
      href: '/admin/matching',
      order: 91,
      get hint() {
        return t('models.hint')
      },
      when: (actor) => can(actor, 'accounts.administer'),
    },
  ],
  jobs: [{ name: 'duplicates.find', when: { crontab: '*/10 19-23,0-5 * * *' }, run: async (tx) => void (await findDuplicates(tx)) }],
}

/** Joinings that wait for a second person, on the first page of the day of those who can agree. */
export const duplicatesDesk: DeskParts = { blocks: [{ key: 'joinings', order: 60, load: waitingBlock }] }
