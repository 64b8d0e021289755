import { readFileSync } from 'node:fs'
import { pool } from '../../platform/db/pool.ts'
import { age } from '../people/rules.ts'
export const rules = [readFileSync, pool, age]
