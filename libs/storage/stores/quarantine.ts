import { createHash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { ErasedNames } from '#domain/erased-names'
import { DAY, type Instant } from '#domain/instant'
import { type Database, toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'
import { currentErased, isCurrent } from './erased-names.ts'

/** How much of a refused body is kept; the beginning shows what it was. */
export const keptBytes = 65_536

/** How long it is kept. */
export const keptFor = 14 * DAY

/** How many are kept in all, so that a broken sender cannot fill the disk. */
const keptRows = 100_000

/** Erasures that may happen between two looks. */
const mostTries = 5

/** A body that was refused, and why. */
export interface RefusedBody {
  readonly source: string
  readonly code: string
  readonly field: string | null
  readonly message: string
  readonly body: Buffer
}

export interface QuarantinedBody extends RefusedBody {
  readonly id: number
  readonly receivedAt: Instant
  /** False where the body was longer than is kept: it can be shown, not replayed. */
  readonly complete: boolean
}

/** A body without those who were erased; the same bytes where nothing of it changes. */
export function bodyWithout(erased: ErasedNames, body: Buffer): Buffer {
  if (erased.version === null) return body
  const text = body.toString('utf8')
  const masked = erased.body(text)
  return masked === text ? body : Buffer.from(masked)
}

/** Keeps refused bodies; the same body of the same source is kept once, with the reason it was last refused for. */
export async function keepRefused(db: Database, refused: readonly RefusedBody[]): Promise<void> {
  if (refused.length === 0) return
  for (let tries = 0; tries < mostTries; tries += 1) if (await keptWithout(db, refused, await currentErased(db))) return
  throw new Error('People are erased all the time; what was refused could not be kept.')
}

/** Keeps them without those who were erased; false where others were meanwhile, so that nothing was kept. */
async function keptWithout(db: Database, refused: readonly RefusedBody[], erased: ErasedNames): Promise<boolean> {
  const rows = new Map<string, RefusedBody & { readonly sha256: Buffer }>()
  for (const row of refused) {
    const sha256 = createHash('sha256').update(row.body).digest()
    const key = `${sha256.toString('hex')} ${row.source}`
    rows.set(key, { ...row, message: erased.text(row.message, true), body: bodyWithout(erased, row.body), sha256 })
  }
  const kept = [...rows.keys()].toSorted().flatMap((key) => rows.get(key) ?? [])
  const written = await db.query(sql`
    /* keep-refused */
    insert into quarantine (source, code, field, message, body_deflated, body_bytes, body_sha256)
    select * from unnest(${kept.map((row) => row.source)}::text[], ${kept.map((row) => row.code)}::text[],
      ${kept.map((row) => row.field)}::text[], ${kept.map((row) => row.message)}::text[],
      ${kept.map((row) => deflateRawSync(row.body.subarray(0, keptBytes)))}::bytea[],
      ${kept.map((row) => row.body.length)}::integer[], ${kept.map((row) => row.sha256)}::bytea[])
     where ${isCurrent(erased)}
    on conflict (source, body_sha256) do update
      set received_at = now(), code = excluded.code, field = excluded.field, message = excluded.message
    returning id`)
  return written.length > 0
}

interface Row extends Omit<QuarantinedBody, 'body' | 'complete'> {
  readonly deflated: Buffer
  readonly bytes: number
}

/** Refused bodies after an id, oldest first. */
export async function readQuarantine(db: Database, afterId: number, limit: number): Promise<QuarantinedBody[]> {
  const rows = await db.query<Row>(sql`
    /* read-quarantine */
    select id, received_at as "receivedAt", source, code, field, message, body_deflated as deflated, body_bytes as bytes
      from quarantine
     where id > ${afterId}
     order by id
     limit ${limit}`)
  return rows.map(({ deflated, bytes, ...row }) => {
    const body = inflateRawSync(deflated, { maxOutputLength: keptBytes })
    return { ...row, body, complete: body.length === bytes }
  })
}

/** Lets bodies go that were taken after all. */
export async function releaseQuarantined(db: Database, ids: readonly number[]): Promise<void> {
  await db.query(sql`/* release-quarantined */ delete from quarantine where id = any(${ids}::bigint[])`)
}

/** Lets go of all that could not be understood of a source. Gives how many bodies that were. */
export async function dismissRefused(db: Database, source: string): Promise<number> {
  const rows = await db.query(sql`
    /* dismiss-refused */
    with events as (
      delete from quarantine where source = ${source} returning 1
    ), deliveries as (
      update delivery set state = 'IGNORED' where source = ${source} and state = 'QUARANTINED' returning 1
    )
    select from events union all select from deliveries`)
  return rows.length
}

/** Drops what is over 14 days old, and the oldest where there are too many. Gives how many were dropped. */
export async function trimQuarantine(db: Database, now: Instant): Promise<number> {
  const dropped = await db.query(sql`
    /* trim-quarantine */
    delete from quarantine
     where received_at < ${toTimestamp(now - keptFor)}::timestamptz
        or id <= (select id from quarantine order by id desc offset ${keptRows} limit 1)
    returning id`)
  return dropped.length
}
