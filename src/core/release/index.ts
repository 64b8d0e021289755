/**
 * The one way for counts to leave casework. A table of counts goes in, a released one comes out, and only that is kept
 * and shown: `releaseTogether([table, …], 'partner', house.reference.release)`, then `<ReleasedTable table=… />`.
 */
export { releaseCommand } from './commands.ts'
export {
  type CountTable,
  narrowerView,
  type Released,
  type ReleasedTable,
  releasedMedian,
  releasedPercent,
  releaseTable,
  releaseTogether,
  tellsApart,
} from './rules.ts'
export { type ReleasePolicy, type ReleaseProfile, releasedTable, releaseProfile } from './schema.ts'
export { releasedCsv } from './table-file.ts'
export { ReleasedTable as ReleasedTableView, ReleaseNote, releasedText } from './views.tsx'
