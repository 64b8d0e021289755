import { sql } from '../../platform/db/sql.ts'
import { notThere, page, type Reply, type Request, type Routes } from '../house/request.ts'
import type { Room } from '../house/room.ts'
import { guideOf } from './rules.ts'
import { t } from './texts.ts'
import { GlossaryView, GuideIndexView, GuideView, type RoleShown } from './views.tsx'

/** How this works: a page for each role in plain words, and what the words of the field mean. */
export const guide: Room = { name: 'guide', routes: guideRoutes }

function guideRoutes(route: Routes): void {
  route.get('/guide', 'guide.listed', showIndex)
  route.get('/guide/words', 'guide.words_read', async () => page(t('glossary.title'), GlossaryView()))
  route.get('/guide/:role', 'guide.read', showGuide)
}

async function rolesOf({ tx }: Request): Promise<RoleShown[]> {
  return tx.many<RoleShown>(sql`select code, label from role order by label collate "en-x-icu"`)
}

async function showIndex(request: Request): Promise<Reply> {
  const { roleCode, roleLabel } = request.actor
  const others = (await rolesOf(request)).filter(({ code }) => code !== roleCode)
  return page(t('index.title'), GuideIndexView({ own: { code: roleCode, label: roleLabel }, others }))
}

async function showGuide(request: Request): Promise<Reply> {
  const role = (await rolesOf(request)).find(({ code }) => code === request.params['role']) ?? notThere()
  return page(role.label, GuideView({ role, guide: guideOf(role.code) }))
}
