import { catalogue } from '../../platform/texts/catalogue.ts'

/** Every sentence about people that somebody reads. */
export const t = catalogue({
  'name.unknown': 'Name not known',
  'problem.nothing': 'Tell us anything you know about who they are: a name, what they are called, an age, a school or a place',
  'problem.name.long': 'A name can have up to 200 letters. Put anything else under what you saw',
  'problem.text.long': 'Use up to {limit} letters here',
  'problem.birth.real': 'Enter a real date, like 27 3 2010. If you only know the year, leave day and month empty',
  'problem.birth.future': 'The date of birth must be in the past. Check the year',
  'problem.birth.old': 'Check the year of birth: it would make them over 120 years old',
  'problem.birth.year': 'Enter the year with 4 numbers, like 2010',
  'problem.birth.month': 'Enter the month as a number from 1 to 12',
  'problem.birth.day': 'Enter the month and the year too, or leave the day empty',
  'problem.age': 'Enter an age in years, like 15 or "about 15". If you do not know, leave it empty',
  'problem.phone': 'Enter a phone number, like 07700 900 123',
  'problem.nhs': 'An NHS number has 10 digits, like 999 123 4567. If you are not sure, leave it empty',
})
