import type { OtherPreset } from '../definition.ts'
import { datadog } from './datadog.ts'
import { devlake } from './devlake.ts'
import { gitlab } from './gitlab.ts'
import type { PresetMetrics } from './preset-metrics.ts'

/** The five metrics as each other system computes them. */
export const presetMetrics: Readonly<Record<OtherPreset, PresetMetrics>> = {
  GITLAB: gitlab,
  DATADOG: datadog,
  DEVLAKE: devlake,
}
