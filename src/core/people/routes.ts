import { emergencyUntil } from '../access/index.ts'
import { mayAskWhoLooked } from '../audit/index.ts'
import { addDays, type LocalDate } from '../clocks/local-date.ts'
import { instantOf, londonDateOf } from '../clocks/london-time.ts'
import { idParam, notThere, page, type Reply, type Request, type Routes, seeOther, typed } from '../house/request.ts'
import { DecisionPage } from './candidate-views.tsx'
import { type CandidateDecision, decideCandidate } from './candidates.ts'
import { type EditField, type EditForm, editForms, fieldsOf, type Nearby, readDay, readEdit, type Values } from './edit-forms.ts'
import { asItWas } from './history.ts'
import { editPerson, loadPerson, type PersonView, peopleNear, splitCluster } from './store.ts'
import { t } from './texts.ts'
import { type AskedAges, EditPage, factsOfForm, PersonPage } from './views.tsx'

export function peopleRoutes(route: Routes): void {
  route.get('/people/:id', 'person.read', showPerson)
  route.get('/people/:id/edit/:what', 'person.edit.open', showEdit)
  route.post('/people/:id/edit/:what', 'person.edit', saveEdit)
  route.post('/people/:id/moves/:move', 'person.split', takeApart, { stepUp: true })
  route.post('/candidates/:id', 'candidate.decide', decide, { capability: 'concern.triage' })
}

/** A submitter has a grant on the person they named, but no page: what others know of them is not for them. */
async function findPerson(request: Request): Promise<PersonView> {
  const id = idParam(request)
  request.audit.about('person', id, { classes: ['identity', 'address', 'health'] })
  const person = await loadPerson(request.tx, id)
  return person?.may.readIdentity === true ? person : notThere()
}

async function showPerson(request: Request): Promise<Reply> {
  const person = await findPerson(request)
  const today = londonDateOf(request.now)
  const asked = readDay((name) => request.query[name] ?? '', 'on')
  const ages = askedAges(request, person)
  if (asked === '') {
    const maySeeLooks = await mayAskWhoLooked(request.tx, 'person', person.id)
    const emergencyEnds = await emergencyUntil(request.tx, 'person', person.id)
    return page(person.shownName, PersonPage({ person, today, asOf: null, ages, maySeeLooks, emergencyEnds }), {
      problems: Object.keys(ages.problems).length > 0,
    })
  }
  if (asked === null || asked > today) {
    return page(person.shownName, PersonPage({ person, today, asOf: null, asOfProblem: t('person.asOf.problem') }), { problems: true })
  }
  const then = await asItWas(request.tx, person, instantOf(`${addDays(asked, 1)}T00:00`))
  return page(person.shownName, PersonPage({ person: then, today, asOf: asked }))
}

/** The days that somebody asks the other two ages for: never kept, and only good after the birth. */
function askedAges(request: Request, person: PersonView): AskedAges {
  const problems: Record<string, string> = {}
  const [birth] = person.births
  const bornOn = birth !== undefined && 'bornOn' in birth ? birth.bornOn : undefined
  const read = (name: 'act' | 'began'): LocalDate | null => {
    const day = readDay((part) => request.query[part] ?? '', name)
    if (day === '') return null
    if (day !== null && !(bornOn !== undefined && day < bornOn)) return day
    problems[`${name}-day`] = t('person.ages.problem')
    return null
  }
  return { act: read('act'), began: read('began'), problems, typed: (name) => request.query[name] ?? '' }
}

function formOf(request: Request, person: PersonView): EditForm {
  const form = editForms().get(request.params['what'] ?? '')
  return form !== undefined && person.may[form.needs] ? form : notThere()
}

type Editing = Readonly<{
  person: PersonView
  form: EditForm
  fields: readonly EditField[]
  /** The fact that is corrected; '' when something is added. */
  replaced: string
}>

async function openEdit(request: Request): Promise<Editing> {
  const person = await findPerson(request)
  const form = formOf(request, person)
  const near: readonly Nearby[] = form.fieldsFor === undefined ? [] : await peopleNear(request.tx, person.id)
  return { person, form, fields: fieldsOf(form, person, near, londonDateOf(request.now)), replaced: request.query['replaces'] ?? '' }
}

type Given = Readonly<{
  status?: number
  typed?: (name: string) => string
  problems?: Readonly<Record<string, string>>
  /** The facts that stood when the writer opened the form; what changed since is shown beside what they typed. */
  seen?: readonly string[]
}>

function editPage(request: Request, { person, form, fields, replaced }: Editing, given: Given = {}): Reply {
  const standing = factsOfForm(person, form)
  const replaces = standing.find(({ id }) => id === replaced)?.words
  const current: Values = form.current(person, replaced) ?? {}
  const body = EditPage({
    person,
    form,
    fields,
    action: request.url,
    typed: given.typed ?? ((name) => current[name] ?? ''),
    problems: given.problems ?? {},
    replaces: replaced === '' ? undefined : (replaces ?? t('person.unknown')),
    canWithdraw: replaces !== undefined,
    seen: given.seen,
  })
  return page(t('edit.title', { what: form.title, name: person.shownName }), body, {
    status: given.status ?? 200,
    problems: given.problems !== undefined || given.seen !== undefined,
  })
}

async function showEdit(request: Request): Promise<Reply> {
  return editPage(request, await openEdit(request))
}

/**
 * Two people write about the same thing at once: the second sees both, and says whether theirs replaces what was saved
 * or stands beside it. What others wrote about something else meanwhile is no conflict.
 */
async function saveEdit(request: Request): Promise<Reply> {
  const editing = await openEdit(request)
  const { person, form } = editing
  const asTyped = (name: string) => typed(request.body, name)
  const standing = factsOfForm(person, form).map(({ id }) => id)
  const seen = asTyped('seen')
    .split(',')
    .filter((id) => id !== '')
  if (standing.join() !== seen.join()) return editPage(request, editing, { status: 409, typed: asTyped, seen })
  const chosen = asTyped('instead')
  // a choice between two versions stays on the page until it is made
  const choosing = asTyped('choosing') === '' ? {} : { seen: asTyped('choosing').split(',') }
  if (choosing.seen !== undefined && chosen !== 'beside' && !standing.includes(chosen)) {
    return editPage(request, editing, { status: 422, typed: asTyped, ...choosing, problems: { instead: t('edit.problem.instead') } })
  }
  const replaced = chosen === '' ? editing.replaced : chosen === 'beside' ? '' : chosen
  if (replaced !== '' && !standing.includes(replaced)) return notThere()
  const onlyWithdraw = replaced !== '' && asTyped('do') === 'withdraw'
  const read = readEdit(
    { ...editing, ...(onlyWithdraw ? { fields: [], form: { ...form, facts: () => ({}) } } : {}) },
    asTyped,
    londonDateOf(request.now),
  )
  if (read.kind === 'problems') return editPage(request, editing, { status: 422, typed: asTyped, ...choosing, problems: read.problems })
  const saved = await editPerson(request.tx, {
    personId: person.id,
    version: person.version,
    because: read.because,
    facts: read.facts,
    withdraw: replaced === '' ? [] : [{ fact: form.fact, id: replaced }],
    ends: read.ends,
  })
  // saved in the moment between reading and writing
  if (saved === 'conflict') return editPage(request, await openEdit(request), { status: 409, typed: asTyped, seen })
  request.audit.fields(Object.keys(read.facts))
  return seeOther(`/people/${person.id}`)
}

async function takeApart(request: Request): Promise<Reply> {
  const person = await findPerson(request)
  const move = idParam(request, 'move')
  const because = typed(request.body, 'because').trim()
  if (because === '') {
    const today: LocalDate = londonDateOf(request.now)
    const problems = { [`because-${move}`]: t('person.moves.problem') }
    return page(person.shownName, PersonPage({ person, today, asOf: null, problems }), { status: 422 })
  }
  await splitCluster(request.tx, { moveId: move, because })
  return seeOther(`/people/${person.id}`)
}

const decisions: readonly CandidateDecision[] = ['same', 'not_same', 'unsure']

async function decide(request: Request): Promise<Reply> {
  const id = idParam(request)
  request.audit.about('other', id)
  const back = /^\/(?![/\\])/.test(typed(request.body, 'back')) ? typed(request.body, 'back') : '/'
  const decision = decisions.find((one) => one === typed(request.body, 'decision'))
  const because = typed(request.body, 'because').trim()
  const problems = {
    ...(decision === undefined ? { [`decision-${id}`]: t('candidates.problem.decision') } : {}),
    ...(because === '' ? { [`because-${id}`]: t('candidates.problem.because') } : {}),
  }
  if (decision === undefined || because === '') {
    const given = { decision: decision ?? '', because }
    return page(t('candidates.decide'), DecisionPage({ candidateId: id, name: t('candidates.them'), back, typed: given, problems }), {
      status: 422,
    })
  }
  await decideCandidate(request.tx, { candidateId: id, decision, because })
  return seeOther(back)
}
