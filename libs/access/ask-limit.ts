import { type Instant, MINUTE, SECOND } from '#domain/instant'

/** Questions of one asker a minute, and at once after a minute without any. */
export const asksPerMinute = 120
/** Askers that are remembered; of more, the one that asked longest ago begins anew. */
const mostAskers = 10_000
/** Longest time that anybody is told to wait, in questions. */
const mostWaiting = 5 * asksPerMinute

const pause = MINUTE / asksPerMinute

interface Asker {
  /** Questions that are left, in parts too. */
  left: number
  at: Instant
  /** Refused ones whose turn has not come. */
  waiting: number
  refused: number
}

/** How often each asker may ask: a bucket of tokens for each, in the memory of this process. */
export class AskLimit {
  readonly #askers = new Map<string, Asker>()

  /**
   * Takes one question off what is left; gives the seconds after which to ask again, 0 where the question may be answered.
   * Those who are refused are told to come one after the other, so that they do not come all at once.
   */
  take(name: string, now: Instant): number {
    const asker = this.#askers.get(name) ?? { left: asksPerMinute, at: now, waiting: 0, refused: 0 }
    const passed = Math.max(0, now - asker.at) / pause
    asker.left = Math.min(asksPerMinute, asker.left + passed)
    asker.waiting = Math.max(0, asker.waiting - passed)
    asker.at = now
    this.#remember(name, asker)
    if (asker.left >= 1) {
      asker.left -= 1
      return 0
    }
    asker.refused += 1
    const turn = 1 - asker.left + asker.waiting
    asker.waiting = Math.min(mostWaiting, asker.waiting + 1)
    return Math.ceil((turn * pause) / SECOND)
  }

  /** How many questions of an asker were refused since this process began. */
  refused(name: string): number {
    return this.#askers.get(name)?.refused ?? 0
  }

  #remember(name: string, asker: Asker): void {
    this.#askers.delete(name)
    this.#askers.set(name, asker)
    const [oldest] = this.#askers.keys()
    if (this.#askers.size > mostAskers && oldest !== undefined) this.#askers.delete(oldest)
  }
}
