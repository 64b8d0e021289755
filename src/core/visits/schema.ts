import { z } from 'zod'

export const placeKind = z.enum(['home', 'school', 'our_office', 'other_service', 'out_and_about', 'elsewhere', 'unknown'])
export type PlaceKind = z.infer<typeof placeKind>
