/**
 * A visit written where the connection is bad. What is sent from a visit's form is first kept on the device, encrypted with
 * a key that the server gave this page and that is never written down here; it goes from the device only when the server
 * has said that it has it. Its `_once` token is its identity: however often it is sent, it is one visit.
 *
 * The form works without this script as any other.
 */
import { deviceTime } from '../../platform/design/client/device-time.ts'

type Stored = { id: string; owner: string; form: string; iv: BufferSource; data: ArrayBuffer; words: Words }
type Words = { kept: string; waiting: string; signOut: string }

const form = document.querySelector<HTMLFormElement>('form[data-device-key]')
const path = window.location.pathname
let key: CryptoKey | undefined
const owner = form?.dataset['owner'] ?? ''
const words: Words = {
  kept: form?.dataset['kept'] ?? '',
  waiting: form?.dataset['waiting'] ?? '',
  signOut: form?.dataset['signOut'] ?? '',
}

function request<Value>(of: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    of.onsuccess = () => resolve(of.result)
    of.onerror = () => reject(of.error)
  })
}

let opened: Promise<IDBDatabase> | undefined
function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const opening = indexedDB.open('lapwing', 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore('visits', { keyPath: 'id' })
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(opening.error)
  })
  return opened
}
async function store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
  return (await database()).transaction('visits', mode).objectStore('visits')
}
const all = async (): Promise<Stored[]> => request<Stored[]>((await store('readonly')).getAll())
const forget = async (id: string): Promise<void> => void (await request((await store('readwrite')).delete(id)))

async function keyOf(hex: string): Promise<CryptoKey> {
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
}

async function keep(of: HTMLFormElement, with_: CryptoKey): Promise<void> {
  const body = new URLSearchParams()
  for (const [name, value] of new FormData(of)) if (typeof value === 'string') body.append(name, value)
  body.set('_owner', owner)
  body.set('_form', path)
  body.set('_device', deviceTime())
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, with_, new TextEncoder().encode(body.toString()))
  const id = body.get('_once') ?? crypto.randomUUID()
  await request((await store('readwrite')).put({ id, owner, form: path, iv, data, words } satisfies Stored))
}

/** Whether the server can be reached now; a phone often believes that it is connected when it is not. */
async function reachable(): Promise<boolean> {
  if (!navigator.onLine) return false
  try {
    return (await fetch('/health', { cache: 'no-store', signal: AbortSignal.timeout(5_000) })).ok
  } catch {
    return false
  }
}

async function mine(): Promise<{ owner: string; key: CryptoKey } | undefined> {
  if (key !== undefined && owner !== '') return { owner, key }
  try {
    const response = await fetch('/visits/kept/key.json', { credentials: 'same-origin', redirect: 'manual' })
    if (!response.ok) return undefined
    const answer: unknown = await response.json()
    if (typeof answer !== 'object' || answer === null || !('owner' in answer) || !('key' in answer)) return undefined
    return { owner: String(answer.owner), key: await keyOf(String(answer.key)) }
  } catch {
    return undefined
  }
}

let isSending = false
/** Sends what is kept, but what was typed into the form that is open now: its own answer is on the page. */
async function send(): Promise<void> {
  if (isSending) return
  isSending = true
  try {
    const kept = (await all()).filter((one) => form === null || one.form !== path || !hasAnswer)
    if (kept.length > 0 && navigator.onLine) {
      const me = await mine()
      for (const one of kept) if (me !== undefined && one.owner === me.owner) await sendOne(one, me.key)
    }
    await say()
  } finally {
    isSending = false
  }
}

/** The page is the server's answer to this form: what was sent is on it, with something to mend. */
const hasAnswer = form?.dataset['answered'] === 'yes'

async function sendOne(one: Stored, with_: CryptoKey): Promise<void> {
  const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: one.iv }, with_, one.data)
  const body = new URLSearchParams(new TextDecoder().decode(plain))
  try {
    const response = await fetch('/visits/kept', { method: 'POST', body, credentials: 'same-origin', redirect: 'manual' })
    // led elsewhere: this token has been sent before, and the server has it
    if (response.ok || response.type === 'opaqueredirect') await forget(one.id)
  } catch {
    // no connection after all: it stays, and is sent with the next chance
  }
}

/** What is still here stands on every page until it is not. */
async function say(): Promise<void> {
  const kept = await all()
  const before = document.querySelector('[data-kept-visits]')
  const first = kept[0]
  if (first === undefined) return before?.remove()
  const bar = before ?? document.createElement('p')
  bar.setAttribute('data-kept-visits', '')
  bar.setAttribute('role', 'status')
  bar.className = 'lw-alert lw-alert--caution govuk-body'
  bar.textContent = first.words.waiting.replace('{count}', String(kept.length))
  if (before === null) document.querySelector('main')?.prepend(bar)
}

async function start(): Promise<void> {
  if (form !== null) {
    key = await keyOf(form.dataset['deviceKey'] ?? '')
    form.removeAttribute('data-device-key')
    if (hasAnswer) for (const one of await all()) if (one.form === path && one.owner === owner) await forget(one.id)
    form.addEventListener('submit', (event) => {
      const by = event.submitter
      if (key === undefined || by?.hasAttribute('formaction') === true) return
      event.preventDefault()
      void submitted(form, key)
    })
  }
  window.addEventListener('online', () => void send())
  window.setInterval(() => void send(), 60_000)
  document.querySelector('form.lw-sign-out')?.addEventListener('submit', (event) => void leaving(event))
  await send()
}

async function submitted(of: HTMLFormElement, with_: CryptoKey): Promise<void> {
  await keep(of, with_)
  if (await reachable()) return of.submit()
  of.reset()
  const once = of.elements.namedItem('_once')
  if (once instanceof HTMLInputElement) once.value = crypto.randomUUID()
  await say()
  const said = document.querySelector('[data-kept-visits]')
  if (said !== null) said.textContent = `${words.kept} ${said.textContent}`
  window.scrollTo(0, 0)
}

/** Signed out, nothing here can be read. What is unsent stays, and is sent when its writer signs in here again; they hear that. */
async function leaving(event: Event): Promise<void> {
  const target = event.target
  if (!(target instanceof HTMLFormElement) || document.querySelector('[data-kept-visits]') === null) return
  event.preventDefault()
  await send()
  const [first] = await all()
  if (first === undefined || window.confirm(first.words.signOut)) target.submit()
}

if ('indexedDB' in window && 'subtle' in crypto) void start()
