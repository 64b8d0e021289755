// The chronology is not written by anybody: it is what the rooms have recorded, in order. Each source reads its own
// tables, so a reader sees what their classes allow, and nothing tells how much there is that they do not.
import type { Tx } from '../../platform/db/pool.ts'
import { unquoted } from '../../platform/texts/quote.ts'
import { londonDateOf, londonTimeOf } from '../clocks/london-time.ts'
import type { ChronologyEntry, ChronologySource } from './extension.ts'
import type { CaseId } from './schema.ts'
import { allocationsOf, allWarningsOf, caseConcerns, closingsOf, findCase, investigationsOf, movesOf, notesOf, tracksOf } from './store.ts'
import { t } from './texts.ts'

export type ChronologyFilter = Readonly<{
  /** Kinds to show; undefined: all. */
  kinds?: readonly string[] | undefined
  /** Local dates, both included. */
  from?: string | undefined
  to?: string | undefined
}>

/** What happened, first to last; `kinds` are those there are before the filter, for offering. */
export type Chronology = Readonly<{
  entries: readonly ChronologyEntry[]
  kinds: readonly Readonly<{ kind: string; label: string }>[]
}>

export async function chronologyOf(
  tx: Tx,
  caseId: CaseId,
  sources: readonly ChronologySource[],
  { kinds, from, to }: ChronologyFilter = {},
): Promise<Chronology> {
  const all: ChronologyEntry[] = []
  for (const source of [caseSource, ...sources]) all.push(...(await source(tx, caseId)))
  const labels = new Map(all.map(({ kind, kindLabel }) => [kind, kindLabel]))
  const entries = all
    .filter(
      (entry) => (kinds === undefined || kinds.includes(entry.kind)) && (from ?? '') <= entry.on && (to === undefined || entry.on <= to),
    )
    // a thing without a time of day comes before those that have one
    .sort((a, b) => compare(a.on, b.on) || compare(a.time ?? '', b.time ?? '') || compare(a.id, b.id))
  return {
    entries,
    kinds: [...labels].map(([kind, label]) => ({ kind, label })).sort((a, b) => compare(a.label, b.label)),
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function when(at: Date): Readonly<{ on: string; time: string }> {
  return { on: londonDateOf(at), time: londonTimeOf(at).slice(11, 16) }
}

const kindLabel = (kind: 'case' | 'note' | 'track' | 'investigation' | 'warning') => t(`chronology.kind.${kind}`)

/** What the case itself recorded. Links between people are not told here: they are never printed. */
const caseSource: ChronologySource = async (tx, caseId) => {
  const found = await findCase(tx, caseId)
  if (found === undefined) return []
  const entries: ChronologyEntry[] = []
  const add = (entry: Omit<ChronologyEntry, 'kindLabel'> & { kind: Parameters<typeof kindLabel>[0] }) =>
    entries.push({ ...entry, kindLabel: kindLabel(entry.kind) })
  const base = `/cases/${caseId}`
  const plain = { kind: 'case', text: '', by: null } as const

  add({ ...plain, id: 'opened', ...when(found.openedAt), title: t('chronology.opened') })
  for (const a of await allocationsOf(tx, caseId)) {
    add({ ...plain, id: `allocation:${a.id}`, ...when(a.fromAt), title: t('chronology.allocated', { name: a.fullName }) })
    if (a.endedAt !== null)
      add({ ...plain, id: `allocation:${a.id}:end`, ...when(a.endedAt), title: t('chronology.allocationEnded', { name: a.fullName }) })
  }
  for (const m of await movesOf(tx, caseId)) {
    const title = t('chronology.moved', { from: m.fromTeam, to: m.toTeam })
    add({ ...plain, id: `move:${m.id}`, ...when(m.movedAt), title, text: m.because, by: m.movedBy })
  }
  for (const c of await caseConcerns(tx, caseId)) {
    add({ ...plain, id: `concern:${c.concernId}`, ...when(c.joinedAt), title: t('chronology.concern'), text: c.because })
  }
  for (const k of await tracksOf(tx, caseId)) {
    const label = k.label
    add({
      kind: 'track',
      id: `track:${k.id}`,
      ...when(k.openedAt),
      title: t('chronology.trackOpened', { label }),
      text: k.openedBecause,
      by: k.openedBy,
    })
    if (k.closedAt !== null)
      add({
        kind: 'track',
        id: `track:${k.id}:end`,
        ...when(k.closedAt),
        title: t('chronology.trackClosed', { label }),
        text: k.closedBecause ?? '',
        by: k.closedBy,
      })
  }
  for (const i of await investigationsOf(tx, caseId)) {
    add({
      kind: 'investigation',
      id: `investigation:${i.id}`,
      ...when(i.openedAt),
      title: t('chronology.investigationOpened'),
      text: i.openedBecause,
      by: i.openedBy,
    })
    if (i.closedAt !== null)
      add({
        kind: 'investigation',
        id: `investigation:${i.id}:end`,
        ...when(i.closedAt),
        title: t('chronology.investigationClosed'),
        text: i.closedBecause ?? '',
        by: i.closedBy,
      })
  }
  for (const w of await allWarningsOf(tx, caseId)) {
    add({ kind: 'warning', id: `warning:${w.id}`, ...when(w.recordedAt), title: t(`warning.${w.kind}`), text: w.said, by: w.saidBy })
    if (w.endedAt !== null)
      add({
        kind: 'warning',
        id: `warning:${w.id}:end`,
        ...when(w.endedAt),
        title: t('chronology.warningEnded', { warning: t(`warning.${w.kind}`) }),
        text: w.endedBecause ?? '',
        by: null,
      })
  }
  for (const n of await notesOf(tx, caseId)) {
    const parts = [n.ownWords === '' ? '' : t('note.quoted', { words: unquoted(n.ownWords) }), n.seen, n.analysis, n.next]
    add({
      kind: 'note',
      id: `note:${n.id}`,
      on: n.happenedOn,
      time: n.happenedTime,
      title: t('chronology.note'),
      text: parts.filter((part) => part !== '').join('\n\n'),
      by: n.writtenBy,
      href: `${base}/notes/${n.id}`,
    })
  }
  for (const c of await closingsOf(tx, caseId)) {
    const reason = t(`closing.reason.${c.reason}`)
    add({
      ...plain,
      id: `closing:${c.id}`,
      ...when(c.requestedAt),
      title: t('chronology.closingAsked', { reason }),
      text: c.because,
      by: c.requestedBy,
    })
    if (c.decidedAt !== null && c.outcome !== null)
      add({
        ...plain,
        id: `closing:${c.id}:decided`,
        ...when(c.decidedAt),
        title: t(`chronology.closing.${c.outcome}`),
        text: c.decisionNote ?? '',
        by: c.decidedBy,
      })
    if (c.reopenedAt !== null)
      add({
        ...plain,
        id: `closing:${c.id}:reopened`,
        ...when(c.reopenedAt),
        title: t('chronology.reopened'),
        text: c.reopenedBecause ?? '',
        by: c.reopenedBy,
      })
  }
  return entries
}
