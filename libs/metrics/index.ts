import { changeFailureRate } from './change-failure-rate.ts'
import { deploymentFrequency } from './deployment-frequency.ts'
import { deploymentReworkRate } from './deployment-rework-rate.ts'
import { leadTimeForChanges } from './lead-time-for-changes.ts'
import { timeToRestore } from './time-to-restore.ts'

/** The registry: one line per metric. */
export const metrics = {
  deploymentFrequency,
  leadTimeForChanges,
  changeFailureRate,
  timeToRestore,
  deploymentReworkRate,
} as const
