import { existsSync, statfsSync, statSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { createTransport } from 'nodemailer'
import type { Config } from '../config/config.ts'
import { readMasterKey } from '../config/master-key.ts'
import { type Check, type Finding, fail, ok, warn } from './check.ts'

const wantedNode = 24
const megabyte = 1_000_000

/** What can be known without the database. */
export function machineChecks(config: Config): readonly Check[] {
  return [
    { name: 'Settings', run: () => (config.warnings.length === 0 ? ok('No setting looks wrong.') : warn(config.warnings.join(' '))) },
    { name: 'Node.js', run: () => nodeVersion(process.versions.node) },
    { name: 'Disk space', run: () => diskSpace(config.dataDir) },
    { name: 'Folders', run: () => folders(config.dataDir) },
    { name: 'Master key', run: () => masterKey(config) },
    { name: 'E-mail', run: () => mail(config.smtpUrl) },
    { name: 'Virus scanner', run: () => scanner(config.clamd) },
  ]
}

export function nodeVersion(version: string): Finding {
  return Number.parseInt(version, 10) >= wantedNode
    ? ok(`Node.js ${version}.`)
    : fail(`This is Node.js ${version}; Lapwing needs ${wantedNode}. Run script/setup, and start with script/start.`)
}

function diskSpace(dataDir: string): Finding {
  let folder = dataDir
  while (!existsSync(folder)) folder = dirname(folder)
  const { bavail, bsize } = statfsSync(folder)
  return spaceLeft(bavail * bsize, dataDir)
}

/** Under 200 MB a busy afternoon can fill it; under 2 GB there is time to act. */
export function spaceLeft(bytes: number, dataDir: string): Finding {
  const left = bytes >= 1_000 * megabyte ? `${Math.floor(bytes / (1_000 * megabyte))} GB` : `${Math.floor(bytes / megabyte)} MB`
  if (bytes < 200 * megabyte)
    return fail(`Only ${left} left on the disk of ${dataDir}. Free some now: when it is full nothing more can be saved.`)
  if (bytes < 2_000 * megabyte) return warn(`${left} left on the disk of ${dataDir}. Free some, or move to a larger disk.`)
  return ok(`${left} left on the disk of ${dataDir}.`)
}

function folders(dataDir: string): Finding {
  if (!existsSync(dataDir)) return warn(`The data folder ${dataDir} does not exist yet. The first start makes it.`)
  for (const name of ['postgres', 'files', 'keys']) {
    const folder = join(dataDir, name)
    if (existsSync(folder) && (statSync(folder).mode & 0o077) !== 0) {
      return fail(`Other users of this machine can look into ${folder}. Close it: chmod -R go= ${folder}`)
    }
  }
  return ok(`Only the owner can look into ${dataDir}.`)
}

function masterKey(config: Config): Finding {
  if (!existsSync(config.dataDir)) return ok('None yet; the first start makes one.')
  readMasterKey(config.masterKeyFile, { whenAbsent: 'refuse' }) // throws a sentence
  return ok('There, and readable by its owner only. Keep a copy away from this machine.')
}

async function mail(smtpUrl: string | undefined): Promise<Finding> {
  if (smtpUrl === undefined)
    return warn('No mail server is set (LAPWING_SMTP_URL): nobody is told by e-mail. Notices show in Lapwing only.')
  const { host } = new URL(smtpUrl)
  const transport = createTransport({ url: smtpUrl, connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 5_000 })
  try {
    await transport.verify()
    return ok(`The mail server ${host} answers.`)
  } catch (error) {
    return fail(
      `The mail server ${host} does not answer as it should (${error instanceof Error ? error.message : error}). Check LAPWING_SMTP_URL and the network.`,
    )
  } finally {
    transport.close()
  }
}

async function scanner(clamd: Config['clamd']): Promise<Finding> {
  if (clamd === undefined) return warn('No virus scanner is set (LAPWING_CLAMD): attachments are not scanned, and the pages say so.')
  const answer = await ping(connect('socketPath' in clamd ? { path: clamd.socketPath } : clamd))
  if (answer === 'PONG') return ok('The virus scanner answers.')
  return fail(`The virus scanner does not answer (${answer}). Attachments wait in quarantine until it does. Check clamd and LAPWING_CLAMD.`)
}

/** ClamAV's PING; answers what came back, or what went wrong. */
async function ping(socket: Socket): Promise<string> {
  return await new Promise((resolve) => {
    let said = ''
    socket.setTimeout(5_000, () => {
      socket.destroy()
      resolve('no answer within 5 seconds')
    })
    socket.once('connect', () => socket.write('zPING\0'))
    socket.on('data', (piece) => {
      said += piece.toString('latin1')
      if (!said.includes('\0')) return
      socket.end()
      resolve(said.slice(0, said.indexOf('\0')))
    })
    socket.once('error', (error) => resolve(error.message))
    socket.once('close', () => resolve(said === '' ? 'it hung up' : said))
  })
}
