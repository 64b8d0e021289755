import type { Room } from '../house/room.ts'

/** Who works here: agencies, teams, accounts, posts, and how people sign in. */
export const actors: Room = { name: 'actors', migrations: new URL('./migrations/', import.meta.url) }
