import { catalogue } from '../texts/catalogue.ts'

export const t = catalogue({
  back: 'Back',
  continue: 'Continue',
  'check.title': 'Check what you are about to send',
  change: 'Change',
  send: 'Send',
  nothing: 'Nothing entered',
  'step.of': 'Step {at} of {all}',
  'conflict.title': 'This page was changed in another window',
  'conflict.text':
    'While you were writing here, this page was saved from another window or device at {time}. Both versions are below; nothing is lost. Choose the one to keep.',
  'conflict.mine': 'What you entered in this window',
  'conflict.theirs': 'What was saved in the other window',
  'conflict.keepMine': 'Keep what I entered here',
  'conflict.keepTheirs': 'Keep what was saved there',
  'conflict.filesAgain': 'Files chosen in this window have to be chosen again.',
  'conflict.nothing': '(empty)',
  'discard.title': 'Throw this draft away?',
  'discard.button': 'Throw it away',
  'kept.found': 'This was saved as you typed, on {when}, and is not sent yet. You can go on with it.',
  'kept.discard': 'Throw away what I typed',
  problems: 'There is a problem',
  'draft.kept': 'Saved as you go. You can close this and go on later, on any device, until {until}.',
})
