import type { Scope } from '#access/scope'
import { makeToken } from '#access/token'
import type { Database } from '#storage/database'
import { addToken } from '#storage/stores/tokens'

interface TokenWords {
  readonly name: string
  readonly source: string
  readonly scopes: readonly Scope[]
  readonly expiresAt: number | null
}

/** Makes a token and keeps its hash; the text is nowhere else. */
export async function newToken(
  db: Database,
  words: TokenWords,
): Promise<{ readonly text: string; readonly publicId: string }> {
  const { text, publicId, secretSha256 } = makeToken()
  await addToken(db, { publicId, secretSha256, ...words, scopes: [...words.scopes] })
  return { text, publicId }
}
