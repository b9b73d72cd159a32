import type { Database } from '../database.ts'
import { sql } from '../sql.ts'
import { startRebuild } from './cursor.ts'

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
    const removed = await removeStatements(tx, source)
    await tx.query(sql`/* remove-source: source */ delete from source where name = ${source}`)
    await tx.query(sql`/* remove-source: tally */ delete from source_tally where source = ${source}`)
    await removeServices(tx, names.services)
    await removeRest(tx, names)
    return removed
  })
}

async function removeStatements(db: Database, source: string): Promise<number> {
  const people = await db.query<{ id: number }>(sql`
    /* remove-source: people */
    select distinct unnest(person_ids) as id from event_log where source = ${source}`)
  const [count] = await db.query<{ removed: number }>(sql`
    /* remove-source: statements */
    with gone as (delete from event_log where source = ${source} returning 1)
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

/** Environments without streams come back by themselves when they are named again. */
async function removeRest(db: Database, { teams, repositories }: SourceNames): Promise<void> {
  await db.query(sql`
    /* remove-source: environments */
    delete from environment where not exists (select from stream where stream.environment_id = environment.id)`)
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
