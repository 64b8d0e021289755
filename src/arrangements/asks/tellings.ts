// What could be told of the people a record is about, field by field. The asker ticks; nothing is told by itself.

import { subjectsOf } from '../../core/concerns/index.ts'
import type { Request } from '../../core/house/index.ts'
import { loadPerson, type PersonView, peopleIn } from '../../core/people/index.ts'
import { showDate } from '../../platform/texts/dates.ts'
import type { RecordKind, Telling } from './schema.ts'

/** One field of one person that may be told. `key`: its name on the form. */
export type Tellable = Readonly<{ key: string; what: Telling; value: string; isUsual: boolean }>

/** The fewest that find somebody: a name and a birth date. The rest is there to be chosen. */
const usual: readonly Telling[] = ['name', 'born']

export async function tellablesOf(request: Request, kind: RecordKind, id: string): Promise<Tellable[]> {
  return kind === 'concern' ? ofConcern(request, id) : ofCase(request, id)
}

function tellable(at: number, what: Telling, value: string | null | undefined): Tellable[] {
  const text = value?.trim() ?? ''
  return text === '' ? [] : [{ key: `${at}-${what}`, what, value: text, isUsual: usual.includes(what) }]
}

/** As the referrer wrote it: somebody who may harm is never told of here. */
async function ofConcern({ tx }: Request, id: string): Promise<Tellable[]> {
  const subjects = (await subjectsOf(tx, id)).filter(({ relation }) => relation === 'at_risk')
  return subjects.flatMap((one, at) => [
    ...tellable(at, 'name', one.fullName),
    ...tellable(at, 'called', one.knownAs),
    ...tellable(at, 'born', one.bornOn === null ? null : /^\d{4}-\d{2}-\d{2}$/.test(one.bornOn) ? showDate(one.bornOn) : one.bornOn),
    ...tellable(at, 'age', one.aboutAge === null ? null : String(one.aboutAge)),
    ...tellable(at, 'school', one.schoolOrWork),
    ...tellable(at, 'address', one.address),
  ])
}

async function ofCase({ tx }: Request, id: string): Promise<Tellable[]> {
  const ids = new Set(
    (await peopleIn(tx, { kind: 'case', id })).filter(({ relation }) => relation === 'subject').map(({ personId }) => personId),
  )
  const people: PersonView[] = []
  for (const personId of ids) {
    const person = await loadPerson(tx, personId)
    if (person !== undefined) people.push(person)
  }
  // somebody of whom nothing is known that could be told does not count
  return people.filter((person) => ofPerson(person, 0).length > 0).flatMap(ofPerson)
}

function ofPerson(person: PersonView, at: number): Tellable[] {
  const name =
    person.names.find(({ withdrawnAt, kind }) => withdrawnAt === null && kind === 'legal') ??
    person.names.find(({ withdrawnAt }) => withdrawnAt === null)
  const called = person.names.find(({ withdrawnAt, kind }) => withdrawnAt === null && kind === 'known_as')
  const birth = person.births.find(({ withdrawnAt }) => withdrawnAt === null)
  const school = person.details.find(({ withdrawnAt, kind, untilOn }) => withdrawnAt === null && untilOn === null && kind === 'school')
  // a protected address is never among them, whoever asks
  const address = person.addresses.find((one) => one.withdrawnAt === null && one.untilOn === null && !one.protected)
  const shown = (one: typeof name) => one?.fullText ?? [one?.given, one?.middle, one?.family].filter((part) => part).join(' ')
  return [
    ...tellable(at, 'name', shown(name)),
    ...tellable(at, 'called', called === name ? null : shown(called)),
    ...tellable(at, 'born', birth?.certainty === 'full' || birth?.certainty === 'disputed' ? showDate(birth.bornOn) : null),
    ...tellable(at, 'age', birth?.certainty === 'estimated' ? String(birth.estimatedAge) : null),
    ...tellable(at, 'school', school?.value),
    ...tellable(at, 'address', [address?.line, address?.postcode].filter((part) => part).join(', ')),
  ]
}
