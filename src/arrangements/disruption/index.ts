import { can } from '../../core/access/index.ts'
import type { Room } from '../../core/house/index.ts'
import { readReferenceFile } from '../../core/reference/index.ts'
import type { DeskParts } from '../../core/work/index.ts'
import { disruptionRoutes, disruptionSection as sectionFor } from './routes.tsx'
import { disruptionPolicy } from './schema.ts'
import { t } from './texts.ts'

export { changeAction, linkAction, recordAction } from './store.ts'

const policy = readReferenceFile('disruption.yaml', disruptionPolicy)

/** What was done against people and places that harm: kind, day, police reference, outcome; never a file about anybody. */
export const disruption: Room = {
  name: 'disruption',
  migrations: new URL('./migrations/', import.meta.url),
  routes: disruptionRoutes(policy),
  navigation: [
    {
      get label() {
        return t('nav')
      },
      href: '/disruption',
      order: 60,
      get hint() {
        return t('nav.hint')
      },
      when: (actor) => can(actor, 'disruption.record'),
    },
    {
      get label() {
        return t('nav')
      },
      href: '/disruption/counts',
      order: 60,
      when: (actor) => can(actor, 'disruption.count') && !can(actor, 'disruption.record'),
    },
  ],
}

export const disruptionSection = sectionFor(policy)

/** That a case is protected by something is for its circle to find there, not news for everybody's morning. */
export const disruptionDesk: DeskParts = { quietTables: ['disruption_case'] }
