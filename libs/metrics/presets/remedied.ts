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
  const places = new Map(deployments.map(({ deployment }, place) => [deployment.key, place]))
  const lastPlaces = new Map<string, number>()
  for (const [place, remedy] of deployments.entries()) {
    const { basis, culprits } = culpritsOf(remedy, { place, places, lastPlaces, last: deployments[place - 1] })
    for (const culprit of culprits) {
      const told = deployments[culprit]
      if (told === undefined || found.has(told.deployment.key)) continue
      found.set(told.deployment.key, { told, failure: failureOf(told, remedy, basis) })
    }
    const version = versionOf(remedy.deployment)
    if (version !== null) lastPlaces.set(version, place)
  }
  return [...found.values()]
}

/** What was told before a deployment: places count from the first of the stream. */
interface Before {
  readonly place: number
  readonly places: ReadonlyMap<string, number>
  /** Of each version before it. */
  readonly lastPlaces: ReadonlyMap<string, number>
  readonly last: Told | undefined
}

/** The places of those that a deployment remedied, ascending. */
function culpritsOf(
  { deployment }: Told,
  { place, places, lastPlaces, last }: Before,
): { readonly basis: RemedyBasis; readonly culprits: readonly number[] } {
  if (last === undefined) return { basis: 'ROLLBACK', culprits: [] }

  const version = versionOf(deployment)
  if (version !== null && version !== versionOf(last.deployment)) {
    const target = lastPlaces.get(version)
    if (target !== undefined) return { basis: 'ROLLBACK', culprits: [target + 1] }
  }
  const reverted = deployment.revertsOf ?? []
  if (reverted.length > 0) {
    const culprits = reverted.flatMap((key) => places.get(key) ?? []).filter((culprit) => culprit < place)
    return { basis: 'REVERT', culprits: culprits.toSorted((a, b) => a - b) }
  }
  return { basis: 'HOTFIX', culprits: deployment.hotfix === true ? [place - 1] : [] }
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
