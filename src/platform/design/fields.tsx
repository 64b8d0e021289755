import type { VNode } from 'preact'
import {
  type Attributes,
  type Common,
  cx,
  type Falsy,
  i18nAttributes,
  isTruthy,
  longForm,
  type Opt,
  type TextOr,
  type Words,
} from './base.ts'
import { Button } from './content.tsx'
import { describe, type FieldParts, Fieldset, type FieldsetProps, Group, Hint, Label, type LabelProps } from './form-parts.tsx'
import { t } from './texts.ts'

// Fields that are typed, chosen or uploaded. `id` defaults to `name`; nothing is ever lost: pass back as `value` what was typed.

type Field = { name: string; label: TextOr<LabelProps> } & Common & FieldParts & Opt<{ describedBy: string; disabled: boolean }>
type AffixProps = { text: Words } & Omit<Common, 'id'>

export type InputProps = Field &
  Opt<{
    value: string
    type: 'text' | 'email' | 'tel' | 'url' | 'search' | 'number' | 'password' | 'hidden' | 'date' | 'time' | 'datetime-local'
    inputmode: 'text' | 'numeric' | 'decimal' | 'email' | 'tel' | 'url' | 'search'
    autocomplete: string
    autocapitalize: 'none' | 'sentences' | 'words' | 'characters'
    pattern: string
    spellcheck: boolean
    prefix: TextOr<AffixProps>
    suffix: TextOr<AffixProps>
    wrapper: Omit<Common, 'id'>
  }>
export function Input(props: InputProps): VNode {
  const { name, id = name, errorMessage, formGroup, prefix, suffix } = props
  const { describedBy, parts } = describe(id, props, props.describedBy)
  // preact types each kind of input apart; here the kind is a value
  const kind: Attributes = { type: props.type ?? 'text' }
  const input = (
    <input
      class={cx('govuk-input', props.classes, errorMessage !== undefined && 'govuk-input--error')}
      id={id}
      name={name}
      {...kind}
      spellcheck={props.spellcheck}
      value={props.value}
      disabled={props.disabled}
      aria-describedby={describedBy}
      autocomplete={props.autocomplete}
      autocapitalize={props.autocapitalize}
      pattern={props.pattern}
      inputmode={props.inputmode}
      {...props.attributes}
    />
  )
  return (
    <Group hasError={errorMessage !== undefined} group={formGroup}>
      <Label {...longForm(props.label)} for={id} />
      {parts}
      {prefix || suffix || formGroup?.before || formGroup?.after ? (
        <div class={cx('govuk-input__wrapper', props.wrapper?.classes)} {...props.wrapper?.attributes}>
          {formGroup?.before}
          {prefix && <Affix side="prefix" {...longForm(prefix)} />}
          {input}
          {suffix && <Affix side="suffix" {...longForm(suffix)} />}
          {formGroup?.after}
        </div>
      ) : (
        input
      )}
    </Group>
  )
}

/** A unit beside the input. Hidden from screen readers, so the label must say it too. */
function Affix({ side, text, classes, attributes }: AffixProps & { side: 'prefix' | 'suffix' }): VNode | null {
  if (!text) return null
  return (
    <div class={cx(`govuk-input__${side}`, classes)} aria-hidden="true" {...attributes}>
      {text}
    </div>
  )
}

export type TextareaProps = Field & Opt<{ value: string; rows: number; autocomplete: string; spellcheck: boolean }>
export function Textarea(props: TextareaProps): VNode {
  const { name, id = name, errorMessage, formGroup } = props
  const { describedBy, parts } = describe(id, props, props.describedBy)
  return (
    <Group hasError={errorMessage !== undefined} group={formGroup}>
      <Label {...longForm(props.label)} for={id} />
      {parts}
      {formGroup?.before}
      <textarea
        class={cx('govuk-textarea', errorMessage !== undefined && 'govuk-textarea--error', props.classes)}
        id={id}
        name={name}
        rows={props.rows ?? 5}
        spellcheck={props.spellcheck}
        disabled={props.disabled}
        aria-describedby={describedBy}
        autocomplete={props.autocomplete}
        {...props.attributes}
      >
        {props.value}
      </textarea>
      {formGroup?.after}
    </Group>
  )
}

type PluralTexts = Readonly<Record<string, string>>
/** Give `maxlength` or `maxwords`. `threshold`: the message appears from this per cent of the limit on. The server still has to check. */
export type CharacterCountProps = TextareaProps &
  Opt<{
    maxlength: number
    maxwords: number
    countType: 'characters' | 'words' | 'codepoints'
    threshold: number
    countMessage: { classes?: string }
    /** `%{count}` is replaced by the limit. */
    textareaDescriptionText: string
    charactersUnderLimitText: PluralTexts
    charactersAtLimitText: string
    charactersOverLimitText: PluralTexts
    wordsUnderLimitText: PluralTexts
    wordsAtLimitText: string
    wordsOverLimitText: PluralTexts
  }>
export function CharacterCount(props: CharacterCountProps): VNode {
  const { name, id = name, maxlength, maxwords, formGroup, textareaDescriptionText } = props
  const limit = maxwords ?? maxlength
  const countType = props.countType ?? (maxwords === undefined ? undefined : 'words')
  const standard =
    limit === undefined
      ? ''
      : countType === 'words'
        ? t('characterCount.words', { limit: String(limit) })
        : t('characterCount.characters', { limit: String(limit) })
  const description = limit === undefined ? '' : (textareaDescriptionText?.replace('%{count}', String(limit)) ?? standard)
  return (
    <Textarea
      {...props}
      id={id}
      classes={cx('govuk-js-character-count', props.classes)}
      describedBy={`${id}-info`}
      formGroup={{
        classes: cx('govuk-character-count', formGroup?.classes),
        before: formGroup?.before,
        after: (
          <>
            <Hint text={description} id={`${id}-info`} classes={cx('govuk-character-count__message', props.countMessage?.classes)} />
            {formGroup?.after}
          </>
        ),
        attributes: {
          'data-module': 'govuk-character-count',
          'data-maxlength': maxlength,
          'data-maxwords': maxwords,
          'data-threshold': props.threshold,
          'data-count-type': countType,
          ...i18nAttributes({
            // without a limit here the script fills in the count, so it needs the sentence
            'textarea-description':
              limit === undefined && textareaDescriptionText !== undefined ? { other: textareaDescriptionText } : undefined,
            'characters-under-limit': props.charactersUnderLimitText,
            'characters-at-limit': props.charactersAtLimitText,
            'characters-over-limit': props.charactersOverLimitText,
            'words-under-limit': props.wordsUnderLimitText,
            'words-at-limit': props.wordsAtLimitText,
            'words-over-limit': props.wordsOverLimitText,
          }),
          ...formGroup?.attributes,
        },
      }}
    />
  )
}

export type SelectItem = { text: string } & Opt<{
  value: string | number
  selected: boolean
  disabled: boolean
  attributes: Attributes
  /** The heading it stands under, together with its neighbours under the same one. */
  under: string
}>
export type SelectProps = Field & { items: readonly (SelectItem | Falsy)[] } & Opt<{ value: string | number }>
export function Select(props: SelectProps): VNode {
  const { name, id = name, errorMessage, formGroup, value } = props
  const { describedBy, parts } = describe(id, props, props.describedBy)
  const isSelected = (item: SelectItem) => item.selected ?? (value !== undefined && value !== '' && (item.value ?? item.text) === value)
  const option = (item: SelectItem) => (
    <option value={item.value} selected={isSelected(item)} disabled={item.disabled} {...item.attributes}>
      {item.text}
    </option>
  )
  return (
    <Group hasError={errorMessage !== undefined} group={formGroup}>
      <Label {...longForm(props.label)} for={id} />
      {parts}
      {formGroup?.before}
      <select
        class={cx('govuk-select', props.classes, errorMessage !== undefined && 'govuk-select--error')}
        id={id}
        name={name}
        disabled={props.disabled}
        aria-describedby={describedBy}
        {...props.attributes}
      >
        {underHeadings(props.items.filter(isTruthy)).map(({ under, items }) =>
          under === undefined ? items.map(option) : <optgroup label={under}>{items.map(option)}</optgroup>,
        )}
      </select>
      {formGroup?.after}
    </Group>
  )
}

/** Items in their order, neighbours under one heading together. */
function underHeadings(items: readonly SelectItem[]): Readonly<{ under: string | undefined; items: SelectItem[] }>[] {
  const parts: { under: string | undefined; items: SelectItem[] }[] = []
  for (const item of items) {
    const last = parts.at(-1)
    if (last !== undefined && last.under === item.under) last.items.push(item)
    else parts.push({ under: item.under, items: [item] })
  }
  return parts
}

/** `javascript` turns on dropping files onto the field; without script it stays a plain file input. */
export type FileUploadProps = Field &
  Opt<{
    multiple: boolean
    javascript: boolean
    wrapper: Omit<Common, 'id'>
    chooseFilesButtonText: string
    noFileChosenText: string
    multipleFilesChosenText: PluralTexts
    dropInstructionText: string
    enteredDropZoneText: string
    leftDropZoneText: string
  }>
export function FileUpload(props: FileUploadProps): VNode {
  const { name, id = name, errorMessage, formGroup } = props
  const { describedBy, parts } = describe(id, props, props.describedBy)
  const input = (
    <input
      class={cx('govuk-file-upload', props.classes, errorMessage !== undefined && 'govuk-file-upload--error')}
      id={id}
      name={name}
      type="file"
      disabled={props.disabled}
      multiple={props.multiple}
      aria-describedby={describedBy}
      {...props.attributes}
    />
  )
  const texts = i18nAttributes({
    'choose-files-button': props.chooseFilesButtonText,
    'no-file-chosen': props.noFileChosenText,
    'multiple-files-chosen': props.multipleFilesChosenText,
    'drop-instruction': props.dropInstructionText,
    'entered-drop-zone': props.enteredDropZoneText,
    'left-drop-zone': props.leftDropZoneText,
  })
  return (
    <Group hasError={errorMessage !== undefined} group={formGroup}>
      <Label {...longForm(props.label)} for={id} />
      {parts}
      {formGroup?.before}
      {props.javascript ? (
        <div
          class={cx('govuk-file-upload-wrapper', props.wrapper?.classes)}
          data-module="govuk-file-upload"
          {...texts}
          {...props.wrapper?.attributes}
        >
          {input}
        </div>
      ) : (
        input
      )}
      {formGroup?.after}
    </Group>
  )
}

export type PasswordInputProps = Field &
  Opt<{
    value: string
    autocomplete: 'current-password' | 'new-password'
    button: { classes?: string }
    showPasswordText: string
    hidePasswordText: string
    showPasswordAriaLabelText: string
    hidePasswordAriaLabelText: string
    passwordShownAnnouncementText: string
    passwordHiddenAnnouncementText: string
  }>
export function PasswordInput(props: PasswordInputProps): VNode {
  const { name, id = name, formGroup } = props
  return (
    <Input
      name={name}
      id={id}
      label={props.label}
      hint={props.hint}
      errorMessage={props.errorMessage}
      describedBy={props.describedBy}
      disabled={props.disabled}
      value={props.value}
      attributes={props.attributes}
      classes={cx('govuk-password-input__input govuk-js-password-input-input', props.classes)}
      type="password"
      spellcheck={false}
      autocapitalize="none"
      autocomplete={props.autocomplete ?? 'current-password'}
      wrapper={{ classes: 'govuk-password-input__wrapper' }}
      formGroup={{
        classes: cx('govuk-password-input', formGroup?.classes),
        before: formGroup?.before,
        after: (
          <>
            <Button
              type="button"
              classes={cx('govuk-button--secondary govuk-password-input__toggle govuk-js-password-input-toggle', props.button?.classes)}
              attributes={{ 'aria-controls': id, 'aria-label': props.showPasswordAriaLabelText ?? t('password.showLong'), hidden: true }}
            >
              {props.showPasswordText ?? t('password.show')}
            </Button>
            {formGroup?.after}
          </>
        ),
        attributes: {
          'data-module': 'govuk-password-input',
          ...i18nAttributes({
            'show-password': props.showPasswordText,
            'hide-password': props.hidePasswordText,
            'show-password-aria-label': props.showPasswordAriaLabelText,
            'hide-password-aria-label': props.hidePasswordAriaLabelText,
            'password-shown-announcement': props.passwordShownAnnouncementText,
            'password-hidden-announcement': props.passwordHiddenAnnouncementText,
          }),
          ...formGroup?.attributes,
        },
      }}
    />
  )
}

export type DatePart = { name: string } & Common &
  Opt<{ label: string; value: string; error: boolean; inputmode: 'numeric' | 'text'; autocomplete: string; pattern: string }>
/**
 * Three boxes: `NAMEPREFIX-day`, `-month`, `-year` with ids `ID-day` ... `values` go by the whole field name, with the prefix.
 * Which box is wrong: say so with `errorParts`; with an `errorMessage` alone all three, or only the given `items`, are marked.
 */
export type DateInputProps = { id: string } & Omit<Common, 'id'> &
  FieldParts &
  Opt<{
    namePrefix: string
    values: Readonly<Record<string, string | undefined>>
    errorParts: readonly string[]
    fieldset: FieldsetProps
    items: readonly (DatePart | Falsy)[]
  }>
export function DateInput(props: DateInputProps): VNode {
  const { id, namePrefix, values, errorMessage, formGroup, fieldset } = props
  const { describedBy, parts } = describe(id, props, fieldset?.describedBy)
  const items = props.items?.length ? props.items.filter(isTruthy) : standardDateParts()
  const hasError = (item: DatePart) =>
    item.error === true || item.classes?.includes('govuk-input--error') === true || props.errorParts?.includes(item.name) === true
  const anyHasError = items.some(hasError)
  const inner = (
    <>
      {parts}
      <div class={cx('govuk-date-input', props.classes)} {...props.attributes} id={id}>
        {formGroup?.before}
        {items.map((item) => {
          const fieldName = namePrefix ? `${namePrefix}-${item.name}` : item.name
          const isWrong = hasError(item) || (item.error !== false && errorMessage !== undefined && !anyHasError)
          return (
            <div class="govuk-date-input__item">
              <Input
                name={fieldName}
                id={item.id ?? `${id}-${item.name}`}
                label={{ text: item.label ?? capitalised(item.name), classes: 'govuk-date-input__label' }}
                classes={cx(
                  'govuk-date-input__input',
                  isWrong && !item.classes?.includes('govuk-input--error') && 'govuk-input--error',
                  !item.classes?.includes('govuk-input--width-') &&
                    (item.name.endsWith('year') ? 'govuk-input--width-4' : 'govuk-input--width-2'),
                  item.classes,
                )}
                value={item.value ?? values?.[fieldName]}
                inputmode={item.inputmode ?? 'numeric'}
                autocomplete={item.autocomplete}
                pattern={item.pattern}
                attributes={item.attributes}
              />
            </div>
          )
        })}
        {formGroup?.after}
      </div>
    </>
  )
  return (
    <Group hasError={errorMessage !== undefined} group={formGroup}>
      {fieldset ? (
        // role="group": otherwise JAWS does not read the description of a fieldset of text inputs
        <Fieldset {...fieldset} role="group" describedBy={describedBy}>
          {inner}
        </Fieldset>
      ) : (
        inner
      )}
    </Group>
  )
}

function standardDateParts(): DatePart[] {
  return [
    { name: 'day', label: t('date.day') },
    { name: 'month', label: t('date.month') },
    { name: 'year', label: t('date.year') },
  ]
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()
}
