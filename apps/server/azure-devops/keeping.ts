import { createHash } from 'node:crypto'
import { DAY, type Instant, MINUTE } from '#domain/instant'
import { parseInstant } from '#domain/parse-instant'
import { azureDevops } from '#sources/azure-devops/source'
import { keepDeliveries } from '#storage/stores/keep-deliveries'
import { keepProgress, readProgress } from '#storage/stores/source-progress'
import type { PollingOptions } from '../polling/polling.ts'

/** How far back the first reading goes. */
const longestPast = 90 * DAY
/** What happened shortly before the last reading is read again: it may be told late. */
const overlap = 10 * MINUTE
/** Read at a time, so that what was read stays read whatever comes then. */
const longestSpan = 7 * DAY

/** Keeps what was read as if it had been delivered, and how far it was read. */
export class Keeping {
  readonly #options: PollingOptions
  readonly #source: string
  accepted = 0

  constructor(options: PollingOptions, source: string) {
    this.#options = options
    this.#source = source
  }

  /** Keeps bodies that are not known as they are; when they were read makes no other of them. */
  async keep(bodies: readonly object[]): Promise<void> {
    if (bodies.length === 0) return
    const { db, clock, onReceived } = this.#options
    const readAt = new Date(clock()).toISOString()
    const redact = azureDevops.webhook?.redacted ?? ((text: Buffer) => text)
    const deliveries = bodies.map((said) => {
      const state = createHash('sha256')
        .update(redact(Buffer.from(JSON.stringify(said))))
        .digest('base64url')
      const body = redact(Buffer.from(JSON.stringify({ ...said, read_at: readAt })))
      return { source: this.#source, system: azureDevops.id, transportId: `read:${state}`, headers: {}, body }
    })
    const fresh = (await keepDeliveries(db, deliveries, clock())).filter((kept) => kept === 'KEPT').length
    this.accepted += fresh
    if (fresh > 0) onReceived()
  }

  get now(): Instant {
    return this.#options.clock()
  }

  async state(part: string): Promise<unknown> {
    return readProgress(this.#options.db, this.#source, part)
  }

  async note(part: string, state: unknown): Promise<void> {
    await keepProgress(this.#options.db, this.#source, part, state)
  }

  /** Since when a part is to be read. */
  async since(part: string): Promise<Instant> {
    const state = (await this.state(part)) as { readonly until?: string } | null
    const until = parseInstant(state?.until ?? '')
    return until === null ? this.#options.clock() - longestPast : until - overlap
  }

  async until(part: string, at: Instant): Promise<void> {
    await this.note(part, { until: new Date(at).toISOString() })
  }

  /** Reads a part from where it was until now, span by span. */
  async through(part: string, read: (from: Instant, to: Instant) => Promise<void>): Promise<void> {
    const end = this.#options.clock()
    let from = await this.since(part)
    while (from < end) {
      const to = Math.min(from + longestSpan, end)
      await read(from, to)
      await this.until(part, to)
      from = to
    }
  }
}
