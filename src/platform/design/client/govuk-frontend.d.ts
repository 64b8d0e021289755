// govuk-frontend ships no types; these are the few names that app.ts uses.
declare module 'govuk-frontend' {
  type Component = { new (root: HTMLElement, config?: object): unknown; moduleName: string }
  export const Accordion: Component
  export const Button: Component
  export const CharacterCount: Component
  export const Checkboxes: Component
  export const ErrorSummary: Component
  export const ExitThisPage: Component
  export const NotificationBanner: Component
  export const PasswordInput: Component
  export const ServiceNavigation: Component
  export const SkipLink: Component
  export const Tabs: Component
  export function createAll(component: Component, config?: object): unknown[]
}
