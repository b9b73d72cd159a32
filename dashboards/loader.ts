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

/**
 * One question of a part: what it last answered, whether it is being asked, what went wrong. Late answers are dropped.
 * The last answer stands while other arguments are being asked, and when they fail: what names it reads `scope`.
 */
export class Loader<T, Scope = null> implements ReactiveController {
  answer: Answer<T> | null = null
  /** What the answer was asked for, which need not be what is asked now; null without an answer. */
  scope: Scope | null = null
  problem: ApiProblem | null = null
  loading = false
  #key = ''
  #answered = ''
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

  /** Whether the answer is that of what is asked now, and no other is on its way. */
  get isSettled(): boolean {
    return this.answer !== null && this.problem === null && !this.loading
  }

  /** Asks, unless the same was asked last. `key` names the question with all its arguments. */
  load(key: string, fetching: Fetching<T>, scope: Scope | null = null): void {
    if (key === this.#answered) this.scope = scope
    if (key === this.#key) return
    const sameQuestion = key.split('\n')[0] === this.#key.split('\n')[0]
    this.#key = key
    const known = kept.get(key) as Answer<T> | undefined
    if (known !== undefined) this.#show(key, known, scope)
    else if (!sameQuestion) this.#show('', null, null)
    void this.#run(key, fetching, scope)
  }

  /** Forgets what was asked, so that the next `load` asks again; the answer stays until then. */
  expire(): void {
    this.#key = `${this.#key.split('\n')[0]}\n`
  }

  #show(key: string, answer: Answer<T> | null, scope: Scope | null): void {
    this.#answered = key
    this.answer = answer
    this.scope = scope
  }

  async #run(key: string, fetching: Fetching<T>, scope: Scope | null): Promise<void> {
    this.#running?.abort()
    const running = new AbortController()
    this.#running = running
    this.loading = true
    this.problem = null
    this.#host.requestUpdate()
    try {
      const answer = await fetching(running.signal)
      if (running.signal.aborted) return
      this.#show(key, answer, scope)
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
