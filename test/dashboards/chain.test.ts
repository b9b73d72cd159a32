import { describe, expect, it } from 'vitest'
import type { ChangeWay, WayArrival, WayChange, WayDeployment } from '#dashboards/chain/answers'
import {
  chainSummary,
  chainTable,
  changeTrunk,
  deploymentChain,
  gapsOf,
  jointText,
  linkGaps,
  shipmentChain,
} from '#dashboards/chain/chain'
import { liveRuleOf } from '#dashboards/live-rules'
import type { Chain, Step } from '#dashboards/chain/step'

const at = (minutes: number): string => new Date(Date.parse('2026-03-02T00:00:00Z') + minutes * 60_000).toISOString()
const hrefs = { change: (id: string) => `/changes/${id}`, deployment: (id: string) => `/deployments/${id}` }

function change(number: number | null, times: [number, number, number], given: Partial<WayChange> = {}): WayChange {
  return {
    id: `change-${number ?? 'alone'}`,
    number,
    sha: 'b'.repeat(40),
    title: 'Sell more',
    url: null,
    repository: { name: 'github.com/acme/shop' },
    firstAuthoredAt: at(times[0]),
    openedAt: number === null ? null : at(times[1]),
    mergedAt: number === null ? null : at(times[2]),
    commits: { totalCount: 1, nodes: [{ sha: 'b'.repeat(40) }] },
    ...given,
  }
}

const arrival = (placement: string, given: Partial<WayArrival> = {}): WayArrival => ({
  placement,
  at: at(250),
  outcome: 'SUCCEEDED',
  liveRule: 'ROLLOUT',
  startedAt: at(230),
  finishedAt: at(233),
  ...given,
})

/** Of which everything is known. */
const whole: WayDeployment = {
  id: 'd1',
  service: { name: 'shop' },
  environment: { name: 'production' },
  version: 'v2',
  sha: 'b'.repeat(40),
  kind: 'CODE',
  outcome: 'SUCCEEDED',
  abortReason: null,
  liveAt: at(250),
  liveRule: 'ROLLOUT',
  images: [{ image: 'ghcr.io/acme/shop', tag: 'v2', digest: null }],
  configRepository: 'github.com/acme/config',
  configSha: 'f'.repeat(40),
  arrivals: [arrival('')],
  reports: [{ source: 'argo' }, { source: 'argo' }],
  links: [
    {
      from: 'artifact ghcr.io/acme/shop:v2',
      to: `commit github.com/acme/shop@${'b'.repeat(40)}`,
      method: 'ARTIFACT_TAG',
      confidence: 'HIGH',
      at: null,
      missing: false,
      mend: null,
      deliveries: [],
    },
  ],
  change: change(7, [100, 110, 140]),
  configChange: change(3, [190, 200, 220], { title: 'Ship v2' }),
  builds: [
    { name: 'ci', phase: 'POST_MERGE', outcome: 'SUCCEEDED', startedAt: at(141), finishedAt: at(150), url: null },
  ],
  artifacts: [
    {
      image: 'ghcr.io/acme/shop',
      version: null,
      tag: 'v2',
      digest: null,
      publishedAt: at(155),
      deployed: true,
      url: null,
    },
  ],
  changes: { totalCount: 3 },
}

const states = (chain: Pick<Chain, 'steps' | 'branches'>): string[] =>
  [chain.steps, ...chain.branches.map(({ steps }) => steps)].map((steps) =>
    steps.map(({ kind, state }) => `${kind} ${state}`).join(', '),
  )
const step = (chain: Chain, kind: Step['kind']): Step =>
  [...chain.steps, ...chain.branches.flatMap(({ steps }) => steps)].find((each) => each.kind === kind) as Step
const of = (given: Partial<WayDeployment>): Chain => deploymentChain({ ...whole, ...given }, hrefs)

describe('the chain of a deployment of which everything is known', () => {
  const chain = of({})

  it('has every link and no hole', () => {
    expect(states(chain)).toEqual([
      'commit known, request known, build known, artifact known, config known',
      'sync known, rollout known, live known',
    ])
    expect(gapsOf([chain])).toEqual([])
    expect(step(chain, 'request')).toMatchObject({
      name: '#7',
      words: 'Sell more, and 2 more changes',
      href: '/changes/change-7',
    })
    expect(step(chain, 'artifact').name).toBe('shop:v2')
    expect(step(chain, 'sync').words).toBe('Told by argo')
    expect(step(chain, 'live').words).toBe('By rule: its rollout took all traffic')
  })

  it('has the times between the links, from the end of one to the beginning of the next', () => {
    const minutes = [...chain.steps, ...(chain.branches[0]?.steps ?? [])].map(({ joint }) =>
      (joint?.seconds ?? null) === null ? null : (joint?.seconds ?? 0) / 60,
    )
    expect(minutes).toEqual([null, 10, 1, 5, 45, 10, 0, 0])
  })

  it('has a table that says the same', () => {
    const { columns, rows } = chainTable(chain, 'UTC')
    for (const row of rows) expect(row).toHaveLength(columns.length)
    expect(rows.map(([, title]) => title)).toEqual([
      'Commit',
      'Request',
      'Build',
      'Artifact',
      'Config request',
      'Sync',
      'Rollout',
      'Live',
    ])
    expect(rows[2]).toEqual([
      'shop in production',
      'Build',
      'ci',
      '2 Mar 2026, 02:21',
      '2 Mar 2026, 02:30',
      '1\u00A0min',
      'took 9\u00A0min',
    ])
    expect(rows.find(([, step]) => step === 'Config request')?.at(-1)).toMatch(/^Approve took /)
    expect(chainSummary(chain)).toContain(
      'Build ci, Artifact shop:v2, Config request #3; Sync, Rollout All traffic, Live production',
    )
  })
})

describe('the commit of a version', () => {
  const own = 'b'.repeat(40)
  const nodes = (...shas: string[]) => ({ totalCount: shas.length, nodes: shas.map((sha) => ({ sha })) })
  it.each([
    ['alone', nodes(own), /^Known by/],
    ['the last of three', nodes('1'.repeat(40), '2'.repeat(40), own), /^From the first of 3 commits on\. Known by/],
    ['a merge beside its branch', nodes('1'.repeat(40)), /^From the first of 2 commits on/],
    ['one of more than are listed', { totalCount: 200, nodes: [] }, /^From the first of 200 commits on/],
  ])('%s says whose its time is', (_case, commits, words) => {
    const chain = of({ sha: own, change: { ...change(7, [100, 110, 120]), commits } })
    expect(step(chain, 'commit')).toMatchObject({
      name: own.slice(0, 10),
      words: expect.stringMatching(words) as string,
    })
  })
})

describe('a hole in the chain', () => {
  it.each<[string, Partial<WayDeployment>, Step['kind'], Partial<Step>]>([
    [
      'without a build',
      { builds: [] },
      'build',
      { state: 'missing', mend: expect.stringContaining('`build`') as string },
    ],
    ['without an artifact', { artifacts: [] }, 'artifact', { state: 'missing', name: 'shop:v2' }],
    ['deployed by its commit', { artifacts: [], images: [] }, 'artifact', { state: 'none' }],
    [
      'of a request that nobody told',
      { change: change(7, [100, 0, 0], { openedAt: null, mergedAt: null }) },
      'request',
      { state: 'missing', name: '#7' },
    ],
    ['that no request holds', { change: change(null, [100, 0, 0]) }, 'request', { state: 'none' }],
    ['without a configuration repository', { configRepository: null }, 'config', { state: 'none' }],
    ['of a configuration commit not told', { configSha: null }, 'config', { state: 'missing' }],
    ['of a configuration commit not known', { configChange: null }, 'config', { state: 'missing', name: 'ffffffffff' }],
    [
      'of a run without times',
      { arrivals: [arrival('', { startedAt: null, finishedAt: null, liveRule: 'STATED' })] },
      'sync',
      { state: 'missing' },
    ],
    [
      'of a sync that is not known to be healthy',
      { arrivals: [arrival('', { liveRule: 'SYNC' })] },
      'rollout',
      { state: 'missing' },
    ],
    [
      'of a run whose end counts',
      { arrivals: [arrival('', { liveRule: 'FINISHED', at: at(233) })] },
      'rollout',
      { state: 'none', mend: null },
    ],
  ])('%s is told', (_what, given, kind, expected) => {
    const chain = of(given)
    expect(step(chain, kind)).toMatchObject(expected)
    expect(gapsOf([chain])).toHaveLength(expected.state === 'missing' ? 1 : 0)
  })

  it('has the mend of the missing link where no commit is known, and the steps before it wait for that', () => {
    const gap = { from: 'artifact x', to: 'commit', method: 'ARTIFACT', confidence: 'LOW', at: null, deliveries: [] }
    const chain = of({ sha: null, change: null, builds: [], links: [{ ...gap, missing: true, mend: 'say it' }] })
    expect(chain.steps.slice(0, 3).map(({ state, mend }) => [state, mend])).toEqual([
      ['missing', 'say it'],
      ['missing', null],
      ['missing', null],
    ])
    expect(gapsOf([chain]).map(({ where, mend }) => [where, mend])).toEqual([['Commit', 'say it']])
    const between = { ...gap, to: 'commit r@1', missing: true }
    expect(
      linkGaps(
        [
          { ...between, mend: 'say it' },
          { ...between, mend: 'post it' },
        ],
        gapsOf([chain]),
      ),
    ).toMatchObject([{ where: 'Between', mend: 'post it' }])
  })

  it('is measured over: the time is since the last link that has one', () => {
    const chain = of({ builds: [] })
    expect(jointText(step(chain, 'artifact'))).toBe('15\u00A0min since Request')
    expect(jointText(step(chain, 'build'))).toBeNull()
  })

  it('is none where the image is another’s: the configuration request is the change', () => {
    const third = { ...(whole.links[0] as WayDeployment['links'][number]), method: 'THIRD_PARTY' }
    const chain = of({ sha: null, change: null, builds: [], artifacts: [], links: [third] })
    expect(chain.steps.slice(0, 4).map(({ state }) => state)).toEqual(['none', 'none', 'none', 'none'])
  })
})

describe('the ends of the chain', () => {
  it('are the placements, each with its own run, rule and outcome', () => {
    const chain = of({
      abortReason: 'analysis_failed',
      arrivals: [
        arrival('east', { liveRule: 'HEALTH' }),
        arrival('west', { outcome: 'ABORTED', liveRule: null }),
        arrival('north', { outcome: 'FAILED', liveRule: null }),
        arrival('south', { outcome: 'IN_PROGRESS', liveRule: null, finishedAt: null }),
        arrival('far', { liveRule: 'CONFIG_MERGE', startedAt: null, finishedAt: null, at: at(220) }),
      ],
    })
    expect(states(chain).slice(1)).toEqual([
      'sync known, rollout known, live known',
      'sync known, rollout bad, live bad',
      'sync bad, rollout none, live bad',
      'sync waiting, rollout waiting, live waiting',
      'sync missing, rollout missing, live known',
    ])
    expect(chain.branches[1]?.steps[1]?.words).toBe('Aborted: analysis failed')
    expect(gapsOf([chain]).map(({ where }) => where)).toEqual(['Sync at far'])
  })

  it('miss the sync that no reconciler told of what was asked for', () => {
    const link = { ...(whole.links[0] as WayDeployment['links'][number]), method: 'RECONCILE', missing: true }
    const chain = of({
      outcome: 'IN_PROGRESS',
      links: [...whole.links, { ...link, to: 'sync github.com/acme/config@ffff', mend: 'Look at the reconciler.' }],
      arrivals: [arrival('', { outcome: 'IN_PROGRESS', liveRule: null, startedAt: null, finishedAt: null })],
    })
    expect(states(chain).slice(1)).toEqual(['sync missing, rollout waiting, live waiting'])
    expect(gapsOf([chain])).toEqual([
      { where: 'Sync', words: 'Asked for; no reconciler applied it yet.', mend: 'Look at the reconciler.' },
    ])
  })

  it('show a rule that is not known here as it came', () => {
    expect(liveRuleOf('BY_ORACLE')?.words).toBe('by oracle')
    expect(liveRuleOf(null)).toBeNull()
    const chain = of({ arrivals: [arrival('', { liveRule: 'BY_ORACLE' })] })
    expect(step(chain, 'live').words).toBe('By rule: by oracle')
  })
})

describe('the chain of a change', () => {
  const way: ChangeWay = {
    ...change(7, [100, 110, 140]),
    authorship: 'HUMAN',
    additions: null,
    deletions: null,
    labels: [],
    builds: whole.builds,
    shipments: [],
    waiting: [],
  }
  const shipment = {
    method: 'COMMIT_GRAPH',
    confidence: 'HIGH',
    liveAt: at(250),
    seconds: 9_000,
    stages: [],
    deployment: whole,
  }

  it('goes on from its build into each environment', () => {
    expect(changeTrunk(way).map(({ kind }) => kind)).toEqual(['commit', 'request', 'build'])
    const lane = shipmentChain(way, shipment, hrefs)
    expect(lane.steps.map(({ kind }) => kind)).toEqual(['artifact', 'config'])
    expect(lane.steps[0]?.joint).toEqual({ seconds: 300, since: null, how: 'Commit graph', confidence: 'HIGH' })
  })

  it('says nothing of how it is known where nobody tells, as of what is on its way', () => {
    const lane = shipmentChain(way, { deployment: { ...whole, outcome: 'IN_PROGRESS' } }, hrefs)
    expect(lane.steps[0]?.joint).toEqual({ seconds: 300, since: null, how: null, confidence: null })
    const [first] = chainTable(lane, 'UTC').rows
    expect(first?.at(-1)).toBe('Published')
  })

  it('names the later commit that was deployed, with its build', () => {
    const lane = shipmentChain(way, { ...shipment, deployment: { ...whole, sha: 'c'.repeat(40) } }, hrefs)
    expect(lane.steps.map(({ title, name }) => `${title} ${name ?? ''}`)).toEqual([
      'Version cccccccccc',
      'Build ci',
      'Artifact shop:v2',
      'Config request #3',
    ])
  })

  it('does not measure from checks that ran before the merge', () => {
    const builds = [
      {
        ...(whole.builds[0] as WayDeployment['builds'][number]),
        phase: 'PRE_MERGE',
        startedAt: at(112),
        finishedAt: at(120),
      },
    ]
    const lane = shipmentChain({ ...way, builds }, shipment, hrefs)
    expect(changeTrunk({ ...way, builds })[2]).toMatchObject({ state: 'known', joint: { seconds: null } })
    expect(jointText(lane.steps[0] as Step)).toBe('15\u00A0min since Request')
  })
})
