// What is handed in with a worry, made here: a picture and a page, small, and with nothing real on them.
import { crc32, deflateSync } from 'node:zlib'
import { PDFDocument } from 'pdf-lib'
import { t } from './texts.ts'

export type Paper = Readonly<{ name: string; bytes: Uint8Array }>

const width = 320
const height = 200

/** A street at dusk: sky, road, and a car nobody can tell from another. */
export function photograph(name: string): Paper {
  const lines = Buffer.alloc(height * (1 + width * 3))
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) lines.set(colourAt(x, y), y * (1 + width * 3) + 1 + x * 3)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2], 8) // eight bits, red green blue
  const bytes = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    part('IHDR', header),
    part('IDAT', deflateSync(lines)),
    part('IEND', Buffer.alloc(0)),
  ])
  return { name, bytes }
}

function colourAt(x: number, y: number): readonly [number, number, number] {
  const isBody = y > 120 && y < 150 && x > 110 && x < 230
  const isRoof = y > 100 && y <= 120 && x > 135 && x < 205
  const isWheel = [140, 200].some((middle) => (x - middle) ** 2 + (y - 150) ** 2 < 120)
  if (isWheel) return [30, 30, 34]
  if (isBody || isRoof) return [120, 124, 130]
  if (y > 150) return [70, 72, 78]
  return [200 - y, 170 - (y >> 1), 190 - (y >> 2)]
}

function part(kind: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(kind, 'latin1'), content])
  const around = Buffer.alloc(8)
  around.writeUInt32BE(content.length, 0)
  around.writeUInt32BE(crc32(named), 4)
  return Buffer.concat([around.subarray(0, 4), named, around.subarray(4)])
}

/** A ticket, as somebody would scan it. */
export function ticket(name: string): Promise<Paper> {
  return sheet(name, [t('ticket.first'), t('ticket.second'), t('ticket.third')])
}

/** A small page of three lines. */
export async function sheet(name: string, lines: readonly string[]): Promise<Paper> {
  const pdf = await PDFDocument.create()
  const page = pdf.addPage([360, 150])
  for (const [line, text] of lines.entries()) page.drawText(text, { x: 24, y: 100 - line * 28, size: line === 0 ? 18 : 12 })
  return { name, bytes: await pdf.save() }
}
