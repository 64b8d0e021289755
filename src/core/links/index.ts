import type { Room } from '../house/room.ts'
import { readReferenceFile } from '../reference/index.ts'
import { mailLinks, takeRequests } from './jobs.ts'
import { linksPolicy as linksPolicyForm } from './schema.ts'

export { inLink, type OpenLink } from './identity.ts'
export { mailLinks, takeRequests } from './jobs.ts'
export { type LinkPurpose, type LinkRequest, linkPages } from './pages.tsx'
export { addressOf, domainOf, type LinksPolicy } from './schema.ts'
export * from './store.ts'

export const linksPolicy = readReferenceFile('links.yaml', linksPolicyForm)

/** Links sent to a work e-mail: an identity of their own, which sees what was written through it and nothing else. */
export const links: Room = {
  name: 'links',
  migrations: new URL('./migrations/', import.meta.url),
  jobs: [
    {
      name: 'links.mail',
      when: { everySeconds: 15 },
      run: async (tx, house) => {
        await takeRequests(tx, linksPolicy)
        await mailLinks(tx, house)
      },
    },
  ],
}
