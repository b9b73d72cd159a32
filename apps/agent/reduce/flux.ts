import { address, conditions, each, type Json, type Parts, list, present, record, reference, scalars } from './parts.ts'

const revisions = [
  'lastAppliedRevision',
  'lastAppliedOriginRevision',
  'lastAttemptedRevision',
  'lastAttemptedConfigDigest',
  'lastAttemptedGeneration',
  'lastAttemptedReleaseAction',
  'lastReleaseRevision',
  'lastHandledReconcileAt',
  'observedGeneration',
]

/** A Kustomization of Flux: which rendered manifests were applied when, and from which revision. */
export function reduceKustomization({ spec: given, status: told }: Json): Parts {
  const spec = record(given)
  const status = record(told)
  const entries = list(record(status['inventory'])['entries'])
  return {
    spec: present({
      ...scalars(spec, 'path', 'targetNamespace', 'interval', 'suspend', 'wait', 'prune'),
      sourceRef: reference(spec['sourceRef']),
      images: each(spec['images'], (image) => scalars(image, 'name', 'newName', 'newTag', 'digest')),
    }),
    status: present({
      ...scalars(status, ...revisions),
      history: each(status['history'], (entry) => ({
        ...scalars(
          entry,
          'digest',
          'firstReconciled',
          'lastReconciled',
          'lastReconciledStatus',
          'totalReconciliations',
        ),
        metadata: scalars(record(entry)['metadata'], 'revision', 'originRevision'),
      })),
      conditions: conditions(status['conditions']),
      inventory: entries.length === 0 ? null : { count: entries.length },
    }),
  }
}

/** A HelmRelease of Flux: which chart was released when. Neither values nor where they are from. */
export function reduceHelmRelease({ spec: given, status: told }: Json): Parts {
  const spec = record(given)
  const status = record(told)
  const chart = record(record(spec['chart'])['spec'])
  return {
    spec: present({
      ...scalars(spec, 'releaseName', 'targetNamespace', 'storageNamespace', 'interval', 'suspend'),
      chart: present({
        spec: present({ ...scalars(chart, 'chart', 'version'), sourceRef: reference(chart['sourceRef']) }),
      }),
      chartRef: reference(spec['chartRef']),
    }),
    status: present({
      ...scalars(status, ...revisions, 'installFailures', 'upgradeFailures', 'failures'),
      history: each(status['history'], (entry) =>
        scalars(
          entry,
          'name',
          'namespace',
          'version',
          'status',
          'action',
          'chartName',
          'chartVersion',
          'appVersion',
          'configDigest',
          'digest',
          'ociDigest',
          'firstDeployed',
          'lastDeployed',
          'deleted',
        ),
      ),
      conditions: conditions(status['conditions']),
    }),
  }
}

/** Labels of OCI images that say from which commit something was built. */
const origin = /^org\.opencontainers\.image\.(?:created|revision|source|version)$/

/** A GitRepository or OCIRepository of Flux: which revision was fetched. */
export function reduceFluxSource({ spec: given, status: told }: Json): Parts {
  const spec = record(given)
  const status = record(told)
  const artifact = record(status['artifact'])
  const said = Object.entries(record(artifact['metadata'])).filter(
    ([name, value]) => origin.test(name) && typeof value === 'string',
  )
  return {
    spec: present({
      url: address(spec['url']),
      ...scalars(spec, 'interval', 'suspend'),
      ref: scalars(spec['ref'], 'branch', 'tag', 'semver', 'commit', 'name', 'digest'),
    }),
    status: present({
      ...scalars(status, 'observedGeneration'),
      artifact: present({
        ...scalars(artifact, 'revision', 'digest', 'lastUpdateTime'),
        metadata: Object.fromEntries(said.map(([name, value]) => [name, address(value)])),
      }),
      conditions: conditions(status['conditions']),
    }),
  }
}
