import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { defaultDataFolder } from '../db/data-folder.ts'

/*
 * Everything that can be set from outside, in one place: variables of the environment, and the options of `script/start`,
 * which win. Nothing else in the house reads the environment.
 */

export type Config = Readonly<{
  port: number
  /** Address to listen on. Only this machine unless somebody says otherwise. */
  host: string
  /** How people reach Lapwing, without a final slash: links in e-mails, and whether cookies demand TLS. */
  baseUrl: string
  /** Addresses or ranges of the web servers in front, whose `X-Forwarded-For` says where a request came from. */
  trustedProxies: readonly string[]
  /** A PostgreSQL server of your own; undefined: ours. */
  databaseUrl: string | undefined
  /** The folder that holds database, files and keys. Absolute. */
  dataDir: string
  postgresBin: string | undefined
  /** Where outgoing mail goes, such as `smtp://user:password@mail.example:587`; undefined: no e-mail is sent. */
  smtpUrl: string | undefined
  mailFrom: string
  /** ClamAV's scanner; undefined: attachments are not scanned, and the pages say so. */
  clamd: Readonly<{ socketPath: string } | { host: string; port: number }> | undefined
  /** Addresses or ranges beside the public network that Lapwing may send to: an agency's own system in a network of yours. */
  receiverNetworks: readonly string[]
  /** The key that seals files and compartments at rest. Absolute. */
  masterKeyFile: string
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** Without the demo borough. Only matters on the first start on a data folder. */
  empty: boolean
  /** Things that work but that the operator should know, one sentence each. */
  warnings: readonly string[]
}>

/** What was set wrong, one plain sentence each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .refine((value) => value <= 65_535)

const clamd = z.string().transform((value, context) => {
  if (value.startsWith('/')) return { socketPath: value }
  const [, host, number] = /^(?:tcp:\/\/)?([^\s:/]+):(\d{1,5})$/.exec(value) ?? []
  if (host !== undefined && number !== undefined) return { host, port: Number(number) }
  context.addIssue({ code: 'custom' })
  return z.NEVER
})

const addresses = z
  .string()
  .transform((value) => value.split(/[\s,]+/).filter((one) => one !== ''))
  .refine((all) => all.every(isAddressOrRange))

/** `10.0.0.7`, `::1` or `10.0.0.0/8`. */
function isAddressOrRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const version = isIP(address)
  return (
    version !== 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)))
  )
}

const addressWith = (...protocols: string[]) => z.string().refine((value) => protocols.includes(URL.parse(value)?.protocol ?? ''))

/** Each setting: its variable, what it must look like, and the sentence for when it does not. Secrets are never repeated. */
const environment = z.object({
  LAPWING_PORT: port.optional(),
  LAPWING_HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:-]+$/)
    .optional(),
  LAPWING_BASE_URL: addressWith('http:', 'https:')
    .transform((value) => value.replace(/\/+$/, ''))
    .optional(),
  LAPWING_TRUSTED_PROXIES: addresses.optional(),
  DATABASE_URL: addressWith('postgres:', 'postgresql:').optional(),
  LAPWING_DATA: z.string().optional(),
  LAPWING_POSTGRES_BIN: z.string().optional(),
  LAPWING_SMTP_URL: addressWith('smtp:', 'smtps:').optional(),
  LAPWING_MAIL_FROM: z
    .string()
    .regex(/^[^\s@]+@[^\s@]+$|<[^\s@]+@[^\s@]+>$/)
    .optional(),
  LAPWING_CLAMD: clamd.optional(),
  LAPWING_RECEIVER_NETWORKS: addresses.optional(),
  LAPWING_MASTER_KEY_FILE: z.string().optional(),
  LAPWING_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).optional(),
})

type Variable = keyof typeof environment.shape

const sentences: Record<Variable, string> = {
  LAPWING_PORT: 'The port (--port or LAPWING_PORT) must be a whole number from 0 to 65535, like 4000.',
  LAPWING_HOST: 'The host (--host or LAPWING_HOST) must be an address to listen on, like 127.0.0.1 or 0.0.0.0.',
  LAPWING_BASE_URL: 'LAPWING_BASE_URL must be the address people use, like https://lapwing.example.org.',
  LAPWING_TRUSTED_PROXIES:
    'LAPWING_TRUSTED_PROXIES must be addresses of the web servers in front, like 127.0.0.1 or 10.0.0.0/8, with commas between.',
  DATABASE_URL: 'DATABASE_URL must look like postgres://user:password@server:5432/lapwing.',
  LAPWING_DATA: 'LAPWING_DATA must name a folder.',
  LAPWING_POSTGRES_BIN: 'LAPWING_POSTGRES_BIN must name the folder that holds postgres and initdb.',
  LAPWING_SMTP_URL: 'LAPWING_SMTP_URL must look like smtp://user:password@mail.example.org:587.',
  LAPWING_MAIL_FROM: 'LAPWING_MAIL_FROM must be an e-mail address, like lapwing@example.org.',
  LAPWING_CLAMD: 'LAPWING_CLAMD must be the path of a socket, like /run/clamav/clamd.ctl, or host:port.',
  LAPWING_RECEIVER_NETWORKS:
    'LAPWING_RECEIVER_NETWORKS must be addresses or ranges that receivers may have, like 10.20.0.0/16, with commas between.',
  LAPWING_MASTER_KEY_FILE: 'LAPWING_MASTER_KEY_FILE must name a file.',
  LAPWING_LOG_LEVEL: 'LAPWING_LOG_LEVEL must be debug, info, warn, error or silent.',
}

/** Read by the tests only; known, so that they are not taken for a spelling mistake. */
const testVariables = ['LAPWING_CHROMIUM']

/** The environment of this process: the one place that reads it. */
export function processEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env
}

/** The options of `script/start`, as `--help` shows them. */
export const startOptionsHelp = `script/start [--port N] [--host ADDRESS] [--empty]
  --port N         port to listen on (4000)
  --host ADDRESS   address to listen on (127.0.0.1: this machine only)
  --empty          a first start without the demo borough; prints a one-time link for the first administrator`

/**
 * @param env the environment; an empty variable counts as not set
 * @param args what follows `script/start`
 * @throws ConfigError with every problem at once
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>, args: readonly string[] = []): Config {
  const flags = readFlags(args)
  const given: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) if (value !== undefined && value.trim() !== '') given[name] = value.trim()
  if (flags.port !== undefined) given['LAPWING_PORT'] = flags.port
  if (flags.host !== undefined) given['LAPWING_HOST'] = flags.host
  const parsed = environment.safeParse(given)
  if (!parsed.success) {
    const wrong = new Set(parsed.error.issues.map((issue) => issue.path[0]))
    throw new ConfigError(
      environment
        .keyof()
        .options.filter((name) => wrong.has(name))
        .map((name) => sentences[name]),
    )
  }
  const set = parsed.data
  const host = set.LAPWING_HOST ?? '127.0.0.1'
  const listensOn = set.LAPWING_PORT ?? 4_000
  const dataDir = resolve(set.LAPWING_DATA ?? defaultDataFolder())
  const baseUrl = set.LAPWING_BASE_URL ?? `http://${host.includes(':') ? `[${host}]` : host}:${listensOn}`
  return {
    port: listensOn,
    host,
    baseUrl,
    trustedProxies: set.LAPWING_TRUSTED_PROXIES ?? [],
    databaseUrl: set.DATABASE_URL,
    dataDir,
    postgresBin: set.LAPWING_POSTGRES_BIN,
    smtpUrl: set.LAPWING_SMTP_URL,
    mailFrom: set.LAPWING_MAIL_FROM ?? `lapwing@${URL.parse(baseUrl)?.hostname ?? 'localhost'}`,
    clamd: set.LAPWING_CLAMD,
    receiverNetworks: set.LAPWING_RECEIVER_NETWORKS ?? [],
    masterKeyFile: resolve(set.LAPWING_MASTER_KEY_FILE ?? join(dataDir, 'keys', 'master.key')),
    logLevel: set.LAPWING_LOG_LEVEL ?? 'info',
    empty: flags.empty ?? false,
    warnings: [...misspelt(given), ...openlyServed(host, baseUrl), ...unnamedProxy(baseUrl, set.LAPWING_TRUSTED_PROXIES ?? [])],
  }
}

function readFlags(args: readonly string[]): { port?: string | undefined; host?: string | undefined; empty?: boolean | undefined } {
  try {
    return parseArgs({
      args: [...args],
      options: { port: { type: 'string' }, host: { type: 'string' }, empty: { type: 'boolean' } },
    }).values
  } catch (error) {
    throw new ConfigError([`${error instanceof Error ? error.message : error}\n${startOptionsHelp}`])
  }
}

function misspelt(given: Record<string, string>): string[] {
  const known: readonly string[] = [...environment.keyof().options, ...testVariables]
  return Object.keys(given)
    .filter((name) => name.startsWith('LAPWING_') && !known.includes(name))
    .map((name) => `There is no setting ${name}; it has no effect. Is it spelt right?`)
}

/** Over https a web server stands in front, and every request comes from its address. */
function unnamedProxy(baseUrl: string, trusted: readonly string[]): string[] {
  return baseUrl.startsWith('https:') && trusted.length === 0
    ? ['LAPWING_TRUSTED_PROXIES does not name the web server in front: many tries to sign in from one place are not held back.']
    : []
}

function openlyServed(host: string, baseUrl: string): string[] {
  const onlyHere = host === '127.0.0.1' || host === '::1' || host === 'localhost'
  if (onlyHere || baseUrl.startsWith('https:')) return []
  return [
    `Lapwing can be reached from other machines (${host}) without encryption. Put a web server with TLS in front and set LAPWING_BASE_URL to its https address.`,
  ]
}
