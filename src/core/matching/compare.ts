// How two people's records agree and differ, field by field. Only says what is seen; what it is worth is the model's.
import { type Comparison, type Field, type Level, levels } from './levels.ts'
import { distance, isAlike, isCloseSlip, isSlip, isSpelling } from './similarity.ts'

/** What two people are compared by: everything said of each, normalised (normalise.ts). Lists, because a person may have several. */
export type MatchFacts = Readonly<{
  names: readonly MatchName[]
  births: readonly MatchBirth[]
  /** First letters, 'M', 'F' … as a system recorded it. */
  sexes: readonly string[]
  addresses: readonly MatchHome[]
  phones: readonly string[]
  identifiers: readonly Readonly<{ kind: string; value: string }>[]
  schools: readonly string[]
}>
export type MatchName = Readonly<{ given: string; middle: string; family: string }>
/** `year` alone where only that is known; for an age that was guessed, the year it leads to. */
export type MatchBirth = Readonly<{
  bornOn: string | null
  year: number | null
  month: number | null
  certainty: 'full' | 'partial' | 'estimated' | 'disputed'
}>
/** `uprn`: the number of the property, without zeros in front; left out where nobody said it. */
export type MatchHome = Readonly<{ line: string; postcode: string; uprn?: string }>

/** What the database compared itself, because one side is protected. */
export type Hidden = Readonly<{ address: boolean; phone: boolean }>
export const nothingHidden: Hidden = { address: false, phone: false }

/** All forms of a name, itself among them: the table of short forms and spellings. */
export type Variants = (name: string) => ReadonlySet<string>
/** What is known about names and dates as such, before any two people are compared. */
export type Usage = Readonly<{
  variants: Variants
  /** True for a name that people really have: two of these that look alike are two names, not a slip. */
  isName: (word: string) => boolean
  /** How often a name is met; 0 where nobody counted. */
  howOften: (word: string) => number
  /** True for a date that a system writes where none is known. 1 January counts without being asked. */
  isDefaultDate: (date: string) => boolean
  /** Names compared before: the same few thousand meet again and again. */
  compared: Map<string, WordLevel>
}>

const mostRemembered = 500_000

export type HomeLevel = 'sameHome' | 'sameStreet' | 'samePostcode' | 'otherHome'
/** What goes into the place, each by itself, for showing. */
export type PlaceParts = Readonly<{ home: HomeLevel | null; phone: 'same' | 'other' | null }>
/** The names that agreed, where they did to the letter. */
export type Agreed = Readonly<Record<'given' | 'family', string | null>>
export type Compared = Readonly<{ levels: Comparison; parts: PlaceParts; agreed: Agreed; yearsApart: number | null }>

/** Compares two people. Of several names, dates or numbers the pair counts that agrees best; the order makes no difference. */
export function compare(one: MatchFacts, other: MatchFacts, usage: Usage, hidden: Hidden = nothingHidden): Compared {
  const { agreed, ...name } = compareNames(one.names, other.names, usage)
  const home = hidden.address ? 'sameHome' : strongest(homeLevels, one.addresses, other.addresses, compareHomes)
  const phone = hidden.phone
    ? 'same'
    : strongest(levels.sex, one.phones, other.phones, (a, b) => (a === '' || b === '' ? null : a === b ? 'same' : 'other'))
  const sameOrOther = (a: string, b: string) => (a === b ? 'same' : 'other')
  return {
    levels: {
      ...name,
      birth: strongest(levels.birth, one.births, other.births, (a, b) => compareBirths(a, b, usage)),
      sex: strongest(levels.sex, one.sexes, other.sexes, sameOrOther),
      place: placeOf(home, phone),
      number: compareNumbers(one.identifiers, other.identifiers),
      school: strongest(levels.school, one.schools, other.schools, sameOrOther),
    },
    parts: { home, phone },
    agreed,
    yearsApart: yearsApart(one.births, other.births),
  }
}

/** The best of all pairs; null when one side says nothing. */
function strongest<A, L extends string>(
  order: readonly L[],
  ones: readonly A[],
  others: readonly A[],
  how: (a: A, b: A) => L | null,
): L | null {
  const [first, second] = [ones[0], others[0]]
  if (first === undefined || second === undefined) return null
  if (ones.length === 1 && others.length === 1) return how(first, second)
  let best: number | undefined
  for (const one of ones) {
    for (const other of others) {
      const level = how(one, other)
      if (level === null) continue
      const place = order.indexOf(level)
      if (best === undefined || place < best) best = place
    }
  }
  return best === undefined ? null : (order[best] ?? null)
}

// ── names ──

type NameLevels = Readonly<{ [F in 'given' | 'family' | 'order' | 'middle' | 'generation']: Level<F> | null }> &
  Readonly<{ agreed: Agreed }>
const noName: NameLevels = { given: null, family: null, order: null, middle: null, generation: null, agreed: { given: null, family: null } }

function compareNames(ones: readonly MatchName[], others: readonly MatchName[], usage: Usage): NameLevels {
  let best = noName
  let least = Number.POSITIVE_INFINITY
  const consider = (found: NameLevels) => {
    const apart = apartOf('given', found.given) + apartOf('family', found.family) + (found.order === 'swappedNames' ? 1.5 : 0)
    const further = apart + apartOf('middle', found.middle) / 10 + apartOf('generation', found.generation) / 100
    // among equals always the same one, whoever was named first
    if (further < least || (further === least && codeOf(found) < codeOf(best))) [best, least] = [found, further]
  }
  for (const a of ones) {
    for (const b of others) {
      const one = withoutGeneration(a)
      const two = withoutGeneration(b)
      const rest = {
        middle: compareMiddles(one, two),
        generation: compareGenerations(one.generation, two.generation),
        agreed: { given: one.given, family: one.family },
      }
      consider({
        given: compareGiven(one, two, usage),
        family: compareFamily(one.family, two.family, usage),
        order: orderOf(one, two),
        ...rest,
      })
      // which of the two has them the wrong way round nobody knows: the same is taken for right whoever is named first
      const [left, right] = `${one.given} ${one.family}` < `${two.given} ${two.family}` ? [one, two] : [two, one]
      const swapped = swappedLevels(left, right, usage)
      const agreed = { given: left.given, family: left.family }
      if (swapped !== undefined) consider({ ...rest, ...swapped, order: 'swappedNames', agreed })
    }
  }
  return best
}

function codeOf({ given, family, order, middle, generation, agreed }: NameLevels): string {
  return [given, family, order, middle, generation, agreed.given, agreed.family].join(' ')
}

/** How far apart two names are, in steps of the list of levels; not said lies between like and unlike. */
function apartOf(field: Field, level: Level | null): number {
  if (level === null) return 4
  const order: readonly Level[] = levels[field]
  return order.indexOf(level)
}

function orderOf(a: MatchName, b: MatchName): 'straight' | null {
  return a.given === '' || a.family === '' || b.given === '' || b.family === '' ? null : 'straight'
}

function swappedLevels(a: MatchName, b: MatchName, usage: Usage): Pick<NameLevels, 'given' | 'family'> | undefined {
  if (orderOf(a, b) === null) return undefined
  const [given, family] = [compareWords(a.given, b.family, usage), compareWords(a.family, b.given, usage)]
  return isLike(given) && isLike(family) ? { given, family } : undefined
}

const likeLevels = ['same', 'spelling', 'shortForm', 'otherForm', 'typing', 'shortSlip'] as const
type LikeLevel = (typeof likeLevels)[number]
const isLikeLevel: ReadonlySet<string> = new Set(likeLevels)
/** One may well stand for the other. */
function isLike(level: WordLevel | null): level is LikeLevel {
  return level !== null && isLikeLevel.has(level)
}

export type WordLevel = LikeLevel | 'initial' | 'otherName' | 'other'

function compareGiven(a: MatchName, b: MatchName, usage: Usage): Level<'given'> | null {
  const straight = compareWords(a.given, b.given, usage)
  if (straight === null || isLike(straight)) return straight
  const crosswise = [...wordsOf(a.middle).map((word) => [word, b.given]), ...wordsOf(b.middle).map((word) => [a.given, word])]
  const byMiddle = crosswise.some(([x = '', y = '']) => x.length > 1 && y.length > 1 && isLike(compareWords(x, y, usage)))
  return byMiddle ? 'middleName' : straight
}

function compareFamily(a: string, b: string, usage: Usage): Level<'family'> | null {
  const whole = compareWords(a, b, usage)
  const straight = whole === 'initial' ? 'otherName' : whole
  if (straight === null || isLike(straight)) return straight
  const [ones, others] = [wordsOf(a), wordsOf(b)]
  if (ones.length === 1 && others.length === 1) return straight
  const shares = ones.some((word) => word.length > 2 && others.some((other) => isLike(compareWords(word, other, usage))))
  return shares ? 'partOfName' : straight
}

function compareWords(a: string, b: string, usage: Usage): WordLevel | null {
  if (a === '' || b === '') return null
  if (a === b) return 'same'
  const [one, two] = a < b ? [a, b] : [b, a]
  const asked = `${one}|${two}`
  const known = usage.compared.get(asked)
  if (known !== undefined) return known
  const level = compareDifferentWords(one, two, usage)
  if (usage.compared.size >= mostRemembered) usage.compared.clear()
  usage.compared.set(asked, level)
  return level
}

function compareDifferentWords(a: string, b: string, { variants, isName, howOften }: Usage): WordLevel {
  if (a.replaceAll(' ', '') === b.replaceAll(' ', '')) return 'same'
  const [formsOfA, formsOfB] = [variants(a), variants(b)]
  if (formsOfA.has(b) || formsOfB.has(a)) return isSpelling(a, b) ? 'spelling' : isShortOf(a, b, howOften) ? 'shortForm' : 'otherForm'
  if (a.length === 1 || b.length === 1) return a[0] === b[0] ? 'initial' : 'other'
  if (isName(a) && isName(b)) return isAlike(a, b) ? 'otherName' : 'other'
  if (isSlip(a, b)) return isCloseSlip(a, b) ? 'typing' : 'shortSlip'
  // a slip in a short form: 'tomy' for 'thomas'
  const slipOfForm = (forms: ReadonlySet<string>, word: string) => !isName(word) && [...forms].some((form) => isSlip(form, word))
  if (slipOfForm(formsOfA, b) || slipOfForm(formsOfB, a)) return 'shortForm'
  return isAlike(a, b) ? 'otherName' : 'other'
}

/** One of two forms is hardly ever a name of its own: "Tommy" beside "Thomas", not "Mia" beside "Amelia". */
function isShortOf(a: string, b: string, howOften: Usage['howOften']): boolean {
  const [rare, usual] = [howOften(a), howOften(b)].sort((x, y) => x - y)
  return rare !== undefined && usual !== undefined && usual >= 4 && rare <= usual / 4
}

function compareMiddles(a: MatchName, b: MatchName): Level<'middle'> | null {
  if (a.middle === '' || b.middle === '') return null
  if (a.middle === b.middle) return 'same'
  const [one, two] = [a.middle, b.middle].map((name) => name.replaceAll(' ', ''))
  if ((one?.length === 1 || two?.length === 1) && one?.[0] === two?.[0]) return 'initial'
  return isSlip(a.middle, b.middle) ? 'same' : 'other'
}

type Generation = 'junior' | 'senior' | ''
const generations: Readonly<Record<string, Generation>> = {
  jr: 'junior',
  jnr: 'junior',
  junior: 'junior',
  sr: 'senior',
  snr: 'senior',
  senior: 'senior',
}

/** The name, and apart from it what says father or son. */
export function withoutGeneration(name: MatchName): MatchName & Readonly<{ generation: Generation }> {
  const last = name.family.slice(name.family.lastIndexOf(' ') + 1)
  const generation = name.family.includes(' ') ? (generations[last] ?? '') : ''
  return generation === '' ? { ...name, generation } : { ...name, family: name.family.slice(0, -last.length - 1), generation }
}

function compareGenerations(a: Generation, b: Generation): Level<'generation'> | null {
  if (a === '' && b === '') return null
  if (a === b) return 'same'
  return a === '' || b === '' ? 'oneSays' : 'other'
}

function wordsOf(text: string): string[] {
  return text === '' ? [] : text.split(' ')
}

// ── births ──

function compareBirths(a: MatchBirth, b: MatchBirth, { isDefaultDate }: Usage): Level<'birth'> | null {
  if (a.year === null || b.year === null) return null
  if ((a.bornOn !== null && isDefaultDate(a.bornOn)) || (b.bornOn !== null && isDefaultDate(b.bornOn))) return null
  const years = Math.abs(a.year - b.year)
  const apart = years > 10 ? 'otherYear' : 'otherDay'
  if (a.certainty === 'estimated' || b.certainty === 'estimated') {
    // somebody guessed an age: two years either way says hardly more than "a teenager"
    return years <= 2 ? 'aboutTheAge' : years <= 5 ? 'otherDay' : 'otherYear'
  }
  if (a.bornOn === null || b.bornOn === null) return years === 0 ? 'yearOnly' : apart
  if (isFirstOfJanuary(a.bornOn) || isFirstOfJanuary(b.bornOn))
    return years <= 1 && (years === 0 || a.bornOn !== b.bornOn) ? (years === 0 ? 'placeholder' : 'otherDay') : apart
  if (a.bornOn === b.bornOn) return 'same'
  if (`${a.bornOn.slice(0, 4)}-${a.bornOn.slice(8)}-${a.bornOn.slice(5, 7)}` === b.bornOn) return 'daySwapped'
  return distance(a.bornOn.replaceAll('-', ''), b.bornOn.replaceAll('-', '')) === 1 ? 'oneDigit' : apart
}

/** The first of January stands in many systems for "we only know the year". */
export function isFirstOfJanuary(date: string): boolean {
  return date.endsWith('-01-01')
}

/** Between the two dates that lie closest; null where one is not known. */
function yearsApart(ones: readonly MatchBirth[], others: readonly MatchBirth[]): number | null {
  const apart = ones.flatMap((a) => others.flatMap((b) => (a.year === null || b.year === null ? [] : [Math.abs(a.year - b.year)])))
  return apart.length === 0 ? null : Math.min(...apart)
}

// ── where they live, and numbers ──

const homeLevels = ['sameHome', 'sameStreet', 'samePostcode', 'otherHome'] as const

function compareHomes(a: MatchHome, b: MatchHome): HomeLevel | null {
  const numbered = a.uprn !== undefined && b.uprn !== undefined
  // one number is one property, however its address is written; two numbers are two, however alike
  if (numbered && a.uprn === b.uprn) return 'sameHome'
  const samePostcode = a.postcode !== '' && a.postcode === b.postcode
  if (a.line === '' || b.line === '') return samePostcode ? 'samePostcode' : a.postcode === '' || b.postcode === '' ? null : 'otherHome'
  const nearPostcode = a.postcode === '' || b.postcode === '' || samePostcode || distance(a.postcode, b.postcode) <= 1
  const sameLine = isSameLine(a.line, b.line)
  if (sameLine && nearPostcode && !numbered) return 'sameHome'
  return samePostcode ? 'samePostcode' : sameLine ? 'sameStreet' : 'otherHome'
}

/** The same number in the same street, however it was typed. Half the records have the flat in front, half have not. */
function isSameLine(a: string, b: string): boolean {
  if (a === b) return true
  const [one, two] = [bare(a), bare(b)]
  const [first, second] = [splitLine(one), splitLine(two)]
  if (first.number !== second.number) return false
  return one === two || distance(first.street, second.street) <= (Math.max(first.street.length, second.street.length) >= 8 ? 2 : 1)
}

function bare(line: string): string {
  return line.replace(/^flat \w+ (?=\d)/, '')
}

function splitLine(line: string): Readonly<{ number: string; street: string }> {
  const number = /^\d+[a-z]?(?= |(?=[a-z]{3}))/.exec(line)?.[0] ?? ''
  return { number, street: line.slice(number.length).replaceAll(' ', '') }
}

function placeOf(home: HomeLevel | null, phone: 'same' | 'other' | null): Level<'place'> | null {
  if (home === 'sameHome') return 'sameHome'
  if (phone === 'same') return 'samePhone'
  if (home === 'sameStreet' || home === 'samePostcode') return home
  return home === null && phone === null ? null : 'other'
}

function compareNumbers(ones: MatchFacts['identifiers'], others: MatchFacts['identifiers']): Level<'number'> | null {
  return strongest(levels.number, ones, others, (a, b) => {
    if (a.kind !== b.kind) return null
    if (a.value === b.value) return 'same'
    // systems keep the same person twice, and count upwards: another number of their own says nothing
    if (a.kind.startsWith('ref:')) return null
    return distance(a.value, b.value) === 1 ? 'oneDigit' : 'other'
  })
}
