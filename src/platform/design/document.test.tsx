import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { parseHTML } from 'linkedom'
import { type Assets, buildAssets } from './build.ts'
import { Document, renderDocument } from './document.tsx'
import { Form } from './form-parts.tsx'

const asset = (name: string) => `/assets/${name}`
const draw = (props: Partial<Parameters<typeof Document>[0]> = {}) =>
  parseHTML(
    renderDocument(
      <Document title="My work" asset={asset} {...props}>
        <h1>My work</h1>
      </Document>,
    ),
  ).document

test('a page says what it is, and says "Error" first when something is wrong', () => {
  assert.equal(draw().title, 'My work – Lapwing')
  assert.equal(draw({ hasErrors: true }).title, 'Error: My work – Lapwing')
})

test('the boot script is the first thing in the body, the way past the header the second', () => {
  const [first, second] = draw().body.children
  assert.equal(first?.getAttribute('src'), '/assets/boot.js')
  assert.equal(second?.getAttribute('href'), '#main-content')
  assert.ok(draw().querySelector('main#main-content h1'))
})

test('nothing on a page is inline, so the strict content policy holds', () => {
  const page = draw({ nav: [{ text: 'Inbox', href: '/inbox', current: true }], phase: { tag: 'Demo', text: 'Nothing here is real.' } })
  assert.equal(page.querySelectorAll('style, [style], script:not([src])').length, 0)
  for (const element of page.querySelectorAll('*')) {
    for (const { name } of element.attributes) assert.ok(!name.startsWith('on'), `${element.localName} has ${name}`)
  }
})

test('what somebody typed into a title or a page is never markup', () => {
  const html = renderDocument(
    <Document title={'</title><script>alert(1)</script>'} asset={asset}>
      {'<img src=x onerror=alert(1)>'}
    </Document>,
  )
  assert.ok(!html.includes('<script>alert'))
  assert.ok(!html.includes('<img'))
})

test('a form posts with its once-token, and files need no second thought', () => {
  const { document } = parseHTML(
    renderDocument(
      <Form action="/concerns" once="abc" multipart>
        x
      </Form>,
    ),
  )
  const form = document.querySelector('form')
  assert.equal(form?.getAttribute('method'), 'post')
  assert.equal(form?.getAttribute('enctype'), 'multipart/form-data')
  assert.equal(form?.querySelector('input[name=_once]')?.getAttribute('value'), 'abc')
})

let assets: Assets
before(async () => {
  assets = await buildAssets()
})
const contents = (name: string) => readFileSync(path.join(assets.folder, path.basename(assets.asset(name))))

test('the script of a page stays under 20 kB compressed', () => {
  const size = gzipSync(contents('app.js')).length + gzipSync(contents('boot.js')).length
  assert.ok(size < 20_000, `${size} bytes`)
})

test('the styles ask nobody else for anything, and no face that is not ours', () => {
  const css = contents('app.css').toString()
  const asked = [...css.matchAll(/url\("?([^")]*)"?\)/g)].map(([, url]) => url)
  const served = assets.names.map((name) => assets.asset(name))
  assert.equal(asked.length, 6)
  for (const url of asked) assert.ok(url !== undefined && served.includes(url), `${url} is not served`)
  assert.ok(!css.includes('GDS Transport'))
})

test('an asset that does not exist is an error at once, not a broken page', () => {
  assert.throws(() => assets.asset('nope.css'), /No asset "nope.css"/)
})

test('another floor can bring scripts of its own', async () => {
  const own = await buildAssets({ entries: { words: fileURLToPath(new URL('../../../tests/gallery/gallery-words.ts', import.meta.url)) } })
  assert.match(own.asset('words.js'), /^\/assets\/words\.[0-9a-f]{12}\.js$/)
})

test('built again, everything has the same name', async () => {
  const again = await buildAssets()
  assert.deepEqual(
    assets.names.map((name) => again.asset(name)),
    assets.names.map((name) => assets.asset(name)),
  )
})
