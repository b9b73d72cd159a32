import type { Instant } from '#domain/instant'
import type { NotifiedOutcome } from '#domain/notify-rule'
import { type Database, toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'

/** What happened to a deployment that a channel is to hear of. */
export interface UntoldDeployment {
  readonly channelId: number
  readonly deploymentId: number
  readonly streamId: number
  readonly service: string
  readonly environment: string
  readonly key: string
  readonly version: string
  readonly at: Instant
  readonly outcome: NotifiedOutcome
  /** How often it was tried in vain. */
  readonly tries: number
}

const outcome = sql`
  case when deployment.outcome in ('FAILED', 'ABORTED') then 'FAILED'
       when deployment.outcome <> 'SUCCEEDED' or deployment.live_at is null then null
       when deployment.kind = 'ROLLBACK' then 'ROLLED_BACK'
       when deployment.kind in ('CODE', 'CONFIG') then 'LIVE'
  end`

/**
 * Whether a channel was told of it: by its key, which it may keep in another stream where services or environments become
 * one, or as the same version at nearly the same time, where several who report it turn out to mean one. What went live is
 * no rollback later, whatever is learned of it.
 */
function isTold(channel: Sql): Sql {
  return sql`(
    exists (
      select from told_deployment told
       where told.channel_id = ${channel}
         and told.key = asked.key
         and (told.stream_id = asked.stream_id or told.at = asked.at)
         and (told.outcome = 'FAILED') = (asked.outcome = 'FAILED')
    )
    or exists (
      select from told_deployment told
       where told.at > asked.at - interval '5 minutes'
         and told.at < asked.at + interval '5 minutes'
         and told.channel_id = ${channel}
         and told.stream_id = asked.stream_id
         and told.version = asked.version
         and told.outcome = asked.outcome
    )
  )`
}

/**
 * What channels are to hear of now and did not: what happened in `[from, to)`, after the rule named it. The earliest come
 * first, and what failed before comes after what was never tried. It is asked of the facts as they stand, so that whoever
 * dies in between loses nothing.
 */
export function untoldDeployments(
  db: Pick<Database, 'query'>,
  {
    now,
    from,
    to,
    most,
  }: { readonly now: Instant; readonly from: Instant; readonly to: Instant; readonly most: number },
): Promise<UntoldDeployment[]> {
  return db.query<UntoldDeployment>(sql`
    /* untold-deployments */
    with named as (
      select stated.rule_id, service.id as service_id, stated.since_at
        from notify_rule_service stated
        join service on service.id = stated.service_id or (stated.service_id is null and service.name = stated.name)
       union all
      select stated.rule_id, service.id, stated.since_at
        from notify_rule_team stated
        join team on team.id = stated.team_id or (stated.team_id is null and team.name = stated.name)
        join service on service.team_id = team.id
    ), asked as (
      select distinct on (target.channel_id, deployment.id)
             target.channel_id, deployment.id, deployment.stream_id, service.name as service,
             environment.name as environment, deployment.key, deployment.version, deployment.at, ${outcome} as outcome
        from notify_rule
        join named on named.rule_id = notify_rule.id
        join notify_rule_channel target on target.rule_id = notify_rule.id
        join environment
          on environment.name = notify_rule.environment or environment.tier::text = upper(notify_rule.environment)
        join stream on stream.service_id = named.service_id and stream.environment_id = environment.id
        join service on service.id = named.service_id
        join deployment on deployment.stream_id = stream.id
       where deployment.at >= ${toTimestamp(from)}::timestamptz
         and deployment.at >= named.since_at
         and deployment.at >= target.since_at
         and deployment.at < ${toTimestamp(to)}::timestamptz
         and ${outcome} = any(notify_rule.outcomes)
       order by target.channel_id, deployment.id
    )
    select asked.channel_id as "channelId", asked.id::integer as "deploymentId", asked.stream_id as "streamId",
           asked.service, asked.environment, asked.key, asked.version, asked.at, asked.outcome,
           coalesce(failing.tries, 0) as tries
      from asked
      left join failing_notice failing
        on failing.channel_id = asked.channel_id and failing.stream_id = asked.stream_id
       and failing.key = asked.key and failing.outcome = asked.outcome
     where not ${isTold(sql`asked.channel_id`)}
       and (failing.next_try_at is null or failing.next_try_at <= ${toTimestamp(now)}::timestamptz)
     order by coalesce(failing.tries, 0), asked.at, asked.id, asked.channel_id
     limit ${most}`)
}

/**
 * Notes that a channel is told, in the transaction that does it, or why it never is; false where another process did.
 */
export async function noteTold(db: Database, untold: UntoldDeployment, why: string | null): Promise<boolean> {
  const { channelId, streamId, key, version, at, outcome: told } = untold
  // One at a time of each channel: what another process told a moment ago is seen.
  await db.query(sql`/* told-deployments: lock */ select id from channel where id = ${channelId} for update`)
  const rows = await db.query(sql`
    /* note-told-deployment */
    with asked as (
      select ${streamId}::integer as stream_id, ${key}::text as key, ${version}::text as version,
             ${toTimestamp(at)}::timestamptz as at, ${told}::text as outcome
    )
    insert into told_deployment (channel_id, stream_id, key, version, at, outcome, untold)
    select ${channelId}::integer, asked.stream_id, asked.key, asked.version, asked.at, asked.outcome, ${why}::text
      from asked
     where exists (select from channel where id = ${channelId})
       and not ${isTold(sql`${channelId}::integer`)}
    returning id`)
  return rows.length > 0
}

/** Notes that no message could be made of it, and when that is tried again. */
export async function noteNotTold(db: Database, untold: UntoldDeployment, nextAt: Instant): Promise<void> {
  const { channelId, streamId, key, outcome: told, at, tries } = untold
  await db.query(sql`
    /* note-not-told-deployment */
    insert into failing_notice (channel_id, stream_id, key, outcome, at, tries, next_try_at)
    select channel.id, ${streamId}::integer, ${key}::text, ${told}::text, ${toTimestamp(at)}::timestamptz,
           ${tries + 1}::integer, ${toTimestamp(nextAt)}::timestamptz
      from channel where channel.id = ${channelId}
        on conflict (channel_id, stream_id, key, outcome) do update
       set tries = excluded.tries, next_try_at = excluded.next_try_at`)
}

/** Forgets what was told of what happened before a moment: nothing so old is told any more. */
export async function trimToldDeployments(db: Database, before: Instant): Promise<void> {
  await db.query(sql`
    /* trim-told-deployments */
    delete from told_deployment where at < ${toTimestamp(before)}::timestamptz`)
  await db.query(sql`
    /* trim-failing-notices */
    delete from failing_notice where at < ${toTimestamp(before)}::timestamptz`)
}
