/** A row of a comparison in words: the page, the terminal and Markdown say the same. Pure. */
import type { ReportStage } from '../libs/reports/comparison.ts'
import { stageNames } from './charts/lead-time-stages.ts'
import type { ComparedRow } from './comparison-answers.ts'
import { type Chip, sharedChip } from './doubts.ts'
import { duration, percent } from './format.ts'
import { compareMetric, type Change } from './metric-change.ts'
import { type MetricName, metricInfo, metricNames, type MetricView, noInterval, viewMetric } from './metric-view.ts'

export interface ComparedView {
  readonly name: MetricName
  readonly now: MetricView
  /** Null where nothing was held against it. */
  readonly before: MetricView | null
  readonly change: Change | null
}

export function comparedViews({ metrics, before }: ComparedRow): ComparedView[] {
  return metricNames.map((name) => ({
    name,
    now: viewMetric(name, metrics),
    before: before === null ? null : viewMetric(name, before),
    change: before === null ? null : compareMetric(name, metrics, before),
  }))
}

/** The interval of a value in words, or that there is none. */
export function boundsWords({ interval, chips, value }: MetricView): string {
  if (value === null) return ''
  return interval?.text ?? noInterval(chips.some(({ text }) => text === 'few samples'))
}

interface StageMove {
  readonly stage: string
  readonly title: string
  readonly mean: number | null
  readonly before: number | null
}

const order = Object.keys(stageNames)

/** Stages that took any time now or before, in their order. */
export function stageMoves(stages: readonly ReportStage[]): StageMove[] {
  return stages
    .map(({ stage, meanSeconds, before }) => ({
      stage,
      title: stageNames[stage]?.title ?? stage,
      mean: meanSeconds,
      before: before?.meanSeconds ?? null,
    }))
    .filter(({ mean, before }) => (mean ?? 0) > 0 || (before ?? 0) > 0)
    .toSorted((a, b) => order.indexOf(a.stage) - order.indexOf(b.stage))
}

const secondsText = (seconds: number | null): string => (seconds === null ? 'not known' : duration(seconds).text)

/** Where the time of an average change goes, each stage beside what it was. */
export function stageTexts(stages: readonly ReportStage[]): string[] {
  const held = stages.some(({ before }) => before !== null)
  return stageMoves(stages).map(
    ({ title, mean, before }) => `${title} ${secondsText(mean)}${held ? ` (before ${secondsText(before)})` : ''}`,
  )
}

/** What the stages say of a lead time that changed clearly: the one that moved most in the direction of the whole. */
function stageReason({ metrics, before }: ComparedRow, stages: readonly ReportStage[]): string[] {
  const [now, was] = [metrics.leadTimeForChanges.meanSeconds, before?.leadTimeForChanges.meanSeconds ?? null]
  if (now === null || was === null) return []
  const known = stageMoves(stages).filter(
    ({ stage, mean, before: then }) => stage !== 'UNACCOUNTED' && mean !== null && then !== null,
  )
  const moved = (move: StageMove) => Math.sign(now - was) * ((move.mean ?? 0) - (move.before ?? 0))
  const [most] = known.toSorted((a, b) => moved(b) - moved(a))
  if (most === undefined || moved(most) <= 0) return []
  return [
    `The plain mean is ${secondsText(now)} (before ${secondsText(was)}); ${most.title} moved most of it, from ${secondsText(most.before)} to ${secondsText(most.mean)}. Why? takes the trimmed mean.`,
  ]
}

/** What changed clearly, one sentence each; null where nothing was held against it. */
export function changedTexts(row: ComparedRow, stages: readonly ReportStage[]): string[] | null {
  if (row.before === null) return null
  const clear = comparedViews(row).filter(({ change }) => change?.verdict === 'better' || change?.verdict === 'worse')
  const lead = clear.some(({ name }) => name === 'leadTimeForChanges')
  return [
    ...clear.map(({ now, change }) => `${now.title}: ${now.words?.text ?? ''}. ${change?.text ?? ''}.`),
    ...(lead ? stageReason(row, stages) : []),
  ]
}

function metricList(names: readonly MetricName[]): string {
  return names.length === metricNames.length ? 'all five' : names.map((name) => metricInfo[name].short).join(', ')
}

export interface Doubt extends Chip {
  /** Whom it concerns, such as `Lead time, Recovery`. */
  readonly of: string
}

/** Every doubt about a row once, with the metrics that it concerns, and what of their records is known. */
export function rowDoubts({ metrics, ...row }: ComparedRow): Doubt[] {
  const views = comparedViews({ metrics, ...row })
  const texts = [...new Set(views.flatMap(({ now }) => now.chips.map(({ text }) => text)))]
  const doubts = texts.flatMap((text) => {
    const having = views.filter(({ now }) => now.chips.some((chip) => chip.text === text))
    const chip = sharedChip(having.flatMap(({ now }) => now.chips.filter((one) => one.text === text)))
    return [{ ...chip, of: metricList(having.map(({ name }) => name)) }]
  })
  const partly = metricNames.flatMap((name): Doubt[] => {
    const { coverage, flags } = metrics[name]
    if (coverage === null || coverage >= 1 || flags.some(({ code }) => code === 'LOW_COVERAGE')) return []
    const explanation = `${percent(coverage).text} of the records had all that ${metricInfo[name].title} needs.`
    return [{ text: `${percent(coverage).text} known`, explanation, tone: 'note', of: metricInfo[name].short }]
  })
  return [...doubts, ...partly]
}

export function doubtText({ text, of }: Doubt): string {
  return `${text} (${of})`
}
