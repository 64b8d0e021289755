// The exploitation panel in the stories: one that was held, with its paper, its decision and an action a school owes; and
// the next one, for which the paper is still to be written.
import * as panel from '../arrangements/panel/index.ts'
import type { CaseId } from '../core/cases/index.ts'
import { addDays, instantOf, isWorkingDay, type LocalDate } from '../core/clocks/index.ts'
import { readReferenceFile } from '../core/reference/index.ts'
import { onCase } from './help.ts'
import type { Doing, Teller } from './teller.ts'
import { t as say } from './texts.ts'

export type PanelTold = Readonly<{ id: string; meetsOn: LocalDate; itemId: string }>

const policy = readReferenceFile('panel.yaml', panel.panelPolicy)

/** The coordinator plans a panel for that day, or the next that is worked, with this case on its agenda. */
export async function planPanel(t: Teller, caseId: CaseId, day: LocalDate, members: readonly string[]): Promise<PanelTold> {
  let meetsOn = day
  while (!isWorkingDay(meetsOn, t.borough.house.reference.calendar)) meetsOn = addDays(meetsOn, 1)
  const id = await t.as('panel', 'panel.planned', ({ tx, house, me }) => {
    const meeting = { meetsOn, meetsAt: '10:00', place: say('panel.place'), chairPost: me.postId, because: '' }
    return panel.planMeeting(tx, meeting, panel.datesOfMeeting(meetsOn, policy, house.reference.calendar))
  })
  const itemId = await onCase(t, 'panel', 'panel.put_on', caseId, async ({ tx, on }) => {
    for (const key of members) await panel.addMember(tx, id, t.member(key).postId)
    const since = instantOf(`${addDays(on, -policy.agenda.newlyWithinDays)}T00:00`)
    return (await panel.putOn(tx, id, caseId, policy.agenda, since)) ?? Promise.reject(new Error('The rules bring up this case'))
  })
  return { id, meetsOn, itemId }
}

export async function writePaper(t: Teller, worker: string, caseId: CaseId, { itemId }: PanelTold): Promise<void> {
  const parts = (['headline', 'voice', 'risk', 'plan'] as const).map((part) => ({
    part,
    class: policy.parts.find(({ key }) => key === part)?.class ?? part,
    said: say(`panel.paper.${part}`),
  }))
  await onCase(t, worker, 'panel.paper_saved', caseId, async ({ tx }) => {
    if ((await panel.savePaper(tx, itemId, 0, parts)) === 'done') await panel.sendPaper(tx, itemId, 1, '')
  })
}

/** Papers go out two days before; then the panel meets, decides, and gives `owner` something to do. */
export async function holdPanel(t: Teller, caseId: CaseId, told: PanelTold, present: readonly string[], owner: string): Promise<void> {
  const { id, itemId, meetsOn } = told
  const itsVersion = async ({ tx }: Doing) => (await panel.agendaOf(tx, id)).find((one) => one.itemId === itemId)?.version ?? 0
  await t.as('panel', 'panel.published', async ({ tx }) => void (await panel.publishMeeting(tx, id, 1)))
  await t.until(instantOf(`${meetsOn}T10:40`))
  await onCase(t, 'panel', 'panel.decided', caseId, async (doing) => {
    const posts = present.map((key) => t.member(key).postId)
    const decision = { decided: say('panel.decided'), because: say('panel.because'), present: posts, presentWords: '' }
    if (!(await panel.recordDecision(doing.tx, itemId, await itsVersion(doing), decision))) throw new Error('Nobody else decided meanwhile')
    const dueOn = addDays(t.borough.today, 6)
    const action = { what: say('panel.action'), owner: t.member(owner).postId, ownerWords: '', dueOn }
    await panel.addPanelAction(doing.tx, itemId, action, instantOf(`${dueOn}T23:59`))
  })
}
