import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { sessionLimits } from '../access/identity.ts'

// Signing in. Everything that touches secrets, sessions and invitations is a function of the database that checks.

export async function saltOf(tx: Tx, email: string): Promise<string> {
  const { salt } = await tx.one<{ salt: string }>(sql`select sign_in_salt(${email}) as salt`)
  return salt
}

/** What every attempt to sign in says of itself. `proof` is derived from the password (platform/crypto/passwords.ts). */
export type Attempt = Readonly<{ email: string; nameHash: string; proof: string }>

export type PasswordStep = Readonly<{
  outcome: 'locked' | 'wrong' | 'right'
  lockedUntil: Date | null
  /** Sealed. */
  totpSecret: string | null
  lastStep: number | null
}>

export async function tryPassword(tx: Tx, { email, nameHash, proof }: Attempt): Promise<PasswordStep> {
  return tx.one<PasswordStep>(sql`
    select outcome, locked_until as "lockedUntil", totp_secret as "totpSecret", last_step as "lastStep"
    from sign_in_password(${email}, ${nameHash}, ${proof})`)
}

export type HeldBack = Readonly<{ outcome: 'address_locked'; lockedUntil: Date }>

/**
 * One attempt from an address: not made while too many have failed there, and counted when it fails. Without a hash (the
 * address is not known) it is made as it stands.
 */
export async function fromAddress<Result extends Readonly<{ outcome: string }>>(
  tx: Tx,
  addressHash: string | undefined,
  attempt: () => Promise<Result>,
): Promise<Result | HeldBack> {
  if (addressHash === undefined) return attempt()
  const { until } = await tx.one<{ until: Date | null }>(sql`select sign_in_address_locked_until(${addressHash}) as until`)
  if (until !== null) return { outcome: 'address_locked', lockedUntil: until }
  const result = await attempt()
  if (result.outcome === 'wrong') await tx.run(sql`select sign_in_address_failed(${addressHash})`)
  return result
}

export type SignIn = Readonly<{
  outcome: 'locked' | 'wrong' | 'no_post' | 'open'
  lockedUntil: Date | null
  posts: number
  keptIsOwn: boolean
  recoveryCodesLeft: number
}>

export type SignInGiven = Attempt &
  Readonly<{
    /** The time step of a code that was checked, or the hash of a recovery code; neither: the code was wrong. */
    step: number | undefined
    recoveryHash: string | undefined
    /** Hash of the new session's token. */
    tokenHash: string
    oldTokenHash: string | undefined
    keptTokenHash: string | undefined
    device: string | undefined
  }>

export async function completeSignIn(tx: Tx, given: SignInGiven): Promise<SignIn> {
  return tx.one<SignIn>(sql`
    select outcome, locked_until as "lockedUntil", posts, kept_is_own as "keptIsOwn", recovery_codes_left as "recoveryCodesLeft"
    from sign_in_complete(${given.email}, ${given.nameHash}, ${given.proof}, ${given.step ?? null}, ${given.recoveryHash ?? null},
      ${given.tokenHash}, ${given.oldTokenHash ?? null}, ${given.keptTokenHash ?? null}, ${given.device ?? null})`)
}

export type StepUp = Readonly<{ outcome: 'locked' | 'wrong' | 'right'; lockedUntil: Date | null }>

export async function stepUp(tx: Tx, nameHash: string, proof: string | undefined, step: number | undefined): Promise<StepUp> {
  return tx.one<StepUp>(sql`select outcome, locked_until as "lockedUntil" from step_up(${nameHash}, ${proof ?? null}, ${step ?? null})`)
}

export async function demoStepUp(tx: Tx): Promise<boolean> {
  const { done } = await tx.one<{ done: boolean }>(sql`select demo_step_up() as done`)
  return done
}

/** The sealed secret of the codes of the one who asks. */
export async function myTotp(tx: Tx): Promise<{ secret: string; lastStep: number | null } | undefined> {
  return tx.oneOrNone(sql`select secret, last_step as "lastStep" from my_totp()`)
}

export async function emailOf(tx: Tx, userId: string): Promise<string> {
  const { email } = await tx.one<{ email: string }>(sql`select email from user_account where id = ${userId}`)
  return email
}

export type OwnSession = Readonly<{
  id: string
  device: string | null
  kind: 'web' | 'command'
  title: string
  startedAt: Date
  seenAt: Date
  isThis: boolean
}>

export async function mySessions(tx: Tx): Promise<OwnSession[]> {
  return tx.many<OwnSession>(sql`
    select id, device, kind, title, started_at as "startedAt", seen_at as "seenAt", is_this as "isThis"
    from my_sessions(${sessionLimits.idleMinutes}, ${sessionLimits.absoluteMinutes})`)
}

/** @returns how many ended */
export async function endSessions(tx: Tx, which: 'this' | 'all' | Readonly<{ id: string }>): Promise<number> {
  const id = typeof which === 'string' ? null : which.id
  const { ended } = await tx.one<{ ended: number }>(sql`select session_end(${id}, ${which === 'all'}) as ended`)
  return ended
}

export type OwnPost = Readonly<{ id: string; roleLabel: string; agencyName: string; teamName: string | null; untilOn: string | null }>

export async function myPosts(tx: Tx): Promise<OwnPost[]> {
  return tx.many<OwnPost>(sql`
    select p.id, r.label as "roleLabel", a.name as "agencyName", t.name as "teamName", p.until_on as "untilOn"
    from post p join role r on r.code = p.role_code join agency a on a.id = p.agency_id left join team t on t.id = p.team_id
    where p.user_id = current_user_id() and post_is_active(p) order by p.from_on, p.id`)
}

/** @returns false when it is not an active post of the one who asks */
export async function choosePost(tx: Tx, postId: string): Promise<boolean> {
  const { done } = await tx.one<{ done: boolean }>(sql`select session_choose_post(${postId}) as done`)
  return done
}

export async function changeMyPassword(tx: Tx, secret: string): Promise<void> {
  await tx.run(sql`select my_password_change(${secret})`)
}

export async function replaceMyTotp(tx: Tx, sealedSecret: string, step: number): Promise<void> {
  await tx.run(sql`select my_totp_replace(${sealedSecret}, ${step})`)
}

export async function replaceMyRecoveryCodes(tx: Tx, hashes: readonly string[]): Promise<void> {
  await tx.run(sql`select my_recovery_codes_replace(${hashes}::text[])`)
}

export async function myRecoveryCodesLeft(tx: Tx): Promise<number> {
  const { left } = await tx.one<{ left: number }>(sql`select my_recovery_codes_left() as "left"`)
  return left
}

// Invitations.

export type Invitation = Readonly<{ fullName: string; email: string; asksName: boolean }>

export async function findInvitation(tx: Tx, tokenHash: string): Promise<Invitation | undefined> {
  return tx.oneOrNone<Invitation>(sql`select full_name as "fullName", email, asks_name as "asksName" from invitation_find(${tokenHash})`)
}

export type Acceptance = Readonly<{
  tokenHash: string
  passwordSecret: string
  /** Sealed. */
  totpSecret: string
  step: number
  recoveryHashes: readonly string[]
  fullName: string | undefined
  email: string | undefined
}>

export async function acceptInvitation(tx: Tx, given: Acceptance): Promise<'done' | 'again' | 'gone' | 'email_taken'> {
  const { outcome } = await tx.one<{ outcome: 'done' | 'again' | 'gone' | 'email_taken' }>(sql`
    select invitation_accept(${given.tokenHash}, ${given.passwordSecret}, ${given.totpSecret}, ${given.step},
      ${given.recoveryHashes}::text[], ${given.fullName ?? null}, ${given.email ?? null}) as outcome`)
  return outcome
}

/** By an administrator. @returns until when it works */
export async function makeInvitation(tx: Tx, userId: string, tokenHash: string, days: number): Promise<Date> {
  const { until } = await tx.one<{ until: Date }>(sql`select invitation_make(${userId}, ${tokenHash}, ${days}) as until`)
  return until
}

/** As the owner, at a start with nobody in it. @returns false when there is an administrator who can sign in */
export async function inviteFirstAdministrator(tx: Tx, tokenHash: string, agencyName: string, days: number): Promise<boolean> {
  const { made } = await tx.one<{ made: boolean }>(sql`select first_administrator_as_system(${tokenHash}, ${agencyName}, ${days}) as made`)
  return made
}

// The demo.

export type Persona = Readonly<{
  userId: string
  postId: string
  fullName: string
  roleCode: string
  roleLabel: string
  agencyName: string
  teamName: string | null
}>

/** None unless the database is marked as a demo. */
export async function personas(tx: Tx): Promise<Persona[]> {
  return tx.many<Persona>(sql`
    select user_id as "userId", post_id as "postId", full_name as "fullName", role_code as "roleCode", role_label as "roleLabel",
      agency_name as "agencyName", team_name as "teamName" from demo_personas()`)
}

export async function signInAsPersona(tx: Tx, postId: string, tokenHash: string, device: string | undefined): Promise<boolean> {
  const { done } = await tx.one<{ done: boolean }>(sql`select demo_sign_in(${postId}, ${tokenHash}, ${device ?? null}) as done`)
  return done
}
