import { afterAll, beforeAll, expect, it } from 'vitest'
import { deliver, recordedDelivery } from '../support/github-delivery.ts'
import { type Api, startApi } from '../support/graphql-api.ts'

let api: Api
let secret = ''
beforeAll(async () => {
  api = await startApi(() => Date.UTC(2026, 2, 10))
  const { body } = await api.ask(
    'mutation { sourceCreate(system: "github", name: "acme") { secret } }',
    {},
    api.tokens.admin,
  )
  secret = (body.data as { sourceCreate: { secret: string | null } }).sourceCreate.secret ?? expect.fail('no secret')
})
afterAll(() => api.close())

const digest = (pair: string): string => `sha256:${pair.repeat(32)}`
const repository = 'github.com/acme/shop'
const [before, built] = ['a1'.repeat(20), 'b2'.repeat(20)]
const [index, platform, tag] = [digest('ab'), digest('a2'), '1.4.0']

it('leads from the digest of an index, of a platform and from a tag to the commit that GitHub tells of the image', async () => {
  const image = 'ghcr.io/acme/shop'
  const named = { byindex: { digest: index }, byplatform: { digest: platform }, bytag: { image, tag } }
  await api.tell(
    { type: 'commit', repository, sha: before, authoredAt: '2026-03-01T09:00:00Z' },
    { type: 'commit', repository, sha: built, parents: [before], authoredAt: '2026-03-02T08:00:00Z' },
    ...Object.entries(named).flatMap(([service, version]) => {
      const deployment = { type: 'deployment', service, environment: 'production', repository }
      return [
        { ...deployment, sha: before, liveAt: '2026-03-01T12:00:00Z' },
        { ...deployment, ...version, liveAt: '2026-03-02T10:00:00Z' },
      ]
    }),
  )
  const { headers, body } = recordedDelivery('image-for-several-platforms')
  const event = headers['x-github-event'] ?? ''
  const answer = await deliver(`${api.url}/webhooks/github/acme`, { secret, event, body: JSON.stringify(body) })
  expect(answer.status).toBe(202)
  await api.drain()
  for (const service of Object.keys(named)) {
    const window = '{ from: "2026-03-01T00:00:00Z", to: "2026-03-08T00:00:00Z" }'
    const asked = `leadTimeForChanges { medianSeconds coverage }`
    const query = `{ service(name: "${service}") { metrics(environment: "production", window: ${window}) { ${asked} } } }`
    expect(await api.data(query), service).toMatchObject({
      service: { metrics: { leadTimeForChanges: { medianSeconds: 7_200, coverage: 1 } } },
    })
  }
})

it('knows the commit of a version that is proposed by any of them', async () => {
  const live = { sha: before, liveAt: '2026-03-01T12:00:00Z' }
  await api.tell({ type: 'deployment', service: 'behind', environment: 'production', repository, ...live })
  for (const version of [index, platform, `ghcr.io/acme/shop:${tag}`]) {
    const query = `{ difference(service: "behind", proposed: "${version}") { commits } }`
    expect((await api.ask(query)).body, version).toMatchObject({ data: { difference: { commits: 1 } } })
  }
})
