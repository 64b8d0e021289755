import type { ComponentChildren, VNode } from 'preact'
import type { Actor } from '../../core/access/index.ts'
import type { LocalDate } from '../../core/clocks/index.ts'
import { WhyThisDate } from '../../core/handbook/index.ts'
import { type FormBody, typed } from '../../core/house/index.ts'
import { PostForm, ProblemSummary, type Problems } from '../../core/pages/index.ts'
import {
  Alert,
  Button,
  Checkboxes,
  Conflict,
  DateInput,
  EmptyState,
  Input,
  Radios,
  Select,
  Table,
  Textarea,
} from '../../platform/design/index.ts'
import { showDate, showInstant } from '../../platform/texts/dates.ts'
import { type PaperPart, reasonKeys } from './schema.ts'
import type { AgendaItem, Candidate, Decision, Invitable, Meeting, OwnAction, PanelActionLine, Seat } from './store.ts'
import { t } from './texts.ts'

/** One young person as the panel reads about them. */
export type Chosen = Readonly<{ item: AgendaItem; parts: readonly (PaperPart & Readonly<{ said: string }>)[] }>
type Person = Readonly<{ postId: string; name: string }>

export const titleOf = ({ meetsOn }: Pick<Meeting, 'meetsOn'>): string => t('title', { date: showDate(meetsOn) })
const whenOf = ({ meetsOn, meetsAt }: Pick<Meeting, 'meetsOn' | 'meetsAt'>) => t('when', { date: showDate(meetsOn), time: meetsAt })
const urlOf = ({ id }: Pick<Meeting, 'id'>) => `/panel/${id}`

function Back({ href, text }: Readonly<{ href: string; text: string }>): VNode {
  return (
    <a class="govuk-back-link" href={href}>
      {text}
    </a>
  )
}

/** The narrow page of a form, with its way back to the panel. */
function Sheet({
  meeting,
  problems,
  children,
}: Readonly<{ meeting: Meeting | undefined; problems: Problems; children: ComponentChildren }>): VNode {
  return (
    <>
      <Back href={meeting === undefined ? '/panel' : urlOf(meeting)} text={t('back')} />
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <ProblemSummary problems={problems} />
          {children}
        </div>
      </div>
    </>
  )
}

function stateWords({ state, expiresAt }: Meeting, now: Date): string {
  return t(state !== 'cancelled' && expiresAt <= now ? 'state.expired' : `state.${state}`)
}

// ── the panels ──────────────────────────────────────────────────────────────────────────────────────────────────────

type ListProps = Readonly<{ meetings: readonly Meeting[]; today: LocalDate; now: Date; mayPlan: boolean }>

export function PanelList({ meetings, today, now, mayPlan }: ListProps): VNode {
  const groups = [
    { title: t('list.coming'), of: meetings.filter(({ meetsOn }) => meetsOn >= today) },
    { title: t('list.been'), of: meetings.filter(({ meetsOn }) => meetsOn < today) },
  ]
  return (
    <>
      <h1 class="govuk-heading-l">{t('heading')}</h1>
      <p class="govuk-body">{t('lead')}</p>
      {mayPlan && <Button href="/panel/new">{t('plan')}</Button>}
      {meetings.length === 0 && (
        <EmptyState title={t('none')}>
          <p class="govuk-body">{t('noneWhat')}</p>
        </EmptyState>
      )}
      {groups.map(
        ({ title, of }) =>
          of.length > 0 && (
            <Table
              caption={title}
              captionClasses="govuk-table__caption--m"
              classes="lw-stack"
              head={[t('list.when'), t('list.where'), t('list.chair'), t('list.state')]}
              rows={of.map((meeting) => [
                {
                  text: (
                    <a class="govuk-link" href={urlOf(meeting)}>
                      {whenOf(meeting)}
                    </a>
                  ),
                  attributes: { 'data-label': t('list.when') },
                },
                { text: meeting.place, attributes: { 'data-label': t('list.where') } },
                { text: meeting.chairName, attributes: { 'data-label': t('list.chair') } },
                { text: stateWords(meeting, now), attributes: { 'data-label': t('list.state') } },
              ])}
            />
          ),
      )}
    </>
  )
}

/** "My work" of somebody who sits at a panel. */
export function OwnPanels({ meetings, now }: Readonly<{ meetings: readonly Meeting[]; now: Date }>): VNode {
  return (
    <section id="panels">
      <h2 class="govuk-heading-m">{t('block.heading')}</h2>
      <ul class="govuk-list">
        {meetings.map((meeting) => (
          <li>
            <a class="govuk-link" href={urlOf(meeting)}>
              {whenOf(meeting)}
            </a>
            . {stateWords(meeting, now)}.
          </li>
        ))}
      </ul>
    </section>
  )
}

type MeetingFormProps = Readonly<{
  meeting: Meeting | undefined
  chairs: readonly Readonly<{ postId: string; fullName: string }>[]
  body: FormBody
  problems: Problems
  /** Another version was saved while this was written. */
  theirs: Meeting | undefined
}>

export function MeetingFormView({ meeting, chairs, body, problems, theirs }: MeetingFormProps): VNode {
  const mine = (name: string) => typed(body, name)
  const chairName = (postId: string) => chairs.find((one) => one.postId === postId)?.fullName ?? ''
  const typedDay = [mine('on-day'), mine('on-month'), mine('on-year')].join(' ').trim()
  return (
    <Sheet meeting={meeting} problems={problems}>
      {theirs !== undefined && (
        <Conflict
          by={t('form.conflict')}
          keepUrl={urlOf(theirs)}
          rows={[
            { label: t('form.on'), saved: showDate(theirs.meetsOn), typed: typedDay },
            { label: t('form.at'), saved: theirs.meetsAt, typed: mine('at') },
            { label: t('form.place'), saved: theirs.place, typed: mine('place') },
            { label: t('form.chair'), saved: theirs.chairName, typed: chairName(mine('chairPost')) },
          ]}
        />
      )}
      <h1 class="govuk-heading-l">{t(meeting === undefined ? 'plan' : 'form.change')}</h1>
      <PostForm action={meeting === undefined ? '/panel/new' : `${urlOf(meeting)}/change`}>
        {meeting !== undefined && <input type="hidden" name="version" value={meeting.version} />}
        <DateInput
          id="on"
          namePrefix="on"
          values={Object.fromEntries(['day', 'month', 'year'].map((part) => [`on-${part}`, mine(`on-${part}`)]))}
          fieldset={{ legend: { text: t('form.on'), classes: 'govuk-fieldset__legend--s' } }}
          errorMessage={problems['on']}
        />
        <Input name="at" label={t('form.at')} classes="govuk-input--width-5" value={mine('at')} errorMessage={problems['at']} />
        <Input name="place" label={t('form.place')} value={mine('place')} errorMessage={problems['place']} />
        <Select
          name="chairPost"
          label={t('form.chair')}
          value={mine('chairPost')}
          items={[{ value: '', text: t('action.choose') }, ...chairs.map(({ postId, fullName }) => ({ value: postId, text: fullName }))]}
          errorMessage={problems['chairPost']}
        />
        {meeting !== undefined && (
          <Textarea
            name="because"
            label={t('form.because')}
            hint={t('form.becauseHint')}
            rows={2}
            value={mine('because')}
            errorMessage={problems['because']}
          />
        )}
        <Button preventDoubleClick>{t('save')}</Button>
      </PostForm>
    </Sheet>
  )
}

export function CancelForm({ meeting, body, problems }: Readonly<{ meeting: Meeting; body: FormBody; problems: Problems }>): VNode {
  return (
    <Sheet meeting={meeting} problems={problems}>
      <h1 class="govuk-heading-l">
        <span class="govuk-caption-l">{whenOf(meeting)}</span>
        {t('cancelPanel')}
      </h1>
      <p class="govuk-body">{t('cancelWhat')}</p>
      <PostForm action={`${urlOf(meeting)}/cancel`}>
        <input type="hidden" name="version" value={meeting.version} />
        <Textarea name="because" label={t('cancelWhy')} rows={2} value={typed(body, 'because')} errorMessage={problems['because']} />
        <Button classes="govuk-button--warning">{t('cancelPanel')}</Button>
      </PostForm>
    </Sheet>
  )
}

type MembersProps = Readonly<{ meeting: Meeting; members: readonly Seat[]; search: string; found: readonly Invitable[] }>

const memberWords = ({ fullName, roleLabel, agencyName }: Invitable) =>
  t('members.line', { name: fullName, role: roleLabel, agency: agencyName })

export function MembersForm({ meeting, members, search, found }: MembersProps): VNode {
  const action = `${urlOf(meeting)}/members`
  return (
    <Sheet meeting={meeting} problems={{}}>
      <h1 class="govuk-heading-l">
        <span class="govuk-caption-l">{whenOf(meeting)}</span>
        {t('members.heading')}
      </h1>
      <p class="govuk-body">{t('members.lead')}</p>
      <form method="get" action={action}>
        <Input name="q" label={t('members.find')} classes="govuk-input--width-20" value={search} />
        <Button classes="govuk-button--secondary">{t('members.search')}</Button>
      </form>
      {search !== '' && found.length === 0 && <p class="govuk-body">{t('members.nobody')}</p>}
      {found.map((one) => (
        <PostForm action={action}>
          <input type="hidden" name="post" value={one.postId} />
          <p class="govuk-body">{memberWords(one)}</p>
          <Button classes="govuk-button--secondary">
            {t('members.add')}
            <span class="govuk-visually-hidden">{t('members.hidden', { name: one.fullName })}</span>
          </Button>
        </PostForm>
      ))}
      {members.length === 0 && <p class="govuk-body">{t('members.none')}</p>}
      {members.map((one) => (
        <PostForm action={`${action}/${one.id}/end`}>
          <p class="govuk-body">
            {memberWords(one)}{' '}
            <button type="submit" class="lw-link-button">
              {t('members.end')}
              <span class="govuk-visually-hidden">{t('members.hidden', { name: one.fullName })}</span>
            </button>
          </p>
        </PostForm>
      ))}
    </Sheet>
  )
}

// ── the agenda ──────────────────────────────────────────────────────────────────────────────────────────────────────

function reasonsWords(reasons: readonly string[]): string {
  return reasonKeys.flatMap((key) => (reasons.includes(key) ? [t(`reason.${key}`)] : [])).join('. ')
}

function Who({ item, meeting }: Readonly<{ item: AgendaItem; meeting: Meeting }>): VNode {
  return (
    <>
      <a class="govuk-link" href={`${urlOf(meeting)}/items/${item.itemId}`}>
        {item.knownAs}
      </a>{' '}
      <span class="lw-reference">{item.reference}</span>
    </>
  )
}

function Why({ item }: { item: AgendaItem }): VNode {
  return (
    <>
      {item.reasons !== null && reasonsWords(item.reasons)}
      {item.askedBecause !== null && item.askedBecause !== '' && (
        <>
          <br />
          {t('agenda.askedBy', { name: item.askedBy ?? '', because: item.askedBecause })}
        </>
      )}
      {item.caseState === 'closed' && (
        <>
          <br />
          <strong>{t('agenda.closed')}</strong>
        </>
      )}
    </>
  )
}

function paperWords({ sentVersion, paperVersion, sentAt }: AgendaItem): string {
  if (sentVersion === null || sentAt === null) return t('paper.none')
  return t(paperVersion !== null && paperVersion > sentVersion ? 'paper.changed' : 'paper.sent', { when: showInstant(sentAt) })
}

function Next({ item, meeting, mayCoordinate }: Readonly<{ item: AgendaItem; meeting: Meeting; mayCoordinate: boolean }>): VNode {
  const hidden = <span class="govuk-visually-hidden">{t('agenda.hidden', { name: item.knownAs })}</span>
  const base = `${urlOf(meeting)}/items/${item.itemId}`
  return (
    <span class="lw-links">
      {item.state === 'on' && (
        <a class="govuk-link" href={base}>
          {t(mayCoordinate ? 'agenda.read' : 'agenda.readOnly')}
          {hidden}
        </a>
      )}
      {item.seesCase && item.state === 'on' && item.caseState !== 'closed' && (
        <a class="govuk-link" href={`/cases/${item.caseId}/panel/${item.itemId}/paper`}>
          {t('agenda.write')}
          {hidden}
        </a>
      )}
      {mayCoordinate && (
        <a class="govuk-link" href={`${base}/answer`}>
          {t(item.state === 'on' ? 'agenda.takeOff' : 'agenda.answer')}
          {hidden}
        </a>
      )}
    </span>
  )
}

type AgendaProps = Readonly<{
  meeting: Meeting
  items: readonly AgendaItem[]
  members: readonly Seat[]
  now: Date
  mayCoordinate: boolean
}>

export function Agenda({ meeting, items, members, now, mayCoordinate }: AgendaProps): VNode {
  const on = items.filter(({ state }) => state === 'on')
  const asked = items.filter(({ state }) => state === 'proposed')
  const notOn = items.filter(({ state }) => state === 'not_on')
  const coordinates = mayCoordinate && meeting.state !== 'cancelled'
  const label = (text: string) => ({ 'data-label': text })
  const table = (of: readonly AgendaItem[], caption: string) => (
    <Table
      caption={caption}
      captionClasses="govuk-table__caption--m"
      classes="lw-stack"
      head={[t('agenda.who'), t('agenda.why'), t('agenda.worker'), t('agenda.paper'), t('agenda.next')]}
      rows={of.map((item) => [
        { text: <Who item={item} meeting={meeting} />, attributes: label(t('agenda.who')) },
        { text: <Why item={item} />, attributes: label(t('agenda.why')) },
        { text: item.workerName ?? t('agenda.noWorker'), attributes: label(t('agenda.worker')) },
        { text: item.state === 'on' ? paperWords(item) : '', attributes: label(t('agenda.paper')) },
        { text: <Next item={item} meeting={meeting} mayCoordinate={coordinates} />, attributes: label(t('agenda.next')) },
      ])}
    />
  )
  return (
    <>
      <Back href="/panel" text={t('backToPanels')} />
      <h1 class="govuk-heading-l">
        <span class="govuk-caption-xl">{t('heading')}</span>
        {whenOf(meeting)}
      </h1>
      <p class="govuk-body">
        {meeting.place !== '' && <>{meeting.place}. </>}
        {t('list.chair')}: {meeting.chairName}. {stateWords(meeting, now)}.
      </p>
      {meeting.state === 'cancelled' && (
        <Alert tone="caution" title={t('state.cancelledWhy', { because: meeting.changedBecause })}>
          {null}
        </Alert>
      )}
      <Dates meeting={meeting} />
      {coordinates && <Coordinating meeting={meeting} on={on} />}
      {on.length > 0 && table(on, t('agenda.heading'))}
      {on.length === 0 && (
        <EmptyState title={t('agenda.none')}>
          <p class="govuk-body">{t(coordinates ? 'agenda.noneWhat' : 'agenda.noneForYou')}</p>
        </EmptyState>
      )}
      {on.length > 0 && (
        <p class="govuk-body lw-no-print">
          <a class="govuk-link" href={`${urlOf(meeting)}/print`}>
            {t('print')}
          </a>
        </p>
      )}
      {asked.length > 0 && table(asked, t('agenda.asked'))}
      {notOn.length > 0 && (
        <>
          <h2 class="govuk-heading-m">{t('agenda.notOn')}</h2>
          <ul class="govuk-list govuk-list--bullet">
            {notOn.map((item) => (
              <li>
                {item.knownAs} <span class="lw-reference">{item.reference}</span>: {item.decidedBecause ?? ''}{' '}
                <Next item={item} meeting={meeting} mayCoordinate={coordinates} />
              </li>
            ))}
          </ul>
        </>
      )}
      <h2 class="govuk-heading-m">{t('members.heading')}</h2>
      {members.length === 0 ? (
        <p class="govuk-body">{t('members.none')}</p>
      ) : (
        <ul class="govuk-list govuk-list--bullet">
          {members.map((one) => (
            <li>{memberWords(one)}</li>
          ))}
        </ul>
      )}
      {coordinates && (
        <p class="govuk-body lw-no-print">
          <a class="govuk-link" href={`${urlOf(meeting)}/members`}>
            {t('members.change')}
          </a>
        </p>
      )}
    </>
  )
}

function Dates({ meeting }: { meeting: Meeting }): VNode | null {
  if (meeting.state === 'cancelled') return null
  return (
    <>
      <p class="govuk-body">
        {meeting.papersDueAt === null ? t('noCalendar') : t('papersBy', { when: showInstant(meeting.papersDueAt) })}{' '}
        {t('expires', { when: showInstant(meeting.expiresAt) })}
      </p>
      {meeting.papersClock !== null && <WhyThisDate why={meeting.papersClock} />}
    </>
  )
}

function Coordinating({ meeting, on }: Readonly<{ meeting: Meeting; on: readonly AgendaItem[] }>): VNode {
  const unsent = on.filter(({ sentVersion, caseState }) => sentVersion === null && caseState !== 'closed').map(({ knownAs }) => knownAs)
  return (
    <div class="lw-no-print">
      <div class="govuk-button-group">
        <Button href={`${urlOf(meeting)}/agenda`}>{t('agenda.choose')}</Button>
        <a class="govuk-link" href={`${urlOf(meeting)}/change`}>
          {t('form.change')}
        </a>
        <a class="govuk-link" href={`${urlOf(meeting)}/cancel`}>
          {t('cancelPanel')}
        </a>
      </div>
      {unsent.length > 0 && <p class="govuk-inset-text">{t('missing', { count: unsent.length, names: unsent.join(', ') })}</p>}
      {meeting.state === 'planned' && on.length > 0 && (
        <PostForm action={`${urlOf(meeting)}/publish`}>
          <input type="hidden" name="version" value={meeting.version} />
          <p class="govuk-body">{t('publishWhat')}</p>
          <Button classes="govuk-button--secondary" preventDoubleClick>
            {t('publish')}
          </Button>
        </PostForm>
      )}
    </div>
  )
}

type ChooseProps = Readonly<{ meeting: Meeting; candidates: readonly Candidate[]; problems: Problems }>

export function Choose({ meeting, candidates, problems }: ChooseProps): VNode {
  return (
    <>
      <Back href={urlOf(meeting)} text={t('back')} />
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">
        <span class="govuk-caption-l">{whenOf(meeting)}</span>
        {t('agenda.choose')}
      </h1>
      <p class="govuk-body">{t('agenda.chooseLead')}</p>
      {candidates.length === 0 ? (
        <EmptyState title={t('agenda.chooseNone')}>{null}</EmptyState>
      ) : (
        <PostForm action={`${urlOf(meeting)}/agenda`}>
          <Checkboxes
            idPrefix="case"
            name="case"
            fieldset={{ legend: { text: t('agenda.choose'), classes: 'govuk-visually-hidden' } }}
            errorMessage={problems['case']}
            items={candidates.map(({ caseId, knownAs, reference, workerName, reasons }) => ({
              value: caseId,
              text: `${knownAs} ${reference}`,
              hint: `${reasonsWords(reasons)}. ${workerName ?? t('agenda.noWorker')}`,
            }))}
          />
          <Button preventDoubleClick>{t('agenda.putOn')}</Button>
        </PostForm>
      )}
    </>
  )
}

type ItemFormProps = Readonly<{ meeting: Meeting; item: AgendaItem; body: FormBody; problems: Problems }>

/** Where the item's own page is, for the forms that lead back to it. */
const itemUrl = (meeting: Meeting, item: AgendaItem) => `${urlOf(meeting)}/items/${item.itemId}`

export function DecideForm({ meeting, item, body, problems }: ItemFormProps): VNode {
  return (
    <Sheet meeting={meeting} problems={problems}>
      <h1 class="govuk-heading-l">
        <span class="govuk-caption-l">{whenOf(meeting)}</span>
        {t('decide.heading', { name: item.knownAs })}
      </h1>
      <p class="govuk-body">
        <Why item={item} />
      </p>
      <PostForm action={`${itemUrl(meeting, item)}/answer`}>
        <input type="hidden" name="version" value={item.version} />
        <Radios
          idPrefix="answer"
          name="answer"
          value={typed(body, 'answer')}
          fieldset={{ legend: { text: t('decide.legend'), classes: 'govuk-fieldset__legend--s' } }}
          items={[
            { value: 'on', text: t('decide.on') },
            { value: 'off', text: t('decide.off') },
          ]}
          errorMessage={problems['answer']}
        />
        <Textarea
          name="because"
          label={t('decide.because')}
          hint={t('decide.becauseHint')}
          rows={2}
          value={typed(body, 'because')}
          errorMessage={problems['because']}
          attributes={{ 'data-words': '/words.json' }}
        />
        <Button preventDoubleClick>{t('save')}</Button>
      </PostForm>
    </Sheet>
  )
}

// ── one young person ────────────────────────────────────────────────────────────────────────────────────────────────

function PaperText({ paper: { item, parts } }: { paper: Chosen }): VNode {
  if (item.caseState === 'closed' && parts.length === 0) return <p class="govuk-body">{t('agenda.closed')}</p>
  if (item.sentVersion === null)
    return (
      <EmptyState title={t('item.noPaper', { name: item.knownAs })} headingLevel={2}>
        <p class="govuk-body">{t('item.noPaperWhat')}</p>
      </EmptyState>
    )
  if (parts.length === 0) return <p class="govuk-body">{t('item.nothing')}</p>
  return (
    <>
      {parts.map(({ key, ownWords, said }) => (
        <section>
          <h2 class="govuk-heading-m govuk-!-margin-bottom-1">{t(`part.${key}`)}</h2>
          {ownWords ? <blockquote class="lw-own-words lw-as-typed">{said}</blockquote> : <p class="govuk-body lw-as-typed">{said}</p>}
        </section>
      ))}
    </>
  )
}

export function DecisionLines({ decisions, headingLevel }: Readonly<{ decisions: readonly Decision[]; headingLevel: 2 | 3 }>): VNode {
  const Heading = `h${headingLevel}` as const
  return (
    <>
      <Heading class="govuk-heading-m">{t('item.decisions')}</Heading>
      {decisions.length === 0 && <p class="govuk-body">{t('item.noDecision')}</p>}
      {decisions.map((decision, i) => (
        <article class="lw-note">
          <p class="govuk-body govuk-!-font-weight-bold lw-as-typed">{decision.decided}</p>
          <p class="govuk-body lw-as-typed">{t('item.because', { because: decision.because })}</p>
          <p class="govuk-hint">
            {t('item.present', {
              names: [...decision.present, ...(decision.presentWords === '' ? [] : [decision.presentWords])].join('; '),
            })}
            <br />
            {t('item.recorded', { name: decision.recordedBy, when: showInstant(decision.recordedAt) })}
            {i > 0 && decisions.findIndex(({ itemId }) => itemId === decision.itemId) < i && <>. {t('item.earlier')}</>}
          </p>
        </article>
      ))}
    </>
  )
}

type ItemProps = Readonly<{
  meeting: Meeting
  paper: Chosen
  decisions: readonly Decision[]
  actions: readonly PanelActionLine[]
  mayDecide: boolean
}>

export function ItemPage({ meeting, paper, decisions, actions, mayDecide }: ItemProps): VNode {
  const { item } = paper
  const base = itemUrl(meeting, item)
  return (
    <>
      <Back href={urlOf(meeting)} text={t('back')} />
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <h1 class="govuk-heading-l">
            <span class="govuk-caption-l">{t('item.caption', { date: showDate(meeting.meetsOn) })}</span>
            {item.knownAs} <span class="lw-reference">{item.reference}</span>
          </h1>
          {item.sentAt !== null && (
            <p class="govuk-hint">
              {t('item.sent', { when: showInstant(item.sentAt) })} {t('print.part')}
            </p>
          )}
          <PaperText paper={paper} />
          <DecisionLines decisions={decisions} headingLevel={2} />
          {mayDecide && (
            <p class="lw-no-print">
              <Button href={`${base}/decision`}>{t('item.decide')}</Button>
            </p>
          )}
          {(actions.length > 0 || mayDecide) && <h2 class="govuk-heading-m">{t('item.actions')}</h2>}
          <ul class="govuk-list govuk-list--bullet">
            {actions.map((action) => (
              <li>
                {action.what}
                <br />
                {t('item.actionLine', { owner: action.owner, when: showDate(action.dueOn) })}
                {action.state !== 'open' && (
                  <>. {t(action.state === 'done' ? 'item.actionDone' : 'item.actionDropped', { how: action.endedHow })}</>
                )}
              </li>
            ))}
          </ul>
          {mayDecide && item.caseState !== 'closed' && (
            <p class="lw-no-print">
              <Button href={`${base}/action`} classes="govuk-button--secondary">
                {t('item.action')}
              </Button>
            </p>
          )}
        </div>
      </div>
    </>
  )
}

type PapersProps = Readonly<{ meeting: Meeting; papers: readonly Chosen[]; decisions: readonly Decision[]; actor: Actor; now: Date }>

/** For paper: each young person on a sheet of their own, and on each whose copy it is. */
export function Papers({ meeting, papers, decisions, actor, now }: PapersProps): VNode {
  const mark = (
    <p class="govuk-body-s lw-print-mark">
      {t('print.mark', {
        name: actor.fullName,
        role: actor.roleLabel,
        agency: actor.agencyName,
        when: showInstant(now, { zone: true }),
        until: showInstant(meeting.expiresAt),
      })}
    </p>
  )
  return (
    <>
      <Back href={urlOf(meeting)} text={t('back')} />
      {mark}
      <h1 class="govuk-heading-l">
        <span class="govuk-caption-l">{t('heading')}</span>
        {whenOf(meeting)}
      </h1>
      <p class="govuk-body">
        {t('print.part')} {t('item.protected')}
      </p>
      {papers.length === 0 ? (
        <p class="govuk-body">{t('agenda.noneForYou')}</p>
      ) : (
        <ol class="govuk-list govuk-list--number">
          {papers.map(({ item }) => (
            <li>
              {item.knownAs} <span class="lw-reference">{item.reference}</span>
              {item.reasons !== null && <>. {reasonsWords(item.reasons)}</>}
            </li>
          ))}
        </ol>
      )}
      {papers.map((paper) => {
        const decided = decisions.filter(({ itemId }) => itemId === paper.item.itemId)
        return (
          <section class="lw-sheet">
            {mark}
            <h2 class="govuk-heading-l">
              {paper.item.knownAs} <span class="lw-reference">{paper.item.reference}</span>
            </h2>
            <PaperText paper={paper} />
            {decided.length > 0 && <DecisionLines decisions={decided} headingLevel={3} />}
          </section>
        )
      })}
    </>
  )
}

type DecisionFormProps = ItemFormProps & Readonly<{ people: readonly Person[]; present: readonly string[]; theirs: Decision | undefined }>

export function DecisionForm({ meeting, item, people, present, body, problems, theirs }: DecisionFormProps): VNode {
  return (
    <Sheet meeting={meeting} problems={problems}>
      {theirs !== undefined && (
        <Alert tone="caution" live title={t('decision.late')}>
          <DecisionLines decisions={[theirs]} headingLevel={3} />
        </Alert>
      )}
      <h1 class="govuk-heading-l">
        <span class="govuk-caption-l">
          {item.knownAs} {item.reference}
        </span>
        {t('item.decide')}
      </h1>
      <PostForm action={`${itemUrl(meeting, item)}/decision`}>
        <input type="hidden" name="version" value={item.version} />
        <Textarea
          name="decided"
          label={{ text: t('decision.decided'), classes: 'govuk-label--s' }}
          hint={t('decision.decidedHint')}
          rows={3}
          value={typed(body, 'decided')}
          errorMessage={problems['decided']}
          attributes={{ 'data-words': '/words.json' }}
        />
        <Textarea
          name="because"
          label={{ text: t('decision.because'), classes: 'govuk-label--s' }}
          rows={3}
          value={typed(body, 'because')}
          errorMessage={problems['because']}
          attributes={{ 'data-words': '/words.json' }}
        />
        <Checkboxes
          idPrefix="present"
          name="present"
          values={[...present]}
          fieldset={{ legend: { text: t('decision.present'), classes: 'govuk-fieldset__legend--s' } }}
          items={people.map(({ postId, name }) => ({ value: postId, text: name }))}
          errorMessage={problems['present']}
        />
        <Input
          name="presentWords"
          label={t('decision.presentWords')}
          hint={t('decision.presentWordsHint')}
          value={typed(body, 'presentWords')}
          errorMessage={problems['presentWords']}
        />
        <Button preventDoubleClick>{t('save')}</Button>
      </PostForm>
    </Sheet>
  )
}

export function ActionForm({ meeting, item, owners, body, problems }: ItemFormProps & Readonly<{ owners: readonly Person[] }>): VNode {
  return (
    <Sheet meeting={meeting} problems={problems}>
      <h1 class="govuk-heading-l">
        <span class="govuk-caption-l">
          {item.knownAs} {item.reference}
        </span>
        {t('item.action')}
      </h1>
      <p class="govuk-body">{t('action.what.note')}</p>
      <PostForm action={`${itemUrl(meeting, item)}/action`}>
        <Textarea
          name="what"
          label={t('action.what')}
          rows={2}
          value={typed(body, 'what')}
          errorMessage={problems['what']}
          attributes={{ 'data-words': '/words.json' }}
        />
        <Select
          name="owner"
          label={t('action.owner')}
          value={typed(body, 'owner')}
          items={[
            { value: '', text: t('action.choose') },
            ...owners.map(({ postId, name }) => ({ value: postId, text: name })),
            { value: 'else', text: t('action.else') },
          ]}
          errorMessage={problems['owner']}
        />
        <Input name="ownerWords" label={t('action.ownerWords')} value={typed(body, 'ownerWords')} errorMessage={problems['ownerWords']} />
        <DateInput
          id="due"
          namePrefix="due"
          values={Object.fromEntries(['day', 'month', 'year'].map((part) => [`due-${part}`, typed(body, `due-${part}`)]))}
          fieldset={{ legend: { text: t('action.due'), classes: 'govuk-fieldset__legend--s' } }}
          errorMessage={problems['due']}
        />
        <Button preventDoubleClick>{t('save')}</Button>
      </PostForm>
    </Sheet>
  )
}

type OwnActionProps = Readonly<{ id: string; action: OwnAction; body: FormBody; problems: Problems; isLate: boolean }>

export function OwnActionForm({ id, action, body, problems, isLate }: OwnActionProps): VNode {
  return (
    <Sheet meeting={undefined} problems={problems}>
      {isLate && (
        <Alert tone="caution" live title={t('own.late')}>
          {null}
        </Alert>
      )}
      <h1 class="govuk-heading-l">{t('own.heading')}</h1>
      <p class="govuk-body lw-as-typed">{action.what}</p>
      <p class="govuk-hint">
        {t('own.lead', {
          date: showDate(action.meetsOn),
          name: action.knownAs,
          reference: action.reference,
          due: showDate(action.dueOn),
        })}
      </p>
      {action.state === 'open' ? (
        <PostForm action={`/panel/actions/${id}`}>
          <input type="hidden" name="version" value={action.version} />
          <Radios
            idPrefix="state"
            name="state"
            value={typed(body, 'state')}
            fieldset={{ legend: { text: t('own.state'), classes: 'govuk-fieldset__legend--s' } }}
            items={[
              { value: 'done', text: t('own.done') },
              { value: 'dropped', text: t('own.dropped') },
            ]}
            errorMessage={problems['state']}
          />
          <Textarea
            name="how"
            label={t('own.how')}
            rows={2}
            value={typed(body, 'how')}
            errorMessage={problems['how']}
            attributes={{ 'data-words': '/words.json' }}
          />
          <Button preventDoubleClick>{t('save')}</Button>
        </PostForm>
      ) : (
        <p class="govuk-body">
          {t('own.ended')} {t(action.state === 'done' ? 'item.actionDone' : 'item.actionDropped', { how: action.endedHow })}
        </p>
      )}
    </Sheet>
  )
}
