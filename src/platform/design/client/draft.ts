/**
 * Saves a form while it is typed. `<form data-autosave="URL">`: what changed is POSTed to URL as form fields.
 *
 * Nothing is kept on the device: what is typed about a child must not stay readable in a shared computer's browser (a visit is
 * kept there by a script of its own, encrypted). So the
 * honest message when the network is gone is "not saved yet, keep this page open", and leaving then asks first.
 *
 * The server answers 2xx, with JSON `{ savedAt?: "14:02", version?: 7 }` if it likes: its clock is right, the
 * device's may not be. 401 (signed out) and 409 (changed in another window) lose nothing when the form itself is sent:
 * it is carried over signing in, or shown beside the other version. Trying again by ourselves would not help there, nor
 * after another 4xx or a redirect.
 */
type Answer = 'saved' | 'signedOut' | 'changed' | 'refused' | 'offline' | 'failed'

const waitAfterTyping = 800
const longestWait = 30_000

export function startDrafts(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-autosave]')) new Draft(form)
}

class Draft {
  private readonly form: HTMLFormElement
  private readonly status: HTMLElement | null
  private readonly changed = new Set<string>()
  private timer: number | undefined
  private tries = 0
  private isSending = false
  private isLeaving = false
  private sending: AbortController | undefined

  constructor(form: HTMLFormElement) {
    this.form = form
    this.status = form.querySelector('[data-draft-status]')
    form.addEventListener('input', (event) => this.note(event.target))
    form.addEventListener('change', (event) => this.note(event.target))
    form.addEventListener('submit', () => {
      this.isLeaving = true
      // all of it goes with the form now: nothing is sent after it
      window.clearTimeout(this.timer)
      this.sending?.abort()
    })
    window.addEventListener('online', () => this.sendIn(0))
    window.addEventListener('beforeunload', (event) => {
      if (!this.isLeaving && (this.changed.size > 0 || this.isSending)) event.preventDefault()
    })
    // back from the next page: the browser may show this page as it was left
    window.addEventListener('pageshow', () => {
      this.isLeaving = false
    })
  }

  private note(target: EventTarget | null): void {
    if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)) return
    if (!target.name || target.name.startsWith('_') || ['file', 'password'].includes(target.type)) return
    this.changed.add(target.name)
    this.tries = 0
    this.sendIn(waitAfterTyping)
  }

  private sendIn(milliseconds: number): void {
    window.clearTimeout(this.timer)
    this.timer = window.setTimeout(() => this.send(), milliseconds)
  }

  private async send(): Promise<void> {
    if (this.changed.size === 0) return
    if (this.isSending) return this.sendIn(waitAfterTyping)
    const names = [...this.changed]
    this.changed.clear()
    this.isSending = true
    this.say('saving')
    const answer = await this.post(names)
    this.isSending = false
    if (answer === 'saved') {
      this.tries = 0
      if (this.changed.size > 0) this.sendIn(waitAfterTyping)
      return
    }
    // what did not arrive is still unsaved
    for (const name of names) this.changed.add(name)
    this.say(answer)
    if (answer === 'offline' || answer === 'failed') this.sendIn(Math.min(longestWait, 2_000 * 2 ** this.tries++))
  }

  private async post(names: readonly string[]): Promise<Answer> {
    const all = new FormData(this.form)
    const body = new URLSearchParams()
    const version = all.get('_version')
    if (typeof version === 'string') body.append('_version', version)
    for (const name of names) {
      const values = all.getAll(name).filter((value) => typeof value === 'string')
      // an unticked box is absent from the form's data: say that it is empty now
      for (const value of values.length > 0 ? values : ['']) body.append(name, value)
    }
    let response: Response
    this.sending = new AbortController()
    try {
      response = await fetch(this.form.dataset.autosave ?? '', {
        method: 'POST',
        body,
        headers: { accept: 'application/json' },
        credentials: 'same-origin',
        redirect: 'manual',
        signal: this.sending.signal,
      })
    } catch {
      return 'offline'
    }
    if (response.status === 401) return 'signedOut'
    if (response.status === 409) return 'changed'
    if (response.type === 'opaqueredirect' || (response.status >= 400 && response.status < 500)) return 'refused'
    if (!response.ok) return 'failed'
    const { savedAt, version: next } = await detailsOf(response)
    const field = this.form.elements.namedItem('_version')
    if (next !== undefined && field instanceof HTMLInputElement) field.value = next
    this.say('saved', savedAt ?? new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' }))
    return 'saved'
  }

  private say(what: Answer | 'saving', time = ''): void {
    if (!this.status) return
    this.status.textContent = (this.status.dataset[what] ?? '').replace('{time}', time)
    this.status.classList.toggle('lw-draft-status--bad', what !== 'saved' && what !== 'saving')
  }
}

async function detailsOf(response: Response): Promise<{ savedAt?: string | undefined; version?: string | undefined }> {
  const body: unknown = await response.json().catch(() => null)
  if (typeof body !== 'object' || body === null) return {}
  return {
    savedAt: 'savedAt' in body && typeof body.savedAt === 'string' ? body.savedAt : undefined,
    version: 'version' in body && ['string', 'number'].includes(typeof body.version) ? String(body.version) : undefined,
  }
}
