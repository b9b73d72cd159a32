import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type Posted, startAgent, taker } from '../../support/agent-world.ts'
import { application, deployment } from '../../support/kubernetes-objects.ts'
import { kubernetesServer } from '../../support/kubernetes-server.ts'
import { until } from '../../support/leadline-process.ts'
import { scratchFolder } from '../../support/scratch.ts'

const deployments = 'apps/v1/deployments'
const applications = 'argoproj.io/v1alpha1/applications'

const isFollowing = (cluster: { watching(resource: string): number }, resource = deployments): true | null =>
  cluster.watching(resource) === 1 ? true : null

it.each([503, 429, 500, 401, 404, 302])('keeps what the server answers with %i, and posts it later', async (status) => {
  const [cluster, server] = [await kubernetesServer(), await taker()]
  let refusals = 0
  server.answer = () => {
    refusals += 1
    return refusals <= 3 ? status : 202
  }
  cluster.put(deployments, deployment('api', 'registry.example.com/a:1'))
  const { agent, said } = startAgent(cluster, server)
  await until('the object', 30, () => (server.names().length === 1 ? true : null))
  await until('all being well', 30, () => (agent.status.trouble === null ? true : null))
  expect(server.names()).toEqual(['Deployment api'])
  expect(said.filter((text) => text.startsWith('Leadline answered'))).toHaveLength(1)
  expect(said.some((text) => text.startsWith(`Leadline answered ${status}: `))).toBe(true)
})

it('posts the newest state of each operation, and every operation, after the server was away', async () => {
  const [cluster, server] = [await kubernetesServer(), await taker()]
  let isAway = true
  server.answer = () => (isAway ? 503 : 202)
  const { agent } = startAgent(cluster, server)
  await until('a watch', 30, () => isFollowing(cluster, applications))
  const image = (tag: number): string => `registry.example.com/api:${tag}`
  cluster.put(applications, application('api', image(1), '2026-03-02T10:00:00Z', 'Running'))
  cluster.put(applications, application('api', image(1), '2026-03-02T10:00:00Z', 'Failed'))
  cluster.put(applications, application('api', image(2), '2026-03-02T11:00:00Z', 'Running'))
  cluster.put(applications, application('api', image(2), '2026-03-02T11:00:00Z', 'Succeeded'))
  await until('both operations', 30, () => (agent.status.waiting === 2 ? true : null))
  await until('the last state', 30, () => (server.bodies.at(-1)?.includes('T11:00:20Z') === true ? true : null))
  isAway = false
  await until('both', 30, () => (server.objects().length === 2 ? true : null))
  expect(server.objects().map(({ status }) => status['operationState'])).toMatchObject([
    { phase: 'Failed', startedAt: '2026-03-02T10:00:00Z' },
    { phase: 'Succeeded', startedAt: '2026-03-02T11:00:00Z' },
  ])
})

it('leaves out the one object that is not taken, and says so', async () => {
  const [cluster, server] = [await kubernetesServer(), await taker()]
  server.answer = ({ objects }: Posted) => (objects.some(({ metadata }) => metadata.name === 'bad') ? 413 : 202)
  for (const name of ['a', 'b', 'bad', 'c', 'd']) cluster.put(deployments, deployment(name, 'registry.example.com/a:1'))
  const { said } = startAgent(cluster, server)
  await until('the others', 30, () => (server.names().length === 4 ? true : null))
  expect(server.names().toSorted()).toEqual(['a', 'b', 'c', 'd'].map((name) => `Deployment ${name}`))
  await until('the word', 30, () =>
    said.some((text) => text.startsWith('Deployment shop/bad was not taken and is left out: 413')) ? true : null,
  )
})

it('holds few of 5,000 objects while the server is away, and posts all of them afterwards', async () => {
  const [cluster, server] = [await kubernetesServer(), await taker()]
  let isAway = true
  server.answer = () => (isAway ? 503 : 202)
  for (let at = 0; at < 5_000; at += 1)
    cluster.put(deployments, deployment(`service-${at}`, 'registry.example.com/a:1'))
  const bounds = { entries: 300, batchBytes: 1_000_000, batchEntries: 200 }
  const { agent } = startAgent(cluster, server, { pageSize: 500, bounds })
  await until('a full outbox', 30, () => (agent.status.waiting === 300 ? true : null))
  isAway = false
  await until('all of them', 30, () => (agent.status.known === 5_000 ? true : null))
  expect(agent.status.mostWaiting).toBe(300)
  expect(new Set(server.names()).size).toBe(5_000)
  expect(server.names()).toHaveLength(5_000)
})

it('posts nothing again after a restart with its file, and tells what went meanwhile', async () => {
  const [cluster, server] = [await kubernetesServer(), await taker()]
  const stateFile = join(scratchFolder('ll-agent-'), 'deep', 'state.json')
  for (const name of ['api', 'web', 'old']) cluster.put(deployments, deployment(name, 'registry.example.com/a:1'))
  const first = startAgent(cluster, server, { stateFile })
  await until('all', 30, () => (first.agent.status.known === 3 ? true : null))
  await first.stop()
  expect(readFileSync(stateFile, 'utf8')).not.toContain('secret of the test')
  cluster.remove(deployments, 'uid-old')
  cluster.put(deployments, deployment('web', 'registry.example.com/a:2', 2))
  const second = startAgent(cluster, server, { stateFile })
  await until('what went', 30, () => (server.posted.some(({ gone }) => gone.length > 0) ? true : null))
  await until('a watch', 30, () => isFollowing(cluster))
  await second.stop()
  expect(server.names().toSorted()).toEqual(['api', 'old', 'web', 'web'].map((name) => `Deployment ${name}`))
  expect(server.posted.flatMap(({ gone }) => gone.map(({ name }) => name))).toEqual(['old'])
  // For another cluster, or damaged, it says nothing, and all is told.
  writeFileSync(stateFile, '{"whose": ')
  const third = startAgent(cluster, server, { stateFile })
  await until('all again', 30, () => (third.agent.status.known === 2 ? true : null))
  expect(server.names()).toHaveLength(6)
})

it('reads its token again for each request', async () => {
  const [cluster, server] = [await kubernetesServer(), await taker()]
  const tokenFile = join(scratchFolder('ll-agent-'), 'token')
  writeFileSync(tokenFile, 'first\n')
  cluster.token = 'second'
  cluster.put(deployments, deployment('api', 'registry.example.com/a:1'))
  const { said } = startAgent(cluster, server, { access: { kubernetesUrl: cluster.url, tokenFile, caFile: null } })
  await until('a refusal', 30, () => (said.some((text) => text.includes('the cluster answered 401')) ? true : null))
  writeFileSync(tokenFile, 'second\n')
  await until('the object', 30, () => (server.names().length === 1 ? true : null))
  expect(new Set(cluster.authorizations)).toEqual(new Set(['Bearer first', 'Bearer second']))
})

it('comes again later when the cluster is busy', async () => {
  const [cluster, server] = [await kubernetesServer(), await taker()]
  let busy = 0
  cluster.before = (asked) => {
    if (asked !== `list ${deployments}` || busy === 3) return null
    busy += 1
    return { status: busy === 1 ? 429 : 503, headers: { 'retry-after': '0' } }
  }
  cluster.put(deployments, deployment('api', 'registry.example.com/a:1'))
  startAgent(cluster, server)
  await until('the object', 30, () => (server.names().length === 1 ? true : null))
  expect(cluster.asked.filter((asked) => asked === `list ${deployments}`)).toHaveLength(4)
})
