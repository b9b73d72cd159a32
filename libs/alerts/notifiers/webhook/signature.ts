import { createHmac, randomBytes } from 'node:crypto'
import { type Instant, SECOND } from '#domain/instant'

const prefix = 'whsec_'

/** A new secret for what is sent, of 192 random bits, as Standard Webhooks writes it. */
export function makeSecret(): string {
  return `${prefix}${randomBytes(24).toString('base64')}`
}

/** Whether a text is a secret that can be signed with: `whsec_` and 24 to 64 bytes in base64. */
export function isSecret(text: string): boolean {
  const encoded = text.slice(prefix.length)
  if (!text.startsWith(prefix) || !/^[A-Za-z0-9+/]{32,88}={0,2}$/.test(encoded)) return false
  const { length } = Buffer.from(encoded, 'base64')
  return length >= 24 && length <= 64
}

/**
 * Headers that prove a body to whoever has the secret: `webhook-id`, `webhook-timestamp`, and `webhook-signature` with the
 * base64 of HMAC-SHA256 over the three with dots between them (Standard Webhooks, https://www.standardwebhooks.com).
 */
export function signed(secret: string, id: string, at: Instant, body: string): Readonly<Record<string, string>> {
  const seconds = String(Math.floor(at / SECOND))
  const key = Buffer.from(secret.slice(prefix.length), 'base64')
  const mac = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${mac}` }
}
