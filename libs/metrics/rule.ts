import type { Definition } from './definition.ts'
import type { Measurement, Metric } from './metric.ts'
import { presetMetrics } from './presets/index.ts'
import type { Rule } from './presets/preset-metrics.ts'

/** How a metric is measured over facts by the preset of a definition: by its own rules, or as another system does. */
export function ruleOf<M extends Measurement, P>(metric: Metric<M, P>, { preset }: Definition): Rule<M, P> {
  if (preset === 'LEADLINE') return metric
  // Each rule answers the shape of the metric that it stands in for; `PresetMetrics` holds them to it by name.
  return presetMetrics[preset][metric.id] as unknown as Rule<M, P>
}
