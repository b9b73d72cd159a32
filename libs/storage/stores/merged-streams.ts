import type { Database } from '../database.ts'
import { sql } from '../sql.ts'
import { carryEnvironmentAlerts, carryServiceAlerts } from './moved-alerts.ts'

/**
 * A stream that becomes part of another keeps its facts until those of the other hold them too: readers never see a hole,
 * and nothing twice. `stream.merged_into` says which one that is.
 */
export interface StreamPlace {
  readonly id: number
  readonly serviceId: number
  readonly environmentId: number
}

/** What was to become part of a merged stream goes on to where that one goes. */
async function passOn(db: Database): Promise<void> {
  await db.query(sql`
    /* merged-streams: pass on */
    update stream
       set merged_into = next.merged_into
      from stream next
     where stream.merged_into = next.id
       and next.merged_into is not null`)
}

/** All streams of one service become part of those of another. */
export async function mergeServiceStreams(db: Database, fromId: number, intoId: number): Promise<void> {
  await db.query(sql`
    /* merged-streams: streams of the service */
    insert into stream (service_id, environment_id)
    select ${intoId}::integer, environment_id from stream where service_id = ${fromId}
        on conflict (service_id, environment_id) do nothing`)
  await db.query(sql`
    /* merged-streams: merge service */
    update stream
       set merged_into = target.id
      from stream target
     where stream.service_id = ${fromId}
       and stream.merged_into is null
       and target.service_id = ${intoId}
       and target.environment_id = stream.environment_id`)
  await passOn(db)
  await carryServiceAlerts(db, fromId, intoId)
}

/** All streams into one environment become part of those into another. */
export async function mergeEnvironmentStreams(db: Database, fromId: number, intoId: number): Promise<void> {
  await db.query(sql`
    /* merged-streams: streams of the environment */
    insert into stream (service_id, environment_id)
    select service_id, ${intoId}::integer from stream where environment_id = ${fromId} and merged_into is null
        on conflict (service_id, environment_id) do nothing`)
  await db.query(sql`
    /* merged-streams: merge environment */
    update stream
       set merged_into = target.id
      from stream target
     where stream.environment_id = ${fromId}
       and stream.merged_into is null
       and target.environment_id = ${intoId}
       and target.service_id = stream.service_id`)
  await passOn(db)
  await carryEnvironmentAlerts(db, fromId, intoId)
}

/** The streams of a service stay its own. */
export async function keepServiceStreams(db: Database, serviceId: number): Promise<void> {
  await db.query(sql`
    /* merged-streams: keep service */
    update stream set merged_into = null where service_id = ${serviceId} and merged_into is not null`)
}

/** The streams of environments that were to become part of others stay; those of merged services do not. */
export async function keepEnvironmentStreams(db: Database): Promise<void> {
  await db.query(sql`
    /* merged-streams: keep environments */
    update stream
       set merged_into = null
      from stream target
     where stream.merged_into = target.id
       and stream.service_id = target.service_id`)
}

/** After the log was folded anew: a stream of which statements still speak is none that became part of another. */
export async function keepSpokenStreams(db: Database): Promise<void> {
  await db.query(sql`
    /* merged-streams: keep spoken */
    update stream
       set merged_into = null
     where merged_into is not null
       and exists (
         select from entity
          where entity.service_id = stream.service_id
            and entity.environment_id = stream.environment_id
            and entity.type in ('deployment', 'rollback')
       )`)
}

/**
 * Services and environments of which nothing is left but their names. They are locked first: of two transactions that each
 * take the last but one stream away, the second one sees what the first one left.
 */
async function removeEmptied(db: Database, gone: readonly Omit<StreamPlace, 'id'>[]): Promise<void> {
  const [services, environments] = [gone.map((each) => each.serviceId), gone.map((each) => each.environmentId)]
  await db.query(sql`
    /* merged-streams: lock services */
    select id from service where id = any(${services}::integer[]) order by id for update`)
  await db.query(sql`
    /* merged-streams: lock environments */
    select id from environment where id = any(${environments}::integer[]) order by id for update`)
  await db.query(sql`
    /* merged-streams: emptied services */
    delete from service
     where id = any(${services}::integer[])
       and exists (select from service_name where service_name.kind = 'NAME' and service_name.name = service.name)
       and not exists (select from stream where stream.service_id = service.id)`)
  await db.query(sql`
    /* merged-streams: emptied environments */
    delete from environment
     where id = any(${environments}::integer[])
       and not exists (select from stream where stream.environment_id = environment.id)
       and not exists (
         select from entity where entity.environment_id = environment.id and entity.service_id is null
       )`)
}

/**
 * Removes the facts of the streams that became part of this one, in the transaction that wrote them here; not before
 * everything was folded anew, because until then they are nowhere else.
 */
export async function absorbMergedStreams(db: Database, stream: StreamPlace): Promise<void> {
  const gone = await db.query<Omit<StreamPlace, 'id'>>(sql`
    /* merged-streams: absorb */
    delete from stream
     where merged_into = ${stream.id}
       and exists (select from projection_cursor where not rebuilding and not rebuild_wanted)
    returning service_id as "serviceId", environment_id as "environmentId"`)
  if (gone.length === 0) return
  await db.query(sql`
    /* merged-streams: absorb days */
    delete from service_day
     using unnest(${gone.map(({ serviceId }) => serviceId)}::integer[], ${gone.map(({ environmentId }) => environmentId)}::integer[])
           as gone (service_id, environment_id)
     where service_day.service_id = gone.service_id
       and service_day.environment_id = gone.environment_id`)
  await removeEmptied(db, gone)
}
