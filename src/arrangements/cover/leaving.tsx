// What somebody leaves behind, and to whom it goes: cases, what is owed on other records, who answers to them.
import type { VNode } from 'preact'
import { allocateCase } from '../../core/cases/index.ts'
import { londonDateOf } from '../../core/clocks/index.ts'
import { type FormBody, idParam, notThere, page, type Reply, type Request, type Routes, seeOther, typed } from '../../core/house/index.ts'
import { PostForm, ProblemSummary, type Problems } from '../../core/pages/index.ts'
import { allocationCheck, workersByPost } from '../../core/team/index.ts'
import { type DeskParts, type NameOf, namesOf, putTask, type Task, type TaskWords } from '../../core/work/index.ts'
import { BackLink, Button, EmptyState, Input, Select, Table } from '../../platform/design/index.ts'
import { showDayOrInstant, showShortDate } from '../../platform/texts/dates.ts'
import {
  answeringTo,
  type Colleague,
  casesLeftBy,
  colleaguesOf,
  couldOwe,
  giveAction,
  type Leaver,
  type LeftCase,
  leavers,
  type Supervised,
  tasksLeftBy,
} from './store.ts'
import { t } from './texts.ts'

const gives = { capability: 'case.allocate' } as const

export function leavingRoutes(route: Routes, parts: () => readonly DeskParts[]): void {
  route.get('/leaving', 'leaving.list', async ({ tx }) => page(t('leaving.heading'), <LeaverList leavers={await leavers(tx)} />), gives)
  route.get('/leaving/:id', 'leaving.read', (request) => leavingPage(request, parts(), {}), gives)
  route.post('/leaving/:id', 'leaving.given', (request) => give(request, parts()), gives)
}

type Left = Readonly<{
  name: string
  cases: readonly LeftCase[]
  tasks: readonly Task[]
  people: readonly Supervised[]
  colleagues: readonly Colleague[]
}>

/** What this reader sees of it; with nothing of theirs, there is nobody here to give for. */
async function leftBy(request: Request): Promise<Left & Readonly<{ postId: string }>> {
  const { tx, audit, actor } = request
  const postId = idParam(request)
  const [worker] = await workersByPost(tx, [postId])
  const cases = await casesLeftBy(tx, postId)
  const tasks = await tasksLeftBy(tx, postId)
  if (worker === undefined) return notThere()
  audit.about('other', postId)
  audit.shown([...cases.map(({ caseId }) => caseId), ...tasks.map(({ recordId }) => recordId)])
  const others = await colleaguesOf(tx, postId)
  const me = { postId: actor.postId, name: actor.fullName }
  const colleagues = others.some((one) => one.postId === actor.postId) || actor.postId === postId ? others : [me, ...others]
  return { postId, name: worker.fullName, cases, tasks, people: await answeringTo(tx, postId), colleagues }
}

async function leavingPage(request: Request, parts: readonly DeskParts[], problems: Problems): Promise<Reply> {
  const left = await leftBy(request)
  const nameOf = await namesOf(
    request,
    parts.flatMap((part) => part.names ?? []),
    left.tasks.map(({ recordKind, recordId }) => ({ kind: recordKind, id: recordId })),
  )
  const words = new Map(parts.flatMap((part) => part.tasks ?? []).map((one) => [one.kind, one]))
  return page(t('leaving.heading'), <LeavingPage {...left} nameOf={nameOf} words={words} body={request.body} problems={problems} />, {
    problems: Object.keys(problems).length > 0,
  })
}

/** Each to whom it was given, by name or by "everything to"; one that cannot be given stops all, so that nothing is half done. */
async function give(request: Request, parts: readonly DeskParts[]): Promise<Reply> {
  const { tx, body } = request
  const left = await leftBy(request)
  const reason = typed(body, 'because').trim() || t('leaving.becauseText', { name: left.name })
  const all = typed(body, 'all')
  const toOf = (id: string) => left.colleagues.find(({ postId }) => postId === (typed(body, `to-${id}`) || all))
  const problems: Record<string, string> = {}
  for (const one of left.cases) {
    const to = toOf(one.caseId)
    if (to === undefined) continue
    const refusal = await allocationCheck.refusal(request, one.caseId, to.postId, reason)
    const outcome = refusal === undefined ? await allocateCase(tx, one.caseId, to.postId, reason) : undefined
    if (outcome?.kind !== 'done') problems[`to-${one.caseId}`] = refusal ?? t('problem.cannot', { name: to.name })
  }
  for (const one of left.tasks) {
    const to = toOf(one.id)
    if (to === undefined) continue
    if (!(await couldOwe(tx, to.postId, one.recordKind, one.recordId))) problems[`to-${one.id}`] = t('problem.cannotOwe', { name: to.name })
    else await giveTask(request, one, to.postId)
  }
  return Object.keys(problems).length > 0 ? leavingPage(request, parts, problems) : seeOther(`/leaving/${left.postId}`)
}

/** The day stays: late stays late. An action of the plan changes its owner in the plan too. */
async function giveTask({ tx }: Request, task: Task, to: string): Promise<void> {
  if (task.kind === 'plan.action' && task.subjectId !== null) await giveAction(tx, task.subjectId, to)
  await putTask(tx, {
    record: { kind: task.recordKind, id: task.recordId },
    kind: task.kind,
    subjectId: task.subjectId ?? undefined,
    ownerPostId: to,
    teamId: task.teamId ?? undefined,
    dueAt: task.dueAt ?? undefined,
    clock: task.clock ?? undefined,
    because: t('leaving.becauseTask'),
  })
}

function LeaverList({ leavers: of }: { leavers: readonly Leaver[] }): VNode {
  return (
    <>
      <BackLink href="/leave">{t('back')}</BackLink>
      <h1 class="govuk-heading-l">{t('leaving.heading')}</h1>
      <p class="govuk-body">{t('leaving.lead')}</p>
      {of.length === 0 ? (
        <EmptyState title={t('leaving.none')}>
          <p class="govuk-body">{t('leaving.noneWhat')}</p>
        </EmptyState>
      ) : (
        <Table
          caption={t('leaving.heading')}
          captionClasses="govuk-visually-hidden"
          classes="lw-stack"
          head={[t('list.who'), t('leaving.when'), t('leaving.what')]}
          rows={of.map((one) => [
            {
              text: (
                <a class="govuk-link" href={`/leaving/${one.postId}`}>
                  {one.name}
                </a>
              ),
              attributes: { 'data-label': t('list.who') },
            },
            { text: whenWords(one), attributes: { 'data-label': t('leaving.when') } },
            {
              text: t('leaving.counts', { cases: t('cases', { count: one.cases }), tasks: t('leaving.tasks', { count: one.tasks }) }),
              attributes: { 'data-label': t('leaving.what') },
            },
          ])}
        />
      )}
    </>
  )
}

function whenWords({ endedAt, lastDay }: Leaver): string {
  if (endedAt !== null) return t('leaving.left', { date: showShortDate(londonDateOf(endedAt)) })
  return lastDay === null ? '' : t('leaving.last', { date: showShortDate(lastDay) })
}

type LeavingPageProps = Left &
  Readonly<{ postId: string; nameOf: NameOf; words: ReadonlyMap<string, TaskWords>; body: FormBody; problems: Problems }>

function LeavingPage(props: LeavingPageProps): VNode {
  const { postId, name, cases, tasks, people, colleagues, nameOf, words, body, problems } = props
  const nothing = cases.length === 0 && tasks.length === 0
  const items = (first: string) => [{ value: '', text: first }, ...colleagues.map((one) => ({ value: one.postId, text: one.name }))]
  const chosen = (field: string) => typed(body, field)
  return (
    <>
      <BackLink href="/leaving">{t('leaving.back')}</BackLink>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{t('leaving.of', { name })}</h1>
      {nothing ? (
        <EmptyState title={t('leaving.done')}>
          <p class="govuk-body">{t('leaving.doneWhat')}</p>
        </EmptyState>
      ) : (
        <PostForm action={`/leaving/${postId}`}>
          <p class="govuk-body">{t('leaving.ofLead')}</p>
          <Select name="all" label={t('leaving.all')} hint={t('leaving.allHint')} items={items(t('leave.choose'))} value={chosen('all')} />
          <Input name="because" label={t('leaving.because')} value={chosen('because') || t('leaving.becauseText', { name })} />
          {cases.length > 0 && <h2 class="govuk-heading-m">{t('leaving.caseHeading')}</h2>}
          {cases.map((one) => (
            <Select
              name={`to-${one.caseId}`}
              label={{ text: t('leaving.toFor', { what: `${one.knownAs} ${one.reference}` }), classes: 'govuk-label--s' }}
              items={items(t('leaving.stays', { name: one.isLeft ? (one.holderName ?? t('leaving.team')) : name }))}
              value={chosen(`to-${one.caseId}`)}
              errorMessage={problems[`to-${one.caseId}`]}
            />
          ))}
          {tasks.length > 0 && <h2 class="govuk-heading-m">{t('leaving.taskHeading')}</h2>}
          {tasks.map((one) => {
            const record = nameOf(one.recordKind, one.recordId)
            const what = `${words.get(one.kind)?.label(one) ?? t('leaving.task')}${record === undefined ? '' : ` (${record.name} ${record.reference})`}`
            return (
              <Select
                name={`to-${one.id}`}
                label={{
                  text: t('leaving.toFor', {
                    what: one.dueAt === null ? what : t('leaving.due', { what, due: showDayOrInstant(one.dueAt) }),
                  }),
                  classes: 'govuk-label--s',
                }}
                items={items(t('leaving.stays', { name: one.ownerName ?? t('leaving.team') }))}
                value={chosen(`to-${one.id}`)}
                errorMessage={problems[`to-${one.id}`]}
              />
            )
          })}
          <Button>{t('leaving.give')}</Button>
        </PostForm>
      )}
      {people.length > 0 && (
        <section aria-labelledby="people">
          <h2 class="govuk-heading-m" id="people">
            {t('leaving.people')}
          </h2>
          <ul class="govuk-list govuk-list--bullet">
            {people.map((one) => (
              <li>{t('leaving.peopleNow', { name: one.name, manager: one.managerName ?? t('leaving.nobody') })}</li>
            ))}
          </ul>
          <p class="govuk-body">{t('leaving.peopleWhat')}</p>
        </section>
      )}
    </>
  )
}
