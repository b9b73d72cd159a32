import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { SECOND } from '#domain/instant'
import { within } from '#domain/time-limit'
import { pauseAskedFor } from './retry-after.ts'
import { checkedLookup, isAllowedHost, isRefusedCode } from './checked-lookup.ts'

/** Longest time for one answer. */
const patience = 30 * SECOND

export interface Asking {
  /** Headers that prove who asks, by name in lower case. */
  readonly credentials: Readonly<Record<string, string>>
  readonly allowPrivate: boolean
  /** Largest answer, in bytes. */
  readonly most: number
  readonly signal: AbortSignal
}

export interface Posting {
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly allowPrivate: boolean
  readonly signal: AbortSignal
  /** POST where it is left out. */
  readonly method?: 'GET' | 'POST' | 'PATCH'
  /** Largest answer that is read, in bytes; where it is left out, none is. */
  readonly most?: number
}

interface Failed {
  readonly failed: 'PRIVATE_ADDRESS' | 'STOPPED' | 'UNREACHABLE'
}

/** The status of an answer with the pause that it asks for, or why there was none. */
export type Posted =
  | {
      readonly status: number
      readonly retryAfterSeconds: number | null
      /** Null where it was not read, or is too large. */
      readonly said: string | null
    }
  | Failed

/** An answer of any status, or why there was none: `PRIVATE_ADDRESS`, `TOO_LARGE`, `STOPPED` or `UNREACHABLE`. */
export type Got =
  | { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer }
  | { readonly failed: 'TOO_LARGE' }
  | Failed

async function bodyOf(response: IncomingMessage, most: number): Promise<Buffer | null> {
  // What follows it is of another protocol, and was not listened to.
  if (response.statusCode === 101) return Buffer.alloc(0)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > most) {
      response.destroy()
      return null
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Asks once, for half a minute at most, and follows no redirection: whoever is redirected to would get the token. */
export function get(url: URL, { credentials, allowPrivate, most, signal }: Asking): Promise<Got> {
  const headers = { accept: 'application/json', ...credentials }
  return exchange(url, { method: 'GET', headers, allowPrivate, signal }, async (response) => {
    const body = await bodyOf(response, most)
    if (body === null) return { failed: 'TOO_LARGE' as const }
    return { status: response.statusCode ?? 0, headers: response.headers, body }
  })
}

/** Posts once, in the same bounds. Of the answer no more than was asked for is read. */
export function post(url: URL, body: string, { method = 'POST', most = 0, ...how }: Posting): Promise<Posted> {
  return exchange(url, { method, body, ...how }, async (response) => {
    const said = most === 0 ? null : await bodyOf(response, most)
    response.destroy()
    const retryAfterSeconds = pauseAskedFor(response.headers, Date.now())
    return { status: response.statusCode ?? 0, retryAfterSeconds, said: said?.toString('utf8') ?? null }
  })
}

interface Exchange extends Posting {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly body?: string
}

function answerOf(url: URL, { method, headers, body, allowPrivate, signal }: Exchange): Promise<IncomingMessage> {
  const request = url.protocol === 'http:' ? requestHttp : requestHttps
  const how = {
    method,
    headers: { 'user-agent': 'leadline', ...headers },
    signal,
    agent: false,
    lookup: checkedLookup(allowPrivate),
  } as const
  return new Promise((resolve, reject) => {
    request(url, how, resolve)
      .on('error', reject)
      // Node closes the connection of an answer that asks for another protocol, and says nothing where nobody listens to this.
      .on('upgrade', (response, socket) => {
        socket.destroy()
        resolve(response)
      })
      .on('close', () => reject(new Error(`${url.host} closed the connection without an answer`)))
      .end(body)
  })
}

/** One question over a connection of its own, to an address that was checked; `read` is given the answer. */
async function exchange<T>(
  url: URL,
  asked: Exchange,
  read: (response: IncomingMessage) => Promise<T>,
): Promise<T | Failed> {
  const { allowPrivate, signal } = asked
  if (!isAllowedHost(url.hostname, allowPrivate)) return { failed: 'PRIVATE_ADDRESS' }
  try {
    return await within(patience, signal, async (ends) => read(await answerOf(url, { ...asked, signal: ends })))
  } catch (error) {
    if ((error as { code?: unknown }).code === isRefusedCode) return { failed: 'PRIVATE_ADDRESS' }
    return { failed: signal.aborted ? 'STOPPED' : 'UNREACHABLE' }
  }
}
