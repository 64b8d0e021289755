import type { NavigationItem, Room } from '../house/room.ts'
import { workJobs } from './jobs.ts'
import type { DeskParts } from './parts.ts'
import { workRoutes } from './routes.ts'
import { t } from './texts.ts'

export { type Change, changesSince, pageFacts } from './desk-store.ts'
export { type NameOf, namesOf } from './names.ts'
export type { DeskParts, NoticeWords, RecordName, ShownBlock, TaskWords } from './parts.ts'
export {
  completeTask,
  endTask,
  notify,
  openTasksOf,
  putTask,
  type RecordRef,
  type Task,
  type TaskClock,
  type TaskToPut,
  tasksOwedBy,
} from './store.ts'

/**
 * What somebody owes by a time, who is told what, and the page the day begins on. `parts` are what the other rooms hand
 * over; `navigation` is asked for when a page is made, because it holds this room's own entry too.
 */
export function makeWork(parts: readonly DeskParts[] = [], navigation: () => readonly NavigationItem[] = () => []): Room {
  const all: DeskParts = {
    tasks: parts.flatMap((part) => part.tasks ?? []),
    notices: parts.flatMap((part) => part.notices ?? []),
    changes: parts.flatMap((part) => part.changes ?? []),
    quietTables: parts.flatMap((part) => part.quietTables ?? []),
    names: parts.flatMap((part) => part.names ?? []),
    blocks: parts.flatMap((part) => part.blocks ?? []),
  }
  return {
    name: 'work',
    migrations: new URL('./migrations/', import.meta.url),
    routes: workRoutes(all, navigation),
    jobs: workJobs,
    navigation: [
      {
        get label() {
          return t('nav.home')
        },
        href: '/',
        order: 0,
        when: () => true,
      },
    ],
  }
}
