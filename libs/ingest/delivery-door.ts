import type { Instant, Milliseconds } from '#domain/instant'
import type { Database } from '#storage/database'
import { type Kept, keepDeliveries, type NewDelivery } from '#storage/stores/keep-deliveries'
import { blamesARow } from './group-commit.ts'

/** Bodies that one insert takes together, and bytes after which fewer are. */
const mostTogether = 100
const bytesTogether = 8_388_608

/** Inserts that are under way at a time: who comes while one takes long does not wait for its end. */
const insertsTogether = 2

/** Bytes that may wait: beyond them the database does not keep up, and senders are told to come again. */
const mostWaiting = 67_108_864

interface Waiting {
  readonly delivery: NewDelivery
  readonly resolve: (kept: Kept) => void
  readonly reject: (error: unknown) => void
}

class Silence extends Error {}

/**
 * Where proven bodies are kept: those that come while others are written go to the disk together, because each commit costs the
 * same however much it holds.
 */
export class DeliveryDoor {
  readonly #db: Database
  readonly #clock: () => Instant
  readonly #patience: Milliseconds
  readonly #waiting: Waiting[] = []
  #bytes = 0
  #underWay = 0

  /** @param patience longest time that an insert may take before its senders are told so, and the next one is tried */
  constructor(db: Database, clock: () => Instant, patience: Milliseconds) {
    this.#db = db
    this.#clock = clock
    this.#patience = patience
  }

  /**
   * Resolves when the body is on disk, or why it is not: one of the same transport id was there already, or its source is proven by
   * something else by now.
   *
   * @throws what the database says, of this body alone, and where it is silent or does not keep up
   */
  keep(delivery: NewDelivery): Promise<Kept> {
    if (this.#bytes > mostWaiting) return Promise.reject(new Error('More bodies wait for the database than may.'))
    this.#bytes += delivery.body.length
    return new Promise((resolve, reject) => {
      this.#waiting.push({ delivery, resolve, reject })
      if (this.#underWay < insertsTogether) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#underWay += 1
    for (let batch = this.#next(); batch.length > 0; batch = this.#next()) await this.#keep(batch)
    this.#underWay -= 1
  }

  #next(): Waiting[] {
    let bytes = 0
    const upTo = this.#waiting.findIndex(({ delivery }, index) => {
      bytes += delivery.body.length
      return index === mostTogether || (index > 0 && bytes > bytesTogether)
    })
    const batch = this.#waiting.splice(0, upTo === -1 ? this.#waiting.length : upTo)
    for (const { delivery } of batch) this.#bytes -= delivery.body.length
    return batch
  }

  /** What one body does wrong is not the fault of those beside it; what the database does concerns all of them. */
  async #keep(batch: readonly Waiting[]): Promise<void> {
    const bodies = batch.map(({ delivery }) => delivery)
    try {
      const kept = await this.#inTime(keepDeliveries(this.#db, bodies, this.#clock()))
      for (const [index, { resolve }] of batch.entries()) resolve(kept[index] ?? 'UNPROVEN')
    } catch (error) {
      if (batch.length > 1 && blamesARow(error)) return this.#keepEach(batch)
      for (const { reject } of batch) reject(error)
    }
  }

  async #keepEach(batch: readonly Waiting[]): Promise<void> {
    const [half, others] = [batch.slice(0, batch.length / 2), batch.slice(batch.length / 2)]
    await this.#keep(half)
    await this.#keep(others)
  }

  /** What comes too late may be on disk all the same; sent again, what it says is known. */
  async #inTime<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Silence(`The database was silent for ${this.#patience} ms.`)), this.#patience)
    })
    work.catch(() => undefined)
    try {
      return await Promise.race([work, late])
    } finally {
      clearTimeout(timer)
    }
  }
}
