/** Somebody's words without the quotation marks they were typed in, for places that put their own around them. */
export function unquoted(words: string): string {
  return words.trim().replace(/^(["“„«])([^"“”„«»]*)(["”“»])$/u, '$2')
}
