import { z } from 'zod'
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'

/** What kind of thing a row says about a record; each protected table belongs to exactly one. Bits as in the table access_class. */
export const recordClasses = [
  'headline',
  'identity',
  'address',
  'risk',
  'plan',
  'notes',
  'investigation',
  'nrm',
  'health',
  'intelligence',
  'submission',
  'triage',
  'stage',
  'contact',
  'tonight',
] as const
export type RecordClass = (typeof recordClasses)[number]

/** The classes as one number, in the order above. */
export function classBits(classes: readonly RecordClass[]): number {
  return classes.reduce((bits, name) => bits | (1 << recordClasses.indexOf(name)), 0)
}

/** The classes in a number, for showing. */
export function classesIn(bits: number): RecordClass[] {
  return recordClasses.filter((_, i) => (bits & (1 << i)) !== 0)
}

const recordClass = z.enum(recordClasses)
const capacities = [
  'allocated',
  'invited',
  'cover',
  'team',
  'service',
  'submitter',
  'triage',
  'named_officer',
  'break_glass',
  'escalation',
] as const

/** The form of reference/roles.yaml. @source handbook/law.md section 10 */
export const rolesFile = z.strictObject({
  source: z.string(),
  version: z.string(),
  effectiveFrom: z.string(),
  basis: z.literal('local'),
  mark: z.literal('L'),
  verified: z.boolean(),
  capabilities: z.record(z.string(), z.string()),
  roles: z.record(
    z.string(),
    z.strictObject({
      label: z.string(),
      capabilities: z.array(z.string()),
      masks: z.partialRecord(z.enum(capacities), z.strictObject({ read: z.array(recordClass), write: z.array(recordClass).default([]) })),
    }),
  ),
})
export type RolesFile = z.infer<typeof rolesFile>

/**
 * Brings the roles in the database to what the file says, as the owner, and rebuilds every grant when a mask changed.
 * @throws when a role names a capability that the file does not explain
 */
export async function loadRoles(tx: Tx, file: RolesFile): Promise<void> {
  const roles = Object.entries(file.roles).map(([code, role]) => ({ code, ...role }))
  for (const role of roles) {
    const unknown = role.capabilities.find((capability) => !(capability in file.capabilities))
    if (unknown !== undefined)
      throw new Error(`reference/roles.yaml: ${role.code} has the capability ${unknown}, which the file does not explain`)
  }
  const masks = roles.flatMap(({ code, masks }) =>
    Object.entries(masks).map(([capacity, mask]) => ({
      role_code: code,
      capacity,
      reads: classBits(mask.read),
      writes: classBits(mask.write),
    })),
  )
  const capabilities = roles.flatMap(({ code, capabilities }) => capabilities.map((capability) => ({ role_code: code, capability })))
  await tx.run(sql`
    insert into role (code, label, source, version, verified)
    select code, label, ${file.source}, ${file.version}, ${file.verified}
    from jsonb_to_recordset(${JSON.stringify(roles)}::jsonb) as r (code text, label text)
    on conflict (code) do update set label = excluded.label, source = excluded.source, version = excluded.version, verified = excluded.verified`)
  await tx.run(sql`delete from role_capability`)
  await tx.run(sql`
    insert into role_capability (role_code, capability)
    select role_code, capability from jsonb_to_recordset(${JSON.stringify(capabilities)}::jsonb) as c (role_code text, capability text)`)
  const changed = await tx.run(sql`
    with wanted as (
      select * from jsonb_to_recordset(${JSON.stringify(masks)}::jsonb) as m (role_code text, capacity text, reads int, writes int)
    ), gone as (
      delete from role_mask m where not exists (select from wanted w where w.role_code = m.role_code and w.capacity = m.capacity) returning 1
    ), put as (
      insert into role_mask as m (role_code, capacity, reads, writes) select role_code, capacity, reads, writes from wanted
      on conflict (role_code, capacity) do update set reads = excluded.reads, writes = excluded.writes
      where (m.reads, m.writes) <> (excluded.reads, excluded.writes) returning 1
    )
    select 1 from gone union all select 1 from put`)
  if (changed > 0) await tx.run(sql`select rebuild_all_access()`)
}
