import { expect, it } from 'vitest'
import { type PostedObject, startAgent, taker } from '../../support/agent-world.ts'
import { application, deployment } from '../../support/kubernetes-objects.ts'
import { kubernetesServer, type KubernetesServer } from '../../support/kubernetes-server.ts'
import { until } from '../../support/leadline-process.ts'

const deployments = 'apps/v1/deployments'
const repository = 'https://git.example.com/acme/deployments'
const image = (name: string): string => `registry.example.com/${name}:1`

/** A cluster in which each object is told by others too. */
async function cluster(): Promise<KubernetesServer> {
  const server = await kubernetesServer()
  const metadata = (name: string, namespace = 'shop', more: object = {}) => ({
    uid: `${name}-uid`,
    name,
    namespace,
    ...more,
  })
  for (const name of ['plain', 'led', 'target', 'target-primary', 'held']) {
    server.put(deployments, deployment(name, image(name)))
  }
  const workload = (name: string): object => ({ apiVersion: 'apps/v1', kind: 'Deployment', name })
  server.put('argoproj.io/v1alpha1/rollouts', { metadata: metadata('rollout'), spec: { workloadRef: workload('led') } })
  const canary = { spec: { targetRef: workload('target') }, status: { phase: 'Succeeded' } }
  server.put('flagger.app/v1beta1/canaries', { metadata: metadata('canary'), ...canary })
  const app = application('app', image('held'), '2026-03-02T10:00:00Z')
  const resources = [{ group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'held' }]
  server.put('argoproj.io/v1alpha1/applications', { ...app, status: { ...(app.status as object), resources } })
  server.put('source.toolkit.fluxcd.io/v1/gitrepositories', {
    metadata: metadata('fleet', 'flux-system'),
    spec: { url: repository.replace('//', '//robot:hunter2@') },
  })
  const sourceRef = { kind: 'GitRepository', name: 'fleet' }
  server.put('kustomize.toolkit.fluxcd.io/v1/kustomizations', {
    metadata: metadata('apps', 'flux-system'),
    spec: { sourceRef },
  })
  const labels = { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' }
  server.put('helm.toolkit.fluxcd.io/v2/helmreleases', { metadata: metadata('release', 'shop', { labels }) })
  return server
}

it('tells with each object what only others say of it: images, who leads it, the repository that it is from', async () => {
  const [kubernetes, server] = [await cluster(), await taker()]
  startAgent(kubernetes, server)
  await until('all', 30, () => (server.names().length === 11 ? true : null))
  const of = (name: string): PostedObject['spec'] =>
    server.objects().find(({ metadata }) => metadata.name === name)?.spec ?? expect.fail(`${name} was not posted`)
  expect(of('rollout')['template']).toEqual({ spec: { containers: [{ name: 'main', image: image('led') }] } })
  expect(of('canary')['images']).toEqual({ target: [image('target')], primary: [image('target-primary')] })
  expect(['plain', 'led', 'target', 'held'].map((name) => of(name)['ledBy'])).toEqual([
    undefined,
    'Rollout',
    'Canary',
    'Application',
  ])
  expect([of('apps')['origin'], of('release')['origin']]).toEqual([repository, repository])
  expect(server.bodies.join('')).not.toContain('hunter2')
})
