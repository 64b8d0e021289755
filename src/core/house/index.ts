import type { Room } from './room.ts'

export { type ActNote, type AsUser, act, type CommandSession } from './as-user.ts'
export * from './request.ts'
export type { Job, NavigationItem, Room } from './room.ts'
export {
  buildServer,
  type Frame,
  maxFileBytes,
  type OpenRoute,
  type SendAgain,
  type ServerOptions,
  sendHtml,
  sessionCookie,
  stepUpMinutes,
} from './server.ts'

/** How a request goes through the house, and what a room is. */
export const house: Room = { name: 'house', migrations: new URL('./migrations/', import.meta.url) }
