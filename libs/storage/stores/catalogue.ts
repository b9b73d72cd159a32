import type { Database } from '../database.ts'
import { sql } from '../sql.ts'
import { wantRebuild } from './cursor.ts'
import { markStreams } from './dirty-streams.ts'
import { ensureServices } from './names.ts'
import { ensureRepositories, placeOfService } from './repositories.ts'

/** What a person enters about a service; what is left out stays as it is. */
export interface ServiceEntry {
  readonly name: string
  readonly team?: string
  /** `host/owner/name`. */
  readonly repository?: string
  /** Globs in the repository; empty: all of it. */
  readonly paths?: readonly string[]
}

interface Before {
  readonly id: number
  readonly repositoryId: number | null
  readonly paths: readonly string[]
}

async function teamId(db: Database, name: string): Promise<number | null> {
  await db.query(sql`
    /* catalogue: add team */
    insert into team (name, discovered) values (${name}, false) on conflict (name) do update set discovered = false`)
  const [row] = await db.query<{ id: number }>(sql`/* catalogue: team */ select id from team where name = ${name}`)
  return row?.id ?? null
}

/** Statements that named the service instead of a repository mean another one from now on, those of the past too. */
async function moveRepository(db: Database, entry: ServiceEntry): Promise<void> {
  const moved = await db.query(sql`
    /* catalogue: forget place */
    delete from repository_place where place = ${placeOfService(entry.name)} returning place`)
  if (moved.length > 0) await wantRebuild(db)
}

/**
 * Enters a service into the catalogue, or changes it there; a change of repository or paths is applied to the past too.
 * Runs in one transaction. Gives the service's id.
 */
export function describeService(db: Database, entry: ServiceEntry): Promise<number> {
  return db.transaction(async (inside) => {
    await ensureServices(inside, new Set([entry.name]))
    const [before] = await inside.query<Before>(sql`
      /* catalogue: service */
      select id, repository_id as "repositoryId", paths from service where name = ${entry.name} for update`)
    if (before === undefined) throw new Error(`The service ${entry.name} vanished while it was changed.`)
    const repositories = await ensureRepositories(inside, new Set(entry.repository === undefined ? [] : [entry.repository]))
    const repositoryId = entry.repository === undefined ? before.repositoryId : (repositories.get(entry.repository) ?? null)
    const paths = entry.paths ?? before.paths
    await inside.query(sql`
      /* catalogue: change service */
      update service set repository_id = ${repositoryId}, paths = ${[...paths]}::text[], discovered = false where id = ${before.id}`)
    if (entry.team !== undefined) {
      const team = await teamId(inside, entry.team)
      await inside.query(sql`/* catalogue: change team */ update service set team_id = ${team} where id = ${before.id}`)
    }
    if (repositoryId !== before.repositoryId) await moveRepository(inside, entry)
    if (repositoryId !== before.repositoryId || paths.join('\n') !== before.paths.join('\n')) {
      const streams = await inside.query<{ id: number }>(sql`
        /* catalogue: streams */ select id from stream where service_id = ${before.id}`)
      await markStreams(inside, streams.map(({ id }) => ({ streamId: id, since: 0 })))
    }
    return before.id
  })
}
