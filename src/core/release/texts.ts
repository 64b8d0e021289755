import { catalogue } from '../../platform/texts/catalogue.ts'

export const t = catalogue({
  'cell.hidden': 'hidden',
  'cell.few': 'fewer than {threshold}',
  total: 'Total',
  'note.partner':
    '“hidden” is 1 to {most}, or a number that would give such a number away. 0 is shown. Do not try to work out what is hidden.',
  'note.public':
    'Numbers below {threshold} are not shown. All others, totals too, are rounded to the nearest {step} by themselves, so they may not add up.',
  tooLittle: 'Too little data: fewer than {threshold} in all. That is an answer; nothing more can be said without pointing at somebody.',
  'command.summary': 'Make a table of counts fit to leave casework: small numbers and what gives them away are hidden',
  'command.details': [
    'FILE is CSV: the first line names the columns, the first cell of each further line names the row, all other cells are counts.',
    'A last column or last line named "total" is checked and left out; totals are worked out again.',
    'partner: 1 to 4 become c, and one more where that would give them away; 0 is shown.',
    'public: numbers below 10 are said so, all others go in steps of 5.',
    'With --earlier, a table that differs from an earlier one of the same people by a few is refused.',
  ].join('\n'),
  'command.file': 'the table, in UTF-8; - reads standard input',
  'command.profile': 'for whom',
  'command.earlier': 'the same table as it was counted for an earlier release',
  'command.code1': 'beside the earlier table this one would give a few people away',
  'command.unreadable': '{file} can’t be read: {why}',
  'command.tellsApart': 'Not released: beside the earlier table, a number that moved by a few people would point at them.',
  'file.empty': '{file} needs a first line with the names of columns, and at least one line of counts.',
  'file.table': '{file} is not a table: {why}',
  'file.cells': '{file}, line {line}: there are {found} cells, and the first line has {expected}.',
  'file.count': '{file}, line {line}: “{cell}” is not a count. Use whole numbers from 0.',
  'file.twice': '{file}: “{label}” stands there twice. Each row and column needs a name of its own.',
  'file.total': '{file}, line {line}: the total says {said}, and the counts add up to {sum}.',
})
