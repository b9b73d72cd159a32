import { type Embed, type EmbedFault, embedFaults, originOf, usualEmbed, type WantedEmbed } from '#access/embed'
import { keyToSign, signEmbed } from '#access/embed-token'
import { type SecretBox, SecretsClosed } from '#access/secret-box'
import { makeToken } from '#access/token'
import { type Instant, SECOND } from '#domain/instant'
import type { Database } from '#storage/database'
import { type EnvironmentRow, environments } from '#storage/queries/environments'
import { addEmbed } from '#storage/stores/embeds'
import { isEnvironmentName } from '../environment/environment-named.ts'
import { quoted } from '../refusal.ts'
import { rowOf } from './embed-view.ts'
import { embedTitle, type Snippets, snippetsOf } from './snippets.ts'

/** An embed as somebody asks for it: what is left out has a default. */
export interface StatedEmbed
  extends Pick<WantedEmbed, 'part' | 'metric' | 'service' | 'dashboard' | 'environment' | 'origins'> {
  /** How browsers reach this Leadline. */
  readonly address: string
  readonly window: WantedEmbed['window']
  readonly timeZone: string
  readonly theme: WantedEmbed['theme']
  readonly name: string | null
  readonly expiresAt: Instant | null
}

export type MadeEmbed =
  | { readonly embed: Embed; readonly token: string; readonly snippets: Snippets }
  | { readonly faults: readonly EmbedFault[] }

function fault(code: string, message: string, field: string): { readonly faults: readonly EmbedFault[] } {
  return { faults: [{ code, message, field }] }
}

function wantedOf(stated: StatedEmbed, now: Instant): WantedEmbed {
  const { part, metric, service, dashboard, environment, window, timeZone, theme, origins } = stated
  const name = stated.name ?? Array.from(embedTitle({ part, metric, service, dashboard })).slice(0, 300).join('')
  // A token tells whole seconds.
  const expiresAt = Math.floor((stated.expiresAt ?? now + usualEmbed) / SECOND) * SECOND
  return { part, metric, service, dashboard, environment, window, timeZone, theme, origins, name, expiresAt }
}

/** Makes an embed and signs its token; the token is nowhere else. Whether its service is known, the caller has seen to. */
export async function newEmbed(
  { db, secrets }: { readonly db: Database; readonly secrets: SecretBox },
  stated: StatedEmbed,
  { by, now }: { readonly by: string; readonly now: Instant },
): Promise<MadeEmbed> {
  const wanted = wantedOf(stated, now)
  const faults = embedFaults(wanted, now)
  if (faults.length > 0) return { faults }
  const { environment } = wanted
  if (!isEnvironmentName(environment, await db.query<EnvironmentRow>(environments())))
    return fault('NOT_FOUND', `No environment is called ${quoted(environment)}.`, 'environment')
  const origin = originOf(stated.address.replace(/\/$/, ''))
  if (origin === null)
    return fault(
      'BAD_ADDRESS',
      'Give the address at which browsers find Leadline: https://leadline.example.',
      'address',
    )
  const origins = [...new Set(wanted.origins.map((each) => originOf(each) ?? each))]
  const { publicId } = makeToken()
  const embed: Embed = { ...wanted, origins, publicId, createdBy: by, createdAt: now, revokedAt: null }
  try {
    const token = signEmbed(embed, await keyToSign(secrets))
    await addEmbed(db, rowOf(embed))
    return { embed, token, snippets: snippetsOf(embed, token, origin) }
  } catch (error) {
    if (error instanceof SecretsClosed) return fault('NO_KEY', error.message, 'address')
    throw error
  }
}
