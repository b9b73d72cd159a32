import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { taker } from '../../support/agent-world.ts'
import { buildLeadline, type Command, leadline } from '../../support/command.ts'
import { deployment } from '../../support/kubernetes-objects.ts'
import { kubernetesServer } from '../../support/kubernetes-server.ts'
import { until } from '../../support/leadline-process.ts'
import { scratchFolder } from '../../support/scratch.ts'

beforeAll(buildLeadline, 300_000)

const deployments = 'apps/v1/deployments'

it('runs as a command, ends in good order when it is told to, and goes on after it was killed', async () => {
  const [cluster, server] = [await kubernetesServer(), await taker()]
  const state = join(scratchFolder('ll-agent-'), 'state.json')
  const start = (): Command =>
    leadline(['agent', '--kubernetes-url', cluster.url, '--cluster', 'east', '--state', state], {
      env: { LEADLINE_URL: server.url, LEADLINE_TOKEN: 'llwh_of_the_test' },
    })
  const names = (): string[] => server.names().toSorted()
  cluster.put(deployments, deployment('api', 'registry.example.com/api:1'))
  const first = start()
  await until('the first object', 60, () => (names().length === 1 ? true : null))
  cluster.put(deployments, deployment('web', 'registry.example.com/web:1'))
  await until('the second object', 60, () => (names().length === 2 ? true : null))
  first.child.kill('SIGTERM')
  expect(await first.ended).toMatchObject({ code: 0 })
  expect(first.said().err).toContain('deployments: 1 found, following them')
  const second = start()
  cluster.put(deployments, deployment('till', 'registry.example.com/till:1'))
  await until('the third object', 60, () => (names().length === 3 ? true : null))
  second.child.kill('SIGKILL')
  await second.ended
  cluster.put(deployments, deployment('shelf', 'registry.example.com/shelf:1'))
  start()
  await until('the fourth object', 60, () => (names().includes('Deployment shelf') ? true : null))
  // What was posted right before the kill may be posted once more; all else was written down.
  expect(names().filter((name) => name !== 'Deployment till')).toEqual(
    ['api', 'shelf', 'web'].map((name) => `Deployment ${name}`),
  )
})
