import { EntitySchema } from 'typeorm'
import type { Instant } from '#domain/instant'
import { identity, instant } from './columns.ts'

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

export const TokenSchema = new EntitySchema<TokenRow>({
  name: 'token',
  columns: {
    id: identity,
    publicId: { type: 'text', name: 'public_id' },
    secretSha256: { type: 'bytea', name: 'secret_sha256' },
    name: { type: 'text' },
    source: { type: 'text' },
    scopes: { type: 'text', array: true },
    createdAt: instant('created_at', { default: () => 'now()' }),
    expiresAt: instant('expires_at', { nullable: true }),
    revokedAt: instant('revoked_at', { nullable: true }),
    lastUsedAt: instant('last_used_at', { nullable: true }),
  },
})
