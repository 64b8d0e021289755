// Brothers and sisters seen on one visit: recorded in one go. Day, time, place and visitor go along.
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { mayOnCase } from '../access/may.ts'
import { type AlsoThere, caseFor, findCase, readTogether, recordSiblings, type Together, togetherPage } from '../cases/index.ts'
import { idParam, notThere, type Reply, type Request, type Routes, seeOther } from '../house/request.ts'
import { type Fields, fieldsOf } from '../pages/index.ts'
import { AskQuestions, asksAnything, type Sheet } from '../questions/index.ts'
import { refreshVisitClock } from './clock.ts'
import { readQuestions, visitOf } from './routes.tsx'
import { insertVisit, oneAtATime, questionsFor, type Visit } from './store.ts'
import { t } from './texts.ts'
import { outcomeLabel, whenWas } from './views.tsx'

export function alsoRoutes(route: Routes): void {
  route.get('/cases/:id/visits/:visit/also', 'visit.also_open', async (request) =>
    togetherPage(request, together(await seenVisit(request))),
  )
  route.post('/cases/:id/visits/:visit/also', 'visit.also', recordAlso)
}

const outcomes = ['seen', 'seen_not_alone'] as const

/** The recorded visit at which they were seen, for whoever may write about it. */
async function seenVisit(request: Request): Promise<Visit> {
  const caseId = idParam(request)
  await caseFor(request, caseId)
  const visit = (await visitOf(request, caseId, request.params['visit'] ?? '')) ?? notThere()
  const isSeen = visit.state === 'recorded' && (visit.outcome === 'seen' || visit.outcome === 'seen_not_alone')
  if (!isSeen || !(await mayOnCase(request.tx, caseId, 'plan', 'write'))) return notThere()
  return visit
}

function together(visit: Visit): Together {
  return {
    caseId: visit.caseId,
    address: `/cases/${visit.caseId}/visits/${visit.id}/also`,
    title: t('also.title'),
    lead: t('also.lead', { when: whenWas(visit), place: t(`place.${visit.place}`) }),
    back: { href: `/cases/${visit.caseId}/visits`, text: t('back') },
    answers: outcomes.map((value) => ({ value, text: outcomeLabel(value) })),
    words: [
      { name: 'ownWords', label: (name) => t('also.ownWords', { name }) },
      { name: 'seen', label: (name) => t('also.seen', { name }) },
    ],
    save: t('also.save'),
    written: t('also.written'),
    isWritten: async (tx, caseIds) => {
      const rows = await tx.many<{ caseId: string }>(sql`
        select distinct v.case_id as "caseId" from visit v where v.case_id = any (${[...caseIds]}::uuid[]) and v.state = 'recorded'
          and v.happened_on = ${visit.on} and v.visitor_post = ${visit.visitorPostId}`)
      return new Set(rows.map(({ caseId }) => caseId))
    },
    besides: {
      show: async (tx, one, typed, problems) => {
        const [sheet, prefix] = [await sheetOf(tx, one.caseId, typed), prefixOf(one.caseId)]
        return asksAnything(sheet, typed, prefix) ? (
          <>
            <h3 class="govuk-heading-s">{t('also.questions', { name: one.knownAs })}</h3>
            <AskQuestions sheet={sheet} fields={typed} problems={problems} prefix={prefix} />
          </>
        ) : null
      },
      problems: async (tx, one, typed) => (await answersOf(tx, one, typed)).problems,
    },
  }
}

/** What of the form is about one of them. */
const prefixOf = (caseId: string) => `${caseId}-`

/** The partnership's own questions for one of them, by what kind of case theirs is. */
async function sheetOf(tx: Tx, caseId: string, typed: Fields): Promise<Sheet> {
  const c = await findCase(tx, caseId)
  return c === undefined ? { asked: [], before: [] } : questionsFor(tx, c, typed, prefixOf(caseId))
}

async function answersOf(tx: Tx, { caseId, answer }: Pick<AlsoThere, 'caseId' | 'answer'>, typed: Fields) {
  return readQuestions(await sheetOf(tx, caseId, typed), typed, { prefix: prefixOf(caseId), outcome: answer })
}

async function recordAlso(request: Request): Promise<Reply> {
  const { tx, house, audit } = request
  const visit = await seenVisit(request)
  const there = await readTogether(request, together(visit))
  if ('kind' in there) return there
  for (const one of there) {
    await oneAtATime(tx, one.caseId)
    const saved = await insertVisit(tx, {
      caseId: one.caseId,
      plannedId: null,
      outcome: outcomes.find((outcome) => outcome === one.answer) ?? 'seen',
      on: visit.on ?? '',
      at: visit.at,
      place: visit.place,
      visitorPostId: visit.visitorPostId,
      overtime: visit.overtime,
      ownWords: one.words['ownWords'] ?? '',
      seen: one.words['seen'] ?? '',
      next: '',
      ownAnswers: (await answersOf(tx, one, fieldsOf(request.body))).answers,
    })
    if (saved.kind === 'refused')
      return togetherPage(request, together(visit), fieldsOf(request.body), { also: t('also.refused', { name: one.knownAs }) }, 422)
    await refreshVisitClock(tx, house.reference, one.caseId, 'a visit was recorded')
  }
  await recordSiblings(request, visit.caseId, there)
  audit.shown(there.map((one) => one.caseId))
  audit.fields(['visit'])
  return seeOther(`/cases/${visit.caseId}/visits`)
}
