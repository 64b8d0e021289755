import { database } from '../../platform/database.ts'
import { findPerson } from './store.ts'
export const people = [database, findPerson]
