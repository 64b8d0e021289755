import { catalogue } from '../texts/catalogue.ts'

/** What is said about files: that are not kept, and that are. `name` is the file's own name. */
export const t = catalogue({
  tooLarge:
    '“{name}” is larger than 20 MB and was not kept. For a photo, send a smaller copy: most phones offer “medium” or “large” instead of “actual size”. For a long document, send the pages that matter. Nothing else you entered is lost.',
  tooMuch:
    '“{name}” was not kept: together these files are more than 100 MB. The ones before it are kept; choose this one again on its own.',
  empty: '“{name}” is empty and was not kept. Check that it opens on your own device, then choose it again.',
  program: '“{name}” is a program, whatever its name says, and was not kept. If you did not expect that, tell your IT team.',
  heic: '“{name}” is a HEIC photo, which many computers here cannot open, and was not kept. On the phone, share it as JPEG (or take a screenshot of it) and choose that.',
  media:
    '“{name}” is a sound or video file and was not kept: we cannot yet take out where it was recorded. Keep it safe and say below that you have it; the person who rings you will tell you how to hand it over.',
  unknown:
    '“{name}” is a kind of file that is not kept here ({kind}). Send a photo (JPEG, PNG, WebP), a PDF, a Word, Excel or OpenDocument file, or plain text.',
  unknownKind: 'its kind cannot be told from its content',
  broken: '“{name}” is damaged or was cut off, and was not kept. Check that it opens on your own device, then choose it again.',
  locked: '“{name}” is locked with a password and was not kept. Save it without the password, then choose it again.',
  infected:
    '“{name}” contains something harmful ({found}) and was not kept. Please tell your IT team: your own copy may harm your computer.',
  diskFull:
    'There is no room left to keep “{name}”. Everything else you entered is saved. Please tell the people who run Lapwing, and go on without the file.',
  kinds: 'Photos (JPEG, PNG, WebP), PDF, Word, Excel, OpenDocument or plain text, up to 20 MB each.',
  strips:
    'Before a file is kept, we take out where a photo was taken and whose camera it was, and the author’s name in a document’s properties. Photos inside a document keep what they carry. If the place matters, write it down.',
  line: '{name} ({size})',
  removed: 'Taken out: {what}',
  'stripped.position': 'where the photo was taken',
  'stripped.photo_details': 'the camera’s own notes (time, device, owner)',
  'stripped.document_details': 'the author’s name and other document details',
  waiting: 'Waiting for the virus scanner. It can be opened when it has been looked at.',
  infectedKept:
    'The virus scanner found something harmful in this file. It is never opened. Please tell your IT team: your own copy may harm your computer.',
  notScanned: 'Not scanned for viruses: no scanner is set up here.',
  open: 'Open',
  kb: '{size} KB',
  mb: '{size} MB',
})
