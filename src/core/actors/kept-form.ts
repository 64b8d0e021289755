// A form whose session ended while it was being typed. It travels in the sign-in page itself, sealed: the server keeps
// nothing, nobody at the browser can read it, and it opens only for the person whose session it was typed in.
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { z } from 'zod'
import { seal, unseal } from '../../platform/crypto/sealing.ts'
import type { SendAgain } from '../house/server.ts'
import { keptFormMinutes } from './rules.ts'

const purpose = 'kept form'

/** Never carried: whoever goes on types them again. */
const secretFields = ['password', 'newPassword', 'oneTimeCode']

const keptForm = z.object({
  action: z.string().startsWith('/'),
  body: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  filesLost: z.boolean(),
  from: z.string(),
  at: z.number(),
})
export type KeptForm = z.infer<typeof keptForm>

/** Undefined when nobody knows whose it is: then it is not handed to the next person who signs in. */
export function keepForm(masterKey: Uint8Array, again: SendAgain | undefined, now: Date): string | undefined {
  if (again?.from === undefined) return undefined
  const body = Object.fromEntries(Object.entries(again.body).filter(([name]) => !secretFields.includes(name)))
  const text = JSON.stringify({ ...again, body, at: now.getTime() })
  // long notes come in two thirds of the size they would have, and so stay below the limit of a form
  return seal(masterKey, purpose, deflateRawSync(text))
}

/** Undefined when it is not one of ours, or is older than twelve hours. */
export function openKeptForm(masterKey: Uint8Array, sealed: string, now: Date): KeptForm | undefined {
  const bytes = sealed === '' ? undefined : unseal(masterKey, purpose, sealed)
  if (bytes === undefined) return undefined
  const parsed = keptForm.safeParse(JSON.parse(inflateRawSync(bytes).toString('utf8')))
  return parsed.success && now.getTime() - parsed.data.at < keptFormMinutes * 60_000 ? parsed.data : undefined
}
