// A person as the record said it at a moment: what was recorded later is taken off, what was withdrawn later is back.
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { FactTable, PersonView, Said } from './store.ts'
import { t } from './texts.ts'

type Earlier = Readonly<{
  rowId: string
  table: FactTable
  personId: string
  withdrawnAt: string | null
  withdrawnBecause: string | null
  untilOn: string | null
}>

/**
 * The view at an instant. Facts are never changed, only ended, withdrawn or moved with their source record, so it is
 * enough to take back those three; a fact that was recorded before but belonged to somebody else then is left out.
 */
export async function asItWas(tx: Tx, person: PersonView, at: Date): Promise<PersonView> {
  const changed = await tx.many<Earlier>(sql`
    select distinct on (h.table_name, h.row_id) h.row_id as "rowId", h.table_name as table, h.old_row ->> 'person_id' as "personId",
      h.old_row ->> 'withdrawn_at' as "withdrawnAt", h.old_row ->> 'until_on' as "untilOn", h.old_row ->> 'withdrawn_because' as "withdrawnBecause"
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
      const ended = 'untilOn' in fact ? { untilOn: earlier.untilOn } : {}
      return [{ ...fact, ...ended, withdrawnAt, withdrawnBecause: earlier.withdrawnBecause }]
    })
  const named = await tx.oneOrNone<{ shownName: string | null }>(sql`
    select h.old_row ->> 'shown_name' as "shownName" from row_history h
    where h.table_name = 'person_headline' and h.record_kind = 'person' and h.record_id = ${person.id} and h.changed_at >= ${at}
    order by h.changed_at, h.id limit 1`)
  return {
    ...person,
    shownName: named === undefined ? person.shownName : (named.shownName ?? t('name.unknown')),
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
