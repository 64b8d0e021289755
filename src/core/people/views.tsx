import type { VNode } from 'preact'
import {
  Alert,
  BackLink,
  Button,
  Checkboxes,
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
import type { LocalDate } from '../clocks/local-date.ts'
import { PostForm, ProblemSummary, type Problems } from '../pages/index.ts'
import { planFor18 } from './ages.ts'
import type { EditField, EditForm } from './edit-forms.ts'
import { type DetailKind, detailKinds } from './facts.ts'
import type { DetailRow, FactTable, PersonView, Said, Source } from './store.ts'
import { t } from './texts.ts'
import { addressWords, ageOnDay, birthWords, nameWords } from './words.ts'

type PersonPageProps = Readonly<{
  person: PersonView
  today: LocalDate
  asOf: LocalDate | null
  asOfProblem?: string | undefined
  maySeeLooks?: boolean
}>

/** Everything this reader may see of one person: what they like to be called first, unknown said as unknown. */
export function PersonPage({ person, today, asOf, asOfProblem, maySeeLooks }: PersonPageProps): VNode {
  const on = asOf ?? today
  const canEdit = asOf === null
  return (
    <>
      {asOfProblem !== undefined && <ProblemSummary problems={{ 'on-day': asOfProblem }} />}
      <span class="govuk-caption-l">{t('person.caption')}</span>
      <h1 class="govuk-heading-l">{person.shownName}</h1>
      {asOf !== null && (
        <Alert tone="info" title={t('person.asOf.is', { date: showDate(asOf) })}>
          <p class="govuk-body">{t('person.asOf.text')}</p>
          <a class="govuk-link" href={`/people/${person.id}`}>
            {t('person.asOf.now')}
          </a>
        </Alert>
      )}
      {person.may.readAddress && <SafeContact person={person} canEdit={canEdit} />}
      {person.may.readIdentity && <WhoTheyAre person={person} on={on} canEdit={canEdit} />}
      {person.may.readIdentity && <ThreeAges person={person} on={on} />}
      {person.may.readAddress && <Reach person={person} canEdit={canEdit} />}
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
      {canEdit && <Moves person={person} />}
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

function SafeContact({ person, canEdit }: PartProps): VNode {
  const contacts = active(person.safeContacts)
  return (
    <Alert tone="caution" title={t('person.safe')}>
      {contacts.length === 0 && <p class="govuk-body">{t('person.safe.none')}</p>}
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
    factRow(person, t(`detail.${kind}`), details(kind), detailWords, kind === 'sex' ? null : edit(kind))
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
            (name) => `${nameWords(name)} (${t(`nameKind.${name.kind}`)})`,
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
          factRow(
            person,
            t('detail.numbers'),
            active(person.identifiers),
            ({ kind, value }) => `${numberKind(kind)}: ${value}`,
            edit('identifier'),
          ),
        ]}
      />
    </>
  )
}

function numberKind(kind: string): string {
  return kind === 'nhs' || kind === 'upn' || kind === 'agency_reference' ? t(`number.${kind}`) : t('number.other')
}

/** Three questions, three ages (handbook section 1). Only today's is known here; the other two need the days of a case. */
function ThreeAges({ person, on }: { person: PersonView; on: LocalDate }): VNode {
  const [birth] = active(person.births)
  const age = ageOnDay(birth, on)
  const plan = birth?.certainty === 'full' ? planFor18(birth.bornOn) : undefined
  const rows = [
    [t('person.ages.todayName'), age ?? t('person.unknown'), t('person.ages.today')],
    [t('person.ages.actName'), t('person.ages.onCase'), t('person.ages.act')],
    [t('person.ages.exploitedName'), t('person.ages.onCase'), t('person.ages.exploited')],
  ]
  return (
    <Details summaryText={t('person.ages')}>
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
    </Details>
  )
}

function Protected({ words }: { words: string }): VNode {
  return (
    <span class="lw-no-print">
      {words} <Tag classes="govuk-tag--red">{t('person.protected')}</Tag>{' '}
      <span class="govuk-!-font-size-16">{t('person.protected.text')}</span>
    </span>
  )
}

function Reach({ person, canEdit }: PartProps): VNode {
  const edit = (what: string) => (canEdit && person.may.writeAddress ? what : null)
  return (
    <>
      <h2 class="govuk-heading-m">{t('person.reach')}</h2>
      <SummaryList
        rows={[
          factRow(
            person,
            t('detail.addresses'),
            active(person.addresses),
            (address) => {
              const dates = detailWords({
                kind: 'school',
                value: addressWords(address),
                note: null,
                fromOn: address.fromOn,
                untilOn: address.untilOn,
              })
              return address.protected ? <Protected words={dates} /> : dates
            },
            edit('address'),
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
            { text: t(`answer.${one.safeToTell}`), attributes: { 'data-label': t('rel.safe') } },
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
      ({ value }) => value,
      canEdit ? 'own-words' : null,
    ),
  )
  return (
    <Details summaryText={t('person.self')} classes="lw-no-print">
      <p class="govuk-body">{t('person.self.why')}</p>
      <SummaryList rows={rows} />
    </Details>
  )
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
  person_identifier: ({ identifiers }) => identifiers.map((fact) => line(fact, `${numberKind(fact.kind)}: ${fact.value}`)),
  person_detail: ({ details }) => details.map((fact) => line(fact, `${t(`detail.${fact.kind}`)}: ${detailWords(fact)}`)),
  person_relationship: ({ relationships: all }) => all.map((fact) => line(fact, `${relationshipWords(fact.kind)}: ${fact.relatedName}`)),
  person_address: ({ addresses }) => addresses.map((fact) => line(fact, fact.protected ? t('person.protected') : addressWords(fact))),
  person_phone: ({ phones }) => phones.map((fact) => line(fact, fact.protected ? t('person.protected') : fact.number)),
  person_safe_contact: ({ safeContacts }) =>
    safeContacts.map((fact) => line(fact, fact.method ?? fact.avoidWords ?? fact.note ?? t('person.unknown'))),
  person_gp: ({ gps }) => gps.map((fact) => line(fact, fact.practice)),
  person_self_description: ({ selfDescriptions }) => selfDescriptions.map((fact) => line(fact, t(`detail.${fact.kind}`))),
}

/** The fact that a form replaces, in words; undefined when it is not there any more. */
export function replacedWords(person: PersonView, table: FactTable, id: string): string | undefined {
  return factWords[table](person).find((one) => one.id === id && one.withdrawn === null)?.words
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
          { text: showShortInstant(source.recordedAt), attributes: { 'data-label': t('source.when') } },
        ])}
      />
    </>
  )
}

function Moves({ person }: { person: PersonView }): VNode | null {
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
              <Input name="because" id={`because-${move.id}`} label={t('person.moves.because')} />
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
  action: string
  typed: (name: string) => string
  problems: Problems
  replaces: string | undefined
  /** Somebody saved first: who, when and why. */
  conflict: Source | undefined
}>

/** One form of the person's page; what was typed stands in it again. */
export function EditPage({ person, form, action, typed, problems, replaces, conflict }: EditPageProps): VNode {
  return (
    <>
      <BackLink href={`/people/${person.id}`} />
      <ProblemSummary problems={problems} />
      {conflict !== undefined && (
        <Alert tone="caution" title={t('edit.conflict')} live>
          <p class="govuk-body">
            {t('edit.conflict.text', {
              who: sourceName(conflict) ?? t('person.unknown'),
              when: showShortInstant(conflict.recordedAt),
              because: conflict.because ?? t('person.unknown'),
            })}
          </p>
          <a class="govuk-link" href={`/people/${person.id}`} target="_blank" rel="noreferrer">
            {t('edit.conflict.link')}
          </a>
        </Alert>
      )}
      <h1 class="govuk-heading-l">{t('edit.title', { what: form.title, name: person.shownName })}</h1>
      {replaces !== undefined && <InsetText>{t('edit.replaces', { what: replaces })}</InsetText>}
      <PostForm action={action}>
        <input type="hidden" name="version" value={person.version} />
        {form.fields.map((field) => (
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
      </PostForm>
    </>
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
        <Select {...common} items={[{ text: '', value: '' }, ...choices]} />
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
