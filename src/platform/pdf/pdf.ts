/**
 * PDFs that a screen reader can read: Typst inside the process, which refuses to make one that breaks PDF/UA (a title,
 * headings in order, texts for pictures). What is said goes in as data, never as source, so no text can be a command.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'

const fonts = new URL('../../../node_modules/@expo-google-fonts/atkinson-hyperlegible/', import.meta.url)

let compiler: NodeCompiler | undefined

/** The workspace is this folder, which holds nothing to be read by a template. */
function compilerOf(): NodeCompiler {
  compiler ??= NodeCompiler.create({
    workspace: fileURLToPath(new URL('.', import.meta.url)),
    fontArgs: [{ fontPaths: [fileURLToPath(fonts)] }],
  })
  return compiler
}

/**
 * A tagged PDF of a template of ours with data of anybody's. The template reads it with `json(bytes(sys.inputs.data))`.
 * @throws Error with Typst's own words when the template or the data make no accessible document
 */
export async function pdfOf(template: URL, data: unknown, madeAt: Date): Promise<Uint8Array> {
  const source = await readFile(template, 'utf8')
  const typst = compilerOf()
  try {
    return typst.pdf(
      { mainFileContent: source, inputs: { data: JSON.stringify(data) } },
      { pdfStandard: 'ua-1', creationTimestamp: Math.floor(madeAt.getTime() / 1000) },
    )
  } finally {
    // what it remembers of each document would grow for ever
    typst.evictCache(10)
  }
}
