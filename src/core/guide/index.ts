import { sql } from '../../platform/db/sql.ts'
import { notThere, page, type Reply, type Request, type Routes } from '../house/request.ts'
import type { Room } from '../house/room.ts'
import { pageTexts } from './pages/texts.ts'
import { practice } from './practice.tsx'
import { guideOf } from './rules.ts'
import { t } from './texts.ts'
import { GlossaryView, GuideIndexView, GuideView, type RoleShown } from './views.tsx'

/** How this works: a page for each role in plain words, and what the words of the field mean. */
export const guide: Room = { name: 'guide', routes: guideRoutes, migrations: new URL('./migrations/', import.meta.url) }

/** What a page is for and what to do next, by its address as its room registered it. */
export function aboutPage(route: string): string | undefined {
  return isPage(route) ? pageTexts(route) : undefined
}

function isPage(route: string): route is keyof typeof pageTexts.texts {
  return route in pageTexts.texts
}

function guideRoutes(route: Routes): void {
  route.get('/guide', 'guide.listed', showIndex)
  route.get('/guide/words', 'guide.words_read', async () => page(t('glossary.title'), GlossaryView()))
  route.get('/guide/practice', 'guide.practice', practice)
  route.get('/guide/:role', 'guide.read', showGuide)
}

async function rolesOf({ tx }: Request): Promise<RoleShown[]> {
  return tx.many<RoleShown>(sql`select code, label from role order by label collate "en-x-icu"`)
}

async function showIndex(request: Request): Promise<Reply> {
  const { roleCode, roleLabel } = request.actor
  const others = (await rolesOf(request)).filter(({ code }) => code !== roleCode)
  return page(
    t('index.title'),
    GuideIndexView({ own: { code: roleCode, label: roleLabel }, others, practises: request.house.mode === 'demo' }),
  )
}

async function showGuide(request: Request): Promise<Reply> {
  const role = (await rolesOf(request)).find(({ code }) => code === request.params['role']) ?? notThere()
  return page(role.label, GuideView({ role, guide: guideOf(role.code) }))
}
