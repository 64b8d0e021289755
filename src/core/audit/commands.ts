import { command, type ExitCode, type Group, group, UsageError } from '../../platform/cli/index.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { asNobody, can } from '../access/identity.ts'
import { isRecordKind } from '../access/schema.ts'
import type { AsUser } from '../house/command-session.ts'
import type { House } from '../house/request.ts'
import type { RecordKind } from './schema.ts'
import { auditState, firstAuditFault, looksAt, mayAskWhoLooked } from './store.ts'

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
      summary: 'Say who has looked at a record',
      details: 'For those who read the audit and those who keep the record. Asking is audited too.',
      arguments: [{ name: 'RECORD', summary: 'its reference, or kind:id, as case:6f0d7f0e-6a54-4d38-9d0e-7b8f5d5a3c11' }],
      options: [{ name: 'as', takes: 'USER', summary: 'the e-mail address of the one who asks', required: true }],
      examples: ['audit who K7M-2QX4 --as dee@council.example'],
      run: async ({ argument, option, json, io }): Promise<ExitCode> => {
        const name = argument('RECORD') ?? ''
        const looks = await asUser(option('as') ?? '', ({ act }) =>
          act('audit.looks_read', async (tx, actor) => {
            const record = await recordCalled(tx, name)
            const mayAsk =
              record !== undefined &&
              (can(actor, 'audit.read') || (can(actor, 'access.review') && (await mayAskWhoLooked(tx, record.kind, record.id))))
            if (record === undefined || !mayAsk) throw new UsageError(`There is no record "${name}" that you may ask about.`)
            return { result: await looksAt(tx, record.id), note: { about: record } }
          }),
        )
        const line = (look: (typeof looks)[number]) =>
          `${look.at.toISOString()}  ${look.fullName ?? 'Lapwing itself'} (${[look.roleLabel, look.agencyName].filter(Boolean).join(', ')})  ${look.event} ${look.outcome}${look.purpose === null ? '' : `  ${look.purpose}`}`
        io.out(
          json
            ? `${JSON.stringify(looks)}\n`
            : looks.length === 0
              ? 'Nobody has looked at this record.\n'
              : `${looks.map(line).join('\n')}\n`,
        )
        return 0
      },
    }),
  ])
}

const kindAndId = /^(\w+):([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i

/** By `kind:id`, or by the reference that people say on the phone. The database shows only what the one who asks may see. */
async function recordCalled(tx: Tx, name: string): Promise<{ kind: RecordKind; id: string } | undefined> {
  const [, kind, id] = kindAndId.exec(name) ?? []
  if (kind !== undefined && id !== undefined) return isRecordKind(kind) ? { kind, id } : undefined
  return tx.oneOrNone(sql`select record_kind as kind, record_id as id from record_named(${name})`)
}
