import { setTimeout as sleep } from 'node:timers/promises'
import type { Instant, Milliseconds } from '#domain/instant'
import { type Database, toTimestamp } from '../database.ts'
import type { TokenRow } from '../schema/token.schema.ts'
import { sql } from '../sql.ts'

export type { TokenRow } from '../schema/token.schema.ts'

/**
 * How long whoever looked a token up may go by what it saw. Whoever revokes waits as long before saying so: a token that
 * is said to be revoked is refused by every process.
 */
export const trustedFor: Milliseconds = 20

const columns = sql`
  id, public_id as "publicId", secret_sha256 as "secretSha256", name, source, scopes, created_at as "createdAt",
  expires_at as "expiresAt", revoked_at as "revokedAt", last_used_at as "lastUsedAt"`

/** Stores a new token. Gives its id. */
export async function addToken(
  db: Database,
  token: Pick<TokenRow, 'publicId' | 'secretSha256' | 'name' | 'source' | 'scopes' | 'expiresAt'>,
): Promise<number> {
  const { publicId, secretSha256, name, source, scopes, expiresAt } = token
  const until = expiresAt === null ? null : toTimestamp(expiresAt)
  const [added] = await db.query<{ readonly id: number }>(sql`
    /* add-token */
    insert into token (public_id, secret_sha256, name, source, scopes, expires_at)
    values (${publicId}, ${secretSha256}, ${name}, ${source}, ${scopes}::text[], ${until}::timestamptz)
    returning id`)
  if (added === undefined) throw new Error('The token was not stored.')
  return added.id
}

/** The tokens with these public ids, revoked and expired ones too. */
export async function findTokens(db: Database, publicIds: readonly string[]): Promise<TokenRow[]> {
  return db.query<TokenRow>(
    sql`/* find-tokens */ select ${columns} from token where public_id = any(${publicIds}::text[])`,
  )
}

/** All tokens, newest first; at most 1,000. */
export function listTokens(db: Database): Promise<TokenRow[]> {
  return db.query<TokenRow>(sql`/* list-tokens */ select ${columns} from token order by id desc limit 1000`)
}

/** Tokens of a source that have one of these scopes and count, oldest first; at most 100. */
export async function tokensOfSource(
  db: Database,
  { source, scopes, now }: { readonly source: string; readonly scopes: readonly string[]; readonly now: Instant },
): Promise<TokenRow[]> {
  return db.query<TokenRow>(sql`
    /* tokens-of-source */
    select ${columns}
      from token
     where source = ${source}
       and scopes && ${scopes}::text[]
       and revoked_at is null
       and (expires_at is null or expires_at > ${toTimestamp(now)}::timestamptz)
     order by id
     limit 100`)
}

/** Revokes a token; resolves when nobody takes it any more. False where there is none with this public id; revoking twice keeps the first time. */
export async function revokeToken(db: Database, publicId: string): Promise<boolean> {
  const rows = await db.query(sql`
    /* revoke-token */
    update token set revoked_at = coalesce(revoked_at, now()) where public_id = ${publicId} returning id`)
  await sleep(trustedFor)
  return rows.length > 0
}

/** Notes that tokens were used; at most once a minute each. */
export async function touchTokens(db: Database, ids: readonly number[]): Promise<void> {
  await db.query(sql`
    /* touch-tokens */
    update token set last_used_at = now()
     where id = any(${ids}::integer[]) and (last_used_at is null or last_used_at < now() - interval '1 minute')`)
}
