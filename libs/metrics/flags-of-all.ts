import type { DataQualityFlag, Measurement, MetricId } from './metric.ts'

/** A doubt, and the metrics that it is about. */
export interface SharedFlag extends DataQualityFlag {
  /** In DORA's order; never empty. */
  readonly metrics: readonly MetricId[]
}

/** The doubts about these metrics, each once: one code with several counts or messages is several doubts. */
export function flagsOfAll(measured: readonly Pick<Measurement, 'metric' | 'flags'>[]): SharedFlag[] {
  const found = new Map<string, DataQualityFlag & { readonly metrics: MetricId[] }>()
  for (const { metric, flags } of measured) {
    for (const { code, count, message } of flags) {
      const key = `${code} ${count} ${message}`
      const known = found.get(key)
      if (known === undefined) found.set(key, { code, count, message, metrics: [metric] })
      else known.metrics.push(metric)
    }
  }
  return [...found.values()]
}
