import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mirrored } from './mirrored.ts'

const turned: readonly (readonly [css: string, becomes: string])[] = [
  ['.a{margin-left:15px;float:right}', '.a{margin-right:15px;float:left}'],
  ['.a{padding:1px 2px 3px 4px}', '.a{padding:1px 4px 3px 2px}'],
  ['.a{border-width:1px 1px 0 0;transform:rotate(45deg)}', '.a{border-width:1px 0 0 1px;transform:rotate(-45deg)}'],
  ['.a{margin:0 calc(50% - 4px) 1px auto!important}', '.a{margin:0 auto 1px calc(50% - 4px)!important}'],
  ['.a{border-radius:5px 0 0 5px}', '.a{border-radius:0 5px 5px 0}'],
  ['.a{border-top-left-radius:3px}', '.a{border-top-right-radius:3px}'],
  ['.a{transform:translateX(-50%)}', '.a{transform:translateX(50%)}'],
  ['.a{transform:rotate(-135deg)}', '.a{transform:rotate(135deg)}'],
  ['.a{clip-path:polygon(0% 50%, 100% 100%, 100% 0%)}', '.a{clip-path:polygon(100% 50%, 0% 100%, 0% 0%)}'],
  ['@media (min-width:40em){.a{left:0;text-align:left}}', '@media (min-width:40em){.a{right:0;text-align:right}}'],
]
for (const [css, becomes] of turned) test(`${css} is turned round`, () => assert.equal(mirrored(css), becomes))

const kept = [
  '.a{margin-inline-start:15px;padding:1px 2px}',
  '.govuk-!-text-align-left{color:red}',
  '.a{--lw-left:1px;transform:rotate(0deg)}',
  '.a{box-shadow:0 2px 0 #000;content:"left"}',
]
for (const css of kept) test(`${css} stays as it is`, () => assert.equal(mirrored(css), css))

test('a mirror in a mirror shows what stands before it', () => {
  for (const [css] of turned) assert.equal(mirrored(mirrored(css)), css)
})
