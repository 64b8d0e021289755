import { catalogue } from '../../platform/texts/catalogue.ts'

export const t = catalogue({
  suggestion: '“{found}”: {why} Say instead: {instead}. Put it in “quotation marks” if they are the person’s own words.',
})
