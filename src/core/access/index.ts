import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import type { Room } from '../house/room.ts'
import { loadRoles, rolesFile } from './roles.ts'

const file = new URL('../../../reference/roles.yaml', import.meta.url)

/** Who may see what: circles, grants that follow from them, exclusions, break-glass; the roles they are read against. */
export const access: Room = {
  name: 'access',
  migrations: new URL('./migrations/', import.meta.url),
  loadReference: async (tx) => loadRoles(tx, rolesFile.parse(parse(await readFile(file, 'utf8'), { merge: true }))),
}
