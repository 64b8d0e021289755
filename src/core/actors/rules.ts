/** What signing in and administering accounts stand on: values in, a value out. */

/** How long an invitation link works. @source local default */
export const invitationDays = 7

/** How long somebody may take between password and code, and how long a kept form waits. @source local default */
export const passwordStepMinutes = 10
export const keptFormMinutes = 12 * 60

export type PasswordProblem = 'tooShort' | 'tooLong' | 'guessable' | 'yours'

const guessable = ['password', 'lapwing', 'qwerty', 'letmein', 'welcome', 'safeguard', 'abcdef', '123456', 'iloveyou', 'football']

/**
 * Length is what makes a password hard to guess: 12 characters or more, no rules about kinds of characters. Not one that
 * is mostly a common word, one repeated character, or the person's own name or address.
 * @source NCSC password guidance; the numbers are a local default
 */
export function passwordProblem(password: string, person: Readonly<{ fullName: string; email: string }>): PasswordProblem | undefined {
  const length = [...password].length
  if (length < 12) return 'tooShort'
  if (length > 200) return 'tooLong'
  const plain = password.toLowerCase()
  if (new Set(plain).size < 5) return 'guessable'
  const rest = (word: string) => [...plain.replaceAll(word, '')].length
  if (guessable.some((word) => plain.includes(word) && rest(word) < 8)) return 'guessable'
  const own = [...person.fullName.toLowerCase().split(/\s+/), person.email.split('@')[0] ?? ''].filter((word) => word.length >= 4)
  return own.some((word) => plain.includes(word) && rest(word) < 8) ? 'yours' : undefined
}

/** Where to go after signing in: a path of ours, never another host's (`//host`, `/\\host`). Anything else is the start page. */
export function safePath(to: string): string {
  return /^\/(?![/\\])[^\\\s\p{Cc}]*$/u.test(to) ? to : '/'
}

/** What somebody knows their device by, such as `Firefox on Android`; undefined when the browser does not say. */
export function deviceName(userAgent: string | undefined): string | undefined {
  if (userAgent === undefined) return undefined
  const first = (names: readonly (readonly [RegExp, string])[]) => names.find(([pattern]) => pattern.test(userAgent))?.[1]
  const browser = first([
    [/Edg\//, 'Edge'],
    [/Firefox\/|FxiOS\//, 'Firefox'],
    [/SamsungBrowser\//, 'Samsung Internet'],
    [/Chrome\/|CriOS\//, 'Chrome'],
    [/Safari\//, 'Safari'],
  ])
  const system = first([
    [/Android/, 'Android'],
    [/iPhone|iPad/, 'iPhone or iPad'],
    [/Windows/, 'Windows'],
    [/Mac OS X/, 'Mac'],
    [/Linux|X11/, 'Linux'],
  ])
  return browser === undefined ? undefined : system === undefined ? browser : `${browser} on ${system}`
}

/** The part of an address that somebody cannot choose at will: all of IPv4, the first half of IPv6. Undefined for this machine itself. */
export function networkOf(address: string): string | undefined {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  if (plain.startsWith('127.') || plain === '::1') return undefined
  if (!plain.includes(':')) return plain
  const [before = '', after] = plain.split('%')[0]?.split('::') ?? []
  const groups = (text: string) => (text === '' ? [] : text.split(':'))
  const head = groups(before)
  const tail = groups(after ?? '')
  const zeros = Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => '0')
  return [...head, ...zeros, ...tail]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
