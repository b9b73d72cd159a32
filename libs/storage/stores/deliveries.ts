import { inflateRawSync } from 'node:zlib'
import { DAY, type Instant, type Milliseconds } from '#domain/instant'
import { type Database, toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'

/** Any number that no other program uses: one process at a time makes or drops partitions. */
const partitionLock = 7_263_147

/** Any other number: held by who translates, and alone by who has deliveries translated in another way. */
const translationLock = 7_263_152

/** Largest body that is kept, inflated. */
const largestBody = 26_214_400

/** A body whose sender was proven. */
export interface Delivery {
  readonly id: number
  readonly source: string
  readonly system: string
  /** The sender's id of this transport, where it gives one. */
  readonly transportId: string | null
  /** The headers that matter, and no credentials. */
  readonly headers: Readonly<Record<string, string>>
  readonly receivedAt: Instant
  readonly deflated: Buffer
}

export type DeliveryOutcome = 'TRANSLATED' | 'IGNORED' | 'QUARANTINED'

/** What became of a body. */
export interface Settled {
  readonly id: number
  readonly outcome: DeliveryOutcome
  readonly reason: string | null
}

/** The day (UTC) by whose partition a body is kept. */
export function dayOf(instant: Instant): string {
  return new Date(instant).toISOString().slice(0, 10)
}

/**
 * The oldest bodies that wait for translation, locked for this transaction and skipped by others: at least one where there
 * is any, and no more than `bytes` of them together, as they are stored.
 */
export async function takeWaiting(db: Database, limit: number, bytes = 8_388_608): Promise<Delivery[]> {
  return db.query<Delivery>(sql`
    /* take-waiting */
    with waiting as (
      select id, received_at, source, system, transport_id, headers, body_deflated
        from delivery
       where state = 'PENDING'
       order by id
       limit ${limit}
         for update skip locked
    ), weighed as (
      select waiting.*, row_number() over (order by id) as place,
             sum(octet_length(body_deflated)) over (order by id) as bytes
        from waiting
    )
    select id, received_at as "receivedAt", source, system, transport_id as "transportId", headers,
           body_deflated as deflated
      from weighed
     where place = 1 or bytes <= ${bytes}
     order by id`)
}

/**
 * Held until the end of the transaction; as many as like may translate meanwhile, by the settings that stand then. The transaction
 * does not wait for the disk: bodies that a crash lets wait again are translated again, and what they say is known.
 */
export async function shareTranslation(db: Database): Promise<void> {
  await db.query(sql`
    /* share-translation */
    select set_config('synchronous_commit', 'off', true), pg_advisory_xact_lock_shared(${translationLock}::bigint)`)
}

/** Nobody translates until the end of the transaction. */
export async function lockTranslation(db: Database): Promise<void> {
  await db.query(sql`/* lock-translation */ select pg_advisory_xact_lock(${translationLock}::bigint)`)
}

/** What is kept of what a source delivered, after an id, in the order in which it came. */
export async function keptDeliveries(db: Database, source: string, after: number, limit: number): Promise<Delivery[]> {
  return db.query<Delivery>(sql`
    /* kept-deliveries */
    select id, received_at as "receivedAt", source, system, transport_id as "transportId", headers,
           body_deflated as deflated
      from delivery
     where source = ${source} and id > ${after}
     order by id
     limit ${limit}`)
}

/** Lets everything that is kept of a source wait for translation again; what of it said nothing is counted again then. */
export async function offerSourceAgain(db: Database, source: string): Promise<void> {
  await db.query(sql`
    /* offer-source-again: ignored */
    update source
       set ignored = greatest(0, source.ignored - (
             select count(*) from delivery where delivery.source = ${source} and delivery.state = 'IGNORED'
           ))
     where name = ${source}`)
  await db.query(sql`
    /* offer-source-again */
    update delivery set state = 'PENDING', reason = null where source = ${source} and state <> 'PENDING'`)
}

/** The body as it came. */
export function bodyOf({ deflated }: Delivery): Buffer {
  return inflateRawSync(deflated, { maxOutputLength: largestBody })
}

/** Says what became of bodies, and counts with their sources those that said nothing. */
export async function settleDeliveries(db: Database, settled: readonly Settled[]): Promise<void> {
  await db.query(sql`
    /* settle-deliveries */
    with settled as (
      select * from unnest(${settled.map(({ id }) => id)}::bigint[], ${settled.map(({ outcome }) => outcome)}::text[],
               ${settled.map(({ reason }) => reason)}::text[]) as settled (id, outcome, reason)
    ), moved as (
      update delivery
         set state = settled.outcome, reason = settled.reason
        from settled
       where delivery.id = settled.id
      returning delivery.source, settled.outcome
    ), counted as (
      select source, count(*) as ignored
        from moved
       where outcome = 'IGNORED'
       group by source
    )
    update source
       set ignored = source.ignored + counted.ignored
      from counted
     where source.name = counted.source`)
}

/** Puts a body aside that still waits. */
export async function setAsideDelivery(db: Database, id: number, reason: string): Promise<void> {
  await db.query(sql`
    /* set-aside-delivery */
    update delivery set state = 'QUARANTINED', reason = ${reason} where id = ${id} and state = 'PENDING'`)
}

/** How many bodies wait for translation, and since when. */
export async function waitingTotals(
  db: Database,
): Promise<{ readonly waiting: number; readonly oldestAt: Instant | null }> {
  const [row] = await db.query<{ waiting: number; oldestAt: Instant | null }>(sql`
    /* waiting-totals */
    select count(*) as "waiting", min(received_at) as "oldestAt" from delivery where state = 'PENDING'`)
  return row ?? { waiting: 0, oldestAt: null }
}

/** Lets every body that could not be read wait for translation again. Gives how many there are. */
export async function offerAgain(db: Database): Promise<number> {
  const rows = await db.query(sql`
    /* offer-again */
    update delivery set state = 'PENDING', reason = null where state = 'QUARANTINED' returning id`)
  return rows.length
}

/**
 * Makes the partitions of today and the next two days, and drops whole those that ended before `now - keep`: a drop costs
 * the same however much a day holds. What their bodies were called is forgotten with them. Gives the names of the dropped ones.
 */
export async function keepPartitions(db: Database, now: Instant, keep: Milliseconds): Promise<string[]> {
  return db.transaction(async (transaction) => {
    await transaction.query(sql`/* keep-partitions */ select pg_advisory_xact_lock(${partitionLock})`)
    for (const ahead of [0, 1, 2]) {
      const from = dayOf(now + ahead * DAY)
      const text = `create table if not exists delivery_${from.replaceAll('-', '')} partition of delivery
        for values from ('${from}') to ('${dayOf(now + (ahead + 1) * DAY)}')`
      await transaction.query({ text, values: [] })
    }
    if (keep === Number.POSITIVE_INFINITY) return []
    const partitions = await transaction.query<{ name: string }>(sql`
      select inhrelid::regclass::text as name from pg_inherits where inhparent = 'delivery'::regclass`)
    const oldest = `delivery_${dayOf(now - keep).replaceAll('-', '')}`
    const dropped = partitions.map(({ name }) => name).filter((name) => /^delivery_\d{8}$/.test(name) && name < oldest)
    for (const name of dropped) await transaction.query({ text: `drop table ${name}`, values: [] })
    await transaction.query(sql`
      /* keep-partitions: names */
      delete from delivery_known where received_at < ${toTimestamp(now - keep - DAY)}::timestamptz`)
    return dropped.toSorted()
  })
}
