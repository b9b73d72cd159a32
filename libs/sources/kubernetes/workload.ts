import { parseImage } from '#domain/naming/image-name'
import { reconciledPlace, type ReconcilerPlaces } from '#domain/naming/reconciled-place'
import { liveRuleAttribute } from '#domain/statement-attributes'
import type { Statement, Translation } from '../source.ts'
import { type KubernetesObject, Workload } from './payload.ts'

/** Most images of one statement. */
const mostImages = 100

/** Why something else tells of this workload; null where nothing does. */
function toldBy({ metadata }: KubernetesObject, { spec }: Workload): string | null {
  const { labels, annotations, ownerReferences, namespace } = metadata
  if (spec.ledBy !== undefined) return `its ${spec.ledBy} tells of it`
  if (ownerReferences.some(({ kind }) => kind === 'Canary')) return 'its Canary tells of it'
  if (labels['leadline.dev/service'] !== undefined) return null
  if (annotations['argocd.argoproj.io/tracking-id'] !== undefined) return 'its Application tells of it'
  if (labels['argocd.argoproj.io/instance'] !== undefined) return 'its Application tells of it'
  if (labels['helm.toolkit.fluxcd.io/name'] !== undefined) return 'its HelmRelease tells of it'
  if (labels['kustomize.toolkit.fluxcd.io/name'] !== undefined) return 'its Kustomization tells of it'
  return namespace.startsWith('kube-') ? 'it is part of Kubernetes itself' : null
}

/** Since when every replica is of the newest template, and how sure that time is; null while it is not so. */
interface RolledOut {
  readonly at: string | undefined
  readonly rule: 'ROLLOUT' | 'HEALTH'
}

/** A Deployment says when it was done; of the others it is known when their state was written for the last time. */
function rolledOut({ metadata }: KubernetesObject, { status }: Workload): RolledOut | null {
  if (status.observedGeneration < (metadata.generation ?? 0)) return null
  const { desiredNumberScheduled: daemons, currentRevision, updateRevision, replicas } = status
  const seen: RolledOut = { at: status.writtenAt, rule: 'HEALTH' }
  if (daemons !== undefined)
    return status.updatedNumberScheduled === daemons && status.numberAvailable === daemons ? seen : null
  if (updateRevision !== undefined && currentRevision !== updateRevision) return null
  if (status.updatedReplicas !== replicas) return null
  const progress = status.conditions.find(({ type }) => type === 'Progressing')
  if (progress === undefined) return status.availableReplicas === replicas ? seen : null
  if (progress.reason !== 'NewReplicaSetAvailable') return null
  return { at: progress.lastUpdateTime ?? progress.lastTransitionTime, rule: 'ROLLOUT' }
}

/** Changes with each new template, and not when replicas are added. */
function revisionOf({ metadata }: KubernetesObject, { status }: Workload): string {
  const { 'deployment.kubernetes.io/revision': ofDeployment, 'deprecated.daemonset.template.generation': ofDaemons } =
    metadata.annotations
  return status.updateRevision ?? ofDeployment ?? ofDaemons ?? String(metadata.generation ?? '')
}

function imagesOf({ spec }: Workload): readonly Statement[] {
  const texts = spec.template?.spec.containers.map(({ image }) => image) ?? []
  const distinct = [...new Set(texts.filter((image) => image !== undefined))].toSorted()
  return distinct
    .flatMap((image) => parseImage(image) ?? [])
    .slice(0, mostImages)
    .map(({ image, tag, digest }) => ({ image, ...(tag && { tag }), ...(digest && { digest }) }))
}

/**
 * A chart gives all of its workloads one `app.kubernetes.io/name`, and a chart of general use gives it to all who use it:
 * each workload is a service by its own name, or the images of several would take turns as the version of one.
 */
function labelsOf({ labels }: KubernetesObject['metadata']): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => name !== 'app.kubernetes.io/name'))
}

const firstTime = Date.UTC(1990, 0)
const lastTime = Date.UTC(2100, 0)

/**
 * A state may be seen again when nothing is known any more, and its time is later then. The first sighting is the nearest to
 * the truth: so the earlier the time, the newer its statement counts.
 */
function firstWins(at: string): Statement {
  const time = Date.parse(at)
  if (!(time >= firstTime && time <= lastTime)) return {}
  return { updatedAt: new Date(firstTime + Math.floor((lastTime - time) / 4)).toISOString() }
}

/** A Deployment, StatefulSet or DaemonSet: once all of its replicas are of one template, that is a deployment of its images. */
export function translateWorkload(object: KubernetesObject, places: ReconcilerPlaces): Translation {
  const read = Workload.safeParse(object)
  if (!read.success) return { ignored: read.error.issues[0]?.message ?? 'it cannot be read', unreadable: true }
  const told = toldBy(object, read.data)
  if (told !== null) return { ignored: told }
  const { metadata, kind } = object
  if ((read.data.spec.replicas ?? read.data.status.desiredNumberScheduled ?? 1) === 0)
    return { ignored: 'nothing of it runs: it is scaled to zero' }
  const done = rolledOut(object, read.data)
  if (done === null) return { ignored: 'its rollout is not over' }
  if (done.at === undefined) return { ignored: 'nothing says since when it runs' }
  const images = imagesOf(read.data)
  if (!images.some(({ tag, digest }) => tag !== undefined || digest !== undefined))
    return { ignored: 'its images name no version' }
  const { name, namespace } = metadata
  const labels = labelsOf(metadata)
  const place = reconciledPlace({ name, namespace, cluster: null, paths: [], labels, hints: [] }, places)
  if (place === null) return { ignored: 'a rule says that it is no service' }
  const { placement, ...stream } = place
  const deployment: Statement = {
    type: 'deployment',
    id: `${metadata.uid}@${revisionOf(object, read.data)}`,
    ...stream,
    ...(placement === null ? {} : { placement }),
    images,
    liveAt: done.at,
    ...firstWins(done.at),
    attributes: { [liveRuleAttribute]: done.rule, 'kubernetes.object': `${kind} ${namespace}/${name}` },
  }
  return { statements: [deployment] }
}
