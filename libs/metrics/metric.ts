import type { Instant } from '#domain/instant'
import type { FlagCode } from '#domain/stream-history'
import type { Bucket, Window } from '#domain/window'
import type { Definition } from './definition.ts'
import type { Digest } from './digest.ts'
import type { Facts } from './facts.ts'

export const metricIds = [
  'deploymentFrequency',
  'leadTimeForChanges',
  'changeFailureRate',
  'timeToRestore',
  'deploymentReworkRate',
] as const
export type MetricId = (typeof metricIds)[number]

export const unavailableReasons = [
  'NO_DATA',
  'NO_DEPLOYMENTS',
  'TOO_FEW',
  'NO_PREDECESSOR',
  'NOT_REACHED',
  'NOT_CONFIGURED',
] as const
export type UnavailableReason = (typeof unavailableReasons)[number]

/** A confidence interval of `level` (0.9). A null end is not bounded by the data. */
export interface Interval {
  readonly low: number | null
  readonly high: number | null
  readonly level: number
  readonly method: string
}

export interface DataQualityFlag {
  readonly code: FlagCode | 'OTHER_ENVIRONMENT'
  readonly count: number
  readonly message: string
}

/** DORA's published level of a year. */
export interface Band {
  readonly year: number
  readonly level: string
}

/** What is asked: which time, as of when, by which definition. */
export interface MeasureScope {
  readonly window: Window
  readonly definition: Definition
  /** Now, or the moment of `asOf`. */
  readonly now: Instant
}

/** What every metric answers beside its own numbers. A value that is null has an `unavailableReason`. */
export interface Measurement {
  readonly metric: MetricId
  readonly window: Window
  readonly definition: Definition
  /** Samples behind the headline value. */
  readonly sampleSize: number
  /** Fewer samples than `definition.minN.p50`. */
  readonly insufficient: boolean
  readonly unavailableReason: UnavailableReason | null
  /** Of the headline value, in its unit; null when the data cannot bound it. */
  readonly interval: Interval | null
  /** Share (0 to 1) of what the number rests on that is known; null where there is nothing to know. */
  readonly coverage: number | null
  readonly band: Band | null
  /** The window's end is younger than `maturityDays`. */
  readonly provisional: boolean
  readonly flags: readonly DataQualityFlag[]
}

/** One metric: who it is, and how it is measured over facts. Pure. */
export interface Metric<M extends Measurement = Measurement, P = unknown> {
  readonly id: MetricId
  /** DORA's present name. */
  readonly displayName: string
  /** One sentence. */
  readonly definition: string
  readonly unit: 'per day' | 'seconds' | 'ratio'
  readonly better: 'higher' | 'lower'
  readonly measure: (facts: Facts, scope: MeasureScope) => M
  /** The same numbers over days, by the default definition: what can be told without the records behind them. */
  readonly measureDays: (digest: Digest, scope: MeasureScope) => Measurement & Partial<M>
  /** Points of the window's local days, weeks or months that have begun by `now`, clipped to the window. */
  readonly series: (facts: Facts, scope: MeasureScope, by: Bucket) => P[]
  readonly seriesOfDays: (digest: Digest, scope: MeasureScope, by: Bucket) => P[]
}
