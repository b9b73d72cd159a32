import type { CalendarDay } from '#domain/calendar'
import { dateText } from '#domain/calendar'
import { frequent, type Sql, sql } from '../sql.ts'

export interface PackedDaysRow {
  readonly streamId: number
  /** Days one after another, in any order, as `packDay` writes them. */
  readonly packed: Buffer
}

/** What happened in these streams on the days [first, last) of the zone in which their days are kept? */
export function packedDays(streamIds: readonly number[], first: CalendarDay, last: CalendarDay): Sql {
  return sql`
    /* packed-days */
    select stream.id as "streamId", string_agg(service_day.packed, '') as packed
      from stream
      join service_day on service_day.service_id = stream.service_id
       and service_day.environment_id = stream.environment_id
       and service_day.day >= ${dateText(first)}::date
       and service_day.day < ${dateText(last)}::date
     where stream.id = any(${streamIds}::integer[])
     group by stream.id`
}

export interface StreamStandRow {
  readonly streamId: number
  readonly version: number
  /** `dayZoneOf` the zone in which they are kept. */
  readonly dayZone: string | null
}

/** How often were the facts of these streams written, and in which zone are their days kept? */
export function streamStands(streamIds: readonly number[]): Sql {
  return frequent(sql`
    /* packed-days: stands */
    select id as "streamId", version, day_zone as "dayZone" from stream where id = any(${streamIds}::integer[])`)
}
