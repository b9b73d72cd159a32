import { type ImageName, parseImage } from '#domain/naming/image-name'
import { reconciledPlace, type ReconcilerPlaces } from '#domain/naming/reconciled-place'
import type { Statement } from '../source.ts'
import type { Condition, Rollout } from './payload.ts'

export function conditionOf({ status }: Rollout, type: string): Condition | undefined {
  return status.conditions.find((condition) => condition.type === type)
}

/** Whether the controller took the whole of its update for good: the version that it wants is the one that is live. */
export function isPromoted({ status }: Rollout): boolean {
  return status.stableRS !== undefined && status.stableRS === status.currentPodHash
}

/** The change of its pods that it speaks of: the same whoever tells it, and another one each time. */
export function operationOf(rollout: Rollout): string | null {
  const { uid, namespace, name, revision } = rollout
  return revision === undefined ? null : `${uid ?? `Rollout/${namespace ?? ''}/${name}`}/${revision}`
}

/** Images that tell a version: those with a tag or a digest. */
export function imagesOf({ containers }: Rollout): ImageName[] {
  const images = containers.map(({ image }) => parseImage(image ?? null))
  return images.filter(
    (image) => image !== null && (image.tag !== undefined || image.digest !== undefined),
  ) as ImageName[]
}

/** Share of the traffic that the new version has, in percent; undefined where the Rollout does not say. */
export function trafficOf({ status }: Rollout): number | undefined {
  return status.canary.weight ?? undefined
}

/** What every statement of an update says; null with why it says nothing. */
export function statementOf(
  rollout: Rollout,
  places: ReconcilerPlaces,
  said: Statement,
): Statement | { readonly ignored: string } {
  const id = operationOf(rollout)
  if (id === null) return { ignored: 'it has no revision yet: its controller has not seen it' }
  const { name, namespace = null, labels } = rollout
  const place = reconciledPlace({ name, namespace, cluster: null, paths: [], labels, hints: [] }, places)
  if (place === null) return { ignored: 'a rule of its source says that it is no service' }
  const images = imagesOf(rollout)
  if (images.length === 0) return { ignored: withoutVersion(rollout) }
  const { service, environment, placement } = place
  const { attributes, ...fields } = said
  return {
    type: 'deployment',
    id,
    service,
    environment,
    ...(placement !== null && { placement }),
    images,
    ...fields,
    attributes: {
      'argo-rollouts.rollout': `${namespace ?? ''}/${name}`,
      'argo-rollouts.revision': rollout.revision ?? '',
      ...(attributes as Readonly<Record<string, string>> | undefined),
    },
  }
}

function withoutVersion({ workloadRef }: Rollout): string {
  if (workloadRef === null || workloadRef === undefined) return 'none of its containers names a tag or a digest'
  const { kind = 'workload', name = '' } = workloadRef
  return `its containers stand in the ${kind} ${name} (workloadRef), which was not sent with it`
}
