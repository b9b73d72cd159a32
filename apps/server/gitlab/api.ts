import type { IncomingHttpHeaders } from 'node:http'
import type { ApiBudget } from '#domain/api-budget'
import type { Instant } from '#domain/instant'
import type { ApiSettings } from '#sources/api-settings'
import { type Answered, ApiClient } from '../asking/api-client.ts'

/** A hundred commits with long messages, at most. */
const largestAnswer = 33_554_432
/** Questions of one reading; the next one goes on where it was left. */
const mostRequests = 3_000

export interface GitlabApiOptions {
  /** Name of the source, for the commands that mend. */
  readonly source: string
  readonly settings: ApiSettings
  readonly token: string
  readonly clock: () => Instant
  readonly signal: AbortSignal
  readonly onBudget?: (budget: ApiBudget) => void
}

/** A page of a list, and how the next one is asked for; null where there is none. */
export interface Page {
  readonly said: unknown
  readonly next: string | null
}

function forbidden(host: string): string {
  return `${host} does not let the token read this; it needs the scope read_api and the role Reporter`
}

function first(value: string | readonly string[] | undefined): string {
  return typeof value === 'string' ? value : (value?.[0] ?? '')
}

/** How the page after this one is asked for: as the link says, which lists without numbers have, else by its number. */
function nextOf(path: string, headers: IncomingHttpHeaders): string | null {
  const [place = ''] = path.split('?')
  const link = /<([^<>]+)>\s*;\s*rel="next"/.exec(first(headers['link']))?.[1]
  // Behind a proxy the link may name another host: where it is asked stays the same.
  if (link !== undefined && URL.canParse(link)) return `${place}${new URL(link).search}`
  const number = first(headers['x-next-page'])
  if (!/^\d+$/.test(number)) return null
  const asked = new URLSearchParams(path.slice(place.length))
  asked.set('page', number)
  return `${place}?${asked}`
}

/** Reads a GitLab over its REST API: a bounded number of questions, one at a time. */
export class GitlabApi {
  readonly #client: ApiClient
  readonly #prefix: string
  #left = mostRequests

  constructor({ token, ...options }: GitlabApiOptions) {
    this.#prefix = options.settings.url.endsWith('/api/v4') ? '' : '/api/v4'
    this.#client = new ApiClient({ ...options, credentials: { 'private-token': token }, title: 'GitLab', forbidden })
  }

  get host(): string {
    return this.#client.host
  }

  /** Whether the rest is left to the next reading. */
  get isSpent(): boolean {
    return this.#left <= 0
  }

  unexpected(): Answered<never> {
    return this.#client.unexpected()
  }

  async page(path: string): Promise<Answered<Page>> {
    this.#left -= 1
    const answer = await this.#client.answer(`${this.#prefix}${path}`, largestAnswer)
    if (answer.problem !== null) return answer
    const { said, headers } = answer.found
    return { found: { said, next: nextOf(path, headers) }, problem: null }
  }

  /** One thing; null where it is gone. */
  async one<T>(path: string, read: (said: unknown) => T | null): Promise<Answered<T | null>> {
    const { found, problem } = await this.page(path)
    if (problem !== null) return problem.code === 'NOT_FOUND' ? { found: null, problem: null } : { found, problem }
    const one = read(found.said)
    return one === null ? this.unexpected() : { found: one, problem: null }
  }

  /** All pages of a short list; none where what it belongs to is gone. */
  async all<T>(path: string, read: (said: unknown) => readonly T[] | null, mostPages: number): Promise<Answered<T[]>> {
    const all: T[] = []
    let next: string | null = path
    for (let pages = 0; next !== null && pages < mostPages; pages += 1) {
      const answer: Answered<Page> = await this.page(next)
      if (answer.problem?.code === 'NOT_FOUND') break
      if (answer.problem !== null) return answer
      const rows = read(answer.found.said)
      if (rows === null) return this.unexpected()
      all.push(...rows)
      next = answer.found.next
    }
    return { found: all, problem: null }
  }
}
