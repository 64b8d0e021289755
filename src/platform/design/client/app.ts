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

const components = [
  Accordion,
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  ExitThisPage,
  NotificationBanner,
  PasswordInput,
  ServiceNavigation,
  SkipLink,
  Tabs,
]
for (const component of components) createAll(component)
nameSectionsByTheirText()
startCopyButtons()
startDrafts()
startShortcuts()
