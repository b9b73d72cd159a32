import type { Instant } from '#domain/instant'
import { liveRuleAttribute } from '#domain/statement-attributes'
import { type Database, toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'
import { type EntityRow, serviceIds, type StatesOf } from './entities.ts'

/** Deployments of a stream between two instants that are timed by a commit of a configuration repository, the newest first. */
export async function findEarlierBumps(
  db: Database,
  stream: StatesOf,
  { from, before, limit }: { readonly from: Instant; readonly before: Instant; readonly limit: number },
): Promise<EntityRow[]> {
  return db.query(sql`
    /* earlier-bumps */
    select id, encode(hash, 'hex') as "hash", state
      from entity
     where service_id = any(${serviceIds(stream)}::integer[])
       and environment_id = ${stream.environmentId}
       and type = 'deployment'
       and at >= ${toTimestamp(from)}
       and at < ${toTimestamp(before)}
       and state -> 'event' -> 'attributes' ->> ${liveRuleAttribute}::text = 'CONFIG_MERGE'
     order by at desc, id desc
     limit ${limit}`)
}
