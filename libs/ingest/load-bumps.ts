import type { CommitGraph } from '#attribution/commit-graph/commit-graph'
import { isBump, isSync, lackingBumps } from '#attribution/configuration'
import type { DeploymentState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import { runTime } from '#domain/run-time'

/** How many bumps are looked through at a time, the newest first, until those are found that syncs applied. */
const batches = [200, 2_000, 20_000, 200_000]

/** Reads bumps of the stream before an instant, and perhaps other reports, the newest first; the first `limit`. */
export type ReadBefore = (before: Instant, limit: number) => Promise<readonly DeploymentState[]>

/**
 * Bumps of configuration repositories before the tail that syncs of the tail applied: as many as it takes to know them, for a
 * sync applies the newest one mostly.
 */
export async function loadBumps(
  deployments: readonly DeploymentState[],
  from: Instant,
  graphs: ReadonlyMap<string, CommitGraph>,
  readBefore: ReadBefore,
): Promise<DeploymentState[]> {
  const syncs = deployments.filter(({ event }) => isSync(event))
  if (syncs.length === 0 || from === 0 || !lackingBumps(deployments, [], graphs)) return []
  let bumps: DeploymentState[] = []
  for (const limit of batches) {
    const older = await readBefore(from, limit)
    bumps = older.filter(({ event }) => isBump(event) && runTime(event) < from)
    if (older.length < limit || !lackingBumps(deployments, bumps, graphs)) break
  }
  return bumps
}
