import { z } from 'zod'
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { Variants } from '../matching/index.ts'
import { readReferenceFile } from '../reference/index.ts'
import { provenance } from '../reference/provenance.ts'

/** The form of reference/people.yaml. */
const peopleFile = z.object({
  source: z.string(),
  version: z.string(),
  verified: z.boolean(),
  notNames: z.array(z.string().min(1)),
  systems: z.record(z.string(), z.string()),
  variants: z.array(z.array(z.string().regex(/^[a-z]+$/))),
})
const reference = readReferenceFile('people.yaml', peopleFile)

/** Words that stand where a name could, such as Mum, and are none. */
export const notNames: readonly string[] = reference.notNames

const code = z.string().regex(/^[a-z][a-z0-9-]*$/)
const named = z.object({ code, name: z.string().trim().min(1) })
/** The form of reference/ethnic-groups.yaml. */
const groupsFile = provenance.extend({
  notSaid: named,
  groups: z.array(z.object({ broader: z.string().trim().min(1), groups: z.array(named).min(1) })),
})
const groups = readReferenceFile('ethnic-groups.yaml', groupsFile)

/** `broader` null: asked, and would rather not say. Not asked is no group at all. */
export type EthnicGroup = Readonly<{ code: string; name: string; broader: string | null }>
/** The groups that somebody may choose to be counted under, in the order of the list; to say nothing comes last. */
export const ethnicGroups: readonly EthnicGroup[] = [
  ...groups.groups.flatMap(({ broader, groups: within }) => within.map((group) => ({ ...group, broader }))),
  { ...groups.notSaid, broader: null },
]

/** The codes that an import may name, with what the product calls them. */
export const sourceSystems: ReadonlyMap<string, string> = new Map(Object.entries(reference.systems))

/** Forms of a name: itself, and all that stand in one line with it. "Alex" is a form of several names, which are not forms of each other. */
export const nameVariants: Variants = variantsFrom(reference.variants)

export function variantsFrom(groups: readonly (readonly string[])[]): Variants {
  const forms = new Map<string, Set<string>>()
  for (const group of groups) {
    for (const name of group) {
      const known = forms.get(name) ?? new Set([name])
      for (const form of group) known.add(form)
      forms.set(name, known)
    }
  }
  return (name) => forms.get(name) ?? new Set([name])
}

/** Brings the tables to what the file says. */
export async function loadPeopleReference(tx: Tx): Promise<void> {
  const { source, version, verified } = reference
  const systems = Object.entries(reference.systems).map(([code, label]) => ({ code, label }))
  await tx.run(sql`
    insert into source_system (code, label, source, version, verified)
    select s.code, s.label, ${source}, ${version}, ${verified} from jsonb_to_recordset(${JSON.stringify(systems)}::jsonb) as s (code text, label text)
    on conflict (code) do update set label = excluded.label, source = excluded.source, version = excluded.version, verified = excluded.verified`)
  const listed = ethnicGroups.map((group, position) => ({ ...group, position }))
  await tx.run(sql`
    insert into ethnic_group (code, name, broader, position, source, version, verified)
    select g.code, g.name, g.broader, g.position, ${groups.source}, ${groups.version}, ${groups.verified}
    from jsonb_to_recordset(${JSON.stringify(listed)}::jsonb) as g (code text, name text, broader text, position int)
    on conflict (code) do update set name = excluded.name, broader = excluded.broader, position = excluded.position, source = excluded.source,
      version = excluded.version, verified = excluded.verified`)
  await tx.run(sql`delete from name_variant`)
  const variants = reference.variants.flatMap((group, i) => [...new Set(group)].map((name) => ({ name, group: `${i}` })))
  await tx.run(sql`
    insert into name_variant (name_norm, group_name)
    select v.name, v."group" from jsonb_to_recordset(${JSON.stringify(variants)}::jsonb) as v (name text, "group" text)`)
}
