import type { Bucket } from '#domain/window'
import type { RemedyKind } from '#domain/stream-history'
import type { Facts, FailureFact } from './facts.ts'
import type { DurationPoint } from './lead-time-for-changes.ts'
import type { MeasureScope, Measurement, Metric } from './metric.ts'

export interface RestoreSample {
  readonly failure: FailureFact
  /** Time to restore, or, while it is open, the time observed so far. */
  readonly seconds: number
  readonly open: boolean
}
export interface TimeToRestore extends Measurement {
  readonly metric: 'timeToRestore'
  /** Kaplan-Meier; `sampleSize` holds the open ones too. */
  readonly medianSeconds: number | null
  /** Null while one is open. */
  readonly meanSeconds: number | null
  readonly openCount: number
  /** The longest time observed, where the median is not reached. */
  readonly atLeastSeconds: number | null
  readonly byRemedy: readonly {
    readonly remedy: RemedyKind
    readonly count: number
    readonly medianSeconds: number | null
  }[]
  readonly allIncidentsMedianSeconds: number | null
  readonly allIncidentsMeanSeconds: number | null
  /** Restored ones among the incidents opened in the window. */
  readonly allIncidentsCount: number
  /** Seconds covered by at least one impact interval of the failures. */
  readonly impactSeconds: number | null
  readonly samples: readonly RestoreSample[]
}
export declare const timeToRestore: Metric<TimeToRestore, DurationPoint>
/** Restored incidents, linked or not, by their opening. */
export declare function allIncidentsSeries(facts: Facts, scope: MeasureScope, by: Bucket): DurationPoint[]
