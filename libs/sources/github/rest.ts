import type { z } from 'zod'
import { type Instant, MINUTE, SECOND } from '#domain/instant'
import { within } from '#domain/time-limit'
import { HistoryStopped } from './history-pages.ts'

/** Longest time for one answer. */
const patience = 30 * SECOND
/** A limit that does not say how long. */
const shortestWait = MINUTE

/** How one question is asked. */
export interface Asked {
  readonly method?: 'GET' | 'POST'
  readonly authorization?: string
  /** Without it nobody knows when a limit ends. */
  readonly clock?: (() => Instant) | undefined
  /** Ends what is asked. */
  readonly signal?: AbortSignal | undefined
}

/** One answer of the REST API, as text. */
export interface Answer {
  readonly headers: Headers
  readonly body: string
}

/** How long GitHub wants us to wait; null where the answer is about no limit. */
function waitOf({ status, headers }: Response, body: string, now: Instant): number | null {
  if (status !== 403 && status !== 429) return null
  const after = headers.get('retry-after')
  const reset = headers.get('x-ratelimit-reset')
  const isSpent = headers.get('x-ratelimit-remaining') === '0'
  if (after !== null && Number(after) >= 0) return Number(after) * SECOND
  if (isSpent && reset !== null && Number(reset) > 0) return Math.max(Number(reset) * SECOND - now, SECOND)
  return isSpent || status === 429 || /rate limit|abuse/i.test(body) ? shortestWait : null
}

function refusalOf(response: Response, body: string, { clock }: Asked): HistoryStopped {
  const { status, url } = response
  const path = new URL(url).pathname.replace(/app-manifests\/[^/]+/, 'app-manifests/…')
  const now = clock?.() ?? 0
  const wait = waitOf(response, body, now)
  if (wait !== null) {
    const message = 'GitHub limits what may be asked. What was read stays; go on later.'
    return new HistoryStopped('RATE_LIMITED', message, clock === undefined ? null : now + wait)
  }
  if (status === 401)
    return new HistoryStopped('UNAUTHORIZED', 'GitHub refuses the key of the App: it was deleted there.')
  if (status === 404) return new HistoryStopped('NOT_FOUND', `GitHub knows nothing at ${path}.`)
  return new HistoryStopped(status >= 500 ? 'UNREACHABLE' : 'FORBIDDEN', `GitHub answered ${status} at ${path}.`)
}

/**
 * Asks the REST API once, for half a minute at most.
 *
 * @throws HistoryStopped
 */
export async function askRest(url: string, asked: Asked): Promise<Answer> {
  const { method = 'GET', authorization, signal } = asked
  const headers = { accept: 'application/vnd.github+json', 'user-agent': 'leadline' }
  const sent = authorization === undefined ? headers : { ...headers, authorization }
  try {
    return await within(patience, signal, async (ends) => {
      const response = await fetch(url, { method, headers: sent, signal: ends })
      const body = await response.text()
      if (response.ok) return { headers: response.headers, body }
      throw refusalOf(response, body, asked)
    })
  } catch (error) {
    if (error instanceof HistoryStopped) throw error
    if (signal?.aborted === true) throw new HistoryStopped('STOPPED', 'Stopped; run the same command again to go on.')
    throw new HistoryStopped('UNREACHABLE', `There is no answer from ${new URL(url).host}.`)
  }
}

/** What a body holds; null where it breaks off. */
export function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

/** @throws HistoryStopped where the answer is not as GitHub documents it */
export function readRest<T extends z.ZodType>(schema: T, { body }: Answer): z.infer<T> {
  const read = schema.safeParse(parsed(body))
  if (read.success) return read.data
  throw new HistoryStopped('UNEXPECTED', `GitHub's answer is not as documented: ${read.error.issues[0]?.message ?? ''}`)
}

/** The next page, where the server names one of its own. */
export function nextPage({ headers }: Answer, url: string): string | null {
  const next = /<([^>]+)>;\s*rel="next"/.exec(headers.get('link') ?? '')?.[1]
  return next !== undefined && new URL(next, url).origin === new URL(url).origin ? new URL(next, url).href : null
}
