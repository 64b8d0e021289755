/** Every text of the house that somebody may read, wherever it is kept. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parse as parseYaml } from 'yaml'
import { stringsIn } from '../house/checks.ts'

export type HouseText = Readonly<{ where: string; text: string }>

/** Every entry of every catalogue, each form of a counted one. @throws when a texts.ts offers no catalogue: nothing of it would be checked. */
export async function catalogueTexts(house: string): Promise<HouseText[]> {
  const found: HouseText[] = []
  for (const path of globSync('src/**/texts.ts', { cwd: house }).sort()) {
    const module: unknown = await import(pathToFileURL(join(house, path)).href)
    const catalogues = Object.values(Object(module)).flatMap((offer: unknown) =>
      typeof offer === 'function' && 'texts' in offer ? [offer.texts] : [],
    )
    if (catalogues.length === 0) throw new Error(`${path} offers no catalogue`)
    for (const texts of catalogues) found.push(...leaves(texts, path))
  }
  return found
}

/** Indicators, labels, steps: everything that reference data says, but for the list of words to avoid itself. */
export function referenceTexts(house: string): HouseText[] {
  return globSync('reference/**/*.{yaml,yml}', { cwd: house })
    .filter((path) => path !== join('reference', 'words.yaml'))
    .sort()
    .flatMap((path) => leaves(parseYaml(readFileSync(join(house, path), 'utf8')), path))
}

/** What the demo borough's people write: the texts in its program and in its files. */
export function demoTexts(house: string): HouseText[] {
  return globSync('src/demo/**/*.{ts,tsx,yaml,json}', { cwd: house, exclude: ['**/*.test.*'] })
    .sort()
    .flatMap((path) => {
      const source = readFileSync(join(house, path), 'utf8')
      if (!/\.tsx?$/.test(path)) return leaves(parseYaml(source), path) // JSON is YAML too
      return stringsIn(path, source).map((text) => ({ where: path, text }))
    })
}

/** Every string in nested data, with the way to it. */
function leaves(value: unknown, where: string): HouseText[] {
  if (typeof value === 'string') return [{ where, text: value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, part]: [string, unknown]) => leaves(part, `${where} ${key}`))
}
