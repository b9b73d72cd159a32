/** Tokens in words, and what the documents of the account page ask for. Pure. */
import { ago } from './format.ts'

export const scopeMeanings = {
  read: 'read all numbers and records',
  ingest: 'send events for its source',
  'ingest:*': 'send events for any source',
  import: 'bring in many events at once, with their times',
  admin: 'everything, and change how Leadline is set up',
} as const
export type ScopeName = keyof typeof scopeMeanings

export const scopeNames = Object.keys(scopeMeanings) as readonly ScopeName[]

export interface Token {
  readonly id: string
  readonly publicId: string
  readonly name: string
  readonly source: string
  readonly scopes: readonly string[]
  readonly state: 'VALID' | 'EXPIRED' | 'REVOKED'
  /** Whether it is the one that the reader is signed in with. */
  readonly isOwn: boolean
  readonly createdAt: string
  readonly lastUsedAt: string | null
  readonly expiresAt: string | null
  readonly revokedAt: string | null
}

export interface AccountAnswer {
  readonly viewer: { readonly source: string; readonly scopes: readonly string[]; readonly mayAdminister: boolean }
}
export interface TokensAnswer {
  readonly tokens: readonly Token[]
}
export interface TokenPayload {
  readonly id: string | null
  readonly token: string | null
  readonly userErrors: readonly { readonly message: string }[]
}

/** What scopes let their holder do; one that is not known here stands by its name. */
export function scopeWords(scopes: readonly string[]): string {
  if (scopes.length === 0) return 'nothing by itself'
  return scopes.map((scope) => (scope in scopeMeanings ? scopeMeanings[scope as ScopeName] : scope)).join('; ')
}

/** `valid`, `ended 3 days ago`. */
export function stateWords({ state, expiresAt, revokedAt }: Token, now: string): string {
  if (state === 'REVOKED') return revokedAt === null ? 'revoked' : `revoked ${ago(revokedAt, now)}`
  if (state === 'EXPIRED') return expiresAt === null ? 'ended' : `ended ${ago(expiresAt, now)}`
  return 'valid'
}

/** When a token of so many days ends; null: never. */
export function endAfter(days: number | null, now: string): string | null {
  return days === null ? null : new Date(Date.parse(now) + days * 86_400_000).toISOString()
}
