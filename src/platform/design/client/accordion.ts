/**
 * govuk-frontend names each section's button by an aria-label that says other words than the button shows, which
 * breaks WCAG 2.5.3 for people who speak to their computer. The button's own text is a good name, so the label goes,
 * and again each time the script writes it.
 */
export function nameSectionsByTheirText(): void {
  const unname = (button: Element) => button.removeAttribute('aria-label')
  for (const button of document.querySelectorAll('.govuk-accordion__section-button')) {
    unname(button)
    new MutationObserver(() => button.hasAttribute('aria-label') && unname(button)).observe(button, { attributeFilter: ['aria-label'] })
  }
}
