/**
 * The typed catalogue of texts: every sentence a person reads lives in a `texts.ts`, never in a view.
 * Keys and placeholders are checked by the compiler: a misspelt key or a forgotten `{name}` does not compile.
 * Entries are in English; language.ts says how another language is spoken. So a text is only ever made while a request
 * is answered: one that is made when a module loads would stay English for everybody (a test looks for those).
 */
import { currentLanguage, type Entry, type Plural } from './language.ts'

type Forms = Readonly<Record<string, string> & { other: string }>

/** The names in braces: Placeholders<'Due {when}, {who}'> is 'when' | 'who'. */
type Placeholders<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholders<Rest> : never
type Names<E> = E extends string ? Placeholders<E> : E extends Plural ? 'count' | Placeholders<E[keyof E]> : never
type Given<E, V> = { readonly [N in Names<E>]: N extends 'count' ? number : V }
type Rest<E, V> = [Names<E>] extends [never] ? [] : [params: Given<E, V>]

export type Catalogue<C extends Readonly<Record<string, Entry>>> = {
  <K extends keyof C & string>(key: K, ...params: Rest<C[K], string | number>): string
  /** Like the call, but a placeholder may also be a node (a link, an emphasised name): returns the pieces in order. */
  nodes<K extends keyof C & string, N>(key: K, params: Given<C[K], string | number | N>): (string | number | N)[]
  /** The forms of a counted text as they are written, for a browser script that counts by itself. A plain text is `other`. */
  forms(key: keyof C & string): Forms
  /** All texts as written, for checks over every text (word linter, translation gaps). */
  readonly texts: C
}

type Numbers = Readonly<{ plural: Intl.PluralRules; number: Intl.NumberFormat }>
const numbersOf = new Map<string, Numbers>()
function numbers(locale: string): Numbers {
  const made = numbersOf.get(locale) ?? { plural: new Intl.PluralRules(locale), number: new Intl.NumberFormat(locale) }
  numbersOf.set(locale, made)
  return made
}

/**
 * Speaks the language of the request. A number given as a param is shown with that language's digit grouping, so that
 * 1200 reads "1,200".
 */
export function catalogue<const C extends Readonly<Record<string, Entry>>>(texts: C): Catalogue<C> {
  function pieces(key: string, params: Readonly<Record<string, unknown>>): unknown[] {
    const english = texts[key]
    if (english === undefined) throw new Error(`No text for "${key}"`)
    const { translated, locale } = currentLanguage()
    const { plural, number } = numbers(locale)
    const entry = translated(english)
    const text = typeof entry === 'string' ? entry : (entry[plural.select(Number(params.count))] ?? entry.other)
    // split with a capture group puts the placeholder names at the odd places
    return text.split(/\{(\w+)\}/).map((part, i) => (i % 2 === 0 ? part : shown(key, part, params[part], number)))
  }
  function shown(key: string, name: string, value: unknown, number: Intl.NumberFormat): unknown {
    if (value === undefined) throw new Error(`Text "${key}" needs {${name}}`)
    return typeof value === 'number' ? number.format(value) : value
  }

  const t = (key: string, params: Readonly<Record<string, unknown>> = {}) => pieces(key, params).join('')
  const forms = (key: string): Forms => {
    const entry = currentLanguage().translated(texts[key] ?? '')
    return typeof entry === 'string' ? { other: entry } : { ...entry }
  }
  const nodes = (key: string, params: Readonly<Record<string, unknown>>) => pieces(key, params).filter((piece) => piece !== '')
  // The implementation is untyped on purpose: the types above are the contract, and no caller can reach around them.
  return Object.assign(t, { nodes, forms, texts }) as unknown as Catalogue<C>
}
