import type { Statement } from '../source.ts'
import { firstWins, yields } from '../precedence.ts'
import type { GithubSettings } from './settings.ts'

/** A deployment, as webhooks and the API both tell it. */
export interface DeploymentFacts {
  readonly id: number
  readonly repositoryUrl: string
  readonly repositoryName: string
  readonly sha: string
  readonly ref: string | null
  readonly task: string | null
  readonly environment: string
  /** Free for whoever made the deployment; `service` in it names the service. */
  readonly payload: unknown
  readonly createdAt: string
  /** True where it is known to be made for a while only. */
  readonly isTransient: boolean
}

export interface StatusFacts {
  /** In lower case, as webhooks have it. */
  readonly state: string
  /** Null: the deployment's own. */
  readonly environment: string | null
  readonly createdAt: string
  readonly url: string | null
}

const outcomes: Readonly<Record<string, string>> = { success: 'succeeded', failure: 'failed', error: 'failed' }

function objectOf(payload: unknown): Readonly<Record<string, unknown>> {
  if (typeof payload === 'object' && payload !== null) return payload as Readonly<Record<string, unknown>>
  if (typeof payload !== 'string' || !payload.startsWith('{')) return {}
  try {
    return objectOf(JSON.parse(payload))
  } catch {
    return {}
  }
}

function serviceOf({ payload, repositoryName }: DeploymentFacts): string {
  const { service } = objectOf(payload)
  return typeof service === 'string' && service.trim() !== '' ? service : repositoryName
}

/** Why a deployment is none of those that are measured; null where it is one. */
export function whyIgnored(
  { task, isTransient }: DeploymentFacts,
  environment: string,
  settings: GithubSettings,
): string | null {
  if (isTransient) return `the environment ${environment} is there for a while only`
  if (settings.ignoredEnvironments.includes(environment)) return `the environment ${environment} is set to be ignored`
  if (task !== null && task !== '' && !/^deploy/i.test(task)) return `the task ${task} is not to deploy`
  return null
}

/** That a deployment was asked for; whatever is said of its outcome may correct it. */
export function startStatement(deployment: DeploymentFacts, environment: string): Statement {
  return {
    type: 'deployment',
    id: String(deployment.id),
    service: serviceOf(deployment),
    environment,
    sha: deployment.sha,
    repository: deployment.repositoryUrl,
    startedAt: deployment.createdAt,
    updatedAt: yields,
    attributes: deployment.ref === null || deployment.ref === '' ? undefined : { 'github.ref': deployment.ref },
  }
}

/**
 * What a status says of its deployment. The first that ends it counts; GitHub adds `inactive` to a deployment when
 * another one takes its place, so that is no outcome, and null.
 */
export function statusStatement(deployment: DeploymentFacts, status: StatusFacts): Statement | null {
  if (status.state === 'inactive') return null
  const environment = status.environment ?? deployment.environment
  const started = startStatement(deployment, environment)
  const outcome = outcomes[status.state]
  if (outcome === undefined) return started
  return {
    ...started,
    finishedAt: status.createdAt,
    outcome,
    url: status.url ?? undefined,
    updatedAt: firstWins(deployment.createdAt, status.createdAt),
  }
}
