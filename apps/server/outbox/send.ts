import { channelSecretOf } from '#access/webhook-secret'
import { type SecretBox, SecretsClosed } from '#access/secret-box'
import type { Message, Notification, Progress, Sent } from '#alerts/notification'
import { type MailServer, sendEmail } from '#alerts/notifiers/email/send'
import { type Post, sendWebhook } from '#alerts/notifiers/webhook/send'
import type { Instant } from '#domain/instant'
import type { Channel } from '#storage/stores/channels'
import type { OutboxRow } from '#storage/stores/outbox'
import { post, type Posting } from '../asking/get.ts'

/** What it takes to send to a channel of any kind. */
export interface Senders {
  /** Null: no mail is sent. */
  readonly mail: MailServer | null
  readonly secrets: SecretBox
  readonly post: (url: URL, body: string, how: Posting) => ReturnType<Post>
}

export function sendersOf(mail: MailServer | null, secrets: SecretBox): Senders {
  return { mail, secrets, post }
}

function messageOf({ id, createdAt, notification }: OutboxRow): Message {
  return { id, at: createdAt, notification: notification as Notification }
}

async function sendSealed(
  channel: Channel,
  message: Message,
  { secrets, post }: Pick<Senders, 'secrets'> & { readonly post: Post },
  now: Instant,
): Promise<Sent> {
  const opened = channel.sealed === null ? null : await secrets.open(channelSecretOf(channel.name), channel.sealed)
  if (opened === null)
    return {
      state: 'REFUSED',
      message: 'The key with which the address was sealed is another one; add the channel again.',
    }
  const { url, secret } = JSON.parse(opened) as { readonly url: string; readonly secret: string }
  return sendWebhook({ url, secret, allowPrivate: channel.settings['allowPrivate'] === true }, message, now, post)
}

/** Tries once, at `now`, unless `signal` ends it. */
export async function send(
  channel: Channel,
  row: OutboxRow,
  senders: Senders,
  { now, signal }: { readonly now: Instant; readonly signal: AbortSignal },
): Promise<Sent> {
  const message = messageOf(row)
  if (channel.kind === 'EMAIL') {
    const recipients = (channel.settings['recipients'] ?? []) as readonly string[]
    return sendEmail(senders.mail, recipients, message, { signal, progress: row.progress as Progress | null })
  }
  try {
    const stoppable: Post = (url, body, how) => senders.post(url, body, { ...how, signal })
    return await sendSealed(channel, message, { secrets: senders.secrets, post: stoppable }, now)
  } catch (error) {
    if (error instanceof SecretsClosed) return { state: 'REFUSED', message: error.message }
    throw error
  }
}
