import { followedRepository } from '#attribution/followed'
import { deploymentsOf } from '#attribution/pending'
import type { Sequence } from '#attribution/project'
import { revertedShas } from '#attribution/reverts'
import type { AttributionInput } from '#attribution/stream-input'
import type { FlagState } from '#domain/entity-state'
import { spanOf } from '#domain/incident-span'
import type { Instant } from '#domain/instant'
import type { Database } from '#storage/database'
import { findFlags, type FlaggedIncidents } from '#storage/stores/flags'
import { readRepositoryIds, type StreamRow } from '#storage/stores/streams'
import { underTodaysName } from './former-names.ts'
import { Gathering } from './gathering.ts'
import { loadAhead, readBranchHead } from './load-branch.ts'
import { loadMerged, type PendingScope } from './load-merged.ts'
import type { LoadedSequence } from './load-sequence.ts'
import { loadShipped } from './load-shipped.ts'
import { loadIncidentNamesakes } from './namesakes.ts'
import { flagNamesOf } from './references.ts'
import type { StateReader } from './state-reader.ts'

function entriesOf(asked: Sequence['asked']): string[] {
  return [...asked].flatMap(([repository, shas]) => [...shas].map((sha) => `${repository}@${sha}`))
}

/** `repository@sha` of what the deployments of the tail run. */
function headsOf(sequence: Sequence): string[] {
  return sequence.steps.flatMap(({ deployment: { repository, sha } }) =>
    repository === null || sha === null ? [] : [`${repository}@${sha}`],
  )
}

/** `repository@sha` of everything that a commit of the tail takes back. */
function revertsIn(gathering: Gathering, asked: readonly string[]): string[] {
  return asked.flatMap((entry) => {
    const state = gathering.commits.get(entry)
    if (state === undefined) return []
    return revertedShas(state).map((sha) => `${entry.slice(0, entry.lastIndexOf('@'))}@${sha}`)
  })
}

/** `repository@sha` of what incidents say caused or fixed them, in each repository that the stream knows. */
function namedByIncidents(loaded: LoadedSequence, repositories: readonly string[]): string[] {
  const shas = loaded.incidents.flatMap(({ event }) => [event.causedBySha, event.fixedBySha])
  return shas.flatMap((sha) => (sha === undefined ? [] : repositories.map((repository) => `${repository}@${sha}`)))
}

function flaggedIncidents({ incidents, incidentIds }: LoadedSequence): FlaggedIncidents {
  const names = [...new Set(incidents.flatMap(({ event }) => flagNamesOf(event)))]
  return { ids: incidentIds, names, spans: incidents.map(spanOf) }
}

export interface LoadedAttribution {
  readonly input: AttributionInput
  /** Ids of the repositories that were asked for, by full name. */
  readonly repositoryIds: ReadonlyMap<string, number>
}

/** Ids of these repositories, and of those that were asked for before. */
async function completeIds(
  db: Database,
  { repositoryIds }: LoadedSequence,
  names: readonly string[],
): Promise<Map<string, number>> {
  const others = [...new Set(names)].filter((name) => !repositoryIds.has(name))
  const ids = await readRepositoryIds(db, others)
  for (const [name, id] of repositoryIds) if (id !== null) ids.set(name, id)
  return ids
}

/**
 * Everything that the second step of a projection reads.
 *
 * @param given `pending` null: what waits for a deployment is not asked for.
 */
export async function loadAttribution(
  db: Database,
  reader: StateReader,
  stream: StreamRow,
  loaded: LoadedSequence,
  sequence: Sequence,
  given: { readonly now: Instant; readonly pending: PendingScope | null },
): Promise<LoadedAttribution> {
  const { now, pending } = given
  const { graphs } = sequence.input
  const asked = entriesOf(sequence.asked)
  const ids = await completeIds(db, loaded, [stream.repository, ...graphs.keys(), ...sequence.asked.keys()])
  const repository = followedRepository(stream, deploymentsOf(sequence))
  const followed = { repository, repositoryId: ids.get(repository) ?? 0 }
  const gathering = new Gathering(db, reader, ids, graphs, stream.paths.length > 0)
  const mergedOf = (known: Gathering, scope: PendingScope) =>
    loadMerged(db, reader, sequence, {
      followed,
      scope,
      known: [...known.requests.values()],
      rows: known.knownRows(),
    })
  const [branchHead] = await Promise.all([
    pending === null ? null : readBranchHead(db, reader, followed.repositoryId),
    gathering.addCommits(asked),
  ])
  const also = [...revertsIn(gathering, asked), ...namedByIncidents(loaded, [...ids.keys()])]
  await gathering.addCommits(also)
  const ahead = await loadAhead(gathering, repository, sequence, branchHead)
  const [flagRows] = await Promise.all([
    findFlags(db, stream, flaggedIncidents(loaded)),
    gathering.addHolders([...asked, ...also, ...ahead]),
    gathering.addBuilds([...asked, ...headsOf(sequence)]),
  ])
  await gathering.addNumbers(gathering.numbers())
  const merged = pending === null ? [] : await mergedOf(gathering, pending)
  gathering.addRequests(merged)
  await gathering.addNumbers(gathering.numbers())
  await gathering.addCommits(gathering.members())
  await gathering.addTwins([...gathering.commits.keys()])
  await gathering.addBuilds(gathering.merges())
  const entries = new Set([...asked, ...gathering.commits.keys(), ...gathering.members(), ...also])
  const flags = underTodaysName((await reader.states(db, flagRows)) as FlagState[], stream)
  const input = {
    paths: stream.paths,
    commits: [...gathering.commits.values()],
    pullRequests: [...gathering.requests.values()],
    pushes: [...gathering.pushes.values()],
    builds: [...gathering.builds.values()],
    incidents: loaded.incidents,
    namesakes: [...loaded.namesakes, ...(await loadIncidentNamesakes(db, reader, flags))],
    flags,
    ...(await loadShipped(db, stream, sequence, gathering, entries)),
    merged,
    branchHead,
    now,
  }
  return { input, repositoryIds: ids }
}
