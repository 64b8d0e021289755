import type { VNode } from 'preact'
import type { Clock } from '../../platform/clock.ts'
import type { Assets } from '../../platform/design/build.ts'
import { Document, type DocumentProps, renderDocument } from '../../platform/design/document.tsx'
import { Badge, Button, Details, Form, LanguageNavigation } from '../../platform/design/index.ts'
import { showInstant } from '../../platform/texts/dates.ts'
import { currentLanguage, type Language } from '../../platform/texts/language.ts'
import type { Actor } from '../access/identity.ts'
import type { PageFacts } from '../house/request.ts'
import type { NavigationItem } from '../house/room.ts'
import type { Frame, SendAgain } from '../house/server.ts'
import { HiddenFields } from './forms.tsx'
import { languageHref } from './language.ts'
import { t } from './texts.ts'

export type FrameOptions = Readonly<{
  assets: Assets
  mode: 'real' | 'demo' | 'test'
  clock: Clock
  navigation: readonly NavigationItem[]
  /** With more than one, every page offers the others. */
  languages?: readonly Language[]
  /** What a page is for and what to do next, by its address as registered; undefined where there is nothing to say. */
  about?: (route: string) => string | undefined
  /** The names of further scripts that every page loads. */
  scripts?: readonly string[]
  /** The sign-in form, carrying what was being sent. */
  signIn: (returnTo: string, again: SendAgain | undefined) => Readonly<{ title: string; body: VNode }>
  /** Asks for the password again before a sensitive act. */
  confirm: (returnTo: string, again: SendAgain | undefined) => Readonly<{ title: string; body: VNode }>
}>

/** A page for somebody who is not signed in: signing in, invitations. */
export type PlainPage = (title: string, body: VNode, options?: Readonly<{ hasErrors?: boolean }>) => string

/** How every answer looks: Lapwing's own page around what a room gives. */
export function frameOf({
  assets,
  mode,
  clock,
  navigation,
  languages = [],
  scripts = [],
  about,
  signIn,
  confirm,
}: FrameOptions): Frame & Readonly<{ plain: PlainPage }> {
  const shell = () => ({
    asset: assets.asset,
    homeUrl: '/',
    scripts,
    ...(mode === 'demo' && sandbox()),
    footer: [
      { text: t('footer.guide'), href: '/guide' },
      { text: t('footer.handbook'), href: '/handbook' },
    ],
    footerText: languages.length > 1 && <Languages languages={languages} />,
  })
  const bare = (title: string, body: VNode, more: Partial<DocumentProps> = {}) =>
    renderDocument(
      <Document {...shell()} title={title} {...more}>
        {body}
      </Document>,
    )
  const inside = (actor: Actor, url: string, title: string, body: VNode, facts: PageFacts | undefined, more: Partial<DocumentProps> = {}) =>
    bare(title, body, {
      ...more,
      shortcuts: facts?.shortcuts ?? true,
      // when the page was made is when what it says was true, whenever it comes out of the printer
      banner: <PrintLine actor={actor} now={clock.now()} />,
      search: <HeaderSearch />,
      userMenu: <UserMenu actor={actor} unread={facts?.unread ?? 0} />,
      ...menuOf(
        [...navigation].filter((item) => item.when(actor)).sort((a, b) => a.order - b.order),
        url,
      ),
    })
  return {
    plain: bare,
    page: (actor, url, reply, facts, route) =>
      inside(actor, url, reply.title, <WithAbout body={reply.body} about={about?.(route)} />, facts, {
        hasErrors: reply.hasProblems,
        isWide: reply.wide,
      }),
    notThere: () => bare(t('notThere.title'), <NotTherePage />),
    tryAgain: (problem, url, again) => bare(t(`again.${problem}.title`), <TryAgainPage problem={problem} url={url} again={again} />),
    signedOut: (returnTo, again) => {
      const { title, body } = signIn(returnTo, again)
      return bare(title, body)
    },
    foreignForm: () => bare(t('foreign.title'), <Message title={t('foreign.title')}>{t('foreign.text')}</Message>),
    confirmAgain: (actor, returnTo, again) => {
      const { title, body } = confirm(returnTo, again)
      return inside(actor, returnTo, title, body, undefined)
    },
  }
}

/** A demo cannot be taken for the real thing: a band on every page and sheet, and its word across both. By the database's own mark only. */
function sandbox(): Partial<DocumentProps> {
  return {
    phase: { tag: t('phase.demo'), text: t('phase.demoText') },
    bodyClasses: 'lw-sandbox',
    before: <div class="lw-sandbox-mark" data-mark={t('phase.mark')} aria-hidden="true" />,
  }
}

function WithAbout({ body, about }: { body: VNode; about: string | undefined }): VNode {
  if (about === undefined) return body
  return (
    <>
      {body}
      <Details summaryText={t('about.title')} classes="lw-about lw-no-print">
        <p class="govuk-body">{about}</p>
      </Details>
    </>
  )
}

/** On paper only: whose copy this is, and what to do with it. A page that carries its own mark shows that instead. */
function PrintLine({ actor, now }: { actor: Actor; now: Date }): VNode {
  return (
    <p class="govuk-body-s lw-print-only lw-printed">
      {t('print.by', {
        name: actor.fullName,
        role: actor.roleLabel,
        agency: actor.agencyName,
        at: showInstant(now, { zone: true }),
      })}
    </p>
  )
}

function Languages({ languages }: { languages: readonly Language[] }): VNode {
  const here = currentLanguage().tag
  return (
    <LanguageNavigation
      items={languages.map(({ tag, name, dir }) => ({
        text: name,
        lang: tag,
        dir,
        ...(tag === here ? { current: true } : { href: languageHref(tag) }),
      }))}
    />
  )
}

/** What fits on one line of a laptop. The rest is one step away, and stands in full on the first page. */
const inOneLine = 7

/** The menu, with one entry marked: of two that hold this page, the nearer ("Passed to us" is below "Triage"). */
function menuOf(items: readonly Readonly<{ label: string; href: string }>[], url: string) {
  const [nearest] = items.filter(({ href }) => isWithin(url, href)).sort((a, b) => b.href.length - a.href.length)
  const all = items.map(({ label, href }) => ({ text: label, href, active: href === nearest?.href }))
  return all.length <= inOneLine + 1 ? { nav: all, navMore: [] } : { nav: all.slice(0, inOneLine), navMore: all.slice(inOneLine) }
}

function isWithin(url: string, href: string): boolean {
  const path = url.split('?')[0] ?? ''
  return path === href || (href !== '/' && path.startsWith(`${href}/`))
}

/** Posted, so that what is looked for never stands in an address. client/keys.ts brings the keyboard here. */
function HeaderSearch(): VNode {
  return (
    <search class="lw-header-search lw-no-print" aria-label={t('search.label')}>
      <form method="post" action="/search" novalidate>
        <label class="govuk-visually-hidden" for="lw-header-q">
          {t('search.label')}
        </label>
        <input
          class="govuk-input"
          id="lw-header-q"
          name="q"
          type="search"
          maxlength={200}
          autocomplete="off"
          spellcheck={false}
          placeholder={t('search.placeholder')}
          aria-keyshortcuts="/ Control+K"
          data-keys-search
        />
        <button type="submit" class="lw-header-search__go">
          {t('search.go')}
        </button>
      </form>
    </search>
  )
}

function UserMenu({ actor, unread }: { actor: Actor; unread: number }): VNode {
  return (
    <>
      <a class="govuk-link govuk-link--no-visited-state lw-notices-link" href="/notifications">
        {t('menu.notices')}
        {unread > 0 && <Badge count={unread} label={t('menu.unread')} />}
      </a>{' '}
      <a class="govuk-link govuk-link--no-visited-state" href="/account">
        {t('menu.signedInAs', { name: actor.fullName, role: actor.roleLabel, agency: actor.agencyName })}
      </a>{' '}
      <form method="post" action="/sign-out" class="lw-sign-out">
        <button type="submit" class="lw-link-button">
          {t('menu.signOut')}
        </button>
      </form>
    </>
  )
}

function Message({ title, children }: { title: string; children: VNode | string }): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{title}</h1>
      <p class="govuk-body">{children}</p>
    </>
  )
}

function NotTherePage(): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('notThere.title')}</h1>
      <p class="govuk-body">{t('notThere.text')}</p>
      <p class="govuk-body">{t('notThere.what')}</p>
      <p class="govuk-body">
        <a class="govuk-link" href="/">
          {t('notThere.home')}
        </a>
      </p>
    </>
  )
}

type TryAgainProps = { problem: 'database' | 'disk' | 'unexpected'; url: string; again: SendAgain | undefined }

function TryAgainPage({ problem, url, again }: TryAgainProps): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t(`again.${problem}.title`)}</h1>
      <p class="govuk-body">{t(`again.${problem}.text`)}</p>
      {again === undefined ? (
        <p class="govuk-body">
          <a class="govuk-link" href={url}>
            {t('again.reload')}
          </a>
        </p>
      ) : (
        <Form action={again.action} once={false}>
          <HiddenFields body={again.body} />
          <p class="govuk-body">{t('again.kept')}</p>
          {again.filesLost && <p class="govuk-body">{t('again.filesLost')}</p>}
          <Button>{t('again.send')}</Button>
        </Form>
      )}
    </>
  )
}
