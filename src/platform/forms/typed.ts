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
