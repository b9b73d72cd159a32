import type { Instant } from '#domain/instant'
import { type Database, toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'
import type { AlertEventName } from './alerts.ts'

/** An alert that a channel was told of together with others. */
export interface GroupMember {
  readonly alertId: number
  readonly thread: string
  readonly told: AlertEventName
}

/** Lets one transaction at a time decide what a channel is told together. */
export async function holdChannel(tx: Database, channelId: number): Promise<void> {
  await tx.query(sql`/* hold-channel */ select id from channel where id = ${channelId} for no key update`)
}

/** The groups of a channel of which one of these alerts is: all alerts of them. */
export function groupsOfAlerts(tx: Database, channelId: number, alertIds: readonly number[]): Promise<GroupMember[]> {
  return tx.query<GroupMember>(sql`
    /* groups-of-alerts */
    select alert_id::integer as "alertId", thread, told
      from alert_group_member
     where channel_id = ${channelId}
       and thread in (select thread from alert_group_member
                       where channel_id = ${channelId} and alert_id = any(${alertIds}::bigint[]))
     order by alert_id`)
}

/** Puts alerts into a group of a channel, which is told that they are open. */
export async function addToGroup(
  tx: Database,
  { channelId, thread, alertIds }: { channelId: number; thread: string; alertIds: readonly number[] },
): Promise<void> {
  await tx.query(sql`
    /* add-to-alert-group */
    insert into alert_group_member (channel_id, alert_id, thread, told)
    select ${channelId}, id, ${thread}, 'OPENED' from unnest(${alertIds}::bigint[]) as added (id)`)
}

/** Notes what a channel is told of an alert of a group. */
export async function noteToldInGroup(
  tx: Database,
  { channelId, alertId, event }: { channelId: number; alertId: number; event: AlertEventName },
): Promise<void> {
  await tx.query(sql`
    /* note-told-in-group */
    update alert_group_member set told = ${event} where channel_id = ${channelId} and alert_id = ${alertId}`)
}

/** An open alert that somebody is told of, and whether its opening is still to be. */
export interface BegunAlertRow {
  readonly id: number
  readonly isUntold: boolean
}

/** Alerts that are open, began between two moments, and are told to whom rules name. */
export function alertsBegun(tx: Database, from: Instant, to: Instant): Promise<BegunAlertRow[]> {
  return tx.query<BegunAlertRow>(sql`
    /* alerts-begun */
    select alert.id::integer, opening.told_at is null as "isUntold"
      from alert
      join lateral (
        select told_at from alert_event
         where alert_id = alert.id and event = 'OPENED' and untold is null
         order by id desc limit 1
      ) as opening on true
     where alert.state in ('OPEN', 'ACKNOWLEDGED')
       and alert.level = 'ALERT'
       and alert.onset_from >= ${toTimestamp(from)}::timestamptz
       and alert.onset_from <= ${toTimestamp(to)}::timestamptz
     order by alert.id`)
}
