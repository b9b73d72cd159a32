import type { Facts } from '#metrics/facts'
import type { Measurement, MeasureScope, Metric } from '#metrics/metric'
import type { StreamRow } from '#storage/queries/streams'
import { definitionView } from '../definition/definition-view.ts'
import type { Refusal } from '../refusal.ts'
import type { Origin } from '../views.ts'
import { windowView } from '../window/window-view.ts'
import type { MetricType } from './metric.type.ts'

/** Facts that remember their stream, so that what a number counted can be shown. */
export interface InStream {
  readonly streamId: number
}

/** The five metrics of one scope before any was measured: each is measured when it is asked for. */
export interface MetricsView {
  readonly streams: readonly StreamRow[]
  readonly scope: MeasureScope
  readonly facts: Promise<Facts>
  readonly origin: Origin
  /** From histories made for this question, and not from the tables. */
  readonly projected: boolean
  /** The question in its own words: a cursor of its lists goes on only with the same one. */
  readonly question: string
  /** Why there can be no numbers; their places say so, and what may not be null counts nothing. */
  readonly refusal: Refusal | null
}

/** A measured metric, and what its lists and series are read from. */
export type MetricView<M extends Measurement = Measurement> = MetricType & {
  readonly measured: M
  readonly metrics: MetricsView
}

/** What differs from a stream to which nothing ever happened. */
const unavailable = { unavailableReason: 'AMBIGUOUS_ENVIRONMENT', coverage: null, flags: [] } as const

/** What every metric answers, beside its own numbers. */
export function metricView<M extends Measurement, P>(
  metric: Metric<M, P>,
  measured: M,
  metrics: MetricsView,
): Omit<M, 'definition' | 'window'> & MetricView<M> {
  return {
    ...measured,
    name: metric.id,
    displayName: metric.displayName,
    definition: definitionView(measured.definition, metric.definition),
    window: windowView(measured.window),
    better: metric.better,
    measured,
    metrics,
    ...(metrics.refusal === null ? {} : unavailable),
  }
}
