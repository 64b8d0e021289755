import type { VNode } from 'preact'
import {
  Alert,
  BackLink,
  Button,
  DateInput,
  Details,
  EmptyState,
  Input,
  Radios,
  SummaryList,
  Table,
  Tag,
  Textarea,
  WarningText,
  WideTable,
} from '../../platform/design/index.ts'
import { showDate, showDay, showShortInstant, showTime } from '../../platform/texts/dates.ts'
import type { RecordKind } from '../audit/schema.ts'
import { type FormBody, typed } from '../house/request.ts'
import { PostForm, ProblemSummary, type Problems } from '../pages/index.ts'
import { classesIn } from './roles.ts'
import { recordPath } from './schema.ts'
import type { CircleMember, EmergencyUse, Exclusion, Invitable } from './store.ts'
import { t } from './texts.ts'

/** Who is in a circle, and what the one who looks may do about it. */
export type Circle = Readonly<{
  members: readonly CircleMember[]
  teams: readonly Readonly<{ teamName: string; agencyName: string }>[]
  exclusions: readonly Exclusion[]
  mayInvite: boolean
  mayExclude: boolean
  maySeeLooks: boolean
}>

const circlePath = (kind: RecordKind, id: string) => `/records/${kind}/${id}/circle`

export function classesText(bits: number): string {
  const classes = classesIn(bits)
  return classes.length === 0 ? t('explain.none') : classes.map((name) => t(`class.${name}`)).join(', ')
}

export function capacityText(capacity: string): string {
  const key = `capacity.${capacity}`
  return isCapacity(key) ? t(key) : capacity
}

function isCapacity(key: string): key is Extract<keyof typeof t.texts, `capacity.${string}`> {
  return key.startsWith('capacity.') && key in t.texts
}

type SectionProps = Readonly<{ kind: RecordKind; id: string; circle: Circle; headingLevel?: 1 | 2; own?: boolean }>
/**
 * Who knows about a record: for the pages of cases, concerns and people. Its forms are on a page of its own
 * (`/records/:kind/:id/circle`), which this links to unless it stands there (`own`).
 */
export function CircleSection({ kind, id, circle, headingLevel = 2, own = false }: SectionProps): VNode {
  const Heading = `h${headingLevel}` as const
  const now = circle.members.filter((member) => member.endedAt === null)
  const past = circle.members.filter((member) => member.endedAt !== null)
  return (
    <section aria-labelledby="circle-title">
      <Heading class={headingLevel === 1 ? 'govuk-heading-l' : 'govuk-heading-m'} id="circle-title">
        {t('circle.title')}
      </Heading>
      <p class="govuk-body">{t('circle.text')}</p>
      <ul class="govuk-list govuk-list--bullet">
        {circle.teams.map((team) => (
          <li>{t('circle.team', { team: team.teamName, agency: team.agencyName })}</li>
        ))}
      </ul>
      {now.length === 0 ? (
        <EmptyState title={t('circle.empty.title')} headingLevel={headingLevel === 1 ? 2 : 3}>
          <p class="govuk-body">{t('circle.empty.text')}</p>
        </EmptyState>
      ) : (
        <Table
          caption={t('circle.title')}
          captionClasses="govuk-visually-hidden"
          classes="lw-stack"
          firstCellIsHeader
          head={[t('circle.who'), t('circle.why'), t('circle.since'), t('circle.until'), ...(circle.mayInvite ? [''] : [])]}
          rows={now.map((member) => [
            { text: <Who member={member} /> },
            { text: <Why member={member} /> },
            showDay(member.fromAt),
            member.untilAt === null ? t('circle.open') : showShortInstant(member.untilAt),
            ...(circle.mayInvite
              ? [
                  {
                    text: member.capacity === 'allocated' ? '' : <EndLink kind={kind} id={id} member={member} />,
                  },
                ]
              : []),
          ])}
        />
      )}
      {past.length > 0 && (
        <Details summaryText={t('circle.past')}>
          <ul class="govuk-list">
            {past.map((member) => (
              <li>
                {t('circle.pastLine', {
                  name: member.fullName,
                  capacity: capacityText(member.capacity),
                  when: member.endedAt === null ? '' : showShortInstant(member.endedAt),
                  because: member.endedBecause ?? '',
                })}
              </li>
            ))}
          </ul>
        </Details>
      )}
      <ul class="govuk-list">
        {!own && (
          <li>
            <a class="govuk-link" href={circlePath(kind, id)}>
              {circle.mayInvite ? t('circle.manage') : t('conflict.title')}
            </a>
          </li>
        )}
        {circle.maySeeLooks && (
          <li>
            <a class="govuk-link" href={`/records/${kind}/${id}/looks`}>
              {t('circle.looks')}
            </a>
          </li>
        )}
      </ul>
    </section>
  )
}

function Who({ member }: { member: CircleMember }): VNode {
  return (
    <>
      {member.fullName}
      <span class="govuk-hint lw-tight">
        {t('circle.byRole', { role: member.roleLabel, agency: member.agencyName })}
        {member.phone !== null && (
          <>
            <br />
            {t('circle.phone', { phone: member.phone })}
          </>
        )}
      </span>
    </>
  )
}

function Why({ member }: { member: CircleMember }): VNode {
  return (
    <>
      <strong>{capacityText(member.capacity)}</strong>
      <br />
      {member.because}
      {member.addedBy !== null && member.addedBy !== member.fullName && (
        <span class="govuk-hint lw-tight">{t('circle.addedBy', { name: member.addedBy })}</span>
      )}
    </>
  )
}

function EndLink({ kind, id, member }: { kind: RecordKind; id: string; member: CircleMember }): VNode {
  return (
    <a class="govuk-link" href={`${circlePath(kind, id)}/${member.id}/end`}>
      {t('circle.end')}
      <span class="govuk-visually-hidden"> {t('circle.endWhich', { name: member.fullName })}</span>
    </a>
  )
}

type CirclePageProps = Readonly<{
  kind: RecordKind
  id: string
  circle: Circle
  /** What was looked for, and who was found; undefined: not looked for yet. */
  find: Readonly<{ name: string; found: readonly Invitable[] }> | undefined
  keepOut: Readonly<{ name: string; found: readonly Readonly<{ userId: string; fullName: string; agencies: string }>[] }> | undefined
  form: FormBody
  problems: Problems
}>
export function CirclePage({ kind, id, circle, find, keepOut, form, problems }: CirclePageProps): VNode {
  return (
    <>
      <BackLink href={recordPath(kind, id)}>{t('circle.back')}</BackLink>
      <ProblemSummary problems={problems} />
      <CircleSection kind={kind} id={id} circle={circle} headingLevel={1} own />
      {circle.mayInvite && <InviteForm kind={kind} id={id} find={find} form={form} problems={problems} />}
      <ConflictForm kind={kind} id={id} form={form} problems={problems} />
      {circle.mayExclude && (
        <KeepOutForm kind={kind} id={id} exclusions={circle.exclusions} keepOut={keepOut} form={form} problems={problems} />
      )}
    </>
  )
}

type FormPartProps = Readonly<{ kind: RecordKind; id: string; form: FormBody; problems: Problems }>

function FindForm({ kind, id, name, value, anchor }: { kind: RecordKind; id: string; name: string; value: string; anchor: string }): VNode {
  return (
    <form method="get" action={`${circlePath(kind, id)}#${anchor}`}>
      <Input name={name} label={t('invite.find')} value={value} classes="govuk-input--width-20" autocomplete="off" />
      <Button classes="govuk-button--secondary">{t('invite.findGo')}</Button>
    </form>
  )
}

function InviteForm({ kind, id, find, form, problems }: FormPartProps & Pick<CirclePageProps, 'find'>): VNode {
  return (
    <section aria-labelledby="invite-title" id="invite">
      <h2 class="govuk-heading-m" id="invite-title">
        {t('invite.title')}
      </h2>
      <FindForm kind={kind} id={id} name="find" value={find?.name ?? ''} anchor="invite" />
      {find !== undefined && find.found.length === 0 && (
        <EmptyState title={t('invite.none.title')} headingLevel={3}>
          <p class="govuk-body">{t('invite.none.text')}</p>
        </EmptyState>
      )}
      {find !== undefined && find.found.length > 0 && (
        <PostForm action={`${circlePath(kind, id)}/invite`}>
          <input type="hidden" name="find" value={find.name} />
          <Radios
            name="post"
            value={typed(form, 'post')}
            errorMessage={problems['post']}
            fieldset={{ legend: { text: t('invite.choose'), classes: 'govuk-fieldset__legend--s' } }}
            items={find.found.map((one) => ({
              value: one.postId,
              text: `${one.fullName}: ${t('circle.byRole', { role: one.roleLabel, agency: one.agencyName })}`,
              hint: t('invite.sees', { classes: classesText(one.reads) }),
            }))}
          />
          <Textarea name="because" label={t('invite.reason')} rows={2} value={typed(form, 'because')} errorMessage={problems['because']} />
          <DateInput
            id="until"
            namePrefix="until"
            fieldset={{ legend: { text: t('invite.until'), classes: 'govuk-fieldset__legend--s' } }}
            hint={t('invite.untilHint')}
            values={{
              'until-day': typed(form, 'until-day'),
              'until-month': typed(form, 'until-month'),
              'until-year': typed(form, 'until-year'),
            }}
            errorMessage={problems['until']}
          />
          <Button>{t('invite.go')}</Button>
        </PostForm>
      )}
    </section>
  )
}

function ConflictForm({ kind, id, form, problems }: FormPartProps): VNode {
  return (
    <section aria-labelledby="conflict-title">
      <h2 class="govuk-heading-m" id="conflict-title">
        {t('conflict.title')}
      </h2>
      <p class="govuk-body">{t('conflict.text')}</p>
      <PostForm action={`${circlePath(kind, id)}/conflict`}>
        <Textarea
          name="conflict"
          label={t('conflict.reason')}
          rows={2}
          value={typed(form, 'conflict')}
          errorMessage={problems['conflict']}
        />
        <Button classes="govuk-button--secondary">{t('conflict.go')}</Button>
      </PostForm>
    </section>
  )
}

type KeepOutProps = FormPartProps & Pick<CirclePageProps, 'keepOut'> & Readonly<{ exclusions: readonly Exclusion[] }>
function KeepOutForm({ kind, id, exclusions, keepOut, form, problems }: KeepOutProps): VNode {
  return (
    <section aria-labelledby="keep-out-title" id="keep-out">
      <h2 class="govuk-heading-m" id="keep-out-title">
        {t('exclude.title')}
      </h2>
      <p class="govuk-body">{t('exclude.text')}</p>
      {exclusions.length > 0 && (
        <>
          <h3 class="govuk-heading-s">{t('exclude.list')}</h3>
          <ul class="govuk-list">
            {exclusions.map((one) => (
              <li>
                {t(one.kind === 'excluded' ? 'exclude.line' : 'exclude.conflict', {
                  name: one.fullName,
                  when: showDay(one.madeAt),
                  because: one.because,
                })}{' '}
                <PostForm action={`${circlePath(kind, id)}/exclusions/${one.id}/lift`} classes="lw-inline-form">
                  <button type="submit" class="lw-link-button">
                    {t('exclude.lift')}
                    <span class="govuk-visually-hidden"> {t('exclude.liftWhich', { name: one.fullName })}</span>
                  </button>
                </PostForm>
              </li>
            ))}
          </ul>
        </>
      )}
      <FindForm kind={kind} id={id} name="keep" value={keepOut?.name ?? ''} anchor="keep-out" />
      {keepOut !== undefined && keepOut.found.length === 0 && <p class="govuk-body">{t('exclude.noneFound')}</p>}
      {keepOut !== undefined && keepOut.found.length > 0 && (
        <PostForm action={`${circlePath(kind, id)}/exclude`}>
          <input type="hidden" name="keep" value={keepOut.name} />
          <Radios
            name="user"
            value={typed(form, 'user')}
            errorMessage={problems['user']}
            fieldset={{ legend: { text: t('exclude.who'), classes: 'govuk-fieldset__legend--s' } }}
            items={keepOut.found.map((one) => ({ value: one.userId, text: one.fullName, hint: one.agencies }))}
          />
          <Textarea
            name="keepOutBecause"
            label={t('exclude.reason')}
            rows={2}
            value={typed(form, 'keepOutBecause')}
            errorMessage={problems['keepOutBecause']}
          />
          <Button classes="govuk-button--warning">{t('exclude.go')}</Button>
        </PostForm>
      )}
    </section>
  )
}

type EndProps = Readonly<{ kind: RecordKind; id: string; member: CircleMember; problems?: Problems }>
export function EndMemberPage({ kind, id, member, problems = {} }: EndProps): VNode {
  return (
    <>
      <BackLink href={circlePath(kind, id)} />
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{t('end.title', { name: member.fullName })}</h1>
      <p class="govuk-body">{t('end.text')}</p>
      <PostForm action={`${circlePath(kind, id)}/${member.id}/end`}>
        <Textarea name="because" label={t('end.reason')} rows={2} errorMessage={problems['because']} />
        <Button>{t('end.go')}</Button>
      </PostForm>
    </>
  )
}

export function ConflictDonePage(): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('conflict.done.title')}</h1>
      <p class="govuk-body">{t('conflict.done.text')}</p>
    </>
  )
}

// Emergency access.

/** On top of a record's page while emergency access to it lasts. */
export function EmergencyBanner({ until }: { until: Date }): VNode {
  return (
    <Alert tone="caution" title={t('emergency.banner', { time: showTime(until) })}>
      <p class="govuk-body">{t('emergency.bannerText')}</p>
    </Alert>
  )
}

type EmergencyProps = Readonly<{ uses: readonly EmergencyUse[]; mayReview: boolean; form: FormBody; problems: Problems }>
export function EmergencyPage({ uses, mayReview, form, problems }: EmergencyProps): VNode {
  return (
    <>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{t('emergency.title')}</h1>
      <WarningText>{t('emergency.first')}</WarningText>
      <p class="govuk-body">{t('emergency.text')}</p>
      <h2 class="govuk-heading-m">{t('emergency.byReference')}</h2>
      <PostForm action="/break-glass">
        <Input
          name="reference"
          label={t('emergency.reference')}
          hint={t('emergency.referenceHint')}
          value={typed(form, 'reference')}
          errorMessage={problems['reference']}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          classes="govuk-input--width-10"
        />
        <Textarea
          name="reason"
          label={t('emergency.reason')}
          hint={t('emergency.reasonHint')}
          value={typed(form, 'reason')}
          errorMessage={problems['reason']}
          rows={4}
        />
        <Button classes="govuk-button--warning" preventDoubleClick>
          {t('emergency.go')}
        </Button>
      </PostForm>
      <h2 class="govuk-heading-m">{t('emergency.byName')}</h2>
      <p class="govuk-body">{t('emergency.byNameText')}</p>
      <PostForm action="/break-glass/person">
        <Input
          name="name"
          label={t('emergency.name')}
          hint={t('emergency.nameHint')}
          value={typed(form, 'name')}
          errorMessage={problems['name']}
          autocomplete="off"
          spellcheck={false}
          classes="govuk-input--width-20"
        />
        <DateInput
          id="born"
          namePrefix="born"
          fieldset={{ legend: { text: t('emergency.born'), classes: 'govuk-fieldset__legend--s' } }}
          hint={t('emergency.bornHint')}
          values={{
            'born-day': typed(form, 'born-day'),
            'born-month': typed(form, 'born-month'),
            'born-year': typed(form, 'born-year'),
          }}
          errorMessage={problems['born-day']}
        />
        <Textarea
          name="personReason"
          label={t('emergency.reason')}
          hint={t('emergency.reasonHint')}
          value={typed(form, 'personReason')}
          errorMessage={problems['personReason']}
          rows={4}
        />
        <Button classes="govuk-button--warning" preventDoubleClick>
          {t('emergency.go')}
        </Button>
      </PostForm>
      {mayReview && (
        <p class="govuk-body">
          <a class="govuk-link" href="/break-glass/reviews">
            {t('emergency.reviews')}
          </a>
        </p>
      )}
      {uses.length > 0 && (
        <>
          <h2 class="govuk-heading-m" id="opened">
            {t('emergency.mine')}
          </h2>
          <UseTable uses={uses} isReviewer={false} today={undefined} />
        </>
      )}
    </>
  )
}

export function ReviewsPage({ uses, today }: { uses: readonly EmergencyUse[]; today: string }): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('emergency.reviews')}</h1>
      {uses.length === 0 ? (
        <EmptyState title={t('review.empty.title')}>
          <p class="govuk-body">{t('review.empty.text')}</p>
        </EmptyState>
      ) : (
        <UseTable uses={uses} isReviewer today={today} />
      )}
    </>
  )
}

type UseTableProps = Readonly<{ uses: readonly EmergencyUse[]; isReviewer: boolean; today: string | undefined }>
function UseTable({ uses, isReviewer, today }: UseTableProps): VNode {
  return (
    <WideTable
      caption={t('emergency.reviews')}
      head={[
        ...(isReviewer ? [t('review.who')] : []),
        t('review.record'),
        t('review.opened'),
        t('review.reason'),
        t('review.due'),
        t('review.outcome'),
      ]}
      rows={uses.map((use) => [
        ...(isReviewer ? [use.fullName] : []),
        namedOf(use) === null ? t('review.hidden') : { text: <RecordLink use={use} name={namedOf(use)} /> },
        showShortInstant(use.openedAt),
        use.reason,
        showDate(use.reviewBy),
        { text: <Outcome use={use} isReviewer={isReviewer} isOverdue={today !== undefined && use.reviewBy < today} /> },
      ])}
    />
  )
}

/** What a record is called to this reader: a reference, a person's name; null when they do not see it. */
const namedOf = (use: EmergencyUse) => use.reference ?? use.personName

function RecordLink({ use, name }: { use: EmergencyUse; name: string | null }): VNode {
  return (
    <a class="govuk-link" href={recordPath(use.kind, use.recordId)}>
      {name}
    </a>
  )
}

function Outcome({ use, isReviewer, isOverdue }: { use: EmergencyUse; isReviewer: boolean; isOverdue: boolean }): VNode {
  if (use.outcome !== null) return <>{t(`review.${use.outcome}`)}</>
  return (
    <>
      {isOverdue ? <Tag classes="govuk-tag--red">{t('review.overdue')}</Tag> : t('review.open')}
      {isReviewer && (
        <>
          <br />
          <a class="govuk-link" href={`/break-glass/reviews/${use.id}`}>
            {t('review.do')}
            <span class="govuk-visually-hidden"> {t('review.doWhich', { name: use.fullName })}</span>
          </a>
        </>
      )}
    </>
  )
}

type ReviewProps = Readonly<{ use: EmergencyUse; form?: FormBody; problems?: Problems }>
export function ReviewPage({ use, form = {}, problems = {} }: ReviewProps): VNode {
  return (
    <>
      <BackLink href="/break-glass/reviews" />
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{t('review.title')}</h1>
      <SummaryList
        rows={[
          { key: t('review.who'), value: `${use.fullName}, ${use.roleLabel}` },
          { key: t('review.record'), value: namedOf(use) ?? t('review.hidden') },
          { key: t('review.opened'), value: showShortInstant(use.openedAt) },
          { key: t('review.reason'), value: use.reason },
          { key: t('review.due'), value: showDate(use.reviewBy) },
        ]}
      />
      <PostForm action={`/break-glass/reviews/${use.id}`}>
        <Radios
          name="outcome"
          value={typed(form, 'outcome')}
          errorMessage={problems['outcome']}
          fieldset={{ legend: { text: t('review.question'), classes: 'govuk-fieldset__legend--m' } }}
          items={[
            { value: 'justified', text: t('review.justified') },
            { value: 'not_justified', text: t('review.not_justified') },
          ]}
        />
        <Textarea
          name="note"
          label={t('review.note')}
          hint={t('review.noteHint')}
          value={typed(form, 'note')}
          errorMessage={problems['note']}
          rows={3}
        />
        <Button>{t('review.go')}</Button>
      </PostForm>
    </>
  )
}
