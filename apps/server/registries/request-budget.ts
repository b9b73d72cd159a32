import { MINUTE } from '#domain/instant'

/** Requests that are sent to one registry within a minute, and for one image. */
export const mostAMinute = 60
export const mostForOne = 30

/** Counts what was sent to one registry, so that it is never asked more often than is polite. */
export class RequestBudget {
  readonly #clock: () => number
  #sent: number[] = []
  #leftForOne = 0

  constructor(clock: () => number) {
    this.#clock = clock
  }

  /** Begins with the next image; false where a whole look-up might not fit into this minute any more. */
  begin(): boolean {
    const now = this.#clock()
    this.#sent = this.#sent.filter((at) => at > now - MINUTE)
    if (this.#sent.length + mostForOne > mostAMinute) return false
    this.#leftForOne = mostForOne
    return true
  }

  /** Takes one request; false where this image has had its share. */
  readonly spend = (): boolean => {
    if (this.#leftForOne <= 0) return false
    this.#leftForOne -= 1
    this.#sent.push(this.#clock())
    return true
  }
}
