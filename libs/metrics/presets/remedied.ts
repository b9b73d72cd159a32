import type { FailureBasis } from '#domain/stream-history'
import type { DeploymentFact, FailureFact } from '../facts.ts'
import type { PresetFailure } from './failures.ts'
import type { Told, ToldStream } from './told.ts'

type RemedyBasis = Extract<FailureBasis, 'ROLLBACK' | 'REVERT' | 'HOTFIX'>

/**
 * Deployments of one stream that a later one remedied, each with the first that did, as Datadog detects them:
 * DataDog/documentation:content/en/dora_metrics/change_failure_detection/_index.md.
 */
export function remediedFailures({ deployments }: ToldStream): PresetFailure[] {
  const found = new Map<string, PresetFailure>()
  for (const [index, remedy] of deployments.entries()) {
    const { basis, culprits } = culpritsOf(deployments, index)
    for (const told of culprits) {
      const { key } = told.deployment
      if (!found.has(key)) found.set(key, { told, failure: failureOf(told, remedy, basis) })
    }
  }
  return [...found.values()]
}

function culpritsOf(
  deployments: readonly Told[],
  index: number,
): { readonly basis: RemedyBasis; readonly culprits: readonly Told[] } {
  const before = deployments.slice(0, index)
  const deployment = deployments[index]?.deployment
  const last = before.at(-1)
  if (deployment === undefined || last === undefined) return { basis: 'ROLLBACK', culprits: [] }

  const version = versionOf(deployment)
  if (version !== null && version !== versionOf(last.deployment)) {
    const target = before.findLastIndex((earlier) => versionOf(earlier.deployment) === version)
    if (target >= 0) return { basis: 'ROLLBACK', culprits: before.slice(target + 1, target + 2) }
  }
  const reverted = deployment.revertsOf ?? []
  if (reverted.length > 0)
    return { basis: 'REVERT', culprits: before.filter((earlier) => reverted.includes(earlier.deployment.key)) }
  return { basis: 'HOTFIX', culprits: deployment.hotfix === true ? [last] : [] }
}

/** The commit where it is known, else the version. */
function versionOf({ sha, version }: DeploymentFact): string | null {
  return sha ?? version ?? null
}

function failureOf(told: Told, remedy: Told, basis: RemedyBasis): FailureFact {
  return {
    key: `remedied ${told.deployment.key}`,
    deploymentKey: told.deployment.key,
    at: told.at,
    basis,
    confidence: 'HIGH',
    incidents: [],
    impactStartedAt: told.at,
    restoredAt: remedy.at,
    restoredRule: 'REMEDY_LIVE',
    duration: remedy.at - told.at,
    impact: [{ from: told.at, to: remedy.at }],
    remedy: basis === 'ROLLBACK' ? 'ROLLBACK' : 'ROLL_FORWARD',
    restoredByKey: remedy.deployment.key,
  }
}
