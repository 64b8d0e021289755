// What a link for answering shows: the ask, and what was answered through it.
import { londonDateOf } from '../../core/clocks/index.ts'
import { notThere, page, type Reply, seeOther, typed } from '../../core/house/index.ts'
import type { LinkPurpose, LinkRequest } from '../../core/links/index.ts'
import { PostForm, type Problems } from '../../core/pages/index.ts'
import { answerFrom } from './answer.ts'
import { isTeamOnly } from './routes.tsx'
import { type Ask, answersTo, findAskOfLink, sendAnswerByLink } from './store.ts'
import { t } from './texts.ts'
import { AskedPage, GonePage, WhoAnswers } from './views.tsx'

export const answerByLink: LinkPurpose = {
  purpose: 'answer',
  get: { '': ['ask.asked_read', (request) => asked(request, {})] },
  post: { '': ['ask.answered', receive] },
}

async function askOf({ tx, about }: LinkRequest): Promise<Ask> {
  const ask = (await findAskOfLink(tx)) ?? notThere()
  about('other', ask.id)
  return ask
}

async function asked(request: LinkRequest, problems: Problems): Promise<Reply> {
  const { tx, body, base, now } = request
  const ask = await askOf(request)
  if (ask.withdrawnAt !== null) return page(t('asked.gone'), <GonePage ask={ask} typed={body} back={null} />)
  const shown = (
    <AskedPage
      ask={ask}
      answers={await answersTo(tx, [ask.id])}
      typed={body}
      problems={problems}
      now={now}
      isLate={false}
      attributes={{}}
      form={(children) => (
        <PostForm action={base}>
          <WhoAnswers typed={body} problems={problems} />
          {children}
        </PostForm>
      )}
      after={null}
    />
  )
  return page(t('asked.title'), shown, { problems: Object.keys(problems).length > 0 })
}

async function receive(request: LinkRequest): Promise<Reply> {
  const { tx, body, base, link, now } = request
  const ask = await askOf(request)
  const read = answerFrom(body, ask.questions, londonDateOf(now))
  const name = typed(body, 'name').trim().slice(0, 200)
  const problems = { ...(name === '' ? { name: t('problem.name') } : {}), ...('problems' in read ? read.problems : {}) }
  if ('problems' in read || name === '') return asked(request, problems)
  const job = [typed(body, 'job').trim().slice(0, 200), link.agencyName, link.email].filter((part) => part !== '').join(', ')
  const kept = await sendAnswerByLink(tx, { name, job, teamOnly: isTeamOnly(body), items: read.items })
  return kept === 'saved' ? seeOther(base) : page(t('asked.gone'), <GonePage ask={ask} typed={body} back={null} />, { status: 409 })
}
