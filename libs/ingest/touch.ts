import type { CommitEvent, DeliveryEvent, DeliveryEventType, PullRequestEvent } from '#domain/delivery-event'
import type { ArtifactState, EntityState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import { movesDefaultBranch } from '#domain/push-attributes'
import { runTime } from '#domain/run-time'
import type { Database } from '#storage/database'
import type { Touched } from '#storage/stores/dirty-streams'
import { sharedBy } from '#attribution/configuration'
import { servicesOfRevisions, streamsOfRevisions } from '#storage/stores/applied-revisions'
import { boundedText } from '#storage/stores/entity-hash'
import {
  type CommitAt,
  commitsOfRequests,
  type RepositorySince,
  type RequestAt,
  requestsOfCommits,
  streamsOfCommits,
  streamsOfDeployedShas,
  streamsThatFollow,
  streamsOfRepositories,
  streamsOfRequests,
  streamsOfTwins,
  waitingStreams,
  youngStreamsThatFollow,
} from '#storage/stores/touched-by-code'
import {
  incidentsThatName,
  servicesOfIncidents,
  firstCutovers,
  streamsOfArtifacts,
  streamsOfCorrectedNames,
  streamsOfDeployments,
  streamsOfEnvironments,
  streamsOfIncidents,
} from '#storage/stores/touched-by-reports'
import type { BatchNames } from './batch-names.ts'
import { appliedBy, artifactNames, commitReference } from './references.ts'
import { wholeSha } from './whole-shas.ts'

/** One thing of which the batch speaks, with its state before and after. */
export interface Changed<E extends DeliveryEvent = DeliveryEvent> {
  /** Null where the batch spoke of it first. */
  readonly before: EntityState<E> | null
  readonly after: EntityState<E>
}

type EventOf<T extends DeliveryEventType> = Extract<DeliveryEvent, { type: T }>

/** States of one type, before and after. */
interface Pair<T extends DeliveryEventType> {
  readonly before: EventOf<T> | null
  readonly after: EventOf<T>
}

function pairs<T extends DeliveryEventType>(changed: readonly Changed[], type: T): Pair<T>[] {
  return changed
    .filter((change) => change.after.event.type === type)
    .map((change) => ({
      before: (change.before?.event ?? null) as EventOf<T> | null,
      after: change.after.event as EventOf<T>,
    }))
}

function both<T extends DeliveryEventType>(pair: Pair<T>): EventOf<T>[] {
  return pair.before === null ? [pair.after] : [pair.before, pair.after]
}

/** The beginning of a sha under which short references to it are kept. */
export function shaPrefix(sha: string): string {
  return sha.slice(0, 7)
}

/** Everything that may happen to one batch: which queries to ask, with what. */
class Touch {
  readonly #db: Database
  readonly #names: BatchNames

  constructor(db: Database, names: BatchNames) {
    this.#db = db
    this.#names = names
  }

  #home(event: DeliveryEvent): number {
    return this.#names.homeOf(event)?.id ?? 0
  }

  /** Reports stand in their own stream, where they were and where they are. */
  ofReports(changed: readonly Changed[]): Touched[] {
    const touched: Touched[] = []
    for (const { before, after } of changed) {
      const events = before === null ? [after.event] : [before.event, after.event]
      for (const event of events) {
        if (event.type !== 'deployment' && event.type !== 'rollback') continue
        const streamId = this.#names.streamId(event.service, event.environment)
        if (streamId === null) continue
        touched.push({ streamId, since: event.type === 'deployment' ? runTime(event) : event.at })
      }
    }
    return touched
  }

  /** A commit that is applied to many services was no change of each: those that came first are judged anew by the last of them. */
  async ofSyncs(syncs: readonly Pair<'deployment'>[]): Promise<Touched[]> {
    const services = new Map<string, Set<string>>()
    for (const { before, after } of syncs) {
      const told = before?.service === after.service ? appliedBy(before) : []
      for (const reference of appliedBy(after)) {
        // What is told again was counted before.
        if (told.includes(reference)) continue
        const known = services.get(reference) ?? new Set<string>()
        services.set(reference, known.add(after.service))
      }
    }
    const found = await servicesOfRevisions(this.#db, [...services.keys()])
    const justShared = found.filter((row) => {
      const before = row.services - (services.get(row.reference)?.size ?? 0)
      return row.services >= sharedBy && before < sharedBy
    })
    return streamsOfRevisions(
      this.#db,
      justShared.map(({ reference }) => reference),
    )
  }

  /** A new report may share its id with one that a correction names. */
  async ofNewNames(changed: readonly Changed[]): Promise<Touched[]> {
    const ids = new Set<string>()
    for (const { before, after } of changed) {
      const { type, id } = after.event
      if (before === null && id !== undefined && (type === 'deployment' || type === 'rollback'))
        ids.add(boundedText(id))
    }
    return streamsOfCorrectedNames(this.#db, [...ids])
  }

  /** A new report may be what somebody says caused an incident. */
  async ofNewCulprits(changed: readonly Changed[]): Promise<Touched[]> {
    const names = new Set<string>()
    for (const { before, after } of changed) {
      const { type, id } = after.event
      if (before !== null || (type !== 'deployment' && type !== 'rollback')) continue
      for (const name of id === undefined ? [after.entity] : [after.entity, id]) names.add(boundedText(name))
    }
    return streamsOfIncidents(
      this.#db,
      await servicesOfIncidents(this.#db, await incidentsThatName(this.#db, [...names])),
    )
  }

  async ofCommits(commits: readonly Pair<'commit'>[]): Promise<Touched[]> {
    if (commits.length === 0) return []
    const at = (event: CommitEvent): CommitAt => ({ repositoryId: this.#home(event), sha: event.sha })
    const references = commits.map(({ after }) => commitReference(after.repository, after.sha))
    const waits = commits.flatMap(({ after }, index) => [
      { kind: 'commit' as const, reference: references[index] as string },
      { kind: 'sha' as const, reference: after.sha },
      ...(wholeSha.test(after.sha)
        ? [{ kind: 'prefix' as const, reference: commitReference(after.repository, shaPrefix(after.sha)) }]
        : []),
    ])
    const told = commits.filter(({ before }) => before !== null)
    const requests = commits.flatMap((pair) =>
      both(pair).flatMap((event) =>
        event.pullRequest === undefined ? [] : [{ repositoryId: this.#home(event), number: event.pullRequest }],
      ),
    )
    const holding = await requestsOfCommits(this.#db, references)
    const patches = commits.flatMap((pair) =>
      both(pair).flatMap((event) =>
        event.patchId === undefined ? [] : [{ repositoryId: this.#home(event), patchId: event.patchId }],
      ),
    )
    return [
      ...(await waitingStreams(this.#db, waits)),
      ...(await streamsOfCommits(
        this.#db,
        told.map(({ after }) => at(after)),
      )),
      ...(await streamsOfRepositories(
        this.#db,
        told.map((pair) => this.#sinceCommit(pair)),
      )),
      ...(await streamsOfTwins(this.#db, patches)),
      ...(await streamsOfRequests(this.#db, [...requests, ...holding])),
      ...(await youngStreamsThatFollow(
        this.#db,
        holding.flatMap(({ repositoryId, mergedAt }) => (mergedAt === null ? [] : [{ repositoryId, since: mergedAt }])),
      )),
    ]
  }

  /** A commit that was walked but not shipped (a merge, another path) went live at its own time at the earliest. */
  #sinceCommit(pair: Pair<'commit'>): RepositorySince {
    const times = both(pair).flatMap((event) => [event.authoredAt, event.committedAt ?? event.authoredAt])
    return { repositoryId: this.#home(pair.after), since: Math.min(...times) }
  }

  async ofRequests(requests: readonly Pair<'pull_request'>[]): Promise<Touched[]> {
    if (requests.length === 0) return []
    const numbers: RequestAt[] = []
    const commits: CommitAt[] = []
    const merged: RepositorySince[] = []
    for (const pair of requests) {
      const repositoryId = this.#home(pair.after)
      if (pair.after.number !== undefined) numbers.push({ repositoryId, number: pair.after.number })
      for (const event of both(pair)) {
        for (const sha of event.commits ?? []) commits.push({ repositoryId, sha })
        if (event.mergeSha !== undefined) commits.push({ repositoryId, sha: event.mergeSha })
      }
      const since = mergeTime(pair)
      if (since !== null) merged.push({ repositoryId, since })
    }
    commits.push(...(await commitsOfRequests(this.#db, numbers)))
    return [
      ...(await streamsOfCommits(this.#db, commits)),
      ...(await streamsOfRequests(this.#db, numbers)),
      ...(await streamsThatFollow(this.#db, merged)),
      ...(await streamsOfRepositories(this.#db, merged)),
    ]
  }

  async ofPushes(pushes: readonly Pair<'push'>[]): Promise<Touched[]> {
    if (pushes.length === 0) return []
    const commits: CommitAt[] = []
    const numbers: RequestAt[] = []
    for (const pair of pushes) {
      const repositoryId = this.#home(pair.after)
      for (const event of both(pair)) {
        for (const sha of [...(event.commits ?? []), event.after]) commits.push({ repositoryId, sha })
        if (event.number !== undefined) numbers.push({ repositoryId, number: event.number })
      }
    }
    const moved = pushes
      .flatMap(both)
      .filter(movesDefaultBranch)
      .map((event) => ({ repositoryId: this.#home(event), since: event.at }))
    return [
      ...(await streamsOfCommits(this.#db, commits)),
      ...(await streamsOfRequests(this.#db, numbers)),
      ...(await streamsThatFollow(this.#db, moved)),
    ]
  }

  /** A build times the changes whose commit or merge it built, and the deployments of its commit. */
  async ofBuilds(builds: readonly Pair<'build'>[]): Promise<Touched[]> {
    if (builds.length === 0) return []
    const commits = builds.map(({ after }) => ({ repositoryId: this.#home(after), sha: after.sha }))
    const references = builds.map(({ after }) => commitReference(after.repository, after.sha))
    return [
      ...(await streamsOfDeployedShas(
        this.#db,
        commits.map(({ sha }) => sha),
      )),
      ...(await streamsOfCommits(this.#db, commits)),
      ...(await streamsOfRequests(this.#db, await requestsOfCommits(this.#db, references))),
    ]
  }

  async ofIncidents(changed: readonly Changed[]): Promise<Touched[]> {
    const incidents = pairs(changed, 'incident')
    const concerned = incidents.flatMap((pair) =>
      both(pair).flatMap((event) =>
        event.services.map((service) => ({
          serviceId: this.#names.serviceId(service) ?? 0,
          environmentId: this.#names.environmentId(event.environment),
        })),
      ),
    )
    const moved = await servicesOfIncidents(
      this.#db,
      incidents.map(({ after }) => boundedText(after.id)),
    )
    const flags = pairs(changed, 'flag').flatMap(both)
    const flagged = await servicesOfIncidents(
      this.#db,
      flags.flatMap((flag) => (flag.incidentId === undefined ? [] : [boundedText(flag.incidentId)])),
    )
    const overrides = pairs(changed, 'override').flatMap(both)
    const corrected = await servicesOfIncidents(
      this.#db,
      overrides.flatMap((override) => (override.incidentId === undefined ? [] : [boundedText(override.incidentId)])),
    )
    const targets = overrides.flatMap(({ incidentId, service }) => {
      if (incidentId === undefined || service === undefined) return []
      const serviceId = this.#names.serviceId(service) ?? 0
      const known = corrected.filter((row) => row.id === boundedText(incidentId))
      return known.map(({ environmentId }) => ({ serviceId, environmentId }))
    })
    return streamsOfIncidents(this.#db, [...concerned, ...moved, ...flagged, ...corrected, ...targets])
  }

  async ofOverrides(overrides: readonly Pair<'override'>[]): Promise<Touched[]> {
    return streamsOfDeployments(
      this.#db,
      overrides
        .flatMap(both)
        .flatMap(({ deploymentId }) => (deploymentId === undefined ? [] : [boundedText(deploymentId)])),
    )
  }

  /** The first cutover of a placement says what it was before as well. */
  async ofCutovers(cutovers: readonly Pair<'cutover'>[]): Promise<Touched[]> {
    const events = cutovers.flatMap(both).map((event) => ({
      environmentId: this.#names.environmentId(event.environment) ?? 0,
      placement: event.placement,
      since: event.at,
    }))
    const first = await firstCutovers(this.#db, events)
    return streamsOfEnvironments(
      this.#db,
      events.map(({ environmentId, since }, index) => ({
        environmentId,
        since: (first[index] ?? since) < since ? since : 0,
      })),
    )
  }
}

/** Null where nothing changed that could make the request wait, ship or be a merge somewhere. */
function mergeTime({ before, after }: Pair<'pull_request'>): Instant | null {
  const times = [before?.mergedAt, after.mergedAt].filter((at) => at !== undefined)
  if (times.length === 0) return null
  const seen = (event: PullRequestEvent | null): string =>
    JSON.stringify([event?.mergedAt, event?.mergeSha, event?.openedAt, event?.commits])
  return seen(before) === seen(after) ? null : Math.min(...times)
}

/** The streams that changed states may concern, and the time from which each one's history may differ. */
export async function touchedBy(db: Database, changed: readonly Changed[], names: BatchNames): Promise<Touched[]> {
  const touch = new Touch(db, names)
  const artifacts = changed.filter(({ after }) => after.event.type === 'artifact')
  const states = artifacts.flatMap(({ before, after }) => (before === null ? [after] : [before, after]))
  const names_ = (states as ArtifactState[]).flatMap(artifactNames)
  return [
    ...touch.ofReports(changed),
    ...(await touch.ofSyncs(pairs(changed, 'deployment'))),
    ...(await touch.ofNewNames(changed)),
    ...(await touch.ofNewCulprits(changed)),
    ...(await touch.ofCommits(pairs(changed, 'commit'))),
    ...(await touch.ofRequests(pairs(changed, 'pull_request'))),
    ...(await touch.ofPushes(pairs(changed, 'push'))),
    ...(await touch.ofBuilds(pairs(changed, 'build'))),
    ...(await streamsOfArtifacts(db, names_)),
    ...(await waitingStreams(
      db,
      names_.map((reference) => ({ kind: 'artifact', reference })),
    )),
    ...(await touch.ofIncidents(changed)),
    ...(await touch.ofOverrides(pairs(changed, 'override'))),
    ...(await touch.ofCutovers(pairs(changed, 'cutover'))),
  ]
}
