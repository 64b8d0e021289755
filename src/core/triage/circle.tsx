import { CircleSection, loadCircle } from '../access/index.ts'
import type { TriageSection } from './parts.ts'

/** Who knows about a concern. */
export const concernCircle: TriageSection = {
  key: 'circle',
  order: 80,
  load: async (request, concernId) => {
    const circle = await loadCircle(request, 'concern', concernId)
    return circle === undefined ? undefined : <CircleSection kind="concern" id={concernId} circle={circle} />
  },
}
