import { z } from 'zod'
import { recordClasses } from '../access/roles.ts'
import { clock } from '../clocks/deadline.ts'
import { timeOfDay } from '../clocks/schema.ts'
import { basis, mark, provenance } from '../reference/provenance.ts'

const key = z.string().regex(/^[a-z][a-z0-9_]*$/)
const stepId = z.string().regex(/^[A-Z]{1,3}\d{2}$/)

export const exceptionCodes = [
  'not_applicable',
  'done_by_other_agency',
  'person_declined',
  'outside_our_power',
  'overtaken_by_events',
  'too_late',
] as const
export const exceptionCode = z.enum(exceptionCodes)
export type ExceptionCode = z.infer<typeof exceptionCode>

const counted = clock.pick({ unit: true, amount: true }).extend({ dueLocalTime: timeOfDay.optional(), words: z.string().optional() })
/**
 * When a step is due. `from`: counted from an event. `after`: counted from when another step was done. `at`: by the time of an
 * event; where it was not, `else` counts from that event, and from the start while nobody knows when the event is.
 */
const due = z.union([
  counted.extend({ from: key }).strict(),
  counted.extend({ after: stepId }).strict(),
  z.strictObject({ at: key, else: counted.omit({ words: true }).strict().optional(), words: z.string().optional() }),
])

const step = z.strictObject({
  id: stepId,
  name: z.string().min(1),
  /** The role that owes it, as the field says it. */
  owner: z.string().min(1),
  /** Who may read its evidence. */
  class: z.enum(recordClasses),
  due,
  basis,
  mark,
  source: z.string().min(1),
  evidence: z.string().min(1),
  usualExceptions: z.array(exceptionCode).default([]),
  note: z.string().optional(),
  /** Off by rule when the fact of the run is this. A fact that is not known takes nothing off. */
  notApplicable: z.array(z.strictObject({ fact: key, is: key, because: z.string().min(1) })).default([]),
})
export type Step = Readonly<z.infer<typeof step>>

/** The form of a file in reference/procedures. */
export const procedure = provenance
  .extend({
    id: key,
    name: z.string().min(1),
    signOff: stepId,
    exceptions: z.array(exceptionCode).min(1),
    /** The rule of the handbook that its dates follow. */
    rule: z.string().min(1),
    /** In words, as they stand after "waits for"; `start` is what begins it. */
    events: z.record(key, z.string().min(1)),
    facts: z.record(key, z.object({ name: z.string().min(1), values: z.record(key, z.string().min(1)) })),
    steps: z.array(step).min(1),
  })
  .superRefine((of, context) => {
    const issue = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message })
    const ids = of.steps.map(({ id }) => id)
    if (of.events['start'] === undefined) issue(['events'], 'a procedure begins with an event named start')
    if (!ids.includes(of.signOff)) issue(['signOff'], `there is no step ${of.signOff}`)
    for (const [i, { id, due, usualExceptions, notApplicable }] of of.steps.entries()) {
      if (ids.indexOf(id) !== i) issue(['steps', i, 'id'], `${id} stands there twice`)
      // only earlier steps: so that no two can wait for each other
      if ('after' in due && !ids.slice(0, i).includes(due.after)) issue(['steps', i, 'due'], `there is no earlier step ${due.after}`)
      const event = 'from' in due ? due.from : 'at' in due ? due.at : 'start'
      if (of.events[event] === undefined) issue(['steps', i, 'due'], `there is no event ${event}`)
      for (const code of usualExceptions)
        if (!of.exceptions.includes(code)) issue(['steps', i, 'usualExceptions'], `${code} is no exception of this procedure`)
      for (const { fact, is } of notApplicable)
        if (of.facts[fact]?.values[is] === undefined) issue(['steps', i, 'notApplicable'], `${fact} can't be ${is}`)
    }
  })
export type Procedure = Readonly<z.infer<typeof procedure>>
/** By id, all that reference/procedures holds. */
export type Procedures = ReadonlyMap<string, Procedure>
