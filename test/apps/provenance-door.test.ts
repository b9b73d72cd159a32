import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Api, startApi } from '../support/graphql-api.ts'
import { root } from '../support/source-files.ts'

let api: Api
let secret = ''
beforeAll(async () => {
  api = await startApi(() => Date.UTC(2026, 2, 10))
  const mutation = 'mutation { sourceCreate(system: "provenance", name: "builds") { secret } }'
  const { body } = await api.ask(mutation, {}, api.tokens.admin)
  secret = (body.data as { sourceCreate: { secret: string | null } }).sourceCreate.secret ?? expect.fail('no secret')
})
afterAll(() => api.close())

function recorded(name: string): object {
  const text = readFileSync(join(root, 'test/sources/provenance', `${name}.in.json`), 'utf8')
  return (JSON.parse(text) as { readonly body: object }).body
}

async function deliver(body: string, proof = secret): Promise<number> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${proof}` }
  return (await fetch(`${api.url}/webhooks/provenance/builds`, { method: 'POST', headers, body })).status
}

const repository = 'github.com/acme/shop'
const [before, built] = ['a1'.repeat(20), 'b2'.repeat(20)]

it('leads from a deployed digest over an attestation to the commit and its lead time', async () => {
  const deployment = { type: 'deployment', service: 'shop', environment: 'production' }
  await api.tell(
    { type: 'commit', repository, sha: before, authoredAt: '2026-03-01T09:00:00Z' },
    { type: 'commit', repository, sha: built, parents: [before], authoredAt: '2026-03-02T08:00:00Z' },
    { ...deployment, repository, sha: before, liveAt: '2026-03-01T12:00:00Z' },
    { ...deployment, digest: `sha256:${'1a'.repeat(32)}`, liveAt: '2026-03-02T10:00:00Z' },
  )
  // A document a line, as tools write them; the first says nothing of commits.
  const lines = ['list-of-parts', 'bundle-of-github'].map((name) => JSON.stringify(recorded(name)))
  expect(await deliver(lines.join('\n'), 'another')).toBe(401)
  expect(await deliver(`${lines.join('\n')}\n`)).toBe(202)
  await api.drain()
  const window = '{ from: "2026-03-01T00:00:00Z", to: "2026-03-08T00:00:00Z" }'
  const asked = 'leadTimeForChanges { medianSeconds coverage }'
  const query = `{ service(name: "shop") { metrics(environment: "production", window: ${window}) { ${asked} } } }`
  expect(await api.data(query)).toMatchObject({
    service: { metrics: { leadTimeForChanges: { medianSeconds: 7_200, coverage: 1 } } },
  })
})

it('keeps what it cannot read, with the reason', async () => {
  expect(await deliver(JSON.stringify(recorded('without-a-time')))).toBe(202)
  await api.drain()
  expect(await api.data('{ sources { name quarantined message } }')).toEqual({
    sources: expect.arrayContaining([expect.objectContaining({ name: 'builds', quarantined: 1 })]),
  })
})
