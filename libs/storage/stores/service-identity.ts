import type { Database } from '../database.ts'
import { sql } from '../sql.ts'
import { wantRebuild } from './cursor.ts'
import { keepServiceStreams, mergeServiceStreams } from './merged-streams.ts'
import { placeOfService } from './repositories.ts'
import { carryRules, returnRules } from './ruled-services.ts'
import { addName, handOverNames, removeName, renameNames, settleNames } from './service-names.ts'

/** A service by its id and its name of today. */
export interface IdentifiedService {
  readonly id: number
  readonly name: string
}

/** Gives a service another name, with all of its past; statements that use the former one go on to mean it. */
export async function renameService(db: Database, { id, name }: IdentifiedService, to: string): Promise<void> {
  await db.query(sql`
    /* service-identity: rename */
    update service set name = ${to}, discovered = false where id = ${id}`)
  await renameNames(db, id, name, to)
  await carryRules(db, { id, name }, id)
  const [before, after] = [placeOfService(name), placeOfService(to)]
  await db.query(sql`
    /* service-identity: forget place */
    delete from repository_place where place = ${after}`)
  await db.query(sql`
    /* service-identity: move place */
    update repository_place set place = ${after} where place = ${before}`)
  await wantRebuild(db)
}

/**
 * Makes one service a part of another, with all of its past. Its facts stay where they are until those of the other hold
 * them too.
 */
export async function mergeService(db: Database, from: IdentifiedService, into: IdentifiedService): Promise<void> {
  await mergeServiceStreams(db, from.id, into.id)
  await handOverNames(db, from.id, into.id)
  await addName(db, 'NAME', from.name, into.id)
  await carryRules(db, from, into.id)
  await wantRebuild(db)
  const [stays] = await db.query(sql`
    /* service-identity: has streams */
    select id from stream where service_id = ${from.id} limit 1`)
  if (stays !== undefined) return
  await settleNames(db, from, into.id)
  await db.query(sql`
    /* service-identity: remove */
    delete from service where id = ${from.id}`)
}

/** Lets another name lead to a service, for its past too. */
export async function addAlias(db: Database, alias: string, serviceId: number): Promise<void> {
  if (await addName(db, 'NAME', alias, serviceId)) await wantRebuild(db)
}

/** Makes a name that leads to another service a service again, with all that was ever said of it. */
export async function splitService(db: Database, alias: string): Promise<void> {
  await removeName(db, 'NAME', alias)
  const [waiting] = await db.query<{ readonly id: number }>(sql`
    /* service-identity: not gone yet */
    select id from service where name = ${alias}`)
  if (waiting !== undefined) await keepServiceStreams(db, waiting.id)
  await returnRules(db, alias)
  await wantRebuild(db)
}
