import { setTimeout as sleep } from 'node:timers/promises'
import { MINUTE, SECOND, type Instant } from '#domain/instant'
import { forgetWish, wishPart } from '#ingest/reading-run'
import { aloneWithRepositories, repositorySources, type RepositorySource } from '#storage/stores/repository-sources'
import { sourcesWithPart } from '#storage/stores/source-progress'
import { dropMirrors } from './mirrors.ts'
import { type Round, readRound } from './round.ts'
import { configSystem, repositorySystems } from './systems.ts'
import type { Visiting } from './visit.ts'

/** How often a repository is looked at, and how often it is asked whether there is a new source. */
const readEvery = 5 * MINUTE
const askEvery = 5 * SECOND
const afterFailure = MINUTE

export interface CollectingOptions extends Omit<Visiting, 'signal'> {
  readonly report: (error: unknown) => void
}

export interface Collecting {
  /** There is a new source, or one is to be read now. */
  hint(): void
  /** Ends after the statements at hand. */
  stop(): Promise<void>
}

/** When each source was read last, in this process, and as what. */
type Read = Map<number, { readonly at: Instant; readonly as: string }>

function dueOf(all: readonly RepositorySource[], read: Read, wished: ReadonlySet<string>, now: Instant): Set<number> {
  const due = all.filter((source) => {
    if (wished.has(source.name)) return true
    const last = read.get(source.id)
    return last === undefined || last.as !== JSON.stringify(source) || now - last.at >= readEvery
  })
  return new Set(due.map(({ id }) => id))
}

/** A repository that is read for the first time may name the commits of versions that are told already. */
function withConfigs(due: Set<number>, all: readonly RepositorySource[], read: Read): Set<number> {
  const fresh = all.some(({ id }) => due.has(id) && !read.has(id))
  return fresh
    ? new Set(all.filter(({ id, system }) => due.has(id) || system === configSystem).map(({ id }) => id))
    : due
}

/** Reads the repositories of sources by itself: a new one at once, and each every five minutes. */
export function startCollecting(options: CollectingOptions): Collecting {
  const { db, clock, report } = options
  const ending = new AbortController()
  const read: Read = new Map()
  let woken = new AbortController()
  const look = async (): Promise<void> => {
    const all = await repositorySources(db, repositorySystems)
    const wished = new Set(await sourcesWithPart(db, wishPart))
    const due = withConfigs(dueOf(all, read, wished, clock()), all, read)
    if (due.size === 0) return
    const granted = all.filter(({ name }) => wished.has(name))
    const round: Round = { all, due, report }
    const mine = await aloneWithRepositories(db, async () => {
      for (const { name } of granted) await forgetWish(db, name)
      await dropMirrors(options.home, all)
      await readRound(round, { ...options, signal: ending.signal })
    })
    if (!mine) return
    for (const source of all) if (due.has(source.id)) read.set(source.id, { at: clock(), as: JSON.stringify(source) })
  }
  const run = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      woken = new AbortController()
      let pause = askEvery
      await look().catch((error: unknown) => {
        pause = afterFailure
        if (!ending.signal.aborted) report(error)
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
