// A concern about staff turns out to be about somebody who receives it, or close to one who does: whoever reads it keeps
// that colleague out, from then on and for good.
import type { VNode } from 'preact'
import { Button, Input, Radios, Textarea } from '../../platform/design/index.ts'
import { type Colleague, colleaguesNamed, keepOutOf, leftOutOf, namedOfficers } from '../concerns/index.ts'
import { type FormBody, idParam, notThere, page, type Reply, type Request, type Routes, seeOther, typed } from '../house/index.ts'
import { PostForm, ProblemSummary, type Problems } from '../pages/index.ts'
import { findTriage, type TriageConcern } from './store.ts'
import { t } from './texts.ts'

const officer = { capability: 'concern.staff', stepUp: true } as const

export function keepOutRoutes(route: Routes): void {
  route.get('/triage/:id/keep-out', 'triage.keep_out_shown', (request) => showForm(request, {}), officer)
  route.post('/triage/:id/keep-out', 'triage.kept_out', keepOut, officer)
}

async function concernAboutStaff(request: Request): Promise<TriageConcern> {
  const id = idParam(request)
  request.audit.about('concern', id)
  const concern = (await findTriage(request.tx, id)) ?? notThere()
  return concern.isAboutStaff ? concern : notThere()
}

/** The other officers, and whoever has a name like the one that was looked up; never the reader, nor who is kept out already. */
async function offered({ tx, actor }: Request, concern: TriageConcern, name: string): Promise<Colleague[]> {
  const out = new Set((await leftOutOf(tx, concern.id)).map(({ fullName }) => fullName))
  const all = [...(name === '' ? [] : await colleaguesNamed(tx, [name])), ...(await namedOfficers(tx))]
  return all.filter(
    (one, i) => one.userId !== actor.userId && !out.has(one.fullName) && all.findIndex(({ userId }) => userId === one.userId) === i,
  )
}

async function showForm(request: Request, problems: Problems): Promise<Reply> {
  const concern = await concernAboutStaff(request)
  const name = (typed(request.body, 'name') || (request.query['name'] ?? '')).trim()
  const colleagues = await offered(request, concern, name)
  const body = <KeepOutPage concern={concern} name={name} colleagues={colleagues} body={request.body} problems={problems} />
  return page(t('keepOut.title'), body, { problems: Object.keys(problems).length > 0 })
}

async function keepOut(request: Request): Promise<Reply> {
  const { tx, body, audit } = request
  const concern = await concernAboutStaff(request)
  const colleague = (await offered(request, concern, typed(body, 'name').trim())).find(({ userId }) => userId === typed(body, 'colleague'))
  const why = typed(body, 'why')
  const because = typed(body, 'because').trim()
  const problems: Problems = {
    ...(colleague === undefined ? { colleague: t('keepOut.problem.who') } : {}),
    ...(why !== 'about' && why !== 'close' ? { why: t('keepOut.problem.why') } : {}),
    ...(because === '' ? { because: t('keepOut.problem.because') } : {}),
  }
  if (colleague === undefined || Object.keys(problems).length > 0) return showForm(request, problems)
  audit.purpose(because)
  await keepOutOf(tx, concern.id, { userId: colleague.userId, isAbout: why === 'about', because })
  return seeOther(`/triage/${concern.id}?done=kept_out`)
}

type PageProps = Readonly<{ concern: TriageConcern; name: string; colleagues: readonly Colleague[]; body: FormBody; problems: Problems }>

function KeepOutPage({ concern, name, colleagues, body, problems }: PageProps): VNode {
  const address = `/triage/${concern.id}/keep-out`
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <a class="govuk-back-link" href={`/triage/${concern.id}`}>
          {t('keepOut.back')}
        </a>
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{t('keepOut.title')}</h1>
        <p class="govuk-body">{t('keepOut.lead')}</p>
        <form method="get" action={address} novalidate>
          <Input name="name" id="find" label={t('keepOut.find')} hint={t('keepOut.findHint')} value={name} autocomplete="off" />
          <Button classes="govuk-button--secondary">{t('keepOut.look')}</Button>
        </form>
        {colleagues.length === 0 ? (
          <p class="govuk-body">{t('keepOut.nobody')}</p>
        ) : (
          <PostForm action={address}>
            <input type="hidden" name="name" value={name} />
            <Radios
              name="colleague"
              value={typed(body, 'colleague')}
              errorMessage={problems['colleague']}
              fieldset={{ legend: { text: t('keepOut.who'), classes: 'govuk-fieldset__legend--m' } }}
              items={colleagues.map(({ userId, fullName, doing }) => ({ value: userId, text: fullName, hint: doing }))}
            />
            <Radios
              name="why"
              value={typed(body, 'why')}
              errorMessage={problems['why']}
              fieldset={{ legend: { text: t('keepOut.why'), classes: 'govuk-fieldset__legend--m' } }}
              items={[
                { value: 'about', text: t('keepOut.about') },
                { value: 'close', text: t('keepOut.close') },
              ]}
            />
            <Textarea
              name="because"
              label={t('keepOut.because')}
              hint={t('keepOut.becauseHint')}
              rows={2}
              value={typed(body, 'because')}
              errorMessage={problems['because']}
            />
            <Button classes="govuk-button--warning" preventDoubleClick>
              {t('keepOut.go')}
            </Button>
          </PostForm>
        )}
      </div>
    </div>
  )
}
