/**
 * Kinder and clearer words, suggested while typing. `<textarea data-words="/words.json">`: the terms are fetched
 * once from that address and handed to a matcher that the caller brings, the same one the server uses.
 * It only ever suggests: nothing is changed, and nothing stops a child's own words from being quoted.
 */
export type WordFound = Readonly<{ found: string; message: string }>
export type Matcher = (text: string, terms: unknown) => readonly WordFound[]

const waitAfterTyping = 600

export function suggestWords(match: Matcher): void {
  for (const field of document.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>('[data-words]')) suggestFor(field, match)
}

function suggestFor(field: HTMLTextAreaElement | HTMLInputElement, match: Matcher): void {
  const list = document.createElement('div')
  list.className = 'lw-words'
  list.setAttribute('role', 'status')
  field.insertAdjacentElement('afterend', list)
  let terms: Promise<unknown> | undefined
  let timer: number | undefined
  const check = async () => {
    terms ??= loadTerms(field.dataset.words ?? '')
    const found = match(field.value, await terms)
    const items = found.map(({ message }) => {
      const item = document.createElement('p')
      item.className = 'lw-words__item'
      item.textContent = message
      return item
    })
    // the same suggestions again would be read out again
    if (items.map((item) => item.textContent).join('\n') !== [...list.children].map((item) => item.textContent).join('\n'))
      list.replaceChildren(...items)
  }
  field.addEventListener('input', () => {
    window.clearTimeout(timer)
    timer = window.setTimeout(check, waitAfterTyping)
  })
  if (field.value) void check()
}

async function loadTerms(url: string): Promise<unknown> {
  try {
    const response = await fetch(url, { credentials: 'same-origin', headers: { accept: 'application/json' } })
    return response.ok ? await response.json() : []
  } catch {
    return [] // suggestions are a courtesy: offline there are none
  }
}
