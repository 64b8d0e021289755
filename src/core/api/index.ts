import type { Room } from '../house/room.ts'
import { readReferenceFile } from '../reference/index.ts'
import { apiPolicy as form } from './schema.ts'
import { forgetUses } from './store.ts'

export { type Endpoint, endpoint } from './endpoint.ts'
export { type ApiPolicy, type ApiScope, apiScopes, Problem, pointerOf } from './schema.ts'
export { apiRoutes } from './server.ts'
export * from './store.ts'

export const apiPolicy = readReferenceFile('api.yaml', form)

/** Other systems ask with a key: an identity of its own, under the same rules as a person's. */
export const api: Room = {
  name: 'api',
  migrations: new URL('./migrations/', import.meta.url),
  jobs: [{ name: 'api.forget', when: { crontab: '37 3 * * *' }, run: forgetUses }],
}
