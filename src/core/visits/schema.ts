import { z } from 'zod'

export const placeKind = z.enum(['home', 'school', 'our_office', 'other_service', 'out_and_about', 'elsewhere', 'unknown'])
export type PlaceKind = z.infer<typeof placeKind>

/** Two people wrote down what may be one visit: two visits, or one and whose words stand. */
export const rivalChoice = z.enum(['both', 'theirs', 'mine'])

/** Who says how often somebody is visited where the level names no rhythm. The database asks for the same. */
export const rhythmChooser = 'risk.countersign'
