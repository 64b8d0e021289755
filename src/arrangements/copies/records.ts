// What can be copied of a case or a concern: the same entries as its chronology, so that a copy holds what its reader may see.
import { type ChronologySource, chronologyOf, findCase } from '../../core/cases/index.ts'
import { londonDateOf, londonTimeOf } from '../../core/clocks/index.ts'
import { findConcern, submissionsOf } from '../../core/concerns/index.ts'
import { answerLines } from '../../core/questions/index.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { showDate } from '../../platform/texts/dates.ts'
import type { Copyable } from './schema.ts'
import { decisionsOf, type RecordKind, type Written } from './store.ts'
import { decisionTexts, t } from './texts.ts'

/** What somebody wrote; the rest of a chronology (a worker given, a track opened) is Lapwing's own. */
const copied = ['note', 'visit', 'risk']

/** First to last. Undefined: there is no such record that this reader may see. */
export async function copyables(
  tx: Tx,
  kind: RecordKind,
  id: string,
  sources: readonly ChronologySource[],
): Promise<Readonly<{ name: string; reference: string; entries: readonly Copyable[] }> | undefined> {
  return kind === 'case' ? ofCase(tx, id, sources) : ofConcern(tx, id)
}

/** What was written, as this reader may see it now: what they may not see is left out. For the day's file and for receivers. */
export async function contentOf(
  tx: Tx,
  written: readonly Pick<Written, 'entry' | 'recordKind' | 'recordId'>[],
  sources: readonly ChronologySource[],
): Promise<Copyable[]> {
  const wanted = new Set(written.map(({ entry }) => entry))
  const records = new Map(written.map((one) => [one.recordId, one.recordKind]))
  const rows: Copyable[] = []
  for (const [id, kind] of records) {
    const found = await copyables(tx, kind, id, sources)
    rows.push(...(found?.entries ?? []).filter(({ entry }) => wanted.has(entry)))
  }
  return rows
}

async function ofCase(tx: Tx, id: string, sources: readonly ChronologySource[]) {
  const found = await findCase(tx, id)
  if (found === undefined) return undefined
  const { entries } = await chronologyOf(tx, id, sources, { kinds: copied })
  const { knownAs: name, reference } = found
  return {
    name,
    reference,
    entries: entries
      // a level has one line more for each countersign: the decision itself is what is copied
      .filter((entry) => /^[a-z-]+:[0-9a-f-]{36}$/.test(entry.id))
      .map(
        (entry): Copyable => ({
          entry: entry.id,
          on: showDate(entry.on),
          time: entry.time ?? '',
          kind: entry.kindLabel,
          title: entry.title,
          by: entry.by ?? '',
          name,
          reference,
          text: entry.text,
        }),
      ),
  }
}

async function ofConcern(tx: Tx, id: string) {
  const found = await findConcern(tx, id)
  if (found === undefined) return undefined
  const common = { name: '', reference: found.reference }
  const sent = (await submissionsOf(tx, id)).map(
    (one): Copyable => ({
      ...common,
      ...momentOf(one.submittedAt),
      entry: `sent:${one.id}`,
      kind: t('kind.sent'),
      title: found.kindLabel,
      by: one.referrerName,
      text: [
        one.whatSeen,
        one.ownWords === '' ? '' : t('text.ownWords', { words: one.ownWords }),
        one.alreadyDone,
        answerLines(one.ownAnswers).join('\n'),
      ]
        .filter((part) => part !== '')
        .join('\n\n'),
    }),
  )
  const decided = (await decisionsOf(tx, id)).map(
    (one): Copyable => ({
      ...common,
      ...momentOf(one.decidedAt),
      entry: `decision:${one.id}`,
      kind: t('kind.decision'),
      title: isDecision(one.outcome) ? decisionTexts(one.outcome) : t('kind.decision'),
      by: one.by,
      text: one.reason,
    }),
  )
  return { name: found.kindLabel, reference: found.reference, entries: [...sent, ...decided] }
}

function momentOf(at: Date): Readonly<{ on: string; time: string }> {
  return { on: showDate(londonDateOf(at)), time: londonTimeOf(at).slice(11, 16) }
}

function isDecision(outcome: string): outcome is keyof typeof decisionTexts.texts {
  return outcome in decisionTexts.texts
}
