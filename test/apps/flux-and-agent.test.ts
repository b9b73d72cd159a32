import { afterAll, beforeAll, expect, it } from 'vitest'
import { fluxEvent, type FluxEventParts, fluxSignature } from '../support/flux-events.ts'
import { type Api, startApi } from '../support/graphql-api.ts'
import { webhookSource } from '../support/webhook-source.ts'

let api: Api
const secrets = { flux: '', kubernetes: '' }
beforeAll(async () => {
  api = await startApi(() => Date.UTC(2026, 2, 10))
  secrets.flux = await webhookSource(api, 'flux', 'alerts')
  secrets.kubernetes = await webhookSource(api, 'kubernetes', 'east')
})
afterAll(() => api.close())

const config = 'git.example.com/platform/deployments'
const revision = 'c'.repeat(40)
const later = 'd'.repeat(40)

async function post(path: string, body: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const answer = await fetch(`${api.url}/webhooks/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  expect(answer.status).toBe(202)
}

async function event(parts: FluxEventParts): Promise<void> {
  const body = JSON.stringify(fluxEvent(parts))
  await post('flux/alerts', body, { 'x-signature': fluxSignature(secrets.flux, body) })
}

async function seen(...objects: readonly object[]): Promise<void> {
  const body = JSON.stringify({ v: 1, cluster: 'eu-1', objects })
  await post('kubernetes/east', body, { authorization: `Bearer ${secrets.kubernetes}` })
}

async function deploymentsOf(service: string): Promise<readonly object[]> {
  await api.drain()
  const query = `query ($service: String!) { deployments(filter: { service: $service }) { nodes {
    kind outcome version liveAt liveRule reports { source } } } }`
  const { deployments } = await api.data<{ deployments: { nodes: readonly Told[] } }>(query, { service })
  return deployments.nodes.map(({ reports, ...deployment }) => ({
    ...deployment,
    by: reports.map(({ source }) => source).toSorted(),
  }))
}

interface Told {
  readonly reports: readonly { readonly source: string }[]
}

const uid = '5f0c7a52-9e07-4a5e-9a3c-6f2f0a1d7c11'
const image = 'registry.example.com/acme/web'

/** The Kustomization as the agent posts it, with the repository of its source. */
function kustomization(commit: string, last: string, total: number): object {
  const entry = {
    digest: `sha256:${'1'.repeat(64)}`,
    firstReconciled: '2026-03-02T09:02:31Z',
    lastReconciled: last,
    lastReconciledStatus: 'ReconciliationSucceeded',
    totalReconciliations: total,
    metadata: { revision: `main@sha1:${commit}` },
  }
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { uid, name: 'web', namespace: 'shop' },
    spec: { path: './apps/web/production', wait: true, interval: '10m0s', origin: `https://${config}` },
    status: { history: [entry] },
  }
}

it('is one sync, whoever of the alerts and the agent tells of it, and however often the same manifests are applied again', async () => {
  await api.tell(
    { type: 'commit', repository: config, sha: revision, authoredAt: '2026-03-02T09:00:00Z' },
    { type: 'commit', repository: config, sha: later, parents: [revision], authoredAt: '2026-03-02T12:00:00Z' },
    {
      type: 'deployment',
      id: 'bump web',
      service: 'web',
      environment: 'production',
      image,
      tag: '1.4.0',
      configRepository: config,
      configSha: revision,
      liveAt: '2026-03-02T09:00:00Z',
      attributes: { 'leadline.liveRule': 'CONFIG_MERGE' },
    },
  )
  const metadata = { cluster: 'eu-1', env: 'production', repository: config, revision: `main@sha1:${revision}` }
  const kustomized = { name: 'web', namespace: 'shop', uid, metadata }
  await seen(kustomization(revision, '2026-03-02T09:02:31Z', 1))
  await event({ ...kustomized, timestamp: '2026-03-02T09:02:00Z' })
  await event({ ...kustomized, timestamp: '2026-03-02T09:02:30Z', message: 'Health check passed in 29.5s' })
  await seen(kustomization(later, '2026-03-02T12:02:00Z', 18), kustomization(later, '2026-03-09T12:02:00Z', 1_000))
  const [only, ...others] = await deploymentsOf('web')
  expect(others).toEqual([])
  expect(only).toMatchObject({ kind: 'CODE', outcome: 'SUCCEEDED', version: '1.4.0', liveRule: 'HEALTH' })
  expect(only).toMatchObject({ liveAt: '2026-03-02T09:02:30.000Z', by: ['alerts', 'api', 'east'] })
})

it('is a redeploy where a commit changed configuration alone, and CONFIG where the agent tells the path and somebody what changed', async () => {
  const [asked, changed] = ['e'.repeat(40), 'f'.repeat(40)]
  const onLine = (sha: string, day: string, more: object) => ({
    type: 'commit',
    repository: config,
    sha,
    authoredAt: `2026-03-0${day}T09:00:00Z`,
    ...more,
  })
  await api.tell(onLine(asked, '3', {}), onLine(changed, '4', { parents: [asked] }), {
    type: 'deployment',
    id: 'bump till',
    service: 'till',
    environment: 'production',
    image: 'registry.example.com/acme/till',
    tag: '2.0.0',
    configRepository: config,
    configSha: asked,
    liveAt: '2026-03-03T09:00:00Z',
    attributes: { 'leadline.liveRule': 'CONFIG_MERGE' },
  })
  const applied = async (commit: string, timestamp: string) => {
    const metadata = { cluster: 'eu-1', env: 'production', repository: config, revision: `main@sha1:${commit}` }
    await event({ name: 'till', namespace: 'shop', uid: 'till', timestamp, metadata })
  }
  await applied(asked, '2026-03-03T09:02:00Z')
  await applied(changed, '2026-03-04T09:02:00Z')
  await api.tell(onLine(changed, '4', { parents: [asked], paths: ['apps/till/production/limits.yaml'] }))
  expect(await deploymentsOf('till')).toMatchObject([{ kind: 'REDEPLOY' }, { kind: 'CODE', version: '2.0.0' }])

  const entry = (commit: string, day: string, digest: string) => ({
    digest: `sha256:${digest.repeat(64)}`,
    firstReconciled: `2026-03-0${day}T09:02:01Z`,
    lastReconciled: `2026-03-0${day}T09:02:01Z`,
    lastReconciledStatus: 'ReconciliationSucceeded',
    totalReconciliations: 1,
    metadata: { revision: `main@sha1:${commit}` },
  })
  await seen({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { uid: 'till', name: 'till', namespace: 'shop' },
    spec: { path: './apps/till/production', wait: true, interval: '10m0s', origin: `https://${config}` },
    status: { history: [entry(changed, '4', '3'), entry(asked, '3', '2')] },
  })
  expect(await deploymentsOf('till')).toMatchObject([{ kind: 'CONFIG' }, { kind: 'CODE', version: '2.0.0' }])
})

it('is one release, by its event and by its history', async () => {
  const message = 'Helm upgrade succeeded for release web/podinfo.v2 with chart podinfo@6.6.1'
  const released = { name: 'podinfo', namespace: 'web', chartName: 'podinfo' }
  const release = {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { uid, name: 'podinfo', namespace: 'web', annotations: { 'event.toolkit.fluxcd.io/env': 'production' } },
    status: {
      history: [
        { ...released, version: 2, status: 'deployed', chartVersion: '6.6.1', lastDeployed: '2026-03-03T08:59:00Z' },
        { ...released, version: 1, status: 'superseded', chartVersion: '6.5.0', lastDeployed: '2026-03-01T09:00:00Z' },
      ],
      conditions: [{ type: 'Released', status: 'True', lastTransitionTime: '2026-03-03T09:00:01Z', message }],
    },
  }
  const metadata = { cluster: 'eu-1', env: 'production', revision: '6.6.1' }
  const reason = 'UpgradeSucceeded'
  await event({ kind: 'HelmRelease', ...released, uid, reason, message, timestamp: '2026-03-03T09:00:00Z', metadata })
  await seen(release)
  expect(await deploymentsOf('podinfo')).toMatchObject([
    { version: 'podinfo-6.6.1', liveAt: '2026-03-03T09:00:00.000Z', by: ['alerts', 'east'] },
    { version: 'podinfo-6.5.0', liveAt: '2026-03-01T09:00:00.000Z', by: ['east'] },
  ])
})
