import { removeOrphans, scanWaiting } from '../../platform/files/index.ts'
import { draftsKeptDays, forgetDrafts } from '../../platform/forms/index.ts'
import { forgetOnce } from './once.ts'
import type { Room } from './room.ts'

export { act } from './as-user.ts'
export type { ActNote, AsUser, CommandSession } from './command-session.ts'
export * from './request.ts'
export type { Job, NavigationItem, Room } from './room.ts'
export {
  buildServer,
  type Frame,
  formOf,
  maxFileBytes,
  type OpenRoute,
  type SendAgain,
  type ServerOptions,
  sendHtml,
  sessionCookie,
  stepUpMinutes,
} from './server.ts'

export { sendStoredFile } from './stored-file.ts'

/** How a request goes through the house, and what a room is. */
export const house: Room = {
  name: 'house',
  migrations: new URL('./migrations/', import.meta.url),
  jobs: [
    { name: 'house.once', when: { crontab: '17 3 * * *' }, run: forgetOnce },
    {
      name: 'files.orphans',
      when: { crontab: '7 * * * *' },
      run: async (tx, { dataDir, clock }) => void (await removeOrphans(tx, { dataDir }, clock.now())),
    },
    { name: 'files.scan', when: { everySeconds: 60 }, run: async (tx, open) => void (await scanWaiting(tx, open, open.clock.now())) },
    { name: 'drafts.forget', when: { crontab: '27 3 * * *' }, run: (tx) => forgetDrafts(tx, draftsKeptDays) },
  ],
}
