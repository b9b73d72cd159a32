import { describe, expect, it } from 'vitest'
import type { DeliveryEvent, DeploymentEvent } from '#domain/delivery-event'
import { MINUTE } from '#domain/instant'
import { at, projectInMemory } from '../../support/stream.ts'

const configRepository = 'git.example/platform/live'
const own = 'apps/api/overlays/prod'

/** A commit on the line of the configuration, and the files that it changed; null: nobody told. */
function onLine(sha: string, when: string, parents: readonly string[], paths: readonly string[] | null): DeliveryEvent {
  const commit = {
    type: 'commit',
    source: 'git',
    repository: configRepository,
    sha,
    authoredAt: at(when),
    parents,
  } as const
  const committer = { committedAt: at(when), author: { name: 'Ada' } }
  return { ...commit, ...committer, ...(paths !== null && { paths, transport: false }) }
}

function bump(configSha: string, version: string, when: string, more: Partial<DeploymentEvent> = {}): DeliveryEvent {
  const stream = { source: 'live', service: 'api', environment: 'prod', configRepository, configSha }
  const attributes = { 'leadline.liveRule': 'CONFIG_MERGE' }
  return { type: 'deployment', id: `bump ${configSha}`, ...stream, version, liveAt: at(when), attributes, ...more }
}

function sync(
  configRevision: string,
  when: string,
  path: string | null,
  more: Partial<DeploymentEvent> = {},
): DeliveryEvent {
  const stream = { source: 'cd', service: 'api', environment: 'prod', configRepository, configRevision }
  const times = { startedAt: at(when), finishedAt: at(when) + MINUTE, outcome: 'succeeded' } as const
  const attributes = { 'leadline.liveRule': 'SYNC', ...(path !== null && { 'config.path': path }) }
  return { type: 'deployment', id: `sync ${when} ${more.placement ?? ''}`, ...stream, ...times, attributes, ...more }
}

/** `kind changes` of each deployment; holes of the last one after it. */
function told(events: readonly DeliveryEvent[]): string[] {
  const { deployments, changes } = projectInMemory(events)
  return deployments.map(({ key, kind, links }) => {
    const shipped = changes.filter(({ deploymentKey }) => deploymentKey === key).map(({ sha }) => sha)
    const holes = links.filter(({ method }) => method === 'CONFIG_PATHS').map(({ to }) => `?${to.split('@')[1]}`)
    return [kind, ...shipped, ...holes].join(' ')
  })
}

const start = [onLine('k1', '2 08:00', [], [`${own}/kustomization.yaml`]), bump('k1', 'v1', '2 08:00')]
const first = [...start, sync('k1', '2 08:05', own)]

describe('a sync of the version that is live', () => {
  it('is of what changed below its own path since the sync before', () => {
    const line = [
      onLine('k2', '3 08:00', ['k1'], [`${own}/limits.yaml`, 'README.md']),
      onLine('k3', '3 08:10', ['k2'], ['apps/web/overlays/prod/limits.yaml']),
      onLine('k4', '3 08:20', ['k3'], [`${own}/deep/er.yaml`]),
      onLine('k5', '4 08:00', ['k4'], [`${own}-eu/limits.yaml`, 'apps/api/overlays']),
    ]
    const events = [...first, ...line, sync('k4', '3 09:00', own), sync('k5', '4 09:00', own)]
    expect(told(events)).toEqual(['CODE', 'CONFIG k2 k4', 'REDEPLOY'])
    const [, config] = projectInMemory(events).deployments
    expect(config).toMatchObject({ configSha: 'k4', liveAt: at('3 09:01'), flags: [] })
  })

  it.each(['.', './', '', '/apps/', './apps/api/overlays/prod/'])('takes the path as it is written: %j', (path) => {
    const line = [onLine('k2', '3 08:00', ['k1'], [`${own}/limits.yaml`])]
    expect(told([...start, sync('k1', '2 08:05', path), ...line, sync('k2', '3 09:00', path)])).toEqual([
      'CODE',
      'CONFIG k2',
    ])
  })

  it('is a redeploy where its sync tells no path, or only what others asked for moved', () => {
    const line = [onLine('k2', '3 08:00', ['k1'], [`${own}/limits.yaml`])]
    expect(told([...start, sync('k1', '2 08:05', null), ...line, sync('k2', '3 09:00', null)])).toEqual([
      'CODE',
      'REDEPLOY',
    ])
    const moved = { ...onLine('k2', '3 08:00', ['k1'], null), transport: true } as DeliveryEvent
    expect(told([...first, moved, sync('k2', '3 09:00', own)])).toEqual(['CODE', 'REDEPLOY'])
  })

  it('is the work of a request that was merged so, and of the commits beside the line', () => {
    const beside = onLine('w1', '3 07:00', ['k1'], [`${own}/limits.yaml`])
    const merge = onLine('k2', '3 08:00', ['k1', 'w1'], [`${own}/limits.yaml`])
    expect(told([...first, beside, merge, sync('k2', '3 09:00', own)])).toEqual(['CODE', 'CONFIG w1'])
  })

  it('goes back without a change of its own', () => {
    const line = ['k2', 'k3'].map((sha, index) =>
      onLine(sha, `3 0${index}:00`, [`k${index + 1}`], [`${own}/limits.yaml`]),
    )
    const syncs = ['k2', 'k3', 'k2'].map((sha, index) => sync(sha, `3 1${index}:00`, own))
    expect(told([...first, ...line, ...syncs])).toEqual(['CODE', 'CONFIG k2', 'CONFIG k3', 'CONFIG'])
  })

  it('is what its sender says all the same', () => {
    const line = [onLine('k2', '3 08:00', ['k1'], [`${own}/limits.yaml`])]
    const unchanged = sync('k2', '3 09:00', own, { kind: 'REDEPLOY' })
    expect(told([...first, ...line, unchanged, sync('k2', '3 10:00', own)])).toEqual(['CODE', 'REDEPLOY', 'REDEPLOY'])
  })

  it('is judged at each placement by what was applied there', () => {
    const of = (place: string, revision: string, when: string): DeliveryEvent =>
      sync(revision, when, `apps/api/${place}`, { placement: place })
    const line = [onLine('k2', '3 08:00', ['k1'], ['apps/api/eu/limits.yaml'])]
    const both = [...start, of('eu', 'k1', '2 08:05'), of('us', 'k1', '2 08:06')]
    expect(
      told([...both, ...line, of('eu', 'k2', '3 09:00'), of('us', 'k2', '3 09:10'), of('eu', 'k2', '3 10:00')]),
    ).toEqual(['CODE', 'CONFIG k2', 'REDEPLOY', 'REDEPLOY'])
  })

  it('reaches several placements as one deployment', () => {
    const places = ['eu', 'us']
    const to = (revision: string, day: string): DeliveryEvent[] =>
      places.map((placement, index) => sync(revision, `${day} 09:0${index}`, own, { placement }))
    const line = [onLine('k2', '3 08:00', ['k1'], [`${own}/limits.yaml`])]
    expect(told([...start, ...to('k1', '2'), ...line, ...to('k2', '3')])).toEqual(['CODE', 'CONFIG k2'])
    const { deployments } = projectInMemory([...start, ...to('k1', '2'), ...line, ...to('k2', '3')])
    expect(deployments.at(-1)?.arrivals.map(({ placement }) => placement)).toEqual(places)
  })
})

describe('what a commit changed', () => {
  it('is said to be unknown where nobody told, and waited for', () => {
    const line = [onLine('k2', '3 08:00', ['k1'], null), onLine('k3', '3 08:10', ['k2'], ['README.md'])]
    const events = [...first, ...line, sync('k3', '3 09:00', own)]
    expect(told(events)).toEqual(['CODE', 'REDEPLOY ?k2'])
    expect(projectInMemory(events).waits).toContainEqual(
      expect.objectContaining({ kind: 'commit', reference: `${configRepository}@k2` }),
    )
    const later = onLine('k2', '3 08:00', ['k1'], [`${own}/limits.yaml`])
    expect(told([...events, { ...later, source: 'other' }])).toEqual(['CODE', 'CONFIG k2'])
  })

  it('is said to be unknown below what is known to have changed', () => {
    const line = [onLine('k2', '3 08:00', ['k1'], null), onLine('k3', '3 08:10', ['k2'], [`${own}/limits.yaml`])]
    expect(told([...first, ...line, sync('k3', '3 09:00', own)])).toEqual(['CODE', 'CONFIG k3 ?k2'])
    expect(told([...first, ...line, sync('k3', '3 09:00', own), sync('k3', '3 10:00', own)]).at(-1)).toBe('REDEPLOY')
  })

  it('is asked of an applied commit that is to come, of a repository that is read', () => {
    const events = [...first, sync('k9', '3 09:00', own)]
    expect(projectInMemory(events).waits).toContainEqual(
      expect.objectContaining({ kind: 'commit', reference: `${configRepository}@k9` }),
    )
  })
})

describe('with a new version', () => {
  it('what changed beside it comes with it, and not again', () => {
    const line = [
      onLine('k2', '3 08:00', ['k1'], [`${own}/kustomization.yaml`]),
      onLine('k3', '3 08:10', ['k2'], [`${own}/limits.yaml`]),
      onLine('k4', '4 08:00', ['k3'], ['README.md']),
    ]
    const events = [
      ...first,
      ...line,
      bump('k2', 'v2', '3 08:00'),
      sync('k3', '3 09:00', own),
      sync('k4', '4 09:00', own),
    ]
    expect(told(events)).toEqual(['CODE', 'CODE', 'REDEPLOY'])
    expect(projectInMemory(events).deployments[1]).toMatchObject({ version: 'v2', configSha: 'k3' })
  })
})

describe('where no bump is known', () => {
  const images = [{ image: 'api', tag: 'v1' }]
  it('commits below the path are found as well', () => {
    const line = [
      onLine('k1', '2 08:00', [], [`${own}/a.yaml`]),
      onLine('k2', '3 08:00', ['k1'], [`${own}/limits.yaml`]),
    ]
    const syncs = [sync('k1', '2 08:05', own, { images }), sync('k2', '3 09:00', own, { images })]
    expect(told([...line, ...syncs])).toEqual(['CODE', 'CONFIG k2'])
  })

  it('what a report itself says of its configuration stands', () => {
    const line = [
      onLine('k1', '2 08:00', [], [`${own}/a.yaml`]),
      onLine('k2', '3 08:00', ['k1'], [`${own}/limits.yaml`]),
    ]
    const syncs = ['k1', 'k2'].map((sha, index) => sync(sha, `${index + 2} 09:00`, own, { images, configSha: 'k1' }))
    expect(told([...line, ...syncs])).toEqual(['CODE', 'REDEPLOY'])
  })
})

describe('a version that was set past the repository', () => {
  it('is not timed by the commit that changed something else below the same path', () => {
    const limits = { type: 'pull_request', source: 'git', repository: configRepository, number: 5 } as const
    const line: DeliveryEvent[] = [
      onLine('k2', '3 08:00', ['k1'], [`${own}/limits.yaml`]),
      { ...limits, openedAt: at('3 07:00'), mergedAt: at('3 08:00'), mergeSha: 'k2', commits: ['k2'] },
    ]
    const code = ['a', 'b'].map(
      (sha, index): DeliveryEvent => ({
        type: 'commit',
        source: 'git',
        repository: 'api',
        sha,
        authoredAt: at(`${index + 1} 10:00`),
        parents: index === 0 ? [] : ['a'],
      }),
    )
    const set = (sha: string): Partial<DeploymentEvent> => ({
      sha,
      repository: 'api',
      image: 'r/api',
      tag: `set-${sha}`,
    })
    const syncs = [sync('k1', '2 09:00', own, set('a')), sync('k2', '3 09:00', own, set('b'))]
    const asked = bump('k1', 'v1', '2 08:00', { image: 'r/api', tag: 'v1' })
    const { changes } = projectInMemory([onLine('k1', '2 08:00', [], []), asked, ...line, ...code, ...syncs])
    expect(changes.map(({ sha, stages }) => [sha, stages.map(({ stage }) => stage)])).toEqual([
      ['b', ['UNACCOUNTED', 'RECONCILE']],
    ])
  })
})
