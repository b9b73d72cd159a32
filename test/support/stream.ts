import { createHash } from 'node:crypto'
import { CommitGraph } from '#attribution/commit-graph/commit-graph'
import { newestHead } from '#attribution/pending'
import { attribute, sequence } from '#attribution/project'
import type {
  CommitEvent,
  DeliveryEvent,
  DeliveryEventType,
  DeploymentEvent,
  IncidentEvent,
  PullRequestEvent,
} from '#domain/delivery-event'
import { entityOf } from '#domain/entity-key'
import type { EntityState, IncidentState, PushState, RecordedEvent } from '#domain/entity-state'
import { tierOf } from '#domain/environment'
import { fold } from '#domain/fold'
import { changedFilesOf } from './in-memory.ts'
import { defaultRules, type Rules } from '#domain/rules'
import type { StreamHistory } from '#domain/stream-history'

/** A time of the worked examples: `at('2 09:00')` is 2026-03-02T09:00Z, a Monday. */
export function at(text: string): number {
  const [day = '', time = '00:00'] = text.split(' ')
  return Date.parse(`2026-03-${day.padStart(2, '0')}T${time}:00Z`)
}

function states(events: readonly DeliveryEvent[]): Map<DeliveryEventType, EntityState[]> {
  const byEntity = new Map<string, RecordedEvent[]>()
  for (const event of events) {
    const { entity } = entityOf(event)
    const hash = createHash('sha256').update(JSON.stringify(event)).digest('hex')
    byEntity.set(entity, [...(byEntity.get(entity) ?? []), { event, hash, recordedAt: 0 }])
  }
  const byType = new Map<DeliveryEventType, EntityState[]>()
  for (const statements of byEntity.values()) {
    const state = fold(statements)
    byType.set(state.event.type, [...(byType.get(state.event.type) ?? []), state])
  }
  return byType
}

/** What belongs to the repository of the service that it names. */
const ofRepository: ReadonlySet<DeliveryEventType> = new Set(['commit', 'pull_request', 'push', 'build'])

/** Projects one stream in memory, whole, with nothing between the events and the core. */
export function projectInMemory(
  events: readonly DeliveryEvent[],
  stream: {
    readonly service?: string
    readonly environment?: string
    /** Left out: nobody knows of which one it is built. */
    readonly repository?: string
    readonly paths?: readonly string[]
    readonly rules?: Partial<Rules>
  } = {},
): StreamHistory {
  const { service = 'api', environment = 'prod', paths = [] } = stream
  const known = states(events)
  const isElsewhere = ({ event }: EntityState): boolean =>
    ofRepository.has(event.type) && 'service' in event && event.service !== undefined && event.service !== service
  const of = <T extends EntityState>(type: DeliveryEventType): T[] =>
    (known.get(type) ?? []).filter((state) => !isElsewhere(state)) as T[]
  const commits = of(`commit`)
  const graphs = new Map<string, CommitGraph>()
  for (const { event } of commits) {
    if (event.type !== 'commit') continue
    const repository = event.repository ?? service
    const graph = graphs.get(repository) ?? new CommitGraph()
    graph.add([{ sha: event.sha, parents: event.parents ?? [] }])
    graphs.set(repository, graph)
  }
  const here = <T extends EntityState>(state: T): boolean => {
    const event = state.event as { service?: string; environment?: string }
    return event.service === service && event.environment === environment
  }
  const sequenced = sequence({
    service,
    repository: stream.repository ?? service,
    isRepositoryGiven: stream.repository !== undefined,
    environment: { name: environment, tier: tierOf(environment) },
    before: [],
    from: 0,
    deployments: of<never>('deployment').filter(here),
    rollbacks: of<never>('rollback').filter(here),
    overrides: of('override'),
    namesakes: [...of<never>('deployment'), ...of<never>('rollback')],
    cutovers: of('cutover'),
    changedFiles: changedFilesOf(of('commit')),
    artifacts: of('artifact'),
    graphs,
    rules: { ...defaultRules, ...stream.rules },
  })
  return attribute(sequenced, {
    paths,
    commits: of('commit'),
    pullRequests: of('pull_request'),
    pushes: of('push'),
    builds: of('build'),
    incidents: of<IncidentState>('incident').filter(({ event }) => event.services.includes(service)),
    namesakes: of('incident'),
    flags: of('flag'),
    shippedCommits: new Map(),
    shippedChanges: new Map(),
    merged: of('pull_request'),
    branchHead: newestHead(of<PushState>('push')),
    now: at('31'),
  })
}

/** A short way to say it, of service `api`. */
export function commit(sha: string, authored: string, more: Partial<CommitEvent> = {}): CommitEvent {
  return { type: 'commit', source: 'api', service: 'api', sha, authoredAt: at(authored), ...more }
}
/** A short way to say it, of service `api`. */
export function request(
  number: number,
  commits: string[],
  merged: string,
  more: Partial<PullRequestEvent> = {},
): PullRequestEvent {
  return {
    type: 'pull_request',
    source: 'api',
    service: 'api',
    number,
    commits,
    openedAt: at(merged),
    mergedAt: at(merged),
    state: 'merged',
    ...more,
  }
}
/** A short way to say it, of service `api`. */
export function deploy(
  id: string,
  version: string,
  live: string,
  more: Partial<DeploymentEvent> = {},
): DeploymentEvent {
  return {
    type: 'deployment',
    source: 'api',
    id,
    service: 'api',
    environment: 'prod',
    version,
    liveAt: at(live),
    finishedAt: at(live),
    outcome: 'succeeded',
    ...more,
  }
}
/** A short way to say it, of service `api`. */
export function incident(
  id: string,
  opened: string,
  resolved: string | null,
  more: Partial<IncidentEvent> = {},
): IncidentEvent {
  return {
    type: 'incident',
    source: 'api',
    id,
    services: ['api'],
    openedAt: at(opened),
    ...(resolved === null ? {} : { resolvedAt: at(resolved) }),
    ...more,
  }
}

/** What every example starts from. */
export const baseline = deploy('D0', 'v0', '1 12:00', { includes: [] })
