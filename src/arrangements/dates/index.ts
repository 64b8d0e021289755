import { can } from '../../core/access/index.ts'
import type { CaseSection } from '../../core/cases/index.ts'
import type { Room } from '../../core/house/index.ts'
import { readReferenceFile } from '../../core/reference/index.ts'
import type { DeskParts } from '../../core/work/index.ts'
import { askForHolidays } from './jobs.ts'
import { dateRoutes, datesSection as sectionFor } from './routes.tsx'
import { schoolAge, schoolHolidays } from './schema.ts'
import { t } from './texts.ts'

export { calendarFeed } from './calendar.tsx'
export { insertDate } from './store.ts'

const policy = readReferenceFile('school-holidays.yaml', schoolHolidays)
const age = readReferenceFile('school-age.yaml', schoolAge)

/** Dates that matter: court, bail, reviews, moves, 18th birthdays; and who sees a child while school is closed. */
export const dates: Room = {
  name: 'dates',
  migrations: new URL('./migrations/', import.meta.url),
  routes: dateRoutes(policy),
  navigation: [
    {
      get label() {
        return t('nav')
      },
      href: '/dates',
      order: 26,
      get hint() {
        return t('nav.hint')
      },
      when: (actor) => can(actor, 'case.work'),
    },
  ],
  jobs: [{ name: 'dates.holidays', when: { crontab: '25 4 * * *' }, run: (tx, house) => askForHolidays(tx, house, policy, age) }],
}

export const datesSection: CaseSection = sectionFor(policy)

export const datesDesk: DeskParts = {
  tasks: [{ kind: 'dates.holiday', label: () => t('task'), href: ({ recordId }) => `/cases/${recordId}/dates/holiday` }],
  changes: [
    { table: 'case_date', label: (count) => t('change.date', { count }) },
    { table: 'holiday_answer', label: (count) => t('change.answer', { count }) },
  ],
}
