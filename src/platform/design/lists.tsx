import type { VNode } from 'preact'
import {
  type Attributes,
  type Common,
  cx,
  type Falsy,
  type HeadingLevel,
  headingTag,
  i18nAttributes,
  ids,
  isTruthy,
  longForm,
  type Opt,
  type TextOr,
  type Words,
} from './base.ts'
import { Tag } from './content.tsx'
import { t } from './texts.ts'

// Things that hold several things: summary lists, tables, task lists, tabs, accordions, pages of results.

type Part = { text: Words } & Opt<{ classes: string }>
export type SummaryAction = { href: string; text: Words } & Omit<Common, 'id'> & Opt<{ visuallyHiddenText: Words }>
type Actions = { items: readonly SummaryAction[] } & Opt<{ classes: string }>
export type SummaryRow = { key: TextOr<Part>; value: TextOr<Part> } & Opt<{ actions: Actions; classes: string }>
export type SummaryCard = Omit<Common, 'id'> & Opt<{ title: Part & Opt<{ headingLevel: HeadingLevel }>; actions: Actions }>
/** Every action needs a `visuallyHiddenText` ("birth date") unless a card's title names it: "Change" alone says nothing. */
export type SummaryListProps = { rows: readonly (SummaryRow | Falsy)[] } & Omit<Common, 'id'> & Opt<{ card: SummaryCard }>
export function SummaryList({ rows, card, classes, attributes }: SummaryListProps): VNode {
  const shown = rows.filter(isTruthy)
  const anyRowHasActions = shown.some((row) => row.actions?.items.length)
  const list = (
    <dl class={cx('govuk-summary-list', classes)} {...attributes}>
      {shown.map((row) => {
        const key: Part = longForm(row.key)
        const value: Part = longForm(row.value)
        return (
          <div
            class={cx('govuk-summary-list__row', anyRowHasActions && !row.actions && 'govuk-summary-list__row--no-actions', row.classes)}
          >
            <dt class={cx('govuk-summary-list__key', key.classes)}>{key.text}</dt>
            <dd class={cx('govuk-summary-list__value', value.classes)}>{value.text}</dd>
            {row.actions && row.actions.items.length > 0 && (
              <dd class={cx('govuk-summary-list__actions', row.actions.classes)}>
                <SummaryActions
                  items={row.actions.items}
                  cardTitle={card?.title?.text}
                  list="govuk-summary-list__actions-list"
                  item="govuk-summary-list__actions-list-item"
                />
              </dd>
            )}
          </div>
        )
      })}
    </dl>
  )
  if (!card) return list
  const Heading = headingTag(card.title?.headingLevel ?? 2)
  const actions = card.actions?.items ?? []
  return (
    <div class={cx('govuk-summary-card', card.classes)} {...card.attributes}>
      <div class="govuk-summary-card__title-wrapper">
        {card.title && <Heading class={cx('govuk-summary-card__title', card.title.classes)}>{card.title.text}</Heading>}
        {actions.length === 1 && (
          <div class={cx('govuk-summary-card__actions', card.actions?.classes)}>
            <SummaryActions items={actions} cardTitle={card.title?.text} list="" item="" />
          </div>
        )}
        {actions.length > 1 && (
          <SummaryActions
            items={actions}
            cardTitle={card.title?.text}
            list={cx('govuk-summary-card__actions', card.actions?.classes)}
            item="govuk-summary-card__action"
          />
        )}
      </div>
      <div class="govuk-summary-card__content">{list}</div>
    </div>
  )
}

type SummaryActionsProps = { items: readonly SummaryAction[]; cardTitle: Words; list: string | undefined; item: string }
function SummaryActions({ items, cardTitle, list, item }: SummaryActionsProps): VNode {
  const links = items.map((action) => (
    <a class={cx('govuk-link', action.classes)} href={action.href} {...action.attributes}>
      {action.text}
      {(action.visuallyHiddenText || cardTitle) && (
        <span class="govuk-visually-hidden">
          {action.visuallyHiddenText && <> {action.visuallyHiddenText}</>}
          {cardTitle && <> ({cardTitle})</>}
        </span>
      )}
    </a>
  ))
  if (links.length === 1) return <>{links}</>
  return (
    <ul class={list}>
      {links.map((link) => (
        <li class={item}>{link}</li>
      ))}
    </ul>
  )
}

export type Cell = { text: Words } & Omit<Common, 'id'> & Opt<{ format: 'numeric'; colspan: number; rowspan: number }>
/** A caption is what a screen reader announces: give one, visually hidden (`captionClasses`) where a heading says it already. */
export type TableProps = { rows: readonly (readonly TextOr<Cell>[] | Falsy)[] } & Omit<Common, 'id'> &
  Opt<{ caption: Words; captionClasses: string; head: readonly TextOr<Cell>[]; firstCellIsHeader: boolean }>
export function Table(props: TableProps): VNode {
  const { rows, caption, captionClasses, head, firstCellIsHeader } = props
  // On a phone a stacked row has no head above it: each cell names its column, unless it names itself.
  const labels = props.classes?.includes('lw-stack') ? head?.map((cell) => textOnly(longForm(cell).text)) : undefined
  return (
    <table class={cx('govuk-table', props.classes)} {...props.attributes}>
      {caption && <caption class={cx('govuk-table__caption', captionClasses)}>{caption}</caption>}
      {head && (
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            {head.map((cell) => {
              const { text, format, classes, colspan, rowspan, attributes }: Cell = longForm(cell)
              return (
                <th
                  scope="col"
                  class={cx('govuk-table__header', format && `govuk-table__header--${format}`, classes)}
                  colspan={colspan}
                  rowspan={rowspan}
                  {...attributes}
                >
                  {text}
                </th>
              )
            })}
          </tr>
        </thead>
      )}
      <tbody class="govuk-table__body">
        {rows.filter(isTruthy).map((row) => (
          <tr class="govuk-table__row">
            {row.map((cell, i) => {
              const { text, format, classes, colspan, rowspan, attributes }: Cell = longForm(cell)
              const span = { colspan, rowspan }
              return i === 0 && firstCellIsHeader ? (
                <th scope="row" class={cx('govuk-table__header', classes)} {...span} {...attributes}>
                  {text}
                </th>
              ) : (
                <td
                  class={cx('govuk-table__cell', format && `govuk-table__cell--${format}`, classes)}
                  {...span}
                  data-label={text === '' ? undefined : labels?.[i]}
                  {...attributes}
                >
                  {text}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function textOnly(words: Words): string | undefined {
  return typeof words === 'string' && words !== '' ? words : undefined
}

type TaskStatus = Opt<{ text: Words; tag: { text: Words } & Omit<Common, 'id'>; classes: string }>
export type TaskListItem = { title: TextOr<Part>; status: TaskStatus } & Opt<{
  href: string
  hint: TextOr<{ text: Words }>
  classes: string
}>
export type TaskListProps = { items: readonly (TaskListItem | Falsy)[] } & Omit<Common, 'id'> & Opt<{ idPrefix: string }>
export function TaskList({ items, idPrefix = 'task-list', classes, attributes }: TaskListProps): VNode {
  return (
    <ul class={cx('govuk-task-list', classes)} {...attributes}>
      {items.map((item, i) => {
        if (!item) return null
        const title: Part = longForm(item.title)
        const hintId = item.hint === undefined ? undefined : `${idPrefix}-${i + 1}-hint`
        const statusId = `${idPrefix}-${i + 1}-status`
        const { tag } = item.status
        return (
          <li class={cx('govuk-task-list__item', item.href && 'govuk-task-list__item--with-link', item.classes)}>
            <div class="govuk-task-list__name-and-hint">
              {item.href ? (
                <a class={cx('govuk-link govuk-task-list__link', title.classes)} href={item.href} aria-describedby={ids(hintId, statusId)}>
                  {title.text}
                </a>
              ) : (
                <div class={title.classes}>{title.text}</div>
              )}
              {item.hint !== undefined && (
                <div id={hintId} class="govuk-task-list__hint">
                  {longForm(item.hint).text}
                </div>
              )}
            </div>
            <div class={cx('govuk-task-list__status', item.status.classes)} id={statusId}>
              {tag ? (
                <Tag classes={tag.classes} attributes={tag.attributes}>
                  {tag.text}
                </Tag>
              ) : (
                item.status.text
              )}
            </div>
          </li>
        )
      })}
    </ul>
  )
}

export type TabItem = { label: string; panel: { text: Words; attributes?: Attributes } } & Opt<{ id: string; attributes: Attributes }>
/** Without script all panels stand one below the other. A panel that is a string becomes a paragraph. */
export type TabsProps = { items: readonly (TabItem | Falsy)[] } & Common & Opt<{ idPrefix: string; title: string }>
export function Tabs({ items, idPrefix = '', title = t('tabs.title'), id, classes, attributes }: TabsProps): VNode {
  const shown = items.map((item, i) => item && { ...item, id: item.id ?? `${idPrefix}-${i + 1}`, isFirst: i === 0 }).filter(isTruthy)
  return (
    <div id={id} class={cx('govuk-tabs', classes)} {...attributes} data-module="govuk-tabs">
      <h2 class="govuk-tabs__title">{title}</h2>
      {items.length > 0 && (
        <ul class="govuk-tabs__list">
          {shown.map((item) => (
            <li class={cx('govuk-tabs__list-item', item.isFirst && 'govuk-tabs__list-item--selected')}>
              <a class="govuk-tabs__tab" href={`#${item.id}`} {...item.attributes}>
                {item.label}
              </a>
            </li>
          ))}
        </ul>
      )}
      {shown.map((item) => (
        <div class={cx('govuk-tabs__panel', !item.isFirst && 'govuk-tabs__panel--hidden')} id={item.id} {...item.panel.attributes}>
          {typeof item.panel.text === 'string' ? <p class="govuk-body">{item.panel.text}</p> : item.panel.text}
        </div>
      ))}
    </div>
  )
}

export type AccordionItem = { heading: TextOr<{ text: Words }>; content: TextOr<{ text: Words }> } & Opt<{
  summary: TextOr<{ text: Words }>
  expanded: boolean
}>
/**
 * `rememberExpanded` is false unless asked for: which section somebody opened would otherwise stay in the browser,
 * and a borrowed or shared device must not tell.
 */
export type AccordionProps = { id: string; items: readonly (AccordionItem | Falsy)[] } & Omit<Common, 'id'> &
  Opt<{
    headingLevel: HeadingLevel
    rememberExpanded: boolean
    hideAllSectionsText: string
    showAllSectionsText: string
    hideSectionText: string
    hideSectionAriaLabelText: string
    showSectionText: string
    showSectionAriaLabelText: string
  }>
export function Accordion(props: AccordionProps): VNode {
  const { id, items, headingLevel = 2, rememberExpanded = false } = props
  const Heading = headingTag(headingLevel)
  const texts = i18nAttributes({
    'hide-all-sections': props.hideAllSectionsText,
    'show-all-sections': props.showAllSectionsText,
    'hide-section': props.hideSectionText,
    'hide-section-aria-label': props.hideSectionAriaLabelText,
    'show-section': props.showSectionText,
    'show-section-aria-label': props.showSectionAriaLabelText,
  })
  return (
    <div
      class={cx('govuk-accordion', props.classes)}
      data-module="govuk-accordion"
      id={id}
      {...texts}
      data-remember-expanded={rememberExpanded ? undefined : false}
      {...props.attributes}
    >
      {items.map((item, i) => {
        if (!item) return null
        const heading = longForm(item.heading).text
        const summary = item.summary === undefined ? undefined : longForm(item.summary).text
        const content = longForm(item.content).text
        return (
          <div class={cx('govuk-accordion__section', item.expanded && 'govuk-accordion__section--expanded')}>
            <div class="govuk-accordion__section-header">
              <Heading class="govuk-accordion__section-heading">
                <span class="govuk-accordion__section-button" id={`${id}-heading-${i + 1}`}>
                  {heading}
                </span>
              </Heading>
              {summary && (
                <div class="govuk-accordion__section-summary govuk-body" id={`${id}-summary-${i + 1}`}>
                  {summary}
                </div>
              )}
            </div>
            <div id={`${id}-content-${i + 1}`} class="govuk-accordion__section-content">
              {typeof content === 'string' ? <p class="govuk-body">{content}</p> : content}
            </div>
          </div>
        )
      })}
    </div>
  )
}

export type PageLink = { href: string } & Opt<{ text: Words; labelText: string; attributes: Attributes }>
export type PageItem =
  | ({ number: number | string; href: string } & Opt<{ current: boolean; visuallyHiddenText: string; attributes: Attributes }>)
  | Readonly<{ ellipsis: true }>
export type PaginationProps = Omit<Common, 'id'> &
  Opt<{ previous: PageLink; next: PageLink; items: readonly (PageItem | Falsy)[]; landmarkLabel: string }>
export function Pagination({ previous, next, items, landmarkLabel = t('pagination'), classes, attributes }: PaginationProps): VNode {
  const isBlock = !items && Boolean(next || previous)
  return (
    <nav class={cx('govuk-pagination', isBlock && 'govuk-pagination--block', classes)} aria-label={landmarkLabel} {...attributes}>
      {previous?.href && <PageArrow link={previous} kind="prev" isBlock={isBlock} />}
      {items && (
        <ul class="govuk-pagination__list">
          {items.filter(isTruthy).map((item) =>
            'ellipsis' in item ? (
              <li class="govuk-pagination__item govuk-pagination__item--ellipsis">…</li>
            ) : (
              <li class={cx('govuk-pagination__item', item.current && 'govuk-pagination__item--current')}>
                <a
                  class="govuk-link govuk-pagination__link"
                  href={item.href}
                  aria-label={item.visuallyHiddenText ?? t('pagination.page', { number: item.number })}
                  aria-current={item.current ? 'page' : undefined}
                  {...item.attributes}
                >
                  {item.number}
                </a>
              </li>
            ),
          )}
        </ul>
      )}
      {next?.href && <PageArrow link={next} kind="next" isBlock={isBlock} />}
    </nav>
  )
}

const arrows = {
  prev: 'm6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z',
  next: 'm8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z',
}

function PageArrow({ link, kind, isBlock }: { link: PageLink; kind: 'prev' | 'next'; isBlock: boolean }): VNode {
  const arrow = (
    <svg
      class={`govuk-pagination__icon govuk-pagination__icon--${kind}`}
      xmlns="http://www.w3.org/2000/svg"
      height="13"
      width="15"
      aria-hidden="true"
      focusable="false"
      viewBox="0 0 15 13"
    >
      <path d={arrows[kind]} />
    </svg>
  )
  const standard = kind === 'prev' ? t('pagination.previous') : t('pagination.next')
  return (
    <div class={`govuk-pagination__${kind}`}>
      <a class="govuk-link govuk-pagination__link" href={link.href} rel={kind} {...link.attributes}>
        {(isBlock || kind === 'prev') && arrow}
        <span class={cx('govuk-pagination__link-title', isBlock && !link.labelText && 'govuk-pagination__link-title--decorated')}>
          {link.text ?? (
            <>
              {standard}
              <span class="govuk-visually-hidden"> {t('page')}</span>
            </>
          )}
        </span>
        {link.labelText && isBlock && (
          <>
            <span class="govuk-visually-hidden">:</span>
            <span class="govuk-pagination__link-label">{link.labelText}</span>
          </>
        )}
        {!isBlock && kind === 'next' && arrow}
      </a>
    </div>
  )
}
