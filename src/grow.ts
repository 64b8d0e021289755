// script/demo: grows a demo, making it first where there is none, to a size for measuring.
import { parseArgs } from 'node:util'
import { growDemo, NotADemoError, sizeFor } from './demo/grow.ts'
import { fillDemo } from './demo/index.ts'
import { isPlainProblem, openHouse } from './open.ts'
import { processEnvironment, readConfig } from './platform/config/config.ts'

const help = `script/demo --people N [--cases N] [--audit N] [--data FOLDER]
Grows the demo borough by made-up people, cases and audit entries, for measuring; the same ones each time. What is there is
gone on from, so a demo of 10,000 people can become one of 100,000. Refused for a database that is not a demo. Stop script/start first.
--cases   a tenth of the people unless said; eight of a hundred are open
--audit   fifty for each case unless said
--data    the folder of the demo; LAPWING_DATA, or Lapwing's own, unless said
`
const say = (line: string) => process.stdout.write(`${line}\n`)

class WrongNumberError extends Error {}

/** A whole number that was typed; undefined when none was. */
function wholeNumber(typed: string | undefined): number | undefined {
  if (typed === undefined) return undefined
  const number = Number(typed.replaceAll(/[,_]/g, ''))
  if (Number.isSafeInteger(number) && number >= 0) return number
  throw new WrongNumberError(`"${typed}" is not a whole number.`)
}

async function grow(): Promise<void> {
  const { values } = parseArgs({
    options: {
      people: { type: 'string' },
      cases: { type: 'string' },
      audit: { type: 'string' },
      data: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const people = wholeNumber(values.people)
  if (values.help || people === undefined) return void process.stdout.write(help)
  const [cases, audit] = [wholeNumber(values.cases), wholeNumber(values.audit)]
  const size = sizeFor(people, { ...(cases === undefined ? {} : { cases }), ...(audit === undefined ? {} : { audit }) })
  const environment = values.data === undefined ? processEnvironment() : { ...processEnvironment(), LAPWING_DATA: values.data }
  const open = await openHouse({ config: readConfig(environment), log: say, whenRunning: 'refuse', whenAbsent: 'make', fillDemo })
  try {
    await growDemo(open.owner, size, say)
  } finally {
    await open.close()
  }
}

grow().catch((error: unknown) => {
  const problem = error instanceof Error ? error : new Error(String(error))
  const isOurs = isPlainProblem(error) || error instanceof NotADemoError || error instanceof WrongNumberError
  process.stderr.write(`${isOurs ? problem.message : (problem.stack ?? problem.message)}\n`)
  process.exitCode = 2
})
