import type { Instant } from '#domain/instant'
import type { Message, Sent } from '../../notification.ts'
import { outcomeOf, type Post, unanswered } from '../post.ts'
import { signed } from './signature.ts'

/** Where a webhook is sent, and with what it is signed. */
export interface WebhookSettings {
  readonly url: string
  readonly secret: string
  /** It may lead to an address of a private network, or of this machine. */
  readonly allowPrivate: boolean
}

/** What a webhook carries, as Standard Webhooks recommends: `{ type, timestamp, data }`. */
export function bodyOf({ at, notification }: Message): string {
  const { kind, subject, text, data, attachments } = notification
  const alert = notification.kind === 'alert' ? { alert: notification.alert } : {}
  return JSON.stringify({
    type: kind,
    timestamp: new Date(at).toISOString(),
    data: { subject, text, ...data, ...alert, attachments },
  })
}

/** Sends a notification to an address. */
export async function sendWebhook(
  { url, secret, allowPrivate }: WebhookSettings,
  message: Message,
  now: Instant,
  post: Post,
): Promise<Sent> {
  const address = new URL(url)
  const body = bodyOf(message)
  const headers = { 'content-type': 'application/json', ...signed(secret, message.id, now, body) }
  const answer = await post(address, body, { headers, allowPrivate })
  return 'failed' in answer ? unanswered(address.host, answer, allowPrivate) : outcomeOf(address.host, answer)
}
