import type { Sent } from '../notification.ts'

/** How something is posted. */
export interface HowToPost {
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** It may lead to an address of a private network, or of this machine. */
  readonly allowPrivate: boolean
  /** POST where it is left out. */
  readonly method?: 'GET' | 'POST' | 'PATCH'
  /** Largest answer that is read, in bytes; where it is left out, none is. */
  readonly most?: number
}

export interface Answer {
  readonly status: number
  /** How long the receiver wants to be left alone; null where it does not say. */
  readonly retryAfterSeconds: number | null
  /** What it said; null where that was not read, or too much. */
  readonly said: string | null
}

export interface Unanswered {
  readonly failed: 'PRIVATE_ADDRESS' | 'STOPPED' | 'UNREACHABLE'
}

/** Posts once: to checked addresses only, without following a redirection, within a bounded time. */
export type Post = (url: URL, body: string, how: HowToPost) => Promise<Answer | Unanswered>

/** That there was no answer. */
export function unanswered(host: string, { failed }: Unanswered, allowPrivate: boolean): Sent {
  if (failed !== 'PRIVATE_ADDRESS') return { state: 'LATER', message: `There is no answer from ${host}.` }
  return {
    state: 'REFUSED',
    message: allowPrivate
      ? `${host} is at an address that nothing is ever sent to, such as one of a link or a group.`
      : `${host} is at a private address; where that is meant, allow it: channel change --allow-private.`,
  }
}

/** That it is wanted later. */
export function later(message: string, retryAfterSeconds: number | null): Sent {
  return { state: 'LATER', message, ...(retryAfterSeconds === null ? {} : { pause: retryAfterSeconds * 1_000 }) }
}

/** What a status says. 2xx: delivered; 410: never again; 3xx and other 4xx: somebody must look; the rest: later. */
export function outcomeOf(host: string, { status, retryAfterSeconds }: Answer): Sent {
  if (status >= 200 && status < 300) return { state: 'DELIVERED' }
  if (status === 429 || status === 408 || status >= 500) return later(`${host} answered ${status}.`, retryAfterSeconds)
  if (status === 410)
    return {
      state: 'GONE',
      message: `${host} wants nothing more (410); give the channel another address (channel change --url), or remove it.`,
    }
  if (status >= 300 && status < 400)
    return {
      state: 'REFUSED',
      message: `${host} leads elsewhere (${status}), where nothing is ever sent; give the address that it leads to.`,
    }
  return { state: 'REFUSED', message: `${host} answered ${status}.` }
}

/** What an answer says, as JSON; null where it is none. */
export function saidJson({ said }: Answer): Readonly<Record<string, unknown>> | null {
  try {
    const read = JSON.parse(said ?? '') as unknown
    return typeof read === 'object' && read !== null ? (read as Readonly<Record<string, unknown>>) : null
  } catch {
    return null
  }
}
