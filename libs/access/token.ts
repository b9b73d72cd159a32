import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Scope, Viewer } from './scope.ts'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const pattern = /^ll_([0-9A-Za-z]{6})_([0-9A-Za-z]{32})_([0-9A-Za-z]{6})$/

/** A token as it is made: `text` is shown once and never stored. */
export interface NewToken {
  /** `ll_<6 id>_<32 secret, 190 bits>_<6 checksum>`, so that secret scanners can know it. */
  readonly text: string
  readonly publicId: string
  readonly secretSha256: Buffer
}

/** A token as it is stored. */
export interface StoredToken {
  readonly id: number
  readonly publicId: string
  readonly secretSha256: Buffer
  readonly source: string
  readonly scopes: readonly Scope[]
  readonly expiresAt: number | null
  readonly revokedAt: number | null
}

/** Evenly distributed letters and digits; bytes over 247 are thrown away so that none is likelier than another. */
function randomText(length: number): string {
  let text = ''
  while (text.length < length) {
    for (const byte of randomBytes(length * 2)) {
      if (byte < 248 && text.length < length) text += alphabet[byte % 62]
    }
  }
  return text
}

function checksum(text: string): string {
  let rest = crc32(text)
  let sum = ''
  for (let digit = 0; digit < 6; digit++) {
    sum = (alphabet[rest % 62] ?? '0') + sum
    rest = Math.floor(rest / 62)
  }
  return sum
}

/** sha256 of a token's text: all that is kept of it. A secret of 190 random bits needs no slow hash. */
export function hashToken(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest()
}

/** A new token, from the system's source of randomness. */
export function makeToken(): NewToken {
  const publicId = randomText(6)
  const body = `ll_${publicId}_${randomText(32)}`
  const text = `${body}_${checksum(body)}`
  return { text, publicId, secretSha256: hashToken(text) }
}

/** The public id of a well-formed token; null where form or checksum is wrong, which costs no look into the database. */
export function publicIdOf(text: string): string | null {
  const match = pattern.exec(text)
  if (match === null) return null
  return checksum(text.slice(0, -7)) === match[3] ? (match[1] ?? null) : null
}

/** Whether a secret is the one with this sha256, in a time that does not depend on where they differ. */
export function isSecret(sent: string, sha256: Buffer): boolean {
  return timingSafeEqual(hashToken(sent), sha256)
}

/** Who holds the token; null where the secret is another, or the token expired or was revoked. */
export function viewerOf(text: string, stored: StoredToken, now: number): Viewer | null {
  if (!isSecret(text, stored.secretSha256) || stored.revokedAt !== null) return null
  if (stored.expiresAt !== null && stored.expiresAt <= now) return null
  return { tokenId: stored.id, source: stored.source, scopes: new Set(stored.scopes) }
}

/** The token of an `Authorization: Bearer …` header; null where there is none. */
export function bearerOf(header: string | undefined): string | null {
  if (header === undefined || header.length > 1_024) return null
  return /^Bearer +(\S+) *$/i.exec(header)?.[1] ?? null
}
