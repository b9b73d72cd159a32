import type { CommitGraph } from '#attribution/commit-graph/commit-graph'
import { isSync, sharedBy } from '#attribution/configuration'
import { incidentOverrides, standing } from '#attribution/overrides'
import type { SequenceInput } from '#attribution/stream-input'
import type {
  ArtifactState,
  CutoverState,
  DeploymentState,
  EntityState,
  IncidentState,
  OverrideState,
  RollbackState,
} from '#domain/entity-state'
import { environmentName } from '#domain/environment'
import type { Instant } from '#domain/instant'
import type { Rules } from '#domain/rules'
import { runTime } from '#domain/run-time'
import type { Deployment } from '#domain/stream-history'
import type { Database } from '#storage/database'
import { readHomes, readPrefixes } from '#storage/stores/commits'
import { revisionsOfMany } from '#storage/stores/applied-revisions'
import { findAroundStream, findIncidentOverrides } from '#storage/stores/around-stream'
import { findEarlierBumps } from '#storage/stores/earlier-bumps'
import { type EntityRow, findByReference, findOfStream, findOnceOfStream } from '#storage/stores/entities'
import { boundedText } from '#storage/stores/entity-hash'
import type { WaitRow } from '#storage/stores/fact-rows'
import { readRepositoryIds, type StreamRow } from '#storage/stores/streams'
import { loadChangedFiles } from './changed-files.ts'
import { loadBumps, type Span } from './load-bumps.ts'
import { underTodaysName } from './former-names.ts'
import { loadIncidentNamesakes, loadReportNamesakes } from './namesakes.ts'
import { appliedBy, artifactNames, commitReference, deployedNames } from './references.ts'
import type { StateReader } from './state-reader.ts'
import { shaPrefix } from './touch.ts'

/** Longest chain of artifacts built from one another, and most artifacts of one projection. */
const maxDepth = 16
const maxArtifacts = 20_000

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

const wholeSha = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/
const shortSha = /^[0-9a-f]{7,63}$/

function isShort(sha: string | undefined): sha is string {
  return sha !== undefined && shortSha.test(sha) && !wholeSha.test(sha)
}

/** Everything by which the incidents of a stream may be named. */
export function incidentIdsOf(incidents: readonly EntityState[]): string[] {
  return incidents.flatMap(({ entity, event }) => [entity, event.id ?? '']).map(boundedText)
}

/** The artifacts of these names, and what they were built from, and so on. */
async function loadArtifacts(db: Database, reader: StateReader, names: readonly string[]): Promise<ArtifactState[]> {
  const found = new Map<string, ArtifactState>()
  const asked = new Set(names)
  let open = [...asked]
  for (let depth = 0; depth < maxDepth && open.length > 0 && found.size < maxArtifacts; depth += 1) {
    const states = (await reader.states(db, await findByReference(db, 'artifact', 'artifact', open))) as ArtifactState[]
    const inputs = new Set<string>()
    for (const state of states) {
      found.set(state.entity, state)
      for (const name of artifactNames(state)) asked.add(name)
      for (const input of state.event.inputs ?? []) if (!asked.has(boundedText(input))) inputs.add(boundedText(input))
    }
    for (const input of inputs) asked.add(input)
    open = [...inputs]
  }
  return [...found.values()]
}

function distinctStates<T extends EntityState>(states: readonly T[]): T[] {
  return [...new Map(states.map((state) => [state.entity, state])).values()]
}

interface ShortName {
  readonly repository: string
  readonly prefix: string
}

/** Whole shas of the short ones that begin only one commit of their repository, by `repository@prefix`. */
async function expand(db: Database, reader: StateReader, shorts: readonly ShortName[]): Promise<Map<string, string>> {
  const distinct = [...new Map(shorts.map((short) => [`${short.repository}@${short.prefix}`, short])).values()]
  const found = new Map<string, string[]>()
  for (const { repository, prefix, sha } of await readPrefixes(db, distinct, reader.asOf)) {
    const key = `${repository}@${prefix}`
    found.set(key, [...(found.get(key) ?? []), sha])
  }
  const whole = new Map<string, string>()
  for (const [key, [only, ...others]] of found) if (only !== undefined && others.length === 0) whole.set(key, only)
  return whole
}

type Named = DeploymentState | RollbackState | ArtifactState

function homeOf(state: Named, stream: StreamRow): string {
  return ('repository' in state.event ? state.event.repository : undefined) ?? stream.repository
}

/** The states with short shas written out where that is certain. */
async function withWholeShas(
  db: Database,
  reader: StateReader,
  stream: StreamRow,
  given: LoadedStates,
): Promise<LoadedStates> {
  const all: Named[] = [...given.deployments, ...given.bumps, ...given.rollbacks, ...given.artifacts]
  const shorts = all.flatMap((state) =>
    isShort(state.event.sha) ? [{ repository: homeOf(state, stream), prefix: state.event.sha }] : [],
  )
  if (shorts.length === 0) return given
  const whole = await expand(db, reader, shorts)
  const written = <T extends Named>(states: readonly T[]): T[] =>
    states.map((state) => {
      const sha = whole.get(`${homeOf(state, stream)}@${state.event.sha ?? ''}`)
      return sha === undefined ? state : { ...state, event: { ...state.event, sha } }
    })
  return {
    deployments: written(given.deployments),
    bumps: written(given.bumps),
    rollbacks: written(given.rollbacks),
    artifacts: written(given.artifacts),
  }
}

interface LoadedStates {
  readonly deployments: readonly DeploymentState[]
  readonly bumps: readonly DeploymentState[]
  readonly rollbacks: readonly RollbackState[]
  readonly artifacts: readonly ArtifactState[]
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

/** What a projection begins with, still under the names that the statements use. */
interface Around {
  readonly reports: readonly DeploymentState[]
  readonly rollbacks: readonly RollbackState[]
  readonly cutovers: readonly CutoverState[]
  readonly incidents: readonly IncidentState[]
  readonly overrides: readonly OverrideState[]
}

async function statesOnce(db: Database, reader: StateReader, rows: readonly EntityRow[]): Promise<EntityState[]> {
  return reader.states(db, [...new Map(rows.map((row) => [row.id, row])).values()])
}

/** Of reports only those that speak of the stream: an earlier moment may have known one that spoke of another. */
function ofStream<T extends DeploymentState | RollbackState>(states: readonly T[], stream: StreamRow): T[] {
  return underTodaysName(states, stream).filter(
    ({ event }) => event.service === stream.service && environmentName(event.environment) === stream.environment,
  )
}

async function loadAround(db: Database, reader: StateReader, stream: StreamRow, from: Instant | null): Promise<Around> {
  const rows = await findAroundStream(db, stream, from)
  if (reader.asOf !== null) {
    rows.push(
      ...(await findOnceOfStream(db, stream, 'deployment')),
      ...(await findOnceOfStream(db, stream, 'rollback')),
    )
  }
  const states = await statesOnce(db, reader, rows)
  const of = <T extends EntityState>(type: T['event']['type']): T[] =>
    states.filter(({ event }) => event.type === type) as T[]
  const incidents = underTodaysName(of<IncidentState>('incident'), stream)
  const named = await reader.states(db, await findIncidentOverrides(db, incidentIdsOf(incidents)))
  const overrides = distinctStates([...of<OverrideState>('override'), ...(named as OverrideState[])])
  return {
    reports: ofStream(of<DeploymentState>('deployment'), stream),
    rollbacks: ofStream(of<RollbackState>('rollback'), stream),
    cutovers: of<CutoverState>('cutover'),
    incidents,
    overrides: underTodaysName(overrides, stream),
  }
}

/** Bumps before an instant, the newest first; as of an earlier moment all reports there are. */
async function loadEarlierBumps(
  db: Database,
  reader: StateReader,
  stream: StreamRow,
  span: Span,
): Promise<readonly DeploymentState[]> {
  if (reader.asOf !== null) {
    const once = await findOnceOfStream(db, stream, 'deployment')
    const rows = [...(await findOfStream(db, stream, 'deployment', null)), ...once]
    return ofStream((await statesOnce(db, reader, rows)) as DeploymentState[], stream)
  }
  const rows = await findEarlierBumps(db, stream, span)
  return underTodaysName((await reader.states(db, rows)) as DeploymentState[], stream)
}

/** The incidents of the service, or moved to it by a correction that stands, that concern the environment. */
function concerning(
  stream: StreamRow,
  incidents: readonly IncidentState[],
  overrides: readonly OverrideState[],
  namesakes: readonly IncidentState[],
): IncidentState[] {
  const corrections = incidentOverrides(overrides, [...incidents, ...namesakes])
  return incidents.filter(({ entity, event }) => {
    const moves = (corrections.get(entity) ?? []).filter((override) => override.event.service !== undefined)
    const services = standing(moves)?.event.service === undefined ? event.services : [standing(moves)?.event.service]
    if (!services.includes(stream.service)) return false
    return event.environment === undefined
      ? stream.tier === 'PRODUCTION'
      : environmentName(event.environment) === stream.environment
  })
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
