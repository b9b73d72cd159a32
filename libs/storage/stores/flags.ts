import { type IncidentSpan, namedAround, widened } from '#domain/incident-span'
import type { Database } from '../database.ts'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'
import { type EntityRow, serviceIds, type StatesOf } from './entities.ts'

/** Most flags that are looked at of each kind: that are named, of a service while its incidents lasted, of a key; the latest count. */
const most = 1_000

/** The incidents of a stream, as flags may have been switched for them. */
export interface FlaggedIncidents {
  /** By which flags name them. */
  readonly ids: readonly string[]
  /** What their titles and addresses give to find flags by. */
  readonly names: readonly string[]
  /** How long each lasted; `to` is null where it is open. */
  readonly spans: readonly IncidentSpan[]
}

/** A week more on both sides for those that say for which incident they were switched. */
function spanRows(spans: readonly IncidentSpan[]) {
  const around = spans.map((span) => widened(span, namedAround))
  const times = (of: readonly IncidentSpan[]) => ({
    since: of.map(({ from }) => toTimestamp(from)),
    until: of.map(({ to }) => (to === null ? null : toTimestamp(to))),
  })
  return { during: times(spans), around: times(around) }
}

/** Ids of flags that name one of these incidents, or have one of these names. */
function flagsNaming(ids: readonly string[], names: readonly string[]): Sql {
  return sql`(
          select entity_id from entity_reference where kind = 'incident' and value = any(${ids}::text[])
           union
          select entity_id from entity_reference where kind = 'flag' and value = any(${names}::text[])
        )`
}

/**
 * Flag changes of an environment that name one of these incidents, that one of them names, or that are of their service while one lasted,
 * and what else was switched of the same keys meanwhile.
 */
export async function findFlags(
  db: Database,
  stream: StatesOf,
  { ids, names, spans }: FlaggedIncidents,
): Promise<EntityRow[]> {
  if (ids.length === 0) return []
  const { during, around } = spanRows(spans)
  return db.query(sql`
    /* flags: of incidents */
    with spans as (
      select span.since, span.until, span.since_around, span.until_around
        from unnest(${during.since}::timestamptz[], ${during.until}::timestamptz[],
                    ${around.since}::timestamptz[], ${around.until}::timestamptz[])
          as span (since, until, since_around, until_around)
    ),
    named as (
      select entity.id
        from ${flagsNaming(ids, names)} as naming
        join entity on entity.id = naming.entity_id
       where entity.type = 'flag'
         and entity.environment_id = ${stream.environmentId}
         and exists (select from spans where entity.at >= spans.since_around
                                         and (spans.until_around is null or entity.at <= spans.until_around))
       order by entity.at desc, entity.id desc
       limit ${most}
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
    ),
    keys as (
      select distinct entity_reference.value
        from (select id from named union select id from near) as found
        join entity_reference on entity_reference.entity_id = found.id
       where entity_reference.kind = 'flag'
    ),
    same as (
      select entity.id
        from keys
        join entity_reference on entity_reference.kind = 'flag' and entity_reference.value = keys.value
        join entity on entity.id = entity_reference.entity_id
       where entity.type = 'flag'
         and entity.environment_id = ${stream.environmentId}
         and exists (select from spans where entity.at >= spans.since and (spans.until is null or entity.at <= spans.until))
       order by entity.at desc, entity.id desc
       limit ${most}
    )
    select entity.id, encode(entity.hash, 'hex') as "hash", entity.state
      from (select id from named union select id from near union select id from same) as found
      join entity on entity.id = found.id
     where entity.type = 'flag'
       and entity.environment_id = ${stream.environmentId}`)
}

/** The names in flags that share one of these with others: ids of incidents that they name, and their keys and addresses. */
export async function namesOfFlags(
  db: Database,
  { ids, names }: { readonly ids: readonly string[]; readonly names: readonly string[] },
): Promise<{ readonly ids: readonly string[]; readonly names: readonly string[] }> {
  if (ids.length === 0 && names.length === 0) return { ids: [], names: [] }
  const rows = await db.query<{ readonly kind: 'incident' | 'flag'; readonly value: string }>(sql`
    /* flags: names that they share */
    with sharing as (
      select entity.id
        from ${flagsNaming(ids, names)} as naming
        join entity on entity.id = naming.entity_id
       where entity.type = 'flag'
       order by entity.at desc, entity.id desc
       limit ${most}
    )
    select distinct entity_reference.kind, entity_reference.value
      from sharing
      join entity_reference on entity_reference.entity_id = sharing.id
     where entity_reference.kind in ('incident', 'flag')`)
  const of = (kind: string): string[] => rows.flatMap((row) => (row.kind === kind ? [row.value] : []))
  return { ids: of('incident'), names: of('flag') }
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
