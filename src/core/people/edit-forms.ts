// The forms on a person's page, as data: what is asked, and the facts that follow from the answers.
import { isLocalDate, type LocalDate } from '../clocks/local-date.ts'
import {
  addressKinds,
  answers,
  type BirthFact,
  birthBases,
  type DetailKind,
  identifierKinds,
  nameKinds,
  type PersonFacts,
  relationshipKinds,
} from './facts.ts'
import { isBirthProblem, readAge, readBirth } from './schema.ts'
import type { FactTable } from './store.ts'
import { t } from './texts.ts'

export type FieldKind = 'text' | 'long' | 'choice' | 'day' | 'tick'
export type EditField = Readonly<{
  name: string
  label: string
  hint?: string
  kind: FieldKind
  choices?: readonly Readonly<{ value: string; text: string }>[]
  required?: boolean
}>
export type Values = Readonly<Record<string, string>>
export type EditProblems = Readonly<Record<string, string>>
export type EditForm = Readonly<{
  title: string
  /** What the reader must be able to write. */
  needs: 'writeIdentity' | 'writeAddress' | 'writeHealth'
  fact: FactTable
  fields: readonly EditField[]
  facts: (values: Values, today: LocalDate) => PersonFacts | EditProblems
}>

const text = (name: string, label: string, more: Partial<EditField> = {}): EditField => ({ name, label, kind: 'text', ...more })
const choice = <Value extends string>(
  name: string,
  label: string,
  values: readonly Value[],
  word: (value: Value) => string,
): EditField => ({
  name,
  label,
  kind: 'choice',
  required: true,
  choices: values.map((value) => ({ value, text: word(value) })),
})
const day = (name: string, label: string): EditField => ({ name, label, kind: 'day', hint: t('field.day.hint') })
const tick = (name: string, label: string): EditField => ({ name, label, kind: 'tick' })

/** The value of a choice that was checked to be one of its values. */
function chosen<Value extends string>(values: Values, name: string, known: readonly Value[]): Value {
  const value = known.find((one) => one === values[name])
  if (value === undefined) throw new Error(`${name} was not checked to be one of its choices`)
  return value
}

/** Only what was filled in, under these names. */
function filled<Name extends string>(values: Values, names: readonly Name[]): { [N in Name]?: string } {
  const found: { [N in Name]?: string } = {}
  for (const name of names) {
    const value = values[name]
    if (value !== undefined && value !== '') found[name] = value
  }
  return found
}

const detailKindsOnPage = [
  'called',
  'pronouns',
  'gender',
  'language',
  'interpreter',
  'communication',
  'school',
  'legal_status',
  'home_council',
  'placing_council',
] as const satisfies readonly DetailKind[]
/** Those that hold for a time. */
const dated: readonly DetailKind[] = ['school', 'legal_status', 'home_council', 'placing_council']

function detailForm(kind: (typeof detailKindsOnPage)[number]): EditForm {
  const isDated = dated.includes(kind)
  return {
    title: t(`detail.${kind}`),
    needs: 'writeIdentity',
    fact: 'person_detail',
    fields: [
      text('value', t('field.value'), { required: true, kind: kind === 'communication' ? 'long' : 'text' }),
      ...(isDated ? [day('fromOn', t('field.from')), day('untilOn', t('field.until'))] : []),
      text('note', t('field.note')),
    ],
    facts: (values) =>
      inOrder(values) ?? { details: [{ kind, value: values['value'] ?? '', ...filled(values, ['note', 'fromOn', 'untilOn']) }] },
  }
}

function inOrder({ fromOn = '', untilOn = '' }: Values): EditProblems | undefined {
  return fromOn !== '' && untilOn !== '' && untilOn < fromOn ? { 'untilOn-day': t('edit.problem.order') } : undefined
}

function birthFacts(values: Values, today: LocalDate): PersonFacts | EditProblems {
  const basis = chosen(values, 'basis', birthBases)
  const typed = { day: values['birth-day'] ?? '', month: values['birth-month'] ?? '', year: values['birth-year'] ?? '' }
  const read = readBirth(typed, today, basis)
  if (read !== undefined && isBirthProblem(read)) return { [`birth-${read.field}`]: read.message }
  const births: BirthFact[] = []
  if (read !== undefined) births.push(read.certainty === 'full' && values['disputed'] === 'yes' ? { ...read, certainty: 'disputed' } : read)
  const age = values['age'] ?? ''
  if (age !== '') {
    const estimatedAge = readAge(age)
    if (estimatedAge === null) return { age: t('problem.age') }
    births.push({ certainty: 'estimated', estimatedAge, estimatedOn: today, basis })
  }
  return births.length === 0 ? { 'birth-day': t('edit.problem.birth') } : { births }
}

const others = (): Readonly<Record<string, EditForm>> => ({
  name: {
    title: t('edit.name'),
    needs: 'writeIdentity',
    fact: 'person_name',
    fields: [
      text('fullText', t('field.fullText'), { required: true, hint: t('field.fullText.hint') }),
      choice('kind', t('field.nameKind'), nameKinds, (kind) => t(`nameKind.${kind}`)),
    ],
    facts: (values) => ({ names: [{ kind: chosen(values, 'kind', nameKinds), fullText: values['fullText'] ?? '' }] }),
  },
  birth: {
    title: t('edit.birth'),
    needs: 'writeIdentity',
    fact: 'person_birth',
    fields: [
      { name: 'birth', label: t('field.birth'), hint: t('field.birth.hint'), kind: 'day' },
      text('age', t('field.age'), { hint: t('field.age.hint') }),
      choice('basis', t('field.basis'), birthBases, (basis) => t(`basis.${basis}`)),
      tick('disputed', t('field.disputed')),
    ],
    facts: birthFacts,
  },
  address: {
    title: t('edit.address'),
    needs: 'writeAddress',
    fact: 'person_address',
    fields: [
      text('line', t('field.line'), { required: true }),
      text('postcode', t('field.postcode')),
      choice('kind', t('field.addressKind'), addressKinds, (kind) => t(`addressKind.${kind}`)),
      day('fromOn', t('field.from')),
      day('untilOn', t('field.until')),
      tick('protected', t('field.protected')),
    ],
    facts: (values) =>
      inOrder(values) ?? {
        addresses: [
          {
            kind: chosen(values, 'kind', addressKinds),
            ...filled(values, ['line', 'postcode', 'fromOn', 'untilOn']),
            protected: values['protected'] === 'yes',
          },
        ],
      },
  },
  phone: {
    title: t('edit.phone'),
    needs: 'writeAddress',
    fact: 'person_phone',
    fields: [
      text('number', t('field.number'), { required: true }),
      text('whose', t('field.whose')),
      tick('protected', t('field.protected')),
    ],
    facts: (values) =>
      /\d{3}/.test((values['number'] ?? '').replaceAll(/\D/g, ''))
        ? { phones: [{ number: values['number'] ?? '', ...filled(values, ['whose']), protected: values['protected'] === 'yes' }] }
        : { number: t('problem.phone') },
  },
  identifier: {
    title: t('edit.identifier'),
    needs: 'writeIdentity',
    fact: 'person_identifier',
    fields: [
      choice('kind', t('field.identifierKind'), identifierKinds, (kind) => t(`number.${kind}`)),
      text('value', t('field.identifier'), { required: true }),
    ],
    facts: (values) => ({ identifiers: [{ kind: chosen(values, 'kind', identifierKinds), value: values['value'] ?? '' }] }),
  },
  relationship: {
    title: t('edit.relationship'),
    needs: 'writeIdentity',
    fact: 'person_relationship',
    fields: [
      text('relatedName', t('field.related'), { required: true }),
      choice('kind', t('rel.kind'), relationshipKinds, (kind) => t(`rel.${kind}`)),
      choice('parentalResponsibility', t('rel.responsibility'), answers, (answer) => t(`answer.${answer}`)),
      choice('safeToTell', t('rel.safe'), answers, (answer) => t(`answer.${answer}`)),
      text('note', t('field.note')),
    ],
    facts: (values) => ({
      relationships: [
        {
          kind: chosen(values, 'kind', relationshipKinds),
          parentalResponsibility: chosen(values, 'parentalResponsibility', answers),
          safeToTell: chosen(values, 'safeToTell', answers),
          ...filled(values, ['relatedName', 'note']),
        },
      ],
    }),
  },
  gp: {
    title: t('edit.gp'),
    needs: 'writeHealth',
    fact: 'person_gp',
    fields: [text('practice', t('detail.gp'), { required: true }), text('note', t('field.note'))],
    facts: (values) => ({ gps: [{ practice: values['practice'] ?? '', ...filled(values, ['note']) }] }),
  },
  'safe-contact': {
    title: t('edit.safeContact'),
    needs: 'writeAddress',
    fact: 'person_safe_contact',
    fields: [
      text('method', t('field.method'), { required: true, hint: t('field.method.hint') }),
      text('times', t('field.times')),
      text('avoidWords', t('field.avoidWords')),
      text('note', t('field.note')),
    ],
    facts: (values) => ({ safeContacts: [filled(values, ['method', 'times', 'avoidWords', 'note'])] }),
  },
  'own-words': {
    title: t('edit.self'),
    needs: 'writeIdentity',
    fact: 'person_self_description',
    fields: [
      choice('kind', t('field.selfKind'), ['ethnicity', 'disability'] as const, (kind) => t(`detail.${kind}`)),
      text('value', t('field.selfValue'), { required: true }),
    ],
    facts: (values) => ({
      selfDescriptions: [{ kind: chosen(values, 'kind', ['ethnicity', 'disability'] as const), value: values['value'] ?? '' }],
    }),
  },
})

/** By the last part of the address: /people/…/edit/phone. */
export function editForms(): ReadonlyMap<string, EditForm> {
  return new Map([...detailKindsOnPage.map((kind): [string, EditForm] => [kind, detailForm(kind)]), ...Object.entries(others())])
}

export type EditRead =
  | Readonly<{ kind: 'facts'; facts: PersonFacts; because: string }>
  | Readonly<{ kind: 'problems'; problems: EditProblems }>

/** What was typed into a form of this page. `typed` gives a field as it came; problems go by the field that has them. */
export function readEdit(form: EditForm, typed: (name: string) => string, today: LocalDate): EditRead {
  const values: Record<string, string> = {}
  const problems: Record<string, string> = {}
  for (const field of form.fields) {
    if (field.kind === 'day' && field.name !== 'birth') {
      const read = readDay(typed, field.name)
      if (read === null) problems[`${field.name}-day`] = t('edit.problem.day')
      else values[field.name] = read
      continue
    }
    if (field.kind === 'day')
      for (const part of ['day', 'month', 'year']) values[`${field.name}-${part}`] = typed(`${field.name}-${part}`).trim()
    const value = typed(field.name).trim()
    values[field.name] = value
    if (field.kind === 'choice' && !field.choices?.some((one) => one.value === value)) problems[field.name] = t('edit.problem.choose')
    else if (field.required === true && value === '') problems[field.name] = t('edit.problem.required')
    else if (value.length > 500) problems[field.name] = t('problem.text.long', { limit: 500 })
  }
  const because = typed('because').trim()
  if (because === '') problems['because'] = t('edit.problem.because')
  if (Object.keys(problems).some((name) => name !== 'because')) return { kind: 'problems', problems }
  const facts = form.facts(values, today)
  const all = isProblems(facts) ? { ...facts, ...problems } : problems
  return Object.keys(all).length > 0 || isProblems(facts) ? { kind: 'problems', problems: all } : { kind: 'facts', facts, because }
}

function isProblems(read: PersonFacts | EditProblems): read is EditProblems {
  return Object.values(read).some((value) => typeof value === 'string')
}

/** A day from three boxes: '' when all are empty, null when it is no day. */
export function readDay(typed: (name: string) => string, name: string): LocalDate | '' | null {
  const [day, month, year] = ['day', 'month', 'year'].map((part) => typed(`${name}-${part}`).trim())
  if (day === '' && month === '' && year === '') return ''
  const date = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`
  return isLocalDate(date) ? date : null
}
