import { request as plain } from 'node:http'
import { type RequestOptions, request as secure } from 'node:https'
import { within } from '#domain/time-limit'
import type { Reach } from './network.ts'

export interface Asking {
  readonly headers: Readonly<Record<string, string>>
  /** Most bytes of the body. */
  readonly largest: number
  readonly reach: Reach
  /** Longest that one answer may take, from the first byte sent to the last received, in milliseconds. */
  readonly patience: number
  readonly signal: AbortSignal
}

export interface Answered {
  readonly status: number
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
}

/** Why there is no answer, for people. */
export interface Unanswered {
  readonly unanswered: string
}

function reasonOf(error: Error & { readonly code?: string }): string {
  if (error.code === 'ADDRESS_REFUSED') return error.message
  const known: Readonly<Record<string, string>> = {
    ENOTFOUND: 'its name is not known',
    EAI_AGAIN: 'names cannot be looked up right now',
    ECONNREFUSED: 'it takes no connections',
    ECONNRESET: 'it broke the connection off',
    ETIMEDOUT: 'it does not answer',
    DEPTH_ZERO_SELF_SIGNED_CERT:
      'its certificate is signed by nobody that is trusted; name its authority in NODE_EXTRA_CA_CERTS',
    SELF_SIGNED_CERT_IN_CHAIN:
      'its certificate is signed by nobody that is trusted; name its authority in NODE_EXTRA_CA_CERTS',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      'its certificate is signed by nobody that is trusted; name its authority in NODE_EXTRA_CA_CERTS',
  }
  return known[error.code ?? ''] ?? `the connection failed (${(error.code ?? error.name).slice(0, 60)})`
}

/** Asks once, by GET, and follows nothing. The body is never larger than `largest`, and never unpacked. */
export function askOnce(url: URL, asking: Asking): Promise<Answered | Unanswered> {
  return within(asking.patience, asking.signal, (ending) => answerOf(url, asking, ending))
}

function answerOf(url: URL, asking: Asking, ending: AbortSignal): Promise<Answered | Unanswered> {
  const { headers, largest, reach, patience, signal } = asking
  return new Promise((resolve) => {
    const failed = (error: Error & { readonly code?: string }): void => {
      const late = ending.aborted && !signal.aborted
      resolve({ unanswered: late ? `it took longer than ${patience / 1_000} seconds` : reasonOf(error) })
    }
    try {
      reach.checkHost(url.hostname)
    } catch (error) {
      failed(error as Error)
      return
    }
    const options: RequestOptions = {
      method: 'GET',
      headers: { 'user-agent': 'leadline', 'accept-encoding': 'identity', ...headers },
      lookup: reach.lookup,
      signal: ending,
      agent: false,
    }
    const sent = (url.protocol === 'http:' ? plain : secure)(url, options, (response) => {
      const chunks: Buffer[] = []
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes <= largest) chunks.push(chunk)
        else {
          resolve({ unanswered: `its answer has more than ${largest} bytes` })
          sent.destroy()
        }
      })
      response.on('error', failed)
      response.on('end', () => {
        const { statusCode: status = 0, headers: given } = response
        const known = Object.entries(given).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value])
        resolve({ status, headers: Object.fromEntries(known) as Answered['headers'], body: Buffer.concat(chunks) })
      })
    })
    sent.on('error', failed)
    // Without these nothing is heard of an answer that asks for another protocol: Node closes the connection.
    sent.on('upgrade', ({ statusCode }, socket) => {
      socket.destroy()
      resolve({ unanswered: `it answered ${statusCode}, and asks for another protocol` })
    })
    sent.on('close', () => resolve({ unanswered: 'it closed the connection without an answer' }))
    sent.end()
  })
}
