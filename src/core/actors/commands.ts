import { type Call, command, type ExitCode, type Group, group, UsageError } from '../../platform/cli/index.ts'
import { newToken, tokenHash } from '../../platform/crypto/tokens.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { type Actor, can } from '../access/identity.ts'
import type { AsUser } from '../house/command-session.ts'
import { invitationDays } from './rules.ts'
import { userForm } from './schema.ts'
import { accounts, agencies, disableAccount, findAccountByEmail, insertAccount, insertPost, roles, teams } from './staff-store.ts'
import { makeInvitation } from './store.ts'

const as = {
  name: 'as',
  takes: 'ADMIN',
  summary: 'the e-mail address of the administrator in whose name this is done',
  required: true,
} as const

/** `user add|list|disable`: what the pages under Administration do, in an administrator's name and audited as theirs. */
export function userCommands(asUser: AsUser): Group {
  return group('user', 'Accounts of people who work here', [
    command({
      name: 'add',
      summary: 'Add a person and print their one-time invitation link',
      details: 'With --role and --agency they also get their post; without, they can sign in once an administrator has given them one.',
      arguments: [{ name: 'EMAIL', summary: 'their work e-mail address' }],
      options: [
        as,
        { name: 'name', takes: 'NAME', summary: 'their full name', required: true },
        { name: 'role', takes: 'ROLE', summary: 'the code of a role, such as triageWorker' },
        { name: 'agency', takes: 'NAME', summary: 'the name of their organisation' },
        { name: 'team', takes: 'NAME', summary: 'the name of a team of that organisation' },
      ],
      examples: ['user add sian@council.example --name "Siân O’Neill" --role triageWorker --agency Harbour --as ada@council.example'],
      run: (call) => add(asUser, call),
    }),
    command({
      name: 'list',
      summary: 'List the accounts, with their posts and state',
      options: [as],
      examples: ['user list --as ada@council.example', 'user list --as ada@council.example --json'],
      run: async ({ option, json, io }): Promise<ExitCode> => {
        const found = await asUser(option('as') ?? '', ({ act }) =>
          act('users.read', async (tx, actor) => {
            requireAdministrator(actor)
            const list = await accounts(tx, '')
            return { result: list, note: { shown: list.map(({ id }) => id) } }
          }),
        )
        const line = (one: (typeof found)[number]) => `${one.email}  ${one.fullName}  ${one.state}  ${one.posts ?? 'no post'}`
        io.out(json ? `${JSON.stringify(found)}\n` : `${found.map(line).join('\n')}\n`)
        return 0
      },
    }),
    command({
      name: 'disable',
      summary: 'Disable an account: every session, invitation and post of it ends at once',
      arguments: [{ name: 'EMAIL', summary: 'whose account' }],
      options: [as],
      examples: ['user disable lee@council.example --as ada@council.example'],
      run: async ({ argument, option, json, io }): Promise<ExitCode> => {
        const email = argument('EMAIL') ?? ''
        const disabled = await asUser(option('as') ?? '', ({ act }) =>
          act('user.disabled', async (tx, actor) => {
            requireAdministrator(actor)
            const account = await findAccountByEmail(tx, email)
            if (account === undefined) throw new UsageError(`There is no account "${email}". See: user list`)
            if (account.id === actor.userId) throw new UsageError('You cannot disable your own account. Ask another administrator.')
            await disableAccount(tx, account.id)
            return { result: account, note: { about: { kind: 'user' as const, id: account.id } } }
          }),
        )
        io.out(
          json
            ? `${JSON.stringify({ id: disabled.id, email: disabled.email, state: 'disabled' })}\n`
            : `${disabled.fullName} is disabled.\n`,
        )
        return 0
      },
    }),
  ])
}

function requireAdministrator(actor: Actor): void {
  if (!can(actor, 'accounts.administer')) throw new UsageError(`${actor.roleLabel} may not administer accounts.`)
}

async function add(asUser: AsUser, { argument, option, json, io }: Call): Promise<ExitCode> {
  const form = userForm.safeParse({ fullName: option('name'), email: argument('EMAIL') })
  if (!form.success) throw new UsageError('Give a name and an e-mail address, like name@council.example.')
  const token = newToken()
  const made = await asUser(option('as') ?? '', ({ house, act }) =>
    act('user.added', async (tx, actor) => {
      requireAdministrator(actor)
      if ((await findAccountByEmail(tx, form.data.email)) !== undefined)
        throw new UsageError(`There is an account ${form.data.email} already.`)
      const post = await postAsked(tx, option)
      const id = await insertAccount(tx, form.data)
      if (post !== undefined) await insertPost(tx, id, post)
      const until = await makeInvitation(tx, id, tokenHash(token), invitationDays)
      const result = { id, email: form.data.email, link: `${house.baseUrl}/invitation/${token}`, until: until.toISOString() }
      return { result, note: { about: { kind: 'user' as const, id } } }
    }),
  )
  io.out(json ? `${JSON.stringify(made)}\n` : `${made.email} is added. Their link works once, within seven days:\n${made.link}\n`)
  return 0
}

async function postAsked(tx: Tx, option: Call['option']) {
  const role = option('role')
  const agencyName = option('agency')
  if (role === undefined && agencyName === undefined && option('team') === undefined) return undefined
  if (role === undefined || agencyName === undefined) throw new UsageError('A post needs both --role and --agency.')
  if (!(await roles(tx)).some(({ code }) => code === role))
    throw new UsageError(`There is no role "${role}". Look under Administration, Roles.`)
  const agency = (await agencies(tx)).find(({ name }) => name.toLowerCase() === agencyName.toLowerCase())
  if (agency === undefined) throw new UsageError(`There is no organisation "${agencyName}".`)
  const teamName = option('team')
  const team = (await teams(tx)).find(({ name, agencyId }) => agencyId === agency.id && name.toLowerCase() === teamName?.toLowerCase())
  if (teamName !== undefined && team === undefined) throw new UsageError(`${agency.name} has no team "${teamName}".`)
  return { role, agency: agency.id, team: team?.id ?? null, reportsTo: null, hours: 100, firstYearUntil: null, untilOn: null }
}
