import type { Job } from '../house/index.ts'
import { riseStepsBy } from './rules.ts'
import { expireTransfers, overdueDecisions, riseTo } from './store.ts'

/** What was passed on and not answered comes back; overdue decisions rise. Each step is told once, however often this runs. */
export const triageJobs: readonly Job[] = [
  { name: 'triage.transfers', when: { crontab: '*/5 * * * *' }, run: expireTransfers },
  {
    name: 'triage.overdue',
    when: { crontab: '*/5 * * * *' },
    run: async (tx, { clock, reference }) => {
      for (const { concernId, dueAt } of await overdueDecisions(tx)) {
        for (const step of riseStepsBy(dueAt, clock.now(), reference.clocks, reference.calendar)) await riseTo(tx, concernId, dueAt, step)
      }
    },
  },
]
