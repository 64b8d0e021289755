// Whom a row may be, among people whom the reader sees anyway. Nobody is joined by it: that is decided where a concern or
// case is, by somebody who works with the person.
import { type MatchBand, type MatchFacts, presetScorer } from '../../core/matching/index.ts'
import { compareForMatch, type ImportRow, nameVariants, withComparisons } from '../../core/people/index.ts'
import type { PersonRow } from './rules.ts'
import type { Alike } from './store.ts'

export type RowMatch = Readonly<{
  line: number
  reference: string
  people: readonly Readonly<{ personId: string; name: string; band: MatchBand }>[]
  more: number
}>

/** Shown of one row; the others are counted, so that one record that is like forty is seen as that. */
const mostOfARow = 3

/** Rows with somebody like them, the likeliest first within a row. */
export function rowMatches(rows: readonly PersonRow[], alike: readonly Alike[]): readonly RowMatch[] {
  const byLine = new Map<number, Alike[]>()
  const scorer = presetScorer(nameVariants, 'desk')
  for (const one of alike) byLine.set(one.line, [...(byLine.get(one.line) ?? []), one])
  return rows.flatMap(({ line, reference, row }): RowMatch[] => {
    if (row === undefined) return []
    const asked = matchFactsOf(row)
    const found = (byLine.get(line) ?? [])
      .map(({ personId, shownName, facts }) => ({ personId, name: shownName, ...compareForMatch(asked, facts, nothingHidden, scorer) }))
      .flatMap(({ personId, name, band, weight }) => (band === null ? [] : [{ personId, name, band, weight }]))
      .toSorted((a, b) => b.weight - a.weight || a.personId.localeCompare(b.personId, 'en'))
    if (found.length === 0) return []
    const people = found.slice(0, mostOfARow).map(({ personId, name, band }) => ({ personId, name, band }))
    return [{ line, reference, people, more: found.length - people.length }]
  })
}

const nothingHidden = { address: false, phone: false }

function matchFactsOf({ facts }: ImportRow): MatchFacts {
  const compared = withComparisons(facts)
  return {
    names: compared.names.map(({ givenNorm, middleNorm, familyNorm }) => ({ given: givenNorm, middle: middleNorm, family: familyNorm })),
    births: (facts.births ?? []).flatMap((birth) =>
      'bornOn' in birth ? [{ bornOn: birth.bornOn, year: Number(birth.bornOn.slice(0, 4)), month: null, certainty: birth.certainty }] : [],
    ),
    sexes: (facts.details ?? []).flatMap(({ kind, value }) => (kind === 'sex' ? [value.slice(0, 1).toUpperCase()] : [])),
    addresses: compared.addresses.map(({ lineNorm, postcodeNorm }) => ({ line: lineNorm, postcode: postcodeNorm })),
    phones: compared.phones.map(({ numberNorm }) => numberNorm),
    identifiers: compared.identifiers.map(({ kind, valueNorm }) => ({ kind, value: valueNorm })),
    schools: [],
  }
}
