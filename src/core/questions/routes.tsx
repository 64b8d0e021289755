import type { Tx } from '../../platform/db/pool.ts'
import { forgetKept, keptForm, overlaid } from '../../platform/forms/index.ts'
import { can } from '../access/identity.ts'
import { idParam, notThere, page, type Reply, type Request, type Routes, seeOther, typed, typedAll } from '../house/index.ts'
import { type Fields, fieldsOf, type Problems, savesAsTyped, typedElsewhere } from '../pages/index.ts'
import { releaseTable } from '../release/index.ts'
import { wordMatcher } from '../words/index.ts'
import { answerShown } from './fields.tsx'
import { policy } from './policy.ts'
import { choiceProblem, choicesOf, hasHiddenMarks } from './rules.ts'
import { type AskedAt, answerRule, manages, type QuestionContent, questionType } from './schema.ts'
import * as store from './store.ts'
import { t } from './texts.ts'
import { CountsPage, type Place, QuestionForm, QuestionPage, QuestionsPage } from './views.tsx'

/** The kinds of concern there are: another room's, handed in where the rooms are put together. */
export type ConcernKinds = (tx: Tx) => Promise<readonly Readonly<{ code: string; label: string }>[]>

const mayManage = { capability: manages } as const
const address = '/questions'
const addressOf = (id: string) => `${address}/${id}`

export function questionRoutes(kinds: ConcernKinds): (route: Routes) => void {
  return (route) => {
    route.get(address, 'questions.list', (request) => list(request, kinds), mayManage)
    route.get('/questions/new', 'questions.form', (request) => newPage(request, kinds), mayManage)
    route.post('/questions/new', 'questions.added', (request) => add(request, kinds), mayManage)
    savesAsTyped(route, '/questions/new', 'questions.draft_saved', mayManage)
    route.get('/questions/:id', 'questions.read', (request) => questionPage(request, kinds, {}), mayManage)
    route.get('/questions/:id/edit', 'questions.form', (request) => editPage(request, kinds), mayManage)
    route.post('/questions/:id/edit', 'questions.changed', (request) => change(request, kinds), mayManage)
    savesAsTyped(route, '/questions/:id/edit', 'questions.draft_saved', mayManage)
    route.post('/questions/:id/switch', 'questions.switched', (request) => switchIt(request, kinds), mayManage)
    route.post('/questions/:id/move', 'questions.moved', move, mayManage)
    route.get('/questions/:id/counts', 'questions.counted', counts, { capability: 'report.read_partner' })
  }
}

/** Everywhere something can be asked, in the order of the list. */
async function placesFor(tx: Tx, kinds: ConcernKinds): Promise<readonly Place[]> {
  const concerns = (await kinds(tx)).map(({ code, label }) => ({ at: `concern.${code}`, label: t('place.concern', { kind: label }) }))
  return [...concerns, { at: 'visit.child', label: t('place.visit.child') }, { at: 'visit.adult', label: t('place.visit.adult') }]
}

function placeName(places: readonly Place[], at: AskedAt): string {
  return places.find((place) => place.at === at)?.label ?? t('place.gone', { kind: at.replace(/^\w+\./, '') })
}

async function list({ tx }: Request, kinds: ConcernKinds): Promise<Reply> {
  const places = await placesFor(tx, kinds)
  const all = await store.questions(tx)
  const gone = [...new Set(all.map(({ askedAt }) => askedAt))].filter((at) => !places.some((place) => place.at === at))
  const shown = [...places, ...gone.map((at) => ({ at, label: placeName(places, at) }))]
  return page(t('list.title'), <QuestionsPage places={shown} questions={all} />, { wide: true })
}

async function questionOf(request: Request): Promise<store.Question> {
  const id = idParam(request)
  request.audit.about('other', id)
  return (await store.findQuestion(request.tx, id)) ?? notThere()
}

async function questionPage(request: Request, kinds: ConcernKinds, problems: Problems): Promise<Reply> {
  const { tx, actor } = request
  const question = await questionOf(request)
  const body = (
    <QuestionPage
      question={question}
      place={placeName(await placesFor(tx, kinds), question.askedAt)}
      versions={await store.versionsOf(tx, question.questionId)}
      switches={await store.switchesOf(tx, question.questionId)}
      problems={problems}
      typed={fieldsOf(request.body)}
      mayCount={can(actor, 'report.read_partner')}
    />
  )
  return page(t('page.details'), body, { problems: Object.keys(problems).length > 0 })
}

// ── adding and changing ─────────────────────────────────────────────────────────────────────────────────────────────

const labels = (): Readonly<Record<string, string>> => ({
  at: t('form.at'),
  purpose: t('form.purpose'),
  wording: t('form.wording'),
  hint: t('form.hint'),
  type: t('form.type'),
  choices: t('form.choices'),
  rule: t('form.rule'),
  because: t('form.because'),
})

function valueShown(name: string, value: string): string {
  const [type, rule] = [questionType.safeParse(value), answerRule.safeParse(value)]
  if (name === 'type' && type.success) return t(`type.${type.data}`)
  return name === 'rule' && rule.success ? t(`rule.${rule.data}`) : value
}

/** The roles chosen, one box for each: a form keeps one value for each name. */
function rolesIn(fields: Fields): readonly string[] {
  return Object.keys(fields).flatMap((name) => (name.startsWith('role-') && fields[name] === 'yes' ? [name.slice('role-'.length)] : []))
}

/** What stands in the form of a question that is there. */
function fieldsFor(question: store.Question): Fields {
  const { wording, hint, type, choices, rule, roles, purpose, version } = question
  return {
    ...{ wording, hint, type, rule, purpose, base: String(version), choices: choices.join('\n') },
    ...Object.fromEntries(roles.map((code) => [`role-${code}`, 'yes'])),
  }
}

type FormShown = Readonly<{
  fields: Fields
  problems: Problems
  question?: store.Question
  theirs?: store.VersionMade | undefined
  status?: number
}>

async function form(request: Request, kinds: ConcernKinds, shown: FormShown): Promise<Reply> {
  const { tx, body } = request
  const { fields, problems, question, theirs } = shown
  const at = question === undefined ? '/questions/new' : `${addressOf(question.questionId)}/edit`
  const view = (
    <QuestionForm
      kept={await keptForm(tx, at, body)}
      places={await placesFor(tx, kinds)}
      roles={await store.readingRoles(tx)}
      fields={fields}
      problems={problems}
      question={question}
      theirs={theirs}
    />
  )
  const status = shown.status ?? (Object.keys(problems).length > 0 ? 422 : 200)
  return page(t(question === undefined ? 'new.title' : 'edit.title'), view, { status, problems: Object.keys(problems).length > 0 })
}

async function newPage(request: Request, kinds: ConcernKinds): Promise<Reply> {
  const kept = await keptForm(request.tx, '/questions/new')
  const begin: Fields = { at: request.query['at'] ?? '', rule: 'may_be_left' }
  return form(request, kinds, { fields: overlaid(begin, kept), problems: {} })
}

async function editPage(request: Request, kinds: ConcernKinds): Promise<Reply> {
  const question = await questionOf(request)
  const kept = await keptForm(request.tx, `${addressOf(question.questionId)}/edit`)
  return form(request, kinds, { fields: overlaid(fieldsFor(question), kept), problems: {}, question })
}

type ReadContent = Readonly<{ content: QuestionContent | undefined; problems: Problems }>

/** The form as a question, or what is wrong with it. `isChange`: it also says why. */
async function contentIn({ tx, house }: Request, fields: Fields, { isChange }: Readonly<{ isChange: boolean }>): Promise<ReadContent> {
  const text = (name: string) => (fields[name] ?? '').trim()
  const problems: Record<string, string> = {}
  const limited = (name: string, most: number) => {
    if (text(name).length > most) problems[name] ??= t('problem.long', { most })
  }
  limited('wording', policy.wordingAtMost)
  limited('hint', policy.hintAtMost)
  limited('purpose', policy.reasonAtMost)
  limited('because', policy.reasonAtMost)
  const [type, rule] = [questionType.safeParse(fields['type']), answerRule.safeParse(fields['rule'])]
  if (text('wording') === '') problems['wording'] ??= t('problem.wording')
  if (text('purpose') === '') problems['purpose'] ??= t('problem.purpose')
  if (isChange && text('because') === '') problems['because'] ??= t('problem.because')
  if (!type.success) problems['type'] = t('problem.type')
  if (!rule.success) problems['rule'] = t('problem.rule')
  if (type.data === 'yes_no' && rule.data === 'must_be_known') problems['rule'] = t('problem.unknownStays')
  const choices = type.data === 'one' || type.data === 'several' ? choicesOf(text('choices')) : []
  if (type.data === 'one' || type.data === 'several') {
    const problem = choiceProblem(choices, policy)
    if (problem !== undefined) problems['choices'] = choiceText(problem)
  }
  const match = wordMatcher(house.reference.words)
  for (const name of ['wording', 'hint', 'choices']) {
    if (hasHiddenMarks(text(name))) problems[name] ??= t('problem.hidden')
    // what everybody is asked is read by everybody: it blocks, as in a paper
    const [finding] = match(text(name), { context: 'panel_paper' }).findings
    if (finding !== undefined)
      problems[name] ??= t('problem.words', { found: finding.found, why: finding.why, instead: finding.sayInstead.join('; ') })
  }
  const roles = rolesIn(fields)
  const known = new Set((await store.readingRoles(tx)).map(({ code }) => code))
  if (roles.some((code) => !known.has(code))) problems['roles'] = t('problem.role')
  if (Object.keys(problems).length > 0 || !type.success || !rule.success) return { content: undefined, problems }
  const [wording, hint, purpose, because] = [text('wording'), text('hint'), text('purpose'), isChange ? text('because') : '']
  return { content: { wording, hint, type: type.data, choices, rule: rule.data, roles, purpose, because }, problems: {} }
}

function choiceText(problem: NonNullable<ReturnType<typeof choiceProblem>>): string {
  switch (problem.kind) {
    case 'too_few':
      return t('problem.choices.too_few')
    case 'too_many':
      return t('problem.choices.too_many', { many: problem.many, most: policy.choicesAtMost })
    case 'twice':
      return t('problem.choices.twice', { choice: problem.choice })
    case 'too_long':
      return t('problem.choices.too_long', { choice: problem.choice, most: policy.choiceAtMost })
  }
}

/** The boxes of a form as they were sent: an unticked role is empty, not what it was. */
function sentFields({ body }: Request): Fields {
  return { ...fieldsOf(body), at: typedAll(body, 'at')[0] ?? '' }
}

async function add(request: Request, kinds: ConcernKinds): Promise<Reply> {
  const { tx } = request
  const fields = sentFields(request)
  const other = await typedElsewhere(request, { address: '/questions/new', title: t('new.title'), labels: labels(), valueShown })
  if (other !== undefined) return other
  const { content, problems } = await contentIn(request, fields, { isChange: false })
  const place = (await placesFor(tx, kinds)).find(({ at }) => at === fields['at'])
  if (place === undefined || content === undefined)
    return form(request, kinds, { fields, problems: place === undefined ? { at: t('problem.at'), ...problems } : problems })
  const id = await store.addQuestion(tx, place.at, content)
  await forgetKept(tx, '/questions/new')
  request.audit.about('other', id)
  return seeOther(addressOf(id))
}

async function change(request: Request, kinds: ConcernKinds): Promise<Reply> {
  const { tx } = request
  const question = await questionOf(request)
  const id = question.questionId
  const at = `${addressOf(id)}/edit`
  const fields = sentFields(request)
  const other = await typedElsewhere(request, { address: at, title: t('edit.title'), labels: labels(), valueShown })
  if (other !== undefined) return other
  const { content, problems } = await contentIn(request, fields, { isChange: true })
  if (content === undefined) return form(request, kinds, { fields, problems, question })
  const saved = await store.changeQuestion(tx, id, Number(fields['base']) || 0, content)
  if (saved === 'changed') {
    const [theirs] = await store.versionsOf(tx, id)
    // saving once more makes a version over theirs, which they have now seen
    const base = String(theirs?.version ?? question.version)
    return form(request, kinds, { fields: { ...fields, base }, problems: {}, question, theirs, status: 409 })
  }
  await forgetKept(tx, at)
  return seeOther(addressOf(id))
}

async function switchIt(request: Request, kinds: ConcernKinds): Promise<Reply> {
  const { tx, body } = request
  const question = await questionOf(request)
  const because = typed(body, 'because').trim().slice(0, policy.reasonAtMost)
  const isAsked = typed(body, 'asked') === 'yes'
  if (because === '') return questionPage(request, kinds, { because: t('problem.switchBecause') })
  const many = (await store.askedAt(tx, question.askedAt)).length
  if (isAsked && !question.isAsked && many >= policy.askedAtMost)
    return questionPage(request, kinds, { because: t('problem.full', { count: many }) })
  await store.setAsked(tx, question.questionId, isAsked, because)
  return seeOther(addressOf(question.questionId))
}

async function move(request: Request): Promise<Reply> {
  const question = await questionOf(request)
  await store.moveQuestion(request.tx, question.questionId, typed(request.body, 'where') === 'up' ? 'up' : 'down')
  return seeOther(`${address}#${question.askedAt}`)
}

// ── how answers are used ────────────────────────────────────────────────────────────────────────────────────────────

/** Counts leave casework through the release only: small numbers are hidden, and nobody's own words are in them. */
async function counts(request: Request): Promise<Reply> {
  const { tx, house } = request
  const question = await questionOf(request)
  const { type, choices } = question
  const said = type === 'yes_no' ? ['yes', 'no'] : choices
  if (said.length === 0)
    return page(t('counts.title'), <CountsPage question={question} table={undefined} policy={house.reference.release} />)
  const found = await store.countsOf(tx, question.questionId)
  // choices of earlier versions are counted too, after those of now
  const before = found.flatMap((row) => (row.said !== null && !said.includes(row.said) ? [row.said] : []))
  const all = [...said, ...new Set(before)]
  const many = (holds: (row: (typeof found)[number]) => boolean) => found.filter(holds).reduce((sum, row) => sum + row.many, 0)
  const table = {
    of: `answers to question ${question.questionId}`,
    rows: {
      by: 'answer',
      labels: [
        ...all.map((one) => answerShown({ state: 'answered', said: [one], type })),
        answerShown({ state: 'not_known', said: [], type }),
      ],
    },
    columns: { by: 'times', labels: [t('counts.many')] },
    counts: [...all.map((one) => [many((row) => row.said === one)]), [many((row) => row.state === 'not_known')]],
  }
  const { release } = house.reference
  return page(t('counts.title'), <CountsPage question={question} table={releaseTable(table, 'partner', release)} policy={release} />)
}
