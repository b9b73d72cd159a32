import { graphql, GraphqlResponseError } from '@octokit/graphql'
import * as z from 'zod'
import type { ApiBudget } from '#domain/api-budget'
import type { Instant, Milliseconds } from '#domain/instant'
import { parseInstant } from '#domain/parse-instant'
import { within } from '#domain/time-limit'
import { type Ask, HistoryStopped, Pages, StaleCursor, TooMuch, type Variables } from './history-pages.ts'
import { readPart } from './history-parts.ts'
import type { HistoryPage, PartName, PartState } from './history-state.ts'
import { type Survey, surveyRepository, visibleRepositories } from './history-survey.ts'
import { askRest, parsed } from './rest.ts'
import type { GithubSettings } from './settings.ts'

/** Where and how a history is read. */
export interface HistoryOptions {
  readonly settings: GithubSettings
  /** A token that may read a repository (`owner/name`); never shown, never logged. */
  readonly token: (repository: string) => Promise<string>
  /** False where a mirror tells commits: then only their ids are asked for. */
  readonly details: boolean
  readonly clock: () => Instant
  readonly sleep: (span: Milliseconds, signal: AbortSignal) => Promise<void>
  /** Ends the reading; what was read stays. */
  readonly signal: AbortSignal
  /** Told until when GitHub wants us to wait. */
  readonly onWait: (until: Instant) => void
}

/** Longest time for one answer. */
const patience: Milliseconds = 60_000
/** A limit is lifted within the hour. */
const longestWait: Milliseconds = 3_900_000
/** Without a word when, this long, and each time twice as long. */
const shortestWait: Milliseconds = 60_000
/** Times that a list of the REST API may fail before it is left to the next reading. */
const mostFailures = 3
/** Waits in a row after which there is no use in another. */
const mostWaits = 5

interface Refused {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly types: readonly string[]
  readonly message: string
}

/** What octokit threw, without the request, which holds the token. */
function refusedOf(error: unknown): Refused {
  const said = error instanceof Error ? error.message.split('\n').slice(0, 3).join(' ').slice(0, 500) : String(error)
  if (error instanceof GraphqlResponseError) {
    const errors = (error.errors ?? []) as readonly { readonly type?: string }[]
    return { status: 200, headers: error.headers, types: errors.map(({ type }) => type ?? ''), message: said }
  }
  const { status, response } = error as { readonly status?: number; readonly response?: { readonly headers?: object } }
  return { status: status ?? 500, headers: { ...response?.headers }, types: [], message: said }
}

function isLimit({ status, headers, types, message }: Refused): boolean {
  if (types.includes('RATE_LIMITED') || types.includes('RATE_LIMIT')) return true
  const spent = headers['retry-after'] !== undefined || String(headers['x-ratelimit-remaining']) === '0'
  return (status === 403 || status === 429) && (spent || /rate limit|abuse/i.test(message))
}

/** How long GitHub wants us to wait. */
function waitOf({ status, headers }: Refused, now: Instant, waits: number): Milliseconds {
  const after = Number(headers['retry-after'])
  const reset = Number(headers['x-ratelimit-reset'])
  const least = shortestWait * 2 ** waits
  if (headers['retry-after'] !== undefined && Number.isFinite(after)) return Math.max(after * 1_000, waits * least)
  const spent = status === 200 || String(headers['x-ratelimit-remaining']) === '0'
  if (spent && Number.isFinite(reset)) return Math.max(reset * 1_000 - now, waits === 0 ? 1_000 : least)
  return least
}

function isTooMuch({ status, types, message }: Refused): boolean {
  if (status >= 500 || status === 408) return true
  const codes = ['MAX_NODE_LIMIT_EXCEEDED', 'RESOURCE_LIMITS_EXCEEDED', 'EXCESSIVE_PAGINATION', 'TIMEOUT']
  return types.some((type) => codes.includes(type)) || /something went wrong|timed?.?out|resource limits/i.test(message)
}

function refusedToken(): HistoryStopped {
  return new HistoryStopped(
    'UNAUTHORIZED',
    'GitHub refuses the token: it was revoked, has expired or is misspelt. Give another.',
  )
}

/** Where it is a token that was refused, and no App. */
function ofToken(error: unknown): never {
  throw error instanceof HistoryStopped && error.code === 'UNAUTHORIZED' ? refusedToken() : error
}

function stopped(refused: Refused, what: string): Error {
  const { status, types, message } = refused
  if (status === 401) return refusedToken()
  if (status === 403 || types.some((type) => ['FORBIDDEN', 'INSUFFICIENT_SCOPES'].includes(type)))
    return new HistoryStopped('FORBIDDEN', `The token may not read ${what}: ${message}`)
  if (status === 404 || types.includes('NOT_FOUND'))
    return new HistoryStopped('NOT_FOUND', `There is no ${what} at GitHub, or the token may not see it.`)
  if (types.includes('INVALID_CURSOR_ARGUMENTS') || /valid cursor/i.test(message)) return new StaleCursor(message)
  if (isTooMuch(refused)) return new TooMuch(`${status === 200 ? '' : `${status} `}${message}`)
  return new HistoryStopped('UNEXPECTED', `GitHub refused to tell of ${what}: ${message}`)
}

const Limited = z.object({
  rateLimit: z.object({ remaining: z.number(), limit: z.number(), resetAt: z.string() }),
})

/** What an answer says of the limit; null where it says nothing. */
function budgetIn(answer: object): ApiBudget | null {
  const read = Limited.safeParse(answer)
  if (!read.success) return null
  const { remaining, limit, resetAt } = read.data.rateLimit
  return { remaining, limit, resetsAt: parseInstant(resetAt) }
}

/** The history of repositories, by the GraphQL API of GitHub or of an Enterprise Server. */
export class GithubHistory {
  readonly #options: HistoryOptions
  readonly #graphql: typeof graphql
  #budget: ApiBudget | null = null

  constructor(options: HistoryOptions) {
    this.#options = options
    this.#graphql = graphql.defaults({ baseUrl: options.settings.api })
  }

  /** Points that were left by the last answer that said so; an Enterprise Server may have no limit. */
  get budget(): ApiBudget | null {
    return this.#budget
  }

  /**
   * Reads a part of the history of a repository (`owner/name`) from where it was left.
   *
   * @throws HistoryStopped
   */
  read(repository: string, part: PartName, from: PartState): AsyncGenerator<HistoryPage> {
    const [owner = '', name = ''] = repository.split('/')
    const { settings, details, clock } = this.#options
    const pages = (largest: number, size?: number): Pages => this.#pages(repository, largest, size)
    const list = (path: string): Promise<unknown> => this.#list(repository, path)
    return readPart(part, { owner, name, settings, details, now: clock(), pages, list }, from)
  }

  /**
   * Looks at what a repository (`owner/name`) holds that could be measured.
   *
   * @throws HistoryStopped
   */
  survey(repository: string, since: Instant): Promise<Survey> {
    const [owner = '', name = ''] = repository.split('/')
    const pages = (largest: number): Pages => this.#pages(repository, largest)
    return surveyRepository({ owner, name, since, pages })
  }

  /**
   * `owner/name` of what the holder of the token may see.
   *
   * @throws HistoryStopped
   */
  visible(): Promise<string[]> {
    return visibleRepositories(this.#pages('your repositories', 100))
  }

  #pages(what: string, largest: number, size?: number): Pages {
    const ask: Ask = (document, variables) => this.#ask(what, document, variables)
    return new Pages(ask, (span) => this.#pause(span), largest, size)
  }

  async #pause(span: Milliseconds): Promise<void> {
    const { sleep, signal } = this.#options
    await sleep(span, signal)
    this.#goOn()
  }

  #goOn(): void {
    if (this.#options.signal.aborted)
      throw new HistoryStopped('STOPPED', 'Stopped; run the same command again to go on.')
  }

  /** How long to wait before it is asked again; throws what is no limit. */
  #waitFor(error: unknown, what: string, waits: number): Milliseconds {
    const { clock } = this.#options
    // Whoever gives the token is limited, too.
    if (error instanceof HistoryStopped && error.goesOnAt !== null)
      return Math.max(error.goesOnAt - clock(), 1_000, waits * shortestWait)
    if (error instanceof TooMuch || error instanceof HistoryStopped) throw error
    const refused = refusedOf(error)
    if (!isLimit(refused)) throw stopped(refused, what)
    return waitOf(refused, clock(), waits)
  }

  /** One answer of the GraphQL API. */
  #ask(what: string, document: string, variables: Variables): Promise<unknown> {
    const { signal, token } = this.#options
    return this.#patiently(what, async () => {
      const answer: unknown = await within(patience, signal, async (ends) => {
        const headers = { authorization: `bearer ${await token(what)}` }
        return this.#graphql(document, { ...variables, headers, request: { signal: ends } })
      })
      if (typeof answer === 'object' && answer !== null) {
        this.#budget = budgetIn(answer) ?? this.#budget
        return answer
      }
      // The client takes a body that breaks off for an empty one.
      throw new TooMuch('the answer broke off')
    })
  }

  /** One answer of the REST API about a repository, whose limit is another one. */
  #list(repository: string, path: string): Promise<unknown> {
    const { settings, clock, signal, token } = this.#options
    return this.#patiently(repository, async () => {
      const authorization = `bearer ${await token(repository)}`
      const url = `${settings.api}/repos/${repository}${path}`
      return parsed((await askRest(url, { authorization, clock, signal }).catch(ofToken)).body)
    })
  }

  /** Asks until there is an answer; limits are waited for. */
  async #patiently(what: string, ask: () => Promise<unknown>): Promise<unknown> {
    const { clock, onWait } = this.#options
    let [waits, failures] = [0, 0]
    for (;;) {
      this.#goOn()
      try {
        return await ask()
      } catch (error) {
        if (error instanceof HistoryStopped && error.code === 'UNREACHABLE' && failures < mostFailures) {
          failures += 1
          await this.#pause(500 * 2 ** failures)
          continue
        }
        this.#goOn()
        const wait = this.#waitFor(error, what, waits)
        if (waits >= mostWaits || wait > longestWait)
          throw new HistoryStopped(
            'RATE_LIMITED',
            'GitHub keeps limiting this token. What was read stays; go on later.',
          )
        waits += 1
        onWait(clock() + wait)
        await this.#pause(wait)
      }
    }
  }
}
