import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { type Answer, ApiProblem } from './api.ts'

/** Sent, bubbling, by whoever learns that the token is not good. */
export const signedOut = 'leadline-signed-out'

type Fetching<T> = (signal: AbortSignal) => Promise<Answer<T>>

/** The last answers, so that going back shows the page at once and not after a wait; it is asked anew all the same. */
const kept = new Map<string, Answer<unknown>>()
const keptAtMost = 40

export function forgetAnswers(): void {
  kept.clear()
}

/** One question of a part: what it last answered, whether it is being asked, what went wrong. Late answers are dropped. */
export class Loader<T> implements ReactiveController {
  answer: Answer<T> | null = null
  problem: ApiProblem | null = null
  loading = false
  #key = ''
  #running: AbortController | null = null
  readonly #host: ReactiveControllerHost & EventTarget

  constructor(host: ReactiveControllerHost & EventTarget) {
    this.#host = host
    host.addController(this)
  }

  hostDisconnected(): void {
    this.#running?.abort()
    this.#key = ''
  }

  /** Asks, unless the same was asked last. `key` names the question with all its arguments. */
  load(key: string, fetching: Fetching<T>): void {
    if (key === this.#key) return
    const sameQuestion = key.split('\n')[0] === this.#key.split('\n')[0]
    this.#key = key
    const known = kept.get(key) as Answer<T> | undefined
    if (known !== undefined) this.answer = known
    else if (!sameQuestion) this.answer = null
    void this.#run(key, fetching)
  }

  /** Forgets what was asked, so that the next `load` asks again; the answer stays until then. */
  expire(): void {
    this.#key = `${this.#key.split('\n')[0]}\n`
  }

  async #run(key: string, fetching: Fetching<T>): Promise<void> {
    this.#running?.abort()
    const running = new AbortController()
    this.#running = running
    this.loading = true
    this.problem = null
    this.#host.requestUpdate()
    try {
      const answer = await fetching(running.signal)
      if (running.signal.aborted) return
      this.answer = answer
      keep(key, answer)
    } catch (error) {
      if (running.signal.aborted) return
      if (!(error instanceof ApiProblem)) throw error
      this.problem = error
      if (error.kind === 'signed-out') {
        this.#host.dispatchEvent(new CustomEvent(signedOut, { bubbles: true, composed: true }))
      }
    } finally {
      if (!running.signal.aborted) {
        this.loading = false
        this.#host.requestUpdate()
      }
    }
  }
}

function keep(key: string, answer: Answer<unknown>): void {
  kept.delete(key)
  kept.set(key, answer)
  for (const oldest of kept.keys()) {
    if (kept.size <= keptAtMost) break
    kept.delete(oldest)
  }
}
