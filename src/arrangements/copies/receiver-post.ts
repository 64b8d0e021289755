// One request to a receiver. No redirect is followed, nothing of the answer but its number is read, and the machine that
// is connected to is the one whose address was looked at.
import { type LookupAddress, lookup } from 'node:dns'
import { request } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { mayConnect } from './receiver-address.ts'

/** How an attempt went. `status` where it answered. */
export type Posted = Readonly<{
  outcome: 'taken' | 'refused' | 'no_answer' | 'no_name' | 'no_trust' | 'not_allowed'
  status: number | null
}>

export type PostOptions = Readonly<{
  networks: readonly string[]
  answerWithinSeconds: number
  /** Certificates to trust instead of the usual ones. */
  ca?: string
}>

class NotAllowed extends Error {}

export function postTo(address: string, headers: Readonly<Record<string, string>>, body: string, options: PostOptions): Promise<Posted> {
  const { networks, answerWithinSeconds, ca } = options
  const url = new URL(address)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  // a name that is an address already is not looked up
  if (isIP(host) !== 0 && !mayConnect(host, networks)) return Promise.resolve({ outcome: 'not_allowed', status: null })
  return new Promise((resolve) => {
    const sent = request(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        agent: false,
        lookup: lookupAllowed(networks),
        signal: AbortSignal.timeout(answerWithinSeconds * 1000),
        ...(ca === undefined ? {} : { ca }),
      },
      (answer) => {
        const status = answer.statusCode ?? 0
        answer.on('error', () => undefined)
        answer.destroy()
        resolve({ outcome: status >= 200 && status < 300 ? 'taken' : 'refused', status })
      },
    )
    sent.on('error', (error) => resolve({ outcome: outcomeOf(error), status: null }))
    sent.end(body)
  })
}

/** Names that lead to one machine that may be spoken to and to one that may not are not spoken to at all. */
function lookupAllowed(networks: readonly string[]): LookupFunction {
  return (name, options, done) => {
    lookup(name, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error !== null) return done(error, '', 0)
      const first = found[0]
      if (first === undefined || !found.every(({ address }) => mayConnect(address, networks))) return done(new NotAllowed(), '', 0)
      if (options.all === true) return done(null, found)
      done(null, first.address, first.family)
    })
  }
}

function outcomeOf(error: Error): Posted['outcome'] {
  if (error instanceof NotAllowed) return 'not_allowed'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'no_name'
  return /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS/.test(code) ? 'no_trust' : 'no_answer'
}
