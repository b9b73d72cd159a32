import { withImages, withTemplate } from './complete.ts'
import { builtFrom, type OriginRule, parentOf, sourceOf } from './origins.ts'
import { operationOf } from '#sources/kubernetes/reduce/application'
import { type Json, list, type Parts, record, text } from '#sources/kubernetes/reduce/parts'
import { restlessOfWorkloads } from '#sources/kubernetes/reduce/workload'

/** One resource of the cluster that is followed, and what is posted of its objects. */
export interface Resource {
  readonly group: string
  readonly version: string
  /** As the path and the rights of the cluster call it. */
  readonly plural: string
  readonly kind: string
  /** Which of the things that an object does one after the other it does now; states of different ones are all posted. */
  readonly operation: (object: Parts & { readonly metadata: Json }) => string
  /** Paths in the reduced object that change all the time; what differs there alone is not posted. `*` is every entry of a list. */
  readonly restless: readonly string[]
  /** Puts in what only other objects say; `read` gives one by its path, null where it is not there. */
  readonly complete?: (object: Json, read: (path: string) => Promise<Json | null>) => Promise<Json>
  /** How it leads to the repository that it is from. */
  readonly origin?: OriginRule
  /** Those of a higher phase are listed once those of the lower ones are: what they say is understood by these. */
  readonly phase: 0 | 1 | 2
  /** Workloads of which it tells by itself, each as `namespace/kind/name`. */
  readonly leads?: (object: Json) => readonly string[]
}

/** What all of them have in common, where they say nothing else. */
const usual = { version: 'v1', operation: () => '', restless: [] as readonly string[] }

/** The one that stands in this field of its spec. */
function ledBySpec(field: string): (object: Json) => readonly string[] {
  return (object) => {
    const reference = record(record(object['spec'])[field])
    const [kind, name] = [text(reference['kind']), text(reference['name'])]
    const namespace = text(record(object['metadata'])['namespace']) ?? ''
    return kind === null || name === null ? [] : [`${namespace}/${kind}/${name}`]
  }
}

const workloadKinds = ['Deployment', 'StatefulSet', 'DaemonSet']

/** Workloads that an Application of Argo CD holds in this very cluster. */
function ledByApplication(object: Json): readonly string[] {
  const { server, name } = record(record(object['spec'])['destination'])
  if (server !== 'https://kubernetes.default.svc' && name !== 'in-cluster') return []
  return list(record(object['status'])['resources']).flatMap((entry) => {
    const [kind, named] = [text(record(entry)['kind']), text(record(entry)['name'])]
    if (kind === null || named === null || !workloadKinds.includes(kind)) return []
    return [`${text(record(entry)['namespace']) ?? ''}/${kind}/${named}`]
  })
}

function revisionOf({ metadata, status }: { readonly metadata: Json; readonly status: Json }): string {
  const annotations = record(metadata['annotations'])
  return (
    text(annotations['deployment.kubernetes.io/revision']) ??
    text(status['updateRevision']) ??
    text(annotations['deprecated.daemonset.template.generation']) ??
    JSON.stringify(metadata['generation'] ?? '')
  )
}

const workload = {
  ...usual,
  group: 'apps',
  phase: 2 as const,
  operation: revisionOf,
  restless: restlessOfWorkloads,
}

const flux = {
  ...usual,
  // Each reconciliation that changed nothing writes these.
  restless: [
    'status.history.*.lastReconciled',
    'status.history.*.totalReconciliations',
    'status.lastHandledReconcileAt',
    'status.conditions.*.message',
  ],
}

/** Everything that is read here must be in the ClusterRole that users paste. */
export const resources: readonly Resource[] = [
  {
    ...usual,
    group: 'flagger.app',
    version: 'v1beta1',
    plural: 'canaries',
    kind: 'Canary',
    operation: ({ status }) => `${text(status['lastAppliedSpec']) ?? ''} ${text(status['phase']) ?? ''}`,
    leads: ledBySpec('targetRef'),
    complete: withImages,
    phase: 1,
  },
  {
    ...usual,
    group: 'argoproj.io',
    version: 'v1alpha1',
    plural: 'rollouts',
    kind: 'Rollout',
    operation: ({ status }) => `${text(status['currentPodHash']) ?? ''} ${status['abort'] === true}`,
    leads: ledBySpec('workloadRef'),
    complete: withTemplate,
    phase: 1,
  },
  {
    ...usual,
    group: 'argoproj.io',
    version: 'v1alpha1',
    plural: 'applications',
    kind: 'Application',
    operation: operationOf,
    leads: ledByApplication,
    phase: 1,
    // The head of a repository of many applications moves with each commit, and says nothing of what was applied.
    restless: ['status.sync.revision', 'status.sync.revisions', 'metadata.generation'],
  },
  {
    ...flux,
    group: 'kustomize.toolkit.fluxcd.io',
    plural: 'kustomizations',
    kind: 'Kustomization',
    origin: { from: sourceOf },
    phase: 1,
    operation: ({ status }) => text(status['lastAttemptedRevision']) ?? '',
  },
  {
    ...flux,
    group: 'helm.toolkit.fluxcd.io',
    version: 'v2',
    plural: 'helmreleases',
    kind: 'HelmRelease',
    origin: { from: parentOf },
    phase: 2,
    operation: ({ status }) =>
      `${text(status['lastAttemptedRevision']) ?? ''} ${text(status['lastAttemptedConfigDigest']) ?? ''}`,
  },
  {
    ...flux,
    group: 'source.toolkit.fluxcd.io',
    plural: 'gitrepositories',
    kind: 'GitRepository',
    origin: { own: ({ spec }) => text(record(spec)['url']) },
    phase: 0,
  },
  {
    ...flux,
    group: 'source.toolkit.fluxcd.io',
    plural: 'ocirepositories',
    kind: 'OCIRepository',
    origin: { own: builtFrom },
    phase: 0,
    operation: ({ status }) => text(record(status['artifact'])['revision']) ?? '',
  },
  {
    ...usual,
    group: 'kargo.akuity.io',
    version: 'v1alpha1',
    plural: 'promotions',
    kind: 'Promotion',
    phase: 2,
  },
  {
    ...usual,
    group: 'kargo.akuity.io',
    version: 'v1alpha1',
    plural: 'freights',
    kind: 'Freight',
    phase: 2,
  },
  { ...workload, plural: 'deployments', kind: 'Deployment' },
  { ...workload, plural: 'statefulsets', kind: 'StatefulSet' },
  { ...workload, plural: 'daemonsets', kind: 'DaemonSet' },
]

/** Where a resource is in the API. */
export function pathOf({ group, version, plural }: Resource): string {
  return `/apis/${group}/${version}/${plural}`
}
