import { type SecretBox, SecretsClosed } from '#access/secret-box'
import { channelSecretOf } from '#access/webhook-secret'
import { keptChannel } from '#alerts/channel'
import type { StatedChannel } from '#alerts/stated-channel'
import { nameFault } from '#domain/given-name'
import type { Database } from '#storage/database'
import { addChannel } from '#storage/stores/channels'

/** A new channel, with what it signs by; or what is wrong with it. */
export type NewChannel =
  | { readonly secret: string | null }
  | { readonly code: string; readonly message: string; readonly field: string }

/** Checks, seals and keeps a channel. */
export async function newChannel(db: Database, secrets: SecretBox, stated: StatedChannel): Promise<NewChannel> {
  const { name, kind } = stated
  const wrong = nameFault(name)
  if (wrong !== null) return { code: 'BAD_NAME', message: wrong, field: 'name' }
  const kept = keptChannel(stated)
  if ('refused' in kept) return { code: 'INVALID', message: kept.refused, field: kept.field }
  const { settings, sealed } = kept
  try {
    const closed = sealed === null ? null : await secrets.seal(channelSecretOf(name), JSON.stringify(sealed))
    const id = await addChannel(db, { name, kind, settings, sealed: closed })
    if (id === null) return { code: 'NAME_TAKEN', message: 'A channel of this name is there already.', field: 'name' }
  } catch (error) {
    if (error instanceof SecretsClosed) return { code: error.code, message: error.message, field: 'name' }
    throw error
  }
  return { secret: stated.secret ? null : (sealed?.['secret'] ?? null) }
}
