// A person as the record said it at a moment: what was recorded later is taken off, what was withdrawn later is back.
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { FactTable, PersonView, Said } from './store.ts'

type Earlier = Readonly<{ rowId: string; table: FactTable; personId: string; withdrawnAt: string | null; withdrawnBecause: string | null }>

/**
 * The view at an instant. Facts are never changed, only withdrawn or moved with their source record, so it is enough to
 * take back those two; a fact that was recorded before but belonged to somebody else then is left out.
 */
export async function asItWas(tx: Tx, person: PersonView, at: Date): Promise<PersonView> {
  const changed = await tx.many<Earlier>(sql`
    select distinct on (h.table_name, h.row_id) h.row_id as "rowId", h.table_name as table, h.old_row ->> 'person_id' as "personId",
      h.old_row ->> 'withdrawn_at' as "withdrawnAt", h.old_row ->> 'withdrawn_because' as "withdrawnBecause"
    from row_history h
    where h.record_kind = 'person' and h.record_id = ${person.id} and h.changed_at >= ${at} and h.old_row is not null
    order by h.table_name, h.row_id, h.changed_at, h.id`)
  const then = <Fact extends Said<unknown>>(facts: readonly Fact[]): Fact[] =>
    facts.flatMap((fact) => {
      if (fact.recordedAt >= at) return []
      const earlier = changed.find(({ rowId }) => rowId === fact.id)
      if (earlier === undefined) return [fact]
      if (earlier.personId !== person.id) return []
      const withdrawnAt = earlier.withdrawnAt === null ? null : new Date(earlier.withdrawnAt)
      return [{ ...fact, withdrawnAt, withdrawnBecause: earlier.withdrawnBecause }]
    })
  return {
    ...person,
    sources: person.sources.filter(({ recordedAt }) => recordedAt < at),
    names: then(person.names),
    births: then(person.births),
    identifiers: then(person.identifiers),
    details: then(person.details),
    relationships: then(person.relationships),
    addresses: then(person.addresses),
    phones: then(person.phones),
    safeContacts: then(person.safeContacts),
    gps: then(person.gps),
    // the history of how somebody describes themselves is for nobody: only what still stands and stood then
    selfDescriptions: person.selfDescriptions.filter(({ recordedAt }) => recordedAt < at),
    moves: [],
  }
}
