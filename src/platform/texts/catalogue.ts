/**
 * The typed catalogue of texts: every sentence a person reads lives in a `texts.ts`, never in a view.
 * Keys and placeholders are checked by the compiler: a misspelt key or a forgotten `{name}` does not compile.
 */

/** The forms of a counted text, by the categories of Intl.PluralRules. English uses `one` and `other`. */
export type Plural = Readonly<{ zero?: string; one?: string; two?: string; few?: string; many?: string; other: string }>
export type Entry = string | Plural

/** The names in braces: Placeholders<'Due {when}, {who}'> is 'when' | 'who'. */
type Placeholders<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholders<Rest> : never
type Names<E> = E extends string ? Placeholders<E> : E extends Plural ? 'count' | Placeholders<E[keyof E]> : never
type Given<E, V> = { readonly [N in Names<E>]: N extends 'count' ? number : V }
type Rest<E, V> = [Names<E>] extends [never] ? [] : [params: Given<E, V>]

export type Catalogue<C extends Readonly<Record<string, Entry>>> = {
  <K extends keyof C & string>(key: K, ...params: Rest<C[K], string | number>): string
  /** Like the call, but a placeholder may also be a node (a link, an emphasised name): returns the pieces in order. */
  nodes<K extends keyof C & string, N>(key: K, params: Given<C[K], string | number | N>): (string | number | N)[]
  /** All texts as written, for checks over every text (word linter, translation gaps). */
  readonly texts: C
  readonly lang: string
}

/**
 * @param lang BCP 47 tag; decides the plural rule.
 * @throws RangeError when `lang` is not a language tag.
 * A number given as a param is shown with the language's digit grouping, so that 1200 reads "1,200".
 */
export function catalogue<const C extends Readonly<Record<string, Entry>>>(texts: C, lang = 'en-GB'): Catalogue<C> {
  const plural = new Intl.PluralRules(lang)
  const number = new Intl.NumberFormat(lang)

  function pieces(key: string, params: Readonly<Record<string, unknown>>): unknown[] {
    const entry = texts[key]
    if (entry === undefined) throw new Error(`No text for "${key}"`)
    const text = typeof entry === 'string' ? entry : (entry[plural.select(Number(params.count))] ?? entry.other)
    // split with a capture group puts the placeholder names at the odd places
    return text.split(/\{(\w+)\}/).map((part, i) => (i % 2 === 0 ? part : shown(key, part, params[part])))
  }
  function shown(key: string, name: string, value: unknown): unknown {
    if (value === undefined) throw new Error(`Text "${key}" needs {${name}}`)
    return typeof value === 'number' ? number.format(value) : value
  }

  const t = (key: string, params: Readonly<Record<string, unknown>> = {}) => pieces(key, params).join('')
  const nodes = (key: string, params: Readonly<Record<string, unknown>>) => pieces(key, params).filter((piece) => piece !== '')
  // The implementation is untyped on purpose: the types above are the contract, and no caller can reach around them.
  return Object.assign(t, { nodes, texts, lang }) as unknown as Catalogue<C>
}
