import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { deflateRaw, deflateRawSync } from 'node:zlib'
import type { Instant } from '#domain/instant'
import { type Database, toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'
import { dayOf, type Delivery, keepPartitions } from './deliveries.ts'

/** SQLSTATE of a row that no partition takes. */
const noPartition = '23514'

const deflateAside = promisify(deflateRaw)

/** Up to so many bytes a thread costs more than the work that it takes over: for 5 KB eight times as much. They barely shrink further. */
const smallBody = 32_768

async function deflated(body: Buffer): Promise<Buffer> {
  return body.length > smallBody ? deflateAside(body) : deflateRawSync(body, { level: 1 })
}

/** A body whose sender was proven, to be translated later. */
export interface NewDelivery extends Pick<Delivery, 'source' | 'system' | 'transportId' | 'headers'> {
  readonly body: Buffer
  /** Sealed, as it was read: what proved the sender, which the source must still have; left out: proven otherwise. */
  readonly provenBy?: Buffer
}

/** What was kept, what was there before, and what the secret of no source proves any more. */
export type Kept = 'KEPT' | 'KNOWN' | 'UNPROVEN'

/**
 * Keeps bodies in the partition of their day (UTC), all or none, but for those of which one of the same transport id was kept
 * for the same source before, and those that what their source is proven by does not prove any more. The day's partition is made
 * where it is missing.
 */
export async function keepDeliveries(db: Database, deliveries: readonly NewDelivery[], now: Instant): Promise<Kept[]> {
  const bodies = await Promise.all(deliveries.map(({ body }) => deflated(body)))
  try {
    return await insertDeliveries(db, deliveries, bodies, now)
  } catch (error) {
    if ((error as { code?: unknown }).code !== noPartition) throw error
    await keepPartitions(db, now, Number.POSITIVE_INFINITY)
    return insertDeliveries(db, deliveries, bodies, now)
  }
}

/** Keeps one body as `keepDeliveries` does. False where it was there already. */
export async function keepDelivery(db: Database, delivery: NewDelivery, now: Instant): Promise<boolean> {
  const [kept] = await keepDeliveries(db, [delivery], now)
  return kept === 'KEPT'
}

/** Names are remembered in one order, whoever comes: of two that wait for each other, one would be turned away. */
async function insertDeliveries(
  db: Database,
  rows: readonly NewDelivery[],
  bodies: readonly Buffer[],
  now: Instant,
): Promise<Kept[]> {
  const at = toTimestamp(now)
  const proven = await db.query<{ place: number; isNew: boolean }>(sql`
    /* keep-deliveries */
    with given as (
      select *
        from unnest(
          ${rows.map(({ source }) => source)}::text[],
          ${rows.map(({ system }) => system)}::text[],
          ${rows.map(({ transportId }) => transportId)}::text[],
          ${rows.map(({ headers }) => JSON.stringify(headers))}::text[],
          ${bodies}::bytea[],
          ${rows.map(({ body }) => createHash('sha256').update(body).digest())}::bytea[],
          ${rows.map(({ provenBy = null }) => provenBy)}::bytea[]
        ) with ordinality as given (source, system, transport_id, headers, body, sha256, proven_by, place)
    ), proven as (
      select given.*
        from given
       where given.proven_by is null
          or exists (
               select from source
                where source.name = given.source
                  and source.system = given.system
                  and source.disabled_at is null
                  and (source.secret = given.proven_by
                       or (source.previous_secret = given.proven_by and source.previous_secret_until > ${at}::timestamptz)))
    ), known as (
      insert into delivery_known (source, transport_id, received_at)
      select distinct source, transport_id, ${at}::timestamptz
        from proven
       where transport_id is not null
       order by source, transport_id
          on conflict do nothing
      returning source, transport_id
    ), fresh as (
      select place from proven where transport_id is null
       union all
      select min(proven.place)
        from proven
        join known on known.source = proven.source and known.transport_id = proven.transport_id
       group by proven.source, proven.transport_id
    ), kept as (
      insert into delivery (received_on, received_at, source, system, transport_id, headers, body_deflated, body_sha256)
      select ${dayOf(now)}::date, ${at}::timestamptz, proven.source, proven.system, proven.transport_id, proven.headers::json,
             proven.body, proven.sha256
        from proven
        join fresh on fresh.place = proven.place
       order by proven.place
    )
    select proven.place, fresh.place is not null as "isNew"
      from proven
      left join fresh on fresh.place = proven.place`)
  const known = new Map(proven.map(({ place, isNew }) => [place, isNew ? 'KEPT' : 'KNOWN'] as const))
  return rows.map((_row, index) => known.get(index + 1) ?? 'UNPROVEN')
}
