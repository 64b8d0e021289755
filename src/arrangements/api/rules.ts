import type { LocalDate } from '../../core/clocks/index.ts'
import type { Sending, Subject } from '../../core/concerns/index.ts'
import type { PersonFacts } from '../../core/people/index.ts'
import type { ConcernSent, PersonSent } from './schema.ts'

/** What a system sent as what the front door keeps. `agency` is the key's, whatever the system calls itself. */
export function sendingOf(sent: ConcernSent, agency: string, today: LocalDate): Sending {
  const { from } = sent
  return {
    submission: {
      form: 'full',
      referrerName: from.name,
      referrerJob: from.job ?? '',
      referrerAgency: agency,
      reach: from.reach,
      whatSeen: sent.seen,
      ownWords: sent.ownWords ?? '',
      seenOn: sent.seenOn ?? null,
      seenAt: null,
      seenWhenWords: '',
      dangerNow: sent.danger,
      alreadyDone: sent.alreadyDone ?? '',
      agreement: sent.agreement,
      agreementBecause: sent.agreementBecause ?? '',
      told: sent.told ?? '',
      wordsKept: [],
      answers: { api: sent },
    },
    subjects: sent.people.map((person) => subjectOf(person, today)),
    places: [],
    attachments: [],
  }
}

function subjectOf(person: PersonSent, today: LocalDate): Subject {
  const address = [person.address ?? '', person.postcode ?? ''].filter((part) => part !== '').join(', ')
  const numbers = [
    ['NHS', person.nhsNumber],
    ['UPN', person.upn],
  ].flatMap(([label, value]) => (value === undefined || value === '' ? [] : [`${label} ${value}`]))
  const facts = factsOf(person, today)
  return {
    relation: person.relation,
    fullName: person.name ?? '',
    knownAs: person.knownAs ?? '',
    bornOn: person.bornOn ?? null,
    aboutAge: person.aboutAge ?? null,
    schoolOrWork: person.school ?? '',
    address,
    phone: person.phone ?? '',
    language: person.language ?? '',
    more: [person.more ?? '', ...numbers].filter((part) => part !== '').join('\n'),
    ...(facts === undefined ? {} : { facts }),
  }
}

/** What is known of them as facts; undefined for somebody only described. */
function factsOf(person: PersonSent, today: LocalDate): PersonFacts | undefined {
  const said = (value: string | undefined): value is string => value !== undefined && value !== ''
  const facts: PersonFacts = {
    names: [
      ...(said(person.name) ? [{ kind: 'legal' as const, fullText: person.name }] : []),
      ...(said(person.knownAs) ? [{ kind: 'known_as' as const, fullText: person.knownAs }] : []),
    ],
    births: said(person.bornOn)
      ? [{ certainty: 'full', bornOn: person.bornOn, basis: 'stated' }]
      : person.aboutAge === undefined
        ? []
        : [{ certainty: 'estimated', estimatedAge: person.aboutAge, estimatedOn: today, basis: 'estimated' }],
    identifiers: [
      ...(said(person.nhsNumber) ? [{ kind: 'nhs' as const, value: person.nhsNumber }] : []),
      ...(said(person.upn) ? [{ kind: 'upn' as const, value: person.upn }] : []),
      ...(said(person.ownReference) ? [{ kind: 'agency_reference' as const, value: person.ownReference }] : []),
    ],
    details: [
      ...(said(person.school) ? [{ kind: 'school' as const, value: person.school }] : []),
      ...(said(person.language) ? [{ kind: 'language' as const, value: person.language }] : []),
    ],
    addresses:
      said(person.address) || said(person.postcode)
        ? [{ ...(said(person.address) ? { line: person.address } : {}), ...(said(person.postcode) ? { postcode: person.postcode } : {}) }]
        : [],
    phones: said(person.phone) ? [{ number: person.phone }] : [],
  }
  return Object.values(facts).every((list) => list.length === 0) ? undefined : facts
}
