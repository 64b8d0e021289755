// What the rooms of the core hand to the first page of the day: names of records, words, blocks. It stands apart because
// those rooms are what tasks are about, and the room of tasks must know none of them.
import { can } from '../access/identity.ts'
import type { DeskParts, NoticeWords, RecordName, TaskWords } from '../work/index.ts'
import { plannedBlock, referralsBlock, unseenBlock } from './blocks.tsx'
import { caseNames, concernNames } from './store.ts'
import { t } from './texts.ts'

/** `page`: below the record's own, where it is done. */
const task = (kind: string, label: () => string, page?: string): TaskWords => ({
  kind,
  label,
  ...(page === undefined ? {} : { href: ({ recordId }) => `/cases/${recordId}/${page}` }),
})
const notice = (kind: string, label: () => string): NoticeWords => ({ kind, label })

/** What was done to somebody's own account: they hear of it, whoever did it. */
const ownAccount = [
  ['link_made', () => t('notice.linkMade')],
  ['email_changed', () => t('notice.emailChanged')],
  ['password_changed', () => t('notice.passwordChanged')],
  ['app_replaced', () => t('notice.appReplaced')],
  ['codes_replaced', () => t('notice.codesReplaced')],
] as const

/** Our side goes to the concern; the side that was asked to what they were sent, which is no record of theirs. */
const transferNotice = (kind: Parameters<typeof t>[0] & `triage.${string}`): NoticeWords => ({
  kind,
  label: () => t(kind),
  href: ({ recordId, subjectId }) => (recordId === null ? `/triage/passed/${subjectId ?? ''}` : `/triage/${recordId}`),
})

/** The parts of cases, concerns, visits and risk. */
export const coreDesk: DeskParts = {
  tasks: [
    task('visit', () => t('task.visit'), 'visits'),
    task('risk.countersign', () => t('task.riskCountersign'), 'risk'),
    task('risk.review', () => t('task.riskReview'), 'risk'),
    task('adult.seen', () => t('task.adultSeen'), 'risk'),
    task('adult.enough', () => t('task.adultEnough'), 'risk'),
    task('risk.pnc_recheck', () => t('task.pncRecheck'), 'risk'),
    task('triage.decision', () => t('task.triageDecision')),
    task('triage.answer', () => t('task.triageAnswer')),
    task('missing.interview', () => t('task.missingInterview'), 'missing'),
    {
      kind: 'break_glass.review',
      label: () => t('task.breakGlassReview'),
      href: ({ subjectId }) => `/break-glass/reviews/${subjectId ?? ''}`,
      isApart: true,
    },
    { kind: 'break_glass.no_reviewer', label: () => t('task.breakGlassNoReviewer'), href: () => '/admin/users', isApart: true },
  ],
  notices: [
    notice('circle.invited', () => t('notice.invited')),
    notice('case.moved', () => t('notice.caseMoved')),
    notice('visit.overdue', () => t('notice.visitOverdue')),
    notice('risk.countersign', () => t('notice.riskCountersign')),
    notice('risk.agreed', () => t('notice.riskAgreed')),
    notice('risk.returned', () => t('notice.riskReturned')),
    notice('missing.started', () => t('notice.missingStarted')),
    notice('missing.repeat', () => t('notice.missingRepeat')),
    notice('concern.staff', () => t('notice.concernStaff')),
    notice('concern.more', () => t('notice.concernMore')),
    notice('triage.offered', () => t('notice.triageOffered')),
    notice('triage.handed_over', () => t('notice.triageHandedOver')),
    notice('triage.offer_declined', () => t('notice.triageDeclined')),
    notice('triage.taken_over', () => t('notice.triageTakenOver')),
    notice('triage.overdue', () => t('notice.triageOverdue')),
    ...(
      [
        'triage.transfer_sent',
        'triage.transfer_recalled',
        'triage.transfer_accepted',
        'triage.transfer_refused',
        'triage.transfer_expired',
      ] as const
    ).map(transferNotice),
    { kind: 'access.drift', label: ({ amount }) => t('notice.accessDrift', { count: amount ?? 0 }) },
    notice('calendar.ends', () => t('notice.calendarEnds')),
    ...ownAccount.map(([kind, label]) => ({ kind: `account.${kind}`, label, href: () => '/account' })),
    { kind: 'visit.kept', label: () => t('notice.visitKept'), href: () => '/visits/kept' },
    { kind: 'break_glass.opened', label: () => t('notice.breakGlass'), href: () => '/break-glass/reviews' },
    { kind: 'break_glass.no_reviewer', label: () => t('notice.breakGlassNoReviewer'), href: () => '/admin/users' },
  ],
  changes: [
    { table: 'case_file', label: (count) => t('change.case', { count }) },
    { table: 'case_headline', label: (count) => t('change.headline', { count }) },
    { table: 'case_track', label: (count) => t('change.track', { count }) },
    { table: 'case_investigation', label: (count) => t('change.investigation', { count }) },
    { table: 'case_note', label: (count) => t('change.note', { count }) },
    { table: 'case_warning', label: (count) => t('change.warning', { count }) },
    { table: 'case_link', label: (count) => t('change.link', { count }) },
    { table: 'case_document', label: (count) => t('change.document', { count }) },
    { table: 'case_move', label: (count) => t('change.move', { count }) },
    { table: 'case_closing', label: (count) => t('change.closing', { count }) },
    { table: 'case_concern', label: (count) => t('change.concern', { count }) },
    { table: 'visit', label: (count) => t('change.visit', { count }) },
    { table: 'missing_episode', label: (count) => t('change.missing', { count }) },
    { table: 'return_interview', label: (count) => t('change.interview', { count }) },
    { table: 'adult_statement', label: (count) => t('change.adult', { count }) },
    { table: 'adult_rhythm', label: (count) => t('change.adultRhythm', { count }) },
    { table: 'adult_exploited_from', label: (count) => t('change.exploitedFrom', { count }) },
    { table: 'adult_capacity', label: (count) => t('change.capacity', { count }) },
    { table: 'risk_assessment', label: (count) => t('change.risk', { count }) },
    { table: 'person_detail', label: (count) => t('change.person', { count }) },
    { table: 'person_name', label: (count) => t('change.person', { count }) },
    { table: 'person_address', label: (count) => t('change.address', { count }) },
    { table: 'person_phone', label: (count) => t('change.address', { count }) },
    { table: 'concern_submission', label: (count) => t('change.sent', { count }) },
  ],
  // worked out or written along with something that is told already
  quietTables: [
    'visit_clock',
    'visit_told',
    'visit_note',
    'return_interview_note',
    'risk_answer',
    'risk_strength',
    'person',
    'source_record',
    'concern_subject',
    'concern_place',
  ],
  names: [
    {
      kind: 'case',
      load: async ({ tx }, ids) =>
        new Map(
          (await caseNames(tx, ids)).map(({ id, name, reference }): [string, RecordName] => [
            id,
            { name, reference, href: `/cases/${id}` },
          ]),
        ),
    },
    {
      kind: 'concern',
      load: async ({ tx, actor }, ids) => {
        const place = can(actor, 'concern.triage') ? '/triage' : '/concerns'
        return new Map(
          (await concernNames(tx, ids)).map(({ id, name, kindLabel, reference }): [string, RecordName] => [
            id,
            { name: name ?? kindLabel, reference, href: `${place}/${id}` },
          ]),
        )
      },
    },
  ],
  blocks: [
    { key: 'unseen', order: 10, load: unseenBlock },
    { key: 'planned', order: 20, load: plannedBlock },
    { key: 'referrals', order: 30, load: referralsBlock },
  ],
}
