/** The design system's door: server-side components only. Assets are in build.ts, the page around them in document.tsx. */
export { type Attributes, cx, type Falsy, type TextOr, type Words } from './base.ts'
export { Checkboxes, type CheckboxItem, type RadioItem, Radios } from './choices.tsx'
export { Button, Details, ExitThisPage, InsetText, NotificationBanner, Panel, PhaseBanner, Tag, WarningText } from './content.tsx'
export { CharacterCount, DateInput, FileUpload, Input, PasswordInput, Select, type SelectItem, Textarea } from './fields.tsx'
export { ErrorMessage, ErrorSummary, type ErrorSummaryItem, Fieldset, type FieldsetProps, Form, Hint, Label } from './form-parts.tsx'
export {
  Accordion,
  type AccordionItem,
  type Cell,
  type PageItem,
  Pagination,
  SummaryList,
  type SummaryRow,
  type TabItem,
  Table,
  Tabs,
  TaskList,
  type TaskListItem,
} from './lists.tsx'
export {
  BackLink,
  Breadcrumbs,
  type Crumb,
  Footer,
  type FooterLink,
  GenericHeader,
  type NavigationItem,
  ServiceNavigation,
  SkipLink,
} from './navigation.tsx'
