import type { VNode } from 'preact'
import { type Attributes, type Common, cx, type HeadingLevel, headingTag, type Opt, type Words } from './base.ts'
import { Button } from './content.tsx'
import { t } from './texts.ts'

// Small components of our own, for what a case system shows and GOV.UK's set does not have.

/** What a colour says is always said in words too. */
export type Tone = 'info' | 'good' | 'caution' | 'bad'

export type TimelineItem = { title: Words; datetime: string; when: Words } & Opt<{ by: Words; children: Words; id: string }>
/** Newest first or last is the caller's choice. `datetime` is the machine's form (ISO 8601), `when` what people read. */
export type TimelineProps = { items: readonly TimelineItem[] } & Omit<Common, 'id'> & Opt<{ headingLevel: HeadingLevel }>
export function Timeline({ items, headingLevel = 3, classes, attributes }: TimelineProps): VNode {
  const Heading = headingTag(headingLevel)
  return (
    <ol class={cx('lw-timeline', classes)} {...attributes}>
      {items.map((item) => (
        <li class="lw-timeline__item" id={item.id}>
          <Heading class="lw-timeline__title">{item.title}</Heading>
          <p class="lw-timeline__byline">
            <time dateTime={item.datetime}>{item.when}</time>
            {item.by && <>, {item.by}</>}
          </p>
          {item.children && <div class="lw-timeline__body">{item.children}</div>}
        </li>
      ))}
    </ol>
  )
}

/** A count beside a word, as in "Inbox 4". `label` says what is counted. */
export function Badge({ count, label }: { count: number; label: string }): VNode {
  return (
    <span class="lw-badge">
      {count}
      <span class="govuk-visually-hidden"> {label}</span>
    </span>
  )
}

/** A message within the page. `live` announces it when it appears after the page has loaded. */
export type AlertProps = { tone: Tone; title: Words } & Common & Opt<{ children: Words; headingLevel: HeadingLevel; live: boolean }>
export function Alert({ tone, title, children, headingLevel = 2, live, id, classes, attributes }: AlertProps): VNode {
  const Heading = headingTag(headingLevel)
  return (
    <div id={id} class={cx('lw-alert', `lw-alert--${tone}`, classes)} role={live ? 'alert' : undefined} {...attributes}>
      <Heading class="lw-alert__title">
        <span class="govuk-visually-hidden">{t(`tone.${tone}`)}: </span>
        {title}
      </Heading>
      {children && <div class="lw-alert__body">{children}</div>}
    </div>
  )
}

/** Filters live in the address (a GET form), so that a filtered list can be kept, sent and gone back to. */
export type FilterPanelProps = { action: string; children: Words } & Common & Opt<{ title: string; clearUrl: string; open: boolean }>
export function FilterPanel({
  action,
  children,
  title = t('filter.title'),
  clearUrl,
  open,
  id,
  classes,
  attributes,
}: FilterPanelProps): VNode {
  return (
    <details class={cx('lw-filter', classes)} id={id} open={open} {...attributes}>
      <summary class="lw-filter__title">{title}</summary>
      <form method="get" action={action} class="lw-filter__form">
        {children}
        <div class="govuk-button-group">
          <Button classes="govuk-button--secondary">{t('filter.apply')}</Button>
          {clearUrl && (
            <a class="govuk-link" href={clearUrl}>
              {t('filter.clear')}
            </a>
          )}
        </div>
      </form>
    </details>
  )
}

/** Where a list is empty: says why and what to do next, never just "no results". */
export function EmptyState({ title, children, headingLevel = 2 }: { title: Words; children: Words; headingLevel?: HeadingLevel }): VNode {
  const Heading = headingTag(headingLevel)
  return (
    <div class="lw-empty">
      <Heading class="govuk-heading-m">{title}</Heading>
      {children}
    </div>
  )
}

/** One figure with its name and, below it, what it is out of or how sure it is. Several stand in a `StatRow`. */
export function Stat({
  value,
  label,
  note,
  tone,
  href,
}: { value: Words; label: Words } & Opt<{ note: Words; tone: Tone; href: string }>): VNode {
  return (
    <div class={cx('lw-stat', tone && `lw-stat--${tone}`)}>
      <dt class="lw-stat__label">
        {href ? (
          <a class="govuk-link" href={href}>
            {label}
          </a>
        ) : (
          label
        )}
      </dt>
      <dd class="lw-stat__value">{value}</dd>
      {note && <dd class="lw-stat__note">{note}</dd>}
    </div>
  )
}
export function StatRow({ children }: { children: Words }): VNode {
  return <dl class="lw-stats">{children}</dl>
}

/** Copies `value`. Hidden until the script runs, because without script it could do nothing. */
export function CopyButton({ value, label = t('copy') }: { value: string; label?: string }): VNode {
  const texts: Attributes = { 'data-copied': t('copy.done'), 'data-failed': t('copy.failed') }
  return (
    <span class="lw-copy">
      <button type="button" class="lw-copy__button" data-copy={value} hidden {...texts}>
        {label}
      </button>
      <span class="lw-copy__status" role="status" />
    </span>
  )
}
