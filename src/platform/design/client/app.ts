/**
 * The one script of every page. Everything works without it; it makes things quicker and nicer.
 * FileUpload's drop zone is left out: it is the largest part and a plain file input does the same.
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
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
} from 'govuk-frontend'
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
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
]
for (const component of components) createAll(component)
startCopyButtons()
startDrafts()
startShortcuts()
