import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { can } from '../../core/access/index.ts'
import { idParam, isId, notThere, page, type Reply, type Request, type Routes, seeOther, typed } from '../../core/house/index.ts'
import type { Problems } from '../../core/pages/index.ts'
import { seal } from '../../platform/crypto/sealing.ts'
import { problemsOf } from '../../platform/forms/index.ts'
import { receiverAddress } from './receiver-address.ts'
import { sealedFor } from './receiver-jobs.ts'
import { type ReceiverPolicy, secretPrefix } from './receiver-rules.ts'
import {
  answerReceiver,
  deliveriesOf,
  findReceiver,
  possibleHolders,
  proposeReceiver,
  type Receiver,
  receivers,
  rotateSecret,
  setDelivery,
  stopReceiver,
} from './receiver-store.ts'
import { t } from './receiver-texts.ts'
import { ReceiverPage, ReceiversPage, SecretOnce } from './receiver-views.tsx'

const administers = { capability: 'accounts.administer' } as const
const apart = { ...administers, stepUp: true } as const

export function receiverRoutes(policy: ReceiverPolicy): (route: Routes) => void {
  return (route) => {
    route.get('/admin/receivers', 'receiver.list', (request) => list(request, {}), administers)
    route.post('/admin/receivers', 'receiver.set', propose, apart)
    route.get('/receivers/:id', 'receiver.read', (request) => show(request, policy))
    route.post('/receivers/:id/rotate', 'receiver.rotated', (request) => rotate(request, policy), apart)
    route.post(
      '/receivers/:id/agree',
      'receiver.agreed',
      change(({ tx }, id) => answerReceiver(tx, id, true)),
      { stepUp: true },
    )
    route.post(
      '/receivers/:id/refuse',
      'receiver.refused',
      change(({ tx }, id) => answerReceiver(tx, id, false)),
    )
    route.post(
      '/receivers/:id/off',
      'receiver.off',
      change(({ tx }, id) => stopReceiver(tx, id)),
    )
    route.post(
      '/receivers/:id/deliveries/:delivery/again',
      'receiver.again',
      change((request) => setDelivery(request.tx, idParam(request, 'delivery'), 'waiting')),
      { stepUp: true },
    )
    route.post(
      '/receivers/:id/deliveries/:delivery/leave',
      'receiver.left_out',
      change((request) => setDelivery(request.tx, idParam(request, 'delivery'), 'left_out')),
    )
  }
}

async function list({ tx, body }: Request, problems: Problems): Promise<Reply> {
  const shown = <ReceiversPage receivers={await receivers(tx)} holders={await possibleHolders(tx)} body={body} problems={problems} />
  return page(t('admin.heading'), shown, { problems: Object.keys(problems).length > 0, wide: true })
}

const words = (missing: 'problem.purpose' | 'problem.basis') =>
  z
    .string()
    .trim()
    .min(1, { error: () => t(missing) })
    .max(500, { error: () => t('problem.long') })

const form = z.object({
  holder: z.string().refine(isId, { error: () => t('problem.holder') }),
  purpose: words('problem.purpose'),
  basis: words('problem.basis'),
})

async function propose(request: Request): Promise<Reply> {
  const { tx, body, house, audit } = request
  const found = receiverAddress(typed(body, 'address'), house.receiverNetworks)
  const read = form.safeParse({ holder: typed(body, 'holder'), purpose: typed(body, 'purpose'), basis: typed(body, 'basis') })
  if ('problem' in found || !read.success) {
    return list(request, {
      ...('problem' in found ? { address: t(`problem.${found.problem}`) } : {}),
      ...(read.success ? {} : problemsOf(read.error)),
    })
  }
  const secret = newSecret()
  const proposed = await proposeReceiver(tx, { ...read.data, address: found.address, sealed: seal(house.masterKey, sealedFor, secret) })
  if (proposed.problem !== null) {
    return list(request, { [proposed.problem === 'taken' ? 'address' : 'holder']: t(`problem.${proposed.problem}`) })
  }
  audit.about('other', proposed.receiverId)
  const { holderName: name } = await receiverOf(request, proposed.receiverId)
  return page(t('secret.heading'), <SecretOnce secret={secret} receiverId={proposed.receiverId} says={t('secret.asked', { name })} />)
}

function newSecret(): string {
  return `${secretPrefix}${randomBytes(32).toString('base64')}`
}

async function receiverOf({ tx, audit }: Request, id: string): Promise<Receiver> {
  audit.about('other', id)
  return (await findReceiver(tx, id)) ?? notThere()
}

async function show(request: Request, { overlapHours }: ReceiverPolicy): Promise<Reply> {
  const { tx, actor, now } = request
  const found = await receiverOf(request, idParam(request))
  const isOverlapOver = found.oldSecretUntil !== null && found.oldSecretUntil <= now
  return page(
    t('one.title', { agency: found.agencyName }),
    <ReceiverPage
      receiver={isOverlapOver ? { ...found, oldSecretUntil: null } : found}
      deliveries={await deliveriesOf(tx, found.id)}
      isHolder={found.holderPost === actor.postId}
      isAdministrator={can(actor, 'accounts.administer')}
      overlapHours={overlapHours}
    />,
    { wide: true },
  )
}

async function rotate(request: Request, { overlapHours }: ReceiverPolicy): Promise<Reply> {
  const { tx, house } = request
  const found = await receiverOf(request, idParam(request))
  const secret = newSecret()
  await rotateSecret(tx, found.id, seal(house.masterKey, sealedFor, secret), overlapHours)
  const says = t('secret.overlap', { hours: overlapHours })
  return page(t('secret.heading'), <SecretOnce secret={secret} receiverId={found.id} says={says} />)
}

function change(work: (request: Request, id: string) => Promise<void>): (request: Request) => Promise<Reply> {
  return async (request) => {
    const { id } = await receiverOf(request, idParam(request))
    await work(request, id)
    return seeOther(`/receivers/${id}`)
  }
}
