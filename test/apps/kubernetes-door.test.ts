import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '#storage/sql'
import { startAgent } from '../support/agent-world.ts'
import { argoApplication, argoNotification, type Sync } from '../support/argo-cd.ts'
import { type Api, startApi } from '../support/graphql-api.ts'
import { deployment } from '../support/kubernetes-objects.ts'
import { type KubernetesObject, kubernetesServer } from '../support/kubernetes-server.ts'
import { until } from '../support/leadline-process.ts'
import { scratchFolder } from '../support/scratch.ts'
import { storedText } from '../support/stored-text.ts'
import { webhookSource } from '../support/webhook-source.ts'

let api: Api
beforeAll(async () => {
  api = await startApi(() => Date.UTC(2026, 3, 1))
})
afterAll(() => api.close())

const applications = 'argoproj.io/v1alpha1/applications'
const deployments = 'apps/v1/deployments'
const planted = 'canary-secret-77ab'

/** The n-th sync, of a version of its own, at the n-th hour. */
function sync(number: number): Sync {
  const at = `2026-03-02T0${number}:00:00Z`
  return { at, revision: String(number).repeat(40), image: `registry.example.com/shop/basket:1.${number}.0` }
}

/** An Application with a secret in the values of its chart. */
function basket(...syncs: readonly Sync[]): KubernetesObject {
  const helm = { valuesObject: { password: planted }, values: `password: ${planted}` }
  return argoApplication({ name: 'basket', helm, syncs }) as unknown as KubernetesObject
}

async function destination(
  name: string,
): Promise<{ readonly url: string; readonly secret: string; environment: string }> {
  const secret = await webhookSource(api, 'kubernetes', name)
  return { url: `${api.url}/webhooks/kubernetes/${name}`, secret, environment: 'production' }
}

interface Shown {
  readonly version: string
  readonly kind: string
  readonly outcome: string
  readonly liveAt: string
  readonly reports: readonly { readonly source: string }[]
}

async function shown(service: string): Promise<readonly Shown[]> {
  await api.drain()
  const { deployments: found } = await api.data<{ deployments: { nodes: readonly Shown[] } }>(
    `{ deployments(filter: { service: "${service}" }, first: 50) { nodes { version kind outcome liveAt reports { source } } } }`,
  )
  return found.nodes.toSorted((a, b) => a.liveAt.localeCompare(b.liveAt))
}

async function count(table: 'event_log' | 'delivery'): Promise<number> {
  await api.drain()
  const [row] = await api.db.query<{ count: number }>({ text: `select count(*) as count from ${table}`, values: [] })
  return row?.count ?? 0
}

describe('a cluster that is watched by the agent', () => {
  it('tells of syncs and rollouts as they happen, of each once, with and without what it remembers', async () => {
    const [cluster, told] = [await kubernetesServer(), await destination('east')]
    cluster.put(applications, basket(sync(1)))
    cluster.put(deployments, deployment('till', 'registry.example.com/shop/till:2.0.0'))
    const first = startAgent(cluster, told)
    await until('what there is', 30, () => (first.agent.status.known === 2 ? true : null))
    cluster.put(applications, basket(sync(1), sync(2)))
    const next = deployment('till', 'registry.example.com/shop/till:2.1.0', 2)
    const [progressing] = (next.status as { readonly conditions: readonly object[] }).conditions
    const conditions = [{ ...progressing, lastUpdateTime: '2026-03-03T10:00:00Z' }]
    cluster.put(deployments, { ...next, status: { ...(next.status as object), conditions } })
    await until('what happened', 30, () => (first.agent.status.posted >= 4 ? true : null))
    await first.stop()
    expect(await shown('basket')).toMatchObject([
      { version: '1.1.0', kind: 'CODE', outcome: 'SUCCEEDED', liveAt: '2026-03-02T01:00:04.000Z' },
      { version: '1.2.0', kind: 'CODE', outcome: 'SUCCEEDED', liveAt: '2026-03-02T02:00:04.000Z' },
    ])
    expect(await shown('till')).toMatchObject([
      { version: '2.0.0', kind: 'CODE', outcome: 'SUCCEEDED', liveAt: '2026-03-02T10:00:00.000Z' },
      { version: '2.1.0', kind: 'CODE', outcome: 'SUCCEEDED', liveAt: '2026-03-03T10:00:00.000Z' },
    ])
    const statements = await count('event_log')
    // Nothing is remembered: everything is posted again, and nothing of it is new.
    const stateFile = join(scratchFolder('ll-agent-'), 'state.json')
    const second = startAgent(cluster, told, { stateFile })
    await until('all again', 30, () => (second.agent.status.known === 2 ? true : null))
    await second.stop()
    expect(second.agent.status.posted).toBe(2)
    expect(await count('event_log')).toBe(statements)
    const deliveries = await count('delivery')
    const third = startAgent(cluster, told, { stateFile })
    await until('a watch', 30, () => (cluster.watching(deployments) === 1 ? true : null))
    await third.stop()
    expect([third.agent.status.posted, await count('delivery')]).toEqual([0, deliveries])
    const stored = await storedText(api.db)
    expect(stored).toContain('registry.example.com/shop/till:2.1.0')
    expect([stored, ...api.logged].join('\n')).not.toContain(planted)
  })

  it('reports a sync that a notification reported too as the same deployment', async () => {
    const [cluster, told] = [await kubernetesServer(), await destination('west')]
    const secret = await webhookSource(api, 'argocd', 'cd')
    const story = { name: 'shelf', syncs: [sync(4)] }
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${secret}` }
    const body = argoNotification(argoApplication(story))
    expect((await fetch(`${api.url}/webhooks/argocd/cd`, { method: 'POST', headers, body })).status).toBe(202)
    cluster.put(applications, argoApplication(story) as unknown as KubernetesObject)
    const { agent } = startAgent(cluster, told)
    await until('the object', 30, () => (agent.status.known === 1 ? true : null))
    const found = await shown('shelf')
    expect(found.map(({ liveAt }) => liveAt)).toEqual(['2026-03-02T04:00:04.000Z'])
    for (const { reports } of found) expect(reports.map(({ source }) => source).toSorted()).toEqual(['cd', 'west'])
  })

  it('loses nothing when a report holds an object that cannot be read, and shows why', async () => {
    const { url, secret } = await destination('north')
    const good = { apiVersion: 'apps/v1', kind: 'Deployment', ...deployment('bell', 'registry.example.com/bell:1') }
    const bad = { ...good, metadata: { ...good.metadata, uid: 'bad', name: 'bad' }, spec: { template: 'map[spec:x]' } }
    const report = { v: 1, cluster: 'north', environment: 'production', objects: [{ kind: 'Deployment' }, bad, good] }
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${secret}` }
    const post = async (body: string, authorization = headers.authorization): Promise<number> => {
      return (await fetch(url, { method: 'POST', headers: { ...headers, authorization }, body })).status
    }
    expect(await post(JSON.stringify(report))).toBe(202)
    expect(await post(JSON.stringify(report).slice(0, 40))).toBe(202)
    expect(await post(JSON.stringify(report), 'Bearer wrong')).toBe(401)
    expect((await fetch(url)).status).toBe(405)
    expect(await shown('bell')).toMatchObject([{ version: '1', outcome: 'SUCCEEDED' }])
    const kept = await api.db.query(sql`select state, reason from delivery where source = 'north' order by id`)
    expect(kept).toEqual([
      { state: 'QUARANTINED', reason: expect.stringMatching(/^an object: /) },
      { state: 'QUARANTINED', reason: expect.stringContaining('JSON') },
    ])
  })
})
