import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'

/** Binds a link to the device that opens it first. @returns false when it is another's, or over */
export async function openLink(tx: Tx, tokenHash: string, deviceHash: string): Promise<boolean> {
  const { done } = await tx.one<{ done: boolean }>(sql`select open_link(${tokenHash}, ${deviceHash}) as done`)
  return done
}

/** To the same address, whoever asks: a new link, which may be opened on another device. */
export async function sendLinkAgain(tx: Tx, tokenHash: string, pauseMinutes: number): Promise<void> {
  await tx.run(sql`select send_link_again(${tokenHash}, ${pauseMinutes})`)
}

/** The same work for every address. @returns false when too many were asked for from this place; never whether it is known */
export async function requestLink(tx: Tx, email: string, placeHash: string, most: number): Promise<boolean> {
  const { done } = await tx.one<{ done: boolean }>(sql`select link_request_put(${email}, ${placeHash}, ${most}) as done`)
  return done
}

/** @returns false for a form of this link that was sent before */
export async function claimOnceByLink(tx: Tx, token: string): Promise<boolean> {
  const { first } = await tx.one<{ first: boolean }>(sql`select link_once_claim(${token}) as first`)
  return first
}

export async function endOwnLink(tx: Tx): Promise<void> {
  await tx.run(sql`select end_own_link()`)
}

/** After something was sent through it, a link follows that for so many days. */
export async function followByLink(tx: Tx, days: number): Promise<void> {
  await tx.run(sql`select link_follow(${days})`)
}

/** `named`: also when they were named before. */
export type DeputyNamed = 'named' | 'same' | 'elsewhere' | 'closed' | 'many'

export async function nameDeputy(tx: Tx, email: string, most: number): Promise<DeputyNamed> {
  const { named } = await tx.one<{ named: DeputyNamed }>(sql`select link_name_deputy(${email}, ${most}) as named`)
  return named
}

export async function deputiesOf(tx: Tx): Promise<Readonly<{ id: string; email: string }>[]> {
  return tx.many(sql`select id, email from link_deputies()`)
}

export async function endDeputy(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`select link_end_deputy(${id})`)
}

export type LinkPhone = Readonly<{ name: string; phone: string | null; isFor: 'concern' | 'emergency' }>

/** Whom to phone about what was sent, and when it cannot wait. */
export async function phonesForLink(tx: Tx): Promise<LinkPhone[]> {
  return tx.many<LinkPhone>(sql`select name, phone, is_for as "isFor" from link_phones()`)
}

/** What named people chose to tell whoever sent it, first to last; nothing for a deputy. */
export async function messagesForLink(
  tx: Tx,
): Promise<Readonly<{ id: string; sentAt: Date; sentByName: string; sentByPhone: null; says: string }>[]> {
  return tx.many(sql`select id, sent_at as "sentAt", sent_by_name as "sentByName", null as "sentByPhone", says from link_messages()`)
}

// ── administering ───────────────────────────────────────────────────────────────────────────────────────────────────

export type KnownDomain = Readonly<{ id: string; domain: string; agencyName: string; addedAt: Date }>

export async function knownDomains(tx: Tx): Promise<KnownDomain[]> {
  return tx.many<KnownDomain>(sql`
    select d.id, d.domain, a.name as "agencyName", d.added_at as "addedAt" from agency_domain d join agency a on a.id = d.agency_id
    where d.ended_at is null order by a.name, d.domain`)
}

/** @returns false when it belongs to an agency already */
export async function addDomain(tx: Tx, domain: string, agencyId: string): Promise<boolean> {
  const added = await tx.run(sql`
    insert into agency_domain (domain, agency_id) values (${domain}, ${agencyId}) on conflict (domain) where ended_at is null do nothing`)
  return added === 1
}

export async function endDomain(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`update agency_domain set ended_at = current_instant() where id = ${id} and ended_at is null`)
}

export async function agenciesHere(tx: Tx): Promise<Readonly<{ id: string; name: string }>[]> {
  return tx.many(sql`select id, name from agency where active order by name`)
}

/** Who has links; never what was sent through them. */
export type AdministeredLink = Readonly<{
  id: string
  email: string
  agencyName: string
  purpose: 'refer' | 'answer'
  madeAt: Date
  mailedAt: Date | null
  openedAt: Date | null
  expiresAt: Date
  revokedAt: Date | null
  holderId: string
  holderEndedAt: Date | null
  isDeputy: boolean
}>

export async function administeredLinks(tx: Tx, limit = 100): Promise<AdministeredLink[]> {
  return tx.many<AdministeredLink>(sql`
    select id, email, agency_name as "agencyName", purpose, made_at as "madeAt", mailed_at as "mailedAt", opened_at as "openedAt",
      expires_at as "expiresAt", revoked_at as "revokedAt", holder_id as "holderId", holder_ended_at as "holderEndedAt", is_deputy as "isDeputy"
    from links_administered(${limit})`)
}

export async function revokeLink(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`select link_revoke(${id})`)
}

export async function endHolder(tx: Tx, holderId: string, hasLeft: boolean): Promise<void> {
  await tx.run(sql`select link_holder_end(${holderId}, ${hasLeft})`)
}

/** How a concern came, for those at the desk: to which addresses its links were sent. */
export type ConcernLink = Readonly<{ email: string; agencyName: string; openedAt: Date | null; isDeputy: boolean }>

export async function linksOfConcern(tx: Tx, concernId: string): Promise<ConcernLink[]> {
  return tx.many<ConcernLink>(sql`
    select email, agency_name as "agencyName", opened_at as "openedAt", is_deputy as "isDeputy" from concern_links(${concernId})`)
}
