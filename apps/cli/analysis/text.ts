import colours from 'picocolors'
import {
  type Analysis,
  type AnalysedCoverage,
  type AnalysedStream,
  coverageWords,
  type SlowChange,
} from '#dashboards/analysis'
import { stageSpans } from '#dashboards/charts/lead-time-stages'
import type { Chip } from '#dashboards/doubts'
import { day, duration, group, percent, plural, shortSha, shortVersion, stretch } from '#dashboards/format'
import { metricFacts } from '#dashboards/metric-facts'
import { type MetricName, metricNames, type MetricView, noInterval, viewMetric } from '#dashboards/metric-view'
import { table } from '../terminal.ts'

/** Steps of a trend that fit beside a number. */
const stepsShown = 24
const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']
const widest = 30

/** A small chart of the last steps: heights against the highest; a gap where there is no number, a dot for none. */
export function sparkline(values: readonly (number | null)[]): string {
  const shown = values.slice(-stepsShown)
  const highest = Math.max(0, ...shown.map((value) => value ?? 0))
  return shown
    .map((value) => {
      if (value === null) return ' '
      if (value <= 0 || highest === 0) return '·'
      return bars[Math.min(bars.length - 1, Math.floor((value / highest) * bars.length))] ?? ''
    })
    .join('')
}

function trend(name: MetricName, { metrics }: AnalysedStream): string {
  switch (name) {
    case 'deploymentFrequency':
      return sparkline(metrics[name].series.map(({ count }) => count))
    case 'leadTimeForChanges':
    case 'timeToRestore':
      return sparkline(metrics[name].series.map(({ medianSeconds }) => medianSeconds))
    case 'changeFailureRate':
    case 'deploymentReworkRate':
      return sparkline(metrics[name].series.map(({ rate }) => rate))
  }
}

function interval(view: MetricView): string {
  if (view.words === null) return ''
  return view.interval === null ? noInterval(view.sampleSize > 0 && view.sampleSize < 5) : view.interval.text
}

function metricTable(stream: AnalysedStream): string {
  const rows = metricNames.map((name) => {
    const view = viewMetric(name, stream.metrics)
    const value = view.words === null ? (view.reason ?? 'unknown') : view.words.text
    return [view.title, value, interval(view), view.samples, trend(name, stream)]
  })
  return table([['', '', '90 % interval', '', ''], ...rows])
}

function facts(stream: AnalysedStream): string[] {
  const lead = metricFacts('leadTimeForChanges', stream.metrics).map(({ label, text }) => `${label} ${text}`)
  const frequency = metricFacts('deploymentFrequency', stream.metrics).map(({ label, text }) => `${label} ${text}`)
  return [`Deployments: ${frequency.join(' · ')}`, `Lead time: ${lead.join(' · ')}`]
}

function stages({ metrics }: AnalysedStream): string {
  const spans = stageSpans(metrics.leadTimeForChanges.stages)
  const rows = spans.map(({ title, meaning, share, medianSeconds, sampleSize }) => [
    title,
    '█'.repeat(Math.max(1, Math.round((share ?? 0) * widest))).padEnd(widest),
    share === null ? '' : percent(share).text,
    medianSeconds === null ? '' : `median ${duration(medianSeconds).text} in ${plural(sampleSize, 'change')}`,
    meaning,
  ])
  return table(rows)
}

function slow({ seconds, number, sha, title, version, liveAt }: SlowChange, timeZone: string): string[] {
  const name = number === null ? shortSha(sha ?? '') : `#${number}`
  return [
    duration(seconds).text,
    name,
    (title ?? '').slice(0, 60),
    `live ${day(liveAt, timeZone)} in ${shortVersion(version)}`,
  ]
}

function coverage(known: AnalysedCoverage): string[] {
  const { deployments, gaps } = known
  if (deployments === 0) return []
  return [
    coverageWords(known),
    ...gaps.map(
      ({ kind, count, example, mend }) =>
        `${group(count)} × ${kind.toLowerCase().replaceAll('_', ' ')}${example === null ? '' : `, such as ${example}`}: ${mend}`,
    ),
  ]
}

function block(title: string, lines: string): string {
  const indented = lines
    .split('\n')
    .map((line) => `    ${line}`.trimEnd())
    .join('\n')
  return `  ${colours.bold(title)}\n${indented}`
}

/** Each doubt once; with its metrics where those of one kind differ. */
export function doubtLines(views: readonly Pick<MetricView, 'title' | 'chips'>[]): string[] {
  const found = new Map<string, { readonly kind: string; readonly chip: Chip; readonly titles: string[] }>()
  for (const { title, chips } of views) {
    for (const chip of chips.filter(({ tone }) => tone === 'warning')) {
      const known = found.get(`${chip.text}: ${chip.explanation}`)
      if (known === undefined) {
        const [kind = ''] = chip.text.split(':')
        found.set(`${chip.text}: ${chip.explanation}`, { kind, chip, titles: [title] })
      } else known.titles.push(title)
    }
  }
  const doubts = [...found.values()]
  return doubts.map(({ kind, chip: { text, explanation }, titles }) => {
    const isAlone = doubts.filter((other) => other.kind === kind).length === 1
    return `${text}${isAlone ? '' : ` (${titles.join(', ')})`}: ${explanation}`
  })
}

function streamText(stream: AnalysedStream, { window }: Analysis): string {
  const head = `${colours.bold(colours.cyan(stream.service))} in ${colours.bold(stream.environment)}`
  const warnings = doubtLines(metricNames.map((name) => viewMetric(name, stream.metrics)))
  const parts = [head, block('Metrics', [metricTable(stream), ...facts(stream)].join('\n'))]
  const spans = stages(stream)
  if (spans !== '') parts.push(block('Where the time goes', spans))
  if (stream.slowest.length > 0)
    parts.push(block('Slowest changes', table(stream.slowest.map((change) => slow(change, window.timeZone)))))
  if (warnings.length > 0) parts.push(block('Doubts', warnings.join('\n')))
  return parts.join('\n')
}

/** Coverage is that of a service, wherever it was deployed. */
function coverages(streams: readonly AnalysedStream[]): string[] {
  const ofServices = new Map(streams.map((stream) => [stream.service, stream.coverage]))
  return [...ofServices].flatMap(([service, known]) => {
    const lines = coverage(known)
    return lines.length === 0 ? [] : ['', block(`Coverage of ${service}, and what would mend it`, lines.join('\n'))]
  })
}

/** The analysis for a terminal, one block for each service and environment. */
export function analysisText(analysis: Analysis): string {
  const { repository, configRepository, window, streams, deploymentsFrom, by, notes, skipped, skippedCount } = analysis
  const read = [
    `${repository.name}: ${plural(repository.commits, 'commit')}`,
    ...(configRepository === null
      ? []
      : [`${configRepository.name}: ${plural(configRepository.commits, 'config commit')}`]),
  ]
  const lines = [
    read.join(' · '),
    `${stretch(window.from, window.to, window.timeZone)} (${window.timeZone}); small charts by ${by.toLowerCase()}`,
    deploymentsFrom,
    ...(streams.length === 0 ? [] : notes.map((note) => colours.yellow(note))),
    ...streams.map((stream) => `\n${streamText(stream, analysis)}`),
    ...coverages(streams),
  ]
  if (streams.length === 0) lines.push('', 'No deployment was found.', ...notes)
  if (skippedCount > 0) {
    lines.push('', colours.bold(`${plural(skippedCount, 'item')} could not be read; everything else was:`))
    for (const { where, why } of skipped.slice(0, 10)) lines.push(`  ${where}: ${why}`)
    if (skippedCount > 10) lines.push(`  and ${group(skippedCount - 10)} more (--json lists up to 100)`)
  }
  // What is copied from a terminal is searched for with plain spaces.
  return lines.join('\n').replaceAll('\u00A0', ' ')
}
