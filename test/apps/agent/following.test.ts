import { expect, it } from 'vitest'
import { startAgent, taker } from '../../support/agent-world.ts'
import { deployment } from '../../support/kubernetes-objects.ts'
import { kubernetesServer } from '../../support/kubernetes-server.ts'
import { until } from '../../support/leadline-process.ts'

const deployments = 'apps/v1/deployments'
const kustomizations = 'kustomize.toolkit.fluxcd.io/v1/kustomizations'

const imagesOf = (object: { readonly spec: unknown }): string =>
  JSON.stringify(object.spec).replace(/.*"image":"([^"]+)".*/, '$1')

it('lists page by page, then posts what changes, and nothing that does not', async () => {
  const [cluster, server] = [await kubernetesServer(), await taker()]
  for (let at = 0; at < 25; at += 1) cluster.put(deployments, deployment(`service-${at}`, 'registry.example.com/a:1'))
  const { agent } = startAgent(cluster, server, { pageSize: 10 })
  await until('all of the list', 30, () => (server.objects().length === 25 ? true : null))
  await until('a watch', 30, () => (cluster.watching(deployments) === 1 ? true : null))
  expect(cluster.asked.filter((asked) => asked.endsWith(deployments))).toEqual([
    `list ${deployments}`,
    `page ${deployments}`,
    `page ${deployments}`,
    `watch ${deployments}`,
  ])
  // The same state once more, and one that differs in what changes all the time.
  cluster.put(deployments, deployment('service-3', 'registry.example.com/a:1'))
  const scaled = deployment('service-4', 'registry.example.com/a:1')
  cluster.put(deployments, {
    ...scaled,
    status: { ...(scaled.status as object), replicas: 3, updatedReplicas: 3, availableReplicas: 3 },
  })
  cluster.put(deployments, deployment('service-5', 'registry.example.com/a:2', 2))
  cluster.remove(deployments, 'uid-service-6')
  await until('what is gone', 30, () => (server.posted.some(({ gone }) => gone.length > 0) ? true : null))
  expect(server.objects().slice(25).map(imagesOf)).toEqual(['registry.example.com/a:2'])
  expect(server.posted.flatMap(({ gone }) => gone)).toEqual([
    { kind: 'Deployment', uid: 'uid-service-6', namespace: 'shop', name: 'service-6' },
  ])
  await until('the answers', 30, () => (agent.status.known === 24 && agent.status.waiting === 0 ? true : null))
  expect(agent.status.trouble).toBeNull()
  expect(server.posted[0]).toMatchObject({ v: 1, cluster: 'east', environment: null })
  expect(new Set(server.authorizations)).toEqual(new Set(['Bearer secret of the test']))
})

it.each(['EXPIRED', 'CUT', 'DONE'] as const)('goes on after a watch that ends: %s', async (how) => {
  const [cluster, server] = [await kubernetesServer(), await taker()]
  cluster.put(deployments, deployment('api', 'registry.example.com/a:1'))
  cluster.put(deployments, deployment('old', 'registry.example.com/a:1'))
  startAgent(cluster, server)
  await until('a watch', 30, () => (cluster.watching(deployments) === 1 && server.objects().length === 2 ? true : null))
  cluster.bookmark()
  const lists = (): number => cluster.asked.filter((asked) => asked === `list ${deployments}`).length
  if (how === 'EXPIRED') cluster.expire()
  cluster.endWatches(how)
  cluster.put(deployments, deployment('api', 'registry.example.com/a:2', 2))
  cluster.remove(deployments, 'uid-old')
  await until('the news', 30, () =>
    server.objects().length === 3 && server.posted.some(({ gone }) => gone.length === 1) ? true : null,
  )
  expect(server.objects().map(imagesOf)).toEqual([1, 1, 2].map((tag) => `registry.example.com/a:${tag}`))
  expect(lists()).toBe(how === 'EXPIRED' ? 2 : 1)
})

it('reads a list anew when its next page is too old, and finds what went while nobody watched', async () => {
  const [cluster, server] = [await kubernetesServer(), await taker()]
  for (let at = 0; at < 6; at += 1) cluster.put(deployments, deployment(`service-${at}`, 'registry.example.com/a:1'))
  let pages = 0
  cluster.before = (asked) => {
    if (asked !== `page ${deployments}`) return null
    pages += 1
    if (pages === 2) cluster.expire()
    return null
  }
  startAgent(cluster, server, { pageSize: 2 })
  await until('a watch', 30, () => (cluster.watching(deployments) === 1 ? true : null))
  await until('all of the list', 30, () => (server.names().length === 6 ? true : null))
  expect(server.names().toSorted()).toEqual(Array.from({ length: 6 }, (_, at) => `Deployment service-${at}`))
  // 410 as an answer to a watch, and an object that went in between.
  cluster.remove(deployments, 'uid-service-0')
  cluster.expire()
  cluster.endWatches('DONE')
  cluster.put(deployments, deployment('service-1', 'registry.example.com/a:2', 2))
  await until('the news', 30, () => (server.objects().length === 7 ? true : null))
  await until('what is gone', 30, () => (server.posted.some(({ gone }) => gone.length > 0) ? true : null))
  expect(server.posted.flatMap(({ gone }) => gone.map(({ name }) => name))).toEqual(['service-0'])
})

it('reads lists and lines that come in small pieces, and a list that was cut', async () => {
  const [cluster, server] = [await kubernetesServer(), await taker()]
  cluster.pieces = 7
  cluster.cutAfter = 200
  cluster.put(deployments, deployment('käse', 'registry.example.com/a:1'))
  startAgent(cluster, server)
  await until('a watch', 30, () => (cluster.watching(deployments) === 1 ? true : null))
  cluster.put(deployments, deployment('käse', 'registry.example.com/a:2', 2))
  await until('the news', 30, () => (server.objects().length === 2 ? true : null))
  expect(server.names()).toEqual(['Deployment käse', 'Deployment käse'])
})

it('says what mends a resource that it may not read, and follows the others meanwhile', async () => {
  const [cluster, server] = [await kubernetesServer(), await taker()]
  cluster.answer(kustomizations, 403)
  cluster.answer('argoproj.io/v1alpha1/rollouts', 404)
  // As where the conversion of a definition does not answer.
  cluster.answer('flagger.app/v1beta1/canaries', 500)
  cluster.put(deployments, deployment('api', 'registry.example.com/a:1'))
  const { agent, said } = startAgent(cluster, server)
  await until('the others', 30, () => (server.objects().length === 1 ? true : null))
  await until('the failure', 30, () => (agent.status.resources['kustomizations']?.state === 'FAILING' ? true : null))
  expect(agent.status.resources).toMatchObject({ deployments: { state: 'FOLLOWING' }, rollouts: { state: 'MISSING' } })
  expect(said.filter((text) => text.startsWith('kustomizations'))).toEqual([
    `kustomizations: the cluster answered 403: refused with 403 by the test. Add to the ClusterRole of the agent: {apiGroups: [kustomize.toolkit.fluxcd.io], resources: [kustomizations], verbs: [get, list, watch]}`,
  ])
  cluster.answer(kustomizations, null)
  cluster.answer('argoproj.io/v1alpha1/rollouts', null)
  cluster.put('argoproj.io/v1alpha1/rollouts', { metadata: { uid: 'r', name: 'web', namespace: 'shop' } })
  await until('both', 30, () =>
    agent.status.resources['kustomizations']?.state === 'FOLLOWING' && server.names().includes('Rollout web')
      ? true
      : null,
  )
})
