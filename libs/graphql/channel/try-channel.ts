import type { Notification } from '#alerts/notification'
import type { Instant } from '#domain/instant'
import type { Database } from '#storage/database'
import { channelNamed } from '#storage/stores/channels'
import { putIntoOutbox } from '#storage/stores/outbox'

/** What only tries a channel. */
const trial: Notification = {
  kind: 'test',
  subject: 'A test of Leadline',
  text: 'This is a test: what Leadline sends over this channel arrives.',
  data: {},
  attachments: [],
}

/** Puts a test on its way to a channel; gives its id, null where there is no such channel. */
export async function tryChannel(db: Database, name: string, now: Instant): Promise<string | null> {
  const channel = await channelNamed(db, name)
  if (channel === null) return null
  return putIntoOutbox(db, { channelId: channel.id, key: `test ${channel.id} ${now}`, notification: trial, at: now })
}
