import { can } from '../../core/access/index.ts'
import { londonDateOf } from '../../core/clocks/index.ts'
import { file, notThere, page, type Reply, type Request, type Routes, seeOther, typed } from '../../core/house/index.ts'
import { type ReleaseProfile, releasedCsv, releaseProfile } from '../../core/release/index.ts'
import { releaseQuarter } from './release.ts'
import { endedQuarters, type Quarter } from './rules.ts'
import { reportsOf } from './store.ts'
import { t } from './texts.ts'
import { FairnessPage, labelled, sectionTitle } from './views.tsx'

/** Two years of quarters are offered. */
const offered = 8

export function fairnessRoutes(route: Routes): void {
  route.get('/fairness', 'fairness.read', (request) => report(request), { capability: 'report.read' })
  route.get('/fairness/file', 'fairness.file', reportFile, { capability: 'report.read' })
  route.post('/fairness', 'fairness.released', release, { capability: 'report.release' })
}

type Asked = Readonly<{ quarters: readonly Quarter[]; quarter: Quarter; profile: ReleaseProfile }>

/** What the address asks for; without a word of it, the last quarter for whoever may read it. */
function askedOf({ now, actor }: Request, quarterCode: string, profileCode: string): Asked {
  const quarters = endedQuarters(londonDateOf(now), offered)
  const quarter = quarters.find(({ code }) => code === quarterCode || quarterCode === '') ?? notThere()
  const usual = can(actor, 'report.read_partner') ? 'partner' : 'public'
  const profile = profileCode === '' ? usual : (releaseProfile.safeParse(profileCode).data ?? notThere())
  return { quarters, quarter, profile }
}

async function report(request: Request, problem?: string): Promise<Reply> {
  const { tx, actor, house, query, body } = request
  const word = (name: string) => query[name] ?? typed(body, name)
  const asked = askedOf(request, word('quarter'), word('profile'))
  request.audit.purpose(`${asked.quarter.code}, ${asked.profile}`)
  const [latest] = await reportsOf(tx, asked.quarter.from, asked.profile)
  return page(
    t('heading'),
    <FairnessPage
      {...asked}
      report={latest}
      mayRelease={can(actor, 'report.release')}
      readsPartner={can(actor, 'report.read_partner')}
      policy={house.reference.release}
      problem={problem}
    />,
    { wide: true, problems: problem !== undefined },
  )
}

async function release(request: Request): Promise<Reply> {
  const { tx, house, body } = request
  const { quarter } = askedOf(request, typed(body, 'quarter'), '')
  request.audit.purpose(quarter.code)
  const done = await releaseQuarter(tx, quarter, house.reference.release)
  return done === 'released' ? seeOther(`/fairness?quarter=${quarter.code}`) : report(request, t('problem.tellsApart'))
}

/** The same numbers as the page, one table after the other. */
async function reportFile(request: Request): Promise<Reply> {
  const { tx, query } = request
  const { quarter, profile } = askedOf(request, query['quarter'] ?? '', query['profile'] ?? '')
  request.audit.purpose(`${quarter.code}, ${profile}`)
  const [latest] = await reportsOf(tx, quarter.from, profile)
  if (latest === undefined) return notThere()
  const parts = latest.content.tables.map(({ measure, by, released }) =>
    releasedCsv(labelled(released), sectionTitle(measure, by)).replace('\uFEFF', ''),
  )
  return file(`fair-and-seen-${quarter.code}-${profile}.csv`, 'text/csv; charset=utf-8', Buffer.from(`\uFEFF${parts.join('\r\n')}`))
}
