/**
 * A stylesheet for languages that run from right to left, made from the one for left to right: what stood left stands
 * right. Our own styles say start and end and stay as they are; govuk-frontend's say left and right, so these are
 * turned round. Works on compiled CSS, one declaration at a time.
 */
export function mirrored(css: string): string {
  return css.replaceAll(/([{;]\s*)([a-z-]+)(\s*:\s*)([^;{}]+)/g, (whole, before: string, property: string, colon: string, value: string) =>
    property.startsWith('--') ? whole : `${before}${swapped(property)}${colon}${turned(property, value)}`,
  )
}

const swapped = (words: string) => words.replaceAll(/\b(left|right)\b/g, (side) => (side === 'left' ? 'right' : 'left'))

/** Properties whose four values go round the clock from the top. */
const roundTheBox = new Set(['margin', 'padding', 'inset', 'border-width', 'border-color', 'border-style'])

function turned(property: string, value: string): string {
  if (roundTheBox.has(property)) return onFour(value, ([top, right, bottom, left]) => [top, left, bottom, right])
  if (property === 'border-radius') return onFour(value, ([a, b, c, d]) => [b, a, d, c])
  if (['text-align', 'float', 'clear', 'background-position', 'transform-origin', 'transition'].includes(property)) return swapped(value)
  if (property === 'transform')
    return value.replaceAll(
      /(rotate|translateX|translate)\(\s*(-?)(?=[\d.]*[1-9])/g,
      (_, what: string, minus: string) => `${what}(${minus === '' ? '-' : ''}`,
    )
  if (property === 'clip-path')
    return value.replaceAll(/([\d.]+)%? ([\d.]+%?)(?=[,)])/g, (_, x: string, y: string) => `${100 - Number(x)}% ${y}`)
  if (property === 'box-shadow')
    return value.replaceAll(
      /(^|,|inset )(\s*)(-?)((?:\d*\.)?\d*[1-9]\d*\w+)(?= -?[\d.])/g,
      (_, at: string, gap: string, minus: string, x: string) => `${at}${gap}${minus === '' ? '-' : ''}${x}`,
    )
  return value
}

type Four = readonly [string, string, string, string]
function onFour(value: string, change: (four: Four) => Four): string {
  const important = value.includes('!important') ? '!important' : ''
  const parts =
    value
      .replace('!important', '')
      .trim()
      .match(/[^\s(]+(?:\((?:[^()]|\([^()]*\))*\))?/g) ?? []
  const [a, b, c, d, more] = parts
  if (a === undefined || b === undefined || c === undefined || d === undefined || more !== undefined) return value
  return `${change([a, b, c, d]).join(' ')}${important}`
}
