import type { VNode } from 'preact'
import { type Cell, InsetText, WideTable } from '../../platform/design/index.ts'
import type { Released, ReleasedTable as Table } from './rules.ts'
import type { ReleasePolicy } from './schema.ts'
import { t } from './texts.ts'

/** What stands for a number: the number, or why there is none. For every place where released numbers are read. */
export function releasedText(value: Released, { profile, threshold }: Pick<Table, 'profile' | 'threshold'>): string {
  if (value !== 'c') return value.toLocaleString('en-GB')
  return profile === 'public' ? t('cell.few', { threshold }) : t('cell.hidden')
}

export type ReleasedTableProps = Readonly<{
  table: Table
  caption: string
  rowHead: string
  /** Further columns, one text for each row: shares, medians. Their totals are not made up. */
  beside?: readonly Readonly<{ head: string; cells: readonly string[] }>[]
}>

/**
 * A released table with its totals. `rowHead` names what the rows are by. A table of one column shows no total beside
 * it, which would say the same. Put `ReleaseNote` once beside the tables of a page.
 */
export function ReleasedTable({ table, caption, rowHead, beside = [] }: ReleasedTableProps): VNode {
  if (table.tooLittle) return <InsetText>{t('tooLittle', { threshold: table.threshold })}</InsetText>
  const number = (value: Released): Cell => ({ text: releasedText(value, table), format: 'numeric' })
  const hasTotals = table.columns.length > 1
  return (
    <WideTable
      caption={caption}
      head={[
        rowHead,
        ...[...table.columns, ...(hasTotals ? [t('total')] : []), ...beside.map(({ head }) => head)].map((text) => ({
          text,
          format: 'numeric' as const,
        })),
      ]}
      firstCellIsHeader
      rows={[
        ...table.rows.map((label, r) => [
          label,
          ...(table.cells[r] ?? []).map(number),
          ...(hasTotals ? [number(table.rowTotals[r] ?? 'c')] : []),
          ...beside.map(({ cells }): Cell => ({ text: cells[r] ?? '', format: 'numeric' })),
        ]),
        [t('total'), ...table.columnTotals.map(number), ...(hasTotals ? [number(table.total)] : []), ...beside.map(() => '')],
      ]}
    />
  )
}

/** What "hidden" means, in the words of the profile. */
export function ReleaseNote({ profile, policy }: { profile: Table['profile']; policy: ReleasePolicy }): VNode {
  const { hideUpTo, roundTo } = policy.profiles[profile]
  return (
    <p class="govuk-body-s">
      {profile === 'public' ? t('note.public', { threshold: hideUpTo + 1, step: roundTo }) : t('note.partner', { most: hideUpTo })}
    </p>
  )
}
