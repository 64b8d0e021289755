/** What a check found. `fail`: something does not work or is not safe now. `warn`: it works, and will not for ever. */
export type Finding = Readonly<{
  standing: 'ok' | 'warn' | 'fail'
  /** One plain sentence, with what to do when it is not ok. No secrets, no names of people. */
  says: string
}>

export type Check = Readonly<{ name: string; run: () => Promise<Finding> | Finding }>

export type Result = Finding & Readonly<{ name: string }>

export const ok = (says: string): Finding => ({ standing: 'ok', says })
export const warn = (says: string): Finding => ({ standing: 'warn', says })
export const fail = (says: string): Finding => ({ standing: 'fail', says })

/** Runs the checks one after the other. One that throws has failed with its own message: the others still run. */
export async function examine(checks: readonly Check[]): Promise<Result[]> {
  const results: Result[] = []
  for (const { name, run } of checks) {
    try {
      results.push({ name, ...(await run()) })
    } catch (error) {
      results.push({ name, ...fail(error instanceof Error ? error.message : String(error)) })
    }
  }
  return results
}

export function worst(results: readonly Result[]): Finding['standing'] {
  if (results.some(({ standing }) => standing === 'fail')) return 'fail'
  return results.some(({ standing }) => standing === 'warn') ? 'warn' : 'ok'
}
