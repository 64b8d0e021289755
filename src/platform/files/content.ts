// What a file really is, by its content, and a copy of it without what gives people away: where a photo was taken, whose
// camera it was, who wrote a document. Pictures are drawn anew, so nothing that hides beside the picture comes along.
//
// What this does not do, and the pages must not claim: photos inside a PDF or a document keep what they carry, and names
// beside comments and tracked changes stay, because they are part of what was written.

import { strFromU8, strToU8, unzipSync, type Zippable, zipSync } from 'fflate'
import { fileTypeFromBuffer } from 'file-type'
import { EncryptedPDFError, PDFDict, PDFDocument, PDFName, PDFRef, PDFStream } from 'pdf-lib'
import sharp from 'sharp'

/** What was taken out of a file before it was kept. */
export type Stripped = 'position' | 'photo_details' | 'document_details'

export type Cleaned =
  | Readonly<{ kind: 'fine'; bytes: Uint8Array; mediaType: string; extension: string; stripped: readonly Stripped[] }>
  | Readonly<{
      kind: 'refused'
      because: 'empty' | 'program' | 'heic' | 'media' | 'unknown' | 'broken' | 'locked'
      found: string | undefined
    }>

const pictures: Record<string, 'jpeg' | 'png' | 'webp'> = { 'image/jpeg': 'jpeg', 'image/png': 'png', 'image/webp': 'webp' }
const documents: Record<string, string> = {
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.oasis.opendocument.text': 'odt',
}
const programs = new Set([
  'application/x-msdownload',
  'application/x-elf',
  'application/x-mach-binary',
  'application/vnd.android.package-archive',
  'application/x-ms-shortcut',
  'application/x-msi',
])
/** A picture of more than this is not a photo but an attack on memory. */
const maxPixels = 120_000_000
/** Unpacked size of a document: beyond it, the same. */
const maxUnpacked = 200 * 1024 * 1024

/** Judges by content only; the name decides nothing but whether text is text. */
export async function cleaned(bytes: Uint8Array): Promise<Cleaned> {
  if (bytes.length === 0) return refused('empty')
  const type = await fileTypeFromBuffer(bytes)
  if (type === undefined) return plainText(bytes)
  const picture = pictures[type.mime]
  if (picture !== undefined) return cleanedPicture(bytes, picture, type.mime)
  if (type.mime === 'application/pdf') return cleanedPdf(bytes)
  const document = documents[type.mime]
  if (document !== undefined) return cleanedDocument(bytes, type.mime, document)
  if (programs.has(type.mime)) return refused('program', type.ext)
  if (/^image\/hei[cf]/.test(type.mime)) return refused('heic')
  if (/^(audio|video)\//.test(type.mime)) return refused('media')
  return refused('unknown', type.ext)
}

function refused(because: Extract<Cleaned, { kind: 'refused' }>['because'], found?: string): Cleaned {
  return { kind: 'refused', because, found }
}

/** Text is what is valid UTF-8 without control characters. Scripts for a command line are programs. */
function plainText(bytes: Uint8Array): Cleaned {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return refused('unknown')
    throw error
  }
  if (text.startsWith('#!')) return refused('program')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u0008\u000e-\u001f]/.test(text)) return refused('unknown')
  return { kind: 'fine', bytes, mediaType: 'text/plain; charset=utf-8', extension: 'txt', stripped: [] }
}

async function cleanedPicture(bytes: Uint8Array, format: 'jpeg' | 'png' | 'webp', mediaType: string): Promise<Cleaned> {
  try {
    const image = sharp(bytes, { limitInputPixels: maxPixels, failOn: 'truncated' })
    const { exif, xmp, iptc, comments } = await image.metadata()
    const stripped: Stripped[] = [
      ...(holdsPosition(exif, xmp) ? (['position'] as const) : []),
      ...([exif, xmp, iptc, comments?.length ? comments : undefined].some((part) => part !== undefined)
        ? (['photo_details'] as const)
        : []),
    ]
    // turned as the camera meant it, because the note that says so goes too
    const redrawn = await image
      .autoOrient()
      .toFormat(format, format === 'png' ? {} : { quality: 92 })
      .toBuffer()
    return { kind: 'fine', bytes: redrawn, mediaType, extension: format === 'jpeg' ? 'jpg' : format, stripped }
  } catch {
    // sharp has one error for all that is wrong with a picture
    return refused('broken')
  }
}

/** EXIF keeps a position in a directory of its own, which tag 0x8825 of the first directory points to; XMP names it. */
function holdsPosition(exif: Buffer | undefined, xmp: Buffer | undefined): boolean {
  if (xmp?.includes('exif:GPS') === true) return true
  if (exif === undefined) return false
  const tiff = exif.subarray(exif.subarray(0, 4).toString('latin1') === 'Exif' ? 6 : 0)
  if (tiff.length < 14) return false
  const little = tiff.subarray(0, 2).toString('latin1') === 'II'
  const u16 = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const first = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4)
  if (first + 2 > tiff.length) return false
  const entries = Math.min(u16(first), Math.floor((tiff.length - first - 2) / 12))
  return Array.from({ length: entries }, (_, i) => u16(first + 2 + i * 12)).includes(0x8825)
}

async function cleanedPdf(bytes: Uint8Array): Promise<Cleaned> {
  try {
    const pdf = await PDFDocument.load(bytes, { updateMetadata: false })
    const { context, catalog } = pdf
    const before = [context.trailerInfo.Info, catalog.get(PDFName.of('Metadata'))]
    for (const part of before) if (part instanceof PDFRef) context.delete(part)
    catalog.delete(PDFName.of('Metadata'))
    // a page or a picture may carry notes of its own
    for (const [, object] of context.enumerateIndirectObjects()) {
      const dict = object instanceof PDFStream ? object.dict : object
      if (dict instanceof PDFDict) dict.delete(PDFName.of('Metadata'))
    }
    delete context.trailerInfo.Info
    const stripped = before.some((part) => part !== undefined) ? (['document_details'] as const) : []
    return { kind: 'fine', bytes: await pdf.save(), mediaType: 'application/pdf', extension: 'pdf', stripped }
  } catch (error) {
    return refused(error instanceof EncryptedPDFError ? 'locked' : 'broken')
  }
}

/** Where the formats keep who wrote it, and an empty one of each. */
const aboutTheAuthor: Record<string, string> = {
  'docProps/core.xml':
    '<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
  'docProps/app.xml':
    '<?xml version="1.0" encoding="UTF-8"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
  'docProps/custom.xml':
    '<?xml version="1.0" encoding="UTF-8"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
  'meta.xml':
    '<?xml version="1.0" encoding="UTF-8"?><office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2"/>',
}

function cleanedDocument(bytes: Uint8Array, mediaType: string, extension: string): Cleaned {
  let unpacked = 0
  let parts: Record<string, Uint8Array>
  try {
    parts = unzipSync(bytes, {
      filter: ({ originalSize }) => {
        unpacked += originalSize
        if (unpacked > maxUnpacked) throw new Error('too large when unpacked')
        return true
      },
    })
  } catch {
    return refused('broken')
  }
  const packed: Zippable = {}
  let found = false
  for (const [name, content] of Object.entries(parts)) {
    const empty = aboutTheAuthor[name]
    found ||= empty !== undefined && strFromU8(content) !== empty
    // OpenDocument wants its media type first and not compressed
    packed[name] = [empty === undefined ? content : strToU8(empty), { level: name === 'mimetype' ? 0 : 6 }]
  }
  const stripped = found ? (['document_details'] as const) : []
  return { kind: 'fine', bytes: zipSync(packed), mediaType, extension, stripped }
}
