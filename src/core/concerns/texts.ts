import { catalogue } from '../../platform/texts/catalogue.ts'

/** The kinds of concern that come with the front door. Rooms bring the words of theirs. */
export const kindTexts = catalogue({
  'child.label': 'A child who may be at risk of exploitation',
  'child.hint': 'Under 18. Somebody may be making them do things for others: carry or sell drugs, sexual acts, stealing, fighting.',
  'adult.label': 'An adult who may be at risk',
  'adult.hint': 'Somebody of 18 or over who is being controlled or used, or whose home has been taken over.',
  'staff.label': 'A member of staff or a volunteer',
  'staff.hint': 'Somebody who works with children or adults and may have harmed them. This goes to a named officer, not to the inbox.',
  'other.label': 'Something else',
  'other.hint': 'A place, a group, a vehicle, or a worry that fits nowhere above.',
})
