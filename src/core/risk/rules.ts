/**
 * What the answers to the indicators suggest (handbook/law.md section 5). The tool never sets a level: a named
 * person judges first and then sees this. Weights, floors and cuts are one versioned file, kept with the decision.
 *
 *   answers ──► min … max points ──► band from points ─┐
 *           └─► floors of critical indicators ─────────┴─► suggestion (the higher of the two)
 *
 * An unknown answer counts 0 in `min` and in full in `max`: it is never read as "no".
 */
import { z } from 'zod'
import { type Clocks, type Deadline, dueBy, type LocalDate, type WorkingCalendar } from '../clocks/index.ts'
import { provenance } from '../reference/provenance.ts'

/** The levels of harm, lowest first. Keys; what the screen calls them is a setting. */
export const riskLevels = ['emerging', 'moderate', 'significant'] as const
export type RiskLevel = (typeof riskLevels)[number]
export const riskLevel = z.enum(riskLevels)

/** `yes_recent`: within 6 months. */
export const indicatorAnswer = z.enum(['yes_recent', 'yes_past', 'no', 'unknown'])
export type IndicatorAnswer = z.infer<typeof indicatorAnswer>

/** The form of reference/risk.yaml. */
export const riskPolicy = provenance.extend({
  cuts: z.object({ emerging: z.number(), moderate: z.number(), significant: z.number() }),
  tooLittleKnownAbovePercent: z.number().min(0).max(100),
  suggestNothingAlone: z.array(z.string()),
  domains: z.record(z.string(), z.string()),
  indicators: z.array(
    z.object({ id: z.string().regex(/^[A-Z]\d+$/), words: z.string().min(1), weight: z.number().positive(), floor: riskLevel.optional() }),
  ),
})
export type RiskPolicy = Readonly<z.infer<typeof riskPolicy>>

export type PointsBand = 'none' | RiskLevel | 'too_little_known'

export type RiskSuggestion = Readonly<{
  /** Points that the answers give at least and at most, in halves. */
  min: number
  max: number
  pointsBand: PointsBand
  /** `none`: the answers suggest no level. Null: too little is known to suggest anything, which is not "no risk". */
  suggestion: 'none' | RiskLevel | null
  /** The highest critical floor that holds, and the indicators that set it. */
  floor: RiskLevel | null
  floorFrom: readonly string[]
  /** The band that the unknown answers could still reach, where it is higher than the band from points. */
  couldBeUpTo: RiskLevel | null
  unknown: number
  questions: number
  policyVersion: string
}>

/**
 * The suggestion from one set of answers. An indicator without an answer is unknown.
 * @throws RangeError for an answer to an indicator that this version does not have
 * @source handbook/law.md 5.2, R61, R62
 */
export function suggestLevel(answers: Readonly<Record<string, IndicatorAnswer>>, policy: RiskPolicy): RiskSuggestion {
  const known = new Set(policy.indicators.map((indicator) => indicator.id))
  for (const id of Object.keys(answers)) if (!known.has(id)) throw new RangeError(`${policy.version} has no indicator ${id}`)

  const answered = policy.indicators.map((indicator) => ({ ...indicator, answer: answers[indicator.id] ?? 'unknown' }))
  const min = sum(answered.map(({ weight, answer }) => weight * shareOfWeight(answer, 0)))
  const max = sum(answered.map(({ weight, answer }) => weight * shareOfWeight(answer, 1)))
  const unknown = answered.filter(({ answer }) => answer === 'unknown').length
  const yes = answered.filter(({ answer }) => answer === 'yes_recent' || answer === 'yes_past')
  const critical = answered.filter(({ answer, floor }) => floor !== undefined && answer === 'yes_recent')
  const floor = highest(critical.map((indicator) => indicator.floor ?? null))
  const tooLittleKnown = unknown * 100 > policy.tooLittleKnownAbovePercent * policy.indicators.length
  const pointsBand = tooLittleKnown ? 'too_little_known' : bandOf(min, policy)
  const onlyCompanyAndClothes = yes.length > 0 && yes.every(({ id }) => policy.suggestNothingAlone.includes(id))

  return {
    min,
    max,
    pointsBand,
    suggestion: suggestionFrom(pointsBand, floor, onlyCompanyAndClothes),
    floor,
    floorFrom: critical.filter((indicator) => indicator.floor === floor).map(({ id }) => id),
    couldBeUpTo: couldBe(bandOf(max, policy), pointsBand),
    unknown,
    questions: policy.indicators.length,
    policyVersion: policy.version,
  }
}

function suggestionFrom(pointsBand: PointsBand, floor: RiskLevel | null, onlyCompanyAndClothes: boolean): 'none' | RiskLevel | null {
  // Too little known comes first: "none" from a page of unanswered questions would read as reassurance.
  if (pointsBand === 'too_little_known') return floor
  if (onlyCompanyAndClothes) return floor ?? 'none'
  return highest([pointsBand === 'none' ? null : pointsBand, floor]) ?? 'none'
}

/** Half the weight for the past; an unknown takes none in the lower bound and all in the upper. */
function shareOfWeight(answer: IndicatorAnswer, ofUnknown: 0 | 1): number {
  switch (answer) {
    case 'yes_recent':
      return 1
    case 'yes_past':
      return 0.5
    case 'no':
      return 0
    case 'unknown':
      return ofUnknown
  }
}

/**
 * The band that so many points fall in.
 * @throws RangeError for negative points or no number
 * @source handbook/law.md 5.2, R63
 */
export function bandOf(points: number, policy: RiskPolicy): 'none' | RiskLevel {
  if (!(points >= 0)) throw new RangeError(`points are a number from 0, not ${points}`)
  return highest(riskLevels.filter((level) => points >= policy.cuts[level])) ?? 'none'
}

function couldBe(bandOfMax: 'none' | RiskLevel, pointsBand: PointsBand): RiskLevel | null {
  if (bandOfMax === 'none') return null
  const reached = pointsBand === 'too_little_known' ? 'none' : pointsBand
  return rankOf(bandOfMax) > rankOf(reached) ? bandOfMax : null
}

/** What somebody can decide. `not_identified` is a decision; `not_assessed` is the want of one and can't be decided. */
export const decidedLevel = z.enum(['none', 'not_identified', ...riskLevels])
export type DecidedLevel = z.infer<typeof decidedLevel>

/** A reason of at least so many characters, without the spaces around it, to decide below the suggestion. */
export const REASON_MIN_CHARACTERS = 20

/**
 * Whether a decision beside the suggestion is complete. Every level is set with a reason; one below the suggestion
 * needs a manager's countersign as well and is a draft until then. Where nothing could be suggested, there is
 * nothing to be below. The length of the reason is the page's to check: here it is given or not.
 * @source handbook/law.md 5.1, 5.2, R64
 */
export function savedAs(
  suggested: 'none' | RiskLevel | null,
  decided: DecidedLevel,
  given: Readonly<{ reason: boolean; countersigned: boolean }>,
): 'draft' | 'decision' {
  if (!given.reason) return 'draft'
  const isLower = suggested !== null && rankOf(decided) < rankOf(suggested)
  return isLower && !given.countersigned ? 'draft' : 'decision'
}

/** What the police said when asked about a marker; we hold no copy of it. */
export type PncAdvised = 'yes' | 'no' | 'not_asked'

/**
 * An advised marker asks people to "consider high" and does nothing else: no points, no level (law R66). Past the
 * day it should have been asked about again, it no longer prompts.
 * @source handbook/law.md section 8
 */
export function pncPrompt(advised: PncAdvised, recheck?: Readonly<{ reviewBy: LocalDate; today: LocalDate }>): boolean {
  return advised === 'yes' && (recheck === undefined || recheck.today <= recheck.reviewBy)
}

/** Review of a confirmed level: 28, 42 or 84 days, on the last working day on or before. @source handbook/law.md V2, R68 */
export function reviewDeadline(level: RiskLevel, confirmedOn: LocalDate, clocks: Clocks, calendar: WorkingCalendar): Deadline {
  return dueBy(`V2-${level}`, confirmedOn, { clocks, calendar })
}

/** The latest day on which a PNC marker must be asked about again. @source handbook/law.md V3, R69 */
export function pncRecheckDeadline(advisedOn: LocalDate, clocks: Clocks, calendar: WorkingCalendar): Deadline {
  return dueBy('V3', advisedOn, { clocks, calendar })
}

/** A later day than the latest is refused, an earlier one is fine; a re-check before the advice is a slip. @source law R69 */
export function isRecheckAllowed(reviewBy: LocalDate, advisedOn: LocalDate, clocks: Clocks, calendar: WorkingCalendar): boolean {
  return reviewBy >= advisedOn && reviewBy <= pncRecheckDeadline(advisedOn, clocks, calendar).dueOn
}

/** -1 for nothing identified, then 0, 1, 2: for comparing levels, never for showing. */
export function rankOf(level: DecidedLevel): number {
  return level === 'none' || level === 'not_identified' ? -1 : riskLevels.indexOf(level)
}

function highest(levels: readonly (RiskLevel | null)[]): RiskLevel | null {
  return levels.reduce<RiskLevel | null>(
    (best, level) => (level !== null && (best === null || rankOf(level) > rankOf(best)) ? level : best),
    null,
  )
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
