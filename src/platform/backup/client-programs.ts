import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ConnectionOptions } from '../db/pool.ts'

/**
 * PostgreSQL's own `pg_dump` or `pg_restore`, of the oldest version on this machine that is at least `major` (an older one refuses
 * a newer server). Looks on the PATH and where Debian puts several versions side by side.
 */
export async function findClientProgram(name: 'pg_dump' | 'pg_restore', major: number): Promise<string | undefined> {
  const debian = '/usr/lib/postgresql'
  const folders = [
    ...(process.env['PATH'] ?? '').split(':'),
    ...(existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin')) : []),
  ]
  const found: { program: string; major: number }[] = []
  for (const program of folders.map((folder) => join(folder, name)).filter((path) => existsSync(path))) {
    try {
      const { stdout } = await promisify(execFile)(program, ['--version'])
      found.push({ program, major: Number.parseInt(/(\d+)(?:\.\d+)?/.exec(stdout)?.[0] ?? '', 10) })
    } catch {
      // Debian's wrapper without a version behind it: not a program to use.
    }
  }
  return found.filter((one) => one.major >= major).sort((a, b) => a.major - b.major)[0]?.program
}

/** How PostgreSQL's programs are told where to go, without a password on the command line, where everyone could read it. */
export function libpqEnvironment(connection: ConnectionOptions): NodeJS.ProcessEnv {
  const base = { PATH: process.env['PATH'], LC_ALL: 'C' }
  if (!('connectionString' in connection)) {
    return {
      ...base,
      PGHOST: connection.host,
      PGPORT: String(connection.port ?? 5432),
      PGUSER: connection.user,
      PGDATABASE: connection.database,
    }
  }
  const url = new URL(connection.connectionString)
  const sslMode = url.searchParams.get('sslmode')
  return {
    ...base,
    PGHOST: url.searchParams.get('host') ?? url.hostname,
    PGPORT: url.port === '' ? '5432' : url.port,
    PGUSER: decodeURIComponent(url.username),
    PGPASSWORD: decodeURIComponent(url.password),
    PGDATABASE: decodeURIComponent(url.pathname.slice(1)),
    ...(sslMode === null ? {} : { PGSSLMODE: sslMode }),
  }
}
