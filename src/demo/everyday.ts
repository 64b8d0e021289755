// The eighteen months in the background: what came in, what became of it, and the cases that were worked. Planned first,
// as plain values that only the seed decides; told afterwards.
import { type CaseId, casesOfConcern } from '../core/cases/index.ts'
import { peopleIn } from '../core/people/index.ts'
import type { RiskLevel } from '../core/risk/index.ts'
import {
  answerPassedOn,
  answerReferrer,
  askForMore,
  decideJoinCase,
  decideNoFurtherAction,
  decideOpenCase,
  mergeInto,
  passOn,
  type Telling as ToReferrer,
} from '../core/triage/index.ts'
import * as acts from './acts.ts'
import { type Work, workCase } from './casework.ts'
import { asReferred, type Child, childNumber } from './children.ts'
import { chance } from './random.ts'
import { type Borough, Teller } from './teller.ts'
import * as words from './words.ts'

/** Eighteen months. */
const days = 548

type Became = 'case' | 'no_action' | 'passed_on' | 'more_asked' | 'merged'

/** One thing that came in, and what became of it. Days are counted back from the present. */
export type Plan = Readonly<{
  number: number
  daysAgo: number
  became: Became
  isAdult: boolean
  referrer: string
  desk: string
  work: Work | null
}>

// biome-ignore format: lists to read
const referrers: readonly [string, ...string[]] = [
  'school1', 'school1', 'school2', 'school2', 'school3', 'school4', 'school4', 'police1', 'police2', 'police1', 'investigator', 'nurse', 'nurse', 'clinic', 'housing',
  'youth', 'lantern', 'social1', 'social2', 'responder', 'asb',
]
const adultReferrers: readonly [string, ...string[]] = ['housing', 'lettings', 'asb', 'clinic', 'police2', 'hate', 'responder']
const desks: readonly [string, ...string[]] = ['triage1', 'triage2', 'triage3', 'triage4']
const north: readonly [string, ...string[]] = ['north1', 'north2', 'north3', 'north4', 'north5']
const south: readonly [string, ...string[]] = ['south1', 'south2', 'south3', 'south4', 'south5']
const adults: readonly [string, ...string[]] = ['adult1', 'adult2', 'adult3']

/** How many of each at full size. @param scale 1 for the whole borough */
export function sizes(scale: number) {
  const of = (count: number) => Math.max(1, Math.round(count * scale))
  return { open: of(23), closed: of(205), noAction: of(300), passedOn: of(110), moreAsked: of(55), merged: of(25) }
}

/** The same plan for the same seed and scale. */
export function planEveryday(seed: string, scale: number): readonly Plan[] {
  const luck = chance(`${seed} everyday`)
  const size = sizes(scale)
  const became: readonly (readonly [Became, 'open' | 'closed' | null, number])[] = [
    ['case', 'open', size.open],
    ['case', 'closed', size.closed],
    ['no_action', null, size.noAction],
    ['passed_on', null, size.passedOn],
    ['more_asked', null, size.moreAsked],
    ['merged', null, size.merged],
  ]
  let number = 0
  const plans = became.flatMap(([what, state, count]) =>
    Array.from({ length: count }, (_, place): Plan => {
      number++
      const isAdult = luck.happens(0.13)
      const daysAgo = state === 'open' ? luck.between(12, 190) : state === 'closed' ? luck.between(100, days) : luck.between(6, days)
      return {
        number,
        daysAgo,
        became: what,
        isAdult,
        referrer: luck.pick(isAdult ? adultReferrers : referrers),
        desk: luck.pick(desks),
        work: what === 'case' ? planWork(number, place, daysAgo, isAdult, state === 'open') : null,
      }
    }),
  )
  return plans.sort((a, b) => b.daysAgo - a.daysAgo || a.number - b.number)

  function planWork(number: number, place: number, daysAgo: number, isAdult: boolean, isOpen: boolean): Work {
    const isNorth = luck.happens(0.5)
    const team = isAdult ? 'adult-exploitation' : isNorth ? 'exploitation-north' : 'exploitation-south'
    const workers = isAdult ? adults : isNorth ? north : south
    const first = luck.pick(['significant', 'moderate', 'moderate', 'emerging'] as const)
    const lower: RiskLevel = first === 'significant' ? 'moderate' : 'emerging'
    const closesAfter = isOpen ? null : Math.min(luck.between(55, 210), daysAgo - 8)
    const asked = chance(`${seed} asked ${number}`)
    return {
      team,
      // nobody has to say, and not everybody was asked
      describes: asked.happens(0.8) ? asked.pick(words.selfDescriptions) : null,
      manager: isAdult ? 'adult' : isNorth ? 'north' : 'south',
      worker: workers[place % workers.length] ?? workers[0],
      levels: luck.happens(0.2) ? [first, 'significant', lower] : [first, lower],
      closesAfter,
      again: luck.happens(0.62) ? luck.between(10, Math.max(11, Math.min(daysAgo, closesAfter ?? daysAgo) - 5)) : null,
      unseenSince: isOpen && !isAdult && place % 8 === 3 ? luck.between(9, 24) : null,
      handedTo: luck.happens(0.08) ? (workers[(place + 1) % workers.length] ?? null) : null,
    }
  }
}

const later: ToReferrer = { code: 'read_and_decided', text: '', when: 'later' }

/** Tells one plan, from the worry to the end. */
export async function tellEveryday(borough: Borough, seed: string, plan: Plan): Promise<void> {
  const t = new Teller(borough, `${seed} concern ${plan.number}`)
  const child = childNumber(plan.number, borough.today, plan.isAdult)
  await t.daysAgo(plan.daysAgo, t.between(8, 18))
  const worry = worryFor(t, plan)
  const referral = {
    child,
    told: asReferred(child, t.luck, t.on),
    seen: worry.seen,
    own: worry.own,
    danger: worry.kind === 'violence' ? 'unknown' : t.luck.happens(0.04) ? 'yes' : 'no',
    done: t.luck.pick(words.alreadyDone),
    said: t.luck.pick(words.told),
    place: child.ward,
  } as const
  const concernId = await acts.refer(t, plan.referrer, referral)
  const other = plan.became === 'merged' ? await secondReport() : undefined
  await t.workday(0, t.between(9, 12))
  await t.until(new Date(t.now.getTime() + t.luck.between(10, 260) * 60_000))
  await acts.claim(t, plan.desk, concernId)
  await t.until(new Date(t.now.getTime() + t.luck.between(15, 200) * 60_000))
  switch (plan.became) {
    case 'case':
      return plan.work === null ? undefined : openAndWork(t, seed, plan, plan.work, concernId, child)
    case 'no_action':
      await noAction('nothing_decided')
      return tellReferrer()
    case 'passed_on':
      return passedOn()
    case 'more_asked':
      return moreAsked()
    case 'merged':
      await acts.atDesk(t, plan.desk, 'triage.merge', other ?? concernId, ({ tx, by }) =>
        mergeInto(tx, other ?? concernId, { leadsId: concernId, reason: words.sameEvent }, by),
      )
      await t.until(new Date(t.now.getTime() + 20 * 60_000))
      await noAction('nothing_decided')
      return tellReferrer()
  }

  async function secondReport(): Promise<string> {
    await t.until(new Date(t.now.getTime() + t.luck.between(5, 90) * 60_000))
    return acts.refer(t, t.luck.pick(referrers), { ...referral, told: asReferred(child, t.luck, t.on) })
  }

  async function noAction(before: 'nothing_decided' | 'decided_before'): Promise<void> {
    const decide = async (desk: acts.AtDesk) => {
      if (t.luck.happens(0.4)) await acts.lookForKnown(desk, concernId)
      acts.must(
        await decideNoFurtherAction(desk.tx, concernId, { reason: t.luck.pick(words.noActionReasons), telling: later }, desk.by),
        'done',
      )
    }
    await acts.atDesk(t, plan.desk, 'triage.decide', concernId, decide, before)
  }

  async function tellReferrer(): Promise<void> {
    await t.workday(1, t.between(9, 16))
    await acts.atDesk(t, plan.desk, 'triage.answer', concernId, ({ tx, now }) =>
      answerReferrer(tx, concernId, { code: 'no_action_now', text: '' }, now),
    )
  }

  async function passedOn(): Promise<void> {
    const receiver = plan.isAdult ? 'housing' : t.luck.pick(['nurse', 'lantern', 'youth'])
    const to = t.member(receiver)
    const transferId = await acts.atDesk(t, plan.desk, 'triage.pass_on', concernId, async ({ tx, by }) => {
      const sent = await passOn(
        tx,
        concernId,
        {
          toAgencyId: to.agencyId,
          toPostId: to.postId,
          about: words.passedOnAbout,
          needed: t.luck.pick(words.passedOnNeeded),
          basis: plan.isAdult ? 'adult_at_risk' : 'child',
          agreement: 'agreed',
          leftOut: '',
          reason: t.luck.pick(words.passOnReasons),
        },
        by,
      )
      return acts.must(sent, 'done').value
    })
    const answer = t.luck.next()
    // one in ten is never answered and comes back by itself
    if (answer < 0.1) {
      await t.workday(7, '10:15')
      await noAction('decided_before')
      return tellReferrer()
    }
    await t.workday(answer < 0.5 ? 0 : 1, t.between(13, 16))
    const accepts = answer < 0.85
    await t.as(receiver, 'transfer.answer', ({ tx, now, house }) =>
      answerPassedOn(tx, transferId, { accepts, note: accepts ? words.accepted : words.refused }, { now, reference: house.reference }),
    )
    await t.workday(1, t.between(9, 12))
    if (!accepts) await noAction('decided_before')
    else
      await acts.atDesk(t, plan.desk, 'triage.answer', concernId, ({ tx, now }) =>
        answerReferrer(tx, concernId, { code: 'passed_on', text: '' }, now),
      )
  }

  async function moreAsked(): Promise<void> {
    await acts.atDesk(t, plan.desk, 'triage.ask', concernId, async ({ tx, by }) =>
      acts.must(await askForMore(tx, concernId, { question: t.luck.pick(words.questions), reason: words.whyMore }, by), 'done'),
    )
    await t.until(new Date(t.now.getTime() + t.luck.between(30, 300) * 60_000))
    await acts.addMore(t, plan.referrer, concernId, { ...referral, seen: t.luck.pick(words.answersToQuestions), own: '' })
    await t.workday(1, t.between(9, 15))
    await noAction('decided_before')
    return tellReferrer()
  }
}

function worryFor(t: Teller, plan: Plan): words.Worry {
  const fits = words.worries.filter(({ kind }) =>
    plan.isAdult
      ? kind === 'home_taken' || kind === 'work'
      : plan.became === 'case'
        ? kind !== 'slight' && kind !== 'home_taken'
        : kind !== 'home_taken',
  )
  const [first = words.worries[0], ...rest] = fits
  return t.luck.pick([first, ...rest])
}

async function openAndWork(t: Teller, seed: string, plan: Plan, work: Work, concernId: string, child: Child): Promise<void> {
  const { borough } = t
  const caseId = await acts.atDesk(t, plan.desk, 'triage.decide', concernId, async (desk) => {
    await acts.lookForKnown(desk, concernId)
    const people = await peopleIn(desk.tx, { kind: 'concern', id: concernId })
    const opened = await decideOpenCase(
      desk.tx,
      concernId,
      {
        people: people.map(({ personId }) => personId),
        knownAs: child.called,
        kind: plan.isAdult ? 'adult' : 'child',
        teamId: borough.staff.teamId(work.team),
        workerPostId: null,
        reason: t.luck.pick(words.openReasons),
        telling: { ...later, code: 'acting' },
      },
      desk.by,
    )
    return acts.must(opened, 'done').value.caseId
  })
  const { again } = work
  if (again !== null) borough.timeline.tell(() => writeAgain(borough, seed, plan, again, caseId, child))
  await t.workday(1, t.between(9, 12))
  await acts.atDesk(t, plan.desk, 'triage.answer', concernId, ({ tx, now }) =>
    answerReferrer(tx, concernId, { code: 'acting', text: '' }, now),
  )
  await workCase(t, work, caseId, plan.isAdult)
}

/** Somebody else writes about the same child: the desk finds who it is, and their worker hears of it. */
async function writeAgain(borough: Borough, seed: string, plan: Plan, daysLater: number, caseId: CaseId, child: Child): Promise<void> {
  const t = new Teller(borough, `${seed} again ${plan.number}`)
  await t.daysAgo(plan.daysAgo - daysLater, t.between(8, 18))
  const worry = t.luck.pick(words.worries)
  const concernId = await acts.refer(t, t.luck.pick(plan.isAdult ? adultReferrers : referrers), {
    child,
    told: asReferred(child, t.luck, t.on),
    seen: worry.seen,
    own: worry.own,
    danger: 'no',
    place: child.ward,
  })
  await t.workday(0, t.between(9, 12))
  await t.until(new Date(t.now.getTime() + t.luck.between(10, 200) * 60_000))
  await acts.claim(t, plan.desk, concernId)
  await t.until(new Date(t.now.getTime() + t.luck.between(10, 60) * 60_000))
  await acts.atDesk(t, plan.desk, 'triage.decide', concernId, async (desk) => {
    await acts.sameAsKnown(desk, concernId)
    const theirs = (await casesOfConcern(desk.tx, concernId)).find((one) => one.caseId === caseId && one.state !== 'closed')
    const decided =
      theirs === undefined
        ? await decideNoFurtherAction(desk.tx, concernId, { reason: t.luck.pick(words.noActionReasons), telling: later }, desk.by)
        : await decideJoinCase(
            desk.tx,
            concernId,
            { caseId, reason: t.luck.pick(words.joinReasons), telling: { ...later, code: 'acting' } },
            desk.by,
          )
    acts.must(decided, 'done')
  })
  await t.workday(1, t.between(9, 16))
  await acts.atDesk(t, plan.desk, 'triage.answer', concernId, ({ tx, now }) =>
    answerReferrer(tx, concernId, { code: 'acting', text: '' }, now),
  )
}
