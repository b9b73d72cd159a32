import type { ChartConfiguration } from 'chart.js'
import type { FrequencyPoint } from '../answers.ts'
import { plural, quantity } from '../format.ts'
import { stepAxis, tooltipLook, valueAxis } from './axes.ts'
import { markDatasets, markLines } from './marks.ts'
import type { DataTable, Frame } from './palette.ts'
import { isPartial, stepLabels, stepTitle } from './step.ts'

/** Deployments of each day, week or month as bars; a step that the window cuts is drawn lighter. */
export function frequencyTrend(
  points: readonly FrequencyPoint[],
  frame: Frame,
): ChartConfiguration<'bar' | 'line', (number | [number, number] | null)[]> {
  const { palette } = frame
  // Its bars are the deployments: they need no strokes.
  const marks = (frame.marks ?? []).map((step) => ({ ...step, deployments: 0 }))
  const top = Math.max(1, ...points.map(({ count }) => count))
  return {
    type: 'bar',
    data: {
      labels: stepLabels(points, frame),
      datasets: [
        {
          label: 'Deployments',
          data: points.map(({ count }) => count),
          backgroundColor: points.map((point) => (isPartial(point, frame) ? palette.soft : palette.series)),
          borderColor: palette.series,
          borderWidth: points.map((point) => (isPartial(point, frame) ? 1 : 0)),
          borderRadius: 2,
          maxBarThickness: 22,
          categoryPercentage: 0.85,
          barPercentage: 0.9,
          grouped: false,
        },
        ...markDatasets(marks, top, palette),
      ],
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: stepAxis(palette),
        y: { ...valueAxis(palette, quantity), ticks: { ...valueAxis(palette, quantity).ticks, precision: 0 } },
      },
      plugins: {
        legend: { display: false },
        tooltip: {
          ...tooltipLook(palette),
          filter: (_item, index) => index === 0,
          callbacks: {
            title: ([item]) => titleAt(points, item?.dataIndex, frame),
            label: ({ dataIndex }) => [
              plural(points[dataIndex]?.count ?? 0, 'deployment'),
              ...markLines(marks[dataIndex]),
            ],
          },
        },
      },
    },
  }
}

function titleAt(points: readonly FrequencyPoint[], index: number | undefined, frame: Frame): string {
  const point = points[index ?? -1]
  return point === undefined ? '' : stepTitle(point, frame)
}

/** The bars as rows. */
export function frequencyTable(points: readonly FrequencyPoint[], frame: Pick<Frame, 'by' | 'timeZone'>): DataTable {
  return {
    columns: ['Time', 'Deployments'],
    rows: points.map((point) => [stepTitle(point, frame), String(point.count)]),
  }
}

/** The bars in one sentence. */
export function frequencySummary(points: readonly FrequencyPoint[], { by }: Pick<Frame, 'by'>): string {
  if (points.length === 0) return 'Nothing to draw in this window.'
  const counts = points.map(({ count }) => count)
  const empty = counts.filter((count) => count === 0).length
  const unit = by.toLowerCase()
  return `Deployments by ${unit}: ${plural(points.length, unit)}, between ${Math.min(...counts)} and ${Math.max(...counts)}; ${empty} without any.`
}
