import { liveRuleAttribute } from '#domain/statement-attributes'
import type { Statement, Translation } from '../source.ts'
import { metadataOf, type FluxEvent } from './payload.ts'
import { configRepositoryOf, type FluxObject, idOf, nameOf, objectOf, placeOf } from './place.ts'
import { precedence, type Rank } from './precedence.ts'
import { revisionOf } from './revision.ts'
import { changesIn, firstLine, healthyAfter } from './words.ts'

/** Kinds that deploy nothing themselves: what they stand for is told by events of its own, or by nobody. */
export const deploysNothing: ReadonlySet<string> = new Set(
  [
    'Kustomization HelmRelease HelmChart HelmRepository GitRepository OCIRepository Bucket ExternalArtifact Terraform',
    'ImagePolicy ImageRepository ImageUpdateAutomation Alert Provider Receiver ResourceSet ResourceSetInputProvider',
    'Application ApplicationSet AppProject CustomResourceDefinition Namespace ResourceQuota LimitRange PriorityClass',
    'ClusterRole ClusterRoleBinding Role RoleBinding ServiceAccount NetworkPolicy StorageClass',
  ]
    .join(' ')
    .split(' '),
)

/** What the bootstrap of Flux makes: it applies the controllers, and all other Kustomizations. */
export function isFluxItself({ namespace, name }: FluxObject): boolean {
  return namespace === 'flux-system' && name === 'flux-system'
}

/** What a Kustomization applied, by the state of its source. */
export function appliedVersion(
  { revision, origin }: { readonly revision: string; readonly origin: string | null },
  repository: string | null,
): Statement {
  const { text, ref, sha, digest } = revisionOf(revision)
  const commit = revisionOf(origin ?? '').sha ?? sha
  const known =
    repository === null ? {} : { configRepository: repository, ...(commit !== null && { configRevision: commit }) }
  // A bundle of manifests may be of a configuration repository, or of the service's own: then its digest leads to the commit.
  if (digest !== null) return { ...known, version: (ref ?? text).slice(0, 200), digest }
  return commit !== null && repository !== null ? known : { version: text.slice(0, 200) }
}

/** What is said of every attempt of an object, however it went. */
export function attemptOf(object: FluxObject, event: FluxEvent, settings: unknown): Statement | null {
  const place = placeOf(object, settings)
  const revision = metadataOf(event, 'revision')
  if (place === null || revision === null) return null
  const origin = metadataOf(event, 'originRevision')
  return {
    type: 'deployment',
    id: idOf(object, revision),
    ...place,
    ...appliedVersion({ revision, origin }, configRepositoryOf(object, settings)),
  }
}

interface Told {
  readonly rank: Rank
  /** Fields of the contract. */
  readonly fields: Statement
  readonly rule?: 'SYNC' | 'HEALTH'
  readonly message: string | null
}

/** What failed before all was applied gives way to what was applied later; a failed health check only to one that passed. */
function failed({ reason, message = null, timestamp }: FluxEvent): Told {
  const fields = { finishedAt: timestamp, outcome: 'failed' }
  return { rank: reason === 'HealthCheckFailed' ? 2 : 0, fields, message: firstLine(message) }
}

function healthy({ timestamp }: FluxEvent, after: number): Told {
  const finishedAt = new Date(Date.parse(timestamp) - after).toISOString()
  const fields = { finishedAt, liveAt: timestamp, outcome: 'succeeded' }
  return { rank: 3, fields, rule: 'HEALTH', message: 'Health check passed' }
}

/** Kinds that begin to roll out when they are applied, and say themselves when they are done. */
export const rollsOut: ReadonlySet<string> = new Set(['Rollout', 'Canary'])

function applied({ timestamp }: FluxEvent, kinds: readonly string[]): Told {
  const message = `objects changed: ${kinds.length}`
  if (kinds.some((kind) => rollsOut.has(kind)))
    return { rank: 1, fields: { startedAt: timestamp, outcome: 'in_progress' }, message }
  const fields = { startedAt: timestamp, finishedAt: timestamp, outcome: 'succeeded' }
  return { rank: 1, fields, rule: 'SYNC', message }
}

/** What an event of a Kustomization says of an attempt; a text is why it says nothing. */
function toldBy(event: FluxEvent): Told | string {
  const { severity, reason, message = null } = event
  const isRemoval = 'objects were only removed'
  if (severity === 'error') return reason?.endsWith('Succeeded') === true ? isRemoval : failed(event)
  const after = healthyAfter(message)
  if (after !== null) return healthy(event, after)
  if (reason === 'ReconciliationSucceeded' && changesIn(message).length === 0)
    return 'it says at each interval that all is as it should be; what was applied is told by Progressing'
  const kinds = changesIn(message).flatMap(({ kind, action }) =>
    action === 'created' || action === 'configured' ? [kind] : [],
  )
  if (kinds.length > 0) {
    if (!kinds.every((kind) => deploysNothing.has(kind))) return applied(event, kinds)
    return `only objects that deploy nothing themselves were changed: ${[...new Set(kinds)].join(', ')}`
  }
  if (changesIn(message).length > 0) return isRemoval
  return `${reason ?? 'an event without a reason'} says nothing of what was applied`
}

/** An event of kustomize-controller in the words of the event contract. */
export function kustomizationEvent(event: FluxEvent, settings: unknown): Translation {
  const object = objectOf(event)
  if (isFluxItself(object)) return { ignored: 'the Kustomization flux-system applies Flux itself and the others' }
  const told = toldBy(event)
  if (typeof told === 'string') return { ignored: told }
  if (placeOf(object, settings) === null) return { ignored: 'a rule of the source says that it is no service' }
  const attempt = attemptOf(object, event, settings)
  if (attempt === null) return { ignored: 'it names no revision, so that nothing was applied' }
  const attributes = {
    ...(told.rule !== undefined && { [liveRuleAttribute]: told.rule }),
    ...attributesOf(object, event),
    ...(told.message !== null && { 'flux.message': told.message }),
  }
  const at = new Date(event.timestamp).toISOString()
  return { statements: [{ ...attempt, ...told.fields, updatedAt: precedence(told.rank, at), attributes }] }
}

/** What a person wants to see of where a statement is from. */
export function attributesOf(object: FluxObject, event: FluxEvent): Statement {
  const [revision, origin] = [metadataOf(event, 'revision'), metadataOf(event, 'originRevision')]
  return {
    'flux.object': nameOf(object),
    ...(event.reason != null && { 'flux.reason': event.reason }),
    ...(revision !== null && { 'flux.revision': revision.slice(0, 500) }),
    ...(origin !== null && { 'flux.originRevision': origin.slice(0, 500) }),
  }
}
