import { readdirSync, readFileSync } from 'node:fs'

/** In the environment of everything a run starts, so that what outlives it can be found again. */
export const runMark = 'LAPWING_TEST_RUN'

export type Leftover = Readonly<{ pid: number; command: string }>

/** Processes of this run, other than ourselves, that are still alive. Linux only; elsewhere it finds none. */
export function leftovers(run: string): Leftover[] {
  return processIds().flatMap((pid) => {
    if (pid === process.pid) return []
    const environment = read(`/proc/${pid}/environ`)
    if (!environment.split('\0').includes(`${runMark}=${run}`)) return []
    const command = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim()
    return command === '' ? [] : [{ pid, command: command.slice(0, 160) }] // a process without one is already dead
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
