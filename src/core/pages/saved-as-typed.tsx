// Any form of a room, saved while it is typed, in three lines: `savesAsTyped(route, PATH, EVENT)` beside its routes,
// `keptForm(tx, address)` where its page is made (with `KeptPostForm` around the fields), and `typedElsewhere` and
// `forgetKept` where it is saved.
import type { VNode } from 'preact'
import { forgetKept, KeptForm, keptElsewhere, ownFields, saveKept, TwoVersions } from '../../platform/forms/index.ts'
import { showInstant, showTime } from '../../platform/texts/dates.ts'
import { json, page, type Reply, type Request, type RouteOptions, type Routes, seeOther } from '../house/request.ts'

/** Registers `PATH/save`: what the browser sends while somebody types in the form at PATH, and "throw it away". */
export function savesAsTyped(route: Routes, path: string, event: string, options: RouteOptions = {}): void {
  route.post(`${path}/save`, event, save, options)
}

async function save({ tx, url, body, query, now }: Request): Promise<Reply> {
  const address = url.split('?')[0]?.replace(/\/save$/, '') ?? ''
  if (query['throw'] !== undefined) {
    await forgetKept(tx, address)
    return seeOther(address)
  }
  const { window = '', ...begunWith } = query
  const saved = await saveKept(tx, address, body, window, begunWith)
  return saved.kind === 'saved' ? json({ savedAt: showTime(now), version: saved.version }) : json({ version: saved.version }, 409)
}

type KeptPostFormProps = Omit<Parameters<typeof KeptForm>[0], 'showInstant'>

export function KeptPostForm(props: KeptPostFormProps): VNode {
  return <KeptForm {...props} showInstant={(at) => showInstant(at)} />
}

export type TypedIn = Readonly<{
  /** The path of the form's page. */
  address: string
  /** Where the form is sent, when that is another address. */
  action?: string
  /** What the page is called; never with a name in it. */
  title: string
  /** Words for the fields, by name: what is compared. */
  labels: Readonly<Record<string, string>>
  /** What was chosen from a list, as people read it. */
  valueShown?: (name: string, value: string) => string
}>

/** Both versions side by side, when another window of the same writer kept something else. Undefined: go on and save. */
export async function typedElsewhere(
  { tx, body, files }: Request,
  { address, action, title, labels, valueShown }: TypedIn,
): Promise<Reply | undefined> {
  const other = await keptElsewhere(tx, address, body)
  if (other === undefined) return undefined
  const { version, theirs, savedAt } = other
  const shown = { address, action: action ?? address, title, version, theirs, labels, valueShown }
  return page(title, <TwoVersions {...shown} mine={ownFields(body)} savedAt={showTime(savedAt)} hadFiles={files.length > 0} />, {
    status: 409,
  })
}
