import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { rulebook } from '../../rulebook.ts'
import { loadReference } from '../reference/index.ts'
import { wordMatcher } from './matcher.ts'

const reference = loadReference()
const match = wordMatcher(reference.words)
const idsIn = (text: string) => match(text, { context: 'panel_paper' }).findings.map(({ id }) => id)

/** Sentences as they stand in real notes, and the term that each must be stopped for. */
const found: readonly (readonly [string, string])[] = [
  ['He puts himself at risk', 'at-risk-by-self'],
  ['She is putting herself at risk by going there.', 'at-risk-by-self'],
  ['putting themselves at risk', 'at-risk-by-self'],
  ['They put themselves and others at serious risk', 'at-risk-by-self'],
  ['Jordan has placed himself at risk again', 'at-risk-by-self'],
  ['It was his lifestyle choice.', 'lifestyle-choice'],
  ['Lifestyle choices made by the girl', 'lifestyle-choice'],
  ['She is choosing to go back to the flat.', 'choosing-to'],
  ['He keeps choosing to stay with the older men', 'choosing-to'],
  ['choosing to', 'choosing-to'],
  ['He chose to run drugs', 'choosing-to'],
  ['She chooses to associate with them', 'choosing-to'],
  ['She is promiscuous.', 'promiscuous'],
  ['concerns about promiscuity', 'promiscuous'],
  ['She is sexually active', 'promiscuous'],
  ['sexually active 14-year-old', 'promiscuous'],
  ['a child prostitute', 'child-prostitute'],
  ['She was prostituting herself', 'child-prostitute'],
  ['He may be involved in CSE.', 'involved-in'],
  ['She is involved in county lines', 'involved-in'],
  ['his involvement in exploitation', 'involved-in'],
  ['became involved in child sexual exploitation', 'involved-in'],
  ['Officers say he is involved in county lines', 'involved-in'],
  ['The social worker says Sam is involved in county lines', 'involved-in'],
  ['He is a drug runner', 'drug-runner'],
  ['drug runners', 'drug-runner'],
  ['He is a dealer', 'drug-runner'],
  ["He's a known drug dealer.", 'drug-runner'],
  ['a 15-year-old drug dealer', 'drug-runner'],
  ['used as a mule', 'drug-runner'],
  ['He is a shotter for the line', 'drug-runner'],
  ['He told his uncle that he is a dealer', 'drug-runner'],
  ['He is a gang member', 'gang-member'],
  ['gang-affiliated', 'gang-member'],
  ['He is a nominal.', 'gang-member'],
  ['She was with her boyfriend, who is exploiting her', 'boyfriend'],
  ['her older boyfriend', 'boyfriend'],
  ['Her boyfriend, aged 24, drove her', 'boyfriend'],
  ['He is streetwise', 'streetwise'],
  ['She is mature for her age', 'streetwise'],
  ['a worldly girl', 'streetwise'],
  ['He absconded from placement', 'absconded'],
  ['absconding', 'absconded'],
  ['a runaway', 'absconded'],
  ['She is a persistent runaway.', 'absconded'],
  ['The runaway was found at the station', 'absconded'],
  ['a runaway child', 'absconded'],
  ['He refuses to engage', 'refuses-to-engage'],
  ['refusing to engage with workers', 'refuses-to-engage'],
  ['a hard-to-reach family', 'refuses-to-engage'],
  ['She is non-compliant', 'refuses-to-engage'],
  ['He failed to attend his appointment', 'refuses-to-engage'],
  ['attention-seeking behaviour', 'attention-seeking'],
  ['She can be manipulative', 'attention-seeking'],
  ['a troubled teenager', 'attention-seeking'],
  ['He is complicit in it', 'complicit'],
  ['a willing participant', 'complicit'],
  ['He went willingly with them', 'complicit'],
  ['She was willing to have sex with them', 'complicit'],
  ['She consented to sex', 'complicit'],
  ['He consented to his own exploitation', 'complicit'],
  ['He is recruiting other children', 'recruiting'],
  ['recruited other girls', 'recruiting'],
  ['He is an offender', 'offender'],
  ['a young offender', 'offender'],
  ['He is a suspect in a robbery', 'offender'],
  ['She was seen as a perpetrator', 'offender'],
  ['the child is the perpetrator', 'offender'],
  ['He allowed dealers in', 'allowed-dealers-in'],
  ['She let them use the flat', 'allowed-dealers-in'],
  ['He has been letting people stay in his flat', 'allowed-dealers-in'],
  ['an illegal immigrant', 'illegal'],
  ['His mother is illegal.', 'illegal'],
  ['she is an illegal', 'illegal'],
  ['He is allegedly a victim', 'allegedly-a-victim'],
  ['She claims to be 15', 'allegedly-a-victim'],
  ['He claimed to be a victim of trafficking', 'allegedly-a-victim'],
  ['They attended a domestic last night', 'outdated-names'],
  ['It was just a domestic', 'outdated-names'],
  ['rent boy', 'outdated-names'],
  ['a wayward girl', 'outdated-names'],
  ['He is vulnerable.', 'vulnerable'],
  ['vulnerable', 'vulnerable'],
  ['dealer', 'drug-runner'],
  ['suspect', 'offender'],
  ['domestic', 'outdated-names'],
  ['illegal', 'illegal'],
  ['Amina is engaged in county lines', 'involved-in'],
  ['a vulnerable young person', 'vulnerable'],
]

/** Ordinary sentences that hold the same letters. Not one may be stopped. */
const ordinary: readonly string[] = [
  'runaway success',
  'The launch was a runaway success for the team.',
  'runaway costs',
  'at risk from his uncle because',
  'He is at risk from his uncle because of the debt.',
  'His uncle puts him at risk',
  'Officers put themselves at risk when they went in.',
  'domestic abuse',
  'There was a domestic abuse call to the house.',
  'Domestic and sexual abuse services',
  'a domestic violence incident',
  'domestic servitude',
  'He is vulnerable because he owes them money.',
  'She is vulnerable to pressure from the older men.',
  'Because he sleeps in the park he is vulnerable.',
  'A dealer was arrested.',
  'His uncle is a dealer',
  'He is afraid of the dealer.',
  'The car dealer phoned.',
  'Drugs were found with the dealers who took over his home.',
  'Illegal drugs were found.',
  'It is illegal to sell knives to children.',
  'illegal parking',
  'an illegal eviction',
  'She is choosing to study art.',
  'He is choosing to go to football training.',
  'We are choosing to meet at the library.',
  'She consented to the referral.',
  'He consented to sharing information about his sexual health with the clinic.',
  'He is willing to meet his worker.',
  'The offender was jailed.',
  'The suspect was released on bail.',
  'Police suspect that the flat is used.',
  'Young Offender Institution',
  'Rehabilitation of Offenders Act 1974',
  'Illegal Migration Act 2023',
  'Safeguarding Vulnerable Groups Act 2006',
  'a nominal fee',
  'Professionals involved in CSE work met on Monday.',
  'Agencies involved in exploitation prevention',
  'He is involved in football.',
  'He went to the cinema with his girlfriend.',
  "Her mother's boyfriend abused her.",
  'healthy lifestyle choices',
  'The council refused to engage with the landlord.',
  'The GP failed to attend the conference.',
  'The village is hard to reach by bus.',
  'A manipulative man controls her.',
  'The staff were complicit.',
  'The gang is recruiting other children.',
  'The council let them use the flat.',
  'Let them use the phone.',
  'worldly goods',
  'Troubled families programme',
  'A man who claims to be her uncle came to the door.',
  'He was made to carry drugs by men who control him.',
  'He went missing on Friday and came home on Sunday.',
  'mature cheddar',
  'a mature student',
  'a hard to reach shelf',
  'He was made vulnerable by the loss of his placement.',
  'Mr Hill is a dealer.',
  "He is the suspect's nephew.",
  'a suspect package',
  'She has troubled sleep.',
  'The farm is hard to reach in winter.',
  'He rode a mule at the city farm.',
  'He is choosing to spend more time with his nan.',
  'illegal money lending',
  'recruiting other staff',
  'The landlord was non-compliant with the licence.',
  'She is the girl next door.',
  'The prime suspect is a man of 34.',
  'The man is a suspect in the murder.',
]

for (const [text, id] of found) {
  test(`stopped: ${text}`, () => assert.deepEqual([...new Set(idsIn(text))], [id]))
}
for (const text of ordinary) {
  test(`left alone: ${text}`, () => assert.deepEqual(idsIn(text), []))
}

test('a note is warned about, a paper and a public page are blocked, own words are kept in a note only', () => {
  const text = 'He puts himself at risk'
  assert.equal(match(text, { context: 'case_note' }).result, 'warned')
  assert.equal(match(text, { context: 'panel_paper' }).result, 'blocked')
  assert.equal(match(text, { context: 'public' }).result, 'blocked')
  assert.equal(match(text, { context: 'case_note', quoted: true }).result, 'kept_as_quoted')
  assert.equal(match('She is safe at home', { context: 'case_note', quoted: true }).result, 'none')
})

test('a finding says where it stands, why, and what to say instead', () => {
  const { findings } = match('She was seen on Monday.\nShe ABSCONDED on Tuesday.', { context: 'case_note' })
  assert.equal(findings.length, 1)
  const [finding] = findings
  assert.equal(finding?.found, 'ABSCONDED')
  assert.deepEqual([finding?.line, finding?.column], [2, 5])
  assert.ok(finding?.sayInstead.includes('went missing'))
  assert.notEqual(finding?.why, '')
})

test('a term over a wrapped line, with a curly apostrophe or a hyphen is found', () => {
  assert.deepEqual(idsIn('He is hard\nto reach'), ['refuses-to-engage'])
  assert.deepEqual(idsIn('He’s a dealer'), ['drug-runner'])
  assert.deepEqual(idsIn('attention—seeking'), ['attention-seeking'])
})

test('parts of longer words are no term', () => {
  assert.deepEqual(idsIn('invulnerable, complicitly, illegalities, dealership, domesticated'), [])
})

test('a long text of near misses is read in a moment', () => {
  const text = 'she put the and the and the other at the old place where he was known and '.repeat(700)
  const before = performance.now()
  match(text, { context: 'case_note' })
  assert.ok(performance.now() - before < 1500)
})

test('what we print ourselves blames nobody: indicators, clocks, rule titles, what to say instead', () => {
  const ownTexts = [
    ...reference.risk.indicators.map(({ words }) => words),
    ...Object.values(reference.risk.domains),
    ...[...reference.clocks.values()].map(({ name }) => name),
    ...[...rulebook.values()].map(({ title }) => title),
    ...reference.words.terms.flatMap(({ sayInstead }) => sayInstead),
  ]
  // This one tells why there is no such thing as consent; the term list is exempt in the handbook.
  const saidToExplain = ['(a child cannot consent to exploitation; say what was done to them)']
  assert.deepEqual(
    ownTexts.filter((text) => !saidToExplain.includes(text) && match(text, { context: 'public' }).result !== 'none'),
    [],
  )
})

test('the browser can run the same matcher: it needs no other file, and its list is plain data', async () => {
  const entry = fileURLToPath(new URL('./matcher.ts', import.meta.url))
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    logLevel: 'silent',
  })
  assert.equal(Object.keys(metafile.inputs).length, 1)
  const sent: typeof reference.words = JSON.parse(JSON.stringify(reference.words))
  assert.equal(wordMatcher(sent)('He absconded', { context: 'case_note' }).result, 'warned')
})
