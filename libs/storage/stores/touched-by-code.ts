import type { Instant } from '#domain/instant'
import type { Database } from '../database.ts'
import { toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'
import type { Touched } from './dirty-streams.ts'

export interface CommitAt {
  readonly repositoryId: number
  readonly sha: string
}

export interface RequestAt {
  readonly repositoryId: number
  readonly number: number
}

/** A repository of which something changed that happened at an instant. */
export interface RepositorySince {
  readonly repositoryId: number
  readonly since: Instant
}

/** Streams that wait for one of these references. */
export async function waitingStreams(
  db: Database,
  waits: readonly { readonly kind: 'commit' | 'artifact' | 'prefix' | 'sha'; readonly reference: string }[],
): Promise<Touched[]> {
  if (waits.length === 0) return []
  return db.query(sql`
    /* touched: waiting */
    select wait.stream_id as "streamId", wait.since
      from unnest(${waits.map((wait) => wait.kind)}::text[], ${waits.map((wait) => wait.reference)}::text[]) as brought (kind, reference)
      join wait on wait.kind = brought.kind and wait.reference = brought.reference`)
}

/** Streams that shipped one of these commits, since they did, and those in which one waits. */
export async function streamsOfCommits(db: Database, commits: readonly CommitAt[]): Promise<Touched[]> {
  if (commits.length === 0) return []
  return db.query(sql`
    /* touched: shipped commits */
    with asked as (
      select *
        from unnest(${commits.map((commit) => commit.repositoryId)}::integer[], ${commits.map((commit) => commit.sha)}::text[])
             as asked (repository_id, sha)
    )
    select shipped_commit.stream_id as "streamId", shipped_commit.live_at as "since"
      from asked
      join shipped_commit on shipped_commit.repository_id = asked.repository_id and shipped_commit.sha = asked.sha
    union all
    select pending_change.stream_id, pending_change.merged_at
      from asked
      join pending_change on pending_change.repository_id = asked.repository_id and pending_change.sha = asked.sha`)
}

/** Streams that shipped a commit with the patch of one of these, and those in which one waits. */
export async function streamsOfTwins(
  db: Database,
  patches: readonly { readonly repositoryId: number; readonly patchId: string }[],
): Promise<Touched[]> {
  if (patches.length === 0) return []
  return db.query(sql`
    /* touched: twins */
    with twin as (
      select commit.repository_id, commit.sha
        from unnest(${patches.map((patch) => patch.repositoryId)}::integer[], ${patches.map((patch) => patch.patchId)}::text[])
             as asked (repository_id, patch_id)
        join commit on commit.repository_id = asked.repository_id and commit.patch_id = asked.patch_id
    )
    select pending_change.stream_id as "streamId", pending_change.merged_at as "since"
      from twin
      join pending_change on pending_change.repository_id = twin.repository_id and pending_change.sha = twin.sha
    union all
    select shipped_commit.stream_id, shipped_commit.live_at
      from twin
      join shipped_commit on shipped_commit.repository_id = twin.repository_id and shipped_commit.sha = twin.sha`)
}

/** Streams that shipped one of these requests, and those in which it is pending. */
export async function streamsOfRequests(db: Database, requests: readonly RequestAt[]): Promise<Touched[]> {
  if (requests.length === 0) return []
  return db.query(sql`
    /* touched: requests */
    with asked as (
      select distinct *
        from unnest(${requests.map((request) => request.repositoryId)}::integer[], ${requests.map((request) => request.number)}::integer[])
             as asked (repository_id, number)
    )
    select shipped_change.stream_id as "streamId", shipped_change.live_at as "since"
      from asked
      join shipped_change on shipped_change.repository_id = asked.repository_id and shipped_change.number = asked.number
    union all
    select pending_change.stream_id, pending_change.merged_at
      from asked
      join pending_change on pending_change.repository_id = asked.repository_id and pending_change.number = asked.number`)
}

/** Requests that hold one of these commits by its reference, with their merge. */
export async function requestsOfCommits(
  db: Database,
  references: readonly string[],
): Promise<(RequestAt & { readonly mergedAt: Instant | null })[]> {
  if (references.length === 0) return []
  return db.query(sql`
    /* touched: requests of commits */
    select distinct entity.repository_id as "repositoryId", entity.number, entity.merged_at as "mergedAt"
      from entity_reference
      join entity on entity.id = entity_reference.entity_id
     where entity_reference.kind = 'commit'
       and entity_reference.value = any(${references}::text[])
       and entity.type in ('pull_request', 'push')
       and entity.number is not null`)
}

/** Commits that say they belong to one of these requests, or that a push of it names. */
export async function commitsOfRequests(db: Database, requests: readonly RequestAt[]): Promise<CommitAt[]> {
  if (requests.length === 0) return []
  return db.query(sql`
    /* touched: commits of requests */
    select commit.repository_id as "repositoryId", commit.sha
      from unnest(${requests.map((request) => request.repositoryId)}::integer[], ${requests.map((request) => request.number)}::integer[])
           as asked (repository_id, number)
      join commit on commit.repository_id = asked.repository_id and commit.pull_request = asked.number`)
}

/** Streams that run code of these repositories and had a deployment at or after the instant. */
export async function streamsOfRepositories(db: Database, changed: readonly RepositorySince[]): Promise<Touched[]> {
  if (changed.length === 0) return []
  return db.query(sql`
    /* touched: repositories */
    with changed as (
      select repository_id, min(since) as since
        from unnest(${changed.map((row) => row.repositoryId)}::integer[], ${changed.map((row) => toTimestamp(Math.max(0, row.since)))}::timestamptz[])
             as changed (repository_id, since)
       group by repository_id
    )
    select stream_repository.stream_id as "streamId", changed.since
      from changed
      join stream_repository on stream_repository.repository_id = changed.repository_id
     where exists (
       select from deployment
        where deployment.stream_id = stream_repository.stream_id
          and deployment.at >= changed.since
     )`)
}

/** Streams that follow these repositories: something merged may be waiting there. */
export async function streamsThatFollow(db: Database, changed: readonly RepositorySince[]): Promise<Touched[]> {
  if (changed.length === 0) return []
  return db.query(sql`
    /* touched: followers */
    with changed as (
      select repository_id, min(since) as since
        from unnest(${changed.map((row) => row.repositoryId)}::integer[], ${changed.map((row) => toTimestamp(Math.max(0, row.since)))}::timestamptz[])
             as changed (repository_id, since)
       group by repository_id
    )
    select stream.id as "streamId", changed.since
      from changed
      join stream on stream.followed_repository_id = changed.repository_id`)
}

/** Those of them where nothing was live before the merge: a merge commit that arrives may show it to be pending. */
export async function youngStreamsThatFollow(db: Database, changed: readonly RepositorySince[]): Promise<Touched[]> {
  if (changed.length === 0) return []
  return db.query(sql`
    /* touched: young followers */
    select stream.id as "streamId", changed.since
      from unnest(${changed.map((row) => row.repositoryId)}::integer[], ${changed.map((row) => toTimestamp(Math.max(0, row.since)))}::timestamptz[])
           as changed (repository_id, since)
      join stream on stream.followed_repository_id = changed.repository_id
     where exists (select from deployment where deployment.stream_id = stream.id and deployment.live_at is not null)
       and not exists (
         select from deployment
          where deployment.stream_id = stream.id
            and deployment.at < changed.since
            and deployment.live_at is not null
       )`)
}

/** Streams with a deployment of one of these shas, since it. */
export async function streamsOfDeployedShas(db: Database, shas: readonly string[]): Promise<Touched[]> {
  if (shas.length === 0) return []
  return db.query(sql`
    /* touched: deployed shas */
    select stream_id as "streamId", at as "since"
      from deployment
     where sha = any(${shas}::text[])`)
}
