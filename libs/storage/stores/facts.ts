import type { Instant } from '#domain/instant'
import type { Deployment, StreamHistory } from '#domain/stream-history'
import type { Database } from '../database.ts'
import { toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'
import { boundedText } from './entity-hash.ts'
import {
  type ChangeRow,
  replaceWaits,
  type ShippedCommitRow,
  type StreamKeys,
  type WaitRow,
  writeChanges,
  writeDeployments,
  writeFailures,
  writeIncidents,
  writePending,
  writeShippedCommits,
} from './fact-rows.ts'

/** What a projection made of a stream, and what the facts held before. */
export interface FactWrite {
  readonly history: StreamHistory
  /** Start of the tail: changes, commits and waits before it are not part of `history` and stay. */
  readonly from: Instant
  /** All deployments of the stream as the facts have them. */
  readonly previous: readonly Deployment[]
  readonly waits: readonly WaitRow[]
  readonly repositoryIds: ReadonlyMap<string, number>
  /** Writes every row of the tail, equal ones too. */
  readonly rewrite: boolean
}

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

/** True where a row of one would hold what the row of the other does. */
function same(a: Deployment, b: Deployment): boolean {
  const fields = Object.keys(b) as (keyof Deployment)[]
  return (
    fields.length === Object.keys(a).length &&
    fields.every(
      (field) => a[field] === b[field] || (typeof b[field] === 'object' && JSON.stringify(a[field]) === JSON.stringify(b[field])),
    )
  )
}

function instantsOf(deployment: Deployment): Instant[] {
  const instants = [deployment.at, ...deployment.arrivals.map((arrival) => arrival.at)]
  if (deployment.liveAt !== null) instants.push(deployment.liveAt)
  return instants
}

async function deploymentIds(db: Database, streamId: number, keys: readonly string[]): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map()
  const rows = await db.query<{ id: number; key: string }>(sql`
    /* facts: deployment ids */
    select id, key from deployment where stream_id = ${streamId} and key = any(${keys.map(boundedText)}::text[])`)
  const byKey = new Map(rows.map((row) => [row.key, row.id]))
  return new Map(keys.map((key) => [key, byKey.get(boundedText(key)) as number]))
}

/** One kind of child rows: what stands in the table, what should, and how rows go and come. */
interface Difference<T> {
  readonly stored: readonly { readonly key: string; readonly text: string }[]
  readonly wanted: readonly T[]
  readonly keyOf: (item: T) => string
  readonly textOf: (item: T) => string
  readonly rewrite: boolean
}

function difference<T>(given: Difference<T>): { gone: string[]; changed: T[] } {
  const texts = new Map(given.stored.map((row) => [row.key, row.text]))
  const changed: T[] = []
  for (const item of given.wanted) {
    const key = given.keyOf(item)
    if (given.rewrite || texts.get(key) !== given.textOf(item)) changed.push(item)
    texts.delete(key)
  }
  return { gone: [...texts.keys()], changed }
}

interface StoredChange {
  readonly key: string
  readonly text: string
  readonly liveAt: Instant
}

async function settleChanges(db: Database, stream: StreamKeys, write: FactWrite, rows: readonly ChangeRow[]) {
  const stored = await db.query<StoredChange>(sql`
    /* facts: changes of the tail */
    select shipped_change.key, shipped_change_detail.detail::text as "text", shipped_change.live_at as "liveAt"
      from shipped_change
      join shipped_change_detail on shipped_change_detail.change_id = shipped_change.id
     where shipped_change.stream_id = ${stream.id}
       and shipped_change.live_at >= ${toTimestamp(write.from)}`)
  const found = difference({
    stored,
    wanted: rows,
    keyOf: (row) => boundedText(row.change.key),
    textOf: (row) => JSON.stringify(row.change),
    rewrite: write.rewrite,
  })
  if (found.gone.length > 0) {
    await db.query(sql`
      /* facts: remove changes */
      delete from shipped_change where stream_id = ${stream.id} and key = any(${found.gone}::text[])`)
  }
  await writeChanges(db, stream, found.changed)
  const before = new Map(stored.map((row) => [row.key, row.liveAt]))
  const instants = found.gone.map((key) => before.get(key) as Instant)
  for (const { change } of found.changed) instants.push(change.liveAt, before.get(boundedText(change.key)) ?? change.liveAt)
  return instants
}

function commitText({ commit, deploymentId }: ShippedCommitRow): string {
  const { changeKey, startedAt, liveAt, firstLiveAt, authorship, flags } = commit
  return [deploymentId, boundedText(changeKey), startedAt, liveAt, firstLiveAt, authorship, flags.join()].join(' ')
}

async function settleCommits(db: Database, stream: StreamKeys, write: FactWrite, rows: readonly ShippedCommitRow[]) {
  const stored = await db.query<Record<string, string | number | string[]>>(sql`
    /* facts: commits of the tail */
    select repository_id as "repositoryId", sha, deployment_id as "deploymentId", change_key as "changeKey",
           started_at as "startedAt", live_at as "liveAt", first_live_at as "firstLiveAt", authorship, flags
      from shipped_commit
     where stream_id = ${stream.id}
       and live_at >= ${toTimestamp(write.from)}`)
  const found = difference({
    stored: stored.map((row) => ({
      key: `${String(row['repositoryId'])}@${String(row['sha'])}`,
      text: [
        row['deploymentId'],
        row['changeKey'],
        row['startedAt'],
        row['liveAt'],
        row['firstLiveAt'],
        row['authorship'],
        (row['flags'] as string[]).join(),
      ].join(' '),
    })),
    wanted: rows,
    keyOf: (row) => `${row.repositoryId}@${row.commit.sha}`,
    textOf: commitText,
    rewrite: write.rewrite,
  })
  if (found.gone.length > 0) {
    const gone = found.gone.map((key) => ({ repository: Number(key.slice(0, key.indexOf('@'))), sha: key.slice(key.indexOf('@') + 1) }))
    await db.query(sql`
      /* facts: remove commits */
      delete from shipped_commit
       using unnest(${gone.map((row) => row.repository)}::integer[], ${gone.map((row) => row.sha)}::text[]) as gone (repository_id, sha)
       where shipped_commit.stream_id = ${stream.id}
         and shipped_commit.repository_id = gone.repository_id
         and shipped_commit.sha = gone.sha`)
  }
  await writeShippedCommits(db, stream, found.changed)
}

async function settleFailures(db: Database, stream: StreamKeys, write: FactWrite, ids: ReadonlyMap<string, number>) {
  const stored = await db.query<{ key: string; text: string; at: Instant }>(sql`
    /* facts: failures */
    select key, detail::text as "text", at from failure where stream_id = ${stream.id}`)
  const found = difference({
    stored,
    wanted: write.history.failures,
    keyOf: (failure) => boundedText(failure.key),
    textOf: (failure) => JSON.stringify(failure),
    rewrite: write.rewrite,
  })
  if (found.gone.length > 0) {
    await db.query(sql`
      /* facts: remove failures */
      delete from failure where stream_id = ${stream.id} and key = any(${found.gone}::text[])`)
  }
  await writeFailures(
    db,
    stream,
    found.changed.map((failure) => ({ failure, deploymentId: ids.get(failure.deploymentKey) as number })),
  )
  const before = new Map(stored.map((row) => [row.key, row.at]))
  return [
    ...found.gone.map((key) => before.get(key) as Instant),
    ...found.changed.flatMap((failure) => [failure.at, before.get(boundedText(failure.key)) ?? failure.at]),
  ]
}

async function settleIncidents(db: Database, stream: StreamKeys, write: FactWrite): Promise<void> {
  const stored = await db.query<{ key: string; text: string }>(sql`
    /* facts: incidents */
    select key, detail::text as "text" from stream_incident where stream_id = ${stream.id}`)
  const found = difference({
    stored,
    wanted: write.history.incidents,
    keyOf: (incident) => boundedText(incident.key),
    textOf: (incident) => JSON.stringify(incident),
    rewrite: write.rewrite,
  })
  if (found.gone.length > 0) {
    await db.query(sql`
      /* facts: remove incidents */
      delete from stream_incident where stream_id = ${stream.id} and key = any(${found.gone}::text[])`)
  }
  await writeIncidents(db, stream, found.changed)
}

async function settlePending(db: Database, stream: StreamKeys, write: FactWrite): Promise<void> {
  const stored = await db.query<{ key: string; sha: string | null; startedAt: Instant; mergedAt: Instant }>(sql`
    /* facts: pending */
    select key, sha, started_at as "startedAt", merged_at as "mergedAt" from pending_change where stream_id = ${stream.id}`)
  const found = difference({
    stored: stored.map((row) => ({ key: row.key, text: [row.sha, row.startedAt, row.mergedAt].join(' ') })),
    wanted: write.history.pending,
    keyOf: (change) => boundedText(change.key),
    textOf: (change) => [change.sha, change.startedAt, change.mergedAt].join(' '),
    rewrite: write.rewrite,
  })
  if (found.gone.length > 0) {
    await db.query(sql`
      /* facts: remove pending */
      delete from pending_change where stream_id = ${stream.id} and key = any(${found.gone}::text[])`)
  }
  await writePending(
    db,
    stream,
    found.changed.map((change) => ({
      change,
      repositoryId: write.repositoryIds.get(change.repository) as number,
    })),
  )
}

/**
 * Replaces the tail of a stream's facts, inside the caller's transaction: writes what differs, removes what is gone.
 * Deployments keep their ids as long as their keys live.
 */
export async function writeFacts(db: Database, stream: StreamKeys, write: FactWrite): Promise<FactChanges> {
  const { history, previous, rewrite, repositoryIds } = write
  const before = new Map(previous.map((deployment) => [deployment.key, deployment]))
  const changed = history.deployments.filter((deployment) => {
    const old = before.get(deployment.key)
    return rewrite || old === undefined || !same(old, deployment)
  })
  const kept = new Set(history.deployments.map((deployment) => deployment.key))
  const gone = previous.filter((deployment) => !kept.has(deployment.key))
  if (gone.length > 0) {
    await db.query(sql`
      /* facts: remove deployments */
      delete from deployment
       where stream_id = ${stream.id}
         and key = any(${gone.map((deployment) => boundedText(deployment.key))}::text[])`)
  }
  const written = await writeDeployments(db, stream, changed)
  const named = new Set([
    ...history.changes.map((change) => change.deploymentKey),
    ...history.commits.map((commit) => commit.deploymentKey),
    ...history.failures.map((failure) => failure.deploymentKey),
  ])
  const others = [...named].filter((key) => !written.has(key))
  const ids = new Map([...written, ...(await deploymentIds(db, stream.id, others))])
  const homes = (item: { readonly deploymentKey: string; readonly repository: string }) => ({
    deploymentId: ids.get(item.deploymentKey) as number,
    repositoryId: repositoryIds.get(item.repository) as number,
  })
  const changes = history.changes.map((change) => ({ change, ...homes(change) }))
  const commits = history.commits.map((commit) => ({ commit, ...homes(commit) }))
  const ofChanges = await settleChanges(db, stream, write, changes)
  await settleCommits(db, stream, write, commits)
  const ofFailures = await settleFailures(db, stream, write, ids)
  await settleIncidents(db, stream, write)
  await settlePending(db, stream, write)
  await replaceWaits(db, stream, write.from, write.waits)
  const ofDeployments = [...gone, ...changed, ...changed.flatMap((deployment) => before.get(deployment.key) ?? [])]
  return { written, instants: [...ofDeployments.flatMap(instantsOf), ...ofChanges, ...ofFailures] }
}
