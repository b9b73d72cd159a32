import { isUtf8 } from 'node:buffer'
import { createHash, timingSafeEqual } from 'node:crypto'
import type * as z from 'zod'
import type { Instant } from '#domain/instant'
import { maskedText } from '#domain/masked-text'

/** A statement as JSON of the event contract; whoever takes it validates it there, whatever source it came from. */
export type Statement = Readonly<Record<string, unknown>>

/** What a delivery says: statements, or why it says nothing about delivery. */
export type Translation =
  | {
      readonly statements: readonly unknown[]
      /** Why a part of it could not be read: what it says is taken, and it is kept, shown and offered again as a whole. */
      readonly unread?: string
    }
  | {
      readonly ignored: string
      /** It should say something and could not be read: it is kept, shown and offered again after a release. */
      readonly unreadable?: true
    }

/** A delivery that is not as its system documents it, with the first place where. */
export function notAsDocumented(
  system: string,
  { issues: [problem] }: z.ZodError,
): Extract<Translation, { readonly ignored: string }> {
  const where = problem === undefined || problem.path.length === 0 ? 'the body' : problem.path.join('.')
  return { ignored: `${where} is not as ${system} documents it: ${problem?.message ?? ''}`, unreadable: true }
}

/** By name in lower case. */
export type Headers = Readonly<Record<string, string>>

/** What comes with a body that was delivered. */
export interface Delivered {
  readonly headers: Headers
  /** What the source was set to, as it is stored. */
  readonly settings: unknown
  /** When it came, in milliseconds; for what tells no time of its own, and only for that. */
  readonly receivedAt?: number
}

/** How a system delivers to `/webhooks/<system>/<source>`. */
export interface Webhook {
  /** What its user does with the address and the secret: a sentence or two. */
  readonly howTo: string
  /** In bytes. */
  readonly largestBody: number
  /** Headers that translation needs, in lower case; no others are kept. */
  readonly keptHeaders: readonly string[]
  /**
   * The sender's own id of the delivery, the same again when it is sent again; null where it gives none. Where its system repeats
   * itself for ever, an id of what a body says: only the first that says it is kept. Never throws.
   */
  readonly deliveryId: (headers: Headers, body: Buffer) => string | null
  /** Whether this secret signed these very bytes, which came at this time; takes as long whatever the answer. */
  readonly isAuthentic: (body: Buffer, headers: Headers, secret: string, at: Instant) => boolean
  /**
   * When its headers say that it was signed, where a signature counts for a while only: so that a clock that is wrong is told
   * to whom the secret proves. Never throws.
   */
  readonly signedAt?: (headers: Headers) => readonly Instant[]
  /**
   * Its system makes the secret itself: `ONLY`, and takes none of ours; `TOO`, where its user likes. Left out: ours is given
   * to it.
   */
  readonly ownSecret?: 'ONLY' | 'TOO'
  /**
   * It can set no header: its secret may also stand behind the source in the address (`/webhooks/<system>/<source>/SECRET`),
   * and is given to `isAuthentic` as a bearer token. Left out: there is no such address.
   */
  readonly secretInPath?: true
  /** The JSON text in the body. */
  readonly json: (body: Buffer, headers: Headers) => Buffer
  /** What of a proven body may be stored: without what may be secret. Left out: all of it. Never throws. */
  readonly redacted?: (body: Buffer) => Buffer
  /**
   * Why a proven body must not be answered as if it were taken: its sender would act on the answer. It is kept all the same,
   * so that it is seen. Null where it may. Left out: whatever comes is taken. Never throws.
   */
  readonly refusal?: (body: Buffer) => string | null
}

/**
 * How it is known that a system sends what its source reads: `live`, a running one sent it; `captured`, from payloads that
 * others recorded; `documented`, from its documentation or code alone.
 */
export type Verified = 'live' | 'captured' | 'documented'

/** A system that sends, and how its words are put into ours. */
export interface Source {
  /** Name of its folder. */
  readonly id: string
  readonly title: string
  readonly verified: Verified
  /** Pure. Never throws on a parsed JSON value; what it cannot read is ignored with a reason. */
  readonly translate: (body: unknown, delivered?: Delivered) => Translation
  /** Left out where it has no door of its own. */
  readonly webhook?: Webhook
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Whether a delivery carries the secret itself, as `Authorization: Bearer SECRET`; takes as long whatever the answer. */
export function carriesSecret(_body: Buffer, headers: Headers, secret: string): boolean {
  const given = /^Bearer +(\S+)$/i.exec(headers['authorization'] ?? '')?.[1]
  return timingSafeEqual(hashOf(given ?? ''), hashOf(secret)) && given !== undefined
}

/**
 * Whether a delivery carries the secret as `carriesSecret` knows it, or as the password of Basic authentication, which is
 * what clients make of `https://user:SECRET@host`; takes as long whatever the answer.
 */
export function carriesSecretAnyway(body: Buffer, headers: Headers, secret: string): boolean {
  const basic = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(headers['authorization'] ?? '')?.[1]
  if (basic === undefined) return carriesSecret(body, headers, secret)
  const given = Buffer.from(basic, 'base64').toString('utf8')
  return timingSafeEqual(hashOf(given.slice(given.indexOf(':') + 1)), hashOf(secret)) && given.includes(':')
}

/** The JSON value in a body, which may begin with a byte order mark; null where it is none, or no UTF-8. */
export function parsedBody(body: Buffer): { readonly value: unknown } | null {
  if (!isUtf8(body)) return null
  try {
    return { value: JSON.parse(body.toString('utf8').replace(/^\uFEFF/, '')) }
  } catch {
    return null
  }
}

/** What is no JSON, in its shape: which must not be taken for a body that can be read. */
function shapeOf(body: Buffer, words: ReadonlySet<string>): Buffer {
  if (!isUtf8(body))
    return Buffer.concat([Buffer.from(maskedText(body.toString('latin1'), words)), Buffer.from([0xff])])
  const masked = Buffer.from(maskedText(body.toString('utf8').replace(/^\uFEFF/, ''), words))
  return parsedBody(masked) === null ? masked : Buffer.concat([masked, Buffer.from('…')])
}

/**
 * What of a body is stored: what `reduced` makes of its JSON value; of what is no JSON its shape, in which only these words
 * stay readable. Never throws.
 */
export function redactedBody(body: Buffer, words: ReadonlySet<string>, reduced: (value: unknown) => unknown): Buffer {
  const read = parsedBody(body)
  if (read === null) return shapeOf(body, words)
  try {
    return Buffer.from(JSON.stringify(reduced(read.value)) ?? 'null')
  } catch {
    // It is nested so deep that nobody can walk through it.
    return shapeOf(body, words)
  }
}
