/**
 * The one script of every page. Everything works without it; it makes things quicker and nicer.
 * Left out: FileUpload's drop zone (the largest part, and a plain file input does the same) and Radios (it gives radios
 * an aria-expanded that they may not have; what a choice opens is opened by style, see _components.scss).
 */
import {
  Accordion,
  Button,
  CharacterCount,
  Checkboxes,
  createAll,
  ErrorSummary,
  ExitThisPage,
  NotificationBanner,
  PasswordInput,
  ServiceNavigation,
  SkipLink,
  Tabs,
} from 'govuk-frontend'
import { nameSectionsByTheirText } from './accordion.ts'
import { startCopyButtons } from './copy.ts'
import { startDrafts } from './draft.ts'
import { startShortcuts } from './keys.ts'

// what the scripts say comes with the page, in its language
const texts: Record<string, unknown> = JSON.parse(document.body.dataset.scriptTexts ?? '{}')
const components = { Button, Checkboxes, ErrorSummary, NotificationBanner, ServiceNavigation, SkipLink, Tabs }
for (const component of Object.values(components)) createAll(component)
const speaking = { Accordion, CharacterCount, ExitThisPage, PasswordInput }
for (const [name, component] of Object.entries(speaking)) createAll(component, { i18n: texts[name] })
nameSectionsByTheirText()
startCopyButtons()
startDrafts()
startShortcuts()
