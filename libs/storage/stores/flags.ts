import type { Instant } from '#domain/instant'
import type { Database } from '../database.ts'
import { toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'
import { type EntityRow, serviceIds, type StatesOf } from './entities.ts'

/** Most flags of a service that are looked at while its incidents lasted; the latest count. */
const most = 1_000

/** The incidents of a stream, as flags may have been switched for them. */
export interface FlaggedIncidents {
  /** By which flags name them. */
  readonly ids: readonly string[]
  /** What their titles and addresses give to find flags by. */
  readonly names: readonly string[]
  /** How long each lasted; `to` is null where it is open. */
  readonly spans: readonly { readonly from: Instant; readonly to: Instant | null }[]
}

/** Flag changes of an environment that name one of these incidents, that one of them names, or that are of their service while one lasted. */
export async function findFlags(
  db: Database,
  stream: StatesOf,
  { ids, names, spans }: FlaggedIncidents,
): Promise<EntityRow[]> {
  if (ids.length === 0) return []
  return db.query(sql`
    /* flags: of incidents */
    with spans as (
      select span.since, span.until
        from unnest(${spans.map(({ from }) => toTimestamp(from))}::timestamptz[],
                    ${spans.map(({ to }) => (to === null ? null : toTimestamp(to)))}::timestamptz[]) as span (since, until)
    ),
    named as (
      select entity_id as id
        from entity_reference
       where kind = 'incident' and value = any(${ids}::text[])
       union
      select entity_id
        from entity_reference
       where kind = 'flag' and value = any(${names}::text[])
    ),
    near as (
      select entity.id
        from entity_reference
        join entity on entity.id = entity_reference.entity_id
       where entity_reference.kind = 'flagged'
         and entity_reference.value = any(${serviceIds(stream).map(String)}::text[])
         and entity.type = 'flag'
         and entity.environment_id = ${stream.environmentId}
         and exists (select from spans where entity.at >= spans.since and (spans.until is null or entity.at <= spans.until))
       order by entity.at desc, entity.id desc
       limit ${most}
    )
    select entity.id, encode(entity.hash, 'hex') as "hash", entity.state
      from (select id from named union select id from near) as found
      join entity on entity.id = found.id
     where entity.type = 'flag'
       and entity.environment_id = ${stream.environmentId}`)
}

/** Incidents whose title or address gives one of these names, by what they are called there. */
export async function incidentsOfFlags(db: Database, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return []
  const rows = await db.query<{ readonly id: string }>(sql`
    /* flags: incidents that name them */
    select distinct entity.external_id as "id"
      from entity_reference
      join entity on entity.id = entity_reference.entity_id
     where entity_reference.kind = 'incident_flag'
       and entity_reference.value = any(${names}::text[])
       and entity.type = 'incident'
       and entity.external_id is not null`)
  return rows.map(({ id }) => id)
}
