import type { Database } from '../database.ts'
import { type Sql, sql } from '../sql.ts'
import { lockLog, startRebuild } from './cursor.ts'

/** Names that a source brought, and that go with it where nothing else uses them. */
export interface SourceNames {
  readonly services: readonly string[]
  readonly teams: readonly string[]
  readonly repositories: readonly string[]
}

/**
 * Takes out everything that one source ever said, as if it had never spoken: its statements, the people only it named, the given
 * names that nothing else uses, and all that was derived. What remains is folded and projected anew by the worker. Gives
 * the number of statements removed; 0 changes nothing. Reads the rest of the log once.
 */
export async function removeSource(db: Database, source: string, names: SourceNames): Promise<number> {
  return db.transaction(async (tx) => {
    const [held] = await tx.query(sql`/* remove-source: any */ select from event_log where source = ${source} limit 1`)
    if (held === undefined) return 0

    await startRebuild(tx)
    const removed = await removeStatements(tx, sql`event_log.source = ${source}`)
    await tx.query(sql`/* remove-source: source */ delete from source where name = ${source}`)
    await tx.query(sql`/* remove-source: tally */ delete from source_tally where source = ${source}`)
    await removeServices(tx, names.services)
    await removeRest(tx, names)
    return removed
  })
}

/**
 * Takes out what one source said so far, for it is about to say it in another way: its statements, the services that were only
 * seen in them, and the streams that they alone spoke of. The source itself stays, and `note` is kept with the same stroke. What
 * remains is folded and projected anew by the worker. Gives the number of statements taken out.
 *
 * @param entities hashes (hex) of what it is about to speak of in another way; left out: everything.
 */
export async function withdrawStatements(
  db: Database,
  source: string,
  note: (tx: Database) => Promise<void>,
  entities: readonly string[] | null = null,
): Promise<number> {
  return db.transaction(async (tx) => {
    await note(tx)
    const said = sql`event_log.source = ${source}${amongEntities(sql`event_log.entity`, entities)}`
    const [held] = await tx.query(sql`/* withdraw: any */ select from event_log where ${said} limit 1`)
    if (held === undefined) return 0
    await lockLog(tx)
    const seen = await tx.query<{ name: string }>(sql`
      /* withdraw: services */
      select distinct service.name
        from event_log
        join service on service.name = event_log.body ->> 'service'
       where ${said} and service.discovered`)
    await removeStreams(tx, sql`entity.source = ${source}${amongEntities(sql`entity.hash`, entities)}`)
    await startRebuild(tx)
    const removed = await removeStatements(tx, said)
    await countAnew(tx, source)
    await removeServices(
      tx,
      seen.map(({ name }) => name),
    )
    await removeEnvironments(tx)
    return removed
  })
}

/** A condition more, where it is not all of them. */
function amongEntities(column: Sql, entities: readonly string[] | null): Sql {
  if (entities === null) return sql``
  return sql` and ${column} in (select decode(hex, 'hex') from unnest(${entities}::text[]) as hex)`
}

/** What a source has in the log is counted again, for some of it was taken out. */
async function countAnew(db: Database, source: string): Promise<void> {
  await db.query(sql`/* withdraw: tally */ delete from source_tally where source = ${source}`)
  await db.query(sql`
    /* withdraw: count */
    insert into source_tally (source, lane, accepted, last_event_at)
    select ${source}, 0, count(*), max(recorded_at) from event_log where source = ${source} having count(*) > 0`)
}

/** The streams, with their facts, of which only `said` speaks (of `entity`); before the folded states are forgotten. */
async function removeStreams(db: Database, said: Sql): Promise<void> {
  const gone = await db.query<{ serviceId: number; environmentId: number }>(sql`
    /* withdraw: streams */
    delete from stream
     using (select distinct service_id, environment_id from entity where ${said}) as spoken
     where stream.service_id = spoken.service_id
       and stream.environment_id = spoken.environment_id
       and not exists (
         select from entity
          where entity.service_id = stream.service_id
            and entity.environment_id = stream.environment_id
            and not (${said})
            and entity.type in ('deployment', 'rollback')
       )
    returning stream.service_id as "serviceId", stream.environment_id as "environmentId"`)
  await db.query(sql`
    /* withdraw: days */
    delete from service_day
     using unnest(${gone.map(({ serviceId }) => serviceId)}::integer[], ${gone.map(({ environmentId }) => environmentId)}::integer[])
           as gone (service_id, environment_id)
     where service_day.service_id = gone.service_id
       and service_day.environment_id = gone.environment_id`)
}

/** @param said which statements of `event_log`. */
async function removeStatements(db: Database, said: Sql): Promise<number> {
  const people = await db.query<{ id: number }>(sql`
    /* remove-source: people */
    select distinct unnest(person_ids) as id from event_log where ${said}`)
  const [count] = await db.query<{ removed: number }>(sql`
    /* remove-source: statements */
    with gone as (delete from event_log where ${said} returning 1)
    select count(*) as removed from gone`)
  await db.query(sql`
    /* remove-source: people nobody else names */
    delete from person
     where id = any(${people.map(({ id }) => id)}::integer[])
       and not exists (select from event_log where person.id = any(event_log.person_ids))`)
  return count?.removed ?? 0
}

/** Services that no statement left speaks of by any of their names, with their streams and facts. */
async function removeServices(db: Database, names: readonly string[]): Promise<void> {
  const gone = await db.query<{ id: number }>(sql`
    /* remove-source: services */
    with meant as (
      select id, name from service where name = any(${names}::text[])
      union
      select service_id, name from service_name where kind = 'NAME' and name = any(${names}::text[])
    ), called as (
      select meant.id, service.name from meant join service on service.id = meant.id
      union
      select meant.id, service_name.name from meant join service_name on service_name.service_id = meant.id
    ), spoken as (
      select body ->> 'service' as name from event_log where body ->> 'service' in (select called.name from called)
      union
      select named.name
        from event_log
       cross join lateral json_array_elements_text(body -> 'services') as named (name)
       where event_log.type = 'incident'
    )
    delete from service
     where id in (select meant.id from meant)
       and not exists (
         select from called join spoken on spoken.name = called.name where called.id = service.id
       )
    returning id`)
  const ids = gone.map(({ id }) => id)
  await db.query(sql`
    /* remove-source: days */
    delete from service_day where service_id = any(${ids}::integer[])`)
}

/** Those without streams: they come back by themselves when they are named again. */
async function removeEnvironments(db: Database): Promise<void> {
  await db.query(sql`
    /* remove-source: environments */
    delete from environment where not exists (select from stream where stream.environment_id = environment.id)`)
}

async function removeRest(db: Database, { teams, repositories }: SourceNames): Promise<void> {
  await removeEnvironments(db)
  await db.query(sql`
    /* remove-source: teams */
    delete from team
     where name = any(${teams}::text[]) and not exists (select from service where service.team_id = team.id)`)
  await db.query(sql`
    /* remove-source: repositories */
    delete from repository
     where name = any(${repositories}::text[])
       and not exists (select from service where service.repository_id = repository.id)
       and not exists (select from shipped_change where shipped_change.repository_id = repository.id)
       and not exists (select from pending_change where pending_change.repository_id = repository.id)`)
}
