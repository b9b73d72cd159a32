import type { Instant } from '#domain/instant'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'
import type { OverrideRow } from './override-by-id.ts'

export interface ListedOverrideRow extends OverrideRow {
  readonly at: Instant
  /** Hex. */
  readonly hash: string
}

/** Which overrides were ever made, revoked or not? The latest first, so many after one of them. */
export function overrides(after: { readonly at: Instant; readonly hash: string } | null, limit: number): Sql {
  const beyond =
    after === null
      ? sql.empty
      : sql`and (entity.at, entity.hash) < (${toTimestamp(after.at)}::timestamptz, decode(${after.hash}, 'hex'))`
  return sql`
    /* overrides */
    select entity.at, encode(entity.hash, 'hex') as "hash", entity.state
      from entity
     where entity.type = 'override' ${beyond}
     order by entity.at desc, entity.hash desc
     limit ${limit}`
}

/** How many overrides were ever made? */
export function overrideCount(): Sql {
  return sql`
    /* overrides: count */
    select count(*) as "count" from entity where entity.type = 'override'`
}
