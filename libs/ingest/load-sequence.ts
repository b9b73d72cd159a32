import type { CommitGraph } from '#attribution/commit-graph/commit-graph'
import { isSync, sharedBy } from '#attribution/configuration'
import type { SequenceInput } from '#attribution/stream-input'
import type { ArtifactState, IncidentState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { Rules } from '#domain/rules'
import { runTime } from '#domain/run-time'
import type { Deployment } from '#domain/stream-history'
import type { Database } from '#storage/database'
import { revisionsOfMany } from '#storage/stores/applied-revisions'
import { readHomes } from '#storage/stores/commits'
import { boundedText } from '#storage/stores/entity-hash'
import type { WaitRow } from '#storage/stores/fact-rows'
import { readRepositoryIds, type StreamRow } from '#storage/stores/streams'
import { loadChangedFiles } from './changed-files.ts'
import { concerning, incidentIdsOf, loadAround, loadEarlierBumps } from './load-around.ts'
import { loadArtifacts } from './load-artifacts.ts'
import { loadBumps } from './load-bumps.ts'
import { loadIncidentNamesakes, loadReportNamesakes } from './namesakes.ts'
import { appliedBy, artifactNames, commitReference, deployedNames, shaPrefix } from './references.ts'
import { distinctStates, type StateReader } from './state-reader.ts'
import { homeOf, isShort, type LoadedStates, type Named, wholeSha, withWholeShas } from './whole-shas.ts'

/** Which part of a stream is asked for. */
export interface Tail {
  readonly from: Instant
  /** Facts of what lies before it. */
  readonly before: readonly Deployment[]
  /** Reports from then on are left for a later pass; absent: none are. */
  readonly until?: Instant
}

export interface LoadedSequence {
  readonly input: SequenceInput
  readonly incidents: readonly IncidentState[]
  /** Incidents of any service that have an id by which a correction names one. */
  readonly namesakes: readonly IncidentState[]
  /** Ids under which the stream's incidents may be named. */
  readonly incidentIds: readonly string[]
  /** Waits that only the search across repositories knows. */
  readonly waits: readonly WaitRow[]
  /** Ids of the repositories that were asked for, by full name; null where there is none. */
  readonly repositoryIds: ReadonlyMap<string, number | null>
}

function repositoriesOf(stream: StreamRow, tail: Tail, states: LoadedStates): string[] {
  const names = new Set([stream.repository])
  for (const { event } of [...states.deployments, ...states.bumps]) {
    if (event.repository !== undefined) names.add(event.repository)
    if (isSync(event) && event.configRepository !== undefined) names.add(event.configRepository)
    // Only a list of what a deployment includes may mean commits of the configuration repository.
    if (event.includes !== undefined && event.configRepository !== undefined) names.add(event.configRepository)
  }
  for (const { event } of states.artifacts) if (event.repository !== undefined) names.add(event.repository)
  for (const { repository } of tail.before) if (repository !== null) names.add(repository)
  return [...names]
}

/** Adds the graphs of all repositories that the tail names, and of those that alone hold a sha which its own repository lacks. */
async function completeGraphs(
  db: Database,
  reader: StateReader,
  graphs: Map<string, CommitGraph>,
  names: readonly string[],
  shas: readonly string[],
): Promise<void> {
  const add = async (wanted: readonly string[]): Promise<void> => {
    const others = wanted.filter((name) => !graphs.has(name))
    for (const [name, graph] of await reader.graphs(db, others)) graphs.set(name, graph)
  }
  await add(names)
  const known = [...graphs.values()]
  const lost = shas.filter((sha) => wholeSha.test(sha) && !known.some((graph) => graph.has(sha)))
  const homes = new Map<string, Set<string>>()
  for (const { sha, repository } of await readHomes(db, lost, reader.asOf)) {
    homes.set(sha, (homes.get(sha) ?? new Set()).add(repository))
  }
  await add([...new Set([...homes.values()].flatMap((found) => (found.size === 1 ? [...found] : [])))])
}

/** When each artifact was deployed first, by entity, directly or as an input of another. */
function deployedSince(given: LoadedStates): Map<string, Instant> {
  const named = new Map<string, ArtifactState[]>()
  for (const artifact of given.artifacts) {
    for (const name of artifactNames(artifact)) named.set(name, [...(named.get(name) ?? []), artifact])
  }
  const since = new Map<string, Instant>()
  const reports = [...given.bumps, ...given.deployments]
  for (const { event } of reports.toSorted((a, b) => runTime(a.event) - runTime(b.event))) {
    const open = deployedNames(event)
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      for (const artifact of named.get(name) ?? []) {
        if (since.has(artifact.entity)) continue
        since.set(artifact.entity, runTime(event))
        open.push(...(artifact.event.inputs ?? []).map(boundedText))
      }
    }
  }
  return since
}

/** What would change where a sha leads: its arrival in its own repository or another, or a second one that begins alike. */
function searches(
  given: LoadedStates,
  stream: StreamRow,
  graphs: ReadonlyMap<string, CommitGraph>,
  from: Instant,
): WaitRow[] {
  const waits: WaitRow[] = []
  const add = (state: Named, since: Instant): void => {
    const { sha } = state.event
    if (sha === undefined) return
    const home = homeOf(state, stream)
    if (isShort(sha)) waits.push({ kind: 'prefix', reference: commitReference(home, shaPrefix(sha)), since })
    else if (wholeSha.test(sha) && !(graphs.get(home)?.has(sha) ?? false)) {
      waits.push({ kind: 'sha', reference: sha, since })
    }
  }
  const deployed = deployedSince(given)
  for (const state of given.deployments) add(state, runTime(state.event))
  for (const state of given.bumps) add(state, from)
  for (const state of given.rollbacks) if (state.event.at >= from) add(state, state.event.at)
  for (const state of given.artifacts) add(state, deployed.get(state.entity) ?? from)
  return waits
}

/** Everything that the first step of a projection reads. */
export async function loadSequence(
  db: Database,
  reader: StateReader,
  stream: StreamRow,
  tail: Tail,
  rules: Rules,
): Promise<LoadedSequence> {
  const around = await loadAround(db, reader, stream, tail.from === 0 ? null : tail.from)
  const { overrides, cutovers, reports } = around
  const namesakes = await loadIncidentNamesakes(db, reader, overrides)
  const incidents = concerning(stream, around.incidents, overrides, namesakes)
  const until = tail.until ?? Number.POSITIVE_INFINITY
  const rollbacks = around.rollbacks.filter(({ event }) => event.at < until)
  const deployments = reports.filter(({ event }) => runTime(event) >= tail.from && runTime(event) < until)
  const early = repositoriesOf(stream, tail, { deployments, bumps: [], rollbacks, artifacts: [] })
  const own = deployments.flatMap(({ event }) => deployedNames(event))
  const applied = [...new Set(deployments.flatMap(({ event }) => appliedBy(event)))]
  const [graphs, shared, repositoryIds, artifacts] = await Promise.all([
    reader.graphs(db, early),
    revisionsOfMany(db, applied, sharedBy),
    readRepositoryIds(db, early),
    loadArtifacts(db, reader, own),
  ])
  const bumps = await loadBumps({ deployments, from: tail.from, graphs, rules }, (span) =>
    loadEarlierBumps(db, reader, stream, span),
  )
  const known = new Set(own)
  const others = bumps.flatMap(({ event }) => deployedNames(event)).filter((name) => !known.has(name))
  artifacts.push(...(await loadArtifacts(db, reader, others)))
  const given = { deployments, bumps, rollbacks, artifacts: distinctStates(artifacts) }
  const states = await withWholeShas(db, reader, stream, given)
  const shas = [...states.deployments, ...states.bumps, ...states.rollbacks, ...states.artifacts].flatMap(
    ({ event }) => event.sha ?? [],
  )
  // A rollback that names no version goes back to one that lies before the tail.
  const goesBack = rollbacks.some(({ event }) => event.at >= tail.from - rules.mergeWindow)
  if (goesBack) shas.push(...tail.before.flatMap(({ identity }) => identity.sha ?? []))
  await completeGraphs(db, reader, graphs, repositoriesOf(stream, tail, states), shas)
  const changedFiles = await loadChangedFiles(db, reader, states.deployments, states.bumps, graphs)
  const input: SequenceInput = {
    service: stream.service,
    repository: stream.repository,
    isRepositoryGiven: stream.isRepositoryGiven,
    environment: { name: stream.environment, tier: stream.tier },
    before: tail.before,
    from: tail.from,
    ...(tail.until === undefined ? {} : { until: tail.until }),
    ...states,
    shared: new Set(shared),
    changedFiles,
    overrides,
    namesakes: await loadReportNamesakes(db, reader, [...overrides, ...incidents]),
    cutovers,
    graphs,
    rules,
  }
  return {
    input,
    incidents,
    namesakes,
    incidentIds: incidentIdsOf(incidents),
    waits: searches(given, stream, graphs, tail.from),
    repositoryIds: new Map(early.map((name) => [name, repositoryIds.get(name) ?? null])),
  }
}
