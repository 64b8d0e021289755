import { can } from '../../core/access/index.ts'
import type { Room } from '../../core/house/index.ts'
import { readReferenceFile } from '../../core/reference/index.ts'
import type { DeskParts } from '../../core/work/index.ts'
import { type MorningParts, morningRoutes } from './routes.tsx'
import { morningPolicy } from './schema.ts'
import { t } from './texts.ts'

export { giveLine } from './give.ts'

/** The daily meeting: who is missing, arrested, newly at the top level, not seen, waiting; who does what by when; yesterday's first. */
export function makeMorning(parts: MorningParts = {}): Room {
  return {
    name: 'morning',
    migrations: new URL('./migrations/', import.meta.url),
    routes: morningRoutes(readReferenceFile('morning.yaml', morningPolicy), parts),
    navigation: [
      {
        get label() {
          return t('nav')
        },
        href: '/morning',
        order: 5,
        get hint() {
          return t('nav.hint')
        },
        when: (actor) => can(actor, 'team.oversee'),
      },
    ],
  }
}

export const morningDesk: DeskParts = {
  tasks: [{ kind: 'morning.line', label: () => t('task') }],
  changes: [{ table: 'morning_line', label: (count) => t('change.line', { count }) }],
}
