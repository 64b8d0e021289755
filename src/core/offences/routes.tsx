import { localDate } from '../clocks/index.ts'
import { notThere, page, type Reply, type Request, type Routes } from '../house/request.ts'
import { dateTyped } from '../pages/index.ts'
import { lookUpOffence, searchOffences, statuteAt, statutesOf } from './rules.ts'
import { conditionAnswer, offenceForm } from './schema.ts'
import { t } from './texts.ts'
import { OffenceList, OffencePage } from './views.tsx'

/** Everything is asked in the address and nothing is kept: the pages hold no personal data. */
export function offenceRoutes(route: Routes): void {
  route.get('/handbook/offences', 'offence.listed', list)
  route.get('/handbook/offences/:law/:section', 'offence.looked_up', show)
}

async function list({ house, query }: Request): Promise<Reply> {
  const table = house.reference.section45
  const typed = query['q'] ?? ''
  const law = statutesOf(table).find((one) => one === query['law'])
  const found = searchOffences(typed, table).filter((offence) => law === undefined || offence.law === law)
  return page(t('list.title'), <OffenceList found={found} typed={typed} law={law} table={table} coming={house.reference.newOffences} />, {
    wide: true,
  })
}

async function show({ house, query, params }: Request): Promise<Reply> {
  const table = house.reference.section45
  const law = statuteAt(params['law'] ?? '', table) ?? notThere()
  const asked = { law, section: params['section'] ?? '' }
  const { offence } = lookUpOffence(asked, table)
  if (offence === undefined) return notThere()
  const on = dateTyped(query, 'on')
  const condition = conditionAnswer.safeParse(query['condition']).data
  const form = offenceForm.safeParse(query['form']).data
  const answer = lookUpOffence({ ...asked, condition, form, actOn: on.kind === 'ok' ? localDate.parse(on.date) : undefined }, table)
  const isWrong = on.kind === 'wrong'
  return page(
    `${offence.name} · ${t('list.title')}`,
    <OffencePage
      offence={offence}
      answer={answer}
      asked={{ condition, form, on: query }}
      table={table}
      problem={isWrong ? t('one.onProblem') : undefined}
    />,
    { problems: isWrong },
  )
}
