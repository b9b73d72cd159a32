import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { serveHealth } from '#apps/agent/health'
import { readAgentConfig } from '#config/agent'
import { scratchFolder } from '../../support/scratch.ts'
import { startAgent, taker } from '../../support/agent-world.ts'
import { kubernetesServer } from '../../support/kubernetes-server.ts'
import { until } from '../../support/leadline-process.ts'

const given = { LEADLINE_TOKEN: 'llwh_1', CLUSTER_NAME: 'east', KUBERNETES_URL: 'http://127.0.0.1:8001/' }

it('names all that is missing, each with what mends it', () => {
  const said = (): unknown => readAgentConfig({ ENVIRONMENT: '', HEALTH_PORT: 'x' })
  expect(said).toThrow(/LEADLINE_URL is missing: set it to the address that "npx leadline source add kubernetes NAME"/)
  expect(said).toThrow(/LEADLINE_TOKEN is missing[^]*CLUSTER_NAME is missing[^]*HEALTH_PORT must be a port number/)
  const outside = { ...given, LEADLINE_URL: 'https://leadline.example.com', KUBERNETES_URL: '' }
  expect(() => readAgentConfig(outside)).toThrow(
    /This is no pod of a cluster: .*--kubernetes-url http:\/\/127.0.0.1:8001/,
  )
})

it.each([
  ['https://leadline.example.com', 'https://leadline.example.com/webhooks/kubernetes'],
  ['https://leadline.example.com/', 'https://leadline.example.com/webhooks/kubernetes'],
  ['https://leadline.example.com/webhooks/kubernetes/east/', 'https://leadline.example.com/webhooks/kubernetes/east'],
])('posts for %s to %s', (url, address) => {
  expect(readAgentConfig({ ...given, LEADLINE_URL: url })).toMatchObject({
    address,
    kubernetesUrl: 'http://127.0.0.1:8001',
    tokenFile: null,
    caFile: null,
  })
})

it('takes the secret of a file before that of the environment, and an address of IPv6 in its brackets', () => {
  const file = join(scratchFolder('ll-agent-'), 'secret')
  writeFileSync(file, 'llwh_2\n')
  const inside = { ...given, KUBERNETES_URL: '', KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '6443' }
  const config = readAgentConfig({ ...inside, LEADLINE_URL: 'https://leadline.example.com' }, file)
  expect(config).toMatchObject({ secret: 'llwh_2', kubernetesUrl: 'https://[fd00::1]:6443' })
  expect(() => readAgentConfig(given, `${file}.not`)).toThrow(/cannot be read from/)
})

it('answers how it is doing, and nothing else', async () => {
  const [cluster, server] = [await kubernetesServer(), await taker()]
  const { agent } = startAgent(cluster, server)
  await until('all resources', 30, () =>
    Object.values(agent.status.resources).every(({ state }) => state === 'FOLLOWING') ? true : null,
  )
  const health = await serveHealth(0, () => agent.status)
  try {
    const answer = await fetch(`http://127.0.0.1:${health.port}/healthz`)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({
      alive: true,
      known: 0,
      resources: { applications: { state: 'FOLLOWING', objects: 0 } },
    })
    expect((await fetch(`http://127.0.0.1:${health.port}/`)).status).toBe(404)
  } finally {
    await health.close()
  }
})
