import type { Instant } from '#domain/instant'
import type { Deployment, Failure, PendingChange, StreamIncident, Wait, StreamHistory } from '#domain/stream-history'
import { flagBits } from '#metrics/day-fact'
import type { Database } from '../database.ts'
import { toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'
import { arrayText, jsonLines, parts } from './array-text.ts'
import { boundedText } from './entity-hash.ts'
import { type ChangeRow, linesOf, type ShippedCommitRow, stageMilliseconds } from './fact-texts.ts'
import { waitsFrom } from './standing-facts.ts'

/** A stream as its facts name it. */
export interface StreamKeys {
  readonly id: number
  readonly serviceId: number
  readonly environmentId: number
}

/** Rows of one statement. */
const batch = 2_000

function orNull(instant: Instant | null): string | null {
  return instant === null ? null : toTimestamp(instant)
}

/** Writes deployments with their details; gives the ids, by key. */
export async function writeDeployments(
  db: Database,
  stream: StreamKeys,
  deployments: readonly Deployment[],
): Promise<Map<string, number>> {
  const ids = new Map<string, number>()
  for (const rows of parts(deployments, batch)) {
    const written = await db.query<{ id: number; key: string }>(sql`
      /* facts: write deployments */
      with written as (
        insert into deployment (stream_id, service_id, environment_id, key, at, live_at, first_live_at, kind, outcome,
                                failed, rework, doubts, version, sha)
        select ${stream.id}, ${stream.serviceId}, ${stream.environmentId}, *
          from unnest(
            ${rows.map((row) => boundedText(row.key))}::text[],
            ${rows.map((row) => toTimestamp(row.at))}::timestamptz[],
            ${rows.map((row) => orNull(row.liveAt))}::timestamptz[],
            ${rows.map((row) => orNull(row.firstLiveAt))}::timestamptz[],
            ${rows.map((row) => row.kind)}::deployment_kind[],
            ${rows.map((row) => row.outcome)}::deployment_outcome[],
            ${rows.map((row) => row.failureKey !== null)}::boolean[],
            ${rows.map((row) => row.rework.length > 0)}::boolean[],
            ${rows.map((row) => flagBits(row.flags))}::smallint[],
            ${rows.map((row) => row.version)}::text[],
            ${rows.map((row) => row.sha)}::text[]
          )
            on conflict (stream_id, key) do update
           set at = excluded.at, live_at = excluded.live_at, first_live_at = excluded.first_live_at,
               kind = excluded.kind, outcome = excluded.outcome, failed = excluded.failed, rework = excluded.rework,
               doubts = excluded.doubts, version = excluded.version, sha = excluded.sha
        returning id, key
      ),
      detailed as (
        insert into deployment_detail (deployment_id, detail)
        select written.id, given.detail::json
          from written
          join rows from (unnest(${rows.map((row) => boundedText(row.key))}::text[]), string_to_table(${jsonLines(rows)}, E'\n'))
               as given (key, detail) on given.key = written.key
            on conflict (deployment_id) do update set detail = excluded.detail
      )
      select id, key from written`)
    const byKey = new Map(written.map((row) => [row.key, row.id]))
    for (const row of rows) ids.set(row.key, byKey.get(boundedText(row.key)) as number)
  }
  return ids
}

/** Writes shipped changes with their details. */
export async function writeChanges(db: Database, stream: StreamKeys, changes: readonly ChangeRow[]): Promise<void> {
  for (const rows of parts(changes, batch)) {
    await db.query(sql`
      /* facts: write changes */
      with written as (
        insert into shipped_change (stream_id, service_id, environment_id, deployment_id, repository_id, key, number, sha,
                                    started_at, merged_at, live_at, first_live_at, stage_milliseconds, lines, confidence,
                                    authorship, flags, doubts)
        select ${stream.id}, ${stream.serviceId}, ${stream.environmentId}, given.deployment_id, given.repository_id,
               given.key, given.number, given.sha, given.started_at, given.merged_at, given.live_at, given.first_live_at,
               given.stages::bigint[], given.lines, given.confidence, given.authorship, given.flags::text[],
               given.doubts
          from unnest(
            ${rows.map((row) => row.deploymentId)}::bigint[],
            ${rows.map((row) => row.repositoryId)}::integer[],
            ${rows.map((row) => boundedText(row.change.key))}::text[],
            ${rows.map((row) => row.change.number)}::integer[],
            ${rows.map((row) => row.change.sha)}::text[],
            ${rows.map((row) => toTimestamp(row.change.startedAt))}::timestamptz[],
            ${rows.map((row) => orNull(row.change.mergedAt))}::timestamptz[],
            ${rows.map((row) => toTimestamp(row.change.liveAt))}::timestamptz[],
            ${rows.map((row) => toTimestamp(row.change.firstLiveAt))}::timestamptz[],
            ${rows.map((row) => stageMilliseconds(row.change))}::text[],
            ${rows.map((row) => linesOf(row.change))}::integer[],
            ${rows.map((row) => row.change.confidence)}::confidence[],
            ${rows.map((row) => row.change.authorship)}::authorship[],
            ${rows.map((row) => arrayText(row.change.flags))}::text[],
            ${rows.map((row) => flagBits(row.change.flags))}::smallint[]
          ) as given (deployment_id, repository_id, key, number, sha, started_at, merged_at, live_at, first_live_at,
                      stages, lines, confidence, authorship, flags, doubts)
            on conflict (stream_id, key) do update
           set deployment_id = excluded.deployment_id, repository_id = excluded.repository_id,
               number = excluded.number, sha = excluded.sha, started_at = excluded.started_at,
               merged_at = excluded.merged_at, live_at = excluded.live_at, first_live_at = excluded.first_live_at,
               stage_milliseconds = excluded.stage_milliseconds, lines = excluded.lines,
               confidence = excluded.confidence, authorship = excluded.authorship, flags = excluded.flags,
               doubts = excluded.doubts
        returning id, key
      )
      insert into shipped_change_detail (change_id, detail)
      select written.id, given.detail::json
        from written
        join rows from (unnest(${rows.map((row) => boundedText(row.change.key))}::text[]),
                        string_to_table(${jsonLines(rows.map((row) => row.change))}, E'\n'))
             as given (key, detail) on given.key = written.key
          on conflict (change_id) do update set detail = excluded.detail`)
  }
}

/** Writes shipped commits. */
export async function writeShippedCommits(
  db: Database,
  stream: StreamKeys,
  commits: readonly ShippedCommitRow[],
): Promise<void> {
  for (const rows of parts(commits, batch)) {
    await db.query(sql`
      /* facts: write commits */
      insert into shipped_commit (stream_id, repository_id, sha, deployment_id, change_key, started_at, live_at,
                                  first_live_at, authorship, flags)
      select ${stream.id}, given.repository_id, given.sha, given.deployment_id, given.change_key, given.started_at,
             given.live_at, given.first_live_at, given.authorship, given.flags::text[]
        from unnest(
          ${rows.map((row) => row.repositoryId)}::integer[],
          ${rows.map((row) => row.commit.sha)}::text[],
          ${rows.map((row) => row.deploymentId)}::bigint[],
          ${rows.map((row) => boundedText(row.commit.changeKey))}::text[],
          ${rows.map((row) => toTimestamp(row.commit.startedAt))}::timestamptz[],
          ${rows.map((row) => toTimestamp(row.commit.liveAt))}::timestamptz[],
          ${rows.map((row) => toTimestamp(row.commit.firstLiveAt))}::timestamptz[],
          ${rows.map((row) => row.commit.authorship)}::authorship[],
          ${rows.map((row) => arrayText(row.commit.flags))}::text[]
        ) as given (repository_id, sha, deployment_id, change_key, started_at, live_at, first_live_at, authorship, flags)
          on conflict (stream_id, repository_id, sha) do update
         set deployment_id = excluded.deployment_id, change_key = excluded.change_key, started_at = excluded.started_at,
             live_at = excluded.live_at, first_live_at = excluded.first_live_at, authorship = excluded.authorship,
             flags = excluded.flags`)
  }
}

/** Writes failures. */
export async function writeFailures(
  db: Database,
  stream: StreamKeys,
  failures: readonly { readonly failure: Failure; readonly deploymentId: number }[],
): Promise<void> {
  for (const rows of parts(failures, batch)) {
    await db.query(sql`
      /* facts: write failures */
      insert into failure (stream_id, service_id, environment_id, deployment_id, key, at, basis, confidence,
                           impact_started_at, restored_at, detail)
      select ${stream.id}, ${stream.serviceId}, ${stream.environmentId}, *
        from unnest(
          ${rows.map((row) => row.deploymentId)}::bigint[],
          ${rows.map((row) => boundedText(row.failure.key))}::text[],
          ${rows.map((row) => toTimestamp(row.failure.at))}::timestamptz[],
          ${rows.map((row) => row.failure.basis)}::text[],
          ${rows.map((row) => row.failure.confidence)}::confidence[],
          ${rows.map((row) => toTimestamp(row.failure.impactStartedAt))}::timestamptz[],
          ${rows.map((row) => orNull(row.failure.restoredAt))}::timestamptz[],
          ${rows.map((row) => JSON.stringify(row.failure))}::json[]
        )
          on conflict (stream_id, key) do update
         set deployment_id = excluded.deployment_id, at = excluded.at, basis = excluded.basis,
             confidence = excluded.confidence, impact_started_at = excluded.impact_started_at,
             restored_at = excluded.restored_at, detail = excluded.detail`)
  }
}

/** Writes incidents of the stream. */
export async function writeIncidents(
  db: Database,
  stream: StreamKeys,
  incidents: readonly StreamIncident[],
): Promise<void> {
  for (const rows of parts(incidents, batch)) {
    await db.query(sql`
      /* facts: write incidents */
      insert into stream_incident (stream_id, service_id, environment_id, key, opened_at, restored_at, detail)
      select ${stream.id}, ${stream.serviceId}, ${stream.environmentId}, *
        from unnest(
          ${rows.map((row) => boundedText(row.key))}::text[],
          ${rows.map((row) => toTimestamp(row.openedAt))}::timestamptz[],
          ${rows.map((row) => orNull(row.restoredAt))}::timestamptz[],
          ${rows.map((row) => JSON.stringify(row))}::json[]
        )
          on conflict (stream_id, key) do update
         set opened_at = excluded.opened_at, restored_at = excluded.restored_at, detail = excluded.detail`)
  }
}

function deploymentKeyOf({ deploymentKey }: PendingChange): string | null {
  return deploymentKey === null ? null : boundedText(deploymentKey)
}

/** Writes changes that wait for a deployment. */
export async function writePending(
  db: Database,
  stream: StreamKeys,
  pending: readonly { readonly change: PendingChange; readonly repositoryId: number }[],
): Promise<void> {
  for (const rows of parts(pending, batch)) {
    await db.query(sql`
      /* facts: write pending */
      insert into pending_change (stream_id, service_id, environment_id, repository_id, key, number, sha, started_at, merged_at,
                                  deployment_key)
      select ${stream.id}, ${stream.serviceId}, ${stream.environmentId}, *
        from unnest(
          ${rows.map((row) => row.repositoryId)}::integer[],
          ${rows.map((row) => boundedText(row.change.key))}::text[],
          ${rows.map((row) => row.change.number)}::integer[],
          ${rows.map((row) => row.change.sha)}::text[],
          ${rows.map((row) => toTimestamp(row.change.startedAt))}::timestamptz[],
          ${rows.map((row) => toTimestamp(row.change.mergedAt))}::timestamptz[],
          ${rows.map((row) => deploymentKeyOf(row.change))}::text[]
        )
          on conflict (stream_id, key) do update
         set repository_id = excluded.repository_id, number = excluded.number, sha = excluded.sha,
             started_at = excluded.started_at, merged_at = excluded.merged_at, deployment_key = excluded.deployment_key`)
  }
}

/** A reference that the stream waits for; `prefix` is the first seven digits of a short sha, `sha` one of any repository. */
export interface WaitRow extends Omit<Wait, 'kind'> {
  readonly kind: Wait['kind'] | 'prefix' | 'sha'
}

/** Replaces what the stream waits for from an instant on, and what hides what is ahead of it, which is known at its end only. */
export async function replaceWaits(
  db: Database,
  stream: StreamKeys,
  stands: boolean,
  from: Instant,
  waits: readonly WaitRow[],
): Promise<void> {
  if (stands) {
    await db.query(sql`
      /* facts: forget waits */
      delete from wait where stream_id = ${stream.id} and ${waitsFrom(from)}`)
  }
  const since = new Map<string, { kind: string; reference: string; since: Instant }>()
  for (const wait of waits) {
    const reference = boundedText(wait.reference)
    const known = since.get(`${wait.kind} ${reference}`)
    if (known === undefined) since.set(`${wait.kind} ${reference}`, { kind: wait.kind, reference, since: wait.since })
    else known.since = Math.min(known.since, wait.since)
  }
  for (const rows of parts([...since.values()], batch)) {
    await db.query(sql`
      /* facts: write waits */
      insert into wait (stream_id, kind, reference, since)
      select ${stream.id}, *
        from unnest(
          ${rows.map((row) => row.kind)}::text[],
          ${rows.map((row) => row.reference)}::text[],
          ${rows.map((row) => toTimestamp(row.since))}::timestamptz[]
        )
          on conflict (kind, reference, stream_id) do update set since = least(wait.since, excluded.since)`)
  }
}

/** What a projection made of a stream, and what the facts held before. */
export interface FactWrite {
  readonly history: StreamHistory
  /** Start of the tail: changes, commits and waits before it are not part of `history` and stay. */
  readonly from: Instant
  /** End of the pass: later rows, failures, incidents and what is pending are left to the last. Null: it is the last. */
  readonly until: Instant | null
  /** All deployments of the stream as the facts have them. */
  readonly previous: readonly Deployment[]
  readonly waits: readonly WaitRow[]
  readonly repositoryIds: ReadonlyMap<string, number>
  /** Trusts nothing that stands in the tables: every column of the tail is compared. */
  readonly rewrite: boolean
}
