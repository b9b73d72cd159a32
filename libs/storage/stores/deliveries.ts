import { createHash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { DAY, type Instant } from '#domain/instant'
import type { Database } from '../database.ts'
import { sql } from '../sql.ts'

/** Any number that no other program uses: one process at a time makes or drops partitions. */
const partitionLock = 7_263_147

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

export interface Delivery extends NewDelivery {
  readonly id: number
  readonly receivedAt: Instant
}

export type DeliveryOutcome = 'TRANSLATED' | 'IGNORED' | 'QUARANTINED'

function day(instant: Instant): string {
  return new Date(instant).toISOString().slice(0, 10)
}

/** Keeps bodies, each in the partition of its day (UTC); the partition must be there (`keepPartitions`). */
export async function keepDeliveries(db: Database, deliveries: readonly NewDelivery[]): Promise<void> {
  await db.query(sql`
    /* keep-deliveries */
    insert into delivery (received_on, source, system, transport_id, headers, body_deflated, body_sha256)
    select (now() at time zone 'UTC')::date, source, system, transport_id, headers::json, body, sha256
      from unnest(${deliveries.map((row) => row.source)}::text[], ${deliveries.map((row) => row.system)}::text[],
             ${deliveries.map((row) => row.transportId)}::text[],
             ${deliveries.map((row) => JSON.stringify(row.headers))}::text[],
             ${deliveries.map((row) => deflateRawSync(row.body))}::bytea[],
             ${deliveries.map((row) => createHash('sha256').update(row.body).digest())}::bytea[])
           as sent (source, system, transport_id, headers, body, sha256)`)
}

/** The oldest bodies that wait for translation, locked for this transaction and skipped by others. */
export async function takeWaiting(db: Database, limit: number): Promise<Delivery[]> {
  const rows = await db.query<Omit<Delivery, 'body'> & { readonly deflated: Buffer }>(sql`
    /* take-waiting */
    select id, received_at as "receivedAt", source, system, transport_id as "transportId", headers,
           body_deflated as deflated
      from delivery
     where state = 'PENDING'
     order by id
     limit ${limit}
       for update skip locked`)
  return rows.map(({ deflated, ...row }) => ({
    ...row,
    body: inflateRawSync(deflated, { maxOutputLength: largestBody }),
  }))
}

/** Says what became of a body. */
export async function settleDelivery(
  db: Database,
  id: number,
  outcome: DeliveryOutcome,
  reason: string | null,
): Promise<void> {
  await db.query(sql`
    /* settle-delivery */
    update delivery set state = ${outcome}, reason = ${reason} where id = ${id}`)
}

/**
 * Makes the partitions of today and the next two days, and drops whole those that ended before `now - keep`: a drop costs
 * the same however much a day holds. Gives the names of the dropped ones.
 */
export async function keepPartitions(db: Database, now: Instant, keep: number): Promise<string[]> {
  return db.transaction(async (transaction) => {
    await transaction.query(sql`/* keep-partitions */ select pg_advisory_xact_lock(${partitionLock})`)
    for (const ahead of [0, 1, 2]) {
      const from = day(now + ahead * DAY)
      const text = `create table if not exists delivery_${from.replaceAll('-', '')} partition of delivery
        for values from ('${from}') to ('${day(now + (ahead + 1) * DAY)}')`
      await transaction.query({ text, values: [] })
    }
    const partitions = await transaction.query<{ name: string }>(sql`
      select inhrelid::regclass::text as name from pg_inherits where inhparent = 'delivery'::regclass`)
    const oldest = `delivery_${day(now - keep).replaceAll('-', '')}`
    const dropped = partitions.map(({ name }) => name).filter((name) => /^delivery_\d{8}$/.test(name) && name < oldest)
    for (const name of dropped) await transaction.query({ text: `drop table ${name}`, values: [] })
    return dropped.toSorted()
  })
}
