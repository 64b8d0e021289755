// SQL written as SQL. The tag binds every value, and names each statement after its own text, so that PostgreSQL
// plans it once per connection: measured, planning is what makes row security expensive (1.6-1.9 times unprepared,
// 1.1-1.3 times prepared).
import { createHash } from 'node:crypto'

/** A piece of SQL with its values still apart from it. Pieces nest: a piece inside another is spliced in, never bound as text. */
export class Sql {
  readonly parts: readonly string[]
  readonly values: readonly unknown[]

  constructor(parts: readonly string[], values: readonly unknown[]) {
    this.parts = parts
    this.values = values
  }

  /** The statement with $1, $2 … in place of its values. */
  get text(): string {
    return this.parts.reduce((text, part, i) => (i === 0 ? part : `${text}$${i}${part}`), '')
  }
}

export function sql(strings: TemplateStringsArray, ...inputs: readonly unknown[]): Sql {
  const parts: string[] = [strings[0] ?? '']
  const values: unknown[] = []
  inputs.forEach((input, i) => {
    const after = strings[i + 1] ?? ''
    if (!(input instanceof Sql)) {
      values.push(input)
      parts.push(after)
      return
    }
    const [first = '', ...rest] = input.parts
    parts[parts.length - 1] += first
    parts.push(...rest)
    values.push(...input.values)
    parts[parts.length - 1] += after
  })
  return new Sql(parts, values)
}

/** A table or column name that comes from our own catalogue, quoted. Never for text from outside. */
export function identifier(name: string): Sql {
  return new Sql([`"${name.replaceAll('"', '""')}"`], [])
}

/** Joins pieces with a separator; no pieces give an empty one. */
export function join(pieces: readonly Sql[], separator: string): Sql {
  return pieces.reduce((all, piece, i) => (i === 0 ? piece : sql`${all}${new Sql([separator], [])}${piece}`), new Sql([''], []))
}

const names = new Map<string, string>()

export function statementName(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = `q_${createHash('sha256').update(text).digest('hex').slice(0, 40)}`
  names.set(text, name)
  return name
}
