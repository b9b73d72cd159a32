import type { DeploymentKind } from '#domain/delivery-event'
import type { Instant } from '#domain/instant'
import type { Confidence } from '#domain/stream-history'
import { within } from '#domain/window'
import type { Definition } from './definition.ts'
import type { DeploymentFact, Facts, FailureFact } from './facts.ts'
import type { MeasureScope } from './metric.ts'

/** Whether a time lies in the window and has come: what a sender dates after now is counted once it is so late. */
export function hasCome({ window, now }: MeasureScope, at: Instant): boolean {
  return at < now && within(window, at)
}

/** The streams of pooled facts, each on its own. */
export function partsOf(facts: Facts): readonly Facts[] {
  return facts.parts ?? [facts]
}

/** When it became live by the definition's arrival; null while it is not. */
export function liveTime(fact: Pick<DeploymentFact, 'liveAt' | 'firstLiveAt'>, definition: Definition): Instant | null {
  return definition.arrival === 'FIRST' ? fact.firstLiveAt : fact.liveAt
}

/** Succeeded and live in the window, whatever its kind. */
export function wentLive(deployment: DeploymentFact, scope: MeasureScope): boolean {
  const at = liveTime(deployment, scope.definition)
  return deployment.outcome === 'SUCCEEDED' && at !== null && hasCome(scope, at)
}

/** Of one of the kinds, and with one of the labels where the definition asks for some. */
export function isOfPopulation(
  deployment: DeploymentFact,
  kinds: readonly DeploymentKind[],
  { labels }: Definition,
): boolean {
  if (!kinds.includes(deployment.kind)) return false
  return labels === null || (deployment.labels ?? []).some((label) => labels.includes(label))
}

/** Deployments of the kinds that went live in the window, by live time. */
export function liveDeployments(
  facts: Facts,
  scope: MeasureScope,
  kinds: readonly DeploymentKind[] = scope.definition.kinds,
): DeploymentFact[] {
  const timeOf = (deployment: DeploymentFact): Instant => liveTime(deployment, scope.definition) ?? 0
  return facts.deployments
    .filter((deployment) => wentLive(deployment, scope) && isOfPopulation(deployment, kinds, scope.definition))
    .toSorted((a, b) => timeOf(a) - timeOf(b) || compareKeys(a.key, b.key))
}

export function compareKeys(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

const rank: Readonly<Record<Confidence, number>> = { LOW: 0, MEDIUM: 1, HIGH: 2 }

export function isAtLeast(confidence: Confidence, least: Confidence): boolean {
  return rank[confidence] >= rank[least]
}

/** A deployment that could have failed, when it counts, and what failed. */
export interface Verdict {
  readonly deployment: DeploymentFact
  /** Live time, or the end of one that never went live. */
  readonly at: Instant
  readonly failed: boolean
  /** Null when it did not fail, or only ended FAILED where the definition counts that. */
  readonly failure: FailureFact | null
}

/**
 * The deployments that change failure is a share of: counted ones that went live in the window; those that never went
 * live but that an incident's own word or a correction names; and those that ended FAILED where the definition counts
 * them. By time.
 */
export function verdicts(facts: Facts, scope: MeasureScope): readonly Verdict[] {
  const known = judged.get(facts)
  if (known !== undefined && known.scope === scope) return known.verdicts
  const found = judge(facts, scope)
  judged.set(facts, { scope, verdicts: found })
  return found
}

/** Failures and times to restore of one question are of the same deployments. */
const judged = new WeakMap<Facts, { readonly scope: MeasureScope; readonly verdicts: readonly Verdict[] }>()

function judge(facts: Facts, scope: MeasureScope): Verdict[] {
  const found: Verdict[] = []
  for (const part of partsOf(facts)) {
    const failures = new Map<string, FailureFact>()
    for (const failure of part.failures) failures.set(failure.deploymentKey, failure)
    for (const deployment of part.deployments) {
      const verdict = verdictOf(deployment, failures.get(deployment.key) ?? null, scope)
      if (verdict !== null) found.push(verdict)
    }
  }
  return found.toSorted((a, b) => a.at - b.at || compareKeys(a.deployment.key, b.deployment.key))
}

function verdictOf(deployment: DeploymentFact, shown: FailureFact | null, scope: MeasureScope): Verdict | null {
  const { definition } = scope
  if (!isOfPopulation(deployment, definition.kinds, definition)) return null

  const failure = shown !== null && isAccepted(shown, definition) ? shown : null
  const live = liveTime(deployment, definition)
  if (deployment.outcome === 'SUCCEEDED') {
    if (live === null || !hasCome(scope, live)) return null
    return { deployment, at: live, failed: failure !== null, failure }
  }
  if (deployment.outcome === 'IN_PROGRESS' || !hasCome(scope, deployment.at)) return null
  const isNamed = failure?.basis === 'EXPLICIT' || failure?.basis === 'OVERRIDE'
  if (isNamed) return { deployment, at: deployment.at, failed: true, failure }
  if (!definition.failedOutcomes || deployment.outcome !== 'FAILED') return null
  return { deployment, at: deployment.at, failed: true, failure: null }
}

/** Blame by time alone is counted by default; a definition that states a confidence holds it to that. */
function isAccepted(failure: FailureFact, { minimumConfidence }: Definition): boolean {
  if (minimumConfidence === null && failure.basis === 'TIME_ONLY') return true
  return isAtLeast(failure.confidence, minimumConfidence ?? 'MEDIUM')
}
