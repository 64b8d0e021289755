/**
 * The text with everything in quotation marks blanked out, letter for letter, so that places stay where they were. What
 * somebody said is theirs to say: the linter does not look inside (handbook/law.md section 15, "kept as their own words").
 * Imports nothing: runs in the browser too. A mark that is never closed quotes nothing.
 */
export function withoutQuoted(text: string): string {
  return text.replace(/“[^“”]{1,2000}”|"[^"\n]{1,2000}"|‘[^‘’]{1,2000}’(?![\p{L}])/gu, (quoted) => ' '.repeat(quoted.length))
}
