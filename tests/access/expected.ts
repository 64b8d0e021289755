// What each role may see and change, written by hand against docs/handbook/law.md section 10. Nothing here is computed
// from the policies or from reference/roles.yaml: this is the second opinion, and a difference is a finding.
//
// F = read and write, R = read, nothing = not there. A way in (capacity) that is not listed gives nothing at all.
import type { RecordClass } from '../../src/core/access/index.ts'

export type Right = 'R' | 'F'
export type Rights = Readonly<Partial<Record<RecordClass, Right>>>

const headlineOnly: Rights = { contact: 'R', headline: 'R' }
/** "O: own submissions and their outcome": what one wrote, and that it arrived. */
const ownSubmission: Rights = { contact: 'R', submission: 'F' }
/** Emergency access: enough to keep somebody safe tonight; never sealed or intelligence, never the investigation. */
const emergency: Rights = { contact: 'R', headline: 'R', identity: 'R', address: 'R', risk: 'R', plan: 'F', notes: 'F', tonight: 'R' }
/** The exploitation worker's row: F in identity, address, risk, notes, NRM, health; of the investigation the stage. */
const worker: Rights = {
  contact: 'F',
  headline: 'F',
  identity: 'F',
  address: 'F',
  risk: 'F',
  plan: 'F',
  notes: 'F',
  stage: 'R',
  nrm: 'F',
  health: 'F',
  submission: 'R',
  tonight: 'F',
}
const manager: Rights = { ...worker, submission: 'F', triage: 'F' }
/** F of the queue: what came in and what becomes of it; of risk and notes only the headline. */
const queue: Rights = { contact: 'F', headline: 'F', identity: 'F', address: 'F', submission: 'F', triage: 'F', stage: 'R' }
const socialWorker: Rights = {
  contact: 'F',
  headline: 'F',
  identity: 'F',
  address: 'F',
  risk: 'F',
  plan: 'F',
  notes: 'F',
  stage: 'R',
  health: 'F',
  tonight: 'F',
}
const adultWorker: Rights = {
  contact: 'F',
  headline: 'F',
  identity: 'F',
  address: 'F',
  risk: 'F',
  plan: 'F',
  notes: 'F',
  nrm: 'F',
  health: 'F',
  tonight: 'F',
}
/** "Police see of safeguarding only: worker, contact, …": never the level, so no headline. */
const investigating: Rights = { contact: 'R', investigation: 'F', stage: 'F' }

export type Way =
  | 'allocated'
  | 'invited'
  | 'cover'
  | 'team'
  | 'service'
  | 'submitter'
  | 'triage'
  | 'named_officer'
  | 'break_glass'
  | 'escalation'
export type RoleRights = Readonly<Partial<Record<Way, Rights>>>

export const expected: Readonly<Record<string, RoleRights>> = {
  exploitationWorker: {
    allocated: worker,
    invited: worker,
    cover: worker,
    break_glass: emergency,
    escalation: headlineOnly,
    submitter: ownSubmission,
  },
  exploitationManager: {
    team: manager,
    allocated: manager,
    invited: manager,
    cover: manager,
    break_glass: emergency,
    escalation: headlineOnly,
    submitter: ownSubmission,
  },
  triageWorker: {
    team: queue,
    triage: queue,
    invited: headlineOnly,
    break_glass: emergency,
    escalation: headlineOnly,
    submitter: ownSubmission,
  },
  socialWorker: {
    allocated: socialWorker,
    invited: socialWorker,
    cover: socialWorker,
    break_glass: emergency,
    submitter: ownSubmission,
  },
  adultSocialWorker: { allocated: adultWorker, invited: adultWorker, cover: adultWorker, submitter: ownSubmission },
  firstResponder: {
    allocated: { contact: 'R', headline: 'R', identity: 'R', address: 'R', risk: 'R', stage: 'R', nrm: 'F' },
    invited: { contact: 'R', headline: 'R', identity: 'R', address: 'R', risk: 'R', stage: 'R', nrm: 'F' },
    submitter: ownSubmission,
  },
  policeExploitation: {
    invited: { contact: 'R', headline: 'R', identity: 'R', investigation: 'F', stage: 'F', intelligence: 'F' },
    cover: { contact: 'R', headline: 'R', identity: 'R', investigation: 'F', stage: 'F', intelligence: 'F' },
    submitter: ownSubmission,
  },
  investigatingOfficer: { invited: investigating, cover: investigating, submitter: ownSubmission },
  custodyOfficer: { invited: investigating, submitter: ownSubmission },
  asbOfficer: {
    allocated: { contact: 'F', headline: 'F', identity: 'F', address: 'F', plan: 'F', notes: 'F' },
    invited: headlineOnly,
    submitter: ownSubmission,
  },
  housingOfficer: {
    invited: { contact: 'R', headline: 'R', identity: 'R', address: 'R', plan: 'R' },
    submitter: ownSubmission,
  },
  lettingsOfficer: { submitter: ownSubmission },
  designatedSafeguardingLead: { invited: headlineOnly, submitter: ownSubmission },
  youthJusticeWorker: {
    invited: { contact: 'R', headline: 'R', identity: 'R', address: 'R', investigation: 'F', stage: 'F' },
    submitter: ownSubmission,
  },
  healthPractitioner: {
    invited: { contact: 'R', headline: 'R', identity: 'R', health: 'F' },
    submitter: ownSubmission,
  },
  voluntaryWorker: {
    invited: { contact: 'R', headline: 'R', identity: 'R', plan: 'F' },
    submitter: ownSubmission,
  },
  panelCoordinator: {
    invited: { contact: 'R', headline: 'R', identity: 'R', risk: 'R', stage: 'R' },
    escalation: headlineOnly,
    submitter: ownSubmission,
  },
  serviceManager: {
    service: { contact: 'R', headline: 'R', identity: 'R', risk: 'R', plan: 'R' },
    break_glass: emergency,
    escalation: headlineOnly,
    submitter: ownSubmission,
  },
  // beside the headline the page for tonight, of every open case, without emergency access
  emergencyDuty: { service: { ...headlineOnly, tonight: 'R' }, break_glass: emergency, submitter: ownSubmission },
  independentReviewingOfficer: {
    invited: {
      contact: 'R',
      headline: 'R',
      identity: 'R',
      address: 'R',
      risk: 'R',
      plan: 'R',
      notes: 'F',
      stage: 'R',
      health: 'R',
      tonight: 'R',
    },
    submitter: ownSubmission,
  },
  businessSupport: { team: headlineOnly },
  outreachOfficer: { invited: headlineOnly, submitter: ownSubmission },
  hateCrimeCoordinator: { invited: headlineOnly, submitter: ownSubmission },
  preventLead: { submitter: ownSubmission },
  designatedOfficer: { named_officer: queue, submitter: ownSubmission },
  // These see no record at all: reports, settings, the audit, published pages are other doors.
  dataProtectionOfficer: {},
  systemAdministrator: {},
  // a partner's system: what it sent, and whom to ring where somebody put it into a circle
  connectedSystem: { invited: { contact: 'R' }, submitter: ownSubmission },
  sealKeeper: {},
  analyst: {},
  communicationsOfficer: {},
  cameraOperator: {},
  publicEditor: {},
  boardChair: {},
  democraticServices: {},
}

export type Operation = 'select' | 'insert' | 'update' | 'delete'

type RecordTable = readonly [kind: 'case' | 'concern' | 'person', recordClass: RecordClass, operations: string, readers?: 'writers only']

/**
 * The class of every table with personal data about one record, and what the application may do with its rows beside
 * reading: i insert, u update; nothing is ever deleted, and what only checked functions write has neither. A table that is
 * in the database and not here fails the test.
 */
export const recordTables: Readonly<Record<string, RecordTable>> = {
  adult_capacity: ['case', 'risk', ''],
  adult_exploited_from: ['case', 'risk', ''],
  adult_rhythm: ['case', 'plan', ''],
  adult_statement: ['case', 'risk', ''],
  case_closing: ['case', 'plan', ''],
  case_concern: ['case', 'submission', ''],
  case_date: ['case', 'plan', 'iu'],
  case_file: ['case', 'contact', ''],
  case_handover: ['case', 'notes', 'iu'],
  case_headline: ['case', 'headline', ''],
  case_investigation: ['case', 'stage', ''],
  case_investigation_note: ['case', 'investigation', ''],
  case_left: ['case', 'contact', ''],
  case_link: ['case', 'notes', ''],
  case_move: ['case', 'plan', ''],
  case_note: ['case', 'notes', ''],
  case_note_redaction: ['case', 'notes', ''],
  case_offer: ['case', 'plan', ''],
  case_track: ['case', 'plan', ''],
  case_warning: ['case', 'headline', ''],
  case_workload: ['case', 'plan', ''],
  cluster_move: ['person', 'identity', ''],
  concern: ['concern', 'contact', 'u'],
  concern_answer: ['concern', 'submission', ''],
  concern_attachment: ['concern', 'submission', 'i'],
  concern_candidate: ['concern', 'triage', ''],
  concern_place: ['concern', 'submission', 'i'],
  concern_subject: ['concern', 'submission', 'i'],
  concern_submission: ['concern', 'submission', 'i'],
  disruption_case: ['case', 'intelligence', ''],
  holiday_answer: ['case', 'plan', 'iu'],
  missing_episode: ['case', 'plan', ''],
  morning_line: ['case', 'plan', 'iu'],
  my_page_ask: ['case', 'plan', 'iu'],
  my_page_left_out: ['case', 'notes', 'iu'],
  my_page_line: ['case', 'notes', 'iu'],
  my_page_shown: ['case', 'plan', 'i'],
  note_disagreement: ['case', 'notes', ''],
  person: ['person', 'contact', ''],
  person_address: ['person', 'address', ''],
  person_birth: ['person', 'identity', ''],
  person_detail: ['person', 'identity', ''],
  person_gp: ['person', 'health', ''],
  person_headline: ['person', 'headline', ''],
  person_identifier: ['person', 'identity', ''],
  person_name: ['person', 'identity', ''],
  person_phone: ['person', 'address', ''],
  person_relationship: ['person', 'identity', ''],
  person_safe_contact: ['person', 'address', ''],
  // ethnicity and disability in their own words: for those who keep the record, not for those who only look somebody up
  person_self_description: ['person', 'identity', '', 'writers only'],
  plan: ['case', 'plan', 'iu'],
  plan_action: ['case', 'plan', 'iu'],
  plan_action_change: ['case', 'plan', 'i'],
  pnc_advice: ['case', 'risk', ''],
  referrer_message: ['concern', 'contact', 'i'],
  return_interview: ['case', 'plan', ''],
  return_interview_note: ['case', 'notes', ''],
  risk_answer: ['case', 'risk', ''],
  risk_assessment: ['case', 'risk', ''],
  risk_strength: ['case', 'risk', ''],
  source_record: ['person', 'identity', ''],
  supervision: ['case', 'plan', 'i'],
  support_service: ['case', 'plan', 'iu'],
  tonight_page: ['case', 'tonight', 'iu'],
  triage_claim: ['concern', 'headline', ''],
  triage_decision: ['concern', 'triage', ''],
  triage_merge: ['concern', 'triage', ''],
  triage_rise: ['concern', 'headline', ''],
  triage_transfer: ['concern', 'triage', ''],
  visit: ['case', 'plan', ''],
  visit_answer: ['case', 'notes', ''],
  visit_clock: ['case', 'plan', ''],
  visit_note: ['case', 'notes', ''],
  visit_rhythm: ['case', 'plan', ''],
  visit_told: ['case', 'plan', ''],
}

/**
 * Every other table, with what the application's role may do with it at all (s select, i insert, u update, d delete) and
 * what holds its rows apart. Those with a policy of their own are tried in the tests of their rooms.
 */
export const otherTables: Readonly<Record<string, readonly [operations: string, because: string]>> = {
  access_class: ['s', 'reference data'],
  agency_domain: ['siu', 'administrators'],
  agency: ['siu', 'staff: read when signed in, written by administrators'],
  audit_chain: ['', 'checked functions only'],
  audit_entry: ['s', 'officers, and reviewers of a record they may write'],
  break_glass_reviewer: ['s', 'own post'],
  break_glass_use: ['s', 'own, who was told or keeps the record, officers'],
  calendar_feed: ['', 'checked functions only'],
  case_access: ['s', 'own grants'],
  case_document: ['s', 'each document has a class of its own: tried in the room of documents'],
  case_track_kind: ['s', 'reference data'],
  circle_member: ['s', 'those who may see the record; reasons through a function, see `hiddenColumns`'],
  concern_access: ['s', 'own grants'],
  concern_kind: ['s', 'reference data'],
  database_mark: ['s', 'says whether this is a demo'],
  document_kind: ['s', 'reference data'],
  disruption_action: ['s', 'the police’s exploitation team; others what their own organisation did'],
  api_key: ['s', 'administrators; never the key itself'],
  api_key_hash: ['', 'checked functions only'],
  api_once: ['siu', 'own requests of a key'],
  api_rate: ['', 'checked functions only'],
  draft: ['siud', 'own drafts'],
  draft_file: ['sid', 'own drafts'],
  ethnic_group: ['s', 'reference data'],
  duplicate_checked: ['', 'checked functions only'],
  duplicate_decision: ['', 'checked functions only: tried in the room of duplicates'],
  duplicate_pair: ['', 'checked functions only: tried in the room of duplicates'],
  exclusion: ['s', 'managers who may exclude, never the one kept out; own declared conflicts'],
  fairness_report: ['si', 'released numbers: for the public, for partners, by what one may read'],
  identity_secret: ['', 'the owner only'],
  import_heading: ['s', 'own agency: words above columns'],
  import_row: ['s', 'the one who brought the file: tried in the room of imports'],
  import_run: ['s', 'the agency that brought the file, those who may import'],
  invitation: ['', 'checked functions only'],
  kept_visit: ['siu', 'own, and managers who may read the notes of its case'],
  leave_period: ['s', 'days away of colleagues of one’s own organisation'],
  link_holder: ['', 'checked functions only'],
  link_once: ['', 'checked functions only'],
  link_rate: ['', 'checked functions only'],
  link_request: ['', 'checked functions only'],
  lone_visit: ['s', 'own, those who answer for them, who was told'],
  lone_visit_told: ['s', 'those who see the visit'],
  load_paper: ['si', 'released numbers: those who answer for the team'],
  load_week: ['s', 'own, and those who answer for the team'],
  match_key: ['', 'checked functions only'],
  match_model: ['si', 'no personal data: shares and usual names; asked for by administrators'],
  match_threshold: ['si', 'no personal data: set by administrators'],
  migration: ['', 'the owner only'],
  name_variant: ['s', 'reference data'],
  notification: ['su', 'own'],
  panel_action: ['s', 'the panel: tried in its room'],
  panel_decision: ['s', 'the panel: who was in the room, those who see the plan'],
  panel_item: ['s', 'the panel: its coordinator, its members while the papers last, those who see the plan'],
  panel_meeting: ['s', 'a day and a place: those who work cases or sit at it'],
  panel_member: ['s', 'as the meeting'],
  panel_paper: ['s', 'the panel: its members while the papers last, those who keep the notes'],
  panel_paper_part: ['s', 'each part has a class of its own: tried in the room of the panel'],
  one_time_link: ['', 'checked functions only; what a link may see is tried in the room of links'],
  partner_answer: ['s', 'the asked agency, and the class of the ask that was chosen: tried in the room of asks'],
  partner_answer_item: ['s', 'with its answer'],
  partner_ask: ['s', 'the asked agency, and the class that was chosen: tried in the room of asks'],
  partner_ask_record: ['s', 'the class that was chosen, never the asked agency'],
  own_hours: ['siu', 'own; read by those who answer for the team'],
  own_question: ['s', 'what is asked, in any version: for everybody'],
  own_question_switch: ['s', 'as the question'],
  own_question_version: ['s', 'as the question'],
  own_system_entry: ['s', 'own agency, while the record may be seen'],
  person_access: ['s', 'own grants'],
  person_merge: ['', 'checked functions only: tried in the room of duplicates'],
  post: ['siu', 'staff: read when signed in, written by administrators'],
  post_change: ['s', 'how posts were before: administrators, officers'],
  preference: ['siu', 'own'],
  protected_table: ['s', 'the list of tables'],
  receiver: ['s', 'administrators, and the colleague in whose name it is'],
  receiver_attempt: ['s', 'as its receiver'],
  receiver_delivery: ['s', 'as its receiver: ids and times only'],
  receiver_item: ['', 'checked functions only'],
  receiver_secret: ['', 'checked functions only'],
  record_person: ['s', 'those who may see who the record is about'],
  record_reference: ['s', 'those who may see the record'],
  record_source: ['s', 'those who may see who the record is about'],
  record_team: ['s', 'those who may see the record'],
  recovery_code: ['', 'checked functions only'],
  request_once: ['siu', 'own'],
  risk_policy: ['s', 'reference data'],
  role: ['s', 'reference data'],
  role_capability: ['s', 'reference data'],
  role_mask: ['s', 'reference data'],
  row_history: ['s', 'those who may see the class of the row'],
  search_asked: ['si', 'own searches of the last twelve hours'],
  search_known_word: ['', 'checked functions only'],
  search_pin: ['sid', 'own pins: of the record itself they show nothing'],
  search_word: ['', 'checked functions only'],
  session: ['', 'checked functions only'],
  sign_in_address: ['', 'checked functions only'],
  sign_in_failure: ['', 'checked functions only'],
  sign_in_method: ['', 'checked functions only'],
  source_system: ['s', 'reference data'],
  stored_file: ['', 'checked functions only'],
  task: ['s', 'own, and those on a record whose headline one may see'],
  team: ['siu', 'staff: read when signed in, written by administrators'],
  visit_clock_stale: ['', 'checked functions only'],
  triage_saved_view: ['siud', 'own'],
  user_account: ['siu', 'staff: read when signed in, written by administrators'],
  ward: ['s', 'reference data'],
}

/** Columns that nobody reads straight from a table of which they read the others: a function says who may, and checks. */
export const hiddenColumns: Readonly<Record<string, readonly string[]>> = {
  circle_member: ['because', 'ended_because'],
}

/** Tables without anything about people or staff: row security is not needed where everybody may read everything. */
export const openTables: readonly string[] = [
  'access_class',
  'case_track_kind',
  'concern_kind',
  'database_mark',
  'document_kind',
  'ethnic_group',
  'migration',
  'name_variant',
  'own_question',
  'own_question_switch',
  'own_question_version',
  'protected_table',
  'risk_policy',
  'role',
  'role_capability',
  'role_mask',
  'source_system',
  'ward',
]
