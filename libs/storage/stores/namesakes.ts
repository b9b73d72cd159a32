import type { Database } from '../database.ts'
import { sql } from '../sql.ts'
import type { EntityRow } from './entities.ts'

/** Most incidents that are looked at for having one of these addresses; the latest count. */
const mostOfAddress = 1_000

/** Incidents of all services that have one of these ids, whoever gave it, or one of these addresses. */
export async function findIncidentNamesakes(
  db: Database,
  ids: readonly string[],
  addresses: readonly string[] = [],
): Promise<EntityRow[]> {
  if (ids.length === 0 && addresses.length === 0) return []
  return db.query(sql`
    /* entities: incidents of an id */
    with addressed as (
      select entity.id
        from entity_reference
        join entity on entity.id = entity_reference.entity_id
       where entity_reference.kind = 'incident_flag'
         and entity_reference.value = any(${addresses}::text[])
         and entity.type = 'incident'
       order by entity.at desc, entity.id desc
       limit ${mostOfAddress}
    ),
    found as (
      select id from entity where type = 'incident' and external_id = any(${ids}::text[])
       union
      select id from addressed
    )
    select entity.id, encode(entity.hash, 'hex') as "hash", entity.state
      from found
      join entity on entity.id = found.id`)
}

/** Deployments and rollbacks of all services that have one of these ids, whoever gave it, or are called so in full. */
export async function findReportNamesakes(db: Database, ids: readonly string[]): Promise<EntityRow[]> {
  if (ids.length === 0) return []
  return db.query(sql`
    /* entities: reports of an id */
    select id, encode(hash, 'hex') as "hash", state
      from entity
     where type in ('deployment', 'rollback')
       and external_id = any(${ids}::text[])
    union all
    select id, encode(hash, 'hex') as "hash", state
      from entity
     where type in ('deployment', 'rollback')
       and hash in (select sha256(convert_to(asked.id, 'UTF8')) from unnest(${ids}::text[]) as asked (id))`)
}
