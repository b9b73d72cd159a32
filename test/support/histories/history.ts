import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** One commit of a repository's graph. */
export interface HistoryCommit {
  readonly sha: string
  readonly parents: readonly string[]
  readonly authoredAt: string
  readonly committedAt: string
  /** On a merge commit: the request that it merged. */
  readonly pullRequest: number | null
  readonly bot: boolean
}

/** One image tag moved in the configuration repository. */
export interface HistoryDeployment {
  readonly service: string
  readonly environment: string
  readonly imageTag: string
  /** Null where nobody knows which commit the tag was built from. */
  readonly sha: string | null
  readonly configSha: string
  readonly at: string
}

/** What git says lies between two consecutive production deployments whose commits are known. */
export interface ExpectedPair {
  readonly configSha: string
  readonly sha: string
  readonly previousSha: string
  readonly newCommits: number
  readonly newNonMerge: number
  readonly movedBack: boolean
}

/** A repository's graph with what was deployed of it. */
export interface History {
  readonly name: string
  /** `host/owner/name`. */
  readonly repository: string
  readonly service: string
  readonly commits: readonly HistoryCommit[]
  readonly deployments: readonly HistoryDeployment[]
  /** Null where only the rebuilt repository is asked. */
  readonly expected: readonly ExpectedPair[] | null
}

const folder = new URL('../../../../shared/histories/publishing-api/', import.meta.url)

function lines<T>(text: string): T[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
}

/** The real history among the project's reference documents; null where they are absent. */
export function publishingApi(): History | null {
  if (!existsSync(new URL('commits.ndjson.gz', folder))) return null
  return {
    name: 'publishing-api',
    repository: 'github.com/alphagov/publishing-api',
    service: 'publishing-api',
    commits: lines(gunzipSync(readFileSync(new URL('commits.ndjson.gz', folder))).toString('utf8')),
    deployments: lines(readFileSync(new URL('deployments.ndjson', folder), 'utf8')),
    expected: lines(readFileSync(new URL('expected.ndjson', folder), 'utf8')),
  }
}

/** Production deployments by time. */
export function inProduction(history: History): HistoryDeployment[] {
  return history.deployments
    .filter((deployment) => deployment.environment === 'production')
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

type WireEvent = { readonly type: string; readonly [field: string]: unknown }

/** The history in the events of the contract: every commit, every deployment of every environment. */
export function eventsOf(history: History): WireEvent[] {
  const { repository, service } = history
  const commits = history.commits.map(({ sha, parents, authoredAt, committedAt, pullRequest, bot }) => ({
    type: 'commit',
    repository,
    sha,
    parents,
    authoredAt,
    committedAt,
    author: { bot },
    pullRequest,
  }))
  const deployments = history.deployments.map(({ environment, imageTag, sha, configSha, at }) => ({
    type: 'deployment',
    service,
    environment,
    sha,
    image: `registry.example/${service}`,
    tag: imageTag,
    repository,
    configRepository: `${repository}-config`,
    configSha,
    liveAt: at,
  }))
  return [...commits, ...deployments]
}
