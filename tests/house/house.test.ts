import assert from 'node:assert/strict'
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { foreignAddresses, inlineWords, leftForLater, migrationNames, pathsOutside, readsTheMachine, saidTooEarly } from './checks.ts'

const house = fileURLToPath(new URL('../../', import.meta.url))
const read = (path: string) => readFileSync(join(house, path), 'utf8')
const files = (...patterns: string[]) => globSync(patterns, { cwd: house }).sort()
const isTest = (path: string) => /\.test\.tsx?$/.test(path) || path.startsWith('src/platform/testing/')
const shipped = files('src/**/*.{ts,tsx}').filter((path) => !isTest(path))

const check = (paths: readonly string[], rule: (path: string, source: string) => string[]) =>
  paths.flatMap((path) => rule(path, read(path)))

test('time, randomness and settings are handed in everywhere but in the platform', () => {
  const above = shipped.filter((path) => !path.startsWith('src/platform/'))
  assert.deepEqual(check(above, readsTheMachine), [])
})

test('reading the machine is seen in every form', () => {
  for (const planted of [
    'process.env',
    "process.env['A']",
    'Date.now()',
    '[].map(Date.now)',
    'new Date()',
    'new Date',
    'Date()',
    'Math.random()',
    'Temporal.Now.instant()',
  ]) {
    assert.equal(readsTheMachine('a.ts', `export const a = ${planted}`).length, 1, planted)
  }
  assert.equal(readsTheMachine('a.ts', "import { env } from 'node:process'\nexport const a = env").length, 1)
  const fine = "// new Date() and process.env in a comment\nexport const a = [new Date(0), 'Date.now()', Date.UTC(2026, 1), Math.floor(1)]"
  assert.deepEqual(readsTheMachine('a.ts', fine), [])
})

test('every word on a page comes from the catalogue', () => {
  assert.deepEqual(
    check(
      shipped.filter((path) => path.endsWith('.tsx')),
      inlineWords,
    ),
    [],
  )
})

test('words written in a page are seen wherever they stand', () => {
  const planted = [
    '<p>Not seen</p>',
    "<p>{'Not seen'}</p>",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a program's text
    '<p>{`Not seen ${days}`}</p>',
    "<p>{late ? 'Not seen' : day}</p>",
    "<p>{late && 'Not seen'}</p>",
  ]
  planted.push('<img alt="Not seen" />', "<nav aria-label={late ? 'Not seen' : day} />", '<>Not seen</>', '<Field label="Not seen" />')
  for (const markup of planted) assert.equal(inlineWords('a.tsx', `export const a = ${markup}`).length, 1, markup)
  const fine = '<p class="lead" id={row(id)}>{t("visits.notSeen")}{" "}{days} · <b>{name}</b> &nbsp;—</p>'
  assert.deepEqual(inlineWords('a.tsx', `export const a = ${fine}`), [])
})

test('no text is made before somebody asks for it, so that each reads it in their language', () => {
  // the demo borough is told once, in English
  assert.deepEqual(
    check(
      shipped.filter((path) => !path.startsWith('src/demo/')),
      saidTooEarly,
    ),
    [],
  )
  const early = (rest: string) => saidTooEarly('a.ts', `import { t } from './texts.ts'\n${rest}`).length
  assert.equal(early("export const room = { label: t('nav') }"), 1)
  assert.equal(early("const problem = z.string().min(1, t('empty'))"), 1)
  assert.equal(early("const texts = t.nodes('a', {})"), 1)
  assert.equal(early("export const room = { get label() { return t('nav') }, hint: () => t('hint') }\nfunction a() { return t('a') }"), 0)
})

test('nothing that ships names another host', () => {
  assert.deepEqual(check([...shipped, ...files('src/**/*.{css,scss,sql,svg,typ}')], foreignAddresses), [])
  assert.equal(foreignAddresses('a.ts', "export const a = 'https://fonts.elsewhere.net/a.woff2'").length, 1)
  assert.equal(foreignAddresses('a.css', '@import url(https://fonts.elsewhere.net/a.css)').length, 1)
  assert.deepEqual(foreignAddresses('a.ts', "// https://example.org explains it\nexport const a = 'http://www.w3.org/2000/svg'"), [])
})

test('the repository stands alone: no path that only one machine has', () => {
  const all = files('*.{md,json,ts}', '{src,tests,script,docs,reference,.ci}/**/*').filter(
    (path) =>
      /\.(ts|tsx|md|json|ya?ml|sql|scss|css|typ|csv)$|^script\/[^.]+$|^\.ci\//.test(path) &&
      path !== 'package-lock.json' &&
      !path.startsWith('tests/house/'),
  )
  assert.deepEqual(check(all, pathsOutside), [])
  assert.equal(pathsOutside('a.ts', `readFile('/${'home'}/sam/a.csv')`).length, 1)
  assert.deepEqual(pathsOutside('a.ts', "route.get('/people/work/list')"), [])
})

test('every package in the lock file has its sum, also the parts for systems that are not this one', () => {
  const lock = z
    .object({
      packages: z.record(
        z.string(),
        z.object({ integrity: z.string().optional(), optionalDependencies: z.record(z.string(), z.string()).optional() }),
      ),
    })
    .parse(JSON.parse(read('package-lock.json')))
  const packages = Object.entries(lock.packages).filter(([path]) => path !== '')
  assert.deepEqual(
    packages.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path),
    [],
    'run script/lock',
  )
  const leftOut = packages.flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => lock.packages[`node_modules/${name}`] === undefined && lock.packages[`${path}/node_modules/${name}`] === undefined,
    ),
  )
  assert.deepEqual(leftOut, [], 'run script/lock')
})

test('nothing is left for later in what ships', () => {
  assert.deepEqual(check(shipped, leftForLater), [])
  assert.equal(leftForLater('a.ts', `// ${'TO'}DO: the rest`).length, 1)
})

test('migrations are named by date and subject, and no two alike over all rooms', () => {
  assert.deepEqual(migrationNames(files('src/**/migrations/*')), [])
  assert.equal(migrationNames(['a/20261201-0900-visits.sql', 'b/20261201-0900-visits.sql']).length, 1)
  for (const wrong of [
    '1-visits.sql',
    '20261301-0900-visits.sql',
    '20260230-0900-visits.sql',
    '20261201-0900-Visits.sql',
    '20261201-0900.sql',
    '20261201-2460-visits.sql',
  ]) {
    assert.equal(migrationNames([`a/${wrong}`]).length, 1, wrong)
  }
})

test('every room has a door', () => {
  const rooms = ['src/core', 'src/arrangements'].flatMap((floor) =>
    existsSync(join(house, floor))
      ? readdirSync(join(house, floor), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [`${floor}/${entry.name}`] : []))
      : [],
  )
  assert.deepEqual(
    rooms.filter((room) => !existsSync(join(house, room, 'index.ts'))),
    [],
  )
})
