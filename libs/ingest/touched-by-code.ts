import type { CommitEvent, DeliveryEvent, PullRequestEvent } from '#domain/delivery-event'
import type { Instant } from '#domain/instant'
import { movesDefaultBranch } from '#domain/push-attributes'
import type { Database } from '#storage/database'
import type { Touched } from '#storage/stores/dirty-streams'
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
import type { BatchNames } from './batch-names.ts'
import { both, type Pair } from './changed.ts'
import { commitReference, shaPrefix } from './references.ts'
import { wholeSha } from './whole-shas.ts'

/** Null where nothing changed that could make the request wait, ship or be a merge somewhere. */
function mergeTime({ before, after }: Pair<'pull_request'>): Instant | null {
  const times = [before?.mergedAt, after.mergedAt].filter((at) => at !== undefined)
  if (times.length === 0) return null
  const seen = (event: PullRequestEvent | null): string =>
    JSON.stringify([event?.mergedAt, event?.mergeSha, event?.openedAt, event?.commits])
  return seen(before) === seen(after) ? null : Math.min(...times)
}

/** Streams that what git and its hosts tell may concern. */
export class TouchedByCode {
  readonly #db: Database
  readonly #names: BatchNames

  constructor(db: Database, names: BatchNames) {
    this.#db = db
    this.#names = names
  }

  #home(event: DeliveryEvent): number {
    return this.#names.homeOf(event)?.id ?? 0
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
}
