import type { Instant } from '#domain/instant'
import { type Database, toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'

/** A token as it is stored; the secret's hash, never the secret. */
export interface TokenRow {
  readonly id: number
  readonly publicId: string
  readonly secretSha256: Buffer
  readonly name: string
  readonly source: string
  readonly scopes: readonly string[]
  readonly createdAt: Instant
  readonly expiresAt: Instant | null
  readonly revokedAt: Instant | null
  readonly lastUsedAt: Instant | null
}

const columns = sql`
  id, public_id as "publicId", secret_sha256 as "secretSha256", name, source, scopes, created_at as "createdAt",
  expires_at as "expiresAt", revoked_at as "revokedAt", last_used_at as "lastUsedAt"`

/** Stores a new token. Gives its id. */
export async function addToken(
  db: Database,
  token: Pick<TokenRow, 'publicId' | 'secretSha256' | 'name' | 'source' | 'scopes' | 'expiresAt'>,
): Promise<number> {
  const expiresAt = token.expiresAt === null ? null : toTimestamp(token.expiresAt)
  const [row] = await db.query<{ id: number }>(sql`
    /* add-token */
    insert into token (public_id, secret_sha256, name, source, scopes, expires_at)
    values (${token.publicId}, ${token.secretSha256}, ${token.name}, ${token.source}, ${token.scopes}::text[],
      ${expiresAt}::timestamptz)
    returning id`)
  if (row === undefined) throw new Error('The database gave no id for the new token.')
  return row.id
}

/** The tokens with these public ids, revoked and expired ones too. */
export async function findTokens(db: Database, publicIds: readonly string[]): Promise<TokenRow[]> {
  return db.query<TokenRow>(
    sql`/* find-tokens */ select ${columns} from token where public_id = any(${publicIds}::text[])`,
  )
}

/** All tokens, newest first; at most 1,000. */
export async function listTokens(db: Database): Promise<TokenRow[]> {
  return db.query<TokenRow>(sql`/* list-tokens */ select ${columns} from token order by id desc limit 1000`)
}

/** Revokes a token, at once. False where there is none with this public id; revoking twice keeps the first time. */
export async function revokeToken(db: Database, publicId: string): Promise<boolean> {
  const rows = await db.query(sql`
    /* revoke-token */
    update token set revoked_at = coalesce(revoked_at, now()) where public_id = ${publicId} returning id`)
  return rows.length > 0
}

/** Notes that tokens were used; at most once a minute each. */
export async function touchTokens(db: Database, ids: readonly number[]): Promise<void> {
  await db.query(sql`
    /* touch-tokens */
    update token set last_used_at = now()
     where id = any(${ids}::integer[]) and (last_used_at is null or last_used_at < now() - interval '1 minute')`)
}
