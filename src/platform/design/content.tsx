import type { VNode } from 'preact'
import { type Attributes, type Common, cx, type HeadingLevel, headingTag, type Opt, type Words } from './base.ts'
import { t } from './texts.ts'

// Single pieces of a page: buttons, statuses, notices.

/** With `href` it is a link that looks like a button. `preventDoubleClick` is a courtesy; the once-token is the guard. */
export type ButtonProps = { children: Words } & Common &
  Opt<{
    href: string
    type: 'submit' | 'button' | 'reset'
    name: string
    value: string
    disabled: boolean
    isStartButton: boolean
    preventDoubleClick: boolean
  }>
export function Button(props: ButtonProps): VNode {
  const { children, href, type = 'submit', disabled, isStartButton, id, attributes } = props
  const common = { class: cx('govuk-button', props.classes, isStartButton && 'govuk-button--start'), 'data-module': 'govuk-button', id }
  // a start button is a flex box, which would eat the spaces between nodes
  const words = isStartButton && typeof children !== 'string' ? <span>{children}</span> : children
  if (href) {
    return (
      // biome-ignore lint/a11y/useSemanticElements: it goes somewhere, so it is a link; the script adds the space key
      <a href={href} role="button" draggable={false} {...common} {...attributes}>
        {words}
        {isStartButton && <StartIcon />}
      </a>
    )
  }
  return (
    <button
      type={type}
      value={props.value}
      name={props.name}
      disabled={disabled}
      aria-disabled={disabled ? 'true' : undefined}
      data-prevent-double-click={props.preventDoubleClick}
      {...common}
      {...attributes}
    >
      {words}
      {isStartButton && <StartIcon />}
    </button>
  )
}

function StartIcon(): VNode {
  return (
    <svg
      class="govuk-button__start-icon"
      xmlns="http://www.w3.org/2000/svg"
      width="17.5"
      height="19"
      viewBox="0 0 33 40"
      aria-hidden="true"
      focusable="false"
    >
      <path fill="currentColor" d="M0 0h13l20 20-20 20H0l20-20z" />
    </svg>
  )
}

export type DetailsProps = { summaryText: Words; children: Words } & Common & Opt<{ open: boolean }>
export function Details({ summaryText, children, open, id, classes, attributes }: DetailsProps): VNode {
  return (
    <details id={id} class={cx('govuk-details', classes)} {...attributes} open={open}>
      <summary class="govuk-details__summary">
        <span class="govuk-details__summary-text">{summaryText}</span>
      </summary>
      <div class="govuk-details__text">{children}</div>
    </details>
  )
}

/** A status in one or two words. Colour by class (`govuk-tag--green` ...) is only a second sign beside the words. */
export type TagProps = { children: Words } & Omit<Common, 'id'>
export function Tag({ children, classes, attributes }: TagProps): VNode {
  return (
    <strong class={cx('govuk-tag', classes)} {...attributes}>
      {children}
    </strong>
  )
}

export type InsetTextProps = { children: Words } & Common
export function InsetText({ children, id, classes, attributes }: InsetTextProps): VNode {
  return (
    <div id={id} class={cx('govuk-inset-text', classes)} {...attributes}>
      {children}
    </div>
  )
}

export type WarningTextProps = { children: Words } & Omit<Common, 'id'> & Opt<{ iconFallbackText: string }>
export function WarningText({ children, classes, attributes, iconFallbackText = t('warning') }: WarningTextProps): VNode {
  return (
    <div class={cx('govuk-warning-text', classes)} {...attributes}>
      <span class="govuk-warning-text__icon" aria-hidden="true">
        !
      </span>
      <strong class="govuk-warning-text__text">
        <span class="govuk-visually-hidden">{iconFallbackText}</span> {children}
      </strong>
    </div>
  )
}

/** A string becomes the banner's heading line; nodes stand as they are. `titleId` must differ when a page has two. */
export type NotificationBannerProps = { children: Words } & Omit<Common, 'id'> &
  Opt<{
    type: 'success'
    titleText: Words
    titleHeadingLevel: HeadingLevel
    titleId: string
    role: 'alert' | 'region'
    disableAutoFocus: boolean
  }>
export function NotificationBanner(props: NotificationBannerProps): VNode {
  const { children, type, titleId = 'govuk-notification-banner-title', titleHeadingLevel = 2 } = props
  const isSuccess = type === 'success'
  const Heading = headingTag(titleHeadingLevel)
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role is there, alert or region, only not a literal
    <div
      class={cx('govuk-notification-banner', isSuccess && 'govuk-notification-banner--success', props.classes)}
      role={props.role ?? (isSuccess ? 'alert' : 'region')}
      aria-labelledby={titleId}
      data-module="govuk-notification-banner"
      data-disable-auto-focus={props.disableAutoFocus}
      {...props.attributes}
    >
      <div class="govuk-notification-banner__header">
        <Heading class="govuk-notification-banner__title" id={titleId}>
          {props.titleText ?? (isSuccess ? t('notification.success') : t('notification.important'))}
        </Heading>
      </div>
      <div class="govuk-notification-banner__content">
        {typeof children === 'string' ? <p class="govuk-notification-banner__heading">{children}</p> : children}
      </div>
    </div>
  )
}

export type PanelAction = { text: Words } & Omit<Common, 'id'> & Opt<{ href: string; type: 'button' | 'submit' }>
/** The confirmation panel; `kind="interruption"` stops a person before a weighty step and may offer actions. */
export type PanelProps = { titleText: Words } & Omit<Common, 'id'> &
  Opt<{
    kind: 'confirmation' | 'interruption'
    headingLevel: HeadingLevel
    children: Words
    actions: { items: readonly PanelAction[] } & Omit<Common, 'id'>
  }>
export function Panel(props: PanelProps): VNode {
  const { titleText, kind = 'confirmation', headingLevel = 1, children, actions } = props
  const Heading = headingTag(headingLevel)
  return (
    <div class={cx('govuk-panel', `govuk-panel--${kind}`, props.classes)} {...props.attributes}>
      <Heading class="govuk-panel__title">{titleText}</Heading>
      {children && <div class="govuk-panel__body">{children}</div>}
      {kind === 'interruption' && actions && (
        <div class={cx('govuk-panel__actions', actions.classes)} {...actions.attributes}>
          {actions.items.length > 0 && (
            <div class="govuk-button-group">
              {actions.items.map((action) => (
                <PanelActionLink {...action} />
              ))}
            </div>
          )}
        </div>
      )}
    </div>
  )
}

function PanelActionLink({ text, href, type, classes, attributes }: PanelAction): VNode {
  if (!href || type === 'button') {
    return (
      <Button type={type ?? 'button'} href={href} classes={cx('govuk-button--inverse', classes)} attributes={attributes}>
        {text}
      </Button>
    )
  }
  return (
    <a class={cx('govuk-link govuk-link--inverse', classes)} href={href} {...attributes}>
      {text}
    </a>
  )
}

export type PhaseBannerProps = { tag: { text: Words; classes?: string }; children: Words } & Omit<Common, 'id'>
export function PhaseBanner({ tag, children, classes, attributes }: PhaseBannerProps): VNode {
  return (
    <div class={cx('govuk-phase-banner govuk-width-container', classes)} {...attributes}>
      <p class="govuk-phase-banner__content">
        <Tag classes={cx('govuk-phase-banner__content__tag', tag.classes)}>{tag.text}</Tag>
        <span class="govuk-phase-banner__text">{children}</span>
      </p>
    </div>
  )
}

/** Leaves at once for a harmless page. `redirectUrl` is required: which page is safe is the partnership's choice. */
export type ExitThisPageProps = { redirectUrl: string } & Common &
  Opt<{
    children: Words
    activatedText: string
    timedOutText: string
    pressTwoMoreTimesText: string
    pressOneMoreTimeText: string
  }>
export function ExitThisPage(props: ExitThisPageProps): VNode {
  const { redirectUrl, children, id, classes } = props
  const texts: Attributes = {
    'data-i18n.activated': props.activatedText,
    'data-i18n.timed-out': props.timedOutText,
    'data-i18n.press-two-more-times': props.pressTwoMoreTimesText,
    'data-i18n.press-one-more-time': props.pressOneMoreTimeText,
  }
  return (
    <div id={id} class={cx('govuk-exit-this-page', classes)} data-module="govuk-exit-this-page" {...props.attributes} {...texts}>
      <Button
        href={redirectUrl}
        classes="govuk-button--warning govuk-exit-this-page__button govuk-js-exit-this-page-button"
        attributes={{ rel: 'nofollow noreferrer' }}
      >
        {children ?? (
          <>
            <span class="govuk-visually-hidden">{t('exit.emergency')}</span> {t('exit')}
          </>
        )}
      </Button>
    </div>
  )
}
