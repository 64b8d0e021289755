import type { VNode } from 'preact'
import { Table, type TableProps } from './lists.tsx'

/**
 * A table that may be wider than a phone: it scrolls in a box of its own, which the keyboard reaches too, and the page
 * stays still. The caption names the box and is heard, not seen: a heading says it already.
 */
export function WideTable(props: TableProps & Readonly<{ caption: string }>): VNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section class="lw-table-scroll" tabIndex={0} aria-label={props.caption}>
      <Table captionClasses="govuk-visually-hidden" {...props} />
    </section>
  )
}
