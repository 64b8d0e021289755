import { catalogue } from '../../platform/texts/catalogue.ts'

/** Titles of problems, for whoever writes a program against the API. */
export const problemTexts = catalogue({
  'not-json': 'The body is not JSON',
  'wrong-content-type': 'Send the body as application/json',
  'too-large': 'The body is larger than 64 kB',
  'not-valid': 'Some fields are not as they must be',
  'no-key': 'Send a key that is valid now: Authorization: Bearer …',
  'not-allowed': 'This key is not for that',
  'not-there': 'There is nothing here that this key may see',
  'wrong-method': 'This address does not take that method',
  'no-idempotency-key': 'Send an Idempotency-Key header, a new one for each new concern, at most 200 characters',
  'key-used-for-another': 'This Idempotency-Key was used for another body',
  'too-often': 'Too many requests: wait as long as Retry-After says',
  'nobody-there': 'Nobody is there to receive it. Ring the front door. In danger ring 999.',
  failed: 'It failed here. Nothing was kept; send it again with the same Idempotency-Key.',
})

export const openApiTexts = catalogue({
  title: 'Lapwing',
  about:
    'For systems of the partnership. Every request needs a key as a bearer token, except health and this description. Unknown fields are refused. In danger ring 999: nobody waits for what comes in here.',
  idempotencyKey:
    'A new one for each new concern. The same key with the same body gives the same answer for a week, and nothing is sent twice.',
  tooOften: 'Seconds to wait',
})
