import { can } from '../../core/access/index.ts'
import type { Room } from '../../core/house/index.ts'
import { readReferenceFile } from '../../core/reference/index.ts'
import type { DeskParts } from '../../core/work/index.ts'
import { aloneBlock, alonePolicy, aloneRoutes, tellOfLoneVisits } from './alone.tsx'
import { t } from './texts.ts'

export { notBack } from './alone.tsx'

const policy = readReferenceFile('alone.yaml', alonePolicy)

/** Who visits alone says by when they are back, and is not forgotten when they are not. */
export const alone: Room = {
  name: 'alone',
  migrations: new URL('./migrations/', import.meta.url),
  routes: aloneRoutes(policy),
  navigation: [
    {
      get label() {
        return t('nav')
      },
      href: '/alone',
      order: 28,
      get hint() {
        return t('nav.hint')
      },
      when: (actor) => can(actor, 'case.work'),
    },
  ],
  jobs: [{ name: 'alone.overdue', when: { everySeconds: 30 }, run: (tx) => tellOfLoneVisits(tx, policy) }],
}

export const aloneDesk: DeskParts = {
  notices: [{ kind: 'alone.overdue', label: () => t('notice'), href: () => '/alone' }],
  blocks: [{ key: 'alone', order: 1, load: aloneBlock }],
}
