import type { Room } from '../house/room.ts'
import { firstKinds } from './kinds.ts'
import { documentRoutes } from './routes.tsx'
import { loadDocumentKinds } from './store.ts'

export { documentChronology, documentsSection } from './section.tsx'
export { addDocument } from './store.ts'

/** Documents on a case: each for those of its circle whom it was added for. */
export const documents: Room = {
  name: 'documents',
  migrations: new URL('./migrations/', import.meta.url),
  loadReference: (tx) => loadDocumentKinds(tx, firstKinds()),
  routes: documentRoutes,
}
