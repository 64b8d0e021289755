// The stories that show what Lapwing is for, each with its own person, so that they can be found again by name.
import { sendAnswer, sendAsk } from '../arrangements/asks/index.ts'
import { answerCover, enterLeave, offerCover, saveHandover } from '../arrangements/cover/index.ts'
import { insertDate } from '../arrangements/dates/index.ts'
import { endedQuarters, releaseQuarter } from '../arrangements/fairness/index.ts'
import { giveLine } from '../arrangements/morning/index.ts'
import { breakGlass, declareConflict, emergencyUses, excludeUser, invite, openByReference, reviewEmergency } from '../core/access/index.ts'
import { apiPolicy, makeApiKey } from '../core/api/index.ts'
import {
  addInvestigationNote,
  addLink,
  type CaseId,
  caseByReference,
  findCase,
  listCases,
  moveCase,
  openInvestigation,
  reopenCase,
} from '../core/cases/index.ts'
import { addDays, instantOf, isWorkingDay, type LocalDate, subtractWorkingDays } from '../core/clocks/index.ts'
import { addFacts, type PersonFacts, peopleIn, recordPerson } from '../core/people/index.ts'
import { addAction, insertService, moveAction, savePlan, updateService } from '../core/plan/index.ts'
import { addQuestion, setAsked } from '../core/questions/index.ts'
import { addCapacity, addStatement, chooseAdultRhythm, recordAdvice, sayExploitedFrom } from '../core/risk/index.ts'
import { setFarAway } from '../core/team/index.ts'
import { decideJoinCase, decideOpenCase, mergeInto, passOn } from '../core/triage/index.ts'
import { chooseRhythm, refreshVisitClock } from '../core/visits/index.ts'
import { newToken, tokenHash } from '../platform/crypto/tokens.ts'
import * as acts from './acts.ts'
import { allocate, note, type Work, workCase } from './casework.ts'
import { asReferred, type Child, childNumber } from './children.ts'
import { tellEveryday } from './everyday.ts'
import { away, back, forTonight, gone, onCase, supervise } from './help.ts'
import { againstThoseWhoHarm, readTogether } from './ownpage.ts'
import { holdPanel, type PanelTold, planPanel, writePaper } from './panel.ts'
import { type Paper, photograph, ticket } from './papers.ts'
import { chance } from './random.ts'
import { type Borough, Teller } from './teller.ts'
import { t as say } from './texts.ts'
import * as words from './words.ts'

/** Where a story is found: a case by what its person is called, or a concern by the name that was written down. */
export type Story = Readonly<{
  name: string
  title: string
  found: Readonly<{ in: 'case' | 'concern'; name: string }>
  tell: (borough: Borough) => Promise<void>
}>

const ordinary = (given: string, family: string, age: number, today: LocalDate, more: Partial<Child> = {}): Child => ({
  given,
  family,
  called: given,
  bornOn: addDays(today, -Math.round(age * 365.25) - 120),
  sex: 'male',
  school: 'Sallow Lane School',
  address: '14 Heron Walk',
  postcode: 'QM3 4DE',
  ward: 'Sallow Lane',
  language: 'English',
  isAdult: age > 17,
  ...more,
})

const inFull = (child: Child) => ({ spelling: `${child.given} ${child.family}`, bornOn: child.bornOn, aboutAge: null })

/** How a case begins in the stories: a worry, the desk, and a team. */
type Beginning = Readonly<{
  files?: readonly Paper[]
  answered?: readonly string[]
  child: Child
  referrer: string
  seen: string
  own: string
  because: string
  team: string
  daysAgo: number
  time: string
}>

async function opened(t: Teller, b: Beginning): Promise<CaseId> {
  await t.daysAgo(b.daysAgo, b.time)
  const concernId = await acts.refer(t, b.referrer, {
    child: b.child,
    told: inFull(b.child),
    seen: b.seen,
    own: b.own,
    danger: 'no',
    place: b.child.ward,
    done: say('carrying.done'),
    files: b.files ?? [],
    answered: b.answered ?? [],
  })
  await t.until(new Date(t.now.getTime() + 70 * 60_000))
  await acts.claim(t, 'triage1', concernId)
  await t.until(new Date(t.now.getTime() + 50 * 60_000))
  return acts.atDesk(t, 'triage1', 'triage.decide', concernId, async (desk) => {
    await acts.lookForKnown(desk, concernId)
    const people = await peopleIn(desk.tx, { kind: 'concern', id: concernId })
    const decided = await decideOpenCase(
      desk.tx,
      concernId,
      {
        people: people.map(({ personId }) => personId),
        knownAs: b.child.called,
        kind: b.child.isAdult ? 'adult' : 'child',
        teamId: t.borough.staff.teamId(b.team),
        workerPostId: null,
        reason: b.because,
        telling: { code: 'acting', text: '', when: 'now' },
      },
      desk.by,
    )
    return acts.must(decided, 'done').value.caseId
  })
}

const quiet = (worker: string, manager: string, team: string, level: Work['levels'][0]): Work => ({
  team,
  manager,
  worker,
  levels: [level, level],
  closesAfter: null,
  again: null,
  unseenSince: null,
  describes: null,
  handedTo: null,
})

const kadeem = (today: LocalDate) => ordinary('Kadeem', 'Ashgrove-Okri', 15, today)

async function carrying(borough: Borough): Promise<void> {
  const t = new Teller(borough, 'carrying')
  const child = kadeem(borough.today)
  const worker = 'north1'
  const caseId = await opened(t, {
    child,
    referrer: 'school1',
    seen: say('carrying.seen'),
    own: say('carrying.own'),
    because: say('carrying.because'),
    team: 'exploitation-north',
    daysAgo: 47,
    time: '12:20',
    files: [await ticket(say('carrying.ticket')), photograph(say('carrying.photograph'))],
  })
  await t.workday(0, '16:10')
  await allocate(t, 'north', caseId, worker, words.allocatedBecause)
  await t.later(1, '16:30')
  await acts.visit(t, worker, caseId, {
    outcome: 'seen',
    own: say('carrying.note.own'),
    seen: say('carrying.note.seen'),
    next: say('carrying.note.next'),
  })
  await note(t, worker, caseId, {
    own: say('carrying.note.own'),
    seen: say('carrying.note.seen'),
    analysis: say('carrying.note.analysis'),
    next: say('carrying.note.next'),
  })
  await t.later(1, '10:05')
  await acts.assess(t, worker, caseId, { level: 'significant', because: say('carrying.judged'), changed: '' })
  await around(t, worker, caseId)
  await plan(t, worker, caseId)
  await t.later(1, '11:00')
  for (const [who, because] of [
    ['police1', say('carrying.invite.police')],
    ['school1', say('carrying.invite.school')],
  ] as const) {
    const postId = t.member(who).postId
    await onCase(t, worker, 'circle.invited', caseId, ({ tx, now }) =>
      invite(tx, { kind: 'case', id: caseId, postId, because, until: new Date(now.getTime() + 180 * 86_400_000) }),
    )
  }
  await t.later(1, '09:40')
  await onCase(t, 'police1', 'case.investigation_open', caseId, async ({ tx, me }) => {
    const opened = await openInvestigation(tx, caseId, say('carrying.because'), { name: me.fullName, phone: me.phone })
    await addInvestigationNote(tx, opened, say('carrying.investigation'))
  })
  await t.until(new Date(t.now.getTime() + 45 * 60_000))
  await onCase(t, worker, 'risk.pnc_recorded', caseId, async ({ tx, house, on }) => {
    const advice = { advised: 'yes', name: words.adviserName, role: words.adviserRole, on, reviewBy: addDays(on, 80) } as const
    acts.must(await recordAdvice(tx, house, caseId, advice), 'done')
  })
  await supervise(t, 'north', worker, caseId)
  await forTonight(t, worker, caseId, {
    whomToRing: say('carrying.tonight.ring'),
    whereSafe: say('carrying.tonight.safe'),
    whatHelps: say('carrying.tonight.helps'),
    whatFrightens: say('carrying.tonight.frightens'),
  })
  await onCase(t, worker, 'dates.added', caseId, async ({ tx }) => {
    const on = addDays(t.borough.today, 9)
    await insertDate(tx, caseId, { kind: 'bail', on, time: '10:30', what: say('carrying.bail') })
  })
  await askedOfPartners(t, worker, caseId, child)
  let panel: PanelTold | undefined
  await cover(t, worker, 'north2', caseId)
  for (const daysAgo of [37, 31, 24, 18, 12]) {
    await t.daysAgo(daysAgo, t.between(15, 18))
    await acts.visit(t, worker, caseId, acts.seen(t.luck))
    if (daysAgo === 31) panel = await planPanel(t, caseId, addDays(t.borough.today, -16), ['school1', 'police1', 'nurse'])
    if (daysAgo === 24 && panel !== undefined) await writePaper(t, worker, caseId, panel)
    if (daysAgo === 18 && panel !== undefined) await holdPanel(t, caseId, panel, ['panel', 'school1', 'police1'], 'school1')
  }
  await readTogether(t, worker, caseId, 'police1')
  await againstThoseWhoHarm(t, 'police1', caseId)
  await t.later(1, '10:00')
  await planPanel(t, caseId, addDays(t.borough.today, 15), ['school1', 'police1'])
  await t.daysAgo(8, '17:15')
  await acts.visit(t, worker, caseId, { outcome: 'carer_only', own: '', seen: say('carrying.missed.first'), next: '' })
  await t.daysAgo(4, '15:50')
  await acts.visit(t, worker, caseId, { outcome: 'not_home', own: '', seen: say('carrying.missed.second'), next: '' })
  await inTheMeeting(t, worker, caseId)
}

/** Next week his worker is away; a colleague has said yes to cover him, and not to the others. */
async function cover(t: Teller, worker: string, colleague: string, caseId: CaseId): Promise<void> {
  const [from, until] = [addDays(t.borough.today, 6), addDays(t.borough.today, 12)]
  const leave = await t.as(worker, 'leave.entered', async ({ tx }) => {
    const entered = acts.must(await enterLeave(tx, t.member(worker).postId, from, until), 'done')
    acts.must(await offerCover(tx, entered.value, caseId, t.member(colleague).postId, false), 'done')
    return entered.value
  })
  await t.as(colleague, 'cover.answered', async ({ tx }) => void acts.must(await answerCover(tx, leave, true, ''), 'done'))
  await onCase(t, worker, 'handover.saved', caseId, async ({ tx }) => {
    await saveHandover(tx, caseId, 0, {
      mattersNow: say('carrying.cover.matters'),
      nextVisit: say('carrying.cover.visit'),
      safeToRing: say('carrying.cover.ring'),
      notToDo: say('carrying.cover.not'),
      promised: say('carrying.cover.promised'),
    })
  })
}

/** Yesterday's meeting gave him a line; it stands first this morning. */
/** Three agencies asked: the police know something and check something, the school knows nothing, housing has not answered. */
async function askedOfPartners(t: Teller, worker: string, caseId: CaseId, child: Child): Promise<void> {
  const ask = (agency: string, question: string) =>
    onCase(t, worker, 'ask.sent', caseId, async ({ tx, on }) => {
      const sent = await sendAsk(tx, 'case', caseId, {
        agencyId: t.borough.staff.agencyId(agency),
        toPostId: null,
        told: [{ what: 'name', value: `${child.given} ${child.family}` }],
        leftOut: ['born', 'school', 'address'],
        questions: ['Do you know this person, and since when?', question],
        purpose: 'To decide how to keep a child safe',
        why: say('carrying.ask.why'),
        basis: 'Children Act 1989 sections 17 and 47, Children Act 2004 sections 10 and 11',
        basisMark: 'U',
        policyVersion: 'asks-2026-11',
        agreement: 'not_safe_to_ask',
        agreementBecause: say('carrying.ask.because'),
        class: 'notes',
        caseClass: null,
        dueAt: instantOf(`${addDays(on, 1)}T12:00`),
        clock: null,
      })
      if (sent === undefined) throw new Error(`Nobody answers in ${agency}`)
      return sent
    })
  const [police, school] = [await ask('police', say('carrying.ask.police')), await ask('sallow-lane', say('carrying.ask.school'))]
  await ask('fenwater-homes', say('carrying.ask.housing'))
  const answer = (who: string, id: string, items: Parameters<typeof sendAnswer>[3]['items']) =>
    t.as(who, 'ask.answered', async ({ tx, me }) => {
      const kept = await sendAnswer(tx, id, 0, { name: me.fullName, job: `${me.title}, ${me.agencyName}`, teamOnly: false, items })
      if (kept !== 'saved') throw new Error(`The answer was not kept: ${kept}`)
    })
  const nothing = { standing: 'nothing_known', words: '', checkedByOn: null } as const
  await answer('police1', police, [
    { standing: 'known', words: say('carrying.answer.police'), checkedByOn: null },
    { standing: 'not_checked', words: say('carrying.answer.later'), checkedByOn: addDays(t.on, 3) },
  ])
  await answer('school1', school, [nothing, nothing])
}

async function inTheMeeting(t: Teller, worker: string, caseId: CaseId): Promise<void> {
  await t.until(instantOf(`${lastWorkingDay(t.borough)}T09:20`))
  await onCase(t, 'north', 'morning.line_given', caseId, async ({ tx, on }) => {
    const owner = { ownerPostId: t.member(worker).postId, ownerWords: '' }
    await giveLine(tx, on, { caseId, kind: 'not_seen', what: say('carrying.morning'), ...owner, dueAt: instantOf(`${on}T17:00`) })
  })
}

async function around(t: Teller, worker: string, caseId: CaseId): Promise<void> {
  await onCase(t, worker, 'case.link', caseId, async ({ tx, on }) => {
    const [subject] = await peopleIn(tx, { kind: 'case', id: caseId })
    const from = { personId: subject?.personId ?? null, label: 'Kadeem' }
    const link = async (label: string, kind: 'person' | 'place', relation: Parameters<typeof addLink>[2]['relation'], saidBy: string) =>
      acts.must(await addLink(tx, caseId, { from, to: { personId: null, label, kind }, relation, saidBy, saidOn: on }), 'done')
    await link('Grandmother, Mrs Okri', 'person', 'supported_by', 'Kadeem')
    await link('Mr Lindon, maths', 'person', 'supported_by', 'the school')
    await link('The man with the grey car', 'person', 'harmed_by', 'Kadeem')
    await link('Coach station', 'place', 'harmed_at', 'the school')
    await link('Grandmother’s flat, Heron Walk', 'place', 'goes_to', 'Kadeem')
  })
}

async function plan(t: Teller, worker: string, caseId: CaseId): Promise<void> {
  await t.until(new Date(t.now.getTime() + 90 * 60_000))
  await onCase(t, worker, 'plan.save', caseId, async ({ tx, on, me }) => {
    await savePlan(tx, caseId, 0, {
      worries: say('carrying.plan.worries'),
      worksWell: say('carrying.plan.worksWell'),
      needsToHappen: say('carrying.plan.needs'),
      dangerStatement: say('carrying.plan.danger'),
      safetyGoal: say('carrying.plan.goal'),
      safetyPlan: say('carrying.plan.safety'),
    })
    const action = (what: string, ownerWords: string, days: number, askedByThem: boolean) =>
      addAction(tx, caseId, {
        what,
        ownerPostId: ownerWords === '' ? me.postId : null,
        ownerWords,
        dueOn: addDays(on, days),
        askedByThem,
      })
    await action(say('carrying.action.school'), 'Asha Lindon, school', 7, false)
    await action(say('carrying.action.phone'), '', 40, false)
    await action(say('carrying.action.his'), '', 60, true)
    const service = await insertService(tx, caseId, say('carrying.service'), on)
    await updateService(tx, caseId, service, 1, { accepted: 'yes', acceptedOn: on, firstMetOn: null, endedOn: null, endedBecause: '' })
  })
}

/** The day and time of the last working morning but one, and so due today where today is a working day. */
const lastWorkingDay = (borough: Borough): LocalDate => subtractWorkingDays(borough.today, 1, borough.house.reference.calendar)

async function otherSpelling(borough: Borough): Promise<void> {
  const t = new Teller(borough, 'spelling')
  const child = kadeem(borough.today)
  await t.until(instantOf(`${lastWorkingDay(borough)}T15:30`))
  await acts.refer(t, 'nurse', {
    child: { ...child, given: 'Khadim', family: 'Ashgrove Okry', called: 'Khadim' },
    told: { spelling: 'Khadim Ashgrove Okry', bornOn: child.bornOn, aboutAge: null },
    seen: say('spelling.seen'),
    own: say('spelling.own'),
    danger: 'unknown',
    place: 'Northwick drop-in',
    said: words.told[0],
  })
}

async function countersignWaits(borough: Borough): Promise<void> {
  const t = new Teller(borough, 'countersign')
  const child = ordinary('Ioana', 'Petrescu', 16, borough.today, { sex: 'female', school: 'Tidewell Sixth Form', language: 'Romanian' })
  const caseId = await opened(t, beginning(child, 'school3', 'carrying', 20))
  await t.workday(1, '09:30')
  await allocate(t, 'north', caseId, 'north4', words.allocatedBecause)
  await t.later(2, '16:00')
  await acts.visit(t, 'north4', caseId, acts.seen(t.luck))
  await t.daysAgo(6, '15:30')
  await acts.visit(t, 'north4', caseId, acts.seen(t.luck))
  await t.daysAgo(1, '15:05')
  await acts.assess(t, 'north4', caseId, {
    level: 'moderate',
    answersAs: 'significant',
    because: say('countersign.because'),
    changed: say('countersign.changed'),
  })
}

function beginning(child: Child, referrer: string, kind: words.Worry['kind'], daysAgo: number, team = 'exploitation-north'): Beginning {
  const worry = words.worries.find((one) => one.kind === kind) ?? words.worries[0]
  return { child, referrer, seen: worry.seen, own: worry.own, because: words.openReasons[0], team, daysAgo, time: '10:20' }
}

async function waiting(borough: Borough): Promise<void> {
  const t = new Teller(borough, 'waiting')
  const child = ordinary('Maisie', 'Dunmoor', 13, borough.today, { sex: 'female' })
  await opened(t, {
    ...beginning(child, 'school1', 'online', 3, 'exploitation-south'),
    seen: say('waiting.seen'),
    own: say('waiting.own'),
    because: say('waiting.because'),
  })
}

async function passedOn(borough: Borough): Promise<void> {
  const t = new Teller(borough, 'passed')
  const child = ordinary('Callie', 'Thirlwell', 12, borough.today, { sex: 'female' })
  await t.until(instantOf(`${lastWorkingDay(borough)}T09:10`))
  const concernId = await acts.refer(t, 'school1', {
    child,
    told: inFull(child),
    seen: say('passed.seen'),
    own: say('passed.own'),
    danger: 'no',
  })
  await t.until(instantOf(`${lastWorkingDay(borough)}T14:05`))
  await acts.claim(t, 'triage2', concernId)
  const to = t.member('lantern')
  await t.until(instantOf(`${lastWorkingDay(borough)}T14:40`))
  await acts.atDesk(t, 'triage2', 'triage.pass_on', concernId, async ({ tx, by }) => {
    const sent = await passOn(
      tx,
      concernId,
      {
        toAgencyId: to.agencyId,
        toPostId: to.postId,
        about: words.passedOnAbout,
        needed: words.passedOnNeeded[0],
        basis: 'child',
        agreement: 'agreed',
        leftOut: '',
        reason: words.passOnReasons[0],
      },
      by,
    )
    acts.must(sent, 'done')
  })
}

async function holiday(borough: Borough): Promise<void> {
  const t = new Teller(borough, 'holiday')
  const { calendar } = borough.house.reference
  let day = addDays(borough.today, -5)
  // the latest weekday that was no working day, and the working day before it
  while (isWorkingDay(day, calendar) || [0, 6].includes(new Date(`${day}T12:00Z`).getUTCDay())) day = addDays(day, -1)
  await t.until(instantOf(`${subtractWorkingDays(day, 1, calendar)}T16:40`))
  const child = ordinary('Liberty', 'Hathersage', 14, borough.today, { sex: 'female', school: 'Northwick Hill High School' })
  const concernId = await acts.refer(t, 'school2', { child, told: inFull(child), seen: say('holiday.seen'), own: '', danger: 'no' })
  await t.workday(1, '09:25')
  await acts.claim(t, 'triage4', concernId)
}

async function emergency(borough: Borough): Promise<void> {
  const t = new Teller(borough, 'emergency')
  const child = ordinary('Shanice', 'Wetherall', 15, borough.today, { sex: 'female' })
  const caseId = await opened(t, beginning(child, 'police1', 'missing', 60, 'exploitation-south'))
  borough.timeline.tell(async () => {
    const work = new Teller(borough, 'emergency case')
    await work.daysAgo(59, '09:30')
    await workCase(work, quiet('south2', 'south', 'exploitation-south', 'moderate'), caseId, false)
  })
  for (const [daysAgo, isReviewed] of [
    [21, true],
    [1, false],
  ] as const) {
    await t.daysAgo(daysAgo, '01:42')
    const reference = await onCase(t, 'south', 'case.read', caseId, async ({ tx }) => (await findCase(tx, caseId))?.reference ?? '')
    await t.as(
      'emergency',
      'break_glass.opened',
      async ({ tx, house, now }) => {
        const { ends, review } = breakGlass(now, house.reference.clocks, house.reference.calendar)
        const { rule, basis, mark, version, source, verified } = review.why
        const clock = { rule, basis, mark, version, source, verified }
        const reason = say('emergency.reason')
        const record = await openByReference(tx, {
          reference,
          reason,
          endsAt: ends.dueAt,
          reviewBy: review.dueOn,
          reviewDueAt: review.dueAt,
          clock,
        })
        if (record === undefined) throw new Error('The emergency in the story stays closed')
        await caseByReference(tx, reference)
      },
      { about: { kind: 'case', id: caseId }, caseId, purpose: say('emergency.reason') },
    )
    if (!isReviewed) continue
    await t.workday(1, '09:15')
    await t.as('south', 'break_glass.reviewed', async ({ tx }) => {
      const use = (await emergencyUses(tx)).find(({ reviewedAt }) => reviewedAt === null)
      if (use !== undefined) await reviewEmergency(tx, use.id, 'justified', say('emergency.review'))
    })
  }
}

async function keptOut(borough: Borough): Promise<void> {
  const t = new Teller(borough, 'kept')
  const child = ordinary('Corey', 'Sangster', 14, borough.today)
  const caseId = await opened(t, beginning(child, 'youth', 'carrying', 75))
  await t.until(new Date(t.now.getTime() + 20 * 60_000))
  await onCase(t, 'north', 'circle.user_excluded', caseId, ({ tx }) =>
    excludeUser(tx, 'case', caseId, t.member('north5').userId, say('kept.because')),
  )
  await t.workday(1, '09:20')
  await workCase(t, quiet('north3', 'north', 'exploitation-north', 'moderate'), caseId, false)
}

async function conflict(borough: Borough): Promise<void> {
  const t = new Teller(borough, 'conflict')
  const child = ordinary('Reuben', 'Brackenbury', 16, borough.today)
  const caseId = await opened(t, beginning(child, 'housing', 'violence', 33, 'exploitation-south'))
  await t.workday(1, '09:35')
  await allocate(t, 'south', caseId, 'south5', words.allocatedBecause)
  await t.workday(1, '10:00')
  const cover = t.member('south3').postId
  await onCase(t, 'south5', 'circle.invited', caseId, ({ tx, now }) =>
    invite(tx, {
      kind: 'case',
      id: caseId,
      postId: cover,
      because: say('cover.because'),
      until: new Date(now.getTime() + 14 * 86_400_000),
    }),
  )
  await t.until(new Date(t.now.getTime() + 25 * 60_000))
  await onCase(t, 'south3', 'circle.conflict_declared', caseId, ({ tx }) => declareConflict(tx, 'case', caseId, say('conflict.because')))
  await t.workday(1, '16:00')
  await acts.visit(t, 'south5', caseId, acts.seen(t.luck))
}

async function protectedAddress(borough: Borough): Promise<void> {
  const t = new Teller(borough, 'address')
  const child = ordinary('Amina', 'Rashdan', 15, borough.today, { sex: 'female', language: 'Arabic', ownScript: 'أمينة رشدان' })
  const caseId = await opened(t, beginning(child, 'clinic', 'sexual', 28))
  await t.workday(1, '09:10')
  await allocate(t, 'north', caseId, 'north2', words.allocatedBecause)
  await t.workday(1, '13:20')
  await onCase(t, 'north2', 'person.edit', caseId, async ({ tx, on }) => {
    const [subject] = await peopleIn(tx, { kind: 'case', id: caseId })
    const facts: PersonFacts = {
      addresses: [{ kind: 'staying', line: '3 Tern Close', postcode: 'QM8 2RS', fromOn: on, protected: true }],
      phones: [{ number: '07700 900 998', whose: 'their own', protected: true }],
      safeContacts: [{ method: 'text', times: 'after school', note: say('address.because') }],
      relationships: [{ kind: 'father', relatedName: 'Their father', parentalResponsibility: 'yes', safeToTell: 'no' }],
      selfDescriptions: [{ kind: 'ethnicity', value: 'Arab', groupedAs: 'arab' }],
      gps: [{ practice: 'Weir Terrace Surgery' }],
      identifiers: [{ kind: 'nhs', value: '999 000 0026' }],
    }
    if (subject === undefined) throw new Error('The worker does not see who the case is about')
    await addFacts(tx, subject.sourceRecordId, facts)
  })
  await t.workday(1, '16:20')
  await acts.visit(t, 'north2', caseId, acts.seen(t.luck))
  await t.later(1, '11:00')
  await acts.assess(t, 'north2', caseId, { level: 'significant', because: words.riskReasons[0], changed: '' })
}

async function staffConcern(borough: Borough): Promise<void> {
  const t = new Teller(borough, 'staff')
  const volunteer = ordinary('Alan', 'Pettigrew-Mole', 44, borough.today, { school: '' })
  await t.daysAgo(2, '19:20')
  await acts.refer(t, 'lantern', {
    child: volunteer,
    told: inFull(volunteer),
    seen: say('staff.seen'),
    own: '',
    kind: 'staff',
    danger: 'no',
  })
}

async function twins(borough: Borough): Promise<void> {
  const t = new Teller(borough, 'twins')
  const sister = ordinary('Zosia', 'Kowalczuk', 14, borough.today, { sex: 'female', language: 'Polish', address: '8 Loom Street' })
  const caseId = await opened(t, {
    ...beginning(sister, 'school1', 'sexual', 52, 'exploitation-south'),
    seen: say('twins.seen'),
    own: say('twins.own'),
    because: say('twins.because'),
  })
  await t.workday(1, '09:05')
  await allocate(t, 'south', caseId, 'south6', words.allocatedBecause)
  await t.workday(1, '11:30')
  await onCase(t, 'south6', 'case.person_added', caseId, async ({ tx }) => {
    const brother: PersonFacts = {
      names: [{ kind: 'legal', given: 'Mateusz', family: 'Kowalczuk' }],
      births: [{ certainty: 'full', bornOn: sister.bornOn, basis: 'stated' }],
      details: [{ kind: 'sex', value: 'male' }],
      addresses: [{ kind: 'home', line: '8 Loom Street', postcode: sister.postcode }],
    }
    await recordPerson(tx, { namedIn: { kind: 'case', id: caseId }, relation: 'subject', facts: brother }, { origin: 'case' })
  })
  await workCase(t, quiet('south6', 'south', 'exploitation-south', 'emerging'), caseId, false)
}

async function threeAges(borough: Borough): Promise<void> {
  const t = new Teller(borough, 'ages')
  const child = ordinary('Minh', 'Tran', 19, borough.today, { language: 'Vietnamese', school: '' })
  const caseId = await opened(t, {
    ...beginning(child, 'responder', 'work', 26, 'adult-exploitation'),
    seen: say('ages.seen'),
    own: say('ages.own'),
    because: say('ages.because'),
  })
  await t.workday(1, '09:40')
  await allocate(t, 'adult', caseId, 'adult1', words.allocatedBecause)
  await t.workday(1, '14:10')
  await onCase(t, 'adult1', 'person.edit', caseId, async ({ tx, on }) => {
    const [subject] = await peopleIn(tx, { kind: 'case', id: caseId })
    if (subject === undefined) throw new Error('The worker does not see who the case is about')
    await addFacts(tx, subject.sourceRecordId, {
      births: [
        { certainty: 'disputed', bornOn: addDays(on, -Math.round(24.4 * 365.25)), basis: 'document', because: say('ages.papers') },
        { certainty: 'estimated', estimatedAge: 17, estimatedOn: addDays(on, -90), basis: 'assessed', because: say('ages.border') },
      ],
      details: [{ kind: 'interpreter', value: 'Vietnamese' }],
    })
  })
  await t.workday(1, '15:00')
  await acts.visit(t, 'adult1', caseId, acts.seen(t.luck))
  await t.until(new Date(t.now.getTime() + 80 * 60_000))
  await onCase(t, 'adult1', 'adult.recorded', caseId, async ({ tx, on }) => {
    await addStatement(tx, caseId, { kind: 'wants', answer: 'said', said: say('ages.wants'), on })
    await addStatement(tx, caseId, { kind: 'agreement', answer: 'agreed', said: '', on })
    const decision = { decision: say('ages.decision'), finding: 'has', basis: say('ages.basis'), by: words.capacityBy, on } as const
    await addCapacity(tx, caseId, decision)
    await chooseAdultRhythm(tx, caseId, 14, say('ages.rhythm'))
    await sayExploitedFrom(tx, caseId, { from: addDays(on, -1300), basis: 'stated' })
  })
}

/** Closed in spring; what would reopen it happened. */
async function reopenedCase(borough: Borough): Promise<void> {
  const t = new Teller(borough, 'reopened')
  const child = ordinary('Luca', 'Fairweather', 14, borough.today)
  const caseId = await opened(t, beginning(child, 'school2', 'carrying', 260))
  await t.workday(1, '09:45')
  const work: Work = { ...quiet('north2', 'north', 'exploitation-north', 'moderate'), closesAfter: 120 }
  await workCase(t, work, caseId, false)
  await t.daysAgo(21, '16:40')
  const concernId = await acts.refer(t, 'school2', {
    child,
    told: inFull(child),
    seen: say('reopened.seen'),
    own: say('reopened.own'),
    danger: 'no',
  })
  await t.workday(1, '09:50')
  await acts.claim(t, 'triage2', concernId)
  await t.workday(0, '11:30')
  await onCase(t, 'north', 'case.reopened', caseId, async ({ tx }) => void acts.must(await reopenCase(tx, caseId, words.reopened), 'done'))
  await t.workday(0, '11:50')
  await acts.atDesk(t, 'triage2', 'triage.decide', concernId, async (desk) => {
    await acts.sameAsKnown(desk, concernId)
    const decision = { caseId, reason: words.joinReasons[0], telling: { code: 'acting', text: '', when: 'now' } } as const
    acts.must(await decideJoinCase(desk.tx, concernId, decision, desk.by), 'done')
  })
  await t.workday(1, '16:00')
  await acts.visit(t, 'north2', caseId, acts.seen(t.luck))
  await t.workday(1, '10:30')
  await acts.assess(t, 'north2', caseId, { level: 'significant', because: words.riskReasons[0], changed: t.luck.pick(words.changed) })
}

async function missingNow(borough: Borough): Promise<void> {
  const t = new Teller(borough, 'missing')
  const child = ordinary('Jayden', 'Quarmby', 15, borough.today, { school: 'Osier Bank Learning Centre' })
  const caseId = await opened(t, beginning(child, 'school4', 'missing', 44, 'exploitation-south'))
  await t.workday(1, '09:15')
  await allocate(t, 'south', caseId, 'south2', words.allocatedBecause)
  await t.later(2, '16:10')
  await acts.visit(t, 'south2', caseId, acts.seen(t.luck))
  for (const daysAgo of [33, 19]) {
    await t.daysAgo(daysAgo, '22:40')
    await away(t, 'south2', caseId, '07:30', { own: say('back.own'), learned: say('back.learned'), next: words.nextAtVisit[1] })
  }
  await t.daysAgo(5, '16:00')
  await acts.visit(t, 'south2', caseId, acts.seen(t.luck))
  await t.daysAgo(1, '23:05')
  await gone(t, 'south2', caseId)
}

async function justBack(borough: Borough): Promise<void> {
  const t = new Teller(borough, 'back')
  const child = ordinary('Keeley', 'O’Dowdall', 16, borough.today, { sex: 'female', school: 'Tidewell Sixth Form' })
  const caseId = await opened(t, beginning(child, 'school3', 'missing', 58))
  await t.workday(1, '09:15')
  await allocate(t, 'north', caseId, 'north6', words.allocatedBecause)
  await t.daysAgo(4, '15:40')
  await acts.visit(t, 'north6', caseId, acts.seen(t.luck))
  await t.daysAgo(3, '21:30')
  const episodeId = await gone(t, 'north6', caseId)
  await t.daysAgo(2, '10:15')
  await back(t, 'north6', caseId, episodeId)
}

async function oneMinute(borough: Borough): Promise<void> {
  const t = new Teller(borough, 'minute')
  const child = ordinary('Dre', 'Larkspur', 15, borough.today)
  await t.daysAgo(1, '16:55')
  await acts.refer(t, 'lantern', {
    child,
    told: { spelling: 'Dre', bornOn: null, aboutAge: 15 },
    seen: say('minute.seen'),
    own: '',
    form: 'minute',
  })
}

async function twoReports(borough: Borough): Promise<void> {
  const t = new Teller(borough, 'reports')
  const child = ordinary('Harley', 'Yaxley', 14, borough.today)
  await t.until(instantOf(`${lastWorkingDay(borough)}T15:50`))
  const referral = { child, told: inFull(child), seen: say('reports.seen'), own: '', danger: 'yes' } as const
  const first = await acts.refer(t, 'school1', referral)
  await t.until(new Date(t.now.getTime() + 25 * 60_000))
  const second = await acts.refer(t, 'asb', { ...referral, told: { spelling: 'Harley Yaxly', bornOn: null, aboutAge: 14 } })
  await t.until(new Date(t.now.getTime() + 15 * 60_000))
  await acts.claim(t, 'triage1', second)
  await t.until(new Date(t.now.getTime() + 5 * 60_000))
  await acts.atDesk(t, 'triage1', 'triage.merge', second, async ({ tx, by }) =>
    acts.must(await mergeInto(tx, second, { leadsId: first, reason: words.sameEvent }, by), 'done'),
  )
}

async function closingWaits(borough: Borough): Promise<void> {
  const t = new Teller(borough, 'closing')
  const child = ordinary('Tia', 'Nairncross', 17, borough.today, { sex: 'female', school: 'Tidewell Sixth Form' })
  const caseId = await opened(t, beginning(child, 'school3', 'online', 130))
  await t.workday(1, '10:15')
  await allocate(t, 'north', caseId, 'north3', words.allocatedBecause)
  for (const daysAgo of [124, 98, 70, 43, 16]) {
    await t.daysAgo(daysAgo, t.between(15, 17))
    await acts.visit(t, 'north3', caseId, acts.seen(t.luck))
    if (daysAgo !== 124) continue
    await t.later(1, '10:00')
    await acts.assess(t, 'north3', caseId, { level: 'emerging', because: words.riskReasons[2], changed: '' })
    await supervise(t, 'north', 'north3', caseId)
  }
  await t.daysAgo(2, '14:30')
  await acts.askToClose(t, 'north3', caseId, {
    reason: 'safer',
    because: words.overBecauses[0],
    ownView: words.closingViews[0],
    wouldReopen: words.wouldReopen[0],
  })
}

const fullWeek = 8

/** A week that holds less than what it is asked to hold: eight children at the top level, all with one worker. */
function overLoad(place: number) {
  return async (borough: Borough): Promise<void> => {
    await tellEveryday(borough, 'load', {
      number: 9_000 + place,
      daysAgo: 35 + place * 9,
      became: 'case',
      isAdult: false,
      referrer: chance(`load ${place}`).pick(['school1', 'school2', 'police1', 'nurse']),
      desk: 'triage4',
      work: quiet('south1', 'south', 'exploitation-south', 'significant'),
    })
  }
}

/** The family moves across the river: the case goes to the other team with what it owes, and its papers with it. */
async function movedTeam(borough: Borough): Promise<void> {
  const t = new Teller(borough, 'moved')
  const child = ordinary('Blessing', 'Ekwueme', 15, borough.today, { sex: 'female' })
  const caseId = await opened(t, beginning(child, 'school2', 'online', 44))
  await t.workday(1, '09:10')
  await allocate(t, 'north', caseId, 'north4', words.allocatedBecause)
  await t.workday(1, '15:00')
  await acts.visit(t, 'north4', caseId, acts.seen(t.luck))
  await t.workday(1, '10:30')
  await acts.assess(t, 'north4', caseId, { level: 'moderate', because: words.riskReasons[0], changed: '' })
  const before = t.member('north4').postId
  const action = await onCase(t, 'north4', 'plan.action_added', caseId, ({ tx, on }) =>
    addAction(tx, caseId, { what: words.actions[0], ownerPostId: before, ownerWords: '', dueOn: addDays(on, 20), askedByThem: false }),
  )
  for (const paper of words.documents) {
    await t.workday(1, '11:20')
    await acts.fileDocument(t, 'north4', caseId, paper)
  }
  await t.daysAgo(16, '10:05')
  const south = borough.staff.teamId('exploitation-south')
  await onCase(
    t,
    'north',
    'case.moved',
    caseId,
    async ({ tx }) => void acts.must(await moveCase(tx, caseId, south, say('moved.because')), 'done'),
  )
  await t.workday(1, '09:30')
  await allocate(t, 'south', caseId, 'south3', say('moved.allocated'))
  await t.workday(0, '14:15')
  await onCase(t, 'south3', 'plan.action_moved', caseId, async ({ tx, on, me }) => {
    const move = { ownerPostId: me.postId, ownerWords: '', dueOn: addDays(on, 21), because: words.actionHandedOver, version: 1 }
    await moveAction(tx, caseId, { id: action, ownerPostId: before }, move, me.postId)
  })
  await t.workday(2, '16:10')
  await acts.visit(t, 'south3', caseId, acts.seen(t.luck))
}

/** Nothing was identified, and she still wants somebody to come: the manager says how often. */
/** Two questions that the borough adds: one to a worry about a child, one to a visit. */
function askOfOurOwn(t: Teller): Promise<void> {
  return t.as('north', 'questions.added', async ({ tx }) => {
    const common = { roles: [], because: '', rule: 'may_be_left' } as const
    const travels = {
      ...common,
      wording: say('own.travels'),
      hint: say('own.travels.hint'),
      type: 'one',
      choices: [say('own.travels.bus'), say('own.travels.taxi'), say('own.travels.car'), say('own.travels.foot')],
      purpose: say('own.travels.purpose'),
    } as const
    const trusts = {
      ...common,
      wording: say('own.trusts'),
      hint: '',
      type: 'text',
      choices: [],
      purpose: say('own.trusts.purpose'),
    } as const
    await setAsked(tx, await addQuestion(tx, 'concern.child_exploitation', travels), true, say('own.because'))
    await setAsked(tx, await addQuestion(tx, 'visit.child', trusts), true, say('own.because'))
  })
}

async function withoutALevel(borough: Borough): Promise<void> {
  const t = new Teller(borough, 'no level')
  const child = ordinary('Róisín', 'O’Dowdall', 13, borough.today, { sex: 'female', school: 'Northwick Hill High School' })
  await t.daysAgo(31, '10:20')
  await askOfOurOwn(t)
  const caseId = await opened(t, { ...beginning(child, 'school2', 'slight', 30), answered: [say('own.travels.bus')] })
  await t.workday(1, '09:20')
  await allocate(t, 'north', caseId, 'north6', words.allocatedBecause)
  await t.workday(2, '15:40')
  await acts.visit(t, 'north6', caseId, { ...acts.seen(t.luck), answered: [say('own.trusts.answer')] })
  await t.workday(1, '11:10')
  await acts.assess(t, 'north6', caseId, { level: 'not_identified', because: say('level.because'), changed: '' })
  await t.workday(1, '13:05')
  await onCase(t, 'north', 'visit.rhythm', caseId, async ({ tx, house }) => {
    await chooseRhythm(tx, caseId, 'emerging', say('level.rhythm'))
    await refreshVisitClock(tx, house.reference, caseId, 'a manager said how often')
  })
}

/** One worry about three of them and the places between which they are moved. */
async function severalInOne(borough: Borough): Promise<void> {
  const t = new Teller(borough, 'several')
  const [first, second, third] = ['Frankie', 'Ashton', 'Skye'].map((given, place) =>
    ordinary(given, ['Brackenbury', 'Sangster', 'Quarmby'][place] ?? '', 14 + (place % 2), borough.today),
  )
  if (first === undefined || second === undefined || third === undefined) throw new Error('There are three of them')
  await t.daysAgo(1, '15:20')
  await acts.refer(t, 'school1', {
    child: first,
    told: inFull(first),
    others: [second, third],
    seen: say('several.seen'),
    own: say('several.own'),
    danger: 'unknown',
    place: 'Sallow Lane',
    places: [
      { description: say('several.shop'), postcode: '', whatHappens: say('several.shopWhat'), ward: 'Sallow Lane' },
      { description: say('several.flat'), postcode: 'QM7 3EF', whatHappens: say('several.flatWhat'), ward: 'Osier Bank' },
    ],
  })
}

/** One of them is placed an hour away: said on the manager's page, and counted. */
async function placedFarAway(borough: Borough): Promise<void> {
  const t = new Teller(borough, 'far away')
  await t.daysAgo(12, '11:15')
  await t.as('south', 'team.far_away', async ({ tx }) => {
    const [one] = await listCases(tx, { whose: 'team', state: 'open', worker: t.member('south1').postId })
    if (one !== undefined) await setFarAway(tx, one.id, 'yes')
  })
}

/** A manager counts the last quarter for the report "Fair and seen". */
async function quarterCounted(borough: Borough): Promise<void> {
  const t = new Teller(borough, 'fair and seen')
  await t.daysAgo(4, '15:30')
  const [quarter] = endedQuarters(t.on, 1)
  if (quarter === undefined) return
  await t.as('north', 'fairness.released', ({ tx, house }) => releaseQuarter(tx, quarter, house.reference.release), {
    purpose: quarter.code,
  })
}

/** A school's own system may send concerns: an administrator gave it a key, which nobody has. */
async function systemConnected(borough: Borough): Promise<void> {
  const t = new Teller(borough, 'a system')
  await t.daysAgo(20, '14:10')
  await t.as('admin', 'api.key_made', ({ tx, now }) =>
    makeApiKey(tx, {
      name: say('system.name'),
      agency: t.member('school1').agencyId,
      purpose: say('system.purpose'),
      scopes: ['concerns.send', 'concerns.read'],
      expiresAt: new Date(now.getTime() + apiPolicy.daysAtMost * 86_400_000),
      keyHash: tokenHash(newToken()),
    }),
  )
}

/** What came in during the last hours and nobody has decided. */
function freshlyIn(place: number) {
  return async (borough: Borough): Promise<void> => {
    const t = new Teller(borough, `fresh ${place}`)
    const child = childNumber(8_000 + place, borough.today, place % 4 === 3)
    await t.until(new Date(borough.now.getTime() - (40 + place * 137) * 60_000))
    const worry = t.luck.pick(words.worries)
    await acts.refer(t, t.luck.pick(['school2', 'police1', 'nurse', 'housing', 'lantern', 'school4']), {
      child,
      told: asReferred(child, t.luck, t.on),
      seen: worry.seen,
      own: worry.own,
      danger: t.luck.pick(['no', 'no', 'unknown', 'yes']),
      place: child.ward,
      done: t.luck.pick(words.alreadyDone),
      files: place % 3 === 0 ? [photograph(say('fresh.photograph'))] : [],
      answered: place % 2 === 0 ? [say('own.travels.car')] : [],
    })
  }
}

const inCase = (name: string) => ({ in: 'case', name }) as const
const inConcern = (name: string) => ({ in: 'concern', name }) as const

/** Every story with its own person. */
// biome-ignore format: one line for each story
export const stories: readonly Story[] = [
  { name: 'carrying', title: say('carrying.title'), found: inCase('Kadeem'), tell: carrying },
  { name: 'spelling', title: say('spelling.title'), found: inConcern('Khadim Ashgrove Okry'), tell: otherSpelling },
  { name: 'countersign', title: say('countersign.title'), found: inCase('Ioana'), tell: countersignWaits },
  { name: 'waiting', title: say('waiting.title'), found: inCase('Maisie'), tell: waiting },
  { name: 'passed', title: say('passed.title'), found: inConcern('Callie Thirlwell'), tell: passedOn },
  { name: 'holiday', title: say('holiday.title'), found: inConcern('Liberty Hathersage'), tell: holiday },
  { name: 'emergency', title: say('emergency.title'), found: inCase('Shanice'), tell: emergency },
  { name: 'kept', title: say('kept.title'), found: inCase('Corey'), tell: keptOut },
  { name: 'conflict', title: say('conflict.title'), found: inCase('Reuben'), tell: conflict },
  { name: 'address', title: say('address.title'), found: inCase('Amina'), tell: protectedAddress },
  { name: 'staff', title: say('staff.title'), found: inConcern('Alan Pettigrew-Mole'), tell: staffConcern },
  { name: 'twins', title: say('twins.title'), found: inCase('Zosia'), tell: twins },
  { name: 'ages', title: say('ages.title'), found: inCase('Minh'), tell: threeAges },
  { name: 'missing', title: say('missing.title'), found: inCase('Jayden'), tell: missingNow },
  { name: 'back', title: say('back.title'), found: inCase('Keeley'), tell: justBack },
  { name: 'minute', title: say('minute.title'), found: inConcern('Dre'), tell: oneMinute },
  { name: 'reports', title: say('reports.title'), found: inConcern('Harley Yaxly'), tell: twoReports },
  { name: 'reopened', title: say('reopened.title'), found: inCase('Luca'), tell: reopenedCase },
  { name: 'moved', title: say('moved.title'), found: inCase('Blessing'), tell: movedTeam },
  { name: 'level', title: say('level.title'), found: inCase('Róisín'), tell: withoutALevel },
  { name: 'several', title: say('several.title'), found: inConcern('Frankie Brackenbury'), tell: severalInOne },
  { name: 'closing', title: say('closing.title'), found: inCase('Tia'), tell: closingWaits },
]

/** Stories of several people, without a title of their own. */
export const crowds: readonly Story['tell'][] = [
  ...Array.from({ length: fullWeek }, (_, place) => overLoad(place)),
  ...Array.from({ length: 7 }, (_, place) => freshlyIn(place)),
  placedFarAway,
  quarterCounted,
  systemConnected,
]
