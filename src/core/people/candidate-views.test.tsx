import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderToString } from 'preact-render-to-string'
import { CandidateList } from './candidate-views.tsx'

test('a concern about two people has two lists with ids of their own, each under a name', () => {
  const html = renderToString(
    <main>
      {['Amina', 'Leo'].map((about, i) => (
        <CandidateList candidates={[]} about={about} place={i + 1} back="/triage/1" canDecide />
      ))}
    </main>,
  )
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
  assert.deepEqual(ids, ['candidates', 'candidates-2'])
  for (const name of ['Amina', 'Leo']) assert.match(html, new RegExp(`may be ${name}<`))
})
