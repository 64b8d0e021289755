import { can } from '../../core/access/index.ts'
import type { Request } from '../../core/house/index.ts'
import type { ShownBlock } from '../../core/work/index.ts'
import { asksOfUs } from './store.ts'
import { AskedBlock } from './views.tsx'

/** For those whose role answers: what waits for an answer, above everything else that they owe. */
export async function askedBlock({ tx, actor, now, audit }: Request): Promise<ShownBlock | undefined> {
  if (!can(actor, 'ask.answer')) return undefined
  const asks = await asksOfUs(tx, actor.agencyId, actor.postId, 'open')
  if (asks.length === 0) return undefined
  audit.shown(asks.map(({ id }) => id))
  return {
    view: <AskedBlock asks={asks} />,
    instead: { count: asks.filter(({ dueAt }) => dueAt < now).length, holds: () => false },
  }
}
