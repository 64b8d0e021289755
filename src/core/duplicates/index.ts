import { can } from '../access/index.ts'
import type { Room } from '../house/room.ts'
import { readReferenceFile } from '../reference/index.ts'
import type { DeskParts } from '../work/parts.ts'
import { findDuplicates } from './jobs.ts'
import { duplicateRoutes, waitingBlock } from './routes.tsx'
import { duplicatesPolicy } from './schema.ts'
import { t } from './texts.ts'

export { findDuplicates } from './jobs.ts'

const policy = readReferenceFile('duplicates.yaml', duplicatesPolicy)

/** Who may be recorded twice: found by night, decided by a human, joined and taken apart again exactly. */
export const duplicates: Room = {
  name: 'duplicates',
  migrations: new URL('./migrations/', import.meta.url),
  routes: duplicateRoutes(policy),
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
  ],
  jobs: [{ name: 'duplicates.find', when: { crontab: '*/10 19-23,0-5 * * *' }, run: async (tx) => void (await findDuplicates(tx)) }],
}

/** Joinings that wait for a second person, on the first page of the day of those who can agree. */
export const duplicatesDesk: DeskParts = { blocks: [{ key: 'joinings', order: 60, load: waitingBlock }] }
