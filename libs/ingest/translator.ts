import { setTimeout as sleep } from 'node:timers/promises'
import { type Instant, type Milliseconds, SECOND } from '#domain/instant'
import type { Database } from '#storage/database'
import type { EventDoor } from './event-door.ts'
import { retellChanged } from './retell.ts'
import { Senders } from './senders.ts'
import { mostTogether, translateWaiting } from './translate-inbox.ts'

export interface TranslatorOptions {
  readonly db: Database
  readonly door: EventDoor
  readonly clock: () => Instant
  /** Told of every failure; the same bodies are tried again. */
  readonly onError: (error: unknown) => void
}

/** How long it waits before it looks again, where nobody gives it a hint. */
const pollEvery: Milliseconds = SECOND
const longestBackoff: Milliseconds = 10 * SECOND
/** For how long many deliveries are let gather: a batch costs about as much as one. */
const gatherFor: Milliseconds = 200
/** Rest after each body beside many senders: what is worked on at a stretch is a stretch for which they wait. */
const restBesideSenders: Milliseconds = 2

/** Translates what was delivered, again where a source is set to other places, for as long as it runs. Several may run on one database. */
export class Translator {
  readonly #options: TranslatorOptions
  readonly #stopping = new AbortController()
  #woken = new AbortController()
  readonly #senders = new Senders()
  #isBesideSenders = false
  #running: Promise<void> | null = null
  /** The steps of one process follow each other: what one has in hand, another would pass over. */
  #latest: Promise<unknown> = Promise.resolve()

  constructor(options: TranslatorOptions) {
    this.#options = options
  }

  start(): void {
    this.#running ??= this.#loop()
  }

  /** Something was kept: do not wait for the next poll. */
  hint(): void {
    this.#senders.note()
    // Each abort makes an error with its stack, the second as the first.
    if (!this.#woken.signal.aborted) this.#woken.abort()
  }

  /** Works until nothing waits; what another process has in hand is not waited for. */
  async drain(): Promise<void> {
    while ((await this.#step()) > 0);
  }

  /** Ends after the bodies at hand. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  #step(): Promise<number> {
    const { db, door, clock } = this.#options
    const step = this.#latest.then(async () => {
      const handled = await translateWaiting(
        db,
        door,
        clock(),
        this.#isBesideSenders ? () => sleep(restBesideSenders) : undefined,
      )
      return handled > 0 ? handled : retellChanged(db, clock())
    })
    this.#latest = step.catch(() => undefined)
    return step
  }

  async #loop(): Promise<void> {
    let failures = 0
    while (!this.#stopping.signal.aborted) {
      this.#woken = new AbortController()
      try {
        const haveManyCome = this.#senders.watch(() => performance.now())
        const handled = await this.#step()
        failures = 0
        this.#isBesideSenders = haveManyCome()
        if (handled > 0 && handled < mostTogether && this.#isBesideSenders) await this.#idle(gatherFor)
        if (handled === 0) await this.#idle(pollEvery, this.#woken.signal)
      } catch (error) {
        failures += 1
        this.#options.onError(error)
        await this.#idle(Math.min(longestBackoff, 100 * 2 ** failures))
      }
    }
  }

  /** Waits; after a failure hints do not shorten it. */
  async #idle(longest: Milliseconds, hinted?: AbortSignal): Promise<void> {
    const signals = hinted === undefined ? [this.#stopping.signal] : [this.#stopping.signal, hinted]
    await sleep(longest, undefined, { signal: AbortSignal.any(signals) }).catch(() => undefined)
  }
}
