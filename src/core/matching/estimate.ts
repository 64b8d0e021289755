// The shares of the model, learned from the records themselves, without knowing who is who.
//
// u is counted on pairs drawn by chance. m and h come from expectation and maximisation over three kinds of blocks at
// once: pairs born on one day, pairs of one name, pairs of one home. In each the field that makes the block is left
// out, or it would only learn itself; over all pairs at once the method finds something other than people.
// What is seen too seldom leans on the default model.
import { bornOnOneDay } from './born.ts'
import { compare, isFirstOfJanuary, type MatchFacts, type Usage, withoutGeneration } from './compare.ts'
import { put } from './groups.ts'
import { type Comparison, type Field, fields, type Level, levels } from './levels.ts'
import { type HowUsual, inOneHousehold, type Model, type Shares } from './model.ts'

const chancePairs = 40_000
const mostPairsOfBlock = 60_000
const mostRounds = 60
/** Nothing is left to learn when the kinds of pairs move less than this. */
const settled = 1e-4
/** How many pairs the default is worth beside what is counted. */
const leansOn = { m: 20, u: 1000, h: 20 } as const

/**
 * How usual a name is among the records, as a given or as a family name: whoever has the two changed over would otherwise
 * seem to have the rarest name of all. A name met once counts as met twice, because its record is one of the two.
 */
export function usualIn(records: readonly MatchFacts[]): HowUsual {
  const counts = { given: new Map<string, number>(), family: new Map<string, number>() }
  const count = (role: 'given' | 'family', value: string) => counts[role].set(value, (counts[role].get(value) ?? 0) + 1)
  for (const { names } of records) {
    for (const name of names) {
      count('given', name.given)
      count('family', withoutGeneration(name).family)
    }
  }
  return (value) => Math.max(counts.given.get(value) ?? 0, counts.family.get(value) ?? 0, 2) / Math.max(records.length, 200)
}

/** The model for these records. The same records in the same order give the same model. */
export function estimate(
  records: readonly MatchFacts[],
  usage: Usage,
  preset: Model,
  candidates: Iterable<readonly [number, number]>,
  /** How many pairs there are, worth comparing or not. */
  all: number,
): Model {
  if (records.length < 2) return preset
  const of = (a: number, b: number): Comparison => {
    const [one, other] = [records[a], records[b]]
    if (one === undefined || other === undefined) throw new Error('A pair names a record that is not there')
    return compare(one, other, usage).levels
  }
  const strangers = shareOfStrangers(records, of, preset)
  const blocks = learningBlocks(records).map((members) => ({ ...members, vectors: countVectors(members.pairs, of) }))
  const learned = learn(blocks, strangers, preset)
  const { vectors, share } = sampleOf(candidates, of)
  return withPriors(learned, share * all, vectors, preset)
}

type Tally = Map<Field, Map<Level, number>>
type Table = Record<'m' | 'u' | 'h', (field: Field, level: Level) => number>

function tableOf(model: Model): Table {
  const share = (kind: keyof Shares) => (field: Field, level: Level) => model.fields[field][level]?.[kind] ?? 0
  return { m: share('m'), u: share('u'), h: share('h') }
}

/** Counts of levels, leaning on a default: shares that sum to one over what is said. */
function sharesFrom(
  tally: Tally,
  fallback: (field: Field, level: Level) => number,
  weight: number,
): (field: Field, level: Level) => number {
  const shares = new Map<string, number>()
  for (const field of fields) {
    const counts = tally.get(field)
    const total = [...(counts?.values() ?? [])].reduce((sum, count) => sum + count, 0)
    for (const level of levels[field]) {
      // who writes names the wrong way round does so whomever they are compared with: nothing to learn from pairs
      if (field === 'order') shares.set(`${field} ${level}`, fallback(field, level))
      else shares.set(`${field} ${level}`, ((counts?.get(level) ?? 0) + weight * fallback(field, level)) / (total + weight))
    }
  }
  return (field, level) => shares.get(`${field} ${level}`) ?? 0
}

function add(tally: Tally, field: Field, level: Level, count: number): void {
  const counts = tally.get(field) ?? new Map<Level, number>()
  counts.set(level, (counts.get(level) ?? 0) + count)
  tally.set(field, counts)
}

// ── u: by chance ──

function shareOfStrangers(
  records: readonly MatchFacts[],
  of: (a: number, b: number) => Comparison,
  preset: Model,
): (field: Field, level: Level) => number {
  const count = records.length
  const tally: Tally = new Map()
  const random = numbers(20_261_124)
  const wanted = Math.min(chancePairs, (count * (count - 1)) / 2)
  for (let drawn = 0; drawn < wanted; drawn++) {
    const a = Math.floor(random() * count)
    const b = (a + 1 + Math.floor(random() * (count - 1))) % count
    const found = of(a, b)
    // two strong agreements at once are hardly strangers
    const strong = [
      found.birth === 'same',
      found.place === 'sameHome' || found.place === 'samePhone',
      found.number === 'same',
      found.given === 'same' && found.family === 'same',
    ]
    if (strong.filter(Boolean).length > 1) continue
    for (const field of fields) {
      const level = found[field]
      if (level !== null) add(tally, field, level, 1)
    }
  }
  const shares = sharesFrom(tally, tableOf(preset).u, leansOn.u)
  const sameBirth = shareBornOnOneDay(records)
  return (field, level) => (field === 'birth' && level === 'same' ? Math.max(sameBirth, shares(field, level)) : shares(field, level))
}

/** One day of birth in common is too seldom to be met by drawing: counted over all who do not sound like one person. */
function shareBornOnOneDay(records: readonly MatchFacts[]): number {
  const sizes = [...bornOnOneDay(records)].filter(([day]) => !isFirstOfJanuary(day)).map(([, people]) => people.size)
  const all = sizes.reduce((sum, size) => sum + size, 0)
  return all < 2 ? 0 : sizes.reduce((sum, size) => sum + size * (size - 1), 0) / (all * (all - 1))
}

/** Numbers from 0 to 1 in an order that is always the same (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

// ── m and h: by expectation and maximisation ──

type LearningBlock = Readonly<{ without: ReadonlySet<Field>; pairs: readonly (readonly [number, number])[] }>
type Vector = Readonly<{ found: Comparison; count: number }>

function learningBlocks(records: readonly MatchFacts[]): LearningBlock[] {
  const by = (without: readonly Field[], keyOf: (facts: MatchFacts) => readonly string[]): LearningBlock => {
    const blocks = new Map<string, number[]>()
    records.forEach((facts, place) => {
      for (const key of new Set(keyOf(facts))) put(blocks, key, place)
    })
    const pairs: (readonly [number, number])[] = []
    for (const members of blocks.values()) {
      if (members.length > 200) continue
      members.forEach((a, i) => {
        for (const b of members.slice(i + 1)) pairs.push([a, b])
      })
    }
    const step = Math.ceil(pairs.length / mostPairsOfBlock)
    return { without: new Set(without), pairs: step > 1 ? pairs.filter((_, i) => i % step === 0) : pairs }
  }
  return [
    by(['birth'], ({ births }) => births.flatMap(({ bornOn }) => (bornOn === null || isFirstOfJanuary(bornOn) ? [] : [bornOn]))),
    by(['given', 'family', 'order'], ({ names }) =>
      names.flatMap(({ given, family }) => (given === '' || family === '' ? [] : [`${given} ${family}`])),
    ),
    by(['place'], ({ addresses }) =>
      addresses.flatMap(({ line, postcode }) => (line === '' || postcode === '' ? [] : [`${line} ${postcode}`])),
    ),
  ]
}

function countVectors(pairs: Iterable<readonly [number, number]>, of: (a: number, b: number) => Comparison): Vector[] {
  const counts = new Map<string, { found: Comparison; count: number }>()
  for (const [a, b] of pairs) {
    const found = of(a, b)
    const key = fields.map((field) => found[field] ?? '').join('|')
    const known = counts.get(key)
    if (known === undefined) counts.set(key, { found, count: 1 })
    else known.count++
  }
  return [...counts.values()]
}

/** Of very many pairs every so-manieth, with the share of all that was looked at. */
function sampleOf(
  pairs: Iterable<readonly [number, number]>,
  of: (a: number, b: number) => Comparison,
): { vectors: Vector[]; share: number } {
  let kept: (readonly [number, number])[] = []
  let [step, seen] = [1, 0]
  for (const pair of pairs) {
    if (seen++ % step === 0) kept.push(pair)
    if (kept.length <= mostPairsOfBlock) continue
    kept = kept.filter((_, i) => i % 2 === 0)
    step *= 2
  }
  return { vectors: countVectors(kept, of), share: seen === 0 ? 1 : kept.length / seen }
}

function learn(
  blocks: readonly (LearningBlock & Readonly<{ vectors: readonly Vector[] }>)[],
  strangers: (field: Field, level: Level) => number,
  preset: Model,
): Table {
  let table: Table = { ...tableOf(preset), u: strangers }
  let mixes = blocks.map(() => ({ m: 0.4, u: 0.4, h: 0.2 }))
  for (let round = 0; round < mostRounds; round++) {
    const same: Tally = new Map()
    const kin: Tally = new Map()
    const before = mixes
    mixes = blocks.map(({ without, vectors }, i) => {
      const mix = mixes[i] ?? { m: 0.4, u: 0.4, h: 0.2 }
      const sums = { m: 0, u: 0, h: 0 }
      for (const { found, count } of vectors) {
        const share = kindsOf(found, table, mix, without)
        for (const kind of ['m', 'u', 'h'] as const) sums[kind] += share[kind] * count
        for (const field of fields) {
          const level = found[field]
          if (level === null || without.has(field)) continue
          add(same, field, level, share.m * count)
          add(kin, field, level, share.h * count)
        }
      }
      const total = sums.m + sums.u + sums.h + 30
      return { m: (sums.m + 10) / total, u: (sums.u + 10) / total, h: (sums.h + 10) / total }
    })
    const fallback = tableOf(preset)
    table = { m: sharesFrom(same, fallback.m, leansOn.m), u: strangers, h: sharesFrom(kin, fallback.h, leansOn.h) }
    if (mixes.every(({ m, h }, i) => Math.abs(m - (before[i]?.m ?? 0)) + Math.abs(h - (before[i]?.h ?? 0)) < settled)) break
  }
  return table
}

/** How likely a pair is of one person, of strangers, of one household. */
function kindsOf(found: Comparison, table: Table, mix: Shares, without: ReadonlySet<Field>): Shares {
  const logs = { m: Math.log(mix.m), u: Math.log(mix.u), h: Math.log(mix.h) + (without.has('birth') ? 0 : Math.log(inOneHousehold(found))) }
  for (const field of fields) {
    const level = found[field]
    if (level === null || without.has(field)) continue
    for (const kind of ['m', 'u', 'h'] as const) logs[kind] += Math.log(table[kind](field, level))
  }
  const highest = Math.max(logs.m, logs.u, logs.h)
  const [m, u, h] = [Math.exp(logs.m - highest), Math.exp(logs.u - highest), Math.exp(logs.h - highest)]
  const sum = m + u + h
  return { m: m / sum, u: u / sum, h: h / sum }
}

// ── how often ──

/** How many of `all` pairs are of one person and how many of one household: what the candidate pairs come to. */
function withPriors(table: Table, all: number, vectors: readonly Vector[], preset: Model): Model {
  let mix: Shares = { m: preset.prior, u: 1 - preset.prior - preset.household, h: preset.household }
  for (let round = 0; round < 20; round++) {
    let [m, h] = [0.5, 0.5]
    for (const vector of vectors) {
      const share = kindsOf(vector.found, table, mix, new Set())
      m += share.m * vector.count
      h += share.h * vector.count
    }
    mix = { m: m / all, u: Math.max(0.1, 1 - (m + h) / all), h: h / all }
  }
  return {
    fields: Object.fromEntries(
      fields.map((field) => [
        field,
        Object.fromEntries(
          levels[field].map((level) => [level, { m: table.m(field, level), u: table.u(field, level), h: table.h(field, level) }]),
        ),
      ]),
    ) as Model['fields'],
    prior: Math.min(0.5, mix.m),
    household: Math.min(0.5, mix.h),
  }
}
