import type { VNode } from 'preact'
import { type Attributes, type Common, cx, type Falsy, ids, longForm, type Opt, type TextOr, type Words } from './base.ts'
import { t } from './texts.ts'

// The parts that every field is made of. A field's ids follow from its own id: `ID-hint`, `ID-error`.

export type LabelProps = { text: Words } & Omit<Common, 'id'> & Opt<{ for: string; isPageHeading: boolean }>
export function Label({ text, classes, attributes, isPageHeading, for: htmlFor }: LabelProps): VNode | null {
  if (!text) return null
  const label = (
    <label class={cx('govuk-label', classes)} {...attributes} for={htmlFor}>
      {text}
    </label>
  )
  return isPageHeading ? <h1 class="govuk-label-wrapper">{label}</h1> : label
}

export type HintProps = { text: Words } & Common
export function Hint({ text, id, classes, attributes }: HintProps): VNode {
  return (
    <div id={id} class={cx('govuk-hint', classes)} {...attributes}>
      {text}
    </div>
  )
}

/** `visuallyHiddenText`: what a screen reader hears first; '' for nothing. */
export type ErrorMessageProps = { text: Words } & Common & Opt<{ visuallyHiddenText: string }>
export function ErrorMessage({ text, id, classes, attributes, visuallyHiddenText = t('error') }: ErrorMessageProps): VNode {
  return (
    <p id={id} class={cx('govuk-error-message', classes)} {...attributes}>
      {visuallyHiddenText && <span class="govuk-visually-hidden">{visuallyHiddenText}:</span>} {text}
    </p>
  )
}

export type LegendProps = { text: Words } & Opt<{ classes: string; isPageHeading: boolean }>
export type FieldsetProps = Omit<Common, 'id'> & Opt<{ legend: TextOr<LegendProps>; describedBy: string; role: string; children: Words }>
export function Fieldset({ legend, describedBy, role, classes, attributes, children }: FieldsetProps): VNode {
  const title: LegendProps | undefined = legend === undefined ? undefined : longForm(legend)
  return (
    <fieldset class={cx('govuk-fieldset', classes)} role={role as 'group' | undefined} aria-describedby={describedBy} {...attributes}>
      {title?.text && (
        <legend class={cx('govuk-fieldset__legend', title.classes)}>
          {title.isPageHeading ? <h1 class="govuk-fieldset__heading">{title.text}</h1> : title.text}
        </legend>
      )}
      {children}
    </fieldset>
  )
}

/** The wrapper around a field. `before` and `after` stand directly beside the input, for a unit, a link or a live message. */
export type FormGroup = Opt<{ classes: string; attributes: Attributes; before: Words; after: Words }>
export type FieldParts = Opt<{ hint: TextOr<HintProps>; errorMessage: TextOr<ErrorMessageProps>; formGroup: FormGroup }>

/** Hint, error and the ids that describe a field, in the order a screen reader should hear them. */
export function describe(id: string, { hint, errorMessage }: FieldParts, describedBy?: string) {
  const hintId = hint === undefined ? undefined : `${id}-hint`
  const errorId = errorMessage === undefined ? undefined : `${id}-error`
  const error = errorMessage === undefined ? undefined : longForm<ErrorMessageProps>(errorMessage)
  return {
    describedBy: ids(describedBy, hintId, errorId),
    parts: (
      <>
        {hint !== undefined && <Hint {...longForm(hint)} id={hintId} />}
        {error !== undefined && <ErrorMessage {...error} id={errorId} />}
      </>
    ),
  }
}

export function Group({ hasError, group, children }: { hasError: boolean; group: FormGroup | undefined; children: Words }): VNode {
  return (
    <div class={cx('govuk-form-group', hasError && 'govuk-form-group--error', group?.classes)} {...group?.attributes}>
      {children}
    </div>
  )
}

/** One line of the summary; with `href` ('#field-id') it takes the person to the field. */
export type ErrorSummaryItem = { text: Words } & Opt<{ href: string; attributes: Attributes }>
export type ErrorSummaryProps = { errorList: readonly ErrorSummaryItem[] } & Omit<Common, 'id'> &
  Opt<{ titleText: Words; children: Words; disableAutoFocus: boolean }>
export function ErrorSummary(props: ErrorSummaryProps): VNode {
  const { errorList, titleText = t('errorSummary.title'), children, disableAutoFocus, classes, attributes } = props
  return (
    <div
      class={cx('govuk-error-summary', classes)}
      data-disable-auto-focus={disableAutoFocus}
      {...attributes}
      data-module="govuk-error-summary"
    >
      {/* role="alert" sits on a child: on the focused element itself the contents can go unannounced */}
      <div role="alert">
        <h2 class="govuk-error-summary__title">{titleText}</h2>
        <div class="govuk-error-summary__body">
          {children && <p>{children}</p>}
          {errorList.length > 0 && (
            <ul class="govuk-list govuk-error-summary__list">
              {errorList.map((item) => (
                <li>
                  {item.href ? (
                    <a href={item.href} {...item.attributes}>
                      {item.text}
                    </a>
                  ) : (
                    item.text
                  )}
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
    </div>
  )
}

/**
 * A form that posts. `once` is the token that makes a double click one submission (sent as `_once`).
 * `autosave` is the address that changed fields are sent to while typing; it needs client/draft.ts and works without.
 */
export type FormProps = { action: string; once: string | Falsy; children: Words } & Common & Opt<{ multipart: boolean; autosave: string }>
export function Form({ action, once, multipart, autosave, id, classes, attributes, children }: FormProps): VNode {
  return (
    <form
      method="post"
      action={action}
      enctype={multipart ? 'multipart/form-data' : undefined}
      novalidate
      id={id}
      class={classes}
      data-autosave={autosave}
      {...attributes}
    >
      {once && <input type="hidden" name="_once" value={once} />}
      {children}
      {autosave && <p class="lw-draft-status govuk-body-s" role="status" data-draft-status {...draftTexts()} />}
    </form>
  )
}

/** The browser's script holds no texts of its own: it reads them from here. */
function draftTexts(): Attributes {
  return {
    // {time} is filled in by the browser
    'data-saved': t.forms('draft.saved').other,
    'data-saving': t('draft.saving'),
    'data-offline': t('draft.offline'),
    'data-failed': t('draft.failed'),
    'data-signed-out': t('draft.signedOut'),
    'data-changed': t('draft.changed'),
    'data-refused': t('draft.refused'),
  }
}
