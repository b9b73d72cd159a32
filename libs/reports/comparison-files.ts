import type { ComparisonReport, ReportMetric, ReportRow } from './comparison.ts'
import { csvText } from './csv.ts'
import { type Table, tableOf } from './table.ts'

const columns = [
  'service',
  'team',
  'environment',
  'metric',
  'unit',
  'better',
  'value',
  'sample_size',
  'interval_low',
  'interval_high',
  'interval_level',
  'unavailable_reason',
  'value_before',
  'sample_size_before',
  'interval_low_before',
  'interval_high_before',
  'verdict',
  'coverage_share',
  'insufficient',
  'provisional',
  'flags',
  'window_from',
  'window_to',
  'against_from',
  'against_to',
  'time_zone',
  'rules_version',
] as const

function numbers({ before, flags, ...metric }: ReportMetric) {
  return {
    metric: metric.metric,
    unit: metric.unit,
    better: metric.better,
    value: metric.value,
    sample_size: metric.sampleSize,
    interval_low: metric.low,
    interval_high: metric.high,
    interval_level: metric.level,
    unavailable_reason: metric.unavailableReason,
    value_before: before?.value ?? null,
    sample_size_before: before?.sampleSize ?? null,
    interval_low_before: before?.low ?? null,
    interval_high_before: before?.high ?? null,
    verdict: metric.verdict,
    coverage_share: metric.coverage,
    insufficient: metric.insufficient,
    provisional: metric.provisional,
    flags: flags.map(({ code, count }) => `${code}:${count}`).join(' '),
  }
}

/** A line for each service and metric; then one for each stage of its lead time, as `stage:REVIEW`, by the mean. */
export function comparisonTable(report: ComparisonReport): Table {
  const { environment, window, against, rulesVersion } = report
  const scope = {
    environment,
    window_from: window.from,
    window_to: window.to,
    against_from: against?.from ?? null,
    against_to: against?.to ?? null,
    time_zone: window.timeZone,
    rules_version: rulesVersion,
  }
  const nothing = Object.fromEntries(columns.map((column) => [column, null])) as Record<(typeof columns)[number], null>
  const records = report.rows.flatMap((row: ReportRow) => {
    const whose = { ...scope, service: row.service, team: row.team }
    const stages = row.stages.map(({ stage, sampleSize, meanSeconds, before }) => ({
      ...nothing,
      ...whose,
      metric: `stage:${stage}`,
      unit: 'seconds, mean',
      value: meanSeconds,
      sample_size: sampleSize,
      value_before: before?.meanSeconds ?? null,
      sample_size_before: before?.sampleSize ?? null,
    }))
    return [...row.metrics.map((metric) => ({ ...whose, ...numbers(metric) })), ...stages]
  })
  return tableOf(columns, records)
}

export function comparisonCsv(report: ComparisonReport): string {
  return csvText(comparisonTable(report))
}

/** Whoever reads it may ask for `format` and `version` first; fields may be added, and none changes its meaning within a version. */
export function comparisonJson(report: ComparisonReport): string {
  return `${JSON.stringify({ format: 'leadline/comparison', version: 1, ...report }, null, 2)}\n`
}
