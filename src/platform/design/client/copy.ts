/** Copy buttons. They are hidden in the page and shown here, because without script they could do nothing. */
export function startCopyButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    const status = button.parentElement?.querySelector('[role="status"]')
    const { copy = '', copied = '', failed = '' } = button.dataset
    button.hidden = false
    button.addEventListener('click', async () => {
      let message = copied
      try {
        await navigator.clipboard.writeText(copy)
      } catch {
        message = failed
      }
      if (status) status.textContent = message
    })
  }
}
