import { describe, expect, it } from 'vitest'
import type { DeliveryEvent, DeploymentEvent } from '#domain/delivery-event'
import { MINUTE } from '#domain/instant'
import { at, commit, projectInMemory } from '../../support/stream.ts'

const configRepository = 'git.example/platform/live'

/** A commit on the line of the configuration repository. */
function onLine(sha: string, when: string, parent?: string): DeliveryEvent {
  const parents = parent === undefined ? [] : [parent]
  return { type: 'commit', source: 'git', repository: configRepository, sha, authoredAt: at(when), parents }
}

/** A commit of the configuration repository that asks for a version. */
function bump(
  configSha: string,
  version: string | null,
  when: string,
  more: Partial<DeploymentEvent> = {},
): DeliveryEvent {
  const stream = { source: 'live', service: 'api', environment: 'prod', configRepository, configSha }
  const attributes = { 'leadline.liveRule': 'CONFIG_MERGE' }
  const named = version === null ? {} : { version }
  return { type: 'deployment', id: `bump ${configSha}`, ...stream, ...named, liveAt: at(when), attributes, ...more }
}

/** What a reconciler tells: which commit it applied, and nothing of versions. */
function sync(id: string, configRevision: string, when: string, more: Partial<DeploymentEvent> = {}): DeliveryEvent {
  const stream = { source: 'argocd', service: 'api', environment: 'prod', configRepository, configRevision }
  const times = { startedAt: at(when), finishedAt: at(when) + MINUTE, outcome: 'succeeded' } as const
  return { type: 'deployment', id, ...stream, ...times, attributes: { 'leadline.liveRule': 'SYNC' }, ...more }
}

function told(events: readonly DeliveryEvent[]) {
  return projectInMemory(events).deployments.map(
    ({ kind, outcome, version, liveRule, arrivals }) =>
      `${version} ${kind} ${outcome} ${liveRule ?? 'never'} ${arrivals.map((arrival) => arrival.placement || '-').join()}`,
  )
}

const line = [onLine('k1', '2 08:00'), onLine('k2', '3 08:00', 'k1'), onLine('k3', '3 08:30', 'k2')]
const first = [bump('k1', 'v1', '2 08:00'), sync('s1', 'k1', '2 08:05')]

describe('a sync that names only the commit that it applied', () => {
  it('brings the version of the bump, at the time of the sync, as one deployment', () => {
    expect(told([...line, ...first])).toEqual(['v1 CODE SUCCEEDED SYNC -'])
    const [deployment] = projectInMemory([...line, ...first]).deployments
    expect(deployment).toMatchObject({ liveAt: at('2 08:06'), configSha: 'k1', startedAt: at('2 08:05') })
    expect(deployment?.reports.map(({ source }) => source).toSorted()).toEqual(['argocd', 'live'])
  })

  it('brings that of the newest bump up to its commit, where later commits changed something else', () => {
    const events = [...line, ...first, bump('k2', 'v2', '3 08:00'), sync('s2', 'k3', '3 08:40')]
    expect(told(events)).toEqual(['v1 CODE SUCCEEDED SYNC -', 'v2 CODE SUCCEEDED SYNC -'])
  })

  it('hours after the bump is still its going live, up to a wave', () => {
    const events = [...line, ...first, bump('k2', 'v2', '3 08:00'), sync('s2', 'k2', '4 07:00')]
    expect(told(events)).toEqual(['v1 CODE SUCCEEDED SYNC -', 'v2 CODE SUCCEEDED SYNC -'])
    expect(projectInMemory(events).deployments[1]?.liveAt).toBe(at('4 07:01'))
  })

  it('again is a redeploy, however much later', () => {
    const events = [...line, ...first, sync('s2', 'k1', '2 09:00'), sync('s3', 'k1', '20 09:00')]
    expect(told(events).map((text) => text.split(' ')[1])).toEqual(['CODE', 'REDEPLOY', 'REDEPLOY'])
  })

  it('of an older commit goes back', () => {
    const events = [...line, ...first, bump('k2', 'v2', '3 08:00'), sync('s2', 'k2', '3 08:05')]
    expect(told([...events, sync('s3', 'k1', '3 12:00')]).at(-1)).toBe('v1 ROLLBACK SUCCEEDED SYNC -')
  })

  it('of a reverting commit goes back', () => {
    const reverted = [onLine('k4', '3 11:00', 'k3'), bump('k4', 'v1', '3 11:00'), sync('s3', 'k4', '3 11:05')]
    const events = [...line, ...first, bump('k2', 'v2', '3 08:00'), sync('s2', 'k2', '3 08:05'), ...reverted]
    expect(told(events).at(-1)).toBe('v1 ROLLBACK SUCCEEDED SYNC -')
  })

  it('to three clusters is one deployment, live when the last has it', () => {
    const clusters = ['eu', 'us', 'ap'].map((placement, index) =>
      sync(`s2 ${placement}`, 'k2', `3 08:${10 * (index + 1)}`, { placement }),
    )
    const events = [...line, ...first, bump('k2', 'v2', '3 08:00'), ...clusters]
    expect(told(events)).toEqual(['v1 CODE SUCCEEDED SYNC -', 'v2 CODE SUCCEEDED SYNC eu,us,ap'])
    expect(projectInMemory(events).deployments[1]?.liveAt).toBe(at('3 08:31'))
  })

  it('that failed is a failed attempt, and nothing is live', () => {
    const failed = sync('s2', 'k2', '3 08:05', { outcome: 'failed' })
    const events = [...line, ...first, bump('k2', 'v2', '3 08:00'), failed]
    expect(told(events)).toEqual(['v1 CODE SUCCEEDED SYNC -', 'v2 CODE FAILED never -'])
  })

  it('that still goes on is nothing live yet', () => {
    const { finishedAt: _, outcome: __, ...going } = sync('s2', 'k2', '3 08:05') as DeploymentEvent
    const events = [...line, ...first, bump('k2', 'v2', '3 08:00'), { ...going, outcome: 'in_progress' as const }]
    expect(told(events).at(-1)).toBe('v2 CODE IN_PROGRESS never -')
  })

  it('passes over a bump that another followed before it: that one never ran', () => {
    const next = [onLine('k4', '3 08:10', 'k3'), bump('k4', 'v3', '3 08:10')]
    const events = [...line, ...first, bump('k2', 'v2', '3 08:00'), ...next, sync('s2', 'k4', '3 08:12')]
    expect(told(events)).toEqual(['v1 CODE SUCCEEDED SYNC -', 'v2 CODE CANCELLED never -', 'v3 CODE SUCCEEDED SYNC -'])
  })

  it('of a commit that nobody knows yet is held back, and says for what it waits', () => {
    const events = [...line, ...first, sync('s2', 'k9', '3 09:00')]
    const { deployments, waits } = projectInMemory(events)
    expect(deployments).toHaveLength(1)
    expect(waits.filter(({ kind }) => kind !== 'ahead')).toEqual(
      expect.arrayContaining([
        { kind: 'commit', reference: `${configRepository}@k9`, since: at('3 09:01') },
        { kind: 'revision', reference: `${configRepository}@k9`, since: at('3 09:01') },
      ]),
    )
  })

  it('where no commit of the repository is known applies the newest bump before it began', () => {
    const events = [...first, bump('k2', 'v2', '3 08:00'), sync('s2', 'k2b', '3 08:40'), sync('s0', 'k0', '2 07:00')]
    expect(told(events)).toEqual(['v1 CODE SUCCEEDED SYNC -', 'v2 CODE SUCCEEDED SYNC -'])
  })

  it('of another place than the bump has nothing to do with it', () => {
    const elsewhere = { placement: 'eu' }
    const events = [...line, bump('k1', 'v1', '2 08:00', elsewhere), sync('s1', 'k1', '2 08:05', { placement: 'us' })]
    expect(told(events)).toEqual(['v1 CODE SUCCEEDED CONFIG_MERGE eu'])
  })

  it('ships the commits of the version, timed by the sync', () => {
    const events = [
      commit('c0', '1 08:00', { parents: [] }),
      commit('c1', '2 18:00', { parents: ['c0'] }),
      ...line,
      bump('k1', 'v1', '2 08:00', { sha: 'c0' }),
      sync('s1', 'k1', '2 08:05'),
      bump('k2', 'v2', '3 08:00', { sha: 'c1' }),
      sync('s2', 'k3', '3 08:44'),
    ]
    const { changes } = projectInMemory(events)
    expect(changes.map(({ sha, liveAt }) => [sha, liveAt])).toEqual([['c1', at('3 08:45')]])
  })
})

describe('a sync that names images', () => {
  const image = 'registry.example/shop/api'
  const asked = [bump('k1', null, '2 08:00', { image, tag: '1' }), bump('k2', null, '3 08:00', { image, tag: '2' })]
  const running = (tag: string) => [
    { image, tag },
    { image: 'registry.example/mesh/proxy', tag: '7' },
  ]

  it('is of the version that the bump asked for, sidecars or not', () => {
    const events = [
      ...line,
      ...asked,
      sync('s1', 'k1', '2 08:05', { images: running('1') }),
      sync('s2', 'k2', '3 08:05', { images: running('2') }),
      sync('s3', 'k2', '3 12:05', { images: running('2') }),
    ]
    expect(told(events)).toEqual(['1 CODE SUCCEEDED SYNC -', '2 CODE SUCCEEDED SYNC -', '2 REDEPLOY SUCCEEDED SYNC -'])
  })

  it('is of its own version where somebody set them past the repository', () => {
    const events = [...line, ...asked, sync('s2', 'k2', '3 08:05', { images: running('3') })]
    expect(told(events).at(-1)).toContain('CODE SUCCEEDED SYNC')
    expect(projectInMemory(events).deployments.at(-1)?.identity.imageTag).toContain(`${image}:3`)
  })
})

describe('a release whose image stands in values of a repository', () => {
  const image = 'registry.example/shop/api'
  const asked = [bump('k1', null, '2 08:00', { image, tag: '1' }), bump('k2', null, '3 08:00', { image, tag: '2' })]
  /** What Helm tells: the version of its chart, and of which repository it is, not of which commit. */
  const release = (chart: string, when: string, more: Partial<DeploymentEvent> = {}): DeliveryEvent => ({
    type: 'deployment',
    id: `release ${when}`,
    source: 'flux',
    service: 'api',
    environment: 'prod',
    configRepository,
    version: `api-${chart}`,
    finishedAt: at(when),
    liveAt: at(when),
    outcome: 'succeeded',
    attributes: { 'leadline.liveRule': 'HEALTH' },
    ...more,
  })

  it('is of the newest version that was asked for before it, at the time of the release, and waits for nothing', () => {
    const events = [...line, ...asked, release('1.0', '2 08:03'), release('1.0', '3 08:04')]
    const failed = release('1.0', '3 08:02', { outcome: 'failed', liveAt: at('3 08:02') })
    expect(told([...events, failed])).toEqual(['1 CODE SUCCEEDED HEALTH -', '2 CODE SUCCEEDED HEALTH -,-'])
    const { deployments, waits } = projectInMemory(events)
    expect(deployments.map(({ liveAt }) => liveAt)).toEqual([at('2 08:03'), at('3 08:04')])
    expect(waits.filter(({ kind }) => kind === 'commit' || kind === 'revision')).toEqual([])
  })

  it('of the same version again is a redeploy, and repaired drift is that', () => {
    const drift = release('1.0', '5 08:00', { kind: 'DRIFT_CORRECTION' })
    const events = [...line, ...asked, release('1.0', '2 08:03'), release('1.0', '3 08:04'), release('1.1', '4 08:00')]
    expect(told([...events, drift]).map((text) => text.split(' ')[1])).toEqual([
      'CODE',
      'CODE',
      'REDEPLOY',
      'DRIFT_CORRECTION',
    ])
  })

  it('is its chart, where charts are asked for or nothing is', () => {
    const charts = [bump('k1', 'api-1.0', '2 08:00'), bump('k2', 'api-1.1', '3 08:00')]
    const events = [...line, ...charts, release('1.0', '2 08:03'), release('1.1', '3 08:04'), release('1.2', '4 08:00')]
    expect(told(events)).toEqual([
      'api-1.0 CODE SUCCEEDED HEALTH -',
      'api-1.1 CODE SUCCEEDED HEALTH -',
      'api-1.2 CODE SUCCEEDED HEALTH -',
    ])
    expect(told([...line, release('1.0', '2 08:03')])).toEqual(['api-1.0 CODE SUCCEEDED HEALTH -'])
  })
})

describe('a bundle of manifests', () => {
  const image = 'registry.example/shop/api'
  const asked = [bump('k1', null, '2 08:00', { image, tag: '1' }), bump('k2', null, '3 08:00', { image, tag: '2' })]
  const bundle = (id: string, revision: string, when: string) =>
    sync(id, revision, when, { version: id, digest: `sha256:${id}` })
  const origin = (id: string, repository: string, sha: string, when: string): DeliveryEvent => ({
    type: 'artifact',
    source: 'flux',
    image: 'registry.example/manifests/api',
    digest: `sha256:${id}`,
    repository,
    sha,
    publishedAt: at(when),
  })

  it('of a configuration repository is of the version that its commit asks for', () => {
    const events = [...line, ...asked, bundle('b1', 'k1', '2 08:05'), bundle('b2', 'k3', '3 08:40')]
    const known = [origin('b1', configRepository, 'k1', '2 08:04'), origin('b2', configRepository, 'k3', '3 08:39')]
    for (const each of [events, [...events, ...known]])
      expect(told(each)).toEqual(['1 CODE SUCCEEDED SYNC -', '2 CODE SUCCEEDED SYNC -'])
    const commits = [commit('c0', '1 08:00', { parents: [] }), commit('c1', '2 18:00', { parents: ['c0'] })]
    const built = asked.map((event, index) => ({ ...event, sha: `c${index}` }) as DeliveryEvent)
    const { changes } = projectInMemory([...commits, ...events, ...known, ...built])
    expect(changes.map(({ sha }) => sha)).toEqual(['c1'])
  })

  it("of the service's own repository is of the commit that it was built from", () => {
    const repository = 'git.example/shop/api'
    const commits = [
      commit('c0', '1 08:00', { parents: [], repository }),
      commit('c1', '2 18:00', { parents: ['c0'], repository }),
    ]
    const applied = [
      ['b0', 'c0', '2 08:00'],
      ['b1', 'c1', '3 08:00'],
    ] as const
    const events = applied.flatMap(([id, sha, when]) => [
      origin(id, repository, sha, when),
      sync(id, sha, when, { version: id, digest: `sha256:${id}`, configRepository: repository }),
    ])
    expect(told([...commits, ...events])).toEqual(['b0 CODE SUCCEEDED SYNC -', 'b1 CODE SUCCEEDED SYNC -'])
    expect(projectInMemory([...commits, ...events]).changes.map(({ sha }) => sha)).toEqual(['c1'])
  })
})

describe('who says when it was live', () => {
  const seen = (rule: string, source: string, when: string): DeliveryEvent => ({
    type: 'deployment',
    id: source,
    source,
    service: 'api',
    environment: 'prod',
    version: 'v1',
    finishedAt: at(when),
    outcome: 'succeeded',
    ...(rule === 'FINISHED' ? {} : { attributes: { 'leadline.liveRule': rule } }),
    ...(rule === 'FINISHED' || rule === 'SYNC' ? {} : { liveAt: at(when) }),
  })
  const order = ['ROLLOUT', 'HEALTH', 'SYNC', 'FINISHED', 'CONFIG_MERGE']

  it.each(order.slice(1).map((worse, index) => [order[index] as string, worse]))('%s before %s', (better, worse) => {
    const events = [seen(worse, 'a', '2 08:00'), seen(better, 'b', '2 08:20')]
    const [deployment, ...others] = projectInMemory(events).deployments
    expect(others).toEqual([])
    expect(deployment).toMatchObject({ liveRule: better, liveAt: at('2 08:20') })
  })
})

describe('what others built', () => {
  const others = { attributes: { 'leadline.liveRule': 'CONFIG_MERGE', 'leadline.thirdParty': true } }
  const events = [
    ...line,
    bump('k1', 'redis-1.0.0', '2 08:00', others),
    bump('k2', 'redis-1.1.0', '3 08:00', others),
    sync('s2', 'k3', '3 08:44'),
  ]

  it('is changed by the commit of the configuration that asks for another version of it', () => {
    const { changes, deployments } = projectInMemory(events)
    expect(told(events)).toEqual(['redis-1.0.0 CODE SUCCEEDED CONFIG_MERGE -', 'redis-1.1.0 CODE SUCCEEDED SYNC -'])
    expect(changes.map(({ sha, repository, liveAt }) => [repository, sha, liveAt])).toEqual([
      [configRepository, 'k2', at('3 08:45')],
    ])
    expect(deployments[1]?.links).toContainEqual(
      expect.objectContaining({ method: 'THIRD_PARTY', confidence: 'MEDIUM' }),
    )
    expect(deployments[1]?.flags).toEqual([])
  })

  it('is ours where a commit of it is known', () => {
    const known = events.map((event) =>
      event.type === 'deployment' && event.source === 'live'
        ? { ...event, sha: event.configSha === 'k1' ? 'c0' : 'c1' }
        : event,
    )
    const code = [commit('c0', '1 08:00', { parents: [] }), commit('c1', '2 18:00', { parents: ['c0'] })]
    expect(projectInMemory([...code, ...known]).changes.map(({ sha }) => sha)).toEqual(['c1'])
  })
})
