/**
 * Turns styles, scripts, fonts and the icon into files with their content's hash in the name, so that they can be
 * cached for ever. Compiling the styles takes seconds and is kept by the hash of what goes in; the scripts take
 * esbuild some 50 ms and are always built, so that a changed import is never missed.
 */
import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build as bundle } from 'esbuild'
import type { Asset } from './document.tsx'
import { faviconSvg } from './mark.tsx'
import { mirrored } from './mirrored.ts'

const here = path.dirname(fileURLToPath(import.meta.url))
const root = path.resolve(here, '../../..')
const require = createRequire(import.meta.url)

/** `folder` holds exactly what is served under `/assets/`; names carry a hash, so they may be cached for ever. */
export type Assets = Readonly<{ folder: string; asset: Asset; names: readonly string[] }>

const fonts: Record<string, string> = {
  'inter-latin': '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  'inter-latin-ext': '@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2',
  'atkinson-latin-400': '@fontsource/atkinson-hyperlegible/files/atkinson-hyperlegible-latin-400-normal.woff2',
  'atkinson-latin-700': '@fontsource/atkinson-hyperlegible/files/atkinson-hyperlegible-latin-700-normal.woff2',
  'atkinson-latin-ext-400': '@fontsource/atkinson-hyperlegible/files/atkinson-hyperlegible-latin-ext-400-normal.woff2',
  'atkinson-latin-ext-700': '@fontsource/atkinson-hyperlegible/files/atkinson-hyperlegible-latin-ext-700-normal.woff2',
}

/**
 * @param entries further browser scripts, name to absolute path: `{ words: '/…/core/words/client.ts' }` gives `words.js`.
 * @param outDir where the files go; the default is shared by every start from this checkout. Older files stay there,
 * because a page opened before a restart still asks for them.
 * @throws when a style or script does not compile: no start is better than an unstyled page.
 */
export async function buildAssets({
  outDir = path.join(root, '.cache/assets'),
  entries = {},
}: {
  outDir?: string
  entries?: Readonly<Record<string, string>>
} = {}): Promise<Assets> {
  const folder = path.join(outDir, 'files')
  await mkdir(folder, { recursive: true })
  const urls: Record<string, string> = {}
  const put = async (name: string, content: string | Uint8Array): Promise<string> => {
    const { name: stem, ext } = path.parse(name)
    const hashed = `${stem}.${hashOf([content]).slice(0, 12)}${ext}`
    await writeOnce(path.join(folder, hashed), content)
    urls[name] = `/assets/${hashed}`
    return urls[name]
  }

  const scripts = bundleScripts({ app: path.join(here, 'client/app.ts'), ...entries })
  const boot = bundle({ entryPoints: [path.join(here, 'client/boot.ts')], bundle: true, minify: true, format: 'iife', write: false })
  let css = await compiledStyles(outDir)
  for (const [name, file] of Object.entries(fonts)) {
    const url = await put(`${name}.woff2`, await readFile(require.resolve(file)))
    css = css.replaceAll(`"font:${name}"`, `"${url}"`)
  }
  await put('app.css', css)
  await put('app-mirrored.css', mirrored(css))
  await put('favicon.svg', faviconSvg())
  for (const [name, content] of await scripts) await put(name, content)
  for (const file of (await boot).outputFiles) await put('boot.js', file.contents)

  const asset: Asset = (name) => {
    const url = urls[name]
    if (url === undefined) throw new Error(`No asset "${name}". There are: ${Object.keys(urls).join(', ')}`)
    return url
  }
  return { folder, asset, names: Object.keys(urls) }
}

async function bundleScripts(entryPoints: Record<string, string>): Promise<[name: string, content: Uint8Array][]> {
  const result = await bundle({ entryPoints, bundle: true, minify: true, format: 'esm', target: 'es2022', write: false, outdir: '/' })
  return result.outputFiles.map((file) => [path.basename(file.path), file.contents])
}

async function compiledStyles(outDir: string): Promise<string> {
  const styles = path.join(here, 'styles')
  const sources = await Promise.all((await readdir(styles)).sort().map((file) => readFile(path.join(styles, file))))
  const madeBy = [
    fileURLToPath(import.meta.url),
    path.join(path.dirname(require.resolve('sass')), 'package.json'),
    require.resolve('govuk-frontend/package.json'),
  ]
  const makers = await Promise.all(madeBy.map((file) => readFile(file)))
  const kept = path.join(outDir, `styles-${hashOf([...sources, ...makers]).slice(0, 16)}.css`)
  if (existsSync(kept)) return readFile(kept, 'utf8')
  const sass = await import('sass') // half a second to load: only when it is needed
  const compiled = await sass.compileAsync(path.join(styles, 'app.scss'), {
    style: 'compressed',
    loadPaths: [path.join(path.dirname(require.resolve('govuk-frontend/package.json')), 'dist')],
    quietDeps: true,
  })
  // The footer's crest is not ours to show; Footer has no place for it, so its picture is not asked for either.
  const css = compiled.css.replace(/[a-z-]+:url\("[^"]*govuk-crest[^"]*"\);?/g, '')
  await writeOnce(kept, css)
  return css
}

/** Two starts at once may build the same file: each writes its own and moves it into place in one step. */
async function writeOnce(file: string, content: string | Uint8Array): Promise<void> {
  if (existsSync(file)) return
  const aside = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`
  await writeFile(aside, content)
  await rename(aside, file)
}

function hashOf(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('hex')
}
