import { setTimeout as sleep } from 'node:timers/promises'
import { MINUTE, SECOND } from '#domain/instant'
import { forgetWish, wishPart } from '#ingest/reading-run'
import { aloneWithRegistries, type RepositorySource, repositorySources } from '#storage/stores/repository-sources'
import { sourcesWithPart } from '#storage/stores/source-progress'
import { registrySystem } from '../repositories/systems.ts'
import { RequestBudget } from './request-budget.ts'
import { type Asking, lookUpRound } from './round.ts'

/** How often is looked whether there is an image to look up. */
const lookEvery = 15 * SECOND
const afterFailure = MINUTE

export interface LookingOptions extends Omit<Asking, 'signal'> {
  readonly report: (error: unknown) => void
}

export interface Looking {
  /** There is a new registry, or one is to be asked now. */
  hint(): void
  /** Ends after the image at hand. */
  stop(): Promise<void>
}

/** Asks the registries of sources, and nobody where there is none: what their deployed images were built from. */
export class Registries {
  readonly #options: LookingOptions
  readonly #budgets = new Map<number, RequestBudget>()

  constructor(options: LookingOptions) {
    this.#options = options
  }

  /** Asks each registry for what is due, while no other process does. */
  async look(signal: AbortSignal): Promise<void> {
    const { db, report } = this.#options
    const all = await repositorySources(db, [registrySystem])
    if (all.length === 0) return
    const wished = new Set(await sourcesWithPart(db, wishPart))
    await aloneWithRegistries(db, async () => {
      for (const source of all) {
        if (wished.has(source.name)) await forgetWish(db, source.name)
        await this.#ask(source, wished.has(source.name), signal).catch((error: unknown) => {
          if (!signal.aborted) report(error)
        })
      }
    })
  }

  async #ask(source: RepositorySource, isWished: boolean, signal: AbortSignal): Promise<void> {
    const budget = this.#budgets.get(source.id) ?? new RequestBudget(this.#options.clock)
    this.#budgets.set(source.id, budget)
    await lookUpRound(source, isWished, budget, { ...this.#options, signal })
  }
}

/** Asks registries by itself, as long as the process works. */
export function startLooking(options: LookingOptions): Looking {
  const ending = new AbortController()
  const registries = new Registries(options)
  let woken = new AbortController()
  const run = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      woken = new AbortController()
      let pause = lookEvery
      await registries.look(ending.signal).catch((error: unknown) => {
        pause = afterFailure
        if (!ending.signal.aborted) options.report(error)
      })
      await sleep(pause, undefined, { signal: AbortSignal.any([ending.signal, woken.signal]) }).catch(() => undefined)
    }
  }
  const running = run()
  return {
    hint: () => woken.abort(),
    stop: async () => {
      ending.abort()
      await running
    },
  }
}
