import type { VNode } from 'preact'
import {
  Button,
  CopyButton,
  Details,
  EmptyState,
  Form,
  Input,
  InsetText,
  PasswordInput,
  Radios,
  SummaryList,
  WideTable,
} from '../../platform/design/index.ts'
import { showDate, showShortInstant } from '../../platform/texts/dates.ts'
import type { Actor } from '../access/identity.ts'
import type { FormBody } from '../house/request.ts'
import { HiddenFields, PostForm, ProblemSummary, type Problems } from '../pages/index.ts'
import type { KeptForm } from './kept-form.ts'
import type { Invitation, OwnPost, OwnSession, Persona } from './store.ts'
import { t } from './texts.ts'

/** What signing in carries along: where to go afterwards, and a form that was being sent (sealed). */
export type Carried = Readonly<{ to: string; kept: string | undefined }>

function CarriedFields({ carried }: { carried: Carried }): VNode {
  return <HiddenFields body={{ to: carried.to, ...(carried.kept === undefined ? {} : { kept: carried.kept }) }} />
}

/** Why somebody meets the sign-in page. */
export type SignInNotice = 'out' | 'outAll' | 'needed' | 'ended' | 'kept' | 'keptFiles' | 'notKept' | 'tooSlow'

type SignInProps = Readonly<{
  carried: Carried
  isDemo: boolean
  email?: string
  notices?: readonly SignInNotice[]
  problems?: Problems
}>
export function SignInView({ carried, isDemo, email, notices = [], problems = {} }: SignInProps): VNode {
  const isAgain = notices.includes('ended') || notices.includes('needed')
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{isAgain ? t('signIn.again') : t('signIn.title')}</h1>
        {notices.length > 0 && (
          <InsetText>
            {notices.map((notice) => (
              <p class="govuk-body">{t(`signIn.${notice}`)}</p>
            ))}
          </InsetText>
        )}
        <Form action="/sign-in" once={false}>
          <CarriedFields carried={carried} />
          <Input
            name="email"
            label={t('signIn.email')}
            type="email"
            autocomplete="username"
            spellcheck={false}
            autocapitalize="none"
            value={email}
            errorMessage={problems['email']}
            classes="govuk-!-width-two-thirds"
          />
          <PasswordInput
            name="password"
            label={t('signIn.password')}
            errorMessage={problems['password']}
            classes="govuk-!-width-two-thirds"
          />
          <Button preventDoubleClick>{t('signIn.go')}</Button>
        </Form>
        <p class="govuk-body">
          <a class="govuk-link" href="/forgotten">
            {t('signIn.forgotten')}
          </a>
        </p>
        {isDemo && (
          <p class="govuk-body">
            <a class="govuk-link" href="/demo">
              {t('signIn.demo')}
            </a>
          </p>
        )}
      </div>
    </div>
  )
}

type CodeProps = Readonly<{ carried: Carried; pass: string; problems?: Problems }>
export function CodeView({ carried, pass, problems = {} }: CodeProps): VNode {
  return (
    <>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{t('code.title')}</h1>
      <Form action="/sign-in/code" once={false}>
        <CarriedFields carried={carried} />
        <input type="hidden" name="pass" value={pass} />
        <CodeInput label={t('code.label')} hint={t('code.hint')} problem={problems['oneTimeCode']} />
        <Details summaryText={t('code.recovery')} open={problems['recoveryCode'] !== undefined}>
          <Input
            name="recoveryCode"
            label={t('code.recoveryLabel')}
            hint={t('code.recoveryHint')}
            autocomplete="off"
            spellcheck={false}
            errorMessage={problems['recoveryCode']}
            classes="govuk-input--width-20"
          />
        </Details>
        <Button preventDoubleClick>{t('code.go')}</Button>
      </Form>
    </>
  )
}

function CodeInput({ label, hint, problem }: { label: string; hint?: string | undefined; problem: string | undefined }): VNode {
  return (
    <Input
      name="oneTimeCode"
      label={label}
      hint={hint}
      inputmode="numeric"
      autocomplete="one-time-code"
      spellcheck={false}
      errorMessage={problem}
      classes="govuk-input--width-10"
    />
  )
}

/** The form that was being sent, to send or to leave. */
export function SendKeptView({ kept }: { kept: KeptForm }): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('again.title')}</h1>
      <p class="govuk-body">{t('again.text')}</p>
      {kept.filesLost && <p class="govuk-body">{t('signIn.keptFiles')}</p>}
      <Details summaryText={t('again.what')} open>
        <Typed body={kept.body} />
      </Details>
      <Form action={kept.action} once={false}>
        <HiddenFields body={kept.body} />
        <div class="govuk-button-group">
          <Button>{t('again.go')}</Button>
          <a class="govuk-link" href="/">
            {t('again.not')}
          </a>
        </div>
      </Form>
    </>
  )
}

/** What was typed, without the fields that only machines read. */
function Typed({ body }: { body: FormBody }): VNode {
  const lines = Object.entries(body)
    .filter(([name]) => !name.startsWith('_'))
    .flatMap(([, value]) => (typeof value === 'string' ? [value] : value))
    .filter((value) => value.trim() !== '')
  return (
    <ul class="govuk-list lw-as-typed-list">
      {lines.map((line) => (
        <li class="lw-as-typed">{line}</li>
      ))}
    </ul>
  )
}

export function KeptOfSomebodyElseView(): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('signIn.title')}</h1>
      <InsetText>{t('again.other')}</InsetText>
      <Button href="/">{t('again.go.on')}</Button>
    </>
  )
}

export function MessageView({ title, children }: { title: string; children: string }): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{title}</h1>
      <p class="govuk-body">{children}</p>
    </>
  )
}

export function ForgottenView(): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('forgotten.title')}</h1>
      <p class="govuk-body">{t('forgotten.text')}</p>
      <p class="govuk-body">{t('forgotten.recovery')}</p>
      <p class="govuk-body">{t('forgotten.noMail')}</p>
      <p class="govuk-body">
        <a class="govuk-link" href="/sign-in">
          {t('forgotten.back')}
        </a>
      </p>
    </>
  )
}

type ConfirmProps = Readonly<{ carried: Carried; isDemo: boolean; problems?: Problems }>
export function ConfirmView({ carried, isDemo, problems = {} }: ConfirmProps): VNode {
  return (
    <>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{t('confirm.title')}</h1>
      <p class="govuk-body">{t('confirm.text')}</p>
      {carried.kept !== undefined && <p class="govuk-body">{t('confirm.kept')}</p>}
      <Form action="/confirm" once={false}>
        <CarriedFields carried={carried} />
        {isDemo ? (
          <InsetText>{t('confirm.demo')}</InsetText>
        ) : (
          <PasswordInput name="proof" label={t('confirm.label')} errorMessage={problems['proof']} classes="govuk-input--width-20" />
        )}
        <Button preventDoubleClick>{t('confirm.go')}</Button>
      </Form>
    </>
  )
}

export function FilesAgainView({ to }: { to: string }): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('confirm.title')}</h1>
      <p class="govuk-body">{t('confirm.files')}</p>
      <p class="govuk-body">
        <a class="govuk-link" href={to}>
          {t('confirm.back')}
        </a>
      </p>
    </>
  )
}

// Invitations.

type InvitationProps = Readonly<{ token: string; invitation: Invitation; typed?: FormBody; problems?: Problems }>
export function InvitationView({ token, invitation, typed = {}, problems = {} }: InvitationProps): VNode {
  const value = (name: string) => (typeof typed[name] === 'string' ? typed[name] : undefined)
  return (
    <>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">
        {invitation.asksName ? t('invitation.title') : t('invitation.titleNamed', { name: invitation.fullName })}
      </h1>
      <p class="govuk-body">{invitation.asksName ? t('invitation.firstText') : t('invitation.text')}</p>
      {!invitation.asksName && <p class="govuk-body">{t('invitation.account', { email: invitation.email })}</p>}
      <Form action={`/invitation/${token}`} once={false}>
        {invitation.asksName ? (
          <>
            <Input
              name="fullName"
              label={t('invitation.name')}
              autocomplete="name"
              value={value('fullName')}
              errorMessage={problems['fullName']}
            />
            <Input
              name="email"
              label={t('invitation.email')}
              type="email"
              autocomplete="username"
              value={value('email')}
              errorMessage={problems['email']}
            />
          </>
        ) : (
          // so that a password manager keeps the password under the right name
          <input type="hidden" name="username" autocomplete="username" value={invitation.email} />
        )}
        <NewPassword label={t('password.label')} problem={problems['newPassword']} />
        <Button preventDoubleClick>{t('signIn.go')}</Button>
      </Form>
    </>
  )
}

function NewPassword({ label, problem }: { label: string; problem: string | undefined }): VNode {
  return (
    <PasswordInput
      name="newPassword"
      label={label}
      hint={t('password.hint')}
      autocomplete="new-password"
      errorMessage={problem}
      classes="govuk-!-width-two-thirds"
    />
  )
}

/** A secret for the app as picture, key and link. */
export type AppSecret = Readonly<{ secret: string; picture: string; uri: string }>

type AppProps = Readonly<{ action: string; sealed: string; app: AppSecret; problems?: Problems; isInside?: boolean }>
/** `sealed`: everything that is saved together once the app shows the right code. */
export function AppView({ action, sealed, app, problems = {}, isInside = false }: AppProps): VNode {
  const fields = (
    <>
      <input type="hidden" name="sealed" value={sealed} />
      <CodeInput label={t('app.code')} problem={problems['oneTimeCode']} />
      <Button preventDoubleClick>{t('app.go')}</Button>
    </>
  )
  return (
    <>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{t('app.title')}</h1>
      <p class="govuk-body">{t('app.text')}</p>
      <p class="govuk-body">
        <img src={app.picture} alt={t('app.picture')} width="220" height="220" />
      </p>
      <p class="govuk-body">
        {t('app.key')}{' '}
        <strong class="lw-key">
          {app.secret
            .match(/.{1,4}/g)
            ?.join(' ')
            .toLowerCase()}
        </strong>{' '}
        <CopyButton value={app.secret} />
      </p>
      <p class="govuk-body">
        <a class="govuk-link" href={app.uri}>
          {t('app.link')}
        </a>
      </p>
      {isInside ? (
        <PostForm action={action}>{fields}</PostForm>
      ) : (
        <Form action={action} once={false}>
          {fields}
        </Form>
      )}
    </>
  )
}

export function RecoveryCodesView({ codes, next }: { codes: readonly string[]; next: string }): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('recovery.title')}</h1>
      <p class="govuk-body">{t('recovery.text')}</p>
      <h2 class="govuk-heading-m">{t('recovery.heading')}</h2>
      <ul class="govuk-list lw-codes">
        {codes.map((code) => (
          <li>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <p class="govuk-body">
        <CopyButton value={codes.join('\n')} />
      </p>
      <Button href={next}>{t('recovery.done')}</Button>
    </>
  )
}

// One's own account.

function postLine(post: Readonly<{ roleLabel: string; agencyName: string; teamName: string | null }>): string {
  return post.teamName === null
    ? t('post.line', { role: post.roleLabel, agency: post.agencyName })
    : t('post.lineTeam', { role: post.roleLabel, team: post.teamName, agency: post.agencyName })
}

type PostsProps = Readonly<{ posts: readonly OwnPost[]; current: string; to: string; problems?: Problems }>
export function ChoosePostView({ posts, current, to, problems = {} }: PostsProps): VNode {
  return (
    <>
      <ProblemSummary problems={problems} />
      <PostForm action="/account/post">
        <input type="hidden" name="to" value={to} />
        <Radios
          name="post"
          value={current}
          hint={t('post.hint')}
          errorMessage={problems['post']}
          fieldset={{ legend: { text: t('post.title'), classes: 'govuk-fieldset__legend--l', isPageHeading: true } }}
          items={posts.map((post) => ({
            value: post.id,
            text: postLine(post),
            hint: post.untilOn === null ? undefined : t('post.until', { date: showDate(post.untilOn) }),
          }))}
        />
        <p class="govuk-body">{t('post.other')}</p>
        <Button>{t('post.go')}</Button>
      </PostForm>
    </>
  )
}

type AccountProps = Readonly<{
  actor: Actor
  email: string
  posts: readonly OwnPost[]
  sessions: readonly OwnSession[]
  codesLeft: number
  done: 'password' | 'app' | undefined
}>
export function AccountView({ actor, email, posts, sessions, codesLeft, done }: AccountProps): VNode {
  const current = posts.find((post) => post.id === actor.postId)
  return (
    <>
      <h1 class="govuk-heading-l">{t('account.title')}</h1>
      {done !== undefined && <InsetText>{t(`account.${done}Done`)}</InsetText>}
      <SummaryList
        rows={[
          { key: t('account.name'), value: actor.fullName },
          { key: t('account.email'), value: email },
          {
            key: t('account.post'),
            value: current === undefined ? actor.roleLabel : postLine(current),
            actions: posts.length > 1 ? { items: [{ href: '/account/post', text: t('account.switch') }] } : undefined,
          },
        ]}
      />
      <h2 class="govuk-heading-m">{t('account.security')}</h2>
      <ul class="govuk-list">
        <AccountLink href="/account/password">{t('account.password')}</AccountLink>
        <AccountLink href="/account/app">{t('account.app')}</AccountLink>
        <AccountLink href="/account/recovery-codes">{t('account.codes')}</AccountLink>
        <AccountLink href="/account/preferences">{t('account.preferences')}</AccountLink>
      </ul>
      <p class="govuk-body">{t('account.codesLeft', { count: codesLeft })}</p>
      <h2 class="govuk-heading-m">{t('account.sessions')}</h2>
      <p class="govuk-body">{t('account.sessionsHint')}</p>
      <WideTable
        caption={t('account.sessions')}
        head={[t('account.device'), t('account.workingAs'), t('account.since'), t('account.seen'), '']}
        rows={sessions.map((session) => [
          deviceText(session),
          session.title,
          showShortInstant(session.startedAt),
          showShortInstant(session.seenAt),
          { text: session.isThis ? t('account.this') : <EndSession session={session} /> },
        ])}
      />
      <PostForm action="/account/sign-out-everywhere">
        <Button classes="govuk-button--warning">{t('account.everywhere')}</Button>
      </PostForm>
    </>
  )
}

function deviceText(session: OwnSession): string {
  return session.kind === 'command' ? t('account.command') : (session.device ?? t('account.unknownDevice'))
}

function EndSession({ session }: { session: OwnSession }): VNode {
  return (
    <PostForm action={`/account/sessions/${session.id}/end`}>
      <button type="submit" class="lw-link-button">
        {t('account.end')}
        <span class="govuk-visually-hidden"> {t('account.endWhich', { device: deviceText(session) })}</span>
      </button>
    </PostForm>
  )
}

function AccountLink({ href, children }: { href: string; children: string }): VNode {
  return (
    <li>
      <a class="govuk-link" href={href}>
        {children}
      </a>
    </li>
  )
}

export function PasswordView({ problems = {} }: { problems?: Problems }): VNode {
  return (
    <>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{t('account.password')}</h1>
      <PostForm action="/account/password">
        <NewPassword label={t('password.new')} problem={problems['newPassword']} />
        <Button preventDoubleClick>{t('account.save')}</Button>
      </PostForm>
    </>
  )
}

export function RecoveryAskView({ left }: { left: number }): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('account.codes')}</h1>
      <p class="govuk-body">{t('account.codesLeft', { count: left })}</p>
      <PostForm action="/account/recovery-codes">
        <Button>{t('account.codes')}</Button>
      </PostForm>
    </>
  )
}

// The demo.

export function PersonasView({ personas }: { personas: readonly Persona[] }): VNode {
  if (personas.length === 0) {
    return (
      <EmptyState title={t('demo.empty.title')} headingLevel={1}>
        <p class="govuk-body">{t('demo.empty.text')}</p>
      </EmptyState>
    )
  }
  const roles = Map.groupBy(personas, (persona) => persona.roleCode)
  return (
    <>
      <h1 class="govuk-heading-l">{t('demo.title')}</h1>
      <p class="govuk-body">{t('demo.text')}</p>
      {[...roles].map(([roleCode, people]) => (
        <section aria-labelledby={`role-${roleCode}`}>
          <h2 class="govuk-heading-m" id={`role-${roleCode}`}>
            {people[0]?.roleLabel}
          </h2>
          <p class="govuk-body">{whatTheyDo(roleCode)}</p>
          <ul class="govuk-list lw-personas">
            {people.map((persona) => (
              <li>
                <Form action="/demo" once={false}>
                  <input type="hidden" name="post" value={persona.postId} />
                  <button type="submit" class="lw-link-button">
                    {t('demo.as', { name: persona.fullName })}
                  </button>{' '}
                  <span class="govuk-hint">
                    {persona.teamName === null
                      ? persona.agencyName
                      : t('demo.where', { team: persona.teamName, agency: persona.agencyName })}
                  </span>
                </Form>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}

function whatTheyDo(roleCode: string): string {
  const key = `persona.${roleCode}`
  return isText(key) ? t(key) : t('persona.other')
}

/** Texts without placeholders only: those of the personas. */
function isText(key: string): key is Extract<keyof typeof t.texts, `persona.${string}`> {
  return key.startsWith('persona.') && key in t.texts
}
