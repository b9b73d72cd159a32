import type { Embed } from '#access/embed'
import { openEmbed } from '#access/embed-token'
import { SecretsClosed } from '#access/secret-box'
import type { Database } from '#storage/database'
import { findEmbed } from '#storage/stores/embeds'
import type { Outside } from '../outside.ts'
import type { RefusalCode } from '../refusal.ts'
import { documentOf, embedDocumentId } from './documents.ts'
import { embedOf, stateOf } from './embed-view.ts'

/** Why the holder of an embed is answered nothing. */
export interface EmbedRefusal {
  readonly status: 401 | 403
  readonly code: RefusalCode
  readonly message: string
}

/** From where a question comes, as its headers say. */
export interface AskedFrom {
  readonly origin: string | undefined
  readonly host: string | undefined
  /** `Sec-Fetch-Site`, which no script can set. */
  readonly site: string | undefined
}

interface Refused {
  readonly refusal: EmbedRefusal
  /** Pages that may read why: those of the embed; null where it is not known. */
  readonly origins: readonly string[] | null
}

function refusal(
  status: 401 | 403,
  code: RefusalCode,
  message: string,
  origins: readonly string[] | null = null,
): Refused {
  return { refusal: { status, code, message }, origins }
}

/** Whether a page of this very Leadline asks: the one in the frame. */
function isOwn({ origin, host, site }: AskedFrom): boolean {
  return site === 'same-origin' || (URL.canParse(origin ?? '') && new URL(origin ?? '').host === host)
}

/** The embed of a token, if it may be shown there and now. Looks at the row each time: who revokes waits for nobody. */
export async function admitEmbed(
  outside: Outside,
  token: string,
  from: AskedFrom,
): Promise<{ readonly embed: Embed } | Refused> {
  const unknown = 'The token of this embed is not one of this Leadline, or was changed. Put the snippet in anew.'
  const claims = await openEmbed(outside.secrets, token).catch((error: unknown) => {
    // Without a key nothing was ever signed.
    if (error instanceof SecretsClosed) return null
    throw error
  })
  const row = claims === null ? null : await findEmbed(outside.db, claims.publicId)
  if (claims === null || row === null) return refusal(401, 'EMBED_UNKNOWN', unknown)
  const embed = embedOf(row)
  const now = outside.clock()
  const state = stateOf(embed, now)
  const { origins } = embed
  if (state === 'REVOKED')
    return refusal(401, 'EMBED_REVOKED', 'This embed was revoked. Whoever made it can make another.', origins)
  if (state === 'EXPIRED' || claims.expiresAt <= now)
    return refusal(401, 'EMBED_EXPIRED', 'The time of this embed is over. Whoever made it can make another.', origins)
  if (from.origin !== undefined && !isOwn(from) && !origins.includes(from.origin))
    return refusal(403, 'EMBED_ORIGIN', 'This page is not among those that this embed is for.')
  return { embed }
}

/** Origins of the pages that an embed is for; null where there is none with this public id. */
export async function originsOfEmbed(db: Database, publicId: unknown): Promise<readonly string[] | null> {
  if (typeof publicId !== 'string' || !/^[0-9A-Za-z]{6}$/.test(publicId)) return null
  return (await findEmbed(db, publicId))?.origins ?? null
}

/**
 * What the holder of an embed asks, as it is run: the document of the embed's part, whose name alone is sent. Its variables
 * are put in where it is run.
 */
export function embeddedQuestion(
  embed: Embed,
  body: unknown,
): { readonly query: string } | { readonly refusal: EmbedRefusal } {
  const sent = typeof body === 'object' && body !== null ? Object.entries(body) : []
  const isNamed = sent.length === 1 && sent[0]?.[0] === 'documentId' && sent[0][1] === embedDocumentId
  if (isNamed) return { query: documentOf(embed) }
  const message = `An embed is answered one question: {"documentId":"${embedDocumentId}"}. Its document and variables are fixed.`
  return refusal(403, 'EMBED_DOCUMENT', message)
}
