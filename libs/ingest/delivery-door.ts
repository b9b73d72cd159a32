import type { Instant } from '#domain/instant'
import type { Database } from '#storage/database'
import { keepDeliveries, type NewDelivery } from '#storage/stores/deliveries'

/** Bodies that one insert takes together, and bytes after which fewer are. */
const mostTogether = 100
const bytesTogether = 8_388_608

interface Waiting {
  readonly delivery: NewDelivery
  readonly resolve: (isNew: boolean) => void
  readonly reject: (error: unknown) => void
}

/**
 * Where proven bodies are kept: those that come while others are written go to the disk together, because each commit costs the
 * same however much it holds.
 */
export class DeliveryDoor {
  readonly #db: Database
  readonly #clock: () => Instant
  readonly #waiting: Waiting[] = []
  #isBusy = false

  constructor(db: Database, clock: () => Instant) {
    this.#db = db
    this.#clock = clock
  }

  /**
   * Resolves when the body is on disk; false where one of the same transport id was there already.
   *
   * @throws what the database says, of this body alone
   */
  keep(delivery: NewDelivery): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ delivery, resolve, reject })
      if (!this.#isBusy) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#isBusy = true
    for (let batch = this.#next(); batch.length > 0; batch = this.#next()) await this.#keep(batch)
    this.#isBusy = false
  }

  #next(): Waiting[] {
    let bytes = 0
    const upTo = this.#waiting.findIndex(({ delivery }, index) => {
      bytes += delivery.body.length
      return index === mostTogether || (index > 0 && bytes > bytesTogether)
    })
    return this.#waiting.splice(0, upTo === -1 ? this.#waiting.length : upTo)
  }

  /** What one body does wrong is not the fault of those beside it. */
  async #keep(batch: readonly Waiting[]): Promise<void> {
    const bodies = batch.map(({ delivery }) => delivery)
    try {
      const kept = await keepDeliveries(this.#db, bodies, this.#clock())
      for (const [index, { resolve }] of batch.entries()) resolve(kept[index] === true)
    } catch (error) {
      const [only] = batch
      if (batch.length > 1) for (const each of batch) await this.#keep([each])
      else only?.reject(error)
    }
  }
}
