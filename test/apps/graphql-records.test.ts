import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, week } from '../support/graphql-api.ts'
import { smallWorld } from '../support/graphql-world.ts'

let api: Api

beforeAll(async () => {
  api = await smallWorld()
})
afterAll(() => api.close())

/** The repair of the short week carries a label too; the rollback before it took back what had failed. */
const reworked = [
  {
    rework: [
      { reason: 'INCIDENT', remediates: ['shop-outage'], incidents: [{ title: 'Down' }], deployments: [] },
      { reason: 'HOTFIX', remediates: [], incidents: [], deployments: [] },
    ],
  },
  { rework: [{ reason: 'ROLLBACK', incidents: [], deployments: [{ version: 'c2c2c2c2c2c2' }] }] },
]

describe('records', () => {
  const detail = `id kind computedKind statedKind overrideKind outcome version sha startedAt finishedAt liveAt liveRule labels attributes
    service { name team { name } repository { name } } environment { name tier } arrivals { placement at outcome } reports { source externalId at }
    previous { version } changes(first: 5) { totalCount nodes { id number title authorship additions deletions openedAt mergedAt labels repository { name } commits(first: 5) { totalCount nodes { sha subject authoredAt authorship } } deployments { version } links { method } } }
    failure { id basis } restoredBy { version } overrides { id } links { from to method confidence missing mend } flags { code } images { image } configSha configRepository abortReason`

  it('are found by filters, and again by their ids', async () => {
    const question = `query ($f: DeploymentFilter!) { deployments(filter: $f, first: 10) { totalCount nodes { ${detail} } } }`
    const found = await api.data<{ deployments: { nodes: { id: string }[] } }>(question, {
      f: {
        service: 'shop',
        labels: ['big'],
        attributes: { ring: 1 },
        kinds: ['CODE'],
        outcomes: ['SUCCEEDED'],
        environment: 'production',
        team: 'sales',
        sha: 'c2c2c2c2',
        window: week,
      },
    })
    expect(found).toMatchObject({
      deployments: {
        totalCount: 1,
        nodes: [
          {
            version: 'c2c2c2c2c2c2',
            sha: 'c2'.repeat(20),
            labels: ['big'],
            attributes: { ring: 1 },
            service: { name: 'shop', team: { name: 'sales' } },
            environment: { name: 'production', tier: 'PRODUCTION' },
            reports: [{ source: 'api', externalId: 'shop-2' }],
            previous: { version: 'c0c0c0c0c0c0' },
            restoredBy: { version: 'c0c0c0c0c0c0' },
            failure: { basis: 'EXPLICIT' },
            liveRule: 'FINISHED',
            changes: {
              totalCount: 2,
              nodes: [
                { number: 1, title: 'First', additions: 10, commits: { totalCount: 1, nodes: [{ subject: 'First' }] } },
                { number: 2 },
              ],
            },
          },
        ],
      },
    })
    const [{ id } = { id: '' }] = found.deployments.nodes
    expect(await api.data(`query ($id: ID!) { deployment(id: $id) { ${detail} } }`, { id })).toEqual({
      deployment: found.deployments.nodes[0],
    })
    expect(await api.data(`query ($id: ID!) { node(id: $id) { id ... on Deployment { version } } }`, { id })).toEqual({
      node: { id, version: 'c2c2c2c2c2c2' },
    })
  })

  it('say why it is not known what a deployment brought', async () => {
    const question = `query ($f: DeploymentFilter!) { deployments(filter: $f, first: 10) { nodes { version changesUnavailableReason changes { totalCount } } } }`
    const of = (service: string) =>
      api.data<{ deployments: { nodes: { version: string; changesUnavailableReason: string | null }[] } }>(question, {
        f: { service },
      })
    expect((await of('lone')).deployments.nodes).toMatchObject([{ changesUnavailableReason: 'NO_COMMIT' }])
    const reasons = (await of('shop')).deployments.nodes.map((node) => node.changesUnavailableReason)
    expect([reasons.at(0), reasons.at(-1)]).toEqual([null, 'NO_PREDECESSOR'])
  })

  it('say why a deployment is rework, and what it was for', async () => {
    const rework = 'rework { reason remediates incidents { title } deployments { version } }'
    const question = `query ($w: WindowInput!) { service(name: "shop") { metrics(window: $w) { deploymentReworkRate { samples { nodes { ${rework} } } } } } }`
    expect(await api.data(question, { w: week })).toMatchObject({
      service: { metrics: { deploymentReworkRate: { samples: { nodes: reworked } } } },
    })
  })

  it('are nodes, all of them', async () => {
    const question = `query ($w: WindowInput!) { services(first: 20, filter: { names: ["shop", "cart"] }) { nodes { id repository { id } team { id } environments { id } metrics(window: $w) { changeFailureRate { failures(first: 1) { nodes { id incidents { id } deployment { id changes(first: 2) { nodes { id } } } } } } } } } sources { id } }`
    const found = await api.data<object>(question, { w: week })
    const ids = [...new Set([...JSON.stringify(found).matchAll(/"id":"([^"]+)"/g)].map((match) => match[1] ?? ''))]
    const kinds = new Set<string>()
    for (const id of ids) {
      const { node } = await api.data<{ node: { id: string; __typename: string } }>(
        'query ($id: ID!) { node(id: $id) { __typename id } }',
        { id },
      )
      expect(node).toMatchObject({ id })
      kinds.add(node.__typename)
    }
    expect([...kinds].toSorted()).toEqual([
      'Change',
      'Deployment',
      'Environment',
      'Failure',
      'Incident',
      'Service',
      'SourceStatus',
      'Team',
    ])
  })

  it('of a change tell where it is, by its number and by a commit', async () => {
    const question =
      'query ($r: String!, $s: String, $n: Int) { change(repository: $r, sha: $s, number: $n) { number title sha deployments { version environment { name } } commits { nodes { sha } } } }'
    const byNumber = await api.data(question, { r: 'shop', n: 2 })
    expect(byNumber).toMatchObject({
      change: {
        number: 2,
        title: 'Second',
        deployments: [{ version: 'c2c2c2c2c2c2', environment: { name: 'production' } }],
        commits: { nodes: [{ sha: 'c2'.repeat(20) }] },
      },
    })
    expect(await api.data(question, { r: 'shop', s: 'c2'.repeat(20) })).toEqual(byNumber)
    expect(await api.data(question, { r: 'shop', s: 'c2c2c2c2' })).toEqual(byNumber)
    expect(await api.data(question, { r: 'shop', s: 'c0'.repeat(20) })).toMatchObject({
      change: { number: null, title: 'Begin', sha: 'c0'.repeat(20) },
    })
    expect(await api.data(question, { r: 'shop', n: 77 })).toEqual({ change: null })
    expect(await api.data(question, { r: 'nowhere', s: 'c2c2c2c2' })).toEqual({ change: null })
  })

  it('of incidents are listed, each once, the latest first', async () => {
    const question =
      'query ($f: IncidentFilter!) { incidents(filter: $f) { totalCount nodes { id source externalId title openedAt mitigatedAt resolvedAt restoredAt classification services { name } failures { basis deployment { version } } } } }'
    const found = await api.data<{ incidents: { nodes: { id: string }[] } }>(question, {
      f: { service: 'shop', open: false, environment: 'production', window: week },
    })
    expect(found).toMatchObject({
      incidents: {
        totalCount: 1,
        nodes: [
          {
            source: 'api',
            externalId: 'shop-outage',
            restoredAt: '2026-03-03T09:50:00.000Z',
            services: [{ name: 'shop' }],
            failures: [{ deployment: { version: 'c2c2c2c2c2c2' } }],
          },
        ],
      },
    })
    expect(
      await api.data('query ($id: ID!) { incident(id: $id) { title } }', { id: found.incidents.nodes[0]?.id }),
    ).toEqual({ incident: { title: 'Down' } })
    expect(await api.data(question, { f: { open: true } })).toMatchObject({ incidents: { totalCount: 0 } })
    expect(await api.data(question, { f: { team: 'sales' } })).toMatchObject({ incidents: { totalCount: 2 } })
  })

  it('tell what runs, and what ran', async () => {
    const question =
      'query ($e: String!, $t: String, $at: DateTime) { running(environment: $e, team: $t, at: $at) { service { name } environment { name } placement deployment { version } since previous { version } team { name } } }'
    expect(await api.data(question, { e: 'production', t: 'tools' })).toEqual({
      running: [
        {
          service: { name: 'bell' },
          environment: { name: 'production' },
          placement: null,
          deployment: { version: 'c3c3c3c3c3c3' },
          since: '2026-03-03T16:00:00.000Z',
          previous: { version: 'c0c0c0c0c0c0' },
          team: { name: 'tools' },
        },
      ],
    })
    expect(await api.data(question, { e: 'production', t: 'tools', at: '2026-03-03T09:30:00Z' })).toMatchObject({
      running: [{ deployment: { version: 'c2c2c2c2c2c2' } }],
    })
    expect(await api.data(question, { e: 'prod' })).toMatchObject({
      running: [{ service: { name: 'lone' }, placement: 'west', deployment: { version: '1' } }],
    })
  })

  it('tell what lies between two versions, as git does', async () => {
    const { deployments } = await api.data<{ deployments: { nodes: { id: string; version: string }[] } }>(
      '{ deployments(filter: { service: "shop", environment: "production" }) { nodes { id version } } }',
    )
    const idOf = (at: number): string => deployments.nodes[at]?.id ?? ''
    const question =
      'query ($from: ID, $to: ID, $s: String, $p: String) { difference(from: $from, to: $to, service: $s, proposed: $p) { from { version } to { version } commits backwards changes { totalCount nodes { number title } } markdown } }'
    expect(await api.data(question, { from: idOf(1), to: idOf(0) })).toMatchObject({
      difference: {
        from: { version: 'c0c0c0c0c0c0' },
        to: { version: 'c3c3c3c3c3c3' },
        commits: 3,
        backwards: false,
        changes: { totalCount: 3, nodes: [{ number: 3 }, { number: 2 }, { number: 1 }] },
      },
    })
    expect(await api.data(question, { from: idOf(0), to: idOf(1) })).toMatchObject({
      difference: { commits: 0, backwards: true, changes: { totalCount: 0 } },
    })
    expect(await api.data(question, { s: 'shop', p: 'c3c3c3c3c3' })).toMatchObject({
      difference: { to: null, commits: 0, backwards: false },
    })
    expect(await api.data(question, { s: 'shop', p: 'c1c1c1c1c1' })).toMatchObject({
      difference: { commits: 0, backwards: true, markdown: expect.stringContaining('going back') },
    })
  })

  it('know a git tag as GitHub tells it, by its name in the repository', async () => {
    const home = 'github.com/acme/tagged'
    const commit = { type: 'commit', repository: home, authoredAt: '2026-03-02T10:00:00Z' }
    const [a, b] = ['a7', 'b7'].map((sign) => sign.repeat(20))
    await api.tell(
      { ...commit, sha: a, parents: [] },
      { ...commit, sha: b, parents: [a] },
      {
        type: 'artifact',
        repository: home,
        version: `${home}@v9.9.0`,
        tag: 'v9.9.0',
        sha: b,
        publishedAt: '2026-03-02T11:00:00Z',
      },
      {
        type: 'deployment',
        service: 'tagged',
        environment: 'production',
        repository: home,
        sha: a,
        liveAt: '2026-03-02T12:00:00Z',
      },
    )
    await api.drain()
    expect(await api.data('{ difference(service: "tagged", proposed: "v9.9.0") { commits markdown } }')).toMatchObject({
      difference: { commits: 1, markdown: expect.stringContaining('v9.9.0') },
    })
  })

  it('tell how much is known', async () => {
    expect(
      await api.data(
        'query ($w: WindowInput) { coverage(window: $w, service: "shop") { deployments withCommit withChanges withRequest withLiveTime incidents incidentsLinked gaps { kind count example mend } } }',
        { w: week },
      ),
    ).toEqual({
      coverage: {
        deployments: 3,
        withCommit: 3,
        withChanges: 2,
        withRequest: 2,
        withLiveTime: 3,
        incidents: 1,
        incidentsLinked: 1,
        gaps: [],
      },
    })
    expect(
      await api.data(
        'query ($w: WindowInput) { coverage(window: $w, service: "globe") { deployments withCommit gaps { kind count example } } }',
        { w: week },
      ),
    ).toMatchObject({
      coverage: { deployments: 2, withCommit: 0, gaps: [{ kind: 'MISSING_COMMIT', count: 2, example: 'globe 1' }] },
    })
  })

  it('tell what environments, teams and sources there are, and that nothing waits', async () => {
    expect(
      await api.data(
        '{ environments { name tier placements } teams { totalCount nodes { name } } sources { name state accepted } ingest { pending quarantined lastEventAt } alerts { totalCount nodes { id } pageInfo { hasNextPage } } }',
      ),
    ).toMatchObject({
      environments: [
        { name: 'prod', tier: 'PRODUCTION', placements: ['west'] },
        { name: 'prod-eu' },
        { name: 'prod-us' },
        { name: 'production', placements: [] },
      ],
      teams: { totalCount: 2, nodes: [{ name: 'sales' }, { name: 'tools' }] },
      sources: [{ name: 'api', state: 'CONNECTED' }],
      ingest: { pending: 0 },
      alerts: { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false } },
    })
  })
})
