import type { ComponentChildren } from 'preact'

/** What may stand where a person reads: a text from a catalogue, or nodes. Escaped by preact; there is no raw HTML. */
export type Words = ComponentChildren
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>
/** Optional props that may also be passed as `undefined`, so that `error={problems.name}` compiles when there is no problem. */
export type Opt<T> = { readonly [K in keyof T]?: T[K] | undefined }
/** Most parts need only a text; the long form carries classes and attributes too. */
export type TextOr<P> = string | P
export type Falsy = null | undefined | false | '' | 0
export type HeadingLevel = 1 | 2 | 3 | 4 | 5 | 6
/** The three things every component takes. */
export type Common = Opt<{ id: string; classes: string; attributes: Attributes }>

/** Joins the class names that apply; undefined when none does, so that no empty `class` is written. */
export function cx(...names: readonly (string | Falsy)[]): string | undefined {
  return names.filter(Boolean).join(' ') || undefined
}

/** Joins ids for aria-describedby; undefined when there is none. */
export const ids = cx

export function isTruthy<T>(value: T | Falsy): value is T {
  return Boolean(value)
}

/** The long form of a part. Everything but `text` is optional in every part, which the compiler cannot see here. */
export function longForm<P extends { readonly text: Words }>(value: TextOr<P>): P {
  return typeof value === 'string' ? ({ text: value } as P) : value
}

export function headingTag(level: HeadingLevel): `h${HeadingLevel}` {
  return `h${level}`
}

/** Texts that govuk-frontend's scripts read from `data-i18n.*`; a record gives the plural forms. */
export function i18nAttributes(texts: Readonly<Record<string, string | Readonly<Record<string, string>> | undefined>>): Attributes {
  const attributes: Record<string, string> = {}
  for (const [key, text] of Object.entries(texts)) {
    if (typeof text === 'string') attributes[`data-i18n.${key}`] = text
    else for (const [form, words] of Object.entries(text ?? {})) attributes[`data-i18n.${key}.${form}`] = words
  }
  return attributes
}
