// script/start: opens the house, serves it, says where and to whom, and closes it cleanly on Ctrl-C.
import { rooms } from './app.ts'
import { asNobody } from './core/access/index.ts'
import { firstAdministratorLink } from './core/actors/index.ts'
import { fillDemo, whoToBe } from './demo/index.ts'
import { isPlainProblem, openHouse } from './open.ts'
import { processEnvironment, readConfig, startOptionsHelp } from './platform/config/config.ts'
import { startJobs } from './platform/jobs/jobs.ts'
import { buildHouseAssets, serveHouse } from './serve.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

async function start(): Promise<void> {
  const typed = process.argv.slice(2)
  if (typed.includes('--help')) {
    say(startOptionsHelp)
    return
  }
  const config = readConfig(processEnvironment(), typed)
  for (const warning of config.warnings) say(`Note: ${warning}`)
  const [open, assets] = await Promise.all([
    openHouse({ config, log: say, whenRunning: 'refuse', whenAbsent: 'make', fillDemo }),
    buildHouseAssets(),
  ])
  const server = await serveHouse(open.house, assets, { log: config.logLevel !== 'silent', trustedProxies: config.trustedProxies })
  const jobs = await startJobs(
    open.server,
    open.database,
    rooms.flatMap((room) =>
      (room.jobs ?? []).map((job) => ({
        ...job,
        run: () => asNobody(open.jobs, open.house.clock, (tx) => job.run(tx, open.house)),
      })),
    ),
    (name, error) => server.log.error({ err: error }, `the job ${name} failed and will be tried again`),
  )
  let closing = false
  const close = async () => {
    if (closing) return
    closing = true
    say('Closing.')
    await server.close()
    await jobs.stop()
    await open.close()
    process.exit(0)
  }
  process.on('SIGINT', () => void close())
  process.on('SIGTERM', () => void close())
  await server.listen({ port: config.port, host: config.host })
  say(`Lapwing is at ${config.baseUrl}`)
  const link = open.house.mode === 'real' ? await firstAdministratorLink(open.owner, open.house) : undefined
  if (link !== undefined)
    say(`Nobody can sign in yet. This link makes the first administrator's account, once, within seven days:\n  ${link}`)
  if (open.house.mode === 'demo') for (const line of whoToBe(config.baseUrl)) say(line)
  say(`Stop it with Ctrl-C. Everything it keeps is in ${config.dataDir}`)
}

start().catch((error: unknown) => {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    say('That port is in use. Choose another: script/start --port 4001')
  } else if (isPlainProblem(error)) {
    say(error.message)
  } else {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  }
  process.exit(1)
})
