import type { VNode } from 'preact'
import { type FormBody, typed } from '../../core/house/index.ts'
import { PostForm, ProblemSummary, type Problems } from '../../core/pages/index.ts'
import { Button, CopyButton, EmptyState, Input, InsetText, Select, SummaryList, Table } from '../../platform/design/index.ts'
import { showInstant } from '../../platform/texts/dates.ts'
import type { Delivery, PossibleHolder, Receiver } from './receiver-store.ts'
import { t } from './receiver-texts.ts'

export function receiverState({ state, stoppedBecause, holderName: name, waiting }: Receiver): string {
  if (state === 'stopped') return t(stoppedBecause === 'holder_gone' ? 'state.holder_gone' : 'state.gave_up', { name })
  if (state === 'on') return waiting > 0 ? t('state.onWaiting', { count: waiting }) : t('state.on')
  return t(`state.${state}`, { name })
}

/** On the page of copies, for whom something is sent in the name of. */
export function InMyName({ receivers }: { receivers: readonly Receiver[] }): VNode | null {
  if (receivers.length === 0) return null
  return (
    <>
      <h2 class="govuk-heading-m">{t('mine.heading')}</h2>
      <ul class="govuk-list govuk-list--spaced">
        {receivers.map((one) => (
          <li>
            <a class="govuk-link lw-typed" href={`/receivers/${one.id}`}>
              {t('mine.line', { address: one.address, state: receiverState(one) })}
            </a>
          </li>
        ))}
      </ul>
    </>
  )
}

type ReceiversProps = Readonly<{
  receivers: readonly Receiver[]
  holders: readonly PossibleHolder[]
  body: FormBody
  problems: Problems
}>

export function ReceiversPage({ receivers, holders, body, problems }: ReceiversProps): VNode {
  const field = (name: string) => ({ name, value: typed(body, name), errorMessage: problems[name] })
  return (
    <>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-xl">{t('admin.heading')}</h1>
      <p class="govuk-body">{t('admin.lead')}</p>
      {receivers.length === 0 ? (
        <EmptyState title={t('admin.empty')}>
          <p class="govuk-body">{t('admin.emptyText')}</p>
        </EmptyState>
      ) : (
        <Table
          classes="lw-stack"
          caption={t('admin.list')}
          captionClasses="govuk-visually-hidden"
          head={[t('admin.agency'), t('admin.address'), t('admin.holder'), t('admin.state'), t('admin.open')]}
          rows={receivers.map((one) => [
            { text: one.agencyName },
            { text: <span class="lw-typed">{one.address}</span> },
            { text: one.holderName },
            { text: receiverState(one) },
            {
              text: (
                <a class="govuk-link" href={`/receivers/${one.id}`}>
                  {t('admin.open')}
                  <span class="govuk-visually-hidden"> {t('admin.openHidden', { agency: one.agencyName, address: one.address })}</span>
                </a>
              ),
            },
          ])}
        />
      )}
      <h2 class="govuk-heading-m">{t('new.heading')}</h2>
      <PostForm action="/admin/receivers">
        <Input {...field('address')} type="url" label={t('new.address')} hint={t('new.addressHint')} attributes={{ autocomplete: 'off' }} />
        <Select
          {...field('holder')}
          label={t('new.holder')}
          hint={t('new.holderHint')}
          items={[
            { value: '', text: t('new.choose') },
            ...holders.map(({ id, fullName: name, roleLabel: role, agencyName: agency }) => ({
              value: id,
              text: t('new.holderOf', { name, role, agency }),
            })),
          ]}
        />
        <Input {...field('purpose')} label={t('new.purpose')} hint={t('new.purposeHint')} />
        <Input {...field('basis')} label={t('new.basis')} hint={t('new.basisHint')} />
        <Button>{t('new.go')}</Button>
      </PostForm>
    </>
  )
}

export function SecretOnce({ secret, receiverId, says }: Readonly<{ secret: string; receiverId: string; says: string }>): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('secret.heading')}</h1>
      <p class="govuk-body">{t('secret.lead')}</p>
      <Input id="secret" name="secret" label={t('secret.label')} value={secret} attributes={{ readonly: true, autocomplete: 'off' }} />
      <p class="govuk-body">
        <CopyButton value={secret} label={t('secret.copy')} />
      </p>
      <p class="govuk-body">{says}</p>
      <Button href={`/receivers/${receiverId}`}>{t('secret.next')}</Button>
    </>
  )
}

type ReceiverProps = Readonly<{
  receiver: Receiver
  deliveries: readonly Delivery[]
  isHolder: boolean
  isAdministrator: boolean
  overlapHours: number
}>

export function ReceiverPage({ receiver: r, deliveries, isHolder, isAdministrator, overlapHours }: ReceiverProps): VNode {
  const path = `/receivers/${r.id}`
  const agreed =
    r.agreedAt === null
      ? t('one.notAgreed', { name: r.holderName })
      : t('one.decidedBy', { name: r.holderName, when: showInstant(r.agreedAt) })
  const secret =
    r.oldSecretUntil === null
      ? showInstant(r.secretAt)
      : t('one.secretOverlap', { when: showInstant(r.secretAt), until: showInstant(r.oldSecretUntil) })
  const canSend = r.state === 'on' || r.state === 'stopped'
  return (
    <>
      <a class="govuk-back-link" href={isAdministrator ? '/admin/receivers' : '/copies'}>
        {t(isAdministrator ? 'one.back' : 'one.backCopies')}
      </a>
      <h1 class="govuk-heading-l">{t('one.title', { agency: r.agencyName })}</h1>
      <SummaryList
        rows={[
          { key: t('one.state'), value: receiverState(r) },
          { key: t('admin.address'), value: { text: <span class="lw-typed">{r.address}</span> } },
          { key: t('one.purpose'), value: r.purpose },
          { key: t('one.basis'), value: r.basis },
          { key: t('one.decided'), value: t('one.decidedBy', { name: r.decidedByName, when: showInstant(r.decidedAt) }) },
          { key: t('one.agreed'), value: agreed },
          { key: t('one.secret'), value: secret },
        ]}
      />
      {isHolder && (r.state === 'asked' || r.state === 'off' || r.state === 'refused') && (
        <>
          <h2 class="govuk-heading-m">{t('ask.heading')}</h2>
          <InsetText>{t('ask.text')}</InsetText>
          <PostForm action={`${path}/agree`}>
            <Button>{t('ask.yes')}</Button>
          </PostForm>
          {r.state === 'asked' && (
            <PostForm action={`${path}/refuse`}>
              <Button classes="govuk-button--secondary">{t('ask.no')}</Button>
            </PostForm>
          )}
        </>
      )}
      {canSend && (
        <PostForm action={`${path}/off`}>
          <Button classes="govuk-button--secondary">{t('act.off')}</Button>
        </PostForm>
      )}
      {isAdministrator && (
        <PostForm action={`${path}/rotate`}>
          <p class="govuk-body">{t('act.rotateText', { hours: overlapHours })}</p>
          <Button classes="govuk-button--secondary">{t('act.rotate')}</Button>
        </PostForm>
      )}
      <h2 class="govuk-heading-m">{t('list.heading')}</h2>
      {deliveries.length === 0 ? (
        <EmptyState title={t('list.empty')} headingLevel={3}>
          <p class="govuk-body">{t('list.emptyText')}</p>
        </EmptyState>
      ) : (
        <>
          <p class="govuk-body">{t('list.lead', { count: deliveries.length })}</p>
          <Table
            classes="lw-stack"
            caption={t('list.heading')}
            captionClasses="govuk-visually-hidden"
            head={[t('list.made'), t('list.stands'), t('list.last'), t('list.do')]}
            rows={deliveries.map((one) => [
              { text: showInstant(one.madeAt) },
              { text: standingOf(one) },
              { text: lastOf(one) },
              { text: canSend ? <DeliveryActs path={path} delivery={one} /> : '' },
            ])}
          />
        </>
      )}
    </>
  )
}

function standingOf({ state, tries, nextAt, endedAt }: Delivery): string {
  const when = showInstant(endedAt ?? nextAt)
  if (state !== 'waiting') return t(`delivery.${state}`, { when, tries })
  if (tries === 0) return t('delivery.waiting')
  return tries === 1 ? t('delivery.waitingOnce', { when }) : t('delivery.waitingUntil', { when, tries })
}

function lastOf({ lastOutcome, lastAt, lastStatus, lastEntries }: Delivery): string {
  if (lastOutcome === null || lastAt === null) return t('last.none')
  return t(`last.${lastOutcome}`, { when: showInstant(lastAt), status: lastStatus ?? '', entries: lastEntries ?? 0 })
}

function DeliveryActs({ path, delivery: { id, state, madeAt } }: { path: string; delivery: Delivery }): VNode {
  const act = (to: string, text: string) => (
    <PostForm action={`${path}/deliveries/${id}/${to}`}>
      <button type="submit" class="lw-link-button">
        {text}
        <span class="govuk-visually-hidden"> {t('delivery.of', { when: showInstant(madeAt) })}</span>
      </button>
    </PostForm>
  )
  return (
    <>
      {act('again', t('delivery.again'))}
      {(state === 'waiting' || state === 'given_up') && act('leave', t('delivery.leave'))}
    </>
  )
}
