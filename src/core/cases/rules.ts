// What is true of a case: pure functions.
import { addMonths, daysBetween, isLocalDate, type LocalDate } from '../clocks/local-date.ts'
import type { NoteText } from './schema.ts'

/** How long a link stands without somebody confirming it. @source local default */
export const linkMonths = 6

/**
 * Does a link still count on a day? It drops out on the day six months after it was last confirmed: what nobody has said
 * for half a year is not known to be true, and a picture that keeps it would say that it is.
 */
export function isLinkCurrent(confirmedOn: LocalDate, today: LocalDate): boolean {
  return today < addMonths(confirmedOn, linkMonths)
}

/** The last day a link is shown unless somebody confirms it. */
export function confirmBy(confirmedOn: LocalDate): LocalDate {
  return addMonths(confirmedOn, linkMonths)
}

/** Whole days without a worker: 0 on the first day. */
export function daysWaiting(since: LocalDate, today: LocalDate): number {
  return Math.max(0, daysBetween(since, today))
}

export type DateReading = Readonly<{ kind: 'none' } | { kind: 'date'; date: LocalDate } | { kind: 'unreadable' }>

/** Three boxes: day, month, year. 31 February is unreadable, not 3 March. */
export function readDateParts(day: string, month: string, year: string): DateReading {
  const parts = [day, month, year].map((part) => part.trim())
  if (parts.every((part) => part === '')) return { kind: 'none' }
  if (!parts.every((part) => /^\d{1,4}$/.test(part))) return { kind: 'unreadable' }
  const [d = '', m = '', y = ''] = parts
  const date = `${y.padStart(4, '0')}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`
  return y.length === 4 && isLocalDate(date) ? { kind: 'date', date } : { kind: 'unreadable' }
}

/** 'HH:MM' from what people type: 8:30, 0830, 14.30. Null when empty, undefined when it cannot be read. */
export function readTime(text: string): string | null | undefined {
  const typed = text.trim()
  if (typed === '') return null
  const [, hour, minute] = /^(\d{1,2})[:.]?(\d{2})$/.exec(typed) ?? []
  if (hour === undefined || minute === undefined || Number(hour) > 23 || Number(minute) > 59) return undefined
  return `${hour.padStart(2, '0')}:${minute}`
}

const acts =
  '(?:sold|dealt|stole|robbed|stabbed|punched|hit|beat|attacked|threatened|smashed|burgled|burned|set fire|shot|cut|dealing|selling|carried|was carrying|delivered|hid|held the|had the|moved the|bought the|took the)'
const accounts: readonly RegExp[] = [
  new RegExp(`\\bI(?:'ve|’ve| have| had)? ${acts}\\b`, 'giu'),
  new RegExp(
    `\\b(?:said|says|told (?:me|us|him|her|them|\\p{Lu}\\p{L}+)|tells (?:me|us)|explained|disclosed|stated) (?:that )?(?:he|she|they)(?:'d|’d| had| has| have)? ${acts}\\b`,
    'giu',
  ),
  /\b(?:he|she|they|\p{Lu}\p{L}+) (?:has |have |had )?(?:admitted|confessed|admits|confesses)\b/giu,
  /\b(?:solicitor|lawyer|barrister)(?:'s|’s)? (?:said|says|told|advised|advises|advice)\b/giu,
  /\blegal advice\b/giu,
]

/**
 * Places in a text that read like an account of an alleged act, an admission or legal advice: never written down here.
 * A warning too many is read and dropped; it cannot tell for certain. "He was made to carry" is not one.
 * @source handbook/law.md section 4.3
 */
export function accountsIn(text: string): string[] {
  return accounts.flatMap((pattern) => [...text.matchAll(pattern)].map(([found]) => found))
}

export const noteParts = ['ownWords', 'seen', 'analysis', 'next'] as const
export type NotePart = (typeof noteParts)[number]

/** Accounts by the part of the note they stand in; empty when there are none. */
export function accountsInNote(note: NoteText): Readonly<Partial<Record<NotePart, readonly string[]>>> {
  return Object.fromEntries(noteParts.map((part) => [part, accountsIn(note[part])] as const).filter(([, found]) => found.length > 0))
}

// ── the picture of people and places ────────────────────────────────────────────────────────────────────────────────

export type PictureLink = Readonly<{
  id: string
  fromPerson: string | null
  fromLabel: string
  toPerson: string | null
  toLabel: string
  toKind: 'person' | 'place'
  relation: string
}>
export type PictureNode = Readonly<{ key: string; label: string; kind: 'centre' | 'person' | 'place'; x: number; y: number }>
export type PictureEdge = Readonly<{ id: string; from: PictureNode; to: PictureNode; relation: string }>
export type Picture = Readonly<{ width: number; height: number; nodes: readonly PictureNode[]; edges: readonly PictureEdge[] }>

/**
 * Who and what stands around the person at the centre, laid out the same way each time: the centre in the middle, the
 * others around it in the order in which they were first named. Nothing is sized or placed by how many links it has.
 * @param centre the people the case is about, by person id
 */
export function pictureOf(links: readonly PictureLink[], centre: readonly Readonly<{ personId: string; label: string }>[]): Picture {
  const centreKeys = new Set(centre.map(({ personId }) => `p:${personId}`))
  const found = new Map<string, { label: string; kind: 'person' | 'place' }>()
  const keyOf = (person: string | null, label: string) => (person === null ? `l:${label.trim().toLowerCase()}` : `p:${person}`)
  for (const link of links) {
    const ends = [
      { key: keyOf(link.fromPerson, link.fromLabel), label: link.fromLabel, kind: 'person' as const },
      { key: keyOf(link.toPerson, link.toLabel), label: link.toLabel, kind: link.toKind },
    ]
    for (const { key, label, kind } of ends) if (!centreKeys.has(key) && !found.has(key)) found.set(key, { label, kind })
  }
  const around = [...found]
  const width = 760
  const height = around.length > 8 ? 560 : 440
  const middle = { x: width / 2, y: height / 2 }
  const nodes: PictureNode[] = [
    ...centre.map(({ personId, label }, i) => ({
      key: `p:${personId}`,
      label,
      kind: 'centre' as const,
      x: middle.x + (i - (centre.length - 1) / 2) * 130,
      y: middle.y,
    })),
    ...around.map(([key, { label, kind }], i) => {
      const angle = (i / around.length) * 2 * Math.PI - Math.PI / 2
      return {
        key,
        label,
        kind,
        x: Math.round(middle.x + (width / 2 - 95) * Math.cos(angle)),
        y: Math.round(middle.y + (height / 2 - 45) * Math.sin(angle)),
      }
    }),
  ]
  const byKey = new Map(nodes.map((node) => [node.key, node]))
  const edges = links.flatMap((link) => {
    const from = byKey.get(keyOf(link.fromPerson, link.fromLabel))
    const to = byKey.get(keyOf(link.toPerson, link.toLabel))
    return from === undefined || to === undefined || from === to ? [] : [{ id: link.id, from, to, relation: link.relation }]
  })
  return { width, height, nodes, edges }
}
