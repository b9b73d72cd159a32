/** What the trends of a duration and of a rate have in common: a value with its interval at each step. Pure. */
import type { ChartConfiguration, TooltipItem } from 'chart.js'
import type { Interval } from '../answers.ts'
import { durationEnd, durationStep, shareEnd, stepAxis, tooltipLook, valueAxis } from './axes.ts'
import { markDatasets, markLines } from './marks.ts'
import type { Frame, Palette } from './palette.ts'
import { type Step, stepLabels, stepTitle } from './step.ts'

export interface IntervalPoint extends Step {
  /** Null where nothing is known of the step: the line has a gap there. */
  readonly value: number | null
  readonly interval: Interval | null
}

export interface IntervalTrendLook {
  readonly label: string
  readonly tick: (value: number) => string
  /** Lines of the tooltip of a step. */
  readonly lines: (index: number) => string[]
  /** What the axis measures; its lines stand on whole units or round shares. */
  readonly unit: 'seconds' | 'share'
}

/**
 * The end of the axis: all values fit, and their intervals as far as two and a half times the highest value. An
 * interval that reaches further runs out of the picture; tooltip and table give its end.
 */
export function axisEnd(points: readonly IntervalPoint[]): number {
  const highest = Math.max(0, ...points.map(({ value }) => value ?? 0))
  const reach = Math.max(highest, ...points.map(({ interval }) => interval?.high ?? 0))
  return Math.min(reach, highest * 2.5) || reach || 1
}

/** Value as a line with points, interval as a soft bar behind each point. */
export function intervalTrend(
  points: readonly IntervalPoint[],
  look: IntervalTrendLook,
  frame: Frame,
): ChartConfiguration<'bar' | 'line', (number | [number, number] | null)[]> {
  const { palette, marks = [] } = frame
  const reach = axisEnd(points)
  const end = look.unit === 'seconds' ? durationEnd(reach) : shareEnd(reach)
  const title = ([item]: TooltipItem<'bar' | 'line'>[]) => {
    const point = points[item?.dataIndex ?? -1]
    return point === undefined ? '' : stepTitle(point, frame)
  }
  return {
    type: 'bar',
    data: {
      labels: stepLabels(points, frame),
      datasets: [values(points, look, palette), ranges(points, end, palette), ...markDatasets(marks, end, palette)],
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: { ...stepAxis(palette), offset: true },
        y: { ...valueAxis(palette, look.tick, look.unit === 'seconds' ? durationStep(end) : undefined), max: end },
      },
      plugins: {
        legend: { display: false },
        tooltip: {
          ...tooltipLook(palette),
          // One entry for all that stands at a step: of a gap only its marks are there.
          filter: (_item, index) => index === 0,
          callbacks: { title, label: ({ dataIndex }) => [...look.lines(dataIndex), ...markLines(marks[dataIndex])] },
        },
      },
    },
  }
}

function values(points: readonly IntervalPoint[], { label }: IntervalTrendLook, palette: Palette) {
  return {
    type: 'line' as const,
    label,
    data: points.map(({ value }) => value),
    borderColor: palette.series,
    backgroundColor: palette.surface,
    pointBackgroundColor: palette.surface,
    pointBorderColor: palette.series,
    pointBorderWidth: 2,
    pointRadius: points.length > 60 ? 1.5 : 3,
    pointHoverRadius: 5,
    borderWidth: 1.5,
    spanGaps: false,
    clip: 8,
  }
}

function ranges(points: readonly IntervalPoint[], end: number, palette: Palette) {
  return {
    type: 'bar' as const,
    label: 'Interval',
    data: points.map(({ value, interval }) => (value === null ? null : range(interval, end))),
    backgroundColor: palette.soft,
    borderRadius: 3,
    borderSkipped: false as const,
    grouped: false,
    maxBarThickness: 12,
    barPercentage: 0.7,
  }
}

/** An end that the data cannot bound is drawn to the edge. */
function range(interval: Interval | null, end: number): [number, number] | null {
  return interval === null ? null : [interval.low ?? 0, interval.high ?? end]
}
