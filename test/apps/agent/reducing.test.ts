import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { resources } from '#apps/agent/resources'
import { significance } from '#apps/agent/significance'
import { translateRollout } from '#sources/argo-rollouts/rollout-object'
import { translateCanary } from '#sources/flagger/canary-object'
import { ociRepositoryObject } from '#sources/flux/artifact'
import { helmReleaseObject } from '#sources/flux/helm-release-object'
import { kustomizationObject } from '#sources/flux/kustomization-object'
import { ofKargoObject } from '#sources/kargo/translate'
import { applicationStatements } from '#sources/argocd/application'
import { type Reduced, reducedObject, redacted } from '#sources/kubernetes/reduced'
import type { Translation } from '#sources/source'
import { application, deployment } from '../../support/kubernetes-objects.ts'
import { root } from '../../support/source-files.ts'

const canary = 'canary-secret-5f1e9c'

function resourceOf(kind: string) {
  return resources.find((resource) => resource.kind === kind) ?? expect.fail(`${kind} is not followed`)
}

/** What would be posted of an object; the same again when the server reduces it once more. */
function reduced(kind: string, object: object): Reduced {
  const { group, version } = resourceOf(kind)
  const posted =
    reducedObject({ ...object, apiVersion: `${group}/${version}`, kind }) ?? expect.fail('it says not who it is')
  expect(reducedObject({ ...posted })).toEqual(posted)
  return posted
}

const tainted = {
  'kubectl.kubernetes.io/last-applied-configuration': `{"password":"${canary}"}`,
  'example.com/password': canary,
}

/** A source of Argo CD with a secret wherever a chart takes one. */
const source = {
  repoURL: `https://robot:${canary}@git.example.com/acme/charts.git`,
  chart: 'checkout',
  targetRevision: '1.2.3',
  helm: {
    releaseName: 'checkout',
    values: `password: ${canary}`,
    valuesObject: { password: canary },
    fileParameters: [{ name: 'key', path: canary }],
    valueFiles: ['values-production.yaml'],
    parameters: [
      { name: 'image.tag', value: '1.4.0' },
      { name: 'password', value: canary },
      { name: 'imagePullSecret', value: canary },
    ],
  },
  kustomize: { images: ['checkout=registry.example.com/checkout:1.4.0'], commonAnnotations: { token: canary } },
  plugin: { env: [{ name: 'TOKEN', value: canary }] },
  directory: { jsonnet: { extVars: [{ name: 'token', value: canary }] } },
}

const failed = `helm template . --set password=${canary} failed; {"data":{"password":"${canary}"}}`

function taintedApplication(): object {
  const plain = application('checkout', 'registry.example.com/checkout:1.4.0', '2026-03-02T10:00:00Z')
  const { spec, status } = plain as { readonly spec: object; readonly status: { readonly operationState: object } }
  const operation = { sync: { revision: 'a'.repeat(40), source, manifests: [canary] }, info: [{ value: canary }] }
  const conditions = [{ type: 'ComparisonError', message: failed }]
  const syncResult = { revision: 'a'.repeat(40), source, resources: [], managedNamespaceMetadata: { labels: canary } }
  const operationState = { ...status.operationState, message: failed, operation, syncResult }
  const history = [{ id: 3, revision: 'a'.repeat(40), deployedAt: '2026-03-02T10:00:20Z', source }]
  return {
    metadata: { ...plain.metadata, annotations: tainted, managedFields: [{ fieldsV1: { [canary]: {} } }] },
    operation,
    spec: { ...spec, source, sources: [source], info: [{ value: canary }] },
    status: { ...status, operationState, history, conditions, sync: { comparedTo: { source }, status: 'Synced' } },
  }
}

const container = {
  name: 'main',
  image: 'registry.example.com/a:1',
  env: [{ name: 'TOKEN', value: canary }],
  args: [canary],
}
const template = {
  metadata: { annotations: tainted },
  spec: { containers: [container], volumes: [{ secret: canary }] },
}

const secretive: Readonly<Record<string, object>> = {
  Application: taintedApplication(),
  HelmRelease: {
    spec: {
      chart: { spec: { chart: 'a', version: '1', valuesFiles: [canary] } },
      values: { password: canary },
      postRenderers: [canary],
    },
    status: { lastAttemptedRevision: '1', conditions: [{ type: 'Ready', status: 'False', message: failed }] },
  },
  Kustomization: {
    spec: { path: './apps', postBuild: { substitute: { TOKEN: canary } }, patches: [{ patch: canary }] },
    status: {
      conditions: [{ type: 'Ready', status: 'False', message: `is invalid: spec.x: Invalid value: "${canary}"` }],
    },
  },
  GitRepository: { spec: { url: `https://robot:${canary}@git.example.com/a` }, status: { artifact: { path: canary } } },
  OCIRepository: {
    spec: { url: 'oci://registry.example.com/a' },
    status: { artifact: { metadata: { 'x.token': canary } } },
  },
  Rollout: {
    spec: { template, strategy: { canary: { steps: [{ analysis: { args: [canary] } }] } } },
    status: { message: failed },
  },
  Canary: {
    spec: { targetRef: { kind: 'Deployment', name: 'a' }, analysis: { webhooks: [{ url: canary }] } },
    status: {},
  },
  Promotion: {
    spec: { stage: 'prod', vars: [{ value: canary }], steps: [{ config: canary }] },
    status: { state: canary },
  },
  Deployment: { spec: { template }, status: { conditions: [{ type: 'ReplicaFailure', message: failed }] } },
  StatefulSet: { spec: { template }, status: {} },
  DaemonSet: { spec: { template }, status: {} },
}

describe('what leaves the cluster', () => {
  it.each(resources.map(({ kind }) => kind))('of a %s holds nothing that may be secret', (kind) => {
    const given = { metadata: { uid: 'u', name: 'a', annotations: tainted }, ...secretive[kind] }
    expect(JSON.stringify(given)).toContain(canary)
    expect(JSON.stringify(reduced(kind, given))).not.toContain(canary)
  })

  it('is reduced by the server once more, whoever posts it, and of what is no JSON only its shape is kept', () => {
    const objects = resources.map(({ group, version, kind }) => {
      return { apiVersion: `${group}/${version}`, kind, metadata: { uid: 'u', name: 'a' }, ...secretive[kind] }
    })
    const unknown = { apiVersion: 'v1', kind: 'Secret', metadata: { uid: 's', name: 's' }, data: { password: canary } }
    const gone = [{ kind: 'Deployment', uid: 'g', password: canary }]
    const body = JSON.stringify({
      v: 1,
      cluster: 'east',
      environment: null,
      objects: [...objects, unknown],
      gone,
      canary,
    })
    expect(redacted(Buffer.from(body)).toString()).not.toContain(canary)
    expect(JSON.parse(redacted(Buffer.from(body)).toString())).toMatchObject({ v: 1, cluster: 'east' })
    expect(redacted(Buffer.from(body.slice(0, -9))).toString()).not.toContain(canary)
    expect(redacted(Buffer.from(JSON.stringify(canary))).toString()).toBe('{}')
  })

  it('of an Application holds all that a notification would', () => {
    const { spec, status } = reduced('Application', taintedApplication())
    const kept = {
      repoURL: 'https://git.example.com/acme/charts.git',
      chart: 'checkout',
      targetRevision: '1.2.3',
      helm: {
        valueFiles: ['values-production.yaml'],
        parameters: [{ name: 'image.tag', value: '1.4.0' }],
      },
      kustomize: { images: ['checkout=registry.example.com/checkout:1.4.0'] },
    }
    expect(spec).toMatchObject({ project: 'shop', destination: { namespace: 'shop' }, source: kept, sources: [kept] })
    expect(status).toMatchObject({
      operationState: {
        phase: 'Succeeded',
        startedAt: '2026-03-02T10:00:00Z',
        finishedAt: '2026-03-02T10:00:20Z',
        message: 'helm template . …',
        operation: { sync: { revision: 'a'.repeat(40), source: kept } },
        syncResult: { revision: 'a'.repeat(40), source: kept },
      },
      history: [{ id: 3, revision: 'a'.repeat(40), deployedAt: '2026-03-02T10:00:20Z', source: kept }],
      health: { status: 'Healthy' },
    })
  })

  it('never throws, whatever stands in an object', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.constantFrom(...resources), (spec, status, resource) => {
        const object = { metadata: { uid: 'u', name: 'a' }, spec, status }
        const parts = reduced(resource.kind, object)
        resource.leads?.(object)
        return typeof resource.operation(parts) === 'string'
      }),
    )
  })
})

describe('what is worth a post', () => {
  const hashOf = (object: object): string =>
    significance(reduced('Deployment', object), resourceOf('Deployment').restless)
  const plain = deployment('api', 'registry.example.com/api:1')
  const status = plain.status as Readonly<Record<string, unknown>>

  it('is no scaling that is over, and no other order of the same names', () => {
    const scaled = { ...status, replicas: 5, updatedReplicas: 5, availableReplicas: 5, observedGeneration: 2 }
    const same = { ...plain, metadata: { ...plain.metadata, generation: 2 }, status: scaled }
    expect(hashOf(same)).toBe(hashOf(plain))
    expect(hashOf({ status: plain.status, spec: plain.spec, metadata: plain.metadata })).toBe(hashOf(plain))
  })

  it('is another image, and a rollout that begins', () => {
    expect(hashOf(deployment('api', 'registry.example.com/api:2'))).not.toBe(hashOf(plain))
    expect(hashOf({ ...plain, status: { ...status, updatedReplicas: 1 } })).not.toBe(hashOf(plain))
  })
})

/** Files of other projects that are not part of this repository; absent on most machines, and then not looked at. */
const samples = join(root, '../shared/samples')

/** What an object says as it stands in the cluster, and after it was reduced by the agent. */
function saidTwice(kind: string, object: object): readonly [Translation, Translation] {
  const translate = translators[kind] ?? expect.fail(`${kind} is not translated`)
  return [translate({ ...object, kind }), translate(reduced(kind, object))]
}

const places = { cluster: 'east' }
const translators: Readonly<Record<string, (given: unknown) => Translation>> = {
  Application: (given) => applicationStatements(given, places),
  Canary: (given) => translateCanary(given, places),
  HelmRelease: (given) => helmReleaseObject(given, places),
  Kustomization: (given) => kustomizationObject(given, places),
  OCIRepository: ociRepositoryObject,
  Promotion: (given) => ofKargoObject(given, places),
  Rollout: (given) => translateRollout(given, places),
}

it('says of an Application what the whole of it says', () => {
  const [whole, less] = saidTwice('Application', taintedApplication())
  expect(whole).toMatchObject({ statements: [{ type: 'deployment' }] })
  expect(less).toEqual(whole)
})

describe.runIf(existsSync(samples))('samples of other systems', () => {
  const objects = ['argocd', 'argo-rollouts', 'flagger', 'flux', 'flux/constructed', 'kargo'].flatMap((system) =>
    readdirSync(join(samples, system))
      .filter((name) => /\.(?:yaml|json)$/.test(name))
      .flatMap((name) => parseAllDocuments(readFileSync(join(samples, system, name), 'utf8')))
      .map((document) => document.toJS({ maxAliasCount: 10 }) as Given | null)
      .map((given) => given?.app ?? given),
  )

  it.each(Object.keys(translators))('of a %s say the same after they were reduced', (kind) => {
    const named = objects.filter((object) => typeof object?.metadata?.name === 'string')
    const found = named.filter((object) => (object?.kind ?? (object?.spec?.destination ? 'Application' : '')) === kind)
    expect(found.length).toBeGreaterThan(kind === 'Promotion' ? -1 : 0)
    for (const object of found) {
      // Manifests that never were in a cluster have none.
      const metadata = { uid: 'of-the-test', ...object?.metadata }
      const [whole, less] = saidTwice(kind, { ...object, metadata })
      expect(less, object?.metadata?.name).toEqual(whole)
    }
  })
})

interface Given {
  readonly app?: Given
  readonly kind?: string
  readonly metadata?: { readonly name?: string }
  readonly spec?: { readonly destination?: unknown }
}
