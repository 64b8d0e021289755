import type { Room } from '../house/index.ts'
import { searchRoutes } from './routes.tsx'
import { clearSearches } from './store.ts'

export { readSearch } from './rules.ts'
export { findWords } from './store.ts'

/** One box for people, cases, concerns and places, in the head of every page. */
export const search: Room = {
  name: 'search',
  migrations: new URL('./migrations/', import.meta.url),
  routes: searchRoutes,
  jobs: [{ name: 'search.clear', when: { crontab: '20 3 * * *' }, run: (tx) => clearSearches(tx) }],
}
