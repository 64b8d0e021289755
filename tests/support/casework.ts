// A small team with a child's case, for the tests of what happens inside a case.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { asNobody } from '../../src/core/access/identity.ts'
import { allocateCase, openCase } from '../../src/core/cases/index.ts'
import { databaseRoles } from '../../src/platform/db/create.ts'
import { Database, type Tx } from '../../src/platform/db/pool.ts'
import { sql } from '../../src/platform/db/sql.ts'
import type { Somebody, TestHouse } from './database.ts'

export type Casework = Readonly<{
  manager: Somebody
  worker: Somebody
  otherWorker: Somebody
  serviceManager: Somebody
  panelChair: Somebody
  school: Somebody
  stranger: Somebody
  triage: Somebody
  teamId: string
  /** A case that the worker works, opened now from a concern about one person. */
  aCase: (options?: Readonly<{ kind?: 'child' | 'adult'; knownAs?: string }>) => Promise<string>
  invite: (caseId: string, who: Somebody) => Promise<void>
  /** What a job does, as the jobs role at the test's time. */
  asJobs: (work: (tx: Tx) => Promise<void>) => Promise<void>
}>

export async function casework(t: TestHouse): Promise<Casework> {
  const manager = await t.somebody({ role: 'exploitationManager', team: 'exploitation', name: 'Mara Okafor' })
  const worker = await t.somebody({ role: 'exploitationWorker', team: 'exploitation', reportsTo: manager, name: 'Wim Janssen' })
  const otherWorker = await t.somebody({ role: 'exploitationWorker', team: 'exploitation', reportsTo: manager, name: 'Nadia Haddad' })
  const triage = await t.somebody({ role: 'triageWorker', team: 'front-door', teamKind: 'triage', name: 'Tess Bell' })
  const serviceManager = await t.somebody({ role: 'serviceManager', name: 'Sheila Grant' })
  const panelChair = await t.somebody({ role: 'panelCoordinator', agency: 'panel', agencyKind: 'partnership', name: 'Peter Lund' })
  const school = await t.somebody({ role: 'designatedSafeguardingLead', agency: 'school', agencyKind: 'school', name: 'Asha Lead' })
  const stranger = await t.somebody({ role: 'exploitationManager', team: 'elsewhere' })
  const teamId = worker.teamId ?? assert.fail('a worker has a team')

  async function aCase({
    kind = 'child',
    knownAs = 'Sam',
  }: Readonly<{ kind?: 'child' | 'adult'; knownAs?: string }> = {}): Promise<string> {
    const concern = randomUUID()
    const person = await t.owner.transaction(async (tx) => {
      await tx.run(sql`insert into record_team values ('concern', ${concern}, ${triage.teamId})`)
      const { id } = await tx.one<{ id: string }>(sql`insert into person default values returning id`)
      const source = await tx.one<{ id: string }>(
        sql`insert into source_record (person_id, origin) values (${id}, 'referral') returning id`,
      )
      await tx.run(sql`
        insert into record_source (record_kind, record_id, source_record_id, relation) values ('concern', ${concern}, ${source.id}, 'subject')`)
      return id
    })
    const opened = await t.as(triage, (tx) =>
      openCase(tx, {
        knownAs,
        kind,
        subjects: [person],
        concernId: concern,
        teamId,
        postId: null,
        because: 'He is being made to carry packages',
      }),
    )
    assert.equal(opened.kind, 'done')
    const { id } = opened.kind === 'done' ? opened.value : assert.fail()
    const given = await t.as(manager, (tx) => allocateCase(tx, id, worker.postId, 'knows the family'))
    assert.equal(given.kind, 'done')
    return id
  }

  const invite = async (caseId: string, who: Somebody) => {
    await t.as(worker, (tx) => tx.run(sql`select circle_invite('case', ${caseId}, ${who.postId}, 'invited', 'works with him', null)`))
  }
  return {
    manager,
    worker,
    otherWorker,
    serviceManager,
    panelChair,
    school,
    stranger,
    triage,
    teamId,
    aCase,
    invite,
    asJobs: (work) => asJobs(t, work),
  }
}

/** One transaction of the jobs, at the test's time. */
export async function asJobs(t: TestHouse, work: (tx: Tx) => Promise<void>): Promise<void> {
  const jobs = new Database(t.server.connection(t.databaseName, databaseRoles.jobs), { connections: 1 })
  try {
    await asNobody(jobs, t.clock, work)
  } finally {
    await jobs.close()
  }
}
