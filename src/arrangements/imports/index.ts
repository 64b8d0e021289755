import { can } from '../../core/access/index.ts'
import type { Room } from '../../core/house/index.ts'
import { readReferenceFile } from '../../core/reference/index.ts'
import { settleFiles, workOffImports } from './jobs.ts'
import { importRoutes } from './routes.tsx'
import { importPolicy } from './schema.ts'
import { t } from './texts.ts'

const policy = readReferenceFile('imports.yaml', importPolicy)

/** Spreadsheets as teams really keep them: looked at cell by cell before anybody comes in, and taken back whole. */
export const imports: Room = {
  name: 'imports',
  migrations: new URL('./migrations/', import.meta.url),
  routes: importRoutes(policy),
  navigation: [
    {
      get label() {
        return t('nav')
      },
      href: '/imports',
      order: 65,
      get hint() {
        return t('nav.hint')
      },
      when: (actor) => can(actor, 'people.import'),
    },
  ],
  jobs: [
    { name: 'imports.work', when: { everySeconds: 1 }, run: (tx) => workOffImports(tx) },
    { name: 'imports.settle', when: { crontab: '40 3 * * *' }, run: (tx) => settleFiles(tx, policy) },
  ],
}
