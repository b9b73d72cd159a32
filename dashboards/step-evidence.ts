/** Which rows a step of a trend leads to. Pure. */
import type { MetricName } from './metric-view.ts'
import type { EvidenceKind } from './url-state.ts'

/** Rows behind a metric, whichever stood open. */
export const stepEvidence: Readonly<Record<MetricName, EvidenceKind>> = {
  deploymentFrequency: 'deployments',
  leadTimeForChanges: 'changes',
  changeFailureRate: 'failures',
  timeToRestore: 'failures',
  deploymentReworkRate: 'rework',
}

const actions: Readonly<Record<EvidenceKind, string>> = {
  deployments: 'Show deployments',
  changes: 'Show lead times',
  failures: 'Show failures',
  rework: 'Show rework',
}

/** What choosing a step of the trend of a metric does. */
export function stepAction(name: MetricName): string {
  return actions[stepEvidence[name]]
}
