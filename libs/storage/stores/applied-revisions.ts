import type { Database } from '../database.ts'
import { sql } from '../sql.ts'
import type { Touched } from './dirty-streams.ts'

/** How many services deployments applied these commits (`repository@sha`) to; those that nobody applied are left out. */
export async function servicesOfRevisions(
  db: Database,
  references: readonly string[],
): Promise<{ readonly reference: string; readonly services: number }[]> {
  if (references.length === 0) return []
  return db.query(sql`
    /* applied-revisions: services */
    select entity_reference.value as "reference", count(distinct entity.service_id) as "services"
      from entity_reference
      join entity on entity.id = entity_reference.entity_id
     where entity_reference.kind = 'applied'
       and entity_reference.value = any(${references}::text[])
     group by entity_reference.value`)
}

/** So many deployments tell mostly whether a commit was applied to many services. */
const firstLooked = 20

/** Which of these commits (`repository@sha`) were applied to so many services at least? */
export async function revisionsOfMany(
  db: Database,
  references: readonly string[],
  services: number,
): Promise<string[]> {
  if (references.length === 0) return []
  const rows = await db.query<{ reference: string; deployments: number; services: number }>(sql`
    /* applied-revisions: of many */
    select asked.reference, count(*) as "deployments", count(distinct entity.service_id) as "services"
      from unnest(${references}::text[]) as asked (reference)
     cross join lateral (
       select entity_id
         from entity_reference
        where kind = 'applied'
          and value = asked.reference
        limit ${firstLooked}) as looked
      join entity on entity.id = looked.entity_id
     group by asked.reference`)
  const many = rows.filter((row) => row.services >= services).map(({ reference }) => reference)
  const unclear = rows.filter((row) => row.services < services && row.deployments >= firstLooked)
  const counted = await servicesOfRevisions(
    db,
    unclear.map(({ reference }) => reference),
  )
  return [...many, ...counted.filter((row) => row.services >= services).map(({ reference }) => reference)]
}

/** Streams that these commits were applied to, since they were. */
export async function streamsOfRevisions(db: Database, references: readonly string[]): Promise<Touched[]> {
  if (references.length === 0) return []
  return db.query(sql`
    /* applied-revisions: streams */
    select stream.id as "streamId", min(entity.at) as "since"
      from entity_reference
      join entity on entity.id = entity_reference.entity_id
      join stream on stream.service_id = entity.service_id and stream.environment_id = entity.environment_id
     where entity_reference.kind = 'applied'
       and entity_reference.value = any(${references}::text[])
     group by stream.id`)
}
