import type { Instant } from '#domain/instant'
import { type Database, toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'

/** An embed as it is stored; its token is signed, and stored nowhere. */
export interface EmbedRow {
  readonly publicId: string
  readonly name: string
  readonly part: string
  readonly metric: string | null
  readonly service: string | null
  readonly dashboard: string | null
  readonly environment: string
  /** A duration; null where the window is fixed. */
  readonly last: string | null
  readonly from: Instant | null
  readonly to: Instant | null
  readonly timeZone: string
  readonly theme: string
  readonly origins: readonly string[]
  readonly createdBy: string
  readonly createdAt: Instant
  readonly expiresAt: Instant
  readonly revokedAt: Instant | null
}

const columns = sql`
  public_id as "publicId", name, part, metric, service, dashboard, environment, range_last as "last", range_from as "from",
  range_to as "to", time_zone as "timeZone", theme, origins, created_by as "createdBy", created_at as "createdAt",
  expires_at as "expiresAt", revoked_at as "revokedAt"`

function timestamp(at: Instant | null): string | null {
  return at === null ? null : toTimestamp(at)
}

/** Stores a new embed. */
export async function addEmbed(db: Database, embed: Omit<EmbedRow, 'revokedAt'>): Promise<void> {
  const { publicId, name, part, metric, service, dashboard, environment, last, from, to } = embed
  const { timeZone, theme, origins, createdBy, createdAt, expiresAt } = embed
  await db.query(sql`
    /* add-embed */
    insert into embed (public_id, name, part, metric, service, dashboard, environment, range_last, range_from, range_to, time_zone,
                       theme, origins, created_by, created_at, expires_at)
    values (${publicId}, ${name}, ${part}, ${metric}, ${service}, ${dashboard}, ${environment}, ${last}, ${timestamp(from)}::timestamptz,
            ${timestamp(to)}::timestamptz, ${timeZone}, ${theme}, ${origins}::text[], ${createdBy},
            ${toTimestamp(createdAt)}::timestamptz, ${toTimestamp(expiresAt)}::timestamptz)`)
}

/** The embed with this public id, a revoked or expired one too; null where there is none. */
export async function findEmbed(db: Database, publicId: string): Promise<EmbedRow | null> {
  const [row] = await db.query<EmbedRow>(
    sql`/* find-embed */ select ${columns} from embed where public_id = ${publicId}`,
  )
  return row ?? null
}

/** All embeds, newest first; at most 1,000. */
export function listEmbeds(db: Database): Promise<EmbedRow[]> {
  return db.query<EmbedRow>(sql`/* list-embeds */ select ${columns} from embed order by id desc limit 1000`)
}

/** Revokes an embed; it answers nothing from then on. The embed, or null where there is none; the first time stays. */
export async function revokeEmbed(db: Database, publicId: string, now: Instant): Promise<EmbedRow | null> {
  const [row] = await db.query<EmbedRow>(sql`
    /* revoke-embed */
    update embed set revoked_at = coalesce(revoked_at, ${toTimestamp(now)}::timestamptz)
     where public_id = ${publicId}
    returning ${columns}`)
  return row ?? null
}
