import { people } from '../../core/people/index.ts'
import { meetings } from '../meetings/index.ts'
import { findPerson } from '../../core/people/store.ts'
export const custody = [people, meetings, findPerson]
