import type { Instant } from '#domain/instant'
import type { Deployment, Failure, PendingChange } from '#domain/stream-history'
import type { Database } from '../database.ts'
import { sql } from '../sql.ts'
import { boundedText } from './entity-hash.ts'
import {
  type FactWrite,
  type StreamKeys,
  writeChanges,
  writeFailures,
  writeIncidents,
  writePending,
  writeShippedCommits,
} from './fact-rows.ts'
import {
  type ChangeRow,
  changeColumns,
  changeText,
  commitColumns,
  commitText,
  deploymentColumns,
  deploymentText,
  failureColumns,
  failureText,
  incidentColumns,
  incidentText,
  pendingColumns,
  pendingText,
  type ShippedCommitRow,
} from './fact-texts.ts'
import { inPass } from './standing-facts.ts'

/** A row that stands in a table: its key and what it says. */
interface Stored {
  readonly key: string
  readonly text: string
}

/** Keys of the rows that should stand no more, and what should be written because it is new or says something else. */
function difference<T>(
  stored: readonly Stored[],
  wanted: readonly T[],
  keyOf: (item: T) => string,
  textOf: (item: T) => string,
): { gone: string[]; changed: T[] } {
  const texts = new Map(stored.map((row) => [row.key, row.text]))
  const changed: T[] = []
  for (const item of wanted) {
    const key = keyOf(item)
    if (texts.get(key) !== textOf(item)) changed.push(item)
    texts.delete(key)
  }
  return { gone: [...texts.keys()], changed }
}

/** True where both say the same. What projection did not touch is one object, and is not looked into. */
function same(a: Deployment, b: Deployment): boolean {
  const fields = Object.keys(b) as (keyof Deployment)[]
  return (
    fields.length === Object.keys(a).length &&
    fields.every((field) => {
      if (a[field] === b[field]) return true
      return typeof b[field] === 'object' && JSON.stringify(a[field]) === JSON.stringify(b[field])
    })
  )
}

/** Deployments to be written, and keys (as the table has them) of those to be removed; nothing is removed before the last pass. */
export async function deploymentsToWrite(
  db: Database,
  stream: StreamKeys,
  write: FactWrite,
): Promise<{ gone: string[]; changed: Deployment[] }> {
  const { previous, history, rewrite, from, until } = write
  const wanted =
    until === null ? history.deployments : history.deployments.filter((deployment) => deployment.at >= from)
  if (!rewrite) {
    const before = new Map(previous.map((deployment) => [deployment.key, deployment]))
    const changed = wanted.filter((deployment) => {
      const old = before.get(deployment.key)
      before.delete(deployment.key)
      return old === undefined || !same(old, deployment)
    })
    return { gone: until === null ? [...before.keys()].map(boundedText) : [], changed }
  }
  const named = sql`and deployment.key = any(${wanted.map((deployment) => boundedText(deployment.key))}::text[])`
  const stored = await db.query<Stored>(sql`
    /* facts: all deployments */
    select deployment.key, ${deploymentColumns} || E'\n' || coalesce(deployment_detail.detail::text, '') as "text"
      from deployment
      left join deployment_detail on deployment_detail.deployment_id = deployment.id
     where deployment.stream_id = ${stream.id}
       ${until === null ? sql.empty : named}`)
  return difference(
    stored,
    wanted,
    (row) => boundedText(row.key),
    (row) => `${deploymentText(row)}\n${JSON.stringify(row)}`,
  )
}

/** Live times that changes have outside the pass that now brings them: an earlier deployment turned out to ship them. */
async function formerLiveTimes(db: Database, stream: StreamKeys, keys: readonly string[]): Promise<Instant[]> {
  if (keys.length === 0) return []
  const rows = await db.query<{ liveAt: Instant }>(sql`
    /* facts: changes that move */
    select shipped_change.live_at as "liveAt"
      from shipped_change
     where shipped_change.stream_id = ${stream.id}
       and shipped_change.key = any(${keys}::text[])`)
  return rows.map((row) => row.liveAt)
}

/** Replaces the changes of the tail; gives the live times of what came, went or changed. */
export async function settleChanges(
  db: Database,
  stream: StreamKeys,
  stands: boolean,
  write: FactWrite,
  rows: readonly ChangeRow[],
): Promise<Instant[]> {
  const columns = write.rewrite ? sql`${changeColumns} || E'\n' || ` : sql.empty
  const stored = !stands
    ? []
    : await db.query<Stored & { liveAt: Instant }>(sql`
    /* facts: changes of the tail */
    select shipped_change.key, shipped_change.live_at as "liveAt",
           ${columns}coalesce(shipped_change_detail.detail::text, '') as "text"
      from shipped_change
      left join shipped_change_detail on shipped_change_detail.change_id = shipped_change.id
     where shipped_change.stream_id = ${stream.id}
       and ${inPass(sql`shipped_change.live_at`, write.from, write.until)}`)
  const found = difference(
    stored,
    rows,
    (row) => boundedText(row.change.key),
    (row) => (write.rewrite ? `${changeText(row)}\n` : '') + JSON.stringify(row.change),
  )
  if (found.gone.length > 0) {
    await db.query(sql`
      /* facts: remove changes */
      delete from shipped_change where stream_id = ${stream.id} and key = any(${found.gone}::text[])`)
  }
  const before = new Map(stored.map((row) => [row.key, row.liveAt]))
  const arrived = found.changed.map(({ change }) => boundedText(change.key)).filter((key) => !before.has(key))
  // Only a pass that others follow leaves rows after it; a rewrite writes every day anew.
  const moved = write.until === null || write.rewrite ? [] : await formerLiveTimes(db, stream, arrived)
  await writeChanges(db, stream, found.changed)
  const instants = [...moved, ...found.gone.map((key) => before.get(key) as Instant)]
  for (const { change } of found.changed) {
    instants.push(change.liveAt, before.get(boundedText(change.key)) ?? change.liveAt)
  }
  return instants
}

/** Replaces the commits of the tail. */
export async function settleCommits(
  db: Database,
  stream: StreamKeys,
  stands: boolean,
  write: FactWrite,
  rows: readonly ShippedCommitRow[],
): Promise<void> {
  const stored = !stands
    ? []
    : await db.query<Stored>(sql`
    /* facts: commits of the tail */
    select shipped_commit.repository_id || '@' || shipped_commit.sha as "key", ${commitColumns} as "text"
      from shipped_commit
     where shipped_commit.stream_id = ${stream.id}
       and ${inPass(sql`shipped_commit.live_at`, write.from, write.until)}`)
  const found = difference(stored, rows, (row) => `${row.repositoryId}@${row.commit.sha}`, commitText)
  if (found.gone.length > 0) {
    const gone = found.gone.map((key) => key.split(/@(.*)/s, 2) as [string, string])
    await db.query(sql`
      /* facts: remove commits */
      delete from shipped_commit
       using unnest(${gone.map(([repository]) => Number(repository))}::integer[], ${gone.map(([, sha]) => sha)}::text[])
             as gone (repository_id, sha)
       where shipped_commit.stream_id = ${stream.id}
         and shipped_commit.repository_id = gone.repository_id
         and shipped_commit.sha = gone.sha`)
  }
  await writeShippedCommits(db, stream, found.changed)
}

/** Replaces the failures of the whole stream; gives the times of what came, went or changed. */
export async function settleFailures(
  db: Database,
  stream: StreamKeys,
  stands: boolean,
  rows: readonly { readonly failure: Failure; readonly deploymentId: number }[],
): Promise<Instant[]> {
  const stored = !stands
    ? []
    : await db.query<Stored & { at: Instant }>(sql`
    /* facts: failures */
    select failure.key, failure.at, ${failureColumns} || E'\n' || failure.detail::text as "text"
      from failure
     where failure.stream_id = ${stream.id}`)
  const found = difference(
    stored,
    rows,
    (row) => boundedText(row.failure.key),
    (row) => `${failureText(row.failure, row.deploymentId)}\n${JSON.stringify(row.failure)}`,
  )
  if (found.gone.length > 0) {
    await db.query(sql`
      /* facts: remove failures */
      delete from failure where stream_id = ${stream.id} and key = any(${found.gone}::text[])`)
  }
  await writeFailures(db, stream, found.changed)
  const before = new Map(stored.map((row) => [row.key, row.at]))
  const instants = found.gone.map((key) => before.get(key) as Instant)
  for (const { failure } of found.changed) {
    instants.push(failure.at, before.get(boundedText(failure.key)) ?? failure.at)
  }
  return instants
}

/** Replaces the incidents of the whole stream. */
export async function settleIncidents(
  db: Database,
  stream: StreamKeys,
  stands: boolean,
  write: FactWrite,
): Promise<void> {
  const stored = !stands
    ? []
    : await db.query<Stored>(sql`
    /* facts: incidents */
    select stream_incident.key, ${incidentColumns} || E'\n' || stream_incident.detail::text as "text"
      from stream_incident
     where stream_incident.stream_id = ${stream.id}`)
  const found = difference(
    stored,
    write.history.incidents,
    (incident) => boundedText(incident.key),
    (incident) => `${incidentText(incident)}\n${JSON.stringify(incident)}`,
  )
  if (found.gone.length > 0) {
    await db.query(sql`
      /* facts: remove incidents */
      delete from stream_incident where stream_id = ${stream.id} and key = any(${found.gone}::text[])`)
  }
  await writeIncidents(db, stream, found.changed)
}

/** Replaces what waits for a deployment in the whole stream. */
export async function settlePending(
  db: Database,
  stream: StreamKeys,
  stands: boolean,
  rows: readonly { readonly change: PendingChange; readonly repositoryId: number }[],
): Promise<void> {
  const stored = !stands
    ? []
    : await db.query<Stored>(sql`
    /* facts: pending */
    select pending_change.key, ${pendingColumns} as "text"
      from pending_change
     where pending_change.stream_id = ${stream.id}`)
  const found = difference(
    stored,
    rows,
    (row) => boundedText(row.change.key),
    (row) => pendingText(row.change, row.repositoryId),
  )
  if (found.gone.length > 0) {
    await db.query(sql`
      /* facts: remove pending */
      delete from pending_change where stream_id = ${stream.id} and key = any(${found.gone}::text[])`)
  }
  await writePending(db, stream, found.changed)
}
