import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Instant, SECOND } from '#domain/instant'
import type { SecretBox } from './secret-box.ts'

/** What the key is derived for that embed tokens are signed with. */
const purpose = 'leadline embeds'
const audience = 'leadline-embed'

/** The one header that is written and read: nothing in a token chooses how it is checked. */
const header = encoded({ alg: 'HS256', typ: 'JWT' })

/** What an embed token says, once its signature was found right. */
export interface EmbedClaims {
  readonly publicId: string
  readonly expiresAt: Instant
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function signatureOf(signed: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(signed, 'ascii').digest()
}

/** A JSON Web Token (HS256) for the holder of an embed, until it expires. */
export function signEmbed({ publicId, expiresAt }: EmbedClaims, key: Buffer): string {
  const signed = `${header}.${encoded({ aud: audience, sub: publicId, exp: Math.floor(expiresAt / SECOND) })}`
  return `${signed}.${signatureOf(signed, key).toString('base64url')}`
}

/** Whether a text looks like an embed token, whoever signed it: other tokens hold no dots. */
export function isLikeEmbedToken(text: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(text)
}

/** What a token says; null where we did not sign it as it stands. Whether it expired is for the asker to look at. */
export function readEmbed(text: string, key: Buffer): EmbedClaims | null {
  const [head = '', payload = '', signature = ''] = isLikeEmbedToken(text) ? text.split('.') : []
  if (head !== header) return null
  const [sent, right] = [Buffer.from(signature, 'base64url'), signatureOf(`${head}.${payload}`, key)]
  // Several texts decode to the same bytes; only the one that we write is taken.
  if (sent.length !== right.length || sent.toString('base64url') !== signature || !timingSafeEqual(sent, right))
    return null
  const { aud, sub, exp } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>
  if (aud !== audience || typeof sub !== 'string' || typeof exp !== 'number') return null
  return { publicId: sub, expiresAt: exp * SECOND }
}

/** The key of this installation that signs embeds; made where there is none yet. Throws SecretsClosed where none can be. */
export function keyToSign(box: SecretBox): Promise<Buffer> {
  return box.derive(purpose, 'MADE')
}

/** The keys that may have signed a token: the one that was read lately, and, if that fails, as it stands now. */
export async function openEmbed(box: SecretBox, text: string): Promise<EmbedClaims | null> {
  if (!isLikeEmbedToken(text)) return null
  return readEmbed(text, await box.derive(purpose, 'LATELY')) ?? readEmbed(text, await box.derive(purpose, 'NOW'))
}
