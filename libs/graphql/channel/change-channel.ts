import { type SecretBox, SecretsClosed } from '#access/secret-box'
import { channelSecretOf } from '#access/webhook-secret'
import { type ChannelChange, changedChannel, isElsewhere, type OpenedChannel } from '#alerts/changed-channel'
import { keptChannel } from '#alerts/channel'
import { lease } from '#alerts/retry'
import { isRefused, type KeptChannel, type Refused } from '#alerts/stated-channel'
import type { Instant } from '#domain/instant'
import type { Database } from '#storage/database'
import { forgetThreadMarks } from '#storage/stores/channel-threads'
import { type Channel, changeChannel, channelNamed } from '#storage/stores/channels'
import { tellOtherRecipients, tryAgainSoon } from '#storage/stores/outbox'
import type { NewChannel } from './new-channel.ts'

async function opened(secrets: SecretBox, { name, kind, settings, sealed }: Channel): Promise<OpenedChannel> {
  const text = sealed === null ? null : await secrets.open(channelSecretOf(name), sealed)
  return { name, kind, settings, sealed: text === null ? {} : (JSON.parse(text) as Readonly<Record<string, string>>) }
}

function recipientsOf({ settings }: Pick<OpenedChannel | KeptChannel, 'settings'>): readonly string[] {
  return (settings as { readonly recipients?: readonly string[] }).recipients ?? []
}

function refusedAs({ refused, field }: Refused): NewChannel {
  return { code: 'INVALID', message: refused, field }
}

interface StatedChange {
  readonly name: string
  readonly change: ChannelChange
  readonly now: Instant
}

/**
 * Checks, seals and keeps what of a channel is to be another: its rules, schedules and history stay, and what did not arrive so
 * far is tried again soon. Gives the secret of a webhook where one was made; or what is wrong with it.
 */
export async function changeKeptChannel(
  db: Database,
  secrets: SecretBox,
  { name, change, now }: StatedChange,
): Promise<NewChannel> {
  const channel = await channelNamed(db, name)
  if (channel === null) return { code: 'NOT_FOUND', message: `There is no channel ${name}.`, field: 'name' }
  try {
    const was = await opened(secrets, channel)
    const stated = changedChannel(was, change)
    if (isRefused(stated)) return refusedAs(stated)
    const kept = keptChannel(stated)
    if (isRefused(kept)) return refusedAs(kept)
    const { settings, sealed } = kept
    const closed = sealed === null ? null : await secrets.seal(channelSecretOf(name), JSON.stringify(sealed))
    await db.transaction(async (tx) => {
      await changeChannel(tx, { id: channel.id, settings: { ...settings }, sealed: closed })
      if (isElsewhere(was, kept)) await forgetThreadMarks(tx, channel.id)
      await tellOtherRecipients(tx, channel.id, { before: recipientsOf(was), after: recipientsOf(kept), now })
      // Nothing that a process is sending just now is taken from it.
      await tryAgainSoon(tx, channel.id, now + lease)
    })
    return { secret: stated.secret ? null : (sealed?.['secret'] ?? null) }
  } catch (error) {
    if (error instanceof SecretsClosed) return { code: error.code, message: error.message, field: 'name' }
    throw error
  }
}
