// A database is made once, with its roles and its mark. The mark says whether it holds real people, a demo borough or a
// test; it is written when the database is made and is never a start option later.

import { type Migration, migrate } from './migrate.ts'
import { type ConnectionOptions, Database, isDatabaseError } from './pool.ts'
import { scramVerifier } from './scram.ts'
import { identifier, Sql, sql } from './sql.ts'

/**
 * Owner: no log-in, owns everything, runs migrations. App: owns nothing, cannot pass row security. Jobs: named service
 * identities, for what runs by itself.
 */
export const databaseRoles = { owner: 'lapwing_owner', app: 'lapwing_app', jobs: 'lapwing_jobs' } as const
export type DatabaseMark = 'real' | 'demo' | 'test'

/** How to reach a database of this server as a user of it. Passwords only where the server is not ours alone. */
export type Server = Readonly<{
  superuser: string
  connection: (database: string, user: string) => ConnectionOptions
  rolePassword?: (role: string) => string
}>

/** This database is not what it was asked to be: it has another mark, or holds something that is not Lapwing's. */
export class WrongDatabaseError extends Error {}

async function withServer<T>(server: Server, database: string, work: (db: Database) => Promise<T>): Promise<T> {
  const db = new Database(server.connection(database, server.superuser), { connections: 1 })
  try {
    return await work(db)
  } finally {
    await db.close()
  }
}

export async function ensureRoles(server: Server, database = 'postgres'): Promise<void> {
  await withServer(server, database, (db) =>
    db.transaction((tx) =>
      tx.script(`do $$ begin
        if not exists (select from pg_roles where rolname = '${databaseRoles.owner}') then create role ${databaseRoles.owner} nologin; end if;
        if not exists (select from pg_roles where rolname = '${databaseRoles.app}') then create role ${databaseRoles.app} login noinherit; end if;
        if not exists (select from pg_roles where rolname = '${databaseRoles.jobs}') then create role ${databaseRoles.jobs} login noinherit; end if;
      exception when duplicate_object then null; end $$;
      -- an administrator who is not a superuser must be a member of the owner to make things in its name
      do $$ begin
        if not (select rolsuper from pg_roles where rolname = current_user) then execute format('grant ${databaseRoles.owner} to %I', current_user); end if;
      end $$;`),
    ),
  )
  const { rolePassword } = server
  if (rolePassword === undefined) return
  await withServer(server, database, async (db) => {
    for (const role of [databaseRoles.app, databaseRoles.jobs]) {
      await db.outsideTransaction(new Sql([`alter role "${role}" password '${scramVerifier(rolePassword(role))}'`], []))
    }
  })
}

export async function databaseExists(server: Server, name: string): Promise<boolean> {
  return withServer(server, 'postgres', (db) =>
    db.transaction(async (tx) => (await tx.many(sql`select 1 from pg_database where datname = ${name}`)).length > 0),
  )
}

/** Makes an empty database that belongs to the owner; from `template` when one is named (nobody may be connected to it). */
export async function createDatabase(server: Server, name: string, template?: string): Promise<void> {
  await withServer(server, 'postgres', (db) =>
    db.outsideTransaction(
      template === undefined
        ? sql`create database ${identifier(name)} owner ${identifier(databaseRoles.owner)} template template0`
        : sql`create database ${identifier(name)} owner ${identifier(databaseRoles.owner)} template ${identifier(template)}`,
    ),
  )
}

export async function dropDatabase(server: Server, name: string): Promise<void> {
  await withServer(server, 'postgres', (db) => db.outsideTransaction(sql`drop database if exists ${identifier(name)} with (force)`))
}

/** The mark of a database; undefined when it has none yet. */
export async function readMark(server: Server, name: string): Promise<DatabaseMark | undefined> {
  return withServer(server, name, async (db) => {
    try {
      return await db.transaction(async (tx) => (await tx.oneOrNone<{ mark: DatabaseMark }>(sql`select mark from database_mark`))?.mark)
    } catch (error) {
      if (isDatabaseError(error, '42P01')) return undefined
      throw error
    }
  })
}

/**
 * Brings a database that exists to the present: migrations, and the mark when it is new.
 * @returns the names of the migrations that ran
 * @throws WrongDatabaseError when it has another mark, or holds tables that are not ours
 */
export async function prepareDatabase(
  server: Server,
  name: string,
  mark: DatabaseMark,
  migrations: readonly Migration[],
): Promise<string[]> {
  await ensureRoles(server, name)
  const known = await readMark(server, name)
  if (known !== undefined && known !== mark) {
    throw new WrongDatabaseError(
      `The database "${name}" was made as a ${known} database and stays one; it cannot be used as a ${mark} database. Name another database or another data folder.`,
    )
  }
  return withServer(server, name, async (db) => {
    if (known === undefined) {
      const { tables } = await db.transaction((tx) =>
        tx.one<{ tables: number }>(sql`
          select count(*) as tables from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind in ('r', 'p', 'v') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_'`),
      )
      if (tables > 0) {
        throw new WrongDatabaseError(
          `The database "${name}" already holds something that is not Lapwing's. Give Lapwing an empty database of its own.`,
        )
      }
      await db.transaction((tx) =>
        tx.script(`alter schema public owner to ${databaseRoles.owner};
          revoke all on schema public from public;
          grant usage on schema public to ${databaseRoles.app}, ${databaseRoles.jobs};`),
      )
    }
    const ran = await migrate(db, databaseRoles.owner, migrations)
    if (known === undefined) {
      await db.transaction((tx) => tx.run(sql`insert into database_mark (mark) values (${mark})`), { role: databaseRoles.owner })
    }
    return ran
  })
}

export type OwnerDatabase = Pick<Database, 'transaction' | 'close'>

/** The owner's own way in, for migrations, reference data, backup and the like. Nothing that shows records uses it. */
export function openAsOwner(server: Server, name: string): OwnerDatabase {
  const db = new Database(server.connection(name, server.superuser), { connections: 2 })
  return {
    transaction: (work, settings) => db.transaction(work, { ...settings, role: databaseRoles.owner }),
    close: () => db.close(),
  }
}

/** One piece of work as the owner. */
export async function asOwner<T>(server: Server, name: string, work: (db: OwnerDatabase) => Promise<T>): Promise<T> {
  const db = openAsOwner(server, name)
  try {
    return await work(db)
  } finally {
    await db.close()
  }
}
