import type { Instant } from '#domain/instant'
import { leadlineCommand } from '#domain/shell-command'
import type { Registry } from '#sources/registry/settings'
import type { Database } from '#storage/database'
import type { RepositorySource } from '#storage/stores/repository-sources'
import { keepProgress, readProgress } from '#storage/stores/source-progress'

/** Part of a source's progress that says until when nothing is asked. */
export const pausePart = 'paused'

/** The registry wants, or needs, to be left alone. */
export interface Pause {
  readonly why: string
  readonly until: Instant
  /** It could not be reached, and so has no wish: who asks for it may have mended that. */
  readonly isUnreached: boolean
}

export async function keepPause(db: Database, source: string, pause: Pause): Promise<void> {
  await keepProgress(db, source, pausePart, pause)
}

/** The pause that was written down, whether or not it is over; null where there is none. */
export async function readPause(db: Database, source: string): Promise<Pause | null> {
  const kept = (await readProgress(db, source, pausePart)) as Partial<Pause> | null
  if (typeof kept?.until !== 'number') return null
  return { why: kept.why ?? 'it asked for a pause', until: kept.until, isUnreached: kept.isUnreached ?? false }
}

/** The commands that give a source another token. */
export function changeToken({ name }: RepositorySource, { url }: Registry): string {
  const add = leadlineCommand('source', 'add', 'registry', name, '--url', url, '--token-file', 'FILE')
  return `${leadlineCommand('source', 'remove', name)} and then ${add}`
}

/** What a pause is for, and what is to be done. */
export function pauseWords(pause: Pause, source: RepositorySource, registry: Registry): string {
  const { why, until, isUnreached } = pause
  if (why.includes('the token of this source')) return `${why}; give it another one: ${changeToken(source, registry)}`
  const again = `it is asked again from ${new Date(until).toISOString()} on`
  if (!isUnreached) return `${why}; ${again}`
  const now = leadlineCommand('source', 'read', source.name)
  return `${why}. Look whether the address ${registry.url} is right and whether this machine reaches it; ${again}, at once with ${now}`
}
