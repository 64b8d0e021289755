import type { VNode } from 'preact'
import type { Words } from './base.ts'
import { Table } from './lists.tsx'
import { Alert } from './own.tsx'
import { t } from './texts.ts'

/** One field that two people changed: what is saved now, and what the second one typed. */
export type ConflictRow = Readonly<{ label: string; saved: string; typed: string }>

/**
 * Two people saved at once: the second sees both and chooses. Stands above the form, which keeps everything that was
 * typed and carries the newest version, so that saving again means "mine". `keepUrl`: the page as the other one left it.
 * Rows that agree are left out.
 */
export function Conflict({ rows, keepUrl, by }: { rows: readonly ConflictRow[]; keepUrl: string; by?: Words }): VNode {
  const different = rows.filter((row) => row.saved !== row.typed)
  return (
    <Alert tone="caution" title={t('conflict.title')} live>
      <p class="govuk-body">{by ?? t('conflict.text')}</p>
      {different.length > 0 && (
        <Table
          caption={t('conflict.caption')}
          firstCellIsHeader
          head={[t('conflict.field'), t('conflict.saved'), t('conflict.typed')]}
          rows={different.map((row) => [row.label, row.saved || t('conflict.empty'), row.typed || t('conflict.empty')])}
        />
      )}
      <p class="govuk-body">
        <a class="govuk-link" href={keepUrl}>
          {t('conflict.keep')}
        </a>
      </p>
    </Alert>
  )
}
