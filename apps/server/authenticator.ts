import { randomBytes } from 'node:crypto'
import { isScope, ownReader, presetAdmin, type Scope, type Viewer } from '#access/scope'
import { bearerOf, hashToken, isSecret, publicIdOf, viewerOf } from '#access/token'
import type { Database } from '#storage/database'
import { findTokens, type TokenRow, touchTokens, trustedFor } from '#storage/stores/tokens'

/** What a caller proved to be, or why the answer is 401. */
export type Proof = { readonly viewer: Viewer } | { readonly viewer: null; readonly reason: string }

interface Asker {
  readonly resolve: (row: TokenRow | null) => void
  readonly reject: (error: unknown) => void
}

const minute = 60_000

/** Tokens that were looked up lately and are remembered at a time. */
const mostTrusted = 1_000

interface Trusted {
  readonly viewer: Viewer
  /** By `performance.now()`. */
  readonly until: number
}

/**
 * Knows who asks. Requests that come together share one look into the database, and one that comes while a look is under
 * way waits for the next. What a look saw is trusted for no longer than whoever revokes a token waits.
 */
export class Authenticator {
  readonly #db: Database
  /** sha256 of the preset token. */
  readonly #preset: Buffer | null
  readonly #clock: () => number
  /** What this process asks itself with; nobody else ever sees it. */
  readonly ownToken = randomBytes(32).toString('hex')
  readonly #own = hashToken(this.ownToken)
  readonly #trusted = new Map<string, Trusted>()
  #waiting = new Map<string, Asker[]>()
  #looking = false

  /** @param presetToken `LEADLINE_TOKEN`: admin of source `api`; null where none is set */
  constructor(db: Database, presetToken: string | null, clock: () => number) {
    this.#db = db
    this.#preset = presetToken === null ? null : hashToken(presetToken)
    this.#clock = clock
  }

  /** Who sends this `Authorization` header. Rejects when the database cannot be asked. */
  async authenticate(header: string | undefined): Promise<Proof> {
    const token = bearerOf(header)
    if (token === null) return { viewer: null, reason: 'Send the header Authorization: Bearer TOKEN.' }
    return this.authenticateToken(token)
  }

  /** Who holds this token, wherever it was sent. Rejects when the database cannot be asked. */
  async authenticateToken(token: string): Promise<Proof> {
    if (this.#preset !== null && isSecret(token, this.#preset)) return { viewer: presetAdmin }
    if (isSecret(token, this.#own)) return { viewer: ownReader }
    const lately = this.#trusted.get(token)
    if (lately !== undefined && lately.until > performance.now()) return { viewer: lately.viewer }
    const unknown: Proof = { viewer: null, reason: 'The token is unknown, expired or revoked.' }
    const publicId = publicIdOf(token)
    if (publicId === null) return unknown
    const askedAt = performance.now()
    const row = await this.#find(publicId)
    if (row === null) return unknown
    const now = this.#clock()
    const viewer = viewerOf(
      token,
      { ...row, scopes: row.scopes.filter((scope): scope is Scope => isScope(scope)) },
      now,
    )
    if (viewer === null) return unknown
    if (row.lastUsedAt === null || row.lastUsedAt < now - minute) this.#touch(row.id)
    if (this.#trusted.size >= mostTrusted) this.#trusted.clear()
    this.#trusted.set(token, { viewer, until: askedAt + trustedFor })
    return { viewer }
  }

  /** For the log of a token's use only, so a failure harms nobody. */
  #touch(id: number): void {
    touchTokens(this.#db, [id]).catch(() => undefined)
  }

  #find(publicId: string): Promise<TokenRow | null> {
    return new Promise((resolve, reject) => {
      const askers = this.#waiting.get(publicId) ?? []
      askers.push({ resolve, reject })
      this.#waiting.set(publicId, askers)
      if (!this.#looking) void this.#look()
    })
  }

  async #look(): Promise<void> {
    this.#looking = true
    while (this.#waiting.size > 0) {
      const askers = this.#waiting
      this.#waiting = new Map()
      try {
        const rows = await findTokens(this.#db, [...askers.keys()])
        const byId = new Map(rows.map((row) => [row.publicId, row]))
        for (const [publicId, waiting] of askers) {
          for (const { resolve } of waiting) resolve(byId.get(publicId) ?? null)
        }
      } catch (error) {
        for (const waiting of askers.values()) for (const { reject } of waiting) reject(error)
      }
    }
    this.#looking = false
  }
}
