import type { Instant } from '#domain/instant'
import type { Database } from '../database.ts'
import { toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'
import { type Touched, verdictsOnly } from './dirty-streams.ts'

/** Longest chain of artifacts that were built from one another. */
const maxDepth = 16

/** Most artifacts that one batch follows. */
const maxArtifacts = 20_000

/** Names of the artifacts that were built from one of these, directly or through others, and these themselves. */
async function builtFrom(db: Database, names: readonly string[]): Promise<string[]> {
  const known = new Set(names)
  let frontier = [...known]
  for (let depth = 0; depth < maxDepth && frontier.length > 0 && known.size < maxArtifacts; depth += 1) {
    const rows = await db.query<{ value: string }>(sql`
      /* touched: built from */
      select distinct name.value
        from entity_reference input
        join entity_reference name on name.entity_id = input.entity_id and name.kind = 'artifact'
       where input.kind = 'input'
         and input.value = any(${frontier}::text[])
       limit ${maxArtifacts}`)
    frontier = rows.map((row) => row.value).filter((value) => !known.has(value))
    for (const value of frontier) known.add(value)
  }
  return [...known]
}

/** Streams that deployed one of these artifacts, or one built from them, since they did. */
export async function streamsOfArtifacts(db: Database, names: readonly string[]): Promise<Touched[]> {
  if (names.length === 0) return []
  const all = await builtFrom(db, names)
  return db.query(sql`
    /* touched: artifacts */
    select stream.id as "streamId", min(entity.at) as "since"
      from entity_reference
      join entity on entity.id = entity_reference.entity_id
      join stream on stream.service_id = entity.service_id and stream.environment_id = entity.environment_id
     where entity_reference.kind = 'deployed'
       and entity_reference.value = any(${all}::text[])
     group by stream.id`)
}

/** Streams that incidents concern: of each service, in the environment, or where that is null in every production one. */
export async function streamsOfIncidents(
  db: Database,
  named: readonly { readonly serviceId: number; readonly environmentId: number | null }[],
): Promise<Touched[]> {
  if (named.length === 0) return []
  const rows = await db.query<{ streamId: number }>(sql`
    /* touched: incidents */
    select distinct stream.id as "streamId"
      from unnest(${named.map((row) => row.serviceId)}::integer[], ${named.map((row) => row.environmentId)}::integer[])
           as named (service_id, environment_id)
      join stream on stream.service_id = named.service_id
      join environment on environment.id = stream.environment_id
     where named.environment_id = environment.id
        or (named.environment_id is null and environment.tier = 'PRODUCTION')`)
  return rows.map(({ streamId }) => ({ streamId, since: verdictsOnly }))
}

/** Services that known incidents of these ids concern, with the environment that they name. */
export async function servicesOfIncidents(
  db: Database,
  ids: readonly string[],
): Promise<{ readonly id: string; readonly serviceId: number; readonly environmentId: number | null }[]> {
  if (ids.length === 0) return []
  return db.query(sql`
    /* touched: services of incidents */
    with asked as (select distinct id from unnest(${ids}::text[]) as asked (id)),
    incidents as (
      select asked.id, entity.id as entity_id, entity.environment_id
        from asked
        join entity on entity.external_id = asked.id and entity.type = 'incident'
      union
      select asked.id, entity.id, entity.environment_id
        from asked
        join entity on entity.hash = sha256(convert_to(asked.id, 'UTF8')) and entity.type = 'incident'
    ),
    concerned as (
      select incidents.id, incidents.environment_id, reference.value
        from incidents
        join entity_reference reference on reference.entity_id = incidents.entity_id and reference.kind = 'service'
      union
      select incidents.id, incidents.environment_id, moved.value
        from incidents
        join entity_reference target on target.kind = 'incident' and target.value = incidents.id
        join entity override on override.id = target.entity_id and override.type = 'override'
        join entity_reference moved on moved.entity_id = override.id and moved.kind = 'service'
    )
    select id, value::integer as "serviceId", environment_id as "environmentId" from concerned`)
}

/** Incidents of which somebody says that a report of one of these names caused them, by what they are called there. */
export async function incidentsThatName(db: Database, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return []
  const rows = await db.query<{ id: string }>(sql`
    /* touched: incidents that name */
    select incident.value as "id"
      from entity_reference target
      join entity on entity.id = target.entity_id and entity.type = 'override'
      join entity_reference incident on incident.entity_id = entity.id and incident.kind = 'incident'
     where target.kind = 'deployment'
       and target.value = any(${names}::text[])
    union
    select entity.external_id
      from entity_reference target
      join entity on entity.id = target.entity_id and entity.type = 'incident'
     where target.kind = 'culprit'
       and target.value = any(${names}::text[])`)
  return rows.map(({ id }) => id)
}

/** Streams of the deployments or rollbacks that these ids mean, since each of them. */
export async function streamsOfDeployments(db: Database, ids: readonly string[]): Promise<Touched[]> {
  if (ids.length === 0) return []
  return db.query(sql`
    /* touched: deployments */
    with asked as (select distinct id from unnest(${ids}::text[]) as asked (id)),
    reports as (
      select entity.service_id, entity.environment_id, entity.at
        from asked
        join entity on entity.external_id = asked.id and entity.type in ('deployment', 'rollback')
      union all
      select entity.service_id, entity.environment_id, entity.at
        from asked
        join entity on entity.hash = sha256(convert_to(asked.id, 'UTF8')) and entity.type in ('deployment', 'rollback')
    )
    select stream.id as "streamId", min(reports.at) as "since"
      from reports
      join stream on stream.service_id = reports.service_id and stream.environment_id = reports.environment_id
     group by stream.id`)
}

/**
 * Streams of all reports that share one of these ids, where a correction names it: whom it means may have changed.
 */
export async function streamsOfCorrectedNames(db: Database, ids: readonly string[]): Promise<Touched[]> {
  if (ids.length === 0) return []
  const rows = await db.query<{ id: string }>(sql`
    /* touched: corrected names */
    select distinct target.value as "id"
      from entity_reference target
      join entity on entity.id = target.entity_id and entity.type = 'override'
     where target.kind = 'deployment'
       and target.value = any(${ids}::text[])`)
  return streamsOfDeployments(
    db,
    rows.map(({ id }) => id),
  )
}

/** For each placement when its first cutover was; null where there is none. */
export async function firstCutovers(
  db: Database,
  asked: readonly { readonly environmentId: number; readonly placement: string }[],
): Promise<(Instant | null)[]> {
  if (asked.length === 0) return []
  const rows = await db.query<{ at: Instant | null }>(sql`
    /* touched: first cutovers */
    select (select min(entity.at)
              from entity
             where entity.service_id is null
               and entity.environment_id = asked.environment_id
               and entity.type = 'cutover'
               and entity.state -> 'event' ->> 'placement' = asked.placement) as "at"
      from unnest(${asked.map((row) => row.environmentId)}::integer[], ${asked.map((row) => row.placement)}::text[])
           with ordinality as asked (environment_id, placement, number)
     order by asked.number`)
  return rows.map(({ at }) => at)
}

/** All streams of an environment, since an instant. */
export async function streamsOfEnvironments(
  db: Database,
  changed: readonly { readonly environmentId: number; readonly since: Instant }[],
): Promise<Touched[]> {
  if (changed.length === 0) return []
  return db.query(sql`
    /* touched: environments */
    select stream.id as "streamId", changed.since
      from unnest(${changed.map((row) => row.environmentId)}::integer[], ${changed.map((row) => toTimestamp(row.since))}::timestamptz[])
           as changed (environment_id, since)
      join stream on stream.environment_id = changed.environment_id`)
}
