import type { Database } from '../database.ts'
import { sql } from '../sql.ts'
import { wantRebuild } from './cursor.ts'
import { placeOfService } from './repositories.ts'

/** What the catalogue says of a service; what is left out stays as it is, null takes it away. */
export interface ServiceEntry {
  readonly name: string
  readonly team?: string | null
  /** `host/owner/name`, normalised. */
  readonly repository?: string | null
  /** Globs inside the repository; empty: all of it. */
  readonly paths?: readonly string[]
}

interface Held {
  readonly id: number
  readonly repositoryId: number | null
  readonly paths: readonly string[]
}

async function teamId(db: Database, name: string): Promise<number | null> {
  const [row] = await db.query<{ id: number }>(sql`
    /* services: team */
    insert into team (name, discovered) values (${name}, false)
        on conflict (name) do update set discovered = false
    returning id`)
  return row?.id ?? null
}

async function repositoryId(db: Database, name: string): Promise<number | null> {
  await db.query(sql`
    /* services: add repository */
    insert into repository (name) values (${name}) on conflict (name) do nothing`)
  const [row] = await db.query<{ id: number }>(sql`
    /* services: repository */
    select id from repository where name = ${name}`)
  return row?.id ?? null
}

/** Its history is to be computed anew, whole. */
async function markWhole(db: Database, serviceId: number): Promise<void> {
  await db.query(sql`
    /* services: mark streams */
    insert into dirty_stream (stream_id, since, events)
    select id, to_timestamp(0), 1 from stream where service_id = ${serviceId}
        on conflict (stream_id) do update set since = to_timestamp(0), events = dirty_stream.events + 1`)
}

/** What was folded under the repository that `service` stood for means another one now. */
async function moveCode(db: Database, service: string): Promise<void> {
  const dropped = await db.query(sql`
    /* services: forget place */
    delete from repository_place where place = ${placeOfService(service)} returning place`)
  if (dropped.length > 0) await wantRebuild(db)
}

/**
 * Enters a service into the catalogue, or corrects it; the past follows: streams that the new repository or paths concern
 * are marked.
 */
export async function describeService(db: Database, entry: ServiceEntry): Promise<void> {
  const { name, team, repository, paths } = entry
  await db.transaction(async (tx) => {
    await tx.query(sql`
      /* services: add */
      insert into service (name) values (${name}) on conflict (name) do nothing`)
    const [held] = await tx.query<Held>(sql`
      /* services: held */
      select id, repository_id as "repositoryId", paths from service where name = ${name} for update`)
    if (held === undefined) throw new Error(`The service ${name} could not be entered.`)

    if (team !== undefined) {
      const id = team === null ? null : await teamId(tx, team)
      await tx.query(sql`/* services: set team */ update service set team_id = ${id} where id = ${held.id}`)
    }
    const home =
      repository === undefined || repository === null
        ? (repository ?? held.repositoryId)
        : await repositoryId(tx, repository)
    const globs = paths ?? held.paths
    await tx.query(sql`
      /* services: set code */
      update service set repository_id = ${home}, paths = ${globs}::text[], discovered = false where id = ${held.id}`)
    const moved = home !== held.repositoryId
    if (moved) await moveCode(tx, name)
    if (moved || globs.join('\n') !== held.paths.join('\n')) await markWhole(tx, held.id)
  })
}
