import { newToken, tokenHash } from '../../platform/crypto/tokens.ts'
import { londonDateOf } from '../clocks/index.ts'
import { type FormBody, idParam, notThere, page, type Reply, type Request, type Routes, seeOther, typed } from '../house/request.ts'
import type { Problems } from '../pages/index.ts'
import { invitationDays } from './rules.ts'
import { agencyForm, type PostChangeForm, postChangeForm, postForm, teamForm, userForm } from './schema.ts'
import {
  type Account,
  accounts,
  agencies,
  disableAccount,
  earlierOf,
  enableAccount,
  endPost,
  findAccount,
  findAccountByEmail,
  findAgency,
  findTeam,
  heldBy,
  insertAccount,
  insertAgency,
  insertPost,
  insertTeam,
  invitationOf,
  managingPosts,
  postsOf,
  roles,
  type StaffPost,
  teams,
  updateAccount,
  updateAgency,
  updatePost,
  updateTeam,
} from './staff-store.ts'
import { t } from './staff-texts.ts'
import {
  AdminHome,
  AgenciesPage,
  AgencyPage,
  ChangePostPage,
  DisablePage,
  type Editing,
  InvitationMadePage,
  PostPage,
  RolesPage,
  TeamPage,
  TeamsPage,
  UserFormPage,
  UserPage,
  UsersPage,
} from './staff-views.tsx'
import { makeInvitation } from './store.ts'

/** Administration: for those who administer accounts, who see no record. */
export function staffRoutes(route: Routes): void {
  const only = { capability: 'accounts.administer' }
  const sensitive = { ...only, stepUp: true }
  route.get('/admin', 'admin.home', async () => page(t('home.title'), AdminHome()), only)
  route.get('/admin/roles', 'roles.read', async ({ tx }) => page(t('roles.title'), RolesPage({ roles: await roles(tx) })), only)
  route.get(
    '/admin/agencies',
    'agencies.read',
    async ({ tx }) => page(t('home.agencies'), AgenciesPage({ agencies: await agencies(tx) })),
    only,
  )
  route.get('/admin/agencies/new', 'agency.form', async () => agencyPage('new', {}), only)
  route.post('/admin/agencies/new', 'agency.added', saveAgency, only)
  route.get('/admin/agencies/:id', 'agency.read', showAgency, only)
  route.post('/admin/agencies/:id', 'agency.changed', saveAgency, only)
  route.get('/admin/teams', 'teams.read', async ({ tx }) => page(t('home.teams'), TeamsPage({ teams: await teams(tx) })), only)
  route.get('/admin/teams/new', 'team.form', async (request) => teamPage(request, 'new', {}), only)
  route.post('/admin/teams/new', 'team.added', saveTeam, only)
  route.get('/admin/teams/:id', 'team.read', showTeam, only)
  route.post('/admin/teams/:id', 'team.changed', saveTeam, only)
  route.get('/admin/users', 'users.read', listUsers, only)
  route.get('/admin/users/new', 'user.form', async () => userFormPage('new', {}), only)
  route.post('/admin/users/new', 'user.added', saveUser, only)
  route.get('/admin/users/:id', 'user.read', showUser, only)
  route.get('/admin/users/:id/edit', 'user.edit_form', editUser, only)
  route.post('/admin/users/:id/edit', 'user.changed', saveUser, sensitive)
  route.post('/admin/users/:id/invite', 'user.invited', inviteUser, sensitive)
  route.get('/admin/users/:id/disable', 'user.disable_form', askDisable, only)
  route.post('/admin/users/:id/disable', 'user.disabled', disableUser, sensitive)
  route.post('/admin/users/:id/enable', 'user.enabled', enableUser, sensitive)
  route.get('/admin/users/:id/posts/new', 'post.form', async (request) => postPage(request, { hours: '100' }), only)
  route.post('/admin/users/:id/posts/new', 'post.added', addPost, sensitive)
  route.get('/admin/users/:id/posts/:post/edit', 'post.edit_form', showPost, only)
  route.post('/admin/users/:id/posts/:post/edit', 'post.changed', changePost, sensitive)
  route.post('/admin/users/:id/posts/:post/end', 'post.ended', stopPost, sensitive)
}

const versionOf = (body: FormBody) => Number.parseInt(typed(body, 'version'), 10) || 0

/** A code nobody types: readable in exports, and never the same twice. */
function codeFrom(name: string): string {
  const plain = name
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
  return `${plain}-${newToken().slice(0, 6).toLowerCase()}`
}

/** The message for each field that did not parse, by the field's name. */
function problemsFrom(
  issues: readonly Readonly<{ path: readonly PropertyKey[]; code: string }>[],
  texts: Readonly<Record<string, string>>,
): Problems {
  return Object.fromEntries(
    issues.map(({ path, code }) => {
      const field = String(path[0])
      return [field, code === 'too_big' ? t('tooLong') : (texts[field] ?? t('nameMissing'))]
    }),
  )
}

function editing(action: string, isNew: boolean, form: FormBody, problems: Problems, conflict?: Editing['conflict']): Editing {
  return { action, isNew, form, problems, conflict }
}

const statusOf = (problems: Problems, conflict: Editing['conflict']) =>
  conflict !== undefined ? 409 : Object.keys(problems).length > 0 ? 422 : 200

// Organisations.

function agencyPage(id: string, form: FormBody, problems: Problems = {}, conflict?: Editing['conflict']): Reply {
  const body = AgencyPage({ editing: editing(`/admin/agencies/${id}`, id === 'new', form, problems, conflict) })
  return page(id === 'new' ? t('agency.add') : t('agency.edit'), body, { status: statusOf(problems, conflict) })
}

async function showAgency(request: Request): Promise<Reply> {
  const found = (await findAgency(request.tx, idParam(request))) ?? notThere()
  request.audit.about('agency', found.id)
  return agencyPage(found.id, {
    name: found.name,
    kind: found.kind,
    firstResponder: found.firstResponder,
    phone: found.phone ?? '',
    version: String(found.version),
  })
}

async function saveAgency(request: Request): Promise<Reply> {
  const { tx, body, audit, params } = request
  const id = params['id'] === undefined ? 'new' : idParam(request)
  const form = agencyForm.safeParse(body)
  if (!form.success) {
    const texts = { kind: t('kindMissing'), firstResponder: t('agency.firstResponderMissing') }
    return agencyPage(id, body, problemsFrom(form.error.issues, texts))
  }
  if (id === 'new') {
    audit.about('agency', await insertAgency(tx, codeFrom(form.data.name), form.data))
    return seeOther('/admin/agencies')
  }
  audit.about('agency', id)
  if (await updateAgency(tx, id, versionOf(body), form.data)) return seeOther('/admin/agencies')
  const saved = (await findAgency(tx, id)) ?? notThere()
  return agencyPage(id, { ...body, version: String(saved.version) }, {}, [
    { label: t('name'), saved: saved.name, typed: form.data.name },
    { label: t('kind'), saved: t(`agencyKind.${agencyForm.shape.kind.parse(saved.kind)}`), typed: t(`agencyKind.${form.data.kind}`) },
    {
      label: t('agency.firstResponder'),
      saved: t(`agency.${agencyForm.shape.firstResponder.parse(saved.firstResponder)}`),
      typed: t(`agency.${form.data.firstResponder}`),
    },
    { label: t('phone'), saved: saved.phone ?? '', typed: form.data.phone ?? '' },
  ])
}

// Teams.

async function teamPage(
  { tx }: Request,
  id: string,
  form: FormBody,
  problems: Problems = {},
  conflict?: Editing['conflict'],
): Promise<Reply> {
  const body = TeamPage({ editing: editing(`/admin/teams/${id}`, id === 'new', form, problems, conflict), agencies: await agencies(tx) })
  return page(id === 'new' ? t('team.add') : t('team.edit'), body, { status: statusOf(problems, conflict) })
}

async function showTeam(request: Request): Promise<Reply> {
  const found = (await findTeam(request.tx, idParam(request))) ?? notThere()
  request.audit.about('other', found.id)
  return teamPage(request, found.id, {
    name: found.name,
    agency: found.agencyId,
    kind: found.kind,
    phone: found.phone ?? '',
    version: String(found.version),
  })
}

async function saveTeam(request: Request): Promise<Reply> {
  const { tx, body, audit, params } = request
  const id = params['id'] === undefined ? 'new' : idParam(request)
  const form = teamForm.safeParse(body)
  const known = form.success && (await findAgency(tx, form.data.agency)) !== undefined
  if (!form.success || !known) {
    const texts = { kind: t('kindMissing'), agency: t('agencyMissing') }
    return teamPage(request, id, body, form.success ? { agency: t('agencyMissing') } : problemsFrom(form.error.issues, texts))
  }
  if (id === 'new') {
    audit.about('other', await insertTeam(tx, codeFrom(form.data.name), form.data))
    return seeOther('/admin/teams')
  }
  audit.about('other', id)
  if (await updateTeam(tx, id, versionOf(body), form.data)) return seeOther('/admin/teams')
  const saved = (await findTeam(tx, id)) ?? notThere()
  const chosen = await findAgency(tx, form.data.agency)
  return teamPage(request, id, { ...body, version: String(saved.version) }, {}, [
    { label: t('name'), saved: saved.name, typed: form.data.name },
    { label: t('agency'), saved: saved.agencyName, typed: chosen?.name ?? '' },
    { label: t('kind'), saved: t(`teamKind.${teamForm.shape.kind.parse(saved.kind)}`), typed: t(`teamKind.${form.data.kind}`) },
    { label: t('phone'), saved: saved.phone ?? '', typed: form.data.phone ?? '' },
  ])
}

// People and their posts.

async function listUsers({ tx, query, audit }: Request): Promise<Reply> {
  const find = (query['find'] ?? '').trim()
  const found = await accounts(tx, find)
  audit.shown(found.map((account) => account.id))
  return page(t('home.users'), UsersPage({ accounts: found, find }))
}

function userFormPage(id: string, form: FormBody, problems: Problems = {}, conflict?: Editing['conflict']): Reply {
  const action = id === 'new' ? '/admin/users/new' : `/admin/users/${id}/edit`
  const body = UserFormPage({ editing: editing(action, id === 'new', form, problems, conflict) })
  return page(id === 'new' ? t('user.add') : t('user.edit'), body, { status: statusOf(problems, conflict) })
}

async function accountOf(request: Request): Promise<Account> {
  const account = (await findAccount(request.tx, idParam(request))) ?? notThere()
  request.audit.about('user', account.id)
  return account
}

async function showUser(request: Request): Promise<Reply> {
  const { tx, actor, now } = request
  const account = await accountOf(request)
  const [posts, invitation] = [await postsOf(tx, account.id), await invitationOf(tx, account.id)]
  return page(t('home.users'), UserPage({ account, posts, invitation, isSelf: account.id === actor.userId, now }))
}

async function editUser(request: Request): Promise<Reply> {
  const found = await accountOf(request)
  return userFormPage(found.id, {
    fullName: found.fullName,
    email: found.email,
    phone: found.phone ?? '',
    jobTitle: found.jobTitle ?? '',
    version: String(found.version),
  })
}

async function saveUser(request: Request): Promise<Reply> {
  const { tx, body, audit, params } = request
  const id = params['id'] === undefined ? 'new' : idParam(request)
  const form = userForm.safeParse(body)
  if (!form.success) return userFormPage(id, body, problemsFrom(form.error.issues, { email: t('user.emailWrong') }))
  const holder = await findAccountByEmail(tx, form.data.email)
  if (holder !== undefined && holder.id !== id) return userFormPage(id, body, { email: t('user.emailTaken') })
  if (id === 'new') {
    const added = await insertAccount(tx, form.data)
    audit.about('user', added)
    return seeOther(`/admin/users/${added}`)
  }
  audit.about('user', id)
  if (await updateAccount(tx, id, versionOf(body), form.data)) return seeOther(`/admin/users/${id}`)
  const saved = await accountOf(request)
  return userFormPage(id, { ...body, version: String(saved.version) }, {}, [
    { label: t('name'), saved: saved.fullName, typed: form.data.fullName },
    { label: t('user.email'), saved: saved.email, typed: form.data.email },
    { label: t('phone'), saved: saved.phone ?? '', typed: form.data.phone ?? '' },
    { label: t('user.jobTitle'), saved: saved.jobTitle ?? '', typed: form.data.jobTitle ?? '' },
  ])
}

async function inviteUser(request: Request): Promise<Reply> {
  const { tx, house } = request
  const account = await accountOf(request)
  const token = newToken()
  const until = await makeInvitation(tx, account.id, tokenHash(token), invitationDays)
  return page(t('invite.title'), InvitationMadePage({ account, link: `${house.baseUrl}/invitation/${token}`, until }))
}

async function askDisable(request: Request): Promise<Reply> {
  const account = await accountOf(request)
  return page(
    t('disable.go'),
    DisablePage({ account, isSelf: account.id === request.actor.userId, held: await heldBy(request.tx, account.id) }),
  )
}

async function disableUser(request: Request): Promise<Reply> {
  const account = await accountOf(request)
  if (account.id === request.actor.userId) return page(t('disable.go'), DisablePage({ account, isSelf: true, held: [] }), { status: 422 })
  await disableAccount(request.tx, account.id)
  return seeOther(`/admin/users/${account.id}`)
}

async function enableUser(request: Request): Promise<Reply> {
  const account = await accountOf(request)
  await enableAccount(request.tx, account.id)
  return seeOther(`/admin/users/${account.id}`)
}

async function postPage(request: Request, form: FormBody, problems: Problems = {}): Promise<Reply> {
  const { tx } = request
  const account = await accountOf(request)
  const body = PostPage({
    editing: editing(`/admin/users/${account.id}/posts/new`, true, form, problems),
    account,
    roles: await roles(tx),
    agencies: await agencies(tx),
    teams: await teams(tx),
    managers: await managingPosts(tx),
  })
  return page(t('post.add'), body, { status: statusOf(problems, undefined) })
}

const postTexts = () => ({
  untilOn: t('post.untilWrong'),
  firstYearUntil: t('post.dateWrong'),
  hours: t('post.hoursWrong'),
  reportsTo: t('post.managerMissing'),
  team: t('post.teamElsewhere'),
})

/** What cannot be seen from the form alone: the team's organisation, the manager, the days. */
async function postProblems({ tx, now }: Request, form: PostChangeForm, agencyId: string, own: StaffPost | undefined): Promise<Problems> {
  const team = form.team === null ? undefined : await findTeam(tx, form.team)
  const isManager = form.reportsTo === null || (await managingPosts(tx)).some(({ id }) => id === form.reportsTo)
  return {
    ...(form.team === null || team?.agencyId === agencyId ? {} : { team: t('post.teamElsewhere') }),
    ...(isManager || form.reportsTo === own?.reportsToId ? {} : { reportsTo: t('post.managerMissing') }),
    ...(form.reportsTo === null || form.reportsTo !== own?.id ? {} : { reportsTo: t('post.managerSelf') }),
    ...(form.untilOn !== null && form.untilOn < londonDateOf(now) ? { untilOn: t('post.untilPast') } : {}),
  }
}

async function addPost(request: Request): Promise<Reply> {
  const { tx, body, actor, audit } = request
  const account = await accountOf(request)
  if (account.state === 'disabled') return notThere()
  const form = postForm.safeParse(body)
  if (!form.success) {
    const texts = { ...postTexts(), role: t('post.roleMissing'), agency: t('agencyMissing') }
    return postPage(request, body, problemsFrom(form.error.issues, texts))
  }
  const problems: Problems = {
    ...(account.id === actor.userId ? { role: t('post.own') } : {}),
    ...((await roles(tx)).some((role) => role.code === form.data.role) ? {} : { role: t('post.roleMissing') }),
    ...((await findAgency(tx, form.data.agency)) === undefined ? { agency: t('agencyMissing') } : {}),
    ...(await postProblems(request, form.data, form.data.agency, undefined)),
  }
  if (Object.keys(problems).length > 0) return postPage(request, body, problems)
  audit.purpose(`post ${await insertPost(tx, account.id, form.data)}`)
  return seeOther(`/admin/users/${account.id}`)
}

/** One's own posts are for another administrator: hours and team decide what somebody sees, too. */
async function postOf(request: Request): Promise<{ account: Account; post: StaffPost }> {
  const account = await accountOf(request)
  const id = idParam(request, 'post')
  const post = (await postsOf(request.tx, account.id)).find((one) => one.id === id && one.endedAt === null)
  if (post === undefined || account.id === request.actor.userId) return notThere()
  request.audit.purpose(`post ${id}`)
  return { account, post }
}

type Changing = Readonly<{ form: FormBody; problems?: Problems; conflict?: Editing['conflict'] }>

async function changePostPage(
  { tx }: Request,
  { account, post }: { account: Account; post: StaffPost },
  { form, problems = {}, conflict }: Changing,
): Promise<Reply> {
  const body = ChangePostPage({
    editing: editing(`/admin/users/${account.id}/posts/${post.id}/edit`, false, form, problems, conflict),
    account,
    post,
    teams: (await teams(tx)).filter(({ agencyId }) => agencyId === post.agencyId),
    managers: await managingPosts(tx),
    before: await earlierOf(tx, post.id),
  })
  return page(t('post.change'), body, { status: statusOf(problems, conflict) })
}

async function showPost(request: Request): Promise<Reply> {
  const found = await postOf(request)
  const { teamId, reportsToId, hours, firstYearUntil, untilOn, version } = found.post
  return changePostPage(request, found, {
    form: {
      team: teamId ?? '',
      reportsTo: reportsToId ?? '',
      hours: String(hours),
      firstYearUntil: firstYearUntil ?? '',
      untilOn: untilOn ?? '',
      version: String(version),
    },
  })
}

async function changePost(request: Request): Promise<Reply> {
  const { tx, body } = request
  const found = await postOf(request)
  const { account, post } = found
  const form = postChangeForm.safeParse(body)
  if (!form.success) return changePostPage(request, found, { form: body, problems: problemsFrom(form.error.issues, postTexts()) })
  const problems = await postProblems(request, form.data, post.agencyId, post)
  if (Object.keys(problems).length > 0) return changePostPage(request, found, { form: body, problems })
  if (await updatePost(tx, post.id, versionOf(body), form.data)) return seeOther(`/admin/users/${account.id}`)
  const nameOf = (list: readonly { id: string; text: string }[], id: string | null) => list.find((one) => one.id === id)?.text ?? t('none')
  const teamNames = (await teams(tx)).map(({ id, name }) => ({ id, text: name }))
  return changePostPage(request, found, {
    form: { ...body, version: String(post.version) },
    conflict: [
      { label: t('post.team'), saved: post.teamName ?? t('none'), typed: nameOf(teamNames, form.data.team) },
      { label: t('post.reportsTo'), saved: post.reportsTo ?? t('none'), typed: nameOf(await managingPosts(tx), form.data.reportsTo) },
      { label: t('post.hours'), saved: String(post.hours), typed: String(form.data.hours) },
      { label: t('post.firstYear'), saved: post.firstYearUntil ?? '', typed: form.data.firstYearUntil ?? '' },
      { label: t('post.until'), saved: post.untilOn ?? '', typed: form.data.untilOn ?? '' },
    ],
  })
}

async function stopPost(request: Request): Promise<Reply> {
  const account = await accountOf(request)
  const postId = idParam(request, 'post')
  request.audit.purpose(`post ${postId}`)
  if (!(await endPost(request.tx, account.id, postId))) return notThere()
  return seeOther(`/admin/users/${account.id}`)
}
