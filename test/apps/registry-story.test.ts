import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Api, startApi } from '../support/graphql-api.ts'
import { until } from '../support/leadline-process.ts'
import { type RegistryServer, serveRegistry } from '../support/registry-server.ts'

let api: Api
let registry: RegistryServer
beforeAll(async () => {
  registry = await serveRegistry()
  api = await startApi(() => Date.UTC(2026, 2, 10))
})
afterAll(async () => {
  await api.close()
  await registry.close()
})

const repository = 'git.example.com/acme/api'
const commit = (letter: string): string => letter.repeat(40)

const creation = `mutation ($repository: SourceRepositoryInput) {
  sourceCreate(system: "registry", name: "images", repository: $repository) {
    source { state address } url secret userErrors { code field message }
  }
}`

async function created(repositoryInput: object): Promise<unknown> {
  const { body } = await api.ask(creation, { repository: repositoryInput }, api.tokens.admin)
  return (body.data as { readonly sourceCreate: unknown }).sourceCreate
}

async function leadTime(): Promise<{ readonly medianSeconds: number | null; readonly coverage: number | null }> {
  const window = '{ from: "2026-03-01T00:00:00Z", to: "2026-03-08T00:00:00Z" }'
  const metrics = `metrics(environment: "production", window: ${window}) { leadTimeForChanges { medianSeconds coverage } }`
  const data = await api.data<{
    readonly service: {
      readonly metrics: { readonly leadTimeForChanges: { medianSeconds: number | null; coverage: number | null } }
    }
  }>(`{ service(name: "api") { ${metrics} } }`)
  return data.service.metrics.leadTimeForChanges
}

it('leads from a deployment that names an image by its digest alone to its lead time, once a registry is added', async () => {
  registry.bearer = 'robot:secret'
  const labels = { 'org.opencontainers.image.revision': commit('b') }
  const { digest } = registry.push('shop/api', { labels })
  const deployment = { type: 'deployment', service: 'api', environment: 'production', repository }
  await api.tell(
    { type: 'commit', repository, sha: commit('a'), authoredAt: '2026-03-01T09:00:00Z' },
    { type: 'commit', repository, sha: commit('b'), parents: [commit('a')], authoredAt: '2026-03-02T08:00:00Z' },
    { ...deployment, sha: commit('a'), liveAt: '2026-03-01T12:00:00Z' },
    { ...deployment, image: `${registry.host}/shop/api`, digest, liveAt: '2026-03-02T10:00:00Z' },
  )
  expect(await leadTime()).toMatchObject({ medianSeconds: null })
  expect(registry.requests).toEqual([])

  const refused = await created({ url: `http://registry.example.com` })
  expect(refused).toMatchObject({ source: null, userErrors: [{ code: 'INVALID', field: ['url'] }] })
  const made = await created({ url: registry.url, token: 'robot:secret' })
  expect(made).toEqual({ source: { state: 'WAITING', address: registry.url }, url: null, secret: null, userErrors: [] })
  const found = await until('the lead time', 30, async () => {
    await api.drain()
    const { medianSeconds, coverage } = await leadTime()
    return medianSeconds === null ? null : { medianSeconds, coverage }
  })
  expect(found).toEqual({ medianSeconds: 7_200, coverage: 1 })
  expect(await api.data('{ sources { name state message problems } }')).toEqual({
    sources: expect.arrayContaining([{ name: 'images', state: 'CONNECTED', message: null, problems: [] }]),
  })
  expect(api.logged.join()).not.toContain('secret')
})

it('lets nobody post under its name', async () => {
  const { body } = await api.ask(
    'mutation { sourceRotateSecret(id: "x") { userErrors { code } } }',
    {},
    api.tokens.admin,
  )
  expect(body.errors).toBeUndefined()
  const posted = await fetch(`${api.url}/api/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await api.token('ingest:*')}` },
    body: JSON.stringify({ type: 'artifact', source: 'images', version: '1', publishedAt: '2026-03-02T09:00:00Z' }),
  })
  expect(posted.status).toBe(400)
})
