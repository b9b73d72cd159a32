import { createHash } from 'node:crypto'
import { within } from '#domain/time-limit'
import type { Memory } from './memory.ts'
import type { Entry, Outbox } from './outbox.ts'
import { pause, type Pauses, retryAfter } from './pauses.ts'
import type { Reporter } from './reporter.ts'

/** Where objects are posted, and what is said of all of them. */
export interface Destination {
  readonly address: string
  readonly secret: string
  readonly cluster: string
  readonly environment: string | null
}

export interface PosterOptions {
  readonly destination: Destination
  readonly outbox: Outbox
  readonly reporter: Reporter
  readonly memory: Memory
  readonly pauses: Pauses
  readonly say: (text: string) => void
}

/** How long one request may take, in milliseconds. */
const longestPost = 60_000
/** Longest wait that the server can ask for, in milliseconds. */
const longestRetryAfter = 120_000

interface Answer {
  /** 0: there was none. */
  readonly status: number
  readonly message: string
  readonly retryAfter: number | null
}

/** Answers of these mean that this very batch is not taken, however often it is sent. */
const refused = [400, 413, 415, 422]
const mends: Readonly<Record<number, string>> = {
  401: 'LEADLINE_TOKEN must be the secret of the source; a new one: npx leadline source rotate NAME',
  404: 'LEADLINE_URL must be the address that "npx leadline source add kubernetes NAME" printed',
  405: 'LEADLINE_URL must be the address that "npx leadline source add kubernetes NAME" printed',
}

async function answerOf(response: Response): Promise<Answer> {
  const text = (await response.text()).slice(0, 300)
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  const retryAfter = Number.isFinite(seconds) ? Math.min(seconds * 1_000, longestRetryAfter) : null
  const location = response.headers.get('location')
  const message = location === null ? text : `it is at ${location}; set LEADLINE_URL to that`
  return { status: response.status, message, retryAfter }
}

/** Posts what waits, batch after batch, until it is ended; what is not taken stays and is tried again. */
export class Poster {
  readonly #options: PosterOptions
  #failures = 0
  /** Most entries of the next batch, after one was refused. */
  #atMost = Number.POSITIVE_INFINITY
  #savedAt = Number.NEGATIVE_INFINITY
  /** Objects that the server took so far. */
  posted = 0
  /** What the last post failed with; null while all is well. */
  trouble: string | null = null

  constructor(options: PosterOptions) {
    this.#options = options
  }

  /** @param signal Ends it; what waits then stays. */
  async run(signal: AbortSignal): Promise<void> {
    const { outbox, pauses } = this.#options
    while (!signal.aborted) {
      this.#save(pauses.save)
      if (outbox.size === 0) {
        await within(pauses.save, signal, (end) => outbox.change(end)).catch(() => undefined)
        continue
      }
      await pause(pauses.gather, signal)
      if (!signal.aborted) await pause(await this.postBatch(signal), signal)
    }
    this.#save(0)
  }

  /** Posts the oldest batch once. Gives how long to wait before the next, in milliseconds. */
  async postBatch(signal: AbortSignal): Promise<number> {
    const { reporter, outbox, pauses } = this.#options
    const batch = outbox.batch().slice(0, this.#atMost)
    if (batch.length === 0) return 0
    const answer = await this.#post(batch, signal)
    if (signal.aborted && answer.status === 0) return 0
    if (answer.status >= 200 && answer.status < 300) {
      reporter.said(batch)
      this.posted += batch.length
      this.#goesWell()
      return 0
    }
    if (refused.includes(answer.status)) {
      this.#refused(batch, answer)
      return 0
    }
    this.#failures += 1
    this.#tell(answer)
    return retryAfter(this.#failures, pauses, answer.retryAfter)
  }

  #goesWell(): void {
    if (this.trouble !== null) this.#options.say('Leadline takes what is posted again.')
    this.trouble = null
    this.#failures = 0
    this.#atMost = Number.POSITIVE_INFINITY
  }

  /** One object that cannot be taken must not hold up all others: the batch is divided until that one is alone. */
  #refused(batch: readonly Entry[], { status, message }: Answer): void {
    if (batch.length > 1) {
      this.#atMost = Math.ceil(batch.length / 2)
      return
    }
    for (const entry of batch) {
      const { kind, namespace, name } =
        'gone' in entry ? entry.gone : { ...entry.object.metadata, kind: entry.object.kind }
      this.#options.say(`${kind} ${namespace}/${name} was not taken and is left out: ${status} ${message}`)
    }
    this.#options.reporter.said(batch)
    this.#atMost = Number.POSITIVE_INFINITY
  }

  #tell({ status, message }: Answer): void {
    const what = status === 0 ? `Leadline was not reached: ${message}` : `Leadline answered ${status}: ${message}`
    const mend = mends[status]
    const trouble = mend === undefined ? what : `${what}. ${mend}`
    if (trouble !== this.trouble) this.#options.say(`${trouble}. What waits is kept and tried again.`)
    this.trouble = trouble
  }

  async #post(batch: readonly Entry[], signal: AbortSignal): Promise<Answer> {
    const { address, secret, cluster, environment } = this.#options.destination
    const objects = batch.flatMap((entry) => ('gone' in entry ? [] : [entry.object]))
    const gone = batch.flatMap((entry) => ('gone' in entry ? [entry.gone] : []))
    const body = JSON.stringify({ v: 1, cluster, environment, objects, gone })
    const request: RequestInit = {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${secret}`,
        'leadline-delivery': createHash('sha256').update(body).digest('hex'),
      },
      body,
      // Followed, a redirect would turn the post into a question.
      redirect: 'manual',
    }
    try {
      return await within(longestPost, signal, async (end) =>
        answerOf(await fetch(address, { ...request, signal: end })),
      )
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
      return { status: 0, message: cause instanceof Error ? cause.message : String(cause), retryAfter: null }
    }
  }

  /** Writes down what was said, where the last time is so many milliseconds ago. */
  #save(after: number): void {
    const { memory, say } = this.#options
    const now = performance.now()
    if (now - this.#savedAt < after) return
    this.#savedAt = now
    try {
      memory.save()
    } catch (error) {
      say(`What was said cannot be remembered: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}
