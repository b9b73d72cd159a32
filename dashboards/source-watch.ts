import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { ApiProblem, ask } from './api.ts'
import setupQuery from './queries/setup.graphql?raw'
import type { SetupAnswer, SourceAnswer } from './setup-answers.ts'

/** How long to wait before looking again, in milliseconds: what arrives shows within a second. */
const pause = 500
/** How long to look at all, in milliseconds. */
const patience = 600_000

/** Looks again and again at who sends, while something is expected; not while nobody sees the page. */
export class SourceWatch implements ReactiveController {
  /** As last seen; null before. */
  sources: readonly SourceAnswer[] | null = null
  /** The server's clock then. */
  answeredAt: string | null = null
  looking = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #running: AbortController | null = null
  readonly #host: ReactiveControllerHost

  constructor(host: ReactiveControllerHost) {
    this.#host = host
    host.addController(this)
  }

  hostDisconnected(): void {
    this.#halt()
  }

  /** Begins, or begins anew. */
  start(): void {
    this.stop()
    const until = performance.now() + patience
    this.looking = true
    const next = async (): Promise<void> => {
      if (!document.hidden) await this.look()
      if (!this.looking) return
      if (performance.now() > until) this.stop()
      else this.#timer = setTimeout(() => void next(), pause)
    }
    this.#timer = setTimeout(() => void next(), pause)
    this.#host.requestUpdate()
  }

  stop(): void {
    this.#halt()
    this.#host.requestUpdate()
  }

  #halt(): void {
    clearTimeout(this.#timer)
    this.#running?.abort()
    this.looking = false
  }

  /** Looks once. What cannot be answered now is asked again later. */
  async look(): Promise<void> {
    this.#running?.abort()
    const running = new AbortController()
    this.#running = running
    try {
      const { data, answeredAt } = await ask<SetupAnswer>(setupQuery, {}, running.signal)
      this.sources = data.sources
      this.answeredAt = answeredAt
      this.#host.requestUpdate()
    } catch (error) {
      if (!running.signal.aborted && !(error instanceof ApiProblem)) throw error
    }
  }
}
