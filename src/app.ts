import { alone, aloneDesk, notBack } from './arrangements/alone/index.ts'
import { apiKeysRoom, systemAtDesk } from './arrangements/api/index.ts'
import { answerByLink, asks, asksAtDesk, asksDesk, asksSection, unansweredAtDesk, unansweredCases } from './arrangements/asks/index.ts'
import { copiesDesk, copiesSection, makeCopies } from './arrangements/copies/index.ts'
import { coverDesk, coverFact, coverGaps, coverSection, makeCover } from './arrangements/cover/index.ts'
import { dates, datesDesk, datesSection } from './arrangements/dates/index.ts'
import { disruption, disruptionDesk, disruptionSection } from './arrangements/disruption/index.ts'
import { fairness } from './arrangements/fairness/index.ts'
import { imports } from './arrangements/imports/index.ts'
import { linkAtDesk, referByLink, referralLinks } from './arrangements/links/index.ts'
import { load } from './arrangements/load/index.ts'
import { makeMorning, morningDesk } from './arrangements/morning/index.ts'
import { myPage, myPageDesk, myPageSection } from './arrangements/mypage/index.ts'
import { panel, panelDesk, panelSection } from './arrangements/panel/index.ts'
import { tonight, tonightDesk, tonightSection } from './arrangements/tonight/index.ts'
import { access } from './core/access/index.ts'
import { actors } from './core/actors/index.ts'
import { api } from './core/api/index.ts'
import { audit } from './core/audit/index.ts'
import { circleSection, emergencyPart, makeCases } from './core/cases/index.ts'
import { concernKinds, concerns } from './core/concerns/index.ts'
import { coreDesk } from './core/desk/index.ts'
import { documentChronology, documents, documentsSection } from './core/documents/index.ts'
import { duplicates, duplicatesDesk } from './core/duplicates/index.ts'
import { guide } from './core/guide/index.ts'
import { handbookRoom } from './core/handbook/index.ts'
import { house, type Room } from './core/house/index.ts'
import { type LinkPurpose, links } from './core/links/index.ts'
import { missing, missingChronology, missingSection } from './core/missing/index.ts'
import { offences } from './core/offences/index.ts'
import { people } from './core/people/index.ts'
import { plan, planChronology, planDesk, planSection } from './core/plan/index.ts'
import { procedures } from './core/procedures/index.ts'
import { makeQuestions } from './core/questions/index.ts'
import { risk, riskChronology, riskSection } from './core/risk/index.ts'
import { search } from './core/search/index.ts'
import { allocationCheck, makeTeam } from './core/team/index.ts'
import { concernCircle, makeTriage } from './core/triage/index.ts'
import { seeByColumn, visitChronology, visitFacts, visits, visitsPart, visitsSection } from './core/visits/index.ts'
import { words } from './core/words/index.ts'
import { makeWork } from './core/work/index.ts'
import { rulebook } from './rulebook.ts'

/** What the rooms hand to the first page of the day. */
const desk = [
  coreDesk,
  planDesk,
  tonightDesk,
  morningDesk,
  datesDesk,
  coverDesk,
  panelDesk,
  asksDesk,
  myPageDesk,
  disruptionDesk,
  aloneDesk,
  duplicatesDesk,
  copiesDesk,
]
/** What the rooms have to tell of a case: its chronology, and what is copied or printed of it. */
export const chronology = [riskChronology, visitChronology, missingChronology, planChronology, documentChronology]

// biome-ignore format: one line for each room
/** The rooms of the house. */
export const rooms: readonly Room[] = [
  access,
  actors,
  audit,
  house,
  people,
  duplicates,
  makeWork(desk, () => rooms.flatMap((room) => room.navigation ?? [])),
  words,
  makeQuestions(concernKinds),
  concerns,
  makeCases({
    sections: [riskSection, visitsSection, missingSection, planSection, documentsSection, tonightSection, datesSection, coverSection, panelSection, myPageSection, disruptionSection, asksSection, circleSection, copiesSection(chronology)],
    overview: [emergencyPart, visitsPart],
    facts: [...visitFacts, coverFact],
    listFacts: [seeByColumn],
    chronology,
    allocation: allocationCheck,
  }),
  missing,
  documents,
  makeTriage({ sections: [linkAtDesk, systemAtDesk, concernCircle, asksAtDesk], allocation: allocationCheck }),
  visits,
  risk,
  plan,
  tonight,
  makeMorning({ unanswered: unansweredCases, unansweredAtDesk, away: coverGaps }),
  dates,
  makeCover(() => desk),
  alone,
  fairness,
  panel,
  asks,
  myPage,
  disruption,
  links,
  referralLinks,
  api,
  apiKeysRoom,
  load,
  makeTeam(desk, { away: coverGaps, notBack }),
  makeCopies(chronology),
  search,
  imports,
  guide,
  offences,
  procedures,
  handbookRoom(rulebook),
]

/** What a link to a professional without an account may be for. */
export const linkPurposes: readonly LinkPurpose[] = [referByLink, answerByLink]

/** Where the platform's own migrations lie; the rooms' come with the rooms. */
export const migrationFolders: readonly URL[] = [
  new URL('./platform/db/migrations/', import.meta.url),
  new URL('./platform/files/migrations/', import.meta.url),
  new URL('./platform/forms/migrations/', import.meta.url),
  ...rooms.flatMap((room) => (room.migrations === undefined ? [] : [room.migrations])),
]
