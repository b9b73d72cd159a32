import { isBump, sharedBy } from '#attribution/configuration'
import { CommitGraph } from '#attribution/commit-graph/commit-graph'
import { incidentOverrides, standing } from '#attribution/overrides'
import { followedRepository } from '#attribution/followed'
import { newestHead } from '#attribution/pending'
import { attribute, type Sequence, sequence } from '#attribution/project'
import { shippedBefore } from '#attribution/shipped-before'
import { beforeTail, tailStart } from '#attribution/tail'
import type { DeliveryEvent, DeliveryEventType } from '#domain/delivery-event'
import { entityOf } from '#domain/entity-key'
import type {
  CommitState,
  DeploymentState,
  EntityState,
  FlagState,
  IncidentState,
  OverrideState,
  PullRequestState,
  PushState,
  RecordedEvent,
  RollbackState,
} from '#domain/entity-state'
import { environmentName, tierOf } from '#domain/environment'
import { fold } from '#domain/fold'
import type { Instant } from '#domain/instant'
import { defaultRules } from '#domain/rules'
import { runTime } from '#domain/run-time'
import type { Deployment, StreamHistory } from '#domain/stream-history'
import type { Posted } from './ingest.ts'

type States = ReadonlyMap<DeliveryEventType, readonly EntityState[]>

/** Everything that was told, folded; what is told of the repository of a service lies in one of the service's name. */
export function foldAll(statements: readonly Posted[]): States {
  const byEntity = new Map<string, Map<string, RecordedEvent>>()
  for (const { event, row } of statements) {
    const { key } = row
    const { entity } = entityOf(event)
    const known = byEntity.get(entity) ?? new Map<string, RecordedEvent>()
    byEntity.set(entity, known.set(key, { event: placed(event), hash: key, recordedAt: 0 }))
  }
  const byType = new Map<DeliveryEventType, EntityState[]>()
  for (const known of byEntity.values()) {
    const state = fold([...known.values()])
    byType.set(state.event.type, [...(byType.get(state.event.type) ?? []), state])
  }
  return byType
}

function placed(event: DeliveryEvent): DeliveryEvent {
  const isOfCode = ['commit', 'pull_request', 'push', 'build'].includes(event.type)
  const { repository, service } = event as { readonly repository?: string; readonly service?: string }
  return isOfCode && repository === undefined && service !== undefined
    ? ({ ...event, repository: service } as DeliveryEvent)
    : event
}

function graphsOf(commits: readonly CommitState[]): Map<string, CommitGraph> {
  const graphs = new Map<string, CommitGraph>()
  for (const { event } of commits) {
    const graph = graphs.get(event.repository ?? '') ?? new CommitGraph()
    graph.add([{ sha: event.sha, parents: event.parents ?? [] }])
    graphs.set(event.repository ?? '', graph)
  }
  return graphs
}

/** Short shas that begin one commit of their repository only, written out. */
function whole<T extends EntityState>(states: readonly T[], commits: readonly CommitState[], home: string): T[] {
  return states.map((state) => {
    const { sha, repository = home } = state.event as { readonly sha?: string; readonly repository?: string }
    if (sha === undefined || !/^[0-9a-f]{7,39}$/.test(sha)) return state
    const found = commits.filter(({ event }) => event.repository === repository && event.sha.startsWith(sha))
    return found[0] === undefined || found.length > 1
      ? state
      : { ...state, event: { ...state.event, sha: found[0].event.sha } }
  })
}

/** The incidents of the service, or moved to it, that concern the environment. */
function concerning(states: States, service: string, environment: string): IncidentState[] {
  const incidents = (states.get('incident') ?? []) as IncidentState[]
  const overrides = (states.get('override') ?? []) as OverrideState[]
  const ofService = incidents.filter(
    ({ event }) => event.services.includes(service) || isMoved(event.id, service, overrides),
  )
  const corrections = incidentOverrides(overrides, ofService)
  return ofService.filter(({ entity, event }) => {
    const moved = standing((corrections.get(entity) ?? []).filter((each) => each.event.service !== undefined))
    const services = moved?.event.service === undefined ? event.services : [moved.event.service]
    if (!services.includes(service)) return false
    return event.environment === undefined
      ? tierOf(environment) === 'PRODUCTION'
      : environmentName(event.environment) === environment
  })
}

function isMoved(id: string, service: string, overrides: readonly OverrideState[]): boolean {
  return overrides.some(({ event }) => event.incidentId === id && event.service === service)
}

/** Which part of a stream is projected, and what was shipped before it. */
interface PassInMemory {
  readonly from: Instant
  readonly before: readonly Deployment[]
  /** Reports from then on are left for a later pass; absent: none are. */
  readonly until?: Instant
  readonly changes: StreamHistory['changes']
  readonly commits: StreamHistory['commits']
}

const wholeStream: PassInMemory = { from: 0, before: [], changes: [], commits: [] }

/** The reports of a stream: its deployments and rollbacks. */
function reportsInMemory(states: States, service: string, environment: string) {
  const here = ({ event }: EntityState): boolean => {
    const named = event as { readonly service?: string; readonly environment?: string }
    return named.service === service && environmentName(named.environment ?? '') === environment
  }
  const of = <T extends EntityState>(type: DeliveryEventType): T[] => ((states.get(type) ?? []) as T[]).filter(here)
  return { deployments: of<DeploymentState>('deployment'), rollbacks: of<RollbackState>('rollback') }
}

/** Commits that were applied to many services. */
function sharedIn(deployments: readonly DeploymentState[]): Set<string> {
  const services = new Map<string, Set<string>>()
  for (const { event } of deployments) {
    if (event.configRevision === undefined) continue
    const commit = `${event.configRepository ?? ''}@${event.configRevision}`
    services.set(commit, (services.get(commit) ?? new Set()).add(event.service))
  }
  return new Set([...services].filter(([, names]) => names.size >= sharedBy).map(([commit]) => commit))
}

/** The files that each commit changed, as far as they were told. */
export function changedFilesOf(commits: readonly CommitState[]): Map<string, readonly string[] | null> {
  return new Map(
    commits.map(({ event: { repository = '', sha, transport, paths } }) => [
      `${repository}@${sha}`,
      transport === true ? [] : (paths ?? null),
    ]),
  )
}

/** What was shipped before a pass: as the facts say it, else as the graph does. */
function shippedIn({ commits, changes, before }: PassInMemory, sequenced: Sequence, known: readonly CommitState[]) {
  const shippedCommits = new Map(commits.map((each) => [`${each.repository}@${each.sha}`, each.deploymentKey]))
  const fresh = new Set(
    sequenced.steps.flatMap(({ shipments }) =>
      shipments
        .filter(({ method }) => method === 'COMMIT_GRAPH')
        .flatMap(({ repository, shas }) => shas.map((sha) => `${repository}@${sha}`)),
    ),
  )
  const entries = known.map(({ event }) => `${event.repository ?? ''}@${event.sha}`)
  const unknown = entries.filter((entry) => !shippedCommits.has(entry) && !fresh.has(entry))
  for (const [entry, key] of shippedBefore(before, sequenced.input.graphs, unknown))
    if (!shippedCommits.has(entry)) shippedCommits.set(entry, key)
  return { shippedCommits, shippedChanges: new Map(changes.map(({ key, deploymentKey }) => [key, deploymentKey])) }
}

/**
 * The history of one stream, with nothing between the folded statements and the core: no database, no choice of what is
 * read.
 *
 * @param environment as it is kept (`environmentName`)
 * @param pass the part of it that is projected; left out: the whole
 */
export function historyInMemory(
  states: States,
  service: string,
  environment: string,
  now: Instant,
  pass = wholeStream,
): StreamHistory {
  const of = <T extends EntityState>(type: DeliveryEventType): T[] => (states.get(type) ?? []) as T[]
  const commits = of<CommitState>('commit')
  const inEnvironment = ({ event }: EntityState): boolean =>
    environmentName((event as { readonly environment: string }).environment) === environment
  const stream = { repository: service, isRepositoryGiven: false }
  const { deployments, rollbacks } = reportsInMemory(states, service, environment)
  const until = pass.until ?? Number.POSITIVE_INFINITY
  const inPass = deployments.filter(({ event }) => runTime(event) >= pass.from && runTime(event) < until)
  const older = deployments.filter(({ event }) => isBump(event) && runTime(event) < pass.from)
  const undone = rollbacks.filter(({ event }) => event.at < until)
  const sequenced = sequence({
    service,
    ...stream,
    environment: { name: environment, tier: tierOf(environment) },
    before: pass.before,
    from: pass.from,
    ...(pass.until === undefined ? {} : { until: pass.until }),
    deployments: whole(inPass, commits, service),
    bumps: whole(older, commits, service),
    shared: sharedIn(of('deployment')),
    changedFiles: changedFilesOf(commits),
    rollbacks: whole(undone, commits, service),
    overrides: of('override'),
    namesakes: [...of<never>('deployment'), ...of<never>('rollback')],
    cutovers: of<never>('cutover').filter(inEnvironment),
    artifacts: whole(of<never>('artifact'), commits, service),
    graphs: graphsOf(commits),
    rules: defaultRules,
  })
  const steps = sequenced.steps.map(({ deployment }) => deployment)
  const followed = followedRepository(stream, [...pass.before, ...steps])
  const pushes = of<PushState>('push')
  const requests = of<PullRequestState>('pull_request')
  return attribute(sequenced, {
    paths: [],
    commits,
    pullRequests: requests,
    pushes,
    builds: of('build'),
    incidents: concerning(states, service, environment),
    flags: of<FlagState>('flag').filter(inEnvironment),
    ...shippedIn(pass, sequenced, commits),
    merged: requests,
    branchHead: newestHead(pushes.filter(({ event }) => event.repository === followed)),
    now,
  })
}

/** The same in several passes, each of so many reports, as the worker projects a long tail. */
export function historyInPasses(
  states: States,
  service: string,
  environment: string,
  now: Instant,
  size: number,
): StreamHistory {
  const { deployments, rollbacks } = reportsInMemory(states, service, environment)
  const times = [...deployments.map(({ event }) => runTime(event)), ...rollbacks.map(({ event }) => event.at)]
  times.sort((a, b) => a - b)
  let pass = wholeStream
  let kept: Pick<StreamHistory, 'changes' | 'commits'> = wholeStream
  for (let at = size; ; at += size) {
    const until = times[at]
    if (until !== undefined && until <= pass.from) continue
    const history = historyInMemory(states, service, environment, now, until === undefined ? pass : { ...pass, until })
    const { from, before, changes, commits } = pass
    kept = { changes: [...changes, ...history.changes], commits: [...commits, ...history.commits] }
    if (until === undefined) return { ...history, ...kept }
    const stand = [...before, ...history.deployments.filter((deployment) => deployment.at >= from)]
    const next = tailStart(until, stand, defaultRules)
    pass = {
      from: next,
      before: beforeTail(stand, next),
      changes: kept.changes.filter(({ liveAt }) => liveAt < next),
      commits: kept.commits.filter(({ liveAt }) => liveAt < next),
    }
  }
}
