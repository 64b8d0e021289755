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
  normalUprn,
  type PersonFacts,
  relationshipKinds,
} from './facts.ts'
import { ethnicGroups, sourceSystems } from './reference.ts'
import { holdsOn, latestFirst } from './rules.ts'
import { isBirthProblem, readAge, readBirth } from './schema.ts'
import type { FactEnd, FactTable, PersonView } from './store.ts'
import { t } from './texts.ts'
import { addressWords, nameWords } from './words.ts'

export type FieldKind = 'text' | 'long' | 'choice' | 'day' | 'tick'
export type EditField = Readonly<{
  name: string
  label: string
  hint?: string
  kind: FieldKind
  /** `under`: a heading that several choices share. */
  choices?: readonly Readonly<{ value: string; text: string; under?: string }>[]
  required?: boolean
  /** Letters; 500 unless said. */
  limit?: number
}>
export type Values = Readonly<Record<string, string>>
export type EditProblems = Readonly<Record<string, string>>
export type EditForm = Readonly<{
  title: string
  /** What the reader must be able to write. */
  needs: 'writeIdentity' | 'writeAddress' | 'writeHealth'
  fact: FactTable
  /** Of facts of several kinds in one table: those that this form is about. */
  detail?: DetailKind | 'ethnicity' | 'disability'
  fields: readonly EditField[]
  /** Fields whose choices depend on the person and on who is recorded around them. */
  fieldsFor?: (person: PersonView, near: readonly Nearby[], today: LocalDate) => readonly EditField[]
  facts: (values: Values, today: LocalDate) => PersonFacts | EditProblems
  /** What held until now and ends with this step, checked against the person. */
  ends?: (values: Values, person: PersonView, today: LocalDate) => readonly FactEnd[] | EditProblems
  /** What stands in the form when one of the facts is corrected: the fact as it was said. */
  current: (person: PersonView, id: string) => Values | undefined
}>

/** Somebody named in the same concern or case, whom this reader may see. */
export type Nearby = Readonly<{ sourceRecordId: string; shownName: string }>

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

const withId = <Fact extends { id: string }>(facts: readonly Fact[], id: string) => facts.find((one) => one.id === id)

/** The fact as typed: what is not known stays an empty box. */
function asTyped(fields: Readonly<Record<string, string | boolean | null>> | undefined): Values | undefined {
  return fields === undefined
    ? undefined
    : Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [name, value === true ? 'yes' : value === false ? '' : (value ?? '')]),
      )
}

/** A date in its three boxes, under the names that a form gives them. */
function boxes(name: string, date: LocalDate | null): Record<string, string> {
  const [year = '', month = '', day = ''] = (date ?? '').split('-')
  return { [`${name}-day`]: day.replace(/^0/, ''), [`${name}-month`]: month.replace(/^0/, ''), [`${name}-year`]: year }
}

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
    detail: kind,
    fields: [
      text('value', t('field.value'), {
        required: true,
        kind: kind === 'communication' ? 'long' : 'text',
        ...(hinted(kind) ? { hint: t(`field.hint.${kind}`) } : {}),
      }),
      ...(isDated ? [day('fromOn', t('field.from')), day('untilOn', t('field.until'))] : []),
      text('note', t('field.note')),
    ],
    facts: (values) =>
      inOrder(values) ?? { details: [{ kind, value: values['value'] ?? '', ...filled(values, ['note', 'fromOn', 'untilOn']) }] },
    current: ({ details }, id) => {
      const fact = withId(details, id)
      return fact && asTyped({ value: fact.value, note: fact.note, ...boxes('fromOn', fact.fromOn), ...boxes('untilOn', fact.untilOn) })
    },
  }
}

function hinted(
  kind: DetailKind,
): kind is 'called' | 'interpreter' | 'communication' | 'legal_status' | 'home_council' | 'placing_council' {
  return ['called', 'interpreter', 'communication', 'legal_status', 'home_council', 'placing_council'].includes(kind)
}

/** "Changed school": the old one ends on the day the new one begins. For what holds for a time and has one value at once. */
const changes: Readonly<Record<string, DetailKind>> = { 'changed-school': 'school', 'changed-legal-status': 'legal_status' }

function changeForm(kind: DetailKind): EditForm {
  return {
    title: kind === 'school' ? t('edit.changedSchool') : t('edit.changedStatus'),
    needs: 'writeIdentity',
    fact: 'person_detail',
    detail: kind,
    fields: [
      text('value', t('field.value.new'), { required: true }),
      day('changedOn', t('field.changedOn')),
      text('note', t('field.note')),
    ],
    facts: (values) => ({
      details: [
        {
          kind,
          value: values['value'] ?? '',
          ...filled(values, ['note']),
          ...(values['changedOn'] ? { fromOn: values['changedOn'] } : {}),
        },
      ],
    }),
    ends: (values, person, today) => {
      const open = person.details.filter((one) => one.kind === kind && one.withdrawnAt === null && holdsOn(one, today))
      return endsOn(values['changedOn'] ?? '', today, 'person_detail', open)
    },
    current: () => undefined,
  }
}

/** What is open ends on a day that is known, not to come, and not before it began. */
function endsOn(
  on: LocalDate | '',
  today: LocalDate,
  fact: FactEnd['fact'],
  open: readonly Readonly<{ id: string; fromOn: LocalDate | null }>[],
): readonly FactEnd[] | EditProblems {
  if (on === '') return { 'changedOn-day': t('edit.problem.changedOn') }
  if (on > today) return { 'changedOn-day': t('edit.problem.toCome') }
  if (open.some(({ fromOn }) => fromOn !== null && on < fromOn)) return { 'changedOn-day': t('edit.problem.beforeIt') }
  return open.map(({ id }) => ({ fact, id, untilOn: on }))
}

function inOrder({ fromOn = '', untilOn = '' }: Values): EditProblems | undefined {
  return fromOn !== '' && untilOn !== '' && untilOn < fromOn ? { 'untilOn-day': t('edit.problem.order') } : undefined
}

function uprnProblem({ uprn = '' }: Values): EditProblems | undefined {
  return uprn === '' || /^\d{1,12}$/.test(normalUprn(uprn)) ? undefined : { uprn: t('edit.problem.uprn') }
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
      text('fullText', t('field.fullText'), { required: true, hint: t('field.fullText.hint'), limit: 200 }),
      text('family', t('field.family'), { hint: t('field.family.hint'), limit: 200 }),
      choice('kind', t('field.nameKind'), nameKinds, (kind) => t(`nameKind.${kind}`)),
    ],
    facts: (values) => {
      const [whole, family] = [values['fullText'] ?? '', values['family'] ?? '']
      if (family !== '' && !whole.toLowerCase().includes(family.toLowerCase())) return { family: t('edit.problem.family') }
      return { names: [{ kind: chosen(values, 'kind', nameKinds), fullText: whole, ...filled(values, ['family']) }] }
    },
    current: ({ names }, id) => {
      const fact = withId(names, id)
      return fact && asTyped({ fullText: nameWords(fact), family: fact.family, kind: fact.kind })
    },
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
    current: ({ births }, id) => {
      const fact = withId(births, id)
      if (fact === undefined) return undefined
      const { certainty, basis } = fact
      if (certainty === 'estimated') return asTyped({ age: String(fact.estimatedAge), basis })
      if (certainty === 'partial')
        return asTyped({ 'birth-month': fact.month === undefined ? null : String(fact.month), 'birth-year': String(fact.year), basis })
      return asTyped({ ...boxes('birth', fact.bornOn), basis, disputed: certainty === 'disputed' })
    },
  },
  address: {
    title: t('edit.address'),
    needs: 'writeAddress',
    fact: 'person_address',
    fields: [
      text('line', t('field.line'), { required: true }),
      text('postcode', t('field.postcode')),
      text('uprn', t('field.uprn'), { hint: t('field.uprn.hint') }),
      choice('kind', t('field.addressKind'), addressKinds, (kind) => t(`addressKind.${kind}`)),
      day('fromOn', t('field.from')),
      day('untilOn', t('field.until')),
      tick('protected', t('field.protected')),
    ],
    facts: (values) =>
      inOrder(values) ??
      uprnProblem(values) ?? {
        addresses: [
          {
            kind: chosen(values, 'kind', addressKinds),
            ...filled(values, ['line', 'postcode', 'uprn', 'fromOn', 'untilOn']),
            protected: values['protected'] === 'yes',
          },
        ],
      },
    current: ({ addresses }, id) => {
      const fact = withId(addresses, id)
      return (
        fact &&
        asTyped({
          line: fact.line,
          postcode: fact.postcode,
          uprn: fact.uprn,
          kind: fact.kind,
          protected: fact.protected,
          ...boxes('fromOn', fact.fromOn),
          ...boxes('untilOn', fact.untilOn),
        })
      )
    },
  },
  moved: {
    title: t('edit.moved'),
    needs: 'writeAddress',
    fact: 'person_address',
    fields: [],
    fieldsFor: (person, _near, today) => {
      const open = openAddresses(person, today)
      return [
        ...(open.length === 0
          ? []
          : [
              {
                ...choice('from', t('field.movedFrom'), [...open.map(({ id }) => id), 'none'], (id) =>
                  addressWords(open.find((one) => one.id === id) ?? { line: t('field.movedFrom.none'), postcode: null, uprn: null }),
                ),
              },
            ]),
        day('changedOn', t('field.movedOn')),
        text('line', t('field.movedTo'), { hint: t('field.movedTo.hint') }),
        text('postcode', t('field.postcode')),
        text('uprn', t('field.uprn'), { hint: t('field.uprn.hint') }),
        choice('kind', t('field.addressKind'), addressKinds, (kind) => t(`addressKind.${kind}`)),
        tick('protected', t('field.protected')),
      ]
    },
    facts: (values) => {
      if (values['line'] === '' && values['postcode'] === '')
        return (values['from'] ?? 'none') === 'none' ? { line: t('edit.problem.movedNowhere') } : {}
      return (
        uprnProblem(values) ?? {
          addresses: [
            {
              kind: chosen(values, 'kind', addressKinds),
              ...filled(values, ['line', 'postcode', 'uprn']),
              ...(values['changedOn'] ? { fromOn: values['changedOn'] } : {}),
              protected: values['protected'] === 'yes',
            },
          ],
        }
      )
    },
    ends: (values, person, today) =>
      endsOn(
        values['changedOn'] ?? '',
        today,
        'person_address',
        openAddresses(person, today).filter(({ id }) => id === values['from']),
      ),
    current: () => undefined,
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
    current: ({ phones }, id) => {
      const fact = withId(phones, id)
      return fact && asTyped({ number: fact.number, whose: fact.whose, protected: fact.protected })
    },
  },
  identifier: {
    title: t('edit.identifier'),
    needs: 'writeIdentity',
    fact: 'person_identifier',
    fields: [
      choice('kind', t('field.identifierKind'), identifierKinds, (kind) => t(`number.${kind}`)),
      {
        name: 'system',
        label: t('field.system'),
        hint: t('field.system.hint'),
        kind: 'choice',
        choices: [{ value: '', text: t('field.system.none') }, ...[...sourceSystems].map(([value, text]) => ({ value, text }))],
      },
      text('value', t('field.identifier'), { required: true, limit: 100 }),
    ],
    facts: (values) => {
      const [kind, system, value] = [chosen(values, 'kind', identifierKinds), values['system'] ?? '', values['value'] ?? '']
      if (kind === 'agency_reference' && system === '') return { system: t('edit.problem.system') }
      if (kind === 'nhs' && value.replaceAll(/\D/g, '').length !== 10) return { value: t('problem.nhs') }
      return { identifiers: [{ kind, value, ...(kind === 'agency_reference' ? { label: system } : {}) }] }
    },
    current: ({ identifiers }, id) => {
      const fact = withId(identifiers, id)
      return fact && asTyped({ kind: fact.kind, system: fact.kind === 'agency_reference' ? fact.label : null, value: fact.value })
    },
  },
  relationship: {
    title: t('edit.relationship'),
    needs: 'writeIdentity',
    fact: 'person_relationship',
    fields: [],
    fieldsFor: (_person, near) => [
      ...(near.length === 0
        ? []
        : [
            {
              ...choice(
                'related',
                t('field.relatedPerson'),
                ['', ...near.map(({ sourceRecordId }) => sourceRecordId)],
                (id) => near.find(({ sourceRecordId }) => sourceRecordId === id)?.shownName ?? t('field.relatedPerson.other'),
              ),
            },
          ]),
      text('relatedName', t('field.related'), {
        limit: 200,
        ...(near.length === 0 ? { required: true } : { hint: t('field.related.hint') }),
      }),
      choice('kind', t('rel.kind'), relationshipKinds, (kind) => t(`rel.${kind}`)),
      choice('parentalResponsibility', t('rel.responsibility'), answers, (answer) => t(`answer.${answer}`)),
      choice('safeToTell', t('rel.safe'), answers, (answer) => t(`answer.${answer}`)),
      text('note', t('field.note')),
    ],
    facts: (values) => {
      const related = values['related'] ?? ''
      if (related === '' && values['relatedName'] === '') return { relatedName: t('edit.problem.required') }
      return {
        relationships: [
          {
            kind: chosen(values, 'kind', relationshipKinds),
            parentalResponsibility: chosen(values, 'parentalResponsibility', answers),
            safeToTell: chosen(values, 'safeToTell', answers),
            ...(related === '' ? {} : { relatedSourceRecordId: related }),
            ...filled(values, ['relatedName', 'note']),
          },
        ],
      }
    },
    current: ({ relationships }, id) => {
      const fact = withId(relationships, id)
      return (
        fact &&
        asTyped({
          related: fact.relatedSourceRecordId,
          relatedName: fact.saidName,
          kind: fact.kind,
          parentalResponsibility: fact.parentalResponsibility,
          safeToTell: fact.safeToTell,
          note: fact.note,
        })
      )
    },
  },
  gp: {
    title: t('edit.gp'),
    needs: 'writeHealth',
    fact: 'person_gp',
    fields: [text('practice', t('detail.gp'), { required: true }), text('note', t('field.note'))],
    facts: (values) => ({ gps: [{ practice: values['practice'] ?? '', ...filled(values, ['note']) }] }),
    current: ({ gps }, id) => {
      const fact = withId(gps, id)
      return fact && asTyped({ practice: fact.practice, note: fact.note })
    },
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
    current: ({ safeContacts }, id) => {
      const fact = withId(safeContacts, id)
      return fact && asTyped({ method: fact.method, times: fact.times, avoidWords: fact.avoidWords, note: fact.note })
    },
  },
  ethnicity: {
    title: t('edit.ethnicity'),
    needs: 'writeIdentity',
    fact: 'person_self_description',
    detail: 'ethnicity',
    fields: [
      text('value', t('field.selfValue'), { hint: t('field.selfValue.hint') }),
      {
        name: 'groupedAs',
        label: t('field.groupedAs'),
        hint: t('field.groupedAs.hint'),
        kind: 'choice',
        choices: [
          { value: '', text: t('field.groupedAs.notAsked') },
          ...ethnicGroups.map(({ code, name, broader }) => ({ value: code, text: name, ...(broader === null ? {} : { under: broader }) })),
        ],
      },
    ],
    facts: (values) => {
      const said = filled(values, ['value', 'groupedAs'])
      return said.value === undefined && said.groupedAs === undefined
        ? { value: t('edit.problem.selfNothing') }
        : { selfDescriptions: [{ kind: 'ethnicity', ...said }] }
    },
    current: ({ selfDescriptions }, id) => {
      const fact = withId(selfDescriptions, id)
      return fact && asTyped({ value: fact.value, groupedAs: fact.groupedAs })
    },
  },
  disability: {
    title: t('edit.disability'),
    needs: 'writeIdentity',
    fact: 'person_self_description',
    detail: 'disability',
    fields: [text('value', t('field.selfValue'), { required: true, hint: t('field.selfValue.hint') })],
    facts: (values) => ({ selfDescriptions: [{ kind: 'disability', value: values['value'] ?? '' }] }),
    current: ({ selfDescriptions }, id) => {
      const fact = withId(selfDescriptions, id)
      return fact && asTyped({ value: fact.value })
    },
  },
})

/** Where somebody lives now, as far as anybody said; the latest first. */
function openAddresses(person: PersonView, today: LocalDate) {
  return latestFirst(person.addresses).filter((one) => one.withdrawnAt === null && holdsOn(one, today))
}

/** By the last part of the address: /people/…/edit/phone. */
export function editForms(): ReadonlyMap<string, EditForm> {
  return new Map([
    ...detailKindsOnPage.map((kind): [string, EditForm] => [kind, detailForm(kind)]),
    ...Object.entries(changes).map(([what, kind]): [string, EditForm] => [what, changeForm(kind)]),
    ...Object.entries(others()),
  ])
}

/** The fields of a form for one person. */
export function fieldsOf(form: EditForm, person: PersonView, near: readonly Nearby[], today: LocalDate): readonly EditField[] {
  return form.fieldsFor?.(person, near, today) ?? form.fields
}

export type EditRead =
  | Readonly<{ kind: 'facts'; facts: PersonFacts; ends: readonly FactEnd[]; because: string }>
  | Readonly<{ kind: 'problems'; problems: EditProblems }>

/** What was typed into a form of this page. `typed` gives a field as it came; problems go by the field that has them. */
export function readEdit(
  { form, fields, person }: Readonly<{ form: EditForm; fields: readonly EditField[]; person: PersonView }>,
  typed: (name: string) => string,
  today: LocalDate,
): EditRead {
  const values: Record<string, string> = {}
  const problems: Record<string, string> = {}
  for (const field of fields) {
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
    else if (value.length > (field.limit ?? 500)) problems[field.name] = t('problem.text.long', { limit: field.limit ?? 500 })
  }
  const because = typed('because').trim()
  if (because === '') problems['because'] = t('edit.problem.because')
  if (Object.keys(problems).some((name) => name !== 'because')) return { kind: 'problems', problems }
  const facts = form.facts(values, today)
  const ends = form.ends?.(values, person, today) ?? []
  const all = { ...(isProblems(facts) ? facts : {}), ...(isProblems(ends) ? ends : {}), ...problems }
  if (isProblems(facts) || isProblems(ends) || Object.keys(all).length > 0) return { kind: 'problems', problems: all }
  return { kind: 'facts', facts, ends, because }
}

function isProblems(read: PersonFacts | readonly FactEnd[] | EditProblems): read is EditProblems {
  return Object.values(read).some((value) => typeof value === 'string')
}

/** A day from three boxes: '' when all are empty, null when it is no day. */
export function readDay(typed: (name: string) => string, name: string): LocalDate | '' | null {
  const [day, month, year] = ['day', 'month', 'year'].map((part) => typed(`${name}-${part}`).trim())
  if (day === '' && month === '' && year === '') return ''
  const date = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`
  return isLocalDate(date) ? date : null
}
