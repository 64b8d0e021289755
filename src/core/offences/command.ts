import { type Command, command, UsageError } from '../../platform/cli/index.ts'
import { isLocalDate } from '../clocks/index.ts'
import type { Reference } from '../reference/index.ts'
import { lookUpOffence, type OffenceAnswer, type OffenceQuestion } from './rules.ts'
import { conditionAnswer, offenceForm, type Section45Table } from './schema.ts'
import { t } from './texts.ts'

/** `offence LAW SECTION`: the list of Schedule 4 for whoever has no account here, such as a solicitor's clerk. */
export function offenceCommand(load: () => Pick<Reference, 'section45'>): Command {
  return command({
    name: 'offence',
    summary: t('command.summary'),
    details: t('command.details'),
    arguments: [
      { name: 'LAW', summary: t('command.law') },
      { name: 'SECTION', summary: t('command.section') },
    ],
    options: [
      { name: 'on', takes: 'DATE', summary: t('command.on') },
      { name: 'condition', takes: 'ANSWER', summary: t('command.condition'), oneOf: conditionAnswer.options },
      { name: 'form', takes: 'FORM', summary: t('command.form'), oneOf: offenceForm.options },
    ],
    examples: [
      'offence "Theft Act 1968" 8',
      'offence "Theft Act 1968" 9 --condition unknown --on 2026-11-24 --json',
      'offence "Criminal Damage Act 1971" "1(3)" --form attempt',
      'offence "Common law" murder',
    ],
    exitCodes: { 0: t('command.code0'), 2: t('command.code2') },
    run: ({ argument, option, json, io }) => {
      const on = option('on')
      if (on !== undefined && !isLocalDate(on)) throw new UsageError(t('command.badDay', { typed: on }))
      const asked: OffenceQuestion = {
        law: argument('LAW') ?? '',
        section: argument('SECTION') ?? '',
        actOn: on,
        condition: conditionAnswer.optional().parse(option('condition')),
        form: offenceForm.optional().parse(option('form')),
      }
      const table = load().section45
      const answer = lookUpOffence(asked, table)
      io.out(json ? `${JSON.stringify(asData(asked, answer, table), null, 2)}\n` : inWords(asked, answer, table))
      return 0
    },
  })
}

/** The fixed text goes along, so that nobody shows the value without it. */
function asData(asked: OffenceQuestion, { value, offence, question, because, mark, near }: OffenceAnswer, table: Section45Table): object {
  return {
    law: offence?.law ?? asked.law,
    section: offence?.section ?? asked.section,
    name: offence?.name ?? null,
    form: asked.form ?? null,
    actOn: asked.actOn ?? null,
    value,
    question: question ?? null,
    condition: asked.condition ?? null,
    because: because ?? null,
    near,
    text: t('always'),
    verdictTextAllowed: false,
    mark,
    verified: table.verified,
    version: table.version,
    source: table.source,
  }
}

function inWords(asked: OffenceQuestion, { value, offence, question, because, mark, near }: OffenceAnswer, table: Section45Table): string {
  const what = offence === undefined ? `${asked.law}, ${asked.section}` : `${offence.law}, ${offence.section}: ${offence.name}`
  const lines = [what, `${value}: ${t(`value.${value}`)}`]
  if (because !== undefined) lines.push(t(`because.${because}`))
  if (near.length > 0)
    lines.push(t(because === 'statute_not_in_table' ? 'command.nearStatutes' : 'command.nearSections', { near: near.join('; ') }))
  if (question !== undefined)
    lines.push(t('command.question', { question, answer: t(`condition.${asked.condition ?? 'notAsked'}`).toLowerCase() }))
  else if (asked.condition !== undefined && offence !== undefined) lines.push(t('command.noQuestion'))
  lines.push(t('always'))
  const { source, version, verified } = table
  lines.push(t('command.source', { source, version, mark: t(`mark.${mark}`), checked: t(verified ? 'checked' : 'notChecked') }))
  return `${lines.join('\n')}\n`
}
