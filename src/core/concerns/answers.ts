// From what is typed at the front door to answers: pure, with the day and the lists handed in. Each problem is on the
// field it belongs to, in words that say what to do; nothing typed is ever changed, only trimmed at its ends.
import { z } from 'zod'
import { allOf, firstOf, type Typed } from '../../platform/forms/typed.ts'
import { isLocalDate, londonDateOf, type Pass, readLocalTime } from '../clocks/index.ts'
import type { PersonFacts } from '../people/facts.ts'
import { whoAbout } from '../people/schema.ts'
import { type Answer, limits, problemsSaid, readAnswers, type Sheet } from '../questions/index.ts'
import type { Agreement, Danger, GoesTo, PartialDate, Place, Subject, SubjectRelation } from './schema.ts'
import { t } from './texts.ts'
import type { Ward } from './wards.ts'

export type WhoAnswer = Readonly<{ kind: string; goesTo: GoesTo; name: string; job: string; agency: string; reach: string }>
/** Whom a concern about staff must not reach, by account. */
export type ReceiversAnswer = Readonly<{ about: readonly string[]; others: readonly string[] }>
export type SeenAnswer = Readonly<{
  whatSeen: string
  ownWords: string
  seenOn: PartialDate | null
  seenAt: Date | null
  whenWords: string
  places: readonly Place[]
}>
export type DangerAnswer = Readonly<{ danger: Danger; done: string }>
export type AgreementAnswer = Readonly<{ agreement: Agreement; because: string; told: string }>
export type Answers = {
  who: WhoAnswer
  about: readonly Subject[]
  /** Asked only of a concern about staff. */
  receivers: ReceiversAnswer
  seen: SeenAnswer
  danger: DangerAnswer
  agreement: AgreementAnswer
  /** Asked only where the partnership has questions of its own for this kind. */
  questions: readonly Answer[]
  files: true
}

export const manyPeople = 10
export const manyPlaces = 5
const longText = 20_000

const anything = z.record(z.string(), z.union([z.string(), z.array(z.string()).readonly()]))
type Say = (field: string, message: string) => void

/** A schema out of a function that reads what is typed and says what is wrong; undefined only after saying so. */
function reading<Out>(read: (typed: Typed, say: Say) => Out | undefined): z.ZodType<Out, Typed> {
  return anything.transform((typed, context) => {
    const out = read(typed, (field, message) => context.addIssue({ code: 'custom', path: [field], message }))
    if (context.issues.length > 0 || out === undefined) return z.NEVER
    return out
  })
}

const line = (typed: Typed, name: string) => firstOf(typed, name).trim()

function limited(typed: Typed, name: string, limit: number, say: Say): string {
  const text = line(typed, name)
  if (text.length > limit) say(name, t('problem.long', { limit }))
  return text
}

/** `receivers`: for each kind, whether anybody would receive it now. */
export function whoSchema(kinds: readonly { code: string; receiver: string | undefined; goesTo: GoesTo }[]) {
  return reading((typed, say): WhoAnswer => {
    const kind = kinds.find(({ code }) => code === line(typed, 'kind'))
    if (kind === undefined) say('kind', t('problem.kind'))
    else if (kind.receiver === undefined) say('kind', t(kind.goesTo === 'triage' ? 'problem.noTriage' : 'problem.noOfficer'))
    const name = limited(typed, 'name', 200, say)
    if (name === '') say('name', t('problem.yourName'))
    const reach = limited(typed, 'reach', 500, say)
    if (reach === '') say('reach', t('problem.reach'))
    return {
      kind: kind?.code ?? '',
      goesTo: kind?.goesTo ?? 'triage',
      name,
      job: limited(typed, 'job', 200, say),
      agency: limited(typed, 'agency', 200, say),
      reach,
    }
  })
}

/** How many of a repeated part are on the page: at least one. */
export function countOf(typed: Typed, name: string, limit: number): number {
  const count = Number(firstOf(typed, name))
  return Number.isInteger(count) ? Math.min(Math.max(count, 1), limit) : 1
}

/** The fields of one of several: `p2-name` of part 2 is `name`. */
export function partOf(typed: Typed, prefix: string): Typed {
  return Object.fromEntries(
    Object.entries(typed).flatMap(([name, value]) => (name.startsWith(`${prefix}-`) ? [[name.slice(prefix.length + 1), value]] : [])),
  )
}

const relations = ['at_risk', 'may_harm', 'other'] as const

export function aboutSchema(today: string) {
  return reading((typed, say) => {
    const count = countOf(typed, 'people', manyPeople)
    const people: Subject[] = []
    for (let at = 1; at <= count; at++) {
      const prefix = `p${at}`
      const part = partOf(typed, prefix)
      const isEmpty = Object.entries(part).every(([name, value]) => name === 'relation' || allOf({ value }, 'value').join('').trim() === '')
      // an empty further person is one that was added and not needed
      if (isEmpty && (at > 1 || people.length > 0)) continue
      const person = readPerson(part, today, (field, message) => say(`${prefix}-${field}`, message))
      if (person !== undefined) people.push(person)
    }
    return people.length === 0 ? undefined : people
  })
}

function readPerson(part: Typed, today: string, say: Say): Subject | undefined {
  const relation = relations.find((one) => one === line(part, 'relation'))
  if (relation === undefined) say('relation', t('problem.relation'))
  const more = limited(part, 'more', 2000, say)
  const fields = Object.fromEntries(
    Object.entries(part)
      .filter(([name]) => name !== 'relation' && name !== 'more')
      .map(([name]) => [name, firstOf(part, name)]),
  )
  const isDescribedOnly = more !== '' && Object.values(fields).every((value) => value.trim() === '')
  const read = isDescribedOnly ? undefined : whoAbout(today).safeParse(fields)
  if (read?.success === false) {
    for (const { path, message } of read.error.issues) say(String(path[0] ?? 'name'), message)
    return undefined
  }
  if (relation === undefined) return undefined
  return { ...describedBy(relation, part, read?.data), more }
}

function describedBy(relation: SubjectRelation, part: Typed, facts: PersonFacts | undefined): Omit<Subject, 'more'> {
  const born = facts?.births?.find((birth) => birth.certainty !== 'estimated')
  const seemed = facts?.births?.find((birth) => birth.certainty === 'estimated')
  const bornOn =
    born === undefined
      ? null
      : 'bornOn' in born
        ? born.bornOn
        : `${born.year}${born.month === undefined ? '' : `-${String(born.month).padStart(2, '0')}`}`
  return {
    relation,
    fullName: line(part, 'name'),
    knownAs: line(part, 'called'),
    bornOn,
    aboutAge: seemed?.certainty === 'estimated' ? seemed.estimatedAge : null,
    schoolOrWork: line(part, 'school'),
    address: [line(part, 'addressLine'), line(part, 'postcode')].filter((text) => text !== '').join(', '),
    phone: line(part, 'phone'),
    language: line(part, 'language'),
    ...(facts === undefined ? {} : { facts }),
  }
}

/** The choice for "none of these colleagues". */
export const noColleague = 'none'

/** The name that colleagues are looked up by: the one typed here, or else those of the page before. */
export function staffNames(typed: Typed | undefined, about: Typed): readonly string[] {
  const names = typed?.['staffName'] === undefined ? namesIn(about) : [line(typed, 'staffName')]
  return names.filter((name) => name !== '')
}

/** Names as they were typed on the page about people. */
export function namesIn(about: Typed): readonly string[] {
  return Array.from({ length: countOf(about, 'people', manyPeople) }, (_, i) => line(about, `p${i + 1}-name`)).filter((name) => name !== '')
}

/** Somebody must be left who receives it, and a colleague of that name is a question that needs its answer. */
export function receiversSchema({ officers, colleagues }: Readonly<Record<'officers' | 'colleagues', readonly { userId: string }[]>>) {
  return reading((typed, say): ReceiversAnswer => {
    limited(typed, 'staffName', 200, say)
    const staff = line(typed, 'staff')
    const about = colleagues.filter(({ userId }) => userId === staff).map(({ userId }) => userId)
    if (colleagues.length > 0 && about.length === 0 && staff !== noColleague) say('staff', t('problem.staff'))
    const others = officers.map(({ userId }) => userId).filter((userId) => allOf(typed, 'leaveOut').includes(userId))
    if (officers.every(({ userId }) => about.includes(userId) || others.includes(userId))) say('leaveOut', t('problem.noOfficerLeft'))
    return { about, others: others.filter((userId) => !about.includes(userId)) }
  })
}

/** `wards`: the borough's; another code that comes is as if nobody knew. */
export function seenSchema(now: Date, wards: readonly Ward[] = []) {
  return reading((typed, say): SeenAnswer => {
    const whatSeen = limited(typed, 'whatSeen', longText, say)
    if (whatSeen === '') say('whatSeen', t('problem.whatSeen'))
    const { seenOn, seenAt } = readWhen(typed, now, say)
    const places: Place[] = []
    for (let at = 1; at <= countOf(typed, 'places', manyPlaces); at++) {
      const place = {
        description: limited(typed, `l${at}-description`, 500, say),
        postcode: limited(typed, `l${at}-postcode`, 20, say),
        whatHappens: limited(typed, `l${at}-whatHappens`, 2000, say),
      }
      const ward = wards.find(({ code }) => code === line(typed, `l${at}-ward`))
      if (ward === undefined && Object.values(place).every((text) => text === '')) continue
      const description = place.description || place.postcode || (ward?.name ?? '')
      if (description === '') say(`l${at}-description`, t('problem.place'))
      places.push({ ...place, description, ward: ward?.code ?? null })
    }
    return {
      whatSeen,
      ownWords: limited(typed, 'ownWords', longText, say),
      seenOn,
      seenAt,
      whenWords: limited(typed, 'whenWords', 500, say),
      places,
    }
  })
}

/** As much of a date as is known, and a time with a whole date. A time the clocks skip or repeat is asked about (law R19). */
export function readWhen(typed: Typed, now: Date, say: Say): { seenOn: PartialDate | null; seenAt: Date | null } {
  const nothing = { seenOn: null, seenAt: null }
  const [day, month, year, time] = ['seen-day', 'seen-month', 'seen-year', 'seen-time'].map((name) => line(typed, name))
  const wrong = (field: string, message: string) => {
    say(field, message)
    return nothing
  }
  if (!day && !month && !year) return time ? wrong('seen-day', t('problem.timeNeedsDate')) : nothing
  if (!year || !/^\d{4}$/.test(year)) return wrong('seen-year', t('problem.seenYear'))
  if (month && !/^(0?[1-9]|1[0-2])$/.test(month)) return wrong('seen-month', t('problem.seenMonth'))
  if (day && !month) return wrong('seen-month', t('problem.seenMonthMissing'))
  const seenOn = [year, month, day]
    .filter((part) => part !== undefined && part !== '')
    .map((part) => (part ?? '').padStart(2, '0'))
    .join('-')
  if (day && !isLocalDate(seenOn)) return wrong('seen-day', t('problem.seenReal'))
  const today = londonDateOf(now)
  if (seenOn > today.slice(0, seenOn.length)) return wrong('seen-year', t('problem.seenFuture'))
  if (!time) return { seenOn, seenAt: null }
  const [, hour = '', minute = ''] = /^([01]?\d|2[0-3])[:.]([0-5]\d)$/.exec(time) ?? []
  if (hour === '') return wrong('seen-time', t('problem.time'))
  if (!day) return wrong('seen-day', t('problem.timeNeedsDate'))
  const reading = readLocalTime(`${seenOn}T${hour.padStart(2, '0')}:${minute}`)
  if (reading.kind === 'nonexistent') return wrong('seen-time', t('problem.clocksForward', { time: `${hour.padStart(2, '0')}:${minute}` }))
  const pass = passOf(typed)
  if (reading.kind === 'ambiguous' && pass === undefined)
    return wrong('seen-pass', t('problem.clocksBack', { time: `${hour.padStart(2, '0')}:${minute}` }))
  const seenAt = reading.kind === 'ok' ? reading.at : pass === 'second' ? reading.second : reading.first
  return seenAt > now ? wrong('seen-time', t('problem.seenFuture')) : { seenOn, seenAt }
}

function passOf(typed: Typed): Pass | undefined {
  const pass = firstOf(typed, 'seen-pass')
  return pass === 'first' || pass === 'second' ? pass : undefined
}

export const dangers = ['yes', 'no', 'unknown'] as const satisfies readonly Danger[]
export const agreements = ['agreed', 'not_asked', 'did_not_agree'] as const satisfies readonly Agreement[]

export const dangerSchema = reading((typed, say): DangerAnswer | undefined => {
  const danger = dangers.find((one) => one === line(typed, 'danger'))
  const done = limited(typed, 'done', longText, say)
  if (danger !== undefined) return { danger, done }
  say('danger', t('problem.danger'))
  return undefined
})

export const agreementSchema = reading((typed, say): AgreementAnswer | undefined => {
  const agreement = agreements.find((one) => one === line(typed, 'agreement'))
  const told = limited(typed, 'told', 5000, say)
  if (agreement === undefined) {
    say('agreement', t('problem.agreement'))
    return undefined
  }
  const field = `because-${agreement}`
  const because = agreement === 'agreed' ? '' : limited(typed, field, 5000, say)
  if (agreement !== 'agreed' && because === '') say(field, t(`problem.because.${agreement}`))
  return { agreement, because, told }
})

/** What a form holds, one value for each name. */
export function flat(typed: Typed): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(typed).map((name) => [name, firstOf(typed, name)]))
}

/** The partnership's own questions. What somebody answered before one changed is kept, and they are shown that first. */
export function questionsSchema(sheet: Sheet, { isRequired = true } = {}) {
  return reading((typed, say): readonly Answer[] => {
    const { answers, problems } = readAnswers(sheet, flat(typed), { limits, isRequired })
    for (const [field, message] of Object.entries(problemsSaid(sheet, problems))) say(field, message)
    return answers
  })
}

export const filesSchema = reading((): true => true)

/** The one-minute form: three boxes. */
export const minuteSchema = reading((typed, say) => {
  const who = limited(typed, 'who', 200, say)
  const what = limited(typed, 'what', longText, say)
  if (what === '') say('what', t('problem.whatSeen'))
  const reach = limited(typed, 'reach', 500, say)
  if (reach === '') say('reach', t('problem.reach'))
  return { who, what, reach }
})

/** What is added later: only the words are needed, everything else as far as it is known now. */
export const moreSchema = reading((typed, say) => {
  const whatSeen = limited(typed, 'whatSeen', longText, say)
  if (whatSeen === '') say('whatSeen', t('problem.more'))
  const agreement = agreements.find((one) => one === line(typed, 'agreement')) ?? null
  return {
    whatSeen,
    danger: dangers.find((one) => one === line(typed, 'danger')) ?? null,
    done: limited(typed, 'done', longText, say),
    agreement,
    because: agreement === null || agreement === 'agreed' ? '' : limited(typed, `because-${agreement}`, 5000, say),
    told: limited(typed, 'told', 5000, say),
  }
})
