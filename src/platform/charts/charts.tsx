/**
 * Charts as SVG made on the server: they work without script, in print and in the dark, and a screen reader gets a
 * title, a sentence and the same figures as a table. Colour never carries meaning alone: what a mark says is written
 * beside it. Only attributes and classes, no style: the content policy forbids it.
 *
 * The drawing is 420 units wide and scales with the page: at that width text is still readable on a phone.
 */
import { scaleLinear, scalePoint, scaleUtc } from 'd3-scale'
import { curveStepAfter, line } from 'd3-shape'
import type { ComponentChildren, VNode } from 'preact'
import { cx } from '../design/base.ts'
import { Details } from '../design/content.tsx'
import { Table } from '../design/lists.tsx'
import { showShortDate, showShortInstant } from '../texts/dates.ts'
import { t } from './texts.ts'

const width = 420
const fontSize = 13
const labelWidth = 84
export type ChartTone = 'caution' | 'bad'

type ChartCommon = Readonly<{
  /** Unique on the page. */
  id: string
  /** What is shown, as a heading: "Visits by week". */
  title: string
  /** What it says, in a sentence: "Highest in March, falling since". Read aloud in place of the picture. */
  description: string
}>

type FrameProps = ChartCommon & {
  height: number
  head: readonly string[]
  rows: readonly (readonly string[])[]
  children: ComponentChildren
}
function Chart({ id, title, description, height, head, rows, children }: FrameProps): VNode {
  return (
    <figure class="lw-chart">
      <figcaption class="lw-chart__title">{title}</figcaption>
      <svg
        class="lw-chart__svg"
        xmlns="http://www.w3.org/2000/svg"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-labelledby={`${id}-title ${id}-desc`}
        fill="currentColor"
        font-size={fontSize}
      >
        <title id={`${id}-title`}>{title}</title>
        <desc id={`${id}-desc`}>{description}</desc>
        {children}
      </svg>
      <Details summaryText={t('table.show')} classes="lw-chart__table">
        <Table
          caption={title}
          captionClasses="govuk-visually-hidden"
          classes="lw-dense"
          head={head}
          rows={rows.map((row) => [...row])}
          firstCellIsHeader
        />
      </Details>
    </figure>
  )
}

/** `level` null: from then on nothing is known, and the line stops. */
export type LevelPoint = Readonly<{ at: Date; level: string | null; note?: string }>
export type LevelChartProps = ChartCommon & Readonly<{ levels: readonly string[]; points: readonly LevelPoint[]; until: Date }>
/**
 * A level over time, in steps: a level holds until somebody changes it. No slope is drawn between two levels,
 * because nothing was measured in between.
 * @param props.levels all levels there are, lowest first; each point's level must be one of them.
 * @param props.points in order of time. @param props.until where the last level is drawn to.
 */
export function LevelChart({ levels, points, until, ...common }: LevelChartProps): VNode {
  const top = 22
  const step = 34
  const bottom = top + step * (levels.length - 1)
  const first = points[0]?.at ?? until
  const x = scaleUtc([first, until], [labelWidth, width - 6])
  const y = scalePoint([...levels], [bottom, top])
  const heightOf = (level: string) => {
    const at = y(level)
    if (at === undefined) throw new RangeError(`"${level}" is not one of the levels ${levels.join(', ')}`)
    return at
  }
  const path = line<{ at: Date; level: string | null }>()
    .defined((point) => point.level !== null)
    .x((point) => x(point.at))
    .y((point) => (point.level === null ? 0 : heightOf(point.level)))
    .curve(curveStepAfter)
  const last = points.at(-1)
  const known = points.filter((point) => point.level !== null)
  // a step ends where the next begins: each point is drawn together with the start of the one after it
  const runs = points.flatMap((point, i) => {
    const next = points[i + 1]
    if (point.level === null) return []
    return [path([point, { at: next?.at ?? until, level: next ? (next.level ?? point.level) : point.level }]) ?? '']
  })
  const ticks = datesThatFit(x.ticks(4).map((tick) => ({ at: x(tick), label: showShortDate(tick.toISOString().slice(0, 10)) })))
  return (
    <Chart
      {...common}
      height={bottom + 34}
      head={[t('table.date'), t('table.level')]}
      rows={points.map((point) => [showShortInstant(point.at), `${point.level ?? t('unknown')}${point.note ? `: ${point.note}` : ''}`])}
    >
      {levels.map((level) => (
        <>
          <line class="lw-chart__rule" x1={labelWidth} x2={width} y1={heightOf(level)} y2={heightOf(level)} stroke="currentColor" />
          <text class="lw-chart__quiet" x={0} y={heightOf(level) + 4}>
            {level}
          </text>
        </>
      ))}
      {ticks.map(({ at, label }) => (
        <text class="lw-chart__quiet" x={at} y={bottom + 24} text-anchor="middle">
          {label}
        </text>
      ))}
      <g class="lw-chart__mark">
        {runs.map((run) => (
          <path d={run} fill="none" stroke="currentColor" stroke-width={3} stroke-linejoin="round" />
        ))}
        {known.map((point) => (
          <circle cx={x(point.at)} cy={point.level === null ? 0 : heightOf(point.level)} r={4.5} />
        ))}
      </g>
      {last?.level === null && (
        <text x={Math.min(x(last.at) + 6, width - 70)} y={top + step / 2}>
          {t('unknown')}
        </text>
      )}
    </Chart>
  )
}

/** Room that a date needs below a chart, in the chart's units. */
const dateRoom = 84

/** Dates in order of time, moved inwards at the edges; those that would touch or repeat the one before are left out. */
function datesThatFit(dates: readonly Readonly<{ at: number; label: string }>[]): Readonly<{ at: number; label: string }>[] {
  const fitting: Readonly<{ at: number; label: string }>[] = []
  for (const { at, label } of dates) {
    const moved = Math.min(Math.max(at, dateRoom / 2), width - dateRoom / 2)
    const before = fitting.at(-1)
    if (before === undefined || (moved - before.at >= dateRoom && label !== before.label)) fitting.push({ at: moved, label })
  }
  return fitting
}

const rowHeight = 42
const rowTop = 16

/** `shown` is written beside the bar. `value` null: the figure is not given (too small to publish, not known); no bar is drawn. */
export type Bar = Readonly<{ label: string; value: number | null; shown: string; tone?: ChartTone }>
export type BarChartProps = ChartCommon & Readonly<{ bars: readonly Bar[]; valueHead?: string }>
/** Bars from nought, longest possible bar for the largest value. Values at least 0. */
export function BarChart({ bars, valueHead = t('table.value'), ...common }: BarChartProps): VNode {
  const x = scaleLinear([0, Math.max(1, ...bars.map((bar) => bar.value ?? 0))], [0, width])
  return (
    <Chart
      {...common}
      height={bars.length * rowHeight + 6}
      head={[t('table.name'), valueHead]}
      rows={bars.map((bar) => [bar.label, bar.shown])}
    >
      {bars.map((bar, i) => (
        <Row label={bar.label} shown={bar.shown} index={i}>
          <rect class="lw-chart__track" x={0} y={8} width={width} height={12} rx={2} />
          {bar.value !== null && <rect class={markClass(bar.tone)} x={0} y={8} width={x(bar.value)} height={12} rx={2} />}
        </Row>
      ))}
    </Chart>
  )
}

/** A share with the range it likely lies in; all in the unit of `domain`. */
export type IntervalDot = Readonly<{ label: string; value: number; low: number; high: number; shown: string; tone?: ChartTone }>
export type IntervalChartProps = ChartCommon &
  Readonly<{
    dots: readonly IntervalDot[]
    domain: readonly [low: number, high: number]
    /** A line to compare with, such as the average of all. */
    reference?: Readonly<{ value: number; label: string }>
    format: (value: number) => string
    valueHead?: string
  }>
/** Dots with their intervals: wide where little is known, so that a team of three is not ranked against one of thirty. */
export function IntervalChart({ dots, domain, reference, format, valueHead = t('table.value'), ...common }: IntervalChartProps): VNode {
  const x = scaleLinear([domain[0], domain[1]], [6, width - 6]).clamp(true)
  const bottom = dots.length * rowHeight + 4
  const at = reference ? x(reference.value) : 0
  return (
    <Chart
      {...common}
      height={bottom + 22}
      head={[t('table.name'), valueHead, t('table.range')]}
      rows={dots.map((dot) => [dot.label, dot.shown, t('table.rangeOf', { low: format(dot.low), high: format(dot.high) })])}
    >
      {reference && (
        <>
          <line class="lw-chart__quiet" x1={at} x2={at} y1={rowTop + 4} y2={bottom} stroke="currentColor" stroke-dasharray="3 3" />
          <text class="lw-chart__quiet" x={at} y={bottom + 15} text-anchor={at < 90 ? 'start' : at > width - 90 ? 'end' : 'middle'}>
            {reference.label}
          </text>
        </>
      )}
      {dots.map((dot, i) => (
        <Row label={dot.label} shown={dot.shown} index={i}>
          <line class="lw-chart__rule" x1={0} x2={width} y1={14} y2={14} stroke="currentColor" />
          <g class={markClass(dot.tone)}>
            <line
              x1={x(dot.low)}
              x2={x(dot.high)}
              y1={14}
              y2={14}
              stroke="currentColor"
              stroke-width={4}
              stroke-linecap="round"
              stroke-opacity={0.4}
            />
            <circle cx={x(dot.value)} cy={14} r={5.5} />
          </g>
        </Row>
      ))}
    </Chart>
  )
}

/** `share` of what one person can carry: 1 is full. */
export type Load = Readonly<{ label: string; share: number; shown: string; tone?: ChartTone }>
export type LoadChartProps = ChartCommon & Readonly<{ loads: readonly Load[]; fullLabel: string; valueHead?: string }>
/** Load against a full week; what goes over the line is hatched as well as coloured. */
export function LoadChart({ loads, fullLabel, valueHead = t('table.value'), ...common }: LoadChartProps): VNode {
  const x = scaleLinear([0, Math.max(1.25, ...loads.map((load) => load.share))], [0, width])
  const bottom = loads.length * rowHeight + 4
  const hatch = `${common.id}-hatch`
  return (
    <Chart {...common} height={bottom + 22} head={[t('table.name'), valueHead]} rows={loads.map((load) => [load.label, load.shown])}>
      <defs>
        <pattern id={hatch} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="lw-chart__mark--bad" width={3} height={6} fill="currentColor" />
        </pattern>
      </defs>
      {loads.map((load, i) => (
        <Row label={load.label} shown={load.shown} index={i}>
          <rect class="lw-chart__track" x={0} y={8} width={width} height={12} rx={2} />
          <rect class={markClass(load.tone)} x={0} y={8} width={x(Math.min(1, load.share))} height={12} rx={2} />
          {load.share > 1 && <rect x={x(1)} y={8} width={x(load.share) - x(1)} height={12} fill={`url(#${hatch})`} />}
          {/* across the bar only: the words above it stay readable */}
          <line x1={x(1)} x2={x(1)} y1={5} y2={23} stroke="currentColor" stroke-width={1.5} />
        </Row>
      ))}
      <text class="lw-chart__quiet" x={x(1)} y={bottom + 15} text-anchor="end">
        {fullLabel}
      </text>
    </Chart>
  )
}

/** Label and figure on one line, the drawing below them: long names fit, also on a phone. */
function Row({ label, shown, index, children }: { label: string; shown: string; index: number; children: ComponentChildren }): VNode {
  return (
    <g transform={`translate(0 ${index * rowHeight + rowTop})`}>
      <text x={0} y={0}>
        {label}
      </text>
      <text x={width} y={0} text-anchor="end" font-weight={600}>
        {shown}
      </text>
      {children}
    </g>
  )
}

function markClass(tone: ChartTone | undefined): string | undefined {
  return cx('lw-chart__mark', tone && `lw-chart__mark--${tone}`)
}
