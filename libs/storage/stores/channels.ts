import type { Instant } from '#domain/instant'
import type { Database } from '../database.ts'
import { sql } from '../sql.ts'

export type ChannelKind = 'EMAIL' | 'WEBHOOK' | 'SLACK' | 'TEAMS' | 'PAGERDUTY' | 'GITHUB_ISSUE'

/** A way to tell somebody something. */
export interface Channel {
  readonly id: number
  readonly name: string
  readonly kind: ChannelKind
  /** What may be shown. */
  readonly settings: Readonly<Record<string, unknown>>
  /** What may not, sealed for this channel; null where there is nothing. */
  readonly sealed: Buffer | null
  readonly createdAt: Instant
  /** When something arrived there last. */
  readonly deliveredAt: Instant | null
  /** Since when nothing does; null while it works. */
  readonly failingSince: Instant | null
  /** Why not. */
  readonly message: string | null
  /** What is on its way there. */
  readonly waiting: number
}

const columns = sql`
  channel.id, channel.name, channel.kind, channel.settings, channel.sealed, channel.created_at as "createdAt",
  channel.delivered_at as "deliveredAt", channel.failing_since as "failingSince", channel.message,
  (select count(*) from outbox where outbox.channel_id = channel.id and outbox.next_try_at is not null) as waiting`

/** All channels by name; at most 1,000. */
export function listChannels(db: Pick<Database, 'query'>): Promise<Channel[]> {
  return db.query<Channel>(sql`/* list-channels */ select ${columns} from channel order by channel.name limit 1000`)
}

/** The channel of this name; null where there is none. */
export async function channelNamed(db: Pick<Database, 'query'>, name: string): Promise<Channel | null> {
  const [found] = await db.query<Channel>(sql`/* channel-named */ select ${columns} from channel where name = ${name}`)
  return found ?? null
}

/** The channel of this id; null where there is none. */
export async function channelOf(db: Pick<Database, 'query'>, id: number): Promise<Channel | null> {
  const [found] = await db.query<Channel>(sql`/* channel-of */ select ${columns} from channel where id = ${id}`)
  return found ?? null
}

/** The same, which nobody changes until the transaction ends. */
export async function heldChannel(tx: Database, id: number): Promise<Channel | null> {
  const [found] = await tx.query<Channel>(sql`
    /* held-channel */
    select ${columns} from channel where id = ${id} for share of channel`)
  return found ?? null
}

/** Keeps a new channel; gives its id, or null where the name is taken. */
export async function addChannel(
  db: Database,
  { name, kind, settings, sealed }: Pick<Channel, 'name' | 'kind' | 'settings' | 'sealed'>,
): Promise<number | null> {
  const [added] = await db.query<{ readonly id: number }>(sql`
    /* add-channel */
    insert into channel (name, kind, settings, sealed)
    values (${name}, ${kind}, ${JSON.stringify(settings)}::json, ${sealed})
    on conflict (name) do nothing
    returning id`)
  return added?.id ?? null
}

/** Keeps a channel as it is to be from now on; its name and kind stay, and so do its rules and schedules. What failed was what it was. */
export async function changeChannel(
  db: Database,
  { id, settings, sealed }: Pick<Channel, 'id' | 'settings' | 'sealed'>,
): Promise<void> {
  await db.query(sql`
    /* change-channel */
    update channel
       set settings = ${JSON.stringify(settings)}::json, sealed = ${sealed}, failing_since = null, message = null
     where id = ${id}`)
}

/** Takes a channel away, with what is on its way there; false where there is none, or schedules go there and are not to end with it. */
export async function removeChannel(db: Database, name: string, withSchedules = true): Promise<boolean> {
  const rows = await db.query(sql`
    /* remove-channel */
    delete from channel
     where name = ${name}
       and (${withSchedules}::boolean
            or not exists (select from report_schedule where report_schedule.channel_id = channel.id))
    returning id`)
  return rows.length > 0
}

/** Names of what tells a channel something: reports and digests, and rules of alerts; null where there is none of this name. */
export async function channelUsers(
  db: Pick<Database, 'query'>,
  name: string,
): Promise<{ readonly schedules: readonly string[]; readonly rules: readonly string[] } | null> {
  const [found] = await db.query<{ readonly schedules: readonly string[]; readonly rules: readonly string[] }>(sql`
    /* channel-users */
    select array(
             select report_schedule.name from report_schedule where report_schedule.channel_id = channel.id order by 1
           ) as schedules,
           array(
             select alert_rule.name
               from alert_rule_channel
               join alert_rule on alert_rule.id = alert_rule_channel.rule_id
              where alert_rule_channel.channel_id = channel.id
              order by 1
           ) as rules
      from channel
     where channel.name = ${name}`)
  return found ?? null
}
