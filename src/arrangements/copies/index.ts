import { can } from '../../core/access/index.ts'
import type { CaseSection, ChronologySource } from '../../core/cases/index.ts'
import type { Room } from '../../core/house/index.ts'
import { readReferenceFile } from '../../core/reference/index.ts'
import { copyRoutes, copySection } from './routes.tsx'
import { ownSystems } from './schema.ts'
import { t } from './texts.ts'

const systems = readReferenceFile('own-systems.yaml', ownSystems)

/** Nothing typed twice: copies in the shape of a partner's own system, a day's file, a whole case on paper. */
export function makeCopies(sources: readonly ChronologySource[]): Room {
  return {
    name: 'copies',
    migrations: new URL('./migrations/', import.meta.url),
    routes: copyRoutes(systems, sources),
    navigation: [
      {
        get label() {
          return t('nav')
        },
        href: '/copies',
        order: 60,
        get hint() {
          return t('nav.hint')
        },
        when: (actor) => can(actor, 'concern.refer'),
      },
    ],
  }
}

export const copiesSection = (sources: readonly ChronologySource[]): CaseSection => copySection(sources)
