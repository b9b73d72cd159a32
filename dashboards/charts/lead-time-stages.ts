import type { ChartConfiguration } from 'chart.js'
import type { StageDuration } from '../answers.ts'
import { duration, percent, plural } from '../format.ts'
import { durationStep, fontOf, tooltipLook, valueAxis } from './axes.ts'
import type { DataTable, Palette } from './palette.ts'

export const stageNames: Readonly<Record<string, { readonly title: string; readonly meaning: string }>> = {
  CODING: { title: 'Coding', meaning: 'first commit to request opened' },
  REVIEW: { title: 'Review', meaning: 'request opened to merged' },
  BUILD: { title: 'Build', meaning: 'merged to artifact' },
  PROMOTE: { title: 'Promote', meaning: 'artifact to the request that deploys it' },
  APPROVE: { title: 'Approve', meaning: 'the request that deploys it, from opened to merged, gates included' },
  RECONCILE: { title: 'Reconcile', meaning: 'configuration merged to synced' },
  ROLLOUT: { title: 'Roll out', meaning: 'synced to live' },
  UNACCOUNTED: { title: 'Unaccounted', meaning: 'no event says what happened' },
}
const order = Object.keys(stageNames)

export interface StageSpan {
  readonly stage: string
  readonly title: string
  readonly meaning: string
  /** Place in the order of stages, which gives the colour. */
  readonly index: number
  /** Seconds after the first commit, on average: each stage begins where the one before ends. */
  readonly from: number
  readonly to: number
  /** Over those that have it, `sampleSize` of them. */
  readonly medianSeconds: number | null
  readonly sampleSize: number
  readonly share: number | null
}

/** Stages end to end by their means, which add up to the mean lead time; those that took no time are left out. */
export function stageSpans(stages: readonly StageDuration[]): StageSpan[] {
  const sorted = stages.toSorted((a, b) => order.indexOf(a.stage) - order.indexOf(b.stage))
  const spans: StageSpan[] = []
  let from = 0
  for (const { stage, sampleSize, meanSeconds, medianSeconds, share } of sorted) {
    const to = from + (meanSeconds ?? 0)
    const { title, meaning } = stageNames[stage] ?? { title: stage, meaning: '' }
    const index = Math.max(0, order.indexOf(stage))
    if (to > from) spans.push({ stage, title, meaning, index, from, to, medianSeconds, sampleSize, share })
    from = to
  }
  return spans
}

/** Whether anything between the first commit and live is known. */
export function hasKnownStages(stages: readonly StageDuration[]): boolean {
  return stages.some(({ stage, meanSeconds }) => stage !== 'UNACCOUNTED' && (meanSeconds ?? 0) > 0)
}

/** Whether there is time of which no event says what happened. */
export function hasUnaccounted(stages: readonly StageDuration[]): boolean {
  return stages.some(({ stage, meanSeconds }) => stage === 'UNACCOUNTED' && (meanSeconds ?? 0) > 0)
}

/** The way of an average change from first commit to live: a bar for each stage, each beginning where the last ended. */
export function leadTimeStages(
  stages: readonly StageDuration[],
  palette: Palette,
): ChartConfiguration<'bar', [number, number][]> {
  const spans = stageSpans(stages)
  const end = spans.at(-1)?.to ?? 1
  const seconds = (value: number) => (value === 0 ? '0' : duration(value).text)
  const axis = valueAxis(palette, seconds, durationStep(end))
  return {
    type: 'bar',
    data: {
      labels: spans.map(({ title, share }) => (share === null ? title : `${title}  ${percent(share).text}`)),
      datasets: [bars(spans, palette)],
    },
    options: {
      indexAxis: 'y',
      animation: false,
      maintainAspectRatio: false,
      scales: {
        x: { ...axis, max: end, ticks: { ...axis.ticks, includeBounds: false } },
        y: {
          grid: { display: false },
          border: { display: false },
          ticks: { color: palette.ink, font: fontOf(palette, 12) },
        },
      },
      plugins: {
        legend: { display: false },
        tooltip: {
          ...tooltipLook(palette),
          callbacks: { label: ({ dataIndex }) => linesOf(spans[dataIndex]) },
        },
      },
    },
  }
}

function bars(spans: readonly StageSpan[], palette: Palette) {
  return {
    label: 'Mean time',
    data: spans.map(({ from, to }): [number, number] => [from, to]),
    backgroundColor: spans.map(({ index }) => palette.stages[index] ?? palette.muted),
    borderRadius: 2,
    borderSkipped: false as const,
    minBarLength: 2,
    maxBarThickness: 18,
  }
}

function linesOf(span: StageSpan | undefined): string[] {
  if (span === undefined) return []
  const share = span.share === null ? [] : [`${percent(span.share).text} of all lead time`]
  return [`Mean of all ${duration(span.to - span.from).text}`, ...share, span.meaning]
}

/** The stages as rows. */
export function stageTable(stages: readonly StageDuration[]): DataTable {
  return {
    columns: ['Stage', 'From and to', 'Mean of all', 'Median of those with it', 'With it', 'Share'],
    rows: stageSpans(stages).map(({ title, meaning, from, to, medianSeconds, sampleSize, share }) => [
      title,
      meaning,
      duration(to - from).text,
      medianSeconds === null ? 'unknown' : duration(medianSeconds).text,
      plural(sampleSize, 'change'),
      share === null ? 'unknown' : percent(share).text,
    ]),
  }
}

/** The stages in one sentence. */
export function stageSummary(stages: readonly StageDuration[]): string {
  const spans = stageSpans(stages)
  const [longest] = spans.toSorted((a, b) => b.to - b.from - (a.to - a.from))
  if (longest === undefined) return 'No stage of lead time is known in this window.'
  const share = longest.share === null ? '' : `, ${percent(longest.share).spoken} of all lead time`
  return `Stages of lead time: ${spans.map(({ title }) => title.toLowerCase()).join(', ')}. The longest is ${longest.title.toLowerCase()} with ${duration(longest.to - longest.from).spoken} on average${share}.`
}
