import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { ScanState } from '../../platform/files/index.ts'
import { answersOf, answerWithSubmission, type GivenAnswer } from '../questions/index.ts'
import type { ConcernKind, ConcernState, GoesTo, KeptWord, Place, Sending, Subject, Submission } from './schema.ts'

/** Adds kinds, or brings them to these words. As the owner, from a room's `loadReference`. */
export async function loadConcernKinds(tx: Tx, kinds: readonly ConcernKind[]): Promise<void> {
  for (const kind of kinds) {
    await tx.run(sql`
      insert into concern_kind (code, label, hint, goes_to, place) values (${kind.code}, ${kind.label}, ${kind.hint}, ${kind.goesTo}, ${kind.place})
      on conflict (code) do update set label = excluded.label, hint = excluded.hint, goes_to = excluded.goes_to, place = excluded.place`)
  }
}

export async function concernKinds(tx: Tx): Promise<ConcernKind[]> {
  return tx.many<ConcernKind>(sql`
    select code, label, hint, goes_to as "goesTo", place from concern_kind where active order by place, code`)
}

/** Whom to phone. `phone` null: none is recorded. */
export type Phone = Readonly<{ name: string; phone: string | null }>

/** Who would receive a concern now: the triage teams, and for concerns about staff the named officers. Empty: nobody. */
export async function whoReceives(tx: Tx, goesTo: GoesTo): Promise<Phone[]> {
  return goesTo === 'triage'
    ? tx.many<Phone>(sql`select name, phone from team where kind = 'triage' and active order by code`)
    : tx.many<Phone>(sql`select full_name as name, phone from named_officers()`)
}

/** Somebody with an account here. `doing`: their roles and agencies, in words. */
export type Colleague = Readonly<{ userId: string; fullName: string; doing: string }>

const colleagueColumns = sql`
  u.id as "userId", u.full_name as "fullName", string_agg(distinct r.label || ', ' || a.name, '; ') as doing`
const colleagueTables = sql`
  user_account u join post p on p.user_id = u.id and post_is_active(p) join role r on r.code = p.role_code join agency a on a.id = p.agency_id`

/** Who receives concerns about staff, whoever they are about. */
export async function namedOfficers(tx: Tx): Promise<Colleague[]> {
  return tx.many<Colleague>(sql`
    select ${colleagueColumns} from ${colleagueTables} where u.id in (select user_id from named_officers()) group by u.id order by u.full_name, u.id`)
}

/** Colleagues with a name like one of these, likest first; never the one who asks. */
export async function colleaguesNamed(tx: Tx, names: readonly string[]): Promise<Colleague[]> {
  const alike = sql`(select max(greatest(similarity(lower(u.full_name), lower(n)), strict_word_similarity(lower(n), lower(u.full_name)) - 0.2))
    from unnest(${[...names]}::text[]) n)`
  return tx.many<Colleague>(sql`
    select ${colleagueColumns} from ${colleagueTables} where u.state <> 'disabled' and u.id <> current_user_id() and ${alike} > 0.4
    group by u.id order by ${alike} desc, u.full_name, u.id limit 8`)
}

/** Accounts that a concern must never reach: whom it is about, and whom the referrer leaves out besides. */
export type LeftOut = Readonly<{ about: readonly string[]; others: readonly string[] }>

export const nobodyLeftOut: LeftOut = { about: [], others: [] }

export type LeftOutName = Readonly<{ fullName: string; isAbout: boolean }>

/** For the referrer and those who received it; throws P0002 for others. */
export async function leftOutOf(tx: Tx, concernId: string): Promise<LeftOutName[]> {
  return tx.many<LeftOutName>(sql`select full_name as "fullName", is_about as "isAbout" from concern_left_out(${concernId})`)
}

/**
 * A named officer keeps a colleague out of a concern about staff, for good: nobody lifts it. The database refuses (P0002) one's
 * own account, whoever sent it, and any concern that is not about staff.
 */
export async function keepOutOf(
  tx: Tx,
  concernId: string,
  who: Readonly<{ userId: string; isAbout: boolean; because: string }>,
): Promise<void> {
  await tx.run(sql`select concern_keep_out(${concernId}, ${who.userId}, ${who.isAbout}, ${who.because})`)
}

/** Whom to ring when it cannot wait: the teams for emergencies. */
export async function whoIsOnCall(tx: Tx): Promise<Phone[]> {
  return tx.many<Phone>(sql`select name, phone from team where kind = 'emergency' and active order by code`)
}

/** The phone and address of the one who writes, to be filled in for them. */
export async function ownContact(
  tx: Tx,
  userId: string,
): Promise<{ phone: string | null; email: string; jobTitle: string | null } | undefined> {
  return tx.oneOrNone(sql`select phone, email, job_title as "jobTitle" from user_account where id = ${userId}`)
}

/** @throws DatabaseError P0001 with constraint `no_triage_team` or `no_named_officer` when nobody would receive it */
export async function openConcern(
  tx: Tx,
  concern: Readonly<{ kind: string; state: 'received' | 'more_wanted'; dueAt: Date | null; why: unknown; leftOut: LeftOut }>,
): Promise<{ id: string; reference: string }> {
  const { id } = await tx.one<{ id: string }>(sql`
    select concern_open(${concern.kind}, ${concern.state}, ${concern.dueAt}, ${JSON.stringify(concern.why)}::jsonb,
      ${[...concern.leftOut.about]}::uuid[], ${[...concern.leftOut.others]}::uuid[]) as id`)
  // a second statement: the first one does not see its own rows
  return tx.one<{ id: string; reference: string }>(sql`select id, reference from concern where id = ${id}`)
}

/** A subject with the source record that the people room made of them. */
export type SubjectToKeep = Subject & Readonly<{ sourceRecordId: string | null }>

/** Keeps what was sent, beside what was sent before. @returns the submission's id */
export async function insertSending(
  tx: Tx,
  concernId: string,
  {
    submission: s,
    subjects,
    places,
    attachments,
    ownAnswers = [],
  }: Omit<Sending, 'subjects'> & Readonly<{ subjects: readonly SubjectToKeep[] }>,
): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`
    insert into concern_submission (concern_id, form, submitted_at, submitted_by, referrer_name, referrer_job, referrer_agency, reach,
      what_seen, own_words, seen_on, seen_at, seen_when_words, danger_now, already_done, agreement, agreement_because, told, words_kept, answers, link_id)
    values (${concernId}, ${s.form}, current_instant(), current_post_id(), ${s.referrerName}, ${s.referrerJob}, ${s.referrerAgency}, ${s.reach},
      ${s.whatSeen}, ${s.ownWords}, ${s.seenOn}, ${s.seenAt}, ${s.seenWhenWords}, ${s.dangerNow}, ${s.alreadyDone}, ${s.agreement},
      ${s.agreementBecause}, ${s.told}, ${JSON.stringify(s.wordsKept)}::jsonb, ${JSON.stringify(s.answers)}::jsonb, current_link_id())
    returning id`)
  for (const [place, who] of subjects.entries()) {
    await tx.run(sql`
      insert into concern_subject (concern_id, submission_id, place, relation, full_name, known_as, born_on, about_age, school_or_work,
        address, phone, language, more, source_record_id)
      values (${concernId}, ${id}, ${place}, ${who.relation}, ${who.fullName}, ${who.knownAs}, ${who.bornOn}, ${who.aboutAge},
        ${who.schoolOrWork}, ${who.address}, ${who.phone}, ${who.language}, ${who.more}, ${who.sourceRecordId})`)
  }
  for (const [place, where] of places.entries()) {
    await tx.run(sql`
      insert into concern_place (concern_id, submission_id, place, description, postcode, what_happens, ward)
      values (${concernId}, ${id}, ${place}, ${where.description}, ${where.postcode}, ${where.whatHappens}, ${where.ward ?? null})`)
  }
  for (const file of attachments) {
    await tx.run(sql`
      insert into concern_attachment (concern_id, submission_id, file_id, name, media_type, bytes, stripped)
      values (${concernId}, ${id}, ${file.fileId}, ${file.name}, ${file.mediaType}, ${file.bytes}, ${file.stripped})`)
  }
  await answerWithSubmission(tx, id, ownAnswers)
  return id
}

/** The referrer has added to it: a concern that waited for more is received again, and who has it in hand is told. */
export async function moreCame(tx: Tx, concernId: string): Promise<void> {
  await tx.run(sql`select concern_more_came(${concernId})`)
}

/** What those in touch with a concern may know of it (class `contact`). */
export type Concern = Readonly<{
  id: string
  reference: string
  kind: string
  kindLabel: string
  goesTo: GoesTo
  state: ConcernState
  receivedAt: Date
  decidedAt: Date | null
  submittedBy: string | null
  agencyId: string | null
  /** As worked out on receipt; null when the calendar has run out. */
  decisionDueAt: Date | null
  /** Why this date: `WhyThisDate` of core/clocks, as JSON. */
  dueWhy: unknown
  /** Whom to phone about it. */
  contactName: string
  contactPhone: string | null
  version: number
}>

const concernColumns = sql`
  c.id, c.reference, c.kind, k.label as "kindLabel", k.goes_to as "goesTo", c.state, c.received_at as "receivedAt", c.decided_at as "decidedAt",
  c.submitted_by as "submittedBy", c.agency_id as "agencyId", c.decision_due_at as "decisionDueAt", c.due_why as "dueWhy",
  coalesce(t.name, u.full_name) as "contactName", coalesce(t.phone, u.phone) as "contactPhone", c.version`
const concernTables = sql`
  concern c join concern_kind k on k.code = c.kind left join team t on t.id = c.contact_team
  left join post p on p.id = c.contact_post left join user_account u on u.id = p.user_id`

/** Undefined when there is none, or none that this person may see. */
export async function findConcern(tx: Tx, id: string): Promise<Concern | undefined> {
  return tx.oneOrNone<Concern>(sql`select ${concernColumns} from ${concernTables} where c.id = ${id}`)
}

/** What this post itself sent, newest first. */
export async function concernsSentBy(tx: Tx, postId: string, limit = 200): Promise<(Concern & { subjectNames: string[] })[]> {
  return tx.many<Concern & { subjectNames: string[] }>(sql`
    select ${concernColumns},
      array(select s.full_name from concern_subject s where s.concern_id = c.id order by s.submission_id, s.place) as "subjectNames"
    from ${concernTables} where c.submitted_by = ${postId} order by c.received_at desc, c.id limit ${limit}`)
}

/** `ownAnswers`: to the partnership's own questions, as far as this reader may read them. */
export type KeptSubmission = Submission &
  Readonly<{ id: string; submittedAt: Date; submittedBy: string | null; ownAnswers: readonly GivenAnswer[] }>

/** Everything that was sent, first to last. */
export async function submissionsOf(tx: Tx, concernId: string): Promise<KeptSubmission[]> {
  type Row = Omit<KeptSubmission, 'wordsKept'> & { wordsKept: KeptWord[] }
  return tx.many<Row>(sql`
    select id, form, submitted_at as "submittedAt", submitted_by as "submittedBy", referrer_name as "referrerName", referrer_job as "referrerJob",
      referrer_agency as "referrerAgency", reach, what_seen as "whatSeen", own_words as "ownWords", seen_on as "seenOn", seen_at as "seenAt",
      seen_when_words as "seenWhenWords", danger_now as "dangerNow", already_done as "alreadyDone", agreement,
      agreement_because as "agreementBecause", told, words_kept as "wordsKept", answers,
      ${answersOf('concern_answer', sql`concern_submission.id`)} as "ownAnswers"
    from concern_submission where concern_id = ${concernId} order by submitted_at, id`)
}

export type KeptSubject = Omit<Subject, 'facts'> & Readonly<{ id: string; submissionId: string; sourceRecordId: string | null }>

export async function subjectsOf(tx: Tx, concernId: string): Promise<KeptSubject[]> {
  return tx.many<KeptSubject>(sql`
    select x.id, x.submission_id as "submissionId", x.relation, x.full_name as "fullName", x.known_as as "knownAs", x.born_on as "bornOn",
      x.about_age as "aboutAge", x.school_or_work as "schoolOrWork", x.address, x.phone, x.language, x.more, x.source_record_id as "sourceRecordId"
    from concern_subject x join concern_submission s on s.id = x.submission_id
    where x.concern_id = ${concernId} order by s.submitted_at, x.place`)
}

/** A place as it is kept. `wardName` null: not known. */
export type KeptPlace = Place & Readonly<{ id: string; submissionId: string; wardName: string | null }>

export async function placesOf(tx: Tx, concernId: string): Promise<KeptPlace[]> {
  return tx.many<KeptPlace>(sql`
    select x.id, x.submission_id as "submissionId", x.description, x.postcode, x.what_happens as "whatHappens", x.ward, w.name as "wardName"
    from concern_place x join concern_submission s on s.id = x.submission_id left join ward w on w.code = x.ward
    where x.concern_id = ${concernId} order by s.submitted_at, x.place`)
}

/** The desk says in which ward a place is; null: nobody knows. Throws P0002 for others and for a ward that is not listed. */
export async function setWardOf(tx: Tx, placeId: string, ward: string | null): Promise<void> {
  await tx.run(sql`select set_place_ward(${placeId}, ${ward})`)
}

export type KeptAttachment = Readonly<{
  id: string
  submissionId: string
  fileId: string
  name: string
  mediaType: string
  bytes: number
  stripped: readonly string[]
  scan: ScanState
}>

const attachmentColumns = sql`
  x.id, x.submission_id as "submissionId", x.file_id as "fileId", x.name, x.media_type as "mediaType", x.bytes, x.stripped, f.scan`

export async function attachmentsOf(tx: Tx, concernId: string): Promise<KeptAttachment[]> {
  return tx.many<KeptAttachment>(sql`
    select ${attachmentColumns} from concern_attachment x cross join lateral stored_file_get(x.file_id) f
    where x.concern_id = ${concernId} order by x.name, x.id`)
}

export async function findAttachment(tx: Tx, concernId: string, id: string): Promise<KeptAttachment | undefined> {
  return tx.oneOrNone<KeptAttachment>(sql`
    select ${attachmentColumns} from concern_attachment x cross join lateral stored_file_get(x.file_id) f
    where x.concern_id = ${concernId} and x.id = ${id}`)
}

export type ReferrerMessage = Readonly<{ id: string; sentAt: Date; sentByName: string; sentByPhone: string | null; says: string }>

/** What named people chose to tell the referrer, first to last. */
export async function messagesToReferrer(tx: Tx, concernId: string): Promise<ReferrerMessage[]> {
  return tx.many<ReferrerMessage>(sql`
    select m.id, m.sent_at as "sentAt", u.full_name as "sentByName", u.phone as "sentByPhone", m.says
    from referrer_message m join post p on p.id = m.sent_by join user_account u on u.id = p.user_id
    where m.concern_id = ${concernId} order by m.sent_at, m.id`)
}

/** The one who sends it has confirmed that it tips nobody off. Needs write on `contact`, which a referrer does not have. */
export async function tellReferrer(tx: Tx, concernId: string, says: string): Promise<void> {
  await tx.run(sql`insert into referrer_message (concern_id, says, tips_nobody_off) values (${concernId}, ${says}, true)`)
}

/**
 * Where it stands, as the referrer sees it. `version` is the one the page was made from.
 * @returns false when somebody changed it meanwhile (or it is not there for the one who asks): show both
 */
export async function setConcernState(tx: Tx, id: string, state: ConcernState, version: number): Promise<boolean> {
  const changed = await tx.run(sql`
    update concern set state = ${state}, version = version + 1,
      decided_at = case when ${state} = 'decided' then coalesce(decided_at, current_instant()) end
    where id = ${id} and version = ${version}`)
  return changed === 1
}

export type NearMatch = Readonly<{ concernId: string; reference: string; receivedAt: Date; name: string; state: ConcernState }>

/** Among what this post itself sent: people with a name like this one. Never looks at what others sent. */
export async function nearMatchesOfOwn(tx: Tx, postId: string, fullName: string): Promise<NearMatch[]> {
  return tx.many<NearMatch>(sql`
    select distinct on (c.id) c.id as "concernId", c.reference, c.received_at as "receivedAt", s.full_name as name, c.state
    from concern c join concern_subject s on s.concern_id = c.id
    where c.submitted_by = ${postId} and s.full_name <> '' and similarity(lower(s.full_name), lower(${fullName})) > 0.45
    order by c.id, similarity(lower(s.full_name), lower(${fullName})) desc limit 5`)
}
