import { connect } from 'node:net'

/** Where ClamAV's scanner listens. */
export type Scanner = Readonly<{ socketPath: string } | { host: string; port: number }>
export type ScanResult =
  | Readonly<{ kind: 'clean' }>
  | Readonly<{ kind: 'infected'; found: string }>
  | Readonly<{ kind: 'unavailable'; because: string }>

const chunkBytes = 64 * 1024

/**
 * Asks clamd, by its INSTREAM command: chunks of a four-byte length and that many bytes, ended by a length of zero; the
 * answer is `stream: OK`, `stream: NAME FOUND` or an error. A scanner that is away or slow is `unavailable`, never clean.
 */
export async function scan(bytes: Uint8Array, scanner: Scanner, { timeoutMs = 15_000 } = {}): Promise<ScanResult> {
  return new Promise((resolve) => {
    const socket = connect('socketPath' in scanner ? { path: scanner.socketPath } : { host: scanner.host, port: scanner.port })
    let answer = ''
    const end = (result: ScanResult) => {
      resolve(result)
      socket.destroy()
    }
    socket.setTimeout(timeoutMs, () => end({ kind: 'unavailable', because: 'no answer in time' }))
    socket.on('error', (error) => end({ kind: 'unavailable', because: error.message }))
    socket.on('data', (data) => {
      answer += data.toString('utf8')
      if (answer.includes('\0')) end(readAnswer(answer))
    })
    socket.on('end', () => end(readAnswer(answer)))
    socket.on('connect', () => {
      socket.write('zINSTREAM\0')
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        const chunk = bytes.subarray(at, at + chunkBytes)
        const length = Buffer.alloc(4)
        length.writeUInt32BE(chunk.length)
        socket.write(length)
        socket.write(chunk)
      }
      socket.write(Buffer.alloc(4))
    })
  })
}

function readAnswer(text: string): ScanResult {
  const answer = text.replaceAll('\0', '').trim()
  const found = /^stream: (.+) FOUND$/.exec(answer)?.[1]
  if (found !== undefined) return { kind: 'infected', found }
  return answer === 'stream: OK' ? { kind: 'clean' } : { kind: 'unavailable', because: answer === '' ? 'closed without an answer' : answer }
}
