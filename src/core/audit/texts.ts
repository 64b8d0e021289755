import { catalogue } from '../../platform/texts/catalogue.ts'

export const t = catalogue({
  'looks.title': 'Who has looked at this record',
  'looks.text': 'The latest two hundred, newest first. Nobody can change or remove a line, administrators included.',
  'looks.when': 'When',
  'looks.who': 'Who',
  'looks.what': 'What they did',
  'looks.purpose': 'Their reason',
  'looks.system': 'Lapwing itself',
  'looks.role': '{role}, {agency}',
  'looks.refused': 'refused',
  'looks.failed': 'not saved',
  'looks.empty.title': 'Nobody has looked at this record',
  'looks.empty.text': 'Each look is written down before anything is shown, so an empty list means that nobody did.',
  'looks.back': 'Back',
})
