import { people } from '../core/people/index.ts'
export const ground = people
