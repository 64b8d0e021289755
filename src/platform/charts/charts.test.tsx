import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseHTML } from 'linkedom'
import type { VNode } from 'preact'
import { render } from 'preact-render-to-string'
import { BarChart, IntervalChart, LevelChart, LoadChart } from './charts.tsx'

const draw = (chart: VNode) => parseHTML(`<html><body>${render(chart)}</body></html>`).document
const day = (date: string) => new Date(`${date}T12:00:00Z`)
const common = { id: 'c', title: 'A chart', description: 'It says something.' }

const charts: Record<string, VNode> = {
  levels: (
    <LevelChart
      {...common}
      levels={['Standard', 'Raised', 'High']}
      until={day('2026-11-24')}
      points={[
        { at: day('2026-06-01'), level: 'Raised' },
        { at: day('2026-08-01'), level: 'High', note: 'missing twice' },
      ]}
    />
  ),
  bars: <BarChart {...common} bars={[{ label: 'Ash & <Elm>', value: 7, shown: '7' }]} />,
  intervals: (
    <IntervalChart
      {...common}
      domain={[0, 1]}
      format={(v) => `${v * 100}%`}
      dots={[{ label: 'East', value: 0.8, low: 0.5, high: 1, shown: '80%' }]}
    />
  ),
  loads: <LoadChart {...common} fullLabel="A full week" loads={[{ label: 'Priya', share: 1.2, shown: '120%' }]} />,
}

for (const [name, chart] of Object.entries(charts)) {
  test(`the chart of ${name} has a title, a sentence and the same figures as a table, and no inline style`, () => {
    const page = draw(chart)
    const labelledBy = page.querySelector('svg')?.getAttribute('aria-labelledby')?.split(' ') ?? []
    assert.deepEqual(
      labelledBy.map((id) => page.getElementById(id)?.textContent),
      ['A chart', 'It says something.'],
    )
    assert.ok(page.querySelectorAll('details table tbody tr').length > 0)
    assert.equal(page.querySelectorAll('style, [style]').length, 0)
    assert.ok(!/NaN|undefined|Infinity/.test(page.body.innerHTML))
  })
}

test('a level holds until it is changed: the line is steps, never a slope', () => {
  const paths = [...draw(charts.levels ?? <p />).querySelectorAll('path')].map((path) => path.getAttribute('d') ?? '')
  for (const path of paths) {
    const points = path
      .slice(1)
      .split('L')
      .map((point) => point.split(',').map(Number))
    for (const [i, [x, y]] of points.entries()) {
      const [nextX, nextY] = points[i + 1] ?? [x, y]
      assert.ok(x === nextX || y === nextY, `${path} has a slope`)
    }
  }
})

test('where nothing is known the line stops and says so', () => {
  const page = draw(
    <LevelChart
      {...common}
      levels={['Standard', 'High']}
      until={day('2026-11-24')}
      points={[
        { at: day('2026-06-01'), level: 'High' },
        { at: day('2026-08-01'), level: null },
      ]}
    />,
  )
  assert.equal(page.querySelectorAll('circle').length, 1)
  assert.match(page.querySelector('svg')?.textContent ?? '', /Not known/)
})

test('a level nobody has heard of is an error, not a line somewhere', () => {
  assert.throws(
    () => draw(<LevelChart {...common} levels={['High']} until={day('2026-11-24')} points={[{ at: day('2026-06-01'), level: 'Low' }]} />),
    RangeError,
  )
})

test('a figure that must not be shown has no bar to measure', () => {
  const page = draw(
    <BarChart
      {...common}
      bars={[
        { label: 'Ash', value: null, shown: 'fewer than 5' },
        { label: 'Elm', value: 9, shown: '9' },
      ]}
    />,
  )
  assert.equal(page.querySelectorAll('rect.lw-chart__mark').length, 1)
})

test('names are text, also inside a picture', () => {
  assert.match(render(charts.bars ?? <p />), /Ash &amp; &lt;Elm>/)
})
