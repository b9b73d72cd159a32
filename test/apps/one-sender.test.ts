import { expect, it, onTestFinished } from 'vitest'
import { replayQuarantine } from '#ingest/replay-quarantine'
import { sql } from '#storage/sql'
import { type Leadline, startLeadline } from '../support/leadline.ts'

const liveAt = '2026-03-02T08:00:00Z'
const said = { type: 'deployment', service: 'pipe', environment: 'production', version: '9', liveAt }
const url = 'https://git.example/acme/deployments'

async function started(): Promise<Leadline> {
  const server = await startLeadline()
  onTestFinished(() => server.close())
  return server
}

async function tokenFor({ ask }: Leadline, source: string, scope: string): Promise<Record<string, unknown>> {
  const mutation = `mutation ($source: String, $scopes: [String!]!) {
    tokenCreate(name: "ci", source: $source, scopes: $scopes) { id token userErrors { code field message } }
  }`
  return (await ask<{ tokenCreate: Record<string, unknown> }>(mutation, { source, scopes: [scope] })).tokenCreate
}

async function read({ ask }: Leadline, name: string): Promise<unknown> {
  const mutation = `mutation ($name: String!, $repository: SourceRepositoryInput) {
    sourceCreate(system: "config-repository", name: $name, repository: $repository) { userErrors { code field message } }
  }`
  const repository = { url: `${url}/${name}` }
  return (await ask<{ sourceCreate: { userErrors: unknown } }>(mutation, { name, repository })).sourceCreate.userErrors
}

async function posted({ url: at }: Leadline, token: unknown, event: unknown): Promise<unknown> {
  const headers = { authorization: `Bearer ${String(token)}`, 'content-type': 'application/json' }
  const response = await fetch(`${at}/api/events`, { method: 'POST', headers, body: JSON.stringify(event) })
  const { rejected } = (await response.json()) as { rejected: readonly unknown[] }
  return { status: response.status, rejected }
}

function taken(field: string, message: string): unknown {
  return [{ code: 'NAME_TAKEN', field: [field], message: expect.stringContaining(message) as string }]
}

it('a repository is not read under a name as which tokens post, nor a token made to post as one', async () => {
  const server = await started()
  const { id, token } = await tokenFor(server, 'pipeline', 'ingest')
  await tokenFor(server, 'readers', 'read')
  expect(await read(server, 'pipeline')).toEqual(
    taken('name', `Tokens post events as pipeline (${String(token).slice(3, 9)})`),
  )
  expect(await read(server, 'api')).toEqual(taken('name', 'whoever posts without one'))
  expect(await read(server, 'readers')).toEqual([])

  expect(await tokenFor(server, 'readers', 'ingest')).toMatchObject({
    userErrors: taken('source', 'readers is a repository that Leadline reads'),
  })
  expect(await tokenFor(server, 'readers', 'read')).toMatchObject({ userErrors: [] })
  await server.ask('mutation ($id: ID!) { tokenRevoke(id: $id) { id } }', { id })
  expect(await read(server, 'pipeline')).toEqual([])
})

it('nobody posts as a repository that is read, with whatever token, and nothing of it is taken later', async () => {
  const server = await started()
  const { token } = await tokenFor(server, 'deployments', 'ingest')
  expect(await posted(server, token, { ...said, id: 'before' })).toMatchObject({ status: 202 })
  // As older versions allowed it.
  await server.db.query(sql`
    update source set system = 'config-repository', settings = '{"url": "https://git.example/x"}' where name = 'deployments'`)
  const message = expect.stringContaining('npx leadline token create --source NAME') as string
  const refused = { status: 400, rejected: [{ index: 0, code: 'RESERVED_SOURCE', field: 'source', message }] }
  // What an earlier request saw is trusted for a moment.
  await expect.poll(() => posted(server, token, { ...said, id: 'after' })).toEqual(refused)
  expect(await posted(server, token, { ...said, odd: 1 })).toEqual(refused)
  expect(await posted(server, server.token, { ...said, source: 'deployments' })).toEqual(refused)
  expect(await posted(server, server.token, { ...said, source: 'ci' })).toMatchObject({ status: 202 })
  const record = 'mutation ($events: [JSON!]!) { eventsRecord(events: $events) { accepted userErrors { code } } }'
  expect(await server.ask(record, { events: [{ ...said, source: 'deployments' }] })).toEqual({
    eventsRecord: { accepted: 0, userErrors: [{ code: 'RESERVED_SOURCE' }] },
  })

  const logged = sql`select count(*)::integer as n from event_log where source = 'deployments' and body ->> 'id' is distinct from 'before'`
  const before = await server.db.query(logged)
  expect(await replayQuarantine(server.db, Date.now())).toMatchObject({ taken: 0 })
  expect(await server.db.query(logged)).toEqual(before)
})
