import type { Instant } from '#domain/instant'
import type { StreamHistory } from '#domain/stream-history'
import type { Database } from '#storage/database'
import { loadRules } from '#storage/stores/settings'
import { readStream } from '#storage/stores/streams'
import { GraphCache } from './graph-cache.ts'
import { projectTail } from './project-stream.ts'
import { CurrentStates } from './state-reader.ts'

/** How a stream is to be tried out. */
export interface Trial {
  /** Absent: as they are. */
  readonly paths?: readonly string[]
  /** Ids of streams of other services that become part of it. */
  readonly merged: readonly number[]
}

const maxCommits = 200_000
const wholeStream = { from: 0, before: [] }

/**
 * The history that a stream would have. Writes nothing. Null where only folding anew can tell: services of unlike
 * repositories mean other commits when they are one.
 */
export async function tryOut(
  db: Database,
  streamId: number,
  trial: Trial,
  now: Instant,
): Promise<StreamHistory | null> {
  const stream = await readStream(db, streamId)
  const merged = await Promise.all(trial.merged.map((id) => readStream(db, id)))
  const others = merged.filter((other) => other !== null)
  if (stream === null || others.some(({ repository }) => repository !== stream.repository)) return null
  const tried = {
    ...stream,
    paths: trial.paths ?? stream.paths,
    alsoServiceIds: others.map(({ serviceId }) => serviceId),
    formerNames: [...stream.formerNames, ...others.flatMap(({ service, formerNames }) => [service, ...formerNames])],
  }
  const rules = await loadRules(db)
  const reader = new CurrentStates(new GraphCache(maxCommits))
  return (await projectTail(db, reader, tried, wholeStream, { rules, now })).history
}
