import type { Person } from '../people/store.ts'
import { custody } from '../../arrangements/custody/index.ts'
import { people } from '../people/index.ts'
export const cases = [custody, people]
export type Case = Person
