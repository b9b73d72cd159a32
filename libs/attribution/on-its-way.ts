import type { Deployment, PendingChange } from '#domain/stream-history'
import type { ShippedAll } from './changes.ts'
import { type Group, groupsOf } from './change-groups.ts'
import type { CommitGraph } from './commit-graph/commit-graph.ts'
import { isWaiting } from './waiting.ts'

/** Changes that a deployment on its way would bring by the commit of the configuration itself: what others built. */
export function configurationOnItsWay(deployment: Deployment, shipped: ShippedAll): readonly Group[] {
  const { configRepository: repository, configSha, links } = deployment
  if (repository === null || configSha === null || !isWaiting(deployment)) return []
  if (!links.some(({ method }) => method === 'THIRD_PARTY')) return []
  const shipment = { repository, shas: [configSha], method: 'CONFIG_COMMIT', confidence: 'MEDIUM' } as const
  const fresh = shipment.shas.filter((sha) => !shipped.isShipped(repository, sha))
  return groupsOf(shipment, fresh, shipped.known, shipped.requests, true).groups
}

function holds({ repository, sha }: Deployment, change: PendingChange, graphs: ReadonlyMap<string, CommitGraph>) {
  if (sha === null || change.sha === null || repository !== change.repository) return false
  return sha === change.sha || graphs.get(repository)?.isAncestor(change.sha, sha) === true
}

/**
 * A change with the newest deployment that is on its way with it.
 *
 * @param onTheirWay in the order of the stream.
 */
export function withDeployment(
  change: PendingChange,
  onTheirWay: readonly Deployment[],
  graphs: ReadonlyMap<string, CommitGraph>,
): PendingChange {
  if (change.deploymentKey !== null) return change
  const found = onTheirWay.findLast((deployment) => holds(deployment, change, graphs))
  return found === undefined ? change : { ...change, deploymentKey: found.key }
}
