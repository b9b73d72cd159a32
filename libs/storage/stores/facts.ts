import type { Instant } from '#domain/instant'
import type { Deployment, StreamHistory } from '#domain/stream-history'
import type { Database } from '../database.ts'
import { sql } from '../sql.ts'
import { boundedText } from './entity-hash.ts'
import {
  deploymentsToWrite,
  settleChanges,
  settleCommits,
  settleFailures,
  settleIncidents,
  settlePending,
} from './fact-differences.ts'
import { type FactWrite, replaceWaits, type StreamKeys, writeDeployments } from './fact-rows.ts'
import { readStandingFacts } from './standing-facts.ts'

export interface FactChanges {
  /** Ids of the deployments whose row was written, by key. */
  readonly written: ReadonlyMap<string, number>
  /** Instants at which something begins or ceases to count. */
  readonly instants: readonly Instant[]
}

/** All deployments of a stream, in the order of their times. */
export async function readDeployments(db: Database, streamId: number): Promise<Deployment[]> {
  const rows = await db.query<{ detail: Deployment }>(sql`
    /* facts: deployments */
    select deployment_detail.detail
      from deployment
      join deployment_detail on deployment_detail.deployment_id = deployment.id
     where deployment.stream_id = ${streamId}
     order by deployment.at`)
  return rows.map((row) => row.detail)
}

/** Every instant at which something of a history begins to count. */
export function allInstants(history: StreamHistory): Instant[] {
  return [
    ...history.deployments.flatMap(instantsOf),
    ...history.changes.map((change) => change.liveAt),
    ...history.failures.map((failure) => failure.at),
  ]
}

function instantsOf(deployment: Deployment): Instant[] {
  const instants = [deployment.at, ...deployment.arrivals.map((arrival) => arrival.at)]
  if (deployment.liveAt !== null) instants.push(deployment.liveAt)
  return instants
}

/** Ids of the deployments that children of the history name, those that were just written included. */
async function idsOf(
  db: Database,
  stream: StreamKeys,
  history: StreamHistory,
  written: ReadonlyMap<string, number>,
): Promise<Map<string, number>> {
  const named = new Set<string>()
  for (const child of history.changes) named.add(child.deploymentKey)
  for (const child of history.commits) named.add(child.deploymentKey)
  for (const child of history.failures) named.add(child.deploymentKey)
  const ids = new Map(written)
  const others = [...named].filter((key) => !written.has(key))
  if (others.length === 0) return ids
  const rows = await db.query<{ id: number; key: string }>(sql`
    /* facts: deployment ids */
    select id, key from deployment where stream_id = ${stream.id} and key = any(${others.map(boundedText)}::text[])`)
  const byKey = new Map(rows.map((row) => [row.key, row.id]))
  for (const key of others) ids.set(key, byKey.get(boundedText(key)) as number)
  return ids
}

/**
 * Replaces the tail of a stream's facts, inside the caller's transaction: writes what differs, removes what is gone.
 * Deployments keep their ids as long as their keys live.
 */
export async function writeFacts(db: Database, stream: StreamKeys, write: FactWrite): Promise<FactChanges> {
  const { history, previous, repositoryIds } = write
  const { gone, changed } = await deploymentsToWrite(db, stream, write)
  if (gone.length > 0) {
    await db.query(sql`
      /* facts: remove deployments */
      delete from deployment where stream_id = ${stream.id} and key = any(${gone}::text[])`)
  }
  const [written, stands] = await Promise.all([
    writeDeployments(db, stream, changed),
    readStandingFacts(db, stream.id, write.from, write.until),
  ])
  const ids = await idsOf(db, stream, history, written)
  const homes = (item: { readonly deploymentKey: string; readonly repository: string }) => ({
    deploymentId: ids.get(item.deploymentKey) as number,
    repositoryId: repositoryIds.get(item.repository) as number,
  })
  const changes = history.changes.map((change) => ({ change, ...homes(change) }))
  const commits = history.commits.map((commit) => ({ commit, ...homes(commit) }))
  const pending = history.pending.map((change) => ({
    change,
    repositoryId: repositoryIds.get(change.repository) as number,
  }))
  const failures = history.failures.map((failure) => ({
    failure,
    deploymentId: ids.get(failure.deploymentKey) as number,
  }))
  const isLast = write.until === null
  const [ofChanges, ofFailures] = await Promise.all([
    settleChanges(db, stream, stands.changes, write, changes),
    isLast ? settleFailures(db, stream, stands.failures, failures) : [],
    settleCommits(db, stream, stands.commits, write, commits),
    replaceWaits(db, stream, stands.waits, write.from, write.waits),
    isLast ? settleIncidents(db, stream, stands.incidents, write) : null,
    isLast ? settlePending(db, stream, stands.pending, pending) : null,
  ])

  const before = new Map(previous.map((deployment) => [boundedText(deployment.key), deployment]))
  const ofDeployments = [
    ...changed,
    ...changed.flatMap((deployment) => before.get(boundedText(deployment.key)) ?? []),
    ...gone.flatMap((key) => before.get(key) ?? []),
  ]
  return { written, instants: [...ofDeployments.flatMap(instantsOf), ...ofChanges, ...ofFailures] }
}
