import type { PlanEffects } from '#domain/catalogue-effects'
import type { Instant } from '#domain/instant'
import type { Database } from '../database.ts'
import { sql } from '../sql.ts'

/** A moment at which numbers of the past began to be computed by something else. */
export interface RuleChangeRow {
  readonly at: Instant
  /** Null: of every service. */
  readonly serviceId: number | null
  readonly reasons: readonly string[]
}

/** Keeps when and why a change of the catalogue moved numbers; of nothing where it moved none. */
export async function keepRuleChange(db: Database, { services, everything }: PlanEffects): Promise<void> {
  if (everything.length > 0)
    await db.query(sql`
      /* rule-changes: of all */
      insert into rule_change (service_id, reasons) values (null, ${everything}::text[])`)
  for (const { service, reasons } of services)
    await db.query(sql`
      /* rule-changes: of one */
      insert into rule_change (service_id, reasons)
      select id, ${reasons}::text[] from service where name = ${service}`)
}

/** The newest changes that moved numbers of these services, those of every service too, the latest first. */
export async function readRuleChanges(
  db: Pick<Database, 'query'>,
  services: readonly number[],
  limit = 1_000,
): Promise<RuleChangeRow[]> {
  return db.query<RuleChangeRow>(sql`
    /* rule-changes: read */
    select (extract(epoch from changed_at) * 1000)::float8 as at, service_id as "serviceId", reasons
      from rule_change
     where service_id is null or service_id = any(${services}::integer[])
     order by changed_at desc, id desc
     limit ${limit}`)
}
