import type { Instant, Milliseconds } from '#domain/instant'

/** Most that are kept of each kind: what was drawn, and that there is nothing to draw. */
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

/** What is drawn once for all who ask for the same: some at a time, the rest in turn. A failure is kept for nobody. */
export class Drawings<T> {
  readonly #clock: () => Instant
  readonly #staysFor: Milliseconds
  readonly #drawn = new Map<string, Kept<T>>()
  /** Apart, so that names which nobody knows push out no badge. */
  readonly #missing = new Map<string, Kept<T>>()
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
    const known = this.#drawn.get(key) ?? this.#missing.get(key)
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
      const [kept, other] = made === null ? [this.#missing, this.#drawn] : [this.#drawn, this.#missing]
      other.delete(key)
      keep(kept, key, { made, until: this.#clock() + this.#staysFor })
      return made
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#working -= 1
      else next()
    }
  }
}
