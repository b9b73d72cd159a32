import type { Instant } from '#domain/instant'
import type { Message, Sent } from '../../notification.ts'
import { signed } from './signature.ts'

/** Where a webhook is sent, and with what it is signed. */
export interface WebhookSettings {
  readonly url: string
  readonly secret: string
  /** It may lead to an address of a private network, or of this machine. */
  readonly allowPrivate: boolean
}

/** Posts once: to checked addresses only, without following a redirection, within a bounded time. */
export type Post = (
  url: URL,
  body: string,
  how: { readonly headers: Readonly<Record<string, string>>; readonly allowPrivate: boolean },
) => Promise<
  | { readonly status: number; readonly retryAfterSeconds: number | null }
  | { readonly failed: 'PRIVATE_ADDRESS' | 'STOPPED' | 'UNREACHABLE' }
>

/** What a webhook carries, as Standard Webhooks recommends: `{ type, timestamp, data }`. */
export function bodyOf({ at, notification }: Message): string {
  const { kind, subject, text, data, attachments } = notification
  return JSON.stringify({
    type: kind,
    timestamp: new Date(at).toISOString(),
    data: { subject, text, ...data, attachments },
  })
}

/** Sends a notification to an address. 2xx: delivered; 410: never again; 3xx and other 4xx: somebody must look; the rest: later. */
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
  if ('failed' in answer) {
    if (answer.failed === 'PRIVATE_ADDRESS')
      return {
        state: 'REFUSED',
        message: allowPrivate
          ? `${address.host} is at an address that nothing is ever sent to, such as one of a link or a group.`
          : `${address.host} is at a private address; where that is meant, add the channel with --allow-private.`,
      }
    return { state: 'LATER', message: `There is no answer from ${address.host}.` }
  }
  return outcomeOf(address.host, answer.status, answer.retryAfterSeconds)
}

function outcomeOf(host: string, status: number, retryAfterSeconds: number | null): Sent {
  if (status >= 200 && status < 300) return { state: 'DELIVERED' }
  if (status === 429 || status === 408 || status >= 500)
    return {
      state: 'LATER',
      message: `${host} answered ${status}.`,
      ...(retryAfterSeconds === null ? {} : { pause: retryAfterSeconds * 1_000 }),
    }
  if (status === 410)
    return { state: 'GONE', message: `${host} wants nothing more (410); remove the channel, or add it anew.` }
  if (status >= 300 && status < 400)
    return { state: 'REFUSED', message: `${host} leads elsewhere (${status}); give the address that it leads to.` }
  return { state: 'REFUSED', message: `${host} answered ${status}.` }
}
