import type { RuleOrigin } from '#domain/alert-rule'
import type { FreezeWindow } from '#domain/freeze-window'
import { type Database, toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'

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
           array(
             select distinct coalesce(service.name, stated.name) collate "C"
               from freeze_service stated
               left join service on service.id = stated.service_id
              where stated.freeze_id = latest.id
              order by 1
           ) as services,
           array(
             select distinct coalesce(team.name, stated.name) collate "C"
               from freeze_team stated
               left join team on team.id = stated.team_id
              where stated.freeze_id = latest.id
              order by 1
           ) as teams
      from latest
     order by latest.from_at, latest.name collate "C"`)
}

async function link(db: Database, id: number, { services, teams }: FreezeWindow): Promise<void> {
  await db.query(sql`/* freezes: unlink services */ delete from freeze_service where freeze_id = ${id}`)
  await db.query(sql`/* freezes: unlink teams */ delete from freeze_team where freeze_id = ${id}`)
  await db.query(sql`
    /* freezes: link services */
    insert into freeze_service (freeze_id, name, service_id)
    select ${id}::integer, asked.name, coalesce(called.service_id, service.id)
      from unnest(${services}::text[]) as asked (name)
      left join service on service.name = asked.name
      left join service_name called on called.kind = 'NAME' and called.name = asked.name
        on conflict do nothing`)
  await db.query(sql`
    /* freezes: link teams */
    insert into freeze_team (freeze_id, name, team_id)
    select ${id}::integer, asked.name, team.id
      from unnest(${teams}::text[]) as asked (name)
      left join team on team.name = asked.name
        on conflict do nothing`)
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
