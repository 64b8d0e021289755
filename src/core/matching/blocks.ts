// Which pairs of records are worth comparing: those that share a key. Several keys, because any one of them may be wrong.
import { isFirstOfJanuary, type MatchFacts, type Usage } from './compare.ts'
import { put } from './groups.ts'
import { soundOf } from './similarity.ts'

/** A block with more records is divided by something more, and left out when nothing divides it: it says too little. */
const mostInBlock = 60

/** A key, and what divides its block when that grows too large. */
type Key = Readonly<{ key: string; divide: readonly string[] }>

/** Every key of a record; two records are compared when they share one. */
export function keysOf(facts: MatchFacts, usage: Usage): Key[] {
  const keys: Key[] = []
  const births = facts.births.filter(({ bornOn }) => bornOn === null || !usage.isDefaultDate(bornOn))
  const years = births.flatMap(({ year }) => (year === null ? [] : [String(year)]))
  const districts = facts.addresses.flatMap(({ postcode }) => (postcode === '' ? [] : [postcode.slice(0, -3)]))
  const add = (kind: string, value: string, divide: readonly string[] = []) => keys.push({ key: `${kind} ${value}`, divide })
  const sounds = facts.names.map((name) => ({ given: soundOf(name.given), family: soundOf(lastWord(name.family)), name }))
  const initials = facts.names.flatMap(({ given, family }) => [given[0] ?? '', family[0] ?? '']).filter((letter) => letter !== '')

  for (const { kind, value } of facts.identifiers) if (!kind.startsWith('ref:')) add('number', `${kind} ${value}`)
  for (const phone of facts.phones)
    if (phone !== '')
      add(
        'phone',
        phone,
        sounds.map(({ given }) => given),
      )
  for (const { line, postcode } of facts.addresses) {
    if (postcode !== '')
      add(
        'postcode',
        postcode,
        [...line.matchAll(/\d+/g)].map(([number]) => number),
      )
    if (line !== '') add('line', line.replace(/^flat \w+ (?=\d)/, ''), [...districts, ...sounds.map(({ given }) => given)])
  }
  for (const { bornOn, certainty } of births) {
    if (bornOn === null || certainty === 'estimated' || isFirstOfJanuary(bornOn)) continue
    const [year = '', month = '', day = ''] = bornOn.split('-')
    add('born', `${year} ${[month, day].sort().join(' ')}`, [...initials, ...districts])
    for (const { given, family } of sounds) {
      // one digit of the date wrong: two of its three parts are right
      for (const part of [`${year}-${month}`, `${month}-${day}`, `${year}--${day}`]) {
        if (given !== '') add('given+', `${given} ${part}`, districts)
        if (family !== '') add('family+', `${family} ${part}`, districts)
      }
    }
  }
  for (const { given, family, name } of sounds) {
    if (given !== '' && family !== '') add('names', [given, family].sort().join(' '), [...years, ...districts])
    // a slip in the family name, and nothing else said
    if (given !== '' && family !== '') add('initial', `${given} ${name.family[0]}`, [...years, ...districts, ...name.family.slice(-2)])
    for (const form of usage.variants(name.given)) {
      if (form.length > 1 && family !== '') add('form', `${form} ${family}`, [...years, ...districts])
    }
    for (const middle of name.middle.split(' ')) {
      if (middle.length > 1 && family !== '') add('form', `${middle} ${family}`, [...years, ...districts])
    }
    for (const year of years) {
      for (const district of districts) {
        if (given !== '') add('near', `${given} ${year} ${district}`)
        if (family !== '') add('kin', `${family} ${year} ${district}`)
      }
    }
  }
  return keys
}

function lastWord(text: string): string {
  const words = text.split(' ').filter((word) => !/^(?:jr|jnr|sr|snr|junior|senior)$/.test(word))
  return words.at(-1) ?? ''
}

/** Pairs of places in the list, the smaller first, each once, in the order of the list. Can be gone through again. */
export function candidatePairs(
  records: readonly MatchFacts[],
  usage: Usage,
  isWanted: (a: number, b: number) => boolean,
): Iterable<readonly [number, number]> {
  const blocks = blocksOf(records, usage)
  const blocksOfRecord: number[][] = records.map(() => [])
  blocks.forEach((members, block) => {
    for (const member of members) blocksOfRecord[member]?.push(block)
  })
  return {
    *[Symbol.iterator]() {
      for (const [a, mine] of blocksOfRecord.entries()) {
        const others = new Set<number>()
        for (const block of mine) for (const b of blocks[block] ?? []) if (b > a) others.add(b)
        for (const b of [...others].sort((x, y) => x - y)) if (isWanted(a, b)) yield [a, b]
      }
    },
  }
}

function blocksOf(records: readonly MatchFacts[], usage: Usage): (readonly number[])[] {
  const byKey = new Map<string, { members: number[]; divide: (readonly string[])[] }>()
  records.forEach((facts, place) => {
    for (const { key, divide } of keysOf(facts, usage)) {
      const block = byKey.get(key) ?? { members: [], divide: [] }
      if (block.members.at(-1) !== place) {
        block.members.push(place)
        block.divide.push(divide)
      }
      byKey.set(key, block)
    }
  })
  return [...byKey.values()].flatMap(({ members, divide }) => {
    if (members.length < 2) return []
    if (members.length <= mostInBlock) return [members]
    const parts = new Map<string, number[]>()
    members.forEach((member, i) => {
      for (const value of new Set(divide[i])) put(parts, value, member)
    })
    return [...parts.values()].filter((part) => part.length > 1 && part.length <= mostInBlock)
  })
}
