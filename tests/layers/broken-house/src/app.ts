import { findPerson } from './core/people/store.ts'
export const app = findPerson
