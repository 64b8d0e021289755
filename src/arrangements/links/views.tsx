import type { VNode } from 'preact'
import { type Concern, DangerBanner, MinuteFields, MoreBesides, MoreWhat, RecordPage } from '../../core/concerns/index.ts'
import { type FormBody, typed as typedIn } from '../../core/house/index.ts'
import type { AdministeredLink, ConcernLink, KnownDomain, LinkPhone, OpenLink } from '../../core/links/index.ts'
import { PostForm, ProblemSummary, type Problems } from '../../core/pages/index.ts'
import { Button, EmptyState, Input, Select, Table, WarningText } from '../../platform/design/index.ts'
import { firstOf, type Typed } from '../../platform/forms/index.ts'
import { showDay, showInstant } from '../../platform/texts/dates.ts'
import { t } from './texts.ts'

const onCall = (phones: readonly LinkPhone[]) => phones.filter(({ isFor }) => isFor === 'emergency')

// ── asking for a link ───────────────────────────────────────────────────────────────────────────────────────────────

export function AskForLink({ body, problems }: { body: FormBody; problems: Problems }): VNode {
  return (
    <>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{t('ask.title')}</h1>
      <WarningText>{t('ask.danger')}</WarningText>
      <p class="govuk-body">{t('ask.lead')}</p>
      <PostForm action="/link">
        <Input
          name="email"
          type="email"
          label={t('ask.email')}
          hint={t('ask.privacy')}
          autocomplete="email"
          value={typedIn(body, 'email')}
          errorMessage={problems['email']}
        />
        <Button>{t('ask.send')}</Button>
      </PostForm>
      <p class="govuk-body">
        <a class="govuk-link" href="/sign-in">
          {t('ask.account')}
        </a>
      </p>
    </>
  )
}

export function AskedForLink(): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('asked.title')}</h1>
      <p class="govuk-body">{t('asked.text')}</p>
      <p class="govuk-body">{t('asked.not')}</p>
      <WarningText>{t('ask.danger')}</WarningText>
    </>
  )
}

// ── behind it ───────────────────────────────────────────────────────────────────────────────────────────────────────

type ByLink = Readonly<{ link: OpenLink; base: string; typed: Typed; problems: Problems; phones: readonly LinkPhone[] }>

/** Who writes: a link knows an address and an agency, not a name. */
function WhoWrites({ typed, problems }: Pick<ByLink, 'typed' | 'problems'>): VNode {
  return (
    <>
      <Input name="name" label={t('minute.name')} autocomplete="name" value={firstOf(typed, 'name')} errorMessage={problems['name']} />
      <Input name="job" label={t('minute.job')} autocomplete="organization-title" value={firstOf(typed, 'job')} />
    </>
  )
}

export function MinuteByLink({ link, base, typed, problems, phones }: ByLink): VNode {
  const desk = phones.find(({ isFor }) => isFor === 'concern')
  return (
    <>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{t('minute.title')}</h1>
      <p class="govuk-body">{t('minute.lead', { agency: link.agencyName, email: link.email })}</p>
      <DangerBanner onCall={onCall(phones)} />
      <p class="govuk-body">{t('minute.staff', { phone: desk?.phone ?? t('minute.council') })}</p>
      <PostForm action={base}>
        <WhoWrites typed={typed} problems={problems} />
        <MinuteFields typed={typed} problems={problems} attributes={{}} />
      </PostForm>
    </>
  )
}

export function MoreByLink({ base, concern, typed, problems, phones }: ByLink & Readonly<{ concern: Concern }>): VNode {
  const given = { typed, problems, attributes: {} }
  return (
    <>
      <a class="govuk-back-link" href={base}>
        {t('follow.back')}
      </a>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{t('more.title')}</h1>
      <PostForm action={`${base}/more`}>
        <WhoWrites typed={typed} problems={problems} />
        <MoreWhat {...given} onCall={onCall(phones)} />
        <MoreBesides {...given} isOpen={concern.state === 'more_wanted'} />
        <Button>{t('more.send')}</Button>
      </PostForm>
    </>
  )
}

export type FollowProps = Readonly<{
  link: OpenLink
  base: string
  parts: Parameters<typeof RecordPage>[0]
  deputies: readonly Readonly<{ id: string; email: string }>[]
  body: FormBody
  problems: Problems
}>

/** Exactly what "My referrals" would say, and what this holder wrote; nothing depends on who is known. */
export function FollowPage({ link, base, parts, deputies, body, problems }: FollowProps): VNode {
  return (
    <>
      <ProblemSummary problems={problems} />
      {link.isDeputy && (
        <>
          <p class="govuk-body">
            <strong>{t('follow.deputy', { agency: link.agencyName })}</strong>
          </p>
          <p class="govuk-body">{t('follow.deputyText')}</p>
        </>
      )}
      <RecordPage {...parts} />
      {!link.isDeputy && <Deputies base={base} deputies={deputies} body={body} problems={problems} />}
      <p class="govuk-body">{t('follow.keep', { date: showDay(link.expiresAt) })}</p>
      <p class="govuk-body lw-no-print">
        <a class="govuk-link" href={`${base}/end`}>
          {t('end.title')}
        </a>
      </p>
    </>
  )
}

function Deputies({ base, deputies, body, problems }: Pick<FollowProps, 'base' | 'deputies' | 'body' | 'problems'>): VNode {
  return (
    <section class="lw-no-print" aria-labelledby="away">
      <h2 class="govuk-heading-m" id="away">
        {t('deputy.title')}
      </h2>
      <p class="govuk-body">{t('deputy.text')}</p>
      {deputies.map(({ id, email }) => (
        <PostForm action={`${base}/deputy-end`}>
          <input type="hidden" name="id" value={id} />
          <p class="govuk-body">
            {email}{' '}
            <button type="submit" class="lw-link-button">
              {t('deputy.end')}
              <span class="govuk-visually-hidden">{t('deputy.endHidden', { email })}</span>
            </button>
          </p>
        </PostForm>
      ))}
      <PostForm action={`${base}/deputy`}>
        <Input name="deputy" type="email" label={t('deputy.email')} value={typedIn(body, 'deputy')} errorMessage={problems['deputy']} />
        <Button classes="govuk-button--secondary">{t('deputy.name')}</Button>
      </PostForm>
    </section>
  )
}

export function EndPage({ base }: { base: string }): VNode {
  return (
    <>
      <a class="govuk-back-link" href={base}>
        {t('follow.back')}
      </a>
      <h1 class="govuk-heading-l">{t('end.title')}</h1>
      <p class="govuk-body">{t('end.text')}</p>
      <PostForm action={`${base}/end`}>
        <Button>{t('end.send')}</Button>
      </PostForm>
    </>
  )
}

export function EndedPage(): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('end.done')}</h1>
      <p class="govuk-body">{t('end.doneText')}</p>
    </>
  )
}

// ── at the desk ─────────────────────────────────────────────────────────────────────────────────────────────────────

export function HowItCame({ links }: { links: readonly ConcernLink[] }): VNode {
  return (
    <section aria-labelledby="came">
      <h2 class="govuk-heading-m" id="came">
        {t('desk.title')}
      </h2>
      <p class="govuk-body">{t('desk.text')}</p>
      <ul class="govuk-list govuk-list--bullet">
        {links.map(({ email, agencyName: agency, isDeputy }) => (
          <li>{t(isDeputy ? 'desk.deputy' : 'desk.line', { email, agency })}</li>
        ))}
      </ul>
    </section>
  )
}

// ── administering ───────────────────────────────────────────────────────────────────────────────────────────────────

export type LinksAdminProps = Readonly<{
  domains: readonly KnownDomain[]
  links: readonly AdministeredLink[]
  agencies: readonly Readonly<{ id: string; name: string }>[]
  body: FormBody
  problems: Problems
  now: Date
}>

export function LinksAdmin({ domains, links, agencies, body, problems, now }: LinksAdminProps): VNode {
  return (
    <>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{t('admin.title')}</h1>
      <p class="govuk-body">{t('admin.lead')}</p>
      <h2 class="govuk-heading-m">{t('admin.domains')}</h2>
      {domains.length === 0 ? (
        <EmptyState title={t('admin.noDomains')} headingLevel={3}>
          <p class="govuk-body">{t('admin.noDomainsText')}</p>
        </EmptyState>
      ) : (
        <Table
          caption={t('admin.domains')}
          captionClasses="govuk-visually-hidden"
          classes="lw-stack"
          head={[t('admin.domain'), t('admin.agency'), t('admin.since'), t('admin.do')]}
          rows={domains.map(({ id, domain, agencyName, addedAt }) => [
            { text: domain },
            { text: agencyName },
            { text: showDay(addedAt) },
            { text: <Act to={`/admin/links/domains/${id}/end`} text={t('admin.end')} hidden={t('admin.endHidden', { domain })} /> },
          ])}
        />
      )}
      <PostForm action="/admin/links">
        <Input
          name="domain"
          label={t('admin.addDomain')}
          hint={t('admin.addHint')}
          value={typedIn(body, 'domain')}
          errorMessage={problems['domain']}
        />
        <Select
          name="agency"
          label={t('admin.agency')}
          value={typedIn(body, 'agency')}
          errorMessage={problems['agency']}
          items={[{ value: '', text: t('admin.choose') }, ...agencies.map(({ id, name }) => ({ value: id, text: name }))]}
        />
        <Button classes="govuk-button--secondary">{t('admin.add')}</Button>
      </PostForm>
      <h2 class="govuk-heading-m">{t('admin.links')}</h2>
      {links.length === 0 ? (
        <EmptyState title={t('admin.noLinks')} headingLevel={3}>
          <p class="govuk-body">{t('admin.noLinksText')}</p>
        </EmptyState>
      ) : (
        <Table
          caption={t('admin.links')}
          captionClasses="govuk-visually-hidden"
          classes="lw-stack"
          head={[t('admin.address'), t('admin.agency'), t('admin.state'), t('admin.do')]}
          rows={links.map((link) => [
            { text: link.isDeputy ? `${link.email}, ${t('admin.deputy')}` : link.email },
            { text: link.agencyName },
            { text: stateOf(link, now) },
            { text: <LinkActs link={link} now={now} /> },
          ])}
        />
      )}
    </>
  )
}

function stateOf(link: AdministeredLink, now: Date): string {
  if (link.holderEndedAt !== null) return t('state.left')
  if (link.revokedAt !== null) return t('state.revoked', { when: showInstant(link.revokedAt) })
  if (link.expiresAt <= now) return t('state.expired', { when: showInstant(link.expiresAt) })
  if (link.openedAt !== null) return t('state.opened', { when: showInstant(link.openedAt), until: showDay(link.expiresAt) })
  return link.mailedAt === null ? t('state.waiting') : t('state.mailed', { when: showInstant(link.mailedAt) })
}

function LinkActs({ link, now }: { link: AdministeredLink; now: Date }): VNode {
  const hidden = t('admin.of', { email: link.email })
  const hasLeft = link.holderEndedAt !== null
  return (
    <>
      {link.revokedAt === null && link.expiresAt > now && (
        <Act to={`/admin/links/${link.id}/revoke`} text={t('admin.revoke')} hidden={hidden} />
      )}
      <Act
        to={`/admin/links/holders/${link.holderId}/${hasLeft ? 'back' : 'left'}`}
        text={t(hasLeft ? 'admin.back' : 'admin.left')}
        hidden={hidden}
      />
    </>
  )
}

function Act({ to, text, hidden }: Readonly<{ to: string; text: string; hidden: string }>): VNode {
  return (
    <PostForm action={to}>
      <button type="submit" class="lw-link-button">
        {text}
        <span class="govuk-visually-hidden">{hidden}</span>
      </button>
    </PostForm>
  )
}
