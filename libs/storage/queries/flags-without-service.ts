import type { Instant } from '#domain/instant'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'
import type { UnattributedScope } from './unattributed.ts'

/** Most flags; those that were switched most often come first. */
const most = 1_000

export interface UnclaimedFlagRow {
  readonly key: string
  /** That told of the last switch. */
  readonly source: string
  readonly count: number
  readonly lastAt: Instant
}

/** Which flags were switched of which nobody says of which service they are, nor for which incident it was? */
export function flagsWithoutService({ from, to }: UnattributedScope): Sql {
  return sql`
    /* unattributed: flags */
    select switched.key,
           (array_agg(switched.source order by switched.at desc, switched.source))[1] as "source",
           count(*) as "count",
           max(switched.at) as "lastAt"
      from environment
     cross join lateral (
       select entity.state -> 'event' ->> 'key' as key, entity.source, entity.at
         from entity
        where entity.service_id is null
          and entity.environment_id = environment.id
          and entity.type = 'flag'
          and entity.at >= ${toTimestamp(from)}::timestamptz
          and entity.at < ${toTimestamp(to)}::timestamptz
          and entity.state -> 'event' ->> 'service' is null
          and entity.state -> 'event' ->> 'incidentId' is null
     ) switched
     group by switched.key
     order by 3 desc, switched.key collate "C"
     limit ${most}`
}
