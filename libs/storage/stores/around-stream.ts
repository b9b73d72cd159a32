import type { Instant } from '#domain/instant'
import { type Database, toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'
import { type EntityRow, serviceIds, type StatesOf } from './entities.ts'

/**
 * Everything that a projection of a stream begins with, in one statement: its deployments from an instant on (null: all), its
 * rollbacks, the cutovers of its environment, the corrections that name one of its reports, and the incidents that a
 * statement put on the service or a correction moved to it, in whatever environment.
 */
export async function findAroundStream(db: Database, stream: StatesOf, from: Instant | null): Promise<EntityRow[]> {
  return db.query(sql`
    /* around-stream */
    with named as (
      select entity_id as id
        from entity_reference
       where kind = 'service'
         and value = any(${serviceIds(stream).map(String)}::text[])
    ),
    moved as (
      select target.value
        from named
        join entity override on override.id = named.id and override.type = 'override'
        join entity_reference target on target.entity_id = override.id and target.kind = 'incident'
    ),
    concerning as (
      select id from named
      union
      select incident.id
        from moved
        join entity incident on incident.external_id = moved.value and incident.type = 'incident'
      union
      select incident.id
        from moved
        join entity incident on incident.hash = sha256(convert_to(moved.value, 'UTF8'))
    ),
    correcting as (
      select target.entity_id as id
        from entity_reference target
        join entity report on report.external_id = target.value and report.type in ('deployment', 'rollback')
       where target.kind = 'deployment'
         and report.service_id = any(${serviceIds(stream)}::integer[])
         and report.environment_id = ${stream.environmentId}
      union
      select target.entity_id
        from entity_reference target
        join entity report on report.hash = sha256(convert_to(target.value, 'UTF8'))
       where target.kind = 'deployment'
         and report.service_id = any(${serviceIds(stream)}::integer[])
         and report.environment_id = ${stream.environmentId}
    )
    select id, encode(hash, 'hex') as "hash", state
      from entity
     where service_id = any(${serviceIds(stream)}::integer[])
       and environment_id = ${stream.environmentId}
       and type = 'deployment'
       ${from === null ? sql.empty : sql`and at >= ${toTimestamp(from)}`}
     union all
    select id, encode(hash, 'hex'), state
      from entity
     where service_id = any(${serviceIds(stream)}::integer[])
       and environment_id = ${stream.environmentId}
       and type = 'rollback'
     union all
    select id, encode(hash, 'hex'), state
      from entity
     where service_id is null
       and environment_id = ${stream.environmentId}
       and type = 'cutover'
     union all
    select entity.id, encode(entity.hash, 'hex'), entity.state
      from concerning
      join entity on entity.id = concerning.id
     where entity.type = 'incident'
     union all
    select entity.id, encode(entity.hash, 'hex'), entity.state
      from correcting
      join entity on entity.id = correcting.id
     where entity.type = 'override'`)
}

/** Corrections that name one of these incidents. */
export async function findIncidentOverrides(db: Database, incidents: readonly string[]): Promise<EntityRow[]> {
  if (incidents.length === 0) return []
  return db.query(sql`
    /* around-stream: incident overrides */
    select distinct on (entity.id) entity.id, encode(entity.hash, 'hex') as "hash", entity.state
      from entity_reference
      join entity on entity.id = entity_reference.entity_id
     where entity_reference.kind = 'incident'
       and entity_reference.value = any(${incidents}::text[])
       and entity.type = 'override'`)
}
