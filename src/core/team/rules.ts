// What a team's page works out: shares of few, ages of what is overdue, and what each worker carries.
import { riskLevel } from '../risk/rules.ts'
import { type Load, load, type WorkloadPolicy } from '../workload/index.ts'

export type Share = Readonly<{ kind: 'few' } | { kind: 'share'; percent: number; low: number; high: number }>

/** Under this many, a share says more than is known: counts only. @source handbook/law.md section 16 (4) */
const fewestForShare = 10

/**
 * How many of how many, as a share with the range it likely lies in (Wilson's interval, 95%), in whole percent.
 * `few` under ten: then only the counts are shown.
 * @throws RangeError when `met` is not between 0 and `of`
 */
export function shareOf(met: number, of: number): Share {
  if (met < 0 || met > of) throw new RangeError(`${met} of ${of} is no share`)
  if (of < fewestForShare) return { kind: 'few' }
  const z = 1.959964
  const p = met / of
  const middle = (p + (z * z) / (2 * of)) / (1 + (z * z) / of)
  const half = (z * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of))) / (1 + (z * z) / of)
  const percent = (share: number) => Math.round(Math.min(1, Math.max(0, share)) * 100)
  return { kind: 'share', percent: percent(p), low: percent(middle - half), high: percent(middle + half) }
}

export const ages = ['days1', 'days3', 'days7', 'days14'] as const
export type Age = (typeof ages)[number]

/** Which band of age so many days overdue fall in: 1 to 2, 3 to 6, 7 to 13, 14 and more. The bands are a local default. */
export function ageOf(daysOverdue: number): Age {
  if (daysOverdue >= 14) return 'days14'
  if (daysOverdue >= 7) return 'days7'
  return daysOverdue >= 3 ? 'days3' : 'days1'
}

/** What is read of one open case to know what it takes. */
export type CaseWeight = Readonly<{
  caseId: string
  /** A key of the risk levels, or anything else that was confirmed (nothing found). */
  level: string
  isConfirmed: boolean
  openedAt: Date
  farAway: boolean
  nrmOrCourt: boolean
  interpreter: boolean
  /** The people it is about. */
  subjects: readonly string[]
}>

export type Worker = Readonly<{ fteHundredths: number; isFirstYear: boolean }>

/** The level a case counts at: the top one until a level is confirmed; where nothing was found, the lowest (local choice). */
export function countedLevel({ level, isConfirmed }: Pick<CaseWeight, 'level' | 'isConfirmed'>): 'significant' | 'moderate' | 'emerging' {
  if (!isConfirmed) return 'significant'
  const parsed = riskLevel.safeParse(level)
  return parsed.success ? parsed.data : 'emerging'
}

/** The first four weeks: 28 days of 24 hours from opening. */
export function isInFirstWeeks(openedAt: Date, now: Date): boolean {
  return now.getTime() - openedAt.getTime() < 28 * 24 * 3_600_000
}

/** Groups of at least two brothers or sisters among these people, or people whom one case is about together. */
export function siblingGroups(cases: readonly Pick<CaseWeight, 'subjects'>[], siblings: readonly (readonly [string, string])[]): number {
  const group = new Map<string, string>()
  const rootOf = (person: string): string => {
    const up = group.get(person)
    return up === undefined || up === person ? person : rootOf(up)
  }
  const people = new Set(cases.flatMap(({ subjects }) => subjects))
  for (const person of people) group.set(person, person)
  const join = (a: string, b: string) => {
    if (people.has(a) && people.has(b)) group.set(rootOf(a), rootOf(b))
  }
  for (const { subjects } of cases) for (const other of subjects.slice(1)) join(subjects[0] ?? other, other)
  for (const [a, b] of siblings) join(a, b)
  const sizes = new Map<string, number>()
  for (const person of people) sizes.set(rootOf(person), (sizes.get(rootOf(person)) ?? 0) + 1)
  return [...sizes.values()].filter((size) => size > 1).length
}

/** What a worker carries with these cases. @source handbook/law.md section 7, R75 to R78 */
export function loadOf(
  worker: Worker,
  cases: readonly CaseWeight[],
  siblings: readonly (readonly [string, string])[],
  now: Date,
  policy: WorkloadPolicy,
): Load {
  const count = (is: (one: CaseWeight) => boolean) => cases.filter(is).length
  return load(
    {
      fte: worker.fteHundredths / 100,
      firstYear: worker.isFirstYear,
      significant: count((one) => countedLevel(one) === 'significant'),
      moderate: count((one) => countedLevel(one) === 'moderate'),
      emerging: count((one) => countedLevel(one) === 'emerging'),
      farAway: count((one) => one.farAway),
      nrmOrCourt: count((one) => one.nrmOrCourt),
      siblingGroups: siblingGroups(cases, siblings),
      firstFourWeeks: count((one) => isInFirstWeeks(one.openedAt, now)),
      interpreter: count((one) => one.interpreter),
    },
    policy,
  )
}
