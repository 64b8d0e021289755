import { type Call, command, type ExitCode, type Group, group, UsageError } from '../../platform/cli/index.ts'
import { asNobody, can } from '../access/identity.ts'
import { addDays, isLocalDate } from '../clocks/local-date.ts'
import { instantOf } from '../clocks/london-time.ts'
import type { AsUser } from '../house/command-session.ts'
import type { House } from '../house/request.ts'
import type { Look } from './schema.ts'
import { auditState, firstAuditFault, mayAskWhoLooked, recordCalled, usersNamed, whoLooked } from './store.ts'

/** Opens the house for a command that shows no record. */
export type WithHouse = <T>(work: (house: House) => Promise<T>) => Promise<T>

/** `audit verify|who`. */
export function auditCommands(withHouse: WithHouse, asUser: AsUser): Group {
  return group('audit', 'Who did what to which record', [
    command({
      name: 'verify',
      summary: 'Check that every sealed entry is as it was sealed',
      details:
        'Names the first entry that was altered, is missing or was re-ordered. Prints the head of the chain, to keep outside Lapwing.',
      examples: ['audit verify', 'audit verify --json'],
      exitCodes: { 0: 'all is as it was sealed', 1: 'an entry is not' },
      run: async ({ json, io }): Promise<ExitCode> => {
        const { state, fault } = await withHouse((house) =>
          asNobody(house.db, house.clock, async (tx) => ({ state: await auditState(tx), fault: await firstAuditFault(tx) })),
        )
        if (json) io.out(`${JSON.stringify({ ...state, fault: fault ?? null })}\n`)
        else if (fault === undefined) {
          io.out(
            `All ${state.sealed} sealed entries are as they were sealed; ${state.unsealed} wait to be sealed.\nHead of the chain: ${state.head ?? 'none yet'}\n`,
          )
        } else
          io.out(`At position ${fault.position} of the chain${fault.entryId === null ? '' : `, entry ${fault.entryId}`}: ${fault.fault}.\n`)
        return fault === undefined ? 0 : 1
      },
    }),
    command({
      name: 'who',
      summary: 'Say who has looked at a record, or what somebody looked at',
      details:
        'For those who read the audit and those who keep the record. A list or search that showed the record counts, and is marked so. Asking is audited too. At most 500 lines, newest first.',
      arguments: [{ name: 'RECORD', summary: 'its reference, or kind:id, as case:6f0d7f0e-6a54-4d38-9d0e-7b8f5d5a3c11', optional: true }],
      options: [
        { name: 'as', takes: 'USER', summary: 'the e-mail address of the one who asks', required: true },
        { name: 'user', takes: 'EMAIL', summary: 'only what this person looked at' },
        { name: 'from', takes: 'DAY', summary: 'from this day on, as 2026-11-24' },
        { name: 'to', takes: 'DAY', summary: 'up to the end of this day' },
      ],
      examples: [
        'audit who K7M-2QX4 --as dee@council.example',
        'audit who --user lee@council.example --from 2026-11-01 --to 2026-11-30 --as dee@council.example',
      ],
      exitCodes: { 0: 'said, or nobody looked', 2: 'no such account, day, or record that you may ask about' },
      run: (call) => who(asUser, call),
    }),
  ])
}

async function who(asUser: AsUser, { argument, option, json, io }: Call): Promise<ExitCode> {
  const name = argument('RECORD')
  const email = option('user')
  if (name === undefined && email === undefined) throw new UsageError('Say which record, or whose looks with --user EMAIL.')
  const from = dayOf(option('from'), '--from')
  const to = dayOf(option('to'), '--to')
  const looks = await asUser(option('as') ?? '', ({ act }) =>
    act('audit.looks_read', async (tx, actor) => {
      const record = name === undefined ? undefined : await recordCalled(tx, name)
      if (name !== undefined && (record === undefined || !(await mayAskWhoLooked(tx, record.kind, record.id))))
        throw new UsageError(`There is no record "${name}" that you may ask about.`)
      if (!can(actor, 'audit.read') && !can(actor, 'access.review')) throw new UsageError(`${actor.roleLabel} may not ask who has looked.`)
      const users = email === undefined ? undefined : (await usersNamed(tx, email)).slice(0, 2)
      if (users !== undefined && users.length !== 1) throw new UsageError(`There is not exactly one account "${email}". See: user list`)
      const found = await whoLooked(tx, {
        record,
        userIds: users,
        from: from === undefined ? undefined : instantOf(`${from}T00:00`),
        until: to === undefined ? undefined : instantOf(`${addDays(to, 1)}T00:00`),
      })
      const purpose = users === undefined ? undefined : `about ${users[0]}`
      return { result: found, note: { about: record, purpose } }
    }),
  )
  io.out(json ? `${JSON.stringify(looks)}\n` : looks.length === 0 ? 'Nobody has looked.\n' : `${looks.map(lineOf).join('\n')}\n`)
  return 0
}

function dayOf(typed: string | undefined, option: string): string | undefined {
  if (typed !== undefined && !isLocalDate(typed)) throw new UsageError(`${option} takes a day, as 2026-11-24, not "${typed}".`)
  return typed
}

function lineOf(look: Look): string {
  const by = [look.roleLabel, look.agencyName].filter(Boolean).join(', ')
  const what = look.byList ? `${look.event} ${look.outcome}, in a list` : `${look.event} ${look.outcome}`
  const of = look.reference === null ? '' : `  ${look.reference}`
  return `${look.at.toISOString()}  ${look.fullName ?? 'Lapwing itself'} (${by})  ${what}${of}${look.purpose === null ? '' : `  ${look.purpose}`}`
}
