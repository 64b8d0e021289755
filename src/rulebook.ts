import { accessRules } from './core/access/handbook.ts'
import { clockRules } from './core/clocks/handbook.ts'
import { concernRules } from './core/concerns/handbook.ts'
import { rulebookOf } from './core/handbook/index.ts'
import { missingRules } from './core/missing/handbook.ts'
import { peopleRules } from './core/people/handbook.ts'
import { releaseRules } from './core/release/handbook.ts'
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
  access: accessRules,
  words: wordRules,
  release: releaseRules,
})
