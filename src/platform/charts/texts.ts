import { catalogue } from '../texts/catalogue.ts'

export const t = catalogue({
  'table.show': 'Show the figures as a table',
  'table.date': 'Date',
  'table.level': 'Level',
  'table.name': 'Name',
  'table.value': 'Value',
  'table.range': 'Likely range',
  'table.rangeOf': '{low} to {high}',
  unknown: 'Not known',
})
