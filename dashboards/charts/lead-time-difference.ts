import type { ChartConfiguration } from 'chart.js'
import { duration } from '../format.ts'
import type { Difference } from '../why-answers.ts'
import { signed, stageTitle, whySentences } from '../why-words.ts'
import { durationStep, fontOf, tooltipLook, valueAxis } from './axes.ts'
import { stageNames } from './lead-time-stages.ts'
import type { DataTable, Palette } from './palette.ts'

const order = Object.keys(stageNames)

/** A bar of the waterfall, in seconds. */
export interface Fall {
  readonly label: string
  readonly from: number
  readonly to: number
  /** Place in the order of stages, which gives the colour; null for the two ends. */
  readonly index: number | null
  readonly words: string
}

/** From the trimmed mean before to that now: each stage begins where the one before ended. Stages that did not move are left out. */
export function fallsOf({ before, after, stages }: Difference): Fall[] {
  const [was, is] = [before.trimmedMeanSeconds ?? 0, after.trimmedMeanSeconds ?? 0]
  let at = was
  const moved = stages
    .filter(({ differenceSeconds }) => differenceSeconds !== 0)
    .map(({ stage, beforeSeconds, afterSeconds, differenceSeconds }) => {
      const from = at
      at += differenceSeconds
      const words = `${duration(beforeSeconds).text} before, ${duration(afterSeconds).text} now`
      const label = `${stageTitle(stage)}  ${signed(differenceSeconds)}`
      return { label, from, to: at, index: Math.max(0, order.indexOf(stage)), words }
    })
  const end = (label: string, seconds: number): Fall => {
    const { text } = duration(seconds)
    return { label: `${label}  ${text}`, from: 0, to: seconds, index: null, words: `Trimmed mean ${text}` }
  }
  return [end('Before', was), ...moved, end('Now', is)]
}

/** A waterfall from the lead time before to that now, a bar for each stage that moved. */
export function leadTimeDifference(
  difference: Difference,
  palette: Palette,
): ChartConfiguration<'bar', [number, number][]> {
  const falls = fallsOf(difference)
  const end = Math.max(1, ...falls.flatMap(({ from, to }) => [from, to]))
  const axis = valueAxis(palette, (value) => (value === 0 ? '0' : duration(value).text), durationStep(end))
  const bars = {
    label: 'Trimmed mean',
    data: falls.map(({ from, to }): [number, number] => [from, to]),
    backgroundColor: falls.map(({ index }) =>
      index === null ? palette.series : (palette.stages[index] ?? palette.muted),
    ),
    borderRadius: 2,
    borderSkipped: false as const,
    minBarLength: 2,
    maxBarThickness: 18,
  }
  return {
    type: 'bar',
    data: { labels: falls.map(({ label }) => label), datasets: [bars] },
    options: {
      indexAxis: 'y',
      animation: false,
      maintainAspectRatio: false,
      scales: {
        x: { ...axis, ticks: { ...axis.ticks, includeBounds: false } },
        y: {
          grid: { display: false },
          border: { display: false },
          ticks: { color: palette.ink, font: fontOf(palette, 12) },
        },
      },
      plugins: {
        legend: { display: false },
        tooltip: { ...tooltipLook(palette), callbacks: { label: ({ dataIndex }) => falls[dataIndex]?.words ?? '' } },
      },
    },
  }
}

/** What is said of each bar. */
export function fallWords(difference: Difference): string[] {
  return fallsOf(difference).map(({ label, words }) => `${label}: ${words}`)
}

/** The same as rows, which add up: stages to the trimmed mean, and with the tail to the median. */
export function differenceTable({ before, after, stages, ...moved }: Difference): DataTable {
  const words = (seconds: number | null) => (seconds === null ? 'unknown' : duration(seconds).text)
  const change = (seconds: number | null) => (seconds === null ? 'unknown' : signed(seconds))
  return {
    columns: ['Stage', 'Before', 'Now', 'Difference'],
    rows: [
      ...stages.map(({ stage, beforeSeconds, afterSeconds, differenceSeconds }) => [
        stageTitle(stage),
        words(beforeSeconds),
        words(afterSeconds),
        change(differenceSeconds),
      ]),
      [
        'All: trimmed mean',
        words(before.trimmedMeanSeconds),
        words(after.trimmedMeanSeconds),
        change(moved.differenceSeconds),
      ],
      ['Tail', '', '', change(moved.tailSeconds)],
      ['Median', words(before.medianSeconds), words(after.medianSeconds), change(moved.medianDifferenceSeconds)],
    ],
  }
}

export function differenceSummary(difference: Difference): string {
  return whySentences(difference).join(' ')
}
