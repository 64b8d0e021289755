export { first } from './first.ts'
