// A case from the day a worker has it to the day it closes, or to the present.
import { addNote, addWarning, allocateCase, type CaseId, setNextStep } from '../core/cases/index.ts'
import { addDays, type LocalDate } from '../core/clocks/index.ts'
import { addFacts, peopleIn, type SelfDescriptionFact } from '../core/people/index.ts'
import { addStrength, type RiskLevel } from '../core/risk/index.ts'
import * as acts from './acts.ts'
import { away, forTonight, Help, onCase, supervise } from './help.ts'
import type { Teller } from './teller.ts'
import * as words from './words.ts'

/** How a case is worked. */
export type Work = Readonly<{
  team: string
  manager: string
  worker: string
  levels: readonly [RiskLevel, ...RiskLevel[]]
  /** Null: it is open at present. */
  closesAfter: number | null
  /** Somebody else writes about the same child, so many days after. */
  again: number | null
  /** Nobody has got to see the child since, counted back from the present. */
  unseenSince: number | null
  handedTo: string | null
  /** What they answer when the worker asks how they describe their ethnicity; null: nobody has asked. */
  describes: SelfDescriptionFact | null
}>

export function allocate(t: Teller, manager: string, caseId: CaseId, worker: string, because: string): Promise<void> {
  const { postId } = t.member(worker)
  return onCase(
    t,
    manager,
    'case.allocate',
    caseId,
    async ({ tx }) => void acts.must(await allocateCase(tx, caseId, postId, because), 'done'),
  )
}

export function note(t: Teller, who: string, caseId: CaseId, n: (typeof words.notes)[number]): Promise<string> {
  return onCase(t, who, 'case.note', caseId, ({ tx, on }) =>
    addNote(tx, caseId, { on, time: null }, { ownWords: n.own, seen: n.seen, analysis: n.analysis, next: n.next }),
  )
}

/** Works the case as the plan says. Ends when it is closed; an open one goes on for as long as there is time. */
export async function workCase(t: Teller, work: Work, caseId: CaseId, isAdult: boolean): Promise<void> {
  const { luck } = t
  const opened = t.on
  const closesOn = work.closesAfter === null ? null : addDays(opened, work.closesAfter)
  const unseenFrom = work.unseenSince === null ? null : addDays(t.borough.today, -work.unseenSince)
  let worker = work.worker
  await allocate(t, work.manager, caseId, worker, words.allocatedBecause)
  await t.workday(luck.between(0, 1), t.between(9, 17))
  await note(t, worker, caseId, luck.pick(words.notes))
  if (luck.happens(0.25)) await warn(t, worker, caseId)
  let [level] = work.levels
  const turns = turnsOf(work, opened, t.borough.today)
  await t.workday(1, t.between(10, 17))
  await see(t, worker, caseId, unseenFrom, isAdult)
  if (work.describes !== null) await describe(t, worker, caseId, work.describes)
  if (!isAdult) await judge(t, work, worker, caseId, level, '')
  const isGrave = !isAdult && work.levels.includes('significant')
  const help = isGrave || luck.happens(0.25) ? new Help(t, worker, caseId) : undefined
  await help?.begin()
  if (isGrave) await forTonight(t, worker, caseId)
  if (isGrave) await acts.fileDocument(t, worker, caseId, t.luck.pick(words.documents))
  let nightsAway = isGrave ? luck.between(0, 2) : 0
  for (;;) {
    const next = addDays(t.on, rhythm[level] - luck.between(0, 2))
    const turn = turns[0] !== undefined && turns[0].from <= next ? turns.shift() : undefined
    if (closesOn !== null && next >= closesOn) break
    await t.until(moment(t, next))
    if (luck.happens(0.3)) await step(t, worker, caseId)
    if (worker === work.worker) await help?.goOn()
    if (work.handedTo !== null && worker === work.worker && luck.happens(0.2)) {
      worker = work.handedTo
      await allocate(t, work.manager, caseId, worker, words.handedOverBecause)
      await help?.handOver(worker)
    }
    await see(t, worker, caseId, unseenFrom, isAdult)
    if (luck.happens(0.2)) await note(t, worker, caseId, luck.pick(words.notes))
    if (nightsAway > 0 && unseenFrom === null && luck.happens(0.3)) {
      nightsAway--
      await t.later(1, t.between(20, 23))
      await away(t, worker, caseId, t.between(6, 11), luck.pick(words.afterAway))
    }
    if (turn === undefined || isAdult) continue
    level = turn.level
    await judge(t, work, worker, caseId, level, luck.pick(words.changed))
  }
  if (worker === work.worker) await help?.end()
  await close(t, work, worker, caseId)
}

/** A day or two inside the rhythm that the level asks for. */
const rhythm: Readonly<Record<RiskLevel, number>> = { significant: 6, moderate: 13, emerging: 26 }

function moment(t: Teller, on: LocalDate): Date {
  const later = Math.max(0, Math.round((Date.parse(on) - Date.parse(t.on)) / 86_400_000))
  return t.londonTime(t.workingDate(later), t.between(9, 18))
}

/** When the level turns, spread over the life of the case. */
function turnsOf({ levels, closesAfter }: Work, opened: LocalDate, today: LocalDate): Readonly<{ from: LocalDate; level: RiskLevel }>[] {
  const life = closesAfter ?? Math.round((Date.parse(today) - Date.parse(opened)) / 86_400_000)
  const [, ...later] = levels
  return later.map((level, place) => ({ level, from: addDays(opened, Math.round((life * (place + 1)) / (later.length + 1))) }))
}

async function see(t: Teller, worker: string, caseId: CaseId, unseenFrom: LocalDate | null, isAdult: boolean): Promise<void> {
  const outOfReach = unseenFrom !== null && t.on >= unseenFrom
  if (outOfReach || t.luck.happens(0.12)) {
    await acts.visit(t, worker, caseId, acts.notSeen(t.luck))
    if (outOfReach) return
    await t.workday(1, t.between(9, 18))
  }
  await acts.visit(
    t,
    worker,
    caseId,
    isAdult && t.luck.happens(0.2) ? { ...acts.seen(t.luck), outcome: 'seen_not_alone' } : acts.seen(t.luck),
  )
}

async function judge(t: Teller, work: Work, worker: string, caseId: CaseId, level: RiskLevel, changed: string): Promise<void> {
  await t.until(new Date(t.now.getTime() + t.luck.between(40, 120) * 60_000))
  const [kind, said] = t.luck.pick(words.strengths)
  if (t.luck.happens(0.6))
    await onCase(t, worker, 'risk.strength', caseId, async ({ tx }) => void acts.must(await addStrength(tx, caseId, kind, said), 'done'))
  const { id, waits } = await acts.assess(t, worker, caseId, {
    level,
    because: t.luck.pick(words.riskReasons),
    changed,
    // now and then a worker knows why a level below the suggestion is right
    ...(level === 'emerging' && t.luck.happens(0.25) ? { answersAs: 'moderate' as const } : {}),
  })
  if (waits) {
    await t.workday(1, t.between(9, 17))
    await acts.agreeLevel(t, work.manager, caseId, id, words.agreedLevel)
  }
  if (level !== 'significant') return
  await t.workday(1, t.between(9, 17))
  await supervise(t, work.manager, worker, caseId)
}

async function describe(t: Teller, worker: string, caseId: CaseId, said: SelfDescriptionFact): Promise<void> {
  await onCase(t, worker, 'person.edit', caseId, async ({ tx }) => {
    const [subject] = await peopleIn(tx, { kind: 'case', id: caseId })
    if (subject === undefined) throw new Error('The worker does not see who the case is about')
    await addFacts(tx, subject.sourceRecordId, { selfDescriptions: [said] })
  })
}

function step(t: Teller, worker: string, caseId: CaseId): Promise<boolean> {
  const next = t.luck.pick(words.nextAtVisit)
  return onCase(t, worker, 'case.next_step', caseId, ({ tx }) => setNextStep(tx, caseId, next, null))
}

function warn(t: Teller, worker: string, caseId: CaseId): Promise<string> {
  const [kind, said, saidBy] = t.luck.pick(words.warnings)
  return onCase(t, worker, 'case.warning', caseId, ({ tx, on }) =>
    addWarning(tx, caseId, { kind, said, saidBy, fromOn: on, untilOn: null }),
  )
}

async function close(t: Teller, work: Work, worker: string, caseId: CaseId): Promise<void> {
  await t.workday(2, t.between(9, 16))
  const closingId = await acts.askToClose(t, worker, caseId, {
    reason: t.luck.pick(['safer', 'safer', 'safer', 'other_service', 'moved_area', 'asked_to_stop']),
    because: t.luck.pick(words.overBecauses),
    ownView: t.luck.pick(words.closingViews),
    wouldReopen: t.luck.pick(words.wouldReopen),
  })
  await t.workday(t.luck.between(1, 3), t.between(9, 16))
  await acts.agreeToClose(t, work.manager, caseId, closingId, words.agreedToClose)
}
