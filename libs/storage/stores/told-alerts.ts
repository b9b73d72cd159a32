import type { Database } from '../database.ts'
import { sql } from '../sql.ts'
import type { AlertEventName } from './alerts.ts'

/** Notes what a channel is told of an alert, in the transaction that does it. */
export async function noteAlertTold(
  tx: Database,
  { channelId, alertId, event }: { channelId: number; alertId: number; event: AlertEventName },
): Promise<void> {
  await tx.query(sql`
    /* note-alert-told */
    insert into told_alert (channel_id, alert_id, told) values (${channelId}, ${alertId}, ${event})
        on conflict (channel_id, alert_id) do update set told = excluded.told`)
}

/** Names of the channels that were told of an alert, alone or in a group, and not of its end. */
export async function channelsAwaitingEnd(db: Pick<Database, 'query'>, alertId: number): Promise<readonly string[]> {
  const rows = await db.query<{ readonly name: string }>(sql`
    /* channels-awaiting-end */
    with told as (
      select channel_id, told from told_alert where alert_id = ${alertId}
       union all
      select channel_id, told from alert_group_member where alert_id = ${alertId}
    )
    select name from channel
     where id in (select channel_id from told where told not in ('RESOLVED', 'WITHDRAWN'))
     order by name`)
  return rows.map(({ name }) => name)
}
