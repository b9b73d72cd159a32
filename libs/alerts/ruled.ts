import { type AlertRule, rulesFor, type RuledStream, type WatchedMetric } from '#domain/alert-rule'
import type { AlertThreshold } from '#domain/alert-threshold'
import type { Sensitivity } from './detectors/sensitivity.ts'

/** A stream, and what rules say about how it is watched. */
export interface Ruled {
  /** What is watched of it: nothing where a rule is off. */
  readonly metrics: ReadonlySet<WatchedMetric>
  readonly sensitivityOf: (metric: WatchedMetric) => Sensitivity
  /** Plain thresholds, which stand in the place of the tests of their metrics. */
  readonly thresholds: readonly AlertThreshold[]
}

/** Who reads channels, by how many services reach each. */
export type Readers = ReadonlyMap<string, number>

/** How many of these streams each channel hears of. */
export function readersOf(rules: readonly AlertRule[], streams: readonly RuledStream[]): Readers {
  const readers = new Map<string, number>()
  for (const stream of streams) {
    const channels = new Set(rulesFor(rules, stream).flatMap(({ rule }) => rule.channels))
    for (const channel of channels) readers.set(channel, (readers.get(channel) ?? 0) + 1)
  }
  return readers
}

/**
 * How a stream is watched. Where several rules hold for a metric, the largest budget counts: whoever wants to hear of less than the
 * others makes a rule that is more specific. The threshold rises with the services of the channel that hears of most.
 */
export function ruled(rules: readonly AlertRule[], stream: RuledStream, readers: Readers): Ruled {
  const held = rulesFor(rules, stream)
  const of = (metric: WatchedMetric): readonly AlertRule[] =>
    held.filter(({ metrics }) => metrics.includes(metric)).map(({ rule }) => rule)
  return {
    metrics: new Set(held.flatMap(({ metrics }) => metrics)),
    thresholds: held.flatMap(({ rule, metrics }) =>
      rule.threshold === null || !metrics.includes(rule.threshold.metric) ? [] : [rule.threshold],
    ),
    sensitivityOf: (metric) => ({
      falseAlarmsPerServiceYear: Math.max(...of(metric).map((rule) => rule.falseAlarmsPerServiceYear)),
      servicesOfRecipient: Math.max(
        1,
        ...of(metric).flatMap(({ channels }) => channels.map((channel) => readers.get(channel) ?? 1)),
      ),
    }),
  }
}
