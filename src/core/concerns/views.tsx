import type { VNode } from 'preact'
import {
  Checkboxes,
  DateInput,
  Details,
  FileUpload,
  Input,
  Radios,
  Select,
  SummaryList,
  Textarea,
  WarningText,
} from '../../platform/design/index.ts'
import { FileRules, fileLine, scanShown } from '../../platform/files/index.ts'
import { allOf, firstOf, type Problems, type Typed, type ViewGiven } from '../../platform/forms/index.ts'
import { showDate, showInstant } from '../../platform/texts/dates.ts'
import { AskQuestions } from '../questions/index.ts'
import { type Answers, agreements, countOf, dangers, flat, manyPeople, manyPlaces, noColleague } from './answers.ts'
import type { JourneyContext, WordToLookAt } from './context.ts'
import type { PartialDate } from './schema.ts'
import type { Phone } from './store.ts'
import { t } from './texts.ts'

type Given = ViewGiven<Answers, JourneyContext>

function Heading({ children }: { children: string }): VNode {
  return <h1 class="govuk-heading-l">{children}</h1>
}

/** As much of a date as is known, as people read it: "2011", "March 2011", "Wed 2 March 2011", with the time if there is one. */
export function whenShown(on: PartialDate | null, at: Date | null): string {
  if (at !== null) return showInstant(at, { zone: true })
  if (on === null) return ''
  if (on.length === 10) return showDate(on)
  if (on.length === 4) return on
  // "1 March 2011" without its day
  return showDate(`${on}-01`).split(' ').slice(2).join(' ')
}

/** law R26: danger now, or nobody knows. Needs no script. */
export function DangerBanner({ onCall, isSent = false }: { onCall: readonly Phone[]; isSent?: boolean }): VNode {
  return (
    <div class="lw-alert lw-alert--bad">
      <p class="lw-alert__title">{t('danger.title')}</p>
      <div class="lw-alert__body">
        <DangerSteps onCall={onCall} isSent={isSent} />
      </div>
    </div>
  )
}

function DangerSteps({ onCall, isSent = false }: { onCall: readonly Phone[]; isSent?: boolean }): VNode {
  return (
    <>
      <p class="govuk-body">
        <strong>{t('danger.999')}</strong>
      </p>
      {onCall.map(({ name, phone }) => (
        <p class="govuk-body">{phone === null ? t('danger.onCallNoPhone', { name }) : t('danger.onCall', { name, phone })}</p>
      ))}
      <p class="govuk-body">{t(isSent ? 'danger.sent' : 'danger.after')}</p>
    </>
  )
}

type FieldGiven = Readonly<{ typed: Typed; problems: Problems; name: string; label: string; hint?: string | undefined }>
type FieldsOf = (name: string, label: string, hint?: string) => FieldGiven

const fieldsOf =
  ({ typed, problems }: Pick<Given, 'typed' | 'problems'>): FieldsOf =>
  (name, label, hint) => ({ typed, problems, name, label, hint })

function Line({ typed, problems, name, label, hint, classes }: FieldGiven & { classes?: string }): VNode {
  return (
    <Input
      name={name}
      label={label}
      hint={hint}
      value={firstOf(typed, name)}
      errorMessage={problems[name]}
      classes={classes}
      autocomplete="off"
    />
  )
}

/** A box for sentences of the writer's own: the word linter looks at them as they are typed. */
function Box({ typed, problems, name, label, hint, rows = 5, looked = true }: FieldGiven & { rows?: number; looked?: boolean }): VNode {
  return (
    <Textarea
      name={name}
      label={label}
      hint={hint}
      rows={rows}
      value={firstOf(typed, name)}
      errorMessage={problems[name]}
      attributes={looked ? { 'data-words': '/words.json' } : {}}
    />
  )
}

export function WhoPage(given: Given): VNode {
  const { typed, problems, context } = given
  const field = fieldsOf(given)
  return (
    <>
      <Heading>{t('who.title')}</Heading>
      <Radios
        name="kind"
        value={firstOf(typed, 'kind')}
        errorMessage={problems['kind']}
        fieldset={{ legend: { text: t('who.kind'), classes: 'govuk-fieldset__legend--m' } }}
        items={context.kinds.map(({ code, label, hint, goesTo, receiver }) => ({
          value: code,
          text: label,
          hint: goesTo === 'named_officer' && receiver !== undefined ? `${hint} ${t('who.staffNote', { names: receiver })}` : hint,
        }))}
      />
      <p class="govuk-body">{t('who.filledIn')}</p>
      <Line {...field('name', t('who.name'))} />
      <Line {...field('job', t('who.job'))} />
      <Line {...field('agency', t('who.agency'))} />
      <Line {...field('reach', t('who.reach'), t('who.reachHint'))} />
    </>
  )
}

export function AboutPage(given: Given): VNode {
  const count = countOf(given.typed, 'people', manyPeople)
  const isAboutStaff = given.context.kinds.find(({ code }) => code === given.answers.who?.kind)?.goesTo === 'named_officer'
  return (
    <>
      <Heading>{t('about.title')}</Heading>
      <p class="govuk-body">{t('about.lead')}</p>
      <input type="hidden" name="people" value={String(count)} />
      {Array.from({ length: count }, (_, i) => (
        <Person given={given} at={i + 1} count={count} usual={isAboutStaff && i === 0 ? 'may_harm' : i === 0 ? 'at_risk' : ''} />
      ))}
      {count < manyPeople && <ActButton act="add-person">{t('about.add')}</ActButton>}
    </>
  )
}

function ActButton({ act, children, hidden }: { act: string; children: string; hidden?: string }): VNode {
  return (
    <p class="govuk-body">
      <button type="submit" class="govuk-button govuk-button--secondary" name="_act" value={act} data-module="govuk-button">
        {children}
        {hidden !== undefined && <span class="govuk-visually-hidden"> {hidden}</span>}
      </button>
    </p>
  )
}

const detailFields = ['school', 'addressLine', 'postcode', 'phone', 'language'] as const

function Person({ given, at, count, usual }: { given: Given; at: number; count: number; usual: string }): VNode {
  const { typed, problems } = given
  const field = fieldsOf(given)
  const of = (name: string) => `p${at}-${name}`
  const dateProblem = problems[of('birthDay')] ?? problems[of('birthMonth')] ?? problems[of('birthYear')]
  const parts = [
    { name: 'birthDay', label: t('about.day'), classes: 'govuk-input--width-2' },
    { name: 'birthMonth', label: t('about.month'), classes: 'govuk-input--width-2' },
    { name: 'birthYear', label: t('about.year'), classes: 'govuk-input--width-4' },
  ]
  return (
    <section id={`p${at}-part`} aria-labelledby={`p${at}-heading`}>
      <h2 class="govuk-heading-m" id={`p${at}-heading`}>
        {t('about.personAt', { at })}
      </h2>
      <Line {...field(of('name'), t('about.name'), t('about.nameHint'))} />
      <Radios
        name={of('relation')}
        value={firstOf(typed, of('relation')) || usual}
        errorMessage={problems[of('relation')]}
        classes="govuk-radios--small"
        fieldset={{ legend: t('about.relation') }}
        items={(['at_risk', 'may_harm', 'other'] as const).map((value) => ({ value, text: t(`about.relation.${value}`) }))}
      />
      <DateInput
        id={`p${at}`}
        namePrefix={`p${at}`}
        items={parts}
        values={Object.fromEntries(parts.map(({ name }) => [of(name), firstOf(typed, of(name))]))}
        fieldset={{ legend: t('about.born') }}
        hint={t('about.bornHint')}
        errorMessage={dateProblem}
        errorParts={parts.flatMap(({ name }) => (problems[of(name)] === undefined ? [] : [name]))}
      />
      <Line {...field(of('age'), t('about.age'))} classes="govuk-input--width-5" />
      <Line {...field(of('called'), t('about.called'), t('about.calledHint'))} />
      <Box {...field(of('more'), t('about.more'), t('about.moreHint'))} rows={3} />
      <Details
        summaryText={t('about.details')}
        open={detailFields.some((name) => firstOf(typed, of(name)) !== '' || problems[of(name)] !== undefined)}
      >
        {detailFields.map((name) => (
          <Line {...field(of(name), t(`about.${name}`))} />
        ))}
      </Details>
      {count > 1 && (
        <ActButton act={`remove-person-${at}`} hidden={t('about.personAt', { at })}>
          {t('about.remove')}
        </ActButton>
      )}
    </section>
  )
}

/** Of a concern about staff: who is to read it, and who never is. */
export function ReceiversPage({ typed, problems, answers, context }: Given): VNode {
  const { officers, colleagues } = context
  const written = (answers.about ?? []).map(({ fullName }) => fullName).filter((name) => name !== '')
  const name = typed['staffName'] === undefined ? written.join(', ') : firstOf(typed, 'staffName')
  return (
    <>
      <Heading>{t('receivers.title')}</Heading>
      <p class="govuk-body">{t('receivers.lead')}</p>
      <Input
        name="staffName"
        label={{ text: t('receivers.name'), classes: 'govuk-label--m' }}
        hint={t('receivers.nameHint')}
        value={name}
        errorMessage={problems['staffName']}
        autocomplete="off"
      />
      <ActButton act="look-up">{t('receivers.lookUp')}</ActButton>
      {colleagues.length > 0 ? (
        <Radios
          name="staff"
          value={firstOf(typed, 'staff')}
          errorMessage={problems['staff']}
          hint={t('receivers.staffHint')}
          fieldset={{ legend: { text: t('receivers.staff'), classes: 'govuk-fieldset__legend--m' } }}
          items={[
            ...colleagues.map(({ userId, fullName, doing }) => ({ value: userId, text: fullName, hint: doing })),
            { value: noColleague, text: t('receivers.none') },
          ]}
        />
      ) : (
        name !== '' && <p class="govuk-body">{t('receivers.notFound')}</p>
      )}
      <Checkboxes
        name="leaveOut"
        values={allOf(typed, 'leaveOut')}
        errorMessage={problems['leaveOut']}
        hint={t('receivers.leaveOutHint')}
        fieldset={{ legend: { text: t('receivers.leaveOut'), classes: 'govuk-fieldset__legend--m' } }}
        items={officers.map(({ userId, fullName, doing }) => ({ value: userId, text: fullName, hint: doing }))}
      />
    </>
  )
}

export function SeenPage(given: Given): VNode {
  const { typed, problems, context } = given
  const field = fieldsOf(given)
  const count = countOf(typed, 'places', manyPlaces)
  const parts = ['day', 'month', 'year'] as const
  return (
    <>
      <Heading>{t('seen.title')}</Heading>
      {context.nearMatches.length > 0 && (
        <div class="lw-alert lw-alert--info">
          <p class="lw-alert__title">{t('seen.near.title')}</p>
          <div class="lw-alert__body">
            <p class="govuk-body">{t('seen.near.text')}</p>
            <ul class="govuk-list">
              {context.nearMatches.map(({ concernId, reference, receivedAt }) => (
                <li>
                  <a class="govuk-link" href={`/concerns/${concernId}/more`}>
                    {t('seen.near.add', { reference })}
                  </a>{' '}
                  ({showInstant(receivedAt)})
                </li>
              ))}
            </ul>
          </div>
        </div>
      )}
      <Box {...field('whatSeen', t('seen.what'), t('seen.whatHint'))} rows={8} />
      <Box {...field('ownWords', t('seen.words'), t('seen.wordsHint'))} rows={3} looked={false} />
      <DateInput
        id="seen"
        namePrefix="seen"
        values={Object.fromEntries(parts.map((part) => [`seen-${part}`, firstOf(typed, `seen-${part}`)]))}
        fieldset={{ legend: { text: t('seen.when'), classes: 'govuk-fieldset__legend--m' } }}
        hint={t('seen.whenHint')}
        errorMessage={problems['seen-day'] ?? problems['seen-month'] ?? problems['seen-year']}
        errorParts={parts.filter((part) => problems[`seen-${part}`] !== undefined)}
      />
      <Line {...field('seen-time', t('seen.time'), t('seen.timeHint'))} classes="govuk-input--width-5" />
      {(problems['seen-pass'] !== undefined || firstOf(typed, 'seen-pass') !== '') && (
        <Radios
          name="seen-pass"
          value={firstOf(typed, 'seen-pass')}
          errorMessage={problems['seen-pass']}
          fieldset={{ legend: t('seen.pass') }}
          items={(['first', 'second'] as const).map((value) => ({ value, text: t(`seen.pass.${value}`) }))}
        />
      )}
      <Line {...field('whenWords', t('seen.whenWords'), t('seen.whenWordsHint'))} />
      <h2 class="govuk-heading-m">{t('seen.place')}</h2>
      <input type="hidden" name="places" value={String(count)} />
      {Array.from({ length: count }, (_, i) => i + 1).map((at) => (
        <section id={`l${at}-part`}>
          <Line {...field(`l${at}-description`, t('seen.placeAt', { at }), t('seen.placeHint'))} />
          <Line {...field(`l${at}-postcode`, t('seen.postcode'))} classes="govuk-input--width-10" />
          {context.wards.length > 0 && (
            <Select
              name={`l${at}-ward`}
              label={t('seen.ward')}
              value={firstOf(typed, `l${at}-ward`)}
              items={[{ value: '', text: t('seen.wardUnknown') }, ...context.wards.map(({ code, name }) => ({ value: code, text: name }))]}
            />
          )}
          <Box {...field(`l${at}-whatHappens`, t('seen.happens'))} rows={2} />
          {count > 1 && (
            <ActButton act={`remove-place-${at}`} hidden={t('seen.placeAt', { at })}>
              {t('seen.removePlace')}
            </ActButton>
          )}
        </section>
      ))}
      {count < manyPlaces && <ActButton act="add-place">{t('seen.addPlace')}</ActButton>}
    </>
  )
}

/** The question of danger with its prompt under the two answers that need it: open without script, at once with it. */
export function DangerQuestion({
  typed,
  problems,
  onCall,
  ask,
}: {
  typed: Typed
  problems: Problems
  onCall: readonly Phone[]
  ask: string
}): VNode {
  return (
    <Radios
      name="danger"
      value={firstOf(typed, 'danger')}
      errorMessage={problems['danger']}
      fieldset={{ legend: { text: ask, classes: 'govuk-fieldset__legend--m' } }}
      items={dangers.map((value) => ({
        value,
        text: t(`dangerPage.${value}`),
        conditional:
          value === 'no' ? undefined : (
            <>
              <WarningText>{t('danger.title')}</WarningText>
              <DangerSteps onCall={onCall} />
            </>
          ),
      }))}
    />
  )
}

export function DangerPage(given: Given): VNode {
  const field = fieldsOf(given)
  return (
    <>
      <Heading>{t('dangerPage.title')}</Heading>
      <DangerQuestion typed={given.typed} problems={given.problems} onCall={given.context.onCall} ask={t('dangerPage.ask')} />
      <Box {...field('done', t('dangerPage.done'), t('dangerPage.doneHint'))} />
    </>
  )
}

export function AgreementQuestion({ typed, problems }: { typed: Typed; problems: Problems }): VNode {
  const field = fieldsOf({ typed, problems })
  return (
    <Radios
      name="agreement"
      value={firstOf(typed, 'agreement')}
      errorMessage={problems['agreement']}
      hint={t('agreement.why')}
      fieldset={{ legend: { text: t('agreement.ask'), classes: 'govuk-fieldset__legend--m' } }}
      items={agreements.map((value) => ({
        value,
        text: t(`agreement.${value}`),
        conditional: value === 'agreed' ? undefined : <Box {...field(`because-${value}`, t(`agreement.because.${value}`))} rows={3} />,
      }))}
    />
  )
}

export function AgreementPage(given: Given): VNode {
  const field = fieldsOf(given)
  return (
    <>
      <Heading>{t('agreement.title')}</Heading>
      <AgreementQuestion typed={given.typed} problems={given.problems} />
      <Box {...field('told', t('agreement.told'), t('agreement.toldHint'))} rows={3} />
    </>
  )
}

export function QuestionsPage({ typed, problems, context }: Given): VNode {
  return (
    <>
      <Heading>{t('questions.title')}</Heading>
      <p class="govuk-body">{t('questions.lead')}</p>
      <AskQuestions sheet={context.questions} fields={flat(typed)} problems={problems} />
    </>
  )
}

export function FilesField({ problems }: { problems: Problems }): VNode {
  return (
    <>
      <p class="govuk-body">{t('files.lead')}</p>
      <FileRules />
      <FileUpload name="files" label={t('files.choose')} multiple errorMessage={problems['files']} />
    </>
  )
}

export function FilesPage({ problems, context }: Given): VNode {
  return (
    <>
      <Heading>{t('files.title')}</Heading>
      <FilesField problems={problems} />
      <ActButton act="upload">{t('files.upload')}</ActButton>
      {context.files.length > 0 && (
        <>
          <h2 class="govuk-heading-m">{t('files.attached')}</h2>
          {context.files.map((file) => (
            <div class="govuk-!-margin-bottom-4">
              <p class="govuk-body lw-as-typed">{fileLine(file)}</p>
              <p class="govuk-hint">{scanShown(file.scan)}</p>
              <ActButton act={`remove-file-${file.id}`} hidden={file.name}>
                {t('files.remove')}
              </ActButton>
            </div>
          ))}
        </>
      )}
    </>
  )
}

/** Before sending: words that can sound like blame. They may be kept, with or without a reason; nothing is held up. */
export function WordsToLookAt({ words }: { words: readonly WordToLookAt[] }): VNode {
  return (
    <div id="send">
      {words.length > 0 && (
        <>
          <h2 class="govuk-heading-m">{t('words.title')}</h2>
          <p class="govuk-body">{t('words.lead')}</p>
          <SummaryList
            rows={words.map(({ found, page, why, instead }, i) => ({
              key: t('words.found', { found, page }),
              value: {
                text: (
                  <>
                    <p class="govuk-body">{t('words.why', { why, instead })}</p>
                    <Input name={`keep-${i + 1}`} label={t('words.keep')} hint={t('words.keepHint')} />
                  </>
                ),
              },
            }))}
          />
        </>
      )}
    </div>
  )
}
