const version = 'api-version=7.1'

/** Things of one page, of those that are counted. */
export const pageSize = 100

/** Most commits of one push that are asked for. */
const mostCommits = 1_000

/** A span of time, ISO 8601. */
export interface Span {
  readonly from: string
  readonly to: string
}

/** A repository of a project, by ids, which stay when names change. */
export interface RepositoryId {
  readonly id: string
  readonly project: string
}

function query(asked: Readonly<Record<string, string | number>>): string {
  const entries = Object.entries(asked).map(([name, value]) => [name, String(value)])
  return `${new URLSearchParams(entries)}&${version}`
}

export const repositoriesPath: string = `/_apis/git/repositories?${version}`

export function projectsPath(skip: number): string {
  return `/_apis/projects?${query({ $top: pageSize, $skip: skip })}`
}

function below({ id, project }: RepositoryId): string {
  return `/${encodeURIComponent(project)}/_apis/git/repositories/${encodeURIComponent(id)}`
}

/** Pushes to a branch, the newest first. */
export function pushesPath(repository: RepositoryId, ref: string, { from, to }: Span, skip: number): string {
  const asked = {
    'searchCriteria.refName': ref,
    'searchCriteria.fromDate': from,
    'searchCriteria.toDate': to,
    'searchCriteria.includeRefUpdates': 'true',
    $top: pageSize,
    $skip: skip,
  }
  return `${below(repository)}/pushes?${query(asked)}`
}

export function pushPath(repository: RepositoryId, id: number): string {
  return `${below(repository)}/pushes/${id}?${query({ includeCommits: mostCommits, includeRefUpdates: 'true' })}`
}

/** Requests of a project that were closed in a time, or all that are open. */
export function requestsPath(
  project: string,
  status: 'completed' | 'abandoned' | 'active',
  span: Span | null,
  skip: number,
): string {
  const times = {
    'searchCriteria.queryTimeRangeType': 'closed',
    'searchCriteria.minTime': span?.from ?? '',
    'searchCriteria.maxTime': span?.to ?? '',
  }
  const asked = { 'searchCriteria.status': status, ...(span !== null && times), $top: pageSize, $skip: skip }
  return `/${encodeURIComponent(project)}/_apis/git/pullrequests?${query(asked)}`
}

export function requestCommitsPath(repository: RepositoryId, number: number): string {
  return `${below(repository)}/pullRequests/${number}/commits?${query({ $top: mostCommits })}`
}

export function requestThreadsPath(repository: RepositoryId, number: number): string {
  return `${below(repository)}/pullRequests/${number}/threads?${version}`
}

/** Builds that ended since then, the first to end first; or those that are under way. */
export function buildsPath(project: string, since: string | null, token: string | null): string {
  const ended = { statusFilter: 'completed', queryOrder: 'finishTimeAscending', minTime: since ?? '' }
  const asked = {
    ...(since === null ? { statusFilter: 'inProgress' } : ended),
    $top: pageSize,
    ...(token !== null && { continuationToken: token }),
  }
  return `/${encodeURIComponent(project)}/_apis/build/builds?${query(asked)}`
}

/** What a build did, with each of its stages; of an attempt before by the id of its timeline. */
export function timelinePath(project: string, build: number, timeline: string | null): string {
  const which = timeline === null ? '' : `/${encodeURIComponent(timeline)}`
  return `/${encodeURIComponent(project)}/_apis/build/builds/${build}/timeline${which}?${version}`
}

export function environmentsPath(project: string, token: string | null): string {
  const asked = { $top: pageSize, ...(token !== null && { continuationToken: token }) }
  return `/${encodeURIComponent(project)}/_apis/distributedtask/environments?${query(asked)}`
}

/** What was deployed to an environment, the newest first. */
export function recordsPath(project: string, environment: number, token: string | null): string {
  const asked = { top: pageSize, ...(token !== null && { continuationToken: token }) }
  return `/${encodeURIComponent(project)}/_apis/distributedtask/environments/${environment}/environmentdeploymentrecords?${query(asked)}`
}
