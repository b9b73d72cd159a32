import type { Instant, Milliseconds } from '#domain/instant'

/** Most that are kept. */
const mostKept = 1_000
/** Those that are made at a time; nobody who looks at badges keeps others from their answers. */
const mostAtOnce = 4
/** Those that wait for their turn. */
const mostWaiting = 100

/** More is asked for than may wait. */
export class TooManyDrawings extends Error {}

interface Kept<T> {
  readonly made: T
  readonly until: Instant
}

/** Keeps the newest so many. */
function keep<T>(kept: Map<string, Kept<T>>, key: string, one: Kept<T>): void {
  kept.delete(key)
  kept.set(key, one)
  const [oldest] = kept.keys()
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
}

/**
 * What is drawn once for all who ask for the same: some at a time, the rest in turn. Neither a failure is kept nor that there
 * is nothing to draw: a badge that was switched on is there at once, and names that nobody knows push out none.
 */
export class Drawings<T> {
  readonly #clock: () => Instant
  readonly #staysFor: Milliseconds
  readonly #drawn = new Map<string, Kept<T>>()
  readonly #underWay = new Map<string, Promise<T>>()
  readonly #waiting: (() => void)[] = []
  #working = 0

  constructor({ clock, staysFor }: { readonly clock: () => Instant; readonly staysFor: Milliseconds }) {
    this.#clock = clock
    this.#staysFor = staysFor
  }

  /**
   * What is kept under a key, else what `draw` makes; null stands for nothing to draw.
   *
   * @throws TooManyDrawings, and what `draw` throws
   */
  of(key: string, draw: () => Promise<T>): Promise<T> {
    const known = this.#drawn.get(key)
    if (known !== undefined && known.until > this.#clock()) return Promise.resolve(known.made)
    const shared = this.#underWay.get(key)
    if (shared !== undefined) return shared
    if (this.#waiting.length >= mostWaiting) return Promise.reject(new TooManyDrawings('Too many wait already.'))
    const making = this.#make(key, draw).finally(() => this.#underWay.delete(key))
    this.#underWay.set(key, making)
    return making
  }

  async #make(key: string, draw: () => Promise<T>): Promise<T> {
    // Who ends hands its place over, so that nobody comes between.
    if (this.#working < mostAtOnce) this.#working += 1
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      const made = await draw()
      if (made === null) this.#drawn.delete(key)
      else keep(this.#drawn, key, { made, until: this.#clock() + this.#staysFor })
      return made
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#working -= 1
      else next()
    }
  }
}
