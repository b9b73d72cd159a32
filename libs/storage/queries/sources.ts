import type { ApiBudget } from '#domain/api-budget'
import type { Instant } from '#domain/instant'
import { ruledSystems } from '#domain/naming/reconciler-places'
import { type Sql, sql } from '../sql.ts'

/** Of the latest that a source was refused for, so many are looked at for their reasons, of events and of deliveries each. */
export const refusalsLookedAt = 500

/** Reasons that are told of a source. */
const mostReasons = 3

/** Why some of what a source sent could not be understood. */
export interface Refusal {
  readonly reason: string
  /** How many of the latest that could not be understood were refused for it. */
  readonly count: number
  readonly lastAt: Instant
}

export interface SourceRow {
  readonly id: number
  readonly name: string
  readonly system: string
  readonly disabledAt: Instant | null
  readonly lastEventAt: Instant | null
  readonly accepted: number
  readonly ignored: number
  readonly quarantined: number
  /** Why, the latest reasons first: at most three. */
  readonly refusals: readonly Refusal[]
  /** What went wrong with reading it; else, of what delivers by itself, why something was refused last. */
  readonly message: string | null
  /** Its history cannot be read until somebody acts. */
  readonly isUnreadable: boolean
  /** Where it is read from; null where it delivers by itself. */
  readonly address: string | null
  /** What it delivers is proven by a secret, at a door of its own. */
  readonly isSigned: boolean
  /** What was left of what its API may be asked; null where that is not known, and where nothing is read by an API. */
  readonly budget: ApiBudget | null
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

/** Why was the latest of one source refused that is kept? Costs the same however much of it is. */
function reasonsOfSource(): Sql {
  return sql`
               select latest.reason, count(*) as count,
                      (extract(epoch from max(latest.received_at)) * 1000)::bigint as last_at, max(latest.id) as last_id
                 from (
                        (select quarantine.message as reason, quarantine.received_at, quarantine.id
                           from quarantine
                          where quarantine.source = source.name
                          order by quarantine.received_at desc, quarantine.id desc
                          limit ${refusalsLookedAt})
                        union all
                        (select coalesce(delivery.reason, 'No reason was kept.') as reason, delivery.received_at, delivery.id
                           from delivery
                          where delivery.source = source.name
                            and delivery.state = 'QUARANTINED'
                          order by delivery.id desc
                          limit ${refusalsLookedAt})
                      ) as latest
                where refused.count > 0
                group by latest.reason
                order by max(latest.received_at) desc, max(latest.id) desc
                limit ${mostReasons}`
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
           refused.count as "quarantined",
           coalesce(reasons.refusals, '[]'::json) as "refusals",
           coalesce(run.state ->> 'failing' = 'true', false) as "isUnreadable",
           run.state -> 'budget' as "budget",
           coalesce(
             source.message,
             case when source.settings ->> 'url' is null then reasons.refusals -> 0 ->> 'reason' end
           ) as "message",
           source.settings ->> 'url' as "address",
           source.secret is not null as "isSigned",
           coalesce(
             (reading.state ->> 'at')::timestamptz,
             case
               when run.state ->> 'failing' = 'false' then to_timestamp((run.state ->> 'endedAt')::double precision / 1000)
             end
           ) as "readAt",
           reading.state -> 'problems' as "problems",
           source.tested_at as "testedAt",
           source.active_days as "activeDays",
           case when source.system = any(${ruledSystems}::text[]) then source.settings end as "settings"
      from source
      left join source_progress as reading on reading.source = source.name and reading.part = 'read'
      left join source_progress as run on run.source = source.name and run.part = 'run'
      left join lateral (
             select sum(source_tally.accepted) as accepted, max(source_tally.last_event_at) as last_event_at
               from source_tally
              where source_tally.source = source.name
           ) as tally on true
     cross join lateral (
             select sum(kept.count)::bigint as count
               from (
                      select count(*) from quarantine where quarantine.source = source.name
                      union all
                      select count(*) from delivery where delivery.source = source.name and delivery.state = 'QUARANTINED'
                    ) as kept
           ) as refused
      left join lateral (
             select json_agg(
                      json_build_object('reason', refusal.reason, 'count', refusal.count, 'lastAt', refusal.last_at)
                      order by refusal.last_at desc, refusal.last_id desc
                    ) as refusals
               from (${reasonsOfSource()}) as refusal
           ) as reasons on true
     order by source.name collate "C"
     limit 500`
}
