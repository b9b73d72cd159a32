import type { Instant } from '#domain/instant'
import { reconcilers } from '#domain/naming/reconciler-places'
import { type Sql, sql } from '../sql.ts'

export interface SourceRow {
  readonly id: number
  readonly name: string
  readonly system: string
  readonly disabledAt: Instant | null
  readonly lastEventAt: Instant | null
  readonly accepted: number
  readonly ignored: number
  readonly quarantined: number
  readonly message: string | null
  /** Its history cannot be read until somebody acts. */
  readonly isUnreadable: boolean
  /** Where it is read from; null where it delivers by itself. */
  readonly address: string | null
  /** What it delivers is proven by a secret, at a door of its own. */
  readonly isSigned: boolean
  /** When it was last read to its end. */
  readonly readAt: Instant | null
  /** What was remarked then, at most 100; null where nothing was read yet. */
  readonly problems: readonly string[] | null
  /** When a test last proved that its events would be taken. */
  readonly testedAt: Instant | null
  /** Latest UTC days on which something came, since 1970, ascending. */
  readonly activeDays: readonly number[]
  /** Of a reconciler: to which places it is set; of all others null. */
  readonly settings: unknown
}

/** Who sends events, and how are they doing? */
export function sources(): Sql {
  return sql`
    /* sources */
    select source.id,
           source.name,
           source.system,
           source.disabled_at as "disabledAt",
           tally.last_event_at as "lastEventAt",
           coalesce(tally.accepted, 0)::bigint as "accepted",
           source.ignored,
           (select count(*) from quarantine where quarantine.source = source.name)
             + (select count(*) from delivery where delivery.source = source.name and delivery.state = 'QUARANTINED') as "quarantined",
           exists (
             select from source_progress as run
              where run.source = source.name and run.part = 'run' and run.state ->> 'failing' = 'true'
           ) as "isUnreadable",
           coalesce(source.message, case when source.settings ->> 'url' is null then (
             select quarantine.message
               from quarantine
              where quarantine.source = source.name
              order by quarantine.received_at desc, quarantine.id desc
              limit 1
           ) end) as "message",
           source.settings ->> 'url' as "address",
           source.secret is not null as "isSigned",
           (reading.state ->> 'at')::timestamptz as "readAt",
           reading.state -> 'problems' as "problems",
           source.tested_at as "testedAt",
           source.active_days as "activeDays",
           case when source.system = any(${reconcilers}::text[]) then source.settings end as "settings"
      from source
      left join source_progress as reading on reading.source = source.name and reading.part = 'read'
      left join lateral (
             select sum(source_tally.accepted) as accepted, max(source_tally.last_event_at) as last_event_at
               from source_tally
              where source_tally.source = source.name
           ) as tally on true
     order by source.name collate "C"
     limit 500`
}
