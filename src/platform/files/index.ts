/** Files that people hand in: judged by content, stripped, scanned, sealed, and kept until their row goes. */
export type { Stripped } from './content.ts'
export { type OpenedFile, openFile, type RefusedFile, removeOrphans, type StoredFile, scanWaiting, storeFile } from './store.ts'
export { FileRules, FileShown, fileLine, type ScanState, type ShownFile, scanShown } from './views.tsx'
