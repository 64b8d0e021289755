import { z } from 'zod'

export const foundKinds = ['people', 'cases', 'concerns', 'places'] as const
export type FoundKind = (typeof foundKinds)[number]

/** What stands in the address of a page of results. Anything else there is left alone. */
export const searchFilter = z.object({
  kind: z.enum(foundKinds).optional().catch(undefined),
  state: z.enum(['open', 'closed']).optional().catch(undefined),
  team: z.uuid().optional().catch(undefined),
})
export type SearchFilter = z.infer<typeof searchFilter>

export const pinForm = z.object({ kind: z.enum(['case', 'concern', 'person']), id: z.uuid(), pin: z.enum(['on', 'off']) })

/** What a word of a search stood in: a name, a place, a number. */
export type Part =
  | 'given'
  | 'middle'
  | 'family'
  | 'called'
  | 'address'
  | 'postcode'
  | 'phone'
  | 'phone_end'
  | 'number'
  | 'born'
  | 'year'
  | 'known_as'
  | 'place'
  | 'place_postcode'

/** 0 as typed, 1 another form of the name, 2 begins so, 3 sounds so, 4 a slip (of a date: day and month the other way round). */
export type How = 0 | 1 | 2 | 3 | 4

/** How one term of a search agrees with a record. `term` counts from 0, in the order typed. */
export type Agreement = Readonly<{ term: number; part: Part; how: How; otherScript: boolean }>
