import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { deflateRaw, inflateRawSync } from 'node:zlib'
import { DAY, type Instant, type Milliseconds } from '#domain/instant'
import { type Database, toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'

/** Any number that no other program uses: one process at a time makes or drops partitions. */
const partitionLock = 7_263_147

/** Any other number: held by who translates, and alone by who has deliveries translated in another way. */
const translationLock = 7_263_152

/** SQLSTATE of a row that no partition takes. */
const noPartition = '23514'

/** Largest body that is kept, inflated. */
const largestBody = 26_214_400

/** A body whose sender was proven, to be translated later. */
export interface NewDelivery {
  readonly source: string
  readonly system: string
  /** The sender's id of this transport, where it gives one. */
  readonly transportId: string | null
  /** The headers that matter, and no credentials. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface Delivery extends Omit<NewDelivery, 'body'> {
  readonly id: number
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

const deflate = promisify(deflateRaw)

function day(instant: Instant): string {
  return new Date(instant).toISOString().slice(0, 10)
}

/**
 * Keeps bodies in the partition of their day (UTC), all or none, but for those of which one of the same transport id was kept
 * for the same source before. The day's partition is made where it is missing. Tells of each whether it was kept now.
 */
export async function keepDeliveries(
  db: Database,
  deliveries: readonly NewDelivery[],
  now: Instant,
): Promise<boolean[]> {
  const deflated = await Promise.all(deliveries.map(({ body }) => deflate(body)))
  try {
    return await insertDeliveries(db, deliveries, deflated, now)
  } catch (error) {
    if ((error as { code?: unknown }).code !== noPartition) throw error
    await keepPartitions(db, now, Number.POSITIVE_INFINITY)
    return insertDeliveries(db, deliveries, deflated, now)
  }
}

/** Keeps one body as `keepDeliveries` does. False where it was there already. */
export async function keepDelivery(db: Database, delivery: NewDelivery, now: Instant): Promise<boolean> {
  const [isNew] = await keepDeliveries(db, [delivery], now)
  return isNew === true
}

/** Names are remembered in one order, whoever comes: of two that wait for each other, one would be turned away. */
async function insertDeliveries(
  db: Database,
  rows: readonly NewDelivery[],
  deflated: readonly Buffer[],
  now: Instant,
): Promise<boolean[]> {
  const at = toTimestamp(now)
  const kept = await db.query<{ place: number }>(sql`
    /* keep-deliveries */
    with given as (
      select *
        from unnest(
          ${rows.map(({ source }) => source)}::text[],
          ${rows.map(({ system }) => system)}::text[],
          ${rows.map(({ transportId }) => transportId)}::text[],
          ${rows.map(({ headers }) => JSON.stringify(headers))}::text[],
          ${deflated}::bytea[],
          ${rows.map(({ body }) => createHash('sha256').update(body).digest())}::bytea[]
        ) with ordinality as given (source, system, transport_id, headers, body, sha256, place)
    ), known as (
      insert into delivery_known (source, transport_id, received_at)
      select distinct source, transport_id, ${at}::timestamptz
        from given
       where transport_id is not null
       order by source, transport_id
          on conflict do nothing
      returning source, transport_id
    ), fresh as (
      select place from given where transport_id is null
       union all
      select min(given.place)
        from given
        join known on known.source = given.source and known.transport_id = given.transport_id
       group by given.source, given.transport_id
    ), kept as (
      insert into delivery (received_on, received_at, source, system, transport_id, headers, body_deflated, body_sha256)
      select ${day(now)}::date, ${at}::timestamptz, given.source, given.system, given.transport_id, given.headers::json,
             given.body, given.sha256
        from given
        join fresh on fresh.place = given.place
       order by given.place
    )
    select place from fresh`)
  const fresh = new Set(kept.map(({ place }) => place))
  return rows.map((_row, index) => fresh.has(index + 1))
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

/** Says what became of bodies, and of which sources something could not be read. */
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
      returning delivery.source, delivery.id, settled.outcome, settled.reason
    ), counted as (
      select source, count(*) filter (where outcome = 'IGNORED') as ignored,
             (array_agg(reason order by id desc) filter (where outcome = 'QUARANTINED'))[1] as message
        from moved
       group by source
    )
    update source
       set ignored = source.ignored + counted.ignored, message = coalesce(counted.message, source.message)
      from counted
     where source.name = counted.source and (counted.ignored > 0 or counted.message is not null)`)
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
      const from = day(now + ahead * DAY)
      const text = `create table if not exists delivery_${from.replaceAll('-', '')} partition of delivery
        for values from ('${from}') to ('${day(now + (ahead + 1) * DAY)}')`
      await transaction.query({ text, values: [] })
    }
    if (keep === Number.POSITIVE_INFINITY) return []
    const partitions = await transaction.query<{ name: string }>(sql`
      select inhrelid::regclass::text as name from pg_inherits where inhparent = 'delivery'::regclass`)
    const oldest = `delivery_${day(now - keep).replaceAll('-', '')}`
    const dropped = partitions.map(({ name }) => name).filter((name) => /^delivery_\d{8}$/.test(name) && name < oldest)
    for (const name of dropped) await transaction.query({ text: `drop table ${name}`, values: [] })
    await transaction.query(sql`
      /* keep-partitions: names */
      delete from delivery_known where received_at < ${toTimestamp(now - keep - DAY)}::timestamptz`)
    return dropped.toSorted()
  })
}
