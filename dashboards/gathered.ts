/** How long calls are gathered before the first is acted on, in milliseconds: what is told comes in bursts. */
const gathering = 400
/** The least time from one act to the next. */
const atMostEvery = 5_000

/** Acts once for many calls: soon after the first, then at most every five seconds; never while it must wait. */
export class Gathered {
  readonly #act: () => void
  readonly #mustWait: () => boolean
  #timer: ReturnType<typeof setTimeout> | undefined
  #last = Number.NEGATIVE_INFINITY

  constructor(act: () => void, mustWait: () => boolean) {
    this.#act = act
    this.#mustWait = mustWait
  }

  call(): void {
    if (this.#timer !== undefined) return
    const wait = Math.max(gathering, this.#last + atMostEvery - performance.now())
    this.#timer = setTimeout(() => this.#due(), wait)
  }

  /** Forgets what was called and not acted on. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #due(): void {
    this.#timer = undefined
    const waits = this.#mustWait()
    this.#last = performance.now()
    if (waits) this.call()
    else this.#act()
  }
}
