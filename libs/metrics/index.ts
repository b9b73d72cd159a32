import { changeFailureRate } from './change-failure-rate.ts'
import { deploymentFrequency } from './deployment-frequency.ts'
import { deploymentReworkRate } from './deployment-rework-rate.ts'
import { leadTimeForChanges } from './lead-time-for-changes.ts'
import type { MetricId } from './metric.ts'
import { timeToRestore } from './time-to-restore.ts'

/** The registry: one line per metric, in DORA's order. */
export const metrics = {
  deploymentFrequency,
  leadTimeForChanges,
  changeFailureRate,
  timeToRestore,
  deploymentReworkRate,
} as const satisfies { readonly [Id in MetricId]: { readonly id: Id } }
