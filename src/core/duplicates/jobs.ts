// The nightly look at who may be recorded twice. As the jobs role, through functions that only it may call: what people are
// compared by goes in, pairs in codes come out, and no page ever sees it on the way.
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { Hidden, MatchFacts } from '../matching/index.ts'
import { activeScorer, compareForMatch, type PersonId } from '../people/index.ts'

/** So many people in one run, so that a run ends well before the next; the rest wait for it. */
const peopleInRun = 1000
/** Of so many who share a key, the most telling. */
const mostCompared = 40

/**
 * Compares everybody who changed since they were last looked at, or was never looked at, with those who share a key, and
 * keeps the pairs worth showing. Safe to run again and to be stopped: whom it has finished is written down with them.
 * @returns how many people it looked at
 */
export async function findDuplicates(tx: Tx, limit = peopleInRun): Promise<number> {
  const scorer = await activeScorer(tx, 'list')
  const due = await tx.many<{ personId: PersonId; version: number; facts: MatchFacts }>(sql`
    select person_id as "personId", version, facts from duplicates_due_as_system(${scorer.name}, ${limit})`)
  for (const { personId, version, facts } of due) {
    const partners = await tx.many<{ personId: PersonId; facts: MatchFacts; hidden: Hidden }>(sql`
      select person_id as "personId", facts, hidden from duplicates_partners_as_system(${personId}, ${mostCompared})`)
    const found = partners.flatMap((other) => {
      const match = compareForMatch(facts, other.facts, other.hidden, scorer)
      return match.band === null ? [] : [{ personId: other.personId, hidden: other.hidden, ...match }]
    })
    await tx.run(sql`select duplicates_keep_as_system(${personId}, ${version}, ${scorer.name}, ${JSON.stringify(found)}::jsonb)`)
  }
  return due.length
}
