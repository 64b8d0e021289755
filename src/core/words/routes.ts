import { json, type Routes } from '../house/request.ts'
import { t } from './texts.ts'

/** What the browser's suggestions need: the list, and the sentence they are said in. */
export function wordRoutes(route: Routes): void {
  route.get('/words.json', 'words.list', async ({ house }) => json({ list: house.reference.words, sentence: t.forms('suggestion').other }))
}
