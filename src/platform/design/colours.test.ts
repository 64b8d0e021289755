/** Every pair of colours that carries words, in light and in dark, against WCAG 2.2 (1.4.3: 4.5 to 1; 1.4.11: 3 to 1). */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

const source = readFileSync(new URL('./styles/_colours.scss', import.meta.url), 'utf8')
const light = colours('light')
// dark says only what differs
const schemes = { light, dark: { ...light, ...colours('dark') } }

function colours(scheme: string): Record<string, string> {
  const block = new RegExp(`@mixin ${scheme} \\{([^}]*)\\}`).exec(source)?.[1] ?? ''
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]))
}

const govuk = (name: string) => `govuk-${name}-colour`
const grounds = [govuk('body-background'), govuk('surface-background'), 'lw-raised', 'lw-sunken']
const words = [
  ...['text', 'secondary-text', 'link', 'link-hover', 'link-visited', 'error', 'success'].flatMap((name) =>
    grounds.map((ground) => [govuk(name), ground]),
  ),
  [govuk('text'), govuk('template-background')],
  [govuk('link'), govuk('template-background')],
  [govuk('focus-text'), govuk('focus')],
  [govuk('text'), 'lw-quiet-button'],
  [govuk('text'), 'lw-quiet-button-hover'],
  ['white', 'lw-header'],
  ['white', 'lw-button'],
  ['white', 'lw-button-hover'],
  ['white', 'lw-warning-button'],
  ['white', 'lw-warning-button-hover'],
  [govuk('body-background'), govuk('link')], // the current page in a pagination
  [govuk('body-background'), govuk('success')],
  [govuk('body-background'), 'lw-accent'],
  ...['info', 'good', 'caution', 'bad'].flatMap((tone) => [
    [`lw-${tone}`, `lw-${tone}-fill`],
    [govuk('text'), `lw-${tone}-fill`],
    [govuk('link'), `lw-${tone}-fill`],
    [`lw-${tone}`, 'lw-raised'],
  ]),
  ...['', '-green', '-purple', '-red', '-orange', '-teal', '-magenta', '-yellow', '-grey'].map((tag) => [
    `lw-tag${tag}-text`,
    `lw-tag${tag}-fill`,
  ]),
]
const edges = [
  [govuk('input-border'), govuk('body-background')],
  [govuk('input-border'), 'lw-sunken'],
  [govuk('brand'), govuk('body-background')],
  [govuk('brand'), 'lw-track'],
  ['lw-accent', govuk('body-background')],
  ['lw-bad', govuk('body-background')],
]

for (const [scheme, palette] of Object.entries(schemes)) {
  test(`words can be read and edges be seen in ${scheme}`, () => {
    const tooFaint = [...words.map((pair) => [...pair, 4.5] as const), ...edges.map((pair) => [...pair, 3] as const)].flatMap(
      ([a, b, least]) => {
        const ratio = contrast(colourOf(palette, String(a)), colourOf(palette, String(b)))
        return ratio < Number(least) ? [`${String(a)} on ${String(b)}: ${ratio.toFixed(2)}`] : []
      },
    )
    assert.deepEqual(tooFaint, [])
  })
}

test('the measure itself is right: black on white is 21 to 1', () => {
  assert.equal(contrast('#000000', '#ffffff'), 21)
  assert.ok(Math.abs(contrast('#767676', '#ffffff') - 4.54) < 0.01)
})

function colourOf(palette: Record<string, string>, name: string): string {
  const value = name === 'white' ? '#ffffff' : palette[name]
  if (value === undefined) throw new Error(`No colour ${name}`)
  return value
}

function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
