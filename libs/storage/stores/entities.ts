import type { DeliveryEventType } from '#domain/delivery-event'
import type { EntityState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { Database } from '../database.ts'
import { toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'
import { jsonLines } from './array-text.ts'

/** One name under which an entity can be found. */
export interface EntityReference {
  readonly kind:
    | 'commit'
    | 'artifact'
    | 'input'
    | 'deployed'
    /** The commit of a configuration repository that a deployment applied. */
    | 'applied'
    | 'service'
    | 'incident'
    /** Named by an override. */
    | 'deployment'
    /** The deployment that an incident names. */
    | 'culprit'
    /** Id of the service of a flag. */
    | 'flagged'
    /** Key of a flag, and addresses in its reason; in lower case. */
    | 'flag'
    /** Keys of flags that the title of an incident names, and its address; in lower case. */
    | 'incident_flag'
    | 'stream'
  /** At most as long as `boundedText` gives. */
  readonly value: string
}

/** A state with the columns that it is found by. */
export interface FoldedEntity {
  readonly hash: Buffer
  readonly type: Exclude<DeliveryEventType, 'commit'>
  readonly source: string
  readonly externalId: string | null
  readonly serviceId: number | null
  readonly environmentId: number | null
  readonly repositoryId: number | null
  readonly number: number | null
  /** Where it stands in time: run time of a deployment, opening of an incident or request. */
  readonly at: Instant
  readonly mergedAt: Instant | null
  readonly state: EntityState
  readonly references: readonly EntityReference[]
}

export interface EntityRow {
  readonly id: number
  /** Hex. */
  readonly hash: string
  readonly state: EntityState
}

/** The stream of which states are asked for. */
export interface StatesOf {
  readonly serviceId: number
  readonly environmentId: number
  /** Other services whose statements are to count as its own: where a merge is tried out. */
  readonly alsoServiceIds?: readonly number[]
}

/** The services whose statements count as the stream's. */
export function serviceIds({ serviceId, alsoServiceIds = [] }: StatesOf): readonly number[] {
  return [serviceId, ...alsoServiceIds]
}

/** Ids and states of these entities, as far as they are known. */
export async function readEntities(db: Database, hashes: readonly Buffer[]): Promise<EntityRow[]> {
  if (hashes.length === 0) return []
  return db.query(sql`
    /* entities: read */
    select id, encode(hash, 'hex') as "hash", state
      from entity
     where hash = any(${hashes}::bytea[])`)
}

/** Writes new entities and newer states of known ones, and replaces what they are found by. */
export async function writeEntities(db: Database, entities: readonly FoldedEntity[]): Promise<void> {
  if (entities.length === 0) return
  const rows = await db.query<{ id: number; hash: string; added: boolean }>(sql`
    /* entities: write */
    insert into entity (hash, type, source, external_id, service_id, environment_id, repository_id, number, at, merged_at, state)
    select hash, type, source, external_id, service_id, environment_id, repository_id, number, at, merged_at, state::json
      from rows from (unnest(
        ${entities.map((entity) => entity.hash)}::bytea[],
        ${entities.map((entity) => entity.type)}::text[],
        ${entities.map((entity) => entity.source)}::text[],
        ${entities.map((entity) => entity.externalId)}::text[],
        ${entities.map((entity) => entity.serviceId)}::integer[],
        ${entities.map((entity) => entity.environmentId)}::integer[],
        ${entities.map((entity) => entity.repositoryId)}::integer[],
        ${entities.map((entity) => entity.number)}::integer[],
        ${entities.map((entity) => toTimestamp(entity.at))}::timestamptz[],
        ${entities.map((entity) => (entity.mergedAt === null ? null : toTimestamp(entity.mergedAt)))}::timestamptz[]
      ), string_to_table(${jsonLines(entities.map((entity) => entity.state))}, E'\n'))
        as folded (hash, type, source, external_id, service_id, environment_id, repository_id, number, at, merged_at, state)
        on conflict (hash) do update
       set source = excluded.source, external_id = excluded.external_id, service_id = excluded.service_id,
           environment_id = excluded.environment_id, repository_id = excluded.repository_id, number = excluded.number,
           at = excluded.at, merged_at = excluded.merged_at, state = excluded.state
    returning id, encode(hash, 'hex') as "hash", xmax = 0 as "added"`)
  const byHash = new Map(rows.map((row) => [row.hash, row]))
  await writeReferences(
    db,
    entities.map((entity) => ({
      ...(byHash.get(entity.hash.toString('hex')) as { id: number; added: boolean }),
      references: entity.references,
    })),
  )
}

async function writeReferences(
  db: Database,
  entities: readonly {
    readonly id: number
    readonly added: boolean
    readonly references: readonly EntityReference[]
  }[],
): Promise<void> {
  const changed = entities.filter((entity) => !entity.added).map((entity) => entity.id)
  const rows = entities.flatMap(({ id, references }) => references.map((reference) => ({ id, ...reference })))
  if (changed.length > 0) {
    await db.query(sql`
      /* entities: forget references */
      delete from entity_reference
       using unnest(${changed}::bigint[]) as changed (id)
       where entity_reference.entity_id = changed.id`)
  }
  if (rows.length === 0) return
  await db.query(sql`
    /* entities: write references */
    insert into entity_reference (kind, value, entity_id)
    select *
      from unnest(${rows.map((row) => row.kind)}::text[], ${rows.map((row) => row.value)}::text[], ${rows.map((row) => row.id)}::bigint[])
        on conflict do nothing`)
}

/** Entities of one type that are found by one of these references. */
export async function findByReference(
  db: Database,
  type: DeliveryEventType,
  kind: EntityReference['kind'],
  values: readonly string[],
): Promise<EntityRow[]> {
  if (values.length === 0) return []
  return db.query(sql`
    /* entities: by reference */
    select entity.id, encode(entity.hash, 'hex') as "hash", entity.state
      from (select distinct entity_id
              from entity_reference
             where kind = ${kind}
               and value = any(${values}::text[])) as found
      join entity on entity.id = found.entity_id
     where entity.type = ${type}`)
}

/** Requests and pushes that name one of these commits, but for those that are known already. */
export async function findHolders(
  db: Database,
  references: readonly string[],
  known: readonly number[],
): Promise<EntityRow[]> {
  if (references.length === 0) return []
  return db.query(sql`
    /* entities: holders */
    select entity.id, encode(entity.hash, 'hex') as "hash", entity.state
      from (select distinct entity_id
              from entity_reference
             where kind = 'commit'
               and value = any(${references}::text[])
               and entity_id <> all(${known}::bigint[])) as found
      join entity on entity.id = found.entity_id
     where entity.type in ('pull_request', 'push')`)
}

/** Requests and pushes of these numbers, but for those that are known already. */
export async function findByNumber(
  db: Database,
  requests: readonly { readonly repositoryId: number; readonly number: number }[],
  known: readonly number[] = [],
): Promise<EntityRow[]> {
  if (requests.length === 0) return []
  return db.query(sql`
    /* entities: by number */
    select entity.id, encode(entity.hash, 'hex') as "hash", entity.state
      from unnest(${requests.map((request) => request.repositoryId)}::integer[], ${requests.map((request) => request.number)}::integer[])
           as asked (repository_id, number)
      join entity on entity.repository_id = asked.repository_id and entity.number = asked.number
       and entity.type in ('pull_request', 'push')
     where entity.id <> all(${known}::bigint[])`)
}

/** Statements of one stream: deployments or rollbacks from an instant on. */
export async function findOfStream(
  db: Database,
  stream: StatesOf,
  type: 'deployment' | 'rollback',
  from: Instant | null,
): Promise<EntityRow[]> {
  return db.query(sql`
    /* entities: of stream */
    select id, encode(hash, 'hex') as "hash", state
      from entity
     where service_id = any(${serviceIds(stream)}::integer[])
       and environment_id = ${stream.environmentId}
       and type = ${type}
       ${from === null ? sql.empty : sql`and at >= ${toTimestamp(from)}`}`)
}

/** Times of all reports of a stream from an instant on, ascending. */
export async function readReportTimes(db: Database, stream: StatesOf, from: Instant): Promise<Instant[]> {
  const rows = await db.query<{ at: Instant }>(sql`
    /* entities: report times */
    select at
      from entity
     where service_id = any(${serviceIds(stream)}::integer[])
       and environment_id = ${stream.environmentId}
       and type in ('deployment', 'rollback')
       and at >= ${toTimestamp(from)}
     order by at`)
  return rows.map((row) => row.at)
}

/** Reports that once stood in a stream and stand in another now: what an earlier moment may have known. */
export async function findOnceOfStream(
  db: Database,
  stream: StatesOf,
  type: 'deployment' | 'rollback',
): Promise<EntityRow[]> {
  const places = serviceIds(stream).map((id) => `${id}/${stream.environmentId}`)
  return findByReference(db, type, 'stream', places)
}

/** Merged requests of a repository, in the order of ids, beyond one of them, but for those that are known already. */
export async function findMerged(
  db: Database,
  repositoryId: number,
  since: Instant,
  after: number,
  known: readonly number[],
  limit: number,
): Promise<EntityRow[]> {
  return db.query(sql`
    /* entities: merged */
    select id, encode(hash, 'hex') as "hash", state
      from entity
     where repository_id = ${repositoryId}
       and merged_at >= ${toTimestamp(since)}
       and type = 'pull_request'
       and id > ${after}
       and id <> all(${known}::bigint[])
     order by id
     limit ${limit}`)
}

/**
 * The newest pushes of a repository that say they moved its default branch, at most `limit`.
 *
 * @param by none is later.
 */
export async function findDefaultBranchPushes(
  db: Database,
  repositoryId: number,
  by: Instant | null,
  limit: number,
): Promise<EntityRow[]> {
  return db.query(sql`
    /* entities: default branch */
    select id, encode(hash, 'hex') as "hash", state
      from entity
     where repository_id = ${repositoryId}
       and type = 'push'
       and state -> 'event' -> 'attributes' ->> 'leadline.branchRole' = 'DEFAULT'
       ${by === null ? sql.empty : sql`and at <= ${toTimestamp(by)}`}
     order by at desc, state -> 'event' ->> 'after'
     limit ${limit}`)
}
