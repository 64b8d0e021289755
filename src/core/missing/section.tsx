// What times missing add to the pages of a case.
import { mayOnCase } from '../access/may.ts'
import { type CaseSection, type ChronologySource, findCase } from '../cases/index.ts'
import { daysBetween, londonTimeOf } from '../clocks/index.ts'
import type { Request } from '../house/request.ts'
import { interviewStanding, isRepeat } from './episodes.ts'
import { interviewDeadline } from './rules.ts'
import { type Episode, episodesOf } from './store.ts'
import { t } from './texts.ts'
import { type InterviewClock, MissingPart } from './views.tsx'

export const missingSection: CaseSection = {
  key: 'missing',
  get label() {
    return t('heading')
  },
  order: 14,
  offered: ({ tx }, caseId) => mayOnCase(tx, caseId, 'plan', 'read'),
  load: async (request, caseId) => {
    const { tx, audit } = request
    if (!(await mayOnCase(tx, caseId, 'plan', 'read'))) return undefined
    audit.about('case', caseId, { caseId, classes: ['plan', 'notes'] })
    const episodes = await episodesOf(tx, caseId)
    return (
      <MissingPart
        caseId={caseId}
        episodes={episodes}
        clocks={new Map(episodes.flatMap((episode) => clockOf(request, episode)))}
        repeat={repeatOf(request, episodes)}
        mayWrite={(await mayOnCase(tx, caseId, 'plan', 'write')) && (await isCaseOpen(request, caseId))}
      />
    )
  },
}

async function isCaseOpen({ tx }: Request, caseId: string): Promise<boolean> {
  return (await findCase(tx, caseId))?.state !== 'closed'
}

function clockOf({ house, now }: Request, e: Episode): [string, InterviewClock][] {
  if (e.returnedAt === null || e.returnedKind === null) return []
  const { dueAt, why, atTheLatest } = interviewDeadline(
    { kind: e.returnedKind, at: e.returnedAt },
    house.reference.clocks,
    house.reference.calendar,
  )
  const standing = interviewStanding(e.interviews.map(({ outcome }) => outcome))
  return [[e.id, { standing, dueAt, isLate: now > dueAt, atTheLatest, why }]]
}

/** How many of the latest run of starts fell within the days of the rule; null when they do not repeat so often. */
function repeatOf({ house }: Request, episodes: readonly Episode[]): Readonly<{ count: number; days: number }> | null {
  if (!isRepeat(episodes, house)) return null
  const { days } = house.reference.missing
  const starts = episodes.filter((one) => one.withdrawnBecause === null).map((one) => one.startedOn)
  const within = starts.map((first) => starts.filter((on) => on >= first && daysBetween(first, on) < days).length)
  return { count: Math.max(...within), days }
}

export const missingChronology: ChronologySource = async (tx, caseId) => {
  const episodes = await episodesOf(tx, caseId)
  const kind = { kind: 'missing', kindLabel: t('chronology.kind'), href: `/cases/${caseId}/missing` }
  return episodes
    .filter((episode) => episode.withdrawnBecause === null)
    .flatMap((e) => [
      {
        ...kind,
        id: `missing:${e.id}`,
        on: e.startedOn,
        time: e.startedAt === null ? null : londonTimeOf(e.startedAt).slice(11),
        title: t('chronology.gone'),
        text: '',
        by: e.reportedBy,
      },
      ...(e.returnedAt === null
        ? []
        : [
            {
              ...kind,
              id: `missing-back:${e.id}`,
              on: londonTimeOf(e.returnedAt).slice(0, 10),
              time: londonTimeOf(e.returnedAt).slice(11),
              title: t('chronology.back'),
              text: '',
              by: null,
            },
          ]),
      ...e.interviews.map((interview) => ({
        ...kind,
        id: `missing-interview:${interview.id}`,
        on: interview.on,
        time: null,
        title: t('chronology.interview'),
        text: [t(`outcome.${interview.outcome}`), interview.note?.ownWords ?? ''].filter((part) => part !== '').join('\n\n'),
        by: interview.askedBy,
      })),
    ])
}
