import { showDate } from '../../platform/texts/dates.ts'
import { mayOnCase } from '../access/may.ts'
import { type CaseSection, type ChronologyEntry, type ChronologySource, findCase } from '../cases/index.ts'
import { londonDateOf } from '../clocks/index.ts'
import type { Room } from '../house/room.ts'
import type { DeskParts } from '../work/index.ts'
import { planRoutes } from './routes.ts'
import { actionsOf, planOf, servicesOf, supervisionsOf } from './store.ts'
import { t } from './texts.ts'
import { PlanSection } from './views.tsx'

export { addAction, finishAction, moveAction, recordSupervision } from './owed.ts'
export { actionsOf, colleaguesOf, insertService, type ServiceWait, savePlan, serviceWaits, updateService } from './store.ts'

/** What is to be done, by whom and by when; which services have really begun; what supervision decided. */
export const plan: Room = { name: 'plan', migrations: new URL('./migrations/', import.meta.url), routes: planRoutes }

/** The plan's page in a case. */
export const planSection: CaseSection = {
  key: 'plan',
  get label() {
    return t('heading')
  },
  order: 15,
  offered: ({ tx }, caseId) => mayOnCase(tx, caseId, 'plan', 'read'),
  load: async ({ tx, now, audit }, caseId) => {
    if (!(await mayOnCase(tx, caseId, 'plan', 'read'))) return undefined
    audit.about('case', caseId, { caseId, classes: ['contact', 'headline', 'plan'] })
    return PlanSection({
      base: `/cases/${caseId}/plan`,
      today: londonDateOf(now),
      mayWrite: (await mayOnCase(tx, caseId, 'plan', 'write')) && (await findCase(tx, caseId))?.state !== 'closed',
      plan: await planOf(tx, caseId),
      actions: await actionsOf(tx, caseId),
      services: await servicesOf(tx, caseId),
      supervisions: await supervisionsOf(tx, caseId),
    })
  },
}

/** What the plan's part of a case has to tell: actions that ended, services at each step, supervision. */
export const planChronology: ChronologySource = async (tx, caseId) => {
  const [actions, services, supervisions] = [await actionsOf(tx, caseId), await servicesOf(tx, caseId), await supervisionsOf(tx, caseId)]
  const href = `/cases/${caseId}/plan`
  const entry = (
    id: string,
    kind: 'action' | 'service' | 'supervision',
    on: string,
    title: string,
    text = '',
    by: string | null = null,
  ): ChronologyEntry => ({
    id,
    kind: `plan.${kind}`,
    kindLabel: t(`chronology.${kind}`),
    on,
    time: null,
    title,
    text,
    by,
    href,
  })
  return [
    ...actions.flatMap((action) =>
      action.moves.map(({ at, because, by, dueOn, ownerName }, i) =>
        entry(
          `plan_action:${action.id}:moved:${action.moves.length - i}`,
          'action',
          londonDateOf(at),
          t('chronology.actionMoved', { what: action.what }),
          `${t('action.movedBefore', { name: ownerName, date: showDate(dueOn) })} ${because}`,
          by,
        ),
      ),
    ),
    ...actions.flatMap((action) =>
      action.endedOn === null
        ? []
        : [
            entry(
              `plan_action:${action.id}`,
              'action',
              action.endedOn,
              t(action.state === 'done' ? 'chronology.actionDone' : 'chronology.actionDropped', { what: action.what }),
              action.endedHow,
              action.ownerName,
            ),
          ],
    ),
    ...services.flatMap(({ id, service, askedOn, firstMetOn, endedOn, endedBecause }) => [
      entry(`support_service:${id}:asked`, 'service', askedOn, t('chronology.serviceAsked', { service })),
      ...(firstMetOn === null ? [] : [entry(`support_service:${id}:met`, 'service', firstMetOn, t('chronology.serviceMet', { service }))]),
      ...(endedOn === null
        ? []
        : [entry(`support_service:${id}:ended`, 'service', endedOn, t('chronology.serviceEnded', { service }), endedBecause)]),
    ]),
    ...supervisions.map((held) =>
      entry(`supervision:${held.id}`, 'supervision', held.heldOn, t('supervision.heading'), held.decided, held.withName),
    ),
  ]
}

/** The plan's words on the first page of the day. */
export const planDesk: DeskParts = {
  tasks: [
    { kind: 'plan.action', label: () => t('task.action'), href: (task) => `/cases/${task.recordId}/plan` },
    { kind: 'plan.supervision', label: () => t('task.supervision'), href: (task) => `/cases/${task.recordId}/plan` },
  ],
  notices: [{ kind: 'plan.action_given', label: () => t('notice.action'), href: ({ recordId }) => `/cases/${recordId}/plan` }],
  changes: [
    { table: 'plan', label: (count) => t('changes.plan', { count }) },
    { table: 'plan_action', label: (count) => t('changes.action', { count }) },
    { table: 'support_service', label: (count) => t('changes.service', { count }) },
    { table: 'supervision', label: (count) => t('changes.supervision', { count }) },
  ],
}
