/**
 * Who may import whom, in one place (docs: the drawing in docs/architecture.md).
 *
 *   app.ts, cli.ts and their kind know everything; no room knows them
 *   demo/                        the synthetic borough
 *   arrangements/                one folder each, strangers to one another
 *   core/                        what every arrangement stands on
 *   platform/                    the ground, knows nothing of safeguarding
 *
 * A room (a folder in core or arrangements) has one door, its index.ts. Core is one floor: its rooms may read each
 * other's pure files. `src/rulebook.ts` opens each room's handbook.ts, the rules that anyone can try without a
 * database. Tests may look through every window.
 */
import assert from 'node:assert/strict'
import { cruise, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser'

const tests = '\\.test\\.tsx?$|^src/platform/testing/'

const insideARoom = '^src/(core|arrangements)/[^/]+/'
const door = '^src/(core|arrangements)/[^/]+/index\\.tsx?$'
const oneDoor = 'Enter a room through its index.ts: what it does not offer there it may change any day.'

const rules: IFlattenedRuleSet = {
  forbidden: [
    {
      name: 'platform-is-the-ground',
      comment: 'The platform knows nothing of safeguarding: hand in what it needs, or move the idea up to core.',
      severity: 'error',
      from: { path: '^src/platform/', pathNot: tests },
      to: { path: '^src/(core|arrangements|demo)/' },
    },
    {
      name: 'core-knows-no-arrangement',
      comment: 'Core carries facts (a task, an event, a concern kind) that arrangements react to; it never calls them.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: tests },
      to: { path: '^src/(arrangements|demo)/' },
    },
    {
      name: 'arrangements-are-strangers',
      comment: 'What two arrangements need moves down to core; or app.ts connects them in one line.',
      severity: 'error',
      from: { path: '^src/arrangements/([^/]+)/', pathNot: tests },
      to: { path: '^src/arrangements/', pathNot: '^src/arrangements/$1/' },
    },
    {
      name: 'arrangements-know-no-demo',
      comment: 'The demo tells stories about arrangements; an arrangement that needs the demo cannot run without it.',
      severity: 'error',
      from: { path: '^src/arrangements/', pathNot: tests },
      to: { path: '^src/demo/' },
    },
    {
      name: 'rooms-have-one-door',
      comment: oneDoor,
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/core/|^src/arrangements/[^/]+/|^src/rulebook\\.ts$|${tests}` },
      to: { path: insideARoom, pathNot: door },
    },
    {
      name: 'rooms-have-one-door',
      comment: oneDoor,
      severity: 'error',
      from: { path: '^src/arrangements/([^/]+)/', pathNot: tests },
      to: { path: insideARoom, pathNot: `${door}|^src/arrangements/$1/` },
    },
    {
      name: 'rooms-have-one-door',
      comment: 'The rulebook opens what a room lets people try, its handbook.ts, and nothing else in it.',
      severity: 'error',
      from: { path: '^src/rulebook\\.ts$' },
      to: { path: insideARoom, pathNot: `${door}|/handbook\\.ts$` },
    },
    {
      name: 'core-rooms-share-values-only',
      comment: 'Within core a room may read the pure files of another (schema, rules, values); what it does is behind its index.ts.',
      severity: 'error',
      from: { path: '^src/core/([^/]+)/', pathNot: tests },
      to: { path: '^src/core/.+/(?:store|routes|views|texts|jobs|commands|handbook)\\.tsx?$', pathNot: '^src/core/$1/' },
    },
    {
      name: 'rules-are-pure',
      comment: 'A rule takes values and gives a value: what it needs from the database, the disk or the network is handed in.',
      severity: 'error',
      from: { path: '^src/(core|arrangements)/.*/(?:rules|schema)\\.ts$' },
      to: {
        path: '^src/platform/(?:db|http|files|mail|jobs|config)\\b|/(?:store|routes|views)\\.tsx?$|^(?:node:)?(?:fs|net|http|https|child_process|process)\\b',
      },
    },
    {
      name: 'nothing-imports-the-top',
      comment: 'The files at the top of src connect the rooms; what a room needs from them is handed in.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: tests },
      to: { path: '^src/[^/]+\\.tsx?$' },
    },
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one idea, or one of them is on the wrong floor.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'tests-stay-outside',
      comment: 'What ships must not import tests or what only tests need.',
      severity: 'error',
      from: { path: '^src/', pathNot: tests },
      to: { path: `^tests/|${tests}` },
    },
    {
      name: 'no-packages-for-development',
      comment: 'A package in devDependencies is not installed where Lapwing runs.',
      severity: 'error',
      from: { path: '^src/', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'] },
    },
    {
      name: 'every-import-resolves',
      comment: 'A relative path with its extension, or a package named in package.json.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
}

/** An import that breaks a rule. `to` as written where it leads nowhere; a package begins with `node_modules/`. */
type Breach = Readonly<{ rule: string; from: string; to: string; advice: string }>

export type Layers = Readonly<{
  breaches: readonly Breach[]
  /** Every import seen, as `from -> to`; to prove that the checker is not blind. */
  edges: ReadonlySet<string>
}>

/** Looks at every import under `src/` of a house. `house`: the folder that holds it. */
export async function checkLayers(house: string): Promise<Layers> {
  const { output } = await cruise(['src'], {
    baseDir: house,
    ruleSet: rules,
    validate: true,
    parser: 'swc', // TypeScript 7 has no compiler API: with the default parser nothing in a .ts file is seen
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.json'],
    },
  })
  assert(typeof output === 'object', 'dependency-cruiser gave text where a result was expected')
  return { breaches: breachesOf(output), edges: edgesOf(output) }
}

function breachesOf({ summary }: ICruiseResult): Breach[] {
  return summary.violations.map(({ rule, from, to, cycle }) => {
    const comment = rules.forbidden?.find(({ name }) => name === rule.name)?.comment ?? ''
    const circle = cycle === undefined ? '' : ` The circle: ${[from, ...cycle.map(({ name }) => name)].join(' -> ')}.`
    return { rule: rule.name, from, to: to.replace(/^.*(?=node_modules\/)/, ''), advice: `${comment}${circle}` }
  })
}

function edgesOf({ modules }: ICruiseResult): Set<string> {
  return new Set(modules.flatMap(({ source, dependencies }) => dependencies.map(({ resolved }) => `${source} -> ${resolved}`)))
}
