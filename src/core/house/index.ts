import type { Room } from './room.ts'

/** How a request goes through the house, and what a room is. */
export const house: Room = { name: 'house', migrations: new URL('./migrations/', import.meta.url) }
