/** What came of a phase. `failed` counts `failures`. */
export type Outcome = Readonly<{
  passed: number
  failures: readonly Failure[]
  /** Not passed and not counted as passed; each makes the run red. */
  skipped: readonly string[]
  /** Steps that this machine cannot do, where the test ran its stated alternative instead. Not red. */
  alternatives: readonly string[]
}>
export type Failure = Readonly<{ title: string; where: string; detail: string }>

export const nothing: Outcome = { passed: 0, failures: [], skipped: [], alternatives: [] }

export function joined(outcomes: readonly Outcome[]): Outcome {
  return {
    passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
    failures: outcomes.flatMap(({ failures }) => failures),
    skipped: outcomes.flatMap(({ skipped }) => skipped),
    alternatives: outcomes.flatMap(({ alternatives }) => alternatives),
  }
}

/** Green only when something passed, nothing failed, and nothing was left out without an alternative. */
export function isGreen({ passed, failures, skipped }: Outcome): boolean {
  return passed > 0 && failures.length === 0 && skipped.length === 0
}

/** A part of what `TestsStream` tells about one test: enough to count it. */
export type TestReport = Readonly<{
  verdict: 'pass' | 'fail'
  name: string
  file: string
  suite: boolean
  /** True, or the reason given. */
  skip?: boolean | string | undefined
  todo?: boolean | string | undefined
  failureType?: string | undefined
  detail?: string | undefined
}>

/** What the reason of a skip begins with when the test ran something else in place of it, and says what. */
const alternative = 'alternative: '

/**
 * Counts what one run of test files reported. A file that crashed, or that held no test at all, is a failure; a
 * suite or a parent whose only fault is a failed child is not counted again.
 */
export function tally(reports: readonly TestReport[]): Outcome {
  let passed = 0
  const failures: Failure[] = []
  const skipped: string[] = []
  const alternatives: string[] = []
  for (const { verdict, name, file, suite, skip, todo, failureType, detail } of reports) {
    const wholeFile = name === file || file.endsWith(name) // node reports a file itself when it crashed or held no test
    if (verdict === 'fail' && todo === undefined) {
      if (failureType !== 'subtestsFailed')
        failures.push({ title: wholeFile ? 'the file did not run to its end' : name, where: file, detail: detail ?? '' })
    } else if (suite) {
      // Its tests were counted.
    } else if (wholeFile) {
      failures.push({ title: 'the file holds no test', where: file, detail: '' })
    } else if (typeof skip === 'string' && skip.startsWith(alternative)) {
      alternatives.push(`${name}: ${skip.slice(alternative.length)}`)
    } else if ((skip !== undefined && skip !== false) || (todo !== undefined && todo !== false)) {
      skipped.push(`${name} (${file}): ${[skip, todo].find((reason) => typeof reason === 'string') ?? 'no reason given'}`)
    } else {
      passed += 1
    }
  }
  return { passed, failures, skipped, alternatives }
}
