import { type DeploymentSettings, ruledDeployment } from '../deployment-rules.ts'
import { yieldsButFirst } from '../precedence.ts'
import type { Head } from './payload.ts'
import type { ReleaseDeployment } from './pipeline-payload.ts'
import type { Told } from './deployment-statements.ts'
import { branchOf, type CodePlace, placeAt, placeBelow } from './place.ts'

/** In classic releases a deployment that failed is rejected, as one that nobody approved is. */
const outcomes: Readonly<Record<string, string>> = {
  succeeded: 'succeeded',
  partiallySucceeded: 'succeeded',
  rejected: 'failed',
  failed: 'failed',
  canceled: 'cancelled',
}

/** What a release brings, as far as live events tell it. */
function codeOf({ deployment, project }: ReleaseDeployment, head: Head) {
  const artifacts = deployment?.release?.artifacts ?? []
  const main = artifacts.find(({ isPrimary }) => isPrimary === true) ?? artifacts[0]
  const { sourceVersion, branch, repository, project: owner, ...reference } = main?.definitionReference ?? {}
  const sha = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(sourceVersion?.id ?? '') ? (sourceVersion?.id ?? null) : null
  const isGithub = /^github/i.test(reference['repository.provider']?.id ?? '')
  const place: CodePlace | null = isGithub
    ? placeAt(`https://github.com/${repository?.name ?? repository?.id ?? ''}`)
    : placeBelow(head, owner?.name ?? project?.name, repository?.name)
  return { sha, place, ref: branch?.id ?? null }
}

/** A deployment of a classic release to one of its stages; each attempt is one. */
export function ofRelease(
  told: ReleaseDeployment,
  head: Head,
  {
    settings,
    ignoredEnvironments,
  }: { readonly settings: DeploymentSettings; readonly ignoredEnvironments: readonly string[] },
): Told {
  const { environment: stage, deployment, project } = told
  const outcome = outcomes[stage.status]
  if (outcome === undefined) return { ignored: `a deployment that is ${stage.status.slice(0, 100)} has not ended` }
  const pipeline = deployment?.releaseDefinition?.name ?? stage.releaseDefinition?.name ?? null
  const { sha, place, ref } = codeOf(told, head)
  const facts = { pipeline, stages: [stage.name], branch: branchOf(ref) ?? ref, repository: place?.path ?? null }
  const ruled = ruledDeployment(facts, settings)
  if (ruled.ignoredBy !== null) return { ignored: `rule ${ruled.ignoredBy} of the source says that it deploys nothing` }
  const environment = ruled.environment ?? stage.name
  if (ignoredEnvironments.includes(environment))
    return { ignored: `the environment ${environment.slice(0, 200)} is set to be ignored` }
  const service = ruled.service ?? place?.name ?? pipeline ?? project?.name ?? undefined
  const finishedAt = deployment?.completedOn ?? stage.modifiedOn ?? head.createdDate
  if (service === undefined || stage.release == null || finishedAt == null)
    return {
      ignored: 'the deployment names no release, no service or no time: whose it is is not known',
      unreadable: true,
    }
  return {
    type: 'deployment',
    id: `release ${stage.release.id}/${stage.id}/${deployment?.attempt ?? 1}`,
    service,
    environment,
    ...(sha === null ? { version: `${project?.name ?? service}/${stage.release.name ?? stage.release.id}` } : { sha }),
    repository: sha === null ? undefined : place?.url,
    startedAt: deployment?.startedOn ?? undefined,
    finishedAt,
    outcome,
    updatedAt: yieldsButFirst(finishedAt),
    attributes: {
      ...(pipeline !== null && { 'azureDevops.pipeline': pipeline }),
      'azureDevops.stage': stage.name,
      ...(ref !== null && { 'azureDevops.ref': ref }),
    },
  }
}
