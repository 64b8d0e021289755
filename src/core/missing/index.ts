import { can } from '../access/identity.ts'
import type { Room } from '../house/room.ts'
import { missingRoutes } from './routes.tsx'
import { t } from './texts.ts'

export { type InterviewStanding, interviewStanding, isRepeat, recordInterview, recordReturn, reportMissing } from './episodes.ts'
export * from './rules.ts'
export { missingChronology, missingSection } from './section.tsx'
export { type Episode, episodesOf, type MissingNow, missingNow, missingSince } from './store.ts'

/** Missing episodes and the return home interview. */
export const missing: Room = {
  name: 'missing',
  migrations: new URL('./migrations/', import.meta.url),
  routes: missingRoutes,
  navigation: [
    {
      get label() {
        return t('nav')
      },
      href: '/missing',
      order: 25,
      when: (actor) => can(actor, 'case.work') || can(actor, 'team.oversee'),
    },
  ],
}
