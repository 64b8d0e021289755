import { personRules } from './core/people/handbook.ts'
import { findPerson } from './core/people/store.ts'
export const rulebook = [personRules, findPerson]
