/** How long records are kept (handbook/law.md section 14). Only dates: a human reviews, and what is disposed of is another room's. */
import { z } from 'zod'
import { addMonths, type LocalDate, later } from '../clocks/index.ts'
import { ageOn, birthday } from '../people/ages.ts'
import { provenance } from '../reference/provenance.ts'

const checked = provenance.pick({ basis: true, mark: true, source: true })

/** The form of reference/retention.yaml. */
export const retentionPolicy = provenance.extend({
  exploitationCase: checked.extend({ birthday: z.int().positive(), monthsAfterClosing: z.int().positive() }),
  lookedAfterChild: checked.extend({
    birthday: z.int().positive(),
    diedBeforeAge: z.int().positive(),
    monthsAfterDeath: z.int().positive(),
  }),
  anonymousReport: checked.extend({ monthsAfterClosing: z.int().positive() }),
})
export type RetentionPolicy = Readonly<z.infer<typeof retentionPolicy>>

/** When a review of disposal is due, unless something holds the record: then since when, and no date that looks due. */
export type Retention = Readonly<{ kind: 'review'; on: LocalDate }> | Readonly<{ kind: 'on_hold'; since: LocalDate }>

/** @param heldSince the first day of a legal hold, an inquiry or a live case; null: nothing holds it. @source handbook/law.md R90 */
export function unlessHeld(on: LocalDate, heldSince: LocalDate | null): Retention {
  return heldSince === null ? { kind: 'review', on } : { kind: 'on_hold', since: heldSince }
}

/**
 * A child's exploitation case, not looked after: the later of the birthday and so long after closing.
 * @throws RangeError when it closed before the birth. @source handbook/law.md R88
 */
export function reviewOfCase(dateOfBirth: LocalDate, closedOn: LocalDate, { exploitationCase }: RetentionPolicy): LocalDate {
  if (closedOn < dateOfBirth) throw new RangeError(`the case closed (${closedOn}) before the birth (${dateOfBirth})`)
  return later(birthday(dateOfBirth, exploitationCase.birthday), addMonths(closedOn, exploitationCase.monthsAfterClosing))
}

/**
 * A looked-after child's record: the birthday, or so long after a death before that age. A death later changes nothing.
 * @throws BeforeBirthError when the death lies before the birth. @source handbook/law.md R89
 */
export function reviewOfLookedAfter(dateOfBirth: LocalDate, diedOn: LocalDate | null, { lookedAfterChild }: RetentionPolicy): LocalDate {
  if (diedOn !== null && ageOn(dateOfBirth, diedOn) < lookedAfterChild.diedBeforeAge)
    return addMonths(diedOn, lookedAfterChild.monthsAfterDeath)
  return birthday(dateOfBirth, lookedAfterChild.birthday)
}

/** An anonymous report with which nothing could be done is deleted on this day. @source handbook/law.md R90 */
export function anonymousReportGoes(closedOn: LocalDate, { anonymousReport }: RetentionPolicy): LocalDate {
  return addMonths(closedOn, anonymousReport.monthsAfterClosing)
}
