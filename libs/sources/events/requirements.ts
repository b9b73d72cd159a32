import type { ArtifactEvent, DeliveryEvent, DeploymentEvent, OverrideEvent } from '#domain/delivery-event'
import { liveRuleAttribute, seenLiveRules, unseenLiveRules } from '#domain/statement-attributes'
import type { ErrorCode, Refusal } from './error-codes.ts'

function refusal(code: ErrorCode, field: string | null, message: string): Refusal {
  return { code, field, message }
}

function inRepository(event: { readonly repository?: string; readonly service?: string }): Refusal | null {
  if (event.repository !== undefined || event.service !== undefined) return null
  return refusal('REQUIRED', 'repository', 'Send repository (host/owner/name), or service in its place.')
}

function ofArtifact({ image, version, sha }: ArtifactEvent): Refusal | null {
  if (image === undefined && version === undefined)
    return refusal('REQUIRED', 'image', 'Send image, or version for what is no image.')
  // As the commands that repair leave it blank.
  if (sha === 'SHA') return refusal('REQUIRED', 'sha', 'Put the commit that it was built from where it says SHA.')
  return null
}

function ofDeployment(event: DeploymentEvent): Refusal | null {
  const byImages = (event.images ?? []).some((image) => image.digest !== undefined || image.tag !== undefined)
  const byTag = event.image !== undefined && event.tag !== undefined
  const named = event.digest !== undefined || event.sha !== undefined || event.version !== undefined
  const byRevision = event.configRepository !== undefined && event.configRevision !== undefined
  if (!named && !byTag && !byImages && !byRevision)
    return refusal('REQUIRED', 'version', 'Say what was deployed: digest, sha, image with tag, or version.')
  if (event.startedAt === undefined && event.finishedAt === undefined && event.liveAt === undefined)
    return refusal('REQUIRED', 'startedAt', 'Say when: startedAt, finishedAt or liveAt.')
  if (event.finishedAt !== undefined && event.outcome === undefined)
    return refusal('REQUIRED', 'outcome', 'finishedAt needs outcome (success is never assumed): succeeded, failed, …')
  if (event.updatedAt !== undefined && event.startedAt === undefined && event.id === undefined)
    return refusal('REQUIRED', 'id', 'An update without startedAt needs id, so that it is known what it updates.')
  return ofLiveRule(event)
}

const liveRules: readonly unknown[] = [...unseenLiveRules, ...seenLiveRules]

/** A word that nobody knows would make of a merge a deployment that somebody saw live. */
function ofLiveRule({ attributes }: DeploymentEvent): Refusal | null {
  const said = attributes?.[liveRuleAttribute]
  if (said === undefined || liveRules.includes(said)) return null
  const message = `${liveRuleAttribute} must be one of ${liveRules.join(', ')}; leave it out where liveAt is when it was live.`
  return refusal('WRONG_VALUE', `attributes.${liveRuleAttribute}`, message)
}

const settles = [
  'deploymentId, noDeployment: true, service or classification beside incidentId',
  'or kind beside deploymentId',
  'or revoked: true',
].join(', ')

function ofOverride(event: OverrideEvent): Refusal | null {
  if (event.deploymentId !== undefined && event.noDeployment === true)
    return refusal('CONTRADICTION', 'noDeployment', 'Name the deployment or say noDeployment: true, not both.')
  if (event.revoked === true) return null
  const { incidentId, deploymentId } = event
  if (event.kind !== undefined && deploymentId === undefined)
    return refusal('REQUIRED', 'deploymentId', 'A kind is of a deployment: send its deploymentId.')
  const alone = (['noDeployment', 'service', 'classification'] as const).find((name) => event[name] !== undefined)
  if (alone !== undefined && incidentId === undefined)
    return refusal('REQUIRED', 'incidentId', `Say with incidentId of which incident ${alone} speaks.`)
  const ofIncident =
    deploymentId !== undefined ||
    event.noDeployment === true ||
    event.service !== undefined ||
    event.classification !== undefined
  if (incidentId !== undefined && ofIncident) return null
  if (deploymentId !== undefined && event.kind !== undefined) return null
  return refusal(
    'REQUIRED',
    incidentId === undefined ? 'incidentId' : 'deploymentId',
    `Say what it settles: ${settles}.`,
  )
}

/** The rules between the fields of one event; null where all hold. */
export function missing(event: DeliveryEvent): Refusal | null {
  switch (event.type) {
    case 'commit':
    case 'push':
    case 'build':
      return inRepository(event)
    case 'pull_request':
      if (event.number === undefined && event.id === undefined)
        return refusal('REQUIRED', 'number', 'Send number, or id where the host has no numbers.')
      return inRepository(event)
    case 'artifact':
      return ofArtifact(event)
    case 'deployment':
      return ofDeployment(event)
    case 'incident':
      return event.services.length === 0 ? refusal('REQUIRED', 'service', 'Send service or services.') : null
    case 'override':
      return ofOverride(event)
    case 'cutover':
      return event.placement === ''
        ? refusal('REQUIRED', 'placement', 'Name the placement, or its cluster, namespace or region.')
        : null
    default:
      return null
  }
}
