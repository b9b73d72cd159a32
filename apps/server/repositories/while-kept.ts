import { SECOND } from '#domain/instant'
import type { Database } from '#storage/database'
import { type RepositorySource, repositorySources } from '#storage/stores/repository-sources'
import { repositorySystems } from './systems.ts'

/** How often is looked whether a source that is being read is still wanted. */
const lookEvery = 2 * SECOND

export interface Kept {
  /** Aborted when the source is removed or set to something else, and when all is to end. */
  signalOf(source: RepositorySource): AbortSignal
  stop(): Promise<void>
}

/** Watches sources while they are read: fetching one may take an hour, and nobody waits for one that was removed. */
export function whileKept(
  all: readonly RepositorySource[],
  {
    db,
    signal,
    report,
  }: { readonly db: Database; readonly signal: AbortSignal; readonly report: (error: unknown) => void },
): Kept {
  const watched = new Map(all.map((source) => [source.id, { as: JSON.stringify(source), gone: new AbortController() }]))
  const look = async (): Promise<void> => {
    const now = new Map((await repositorySources(db, repositorySystems)).map((source) => [source.id, source]))
    for (const [id, { as, gone }] of watched) if (JSON.stringify(now.get(id)) !== as) gone.abort()
  }
  let looking: Promise<void> | null = null
  const timer = setInterval(() => {
    looking ??= look()
      .catch(report)
      .finally(() => (looking = null))
  }, lookEvery)
  return {
    signalOf: ({ id }) => AbortSignal.any([signal, watched.get(id)?.gone.signal ?? signal]),
    stop: async () => {
      clearInterval(timer)
      await looking
    },
  }
}
