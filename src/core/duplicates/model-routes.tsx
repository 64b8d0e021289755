import { page, type Reply, type Request, type Routes, seeOther, typed } from '../house/request.ts'
import { presetName } from '../matching/index.ts'
import type { Problems } from '../pages/index.ts'
import { activateModel, askForModel, bandsOf, modelsKept, setThreshold, thresholdsSet } from '../people/index.ts'
import { ModelsPage } from './model-views.tsx'
import { type MatchingFigures, thresholdTyped } from './schema.ts'
import { t } from './texts.ts'

/** How people are matched: for administrators, who see nobody's record. */
export function modelRoutes(figures: MatchingFigures): (route: Routes) => void {
  const only = { capability: 'accounts.administer' }
  const sensitive = { ...only, stepUp: true }
  return (route) => {
    route.get('/admin/matching', 'matching.read', (request) => show(request, figures), only)
    route.post('/admin/matching/learn', 'matching.asked', learn, only)
    route.post('/admin/matching/use', 'matching.activated', (request) => use(request, figures), sensitive)
    route.post('/admin/matching/limits', 'matching.threshold', (request) => limits(request, figures), sensitive)
  }
}

async function show({ tx, body }: Request, figures: MatchingFigures, problems: Problems = {}): Promise<Reply> {
  const models = await modelsKept(tx)
  const active = models.find(({ state }) => state === 'active')
  const props = {
    active: active === undefined ? presetName : t('models.own', { version: active.version }),
    preset: presetName,
    models,
    bands: { desk: await bandsOf(tx, 'desk'), list: await bandsOf(tx, 'list') },
    set: await thresholdsSet(tx),
  }
  return page(t('models.title'), <ModelsPage {...props} figures={figures} body={body} problems={problems} />, {
    problems: Object.keys(problems).length > 0,
  })
}

async function learn({ tx }: Request): Promise<Reply> {
  await askForModel(tx)
  return seeOther('/admin/matching')
}

async function use(request: Request, figures: MatchingFigures): Promise<Reply> {
  const { tx, body, audit } = request
  const chosen = typed(body, 'version')
  const because = typed(body, 'why').trim()
  const isVersion = chosen === 'default' || /^\d{1,9}$/.test(chosen)
  const problems = { ...(isVersion ? {} : { version: t('problem.which') }), ...(because === '' ? { why: t('problem.why') } : {}) }
  if (Object.keys(problems).length > 0) return show(request, figures, problems)
  audit.purpose(because)
  const isDone = await activateModel(tx, chosen === 'default' ? null : Number(chosen), because)
  return isDone ? seeOther('/admin/matching') : show(request, figures, { version: t('problem.which') })
}

async function limits(request: Request, figures: MatchingFigures): Promise<Reply> {
  const { tx, body, audit } = request
  const fields = ['purpose', 'possibly', 'veryLikely'] as const
  const read = thresholdTyped.safeParse(Object.fromEntries(fields.map((name) => [name, typed(body, name)])))
  const because = typed(body, 'because').trim()
  const problems: Record<string, string> = {}
  const wrong = new Set(read.success ? [] : read.error.issues.map(({ path }) => String(path[0])))
  for (const field of fields) if (wrong.has(field)) problems[field] = t(field === 'purpose' ? 'problem.purpose' : 'problem.percent')
  if (read.success && read.data.veryLikely <= read.data.possibly) problems['veryLikely'] = t('problem.order')
  if (because === '') problems['because'] = t('problem.why')
  if (!read.success || Object.keys(problems).length > 0) return show(request, figures, problems)
  const { purpose, possibly, veryLikely } = read.data
  audit.purpose(because)
  await setThreshold(tx, purpose, { possibly, very_likely: veryLikely }, because)
  return seeOther('/admin/matching')
}
