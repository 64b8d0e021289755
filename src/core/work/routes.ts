import type { Actor } from '../access/identity.ts'
import { idParam, notThere, page, type Reply, type Request, type Routes, seeOther, typed, typedAll } from '../house/request.ts'
import type { NavigationItem } from '../house/room.ts'
import {
  type Change,
  changesSince,
  findNotice,
  lastHere,
  markRead,
  myPreferences,
  noticesOf,
  pageFacts,
  savePreferences,
  teamQueue,
} from './desk-store.ts'
import { type NameOf, namesOf } from './names.ts'
import type { DeskParts, RecordName } from './parts.ts'
import { byWhen, changedSince, type Since, sinces } from './rules.ts'
import { tasksOwedBy } from './store.ts'
import { t } from './texts.ts'
import { type HomeBlock, HomeView, NoticesView, PreferencesView } from './views.tsx'

/** So many tasks are read for one page; more than that is a workload to talk about, not a list to read. */
const mostTasks = 200

/** The first page of the day, notifications, and how somebody likes to work. */
export function workRoutes(parts: DeskParts, navigation: () => readonly NavigationItem[]): (route: Routes) => void {
  return (route) => {
    route.get('/', 'work.read', (request) => home(request, parts, navigation()))
    route.get('/notifications', 'notifications.listed', (request) => notices(request, parts))
    route.post('/notifications/read', 'notifications.read', readAll)
    route.post('/notifications/:id/read', 'notification.read', readOne)
    route.get('/notifications/:id', 'notification.opened', (request) => openNotice(request, parts))
    route.get('/account/preferences', 'preferences.read', showPreferences)
    route.post('/account/preferences', 'preferences.saved', keepPreferences)
  }
}

async function home(request: Request, parts: DeskParts, navigation: readonly NavigationItem[]): Promise<Reply> {
  const { tx, actor, now, query } = request
  const blocks = await blocksOf(request, parts)
  const owed = await tasksOwedBy(tx, actor.postId, mostTasks)
  const tasks = owed.filter((task) => !blocks.some(({ instead }) => instead?.holds(task) ?? false))
  const since = sinceOf(query['since'])
  const from = changedSince(since, await lastHere(tx), now)
  const changes = await changesSince(tx, from, parts.quietTables ?? [])
  const names = await namesOf(request, parts.names ?? [], [
    ...tasks.map(({ recordKind, recordId }) => ({ kind: recordKind, id: recordId })),
    ...changes.map(({ recordKind, recordId }) => ({ kind: recordKind, id: recordId })),
  ])
  const { unread } = await pageFacts(tx)
  return page(
    t('home.title'),
    HomeView({
      now,
      groups: byWhen(tasks, now),
      isCapped: owed.length === mostTasks,
      words: new Map((parts.tasks ?? []).map((one) => [one.kind, one])),
      nameOf: names,
      queue: canTriage(actor) ? await teamQueue(tx, now) : undefined,
      unread,
      blocks,
      changes: changesByRecord(changes, names),
      changeWords: new Map((parts.changes ?? []).map((one) => [one.table, one])),
      since,
      from,
      actions: navigation.filter((item) => item.href !== '/' && item.when(actor)).sort((a, b) => a.order - b.order),
    }),
  )
}

function canTriage(actor: Actor): boolean {
  return actor.teamId !== null && actor.capabilities.includes('concern.triage')
}

function sinceOf(typedValue: string | undefined): Since {
  return sinces.find((one) => one === typedValue) ?? 'last'
}

async function blocksOf(request: Request, parts: DeskParts): Promise<readonly HomeBlock[]> {
  const blocks: HomeBlock[] = []
  for (const { key, load } of [...(parts.blocks ?? [])].sort((a, b) => a.order - b.order)) {
    const shown = await load(request)
    if (shown !== undefined) blocks.push({ key, ...shown })
  }
  return blocks
}

/** Changes under the record they belong to, the record that changed last first. Records without a name are left out. */
function changesByRecord(
  changes: readonly Change[],
  nameOf: NameOf,
): readonly Readonly<{ name: RecordName; changes: readonly Change[] }>[] {
  const groups = new Map<RecordName, Change[]>()
  for (const change of changes) {
    const name = nameOf(change.recordKind, change.recordId)
    if (name === undefined) continue
    groups.set(name, [...(groups.get(name) ?? []), change])
  }
  return [...groups].map(([name, of]) => ({ name, changes: of }))
}

async function notices(request: Request, parts: DeskParts): Promise<Reply> {
  const list = await noticesOf(request.tx, request.actor.postId)
  const nameOf = await namesOf(
    request,
    parts.names ?? [],
    list.flatMap(({ recordKind, recordId }) => (recordKind === null || recordId === null ? [] : [{ kind: recordKind, id: recordId }])),
  )
  return page(t('notices.title'), NoticesView({ notices: list, words: noticeWords(parts), nameOf }))
}

function noticeWords(parts: DeskParts): ReadonlyMap<string, NonNullable<DeskParts['notices']>[number]> {
  return new Map((parts.notices ?? []).map((one) => [one.kind, one]))
}

async function readAll({ tx, actor, now }: Request): Promise<Reply> {
  await markRead(tx, actor.postId, 'all', now)
  return seeOther('/notifications')
}

async function readOne(request: Request): Promise<Reply> {
  const { tx, actor, now } = request
  await markRead(tx, actor.postId, idParam(request), now)
  return seeOther('/notifications')
}

/** Opens what a notification is about, and marks it as read on the way. */
async function openNotice(request: Request, parts: DeskParts): Promise<Reply> {
  const { tx, actor, now } = request
  const notice = (await findNotice(tx, idParam(request))) ?? notThere()
  const records = notice.recordKind === null || notice.recordId === null ? [] : [{ kind: notice.recordKind, id: notice.recordId }]
  const nameOf = await namesOf(request, parts.names ?? [], records)
  const words = noticeWords(parts).get(notice.kind)
  const to = words?.href === undefined ? nameOf(notice.recordKind, notice.recordId)?.href : words.href(notice)
  await markRead(tx, actor.postId, notice.id, now)
  return seeOther(to ?? '/notifications')
}

async function showPreferences({ tx, query }: Request): Promise<Reply> {
  return page(t('preferences.title'), PreferencesView({ preferences: await myPreferences(tx), isSaved: query['done'] === 'saved' }))
}

async function keepPreferences({ tx, body, actor, audit }: Request): Promise<Reply> {
  audit.about('user', actor.userId)
  audit.fields(['shortcuts', 'emailNotices'])
  await savePreferences(tx, { shortcuts: typedAll(body, 'shortcuts').includes('on'), emailNotices: typed(body, 'mail') === 'on' })
  return seeOther('/account/preferences?done=saved')
}
