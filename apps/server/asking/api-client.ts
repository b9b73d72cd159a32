import type { IncomingHttpHeaders } from 'node:http'
import { type ApiBudget, budgetOf } from '#domain/api-budget'
import { type Instant, MINUTE, SECOND } from '#domain/instant'
import { leadlineCommand } from '#domain/shell-command'
import type { ApiSettings } from '#sources/api-settings'
import { get, type Got } from './get.ts'

/** Where a system asks for a pause without saying how long, and longest that it may ask for. */
const shortestPause = MINUTE
const longestPause = 15 * MINUTE

/** Why something was not answered, in words that say what to do. */
export interface ApiProblem {
  readonly code:
    | 'UNAUTHORIZED'
    | 'FORBIDDEN'
    | 'NOT_FOUND'
    | 'PRIVATE_ADDRESS'
    | 'UNEXPECTED'
    | 'TOO_MUCH'
    | 'MOVED'
    | 'RATE_LIMITED'
    | 'UNREACHABLE'
    | 'STOPPED'
  readonly message: string
  /** In milliseconds; until then nobody shall ask. */
  readonly pause: number
}

export type Answered<T> =
  | { readonly found: T; readonly problem: null }
  | { readonly found: null; readonly problem: ApiProblem }

export interface ApiClientOptions {
  /** Name of the source, for the commands that mend. */
  readonly source: string
  readonly settings: ApiSettings
  /** Headers that prove who asks, by name in lower case. */
  readonly credentials: Readonly<Record<string, string>>
  /** What the system is called. */
  readonly title: string
  /** What to do where the holder of the token may not read. */
  readonly forbidden: (host: string) => string
  readonly clock: () => Instant
  readonly signal: AbortSignal
  /** Told what may still be asked, by every answer that says so. */
  readonly onBudget?: (budget: ApiBudget) => void
}

/** An answer with what stands above it. */
export interface ApiAnswer {
  readonly said: unknown
  readonly headers: IncomingHttpHeaders
}

export function apiProblem(
  code: ApiProblem['code'],
  message: string,
  pause = 0,
): { readonly found: null; readonly problem: ApiProblem } {
  return { found: null, problem: { code, message, pause } }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

/** How long a system wants nobody to ask, as far as it says so: from now on, or until a moment that it counts in seconds. */
function pauseOf(headers: IncomingHttpHeaders, now: Instant): number {
  const [after, reset] = [headers['retry-after'], headers['ratelimit-reset']].map((value) =>
    Number(value ?? Number.NaN),
  )
  const asked = after !== undefined && after >= 0 ? after * SECOND : (reset ?? Number.NaN) * SECOND - now
  return Math.min(asked >= 0 ? asked : shortestPause, longestPause)
}

/** Asks the API of a system for JSON: bounded, with a token that goes nowhere else, and with words for whatever goes wrong. */
export class ApiClient {
  readonly #options: ApiClientOptions
  readonly host: string

  constructor(options: ApiClientOptions) {
    this.#options = options
    this.host = new URL(options.settings.url).host
  }

  /** @param most largest answer, in bytes */
  async ask(path: string, most: number): Promise<Answered<unknown>> {
    const answer = await this.answer(path, most)
    return answer.problem === null ? { found: answer.found.said, problem: null } : answer
  }

  /**
   * The same, with what stands above the answer.
   *
   * @param most largest answer, in bytes
   */
  async answer(path: string, most: number): Promise<Answered<ApiAnswer>> {
    const { settings, credentials, signal } = this.#options
    const { url, allowPrivate, allowHttp } = settings
    if (url.startsWith('http:') && !allowHttp)
      return apiProblem(
        'PRIVATE_ADDRESS',
        `http shows the token to everybody on the way; ${this.#mend('--allow-http')}`,
      )
    const got = await get(new URL(`${url}${path}`), { credentials, allowPrivate, most, signal })
    if ('failed' in got) return this.#failed(got, path)
    const { status, headers, body } = got
    this.#tellBudget(headers)
    if (status === 204) return { found: { said: null, headers }, problem: null }
    if (status !== 200) return this.#refused(got, path)
    const said = parsed(body)
    return said === undefined ? this.unexpected() : { found: { said, headers }, problem: null }
  }

  #tellBudget(headers: IncomingHttpHeaders): void {
    const { clock, onBudget } = this.#options
    const budget = budgetOf((name) => [headers[name]].flat()[0] ?? null, clock())
    if (budget !== null) onBudget?.(budget)
  }

  /** What is answered is not what the system answers. */
  unexpected(): Answered<never> {
    const { title } = this.#options
    return apiProblem('UNEXPECTED', `${this.host} does not answer as ${title} does; is it the address of its API?`)
  }

  #mend(...options: readonly string[]): string {
    return `if that is meant: ${leadlineCommand('source', 'api', this.#options.source, ...options)}`
  }

  #failed({ failed }: Extract<Got, { readonly failed: string }>, path: string): Answered<never> {
    const { host } = this
    if (failed === 'STOPPED') return apiProblem('STOPPED', 'It goes on at the next start.')
    if (failed === 'TOO_LARGE')
      return apiProblem('TOO_MUCH', `An answer of ${host} is larger than is read (${path.replace(/\?.*$/, '')}).`)
    if (failed === 'UNREACHABLE') return apiProblem('UNREACHABLE', `There is no answer from ${host}.`)
    return apiProblem('PRIVATE_ADDRESS', `${host} is at a private address; ${this.#mend('--allow-private')}`)
  }

  #refused({ status, headers }: Extract<Got, { readonly status: number }>, path: string): Answered<never> {
    const { host } = this
    const give = leadlineCommand('source', 'api', this.#options.source, '--token-file', 'FILE')
    // 203 with a page to sign in at is what Azure DevOps answers to a token that it does not know.
    if (status === 401 || status === 203)
      return apiProblem(
        'UNAUTHORIZED',
        `${host} refuses the token: it was deleted or has expired. Give another: ${give}`,
      )
    if (status === 403) return apiProblem('FORBIDDEN', this.#options.forbidden(host))
    if (status === 404) return apiProblem('NOT_FOUND', `${host} knows nothing at ${path.replace(/\?.*$/, '')}.`)
    if (status >= 300 && status < 400)
      return apiProblem(
        'MOVED',
        `${host} leads elsewhere, which no token is sent to; give the address of the API itself.`,
      )
    if (status === 429 || status === 503)
      return apiProblem(
        'RATE_LIMITED',
        `${host} asks for a pause (${status}).`,
        pauseOf(headers, this.#options.clock()),
      )
    if (status === 413 || status === 422)
      return apiProblem('TOO_MUCH', `${host} cannot answer all of ${path.replace(/\?.*$/, '')} (${status}).`)
    const isDown = status >= 500
    return apiProblem(isDown ? 'UNREACHABLE' : 'UNEXPECTED', `${host} answered ${status}.`, isDown ? shortestPause : 0)
  }
}
