import type { VNode } from 'preact'
import { type ApiKey, type ApiScope, apiScopes } from '../../core/api/index.ts'
import { type FormBody, typed, typedAll } from '../../core/house/index.ts'
import { PostForm, ProblemSummary, type Problems } from '../../core/pages/index.ts'
import { Button, Checkboxes, CopyButton, EmptyState, Input, Select, SummaryList, Table, WarningText } from '../../platform/design/index.ts'
import { showDay, showInstant } from '../../platform/texts/dates.ts'
import { t } from './texts.ts'

const scopeText = (scope: ApiScope) => t(`scope.${scope}`)
export function keyState({ revokedAt, expiresAt }: Pick<ApiKey, 'revokedAt' | 'expiresAt'>, now: Date): string {
  if (revokedAt !== null) return t('state.revoked', { when: showInstant(revokedAt) })
  return t(expiresAt > now ? 'state.until' : 'state.over', { when: showDay(expiresAt) })
}

type KeysProps = Readonly<{
  keys: readonly ApiKey[]
  agencies: readonly Readonly<{ id: string; name: string }>[]
  body: FormBody
  problems: Problems
  mostDays: number
  now: Date
}>

export function KeysPage({ keys, agencies, body, problems, mostDays, now }: KeysProps): VNode {
  const chosen = typedAll(body, 'scopes')
  return (
    <>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-xl">{t('admin.heading')}</h1>
      <p class="govuk-body">{t('admin.lead')}</p>
      <p class="govuk-body">
        <a class="govuk-link" href="/api">
          {t('admin.how')}
        </a>
      </p>
      {keys.length === 0 ? (
        <EmptyState title={t('admin.empty')}>
          <p class="govuk-body">{t('admin.emptyText')}</p>
        </EmptyState>
      ) : (
        <Table
          classes="lw-stack"
          caption={t('admin.list')}
          captionClasses="govuk-visually-hidden"
          head={[t('admin.system'), t('admin.agency'), t('admin.scopes'), t('admin.used'), t('admin.state'), t('admin.open')]}
          rows={keys.map((key) => [
            { text: key.name },
            { text: key.agencyName },
            { text: key.scopes.map(scopeText).join('; ') },
            { text: key.lastUsedAt === null ? t('admin.never') : showInstant(key.lastUsedAt) },
            { text: keyState(key, now) },
            {
              text: (
                <a class="govuk-link" href={`/admin/api/${key.id}`}>
                  {t('admin.open')}
                  <span class="govuk-visually-hidden"> {t('admin.openHidden', { name: key.name })}</span>
                </a>
              ),
            },
          ])}
        />
      )}
      <h2 class="govuk-heading-m">{t('new.heading')}</h2>
      <PostForm action="/admin/api">
        <Input name="name" label={t('new.name')} hint={t('new.nameHint')} value={typed(body, 'name')} errorMessage={problems['name']} />
        <Select
          name="agency"
          label={t('new.agency')}
          value={typed(body, 'agency')}
          errorMessage={problems['agency']}
          items={[{ value: '', text: t('new.choose') }, ...agencies.map(({ id, name }) => ({ value: id, text: name }))]}
        />
        <Input name="purpose" label={t('new.purpose')} value={typed(body, 'purpose')} errorMessage={problems['purpose']} />
        <Checkboxes
          idPrefix="scopes"
          name="scopes"
          fieldset={{ legend: t('new.scopes') }}
          errorMessage={problems['scopes']}
          values={chosen}
          items={apiScopes.map((scope) => ({ value: scope, text: scopeText(scope) }))}
        />
        <Input
          name="days"
          label={t('new.days')}
          hint={t('new.daysHint', { most: mostDays })}
          value={typed(body, 'days') || String(mostDays)}
          errorMessage={problems['days']}
          inputmode="numeric"
          classes="govuk-input--width-4"
        />
        <Button>{t('new.go')}</Button>
      </PostForm>
    </>
  )
}

export function KeyOnce({ secret, keyId, says }: Readonly<{ secret: string; keyId: string; says: string | undefined }>): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('secret.heading')}</h1>
      <p class="govuk-body">{t('secret.lead')}</p>
      <Input id="secret" name="secret" label={t('secret.label')} value={secret} attributes={{ readonly: true, autocomplete: 'off' }} />
      <p class="govuk-body">
        <CopyButton value={secret} label={t('secret.copy')} />
      </p>
      {says !== undefined && <p class="govuk-body">{says}</p>}
      <Button href={`/admin/api/${keyId}`}>{t('secret.next')}</Button>
    </>
  )
}

export function KeyPage({ apiKey: k, now, days, hours }: Readonly<{ apiKey: ApiKey; now: Date; days: number; hours: number }>): VNode {
  const renewed =
    k.rotatedAt === null
      ? undefined
      : k.oldUntil !== null && k.oldUntil > now
        ? t('one.rotatedOld', { when: showInstant(k.rotatedAt), until: showInstant(k.oldUntil) })
        : showInstant(k.rotatedAt)
  return (
    <>
      <a class="govuk-back-link" href="/admin/api">
        {t('one.back')}
      </a>
      <h1 class="govuk-heading-l">{k.name}</h1>
      <SummaryList
        rows={[
          { key: t('admin.agency'), value: k.agencyName },
          { key: t('admin.state'), value: keyState(k, now) },
          { key: t('admin.scopes'), value: k.scopes.map(scopeText).join('; ') },
          { key: t('one.purpose'), value: k.purpose },
          { key: t('admin.used'), value: k.lastUsedAt === null ? t('admin.never') : showInstant(k.lastUsedAt) },
          { key: t('one.made'), value: t('one.madeBy', { name: k.madeByName, when: showInstant(k.madeAt) }) },
          renewed !== undefined && { key: t('one.rotated'), value: renewed },
        ]}
      />
      {k.revokedAt === null && (
        <>
          <PostForm action={`/admin/api/${k.id}/rotate`}>
            <p class="govuk-body">{t('act.rotateText', { days, hours })}</p>
            <Button classes="govuk-button--secondary">{t('act.rotate')}</Button>
          </PostForm>
          <PostForm action={`/admin/api/${k.id}/revoke`}>
            <p class="govuk-body">{t('act.revokeText')}</p>
            <Button classes="govuk-button--warning">{t('act.revoke')}</Button>
          </PostForm>
        </>
      )}
    </>
  )
}

export function SentBySystem({ system, agency }: Readonly<{ system: string; agency: string }>): VNode {
  return (
    <section aria-labelledby="system">
      <h2 class="govuk-heading-m" id="system">
        {t('desk.title')}
      </h2>
      <p class="govuk-body">{t('desk.text', { system, agency })}</p>
    </section>
  )
}

/** For whoever runs a partner's system: no account is needed to read it. */
export function ApiGuide({ baseUrl }: { baseUrl: string }): VNode {
  const part = (title: string, says: string, example: string) => (
    <>
      <h2 class="govuk-heading-m">{title}</h2>
      <p class="govuk-body">{says}</p>
      <pre class="govuk-body-s lw-typed" tabindex={0}>
        {example}
      </pre>
    </>
  )
  return (
    <>
      <h1 class="govuk-heading-l">{t('guide.title')}</h1>
      <WarningText>{t('guide.danger')}</WarningText>
      <p class="govuk-body">{t('guide.lead')}</p>
      <p class="govuk-body">{t('guide.start')}</p>
      <p class="govuk-body">{t('guide.each')}</p>
      <pre class="govuk-body-s lw-typed" tabindex={0}>
        {t('guide.header')}
      </pre>
      {part(t('guide.send'), t('guide.sendText'), `POST ${baseUrl}/api/v1/concerns`)}
      {part(t('guide.standing'), t('guide.standingText'), `GET ${baseUrl}/api/v1/concerns/C123-4567`)}
      {part(t('guide.lookUp'), t('guide.lookUpText'), `POST ${baseUrl}/api/v1/people/look-up`)}
      <h2 class="govuk-heading-m">{t('guide.wrong')}</h2>
      <p class="govuk-body">{t('guide.wrongText')}</p>
      <p class="govuk-body">
        <a class="govuk-link" href="/api/v1/openapi.json">
          {t('guide.whole')}
        </a>
      </p>
    </>
  )
}
