import type { Room } from '../house/room.ts'

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

/** What somebody owes by a time, and who is told what. */
export const work: Room = { name: 'work', migrations: new URL('./migrations/', import.meta.url) }
