// The front door's long form: which pages, in which order, and what is sent in the end.

import { fileLine, storeFile } from '../../platform/files/index.ts'
import {
  allOf,
  type Draft,
  draftFilesOf,
  firstOf,
  insertDraftFile,
  type Journey,
  pageMaker,
  removeDraftFile,
  type SummaryLine,
  type Typed,
} from '../../platform/forms/index.ts'
import { showTime } from '../../platform/texts/dates.ts'
import { londonDateOf } from '../clocks/index.ts'
import { notThere, type Request } from '../house/index.ts'
import { answerRow, asksAnything, sheetFor, withWords, writtenFields } from '../questions/index.ts'
import { withoutQuoted, wordMatcher } from '../words/index.ts'
import {
  type Answers,
  aboutSchema,
  agreementSchema,
  countOf,
  dangerSchema,
  filesSchema,
  flat,
  manyPeople,
  manyPlaces,
  namesIn,
  partOf,
  questionsSchema,
  receiversSchema,
  seenSchema,
  staffNames,
  whoSchema,
} from './answers.ts'
import type { JourneyContext, WordToLookAt } from './context.ts'
import { fieldLabels, valueShown } from './field-words.ts'
import { unsortedKind } from './kinds.ts'
import type { KeptWord, Sending } from './schema.ts'
import { sendConcern } from './send.ts'
import {
  colleaguesNamed,
  concernKinds,
  type NearMatch,
  namedOfficers,
  nearMatchesOfOwn,
  nobodyLeftOut,
  type Phone,
  whoIsOnCall,
  whoReceives,
} from './store.ts'
import { t } from './texts.ts'
import {
  AboutPage,
  AgreementPage,
  DangerBanner,
  DangerPage,
  FilesPage,
  QuestionsPage,
  ReceiversPage,
  SeenPage,
  WhoPage,
  WordsToLookAt,
  whenShown,
} from './views.tsx'
import { activeWards } from './wards.ts'

const maxFiles = 10
const page = pageMaker<Answers, JourneyContext, Request>()
const line = (label: string, value: string): SummaryLine => ({ label, value })

export const concernPages = [
  page({
    path: 'who',
    label: fieldLabels.who,
    valueShown,
    title: () => t('who.title'),
    schema: ({ kinds }) => whoSchema(kinds),
    view: WhoPage,
    summary: (who, { kinds }) => [
      line(t('who.kind'), kinds.find(({ code }) => code === who.kind)?.label ?? ''),
      line(t('who.name'), who.name),
      line(t('who.job'), who.job),
      line(t('who.agency'), who.agency),
      line(t('who.reach'), who.reach),
    ],
  }),
  page({
    path: 'about',
    label: fieldLabels.about,
    valueShown,
    title: () => t('about.title'),
    schema: ({ today }) => aboutSchema(today),
    view: AboutPage,
    summary: (people) =>
      people.map((person, i) =>
        line(
          t('about.personAt', { at: i + 1 }),
          [
            person.fullName || t('about.unnamed'),
            t(`about.relation.${person.relation}`),
            ...[person.knownAs, whenShown(person.bornOn, null), person.aboutAge === null ? '' : String(person.aboutAge)],
            ...[person.schoolOrWork, person.address, person.phone, person.language, person.more],
          ]
            .filter((text) => text !== '')
            .join('\n'),
        ),
      ),
    act: async (_request, _draft, typed, act) =>
      changeParts(typed, act, { add: 'add-person', remove: 'remove-person-', count: 'people', prefix: 'p', limit: manyPeople }),
  }),
  page({
    path: 'receivers',
    label: fieldLabels.receivers,
    valueShown,
    title: () => t('receivers.title'),
    when: ({ who }) => who?.goesTo === 'named_officer',
    schema: (context) => receiversSchema(context),
    view: ReceiversPage,
    summary: ({ about, others }, { officers, colleagues }) => {
      const named = (ids: readonly string[]) =>
        [...colleagues, ...officers].filter(({ userId }, i, all) => ids.includes(userId) && all.findIndex((x) => x.userId === userId) === i)
      const kept = [...about, ...others]
      return [
        line(t('receivers.goesTo'), namesOf(officers.filter(({ userId }) => !kept.includes(userId)))),
        line(t('receivers.about'), about.length === 0 ? t('receivers.aboutNobody') : namesOf(named(about))),
        line(t('receivers.leftOut'), others.length === 0 ? t('receivers.leftOutNobody') : namesOf(named(others))),
      ]
    },
    // looking up changes nothing: the page comes back with who was found
    act: async (_request, _draft, _typed, act) => (act === 'look-up' ? { at: 'staffName' } : {}),
  }),
  page({
    path: 'seen',
    label: fieldLabels.seen,
    valueShown,
    title: () => t('seen.title'),
    schema: ({ now, wards }) => seenSchema(now, wards),
    view: SeenPage,
    summary: (seen, { wards }) => [
      line(t('seen.what'), seen.whatSeen),
      line(t('seen.words'), seen.ownWords),
      line(t('seen.when'), [whenShown(seen.seenOn, seen.seenAt), seen.whenWords].filter((text) => text !== '').join('\n')),
      ...seen.places.map((place, i) =>
        line(
          t('seen.placeAt', { at: i + 1 }),
          [place.description, place.postcode, wards.find(({ code }) => code === place.ward)?.name ?? '', place.whatHappens]
            .filter((text) => text !== '')
            .join('\n'),
        ),
      ),
    ],
    act: async (_request, _draft, typed, act) =>
      changeParts(typed, act, { add: 'add-place', remove: 'remove-place-', count: 'places', prefix: 'l', limit: manyPlaces }),
  }),
  page({
    path: 'danger',
    label: fieldLabels.danger,
    valueShown,
    title: () => t('dangerPage.title'),
    schema: () => dangerSchema,
    view: DangerPage,
    summary: ({ danger, done }) => [line(t('dangerPage.ask'), t(`dangerPage.${danger}`)), line(t('dangerPage.done'), done)],
  }),
  page({
    path: 'agreement',
    label: fieldLabels.agreement,
    valueShown,
    title: () => t('agreement.title'),
    schema: () => agreementSchema,
    view: AgreementPage,
    summary: ({ agreement, because, told }) => [
      line(t('agreement.ask'), [t(`agreement.${agreement}`), because].filter((text) => text !== '').join('\n')),
      line(t('agreement.told'), told),
    ],
  }),
  page({
    path: 'questions',
    label: fieldLabels.questions,
    valueShown,
    title: () => t('questions.title'),
    when: (_, { asksQuestions }) => asksQuestions,
    schema: ({ questions }) => questionsSchema(questions),
    view: QuestionsPage,
    summary: (given, { questions }) => {
      const answered = withWords(questions, given)
      const left = questions.asked.filter(({ questionId }) => !given.some((one) => one.questionId === questionId))
      return [...answered.map((one) => line(...answerRow(one))), ...left.map(({ wording }) => line(wording, ''))]
    },
  }),
  page({
    path: 'files',
    title: () => t('files.title'),
    schema: () => filesSchema,
    view: FilesPage,
    multipart: true,
    summary: (_, { files }) => [line(t('files.attached'), files.length === 0 ? t('files.none') : files.map(fileLine).join('\n'))],
    act: takeFiles,
  }),
] as const

type Parts = Readonly<{ add: string; remove: string; count: string; prefix: string; limit: number }>

/** One more of a repeated part, or one less: those behind it move up. */
function changeParts(typed: Typed, act: string, { add, remove, count, prefix, limit }: Parts) {
  const many = countOf(typed, count, limit)
  if (act === add)
    return { typed: { ...typed, [count]: String(Math.min(many + 1, limit)) }, at: `${prefix}${Math.min(many + 1, limit)}-part` }
  if (!act.startsWith(remove)) return {}
  const gone = Number(act.slice(remove.length))
  const others = Object.fromEntries(Object.entries(typed).filter(([name]) => !new RegExp(`^${prefix}\\d+-`).test(name)))
  const left = Array.from({ length: many }, (_, i) => i + 1).filter((at) => at !== gone)
  const moved = left.flatMap((at, i) =>
    Object.entries(partOf(typed, `${prefix}${at}`)).map(([name, value]) => [`${prefix}${i + 1}-${name}`, value]),
  )
  return { typed: { ...others, ...Object.fromEntries(moved), [count]: String(Math.max(left.length, 1)) }, at: `${prefix}1-part` }
}

/** Keeps what was chosen; each file that is refused is said, and the others stay. */
async function takeFiles({ files, tx, house, now }: Request, draft: Draft, _typed: Typed, act: string) {
  if (act.startsWith('remove-file-')) {
    await removeDraftFile(tx, draft.id, act.slice('remove-file-'.length))
    return { at: 'files' }
  }
  const refused: string[] = []
  let room = maxFiles - (await draftFilesOf(tx, draft.id)).length
  for (const upload of files) {
    if (room <= 0) {
      refused.push(t('files.many'))
      break
    }
    const stored = await storeFile(tx, house, upload, now)
    if (stored.kind === 'refused') refused.push(stored.message)
    else {
      await insertDraftFile(tx, draft.id, stored)
      room -= 1
    }
  }
  return refused.length === 0 ? { at: 'files' } : { problems: { files: refused.join(' ') } }
}

const namesOf = (people: readonly { fullName: string }[]) => people.map(({ fullName }) => fullName).join(', ')

async function contextOf({ tx, now, actor, house, params, body }: Request, draft: Draft): Promise<JourneyContext> {
  const [kinds, triage, officers] = [await concernKinds(tx), await whoReceives(tx, 'triage'), await whoReceives(tx, 'named_officer')]
  const about = draft.accepted['about'] ?? {}
  const near: NearMatch[] = []
  for (const name of namesIn(about)) near.push(...(await nearMatchesOfOwn(tx, actor.postId, name)))
  const { typed, accepted } = draft
  const kind = firstOf(accepted['who'] ?? {}, 'kind')
  // what comes with this request counts too: it may answer words that are no longer asked
  const answering = flat({ ...accepted['questions'], ...typed['questions'], ...(params['page'] === 'questions' ? body : {}) })
  const questions = kind === '' ? { asked: [], before: [] } : await sheetFor(tx, `concern.${kind}`, answering)
  const nameOf = (people: readonly Phone[]) => (people.length === 0 ? undefined : people.map(({ name }) => name).join(', '))
  return {
    today: londonDateOf(now),
    now,
    kinds: kinds
      .filter(({ code }) => code !== unsortedKind)
      .map((kind) => ({ ...kind, receiver: nameOf(kind.goesTo === 'triage' ? triage : officers) })),
    onCall: await whoIsOnCall(tx),
    files: await draftFilesOf(tx, draft.id),
    nearMatches: near.filter(({ concernId }, i) => near.findIndex((other) => other.concernId === concernId) === i),
    words: wordsToLookAt(draft, wordMatcher(house.reference.words), writtenFields(questions)),
    wards: await activeWards(tx),
    questions,
    asksQuestions: asksAnything(questions, answering),
    officers: await namedOfficers(tx),
    // what comes with this request counts, not yet what is in the draft
    colleagues: await colleaguesNamed(
      tx,
      staffNames(params['page'] === 'receivers' && 'staffName' in body ? body : draft.typed['receivers'], about),
    ),
  }
}

/** The fields whose words are ours to choose; a young person's own words are theirs. */
const looked: readonly (readonly [page: keyof Answers, fields: readonly string[]])[] = [
  ['about', Array.from({ length: manyPeople }, (_, i) => `p${i + 1}-more`)],
  ['seen', ['whatSeen', 'whenWords', ...Array.from({ length: manyPlaces }, (_, i) => `l${i + 1}-whatHappens`)]],
  ['danger', ['done']],
  ['agreement', ['because-not_asked', 'because-did_not_agree', 'told']],
]

function wordsToLookAt(draft: Draft, match: ReturnType<typeof wordMatcher>, ownFields: readonly string[]): WordToLookAt[] {
  const all: typeof looked = [...looked, ['questions', ownFields]]
  return all.flatMap(([path, fields]) =>
    fields.flatMap((field) =>
      match(withoutQuoted(firstOf(draft.accepted[path] ?? {}, field)), { context: 'case_note' }).findings.map(
        ({ found, why, sayInstead }) => ({
          field: `${path}.${field}`,
          page: t(`${path === 'danger' ? 'dangerPage' : path}.title` as const),
          found,
          why,
          instead: sayInstead.join('; '),
        }),
      ),
    ),
  )
}

export const concernJourney: Journey<Answers, JourneyContext, Request> = {
  name: 'concern',
  base: '/concerns/new',
  after: '/concerns/new',
  pages: concernPages,
  context: contextOf,
  clockTime: (at) => showTime(at),
  notThere,
  banner: ({ danger }, { onCall }) => (danger === undefined || danger.danger === 'no' ? null : DangerBanner({ onCall })),
  beforeSending: (_, { words }) => WordsToLookAt({ words }),
  send: async ({ tx, now, house, body, audit }, { answers, accepted, context }) => {
    const { who, about, receivers, seen, danger, agreement, questions } = answers
    // every page but `receivers` and `questions` is always asked: the route does not end before they are all answered
    if (who === undefined || about === undefined || seen === undefined || danger === undefined || agreement === undefined) return notThere()
    const sending: Sending = {
      submission: {
        form: 'full',
        referrerName: who.name,
        referrerJob: who.job,
        referrerAgency: who.agency,
        reach: who.reach,
        whatSeen: seen.whatSeen,
        ownWords: seen.ownWords,
        seenOn: seen.seenOn,
        seenAt: seen.seenAt,
        seenWhenWords: seen.whenWords,
        dangerNow: danger.danger,
        alreadyDone: danger.done,
        agreement: agreement.agreement,
        agreementBecause: agreement.because,
        told: agreement.told,
        wordsKept: context.words.map(
          ({ field, found }, i): KeptWord => ({
            field,
            found,
            because: allOf(body, `keep-${i + 1}`)
              .join(' ')
              .trim()
              .slice(0, 500),
          }),
        ),
        answers: accepted,
      },
      subjects: about,
      places: seen.places,
      attachments: context.files,
      ownAnswers: questions ?? [],
    }
    const sent = await sendConcern(tx, who.kind, sending, now, house.reference, receivers ?? nobodyLeftOut)
    if (sent.kind === 'nobody_there') return { problems: { send: t(sent.goesTo === 'triage' ? 'problem.noTriage' : 'problem.noOfficer') } }
    audit.about('concern', sent.id)
    return { to: `/concerns/${sent.id}/sent` }
  },
}
