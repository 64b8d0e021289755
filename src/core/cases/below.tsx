// A page below a case that another room makes: the way back, whose case it is and what to mind, then the page.
import type { VNode } from 'preact'
import { notThere, page, type Reply, type Request } from '../house/request.ts'
import { caseBanner } from './frame.tsx'
import { type Case, findCase } from './store.ts'
import { t } from './texts.ts'

/** The case, for a page below it; the audit is told. @throws NotThere when there is none or this reader may not see it */
export async function caseFor({ tx, audit }: Request, caseId: string): Promise<Case> {
  const found = (await findCase(tx, caseId)) ?? notThere()
  audit.about('case', caseId, { caseId })
  return found
}

export type BelowCase = Readonly<{ title: string; back: Readonly<{ href: string; text: string }>; body: VNode; status?: number }>

/** Never a name in the title: titles stay in histories. */
export async function belowCase(request: Request, c: Case, { title, back, body, status }: BelowCase): Promise<Reply> {
  return page(
    t('case.title', { reference: c.reference, part: title }),
    <>
      <a class="govuk-back-link" href={back.href}>
        {back.text}
      </a>
      {await caseBanner(request, c.id)}
      <div class="govuk-!-margin-top-6">{body}</div>
    </>,
    status === undefined ? {} : { status },
  )
}
