import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { catalogue } from './catalogue.ts'
import { showDate } from './dates.ts'
import { type Language, type Plural, speaking } from './language.ts'
import { mirrored, pseudo, stretched } from './pseudo.ts'

const t = catalogue({
  plain: 'Nothing to do today',
  named: 'Due {when}, with {who}',
  counted: { one: '{count} visit missed by {who}', other: '{count} visits missed by {who}' },
  bare: { one: 'a visit', other: 'visits' },
})

test('a text says what it is given, numbers in the way of the language', () => {
  assert.equal(t('plain'), 'Nothing to do today')
  assert.equal(t('named', { when: 'today', who: 'Priya' }), 'Due today, with Priya')
  assert.equal(t('counted', { count: 1, who: 'Sam' }), '1 visit missed by Sam')
  assert.equal(t('counted', { count: 0, who: 'Sam' }), '0 visits missed by Sam')
  assert.equal(t('counted', { count: 1200, who: 'Sam' }), '1,200 visits missed by Sam')
  assert.equal(t('bare', { count: 2 }), 'visits')
})

test('braces in what people typed are left alone', () => {
  assert.equal(t('named', { when: '{who}', who: 'x' }), 'Due {who}, with x')
})

test('a sentence can carry a link without being cut up in the view', () => {
  const link = { tag: 'a' }
  assert.deepEqual(t.nodes('named', { when: 'today', who: link }), ['Due ', 'today', ', with ', link])
})

test('a language with more plural forms gets them, and English is said where it has no words yet', () => {
  const days: Plural = { zero: 'صفر', one: 'يوم', two: 'يومان', few: '{count} أيام', many: '{count} يوما', other: '{count} يوم' }
  const arabic: Language = {
    tag: 'ar',
    locale: 'ar',
    dir: 'rtl',
    name: 'العربية',
    translated: (entry) => (typeof entry !== 'string' && entry.other === 'visits' ? days : entry),
  }
  const said = speaking(arabic, () => [t('bare', { count: 2 }), t('bare', { count: 5 }), t('plain')])
  assert.equal(said[0], 'يومان')
  assert.match(said[1] ?? '', /أيام/)
  assert.equal(said[2], 'Nothing to do today')
  assert.equal(t('bare', { count: 2 }), 'visits')
})

test('who waits for the database goes on in their own language, whoever speaks in between', async () => {
  const hers = speaking(stretched, async () => {
    await setTimeout(5)
    return t('plain')
  })
  assert.equal(t('plain'), 'Nothing to do today')
  assert.equal(await hers, '[Ñöţĥîñĝ ţö ðö ţöðåý ~~~~~~ ~~]')
})

test('the test language marks every letter, is longer, and leaves alone what it is given', () => {
  assert.equal(pseudo('Due {when}, with {who}'), '[Ðûé {when}, ŵîţĥ {who} ~~~~~]')
  assert.equal(pseudo('{count}'), '{count}')
  assert.equal(pseudo('–'), '–')
  speaking(mirrored, () => {
    assert.equal(t('counted', { count: 1, who: 'Sam' }), '[1 ṽîšîţ ɱîššéð ƀý Sam ~~~~~~ ~]')
    assert.equal(showDate('2026-11-24'), '[Ţûé ~~] 24 [Ñöṽéɱƀéŕ ~~~~] 2026')
  })
})

test('a misspelt key or a forgotten name does not compile', () => {
  // These lines are checked by the compiler: an unused @ts-expect-error is itself an error.
  // @ts-expect-error no such key
  assert.throws(() => t('plian'))
  // @ts-expect-error `who` is missing
  assert.throws(() => t('named', { when: 'today' }), /needs \{who\}/)
  // @ts-expect-error params are missing altogether
  assert.throws(() => t('named'))
  // @ts-expect-error a count is a number
  assert.ok(t('counted', { count: '2', who: 'Sam' }))
  // @ts-expect-error this text takes nothing
  assert.ok(t('plain', { who: 'Sam' }))
})
