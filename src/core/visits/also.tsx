// Brothers and sisters seen on one visit: recorded in one go, each on their own case and in its own circle. Day, time,
// place and visitor go along; nothing that was written of one child does, and no level.
import type { VNode } from 'preact'
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { Button, EmptyState, Radios, Textarea } from '../../platform/design/index.ts'
import { mayOnCase } from '../access/may.ts'
import { belowCase, caseFor } from '../cases/index.ts'
import { accountsIn } from '../cases/rules.ts'
import { idParam, notThere, type Reply, type Request, type Routes, seeOther } from '../house/request.ts'
import { type Fields, fieldsOf, NotAnAccount, PostForm, ProblemSummary, type Problems } from '../pages/index.ts'
import { refreshVisitClock } from './clock.ts'
import { visitOf } from './routes.tsx'
import { insertVisit, oneAtATime, type Visit } from './store.ts'
import { t } from './texts.ts'
import { outcomeLabel, whenWas } from './views.tsx'

export function alsoRoutes(route: Routes): void {
  route.get('/cases/:id/visits/:visit/also', 'visit.also_open', openAlso)
  route.post('/cases/:id/visits/:visit/also', 'visit.also', recordAlso)
}

/** Where somebody was met, an answer for each: seen, seen not alone, or not there. */
const answers = ['seen', 'seen_not_alone', 'not_there'] as const
const wordFields = ['ownWords', 'seen'] as const

type Sibling = Readonly<{ caseId: string; knownAs: string; isWritten: boolean }>

/**
 * Open cases of recorded brothers and sisters that the reader may write visits on. Through row security: a case that is
 * not theirs to see is not among them, and its absence looks like any other.
 */
async function siblingCases(tx: Tx, visit: Visit): Promise<Sibling[]> {
  return tx.many<Sibling>(sql`
    select distinct f.id as "caseId", f.known_as as "knownAs", exists (select from visit v where v.case_id = f.id and v.state = 'recorded'
        and v.happened_on = ${visit.on} and v.visitor_post = ${visit.visitorPostId}) as "isWritten"
    from record_person mine
    join person_relationship r on r.kind = 'sibling' and r.withdrawn_at is null and mine.person_id in (r.person_id, r.related_person_id)
    join record_person theirs on theirs.record_kind = 'case' and theirs.relation = 'subject' and theirs.person_id <> mine.person_id
      and theirs.person_id in (r.person_id, r.related_person_id)
    join case_file f on f.id = theirs.record_id and f.state = 'open' and f.id <> ${visit.caseId}
    where mine.record_kind = 'case' and mine.record_id = ${visit.caseId} and mine.relation = 'subject'
      and may('case', f.id, 'plan', 'write') and may('case', f.id, 'notes', 'write')
    order by f.known_as, f.id`)
}

/** The recorded visit at which they were seen, for whoever may write about it. */
async function seenVisit(request: Request, caseId: string): Promise<Visit> {
  const visit = (await visitOf(request, caseId, request.params['visit'] ?? '')) ?? notThere()
  const isSeen = visit.state === 'recorded' && (visit.outcome === 'seen' || visit.outcome === 'seen_not_alone')
  if (!isSeen || !(await mayOnCase(request.tx, caseId, 'plan', 'write'))) return notThere()
  return visit
}

async function openAlso(request: Request): Promise<Reply> {
  return alsoPage(request, {}, {}, 200)
}

async function alsoPage(request: Request, typed: Fields, problems: Problems, status: number, asks = false): Promise<Reply> {
  const caseId = idParam(request)
  const c = await caseFor(request, caseId)
  const visit = await seenVisit(request, caseId)
  const siblings = await siblingCases(request.tx, visit)
  request.audit.shown(siblings.map((one) => one.caseId))
  return belowCase(request, c, {
    title: t('also.title'),
    back: { href: `/cases/${caseId}/visits`, text: t('back') },
    status,
    body: <AlsoForm visit={visit} siblings={siblings} typed={typed} problems={problems} asks={asks} />,
  })
}

async function recordAlso(request: Request): Promise<Reply> {
  const { tx, house, audit } = request
  const caseId = idParam(request)
  await caseFor(request, caseId)
  const visit = await seenVisit(request, caseId)
  const fields = fieldsOf(request.body)
  const there = (await siblingCases(tx, visit)).flatMap((one) => {
    const outcome = answers.find((answer) => answer === fields[`${one.caseId}-outcome`])
    return one.isWritten || outcome === undefined || outcome === 'not_there' ? [] : [{ ...one, outcome }]
  })
  const accounts = there
    .flatMap((one) => wordFields.map((name) => `${one.caseId}-${name}`))
    .filter((name) => accountsIn(fields[name] ?? '').length > 0)
  const problems: Problems = {
    ...(there.length === 0 ? { also: t('also.nobody') } : {}),
    ...(fields['notAnAccount'] === 'yes'
      ? {}
      : Object.fromEntries(accounts.map((name) => [name, t('new.accounts', { found: accountsIn(fields[name] ?? '')[0] ?? '' })]))),
  }
  if (Object.keys(problems).length > 0) return alsoPage(request, fields, problems, 422, accounts.length > 0)
  for (const one of there) {
    await oneAtATime(tx, one.caseId)
    const saved = await insertVisit(tx, {
      caseId: one.caseId,
      plannedId: null,
      outcome: one.outcome,
      on: visit.on ?? '',
      at: visit.at,
      place: visit.place,
      visitorPostId: visit.visitorPostId,
      overtime: visit.overtime,
      ownWords: (fields[`${one.caseId}-ownWords`] ?? '').trim(),
      seen: (fields[`${one.caseId}-seen`] ?? '').trim(),
      next: '',
    })
    if (saved.kind === 'refused') return alsoPage(request, fields, { also: t('also.refused', { name: one.knownAs }) }, 422)
    await refreshVisitClock(tx, house.reference, one.caseId, 'a visit was recorded')
  }
  audit.shown(there.map((one) => one.caseId))
  audit.fields(['visit'])
  return seeOther(`/cases/${caseId}/visits`)
}

type AlsoProps = Readonly<{ visit: Visit; siblings: readonly Sibling[]; typed: Fields; problems: Problems; asks: boolean }>

function AlsoForm({ visit, siblings, typed, problems, asks }: AlsoProps): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{t('also.title')}</h1>
        {siblings.length === 0 ? (
          <EmptyState title={t('also.none')}>
            <p class="govuk-body">{t('also.noneWhat')}</p>
          </EmptyState>
        ) : (
          <PostForm action={`/cases/${visit.caseId}/visits/${visit.id}/also`}>
            <p class="govuk-body" id="also">
              {t('also.lead', { when: whenWas(visit), place: t(`place.${visit.place}`) })}
            </p>
            {siblings.map((one) => (
              <SiblingFields {...one} typed={typed} problems={problems} />
            ))}
            {asks && <NotAnAccount />}
            <Button>{t('also.save')}</Button>
          </PostForm>
        )}
      </div>
    </div>
  )
}

function SiblingFields({ caseId, knownAs, isWritten, typed, problems }: Sibling & Pick<AlsoProps, 'typed' | 'problems'>): VNode {
  if (isWritten) {
    return (
      <>
        <h2 class="govuk-heading-m">{knownAs}</h2>
        <p class="govuk-body">{t('also.written')}</p>
      </>
    )
  }
  return (
    <>
      <Radios
        name={`${caseId}-outcome`}
        fieldset={{ legend: { text: t('also.was', { name: knownAs }), classes: 'govuk-fieldset__legend--m' } }}
        items={answers.map((value) => ({ value, text: value === 'not_there' ? t('also.not') : outcomeLabel(value) }))}
        value={typed[`${caseId}-outcome`]}
      />
      {wordFields.map((name) => (
        <Textarea
          name={`${caseId}-${name}`}
          label={t(name === 'ownWords' ? 'also.ownWords' : 'also.seen', { name: knownAs })}
          rows={3}
          value={typed[`${caseId}-${name}`] ?? ''}
          errorMessage={problems[`${caseId}-${name}`]}
          attributes={{ 'data-words': '/words.json' }}
        />
      ))}
    </>
  )
}
