import { newToken, tokenHash } from '../../platform/crypto/tokens.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { House } from '../house/index.ts'
import type { LinksPolicy } from './schema.ts'
import { t } from './texts.ts'

/** Makes links for those who asked and are known, and forgets the others. */
export async function takeRequests(tx: Tx, policy: LinksPolicy): Promise<void> {
  await tx.run(sql`select link_requests_take_as_system(${policy.perAddressADay}, ${policy.sendWithinDays})`)
}

/**
 * Sends what waits. The token is made only now and kept as its hash, when the mail server has taken the message: should the
 * database go away between the two, the message holds a link that opens nothing, and another follows.
 */
export async function mailLinks(tx: Tx, { mail, baseUrl }: Pick<House, 'mail' | 'baseUrl'>): Promise<void> {
  if (mail === undefined) return
  const due = await tx.many<{ id: string; email: string; what: 'link' | 'news' }>(
    sql`select id, email, what from links_to_mail_as_system()`,
  )
  for (const { id, email, what } of due) {
    const token = newToken()
    const text = what === 'link' ? t('mail.link', { link: `${baseUrl}/link/${token}` }) : t('mail.news', { link: `${baseUrl}/link` })
    const isTaken = await mail
      .send({ to: email, subject: t('mail.subject'), text })
      .then(() => true)
      // whatever the reason, the answer is the same: keep it and try again
      .catch(() => false)
    await tx.run(sql`select link_mailed_as_system(${id}, ${what}, ${tokenHash(token)}, ${isTaken})`)
  }
}
