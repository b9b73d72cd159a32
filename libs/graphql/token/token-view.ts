import type { Instant } from '#domain/instant'
import type { TokenRow } from '#storage/stores/tokens'
import { globalId } from '../relay/global-id.ts'
import type { TokenState, TokenType } from './token.type.ts'

function stateOf({ revokedAt, expiresAt }: TokenRow, now: Instant): keyof typeof TokenState {
  if (revokedAt !== null) return 'REVOKED'
  return expiresAt !== null && expiresAt <= now ? 'EXPIRED' : 'VALID'
}

/** A token as it may be seen: never its secret, nor the hash of it. */
export function tokenView(row: TokenRow, { now, asker }: { now: Instant; asker: number | null }): TokenType {
  const { publicId, name, source, scopes, createdAt, lastUsedAt, expiresAt, revokedAt } = row
  return {
    id: globalId('Token', publicId),
    publicId,
    name,
    source,
    scopes,
    state: stateOf(row, now),
    isOwn: row.id === asker,
    createdAt,
    lastUsedAt,
    expiresAt,
    revokedAt,
  }
}
