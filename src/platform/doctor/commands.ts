import { type Command, command } from '../cli/index.ts'
import { type Check, examine, worst } from './check.ts'

const marks = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' } as const

/** `lapwing doctor`. The checks are opened when it runs, and closed whatever they find. */
export function doctorCommand(open: () => Promise<Readonly<{ checks: readonly Check[]; close: () => Promise<void> }>>): Command {
  return command({
    name: 'doctor',
    summary: 'Check that this installation is well, and say what to do about what is not.',
    examples: ['doctor', 'doctor --json'],
    exitCodes: { 0: 'all is well, or there is only something to keep in mind (warn)', 1: 'something does not work or is not safe (FAIL)' },
    async run({ io, json }) {
      const { checks, close } = await open()
      try {
        const results = await examine(checks)
        if (json) io.out(`${JSON.stringify({ standing: worst(results), checks: results }, null, 2)}\n`)
        else for (const { standing, name, says } of results) io.out(`${marks[standing]}  ${name}: ${says}\n`)
        return worst(results) === 'fail' ? 1 : 0
      } finally {
        await close()
      }
    },
  })
}
