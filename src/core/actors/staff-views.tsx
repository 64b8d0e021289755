import type { ComponentChildren, VNode } from 'preact'
import {
  BackLink,
  Button,
  Conflict,
  type ConflictRow,
  CopyButton,
  EmptyState,
  Input,
  InsetText,
  Radios,
  Select,
  SummaryList,
  Tag,
  Textarea,
  WideTable,
} from '../../platform/design/index.ts'
import { showDate, showShortInstant } from '../../platform/texts/dates.ts'
import { capacityText, classesText } from '../access/index.ts'
import { type FormBody, typed } from '../house/request.ts'
import { PostForm, ProblemSummary, type Problems } from '../pages/index.ts'
import { agencyKinds, teamKinds } from './schema.ts'
import type { Account, Agency, Held, PostBefore, RoleLine, StaffPost, Team } from './staff-store.ts'
import { t } from './staff-texts.ts'

const Back = () => <BackLink href="/admin">{t('back')}</BackLink>

export function AdminHome(): VNode {
  const links = [
    ['/admin/users', t('home.users')],
    ['/admin/agencies', t('home.agencies')],
    ['/admin/teams', t('home.teams')],
    ['/admin/roles', t('home.roles')],
  ] as const
  return (
    <>
      <h1 class="govuk-heading-l">{t('home.title')}</h1>
      <p class="govuk-body">{t('home.text')}</p>
      <ul class="govuk-list">
        {links.map(([href, text]) => (
          <li>
            <a class="govuk-link" href={href}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </>
  )
}

type ListProps = Readonly<{
  title: string
  add: Readonly<{ href: string; text: string }>
  head: readonly string[]
  rows: readonly (readonly (string | { text: VNode })[])[]
  empty: Readonly<{ title: string; text: string }>
  find?: VNode
}>
function List({ title, add, head, rows, empty, find }: ListProps): VNode {
  return (
    <>
      <Back />
      <h1 class="govuk-heading-l">{title}</h1>
      <Button href={add.href}>{add.text}</Button>
      {find}
      {rows.length === 0 ? (
        <EmptyState title={empty.title}>
          <p class="govuk-body">{empty.text}</p>
        </EmptyState>
      ) : (
        <WideTable caption={title} head={head} rows={rows} />
      )}
    </>
  )
}

function link(href: string, text: string): { text: VNode } {
  return {
    text: (
      <a class="govuk-link" href={href}>
        {text}
      </a>
    ),
  }
}

export function AgenciesPage({ agencies }: { agencies: readonly Agency[] }): VNode {
  return (
    <List
      title={t('home.agencies')}
      add={{ href: '/admin/agencies/new', text: t('agency.add') }}
      head={[t('name'), t('kind'), t('phone')]}
      rows={agencies.map((one) => [link(`/admin/agencies/${one.id}`, one.name), agencyKindText(one.kind), one.phone ?? ''])}
      empty={{ title: t('agency.empty'), text: t('agency.emptyText') }}
    />
  )
}

export function TeamsPage({ teams }: { teams: readonly Team[] }): VNode {
  return (
    <List
      title={t('home.teams')}
      add={{ href: '/admin/teams/new', text: t('team.add') }}
      head={[t('name'), t('agency'), t('kind'), t('phone')]}
      rows={teams.map((one) => [link(`/admin/teams/${one.id}`, one.name), one.agencyName, teamKindText(one.kind), one.phone ?? ''])}
      empty={{ title: t('team.empty'), text: t('team.emptyText') }}
    />
  )
}

function agencyKindText(kind: string): string {
  const known = agencyKinds.find((one) => one === kind)
  return known === undefined ? kind : t(`agencyKind.${known}`)
}
function teamKindText(kind: string): string {
  const known = teamKinds.find((one) => one === kind)
  return known === undefined ? kind : t(`teamKind.${known}`)
}

/** What a form of an existing row knows beside what was typed. */
export type Editing = Readonly<{
  action: string
  isNew: boolean
  form: FormBody
  problems: Problems
  conflict?: readonly ConflictRow[] | undefined
}>

function EditPage({
  editing,
  title,
  back,
  children,
}: {
  editing: Editing
  title: string
  back: string
  children: ComponentChildren
}): VNode {
  return (
    <>
      <BackLink href={back} />
      <ProblemSummary problems={editing.problems} />
      <h1 class="govuk-heading-l">{title}</h1>
      {editing.conflict !== undefined && <Conflict rows={editing.conflict} keepUrl={editing.action} />}
      <PostForm action={editing.action}>
        {!editing.isNew && <input type="hidden" name="version" value={typed(editing.form, 'version')} />}
        {children}
        <Button>{t('save')}</Button>
      </PostForm>
    </>
  )
}

function Text({ editing, name, label, type }: { editing: Editing; name: string; label: string; type?: 'email' | 'tel' }): VNode {
  return (
    <Input
      name={name}
      label={label}
      type={type}
      value={typed(editing.form, name)}
      errorMessage={editing.problems[name]}
      classes="govuk-!-width-two-thirds"
      autocomplete="off"
    />
  )
}

export function AgencyPage({ editing }: { editing: Editing }): VNode {
  return (
    <EditPage editing={editing} title={editing.isNew ? t('agency.add') : t('agency.edit')} back="/admin/agencies">
      <Text editing={editing} name="name" label={t('name')} />
      <Select
        name="kind"
        label={t('kind')}
        value={typed(editing.form, 'kind')}
        errorMessage={editing.problems['kind']}
        items={[{ value: '', text: '' }, ...agencyKinds.map((kind) => ({ value: kind, text: t(`agencyKind.${kind}`) }))]}
      />
      <Radios
        name="firstResponder"
        value={typed(editing.form, 'firstResponder')}
        errorMessage={editing.problems['firstResponder']}
        fieldset={{ legend: { text: t('agency.firstResponder'), classes: 'govuk-fieldset__legend--s' } }}
        items={(['yes', 'no', 'unknown'] as const).map((value) => ({ value, text: t(`agency.${value}`) }))}
      />
      <Text editing={editing} name="phone" label={t('phone')} type="tel" />
    </EditPage>
  )
}

export function TeamPage({ editing, agencies }: { editing: Editing; agencies: readonly Agency[] }): VNode {
  return (
    <EditPage editing={editing} title={editing.isNew ? t('team.add') : t('team.edit')} back="/admin/teams">
      <Text editing={editing} name="name" label={t('name')} />
      <Select
        name="agency"
        label={t('agency')}
        value={typed(editing.form, 'agency')}
        errorMessage={editing.problems['agency']}
        items={[{ value: '', text: '' }, ...agencies.map((one) => ({ value: one.id, text: one.name }))]}
      />
      <Select
        name="kind"
        label={t('kind')}
        value={typed(editing.form, 'kind')}
        errorMessage={editing.problems['kind']}
        items={[{ value: '', text: '' }, ...teamKinds.map((kind) => ({ value: kind, text: t(`teamKind.${kind}`) }))]}
      />
      <Text editing={editing} name="phone" label={t('phone')} type="tel" />
    </EditPage>
  )
}

export function UsersPage({ accounts, find }: { accounts: readonly Account[]; find: string }): VNode {
  return (
    <List
      title={t('home.users')}
      add={{ href: '/admin/users/new', text: t('user.add') }}
      head={[t('name'), t('user.posts'), t('user.state')]}
      rows={accounts.map((one) => [
        link(`/admin/users/${one.id}`, one.fullName),
        one.posts ?? t('none'),
        { text: <StateTag state={one.state} /> },
      ])}
      empty={{ title: t('user.empty'), text: t('user.emptyText') }}
      find={
        <form method="get" action="/admin/users">
          <Input name="find" label={t('user.find')} value={find} classes="govuk-input--width-20" autocomplete="off" />
          <Button classes="govuk-button--secondary">{t('user.findGo')}</Button>
        </form>
      }
    />
  )
}

function StateTag({ state }: { state: Account['state'] }): VNode {
  return (
    <Tag classes={{ invited: 'govuk-tag--blue', active: 'govuk-tag--green', disabled: 'govuk-tag--grey' }[state]}>{t(`user.${state}`)}</Tag>
  )
}

export function UserFormPage({ editing }: { editing: Editing }): VNode {
  return (
    <EditPage editing={editing} title={editing.isNew ? t('user.add') : t('user.edit')} back="/admin/users">
      <Text editing={editing} name="fullName" label={t('name')} />
      <Text editing={editing} name="email" label={t('user.email')} type="email" />
      <Text editing={editing} name="phone" label={t('phone')} type="tel" />
      <Text editing={editing} name="jobTitle" label={t('user.jobTitle')} />
    </EditPage>
  )
}

type UserProps = Readonly<{
  account: Account
  posts: readonly StaffPost[]
  invitation: Readonly<{ expiresAt: Date; usedAt: Date | null }> | undefined
  isSelf: boolean
  now: Date
}>
export function UserPage({ account, posts, invitation, isSelf, now }: UserProps): VNode {
  const at = `/admin/users/${account.id}`
  const isOpen = invitation !== undefined && invitation.usedAt === null && invitation.expiresAt > now
  return (
    <>
      <BackLink href="/admin/users" />
      <h1 class="govuk-heading-l">{account.fullName}</h1>
      <SummaryList
        rows={[
          { key: t('user.email'), value: account.email },
          { key: t('phone'), value: account.phone ?? t('none') },
          { key: t('user.jobTitle'), value: account.jobTitle ?? t('none') },
          { key: t('user.state'), value: { text: <StateTag state={account.state} /> } },
        ]}
      />
      <p class="govuk-body">
        <a class="govuk-link" href={`${at}/edit`}>
          {t('user.edit')}
        </a>
      </p>
      <h2 class="govuk-heading-m">{t('user.posts')}</h2>
      {posts.length === 0 ? (
        <EmptyState title={t('user.noPosts')} headingLevel={3}>
          <p class="govuk-body">{t('user.noPostsText')}</p>
        </EmptyState>
      ) : (
        <WideTable
          caption={t('user.posts')}
          head={[t('post.role'), t('agency'), t('post.team'), t('post.reportsTo'), t('post.hours'), t('post.since'), '']}
          rows={posts.map((post) => [
            post.roleLabel,
            post.agencyName,
            post.teamName ?? t('none'),
            post.reportsTo ?? t('none'),
            t('post.percent', { hours: post.hours }),
            showDate(post.fromOn),
            { text: <PostActs at={at} post={post} /> },
          ])}
        />
      )}
      {account.state !== 'disabled' && !isSelf && (
        <p class="govuk-body">
          <a class="govuk-link" href={`${at}/posts/new`}>
            {t('post.add')}
          </a>
        </p>
      )}
      {!isSelf && (
        <>
          <h2 class="govuk-heading-m">{t('invite.title')}</h2>
          {invitation !== undefined && (
            <p class="govuk-body">{isOpen ? t('invite.open', { when: showShortInstant(invitation.expiresAt) }) : t('invite.used')}</p>
          )}
          {account.state === 'disabled' ? (
            <PostForm action={`${at}/enable`}>
              <Button classes="govuk-button--secondary">{t('enable.go')}</Button>
            </PostForm>
          ) : (
            <>
              <PostForm action={`${at}/invite`}>
                <Button classes="govuk-button--secondary">{account.state === 'active' ? t('invite.again') : t('invite.make')}</Button>
              </PostForm>
              <p class="govuk-body">
                <a class="govuk-link" href={`${at}/disable`}>
                  {t('disable.go')}
                </a>
              </p>
            </>
          )}
        </>
      )}
    </>
  )
}

function PostActs({ at, post }: { at: string; post: StaffPost }): VNode {
  if (post.endedAt !== null) return <>{t('post.ended', { when: showShortInstant(post.endedAt) })}</>
  const which = <span class="govuk-visually-hidden"> {t('post.endWhich', { role: post.roleLabel, agency: post.agencyName })}</span>
  return (
    <>
      <a class="govuk-link" href={`${at}/posts/${post.id}/edit`}>
        {t('edit')}
        {which}
      </a>
      <PostForm action={`${at}/posts/${post.id}/end`}>
        <button type="submit" class="lw-link-button">
          {t('post.end')}
          {which}
        </button>
      </PostForm>
    </>
  )
}

type PostProps = Readonly<{
  editing: Editing
  account: Account
  roles: readonly RoleLine[]
  agencies: readonly Agency[]
  teams: readonly Team[]
  managers: readonly Readonly<{ id: string; text: string }>[]
}>
export function PostPage({ editing, account, roles, agencies, teams, managers }: PostProps): VNode {
  return (
    <EditPage editing={editing} title={`${t('post.add')}: ${account.fullName}`} back={`/admin/users/${account.id}`}>
      <Choice editing={editing} name="role" label={t('post.role')} items={roles.map((one) => ({ value: one.code, text: one.label }))} />
      <Choice editing={editing} name="agency" label={t('agency')} items={agencies.map((one) => ({ value: one.id, text: one.name }))} />
      <PostFields editing={editing} teams={teams} managers={managers} />
    </EditPage>
  )
}

type ChangePostProps = Pick<PostProps, 'editing' | 'account' | 'teams' | 'managers'> &
  Readonly<{ post: StaffPost; before: readonly PostBefore[] }>
export function ChangePostPage({ editing, account, post, teams, managers, before }: ChangePostProps): VNode {
  return (
    <>
      <EditPage editing={editing} title={`${t('post.change')}: ${account.fullName}`} back={`/admin/users/${account.id}`}>
        <SummaryList
          rows={[
            { key: t('post.role'), value: post.roleLabel },
            { key: t('agency'), value: post.agencyName },
          ]}
        />
        <p class="govuk-body">{t('post.changeText')}</p>
        <PostFields editing={editing} teams={teams} managers={managers} />
      </EditPage>
      {before.length > 0 && (
        <WideTable
          caption={t('post.before')}
          head={[
            t('post.beforeWhen'),
            t('post.beforeBy'),
            t('post.team'),
            t('post.reportsTo'),
            t('post.hours'),
            t('post.firstYear'),
            t('post.until'),
          ]}
          rows={before.map((one) => [
            showShortInstant(one.at),
            one.by ?? t('none'),
            one.teamName ?? t('none'),
            one.reportsTo ?? t('none'),
            t('post.percent', { hours: one.hours }),
            one.firstYearUntil === null ? t('none') : showDate(one.firstYearUntil),
            one.untilOn === null ? t('none') : showDate(one.untilOn),
          ])}
        />
      )}
    </>
  )
}

function PostFields({ editing, teams, managers }: Pick<PostProps, 'editing' | 'teams' | 'managers'>): VNode {
  return (
    <>
      <Choice
        editing={editing}
        name="team"
        label={t('post.team')}
        items={teams.map((one) => ({ value: one.id, text: `${one.name}, ${one.agencyName}` }))}
      />
      <Choice
        editing={editing}
        name="reportsTo"
        label={t('post.reportsTo')}
        items={managers.map((one) => ({ value: one.id, text: one.text }))}
      />
      <Input
        name="hours"
        label={t('post.hours')}
        hint={t('post.hoursHint')}
        value={typed(editing.form, 'hours')}
        errorMessage={editing.problems['hours']}
        inputmode="numeric"
        classes="govuk-input--width-3"
      />
      <Day editing={editing} name="firstYearUntil" label={t('post.firstYear')} hint={t('post.firstYearHint')} />
      <Day editing={editing} name="untilOn" label={t('post.until')} />
    </>
  )
}

type ChoiceProps = Readonly<{ editing: Editing; name: string; label: string; items: readonly { value: string; text: string }[] }>
function Choice({ editing, name, label, items }: ChoiceProps): VNode {
  return (
    <Select
      name={name}
      label={label}
      value={typed(editing.form, name)}
      errorMessage={editing.problems[name]}
      items={[{ value: '', text: '' }, ...items]}
    />
  )
}

function Day({ editing, name, label, hint }: { editing: Editing; name: string; label: string; hint?: string }): VNode {
  return (
    <Input
      name={name}
      label={label}
      {...(hint === undefined ? {} : { hint })}
      type="date"
      value={typed(editing.form, name)}
      errorMessage={editing.problems[name]}
      classes="govuk-input--width-10"
    />
  )
}

export function InvitationMadePage({ account, link: address, until }: { account: Account; link: string; until: Date }): VNode {
  return (
    <>
      <BackLink href={`/admin/users/${account.id}`} />
      <h1 class="govuk-heading-l">{t('invite.done', { name: account.fullName })}</h1>
      <p class="govuk-body">{t('invite.text', { when: showShortInstant(until) })}</p>
      <Textarea name="link" id="link" label={t('invite.title')} rows={3} value={address} attributes={{ readonly: true }} />
      <CopyButton value={address} />
    </>
  )
}

export function DisablePage({ account, isSelf, held }: { account: Account; isSelf: boolean; held: readonly Held[] }): VNode {
  return (
    <>
      <BackLink href={`/admin/users/${account.id}`} />
      <h1 class="govuk-heading-l">{t('disable.title', { name: account.fullName })}</h1>
      {isSelf ? (
        <InsetText>{t('disable.self')}</InsetText>
      ) : (
        <>
          <p class="govuk-body">{t('disable.text')}</p>
          {held
            .filter(({ cases, owed }) => cases + owed > 0)
            .map(({ cases, owed, managerName }) => (
              <p class="govuk-body">
                {managerName === null ? t('disable.heldTeam', { cases, owed }) : t('disable.held', { cases, owed, name: managerName })}
              </p>
            ))}
          <p class="govuk-body">{t('disable.planned')}</p>
          <PostForm action={`/admin/users/${account.id}/disable`}>
            <Button classes="govuk-button--warning">{t('disable.go')}</Button>
          </PostForm>
        </>
      )}
    </>
  )
}

export function RolesPage({ roles }: { roles: readonly RoleLine[] }): VNode {
  return (
    <>
      <Back />
      <h1 class="govuk-heading-l">{t('roles.title')}</h1>
      <p class="govuk-body">{t('roles.text')}</p>
      {roles.map((role) => (
        <section aria-labelledby={`role-${role.code}`}>
          <h2 class="govuk-heading-m" id={`role-${role.code}`}>
            {role.label}
          </h2>
          {role.capabilities.length > 0 && <p class="govuk-body">{t('roles.may', { capabilities: role.capabilities.join(', ') })}</p>}
          {role.masks.length === 0 ? (
            <p class="govuk-body">{t('roles.nothing')}</p>
          ) : (
            <WideTable
              caption={role.label}
              firstCellIsHeader
              head={[t('roles.came'), t('roles.reads'), t('roles.writes')]}
              rows={role.masks.map((mask) => [capacityText(mask.capacity), classesText(mask.reads), classesText(mask.writes)])}
            />
          )}
          <p class="govuk-hint">
            {t('roles.source', {
              source: role.source,
              version: role.version,
              verified: role.verified ? t('roles.verified') : t('roles.unverified'),
            })}
          </p>
        </section>
      ))}
    </>
  )
}
