import { mayAskWhoLooked } from '../audit/index.ts'
import { addDays, type LocalDate } from '../clocks/local-date.ts'
import { instantOf, londonDateOf } from '../clocks/london-time.ts'
import { idParam, notThere, page, type Reply, type Request, type Routes, seeOther, typed } from '../house/request.ts'
import { DecisionPage } from './candidate-views.tsx'
import { type CandidateDecision, decideCandidate } from './candidates.ts'
import { type EditForm, editForms, readDay, readEdit } from './edit-forms.ts'
import { asItWas } from './history.ts'
import { editPerson, loadPerson, type PersonView, splitCluster } from './store.ts'
import { t } from './texts.ts'
import { EditPage, PersonPage, replacedWords } from './views.tsx'

export function peopleRoutes(route: Routes): void {
  route.get('/people/:id', 'person.read', showPerson)
  route.get('/people/:id/edit/:what', 'person.edit.open', showEdit)
  route.post('/people/:id/edit/:what', 'person.edit', saveEdit)
  route.post('/people/:id/moves/:move', 'person.split', takeApart)
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
  if (asked === '') {
    const maySeeLooks = await mayAskWhoLooked(request.tx, 'person', person.id)
    return page(person.shownName, PersonPage({ person, today, asOf: null, maySeeLooks }))
  }
  if (asked === null || asked > today) {
    return page(person.shownName, PersonPage({ person, today, asOf: null, asOfProblem: t('person.asOf.problem') }), { problems: true })
  }
  const then = await asItWas(request.tx, person, instantOf(`${addDays(asked, 1)}T00:00`))
  return page(person.shownName, PersonPage({ person: then, today, asOf: asked }))
}

function formOf(request: Request, person: PersonView): EditForm {
  const form = editForms().get(request.params['what'] ?? '')
  return form !== undefined && person.may[form.needs] ? form : notThere()
}

type Given = Readonly<{
  status?: number
  typed?: (name: string) => string
  problems?: Readonly<Record<string, string>>
  conflict?: boolean
}>

function editPage(request: Request, person: PersonView, form: EditForm, given: Given = {}): Reply {
  const replaced = request.query['replaces'] ?? ''
  const replaces = replaced === '' ? undefined : (replacedWords(person, form.fact, replaced) ?? t('person.unknown'))
  const body = EditPage({
    person,
    form,
    action: request.url,
    typed: given.typed ?? (() => ''),
    problems: given.problems ?? {},
    replaces,
    conflict: given.conflict === true ? person.sources.at(-1) : undefined,
  })
  return page(t('edit.title', { what: form.title, name: person.shownName }), body, {
    status: given.status ?? 200,
    problems: given.problems !== undefined || given.conflict === true,
  })
}

async function showEdit(request: Request): Promise<Reply> {
  const person = await findPerson(request)
  return editPage(request, person, formOf(request, person))
}

async function saveEdit(request: Request): Promise<Reply> {
  const person = await findPerson(request)
  const form = formOf(request, person)
  const asTyped = (name: string) => typed(request.body, name)
  const read = readEdit(form, asTyped, londonDateOf(request.now))
  if (read.kind === 'problems') return editPage(request, person, form, { status: 422, typed: asTyped, problems: read.problems })
  const replaced = request.query['replaces'] ?? ''
  if (replaced !== '' && replacedWords(person, form.fact, replaced) === undefined) {
    return editPage(request, person, form, { status: 409, typed: asTyped, conflict: true })
  }
  const saved = await editPerson(request.tx, {
    personId: person.id,
    version: Number(asTyped('version')) || 0,
    because: read.because,
    facts: read.facts,
    withdraw: replaced === '' ? [] : [{ fact: form.fact, id: replaced }],
  })
  if (saved === 'conflict') return editPage(request, person, form, { status: 409, typed: asTyped, conflict: true })
  request.audit.fields(Object.keys(read.facts))
  return seeOther(`/people/${person.id}`)
}

async function takeApart(request: Request): Promise<Reply> {
  const person = await findPerson(request)
  const move = idParam(request, 'move')
  const because = typed(request.body, 'because').trim()
  if (because === '') {
    const today: LocalDate = londonDateOf(request.now)
    return page(person.shownName, PersonPage({ person, today, asOf: null }), { status: 422 })
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
