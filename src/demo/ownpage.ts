// What is read together with a young person, and what was done against those who harm him: in the story that has both.
import * as disruption from '../arrangements/disruption/index.ts'
import * as myPage from '../arrangements/mypage/index.ts'
import { type CaseId, disagree, notesOf } from '../core/cases/index.ts'
import { addDays, instantOf } from '../core/clocks/index.ts'
import { putTask } from '../core/work/index.ts'
import { onCase } from './help.ts'
import type { Teller } from './teller.ts'
import { t as say } from './texts.ts'

/** His page: what he said, what he asked for (one answered, one not yet), what went well; shown, and what he does not agree with. */
export async function readTogether(t: Teller, worker: string, caseId: CaseId, notNamed: string): Promise<void> {
  await onCase(t, worker, 'mine.asked', caseId, async ({ tx, on, me }) => {
    await myPage.insertLine(tx, caseId, { kind: 'said', words: say('mine.said'), saidOn: on })
    await myPage.insertLine(tx, caseId, { kind: 'well', words: say('mine.well'), saidOn: on })
    await myPage.leaveOut(tx, caseId, t.member(notNamed).postId, say('mine.notNamed'))
    const ask = { askedOn: on, promisedBy: me.postId, promisedFor: addDays(on, 7) }
    await myPage.answerAsk(tx, caseId, await myPage.insertAsk(tx, caseId, { ...ask, asked: say('mine.asked') }), 1, say('mine.answer'))
    const waiting = { ...ask, asked: say('mine.asked.waiting'), promisedFor: addDays(t.borough.today, 3) }
    const id = await myPage.insertAsk(tx, caseId, waiting)
    const dueAt = instantOf(`${waiting.promisedFor}T23:59`)
    await putTask(tx, {
      record: { kind: 'case', id: caseId },
      kind: 'mine.ask',
      subjectId: id,
      ownerPostId: me.postId,
      dueAt,
      clock: undefined,
    })
    await myPage.recordShown(tx, caseId, 'shown', '')
  })
  await onCase(t, worker, 'mine.disagreed', caseId, async ({ tx }) => {
    const [note] = await notesOf(tx, caseId)
    if (note !== undefined) await disagree(tx, caseId, { kind: 'note', id: note.id }, say('mine.disagrees'))
  })
}

/** The police ask for an order and look at a place; what protects him is known to those of his circle who may know. */
export async function againstThoseWhoHarm(t: Teller, police: string, caseId: CaseId): Promise<void> {
  await onCase(t, police, 'disruption.recorded', caseId, async ({ tx, on }) => {
    const order = { kind: 'stro', against: 'person', policeReference: 'QM/4410/26', place: null, takenOn: on, endsOn: null } as const
    await disruption.linkAction(tx, await disruption.recordAction(tx, order), caseId)
    const visit = {
      kind: 'visit',
      against: 'place',
      policeReference: null,
      place: say('disruption.place'),
      takenOn: on,
      endsOn: null,
    } as const
    const id = await disruption.recordAction(tx, visit)
    await disruption.linkAction(tx, id, caseId)
    await disruption.changeAction(tx, id, 1, 'in_force', null)
  })
}
