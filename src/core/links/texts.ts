import { catalogue } from '../../platform/texts/catalogue.ts'

export const t = catalogue({
  'mail.subject': 'Lapwing',
  'mail.link': 'Here is a link for you. It opens once, on one device:\n\n{link}\n\nIf you expect nothing from us, do nothing, or ring us.',
  'mail.news':
    'There is something to read behind the link that was sent to you.\n\nOpen that link. If you cannot find it, or want to use another device, ask for one here:\n\n{link}',

  'gone.title': 'This link does not open anything',
  'gone.text': 'It was used up, ended, or its time has passed. What you sent through it has arrived and is worked on.',
  'gone.new': 'Ask for a new link',
  'unopened.title': 'Open your link',
  'unopened.text':
    'The link opens on this device only. If others use it too, sign out of your browser’s profile when you have finished, or open the link on a device of your own.',
  'unopened.open': 'Open it on this device',
  'elsewhere.title': 'This link was opened on another device',
  'elsewhere.text': 'What is behind it is shown there only. A new link can be sent to the same address; this one then ends.',
  'elsewhere.again': 'Send a new one to the same address',
  'again.title': 'A new link is on its way',
  'again.text': 'It goes to the address that this link was sent to. That can take a few minutes.',
  danger: 'If somebody is in danger now, call 999.',
  'failed.title': 'That could not be saved',
  'failed.text': 'Nothing was sent. Go back in your browser: what you typed is still there. Then try again in a moment.',
})
