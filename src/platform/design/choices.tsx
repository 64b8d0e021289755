import type { VNode } from 'preact'
import { type Attributes, type Common, cx, type Falsy, ids, longForm, type Opt, type TextOr, type Words } from './base.ts'
import {
  describe,
  type FieldParts,
  Fieldset,
  type FieldsetProps,
  Group,
  Hint,
  type HintProps,
  Label,
  type LabelProps,
} from './form-parts.tsx'

// Radios and checkboxes. The first item's id has no number, so that an error summary can link to `#name`.

type Choice = { text: Words; value: string } & Opt<{
  id: string
  checked: boolean
  disabled: boolean
  hint: TextOr<HintProps>
  label: Pick<LabelProps, 'classes' | 'attributes'>
  /** Shown when this choice is made (and always without script). */
  conditional: Words
  attributes: Attributes
}>
type Divider = Readonly<{ divider: string }>
export type RadioItem = Choice | Divider
export type CheckboxItem = (Choice & Opt<{ name: string; behaviour: 'exclusive' }>) | Divider

type Choices<Item> = { name: string; items: readonly (Item | Falsy)[] } & Omit<Common, 'id'> &
  FieldParts &
  Opt<{ idPrefix: string; fieldset: FieldsetProps }>

export type RadiosProps = Choices<RadioItem> & Opt<{ value: string }>
export function Radios(props: RadiosProps): VNode {
  const { name, value, idPrefix = name, fieldset } = props
  const { describedBy, parts } = describe(idPrefix, props, fieldset?.describedBy)
  const isChecked = (item: Choice) => item.checked ?? (Boolean(value) && item.value === value)
  return (
    <ChoiceGroup kind="radios" props={props} describedBy={describedBy} parts={parts}>
      {props.items.map((item, i) =>
        !item ? null : 'divider' in item ? (
          <div class="govuk-radios__divider">{item.divider}</div>
        ) : (
          <ChoiceItem kind="radios" item={item} name={name} id={itemId(item, idPrefix, i)} isChecked={isChecked(item)} />
        ),
      )}
    </ChoiceGroup>
  )
}

export type CheckboxesProps = Choices<CheckboxItem> & Opt<{ values: readonly string[]; describedBy: string }>
export function Checkboxes(props: CheckboxesProps): VNode {
  const { name, values, idPrefix = name, fieldset } = props
  const outer = fieldset?.describedBy ?? props.describedBy
  const { describedBy, parts } = describe(idPrefix, props, outer)
  const isChecked = (item: Choice) => item.checked ?? values?.includes(item.value) ?? false
  return (
    <ChoiceGroup kind="checkboxes" props={props} describedBy={describedBy} parts={parts}>
      {props.items.map((item, i) =>
        !item ? null : 'divider' in item ? (
          <div class="govuk-checkboxes__divider">{item.divider}</div>
        ) : (
          <ChoiceItem
            kind="checkboxes"
            item={item}
            name={item.name ?? name}
            id={itemId(item, idPrefix, i)}
            isChecked={isChecked(item)}
            behaviour={item.behaviour}
            // without a fieldset nothing else carries the group's hint and error
            describedBy={fieldset ? undefined : describedBy}
          />
        ),
      )}
    </ChoiceGroup>
  )
}

type ChoiceGroupProps = {
  kind: 'radios' | 'checkboxes'
  props: Omit<Choices<unknown>, 'items'>
  describedBy: string | undefined
  parts: Words
  children: Words
}
function ChoiceGroup({ kind, props, describedBy, parts, children }: ChoiceGroupProps): VNode {
  const { fieldset, formGroup, errorMessage } = props
  const inner = (
    <>
      {parts}
      <div class={cx(`govuk-${kind}`, props.classes)} {...props.attributes} data-module={`govuk-${kind}`}>
        {formGroup?.before}
        {children}
        {formGroup?.after}
      </div>
    </>
  )
  return (
    <Group hasError={errorMessage !== undefined} group={formGroup}>
      {fieldset ? (
        <Fieldset {...fieldset} describedBy={describedBy}>
          {inner}
        </Fieldset>
      ) : (
        inner
      )}
    </Group>
  )
}

type ChoiceItemProps = {
  kind: 'radios' | 'checkboxes'
  item: Choice
  id: string
  name: string
  isChecked: boolean
} & Opt<{ behaviour: string; describedBy: string }>
function ChoiceItem({ kind, item, id, name, isChecked, behaviour, describedBy }: ChoiceItemProps): VNode {
  const hint = item.hint === undefined ? undefined : longForm<HintProps>(item.hint)
  const hintId = hint === undefined ? undefined : `${id}-item-hint`
  const conditionalId = item.conditional ? `conditional-${id}` : undefined
  return (
    <>
      <div class={`govuk-${kind}__item`}>
        <input
          class={`govuk-${kind}__input`}
          id={id}
          name={name}
          type={kind === 'radios' ? 'radio' : 'checkbox'}
          value={item.value}
          checked={isChecked}
          disabled={item.disabled}
          data-aria-controls={conditionalId}
          data-behaviour={behaviour}
          aria-describedby={ids(describedBy, hintId)}
          {...item.attributes}
        />
        <Label text={item.text} classes={cx(`govuk-${kind}__label`, item.label?.classes)} attributes={item.label?.attributes} for={id} />
        {hint && <Hint text={hint.text} id={hintId} classes={cx(`govuk-${kind}__hint`, hint.classes)} attributes={hint.attributes} />}
      </div>
      {conditionalId && (
        <div class={cx(`govuk-${kind}__conditional`, !isChecked && `govuk-${kind}__conditional--hidden`)} id={conditionalId}>
          {item.conditional}
        </div>
      )}
    </>
  )
}

function itemId(item: Choice, idPrefix: string, index: number): string {
  return item.id ?? (index === 0 ? idPrefix : `${idPrefix}-${index + 1}`)
}
