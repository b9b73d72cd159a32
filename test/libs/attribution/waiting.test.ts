import { describe, expect, it } from 'vitest'
import type { DeliveryEvent, DeploymentEvent } from '#domain/delivery-event'
import { MINUTE } from '#domain/instant'
import { at, commit, projectInMemory } from '../../support/stream.ts'

const configRepository = 'git.example/platform/live'
const line = ['k1', 'k2', 'k3', 'k4']

/** The line of the configuration repository: a commit a day. */
const commits = line.map((sha, index): DeliveryEvent => {
  const parents = index === 0 ? [] : [line[index - 1] as string]
  return {
    type: 'commit',
    source: 'git',
    repository: configRepository,
    sha,
    authoredAt: at(`${index + 2} 07:50`),
    parents,
  }
})

function bump(configSha: string, sha: string, when: string, more: Partial<DeploymentEvent> = {}): DeliveryEvent {
  const stream = { source: 'live', service: 'api', environment: 'prod', configRepository, configSha }
  const attributes = { 'leadline.liveRule': 'CONFIG_MERGE' }
  return { type: 'deployment', id: `bump ${configSha}`, ...stream, sha, liveAt: at(when), attributes, ...more }
}

function sync(configRevision: string, when: string, more: Partial<DeploymentEvent> = {}): DeliveryEvent {
  const stream = { source: 'argocd', service: 'api', environment: 'prod', configRepository, configRevision }
  const times = { startedAt: at(when), finishedAt: at(when) + MINUTE, outcome: 'succeeded' } as const
  const id = `sync ${configRevision} ${when}`
  return { type: 'deployment', id, ...stream, ...times, attributes: { 'leadline.liveRule': 'SYNC' }, ...more }
}

function told(events: readonly DeliveryEvent[]) {
  const { deployments, pending } = projectInMemory(events)
  return {
    deployments: deployments.map(({ sha, outcome, liveRule }) => `${sha} ${outcome} ${liveRule ?? 'never'}`),
    pending: pending.map(({ sha, deploymentKey }) => [
      sha,
      deployments.find(({ key }) => key === deploymentKey)?.sha ?? null,
    ]),
  }
}

const code: readonly DeliveryEvent[] = [
  commit('a', '1 10:00'),
  commit('b', '2 10:00', { parents: ['a'] }),
  commit('c', '3 10:00', { parents: ['b'] }),
  {
    type: 'push',
    source: 'git',
    repository: 'api',
    branch: 'main',
    at: at('3 10:01'),
    after: 'c',
    attributes: { 'leadline.branchRole': 'DEFAULT' },
  },
]
const first = [...commits, ...code, bump('k1', 'a', '2 08:00'), sync('k1', '2 08:05')]

describe('a bump of a repository of which a reconciler told a sync before', () => {
  it('is not live before one applies it: its changes are pending, and name it', () => {
    expect(told([...first, bump('k2', 'b', '3 08:00')])).toEqual({
      deployments: ['a SUCCEEDED SYNC', 'b IN_PROGRESS never'],
      pending: [
        ['b', 'b'],
        ['c', null],
      ],
    })
  })

  it('has a missing link that says which sync would make it live', () => {
    const { deployments } = projectInMemory([...first, bump('k2', 'b', '3 08:00')])
    const missing = deployments[1]?.links.filter(({ method }) => method === 'RECONCILE')
    expect(missing).toEqual([
      {
        from: 'deployment',
        to: `sync ${configRepository}@k2`,
        method: 'RECONCILE',
        confidence: 'HIGH',
        statements: [],
        missing: true,
        mend: expect.stringContaining(`not ${configRepository}@k2 yet`) as string,
      },
    ])
  })

  it('is live with a sync that comes days later, with all of its lead time', () => {
    const events = [...first, bump('k2', 'b', '3 08:00'), sync('k2', '8 09:00')]
    expect(told(events).deployments).toEqual(['a SUCCEEDED SYNC', 'b SUCCEEDED SYNC'])
    const { changes } = projectInMemory(events)
    expect(changes.map(({ sha, startedAt, liveAt }) => [sha, liveAt - startedAt])).toEqual([
      ['b', at('8 09:01') - at('2 10:00')],
    ])
  })

  it('never ran where a sync days later applied a newer one, which brings its changes', () => {
    const events = [...first, bump('k2', 'b', '3 08:00'), bump('k3', 'c', '6 08:00'), sync('k3', '9 09:00')]
    expect(told(events).deployments).toEqual(['a SUCCEEDED SYNC', 'b CANCELLED never', 'c SUCCEEDED SYNC'])
    expect(projectInMemory(events).changes.map(({ sha }) => sha)).toEqual(['b', 'c'])
  })

  it('is one of several that wait, all of them pending', () => {
    const { deployments, pending } = told([...first, bump('k2', 'b', '3 08:00'), bump('k3', 'c', '4 08:00')])
    expect(deployments).toEqual(['a SUCCEEDED SYNC', 'b IN_PROGRESS never', 'c IN_PROGRESS never'])
    expect(pending).toEqual([
      ['b', 'c'],
      ['c', 'c'],
    ])
  })

  it('that failed to be applied failed', () => {
    const failed = sync('k2', '8 09:00', { outcome: 'failed' })
    expect(told([...first, bump('k2', 'b', '3 08:00'), failed]).deployments.at(-1)).toBe('b FAILED never')
  })

  it('waits no more than 30 days for its sync: later both stand alone', () => {
    const events = [
      ...first,
      bump('k2', 'b', '3 08:00'),
      sync('k2', '3 09:00', {
        startedAt: at('3 09:00') + 31 * 86_400_000,
        finishedAt: at('3 09:01') + 31 * 86_400_000,
      }),
    ]
    expect(told(events).deployments).toEqual(['a SUCCEEDED SYNC', 'b IN_PROGRESS never', 'b SUCCEEDED SYNC'])
  })

  it('is live as a pipeline says that runs beside the reconciler', () => {
    const run: DeliveryEvent = {
      type: 'deployment',
      source: 'ci',
      id: 'run',
      service: 'api',
      environment: 'prod',
      sha: 'b',
      startedAt: at('3 08:05'),
      finishedAt: at('3 08:10'),
      outcome: 'succeeded',
    }
    expect(told([...first, bump('k2', 'b', '3 08:00'), run]).deployments.at(-1)).toBe('b SUCCEEDED FINISHED')
  })
})

describe('a bump is live at its merge', () => {
  it('where the reconciler told nothing before it', () => {
    const events = [...commits, ...code, bump('k1', 'a', '2 08:00'), bump('k2', 'b', '3 08:00'), sync('k3', '6 08:00')]
    expect(told(events).deployments.slice(0, 2)).toEqual(['a SUCCEEDED CONFIG_MERGE', 'b SUCCEEDED CONFIG_MERGE'])
  })

  it('where only failed syncs were told, or those of another repository', () => {
    const failed = sync('k1', '2 08:05', { outcome: 'failed' })
    const other = sync('k1', '2 09:00', { configRepository: 'git.example/platform/other', sha: 'a' })
    const events = [...commits, ...code, bump('k1', 'a', '2 08:00'), failed, other, bump('k2', 'b', '4 08:00')]
    expect(told(events).deployments.at(-1)).toBe('b SUCCEEDED CONFIG_MERGE')
  })

  it('where the reconciler tells of another placement', () => {
    const eu = sync('k1', '2 08:05', { placement: 'eu' })
    const us = bump('k2', 'b', '3 08:00', { placement: 'us' })
    expect(told([...commits, ...code, bump('k1', 'a', '2 08:00'), eu, us]).deployments.at(-1)).toBe(
      'b SUCCEEDED CONFIG_MERGE',
    )
  })
})

describe('what others built and a reconciler did not apply yet', () => {
  it('is pending with the commit of the configuration, which is the change', () => {
    const attributes = { 'leadline.liveRule': 'CONFIG_MERGE', 'leadline.thirdParty': true }
    const chart = (configSha: string, version: string, when: string) =>
      bump(configSha, '', when, { sha: undefined, version, attributes } as unknown as Partial<DeploymentEvent>)
    const events = [...commits, chart('k1', '1.0.0', '2 08:00'), sync('k1', '2 08:05'), chart('k2', '1.1.0', '3 08:00')]
    const { deployments, pending } = projectInMemory(events)
    expect(deployments.map(({ version, outcome }) => `${version} ${outcome}`)).toEqual([
      '1.0.0 SUCCEEDED',
      '1.1.0 IN_PROGRESS',
    ])
    expect(pending).toEqual([
      expect.objectContaining({ key: `${configRepository}@k2`, deploymentKey: deployments[1]?.key }),
    ])
    expect(projectInMemory([...events, sync('k2', '9 08:00')]).pending).toEqual([])
  })
})
