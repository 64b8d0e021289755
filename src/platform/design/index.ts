/** The design system's door: server-side components only. Assets come from buildAssets in build.ts. */
export { type Attributes, cx, type Falsy, type TextOr, type Words } from './base.ts'
export { Checkboxes, type CheckboxItem, type RadioItem, Radios } from './choices.tsx'
export { Conflict, type ConflictRow } from './conflict.tsx'
export { Button, Details, ExitThisPage, InsetText, NotificationBanner, Panel, PhaseBanner, Tag, WarningText } from './content.tsx'
export { type Asset, Document, type DocumentProps, renderDocument } from './document.tsx'
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
export { Mark, Wordmark } from './mark.tsx'
export {
  BackLink,
  Breadcrumbs,
  type Crumb,
  Footer,
  type FooterLink,
  GenericHeader,
  type LanguageItem,
  LanguageNavigation,
  type NavigationItem,
  ServiceNavigation,
  SkipLink,
  SubNavigation,
} from './navigation.tsx'
export { Alert, Badge, CopyButton, EmptyState, FilterPanel, Stat, StatRow, Timeline, type TimelineItem, type Tone } from './own.tsx'
export { WideTable } from './wide-table.tsx'
