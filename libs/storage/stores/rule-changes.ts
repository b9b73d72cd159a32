import type { PlanEffects } from '#domain/catalogue-effects'
import type { Instant } from '#domain/instant'
import type { Database } from '../database.ts'
import { sql } from '../sql.ts'

/** A moment at which numbers of the past began to be computed by something else. */
export interface RuleChangeRow {
  readonly at: Instant
  readonly everyService: boolean
  readonly reasons: readonly string[]
}

/** Keeps when and why a change of the catalogue moved numbers; of nothing where it moved none. */
export async function keepRuleChange(db: Database, { services, everything }: PlanEffects): Promise<void> {
  if (everything.length > 0)
    await db.query(sql`
      /* rule-changes: of all */
      insert into rule_change (service_id, reasons) values (null, ${everything}::text[])`)
  if (services.length === 0) return
  await db.query(sql`
    /* rule-changes: of services */
    insert into rule_change (service_id, reasons)
    select service.id, array_agg(moved.reason order by moved.place)
      from unnest(${services.flatMap(({ service, reasons }) => reasons.map(() => service))}::text[],
                  ${services.flatMap(({ reasons }) => reasons)}::text[]) with ordinality as moved (service, reason, place)
      join service on service.name = moved.service
     group by service.id`)
}

/** Of which service, and in which window. */
export interface RuleChangesAsked {
  readonly service: number
  readonly from: Instant
  readonly to: Instant
}

/** What changed the rules of services in their windows, those of every service too; of each the newest `limit`, the latest first. */
export async function readRuleChanges(
  db: Pick<Database, 'query'>,
  asked: readonly RuleChangesAsked[],
  limit: number,
): Promise<(RuleChangeRow & RuleChangesAsked)[]> {
  return db.query(sql`
    /* rule-changes: read */
    select asked.service, asked.from_ms as "from", asked.to_ms as "to", changed.*
      from unnest(${asked.map(({ service }) => service)}::integer[], ${asked.map(({ from }) => from)}::float8[],
                  ${asked.map(({ to }) => to)}::float8[]) as asked (service, from_ms, to_ms)
     cross join lateral (
           select (extract(epoch from changed_at) * 1000)::float8 as at, service_id is null as "everyService", reasons
             from rule_change
            where (service_id is null or service_id = asked.service)
              and changed_at >= to_timestamp(asked.from_ms / 1000)
              and changed_at < to_timestamp(asked.to_ms / 1000)
            order by changed_at desc, id desc
            limit ${limit}) as changed
     order by changed.at desc`)
}
