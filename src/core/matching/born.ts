import type { MatchFacts } from './compare.ts'
import { soundOf } from './similarity.ts'

/** For each full date of birth those who do not sound like one person: several records of somebody count once. */
export function bornOnOneDay(records: readonly MatchFacts[]): ReadonlyMap<string, ReadonlySet<string>> {
  const days = new Map<string, Set<string>>()
  for (const { names, births } of records) {
    for (const { bornOn } of births) {
      if (bornOn === null) continue
      const people = days.get(bornOn) ?? new Set()
      // in either order: who has the two changed over is no second person
      for (const { given, family } of names) people.add([soundOf(given), soundOf(family)].sort().join(' '))
      days.set(bornOn, people)
    }
  }
  return days
}
