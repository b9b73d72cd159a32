import { setTimeout as sleep } from 'node:timers/promises'
import type { Instant } from '#domain/instant'
import { type Database, toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'
import { trustedFor } from './tokens.ts'

/** Makes a source; null where one of this name is there already. */
export async function addSource(
  db: Database,
  source: { readonly name: string; readonly system: string },
): Promise<number | null> {
  const [row] = await db.query<{ readonly id: number }>(sql`
    /* sources: add */
    insert into source (name, system)
    values (${source.name}, ${source.system})
        on conflict (name) do nothing
    returning id`)
  return row?.id ?? null
}

/** Revokes every token of a source that may only send; resolves, when nobody takes them any more, with how many there were. */
export async function revokeTokensOfSource(db: Database, source: string): Promise<number> {
  const rows = await db.query(sql`
    /* sources: revoke tokens */
    update token
       set revoked_at = now()
     where source = ${source}
       and scopes = '{ingest}'
       and revoked_at is null
    returning id`)
  await sleep(trustedFor)
  return rows.length
}

/** Notes when a source last proved with a test that its events would be taken; of tests within a second the first. */
export async function noteTested(db: Database, source: string, now: Instant): Promise<void> {
  await db.query(sql`
    /* sources: tested */
    insert into source (name, system, tested_at)
    values (${source}, 'events', ${toTimestamp(now)}::timestamptz)
        on conflict (name) do update set tested_at = excluded.tested_at
     where source.tested_at is null or source.tested_at < excluded.tested_at - interval '1 second'`)
}

/** Days of a source that are remembered: its rhythm is told from them. */
const rememberedDays = 30

/** Notes the UTC days on which something came from each source last. */
export async function noteActiveDays(db: Database): Promise<void> {
  await db.query(sql`
    /* sources: active days */
    update source
       set active_days = array(
             select day
               from (
                 select distinct day from unnest(source.active_days || latest.day) as known (day) order by day desc limit ${rememberedDays}
               ) as kept
              order by day
           )
      from (
        select source, floor(extract(epoch from max(last_event_at)) / 86400)::integer as day
          from source_tally
         group by source
      ) as latest
     where source.name = latest.source
       and latest.day <> all(source.active_days)`)
}
