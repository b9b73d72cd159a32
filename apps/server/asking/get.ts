import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { SECOND } from '#domain/instant'
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

/** An answer of any status, or why there was none: `PRIVATE_ADDRESS`, `TOO_LARGE`, `STOPPED` or `UNREACHABLE`. */
export type Got =
  | { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer }
  | { readonly failed: 'PRIVATE_ADDRESS' | 'TOO_LARGE' | 'STOPPED' | 'UNREACHABLE' }

async function bodyOf(response: IncomingMessage, most: number): Promise<Buffer | null> {
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
export async function get(url: URL, { credentials, allowPrivate, most, signal }: Asking): Promise<Got> {
  if (!isAllowedHost(url.hostname, allowPrivate)) return { failed: 'PRIVATE_ADDRESS' }
  const ends = AbortSignal.any([signal, AbortSignal.timeout(patience)])
  const headers = { accept: 'application/json', 'user-agent': 'leadline', ...credentials }
  const request = url.protocol === 'http:' ? requestHttp : requestHttps
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const how = { headers, signal: ends, agent: false, lookup: checkedLookup(allowPrivate) } as const
      request(url, how, resolve).on('error', reject).end()
    })
    const body = await bodyOf(response, most)
    if (body === null) return { failed: 'TOO_LARGE' }
    return { status: response.statusCode ?? 0, headers: response.headers, body }
  } catch (error) {
    if ((error as { code?: unknown }).code === isRefusedCode) return { failed: 'PRIVATE_ADDRESS' }
    return { failed: signal.aborted ? 'STOPPED' : 'UNREACHABLE' }
  }
}
