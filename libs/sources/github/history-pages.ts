import type { Instant } from '#domain/instant'
import type { z } from 'zod'

/** Why the history cannot be read further; what was read stays. The message says what to do. */
export class HistoryStopped extends Error {
  readonly code: 'UNAUTHORIZED' | 'FORBIDDEN' | 'NOT_FOUND' | 'UNREACHABLE' | 'RATE_LIMITED' | 'UNEXPECTED' | 'STOPPED'
  /** When it goes on, where GitHub lets nobody ask until then. */
  readonly goesOnAt: Instant | null

  constructor(code: HistoryStopped['code'], message: string, goesOnAt: Instant | null = null) {
    super(message)
    this.name = 'HistoryStopped'
    this.code = code
    this.goesOnAt = goesOnAt
  }
}

/** A page was too much for the server, or the server is away for a moment: ask for less, later. */
export class TooMuch extends Error {}

/** A cursor that the server does not know any more; it is dropped when the reading goes on. */
export class StaleCursor extends HistoryStopped {
  constructor(message: string) {
    super('UNEXPECTED', `GitHub does not know its own cursor any more (${message}). What was read stays; go on later.`)
  }
}

export type Variables = Readonly<Record<string, unknown>>

/**
 * Asks GitHub once.
 *
 * @throws HistoryStopped, TooMuch, StaleCursor
 */
export type Ask = (document: string, variables: Variables) => Promise<unknown>

/** Good pages after which more is asked for again. */
const growAfter = 5
/** Failures in a row after which there is no use in going on: a page of 100 has shrunk to 1 by then. */
const mostFailures = 8
const longestPause = 10_000

/** Asks for pages, of as many nodes as the server manages to give. */
export class Pages {
  readonly #ask: Ask
  readonly #pause: (milliseconds: number) => Promise<void>
  readonly #largest: number
  #size: number
  #good = 0

  /** @param size of the first page, such as the one that worked last; at most `largest`. */
  constructor(ask: Ask, pause: (milliseconds: number) => Promise<void>, largest: number, size = largest) {
    this.#ask = ask
    this.#pause = pause
    this.#largest = largest
    this.#size = Math.max(1, Math.min(largest, size))
  }

  get size(): number {
    return this.#size
  }

  /**
   * One page, as its schema reads it; `first` is added to the variables.
   *
   * @throws HistoryStopped when the server does not even give a page of one node; StaleCursor
   */
  async next<T extends z.ZodType>(schema: T, document: string, variables: Variables): Promise<z.infer<T>> {
    for (let failures = 1; ; failures++) {
      try {
        const answer = await this.#ask(document, { ...variables, first: this.#size })
        this.#grow()
        return readAnswer(schema, answer)
      } catch (error) {
        if (!(error instanceof TooMuch)) throw error
        if (failures >= mostFailures) throw unreachable(error)
        this.#good = 0
        this.#size = Math.max(1, Math.floor(this.#size / 2))
        await this.#pause(Math.min(longestPause, 500 * 2 ** failures))
      }
    }
  }

  #grow(): void {
    this.#good += 1
    if (this.#good % growAfter === 0) this.#size = Math.min(this.#largest, this.#size * 2)
  }
}

function unreachable({ message }: Error): HistoryStopped {
  return new HistoryStopped(
    'UNREACHABLE',
    `GitHub did not answer ${mostFailures} times in a row (${message}). What was read stays; run the same command again to go on.`,
  )
}

/** @throws HistoryStopped where the answer is not as GitHub documents it */
export function readAnswer<T extends z.ZodType>(schema: T, answer: unknown): z.infer<T> {
  const read = schema.safeParse(answer)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const where = issue?.path.join('.') ?? ''
  throw new HistoryStopped('UNEXPECTED', `GitHub's answer is not as documented at ${where}: ${issue?.message ?? ''}`)
}
