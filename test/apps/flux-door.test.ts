import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '#storage/sql'
import { fluxEvent, type FluxEventParts, fluxSignature } from '../support/flux-events.ts'
import { type Api, startApi } from '../support/graphql-api.ts'
import { storedText } from '../support/stored-text.ts'
import { webhookSource } from '../support/webhook-source.ts'

let api: Api
let secret = ''
beforeAll(async () => {
  api = await startApi(() => Date.UTC(2026, 2, 10))
  secret = await webhookSource(api, 'flux', 'eu')
})
afterAll(() => api.close())

const address = (): string => `${api.url}/webhooks/flux/eu`

async function post(body: string, signature: string | null = fluxSignature(secret, body)) {
  const answer = await fetch(address(), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'gotk-component': 'notification-controller',
      ...(signature === null ? {} : { 'x-signature': signature }),
    },
    body,
  })
  return { status: answer.status, text: await answer.text() }
}

const config = 'git.example.com/platform/deployments'
const commit = (letter: string): string => letter.repeat(40)
const metadata = (revision: string) => ({
  cluster: 'eu-1',
  env: 'production',
  repository: `https://${config}.git`,
  revision: `main@sha1:${revision}`,
})

async function send(...events: readonly FluxEventParts[]): Promise<void> {
  for (const parts of events) expect((await post(JSON.stringify(fluxEvent(parts)))).status).toBe(202)
}

interface Deployments {
  readonly deployments: { readonly nodes: readonly Readonly<Record<string, unknown>>[] }
}

async function deploymentsOf(service: string) {
  await api.drain()
  const query = `query ($service: String!) { deployments(filter: { service: $service }) { nodes {
    kind outcome version sha liveAt liveRule } } }`
  const { deployments } = await api.data<Deployments>(query, { service })
  return [...deployments.nodes].toReversed()
}

/** A commit of the application, and the one of the configuration that asks for its image. */
function shipped(service: string, letter: string, before: string | null, at: string): readonly object[] {
  const repository = `git.example.com/acme/${service}`
  const parents = before === null ? [] : [commit(before)]
  const image = `registry.example.com/acme/${service}`
  return [
    { type: 'commit', repository, sha: commit(letter), parents, authoredAt: `${at}T08:00:00Z` },
    {
      type: 'deployment',
      id: `bump ${service} ${letter}`,
      service,
      environment: 'production',
      image,
      tag: letter,
      sha: commit(letter),
      repository,
      configRepository: config,
      configSha: `c${commit(letter).slice(1)}`,
      liveAt: `${at}T09:00:00Z`,
      attributes: { 'leadline.liveRule': 'CONFIG_MERGE' },
    },
  ]
}

const revisionOf = (letter: string): string => `c${commit(letter).slice(1)}`

describe('what Flux tells', () => {
  it('ends the lead time of a bump when it is healthy in the cluster, whatever is said again later and in whatever order', async () => {
    await api.tell(...shipped('web', 'a', null, '2026-03-01'), ...shipped('web', 'b', 'a', '2026-03-02'))
    const first = { name: 'web', metadata: metadata(revisionOf('a')) }
    const second = { name: 'web', metadata: metadata(revisionOf('b')) }
    const interval = {
      reason: 'ReconciliationSucceeded',
      message: 'Reconciliation finished in 1.5s, next run in 10m0s',
    }
    await send(
      { ...second, timestamp: '2026-03-04T03:00:00Z', message: 'Health check passed in 2m0s' },
      { ...second, timestamp: '2026-03-04T02:58:00Z', reason: 'HealthCheckFailed', severity: 'error' },
      { ...second, ...interval, timestamp: '2026-03-02T09:12:30Z' },
      { ...second, timestamp: '2026-03-02T09:02:30Z', message: 'Health check passed in 29.5s' },
      { ...second, timestamp: '2026-03-02T09:02:00Z' },
      { ...second, ...interval, timestamp: '2026-03-02T09:22:30Z' },
      { ...first, timestamp: '2026-03-01T09:02:00Z' },
      { ...first, ...interval, timestamp: '2026-03-02T08:50:00Z' },
    )
    expect(await deploymentsOf('web')).toEqual([
      {
        kind: 'CODE',
        outcome: 'SUCCEEDED',
        version: 'a',
        sha: commit('a'),
        liveAt: '2026-03-01T09:02:00.000Z',
        liveRule: 'SYNC',
      },
      {
        kind: 'CODE',
        outcome: 'SUCCEEDED',
        version: 'b',
        sha: commit('b'),
        liveAt: '2026-03-02T09:02:30.000Z',
        liveRule: 'HEALTH',
      },
    ])
    const query = `{ service(name: "web") { metrics(environment: "production", window: { from: "2026-03-02T00:00:00Z", to: "2026-03-09T00:00:00Z" }) {
      deploymentFrequency { count } leadTimeForChanges { samples(first: 5) { nodes { seconds } } } } } }`
    expect(await api.data(query)).toEqual({
      service: {
        metrics: {
          deploymentFrequency: { count: 1 },
          leadTimeForChanges: { samples: { nodes: [{ seconds: 3_750 }] } },
        },
      },
    })
  })

  it('says that a version failed its health check, and what came after it', async () => {
    await api.tell(...shipped('pay', 'a', null, '2026-03-01'), ...shipped('pay', 'b', 'a', '2026-03-02'))
    await api.tell(...shipped('pay', 'd', 'b', '2026-03-03'))
    const at = (letter: string) => ({ name: 'pay', metadata: metadata(revisionOf(letter)) })
    await send(
      { ...at('a'), timestamp: '2026-03-01T09:02:00Z' },
      { ...at('b'), timestamp: '2026-03-02T09:02:00Z' },
      { ...at('b'), timestamp: '2026-03-02T09:07:00Z', reason: 'HealthCheckFailed', severity: 'error' },
      { ...at('b'), timestamp: '2026-03-02T09:12:00Z', reason: 'HealthCheckFailed', severity: 'error' },
      { ...at('d'), timestamp: '2026-03-03T09:02:00Z' },
    )
    expect(await deploymentsOf('pay')).toMatchObject([
      { outcome: 'SUCCEEDED', version: 'a' },
      { outcome: 'FAILED', version: 'b', liveAt: null },
      { outcome: 'SUCCEEDED', version: 'd', liveAt: '2026-03-03T09:02:00.000Z' },
    ])
  })

  it('tells of charts of others by their version, of a failed upgrade as one, and of repaired drift as that', async () => {
    const release = (version: string, timestamp: string, reason: string, message: string): FluxEventParts => ({
      kind: 'HelmRelease',
      name: 'podinfo',
      timestamp,
      reason,
      message,
      severity: reason.endsWith('Failed') ? 'error' : 'info',
      metadata: { env: 'production', revision: version },
    })
    await send(
      release(
        '6.5.0',
        '2026-03-01T09:00:00Z',
        'InstallSucceeded',
        'Helm install succeeded for release web/podinfo.v1 with chart podinfo@6.5.0',
      ),
      release(
        '6.6.0',
        '2026-03-02T09:00:00Z',
        'UpgradeFailed',
        'Helm upgrade failed for release web/podinfo with chart podinfo@6.6.0: timed out waiting for the condition',
      ),
      release(
        '6.5.0',
        '2026-03-02T09:01:00Z',
        'RollbackSucceeded',
        'Helm rollback to previous release web/podinfo.v1 with chart podinfo@6.5.0 succeeded',
      ),
      release(
        '6.6.1',
        '2026-03-03T09:00:00Z',
        'UpgradeSucceeded',
        'Helm upgrade succeeded for release web/podinfo.v4 with chart podinfo@6.6.1',
      ),
      release(
        '6.6.1',
        '2026-03-03T15:00:00Z',
        'DriftCorrected',
        'Cluster state of release web/podinfo.v4 has been corrected:\nDeployment/web/podinfo patched',
      ),
    )
    expect(await deploymentsOf('podinfo')).toMatchObject([
      { kind: 'CODE', outcome: 'SUCCEEDED', version: 'podinfo-6.5.0', liveRule: 'HEALTH' },
      { outcome: 'FAILED', version: 'podinfo-6.6.0' },
      { kind: 'CODE', outcome: 'SUCCEEDED', version: 'podinfo-6.6.1', liveAt: '2026-03-03T09:00:00.000Z' },
      { kind: 'DRIFT_CORRECTION', outcome: 'SUCCEEDED', version: 'podinfo-6.6.1' },
    ])
  })

  it('ends the lead time of an image in the values of a release when Helm is done with it', async () => {
    const known = { env: 'production', revision: '1.0.0', repository: config }
    const line = ['a', 'b'].map((letter) => ({ type: 'commit', repository: config, sha: revisionOf(letter) }))
    await api.tell(...line.map((told, at) => ({ ...told, authoredAt: `2026-03-0${at + 1}T09:00:00Z` })))
    await api.tell(...shipped('cart', 'a', null, '2026-03-01'), ...shipped('cart', 'b', 'a', '2026-03-02'))
    const release = (version: number, timestamp: string): FluxEventParts => {
      const message = `Helm upgrade succeeded for release shop/cart.v${version} with chart cart@1.0.0`
      return { kind: 'HelmRelease', name: 'cart', reason: 'UpgradeSucceeded', timestamp, message, metadata: known }
    }
    await send(release(8, '2026-03-02T09:03:00Z'), release(7, '2026-03-01T09:03:00Z'))
    expect(await deploymentsOf('cart')).toMatchObject([
      { kind: 'CODE', version: 'a', liveAt: '2026-03-01T09:03:00.000Z', liveRule: 'HEALTH' },
      { kind: 'CODE', version: 'b', liveAt: '2026-03-02T09:03:00.000Z', liveRule: 'HEALTH' },
    ])
  })

  it('leads from a bundle of manifests to the commit that it was built from', async () => {
    const digest = `sha256:${'9'.repeat(64)}`
    const repository = 'git.example.com/acme/docs'
    await api.tell({ type: 'commit', repository, sha: commit('a'), authoredAt: '2026-03-01T08:00:00Z' })
    const bundle = { env: 'production', revision: `1.5.0@${digest}` }
    const message = `stored artifact with revision '1.5.0@${digest}' from 'oci://registry.example.com/manifests/docs', origin source 'https://${repository}.git', origin revision 'main@sha1:${commit('a')}'`
    await send(
      {
        name: 'docs',
        timestamp: '2026-03-01T09:02:00Z',
        metadata: { ...bundle, originRevision: `main@sha1:${commit('a')}` },
      },
      {
        kind: 'OCIRepository',
        name: 'docs',
        timestamp: '2026-03-01T09:01:50Z',
        reason: 'NewArtifact',
        message,
        metadata: bundle,
      },
    )
    expect(await deploymentsOf('docs')).toMatchObject([{ version: '1.5.0', sha: commit('a'), outcome: 'SUCCEEDED' }])
  })
})

describe('the door of Flux', () => {
  const usual = JSON.stringify(
    fluxEvent({ name: 'door', timestamp: '2026-03-05T09:00:00Z', metadata: metadata(commit('e')) }),
  )
  const kept = async (): Promise<number> => {
    const [row] = await api.db.query<{ n: number }>(sql`select count(*) as n from delivery`)
    return row?.n ?? 0
  }

  it('takes what is signed with its secret, and nothing else', async () => {
    const before = await kept()
    const signature = fluxSignature(secret, usual)
    const wrong = [
      null,
      '',
      fluxSignature('another', usual),
      fluxSignature(secret, `${usual} `),
      signature.replace('sha256', 'sha512'),
      signature.slice(0, -1),
    ]
    for (const each of wrong) expect((await post(usual, each)).status).toBe(401)
    expect(await kept()).toBe(before)
    expect((await post(usual, signature)).status).toBe(202)
    expect(await kept()).toBe(before + 1)
    expect((await fetch(address())).status).toBe(405)
    expect((await post(JSON.stringify({ more: 'x'.repeat(2_097_152) }))).status).toBe(413)
  })

  it('keeps what it says at each interval once', async () => {
    const said = (minute: number): string =>
      JSON.stringify(
        fluxEvent({
          name: 'door',
          timestamp: `2026-03-05T09:${minute}:00Z`,
          metadata: metadata(commit('e')),
          reason: 'ReconciliationSucceeded',
          message: `Reconciliation finished in 1.${minute}s, next run in 10m0s`,
        }),
      )
    const answers = [await post(said(10)), await post(said(20)), await post(said(30))]
    expect(answers.map(({ text }) => JSON.parse(text))).toEqual([
      { received: true, duplicate: false },
      { received: true, duplicate: true },
      { received: true, duplicate: true },
    ])
  })

  it.each([
    ['what is cut', usual.slice(0, -40), /JSON/],
    ['another shape', '{"app": {"name": "web"}}', /involvedObject/],
    [
      'the text of a map of Go',
      JSON.stringify({ involvedObject: 'map[kind:Kustomization name:web]' }),
      /involvedObject/,
    ],
    ['no time', usual.replace('2026-03-05T09:00:00Z', '<nil>'), /timestamp/],
    ['a list', '[]', /involvedObject/],
  ])('answers %s, and keeps the reason why it could not be read', async (_, body, reason) => {
    expect((await post(body)).status).toBe(202)
    await api.drain()
    const [last] = await api.db.query<{ state: string; reason: string }>(
      sql`select state, reason from delivery order by id desc limit 1`,
    )
    expect(last).toEqual({ state: 'QUARANTINED', reason: expect.stringMatching(reason) })
  })

  it('lets no secret into the database, the log or an answer', async () => {
    const planted = 'hunter2-4b1d'
    const event = fluxEvent({
      name: 'door',
      timestamp: '2026-03-05T10:00:00Z',
      metadata: { ...metadata(commit('f')), token: planted },
    })
    const said = (message: string, severity = 'error', more: object = {}): string =>
      JSON.stringify({ ...event, message, severity, reason: 'ReconciliationFailed', ...more })
    const bodies = [
      said(`Secret/shop/door dry-run failed: data.key: Invalid value: "${planted}"`),
      said(`apply failed\nLast logs:\npassword ${planted}`, 'error', { reason: 'BuildFailed' }),
      said(`login with password=${planted} failed`, 'error', { reason: 'ArtifactFailed' }),
      said(`failed to fetch https://user:${planted}@git.example.com/a: 403`, 'error', { reason: 'PruneFailed' }),
      said(`ConfigMap/shop/door configured\n${planted}`, 'info', {
        reason: 'Progressing',
        annotations: { a: planted },
      }),
      said(`something ${planted} happened`, 'info', { values: { password: planted } }),
      said('Deployment/shop/door configured', 'info', {
        metadata: { ...event.metadata, repository: `https://u:${planted}@${config}` },
      }),
      JSON.stringify({ ...event, message: `release ${planted}` }).slice(0, -30),
      JSON.stringify({ password: planted }),
    ]
    const answers = []
    for (const body of bodies) answers.push(await post(body))
    answers.push(await post(said(planted), 'sha256=0'))
    expect(answers.map(({ status }) => status)).toEqual([...bodies.map(() => 202), 401])
    await api.drain()
    const { deployments } = await api.data<Deployments>(
      '{ deployments(filter: { service: "door" }) { nodes { attributes } } }',
    )
    const stored = await storedText(api.db)
    expect(stored).toContain('data.key')
    for (const text of [
      stored,
      api.logged.join('\n'),
      JSON.stringify(deployments),
      ...answers.map(({ text: answer }) => answer),
    ]) {
      expect(text).not.toContain(planted)
      expect(text).not.toContain(secret)
    }
  })
})
