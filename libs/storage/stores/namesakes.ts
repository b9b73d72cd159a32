import type { Database } from '../database.ts'
import { sql } from '../sql.ts'
import type { EntityRow } from './entities.ts'

/** Incidents of all services that have one of these ids, whoever gave it. */
export async function findIncidentNamesakes(db: Database, ids: readonly string[]): Promise<EntityRow[]> {
  if (ids.length === 0) return []
  return db.query(sql`
    /* entities: incidents of an id */
    select id, encode(hash, 'hex') as "hash", state
      from entity
     where type = 'incident'
       and external_id = any(${ids}::text[])`)
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
