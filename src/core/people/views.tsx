import type { VNode } from 'preact'
import {
  Alert,
  BackLink,
  Button,
  Checkboxes,
  Conflict,
  DateInput,
  Details,
  Input,
  InsetText,
  Radios,
  Select,
  SummaryList,
  type SummaryRow,
  Table,
  Tag,
  Textarea,
  type Words,
} from '../../platform/design/index.ts'
import { showDate, showShortDate, showShortInstant } from '../../platform/texts/dates.ts'
import { EmergencyBanner } from '../access/index.ts'
import type { LocalDate } from '../clocks/local-date.ts'
import { rulePath } from '../handbook/index.ts'
import { PostForm, ProblemSummary, type Problems } from '../pages/index.ts'
import { ageOn, limbFor, planFor18 } from './ages.ts'
import type { EditField, EditForm } from './edit-forms.ts'
import { addressKinds, type BirthFact, type DetailKind, detailKinds } from './facts.ts'
import { ethnicGroups, sourceSystems } from './reference.ts'
import { holdsOn } from './rules.ts'
import type { DetailRow, FactTable, PersonView, Said, Source } from './store.ts'
import { t } from './texts.ts'
import { addressWords, ageOnDay, birthWords, nameWords } from './words.ts'

type PersonPageProps = Readonly<{
  person: PersonView
  today: LocalDate
  asOf: LocalDate | null
  asOfProblem?: string | undefined
  ages?: AskedAges | undefined
  problems?: Problems
  maySeeLooks?: boolean
  /** Until when this reader is here by emergency access. */
  emergencyEnds?: Date | undefined
}>

/** The days that the other two ages are worked out for, as asked in the address of the page. */
export type AskedAges = Readonly<{
  act: LocalDate | null
  began: LocalDate | null
  problems: Problems
  typed: (name: string) => string
}>

/** Everything this reader may see of one person: what they like to be called first, unknown said as unknown. */
export function PersonPage({ person, today, asOf, asOfProblem, ages, problems = {}, maySeeLooks, emergencyEnds }: PersonPageProps): VNode {
  const on = asOf ?? today
  const canEdit = asOf === null
  return (
    <>
      <ProblemSummary problems={{ ...problems, ...ages?.problems, ...(asOfProblem === undefined ? {} : { 'on-day': asOfProblem }) }} />
      {emergencyEnds !== undefined && <EmergencyBanner until={emergencyEnds} />}
      <span class="govuk-caption-l">{t('person.caption')}</span>
      <h1 class="govuk-heading-l" dir="auto">
        {person.shownName}
      </h1>
      {asOf !== null && (
        <Alert tone="info" title={t('person.asOf.is', { date: showDate(asOf) })}>
          <p class="govuk-body">{t('person.asOf.text')}</p>
          {person.sources.length === 0 && <p class="govuk-body">{t('person.asOf.nothing')}</p>}
          <a class="govuk-link" href={`/people/${person.id}`}>
            {t('person.asOf.now')}
          </a>
        </Alert>
      )}
      {(person.may.readAddress || person.may.readIdentity) && <BeforeContact person={person} canEdit={canEdit} />}
      {person.may.readIdentity && <WhoTheyAre person={person} on={on} canEdit={canEdit} />}
      {person.may.readIdentity && <ThreeAges person={person} on={on} asked={canEdit ? ages : undefined} />}
      {person.may.readAddress && <Reach person={person} on={on} canEdit={canEdit} />}
      {person.may.readIdentity && <Around person={person} canEdit={canEdit} />}
      {person.may.readHealth && (
        <>
          <h2 class="govuk-heading-m">{t('person.health')}</h2>
          <SummaryList
            rows={[
              factRow(
                person,
                t('detail.gp'),
                active(person.gps),
                ({ practice }) => practice,
                canEdit && person.may.writeHealth ? 'gp' : null,
              ),
            ]}
          />
        </>
      )}
      {person.may.writeIdentity && <OwnWords person={person} canEdit={canEdit} />}
      <WithdrawnFacts person={person} />
      {person.may.readIdentity && <Sources person={person} />}
      {canEdit && <Moves person={person} problems={problems} />}
      <Details summaryText={t('person.asOf')} classes="lw-no-print" open={asOfProblem !== undefined}>
        <form method="get" action={`/people/${person.id}`} novalidate>
          <DateInput id="on" namePrefix="on" fieldset={{ legend: { text: t('person.asOf') } }} errorMessage={asOfProblem} values={{}} />
          <Button classes="govuk-button--secondary">{t('person.asOf.on')}</Button>
        </form>
      </Details>
      {maySeeLooks === true && (
        <p class="govuk-body lw-no-print">
          <a class="govuk-link" href={`/records/person/${person.id}/looks`}>
            {t('person.looks')}
          </a>
        </p>
      )}
    </>
  )
}

const active = <Fact extends { withdrawnAt: Date | null }>(facts: readonly Fact[]): Fact[] =>
  facts.filter(({ withdrawnAt }) => withdrawnAt === null)

function saidBy(person: PersonView, { sourceRecordId, recordedAt }: Pick<Said<unknown>, 'sourceRecordId' | 'recordedAt'>): string {
  const source = person.sources.find(({ id }) => id === sourceRecordId)
  const who = source === undefined ? undefined : sourceName(source)
  const when = showShortInstant(recordedAt)
  return who === undefined ? t('person.saidNobody', { when }) : t('person.said', { who, when })
}

function sourceName({ enteredBy, agencyName, systemLabel }: Source): string | undefined {
  return systemLabel ?? ([enteredBy, agencyName].filter((part) => part !== null).join(', ') || undefined)
}

/** One line of the list: the most trusted first, the others beside it, each with who said it and when. */
function factRow<Fact extends Said<unknown>>(
  person: PersonView,
  label: string,
  facts: readonly Fact[],
  word: (fact: Fact) => Words,
  edit: string | null,
  /** "Moved house", "Changed": what held until now and what holds now in one step. */
  step?: Readonly<{ what: string; text: string }> | undefined,
): SummaryRow {
  return {
    key: label,
    value: {
      text:
        facts.length === 0
          ? t('person.unknown')
          : facts.map((fact) => (
              <div class="govuk-!-margin-bottom-2">
                {word(fact)}
                <div class="govuk-hint govuk-!-font-size-16 govuk-!-margin-bottom-0">
                  {saidBy(person, fact)}
                  {edit !== null && (
                    <>
                      {' '}
                      <a class="govuk-link lw-no-print" href={`/people/${person.id}/edit/${edit}?replaces=${fact.id}`}>
                        {t('person.correct')}
                        <span class="govuk-visually-hidden"> {label.toLowerCase()}</span>
                      </a>
                    </>
                  )}
                </div>
              </div>
            )),
    },
    ...(edit === null
      ? {}
      : {
          actions: {
            items: [
              ...(step === undefined
                ? []
                : [
                    {
                      href: `/people/${person.id}/edit/${step.what}`,
                      text: step.text,
                      visuallyHiddenText: label.toLowerCase(),
                      classes: 'lw-no-print',
                    },
                  ]),
              {
                href: `/people/${person.id}/edit/${edit}`,
                text: t('person.add'),
                visuallyHiddenText: label.toLowerCase(),
                classes: 'lw-no-print',
              },
            ],
          },
        }),
  }
}

function detailWords({ value, note, fromOn, untilOn }: DetailRow): string {
  const dates = [
    ...(fromOn === null ? [] : [t('person.from', { date: showShortDate(fromOn) })]),
    ...(untilOn === null ? [] : [t('person.until', { date: showShortDate(untilOn) })]),
  ]
  return [value, note, ...dates].filter((part) => part !== null && part !== '').join(', ')
}

type PartProps = Readonly<{ person: PersonView; canEdit: boolean }>

/** What still holds before what has ended. */
function currentFirst<Fact extends { untilOn: LocalDate | null }>(facts: readonly Fact[], on: LocalDate): Fact[] {
  return facts.toSorted((a, b) => Number(holdsOn(b, on)) - Number(holdsOn(a, on)))
}

/** All that somebody must know before a call or a letter: how it is safe, who must not hear of it, what helps to understand. */
function BeforeContact({ person, canEdit }: PartProps): VNode {
  const contacts = active(person.safeContacts)
  const notToTell = active(person.relationships).filter(({ safeToTell }) => safeToTell === 'no')
  const words = (kind: 'language' | 'interpreter' | 'communication') =>
    active(person.details)
      .filter((one) => one.kind === kind)
      .map(detailWords)
      .join('; ')
  const help = (['language', 'interpreter', 'communication'] as const).filter((kind) => words(kind) !== '')
  return (
    <Alert tone="caution" title={t('person.safe')}>
      {notToTell.length > 0 && (
        <p class="govuk-body">
          <strong>{t('person.tellNobody')}: </strong>
          {notToTell.map((one) => `${one.relatedName} (${relationshipWords(one.kind).toLowerCase()})`).join(', ')}
        </p>
      )}
      {person.may.readAddress && contacts.length === 0 && <p class="govuk-body">{t('person.safe.none')}</p>}
      {contacts.map(({ method, times, avoidWords, note }) => (
        <p class="govuk-body">
          {method !== null && <strong>{method}</strong>}
          {times !== null && (
            <>
              <br />
              {t('person.safe.times', { times })}
            </>
          )}
          {avoidWords !== null && (
            <>
              <br />
              {t('person.safe.avoid', { words: avoidWords })}
            </>
          )}
          {note !== null && (
            <>
              <br />
              {note}
            </>
          )}
        </p>
      ))}
      {help.map((kind) => (
        <p class="govuk-body">{t(`person.${kind}`, { what: words(kind) })}</p>
      ))}
      {canEdit && person.may.writeAddress && (
        <a
          class="govuk-link lw-no-print"
          href={`/people/${person.id}/edit/safe-contact${contacts[0] === undefined ? '' : `?replaces=${contacts[0].id}`}`}
        >
          {contacts.length === 0 ? t('person.add') : t('person.change')}
          <span class="govuk-visually-hidden"> {t('edit.safeContact').toLowerCase()}</span>
        </a>
      )}
    </Alert>
  )
}

function WhoTheyAre({ person, on, canEdit }: PartProps & { on: LocalDate }): VNode {
  const edit = (what: string) => (canEdit && person.may.writeIdentity ? what : null)
  const details = (kind: DetailKind) => active(person.details).filter((one) => one.kind === kind)
  const detailRow = (kind: DetailKind) =>
    factRow(
      person,
      t(`detail.${kind}`),
      currentFirst(details(kind), on),
      (one) => (holdsOn(one, on) ? detailWords(one) : t('person.ended', { what: detailWords(one) })),
      kind === 'sex' ? null : edit(kind),
      canEdit && (kind === 'school' || kind === 'legal_status') && details(kind).some((one) => holdsOn(one, on))
        ? { what: kind === 'school' ? 'changed-school' : 'changed-legal-status', text: t('person.changed') }
        : undefined,
    )
  const age = ageOnDay(active(person.births)[0], on)
  return (
    <>
      <h2 class="govuk-heading-m">{t('person.who')}</h2>
      <SummaryList
        rows={[
          detailRow('called'),
          factRow(
            person,
            t('person.names'),
            active(person.names),
            (name) => (
              <>
                <bdi>{nameWords(name)}</bdi> ({t(`nameKind.${name.kind}`)})
              </>
            ),
            edit('name'),
          ),
          factRow(
            person,
            t('person.born'),
            active(person.births),
            (birth) => `${birthWords(birth)} (${t(`basis.${birth.basis}`)})`,
            edit('birth'),
          ),
          { key: t('person.age'), value: age ?? t('person.unknown') },
          ...detailKinds.filter((kind) => kind !== 'called' && (kind !== 'sex' || details(kind).length > 0)).map(detailRow),
          factRow(person, t('detail.numbers'), active(person.identifiers), numberWords, edit('identifier')),
        ]}
      />
    </>
  )
}

/** Of an agency's reference, the system it belongs to. */
function numberWords({ kind, label, value }: Readonly<{ kind: string; label: string | null; value: string }>): string {
  const system = kind === 'agency_reference' && label !== null ? (sourceSystems.get(label) ?? label) : undefined
  return `${system ?? numberKind(kind)}: ${value}`
}

function numberKind(kind: string): string {
  return kind === 'nhs' || kind === 'upn' || kind === 'agency_reference' ? t(`number.${kind}`) : t('number.other')
}

/** Three questions, three ages (handbook section 1). Today's is known here; the other two are worked out for days that are asked. */
function ThreeAges({ person, on, asked }: { person: PersonView; on: LocalDate; asked: AskedAges | undefined }): VNode {
  const [birth] = active(person.births)
  const age = ageOnDay(birth, on)
  const plan = birth?.certainty === 'full' ? planFor18(birth.bornOn) : undefined
  const rows = [
    [t('person.ages.todayName'), age ?? t('person.unknown'), t('person.ages.today')],
    [t('person.ages.actName'), ageAtAct(birth, asked?.act ?? null), t('person.ages.act')],
    [t('person.ages.exploitedName'), ageAsked(birth, asked?.began ?? null) ?? t('person.ages.onCase'), t('person.ages.exploited')],
  ]
  return (
    <Details
      summaryText={t('person.ages')}
      open={asked !== undefined && (asked.act !== null || asked.began !== null || hasProblems(asked.problems))}
    >
      <p class="govuk-body">{t('person.ages.why')}</p>
      <SummaryList
        rows={rows.map(([key = '', value = '', why]) => ({
          key,
          value: {
            text: (
              <>
                {value}
                <div class="govuk-hint govuk-!-font-size-16">{why}</div>
              </>
            ),
          },
        }))}
      />
      {plan !== undefined && plan.eighteenth > on && (
        <p class="govuk-body">
          {t('person.ages.planFor18', { date: showShortDate(plan.planFor18Opens), eighteenth: showShortDate(plan.eighteenth) })}
        </p>
      )}
      {birth?.certainty !== 'full' && <p class="govuk-body">{t('person.ages.child')}</p>}
      {asked !== undefined && birth !== undefined && (
        <form method="get" action={`/people/${person.id}`} novalidate class="lw-no-print">
          <h3 class="govuk-heading-s">{t('person.ages.work')}</h3>
          {(
            [
              ['act', t('person.ages.actOn')],
              ['began', t('person.ages.beganOn')],
            ] as const
          ).map(([name, label]) => (
            <DateInput
              id={name}
              namePrefix={name}
              fieldset={{ legend: { text: label } }}
              values={Object.fromEntries(['day', 'month', 'year'].map((part) => [`${name}-${part}`, asked.typed(`${name}-${part}`)]))}
              errorMessage={asked.problems[`${name}-day`]}
            />
          ))}
          <p class="govuk-body">{t('person.ages.kept')}</p>
          <Button classes="govuk-button--secondary">{t('person.ages.show')}</Button>
        </form>
      )}
      <p class="govuk-body lw-no-print">
        <a class="govuk-link" href={rulePath('law R02')}>
          {t('person.ages.rule')}
        </a>
      </p>
    </Details>
  )
}

const hasProblems = (problems: Problems): boolean => Object.keys(problems).length > 0

function ageAsked(birth: BirthFact | undefined, on: LocalDate | null): string | undefined {
  return on === null ? undefined : ageOnDay(birth, on)
}

/** With the limb that a lawyer would look at, where the day of birth is certain enough to say one. */
function ageAtAct(birth: BirthFact | undefined, act: LocalDate | null): string {
  const age = ageAsked(birth, act)
  if (age === undefined || act === null) return t('person.ages.onCase')
  return birth?.certainty === 'full' ? t('person.ages.limb', { age, limb: limbFor(ageOn(birth.bornOn, act)) }) : age
}

function Protected({ words }: { words: string }): VNode {
  return (
    <span class="lw-no-print">
      {words} <Tag classes="govuk-tag--red">{t('person.protected')}</Tag>{' '}
      <span class="govuk-!-font-size-16">{t('person.protected.text')}</span>
    </span>
  )
}

function Reach({ person, on, canEdit }: PartProps & { on: LocalDate }): VNode {
  const edit = (what: string) => (canEdit && person.may.writeAddress ? what : null)
  return (
    <>
      <h2 class="govuk-heading-m">{t('person.reach')}</h2>
      <SummaryList
        rows={[
          factRow(
            person,
            t('detail.addresses'),
            currentFirst(active(person.addresses), on),
            (address) => {
              const dates = detailWords({
                kind: 'school',
                value: `${addressKindWords(address.kind)}: ${addressWords(address)}`,
                note: null,
                fromOn: address.fromOn,
                untilOn: address.untilOn,
              })
              const words = holdsOn(address, on) ? dates : t('person.ended', { what: dates })
              return address.protected ? <Protected words={words} /> : words
            },
            edit('address'),
            edit('moved') === null ? undefined : { what: 'moved', text: t('person.moved') },
          ),
          factRow(
            person,
            t('detail.phones'),
            active(person.phones),
            ({ number, whose, protected: isProtected }) => {
              const words = [number, whose].filter((part) => part !== null && part !== '').join(', ')
              return isProtected ? <Protected words={words} /> : words
            },
            edit('phone'),
          ),
        ]}
      />
    </>
  )
}

function addressKindWords(kind: string): string {
  return t(`addressKind.${addressKinds.find((one) => one === kind) ?? 'other'}`)
}

const relationships = [
  'mother',
  'father',
  'parent',
  'step_parent',
  'carer',
  'foster_carer',
  'sibling',
  'grandparent',
  'partner',
  'child',
  'friend',
] as const

function relationshipWords(kind: string): string {
  const known = relationships.find((one) => one === kind)
  return known === undefined ? t('rel.other') : t(`rel.${known}`)
}

function Around({ person, canEdit }: PartProps): VNode {
  const people = active(person.relationships)
  return (
    <>
      <h2 class="govuk-heading-m">{t('person.around')}</h2>
      {people.length === 0 ? (
        <p class="govuk-body">{t('person.around.none')}</p>
      ) : (
        <Table
          caption={t('person.around')}
          captionClasses="govuk-visually-hidden"
          classes="lw-stack"
          firstCellIsHeader
          head={[t('rel.who'), t('rel.kind'), t('rel.responsibility'), t('rel.safe')]}
          rows={people.map((one) => [
            {
              text:
                one.relatedPersonId === null ? (
                  one.relatedName
                ) : (
                  <a class="govuk-link" href={`/people/${one.relatedPersonId}`}>
                    {one.relatedName}
                  </a>
                ),
            },
            { text: relationshipWords(one.kind), attributes: { 'data-label': t('rel.kind') } },
            { text: t(`answer.${one.parentalResponsibility}`), attributes: { 'data-label': t('rel.responsibility') } },
            {
              text: (
                <>
                  {one.safeToTell === 'no' ? <Tag classes="govuk-tag--red">{t('answer.no')}</Tag> : t(`answer.${one.safeToTell}`)}
                  {one.note !== null && <div>{one.note}</div>}
                  <div class="govuk-hint govuk-!-font-size-16 govuk-!-margin-bottom-0">
                    {saidBy(person, one)}
                    {canEdit && person.may.writeIdentity && (
                      <>
                        {' '}
                        <a class="govuk-link lw-no-print" href={`/people/${person.id}/edit/relationship?replaces=${one.id}`}>
                          {t('person.correct')}
                          <span class="govuk-visually-hidden"> {one.relatedName}</span>
                        </a>
                      </>
                    )}
                  </div>
                </>
              ),
              attributes: { 'data-label': t('rel.safe') },
            },
          ])}
        />
      )}
      {canEdit && person.may.writeIdentity && (
        <p class="govuk-body lw-no-print">
          <a class="govuk-link" href={`/people/${person.id}/edit/relationship`}>
            {t('person.add')}
            <span class="govuk-visually-hidden"> {t('edit.relationship').toLowerCase()}</span>
          </a>
        </p>
      )}
    </>
  )
}

function OwnWords({ person, canEdit }: PartProps): VNode {
  const rows = (['ethnicity', 'disability'] as const).map((kind) =>
    factRow(
      person,
      t(`detail.${kind}`),
      active(person.selfDescriptions).filter((one) => one.kind === kind),
      selfWords,
      canEdit ? kind : null,
    ),
  )
  return (
    <Details summaryText={t('person.self')} classes="lw-no-print">
      <p class="govuk-body">{t('person.self.why')}</p>
      <SummaryList rows={rows} />
    </Details>
  )
}

/** Their own words first; the group only where they chose one. */
function selfWords({ value, groupedAs }: PersonView['selfDescriptions'][number]): string {
  if (groupedAs === null) return value ?? ''
  const chosen = ethnicGroups.find(({ code }) => code === groupedAs)
  const group = chosen?.broader === null ? t('self.notSaid') : t('self.grouped', { group: chosen === undefined ? groupedAs : chosen.name })
  return value === null ? group : `${value}. ${group}`
}

function WithdrawnFacts({ person }: { person: PersonView }): VNode | null {
  const lines = (Object.keys(factWords) as FactTable[]).flatMap((table) =>
    factWords[table](person).filter(({ withdrawn }) => withdrawn !== null),
  )
  if (lines.length === 0) return null
  return (
    <Details summaryText={t('person.withdrawn', { count: lines.length })}>
      <ul class="govuk-list govuk-list--bullet">
        {lines.map(({ words, withdrawn }) => (
          <li>{t('person.withdrawn.line', { what: words, because: withdrawn ?? '' })}</li>
        ))}
      </ul>
    </Details>
  )
}

type FactLine = Readonly<{ id: string; words: string; withdrawn: string | null }>
const line = (fact: Pick<Said<unknown>, 'id' | 'withdrawnAt' | 'withdrawnBecause'>, words: string): FactLine => ({
  id: fact.id,
  words,
  withdrawn: fact.withdrawnAt === null ? null : (fact.withdrawnBecause ?? ''),
})

/** Every fact of a person in one line each, by the table it stands in: for "this replaces" and for what was withdrawn. */
const factWords: Readonly<Record<FactTable, (person: PersonView) => FactLine[]>> = {
  person_name: ({ names }) => names.map((fact) => line(fact, nameWords(fact))),
  person_birth: ({ births }) => births.map((fact) => line(fact, birthWords(fact))),
  person_identifier: ({ identifiers }) => identifiers.map((fact) => line(fact, numberWords(fact))),
  person_detail: ({ details }) => details.map((fact) => line(fact, `${t(`detail.${fact.kind}`)}: ${detailWords(fact)}`)),
  person_relationship: ({ relationships: all }) => all.map((fact) => line(fact, `${relationshipWords(fact.kind)}: ${fact.relatedName}`)),
  person_address: ({ addresses }) => addresses.map((fact) => line(fact, fact.protected ? t('person.protected') : addressWords(fact))),
  person_phone: ({ phones }) => phones.map((fact) => line(fact, fact.protected ? t('person.protected') : fact.number)),
  person_safe_contact: ({ safeContacts }) =>
    safeContacts.map((fact) => line(fact, fact.method ?? fact.avoidWords ?? fact.note ?? t('person.unknown'))),
  person_gp: ({ gps }) => gps.map((fact) => line(fact, fact.practice)),
  person_self_description: ({ selfDescriptions }) => selfDescriptions.map((fact) => line(fact, t(`detail.${fact.kind}`))),
}

/** What stands of the facts that a form is about, in a fixed order: by these a conflict is told. */
export function factsOfForm(person: PersonView, { fact, detail }: Pick<EditForm, 'fact' | 'detail'>): FactLine[] {
  const ofForm =
    detail === undefined
      ? undefined
      : new Set([...person.details, ...person.selfDescriptions].filter(({ kind }) => kind === detail).map(({ id }) => id))
  return factWords[fact](person)
    .filter(({ id, withdrawn }) => withdrawn === null && (ofForm?.has(id) ?? true))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

const origins = ['referral', 'import', 'case', 'phone', 'page', 'public'] as const

function Sources({ person }: { person: PersonView }): VNode {
  return (
    <>
      <h2 class="govuk-heading-m">{t('person.sources')}</h2>
      <p class="govuk-body">{t('person.sources.why')}</p>
      <Table
        caption={t('person.sources')}
        captionClasses="govuk-visually-hidden"
        classes="lw-stack lw-dense"
        head={[t('source.agency'), t('source.reference'), t('source.how'), t('source.when')]}
        rows={person.sources.map((source) => [
          { text: sourceName(source) ?? t('person.unknown') },
          { text: source.ownReference ?? '–', attributes: { 'data-label': t('source.reference') } },
          { text: t(`origin.${origins.find((one) => one === source.origin) ?? 'page'}`), attributes: { 'data-label': t('source.how') } },
          {
            text: (
              <>
                {showShortInstant(source.recordedAt)}
                {source.changedAt !== null && (
                  <div>{t('source.version', { version: String(source.version), when: showShortInstant(source.changedAt) })}</div>
                )}
              </>
            ),
            attributes: { 'data-label': t('source.when') },
          },
        ])}
      />
    </>
  )
}

function Moves({ person, problems }: { person: PersonView; problems: Problems }): VNode | null {
  const moves = person.moves.filter(({ canBeTakenBack }) => canBeTakenBack)
  if (moves.length === 0) return null
  return (
    <div class="lw-no-print">
      <h2 class="govuk-heading-m">{t('person.moves')}</h2>
      {moves.map((move) => (
        <>
          <p class="govuk-body">
            {t('person.moves.line', {
              who: move.movedBy ?? t('person.unknown'),
              when: showShortInstant(move.movedAt),
              because: move.because,
            })}
          </p>
          {person.may.writeIdentity && (
            <PostForm action={`/people/${person.id}/moves/${move.id}`}>
              <Input
                name="because"
                id={`because-${move.id}`}
                label={t('person.moves.because')}
                errorMessage={problems[`because-${move.id}`]}
              />
              <Button classes="govuk-button--secondary" preventDoubleClick>
                {t('person.moves.takeBack')}
              </Button>
            </PostForm>
          )}
        </>
      ))}
    </div>
  )
}

type EditPageProps = Readonly<{
  person: PersonView
  form: EditForm
  fields: readonly EditField[]
  action: string
  typed: (name: string) => string
  problems: Problems
  replaces: string | undefined
  canWithdraw: boolean
  /** What stood when the writer opened the form, where somebody saved first. */
  seen: readonly string[] | undefined
}>

/** One form of the person's page; what was typed stands in it again. */
export function EditPage({ person, form, fields, action, typed, problems, replaces, canWithdraw, seen }: EditPageProps): VNode {
  const standing = factsOfForm(person, form)
  return (
    <>
      <BackLink href={`/people/${person.id}`} />
      <ProblemSummary problems={problems} />
      {seen !== undefined && <BothVersions person={person} form={form} fields={fields} typed={typed} seen={seen} />}
      <h1 class="govuk-heading-l">{t('edit.title', { what: form.title, name: person.shownName })}</h1>
      {replaces !== undefined && seen === undefined && <InsetText>{t('edit.replaces', { what: replaces })}</InsetText>}
      <PostForm action={action}>
        <input type="hidden" name="seen" value={standing.map(({ id }) => id).join(',')} />
        {seen !== undefined && (
          <>
            <input type="hidden" name="choosing" value={seen.join(',') || 'nothing'} />
            <Radios
              name="instead"
              value={typed('instead')}
              errorMessage={problems['instead']}
              fieldset={{ legend: { text: t('edit.instead'), classes: 'govuk-fieldset__legend--s' } }}
              items={[
                { value: 'beside', text: t('edit.instead.beside') },
                ...standing.map(({ id, words }) => ({ value: id, text: t('edit.instead.this', { what: words }) })),
              ]}
            />
          </>
        )}
        {fields.map((field) => (
          <FieldOf field={field} typed={typed} problems={problems} />
        ))}
        <Textarea
          name="because"
          rows={2}
          label={t('edit.because')}
          hint={t('edit.because.hint')}
          value={typed('because')}
          errorMessage={problems['because']}
        />
        <div class="govuk-button-group">
          <Button preventDoubleClick>{t('edit.save')}</Button>
          <a class="govuk-link" href={`/people/${person.id}`}>
            {t('edit.cancel')}
          </a>
        </div>
        {canWithdraw && seen === undefined && (
          <>
            <p class="govuk-body">{t('edit.withdraw.why')}</p>
            <Button name="do" value="withdraw" classes="govuk-button--warning" preventDoubleClick>
              {t('edit.withdraw')}
            </Button>
          </>
        )}
      </PostForm>
    </>
  )
}

type BothProps = Pick<EditPageProps, 'person' | 'form' | 'fields' | 'typed'> & Readonly<{ seen: readonly string[] }>

/** What somebody saved meanwhile, field by field beside what this writer typed. */
function BothVersions({ person, form, fields, typed, seen }: BothProps): VNode {
  const standing = factsOfForm(person, form)
  const [added] = standing.filter(({ id }) => !seen.includes(id))
  const saved = added === undefined ? undefined : form.current(person, added.id)
  const taken = factWords[form.fact](person).filter(({ id, withdrawn }) => withdrawn !== null && seen.includes(id))
  const inWords = (field: EditField, value: (name: string) => string) =>
    field.kind === 'day'
      ? ['day', 'month', 'year']
          .map((part) => value(`${field.name}-${part}`))
          .filter((part) => part !== '')
          .join(' ')
      : field.kind === 'tick'
        ? value(field.name) === ''
          ? ''
          : t('answer.yes')
        : (field.choices?.find((one) => one.value === value(field.name))?.text ?? value(field.name))
  const source = person.sources.toSorted((a, b) => b.recordedAt.getTime() - a.recordedAt.getTime())[0]
  return (
    <Conflict
      keepUrl={`/people/${person.id}`}
      by={
        <>
          {t('edit.conflict.text', {
            who: (source && sourceName(source)) ?? t('person.unknown'),
            when: source === undefined ? '' : showShortInstant(source.recordedAt),
            because: source?.because ?? t('person.unknown'),
          })}
          {taken.map(({ words }) => (
            <div>{t('edit.conflict.gone', { what: words })}</div>
          ))}
        </>
      }
      rows={fields.map((field) => ({
        label: field.label,
        saved: saved === undefined ? '' : inWords(field, (name) => saved[name] ?? ''),
        typed: inWords(field, typed),
      }))}
    />
  )
}

function FieldOf({ field, typed, problems }: { field: EditField; typed: (name: string) => string; problems: Problems }): VNode {
  const { name, label, hint, choices = [] } = field
  const common = { name, label, hint, value: typed(name), errorMessage: problems[name] }
  switch (field.kind) {
    case 'text':
      return <Input {...common} />
    case 'long':
      return <Textarea {...common} />
    case 'choice':
      return choices.length > 6 ? (
        <Select {...common} items={[!choices.some(({ value }) => value === '') && { text: '', value: '' }, ...choices]} />
      ) : (
        <Radios {...common} items={choices} fieldset={{ legend: { text: label, classes: 'govuk-fieldset__legend--s' } }} />
      )
    case 'tick':
      return <Checkboxes name={name} values={typed(name) === '' ? [] : [typed(name)]} items={[{ value: 'yes', text: label }]} />
    case 'day': {
      const parts = ['day', 'month', 'year'].filter((part) => problems[`${name}-${part}`] !== undefined)
      return (
        <DateInput
          id={name}
          namePrefix={name}
          hint={hint}
          fieldset={{ legend: { text: label, classes: 'govuk-fieldset__legend--s' } }}
          values={Object.fromEntries(['day', 'month', 'year'].map((part) => [`${name}-${part}`, typed(`${name}-${part}`)]))}
          errorMessage={problems[`${name}-${parts[0] ?? ''}`]}
          errorParts={parts}
        />
      )
    }
  }
}

/** A person in a few lines, for the pages of other rooms: the name they go by, age, school, and how to reach them safely. */
export function PersonCard({ person, today }: { person: PersonView; today: LocalDate }): VNode {
  const [birth] = active(person.births)
  const [school] = active(person.details).filter(({ kind }) => kind === 'school')
  const [contact] = active(person.safeContacts)
  return (
    <SummaryList
      card={{
        title: { text: person.shownName },
        actions: { items: [{ href: `/people/${person.id}`, text: t('card.open') }] },
      }}
      rows={[
        { key: t('person.age'), value: ageOnDay(birth, today) ?? t('person.unknown') },
        { key: t('detail.school'), value: school === undefined ? t('person.unknown') : detailWords(school) },
        person.may.readAddress && {
          key: t('person.safe'),
          value: contact === undefined ? t('person.safe.none') : (contact.method ?? contact.avoidWords ?? t('person.unknown')),
        },
      ]}
    />
  )
}
