import { keptChannel } from './channel.ts'
import { isIncomingWebhook } from './chat-channel.ts'
import { isRefused, type KeptChannel, type Refused, type StatedChannel } from './stated-channel.ts'

/** What of a channel is to be another; what is left out stays. Its name and kind stay in any case. */
export type ChannelChange = Omit<Partial<StatedChannel>, 'name' | 'kind'>

/** A channel as it is kept, opened. */
export interface OpenedChannel {
  readonly name: string
  readonly kind: StatedChannel['kind']
  readonly settings: Readonly<Record<string, unknown>>
  /** Empty where it cannot be opened any more: then all of it is to be stated again. */
  readonly sealed: Readonly<Record<string, string>>
}

/** A channel as somebody would state it to get what is kept. */
function asStated({ name, kind, settings, sealed }: OpenedChannel): StatedChannel {
  const recipients = settings['recipients']
  return {
    name,
    kind,
    recipients: Array.isArray(recipients) ? (recipients as readonly string[]) : null,
    url: sealed['url'] ?? null,
    secret: sealed['secret'] ?? null,
    token: sealed['token'] ?? sealed['routingKey'] ?? null,
    slackChannel: sealed['room'] ?? null,
    repository: sealed['repository'] ?? null,
    allowPrivate: settings['allowPrivate'] === true,
  }
}

/** A channel of Slack is a bot or an incoming webhook: who states what the one is made of means nothing of the other. */
function withoutOther(was: StatedChannel, change: ChannelChange): StatedChannel {
  if (was.kind !== 'SLACK') return was
  const wasBot = Boolean(was.token)
  if (change.token && !wasBot) return { ...was, url: null }
  const becomesHook = !change.token && !change.slackChannel && change.url && isIncomingWebhook(change.url)
  return wasBot && becomesHook ? { ...was, token: null, slackChannel: null } : was
}

function originOf(url: string | null | undefined): string | null {
  return url && URL.canParse(url) ? new URL(url).origin : null
}

/** Whether what is stated would have the token that is kept sent to another host; an empty address is the usual one. */
function leadsTokenAway(was: StatedChannel, stated: StatedChannel, change: ChannelChange): boolean {
  if (!was.token || change.token) return false
  const kept = keptChannel(stated)
  return !isRefused(kept) && originOf(kept.sealed?.['url']) !== originOf(was.url)
}

/** What a kept channel is with a change. */
export function changedChannel(kept: OpenedChannel, change: ChannelChange): StatedChannel | Refused {
  const given = Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== null && value !== undefined),
  ) as ChannelChange
  if (Object.keys(given).length === 0) return { refused: 'Say what of it is to be another.', field: 'name' }
  const was = withoutOther(asStated(kept), given)
  // Who may change a channel may not read its token, nor have it sent to an address of theirs.
  const stated = { ...was, ...given }
  if (leadsTokenAway(was, stated, given))
    return { refused: 'Give the token too: the one that is kept goes to no other host.', field: 'token' }
  return stated
}

/** Whether what was told before is out of reach: by another address, room or repository. */
export function isElsewhere(kept: OpenedChannel, changed: KeptChannel): boolean {
  return kept.settings['to'] !== changed.settings.to || kept.sealed['url'] !== changed.sealed?.['url']
}
