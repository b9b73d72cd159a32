import { isScope, presetAdmin, type Scope, type Viewer } from '#access/scope'
import { bearerOf, publicIdOf, sameSecret, viewerOf } from '#access/token'
import type { Database } from '#storage/database'
import { findTokens, type TokenRow, touchTokens } from '#storage/stores/tokens'

/** What a caller proved to be, or why the answer is 401. */
export type Proof = { readonly viewer: Viewer } | { readonly viewer: null; readonly reason: string }

interface Asker {
  readonly resolve: (row: TokenRow | null) => void
  readonly reject: (error: unknown) => void
}

const minute = 60_000

/**
 * Knows who asks. Nothing is cached, so that a revoked token is refused at once; requests that come together share one
 * look into the database, and one that comes while a look is under way waits for the next.
 */
export class Authenticator {
  readonly #db: Database
  readonly #presetToken: string | null
  readonly #clock: () => number
  #waiting = new Map<string, Asker[]>()
  #looking = false

  /** @param presetToken `LEADLINE_TOKEN`: admin of source `api`; null where none is set */
  constructor(db: Database, presetToken: string | null, clock: () => number) {
    this.#db = db
    this.#presetToken = presetToken
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
    if (this.#presetToken !== null && sameSecret(token, this.#presetToken)) return { viewer: presetAdmin }
    const unknown: Proof = { viewer: null, reason: 'The token is unknown, expired or revoked.' }
    const publicId = publicIdOf(token)
    if (publicId === null) return unknown
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
