import { can } from '../../core/access/index.ts'
import { londonDateOf } from '../../core/clocks/index.ts'
import type { Room } from '../../core/house/index.ts'
import { readReferenceFile } from '../../core/reference/index.ts'
import type { DeskParts } from '../../core/work/index.ts'
import { panelRoutes } from './routes.tsx'
import { panelPolicy } from './schema.ts'
import { ownMeetings } from './store.ts'
import { t } from './texts.ts'
import { OwnPanels } from './views.tsx'

export { panelSection } from './paper-routes.tsx'
export { datesOfMeeting } from './rules.ts'
export { type PanelPolicy, panelPolicy } from './schema.ts'
export {
  addMember,
  addPanelAction,
  agendaOf,
  decideItem,
  planMeeting,
  propose,
  publishMeeting,
  putOn,
  recordDecision,
  savePaper,
  sendPaper,
} from './store.ts'

const policy = readReferenceFile('panel.yaml', panelPolicy)

/** The multi-agency panel: agenda from live cases, papers that say what each role needs and expire, decisions, actions back onto cases. */
export const panel: Room = {
  name: 'panel',
  migrations: new URL('./migrations/', import.meta.url),
  routes: panelRoutes(policy),
  navigation: [
    {
      get label() {
        return t('nav')
      },
      href: '/panel',
      order: 28,
      get hint() {
        return t('nav.hint')
      },
      when: (actor) => can(actor, 'panel.coordinate') || can(actor, 'case.work'),
    },
  ],
}

export const panelDesk: DeskParts = {
  tasks: [
    {
      kind: 'panel.paper',
      label: () => t('task.paper'),
      href: ({ recordId, subjectId }) => `/cases/${recordId}/panel/${subjectId ?? ''}/paper`,
    },
    { kind: 'panel.action', label: () => t('task.action'), href: ({ subjectId }) => `/panel/actions/${subjectId ?? ''}`, isApart: true },
  ],
  notices: [
    { kind: 'panel.published', label: () => t('notice.published'), href: ({ subjectId }) => `/panel/${subjectId ?? ''}` },
    { kind: 'panel.moved', label: () => t('notice.moved'), href: ({ subjectId }) => `/panel/${subjectId ?? ''}` },
    { kind: 'panel.cancelled', label: () => t('notice.cancelled'), href: ({ subjectId }) => `/panel/${subjectId ?? ''}` },
    { kind: 'panel.asked', label: () => t('notice.asked'), href: ({ subjectId }) => `/panel/${subjectId ?? ''}` },
    { kind: 'panel.on', label: () => t('notice.on'), href: ({ recordId }) => `/cases/${recordId ?? ''}/panel` },
    { kind: 'panel.not_on', label: () => t('notice.notOn'), href: ({ recordId }) => `/cases/${recordId ?? ''}/panel` },
    { kind: 'panel.decided', label: () => t('notice.decided'), href: ({ recordId }) => `/cases/${recordId ?? ''}/panel` },
  ],
  blocks: [
    {
      key: 'panels',
      order: 35,
      load: async ({ tx, actor, now }) => {
        const own = await ownMeetings(tx, actor.postId, londonDateOf(now))
        return own.length === 0 ? undefined : { view: OwnPanels({ meetings: own, now }) }
      },
    },
  ],
}
