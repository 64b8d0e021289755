import { arrestRules } from './arrangements/custody/index.ts'
import { nrmRules } from './arrangements/nrm/index.ts'
import { panelRules } from './arrangements/panel/handbook.ts'
import { accessRules } from './core/access/handbook.ts'
import { clockRules } from './core/clocks/handbook.ts'
import { concernRules } from './core/concerns/handbook.ts'
import { rulebookOf } from './core/handbook/index.ts'
import { missingRules } from './core/missing/handbook.ts'
import { section45Rules } from './core/offences/handbook.ts'
import { peopleRules } from './core/people/handbook.ts'
import { releaseRules } from './core/release/handbook.ts'
import { retentionRules } from './core/retention/index.ts'
import { riskRules } from './core/risk/handbook.ts'
import { visitRules } from './core/visits/handbook.ts'
import { wordRules } from './core/words/handbook.ts'
import { workloadRules } from './core/workload/handbook.ts'

/** The executable handbook: one line for each room that follows rules of it. */
export const rulebook = rulebookOf({
  people: peopleRules,
  dates: clockRules,
  concerns: concernRules,
  missing: missingRules,
  risk: riskRules,
  visits: visitRules,
  load: workloadRules,
  meetings: panelRules,
  arrest: arrestRules,
  section45: section45Rules,
  nrm: nrmRules,
  access: accessRules,
  retention: retentionRules,
  words: wordRules,
  release: releaseRules,
})
