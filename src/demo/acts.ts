// What people do again and again in the stories, each the way its page does it.
import { type CaseId, closeTrack, decideClosing, requestClosing, tracksOf } from '../core/cases/index.ts'
import { type Attachment, type Submission, sendConcern, sendMore } from '../core/concerns/index.ts'
import { addDocument } from '../core/documents/index.ts'
import { candidatesFor, decideCandidate, peopleIn } from '../core/people/index.ts'
import { type Answer, sheetFor } from '../core/questions/index.ts'
import {
  beginAssessment,
  countersign,
  decide,
  findAssessment,
  needsCountersign,
  type RiskLevel,
  type RiskPolicy,
  saveAnswers,
  suggestionFor,
} from '../core/risk/index.ts'
import { type By, findTriage, takeClaim } from '../core/triage/index.ts'
import { insertVisit, refreshVisitClock } from '../core/visits/index.ts'
import { storeFile } from '../platform/files/index.ts'
import { wardCode } from './borough.ts'
import { type Child, subjectOf, type Telling } from './children.ts'
import { type Paper, sheet } from './papers.ts'
import type { Chance } from './random.ts'
import type { Doing, Teller } from './teller.ts'
import * as words from './words.ts'

type Kinded = Readonly<{ kind: string }>
function isKind<T extends Kinded, K extends T['kind']>(answer: T, kind: K): answer is Extract<T, { kind: K }> {
  return answer.kind === kind
}

/** A refusal in a story is a mistake in the story. */
export function must<T extends Kinded, K extends T['kind']>(answer: T, kind: K): Extract<T, { kind: K }> {
  if (!isKind(answer, kind)) throw new Error(`The story expected "${kind}" and met ${JSON.stringify(answer)}`)
  return answer
}

export type Referral = Readonly<{
  child: Child
  told: Telling
  seen: string
  own: string
  kind?: string
  form?: Submission['form']
  danger?: Submission['dangerNow']
  place?: string
  /** Other children in the same worry. */
  others?: readonly Child[]
  /** Further places, with what happens there. */
  places?: readonly Readonly<{ description: string; postcode: string; whatHappens: string; ward: string }>[]
  done?: string
  said?: string
  /** What is handed in with it. */
  files?: readonly Paper[]
  /** To the borough's own questions, in their order; one that is not given is left for later. */
  answered?: readonly string[]
}>

/** What is said to the questions that a place asks at that moment. */
async function answersTo({ tx }: Doing, place: string, said: readonly string[] = []): Promise<readonly Answer[]> {
  if (said.length === 0) return []
  const { asked } = await sheetFor(tx, place)
  return asked.flatMap(({ questionId, version }, at) => {
    const words = said[at]
    return words === undefined ? [] : [{ questionId, version, state: 'answered' as const, said: [words] }]
  })
}

function sendingOf({ me, on }: Doing, r: Referral, attachments: readonly Attachment[] = []) {
  return {
    submission: {
      form: r.form ?? 'full',
      referrerName: me.fullName,
      referrerJob: me.title,
      referrerAgency: me.agencyName,
      reach: me.phone,
      whatSeen: r.seen,
      ownWords: r.own,
      seenOn: on,
      seenAt: null,
      seenWhenWords: '',
      dangerNow: r.danger ?? null,
      alreadyDone: r.done ?? '',
      agreement: r.form === 'minute' ? null : 'not_asked',
      agreementBecause: r.form === 'minute' ? '' : words.whyNotAsked,
      told: r.said ?? '',
      wordsKept: [],
      answers: {},
    },
    subjects: [
      subjectOf(r.child, r.told, on),
      ...(r.others ?? []).map((child) =>
        subjectOf(child, { spelling: `${child.given} ${child.family}`, bornOn: null, aboutAge: null }, on),
      ),
    ],
    places: [
      ...(r.place === undefined ? [] : [{ description: r.place, postcode: '', whatHappens: '', ward: wardCode(r.place) }]),
      ...(r.places ?? []).map((place) => ({ ...place, ward: wardCode(place.ward) })),
    ],
    attachments,
  } as const
}

/** Somebody sends a worry. @returns the concern's id */
export function refer(t: Teller, who: string, r: Referral): Promise<string> {
  return t.as(who, 'concern.send', async (doing) => {
    const { tx, house, now } = doing
    const kind = r.kind ?? (r.child.isAdult ? 'adult_at_risk' : 'child_exploitation')
    const kept: Attachment[] = []
    for (const { name, bytes } of r.files ?? []) kept.push(must(await storeFile(tx, house, { name, bytes }, now), 'stored'))
    const ownAnswers = await answersTo(doing, `concern.${kind}`, r.answered)
    const { id } = must(await sendConcern(tx, kind, { ...sendingOf(doing, r, kept), ownAnswers }, now, house.reference), 'sent')
    return id
  })
}

/** The referrer adds to what they sent. */
export function addMore(t: Teller, who: string, concernId: string, r: Referral): Promise<void> {
  return t.as(who, 'concern.more', async (doing) => void (await sendMore(doing.tx, concernId, sendingOf(doing, { ...r, form: 'more' }))))
}

/** Somebody at the desk with a concern in hand. */
export type AtDesk = Doing & Readonly<{ by: By }>

/** Somebody at the desk does something with a concern. @param before whether anything was decided on it before: they have read that */
export function atDesk<T>(
  t: Teller,
  who: string,
  event: string,
  concernId: string,
  work: (desk: AtDesk) => Promise<T>,
  before: 'nothing_decided' | 'decided_before' = 'nothing_decided',
): Promise<T> {
  return t.as(
    who,
    event,
    async (doing) => {
      const last = before === 'nothing_decided' ? undefined : (await findTriage(doing.tx, concernId))?.lastDecisionId
      const by = { postId: doing.me.postId, now: doing.now, reference: doing.house.reference, seenDecisionId: last ?? '' }
      return work({ ...doing, by })
    },
    { about: { kind: 'concern', id: concernId } },
  )
}

export function claim(t: Teller, who: string, concernId: string): Promise<boolean> {
  return t.as(who, 'triage.claim', ({ tx }) => takeClaim(tx, concernId), { about: { kind: 'concern', id: concernId } })
}

/** Looks whether the child is known and says yes to the likeliest. @returns whether anybody was found */
export async function sameAsKnown({ tx }: Doing, concernId: string): Promise<boolean> {
  const [subject] = await peopleIn(tx, { kind: 'concern', id: concernId })
  if (subject === undefined) return false
  const [likeliest] = await candidatesFor(tx, { concernId, sourceRecordId: subject.sourceRecordId })
  if (likeliest === undefined) return false
  await decideCandidate(tx, { candidateId: likeliest.id, decision: 'same', because: words.samePerson })
  return true
}

/** Looks for people who may be the one, and leaves it open: the newcomer is somebody new. */
export async function lookForKnown({ tx }: Doing, concernId: string): Promise<void> {
  const [subject] = await peopleIn(tx, { kind: 'concern', id: concernId })
  if (subject !== undefined) await candidatesFor(tx, { concernId, sourceRecordId: subject.sourceRecordId })
}

export type VisitTold = Readonly<{
  own: string
  seen: string
  next: string
  outcome: Parameters<typeof insertVisit>[1]['outcome']
  /** To the borough's own questions, in their order. */
  answered?: readonly string[]
}>

/** A visit, or that it did not come to one; the clock of the visits follows. */
export function visit(t: Teller, who: string, caseId: CaseId, v: VisitTold): Promise<void> {
  return t.as(
    who,
    'visit.record',
    async (doing) => {
      const { tx, house, me, now, on } = doing
      const place = t.luck.pick(['home', 'school', 'out_and_about', 'other_service'])
      const saved = await insertVisit(tx, {
        caseId,
        plannedId: null,
        outcome: v.outcome,
        on,
        at: now,
        place,
        visitorPostId: me.postId,
        overtime: 'unknown',
        ownWords: v.own,
        seen: v.seen,
        next: v.next,
        ownAnswers: await answersTo(doing, 'visit.child', v.answered),
      })
      must(saved, 'saved')
      await refreshVisitClock(tx, house.reference, caseId, 'a visit was recorded')
    },
    { about: { kind: 'case', id: caseId }, caseId },
  )
}

export function seen(luck: Chance): VisitTold {
  return { outcome: 'seen', own: luck.pick(words.ownWordsAtVisit), seen: luck.pick(words.seenAtVisit), next: luck.pick(words.nextAtVisit) }
}

export function notSeen(luck: Chance): VisitTold {
  return { ...luck.pick(words.notSeen), own: '', next: '' }
}

type Level = RiskLevel | 'not_identified'

/** Answers that lead to about this level: what is not asked about is mostly "no", a little of it not known. */
function answersFor(level: Level, policy: RiskPolicy, luck: Chance) {
  const yes: Readonly<Record<Level, readonly string[]>> = {
    significant: ['B2', 'A1', 'F3', 'J3', 'E4', 'G2'],
    moderate: ['A2', 'B3', 'F3', 'G2'],
    emerging: ['B3', 'G2', 'I3', 'F3'],
    not_identified: ['I3'],
  }
  return Object.fromEntries(
    policy.indicators.map(({ id }) => [id, yes[level].includes(id) ? 'yes_recent' : luck.happens(0.12) ? 'unknown' : 'no'] as const),
  )
}

export type Judged = Readonly<{ level: Level; because: string; changed: string; answersAs?: Level }>

/** Judged, asked, decided. @returns the assessment, and whether it waits for a manager's countersign */
export function assess(t: Teller, who: string, caseId: CaseId, j: Judged): Promise<Readonly<{ id: string; waits: boolean }>> {
  return t.as(
    who,
    'risk.decide',
    async ({ tx, house }) => {
      const { version: policyVersion } = house.reference.risk
      const { value: id } = must(await beginAssessment(tx, { caseId, policyVersion, level: j.level, because: j.because }), 'done')
      must(
        await saveAnswers(tx, id, (await assessment(tx, id)).version, answersFor(j.answersAs ?? j.level, house.reference.risk, t.luck)),
        'done',
      )
      const draft = await assessment(tx, id)
      const { suggestion } = await suggestionFor(tx, draft)
      must(await decide(tx, house, draft, draft.version, { level: j.level, because: j.because, changed: j.changed }), 'done')
      return { id, waits: needsCountersign(suggestion.suggestion, j.level) }
    },
    { about: { kind: 'case', id: caseId }, caseId },
  )
}

async function assessment(tx: Doing['tx'], id: string) {
  const found = await findAssessment(tx, id)
  if (found === undefined) throw new Error('The one who assesses does not see the assessment')
  return found
}

export function agreeLevel(t: Teller, who: string, caseId: CaseId, id: string, note: string): Promise<void> {
  return t.as(
    who,
    'risk.countersign',
    async ({ tx, house }) => void must(await countersign(tx, house, await assessment(tx, id), 'agreed', note), 'done'),
    {
      about: { kind: 'case', id: caseId },
      caseId,
    },
  )
}

/** A paper that came in or was made together, filed on the case. */
export function fileDocument(t: Teller, who: string, caseId: CaseId, d: (typeof words.documents)[number]): Promise<void> {
  return t.as(
    who,
    'document.add',
    async ({ tx, house, now, on }) => {
      const { lines, ...about } = d
      const file = must(await storeFile(tx, house, await sheet(`${d.title}.pdf`, lines), now), 'stored')
      await addDocument(tx, caseId, { ...about, datedOn: on, file })
    },
    { about: { kind: 'case', id: caseId }, caseId },
  )
}

/** The worker closes each track and asks; the answer is a manager's. @returns the closing that waits */
export function askToClose(t: Teller, who: string, caseId: CaseId, c: Parameters<typeof requestClosing>[2]): Promise<string> {
  return t.as(
    who,
    'case.closing_request',
    async ({ tx }) => {
      for (const track of await tracksOf(tx, caseId)) if (track.closedAt === null) must(await closeTrack(tx, track.id, c.because), 'done')
      return must(await requestClosing(tx, caseId, c), 'done').value
    },
    { about: { kind: 'case', id: caseId }, caseId },
  )
}

export function agreeToClose(t: Teller, who: string, caseId: CaseId, closingId: string, note: string): Promise<void> {
  return t.as(who, 'case.closing_decide', async ({ tx }) => void must(await decideClosing(tx, closingId, 'agreed', note), 'done'), {
    about: { kind: 'case', id: caseId },
    caseId,
  })
}
