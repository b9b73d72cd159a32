import type { ComparisonAnswer, FlagAnswer, MetricsAnswer, StageAnswer, WindowAnswer } from './answer.ts'
import { measured, measureNames, measures, type MeasureName } from './measures.ts'
import { type Measured, type Verdict, verdictOf } from './verdict.ts'

/** One value of a service, beside what it was before. Numbers are as the API gave them, never rounded. */
export interface ReportMetric extends Measured {
  readonly metric: MeasureName
  readonly unit: string
  readonly better: 'higher' | 'lower'
  /** How many samples the value rests on. */
  readonly sampleSize: number
  /** Share of such intervals that hold the truth; null without one. */
  readonly level: number | null
  /** Why there is no value; null where there is one. */
  readonly unavailableReason: string | null
  readonly before: (Measured & { readonly sampleSize: number; readonly unavailableReason: string | null }) | null
  /** Null where nothing was held against it. */
  readonly verdict: Verdict | null
  /** Share of the records that had all that the number needs. */
  readonly coverage: number | null
  readonly insufficient: boolean
  readonly provisional: boolean
  readonly flags: readonly FlagAnswer[]
}

/** A stage of lead time: its mean over all samples, so that the stages add up to the mean lead time. */
export interface ReportStage {
  readonly stage: string
  readonly sampleSize: number
  readonly meanSeconds: number | null
  readonly share: number | null
  readonly before: {
    readonly sampleSize: number
    readonly meanSeconds: number | null
    readonly share: number | null
  } | null
}

export interface ReportRow {
  readonly service: string
  /** Null: nobody owns it. */
  readonly team: string | null
  readonly metrics: readonly ReportMetric[]
  readonly stages: readonly ReportStage[]
}

/** Services beside each other, in the order of their names: no rank, no sum. */
export interface ComparisonReport {
  readonly environment: string
  readonly window: WindowAnswer
  readonly against: WindowAnswer | null
  /** Version of the rules that the numbers were computed by; null without a row. */
  readonly rulesVersion: string | null
  readonly rows: readonly ReportRow[]
}

/** The report of an answer. */
export function comparisonReport({ compare }: ComparisonAnswer, environment: string): ComparisonReport {
  const { window, against, rows } = compare
  return {
    environment,
    window,
    against,
    rulesVersion: rows[0]?.metrics.deploymentFrequency.definition.rulesVersion ?? null,
    rows: rows.map(({ service, metrics, before }) => ({
      service: service.name,
      team: service.team?.name ?? null,
      metrics: measureNames.map((name) => reportMetric(name, metrics, before)),
      stages: reportStages(metrics.leadTimeForChanges.stages, before?.leadTimeForChanges.stages ?? null),
    })),
  }
}

function reportMetric(metric: MeasureName, answers: MetricsAnswer, earlier: MetricsAnswer | null): ReportMetric {
  const { sampleSize, interval, unavailableReason, coverage, insufficient, provisional, flags } = answers[metric]
  const { unit, better } = measures[metric]
  const now = measured(metric, answers, interval)
  const was = earlier === null ? null : measured(metric, earlier, earlier[metric].interval)
  return {
    metric,
    unit,
    better,
    ...now,
    level: interval?.level ?? null,
    sampleSize,
    unavailableReason,
    before:
      earlier === null || was === null
        ? null
        : {
            ...was,
            sampleSize: earlier[metric].sampleSize,
            unavailableReason: earlier[metric].unavailableReason,
          },
    verdict: was === null ? null : verdictOf(better, now, was),
    coverage,
    insufficient,
    provisional,
    flags,
  }
}

function reportStages(stages: readonly StageAnswer[], earlier: readonly StageAnswer[] | null): ReportStage[] {
  const names = new Set([...stages, ...(earlier ?? [])].map(({ stage }) => stage))
  return [...names].map((stage) => {
    const now = stages.find((one) => one.stage === stage)
    const was = earlier?.find((one) => one.stage === stage)
    return { stage, ...stageNumbers(now), before: earlier === null ? null : stageNumbers(was) }
  })
}

function stageNumbers(stage: StageAnswer | undefined) {
  const { sampleSize = 0, meanSeconds = null, share = null } = stage ?? {}
  return { sampleSize, meanSeconds, share }
}
