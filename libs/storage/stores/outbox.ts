import { randomUUID } from 'node:crypto'
import type { Instant, Milliseconds } from '#domain/instant'
import { type Database, toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'

/** Something on its way to a channel. */
export interface OutboxRow {
  /** The same at each try. */
  readonly id: string
  readonly channelId: number
  readonly notification: unknown
  /** What it is one of several messages of, such as an alert; null where it stands for itself. */
  readonly thread: string | null
  readonly createdAt: Instant
  /** How often it was tried, this time included. */
  readonly tries: number
  /** Whom of several it reached and whom not; null where that is not told apart. */
  readonly progress: unknown
}

/** What is put on its way. */
export interface NewOutboxRow {
  readonly channelId: number
  readonly key: string
  readonly notification: object
  /** What it is one of several messages of: they arrive in the order in which they were put here. */
  readonly thread?: string
  readonly at: Instant
}

/**
 * Puts something on its way; with the key of what was put there before, it is there once. To be called in the transaction
 * of what it tells of. Gives its id; null where it was there.
 */
export async function putIntoOutbox(
  db: Database,
  { channelId, key, notification, thread, at }: NewOutboxRow,
): Promise<string | null> {
  const [row] = await db.query<{ readonly id: string }>(sql`
    /* put-into-outbox */
    insert into outbox (id, channel_id, key, notification, thread, created_at, next_try_at)
    values (${randomUUID()}, ${channelId}, ${key}, ${JSON.stringify(notification)}::json, ${thread ?? null},
            ${toTimestamp(at)}::timestamptz, ${toTimestamp(at)}::timestamptz)
    on conflict (key) do nothing
    returning id`)
  return row?.id ?? null
}

/**
 * Takes what is due, oldest first and only some of each channel, so that a slow one holds up no other; `busy` names the
 * channel of each that is under way already. Of a thread nothing is taken before what was put there earlier arrived or was
 * given up. Who takes it has it until the lease ends: where that process dies, another takes it again.
 */
export function takeFromOutbox(
  db: Database,
  {
    now,
    lease,
    most,
    perChannel,
    busy = [],
  }: { now: Instant; lease: Milliseconds; most: number; perChannel: number; busy?: readonly number[] },
): Promise<OutboxRow[]> {
  return db.query<OutboxRow>(sql`
    /* take-from-outbox */
    with due as (
      select id, row_number() over (partition by channel_id order by next_try_at, id) as place
        from outbox
       where next_try_at <= ${toTimestamp(now)}::timestamptz
         and (thread is null or not exists (
               select from outbox as earlier
                where earlier.channel_id = outbox.channel_id
                  and earlier.thread = outbox.thread
                  and earlier.place < outbox.place
                  and earlier.next_try_at is not null
             ))
    ), taken as (
      select outbox.id
        from outbox
        join due on due.id = outbox.id
         and due.place + cardinality(array_positions(${busy}::integer[], outbox.channel_id)) <= ${perChannel}
       where outbox.next_try_at <= ${toTimestamp(now)}::timestamptz
       order by outbox.next_try_at, outbox.id
       limit ${most}
         for update of outbox skip locked
    )
    update outbox
       set tries = outbox.tries + 1, next_try_at = ${toTimestamp(now + lease)}::timestamptz
      from taken
     where outbox.id = taken.id
    returning outbox.id, outbox.channel_id as "channelId", outbox.notification, outbox.thread,
              outbox.created_at as "createdAt", outbox.tries, outbox.progress`)
}

/** Notes that it arrived, and that its channel works; with a message where it arrived at some only. */
export async function noteDelivered(
  db: Database,
  { id, channelId }: OutboxRow,
  { now, message }: { now: Instant; message: string | null },
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query(sql`
      /* outbox-delivered */
      update outbox set delivered_at = ${toTimestamp(now)}::timestamptz, next_try_at = null, message = ${message}
       where id = ${id}`)
    await tx.query(sql`
      /* channel-works */
      update channel set delivered_at = ${toTimestamp(now)}::timestamptz, failing_since = null, message = ${message}
       where id = ${channelId}`)
  })
}

/** Gives back what could not be tried to its end because the process stops: another tries it. What was begun counts as a try. */
export async function giveBackToOutbox(db: Database, { id }: OutboxRow, now: Instant): Promise<void> {
  await db.query(sql`
    /* give-back-to-outbox */
    update outbox set next_try_at = ${toTimestamp(now)}::timestamptz
     where id = ${id} and next_try_at is not null`)
}

/** Notes that it did not arrive and why, and when it is tried again; null: no more. What was noted of its progress stays where none is given. */
export async function noteNotDelivered(
  db: Database,
  { id, channelId }: OutboxRow,
  {
    now,
    message,
    nextAt,
    progress,
  }: { now: Instant; message: string; nextAt: Instant | null; progress: object | null },
): Promise<void> {
  const next = nextAt === null ? null : toTimestamp(nextAt)
  const givenUp = nextAt === null ? toTimestamp(now) : null
  await db.transaction(async (tx) => {
    await tx.query(sql`
      /* outbox-not-delivered */
      update outbox
         set next_try_at = ${next}::timestamptz, given_up_at = ${givenUp}::timestamptz, message = ${message},
             progress = coalesce(${progress === null ? null : JSON.stringify(progress)}::json, progress)
       where id = ${id}`)
    await tx.query(sql`
      /* channel-fails */
      update channel
         set failing_since = coalesce(failing_since, ${toTimestamp(now)}::timestamptz), message = ${message}
       where id = ${channelId}`)
  })
}

/** Has what did not arrive at a channel so far tried again by this moment; what nobody tried yet waits as it did. */
export async function tryAgainSoon(db: Database, channelId: number, at: Instant): Promise<void> {
  await db.query(sql`
    /* try-again-soon */
    update outbox set next_try_at = least(next_try_at, ${toTimestamp(at)}::timestamptz)
     where channel_id = ${channelId} and tries > 0 and next_try_at is not null`)
}

/** Of what reached some recipients of a channel, tells those who are new too, and those who are none any more no more. */
export async function tellOtherRecipients(
  db: Database,
  channelId: number,
  { before, after, now }: { before: readonly string[]; after: readonly string[]; now: Instant },
): Promise<void> {
  await db.query(sql`
    /* tell-other-recipients */
    update outbox
       set progress = json_build_object(
             'left', array(
               select recipient from unnest(${after}::text[]) as recipient
                where recipient <> all(${before}::text[])
                   or recipient in (select json_array_elements_text(outbox.progress -> 'left'))
             ),
             'refused', array(
               select recipient from unnest(${after}::text[]) as recipient
                where recipient in (select json_array_elements_text(outbox.progress -> 'refused'))
             )
           )
     where channel_id = ${channelId} and next_try_at is not null and progress is not null`)
  await db.query(sql`
    /* tell-other-recipients: nobody left */
    update outbox set delivered_at = ${toTimestamp(now)}::timestamptz, next_try_at = null
     where channel_id = ${channelId} and next_try_at is not null and json_array_length(progress -> 'left') = 0`)
}

/** How something that was put on its way is doing; null where it is not known. */
export async function outboxState(
  db: Pick<Database, 'query'>,
  id: string,
): Promise<{
  readonly deliveredAt: Instant | null
  readonly givenUpAt: Instant | null
  readonly message: string | null
} | null> {
  const [row] = await db.query<{ deliveredAt: Instant | null; givenUpAt: Instant | null; message: string | null }>(sql`
    /* outbox-state */
    select delivered_at as "deliveredAt", given_up_at as "givenUpAt", message from outbox where id = ${id}::uuid`)
  return row ?? null
}

/** What is on its way to channels, and what never arrived of the last thirty days. */
export interface OutboxHealth {
  readonly waiting: number
  /** When the oldest of it was put there; null where nothing waits. */
  readonly oldestAt: Instant | null
  readonly failed: number
}

export async function outboxHealth(db: Pick<Database, 'query'>): Promise<OutboxHealth> {
  const [row] = await db.query<OutboxHealth>(sql`
    /* outbox-health */
    select (count(*) filter (where next_try_at is not null))::integer as waiting,
           min(created_at) filter (where next_try_at is not null) as "oldestAt",
           (count(*) filter (where given_up_at is not null and notification ->> 'kind' is distinct from 'test'))::integer as failed
      from outbox`)
  return row ?? { waiting: 0, oldestAt: null, failed: 0 }
}

/** Forgets what arrived or was given up before a moment. */
export async function trimOutbox(db: Database, before: Instant): Promise<void> {
  await db.query(sql`
    /* trim-outbox */
    delete from outbox where next_try_at is null and created_at < ${toTimestamp(before)}::timestamptz`)
}
