import { CommitGraph } from '#attribution/commit-graph/commit-graph'
import { incidentOverrides, standing } from '#attribution/overrides'
import { followedRepository } from '#attribution/followed'
import { newestHead } from '#attribution/pending'
import { attribute, sequence } from '#attribution/project'
import type { DeliveryEvent, DeliveryEventType } from '#domain/delivery-event'
import { entityOf } from '#domain/entity-key'
import type {
  CommitState,
  EntityState,
  FlagState,
  IncidentState,
  OverrideState,
  PullRequestState,
  PushState,
  RecordedEvent,
} from '#domain/entity-state'
import { environmentName, tierOf } from '#domain/environment'
import { fold } from '#domain/fold'
import type { Instant } from '#domain/instant'
import { defaultRules } from '#domain/rules'
import type { StreamHistory } from '#domain/stream-history'
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

/**
 * The history of one stream, whole, with nothing between the folded statements and the core: no database, no tails, no
 * choice of what is read.
 *
 * @param environment as it is kept (`environmentName`)
 */
export function historyInMemory(states: States, service: string, environment: string, now: Instant): StreamHistory {
  const of = <T extends EntityState>(type: DeliveryEventType): T[] => (states.get(type) ?? []) as T[]
  const commits = of<CommitState>('commit')
  const here = ({ event }: EntityState): boolean => {
    const named = event as { readonly service?: string; readonly environment?: string }
    return named.service === service && environmentName(named.environment ?? '') === environment
  }
  const inEnvironment = ({ event }: EntityState): boolean =>
    environmentName((event as { readonly environment: string }).environment) === environment
  const graphs = graphsOf(commits)
  const stream = { repository: service, isRepositoryGiven: false }
  const sequenced = sequence({
    service,
    ...stream,
    environment: { name: environment, tier: tierOf(environment) },
    before: [],
    from: 0,
    deployments: whole(of<never>('deployment').filter(here), commits, service),
    rollbacks: whole(of<never>('rollback').filter(here), commits, service),
    overrides: of('override'),
    cutovers: of<never>('cutover').filter(inEnvironment),
    artifacts: whole(of<never>('artifact'), commits, service),
    graphs,
    rules: defaultRules,
  })
  const followed = followedRepository(
    stream,
    sequenced.steps.map(({ deployment }) => deployment),
  )
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
    shippedCommits: new Map(),
    shippedChanges: new Map(),
    merged: requests,
    branchHead: newestHead(pushes.filter(({ event }) => event.repository === followed)),
    now,
  })
}
