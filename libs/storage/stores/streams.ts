import type { Tier } from '#domain/environment'
import type { Instant } from '#domain/instant'
import type { Database } from '../database.ts'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'
import { boundedText } from './entity-hash.ts'

/** A service in an environment, with all that its projection must know of both. */
export interface StreamRow {
  readonly id: number
  readonly serviceId: number
  readonly environmentId: number
  readonly service: string
  /** Names under which statements that are folded speak of the service, its own apart. */
  readonly formerNames: readonly string[]
  /** Other services whose statements count as its own: where a merge is tried out. */
  readonly alsoServiceIds?: readonly number[]
  readonly environment: string
  readonly tier: Tier
  /** The service's own repository, by the catalogue or by its own name. */
  readonly repository: string
  /** The catalogue gives the repository. */
  readonly isRepositoryGiven: boolean
  readonly paths: readonly string[]
  /** Rises with every change of the facts. */
  readonly version: number
  /** Form and time zone of its days in `service_day` (`dayZoneOf`); null before there were any. */
  readonly dayZone: string | null
  /** Repositories of which it is known that it runs their code. */
  readonly repositoryIds: readonly number[]
}

/** Select of streams with all that `StreamRow` tells. */
export function streams(where: Sql): Sql {
  return sql`
    select stream.id, stream.service_id as "serviceId", stream.environment_id as "environmentId",
           service.name as "service", environment.name as "environment", environment.tier,
           coalesce(place.name, given.name, service.name) as "repository",
           service.repository_id is not null as "isRepositoryGiven", service.paths, stream.version,
           stream.day_zone as "dayZone",
           array(select name from folded_name where service_id = service.id) as "formerNames",
           array(select repository_id from stream_repository where stream_id = stream.id) as "repositoryIds"
      from stream
      join service on service.id = stream.service_id
      join environment on environment.id = stream.environment_id
      left join repository_place on repository_place.place = 'service:' || service.name
      left join repository place on place.id = repository_place.repository_id
      left join repository given on given.id = service.repository_id
     where ${where}`
}

/** The stream of this id; null where there is none. */
export async function readStream(db: Database, id: number): Promise<StreamRow | null> {
  const [row] = await db.query<StreamRow>(sql`
    /* streams: by id */ ${streams(sql`stream.id = ${id}`)}`)
  return row ?? null
}

/** What a projection of a stream found out, beside its facts. */
export interface StreamStand {
  /** Name of the repository in which changes wait for it. */
  readonly followed: string
  /** Form and time zone of its days in `service_day`. */
  readonly dayZone: string
}

/** Says that the facts of a stream changed: copies in memory are stale. Gives the new version. */
export async function renewStream(db: Database, id: number, { followed, dayZone }: StreamStand): Promise<number> {
  const [row] = await db.query<{ version: number }>(sql`
    /* streams: renew */
    update stream
       set version = version + 1,
           day_zone = ${dayZone},
           followed_repository_id = (select repository.id from repository where repository.name = ${followed})
     where id = ${id}
 returning version`)
  return row?.version ?? 0
}

/** Remembers of which repositories a stream runs code. */
export async function writeStreamRepositories(
  db: Database,
  stream: Pick<StreamRow, 'id' | 'repositoryIds'>,
  repositoryIds: readonly number[],
): Promise<void> {
  const known = new Set(stream.repositoryIds)
  const fresh = repositoryIds.filter((id) => !known.has(id))
  if (fresh.length === 0) return
  await db.query(sql`
    /* streams: repositories */
    insert into stream_repository (repository_id, stream_id)
    select repository_id, ${stream.id} from unnest(${fresh}::integer[]) as given (repository_id)
        on conflict do nothing`)
}

/** Ids of repositories by full name; unknown ones are left out. */
export async function readRepositoryIds(db: Database, names: readonly string[]): Promise<Map<string, number>> {
  if (names.length === 0) return new Map()
  const rows = await db.query<{ id: number; name: string }>(sql`
    /* streams: repository ids */
    select id, name from repository where name = any(${names}::text[])`)
  return new Map(rows.map((row) => [row.name, row.id]))
}

/** Which deployment of the stream shipped each of these commits before an instant: key by `repository@sha`. */
export async function readShippedCommits(
  db: Database,
  streamId: number,
  commits: readonly { readonly repositoryId: number; readonly sha: string; readonly repository: string }[],
  before: Instant,
): Promise<Map<string, string>> {
  if (commits.length === 0) return new Map()
  const rows = await db.query<{ repository: string; sha: string; key: string }>(sql`
    /* streams: shipped commits */
    select asked.repository, shipped_commit.sha, deployment_detail.detail ->> 'key' as "key"
      from unnest(
             ${commits.map((commit) => commit.repositoryId)}::integer[],
             ${commits.map((commit) => commit.sha)}::text[],
             ${commits.map((commit) => commit.repository)}::text[]
           ) as asked (repository_id, sha, repository)
      join shipped_commit on shipped_commit.stream_id = ${streamId}
       and shipped_commit.repository_id = asked.repository_id
       and shipped_commit.sha = asked.sha
       and shipped_commit.live_at < ${toTimestamp(before)}
      join deployment_detail on deployment_detail.deployment_id = shipped_commit.deployment_id`)
  return new Map(rows.map((row) => [`${row.repository}@${row.sha}`, row.key]))
}

/** Which deployment of the stream shipped each of these changes before an instant: key by change key. */
export async function readShippedChanges(
  db: Database,
  streamId: number,
  keys: readonly string[],
  before: Instant,
): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map()
  const rows = await db.query<{ change: string; key: string }>(sql`
    /* streams: shipped changes */
    select asked.full_key as "change", deployment_detail.detail ->> 'key' as "key"
      from unnest(${keys.map(boundedText)}::text[], ${keys}::text[]) as asked (key, full_key)
      join shipped_change on shipped_change.stream_id = ${streamId}
       and shipped_change.key = asked.key
       and shipped_change.live_at < ${toTimestamp(before)}
      join deployment_detail on deployment_detail.deployment_id = shipped_change.deployment_id`)
  return new Map(rows.map((row) => [row.change, row.key]))
}

/** Requests that the facts say are pending in a stream, or were shipped at or after an instant. */
export async function readOpenRequests(
  db: Database,
  streamId: number,
  from: Instant,
): Promise<{ readonly repositoryId: number; readonly number: number }[]> {
  return db.query(sql`
    /* streams: open requests */
    select repository_id as "repositoryId", number
      from pending_change
     where stream_id = ${streamId}
       and number is not null
     union
    select repository_id, number
      from shipped_change
     where stream_id = ${streamId}
       and live_at >= ${toTimestamp(from)}
       and number is not null`)
}
