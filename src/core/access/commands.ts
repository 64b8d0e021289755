import { command, type ExitCode, type Group, group, UsageError } from '../../platform/cli/index.ts'
import { isDatabaseError } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { showShortInstant } from '../../platform/texts/dates.ts'
import { recordCalled } from '../audit/index.ts'
import type { AsUser } from '../house/command-session.ts'
import { classesIn } from './roles.ts'
import { type Ground, grounds } from './store.ts'
import { t } from './texts.ts'
import { capacityText, classesText } from './views.tsx'

/** `access explain USER RECORD`: why somebody sees a record, or does not. */
export function accessCommands(asUser: AsUser): Group {
  return group('access', 'Who may see what', [
    command({
      name: 'explain',
      summary: 'Say why somebody sees a record, ground by ground and class by class',
      details:
        'For that person, for those who read the audit and for those who keep the record. That somebody is kept out is said only to those who may keep out.',
      arguments: [
        { name: 'USER', summary: 'the e-mail address of the person asked about' },
        { name: 'RECORD', summary: 'its reference, or kind:id' },
      ],
      options: [{ name: 'as', takes: 'USER', summary: 'the e-mail address of the one who asks', required: true }],
      examples: ['access explain joan@school.example K7M-2QX4 --as robin@council.example'],
      exitCodes: { 0: 'said', 2: 'no such account, or no record that you may ask about' },
      run: async ({ argument, option, json, io }): Promise<ExitCode> => {
        const email = argument('USER') ?? ''
        const name = argument('RECORD') ?? ''
        const noRecord = new UsageError(t('explain.noRecord', { record: name }))
        const { person, found } = await asUser(option('as') ?? '', ({ act }) =>
          act('access.explained', async (tx) => {
            const account = await tx.oneOrNone<{ id: string; fullName: string }>(
              sql`select id, full_name as "fullName" from user_account where email = lower(${email})`,
            )
            if (account === undefined) throw new UsageError(t('explain.noUser', { user: email }))
            const record = (await recordCalled(tx, name)) ?? fail(noRecord)
            const result = { person: account.fullName, found: await grounds(tx, account.id, record.kind, record.id) }
            return { result, note: { about: record, purpose: `about ${account.id}` } }
          }),
        ).catch((error: unknown) => {
          throw isDatabaseError(error, 'P0002') ? noRecord : error
        })
        io.out(
          json ? `${JSON.stringify(inData(found))}\n` : `${t('explain.head', { name: person, record: name })}\n${inWords(person, found)}`,
        )
        return 0
      },
    }),
  ])
}

function fail(error: Error): never {
  throw error
}

/** What all open grounds of one post give together. */
function altogether(found: readonly Ground[]): { reads: number; writes: number } {
  const open = found.filter(({ state }) => state === 'open')
  return { reads: open.reduce((bits, one) => bits | one.reads, 0), writes: open.reduce((bits, one) => bits | one.writes, 0) }
}

function byPost(found: readonly Ground[]): Map<string, Ground[]> {
  return Map.groupBy(found, ({ postId }) => postId)
}

/** A session acts in one post: what it opens is told post by post, never added up over posts. */
function inData(found: readonly Ground[]): unknown {
  return [...byPost(found).values()].map((own) => {
    const { reads, writes } = altogether(own)
    return {
      role: own[0]?.roleLabel,
      agency: own[0]?.agencyName,
      reads: classesIn(reads),
      writes: classesIn(writes),
      grounds: own.map((one) => ({
        because: one.because,
        state: one.state,
        why: one.why,
        until: one.untilAt,
        reads: classesIn(one.reads),
        writes: classesIn(one.writes),
      })),
    }
  })
}

function inWords(name: string, found: readonly Ground[]): string {
  if (found.length === 0) return `${name} ${t('explain.nothing')}\n`
  const lines = [...byPost(found).values()].flatMap((own) => {
    const { reads, writes } = altogether(own)
    return [
      ...own.flatMap((one) => [
        t('explain.ground', {
          capacity: capacityText(one.because),
          role: one.roleLabel,
          agency: one.agencyName,
          state: t(`explain.state.${one.state}`),
        }),
        t('explain.why', { why: one.why }),
        ...(one.untilAt === null ? [] : [t('explain.until', { when: showShortInstant(one.untilAt) })]),
        t('explain.reads', { classes: classesText(one.reads) }),
        t('explain.writes', { classes: classesText(one.writes) }),
      ]),
      t('explain.altogether', { role: own[0]?.roleLabel ?? '' }),
      ...(reads === 0 ? [`- ${t('explain.none')}`] : []),
      ...classesIn(reads).map((name) =>
        t('explain.class', {
          class: t(`class.${name}`),
          how: classesIn(writes).includes(name) ? t('explain.readWrite') : t('explain.read'),
        }),
      ),
    ]
  })
  return `${lines.join('\n')}\n`
}
