import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { PDFDocument } from 'pdf-lib'
import sharp from 'sharp'
import { openTestHouse } from '../../../tests/support/database.ts'
import { sql } from '../db/sql.ts'
import { withSmallDisk } from '../testing/faults.ts'
import { scan } from './clamd.ts'
import { cleaned } from './content.ts'
import { type FileHouse, openFile, removeOrphans, scanWaiting, storeFile } from './store.ts'

const t = await openTestHouse()
after(() => t.close())
const somebody = await t.somebody({ role: 'socialWorker' })
const house: FileHouse = t.house

const photo = await sharp({ create: { width: 40, height: 20, channels: 3, background: '#396' } })
  .withExif({ IFD0: { Copyright: 'Sam’s phone' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } })
  .jpeg()
  .toBuffer()

const store = (name: string, bytes: Uint8Array | null, at: FileHouse = house) =>
  t.as(somebody, (tx) => storeFile(tx, at, { name, bytes }, t.clock.now()))
const filesOnDisk = () =>
  readdirSync(join(house.dataDir, 'files'), { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('/'))

/** Speaks INSTREAM like clamd: calls anything harmful that contains EICAR. */
async function fakeClamd(): Promise<{ server: Server; scanner: { host: string; port: number } }> {
  const server = createServer((socket) => {
    const chunks: Buffer[] = []
    socket.on('data', (data) => {
      chunks.push(Buffer.from(data))
      const all = Buffer.concat(chunks)
      if (!all.subarray(0, 10).equals(Buffer.from('zINSTREAM\0'))) return
      const content: Buffer[] = []
      for (let at = 10; at + 4 <= all.length; ) {
        const length = all.readUInt32BE(at)
        if (length === 0) {
          socket.end(Buffer.concat(content).includes('EICAR') ? 'stream: Eicar-Test FOUND\0' : 'stream: OK\0')
          return
        }
        content.push(all.subarray(at + 4, at + 4 + length))
        at += 4 + length
      }
    })
    socket.on('error', () => undefined)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  assert(typeof address === 'object' && address !== null)
  return { server, scanner: { host: '127.0.0.1', port: address.port } }
}

test('a photo is kept without where it was taken, and comes back as it was kept', async () => {
  const stored = await store('IMG_1.JPG', photo)
  assert(stored.kind === 'stored')
  assert.deepEqual(stored.stripped, ['position', 'photo_details'])
  const opened = await t.as(somebody, (tx) => openFile(tx, house, stored.fileId))
  assert(opened.kind === 'open')
  const { exif, width } = await sharp(opened.bytes).metadata()
  assert.equal(exif, undefined)
  assert.equal(width, 40)
  assert.equal(stored.name, 'IMG_1.JPG')
})

test('on the disk nothing of the file can be read, and a changed byte is refused', async () => {
  const stored = await store('note.txt', strToU8('He said he owes them money'))
  assert(stored.kind === 'stored')
  const path = join(house.dataDir, 'files', stored.fileId.slice(0, 2), stored.fileId)
  const sealed: Buffer = readFileSync(path)
  assert.equal(sealed.includes('owes'), false)
  sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1
  writeFileSync(path, sealed)
  await assert.rejects(t.as(somebody, (tx) => openFile(tx, house, stored.fileId)))
})

test('the same file twice has two ids and two keys', async () => {
  const [one, two] = [await store('a.txt', strToU8('same')), await store('a.txt', strToU8('same'))]
  assert(one.kind === 'stored' && two.kind === 'stored')
  assert.notEqual(one.fileId, two.fileId)
})

test('a PDF loses its author and keeps its pages', async () => {
  const pdf = await PDFDocument.create()
  pdf.addPage().drawText('A letter')
  pdf.setAuthor('A N Other')
  const result = await cleaned(await pdf.save())
  assert(result.kind === 'fine')
  assert.deepEqual(result.stripped, ['document_details'])
  assert.equal(Buffer.from(result.bytes).includes('Other'), false)
  const again = await PDFDocument.load(result.bytes, { updateMetadata: false })
  assert.equal(again.getAuthor(), undefined)
  assert.equal(again.getPageCount(), 1)
})

test('a Word file loses its author and keeps its words', async () => {
  const docx = zipSync({
    '[Content_Types].xml': strToU8(
      '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    ),
    'docProps/core.xml': strToU8('<cp:coreProperties><dc:creator>A N Other</dc:creator></cp:coreProperties>'),
    'word/document.xml': strToU8('<w:t>His words</w:t>'),
  })
  const result = await cleaned(docx)
  assert(result.kind === 'fine')
  const parts = unzipSync(result.bytes)
  assert.equal(strFromU8(parts['docProps/core.xml'] ?? new Uint8Array()).includes('Other'), false)
  assert.equal(strFromU8(parts['word/document.xml'] ?? new Uint8Array()), '<w:t>His words</w:t>')
})

test('a file that is not what it says, or cannot be opened, is refused in a sentence that says what to do', async () => {
  const exe = Buffer.concat([Buffer.from('MZ'), randomBytes(500)])
  const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(12), Buffer.from('mif1heic')])
  const wav = Buffer.concat([Buffer.from('RIFF'), Buffer.alloc(4), Buffer.from('WAVEfmt '), Buffer.alloc(200)])
  const cases: [string, Uint8Array | null, RegExp][] = [
    ['scan.pdf', exe, /“scan\.pdf” is a program, whatever its name says/],
    ['run.txt', strToU8('#!/bin/sh\nrm -rf /'), /is a program/],
    ['IMG.heic', heic, /share it as JPEG/],
    ['call.wav', wav, /sound or video/],
    ['big.jpg', null, /larger than 20 MB.*smaller copy/],
    ['empty.pdf', new Uint8Array(), /is empty/],
    ['cut.jpg', photo.subarray(0, 300), /damaged or was cut off/],
    ['page.svg', strToU8('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'), /not kept here/],
    ['noise.bin', randomBytes(400), /not kept here/],
  ]
  for (const [name, bytes, sentence] of cases) {
    const answer = await store(name, bytes)
    assert(answer.kind === 'refused', name)
    assert.match(answer.message, sentence)
  }
})

test('names: a path, a control character or a wrong ending do no harm', async () => {
  const stored = await store('../../etc/pass\u0000wd\u202e', strToU8('words'))
  assert(stored.kind === 'stored')
  assert.equal(stored.name, 'passwd.txt')
})

test('the scanner refuses what harms; while it is away files wait and are not given out', async () => {
  const { server, scanner } = await fakeClamd()
  const scanning = { ...house, clamd: scanner }
  const bad = await store('note.txt', strToU8('EICAR'), scanning)
  assert(bad.kind === 'refused')
  assert.match(bad.message, /harmful \(Eicar-Test\)/)
  const good = await store('note.txt', randomText(200_000), scanning)
  assert(good.kind === 'stored')
  assert.equal(good.scan, 'clean')

  const away = { ...house, clamd: { host: '127.0.0.1', port: 1 } }
  const [later, worse] = [await store('note.txt', strToU8('fine'), away), await store('note.txt', strToU8('an EICAR'), away)]
  assert(later.kind === 'stored' && worse.kind === 'stored')
  const state = async (id: string) => (await t.as(somebody, (tx) => openFile(tx, house, id))).kind
  assert.equal(await state(later.fileId), 'waiting')
  assert.equal(await t.owner.transaction((tx) => scanWaiting(tx, away, t.clock.now())), 0)
  assert.equal(await t.owner.transaction((tx) => scanWaiting(tx, scanning, t.clock.now())), 2)
  assert.equal(await state(later.fileId), 'open')
  assert.equal(await state(worse.fileId), 'infected')
  server.close()
})

test('a scanner that says something odd has not said that a file is clean', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.end('INSTREAM size limit exceeded. ERROR\0')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  assert(typeof address === 'object' && address !== null)
  assert.equal((await scan(strToU8('x'), { host: '127.0.0.1', port: address.port })).kind, 'unavailable')
  server.close()
})

test('bytes whose row was never committed are taken away after an hour; those with a row stay', async () => {
  const kept = await store('a.txt', strToU8('kept'))
  assert(kept.kind === 'stored')
  await assert.rejects(
    t.as(somebody, async (tx) => {
      await storeFile(tx, house, { name: 'b.txt', bytes: strToU8('undone') }, t.clock.now())
      throw new Error('the rest of the request failed')
    }),
  )
  const before = filesOnDisk().length
  assert.equal(await t.owner.transaction((tx) => removeOrphans(tx, house, t.clock.now())), 0)
  const long = new Date(t.clock.now().getTime() - 7_200_000)
  for (const name of filesOnDisk()) utimesSync(join(house.dataDir, 'files', name), long, long)
  assert.equal(await t.owner.transaction((tx) => removeOrphans(tx, house, t.clock.now())), 1)
  assert.equal(filesOnDisk().length, before - 1)
  assert.equal((await t.as(somebody, (tx) => openFile(tx, house, kept.fileId))).kind, 'open')
})

test('a full disk: nothing is half kept, and the sentence says to go on without the file', async () => {
  const script = `
    import { readdirSync } from 'node:fs'
    import { storeFile } from ${JSON.stringify(import.meta.resolve('./store.ts'))}
    const tx = { run: () => { throw new Error('a row for a file that was not written') } }
    const house = { dataDir: process.argv[1], masterKey: new Uint8Array(32), clamd: undefined }
    const bytes = new Uint8Array(300_000).fill(97)
    const answer = await storeFile(tx, house, { name: 'note.txt', bytes }, new Date(0))
    const left = readdirSync(process.argv[1] + '/files', { recursive: true }).filter((name) => name.includes('/'))
    console.log(JSON.stringify({ ...answer, left }))`
  await withSmallDisk(100_000, async ({ folder, way, limited }) => {
    const [program, ...args] = limited([process.execPath, '--import', 'tsx', '--input-type=module', '--eval', script, folder])
    const { stdout } = await promisify(execFile)(program, args, { cwd: new URL('../../../', import.meta.url) })
    assert.match(stdout, /"kind":"refused".*no room left to keep “note.txt”.*"left":\[\]/, way)
  })
})

test('the application cannot list what is stored', async () => {
  await assert.rejects(
    t.as(somebody, (tx) => tx.many(sql`select * from stored_file`)),
    { code: '42501' },
  )
})

function randomText(length: number): Uint8Array {
  return strToU8(randomBytes(length / 2).toString('hex'))
}
