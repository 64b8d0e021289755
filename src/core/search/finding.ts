// One search from the words to what is shown: found, looked up, filtered, put in order.
import type { Actor } from '../access/index.ts'
import { can } from '../access/index.ts'
import type { Request } from '../house/request.ts'
import type { Sought } from './rules.ts'
import type { Agreement, FoundKind, SearchFilter } from './schema.ts'
import {
  casesBy,
  concernsBy,
  type FoundCase,
  type FoundConcern,
  type FoundPerson,
  findReferences,
  findWords,
  type Hit,
  type Kept,
  peopleBy,
  recordsAbout,
} from './store.ts'

/** Why something is on the list. */
export type Why = Readonly<
  { kind: 'words'; agreements: readonly Agreement[] } | { kind: 'reference' } | { kind: 'about'; name: string | null }
>

export type Line = Readonly<
  (
    | { kind: 'people'; record: FoundPerson; about: readonly Readonly<{ href: string; reference: string }>[] }
    | { kind: 'cases'; record: FoundCase }
    | { kind: 'concerns' | 'places'; record: FoundConcern }
  ) & { href: string; kept: Kept; why: Why | undefined }
>

export type Found = Readonly<{
  lines: Readonly<Record<FoundKind, readonly Line[]>>
  /** The teams of what was found, before any filter. */
  teams: readonly Readonly<{ id: string; name: string }>[]
  /** There may be more than is shown. */
  isCut: boolean
}>

const placeParts: ReadonlySet<string> = new Set(['place', 'place_postcode'])
const byName = new Intl.Collator('en-GB')

/** Where a concern opens: at the desk for those who triage, else what was sent. */
export function concernHref(actor: Actor, id: string): string {
  return can(actor, 'concern.triage') ? `/triage/${id}` : `/concerns/${id}`
}

/** Everything that agrees and that this reader may see, best first, of each kind at most `most`. */
export async function find(
  { tx, actor }: Pick<Request, 'tx' | 'actor'>,
  sought: Sought,
  filter: SearchFilter,
  most: number,
): Promise<Found> {
  const hits = await findWords(tx, sought)
  const byReference = await findReferences(tx, sought.references)
  const personHits = hits.filter(({ kind }) => kind === 'person')
  const people = await peopleBy(
    tx,
    personHits.map(({ id }) => id),
  )
  const about = await recordsAbout(
    tx,
    people.map(({ id }) => id),
  )
  const wanted = (kind: 'case' | 'concern') => [
    ...new Set([...hits, ...byReference, ...about].filter((one) => one.kind === kind).map(({ id }) => id)),
  ]
  const cases = await casesBy(tx, wanted('case'))
  const concerns = await concernsBy(tx, wanted('concern'))

  const hitOf = new Map(hits.map((hit) => [hit.id, hit]))
  const referenced = new Set(byReference.map(({ id }) => id))
  const nameOf = new Map(people.map(({ id, name }) => [id, name]))
  const rankOf = (id: string): number => {
    if (referenced.has(id)) return -1
    const own = hitOf.get(id)?.rank
    const through = about.filter((one) => one.id === id).map(({ personId }) => hitOf.get(personId)?.rank ?? 1000)
    return Math.min(own ?? 1000, ...through)
  }
  const whyOf = (id: string): Why | undefined => {
    if (referenced.has(id)) return { kind: 'reference' }
    const own: Hit | undefined = hitOf.get(id)
    if (own !== undefined) return { kind: 'words', agreements: own.agreements }
    const through = about.find((one) => one.id === id)
    return through === undefined ? undefined : { kind: 'about', name: nameOf.get(through.personId) ?? null }
  }
  const isOpen = (state: string) => state !== 'closed' && state !== 'decided'
  const fits = ({ state, teamId }: Pick<FoundCase | FoundConcern, 'state' | 'teamId'>) =>
    (filter.state === undefined || isOpen(state) === (filter.state === 'open')) && (filter.team === undefined || teamId === filter.team)
  const hrefOf = new Map<string, Readonly<{ href: string; reference: string }>>([
    ...cases.filter(fits).map((c) => [c.id, { href: `/cases/${c.id}`, reference: c.reference }] as const),
    ...concerns.filter(fits).map((c) => [c.id, { href: concernHref(actor, c.id), reference: c.reference }] as const),
  ])
  const isOfPlace = (id: string) => {
    const why = whyOf(id)
    return why?.kind === 'words' && why.agreements.some(({ part }) => placeParts.has(part))
  }
  const ordered = <T extends Readonly<{ id: string }>>(records: readonly T[], name: (record: T) => string) =>
    [...records].sort((a, b) => rankOf(a.id) - rankOf(b.id) || byName.compare(name(a), name(b)) || a.id.localeCompare(b.id))

  const all: Record<FoundKind, Line[]> = {
    people: ordered(people, ({ name }) => name ?? '').flatMap((record): Line[] => {
      const own = about.flatMap(({ id, personId }) => (personId === record.id ? [hrefOf.get(id)] : [])).filter((one) => one !== undefined)
      // with a state or a team asked for, a person is whoever one of those is about
      if ((filter.state !== undefined || filter.team !== undefined) && own.length === 0) return []
      return [
        {
          kind: 'people',
          record,
          about: own,
          href: `/people/${record.id}`,
          kept: { kind: 'person', id: record.id },
          why: whyOf(record.id),
        },
      ]
    }),
    cases: ordered(cases.filter(fits), ({ knownAs }) => knownAs).map((record) => ({
      kind: 'cases',
      record,
      href: `/cases/${record.id}`,
      kept: { kind: 'case', id: record.id },
      why: whyOf(record.id),
    })),
    concerns: [],
    places: [],
  }
  for (const record of ordered(concerns.filter(fits), ({ reference }) => reference)) {
    const kind = isOfPlace(record.id) ? 'places' : 'concerns'
    all[kind].push({ kind, record, href: concernHref(actor, record.id), kept: { kind: 'concern', id: record.id }, why: whyOf(record.id) })
  }
  const teams = new Map(
    [...cases, ...concerns].flatMap(({ teamId, teamName }) => (teamId === null ? [] : [[teamId, teamName ?? ''] as const])),
  )
  const shown = (kind: FoundKind) => (filter.kind === undefined || filter.kind === kind ? all[kind].slice(0, most) : [])
  return {
    lines: { people: shown('people'), cases: shown('cases'), concerns: shown('concerns'), places: shown('places') },
    teams: [...teams].map(([id, name]) => ({ id, name })).sort((a, b) => byName.compare(a.name, b.name)),
    isCut: hits.length >= 200 || Object.values(all).some((lines) => lines.length > most),
  }
}

/** The same lines for what somebody opened or pinned, in that order; what they may not see is left out. */
export async function linesOf({ tx, actor }: Pick<Request, 'tx' | 'actor'>, kept: readonly Kept[]): Promise<Line[]> {
  const ids = (kind: Kept['kind']) => kept.filter((one) => one.kind === kind).map(({ id }) => id)
  const people = await peopleBy(tx, ids('person'))
  const cases = await casesBy(tx, ids('case'))
  const concerns = await concernsBy(tx, ids('concern'))
  return kept.flatMap((one): Line[] => {
    const person = people.find(({ id }) => one.kind === 'person' && id === one.id)
    if (person !== undefined)
      return [{ kind: 'people', record: person, about: [], href: `/people/${person.id}`, kept: one, why: undefined }]
    const c = cases.find(({ id }) => one.kind === 'case' && id === one.id)
    if (c !== undefined) return [{ kind: 'cases', record: c, href: `/cases/${c.id}`, kept: one, why: undefined }]
    const concern = concerns.find(({ id }) => one.kind === 'concern' && id === one.id)
    return concern === undefined
      ? []
      : [{ kind: 'concerns', record: concern, href: concernHref(actor, concern.id), kept: one, why: undefined }]
  })
}
