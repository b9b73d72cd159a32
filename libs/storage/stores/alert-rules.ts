import type { AlertRule, RuleOrigin } from '#domain/alert-rule'
import type { Database } from '../database.ts'
import { sql } from '../sql.ts'
import { linkServices, linkTeams, statedServices, statedTeams } from './stated-names.ts'

/** A rule as it is kept, by the names that services, teams and channels have today. */
export interface KeptAlertRule extends AlertRule {
  readonly id: number
  readonly origin: RuleOrigin
}

/** All rules by name, at most 1,000; lists by name too. */
export function listAlertRules(db: Pick<Database, 'query'>): Promise<KeptAlertRule[]> {
  return db.query<KeptAlertRule>(sql`
    /* list-alert-rules */
    select alert_rule.id, alert_rule.name, alert_rule.origin, alert_rule.environment, alert_rule.metrics,
           alert_rule.false_alarms_per_service_year as "falseAlarmsPerServiceYear", alert_rule.threshold,
           alert_rule.quiet_hours as "quietHours", alert_rule.is_on as "isOn",
           ${statedServices(sql`alert_rule_service`, sql`stated.rule_id = alert_rule.id`)} as services,
           ${statedTeams(sql`alert_rule_team`, sql`stated.rule_id = alert_rule.id`)} as teams,
           array(
             select channel.name collate "C"
               from alert_rule_channel stated
               join channel on channel.id = stated.channel_id
              where stated.rule_id = alert_rule.id
              order by 1
           ) as channels
      from alert_rule
     order by alert_rule.name collate "C"
     limit 1000`)
}

async function link(db: Database, id: number, { services, teams, channels }: AlertRule): Promise<void> {
  const owner = sql`rule_id`
  await linkServices(db, { table: sql`alert_rule_service`, owner, id }, services)
  await linkTeams(db, { table: sql`alert_rule_team`, owner, id }, teams)
  await db.query(sql`/* alert-rules: unlink channels */ delete from alert_rule_channel where rule_id = ${id}`)
  await db.query(sql`
    /* alert-rules: link channels */
    insert into alert_rule_channel (rule_id, channel_id)
    select ${id}::integer, channel.id from channel where channel.name = any(${channels}::text[])`)
}

function textOf(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value)
}

/** Keeps a new rule; gives its id, or null where the name is taken. */
export async function addAlertRule(db: Database, rule: AlertRule, origin: RuleOrigin): Promise<number | null> {
  return db.transaction(async (tx) => {
    const [added] = await tx.query<{ readonly id: number }>(sql`
      /* add-alert-rule */
      insert into alert_rule (name, origin, environment, metrics, false_alarms_per_service_year, threshold, quiet_hours, is_on)
      values (${rule.name}, ${origin}, ${rule.environment}, ${rule.metrics}::text[], ${rule.falseAlarmsPerServiceYear},
              ${textOf(rule.threshold)}::json, ${textOf(rule.quietHours)}::json, ${rule.isOn})
      on conflict (name) do nothing
      returning id`)
    if (added === undefined) return null
    await link(tx, added.id, rule)
    return added.id
  })
}

/** Makes the rule of a name another one; false where there is none. */
export async function changeAlertRule(db: Database, rule: AlertRule, origin: RuleOrigin): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [changed] = await tx.query<{ readonly id: number }>(sql`
      /* change-alert-rule */
      update alert_rule
         set origin = ${origin}, environment = ${rule.environment}, metrics = ${rule.metrics}::text[],
             false_alarms_per_service_year = ${rule.falseAlarmsPerServiceYear},
             threshold = ${textOf(rule.threshold)}::json, quiet_hours = ${textOf(rule.quietHours)}::json,
             is_on = ${rule.isOn}
       where name = ${rule.name}
      returning id`)
    if (changed !== undefined) await link(tx, changed.id, rule)
    return changed !== undefined
  })
}

/** Takes a rule away; false where there is none. */
export async function removeAlertRule(db: Database, name: string): Promise<boolean> {
  const rows = await db.query(sql`/* remove-alert-rule */ delete from alert_rule where name = ${name} returning id`)
  return rows.length > 0
}
