import type { RuleOrigin } from '#domain/alert-rule'
import type { Instant } from '#domain/instant'
import type { NotifyRule } from '#domain/notify-rule'
import { type Database, toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'
import { statedServices, statedTeams } from './stated-names.ts'

/** A rule as it is kept, by the names that services, teams and channels have today. */
export interface KeptNotifyRule extends NotifyRule {
  readonly id: number
  readonly origin: RuleOrigin
}

/** All rules by name, at most 1,000; lists by name too. */
export function listNotifyRules(db: Pick<Database, 'query'>): Promise<KeptNotifyRule[]> {
  return db.query<KeptNotifyRule>(sql`
    /* list-notify-rules */
    select notify_rule.id, notify_rule.name, notify_rule.origin, notify_rule.environment, notify_rule.outcomes,
           ${statedServices(sql`notify_rule_service`, sql`stated.rule_id = notify_rule.id`)} as services,
           ${statedTeams(sql`notify_rule_team`, sql`stated.rule_id = notify_rule.id`)} as teams,
           array(
             select channel.name collate "C"
               from notify_rule_channel stated
               join channel on channel.id = stated.channel_id
              where stated.rule_id = notify_rule.id
              order by 1
           ) as channels
      from notify_rule
     order by notify_rule.name collate "C"
     limit 1000`)
}

/** When something is named first: by the clock that is given, else by that of the database. */
function sinceOf(now: Instant | null): Sql {
  return now === null ? sql`now()` : sql`${toTimestamp(now)}::timestamptz`
}

/** Names what a rule is of; who was named before goes on to be told of without a gap. */
async function link(db: Database, id: number, rule: NotifyRule, now: Instant | null): Promise<void> {
  const { services, teams, channels } = rule
  await db.query(sql`
    /* notify-rules: link services */
    with gone as (
      delete from notify_rule_service
       where rule_id = ${id}::integer
         and not exists (select from service where service.id = service_id and service.name = any(${services}::text[]))
         and not name = any(${services}::text[])
    )
    insert into notify_rule_service (rule_id, name, service_id, since_at)
    select ${id}::integer, asked.name, coalesce(called.service_id, service.id), ${sinceOf(now)}
      from unnest(${services}::text[]) as asked (name)
      left join service on service.name = asked.name
      left join service_name called on called.kind = 'NAME' and called.name = asked.name
     where not exists (
             select from notify_rule_service before
              where before.rule_id = ${id}::integer and before.service_id = coalesce(called.service_id, service.id)
           )
        on conflict do nothing`)
  await db.query(sql`
    /* notify-rules: link teams */
    with gone as (
      delete from notify_rule_team where rule_id = ${id}::integer and not name = any(${teams}::text[])
    )
    insert into notify_rule_team (rule_id, name, team_id, since_at)
    select ${id}::integer, asked.name, team.id, ${sinceOf(now)}
      from unnest(${teams}::text[]) as asked (name)
      left join team on team.name = asked.name
        on conflict do nothing`)
  await db.query(sql`
    /* notify-rules: link channels */
    with gone as (
      delete from notify_rule_channel
       where rule_id = ${id}::integer
         and not exists (select from channel where channel.id = channel_id and channel.name = any(${channels}::text[]))
    )
    insert into notify_rule_channel (rule_id, channel_id, since_at)
    select ${id}::integer, channel.id, ${sinceOf(now)} from channel where channel.name = any(${channels}::text[])
        on conflict do nothing`)
}

/** Keeps a new rule; gives its id, or null where the name is taken. Nothing that happened before `now` is told. */
export async function addNotifyRule(
  db: Database,
  rule: NotifyRule,
  origin: RuleOrigin,
  now: Instant | null,
): Promise<number | null> {
  return db.transaction(async (tx) => {
    const [added] = await tx.query<{ readonly id: number }>(sql`
      /* add-notify-rule */
      insert into notify_rule (name, origin, environment, outcomes)
      values (${rule.name}, ${origin}, ${rule.environment}, ${rule.outcomes}::text[])
      on conflict (name) do nothing
      returning id`)
    if (added === undefined) return null
    await link(tx, added.id, rule, now)
    return added.id
  })
}

/** Makes the rule of a name another one; false where there is none. Of another environment nothing before `now` is told. */
export async function changeNotifyRule(
  db: Database,
  rule: NotifyRule,
  origin: RuleOrigin,
  now: Instant | null,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [before] = await tx.query<{ readonly id: number; readonly isOther: boolean }>(sql`
      /* notify-rules: before */
      select id, environment <> ${rule.environment} or not outcomes @> ${rule.outcomes}::text[] as "isOther"
        from notify_rule where name = ${rule.name} for update`)
    if (before === undefined) return false
    await tx.query(sql`
      /* change-notify-rule */
      update notify_rule
         set origin = ${origin}, environment = ${rule.environment}, outcomes = ${rule.outcomes}::text[]
       where id = ${before.id}`)
    if (before.isOther)
      await tx.query(
        sql`/* notify-rules: forget channels */ delete from notify_rule_channel where rule_id = ${before.id}`,
      )
    await link(tx, before.id, rule, now)
    return true
  })
}

/** Takes a rule away; false where there is none. */
export async function removeNotifyRule(db: Database, name: string): Promise<boolean> {
  const rows = await db.query(sql`/* remove-notify-rule */ delete from notify_rule where name = ${name} returning id`)
  return rows.length > 0
}
