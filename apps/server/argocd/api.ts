import { type Instant, MINUTE, SECOND } from '#domain/instant'
import { leadlineCommand } from '#domain/shell-command'
import { readListing, type Swept, sweptFields } from '#sources/argocd/listing'
import { type AskedRevision, type Reference, referencesIn } from '#sources/argocd/references'
import type { ApiSettings } from '#sources/argocd/settings'
import { get, type Got } from './get.ts'

/** Half a kilobyte each; Argo CD has no pages. */
const largestList = 67_108_864
const largestApplication = 8_388_608
const largestMetadata = 1_048_576
/** Where Argo CD asks for a pause without saying how long, and longest that it may ask for. */
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

export interface ArgocdApiOptions {
  /** Name of the source, for the commands that mend. */
  readonly source: string
  readonly settings: ApiSettings
  readonly token: string
  readonly clock: () => Instant
  readonly signal: AbortSignal
}

function problem(
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

/** Reads an Argo CD over its API, with the token of an account that may get applications. */
export class ArgocdApi {
  readonly #options: ArgocdApiOptions
  readonly #host: string

  constructor(options: ArgocdApiOptions) {
    this.#options = options
    this.#host = new URL(options.settings.url).host
  }

  /** Every application that the account may see, as far as it tells whether something happened. */
  async sweep(): Promise<Answered<readonly Swept[]>> {
    const answer = await this.#ask(`/api/v1/applications?fields=${sweptFields}`, largestList)
    if (answer.problem !== null) return answer
    const found = readListing(answer.found)
    if (found !== null) return { found, problem: null }
    return problem('UNEXPECTED', `${this.#host} does not answer as Argo CD does; is it the address of its API?`)
  }

  /** One application as a whole. */
  application({ name, namespace }: Swept): Promise<Answered<unknown>> {
    const within = namespace === null ? '' : `?appNamespace=${encodeURIComponent(namespace)}`
    return this.#ask(`/api/v1/applications/${encodeURIComponent(name)}${within}`, largestApplication)
  }

  /** For which commits a commit of the configuration says that it was made; Argo CD tells it since 3.1. */
  async references(
    { name, namespace }: Swept,
    { revision, sourceIndex }: AskedRevision,
  ): Promise<Answered<readonly Reference[]>> {
    const asked = new URLSearchParams({
      ...(namespace !== null && { appNamespace: namespace }),
      ...(sourceIndex !== null && { sourceIndex: String(sourceIndex) }),
    })
    const path = `/api/v1/applications/${encodeURIComponent(name)}/revisions/${encodeURIComponent(revision)}/metadata`
    const answer = await this.#ask(asked.size === 0 ? path : `${path}?${asked}`, largestMetadata)
    return answer.problem === null ? { found: referencesIn(answer.found, revision), problem: null } : answer
  }

  async #ask(path: string, most: number): Promise<Answered<unknown>> {
    const { settings, token, signal } = this.#options
    const { url, allowPrivate, allowHttp } = settings
    if (url.startsWith('http:') && !allowHttp)
      return problem('PRIVATE_ADDRESS', `http shows the token to everybody on the way; ${this.#mend('--allow-http')}`)
    const got = await get(new URL(`${url}${path}`), { token, allowPrivate, most, signal })
    if ('failed' in got) return this.#failed(got)
    const { status, body } = got
    if (status !== 200) return this.#refused(got, path)
    const found = parsed(body)
    if (found !== undefined) return { found, problem: null }
    return problem('UNEXPECTED', `${this.#host} does not answer as Argo CD does; is it the address of its API?`)
  }

  #mend(...options: readonly string[]): string {
    return `if that is meant: ${leadlineCommand('source', 'api', this.#options.source, ...options)}`
  }

  #failed({ failed }: Extract<Got, { readonly failed: string }>): Answered<never> {
    const host = this.#host
    if (failed === 'STOPPED') return problem('STOPPED', 'It goes on at the next start.')
    if (failed === 'TOO_LARGE') return problem('UNEXPECTED', `The answer of ${host} is larger than is read.`)
    if (failed === 'UNREACHABLE') return problem('UNREACHABLE', `There is no answer from ${host}.`)
    return problem('PRIVATE_ADDRESS', `${host} is at a private address; ${this.#mend('--allow-private')}`)
  }

  #refused({ status, retryAfter }: Extract<Got, { readonly status: number }>, path: string): Answered<never> {
    const host = this.#host
    const give = leadlineCommand('source', 'api', this.#options.source, '--token-file', 'FILE')
    if (status === 401)
      return problem('UNAUTHORIZED', `${host} refuses the token: it was deleted or has expired. Give another: ${give}`)
    if (status === 403)
      return problem(
        'FORBIDDEN',
        `${host} does not let the account of the token see applications; in argocd-rbac-cm: p, ACCOUNT, applications, get, */*, allow`,
      )
    if (status === 404) return problem('NOT_FOUND', `${host} knows nothing at ${path.replace(/\?.*$/, '')}.`)
    if (status >= 300 && status < 400)
      return problem(
        'UNEXPECTED',
        `${host} leads elsewhere, which no token is sent to; give the address of the API itself.`,
      )
    const asked = Number(retryAfter ?? Number.NaN) * SECOND
    const pause = Math.min(asked >= 0 ? asked : shortestPause, longestPause)
    if (status === 429 || status === 503) return problem('RATE_LIMITED', `${host} asks for a pause (${status}).`, pause)
    return problem(
      status >= 500 ? 'UNREACHABLE' : 'UNEXPECTED',
      `${host} answered ${status}.`,
      status >= 500 ? shortestPause : 0,
    )
  }
}
