/** What the suite runs, in which order, and which test file belongs where. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type CommandPhase = Readonly<{ kind: 'command'; name: string; command: readonly [program: string, ...args: string[]]; fix: string }>
export type TestPhase = Readonly<{
  kind: 'tests'
  name: TestPhaseName
  browser: boolean
  /** From the day this path exists the phase must run at least one test: a phase that finds nothing proves nothing. */
  requiredOnce: string
  /** What one test may take, in milliseconds. */
  timeout: number
}>
export type Phase = CommandPhase | TestPhase
export type TestPhaseName =
  | 'layers'
  | 'house rules'
  | 'words'
  | 'unit tests'
  | 'database tests'
  | 'access matrix'
  | 'browser journeys'
  | 'accessibility'

const minutes = 60_000

export const phases: readonly Phase[] = [
  { kind: 'command', name: 'format and lint', command: ['biome', 'check', '--error-on-warnings', '.'], fix: 'biome check --write .' },
  { kind: 'command', name: 'types', command: ['tsc', '--noEmit', '-p', '.'], fix: 'tsc --noEmit -p .' },
  { kind: 'command', name: 'unused code', command: ['knip', '--no-progress'], fix: 'knip' },
  { kind: 'tests', name: 'layers', browser: false, requiredOnce: 'src', timeout: 2 * minutes },
  { kind: 'tests', name: 'house rules', browser: false, requiredOnce: 'src', timeout: 2 * minutes },
  { kind: 'tests', name: 'words', browser: false, requiredOnce: 'src/core/words', timeout: 2 * minutes },
  { kind: 'tests', name: 'unit tests', browser: false, requiredOnce: 'src', timeout: 5 * minutes },
  { kind: 'tests', name: 'database tests', browser: false, requiredOnce: 'tests/support/database.ts', timeout: 10 * minutes },
  { kind: 'tests', name: 'access matrix', browser: false, requiredOnce: 'src/core/access', timeout: 10 * minutes },
  { kind: 'tests', name: 'browser journeys', browser: true, requiredOnce: 'src', timeout: 15 * minutes },
  { kind: 'tests', name: 'accessibility', browser: true, requiredOnce: 'src/app.ts', timeout: 15 * minutes },
]

/** A test file in the wrong place, told in a sentence for its author. */
export class MisplacedTestError extends Error {}

/**
 * Where a test file runs: by its folder under `tests/`, by its name, else by what it imports.
 * @throws MisplacedTestError when it opens a browser under a name that a quick run would not leave out.
 */
export function phaseOf(path: string, source: string): TestPhaseName {
  const browser = /\.(journey|accessibility)\.test\.tsx?$/.exec(path)?.[1]
  if (browser === 'journey') return 'browser journeys'
  if (browser === 'accessibility') return 'accessibility'
  if (imports(source, 'platform/testing/browser')) {
    throw new MisplacedTestError(
      `${path} opens a browser: name it *.journey.test.ts or *.accessibility.test.ts, so that --quick can leave it out.`,
    )
  }
  if (path.startsWith('tests/layers/')) return 'layers'
  if (path.startsWith('tests/house/')) return 'house rules'
  if (path.startsWith('tests/words/')) return 'words'
  if (path.startsWith('tests/access/')) return 'access matrix'
  return usesDatabase(source) ? 'database tests' : 'unit tests'
}

/** Whether a test file needs the suite's PostgreSQL. */
function usesDatabase(source: string): boolean {
  return imports(source, 'tests/support/database') || imports(source, 'support/database')
}

function imports(source: string, tool: string): boolean {
  return new RegExp(`^(?:import\\b|\\}).* from '[^']*${tool}\\.ts'`, 'm').test(source)
}

export type TestFile = Readonly<{ path: string; phase: TestPhaseName; database: boolean }>

/**
 * Every test file of a house, the longest first: what takes long is mostly long, and a file that takes minutes must not be
 * begun last, when all other cores are done. `only` keeps those whose path holds that text.
 */
export function findTests(house: string, only?: string): TestFile[] {
  return globSync(['src/**/*.test.{ts,tsx}', 'tests/**/*.test.{ts,tsx}'], { cwd: house, exclude: ['tests/layers/broken-house/**'] })
    .sort()
    .filter((path) => only === undefined || path.includes(only))
    .map((path) => ({ path, source: readFileSync(join(house, path), 'utf8') }))
    .sort((one, other) => other.source.length - one.source.length)
    .map(({ path, source }) => ({ path, phase: phaseOf(path, source), database: usesDatabase(source) }))
}

export function isRequired(phase: TestPhase, house: string): boolean {
  return existsSync(join(house, phase.requiredOnce))
}
