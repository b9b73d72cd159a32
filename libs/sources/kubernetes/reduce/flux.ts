import { plain, conditions, each, type Json, type Parts, present, record, reference, scalars } from './parts.ts'

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

/** How many objects were applied, and an entry for each kind of them, as an entry ends. */
function inventory(value: unknown): Json {
  const { entries, count } = record(value)
  const ids = (Array.isArray(entries) ? entries : []).flatMap((entry) => plain(record(entry)['id']) ?? [])
  const kinds = [...new Set(ids.map((id) => id.split('_').at(-1) ?? ''))].toSorted()
  return present({
    ...(ids.length > 0 && { count: typeof count === 'number' ? count : ids.length }),
    entries: kinds.map((id) => ({ id })),
  })
}

/** Whether each action waits until everything is ready. */
function waiting(spec: Json): Json {
  const actions = ['install', 'upgrade', 'rollback'] as const
  return present(Object.fromEntries(actions.map((action) => [action, scalars(spec[action], 'disableWait')])))
}

/** Phases of the hooks that tested a release. */
function testHooks(value: unknown): Json {
  return Object.fromEntries(Object.entries(record(value)).map(([name, hook]) => [name, scalars(hook, 'phase')]))
}

/** A Kustomization of Flux: which rendered manifests were applied when, and from which revision. */
export function reduceKustomization({ spec: given, status: told }: Json): Parts {
  const spec = record(given)
  const status = record(told)
  return {
    spec: present({
      ...scalars(spec, 'path', 'targetNamespace', 'interval', 'suspend', 'wait', 'prune'),
      sourceRef: reference(spec['sourceRef']),
      origin: plain(spec['origin']),
      healthChecks: each(spec['healthChecks'], reference),
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
      inventory: inventory(status['inventory']),
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
      origin: plain(spec['origin']),
      ...waiting(spec),
    }),
    status: present({
      ...scalars(status, ...revisions, 'installFailures', 'upgradeFailures', 'failures'),
      history: each(status['history'], (entry) => ({
        ...scalars(
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
        ...present({ testHooks: testHooks(record(entry)['testHooks']) }),
      })),
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
      url: plain(spec['url']),
      ...scalars(spec, 'interval', 'suspend'),
      ref: scalars(spec['ref'], 'branch', 'tag', 'semver', 'commit', 'name', 'digest'),
    }),
    status: present({
      ...scalars(status, 'observedGeneration'),
      artifact: present({
        ...scalars(artifact, 'revision', 'digest', 'lastUpdateTime'),
        metadata: Object.fromEntries(said.map(([name, value]) => [name, plain(value)])),
      }),
      conditions: conditions(status['conditions']),
    }),
  }
}
