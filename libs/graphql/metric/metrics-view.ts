import type { Facts } from '#metrics/facts'
import type { DataQualityFlag, Measurement, MeasureScope, Metric, MetricId } from '#metrics/metric'
import { ruleOf } from '#metrics/rule'
import type { Instant } from '#domain/instant'
import type { ShippedCommit } from '#domain/stream-history'
import type { Bucket, Window } from '#domain/window'
import type { Definition } from '#metrics/definition'
import { definitionText } from '#metrics/definition-text'
import type { StreamRow } from '#storage/queries/streams'
import { definitionView } from '../definition/definition-view.ts'
import { inTurn, ownTurn } from '../own-turn.ts'
import type { Refusal } from '../refusal.ts'
import type { Origin } from '../views.ts'
import { windowView } from '../window/window-view.ts'
import type { WindowType } from '../window/window.type.ts'
import type { DefinitionType } from '../definition/definition.type.ts'
import type { MetricType } from './metric.type.ts'
import { canKeep, type DigestUse, type Kept, keptSeries } from './period-cache.ts'

/** Facts that remember their stream, so that what a number counted can be shown. */
export interface InStream {
  readonly streamId: number
}

/** The five metrics of one scope before any was measured: each is measured when it is asked for. */
export interface MetricsView {
  readonly streams: readonly StreamRow[]
  readonly scope: MeasureScope
  /** Reads them when first asked. */
  readonly facts: () => Promise<Facts>
  /**
   * Measures over days, and what does not add up, in the moment they were unpacked: of three hundred services one at a time.
   * Null where the question can only be answered from facts.
   */
  readonly digest: DigestUse | null
  /** Where points of closed periods are kept; null where there is nothing to keep. */
  readonly kept: Kept | null
  /** Metrics of which records are asked for, so that facts are needed. */
  readonly recorded: ReadonlySet<MetricId>
  /** Metrics of which nothing but series is asked for. */
  readonly drawn: ReadonlySet<MetricId>
  readonly origin: Origin
  /** What went live as of a moment; null where it is asked of now. */
  readonly known: { readonly asOf: Instant; readonly commits: () => Promise<readonly ShippedCommit[]> } | null
  /** The question in its own words: a cursor of its lists goes on only with the same one. */
  readonly question: () => string
  /** Why there can be no numbers; their places say so, and what may not be null counts nothing. */
  readonly refusal: Refusal | null
  /** Reads what all its numbers leave out; null where nothing can be. */
  readonly beside: (() => Promise<readonly DataQualityFlag[]>) | null
}

/** A measured metric, and what its lists and series are read from. */
export type MetricView<M extends Measurement = Measurement> = MetricType & {
  readonly measured: M
  readonly metrics: MetricsView
}

/** What differs from a stream to which nothing ever happened. */
const unavailable = { unavailableReason: 'AMBIGUOUS_ENVIRONMENT', coverage: null, flags: [] } as const

const definitions = new WeakMap<Definition, Map<MetricId, DefinitionType>>()

/** The words of a definition are the same for all services of a question. */
function definitionOf<M extends Measurement, P>(metric: Metric<M, P>, definition: Definition): DefinitionType {
  const known = definitions.get(definition) ?? new Map<MetricId, DefinitionType>()
  definitions.set(definition, known)
  const found = known.get(metric.id)
  if (found !== undefined) return found
  const text = definitionText(metric.id, ruleOf(metric, definition).definition, definition)
  const view = definitionView(definition, text)
  known.set(metric.id, view)
  return view
}

const windows = new WeakMap<Window, WindowType>()

function windowOf(window: Window): WindowType {
  const view = windows.get(window) ?? windowView(window)
  windows.set(window, view)
  return view
}

/**
 * What every metric answers, put to its own numbers: `measured` is of this view alone.
 *
 * @param beside what `metrics` read of that name
 */
export function metricView<M extends Measurement, P>(
  metric: Metric<M, P>,
  measured: M,
  metrics: MetricsView,
  beside: readonly DataQualityFlag[],
): Omit<M, 'definition' | 'window'> & MetricView<M> {
  // Not spread into another object: that would find out what is only found when it is read.
  const view = measured as unknown as Writable<MetricView<M>>
  const { definition, window } = measured
  view.name = metric.id
  view.displayName = metric.displayName
  view.definition = definitionOf(metric, definition)
  view.window = windowOf(window)
  view.better = metric.better
  view.measured = measured
  view.metrics = metrics
  if (beside.length > 0) view.flags = [...measured.flags, ...beside]
  if (metrics.refusal !== null) Object.assign(view, unavailable)
  return view as unknown as Omit<M, 'definition' | 'window'> & MetricView<M>
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** Measures one metric of a view: over days, where nobody asks for records. */
export function measureIn<M extends Measurement, P>(metric: Metric<M, P>, view: MetricsView): M | Promise<M> {
  if (view.digest === null || view.recorded.has(metric.id))
    return inTurn(view.facts(), (facts) => ruleOf(metric, view.scope.definition).measure(facts, view.scope))
  // What days cannot tell is not among what was asked for.
  return view.digest((digest) => metric.measureDays(digest, view.scope) as M)
}

/** The points of one metric of a view, likewise. */
export async function seriesIn<M extends Measurement, P extends object>(
  metric: Metric<M, P>,
  view: MetricsView,
  by: Bucket,
): Promise<P[]> {
  if (view.digest === null || view.recorded.has(metric.id))
    return inTurn(view.facts(), (facts) => ruleOf(metric, view.scope.definition).series(facts, view.scope, by))
  await ownTurn()
  if (view.kept !== null && canKeep(metric, view.streams.length)) return keptSeries(metric, view.scope, by, view.kept)
  return view.digest((digest) => metric.seriesOfDays(digest, view.scope, by))
}
