import { Worker } from 'node:worker_threads'
import type { Notice, Order, ThreadSettings } from './messages.ts'
import type { Processing } from './processing.ts'

export interface ApartOptions extends ThreadSettings {
  /** The built `main.ts` of this folder. */
  readonly program: URL
  /** Told of every failure; the work is tried again by itself. */
  readonly report: (error: unknown) => void
  /** How long after its end the thread is begun again, in milliseconds. */
  readonly restartAfter?: number
}

interface Waiting {
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Young garbage of projections, in MiB: a collection of it while little of it lives costs next to nothing. */
const youngMemory = 96

/** Processing on a thread of its own. */
class Apart implements Processing {
  readonly #options: ApartOptions
  readonly #waiting = new Map<number, Waiting>()
  #drains = 0
  #thread: Worker
  #ended: Promise<void>
  #restart: NodeJS.Timeout | null = null
  #isStopping = false

  constructor(options: ApartOptions) {
    this.#options = options
    ;[this.#thread, this.#ended] = this.#begin()
  }

  onReceived(): void {
    this.#order({ kind: 'received' })
  }

  onCommitted(): void {
    this.#order({ kind: 'committed' })
  }

  /** @throws the error of a stream that cannot be projected, of the database, or of the thread where it ended. */
  drain(): Promise<void> {
    this.#drains += 1
    const number = this.#drains
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject })
      this.#order({ kind: 'drain', number })
    })
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    if (this.#restart !== null) clearTimeout(this.#restart)
    this.#order({ kind: 'stop' })
    await this.#ended
  }

  #order(order: Order): void {
    this.#thread.postMessage(order)
  }

  #begin(): [Worker, Promise<void>] {
    const { program, databaseUrl, isDirect, report } = this.#options
    const thread = new Worker(program, {
      workerData: { databaseUrl, isDirect } satisfies ThreadSettings,
      resourceLimits: { maxYoungGenerationSizeMb: youngMemory },
    })
    let failure: unknown = new Error('The thread that processes ended.')
    thread.on('message', (notice: Notice) => this.#hear(notice))
    thread.on('error', (error: unknown) => {
      failure = error
      report(error)
    })
    const ended = new Promise<void>((resolve) => {
      thread.once('exit', () => {
        for (const { reject } of this.#waiting.values()) reject(failure)
        this.#waiting.clear()
        if (!this.#isStopping) this.#beginAgain()
        resolve()
      })
    })
    return [thread, ended]
  }

  /** What it had at hand was rolled back, and is there for the next one. */
  #beginAgain(): void {
    this.#restart = setTimeout(() => {
      ;[this.#thread, this.#ended] = this.#begin()
      for (const number of this.#waiting.keys()) this.#order({ kind: 'drain', number })
    }, this.#options.restartAfter ?? 1_000)
  }

  #hear(notice: Notice): void {
    if (notice.kind === 'failed') return this.#options.report(notice.error)
    const waiting = this.#waiting.get(notice.number)
    this.#waiting.delete(notice.number)
    if (notice.error === null) waiting?.resolve()
    else waiting?.reject(notice.error)
  }
}

/** Works on a thread of its own: whoever comes to the doors does not wait for a projection, or for the garbage of one. */
export function startProcessingApart(options: ApartOptions): Processing {
  return new Apart(options)
}
