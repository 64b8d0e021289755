// How a file is shown wherever one can be opened: its name and size, what was taken out of it, and what the scanner says.
import type { VNode } from 'preact'
import type { Stripped } from './content.ts'
import { t } from './texts.ts'

/** not_scanned: no scanner was configured. waiting: in quarantine, not served until scanned. */
export type ScanState = 'not_scanned' | 'waiting' | 'clean' | 'infected'

export type ShownFile = Readonly<{ name: string; bytes: number; stripped: readonly string[]; scan: ScanState }>

const strippable: readonly Stripped[] = ['position', 'photo_details', 'document_details']

function sizeShown(bytes: number): string {
  return bytes < 1_000_000 ? t('kb', { size: Math.max(1, Math.round(bytes / 1000)) }) : t('mb', { size: (bytes / 1_000_000).toFixed(1) })
}

/** Name, size, and what was taken out of it. */
export function fileLine({ name, bytes, stripped }: Omit<ShownFile, 'scan'>): string {
  const what = strippable.filter((code) => stripped.includes(code)).map((code) => t(`stripped.${code}`))
  const line = t('line', { name, size: sizeShown(bytes) })
  return what.length === 0 ? line : `${line}. ${t('removed', { what: what.join(', ') })}`
}

/** What the scanner says of a file, when it has to be said. */
export function scanShown(scan: ScanState): string {
  switch (scan) {
    case 'clean':
      return ''
    case 'waiting':
      return t('waiting')
    case 'infected':
      return t('infectedKept')
    case 'not_scanned':
      return t('notScanned')
  }
}

/** The line, and the link that opens it unless it waits for the scanner or is harmful. */
export function FileShown({ file, href }: { file: ShownFile; href: string }): VNode {
  return (
    <span class="lw-as-typed">
      {fileLine(file)}{' '}
      {(file.scan === 'clean' || file.scan === 'not_scanned') && (
        <a class="govuk-link" href={href}>
          {t('open')}
          <span class="govuk-visually-hidden"> {file.name}</span>
        </a>
      )}{' '}
      {scanShown(file.scan)}
    </span>
  )
}

/** Above the field for a file: what is taken, and what is taken out of it. */
export function FileRules(): VNode {
  return (
    <>
      <p class="govuk-body">{t('kinds')}</p>
      <p class="govuk-body">{t('strips')}</p>
    </>
  )
}
