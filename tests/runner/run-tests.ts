import { relative } from 'node:path'
import { run } from 'node:test'
import { inspect } from 'node:util'
import { type Outcome, type TestReport, tally } from './outcome.ts'

/**
 * Runs test files, each in its own process (which inherits `--import tsx` from this one), and counts what they report.
 * `house`: the folder paths are told relative to. `atOnce`: processes. `timeout`: milliseconds a test may take.
 * Aborting the signal ends the processes; what did not end by itself counts as failed.
 */
export async function runTestFiles(
  files: readonly string[],
  how: Readonly<{ house: string; atOnce: number; timeout: number; signal: AbortSignal }>,
): Promise<Outcome> {
  const reports: TestReport[] = []
  const said = new Map<string, string>()
  const silence = new AbortController()
  const stream = run({
    files,
    cwd: how.house,
    concurrency: how.atOnce,
    timeout: how.timeout,
    signal: AbortSignal.any([how.signal, silence.signal]),
  })
  // The time limit ends a test, not a process that something in it keeps alive: when nothing is heard of any file for
  // longer than a test may take, whatever still runs is ended, and told as files that did not run to their end.
  const endless = setTimeout(() => silence.abort(), how.timeout * 1.25)
  for (const event of ['test:pass', 'test:fail', 'test:dequeue'] as const) stream.on(event, () => endless.refresh())
  const hear = ({ file, message }: { file?: string | undefined; message: string }) => {
    if (file !== undefined) said.set(file, (said.get(file) ?? '') + message)
  }
  stream.on('test:stdout', hear)
  stream.on('test:stderr', hear)
  stream.on('test:pass', ({ name, file, skip, todo, details }) => {
    reports.push({ verdict: 'pass', name, file: file ?? '', suite: details.type === 'suite', skip, todo })
  })
  stream.on('test:fail', ({ name, file, skip, todo, details }) => {
    const failureType = 'failureType' in details.error ? String(details.error.failureType) : undefined
    const detail = details.error.cause ?? details.error
    reports.push({
      verdict: 'fail',
      name,
      file: file ?? '',
      suite: details.type === 'suite',
      skip,
      todo,
      failureType,
      detail: told(detail),
    })
  })
  stream.resume()
  await new Promise<void>((done, fail) => stream.once('end', done).once('error', fail))
  clearTimeout(endless)
  const outcome = tally(reports)
  return {
    ...outcome,
    failures: outcome.failures.map(({ title, where, detail }) => {
      // The file's own words help only when it died before a test could speak for itself.
      const words = title === 'the file did not run to its end' ? lastLines(said.get(where) ?? '', 30) : ''
      return { title, where: relative(how.house, where), detail: [detail, words].filter((part) => part !== '').join('\n') }
    }),
  }
}

/** An error as its author would want to read it: the message, where in our own code, what caused it. */
function told(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : typeof error === 'string' ? error : inspect(error, { depth: 3 })
  const lines = text.split('\n').filter((line) => !/^\s+at .*(node:internal|node_modules)/.test(line))
  const cause = error instanceof Error && error.cause !== undefined ? `\ncaused by: ${told(error.cause)}` : ''
  return lines.slice(0, 60).join('\n') + cause
}

function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n')
}
