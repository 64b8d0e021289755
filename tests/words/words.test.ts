import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { loadReference } from '../../src/core/reference/index.ts'
import { wordMatcher } from '../../src/core/words/index.ts'
import { catalogueTexts, demoTexts, type HouseText, referenceTexts } from './sources.ts'

const house = fileURLToPath(new URL('../../', import.meta.url))
const match = wordMatcher(loadReference().words)

/** What stops these texts from being shown to anybody: a public page is read by the child it is about. */
const blaming = (texts: readonly HouseText[]) =>
  texts.flatMap(({ where, text }) =>
    match(text, { context: 'public' }).findings.map(
      ({ found, sayInstead }) => `${where}: "${found}" in "${text}". Say: ${sayInstead.join('; ')}`,
    ),
  )

test('no text of any page blames a child', async () => {
  const texts = await catalogueTexts(house)
  assert(
    texts.some(({ text }) => text === 'Name not known'),
    'the catalogues were not found',
  )
  assert.deepEqual(blaming(texts), [])
})

test('no indicator, label or step in the reference data blames a child', () => {
  const texts = referenceTexts(house)
  assert(
    texts.some(({ text }) => text === 'missing overnight'),
    'the indicators were not found',
  )
  assert.deepEqual(blaming(texts), [])
})

test('no note of the demo borough blames a child', () => {
  assert.deepEqual(blaming(demoTexts(house)), [])
})

test('a blaming word planted among them is found, in each kind of text', async () => {
  const planted: HouseText = { where: 'planted', text: 'She is putting herself at risk by going there.' }
  for (const texts of [await catalogueTexts(house), referenceTexts(house), demoTexts(house)]) {
    assert.match(blaming([...texts, planted]).join('\n'), /^planted: "putting herself at risk".*is being put at risk/m)
  }
})
