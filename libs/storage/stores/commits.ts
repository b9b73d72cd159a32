import type { CommitState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { Database } from '../database.ts'
import { toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'
import { arrayText, jsonLines } from './array-text.ts'

export interface CommitKey {
  readonly repositoryId: number
  readonly sha: string
}

export interface FoldedCommit extends CommitKey {
  readonly state: CommitState
  /** First time that a statement about it was recorded here. */
  readonly recordedAt: Instant
}

/** A commit as the graph needs it; `id` rises with every commit that is added. */
export interface GraphRow {
  readonly id: number
  readonly sha: string
  readonly parents: readonly string[]
}

export interface CommitRow extends CommitKey {
  readonly state: CommitState
}

function repositoriesAndShas(keys: readonly CommitKey[]) {
  return sql`unnest(${keys.map((key) => key.repositoryId)}::integer[], ${keys.map((key) => key.sha)}::text[])
             as asked (repository_id, sha)`
}

/** States of these commits, as far as they are known. */
export async function readCommits(db: Database, keys: readonly CommitKey[]): Promise<CommitRow[]> {
  if (keys.length === 0) return []
  return db.query(sql`
    /* commits: read */
    select commit.repository_id as "repositoryId", commit.sha, commit.state
      from ${repositoriesAndShas(keys)}
      join commit on commit.repository_id = asked.repository_id and commit.sha = asked.sha`)
}

/** Writes new commits and newer states of known ones. */
export async function writeCommits(db: Database, commits: readonly FoldedCommit[]): Promise<void> {
  if (commits.length === 0) return
  const events = commits.map((commit) => commit.state.event)
  await db.query(sql`
    /* commits: write */
    insert into commit (repository_id, sha, parents, authored_at, committed_at, pull_request, patch_id, recorded_at, state)
    select folded.repository_id, folded.sha, folded.parents::text[], folded.authored_at,
           folded.committed_at, folded.pull_request, folded.patch_id, folded.recorded_at, folded.state::json
      from rows from (unnest(
        ${commits.map((commit) => commit.repositoryId)}::integer[],
        ${commits.map((commit) => commit.sha)}::text[],
        ${events.map((event) => arrayText(event.parents ?? []))}::text[],
        ${events.map((event) => toTimestamp(event.authoredAt))}::timestamptz[],
        ${events.map((event) => (event.committedAt === undefined ? null : toTimestamp(event.committedAt)))}::timestamptz[],
        ${events.map((event) => event.pullRequest ?? null)}::integer[],
        ${events.map((event) => event.patchId ?? null)}::text[],
        ${commits.map((commit) => toTimestamp(commit.recordedAt))}::timestamptz[]
      ), string_to_table(${jsonLines(commits.map((commit) => commit.state))}, E'\n')) as folded (repository_id, sha, parents, authored_at, committed_at, pull_request, patch_id, recorded_at, state)
        on conflict (repository_id, sha) do update
       set parents = excluded.parents, authored_at = excluded.authored_at, committed_at = excluded.committed_at,
           pull_request = excluded.pull_request, patch_id = excluded.patch_id, recorded_at = excluded.recorded_at,
           state = excluded.state`)
}

/** Says that edges of these repositories changed: a graph in memory must be read anew. */
export async function renewGraphs(db: Database, repositoryIds: readonly number[]): Promise<void> {
  if (repositoryIds.length === 0) return
  await db.query(sql`
    /* commits: renew graphs */
    update repository set graph_version = graph_version + 1 where id = any(${repositoryIds}::integer[])`)
}

export interface GraphVersion {
  readonly id: number
  readonly name: string
  readonly version: number
  /** 0 where the repository has no commit. */
  readonly lastId: number
}

/** Names, versions and last commits of the graphs of these repositories. */
export async function readGraphVersions(db: Database, names: readonly string[]): Promise<GraphVersion[]> {
  return db.query(sql`
    /* commits: graph versions */
    select repository.id, repository.name, repository.graph_version as "version",
           coalesce((select max(commit.id) from commit where commit.repository_id = repository.id), 0) as "lastId"
      from repository
     where repository.name = any(${names}::text[])`)
}

/** Edges of a repository beyond a commit id, in the order of ids; at most `limit`. */
export async function readGraph(db: Database, repositoryId: number, after: number, limit: number): Promise<GraphRow[]> {
  return db.query(sql`
    /* commits: graph */
    select id, sha, parents
      from commit
     where repository_id = ${repositoryId}
       and id > ${after}
     order by id
     limit ${limit}`)
}

/** The same, of what was recorded by an instant; commits of several statements are marked, their parents may differ. */
export async function readGraphAsOf(
  db: Database,
  repositoryId: number,
  after: number,
  asOf: Instant,
  limit: number,
): Promise<(GraphRow & { readonly statements: number })[]> {
  return db.query(sql`
    /* commits: graph as of */
    select id, sha, parents, json_array_length(state -> 'statements') as "statements"
      from commit
     where repository_id = ${repositoryId}
       and id > ${after}
       and recorded_at <= ${toTimestamp(asOf)}
     order by id
     limit ${limit}`)
}

export interface ChangedFilesRow {
  readonly sha: string
  readonly files: readonly string[] | null
}

/**
 * Which files these commits changed; null where nobody told. What only moves image references changed none that says anything else.
 */
export async function readChangedFiles(
  db: Database,
  repository: string,
  shas: readonly string[],
): Promise<ChangedFilesRow[]> {
  return db.query(sql`
    /* commits: changed files */
    select commit.sha,
           case when commit.state -> 'event' ->> 'transport' = 'true' then '[]'::json
                else commit.state -> 'event' -> 'paths'
            end as "files"
      from repository
      join commit on commit.repository_id = repository.id and commit.sha = any(${shas}::text[])
     where repository.name = ${repository}`)
}

/** Commits that say they belong to these requests. */
export async function readCommitsOfRequests(
  db: Database,
  requests: readonly { readonly repositoryId: number; readonly number: number }[],
): Promise<CommitRow[]> {
  if (requests.length === 0) return []
  return db.query(sql`
    /* commits: of requests */
    select commit.repository_id as "repositoryId", commit.sha, commit.state
      from unnest(${requests.map((request) => request.repositoryId)}::integer[], ${requests.map((request) => request.number)}::integer[])
           as asked (repository_id, number)
      join commit on commit.repository_id = asked.repository_id and commit.pull_request = asked.number`)
}

/** Commits with these patches, at most `limit` in all. */
export async function readTwins(
  db: Database,
  patches: readonly { readonly repositoryId: number; readonly patchId: string }[],
  limit: number,
): Promise<CommitRow[]> {
  if (patches.length === 0) return []
  return db.query(sql`
    /* commits: twins */
    select commit.repository_id as "repositoryId", commit.sha, commit.state
      from unnest(${patches.map((patch) => patch.repositoryId)}::integer[], ${patches.map((patch) => patch.patchId)}::text[])
           as asked (repository_id, patch_id)
      join commit on commit.repository_id = asked.repository_id and commit.patch_id = asked.patch_id
     limit ${limit}`)
}

function knownBy(asOf: Instant | null) {
  return asOf === null ? sql.empty : sql`and commit.recorded_at <= ${toTimestamp(asOf)}`
}

/** The repositories that hold each of these shas; as of a moment, where one is given. */
export async function readHomes(
  db: Database,
  shas: readonly string[],
  asOf: Instant | null,
): Promise<{ readonly sha: string; readonly repository: string }[]> {
  if (shas.length === 0) return []
  return db.query(sql`
    /* commits: homes */
    select commit.sha, repository.name as "repository"
      from commit
      join repository on repository.id = commit.repository_id
     where commit.sha = any(${shas}::text[]) ${knownBy(asOf)}`)
}

/** Whole shas that begin so, in one repository: at most two each, which is enough to know that a prefix is not unique. */
export async function readPrefixes(
  db: Database,
  asked: readonly { readonly repository: string; readonly prefix: string }[],
  asOf: Instant | null,
): Promise<{ readonly repository: string; readonly prefix: string; readonly sha: string }[]> {
  if (asked.length === 0) return []
  return db.query(sql`
    /* commits: prefixes */
    select asked.repository, asked.prefix, found.sha
      from unnest(${asked.map((row) => row.repository)}::text[], ${asked.map((row) => row.prefix)}::text[]) as asked (repository, prefix)
      join repository on repository.name = asked.repository
     cross join lateral (
       select commit.sha
         from commit
        where commit.repository_id = repository.id
          and commit.sha >= asked.prefix
          and commit.sha < asked.prefix || 'g'
          and length(commit.sha) in (40, 64) ${knownBy(asOf)}
        order by commit.sha
        limit 2
     ) found`)
}
