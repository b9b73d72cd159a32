import type { Instant, Milliseconds } from '#domain/instant'
import type { Database } from '#storage/database'
import { type WebhookSource, webhookSources } from '#storage/stores/webhook-sources'
import { SharedAnswer } from './shared-answer.ts'

/** More are not remembered. */
const mostKnown = 1_000

/**
 * The sources that senders address. A source that was looked up before is not looked up for each delivery: the statement that keeps a
 * delivery looks whether what proved it still does.
 */
export class KnownSources {
  readonly #db: Database
  readonly #clock: () => Instant
  readonly #asked: SharedAnswer<WebhookSource[]>
  readonly #known = new Map<string, WebhookSource>()

  /** @param patience as `SharedAnswer` has it */
  constructor(db: Database, clock: () => Instant, patience: Milliseconds) {
    this.#db = db
    this.#clock = clock
    this.#asked = new SharedAnswer(patience)
  }

  /** As it was when it was looked up last; null: it never was, or the address does not name it. */
  before(system: string, name: string | null): WebhookSource | null {
    return name === null ? null : (this.#known.get(`${system}/${name}`) ?? null)
  }

  /** As they are now: all of the system where the address names none. */
  async now(system: string, name: string | null): Promise<WebhookSource[]> {
    const ask = (): Promise<WebhookSource[]> => webhookSources(this.#db, { system, name, now: this.#clock() })
    const found = await this.#asked.to(JSON.stringify([system, name]), ask)
    if (name === null) return found
    const [source] = found
    if (this.#known.size >= mostKnown) this.#known.clear()
    if (source === undefined) this.#known.delete(`${system}/${name}`)
    else this.#known.set(`${system}/${name}`, source)
    return found
  }
}
