import { z } from 'zod'

/** Who told us: never a private talk with a solicitor. */
export const interviewSources = ['solicitor', 'appropriate_adult', 'officer'] as const
const threeAnswers = z.enum(['yes', 'no', 'not_known'])

/**
 * The three facts of an interview (A13): codes, sources and times and nothing else. There is no field for words, because what
 * somebody may have said about the act is never written down here; anything more than these keys is refused.
 * @source handbook/law.md sections 3 and 4.3, R52
 */
export const interviewFacts = z
  .strictObject({
    /** Was there an opportunity to raise section 45? */
    opportunity: threeAnswers,
    raised: z.enum(['raised', 'not_raised', 'declined_to_say', 'not_known']),
    /** Was it considered? Only where it was raised. */
    considered: threeAnswers.optional(),
    consideredBy: z.enum(interviewSources).optional(),
    solicitorPresent: threeAnswers,
    appropriateAdultPresent: threeAnswers,
    source: z.enum(interviewSources),
    toldAt: z.iso.datetime({ offset: true }),
  })
  .refine((facts) => facts.raised === 'raised' || (facts.considered === undefined && facts.consideredBy === undefined), {
    path: ['considered'],
    message: 'Only what was raised can have been considered',
  })
export type InterviewFacts = Readonly<z.infer<typeof interviewFacts>>
