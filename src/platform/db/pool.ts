import pg from 'pg'
import { type Sql, sql, statementName } from './sql.ts'

// Plain dates stay text ('2026-11-24'): a Date would move them over midnight. Counts and sums fit a number here.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number)
/** One transaction. Always handed on as the first argument: a query without it would read another world. */
export interface Tx {
  many<Row>(query: Sql): Promise<Row[]>
  oneOrNone<Row>(query: Sql): Promise<Row | undefined>
  /** @throws when there is not exactly one row */
  one<Row>(query: Sql): Promise<Row>
  /** How many rows were touched. */
  run(query: Sql): Promise<number>
  /** Several statements without values, as they stand: for migrations. */
  script(text: string): Promise<void>
  /** What `work` did is undone when it throws; the transaction itself goes on. */
  savepoint<T>(work: () => Promise<T>): Promise<T>
}

export type ConnectionOptions = Readonly<
  { connectionString: string } | { host: string; port?: number; user: string; database: string; password?: string }
>

/** Error codes of PostgreSQL that a caller can act on. */
export const databaseErrors = {
  uniqueViolation: '23505',
  foreignKeyViolation: '23503',
  checkViolation: '23514',
  insufficientPrivilege: '42501',
  raised: 'P0001',
} as const

export type DatabaseError = Error & { code: string; constraint?: string; detail?: string; table?: string; position?: string }

export function isDatabaseError(error: unknown, code?: string): error is DatabaseError {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false
  return code === undefined ? /^[0-9A-Z]{5}$/.test(error.code) : error.code === code
}

/**
 * What `work` came to; undefined when the database refused it with this code, and then it is undone and the transaction goes on.
 * Every other error is thrown on.
 */
export async function unlessRefused<T>(tx: Tx, code: string, work: () => Promise<T>): Promise<Readonly<{ value: T }> | undefined> {
  try {
    return { value: await tx.savepoint(work) }
  } catch (error) {
    if (isDatabaseError(error, code)) return undefined
    throw error
  }
}

/** The server is away or going away (restart, kill, lost socket): nothing was committed, and the same request may be sent again. */
export function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return (
    /^(08|57P)/.test(code) ||
    ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT'].includes(code) ||
    /Connection terminated|not queryable|timeout exceeded when trying to connect/.test(error.message)
  )
}

/** The disk of the database is full, or a quota or limit is reached, which comes to the same: the write did not happen. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false
  if (['53100', 'ENOSPC', 'EDQUOT', 'EFBIG'].includes(String(error.code))) return true
  // PostgreSQL has a code for a full disk, but none for the limits: there its sentence tells
  return isDatabaseError(error) && /: (File too large|Disk quota exceeded)$/.test(error.message)
}

function txOn(client: pg.ClientBase): Tx {
  let depth = 0
  /** A savepoint whose work is done is released on the way to the next one, or by the commit: a journey to the server less. */
  let ended: string | undefined
  const query = (q: Sql) => {
    const text = q.text
    return client.query({ name: statementName(text), text, values: [...q.values] })
  }
  const tx: Tx = {
    many: async <Row>(q: Sql) => (await query(q)).rows as Row[],
    oneOrNone: async <Row>(q: Sql) => {
      const { rows } = await query(q)
      if (rows.length > 1) throw new Error(`expected at most one row, got ${rows.length}`)
      return rows[0] as Row | undefined
    },
    one: async <Row>(q: Sql) => {
      const { rows } = await query(q)
      if (rows.length !== 1) throw new Error(`expected one row, got ${rows.length}`)
      return rows[0] as Row
    },
    run: async (q) => (await query(q)).rowCount ?? 0,
    script: async (text) => {
      await client.query(text)
    },
    savepoint: async (work) => {
      const name = `s${++depth}`
      const release = ended === undefined ? '' : `release savepoint ${ended}; `
      ended = undefined
      await client.query(`${release}savepoint ${name}`)
      try {
        const result = await work()
        ended = name
        return result
      } catch (error) {
        ended = undefined
        await client.query(`rollback to savepoint ${name}`)
        throw error
      }
    },
  }
  return tx
}

const setLocal = ([name, value]: [string, string]) => `select set_config(${pg.escapeLiteral(name)}, ${pg.escapeLiteral(value)}, true)`

/** A connection keeps the plans of its statements: closing it sooner would make the next page after a pause slow. */
const idleTimeoutMillis = 10 * 60_000

/** A pool of connections to one database under one role. */
export class Database {
  readonly #pool: pg.Pool

  constructor(options: ConnectionOptions, { connections = 10 }: { connections?: number } = {}) {
    this.#pool = new pg.Pool({ ...options, max: connections, connectionTimeoutMillis: 10_000, idleTimeoutMillis })
    // An idle connection that dies with the server is replaced on the next request; without a listener it would end the process.
    this.#pool.on('error', () => undefined)
  }

  /**
   * Commits when `work` returns, rolls back when it throws. The promise resolves only after the commit was acknowledged.
   *
   * @param settings hold in this transaction only, and go to the server together with its beginning
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>, settings: Readonly<Record<string, string>> = {}): Promise<T> {
    const client = await this.#pool.connect()
    let broken: Error | undefined
    const onError = (error: Error) => {
      broken = error
    }
    client.on('error', onError)
    try {
      await client.query(['begin', ...Object.entries(settings).map(setLocal)].join('; '))
      const result = await work(txOn(client))
      await client.query('commit')
      return result
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => {
        broken = failure
      })
      throw error
    } finally {
      client.off('error', onError)
      client.release(broken)
    }
  }

  /** One statement that cannot run in a transaction, such as `create database`. */
  async outsideTransaction(query: Sql): Promise<void> {
    await this.#pool.query(query.text, [...query.values])
  }

  async isReachable(): Promise<boolean> {
    return this.transaction((tx) => tx.run(sql`select 1`)).then(
      () => true,
      () => false,
    )
  }

  async close(): Promise<void> {
    await this.#pool.end()
  }
}
