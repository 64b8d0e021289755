import type { VNode } from 'preact'
import { type Attributes, type Common, cx, type Falsy, isTruthy, type Opt, type Words } from './base.ts'
import { t } from './texts.ts'

// What surrounds a page: ways back, ways on, header and footer.

export type BackLinkProps = Omit<Common, 'id'> & Opt<{ href: string; children: Words }>
export function BackLink({ href = '#', children, classes, attributes }: BackLinkProps): VNode {
  return (
    <a href={href} class={cx('govuk-back-link', classes)} {...attributes}>
      {children || t('back')}
    </a>
  )
}

export type Crumb = { text: Words } & Opt<{ href: string; attributes: Attributes }>
export type BreadcrumbsProps = { items: readonly Crumb[] } & Omit<Common, 'id'> & Opt<{ collapseOnMobile: boolean; labelText: string }>
export function Breadcrumbs({ items, collapseOnMobile, labelText = t('breadcrumb'), classes, attributes }: BreadcrumbsProps): VNode {
  return (
    <nav
      class={cx('govuk-breadcrumbs', classes, collapseOnMobile && 'govuk-breadcrumbs--collapse-on-mobile')}
      {...attributes}
      aria-label={labelText}
    >
      <ol class="govuk-breadcrumbs__list">
        {items.map((item) =>
          item.href ? (
            <li class="govuk-breadcrumbs__list-item">
              <a class="govuk-breadcrumbs__link" href={item.href} {...item.attributes}>
                {item.text}
              </a>
            </li>
          ) : (
            <li class="govuk-breadcrumbs__list-item" aria-current="page">
              {item.text}
            </li>
          ),
        )}
      </ol>
    </nav>
  )
}

export type SkipLinkProps = { children: Words } & Omit<Common, 'id'> & Opt<{ href: string }>
export function SkipLink({ href = '#content', children, classes, attributes }: SkipLinkProps): VNode {
  return (
    <a href={href} class={cx('govuk-skip-link', classes)} {...attributes} data-module="govuk-skip-link">
      {children}
    </a>
  )
}

/** `current`: this very page. `active`: a page somewhere below it. */
export type NavigationItem = { text: Words } & Opt<{ href: string; current: boolean; active: boolean; attributes: Attributes }>
/** `start`, `end`, `navigationStart`, `navigationEnd`: slots for our own parts; the last two must be list items. */
export type ServiceNavigationProps = Omit<Common, 'id'> &
  Opt<{
    serviceName: Words
    serviceUrl: string
    navigation: readonly (NavigationItem | Falsy)[]
    ariaLabel: string
    menuButtonText: string
    menuButtonLabel: string
    navigationLabel: string
    navigationId: string
    navigationClasses: string
    collapseNavigationOnMobile: boolean
    start: Words
    end: Words
    endInline: boolean
    navigationStart: Words
    navigationEnd: Words
  }>
export function ServiceNavigation(props: ServiceNavigationProps): VNode {
  const { serviceName, start, end, navigationId = 'navigation' } = props
  const menuButtonText = props.menuButtonText || t('menu')
  const items = (props.navigation ?? []).filter(isTruthy)
  const common = {
    class: cx('govuk-service-navigation', props.classes),
    'data-module': 'govuk-service-navigation',
    ...props.attributes,
  }
  const inner = (
    <div class={cx('govuk-width-container', props.endInline && Boolean(end) && 'govuk-service-navigation__inlining-container')}>
      {start}
      <div class="govuk-service-navigation__container">
        {serviceName && (
          <span class="govuk-service-navigation__service-name">
            {props.serviceUrl ? (
              <a href={props.serviceUrl} class="govuk-service-navigation__link">
                {serviceName}
              </a>
            ) : (
              <span class="govuk-service-navigation__text">{serviceName}</span>
            )}
          </span>
        )}
        {(items.length > 0 || props.navigationStart || props.navigationEnd) && (
          <nav
            aria-label={props.navigationLabel || menuButtonText}
            class={cx('govuk-service-navigation__wrapper', props.navigationClasses)}
          >
            {(props.collapseNavigationOnMobile ?? items.length > 1) && (
              // biome-ignore lint/a11y/noAriaHiddenOnFocusable: hidden as well, until govuk-frontend's script shows it
              <button
                type="button"
                class="govuk-service-navigation__toggle govuk-js-service-navigation-toggle"
                aria-controls={navigationId}
                aria-label={props.menuButtonLabel && props.menuButtonLabel !== menuButtonText ? props.menuButtonLabel : undefined}
                hidden
                aria-hidden="true"
              >
                {menuButtonText}
              </button>
            )}
            <ul class="govuk-service-navigation__list" id={navigationId}>
              {props.navigationStart}
              {items.map((item) => (
                <ServiceNavigationItem {...item} />
              ))}
              {props.navigationEnd}
            </ul>
          </nav>
        )}
      </div>
      {end}
    </div>
  )
  // With a name or a slot it is more than a nav, so it is a labelled section; else the nav inside is enough.
  return serviceName || start || end ? (
    <section aria-label={props.ariaLabel ?? t('navigation.information')} {...common}>
      {inner}
    </section>
  ) : (
    <div {...common}>{inner}</div>
  )
}

function ServiceNavigationItem({ text, href, current, active, attributes }: NavigationItem): VNode {
  const isHere = current || active
  const ariaCurrent = current ? 'page' : active ? 'true' : undefined
  // <strong> so that people who override colours still see where they are
  const words = isHere ? <strong class="govuk-service-navigation__active-fallback">{text}</strong> : text
  return (
    <li class={cx('govuk-service-navigation__item', isHere && 'govuk-service-navigation__item--active')}>
      {href ? (
        <a class="govuk-service-navigation__link" href={href} aria-current={ariaCurrent} {...attributes}>
          {words}
        </a>
      ) : (
        text && (
          <span class="govuk-service-navigation__text" aria-current={ariaCurrent}>
            {words}
          </span>
        )
      )}
    </li>
  )
}

export type SubNavigationProps = {
  /** What this leads through, heard by screen readers and, where it is folded, on its button. */
  label: string
  items: readonly Readonly<{ text: Words; href: string; current: boolean }>[]
}

/** As many as a phone shows in two lines; more are folded behind a button there. */
const unfolded = 5

/**
 * The parts of one record, or the views of one list. On a laptop all stand side by side; on a phone a long one is
 * folded by the script of govuk-frontend's service navigation. Without script everything stays open.
 */
export function SubNavigation({ label, items }: SubNavigationProps): VNode {
  const folds = items.length > unfolded
  return (
    <nav class="lw-subnav lw-no-print" aria-label={label} data-module={folds ? 'govuk-service-navigation' : undefined}>
      {folds && (
        // biome-ignore lint/a11y/noAriaHiddenOnFocusable: hidden as well, until govuk-frontend's script shows it
        <button
          type="button"
          class="govuk-service-navigation__toggle govuk-js-service-navigation-toggle lw-subnav__toggle"
          aria-controls="subnav"
          hidden
          aria-hidden="true"
        >
          {label}
        </button>
      )}
      <ul class="lw-subnav__list" id={folds ? 'subnav' : undefined}>
        {items.map(({ text, href, current }) => (
          <li class="lw-subnav__item">
            <a class="govuk-link govuk-link--no-visited-state lw-subnav__link" href={href} aria-current={current ? 'page' : undefined}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** The last item of a menu: further entries, folded. Opens without script; marked, and named, when the page is one of them. */
export function MoreNavigation({ items }: { items: readonly NavigationItem[] }): VNode {
  const here = items.find(({ active, current }) => active || current)
  return (
    <li class={cx('govuk-service-navigation__item lw-more', here !== undefined && 'govuk-service-navigation__item--active')}>
      <details>
        <summary class="govuk-service-navigation__link lw-more__summary">
          {here === undefined ? (
            t('more')
          ) : (
            <strong class="govuk-service-navigation__active-fallback">{t('moreHere', { page: String(here.text) })}</strong>
          )}
        </summary>
        <ul class="lw-more__list">
          {items.map(({ text, href = '#', active }) => (
            <li>
              <a class="govuk-service-navigation__link" href={href} aria-current={active ? 'true' : undefined}>
                {text}
              </a>
            </li>
          ))}
        </ul>
      </details>
    </li>
  )
}

/** govuk-frontend's header without the crown: the logo is ours. */
export type GenericHeaderProps = { logo: Words } & Omit<Common, 'id'> & Opt<{ url: string; containerClasses: string; children: Words }>
export function GenericHeader({ logo, url = '/', containerClasses, children, classes, attributes }: GenericHeaderProps): VNode {
  return (
    <div class={cx('govuk-generic-header', classes)} {...attributes}>
      <div class={cx('govuk-generic-header__container', containerClasses ?? 'govuk-width-container')}>
        <div class="govuk-generic-header__logo">
          <a href={url} class="govuk-generic-header__homepage-link">
            {logo}
          </a>
        </div>
        {children}
      </div>
    </div>
  )
}

export type LanguageItem = { text: Words } & Opt<{
  lang: string
  hrefLang: string
  dir: 'ltr' | 'rtl'
  href: string
  current: boolean
  languageDescriptionText: string
  classes: string
  attributes: Attributes
}>
/** The way to another language; without an address it is the one being read. */
export function LanguageNavigation(props: { items: readonly LanguageItem[] } & Omit<Common, 'id'> & Opt<{ ariaLabel: string }>): VNode {
  return (
    <nav class={cx('govuk-language-navigation', props.classes)} aria-label={props.ariaLabel ?? t('language')} {...props.attributes}>
      <ul class="govuk-language-navigation__list">
        {props.items.map(({ text, lang, hrefLang, dir, href, current, languageDescriptionText, classes, attributes }) => (
          <li class="govuk-language-navigation__list-item">
            {current || !href ? (
              <span class={cx('govuk-language-navigation__text', classes)} aria-current="true" lang={lang} dir={dir} {...attributes}>
                {text}
              </span>
            ) : (
              <a
                class={cx('govuk-language-navigation__link', classes)}
                href={href}
                rel="alternate"
                lang={lang}
                hreflang={hrefLang ?? lang}
                dir={dir}
                {...attributes}
              >
                {text}
                {languageDescriptionText && <span class="govuk-visually-hidden"> {languageDescriptionText}</span>}
              </a>
            )}
          </li>
        ))}
      </ul>
    </nav>
  )
}

export type FooterLink = { href: string; text: Words } & Opt<{ attributes: Attributes }>
export type FooterSection = { title: string } & Opt<{ width: string; columns: number; items: readonly FooterLink[] }>
/** Our own footer in govuk-frontend's form. The crown, the licence and the Crown copyright link are not ours to show and left out. */
export type FooterProps = Omit<Common, 'id'> &
  Opt<{
    containerClasses: string
    navigation: readonly FooterSection[]
    meta: Opt<{ visuallyHiddenTitle: string; items: readonly FooterLink[]; text: Words }>
  }>
export function Footer({ navigation, meta, classes, containerClasses, attributes }: FooterProps): VNode {
  return (
    <div class={cx('govuk-footer', classes)} {...attributes}>
      <div class={cx('govuk-width-container', containerClasses)}>
        {navigation && navigation.length > 0 && (
          <>
            <div class="govuk-footer__navigation">
              {navigation.map((section) => (
                <div class={`govuk-footer__section govuk-grid-column-${section.width || 'full'}`}>
                  <h2 class="govuk-footer__heading govuk-heading-m">{section.title}</h2>
                  {section.items && section.items.length > 0 && (
                    <ul class={cx('govuk-footer__list', section.columns && `govuk-footer__list--columns-${section.columns}`)}>
                      {section.items.map((item) => (
                        <li class="govuk-footer__list-item">
                          <a class="govuk-footer__link" href={item.href} {...item.attributes}>
                            {item.text}
                          </a>
                        </li>
                      ))}
                    </ul>
                  )}
                </div>
              ))}
            </div>
            <hr class="govuk-footer__section-break" />
          </>
        )}
        <div class="govuk-footer__meta">
          <div class="govuk-footer__meta-item govuk-footer__meta-item--grow">
            {meta && (
              <>
                <h2 class="govuk-visually-hidden">{meta.visuallyHiddenTitle || t('footer.support')}</h2>
                {meta.items && meta.items.length > 0 && (
                  <ul class="govuk-footer__inline-list">
                    {meta.items.map((item) => (
                      <li class="govuk-footer__inline-list-item">
                        <a class="govuk-footer__link" href={item.href} {...item.attributes}>
                          {item.text}
                        </a>
                      </li>
                    ))}
                  </ul>
                )}
                {meta.text && <div class="govuk-footer__meta-custom">{meta.text}</div>}
              </>
            )}
          </div>
        </div>
      </div>
    </div>
  )
}
