// What other systems can ask for. Each line is one thing; its schemas are in schema.ts.
import { type Endpoint, endpoint, Problem } from '../../core/api/index.ts'
import { londonDateOf } from '../../core/clocks/index.ts'
import { concernKinds, findConcern, sendConcern } from '../../core/concerns/index.ts'
import { notThere } from '../../core/house/index.ts'
import { normalIdentifier } from '../../core/matching/index.ts'
import { sendingOf } from './rules.ts'
import { concernStanding, concernTaken, lookedUp, lookUp, newConcern } from './schema.ts'
import { contactsByIdentifier, ownConcernId } from './store.ts'
import { t } from './texts.ts'

export const endpoints: readonly Endpoint[] = [
  endpoint({
    method: 'post',
    path: '/concerns',
    event: 'api.concern_sent',
    scope: 'concerns.send',
    get summary() {
      return t('endpoint.send')
    },
    body: newConcern,
    isOnce: true,
    status: 201,
    answer: concernTaken,
    serve: async ({ tx, body, caller, now, house, audit }) => {
      const today = londonDateOf(now)
      const kinds = await concernKinds(tx)
      const problems = [
        // one about staff is read by a named officer only, who must be able to ring back a colleague
        ...(kinds.some(({ code, goesTo }) => code === body.kind && goesTo === 'triage')
          ? []
          : [{ pointer: '/kind', detail: t('problem.kind') }]),
        ...(body.seenOn !== undefined && body.seenOn > today ? [{ pointer: '/seenOn', detail: t('problem.future') }] : []),
        ...body.people.flatMap(({ bornOn }, place) =>
          bornOn !== undefined && bornOn > today ? [{ pointer: `/people/${place}/bornOn`, detail: t('problem.future') }] : [],
        ),
      ]
      if (problems.length > 0) throw new Problem(422, 'not-valid', { errors: problems })
      const sent = await sendConcern(tx, body.kind, sendingOf(body, caller.agencyName, today), now, house.reference)
      if (sent.kind === 'nobody_there') throw new Problem(503, 'nobody-there')
      audit.about('concern', sent.id)
      return { status: 201, body: { reference: sent.reference, receivedAt: now.toISOString() } }
    },
  }),
  {
    method: 'get',
    path: '/concerns/{reference}',
    event: 'api.concern_read',
    scope: 'concerns.read',
    get summary() {
      return t('endpoint.standing')
    },
    status: 200,
    answer: concernStanding,
    serve: async ({ tx, params, audit }) => {
      const id = await ownConcernId(tx, params['reference'] ?? '')
      const concern = (id === undefined ? undefined : await findConcern(tx, id)) ?? notThere()
      audit.about('concern', concern.id)
      return {
        status: 200,
        body: {
          reference: concern.reference,
          state: concern.state,
          receivedAt: concern.receivedAt.toISOString(),
          decisionDueAt: concern.decisionDueAt?.toISOString() ?? null,
          decidedAt: concern.decidedAt?.toISOString() ?? null,
          contact: { name: concern.contactName, phone: concern.contactPhone },
        },
      }
    },
  },
  endpoint({
    method: 'post',
    path: '/people/look-up',
    event: 'api.person_looked_up',
    scope: 'people.look_up',
    get summary() {
      return t('endpoint.lookUp')
    },
    body: lookUp,
    isLookUp: true,
    status: 200,
    answer: lookedUp,
    serve: async ({ tx, body, audit }) => {
      audit.purpose(body.because)
      const found = await contactsByIdentifier(tx, body.identifier.kind, normalIdentifier(body.identifier.value))
      audit.shown([...new Set(found.flatMap(({ personId, recordId }) => [personId, recordId]))])
      return {
        status: 200,
        body: { ask: found.map(({ recordKind: about, reference, name, phone }) => ({ about, reference, name, phone })) },
      }
    },
  }),
]
