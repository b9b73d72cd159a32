import type { ServiceChange } from '#domain/catalogue'
import type { Database } from '../database.ts'
import { sql } from '../sql.ts'
import { wantRebuild } from './cursor.ts'
import { markStreams } from './dirty-streams.ts'
import { ensureServices } from './names.ts'
import { placeOfService } from './repositories.ts'
import { replaceNames } from './service-names.ts'

/** The team of this name, entered into the catalogue where it is not in it. */
export async function describeTeam(db: Database, name: string): Promise<number | null> {
  const [row] = await db.query<{ readonly id: number }>(sql`
    /* services: team */
    insert into team (name, discovered)
    values (${name}, false)
        on conflict (name) do update set discovered = false
    returning id`)
  return row?.id ?? null
}

async function repositoryId(db: Database, name: string): Promise<number | null> {
  await db.query(sql`
    /* services: repository */
    insert into repository (name) values (${name}) on conflict (name) do nothing`)
  const [row] = await db.query<{ readonly id: number }>(sql`
    /* services: repository id */
    select id from repository where name = ${name}`)
  return row?.id ?? null
}

/** Statements that named the service instead of a repository mean another one from now on, those of the past too. */
async function moveRepository(tx: Database, id: number): Promise<void> {
  const known = await tx.query(sql`
    /* services: forget place */
    delete from repository_place
     using service
     where service.id = ${id} and repository_place.place = ${placeOfService('')} || service.name
    returning place`)
  if (known.length > 0) await wantRebuild(tx)
}

/**
 * Enters a service into the catalogue, or changes it there: made where nobody spoke of it yet. Gives its id.
 *
 * @throws when the service vanished while it was changed.
 */
export async function describeService(db: Database, entry: ServiceChange & { readonly name: string }): Promise<number> {
  const service = (await ensureServices(db, new Set([entry.name]))).get(entry.name)
  if (service === undefined) throw new Error(`The service ${entry.name} vanished while it was changed.`)
  await changeService(db, service.id, entry)
  return service.id
}

/**
 * Notes the repository that a service, by whatever name of its, was found to be built from, unless one is known already. True
 * where it was noted.
 */
export async function adoptRepository(db: Database, name: string, repository: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [called] = await tx.query<{ readonly id: number }>(sql`
      /* services: of another name */
      select service_id as id from service_name where kind = 'NAME' and name = ${name}`)
    const id = called?.id ?? (await ensureServices(tx, new Set([name]))).get(name)?.id ?? 0
    const [known] = await tx.query<{ readonly repositoryId: number | null }>(sql`
      /* services: known repository */
      select repository_id as "repositoryId" from service where id = ${id} for update`)
    if (known === undefined || known.repositoryId !== null) return false
    await changeService(tx, id, { repository }, 'FOUND')
    return true
  })
}

/**
 * Changes what the catalogue says of a service, with retroactive effect: other paths project its streams anew; another
 * repository gives other meaning to statements that were folded, so everything is folded anew.
 *
 * @param by FOUND where we found it ourselves: nobody has claimed the service by that.
 */
export async function changeService(
  db: Database,
  id: number,
  change: ServiceChange,
  by: 'STATED' | 'FOUND' = 'STATED',
): Promise<void> {
  await db.transaction(async (tx) => {
    const team = typeof change.team === 'string' ? await describeTeam(tx, change.team) : null
    const repository = typeof change.repository === 'string' ? await repositoryId(tx, change.repository) : null
    const [before] = await tx.query<{ readonly repositoryId: number | null }>(sql`
      /* services: before */
      select repository_id as "repositoryId" from service where id = ${id} for update`)
    await tx.query(sql`
      /* services: change */
      update service
         set discovered = ${by === 'FOUND' ? sql`discovered` : sql`false`},
             team_id = ${change.team === undefined ? sql`team_id` : sql`${team}::integer`},
             repository_id = ${change.repository === undefined ? sql`repository_id` : sql`${repository}::integer`},
             paths = ${change.paths === undefined ? sql`paths` : sql`${change.paths}::text[]`},
             badges = ${change.badges === undefined ? sql`badges` : sql`${change.badges}::boolean`}
       where id = ${id}`)
    for (const [kind, names] of [
      ['IMAGE', change.images],
      ['INCIDENT_KEY', change.incidentKeys],
    ] as const) {
      if (names !== undefined && (await replaceNames(tx, kind, names, id))) await wantRebuild(tx)
    }
    const moved = change.repository !== undefined && before?.repositoryId !== repository
    if (moved) await moveRepository(tx, id)
    if (change.paths === undefined && !moved) return
    const streams = await tx.query<{ readonly id: number }>(sql`
      /* services: streams */
      select id from stream where service_id = ${id}`)
    await markStreams(
      tx,
      streams.map((stream) => ({ streamId: stream.id, since: 0 })),
    )
  })
}
