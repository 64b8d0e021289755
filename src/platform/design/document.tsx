import type { VNode } from 'preact'
import { render } from 'preact-render-to-string'
import { currentLanguage } from '../texts/language.ts'
import { cx, type Opt, type Words } from './base.ts'
import { PhaseBanner } from './content.tsx'
import { Wordmark } from './mark.tsx'
import { Footer, type FooterLink, GenericHeader, MoreNavigation, type NavigationItem, ServiceNavigation, SkipLink } from './navigation.tsx'
import { scriptTexts } from './script-texts.ts'
import { t } from './texts.ts'

/** From the name of an asset ('app.css') to its address. Made by buildAssets. */
export type Asset = (name: string) => string

export type DocumentProps = {
  /** What the page is about, without the product's name. Never a person's name: titles stay in histories and on shared screens. */
  title: string
  asset: Asset
  children: Words
} & Opt<{
  /** Puts "Error: " before the title, so that a screen reader says it first. */
  hasErrors: boolean
  /** Public and easy-read pages: the more legible face. */
  isPublic: boolean
  bodyClasses: string
  /** Page width without the usual limit, for wide tables. */
  isWide: boolean
  nav: readonly NavigationItem[]
  /** Entries that do not fit on one line: folded behind “More”. */
  navMore: readonly NavigationItem[]
  homeUrl: string
  /** Who is signed in, in which post, and the way out: right end of the header. */
  userMenu: Words
  /** The one box to look for everything, between the mark and who is signed in. */
  search: Words
  /** Above the heading: a back link or breadcrumbs. */
  before: Words
  /** Directly under the header on every page: demo notice, outage notice. */
  banner: Words
  phase: { tag: string; text: Words }
  footer: readonly FooterLink[]
  footerText: Words
  /** Further scripts by name, such as 'words.js'. */
  scripts: readonly string[]
  /** One-character shortcuts can be switched off by a person (WCAG 2.1.4). */
  shortcuts: boolean
}>

/**
 * The whole page. Works without script; boot.js must stay the first child of body, or govuk-frontend does not start.
 * Nothing is inline and nothing comes from another host, so the strict content policy holds.
 */
export function Document(props: DocumentProps): VNode {
  const { asset, title, children, shortcuts = true } = props
  const { tag, dir } = currentLanguage()
  const named = t('document.title', { title, product: t('product') })
  return (
    <html lang={tag} dir={dir === 'rtl' ? dir : undefined} class="govuk-template">
      <head>
        <meta charset="utf-8" />
        <title>{props.hasErrors ? t('document.errorPrefix', { title: named }) : named}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="theme-color" content="#123f3a" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href={asset('favicon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={asset(dir === 'rtl' ? 'app-mirrored.css' : 'app.css')} />
        <script type="module" src={asset('app.js')} />
        {props.scripts?.map((name) => (
          <script type="module" src={asset(name)} />
        ))}
      </head>
      <body
        class={cx('govuk-template__body', props.isPublic && 'public', props.isWide && 'lw-wide', props.bodyClasses)}
        data-script-texts={JSON.stringify(scriptTexts())}
        data-shortcuts={shortcuts ? 'on' : 'off'}
      >
        <script src={asset('boot.js')} />
        <SkipLink href="#main-content">{t('skip')}</SkipLink>
        <header class="govuk-template__header">
          <GenericHeader logo={<Wordmark />} url={props.homeUrl}>
            {props.search}
            {props.userMenu && <div class="lw-user-menu">{props.userMenu}</div>}
          </GenericHeader>
          {props.nav && props.nav.length > 0 && (
            <ServiceNavigation
              navigation={props.nav}
              navigationEnd={props.navMore && props.navMore.length > 0 && <MoreNavigation items={props.navMore} />}
            />
          )}
        </header>
        {props.phase && <PhaseBanner tag={{ text: props.phase.tag }}>{props.phase.text}</PhaseBanner>}
        {props.banner && <div class="govuk-width-container lw-banner">{props.banner}</div>}
        <div class="govuk-width-container">
          {props.before}
          <main class="govuk-main-wrapper" id="main-content">
            {children}
          </main>
        </div>
        <footer class="govuk-template__footer">
          <Footer meta={{ items: props.footer, text: props.footerText }} />
        </footer>
        {shortcuts && <ShortcutHelp />}
      </body>
    </html>
  )
}

/** Shown by client/keys.ts when somebody presses "?". */
function ShortcutHelp(): VNode {
  const keys = [
    ['j', t('keys.next')],
    ['k', t('keys.previous')],
    ['Enter', t('keys.open')],
    ['/', t('keys.search')],
    ['?', t('keys.show')],
  ] as const
  return (
    <dialog class="lw-keys" id="lw-keys" aria-labelledby="lw-keys-title">
      <h2 class="govuk-heading-m" id="lw-keys-title">
        {t('keys.help')}
      </h2>
      <dl class="lw-keys__list">
        {keys.map(([key, what]) => (
          <div>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit" class="govuk-button govuk-button--secondary">
          {t('keys.close')}
        </button>
      </form>
    </dialog>
  )
}

/** The page as text, doctype first. */
export function renderDocument(page: VNode): string {
  return `<!doctype html>\n${render(page)}`
}
