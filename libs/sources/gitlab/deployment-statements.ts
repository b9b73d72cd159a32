import { yieldsButFirst } from '../precedence.ts'
import type { Statement } from '../source.ts'
import type { Deployment } from './payload.ts'
import { linkOf, serviceOf } from './project.ts'
import type { GitlabSettings } from './settings.ts'

const outcomes: Readonly<Record<string, string>> = { success: 'succeeded', failed: 'failed', canceled: 'cancelled' }

/** Why it is none of those that are measured; null where it is one. */
export function whyIgnored({ environment, status }: Deployment, settings: GitlabSettings): string | null {
  if (settings.ignoredEnvironments.includes(environment)) return `the environment ${environment} is set to be ignored`
  if (status === 'running' || Object.hasOwn(outcomes, status)) return null
  return `a deployment that is ${status.slice(0, 100)} neither begins nor ends`
}

/** The commit at the end of its address: the only place of a whole one, the field of its own is cut to eight digits. */
export function shaOf({ commit_url: url }: Deployment): string | null {
  return /\/commits?\/([0-9a-f]{40}|[0-9a-f]{64})(?:[?#].*)?$/i.exec(url ?? '')?.[1] ?? null
}

/** What a status says of its deployment. The first end counts: a test of the webhook tells the last deployment again, as if it were now. */
export function ofDeployment(deployment: Deployment, sha: string): Statement {
  const { project, status, status_changed_at: at, environment_tier: tier, ref } = deployment
  const outcome = outcomes[status]
  const attributes = {
    ...(tier && { 'gitlab.environmentTier': tier }),
    ...(ref && { 'gitlab.ref': ref }),
  }
  return {
    type: 'deployment',
    id: String(deployment.deployment_id),
    service: serviceOf(project),
    environment: deployment.environment,
    sha,
    repository: project.web_url,
    ...(outcome === undefined ? { startedAt: at } : { finishedAt: at, outcome }),
    updatedAt: yieldsButFirst(at),
    url: linkOf(deployment.deployable_url),
    attributes: Object.keys(attributes).length === 0 ? undefined : attributes,
  }
}
