import { catalogue } from '../../platform/texts/catalogue.ts'

export const t = catalogue({
  'phase.demo': 'Demo',
  'phase.demoText': 'A made-up borough. Nobody in it is real, and nothing here may be about real people.',
  'menu.signedInAs': '{name}, {role}, {agency}',
  'menu.account': 'Your account',
  'menu.signOut': 'Sign out',
  'menu.notices': 'Notifications',
  'menu.unread': 'not read',
  'footer.guide': 'How this works',
  'footer.handbook': 'The rules behind the dates',
  'notThere.title': 'There is nothing here that you can see',
  'notThere.text':
    'Either the address is wrong, or this belongs to a record that you have not been invited to. Lapwing gives the same answer in both cases, so that nobody can find out who is known.',
  'notThere.what':
    'Check the address. If you need to know about a young person, ring the worker or the triage desk, who can invite you. In an emergency ring 999.',
  'notThere.home': 'Go to your start page',
  'again.database.title': 'The database is not answering just now',
  'again.database.text': 'Nothing was shown and nothing was half saved. It usually comes back within a minute.',
  'again.disk.title': 'There is no room left to save',
  'again.disk.text': 'Nothing was half saved. Please tell the people who run Lapwing that the disk is full.',
  'again.unexpected.title': 'Something went wrong on our side',
  'again.unexpected.text': 'Nothing was shown and nothing was half saved. The people who run Lapwing can see that it happened.',
  'again.kept': 'What you typed is kept on this page. Send it again when you are ready; keep this page open until then.',
  'again.send': 'Send it again',
  'again.filesLost': 'The files you chose have to be chosen again: browsers do not let a page keep them.',
  'again.reload': 'Load the page again',
  'foreign.title': 'This form did not come from Lapwing',
  'foreign.text': 'For safety nothing was saved. Go back to Lapwing, open the page there and send it again.',
  'problems.title': 'There is a problem',
})
