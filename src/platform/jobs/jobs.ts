// Work that runs by itself. What must happen within seconds (sealing the audit) is a plain loop in each process; the
// rest is on a timetable kept in the database, so that with several processes each run happens once.
import { Logger, type Runner, run, runMigrations } from 'graphile-worker'
import pg from 'pg'
import { databaseRoles, type Server } from '../db/create.ts'

export type ScheduledJob = Readonly<{
  /** Lower-case words joined by dots, as `audit.seal`. */
  name: string
  /** A crontab pattern in UTC, or a pause between the end of one run and the start of the next. */
  when: Readonly<{ crontab: string } | { everySeconds: number }>
  /** Must be safe to run twice. */
  run: () => Promise<void>
}>

export type RunningJobs = Readonly<{ stop: () => Promise<void> }>

export type JobFailed = (name: string, error: unknown) => void

/** Makes the timetable's own tables, as the jobs role, which needs nothing else for it than to make one schema. */
export async function prepareJobs(server: Server, database: string): Promise<void> {
  const admin = new pg.Pool({ ...server.connection(database, server.superuser), max: 1 })
  try {
    await admin.query(`grant create on database "${database}" to ${databaseRoles.jobs}`)
  } finally {
    await admin.end()
  }
  const pool = jobsPool(server, database, 1)
  try {
    await runMigrations({ pgPool: pool, logger: quiet })
  } finally {
    await pool.end()
  }
}

/** Starts all jobs. A job that fails is reported and tried again at its next time; it never stops another. */
export async function startJobs(server: Server, database: string, jobs: readonly ScheduledJob[], failed: JobFailed): Promise<RunningJobs> {
  const loops = jobs.flatMap((job) => ('everySeconds' in job.when ? [loop(job, job.when.everySeconds, failed)] : []))
  const timed = jobs.flatMap((job) => ('crontab' in job.when ? [{ ...job, crontab: job.when.crontab }] : []))
  if (timed.length === 0) return { stop: async () => void (await Promise.all(loops.map((one) => one.stop()))) }
  const pool = jobsPool(server, database, 4)
  const runner: Runner = await run({
    pgPool: pool,
    concurrency: 2,
    noHandleSignals: true,
    logger: quiet,
    crontab: timed.map((job) => `${job.crontab} ${taskName(job.name)} ?max=1`).join('\n'),
    taskList: Object.fromEntries(
      timed.map((job) => [
        taskName(job.name),
        async () => {
          try {
            await job.run()
          } catch (error) {
            failed(job.name, error)
          }
        },
      ]),
    ),
  })
  return {
    stop: async () => {
      await Promise.all([...loops.map((one) => one.stop()), runner.stop()])
      await pool.end()
    },
  }
}

function jobsPool(server: Server, database: string, max: number): pg.Pool {
  const pool = new pg.Pool({ ...server.connection(database, databaseRoles.jobs), max })
  // a connection that dies with the server is made anew; the timetable tells of its own failures
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/** The timetable's names may not hold dots. */
function taskName(name: string): string {
  return name.replaceAll('.', '_')
}

function loop(job: ScheduledJob, everySeconds: number, failed: JobFailed): RunningJobs {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let current: Promise<void> = Promise.resolve()
  const next = () => {
    if (stopped) return
    timer = setTimeout(() => {
      current = job
        .run()
        .catch((error: unknown) => failed(job.name, error))
        .then(next)
    }, everySeconds * 1000)
  }
  next()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await current
    },
  }
}

// It would print payloads and its own progress; what fails is told through `failed`.
const quiet = new Logger(() => () => undefined)
