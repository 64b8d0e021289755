import { readdirSync, readFileSync } from 'node:fs'

/** In the environment of everything a run starts, so that what outlives it can be found again. */
export const runMark = 'LAPWING_TEST_RUN'

export type Leftover = Readonly<{ pid: number; command: string }>

/**
 * Processes of a run, other than ourselves, that are still alive: they carry its mark in their environment, or name
 * its folder in their command (PostgreSQL, which clears the one). Linux only; elsewhere it finds none.
 */
export function leftovers({ mark, folder }: Readonly<{ mark: string; folder: string }>): Leftover[] {
  return processIds().flatMap((pid) => {
    if (pid === process.pid) return []
    const command = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() // without one it is already dead
    const ours = read(`/proc/${pid}/environ`).split('\0').includes(`${runMark}=${mark}`) || command.includes(`${folder}/`)
    return ours && command !== '' ? [{ pid, command: command.slice(0, 160) }] : []
  })
}

function processIds(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // ended meanwhile, or another user's
  }
}
