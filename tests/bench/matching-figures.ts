// What a threshold means: how many of the pairs shown from it are of two people, and how many pairs of one person are not
// shown, on the open reference sets. Writes reference/matching-figures.yaml, which the page about thresholds shows:
//   node_modules/.bin/node --import tsx tests/bench/matching-figures.ts
// The truth columns are read here only to count; the model is learned without them, as in the product.
import { readFile, writeFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import { factsOfRow, recognise } from '../../src/core/matching/columns.ts'
import { link } from '../../src/core/matching/link.ts'
import { matchingPolicy } from '../../src/core/matching/schema.ts'
import { nameVariants } from '../../src/core/people/index.ts'
import { readReferenceFile } from '../../src/core/reference/index.ts'

const thresholds = [0.005, 0.05, 0.2, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999]
const sets = ['linkage-uk-2000.csv', 'linkage-uk-held-out.csv']
const policy = readReferenceFile('matching.yaml', matchingPolicy)

const lines: string[] = []
for (const file of sets) {
  const text = await readFile(new URL(`../fixtures/${file}`, import.meta.url), 'utf8')
  const [header = [], ...rows]: string[][] = parse(text, { comment: '#', comment_no_infix: true })
  const columns = recognise(header)
  const entity = header.indexOf('entity')
  const truth = rows.map((row) => row[entity] ?? '')
  const records = rows.map((row) => factsOfRow(row, columns).facts)
  const sizes = new Map<string, number>()
  for (const who of truth) sizes.set(who, (sizes.get(who) ?? 0) + 1)
  const truePairs = [...sizes.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0)
  // every pair that a guard does not put away gets a band, so that each threshold can be held against its probability
  const found = [...link(records, { preset: policy.preset, bands: { possibly: 1e-9, very_likely: 2e-9 } }, nameVariants).pairs].filter(
    ({ band }) => band !== null,
  )
  const perThousand = (part: number, whole: number) => (whole === 0 ? 0 : Math.round((1000 * part) / whole))
  lines.push(`  - file: ${file}`, `    records: ${records.length}`, `    truePairs: ${truePairs}`, '    thresholds:')
  for (const threshold of thresholds) {
    const figures = ([shown, very]: readonly (typeof found)[]) =>
      [shown, very].map((pairs = []) => {
        const right = pairs.filter(({ a, b }) => truth[a] === truth[b]).length
        return `{ wrong: ${perThousand(pairs.length - right, pairs.length)}, missed: ${perThousand(truePairs - right, truePairs)} }`
      })
    const from = found.filter(({ probability }) => probability >= threshold)
    const [shown, very] = figures([from, from.filter(({ band }) => band === 'very_likely')])
    lines.push(`      - { from: ${threshold}, shown: ${shown}, veryLikely: ${very} }`)
  }
}
const head = `# What a threshold means, on the open reference sets. Written by tests/bench/matching-figures.ts; not to be changed by hand.
# wrong: of a thousand pairs shown from there, those of two people; missed: of a thousand pairs of one person, those not shown.
# veryLikely: of the pairs that no rule holds back.
source: counted by tests/bench/matching-figures.ts on the sets named below, the model learned from each without its truth
version: matching-figures-2026-11
effectiveFrom: 2026-11-24
basis: local
mark: L
verified: false
model: ${policy.version}
sets:
`
await writeFile(new URL('../../reference/matching-figures.yaml', import.meta.url), `${head}${lines.join('\n')}\n`)
