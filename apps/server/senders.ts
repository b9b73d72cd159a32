import { may, type Viewer } from '#access/scope'
import type { Sender } from '#sources/events/parse-event'
import type { Database } from '#storage/database'
import { namesOfRepositories } from '#storage/stores/repository-sources'
import { trustedFor } from '#storage/stores/tokens'
import { readSystems } from './repositories/systems.ts'

/** Knows what whoever posts may say. What a look into the database saw is trusted as long as that of a token. */
export class Senders {
  readonly #db: Database
  readonly #clock: () => number
  #reserved: Promise<ReadonlySet<string>> | null = null
  /** By `performance.now()`. */
  #until = 0

  constructor(db: Database, clock: () => number) {
    this.#db = db
    this.#clock = clock
  }

  /** Rejects when the database cannot be asked. */
  async of(viewer: Viewer): Promise<Sender> {
    const now = performance.now()
    if (this.#reserved === null || now >= this.#until) {
      this.#until = now + trustedFor
      this.#reserved = namesOfRepositories(this.#db, readSystems)
    }
    return {
      source: viewer.source,
      allowAnySource: may(viewer, 'ingestAnySource'),
      mayImport: may(viewer, 'import'),
      reserved: await this.#reserved,
      now: this.#clock(),
    }
  }
}
