import { type Instant, type Milliseconds, MINUTE, SECOND } from '#domain/instant'
import type { Reads } from '#sources/azure-devops/api-answers'
import type { ApiClient, ApiProblem } from '../asking/api-client.ts'

/** A page of pushes or timelines is some hundred KB at most. */
const largestAnswer = 33_554_432
/** Questions of one reading; the next one goes on where it was left. */
const mostAsked = 5_000
/** Longest that an answer may ask for. */
const longestPause = 15 * MINUTE

/** A reading ends here for this time. */
export class ReadingStopped extends Error {
  readonly code = 'READING_STOPPED'
  /** Null: it has asked enough for once. */
  readonly problem: ApiProblem | null

  constructor(problem: ApiProblem | null) {
    super(problem?.message ?? 'It goes on the next time.')
    this.problem = problem
  }
}

/** A page, and what leads to the next one. */
export interface Page<T> {
  readonly found: T
  /** Null: there is no other. */
  readonly next: string | null
}

/** Asks Azure DevOps one thing after another, and no more once it asks for a pause, which it does with good answers too. */
export class Asker {
  readonly #client: ApiClient
  readonly #clock: () => Instant
  #asked = 0
  #pause: Milliseconds | null = null

  constructor(client: ApiClient, clock: () => Instant) {
    this.#client = client
    this.#clock = clock
  }

  /** @throws ReadingStopped */
  async ask<T>(path: string, schema: Reads<T>): Promise<T> {
    return (await this.page(path, schema)).found
  }

  /**
   * Null where there is no such thing any more, such as a repository that was renamed or deleted meanwhile.
   *
   * @throws ReadingStopped
   */
  async askIfThere<T>(path: string, schema: Reads<T>): Promise<T | null> {
    try {
      return await this.ask(path, schema)
    } catch (error) {
      if (error instanceof ReadingStopped && error.problem?.code === 'NOT_FOUND') return null
      throw error
    }
  }

  /** @throws ReadingStopped */
  async page<T>(path: string, schema: Reads<T>): Promise<Page<T>> {
    if (this.#pause !== null) throw new ReadingStopped(this.#limited(this.#pause))
    if (this.#asked >= mostAsked) throw new ReadingStopped(null)
    this.#asked += 1
    const { found, problem } = await this.#client.answer(path, largestAnswer)
    if (problem !== null) throw new ReadingStopped(problem)
    const { said, headers } = found
    const read = schema.safeParse(said)
    if (!read.success) throw new ReadingStopped(this.#client.unexpected().problem)
    this.#pause = this.#pauseIn(headers['retry-after'], headers['x-ratelimit-remaining'], headers['x-ratelimit-reset'])
    const token = headers['x-ms-continuationtoken']
    return { found: read.data, next: typeof token === 'string' && token !== '' ? token : null }
  }

  #pauseIn(after: unknown, remaining: unknown, reset: unknown): Milliseconds | null {
    const asked = Number(after ?? Number.NaN) * SECOND
    const isSpent = typeof remaining === 'string' && Number(remaining) <= 0
    const until = isSpent ? Number(reset ?? Number.NaN) * SECOND - this.#clock() : Number.NaN
    const longest = Math.max(...[asked, until].filter((span) => span > 0), 0)
    return longest === 0 ? null : Math.min(longest, longestPause)
  }

  #limited(pause: Milliseconds): ApiProblem {
    return { code: 'RATE_LIMITED', message: `${this.#client.host} asks for a pause.`, pause }
  }
}
