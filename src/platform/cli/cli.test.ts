import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Call, command, group, runCli, UsageError } from './index.ts'

/** Runs what was typed on a small tree and answers what a person would see. */
async function typed(words: string): Promise<{ code: number; out: string; error: string; call: Call | undefined }> {
  const seen: { out: string; error: string; call: Call | undefined } = { out: '', error: '', call: undefined }
  const greet = command({
    name: 'greet',
    summary: 'Greet somebody',
    arguments: [
      { name: 'NAME', summary: 'whom' },
      { name: 'TITLE', summary: 'such as Dr', optional: true },
    ],
    options: [
      { name: 'tone', takes: 'TONE', summary: 'how', oneOf: ['warm', 'formal'] },
      { name: 'loud', summary: 'in capitals' },
    ],
    examples: ['people greet Amina'],
    run: (call) => {
      seen.call = call
      if (call.argument('NAME') === 'nobody') throw new UsageError('There is nobody to greet.')
      return 0
    },
  })
  const tree = group('tool', 'A tool.', [group('people', 'What to do with people', [greet])])
  const code = await runCli(tree, words.split(' ').filter(Boolean), {
    out: (text) => {
      seen.out += text
    },
    error: (text) => {
      seen.error += text
    },
    input: async () => '',
    readFile: async () => '',
    readParts: async function* () {},
    writeFile: async () => {},
  })
  return { code, ...seen }
}

test('every level answers --help with its usage, and that is no error', async () => {
  for (const words of ['--help', 'people --help', 'people greet --help', 'people greet Amina --help']) {
    const { code, out } = await typed(words)
    assert.equal(code, 0)
    assert.match(out, /Usage: tool/)
  }
})

test('help of a command shows its arguments, options, an example to copy and the exit codes', async () => {
  const { out } = await typed('people greet --help')
  for (const part of ['NAME [TITLE]', '--tone TONE', 'warm, formal', 'tool people greet Amina', 'Exit codes:', '--json'])
    assert.ok(out.includes(part), part)
})

test('a group without a command shows its help and is wrong usage', async () => {
  const { code, error } = await typed('people')
  assert.equal(code, 2)
  assert.match(error, /greet {2}Greet somebody/)
})

test('a mistyped command or option is answered with what was probably meant', async () => {
  assert.match((await typed('poeple')).error, /Did you mean "people"\?/)
  assert.match((await typed('people geret Amina')).error, /Did you mean "greet"\?/)
  assert.match((await typed('people greet Amina --lod')).error, /Did you mean --loud\?/)
  assert.doesNotMatch((await typed('xyzzy')).error, /Did you mean/)
  assert.equal((await typed('poeple')).code, 2)
})

test('what is missing, too much or not a choice is named, with exit code 2', async () => {
  assert.match((await typed('people greet')).error, /NAME is missing/)
  assert.match((await typed('people greet Amina Dr too')).error, /"too" is one word too many/)
  assert.match((await typed('people greet Amina --tone rude')).error, /--tone can be warm, formal, not "rude"/)
  assert.equal((await typed('people greet')).code, 2)
})

test('a command gets its arguments, options and switches', async () => {
  const { code, call } = await typed('people greet Amina --tone warm --loud --json')
  assert.equal(code, 0)
  assert.deepEqual(
    [call?.argument('NAME'), call?.argument('TITLE'), call?.option('tone'), call?.isSet('loud'), call?.json],
    ['Amina', undefined, 'warm', true, true],
  )
})

test('what only the command can see is wrong is shown with where to find help', async () => {
  const { code, error } = await typed('people greet nobody')
  assert.equal(code, 2)
  assert.match(error, /There is nobody to greet\.\nSee "tool people greet --help"/)
})
