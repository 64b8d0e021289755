// What two ways of writing the same name, place or number have in common. Only for matching: what somebody typed is kept
// and shown exactly as it was.

/** Letters that no Unicode decomposition takes apart, and the scripts that our names come in. Lower case only. */
const letters: Readonly<Record<string, string>> = {
  ...{ ł: 'l', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ß: 'ss', æ: 'ae', œ: 'oe', ı: 'i', ħ: 'h', ŋ: 'n', ə: 'a' },
  // Cyrillic, as British passports of Ukrainians, Bulgarians and Russians mostly have it
  ...{ а: 'a', б: 'b', в: 'v', г: 'g', ґ: 'g', д: 'd', е: 'e', ё: 'e', є: 'ie', ж: 'zh', з: 'z', и: 'i', і: 'i', ї: 'i', й: 'i', к: 'k' },
  ...{ л: 'l', м: 'm', н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ў: 'u', ф: 'f', х: 'kh', ц: 'ts', ч: 'ch', ш: 'sh' },
  ...{ щ: 'shch', ъ: '', ы: 'y', ь: '', э: 'e', ю: 'iu', я: 'ia', ј: 'j', љ: 'lj', њ: 'nj', ћ: 'c', ђ: 'dj', џ: 'dz' },
  ...{ α: 'a', β: 'v', γ: 'g', δ: 'd', ε: 'e', ζ: 'z', η: 'i', θ: 'th', ι: 'i', κ: 'k', λ: 'l', μ: 'm', ν: 'n', ξ: 'x', ο: 'o', π: 'p' },
  ...{ ρ: 'r', σ: 's', ς: 's', τ: 't', υ: 'y', φ: 'f', χ: 'ch', ψ: 'ps', ω: 'o' },
  // Arabic, Persian and Urdu: short vowels are not written, so what comes out is close, never the same
  ...{ ا: 'a', أ: 'a', إ: 'i', آ: 'a', ء: '', ئ: 'i', ؤ: 'o', ب: 'b', پ: 'p', ت: 't', ث: 'th', ج: 'j', چ: 'ch', ح: 'h', خ: 'kh' },
  ...{ د: 'd', ذ: 'dh', ر: 'r', ز: 'z', ژ: 'zh', س: 's', ش: 'sh', ص: 's', ض: 'd', ط: 't', ظ: 'z', ع: 'a', غ: 'gh', ف: 'f', ق: 'q' },
  ...{
    ک: 'k',
    ك: 'k',
    گ: 'g',
    ل: 'l',
    م: 'm',
    ن: 'n',
    ه: 'h',
    ة: 'a',
    و: 'w',
    ي: 'i',
    ى: 'a',
    ی: 'i',
    ے: 'e',
    ں: 'n',
    ہ: 'h',
    ھ: 'h',
    ٹ: 't',
    ڈ: 'd',
    ڑ: 'r',
  },
}

/** What people write where a name should be, when they have none. */
const noNames = new Set(['unknown', 'not known', 'nk', 'n k', 'none', 'no name', 'unk', 'na', 'n a', 'tbc', 'anon', 'anonymous'])

/**
 * A name as it is compared: lower case Latin letters where the script can be read, words apart by one space; accents,
 * apostrophes and hyphens gone. "O'Brien" and "O Brien" are both 'obrien', "Unknown" is ''. Doing it twice changes nothing.
 */
export function normalName(text: string): string {
  const plain = [...text.toLowerCase().normalize('NFKD').toLowerCase().replaceAll(/\p{M}/gu, '')]
    .map((letter) => letters[letter] ?? letter)
    .join('')
    .replaceAll(/['’‘ʼ`´]/g, '')
    .replaceAll(/[^\p{L}]+/gu, ' ')
    .trim()
    .replaceAll(/\b(?:(?:o|mc|mac|d|de la|st) )+(?=[a-z]{3})/g, (prefixes) => prefixes.replaceAll(' ', ''))
  return noNames.has(plain) ? '' : plain
}

export type NameParts = Readonly<{ given: string; middle: string; family: string }>

/** Parts of a name in one piece, for comparing: "Smith, Tommy" has its family name first; one word is a given name. */
export function splitName(full: string): NameParts {
  const [before = '', after] = full.split(',', 2)
  if (after !== undefined && normalName(after) !== '') {
    const [given = '', ...middle] = normalName(after).split(' ')
    return { given, middle: middle.join(' '), family: normalName(before) }
  }
  const words = normalName(full).split(' ')
  const [given = ''] = words
  return { given, middle: words.slice(1, -1).join(' '), family: words.length > 1 ? (words.at(-1) ?? '') : '' }
}

/** The same where somebody said which part is the family name: "Maria Garcia Lopez" with "Garcia Lopez". */
export function splitAround(full: string, familyName: string): NameParts {
  const family = normalName(familyName)
  const rest = ` ${normalName(full)} `.replace(` ${family} `, ' ').trim()
  const [given = '', ...middle] = rest.split(' ')
  return { given, middle: middle.join(' '), family }
}

/** Without spaces, upper case: 'LP7 4DU' and 'lp74du' are one. */
export function normalPostcode(text: string): string {
  return text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
}

/** Digits as dialled in the United Kingdom: '+44 1632 960127' and '0044 (0)1632 960127' are '01632960127'. */
export function normalPhone(text: string): string {
  const digits = text.replaceAll(/[^0-9+]/g, '').replace(/^\+/, '00')
  return digits
    .replaceAll('+', '')
    .replace(/^(?:0044|44(?=\d{9,}))0?/, '0')
    .replace(/^(?=[1-9]\d{9}$)/, '0')
}

export function normalIdentifier(text: string): string {
  return text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
}

const streetWords: Readonly<Record<string, string>> = {
  ...{
    st: 'street',
    str: 'street',
    rd: 'road',
    ave: 'avenue',
    av: 'avenue',
    cl: 'close',
    ln: 'lane',
    dr: 'drive',
    ct: 'court',
    crt: 'court',
  },
  ...{
    gdns: 'gardens',
    gdn: 'gardens',
    gr: 'grove',
    grv: 'grove',
    pl: 'place',
    sq: 'square',
    cres: 'crescent',
    pk: 'park',
    tce: 'terrace',
    ter: 'terrace',
  },
  ...{ apt: 'flat', apartment: 'flat', fl: 'flat' },
}

/** The line of an address: lower case, words apart by one space, common short forms written out. */
export function normalAddress(line: string): string {
  return line
    .toLowerCase()
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/['’]/g, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .split(' ')
    .map((word, i) => (i === 0 ? word : (streetWords[word] ?? word)))
    .join(' ')
}

const scripts: readonly (readonly [RegExp, string])[] = [
  [/\p{Script=Arabic}/u, 'Arab'],
  [/\p{Script=Cyrillic}/u, 'Cyrl'],
  [/\p{Script=Greek}/u, 'Grek'],
  [/\p{Script=Hebrew}/u, 'Hebr'],
  [/\p{Script=Han}/u, 'Hani'],
  [/\p{Script=Devanagari}/u, 'Deva'],
  [/\p{Script=Bengali}/u, 'Beng'],
  [/\p{Script=Gurmukhi}/u, 'Guru'],
  [/\p{Script=Ethiopic}/u, 'Ethi'],
]

/** The script a name is written in (ISO 15924): 'Latn' when there is nothing else in it. */
export function scriptOf(text: string): string {
  return scripts.find(([letter]) => letter.test(text))?.[1] ?? 'Latn'
}
