import type { VNode } from 'preact'
import { t } from './texts.ts'

/**
 * The mark: a lapwing, drawn from three filled shapes so that it still reads at 24 px and in one colour.
 * The wisp of a crest is what makes it a lapwing; it keeps its distance from the head at small sizes.
 */
const crest = 'M12.6 9.3C10.4 8.3 7 6.5 5.2 2.2c2.9 3 6.200 4.300 9.600 4.900z'
const body =
  'M15.200 5.600c3.300-.9 6.200.7 6.900 3.500l4 1.500-4.100 1.100c-.2 1.200-.1 2.200.3 3.400 1.300 4.300-1.500 8.300-6.600 8.300-3.400 0-6.700-.4-12.700 2.700 2-5 5.300-8 7.700-10.600 1.300-1.500 1.300-2.700 1.200-4.300-.1-2.600 1.200-5 3.300-5.600z'
const legs = 'M14.700 24.200h1.700l-.5 5.600h-1.500zM18.300 23.700h1.700l.4 6.100h-1.500z'

/** Decorative beside the word; alone it needs a `label`. */
export function Mark({ size = 32, label }: { size?: number; label?: string }): VNode {
  return (
    <svg
      class="lw-mark"
      xmlns="http://www.w3.org/2000/svg"
      width={size}
      height={size}
      viewBox="0 0 32 32"
      fill="currentColor"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : 'true'}
      focusable="false"
    >
      <path d={crest} />
      <path d={body} />
      <path d={legs} />
    </svg>
  )
}

export function Wordmark(): VNode {
  return (
    <span class="lw-wordmark">
      <Mark /> <span class="lw-wordmark__word">{t('product')}</span>
    </span>
  )
}

/** The icon of the tab: the mark on a square of the brand's green, so that it shows on light and dark tabs. */
export function faviconSvg(): string {
  const paths = [crest, body, legs].map((d) => `<path d="${d}"/>`).join('')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#123f3a"/><g fill="#fff" transform="translate(3.500 3) scale(.8)">${paths}</g></svg>`
}
