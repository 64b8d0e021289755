import { type FormBody, notThere, page, type Reply, type Request, type Routes } from '../house/request.ts'
import { fieldsOf, valuesOf } from './form.ts'
import { findRule, type HandbookRule, type Rulebook, searchRules, type Tried, tryRule } from './rule.ts'
import { t } from './texts.ts'
import { RuleListPage, RulePage } from './views.tsx'

/** The handbook's pages: every "why this date?" leads here. They hold no personal data, and trying a rule saves nothing. */
export function handbookRoutes(book: Rulebook): (route: Routes) => void {
  return (route) => {
    route.get('/handbook', 'handbook.listed', async ({ house, query }) => {
      const typed = query['q'] ?? ''
      const rules = searchRules(book, typed).map((rule) => ({ rule, provenance: rule.provenance(house.reference) }))
      return page(
        t('list.title'),
        RuleListPage({ rules, typed, procedures: [...house.reference.procedures.values()].map(({ id, name }) => ({ id, name })) }),
      )
    })
    route.get('/handbook/:rule', 'handbook.read', async (request) => rulePage(request, ruleOf(book, request), {}, undefined))
    route.post('/handbook/:rule', 'handbook.tried', async (request) => {
      const rule = ruleOf(book, request)
      if (rule.kind === 'shown') return notThere()
      const tried = tryRule(book, rule.id, valuesOf(fieldsOf(rule), request.body), request.house.reference)
      return rulePage(request, rule, request.body, tried)
    })
  }
}

function ruleOf(book: Rulebook, { params }: Request): HandbookRule {
  return findRule(book, (params.rule ?? '').replaceAll('-', ' ')) ?? notThere()
}

function rulePage({ house }: Request, rule: HandbookRule, values: FormBody, tried: Tried | undefined): Reply {
  const fields = rule.kind === 'value' ? fieldsOf(rule) : []
  return page(rule.title, RulePage({ rule, provenance: rule.provenance(house.reference), fields, values, tried }))
}
