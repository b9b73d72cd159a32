import type { Reduced } from '#sources/kubernetes/reduced'

/** An object that is no more. */
export interface Gone {
  readonly kind: string
  readonly uid: string
  readonly namespace: string
  readonly name: string
}

/** Something to say, and what it is known by until it is said. */
export type Entry = {
  readonly key: string
  readonly uid: string
  /** In bytes, as JSON. */
  readonly size: number
} & ({ readonly object: Reduced; readonly hash: string } | { readonly gone: Gone })

export interface Bounds {
  /** Most entries that wait, beside those that replace one. */
  readonly entries: number
  /** Most bytes of one batch, and most entries. */
  readonly batchBytes: number
  readonly batchEntries: number
}

export const usualBounds: Bounds = { entries: 1_000, batchBytes: 1_000_000, batchEntries: 200 }

/**
 * What waits to be posted, in order. The newest state of one operation of an object replaces the one before; different
 * operations are all kept. When it is full, whoever brings something waits: the cluster keeps it meanwhile.
 */
export class Outbox {
  readonly #waiting = new Map<string, Entry>()
  readonly #bounds: Bounds
  /** Woken when something came, or when there is room. */
  readonly #woken = new Set<() => void>()
  /** Most that ever waited. */
  highest = 0

  constructor(bounds: Bounds) {
    this.#bounds = bounds
  }

  get size(): number {
    return this.#waiting.size
  }

  /** Rejects when `signal` aborts before there is room. */
  async add(entry: Entry, signal: AbortSignal): Promise<void> {
    while (!this.#waiting.has(entry.key) && this.#waiting.size >= this.#bounds.entries) await this.change(signal)
    this.#waiting.set(entry.key, entry)
    this.highest = Math.max(this.highest, this.#waiting.size)
    this.#wake()
  }

  /** The oldest that fit into one batch; they stay until they are removed. */
  batch(): readonly Entry[] {
    const chosen: Entry[] = []
    let bytes = 0
    for (const entry of this.#waiting.values()) {
      bytes += entry.size
      if (chosen.length > 0 && (bytes > this.#bounds.batchBytes || chosen.length >= this.#bounds.batchEntries)) break
      chosen.push(entry)
    }
    return chosen
  }

  /** Removes what was said, unless something newer has taken its place. */
  remove(said: readonly Entry[]): void {
    for (const entry of said) if (this.#waiting.get(entry.key) === entry) this.#waiting.delete(entry.key)
    this.#wake()
  }

  /** Resolves at the next change; rejects when `signal` aborts before. */
  change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = (): void => {
        signal.removeEventListener('abort', stop)
        resolve()
      }
      const stop = (): void => {
        this.#woken.delete(wake)
        reject(signal.reason as Error)
      }
      if (signal.aborted) return stop()
      signal.addEventListener('abort', stop, { once: true })
      this.#woken.add(wake)
    })
  }

  #wake(): void {
    const woken = [...this.#woken]
    this.#woken.clear()
    for (const wake of woken) wake()
  }
}
