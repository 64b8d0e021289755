import { userInfo } from 'node:os'
import { type AsUser, act } from './core/house/index.ts'
import { type OpenHouse, openHouse } from './open.ts'
import { UsageError } from './platform/cli/index.ts'
import { processEnvironment, readConfig } from './platform/config/config.ts'
import { newToken, tokenHash } from './platform/crypto/tokens.ts'
import { sql } from './platform/db/sql.ts'

/** Opens the house for a command, beside a running server or alone, and closes it again. Never makes a demo. */
export async function withHouse<T>(work: (open: OpenHouse) => Promise<T>): Promise<T> {
  const config = readConfig(processEnvironment())
  const open = await openHouse({ config, log: (line) => process.stderr.write(`${line}\n`), whenRunning: 'share', whenAbsent: 'refuse' })
  try {
    return await work(open)
  } finally {
    await open.close()
  }
}

/** Opens the house in the name of an account. The account's rights are what the command may do: nothing more. */
export const asUser: AsUser = (user, work) =>
  withHouse(async ({ house, owner }) => {
    const [email = '', role] = user.split(':')
    const token = newToken()
    const sessionId = await owner.transaction(async (tx) => {
      const { id } = await tx.one<{ id: string | null }>(sql`
        select command_session_open_as_system(${email}, ${role ?? null}, ${tokenHash(token)}, ${userInfo().username}) as id`)
      return id
    })
    if (sessionId === null)
      throw new UsageError(`There is no active account "${user}" with a post to act in. See: script/lapwing user list`)
    try {
      return await work({ house, act: (event, inner) => act(house, tokenHash(token), event, inner) })
    } finally {
      await owner.transaction((tx) => tx.run(sql`select command_session_close_as_system(${sessionId})`))
    }
  })
