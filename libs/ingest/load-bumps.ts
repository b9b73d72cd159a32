import type { CommitGraph } from '#attribution/commit-graph/commit-graph'
import { isBump, isSync, lackingBumps } from '#attribution/configuration'
import { isWatched } from '#attribution/fates'
import type { DeploymentState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { Rules } from '#domain/rules'
import { runTime } from '#domain/run-time'

/** How many bumps are looked through at a time, the newest first, until those are found that syncs applied. */
const batches = [200, 2_000, 20_000, 200_000]

/** Which bumps are asked for: those between two instants, the newest first, the first `limit`. */
export interface Span {
  readonly from: Instant
  readonly before: Instant
  readonly limit: number
}

/** Reads bumps of the stream, and perhaps other reports. */
export type ReadBumps = (span: Span) => Promise<readonly DeploymentState[]>

/** Reports of a tail, and where it begins. */
export interface Asking {
  readonly deployments: readonly DeploymentState[]
  readonly from: Instant
  readonly graphs: ReadonlyMap<string, CommitGraph>
  readonly rules: Rules
}

const most = batches.at(-1) as number

/** Bumps of the wave before the tail, where what watches a place tells something of the wave after that. */
async function loadAsked({ deployments, from, rules }: Asking, read: ReadBumps): Promise<DeploymentState[]> {
  const [since, until] = [from - rules.waveWindow, from + rules.waveWindow]
  if (!deployments.some(({ event }) => isWatched(event) && runTime(event) <= until)) return []
  const older = await read({ from: since, before: from, limit: most })
  return older.filter(({ event }) => isBump(event) && runTime(event) < from && runTime(event) >= since)
}

/**
 * Bumps of configuration repositories before the tail that syncs of the tail applied: as many as it takes to know them, for a
 * sync applies the newest one mostly; and those that asked for what is rolled out in it.
 */
export async function loadBumps(asking: Asking, read: ReadBumps): Promise<DeploymentState[]> {
  const { deployments, from, graphs } = asking
  if (from === 0) return []
  const asked = await loadAsked(asking, read)
  if (!deployments.some(({ event }) => isSync(event))) return asked
  let bumps = asked
  for (const limit of batches) {
    if (!lackingBumps(deployments, bumps, graphs)) break
    const older = await read({ from: 0, before: from, limit })
    bumps = older.filter(({ event }) => isBump(event) && runTime(event) < from)
    if (older.length < limit) break
  }
  return [...new Map([...asked, ...bumps].map((state) => [state.entity, state])).values()]
}
