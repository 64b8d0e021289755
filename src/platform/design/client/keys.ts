/**
 * Shortcuts for people who work through lists all day: j and k move through `[data-keys-item]`, Enter opens (it is
 * the focused link's own key), "/" goes to the page's first `[data-keys-search]`, the search in the head, "?" shows the help. Never
 * while typing, never with a modifier, and off where the person switched them off: speech input can press single keys by
 * accident. Ctrl (or Command) and K go to the search too, whatever else holds the focus: nobody says that by accident.
 */
export function startShortcuts(): void {
  document.addEventListener('keydown', (event) => {
    const isSearch = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k'
    if (isSearch && !document.querySelector('dialog[open]') && act('/')) event.preventDefault()
  })
  if (document.body.dataset.shortcuts !== 'on') return
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return
    if (document.querySelector('dialog[open]')) return
    if (act(event.key)) event.preventDefault()
  })
}

function act(key: string): boolean {
  switch (key) {
    case 'j':
      return move(1)
    case 'k':
      return move(-1)
    case '/':
      return focus(document.querySelector<HTMLElement>('[data-keys-search]'))
    case '?': {
      const help = document.querySelector<HTMLDialogElement>('#lw-keys')
      help?.showModal()
      return help !== null
    }
    default:
      return false
  }
}

function move(step: 1 | -1): boolean {
  const links = [...document.querySelectorAll<HTMLElement>('[data-keys-item]')].map((item) =>
    item.matches('a') ? item : item.querySelector('a'),
  )
  const here = links.findIndex(
    (link) => link !== null && (link === document.activeElement || link.closest('[data-keys-item]')?.contains(document.activeElement)),
  )
  const next = here === -1 ? (step === 1 ? 0 : links.length - 1) : here + step
  return focus(links[next] ?? null)
}

function focus(element: HTMLElement | null): boolean {
  element?.focus()
  element?.scrollIntoView({ block: 'nearest' })
  return element !== null
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}
