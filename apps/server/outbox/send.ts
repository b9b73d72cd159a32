import { channelSecretOf } from '#access/webhook-secret'
import { type SecretBox, SecretsClosed } from '#access/secret-box'
import { isElsewhere } from '#alerts/changed-channel'
import type { Message, Notification, Progress, Sent, Thread } from '#alerts/notification'
import { type MailServer, sendEmail } from '#alerts/notifiers/email/send'
import type { GithubIssueSettings } from '#alerts/notifiers/github-issue/api'
import { sendGithubIssue } from '#alerts/notifiers/github-issue/send'
import { type PagerDutySettings, sendPagerDuty } from '#alerts/notifiers/pagerduty/send'
import type { Post } from '#alerts/notifiers/post'
import { sendSlack, type SlackSettings } from '#alerts/notifiers/slack/send'
import { sendTeams, type TeamsSettings } from '#alerts/notifiers/teams/send'
import { sendWebhook, type WebhookSettings } from '#alerts/notifiers/webhook/send'
import { type Instant, MINUTE } from '#domain/instant'
import { within } from '#domain/time-limit'
import type { Database } from '#storage/database'
import { keepThreadMark, threadMark } from '#storage/stores/channel-threads'
import { type Channel, type ChannelKind, heldChannel } from '#storage/stores/channels'
import type { OutboxRow } from '#storage/stores/outbox'
import { post, type Posting } from '../asking/get.ts'

/** All requests of one try together: below the time for which the outbox leaves it to one process. */
const longest = 2 * MINUTE

/** What it takes to send to a channel of any kind. */
export interface Senders {
  readonly db: Database
  /** Null: no mail is sent. */
  readonly mail: MailServer | null
  readonly secrets: SecretBox
  readonly post: (url: URL, body: string, how: Posting) => ReturnType<Post>
}

export function sendersOf(mail: MailServer | null, secrets: SecretBox): Omit<Senders, 'db'> {
  return { mail, secrets, post }
}

function messageOf({ id, createdAt, tries, notification }: OutboxRow): Message {
  return { id, at: createdAt, tries, notification: notification as Notification }
}

/** What of a channel is sealed, opened; null where the key is another one. */
async function openedOf(
  secrets: SecretBox,
  { name, sealed }: Channel,
): Promise<Readonly<Record<string, string>> | null> {
  const text = sealed === null ? null : await secrets.open(channelSecretOf(name), sealed)
  return text === null ? null : (JSON.parse(text) as Readonly<Record<string, string>>)
}

/** Whether a channel still leads where it led when this was read of it. */
async function leadsThereStill(tx: Database, secrets: SecretBox, channel: Channel): Promise<boolean> {
  const present = await heldChannel(tx, channel.id)
  if (present === null) return false
  const [was, is] = [await openedOf(secrets, channel), await openedOf(secrets, present)]
  if (was === null || is === null) return false
  const settings = { ...present.settings, to: String(present.settings['to']) }
  return !isElsewhere({ ...channel, sealed: was }, { settings, sealed: is })
}

/** Of an alert; what else has a thread is told in order, and each by itself. */
async function threadOf(
  { db, secrets }: Senders,
  channel: Channel,
  { channelId, thread, notification }: OutboxRow,
  now: Instant,
): Promise<Thread> {
  if (thread === null || (notification as Notification).kind !== 'alert')
    return { mark: null, keep: async () => undefined }
  return {
    mark: await threadMark(db, channelId, thread),
    // To another receiver, to which the channel was changed meanwhile, it says something else.
    keep: (mark) =>
      db.transaction(async (tx) => {
        if (await leadsThereStill(tx, secrets, channel)) await keepThreadMark(tx, { channelId, thread, mark, now })
      }),
  }
}

interface Sealed {
  /** What was sealed, and whether the address may be of a private network. */
  readonly settings: unknown
  readonly message: Message
  readonly thread: Thread
  readonly now: Instant
  readonly post: Post
}

const sealedKinds: Readonly<Record<Exclude<ChannelKind, 'EMAIL'>, (sealed: Sealed) => Promise<Sent>>> = {
  WEBHOOK: ({ settings, message, now, post }) => sendWebhook(settings as WebhookSettings, message, now, post),
  SLACK: ({ settings, message, thread, post }) => sendSlack(settings as SlackSettings, message, thread, post),
  GITHUB_ISSUE: ({ settings, message, thread, post }) =>
    sendGithubIssue(settings as GithubIssueSettings, message, thread, post),
  PAGERDUTY: ({ settings, message, post }) => sendPagerDuty(settings as PagerDutySettings, message, post),
  TEAMS: ({ settings, message, post }) => sendTeams(settings as TeamsSettings, message, post),
}

/** Tries once, at `now`, unless `signal` ends it. */
export async function send(
  channel: Channel,
  row: OutboxRow,
  senders: Senders,
  { now, signal }: { readonly now: Instant; readonly signal: AbortSignal },
): Promise<Sent> {
  const { kind } = channel
  const message = messageOf(row)
  if (kind === 'EMAIL') {
    const recipients = (channel.settings['recipients'] ?? []) as readonly string[]
    return sendEmail(senders.mail, recipients, message, { signal, progress: row.progress as Progress | null })
  }
  try {
    const opened = await openedOf(senders.secrets, channel)
    if (opened === null)
      return {
        state: 'REFUSED',
        message:
          'The key with which the address was sealed is another one; give the channel all that it is made of again (channel change).',
      }
    const allowPrivate = channel.settings['allowPrivate'] === true
    const settings = { ...opened, allowPrivate }
    const thread = await threadOf(senders, channel, row, now)
    return await within(longest, signal, (ends) => {
      const stoppable: Post = (url, body, how) => senders.post(url, body, { ...how, signal: ends })
      return sealedKinds[kind]({ settings, message, thread, now, post: stoppable })
    })
  } catch (error) {
    if (error instanceof SecretsClosed) return { state: 'REFUSED', message: error.message }
    throw error
  }
}
