import type { RuleOrigin } from '#domain/alert-rule'
import type { FreezeWindow } from '#domain/freeze-window'
import { type Database, toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'
import { linkServices, linkTeams, statedServices, statedTeams } from './stated-names.ts'

/** A freeze as it is kept, by the names that services and teams have today. */
export interface KeptFreeze extends FreezeWindow {
  readonly id: number
  readonly origin: RuleOrigin
}

/** All freezes from the first on, those that are over too; at most 1,000, the latest. */
export function listFreezes(db: Pick<Database, 'query'>): Promise<KeptFreeze[]> {
  return db.query<KeptFreeze>(sql`
    /* list-freezes */
    with latest as (
      select id, name, origin, from_at, to_at, time_zone, reason from freeze_window order by from_at desc, id limit 1000
    )
    select latest.id, latest.name, latest.origin, latest.from_at as "from", latest.to_at as "to",
           latest.time_zone as "timeZone", latest.reason,
           ${statedServices(sql`freeze_service`, sql`stated.freeze_id = latest.id`)} as services,
           ${statedTeams(sql`freeze_team`, sql`stated.freeze_id = latest.id`)} as teams
      from latest
     order by latest.from_at, latest.name collate "C"`)
}

async function link(db: Database, id: number, { services, teams }: FreezeWindow): Promise<void> {
  const owner = sql`freeze_id`
  await linkServices(db, { table: sql`freeze_service`, owner, id }, services)
  await linkTeams(db, { table: sql`freeze_team`, owner, id }, teams)
}

/** Keeps a new freeze; gives its id, or null where the name is taken. */
export async function addFreeze(db: Database, freeze: FreezeWindow, origin: RuleOrigin): Promise<number | null> {
  return db.transaction(async (tx) => {
    const [added] = await tx.query<{ readonly id: number }>(sql`
      /* add-freeze */
      insert into freeze_window (name, origin, from_at, to_at, time_zone, reason)
      values (${freeze.name}, ${origin}, ${toTimestamp(freeze.from)}::timestamptz, ${toTimestamp(freeze.to)}::timestamptz,
              ${freeze.timeZone}, ${freeze.reason})
      on conflict (name) do nothing
      returning id`)
    if (added === undefined) return null
    await link(tx, added.id, freeze)
    return added.id
  })
}

/** Makes the freeze of a name another one; false where there is none. */
export async function changeFreeze(db: Database, freeze: FreezeWindow, origin: RuleOrigin): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [changed] = await tx.query<{ readonly id: number }>(sql`
      /* change-freeze */
      update freeze_window
         set origin = ${origin}, from_at = ${toTimestamp(freeze.from)}::timestamptz,
             to_at = ${toTimestamp(freeze.to)}::timestamptz, time_zone = ${freeze.timeZone}, reason = ${freeze.reason}
       where name = ${freeze.name}
      returning id`)
    if (changed !== undefined) await link(tx, changed.id, freeze)
    return changed !== undefined
  })
}

/** Takes a freeze away; false where there is none. */
export async function removeFreeze(db: Database, name: string): Promise<boolean> {
  const rows = await db.query(sql`/* remove-freeze */ delete from freeze_window where name = ${name} returning id`)
  return rows.length > 0
}
