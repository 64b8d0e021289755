/** What stands in the boxes of one page: field name to what was typed, or all that was chosen. */
export type Typed = Readonly<Record<string, string | readonly string[]>>

/** The same typed values, whatever the order of fields; a field that is not there is an empty one. */
export function sameTyped(one: Typed, other: Typed): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)].filter((name) => !name.startsWith('_')))
  return [...names].every((name) => allOf(one, name).join('\u0000') === allOf(other, name).join('\u0000'))
}

/** All values of a field; none for one that is not there or empty. */
export function allOf(typed: Typed, name: string): readonly string[] {
  const value = typed[name] ?? ''
  return (typeof value === 'string' ? [value] : value).filter((text) => text !== '')
}

/** The value of a field, or the first of several; '' when it is not there. */
export function firstOf(typed: Typed, name: string): string {
  return allOf(typed, name)[0] ?? ''
}

/** What the writer typed, without fields of ours (those that begin with an underscore). */
export function ownFields(body: Typed): Typed {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !name.startsWith('_')))
}

export function pick<Value>(all: Readonly<Record<string, Value>>, names: readonly string[]): Record<string, Value> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)))
}

/** The part of a draft that tells who changed which of its pages last. */
type PageVersions = Readonly<{ pageVersions: Readonly<Record<string, Readonly<{ version: number; window: string }>>> }>

/** Was this page of a draft changed by another window since the version that `body` was made from? */
export function isChangedElsewhere({ pageVersions }: PageVersions, page: string, body: Typed, window: string): boolean {
  const last = pageVersions[page]
  return last !== undefined && last.version > Number(firstOf(body, '_version')) && last.window !== window
}
