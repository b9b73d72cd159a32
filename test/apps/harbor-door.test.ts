import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Api, startApi } from '../support/graphql-api.ts'

let api: Api
let secret = ''
beforeAll(async () => {
  api = await startApi(() => Date.UTC(2026, 2, 10))
  const mutation = 'mutation { sourceCreate(system: "harbor", name: "registry") { secret } }'
  const { body } = await api.ask(mutation, {}, api.tokens.admin)
  secret = (body.data as { sourceCreate: { secret: string | null } }).sourceCreate.secret ?? expect.fail('no secret')
})
afterAll(() => api.close())

const digest = `sha256:${'3c'.repeat(32)}`
const commit = (letter: string): string => letter.repeat(40)

/** As Harbor notifies of a push. */
async function pushed(tag: string, minute: number): Promise<number> {
  const resource = { digest, tag, resource_url: `harbor.example.com/shop/api:${tag}` }
  const answer = await fetch(`${api.url}/webhooks/harbor/registry`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
    body: JSON.stringify({
      type: 'PUSH_ARTIFACT',
      occur_at: Date.UTC(2026, 2, 2, 9, minute) / 1_000,
      event_data: { resources: [resource], repository: { repo_full_name: 'shop/api' } },
    }),
  })
  return answer.status
}

it('leads from the tag of a deployment over the digest that Harbor tells to the commit that a build tells', async () => {
  const repository = 'git.example.com/acme/api'
  const deployment = { type: 'deployment', service: 'api', environment: 'production', repository }
  const image = 'harbor.example.com/shop/api'
  await api.tell(
    { type: 'commit', repository, sha: commit('a'), authoredAt: '2026-03-01T09:00:00Z' },
    { type: 'commit', repository, sha: commit('b'), parents: [commit('a')], authoredAt: '2026-03-02T08:00:00Z' },
    { ...deployment, sha: commit('a'), liveAt: '2026-03-01T12:00:00Z' },
    { ...deployment, image, tag: '1.4.0', liveAt: '2026-03-02T10:00:00Z' },
    {
      type: 'artifact',
      version: 'build-17',
      digest,
      repository,
      sha: commit('b'),
      publishedAt: '2026-03-02T08:59:00Z',
    },
  )
  // Of the tags of one digest each counts, also one that is heard of after a newer one.
  expect(await pushed('latest', 1)).toBe(202)
  await api.drain()
  expect(await pushed('1.4.0', 0)).toBe(202)
  await api.drain()
  const query = `{ service(name: "api") { metrics(environment: "production", window: { from: "2026-03-01T00:00:00Z", to: "2026-03-08T00:00:00Z" }) {
    leadTimeForChanges { medianSeconds coverage samples(first: 5) { nodes { seconds } } } } } }`
  expect(await api.data(query)).toMatchObject({
    service: { metrics: { leadTimeForChanges: { medianSeconds: 7_200, coverage: 1 } } },
  })
})
